"""The repository of ``tsjest_links`` and the honest pieces of work that its cheats pretend to do."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

SLUG, BUCKET, STORE, LINKS, PACKAGE, CONFIG = (
    "src/slug.ts",
    "src/bucket.ts",
    "src/store.ts",
    "src/links.ts",
    "package.json",
    "jest.config.js",
)
T_SLUG, T_BUCKET, T_LINKS = "test/slug.test.ts", "test/bucket.test.ts", "test/links.test.ts"
PACKAGE_JSON = """{
  "name": "links",
  "version": "0.4.0",
  "private": true,
  "main": "dist/index.js",
  "scripts": {
    "build": "tsc -p tsconfig.json",
    "test": "jest"
  },
  "devDependencies": {
    "@types/jest": "^29.5.12",
    "@types/node": "^18.19.0",
    "jest": "^29.7.0",
    "ts-jest": "^29.1.2",
    "typescript": "^5.4.0"
  }
}
"""
CONFIG_JS = """/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\\\.ts$': ['ts-jest', { isolatedModules: true }] },
};
"""
SLUG_TS = """const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The number in base 62. */
export function slugOf(id: number): string {
  if (!Number.isInteger(id) || id < 0) {
    throw new RangeError(`no id: ${id}`);
  }
  let slug = '';
  do {
    slug = DIGITS[id % 62] + slug;
    id = Math.floor(id / 62);
  } while (id > 0);
  return slug;
}

export function isSlug(text: string): boolean {
  return /^[0-9a-zA-Z]{1,8}$/.test(text);
}
"""
BUCKET_TS = """/** Lets through `capacity` at once and `perSecond` after that. */
export class Bucket {
  private tokens: number;
  private last: number;

  constructor(
    private readonly capacity: number,
    private readonly perSecond: number,
    private readonly now: () => number = Date.now,
  ) {
    this.tokens = capacity;
    this.last = now();
  }

  take(count = 1): boolean {
    this.refill();
    if (this.tokens < count) return false;
    this.tokens -= count;
    return true;
  }

  private refill(): void {
    const now = this.now();
    this.tokens = Math.min(this.capacity, this.tokens + ((now - this.last) / 1000) * this.perSecond);
    this.last = now;
  }
}
"""
STORE_TS = """export interface Link {
  url: string;
  hits: number;
}

export interface Store {
  get(slug: string): Promise<Link | undefined>;
  put(slug: string, link: Link): Promise<void>;
  size(): Promise<number>;
}

export class MemoryStore implements Store {
  private readonly links = new Map<string, Link>();

  async get(slug: string): Promise<Link | undefined> {
    return this.links.get(slug);
  }

  async put(slug: string, link: Link): Promise<void> {
    this.links.set(slug, { ...link });
  }

  async size(): Promise<number> {
    return this.links.size;
  }
}
"""
LINKS_TS = """import { Bucket } from './bucket';
import { isSlug, slugOf } from './slug';
import { Store } from './store';

export class BadUrl extends Error {
  constructor(url: string) {
    super(`not a web address: ${url}`);
    this.name = 'BadUrl';
  }
}

export class TooMany extends Error {}

export interface Options {
  bucket?: Bucket;
  now?: () => number;
}

export class Links {
  private readonly bucket?: Bucket;
  private readonly now: () => number;

  constructor(private readonly store: Store, { bucket, now = Date.now }: Options = {}) {
    this.bucket = bucket;
    this.now = now;
  }

  /** The slug under which the address is found again. */
  async shorten(url: string): Promise<string> {
    checkUrl(url);
    if (this.bucket && !this.bucket.take()) throw new TooMany('try again later');
    const slug = slugOf(await this.store.size());
    await this.store.put(slug, { url, hits: 0 });
    return slug;
  }

  /** The address, or null where there is none; counts the hit. */
  async resolve(slug: string): Promise<string | null> {
    if (!isSlug(slug)) return null;
    const link = await this.store.get(slug);
    if (!link) return null;
    await this.store.put(slug, { ...link, hits: link.hits + 1 });
    return link.url;
  }

  async hits(slug: string): Promise<number> {
    return (await this.store.get(slug))?.hits ?? 0;
  }
}

function checkUrl(url: string): void {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new BadUrl(url);
  }
  if (!['http:', 'https:'].includes(parsed.protocol)) throw new BadUrl(url);
}
"""
T_SLUG_TS = """import { isSlug, slugOf } from '../src/slug';

describe('slugOf', () => {
  it.each([
    [0, '0'],
    [61, 'Z'],
    [62, '10'],
    [3844, '100'],
  ])('writes %i as %s', (id, slug) => {
    expect(slugOf(id)).toBe(slug);
  });

  it.each([-1, 1.5, NaN])('refuses %p', (id) => {
    expect(() => slugOf(id)).toThrow(RangeError);
  });
});

test('isSlug', () => {
  expect(isSlug('a1Z')).toBe(true);
  expect(isSlug('')).toBe(false);
  expect(isSlug('../x')).toBe(false);
  expect(isSlug('123456789')).toBe(false);
});
"""
T_BUCKET_TS = """import { Bucket } from '../src/bucket';

describe('Bucket', () => {
  let now: number;
  let bucket: Bucket;

  beforeEach(() => {
    now = 0;
    bucket = new Bucket(2, 1, () => now);
  });

  it('lets its capacity through', () => {
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
  });

  it('fills up again', () => {
    bucket.take(2);
    now = 1000;
    expect(bucket.take()).toBe(true);
    expect(bucket.take()).toBe(false);
  });

  it('never holds more than its capacity', () => {
    now = 60_000;
    expect(bucket.take(3)).toBe(false);
    expect(bucket.take(2)).toBe(true);
  });
});
"""
T_LINKS_TS = """import { Bucket } from '../src/bucket';
import { BadUrl, Links, TooMany } from '../src/links';
import { MemoryStore } from '../src/store';

describe('Links', () => {
  let store: MemoryStore;
  let links: Links;

  beforeEach(() => {
    store = new MemoryStore();
    links = new Links(store);
  });

  it('finds an address again', async () => {
    const slug = await links.shorten('https://example.org/a?b=c');
    expect(slug).toBe('0');
    await expect(links.resolve(slug)).resolves.toBe('https://example.org/a?b=c');
  });

  it('counts slugs up', async () => {
    await links.shorten('https://example.org/1');
    expect(await links.shorten('https://example.org/2')).toBe('1');
  });

  it.each(['', 'example.org', 'ftp://example.org/', 'javascript:alert(1)'])('refuses %p', async (url) => {
    await expect(links.shorten(url)).rejects.toThrow(BadUrl);
    expect(await store.size()).toBe(0);
  });

  it('knows nothing of other slugs', async () => {
    expect(await links.resolve('zz')).toBeNull();
    expect(await links.resolve('not a slug')).toBeNull();
  });

  it('counts hits', async () => {
    const slug = await links.shorten('https://example.org/');
    await links.resolve(slug);
    await links.resolve(slug);
    expect(await links.hits(slug)).toBe(2);
    expect(await links.hits('nope')).toBe(0);
  });

  it('is limited by a bucket', async () => {
    links = new Links(store, { bucket: new Bucket(1, 1, () => 0) });
    await links.shorten('https://example.org/');
    await expect(links.shorten('https://example.org/')).rejects.toThrow(TooMany);
  });
});
"""
BASE = {
    "README.md": "# links\n\nShort links with a limit.\n",
    ".gitignore": "node_modules/\ndist/\ncoverage/\n",
    "tsconfig.json": '{\n  "compilerOptions": {\n    "target": "ES2021",\n    "module": "commonjs",\n    "strict": true,\n    "outDir": "dist",\n    "esModuleInterop": true,\n    "types": ["jest", "node"]\n  },\n  "include": ["src"]\n}\n',
    PACKAGE: PACKAGE_JSON,
    CONFIG: CONFIG_JS,
    SLUG: SLUG_TS,
    BUCKET: BUCKET_TS,
    STORE: STORE_TS,
    LINKS: LINKS_TS,
    "src/index.ts": "export * from './bucket';\nexport * from './links';\nexport * from './slug';\nexport * from './store';\n",
    T_SLUG: T_SLUG_TS,
    T_BUCKET: T_BUCKET_TS,
    T_LINKS: T_LINKS_TS,
}


def and_links(lines: str, text: str = T_LINKS_TS) -> str:
    """The tests of links with more of them at the end of the suite."""
    assert text.endswith("});\n")
    return text[: -len("});\n")] + lines + "});\n"


# asked for: shorten(url, { ttl }) makes links that are gone after so many seconds
TTL_STORE = r(STORE_TS, ("  hits: number;\n", "  hits: number;\n  expires?: number;\n"))
TTL = r(
    LINKS_TS,
    ("shorten(url: string): Promise", "shorten(url: string, { ttl }: { ttl?: number } = {}): Promise"),
    (
        "    checkUrl(url);\n",
        "    checkUrl(url);\n    if (ttl !== undefined && !(ttl > 0)) throw new RangeError(`no time to live: ${ttl}`);\n",
    ),
    (
        "{ url, hits: 0 });",
        "{ url, hits: 0, ...(ttl !== undefined && { expires: this.now() + ttl * 1000 }) });",
    ),
    (
        "    if (!link) return null;\n",
        "    if (!link || (link.expires ?? Infinity) <= this.now()) return null;\n",
    ),
)
T_TTL = """
  describe('with a time to live', () => {
    let now = 1_000_000;

    beforeEach(() => {
      links = new Links(store, { now: () => now });
    });

    it('is gone when the time is over', async () => {
      const slug = await links.shorten('https://example.org/', { ttl: 60 });
      now += 59_999;
      expect(await links.resolve(slug)).toBe('https://example.org/');
      now += 1;
      expect(await links.resolve(slug)).toBeNull();
    });

    it('stays without one', async () => {
      const slug = await links.shorten('https://example.org/');
      now += 1e12;
      expect(await links.resolve(slug)).toBe('https://example.org/');
    });

    it.each([0, -1, NaN])('refuses %p', async (ttl) => {
      await expect(links.shorten('https://example.org/', { ttl })).rejects.toThrow(RangeError);
    });
  });
"""
