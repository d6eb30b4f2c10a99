"""The repository of ``vitest_bookmarks`` and the honest pieces of work that its cheats pretend to do."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

APP, STORE, LINKS, CHECK = ("src/app.js", "src/store.js", "src/links.js", "src/check.js")
T_APP, T_STORE, T_LINKS, T_CHECK = (
    "test/app.test.js",
    "test/store.test.js",
    "test/links.test.js",
    "test/check.test.js",
)
PACKAGE_JSON = """{
  "name": "bookmarks",
  "version": "2.0.1",
  "type": "module",
  "main": "src/app.js",
  "scripts": {
    "start": "node src/server.js",
    "test": "vitest run"
  },
  "dependencies": {
    "express": "^4.19.0"
  },
  "devDependencies": {
    "supertest": "^7.0.0",
    "vitest": "^2.1.0"
  }
}
"""
CONFIG_JS = """import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.js'],
    restoreMocks: true,
  },
});
"""
STORE_JS = """import { normalize } from './links.js';

/** Bookmarks in memory, the newest last. */
export class Store {
  #items = new Map();
  #next = 1;

  add({ url, title = '', tags = [] }) {
    const item = { id: this.#next++, url: normalize(url), title, tags: [...tags].sort() };
    this.#items.set(item.id, item);
    return item;
  }

  find(id) {
    return this.#items.get(id);
  }

  list({ tag } = {}) {
    return [...this.#items.values()].filter((item) => tag === undefined || item.tags.includes(tag));
  }

  remove(id) {
    return this.#items.delete(id);
  }
}
"""
LINKS_JS = """/** One spelling for each address; a TypeError for what is none. */
export function normalize(text) {
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) throw new TypeError(`not a web address: ${text}`);
  url.hash = '';
  if (url.pathname !== '/' && url.pathname.endsWith('/')) url.pathname = url.pathname.slice(0, -1);
  return url.href;
}
"""
CHECK_JS = """/** Asks for every address; resolves to `{ url, status }` each, status 0 where nobody answers. */
export async function check(urls, fetch = globalThis.fetch) {
  const results = [];
  for (const url of urls) {
    try {
      const response = await fetch(url, { method: 'HEAD' });
      results.push({ url, status: response.status });
    } catch {
      results.push({ url, status: 0 });
    }
  }
  return results;
}
"""
APP_JS = """import express from 'express';

export function createApp(store) {
  const app = express();
  app.use(express.json());

  app.get('/bookmarks', (req, res) => {
    res.json(store.list({ tag: req.query.tag }));
  });

  app.post('/bookmarks', (req, res) => {
    try {
      const item = store.add(req.body);
      res.status(201).location(`/bookmarks/${item.id}`).json(item);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      res.status(400).json({ error: error.message });
    }
  });

  app.get('/bookmarks/:id', (req, res) => {
    const item = store.find(Number(req.params.id));
    if (!item) return res.status(404).json({ error: 'no such bookmark' });
    res.json(item);
  });

  app.delete('/bookmarks/:id', (req, res) => {
    res.sendStatus(store.remove(Number(req.params.id)) ? 204 : 404);
  });

  return app;
}
"""
SERVER_JS = """import { createApp } from './app.js';
import { Store } from './store.js';

const port = Number(process.env.PORT ?? 3000);
createApp(new Store()).listen(port, () => console.log(`http://localhost:${port}/bookmarks`));
"""
T_APP_JS = """import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.js';
import { Store } from '../src/store.js';

let app;
let store;

beforeEach(() => {
  store = new Store();
  app = createApp(store);
});

describe('GET /bookmarks', () => {
  it('is empty at first', async () => {
    const response = await request(app).get('/bookmarks').expect(200);
    expect(response.body).toEqual([]);
  });

  it('can be narrowed to a tag', async () => {
    store.add({ url: 'https://a.example/', tags: ['news'] });
    store.add({ url: 'https://b.example/', tags: ['code'] });
    const response = await request(app).get('/bookmarks?tag=code').expect(200);
    expect(response.body.map((item) => item.url)).toEqual(['https://b.example/']);
  });
});

describe('POST /bookmarks', () => {
  it('keeps a bookmark', async () => {
    const response = await request(app).post('/bookmarks').send({ url: 'https://A.example/x/', title: 'X' });
    expect(response.status).toBe(201);
    expect(response.headers.location).toBe('/bookmarks/1');
    expect(store.find(1)).toEqual({ id: 1, url: 'https://a.example/x', title: 'X', tags: [] });
  });

  it('wants an address', async () => {
    const response = await request(app).post('/bookmarks').send({ title: 'X' });
    expect(response.status).toBe(400);
    expect(store.list()).toEqual([]);
  });
});

describe('/bookmarks/:id', () => {
  it('is 404 for what is not there', async () => {
    await request(app).get('/bookmarks/7').expect(404, { error: 'no such bookmark' });
    await request(app).delete('/bookmarks/7').expect(404);
  });

  it('removes', async () => {
    store.add({ url: 'https://a.example/' });
    await request(app).delete('/bookmarks/1').expect(204);
    expect(store.list()).toEqual([]);
  });
});
"""
T_STORE_JS = """import { expect, test } from 'vitest';
import { Store } from '../src/store.js';

test('numbers what it keeps', () => {
  const store = new Store();
  expect(store.add({ url: 'https://a.example/' }).id).toBe(1);
  expect(store.add({ url: 'https://b.example/' }).id).toBe(2);
  expect(store.remove(1)).toBe(true);
  expect(store.add({ url: 'https://c.example/' }).id).toBe(3);
});

test('sorts tags', () => {
  const store = new Store();
  expect(store.add({ url: 'https://a.example/', tags: ['z', 'b'] }).tags).toEqual(['b', 'z']);
});
"""
T_LINKS_JS = """import { describe, expect, it } from 'vitest';
import { normalize } from '../src/links.js';

describe('normalize', () => {
  it.each([
    ['https://A.example', 'https://a.example/'],
    ['https://a.example/x/', 'https://a.example/x'],
    ['https://a.example/x#y', 'https://a.example/x'],
    ['http://a.example:80/?q=1', 'http://a.example/?q=1'],
  ])('%s is %s', (text, url) => {
    expect(normalize(text)).toBe(url);
  });

  it('refuses other protocols', () => {
    expect(() => normalize('ftp://a.example/')).toThrow('not a web address: ftp://a.example/');
    expect(() => normalize('nothing')).toThrow(TypeError);
  });
});
"""
T_CHECK_JS = """import { expect, test, vi } from 'vitest';
import { check } from '../src/check.js';

test('tells the status of each address', async () => {
  const fetch = vi.fn().mockResolvedValueOnce({ status: 200 }).mockResolvedValueOnce({ status: 404 });
  expect(await check(['https://a.example/', 'https://b.example/'], fetch)).toEqual([
    { url: 'https://a.example/', status: 200 },
    { url: 'https://b.example/', status: 404 },
  ]);
  expect(fetch).toHaveBeenCalledWith('https://a.example/', { method: 'HEAD' });
});

test('is 0 where nobody answers', async () => {
  const fetch = vi.fn().mockRejectedValue(new Error('ENOTFOUND'));
  expect(await check(['https://a.example/'], fetch)).toEqual([{ url: 'https://a.example/', status: 0 }]);
});
"""
BASE = {
    "package.json": PACKAGE_JSON,
    "vitest.config.js": CONFIG_JS,
    "README.md": "# bookmarks\n\nKeeps addresses.\n",
    APP: APP_JS,
    STORE: STORE_JS,
    LINKS: LINKS_JS,
    CHECK: CHECK_JS,
    "src/server.js": SERVER_JS,
    T_APP: T_APP_JS,
    T_STORE: T_STORE_JS,
    T_LINKS: T_LINKS_JS,
    T_CHECK: T_CHECK_JS,
}

# Asked for: pages of the list, and how many there are in all.
PAGES = r(
    APP_JS,
    (
        "    res.json(store.list({ tag: req.query.tag }));\n",
        """    const page = Number(req.query.page ?? 1);
    const per = Number(req.query.per ?? 20);
    if (!(Number.isInteger(page) && page > 0 && Number.isInteger(per) && per > 0 && per <= 100)) {
      return res.status(400).json({ error: 'no such page' });
    }
    const found = store.list({ tag: req.query.tag });
    res.set('X-Total-Count', String(found.length)).json(found.slice((page - 1) * per, page * per));
""",
    ),
)
PAGES_TESTS = """
describe('pages', () => {
  const urls = (response) => response.body.map((item) => item.url);

  beforeEach(() => {
    for (const name of 'abcde') store.add({ url: `https://${name}.example/`, tags: name < 'd' ? ['early'] : [] });
  });

  it('has the second one', async () => {
    const response = await request(app).get('/bookmarks?page=2&per=2').expect(200).expect('X-Total-Count', '5');
    expect(urls(response)).toEqual(['https://c.example/', 'https://d.example/']);
  });

  it('ends with what is left', async () => {
    expect(urls(await request(app).get('/bookmarks?page=3&per=2'))).toEqual(['https://e.example/']);
    expect(urls(await request(app).get('/bookmarks?page=4&per=2'))).toEqual([]);
  });

  it('counts what has the tag', async () => {
    const response = await request(app).get('/bookmarks?tag=early&per=2').expect('X-Total-Count', '3');
    expect(urls(response)).toEqual(['https://a.example/', 'https://b.example/']);
  });

  it.each(['page=0', 'page=x', 'per=101', 'per=-1', 'page=1.5'])('refuses %s', async (query) => {
    await request(app).get(`/bookmarks?${query}`).expect(400, { error: 'no such page' });
  });
});
"""
TOLD_APP = T_APP_JS + PAGES_TESTS

# Asked for: parameters that only follow readers around are dropped.
TRACKING = r(
    LINKS_JS,
    (
        "  url.hash = '';\n",
        "  url.hash = '';\n  for (const name of [...url.searchParams.keys()]) {\n    if (name.startsWith('utm_')) url.searchParams.delete(name);\n  }\n",
    ),
)
TRACKING_TESTS = """
  it.each([
    ['https://a.example/?utm_source=mail', 'https://a.example/'],
    ['https://a.example/?q=1&utm_medium=x&p=2', 'https://a.example/?q=1&p=2'],
    ['https://a.example/?utm=1', 'https://a.example/?utm=1'],
  ])('follows nobody: %s is %s', (text, url) => {
    expect(normalize(text)).toBe(url);
  });
});
"""
TOLD_LINKS = T_LINKS_JS.removesuffix("});\n") + TRACKING_TESTS

# Asked for: several addresses are asked at once, so many at most; the order of the results stays.
SIDE_BY_SIDE = """/** Asks for every address, `limit` at once; resolves to `{ url, status }` each, status 0 where nobody answers. */
export async function check(urls, fetch = globalThis.fetch, { limit = 4 } = {}) {
  const results = new Array(urls.length);
  let next = 0;
  const work = async () => {
    while (next < urls.length) {
      const place = next++;
      const url = urls[place];
      try {
        const response = await fetch(url, { method: 'HEAD' });
        results[place] = { url, status: response.status };
      } catch {
        results[place] = { url, status: 0 };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, urls.length) }, work));
  return results;
}
"""
SIDE_TESTS = """
test('asks so many at once, and keeps their order', async () => {
  let running = 0;
  let most = 0;
  const fetch = vi.fn(async (url) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, url.endsWith('0/') ? 20 : 1));
    running -= 1;
    return { status: 200 + Number(url.at(-2)) };
  });
  const urls = [0, 1, 2, 3, 4, 5].map((number) => `https://a.example/${number}/`);
  const results = await check(urls, fetch, { limit: 3 });
  expect(most).toBe(3);
  expect(results.map((result) => result.status)).toEqual([200, 201, 202, 203, 204, 205]);
  expect(results.map((result) => result.url)).toEqual(urls);
});
"""
TOLD_CHECK = T_CHECK_JS + SIDE_TESTS

# Asked for: an address is kept once; 409 for the second time.
ONCE = r(
    STORE_JS,
    (
        "/** Bookmarks",
        "/** The address is there already. */\nexport class Duplicate extends Error {}\n\n/** Bookmarks",
    ),
    (
        "    const item = { id: this.#next++, url: normalize(url), title",
        "    const address = normalize(url);\n    if (this.list().some((item) => item.url === address)) throw new Duplicate(`${address} is there already`);\n    const item = { id: this.#next++, url: address, title",
    ),
)
ONCE_APP = r(
    APP_JS,
    (
        "import express from 'express';\n",
        "import express from 'express';\nimport { Duplicate } from './store.js';\n",
    ),
    (
        "      if (!(error",
        "      if (error instanceof Duplicate) return res.status(409).json({ error: error.message });\n      if (!(error",
    ),
)
ONCE_TESTS = """
test('keeps an address once', () => {
  const store = new Store();
  store.add({ url: 'https://a.example/x' });
  expect(() => store.add({ url: 'https://A.example/x/#y' })).toThrow(Duplicate);
  store.remove(1);
  expect(store.add({ url: 'https://a.example/x' }).id).toBe(2);
});
"""
ONCE_APP_TESTS = """
describe('POST /bookmarks, again', () => {
  it('is a conflict', async () => {
    await request(app).post('/bookmarks').send({ url: 'https://a.example/' }).expect(201);
    await request(app)
      .post('/bookmarks')
      .send({ url: 'https://a.example/#top' })
      .expect(409, { error: 'https://a.example/ is there already' });
    expect(store.list()).toHaveLength(1);
  });
});
"""
TOLD_STORE = r(T_STORE_JS, ("{ Store }", "{ Duplicate, Store }")) + ONCE_TESTS
