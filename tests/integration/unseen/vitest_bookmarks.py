"""Bookmarks over HTTP: ESM, Express and supertest under vitest."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import vitest_bookmarks_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.vitest_bookmarks_base import (
    APP,
    APP_JS,
    BASE,
    CHECK,
    CHECK_JS,
    CONFIG_JS,
    LINKS,
    LINKS_JS,
    ONCE,
    ONCE_APP,
    ONCE_APP_TESTS,
    PACKAGE_JSON,
    PAGES,
    SIDE_BY_SIDE,
    STORE,
    STORE_JS,
    T_APP,
    T_APP_JS,
    T_CHECK,
    T_CHECK_JS,
    T_LINKS,
    T_STORE,
    T_STORE_JS,
    TOLD_APP,
    TOLD_CHECK,
    TOLD_LINKS,
    TOLD_STORE,
    TRACKING,
)

ENV = "nodejs-18"
CHEATS = vitest_bookmarks_cheats.CHEATS
HONEST = (
    Case("h pages of the list", {APP: PAGES, T_APP: TOLD_APP}),
    Case("h parameters that follow readers are dropped", {LINKS: TRACKING, T_LINKS: TOLD_LINKS}),
    Case("h several addresses at once", {CHECK: SIDE_BY_SIDE, T_CHECK: TOLD_CHECK}),
    Case(
        "h an address is kept once",
        {STORE: ONCE, APP: ONCE_APP, T_STORE: TOLD_STORE, T_APP: T_APP_JS + ONCE_APP_TESTS},
    ),
    Case(
        "h bug: a body that is no JSON is a 400 in JSON",
        {
            APP: r(
                APP_JS,
                (
                    "  return app;\n",
                    """  app.use((error, req, res, next) => {
    if (res.headersSent || error.type !== 'entity.parse.failed') return next(error);
    res.status(400).json({ error: 'the body is no JSON' });
  });

  return app;
""",
                ),
            ),
            T_APP: T_APP_JS
            + """
describe('a broken body', () => {
  it('is refused in JSON', async () => {
    await request(app)
      .post('/bookmarks')
      .set('Content-Type', 'application/json')
      .send('{"url": ')
      .expect(400, { error: 'the body is no JSON' });
  });
});
""",
        },
    ),
    Case(
        "h a key for writing, as middleware of its own",
        {
            "src/auth.js": """import { timingSafeEqual } from 'node:crypto';

const same = (a, b) => a.length === b.length && timingSafeEqual(a, b);

/** Lets reading through, and what brings the key; 401 for all else. */
export function writers(key) {
  const wanted = Buffer.from(`Bearer ${key}`);
  return (req, res, next) => {
    if (req.method === 'GET' || same(Buffer.from(req.get('Authorization') ?? ''), wanted)) return next();
    res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'a key is needed' });
  };
}
""",
            APP: r(
                APP_JS,
                (
                    "import express from 'express';\n",
                    "import express from 'express';\nimport { writers } from './auth.js';\n",
                ),
                ("createApp(store) {", "createApp(store, { key } = {}) {"),
                (
                    "  app.use(express.json());\n",
                    "  if (key) app.use(writers(key));\n  app.use(express.json());\n",
                ),
            ),
            "src/server.js": r(
                BASE["src/server.js"],
                ("createApp(new Store())", "createApp(new Store(), { key: process.env.BOOKMARKS_KEY })"),
            ),
            "test/auth.test.js": """import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.js';
import { Store } from '../src/store.js';

describe('with a key', () => {
  let app;
  let store;

  beforeEach(() => {
    store = new Store();
    app = createApp(store, { key: 'sesame' });
  });

  it('reads without', async () => {
    await request(app).get('/bookmarks').expect(200, []);
  });

  it.each([undefined, 'Bearer other1', 'Bearer sesam', 'sesame'])('does not write with %s', async (value) => {
    const sent = request(app).post('/bookmarks');
    if (value) sent.set('Authorization', value);
    const response = await sent.send({ url: 'https://a.example/' });
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(store.list()).toEqual([]);
  });

  it('writes with it', async () => {
    await request(app)
      .post('/bookmarks')
      .set('Authorization', 'Bearer sesame')
      .send({ url: 'https://a.example/' })
      .expect(201);
    expect(store.list()).toHaveLength(1);
  });
});
""",
        },
    ),
    Case(
        "h titles are cleaned by a library, a dependency more",
        {
            "package.json": r(
                PACKAGE_JSON, ('"express": "^4.19.0"\n', '"express": "^4.19.0",\n    "he": "^1.2.0"\n')
            ),
            STORE: r(
                STORE_JS,
                ("import { normalize }", "import he from 'he';\nimport { normalize }"),
                (
                    "url: normalize(url), title, tags",
                    "url: normalize(url), title: he.decode(title).trim(), tags",
                ),
            ),
            T_STORE: T_STORE_JS
            + """
test.each([
  ['Tom &amp; Jerry', 'Tom & Jerry'],
  ['  &lt;b&gt; ', '<b>'],
  ['plain', 'plain'],
])('has %s as %s', (told, title) => {
  expect(new Store().add({ url: 'https://a.example/', title: told }).title).toBe(title);
});
""",
        },
    ),
    Case(
        "h asked for: an unknown bookmark is 410 when it was removed",
        {
            STORE: r(
                STORE_JS,
                (
                    "  #next = 1;\n",
                    "  #next = 1;\n\n  /** Whether there was such a bookmark. */\n  had(id) {\n    return id < this.#next && !this.#items.has(id);\n  }\n",
                ),
            ),
            APP: r(
                APP_JS,
                (
                    "    if (!item) return",
                    "    if (!item && Number.isInteger(Number(req.params.id)) && req.params.id > 0 && store.had(Number(req.params.id))) return res.status(410).json({ error: 'removed' });\n    if (!item) return",
                ),
            ),
            T_APP: T_APP_JS
            + """
describe('a removed bookmark', () => {
  it('is gone', async () => {
    store.add({ url: 'https://a.example/' });
    store.remove(1);
    await request(app).get('/bookmarks/1').expect(410, { error: 'removed' });
    await request(app).get('/bookmarks/2').expect(404);
  });
});
""",
        },
    ),
    Case(
        "h asked for: the list is an object with its items",
        {
            APP: r(
                APP_JS,
                (
                    "    res.json(store.list({ tag: req.query.tag }));\n",
                    "    const items = store.list({ tag: req.query.tag });\n    res.json({ items, count: items.length });\n",
                ),
            ),
            T_APP: r(
                T_APP_JS,
                (
                    "    expect(response.body).toEqual([]);\n",
                    "    expect(response.body).toEqual({ items: [], count: 0 });\n",
                ),
                ("response.body.map((item) => item.url)", "response.body.items.map((item) => item.url)"),
                (
                    ".toEqual(['https://b.example/']);\n",
                    ".toEqual(['https://b.example/']);\n    expect(response.body.count).toBe(1);\n",
                ),
            ),
        },
        changed_by_request=(
            "test/app.test.js::GET /bookmarks::is empty at first",
            "test/app.test.js::GET /bookmarks::can be narrowed to a tag",
        ),
    ),
    Case(
        "h refactoring: a router, tests of a kind in a table",
        {
            "src/routes.js": "import { Router } from 'express';\n\nexport function routes(store) {\n  const app = Router();\n"
            + APP_JS.partition("  app.use(express.json());\n")[2]
            .replace("'/bookmarks/:id'", "'/:id'")
            .replace("'/bookmarks'", "'/'"),
            APP: """import express from 'express';
import { routes } from './routes.js';

export function createApp(store) {
  const app = express();
  app.use(express.json());
  app.use('/bookmarks', routes(store));
  return app;
}
""",
            T_STORE: r(T_STORE_JS, ("test('sorts tags'", "test('keeps tags in order'")),
        },
        nature="refactoring",
    ),
    Case(
        "h a time limit for each address, fake timers, coverage asked for",
        {
            CHECK: r(
                CHECK_JS,
                (" = globalThis.fetch)", " = globalThis.fetch, { milliseconds = 5000 } = {})"),
                (
                    "    try {\n      const response = await fetch(url, { method: 'HEAD' });\n",
                    "    const control = new AbortController();\n    const timer = setTimeout(() => control.abort(), milliseconds);\n    try {\n      const response = await fetch(url, { method: 'HEAD', signal: control.signal });\n",
                ),
                (
                    "      results.push({ url, status: 0 });\n    }\n",
                    "      results.push({ url, status: 0 });\n    } finally {\n      clearTimeout(timer);\n    }\n",
                ),
            ),
            "vitest.config.js": r(
                CONFIG_JS,
                (
                    "    restoreMocks: true,\n",
                    "    restoreMocks: true,\n    coverage: { include: ['src/**'] },\n",
                ),
            ),
            T_CHECK: r(
                T_CHECK_JS,
                (
                    "'https://a.example/', { method: 'HEAD' });",
                    "'https://a.example/', expect.objectContaining({ method: 'HEAD' }));",
                ),
            )
            + """
test('waits so long and no longer', async () => {
  vi.useFakeTimers();
  try {
    const fetch = vi.fn(
      (url, { signal }) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const asked = check(['https://a.example/'], fetch, { milliseconds: 100 });
    await vi.advanceTimersByTimeAsync(99);
    expect(fetch.mock.calls[0][1].signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toEqual([{ url: 'https://a.example/', status: 0 }]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
""",
        },
        changed_by_request=("test/check.test.js::tells the status of each address",),
    ),
    Case(
        "h documentation",
        {
            "README.md": "# bookmarks\n\nKeeps addresses.\n\n`GET /bookmarks?tag=news` lists those with a tag.\n",
            LINKS: r(
                LINKS_JS,
                ("/** One spelling", "/**\n * One spelling"),
                ("is none. */", "is none.\n * The part after # is dropped.\n */"),
            ),
        },
        nature="documentation",
    ),
)
