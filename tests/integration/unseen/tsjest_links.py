"""Short links with a limit: TypeScript under ts-jest, classes with injected clocks, a store behind an interface."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import tsjest_links_base, tsjest_links_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.tsjest_links_base import (
    BUCKET,
    BUCKET_TS,
    CONFIG,
    CONFIG_JS,
    LINKS,
    LINKS_TS,
    PACKAGE,
    PACKAGE_JSON,
    SLUG,
    SLUG_TS,
    STORE,
    STORE_TS,
    T_BUCKET,
    T_BUCKET_TS,
    T_LINKS,
    T_LINKS_TS,
    T_SLUG,
    T_SLUG_TS,
    T_TTL,
    TTL,
    TTL_STORE,
    and_links,
)

ENV = "nodejs-18"
BASE = tsjest_links_base.BASE
CHEATS = tsjest_links_cheats.CHEATS
WAIT = r(
    BUCKET_TS,
    (
        "  private refill",
        "  /** Milliseconds until `count` can be taken; Infinity if never. */\n  wait(count = 1): number {\n    if (count > this.capacity) return Infinity;\n    this.refill();\n    return Math.max(0, Math.ceil(((count - this.tokens) / this.perSecond) * 1000));\n  }\n\n  private refill",
    ),
)
HONEST = (
    Case("h time to live", {LINKS: TTL, STORE: TTL_STORE, T_LINKS: and_links(T_TTL)}),
    Case(
        "h the same address has the same slug",
        {
            STORE: r(
                STORE_TS,
                (
                    "  size(): Promise<number>;\n",
                    "  find(url: string): Promise<string | undefined>;\n  size(): Promise<number>;\n",
                ),
                (
                    "  async size",
                    "  async find(url: string): Promise<string | undefined> {\n    for (const [slug, link] of this.links) if (link.url === url) return slug;\n    return undefined;\n  }\n\n  async size",
                ),
            ),
            LINKS: r(
                LINKS_TS,
                (
                    "    const slug = slugOf",
                    "    const known = await this.store.find(url);\n    if (known !== undefined) return known;\n    const slug = slugOf",
                ),
            ),
            T_LINKS: and_links(
                "\n  it('gives the same address the same slug', async () => {\n    const [a, b] = [await links.shorten('https://example.org/a'), await links.shorten('https://example.org/b')];\n    expect(a).not.toBe(b);\n    expect(await links.shorten('https://example.org/b')).toBe(b);\n    expect(await links.shorten('https://example.org/a')).toBe(a);\n    expect(await store.size()).toBe(2);\n  });\n"
            ),
        },
    ),
    Case(
        "h how long to wait",
        {
            BUCKET: WAIT,
            T_BUCKET: r(
                T_BUCKET_TS,
                (
                    "  it('never holds",
                    "  it.each([\n    [1, 0, 500],\n    [2, 0, 1500],\n    [1, 250, 250],\n    [1, 10_000, 0],\n  ])('has to wait for %i after %i ms: %i ms', (count, after, expected) => {\n    bucket.take(2);\n    now = 500;\n    now += after;\n    expect(bucket.wait(count)).toBe(expected);\n  });\n\n  it('waits forever for more than it holds', () => {\n    expect(bucket.wait(3)).toBe(Infinity);\n  });\n\n  it('never holds",
                ),
            ),
        },
    ),
    Case(
        "h names of one's own",
        {
            LINKS: r(
                LINKS_TS,
                (
                    "export class TooMany",
                    "export class Taken extends Error {\n  constructor(readonly slug: string) {\n    super(`${slug} is taken`);\n  }\n}\n\nexport class TooMany",
                ),
                (
                    "  /** The address, or",
                    "  /** Finds the address under a name of one's own; rejects with Taken or RangeError. */\n  async name(slug: string, url: string): Promise<void> {\n    checkUrl(url);\n    if (!isSlug(slug)) throw new RangeError(`no name: ${slug}`);\n    if (await this.store.get(slug)) throw new Taken(slug);\n    await this.store.put(slug, { url, hits: 0 });\n  }\n\n  /** The address, or",
                ),
            ),
            "test/names.test.ts": "import { BadUrl, Links, Taken } from '../src';\nimport { MemoryStore } from '../src/store';\n\ndescribe('Links.name', () => {\n  const links = new Links(new MemoryStore());\n\n  beforeAll(() => links.name('docs', 'https://example.org/docs'));\n\n  it('is found', () => expect(links.resolve('docs')).resolves.toBe('https://example.org/docs'));\n\n  it('is had once', async () => {\n    expect.assertions(2);\n    try {\n      await links.name('docs', 'https://example.org/other');\n    } catch (error) {\n      expect(error).toBeInstanceOf(Taken);\n      expect((error as Taken).slug).toBe('docs');\n    }\n  });\n\n  it.each(['', 'a b', 'ninechars'])('is not %p', (name) =>\n    expect(links.name(name, 'https://example.org/')).rejects.toThrow(`no name: ${name}`));\n\n  it('needs an address', () => expect(links.name('x', 'x')).rejects.toBeInstanceOf(BadUrl));\n});\n",
        },
    ),
    Case(
        "h refactoring: addresses are checked elsewhere",
        {
            "src/address.ts": "export class BadUrl extends Error {\n  constructor(url: string) {\n    super(`not a web address: ${url}`);\n    this.name = 'BadUrl';\n  }\n}\n\nexport function checkUrl(url: string): void {\n  let parsed: URL;\n  try {\n    parsed = new URL(url);\n  } catch {\n    throw new BadUrl(url);\n  }\n  if (!['http:', 'https:'].includes(parsed.protocol)) throw new BadUrl(url);\n}\n",
            LINKS: r(
                LINKS_TS[: LINKS_TS.index("\nfunction checkUrl")],
                (
                    "export class BadUrl extends Error {\n  constructor(url: string) {\n    super(`not a web address: ${url}`);\n    this.name = 'BadUrl';\n  }\n}\n\n",
                    "",
                ),
                ("import { Bucket }", "import { BadUrl, checkUrl } from './address';\nimport { Bucket }"),
                ("'./store';\n", "'./store';\n\nexport { BadUrl };\n"),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# links\n\nShort links with a limit.\n\n```ts\nconst links = new Links(new MemoryStore(), { bucket: new Bucket(10, 1) });\nconst slug = await links.shorten('https://example.org/');\n```\n",
            STORE: r(
                STORE_TS,
                (
                    "export interface Store",
                    "/** Where links are kept; `put` replaces what is there. */\nexport interface Store",
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h asked for: an unknown slug is an error",
        {
            LINKS: r(
                LINKS_TS,
                ("export class TooMany", "export class NotFound extends Error {}\n\nexport class TooMany"),
                (
                    "    if (!isSlug(slug)) return null;\n",
                    "    if (!isSlug(slug)) throw new NotFound(slug);\n",
                ),
                ("    if (!link) return null;\n", "    if (!link) throw new NotFound(slug);\n"),
                ("resolve(slug: string): Promise<string | null>", "resolve(slug: string): Promise<string>"),
                (
                    "/** The address, or null where there is none; counts",
                    "/** The address; rejects with NotFound where there is none; counts",
                ),
            ),
            T_LINKS: r(
                T_LINKS_TS,
                ("Links, TooMany", "Links, NotFound, TooMany"),
                (
                    "    expect(await links.resolve('zz')).toBeNull();\n    expect(await links.resolve('not a slug')).toBeNull();\n",
                    "    await expect(links.resolve('zz')).rejects.toThrow(NotFound);\n    await expect(links.resolve('not a slug')).rejects.toThrow(NotFound);\n",
                ),
            ),
        },
        changed_by_request=("test/links.test.ts::Links knows nothing of other slugs",),
    ),
    Case(
        "h asked for: tests in folders",
        {
            T_BUCKET: None,
            "test/unit/bucket.test.ts": T_BUCKET_TS.replace("'../src", "'../../src"),
            T_SLUG: None,
            "test/unit/slug.test.ts": T_SLUG_TS.replace("'../src", "'../../src"),
        },
        nature="refactoring",
    ),
    Case(
        "h links over HTTP",
        {
            "src/http.ts": "import { createServer, IncomingMessage, Server, ServerResponse } from 'http';\nimport { BadUrl, Links, TooMany } from './links';\n\nasync function body(request: IncomingMessage): Promise<string> {\n  const parts: Buffer[] = [];\n  for await (const part of request) parts.push(part as Buffer);\n  return Buffer.concat(parts).toString('utf8');\n}\n\nasync function answer(links: Links, request: IncomingMessage, response: ServerResponse): Promise<void> {\n  if (request.method === 'POST') {\n    const slug = await links.shorten(await body(request));\n    response.writeHead(201).end(slug);\n    return;\n  }\n  const url = await links.resolve((request.url ?? '/').slice(1));\n  if (url) response.writeHead(302, { location: url }).end();\n  else response.writeHead(404).end();\n}\n\nexport function serve(links: Links): Server {\n  return createServer((request, response) => {\n    answer(links, request, response).catch((error) => {\n      const status = error instanceof BadUrl ? 400 : error instanceof TooMany ? 429 : 500;\n      response.writeHead(status).end(error.message);\n    });\n  });\n}\n",
            "test/http.test.ts": "import { AddressInfo } from 'net';\nimport { request, Server } from 'http';\nimport { Bucket } from '../src/bucket';\nimport { serve } from '../src/http';\nimport { Links } from '../src/links';\nimport { MemoryStore } from '../src/store';\n\ninterface Answer {\n  status?: number;\n  location?: string;\n  text: string;\n}\n\ndescribe('serve', () => {\n  let server: Server;\n\n  beforeEach((done) => {\n    server = serve(new Links(new MemoryStore(), { bucket: new Bucket(2, 0, () => 0) }));\n    server.listen(0, '127.0.0.1', done);\n  });\n\n  afterEach((done) => {\n    server.close(done);\n  });\n\n  function send(method: string, path: string, body = ''): Promise<Answer> {\n    const { port } = server.address() as AddressInfo;\n    return new Promise((resolve, reject) => {\n      const sent = request({ host: '127.0.0.1', port, method, path, agent: false }, (response) => {\n        let text = '';\n        response.setEncoding('utf8');\n        response.on('data', (part) => (text += part));\n        response.on('end', () => resolve({ status: response.statusCode, location: response.headers.location, text }));\n      });\n      sent.on('error', reject);\n      sent.end(body);\n    });\n  }\n\n  it('shortens and sends on', async () => {\n    const made = await send('POST', '/', 'https://example.org/');\n    expect(made.status).toBe(201);\n    expect(await send('GET', `/${made.text}`)).toMatchObject({ status: 302, location: 'https://example.org/' });\n  });\n\n  it('knows nothing else', async () => {\n    expect((await send('GET', '/zz')).status).toBe(404);\n  });\n\n  it('says what is wrong', async () => {\n    expect(await send('POST', '/', 'nowhere')).toMatchObject({ status: 400, text: 'not a web address: nowhere' });\n  });\n\n  it('is limited', async () => {\n    const statuses: unknown[] = [];\n    for (let n = 0; n < 3; n += 1) statuses.push((await send('POST', '/', `https://example.org/${n}`)).status);\n    expect(statuses).toEqual([201, 201, 429]);\n  });\n});\n",
        },
    ),
    Case(
        "h a store in a file",
        {
            "src/file-store.ts": "import { promises as fs } from 'fs';\nimport { Link, Store } from './store';\n\nexport class FileStore implements Store {\n  constructor(private readonly path: string) {}\n\n  async get(slug: string): Promise<Link | undefined> {\n    return (await this.read())[slug];\n  }\n\n  async put(slug: string, link: Link): Promise<void> {\n    const links = await this.read();\n    links[slug] = link;\n    await fs.writeFile(`${this.path}.new`, JSON.stringify(links));\n    await fs.rename(`${this.path}.new`, this.path);\n  }\n\n  async size(): Promise<number> {\n    return Object.keys(await this.read()).length;\n  }\n\n  private async read(): Promise<Record<string, Link>> {\n    try {\n      return JSON.parse(await fs.readFile(this.path, 'utf8'));\n    } catch (error) {\n      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};\n      throw error;\n    }\n  }\n}\n",
            "test/file-store.test.ts": "import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';\nimport { tmpdir } from 'os';\nimport { join } from 'path';\nimport { FileStore } from '../src/file-store';\n\ndescribe('FileStore', () => {\n  let folder: string;\n  let path: string;\n\n  beforeEach(() => {\n    folder = mkdtempSync(join(tmpdir(), 'links-'));\n    path = join(folder, 'links.json');\n  });\n\n  afterEach(() => rmSync(folder, { recursive: true, force: true }));\n\n  it('keeps links', async () => {\n    await new FileStore(path).put('0', { url: 'https://example.org/', hits: 3 });\n    const again = new FileStore(path);\n    expect(await again.get('0')).toEqual({ url: 'https://example.org/', hits: 3 });\n    expect(await again.get('1')).toBeUndefined();\n    expect(await again.size()).toBe(1);\n    expect(readdirSync(folder)).toEqual(['links.json']);\n  });\n\n  it('is empty without a file', async () => {\n    expect(await new FileStore(path).size()).toBe(0);\n  });\n\n  it('does not take a broken file for an empty one', async () => {\n    writeFileSync(path, '{');\n    await expect(new FileStore(path).size()).rejects.toThrow(SyntaxError);\n  });\n});\n",
        },
    ),
    Case(
        "h performance: slugs without sums of texts",
        {
            SLUG: r(
                SLUG_TS,
                (
                    "  let slug = '';\n  do {\n    slug = DIGITS[id % 62] + slug;\n    id = Math.floor(id / 62);\n  } while (id > 0);\n  return slug;\n",
                    "  const digits: string[] = [];\n  do {\n    digits.push(DIGITS[id % 62]);\n    id = Math.floor(id / 62);\n  } while (id > 0);\n  return digits.reverse().join('');\n",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h an old name warns",
        {
            LINKS: r(
                LINKS_TS,
                (
                    "  async hits",
                    "  /** @deprecated use resolve */\n  async lookup(slug: string): Promise<string | null> {\n    process.emitWarning('lookup is called resolve', 'DeprecationWarning');\n    return this.resolve(slug);\n  }\n\n  async hits",
                ),
            ),
            T_LINKS: and_links(
                "\n  it('warns of its old name', async () => {\n    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);\n    const slug = await links.shorten('https://example.org/');\n    expect(await links.lookup(slug)).toBe('https://example.org/');\n    expect(warned).toHaveBeenCalledWith('lookup is called resolve', 'DeprecationWarning');\n    warned.mockRestore();\n  });\n"
            ),
        },
    ),
    Case(
        "h bug: hits at the same time are all counted",
        {
            STORE: r(
                STORE_TS,
                (
                    "  size(): Promise<number>;\n",
                    "  hit(slug: string): Promise<Link | undefined>;\n  size(): Promise<number>;\n",
                ),
                (
                    "  async size",
                    "  async hit(slug: string): Promise<Link | undefined> {\n    const link = this.links.get(slug);\n    if (link) link.hits += 1;\n    return link && { ...link };\n  }\n\n  async size",
                ),
            ),
            LINKS: r(
                LINKS_TS,
                (
                    "    const link = await this.store.get(slug);\n    if (!link) return null;\n    await this.store.put(slug, { ...link, hits: link.hits + 1 });\n    return link.url;\n",
                    "    return (await this.store.hit(slug))?.url ?? null;\n",
                ),
            ),
            T_LINKS: and_links(
                "\n  it('counts hits at the same time', async () => {\n    const slug = await links.shorten('https://example.org/');\n    await Promise.all(Array.from({ length: 20 }, () => links.resolve(slug)));\n    expect(await links.hits(slug)).toBe(20);\n  });\n"
            ),
        },
    ),
    Case(
        "h tidying up by a timer",
        {
            "src/tidy.ts": "/** Calls `tidy` every `ms`; returns what stops it. */\nexport function every(ms: number, tidy: () => void | Promise<void>, onError: (error: unknown) => void = console.error): () => void {\n  const timer = setInterval(() => {\n    Promise.resolve()\n      .then(tidy)\n      .catch(onError);\n  }, ms);\n  timer.unref?.();\n  return () => clearInterval(timer);\n}\n",
            "test/tidy.test.ts": "import { every } from '../src/tidy';\n\ndescribe('every', () => {\n  beforeEach(() => jest.useFakeTimers());\n  afterEach(() => jest.useRealTimers());\n\n  it('goes on until it is stopped', async () => {\n    const tidy = jest.fn();\n    const stop = every(1000, tidy);\n    await jest.advanceTimersByTimeAsync(2500);\n    expect(tidy).toHaveBeenCalledTimes(2);\n    stop();\n    await jest.advanceTimersByTimeAsync(5000);\n    expect(tidy).toHaveBeenCalledTimes(2);\n  });\n\n  it('tells what went wrong and goes on', async () => {\n    const errors: unknown[] = [];\n    const broken = new Error('full');\n    const stop = every(10, () => Promise.reject(broken), (error) => errors.push(error));\n    await jest.advanceTimersByTimeAsync(25);\n    stop();\n    expect(errors).toEqual([broken, broken]);\n  });\n});\n",
        },
    ),
    Case(
        "h helpers and settings for the tests",
        {
            CONFIG: r(
                CONFIG_JS,
                ("  transform", "  clearMocks: true,\n  collectCoverageFrom: ['src/**/*.ts'],\n  transform"),
            ),
            PACKAGE: r(
                PACKAGE_JSON,
                ('    "test": "jest"\n', '    "test": "jest",\n    "test:coverage": "jest --coverage"\n'),
            ),
            "test/helpers/clock.ts": "/** A clock that goes when it is told to. */\nexport function clock(start = 0) {\n  let now = start;\n  return Object.assign(() => now, {\n    tick(ms: number) {\n      now += ms;\n    },\n  });\n}\n",
            BUCKET: r(
                BUCKET_TS,
                (
                    "  private refill",
                    "  /** What could be taken now. */\n  get level(): number {\n    this.refill();\n    return Math.floor(this.tokens);\n  }\n\n  private refill",
                ),
            ),
            "test/level.test.ts": "import { Bucket } from '../src/bucket';\nimport { clock } from './helpers/clock';\n\ntest('level', () => {\n  const now = clock(5000);\n  const bucket = new Bucket(10, 2, now);\n  expect(bucket.level).toBe(10);\n  bucket.take(7);\n  expect(bucket.level).toBe(3);\n  now.tick(1250);\n  expect(bucket.level).toBe(5);\n  now.tick(60_000);\n  expect(bucket.level).toBe(10);\n});\n",
        },
    ),
    Case(
        "h words that are no slugs",
        {
            "src/words.json": '["admin", "api", "assets", "health", "login", "logout", "static", "status"]\n',
            SLUG: "import { readFileSync } from 'fs';\nimport { join } from 'path';\n\nconst RESERVED: ReadonlySet<string> = new Set(JSON.parse(readFileSync(join(__dirname, 'words.json'), 'utf8')));\n\n"
            + r(
                SLUG_TS,
                (
                    "  return /^[0-9a-zA-Z]{1,8}$/.test(text);",
                    "  return /^[0-9a-zA-Z]{1,8}$/.test(text) && !RESERVED.has(text.toLowerCase());",
                ),
            ),
            T_SLUG: T_SLUG_TS
            + "\nit.each(['admin', 'API', 'health'])('%s is reserved', (word) => {\n  expect(isSlug(word)).toBe(false);\n});\n\nit.each(['admins', 'ap', 'docs'])('%s is free', (word) => {\n  expect(isSlug(word)).toBe(true);\n});\n",
        },
    ),
    Case(
        "h the command",
        {
            "bin/links.js": "#!/usr/bin/env node\n'use strict';\n\nconst DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';\n\nfunction main(args) {\n  const [slug] = args;\n  if (!slug || !/^[0-9a-zA-Z]{1,8}$/.test(slug)) {\n    console.error('usage: links SLUG');\n    return 2;\n  }\n  console.log([...slug].reduce((id, digit) => id * 62 + DIGITS.indexOf(digit), 0));\n  return 0;\n}\n\nprocess.exitCode = main(process.argv.slice(2));\n",
            PACKAGE: r(PACKAGE_JSON, ('  "scripts"', '  "bin": { "links": "bin/links.js" },\n  "scripts"')),
            "test/command.test.ts": "import { spawnSync } from 'child_process';\nimport { resolve } from 'path';\nimport { slugOf } from '../src/slug';\n\nconst run = (...args: string[]) =>\n  spawnSync(process.execPath, [resolve(__dirname, '../bin/links.js'), ...args], { encoding: 'utf8' });\n\ntest.each([0, 61, 62, 123456])('tells the id %i of its slug', (id) => {\n  const done = run(slugOf(id));\n  expect(done.stderr).toBe('');\n  expect(done.stdout).toBe(`${id}\\n`);\n  expect(done.status).toBe(0);\n});\n\ntest.each([[[]], [['no slug']]])('tells how to use it: %p', (args: string[]) => {\n  const done = run(...args);\n  expect(done.status).toBe(2);\n  expect(done.stderr).toContain('usage: links');\n});\n",
        },
    ),
)
