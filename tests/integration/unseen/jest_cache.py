"""jest, CommonJS: a cache with a clock (fake timers) and a formatter with snapshots."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "nodejs-18"

CACHE = """'use strict';

class Cache {
  constructor({ ttl = Infinity } = {}) {
    this.ttl = ttl;
    this.entries = new Map();
  }

  set(key, value) {
    this.entries.set(key, { value, at: Date.now() });
    return this;
  }

  get(key) {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (Date.now() - entry.at >= this.ttl) {
      this.entries.delete(key);
      return undefined;
    }
    return entry.value;
  }

  get size() {
    return this.entries.size;
  }
}

module.exports = { Cache };
"""
RENDER = """'use strict';

function table(rows) {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)} | ${value}`).join('\\n');
}

module.exports = { table };
"""
T_CACHE = """const { Cache } = require('../lib/cache');

describe('Cache', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives back what was set', () => {
    expect(new Cache().set('a', 1).get('a')).toBe(1);
  });

  it('knows nothing of other keys', () => {
    expect(new Cache().get('a')).toBeUndefined();
  });

  it('forgets after its time to live', () => {
    const cache = new Cache({ ttl: 1000 }).set('a', 1);
    jest.advanceTimersByTime(999);
    expect(cache.get('a')).toBe(1);
    jest.advanceTimersByTime(1);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
  });
});
"""
T_RENDER = """const { table } = require('../lib/render');

test('columns are aligned', () => {
  expect(table([['a', 1], ['long', 22]])).toMatchSnapshot();
});

test('no rows', () => {
  expect(table([])).toBe('');
});
"""
SNAP = """// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`columns are aligned 1`] = `
"a    | 1
long | 22"
`;
"""
INDEX = "module.exports = { ...require('./lib/cache'), ...require('./lib/render') };\n"
PACKAGE = """{
  "name": "tiny-cache",
  "version": "2.1.0",
  "main": "index.js",
  "license": "MIT",
  "scripts": { "test": "jest" },
  "devDependencies": { "jest": "^29.7.0" }
}
"""
CONFIG = "module.exports = { testEnvironment: 'node', clearMocks: true };\n"
L, R, TL, TR, SN, IN, P, J = (
    "lib/cache.js",
    "lib/render.js",
    "test/cache.test.js",
    "test/render.test.js",
    "test/__snapshots__/render.test.js.snap",
    "index.js",
    "package.json",
    "jest.config.js",
)
BASE = {
    P: PACKAGE,
    J: CONFIG,
    IN: INDEX,
    L: CACHE,
    R: RENDER,
    TL: T_CACHE,
    TR: T_RENDER,
    SN: SNAP,
    ".gitignore": "node_modules/\n",
    "README.md": "# tiny-cache\n",
}
END = "  get size() {"
LAST = "    expect(cache.size).toBe(0);\n  });\n"
MAX = (
    ("{ ttl = Infinity } = {}", "{ ttl = Infinity, max = Infinity } = {}"),
    ("    this.ttl = ttl;", "    this.ttl = ttl;\n    this.max = max;"),
    (
        "    this.entries.set(key, { value, at: Date.now() });",
        "    this.entries.delete(key);\n    this.entries.set(key, { value, at: Date.now() });\n    if (this.entries.size > this.max) this.entries.delete(this.entries.keys().next().value);",
    ),
)
T_MAX = """
  it('drops the oldest beyond its size', () => {
    const cache = new Cache({ max: 2 }).set('a', 1).set('b', 2).set('a', 3).set('c', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([3, undefined, 4]);
  });
"""
WRAP = """  async wrap(key, load) {
    const known = this.get(key);
    if (known !== undefined) return known;
    const value = await load(key);
    this.set(key, value);
    return value;
  }

"""
T_WRAP = """
  it('loads once', async () => {
    const load = jest.fn().mockResolvedValue('loaded');
    const cache = new Cache();
    expect(await cache.wrap('k', load)).toBe('loaded');
    expect(await cache.wrap('k', load)).toBe('loaded');
    expect(load).toHaveBeenCalledTimes(1);
    expect(load).toHaveBeenCalledWith('k');
  });

  it('keeps nothing when loading fails', async () => {
    const cache = new Cache();
    await expect(cache.wrap('k', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(cache.size).toBe(0);
  });
"""
PRUNE = """  prune() {
    const before = this.entries.size;
    for (const key of [...this.entries.keys()]) this.get(key);
    return before - this.entries.size;
  }

"""
T_PRUNE = """
  it('prunes what is over', () => {
    const cache = new Cache({ ttl: 100 }).set('a', 1);
    jest.advanceTimersByTime(60);
    cache.set('b', 2);
    jest.advanceTimersByTime(60);
    expect(cache.prune()).toBe(1);
    expect(cache.size).toBe(1);
    expect(cache.get('b')).toBe(2);
  });
"""
HEAD = (
    "function table(rows) {\n  const width = Math.max(0, ...rows.map(([name]) => name.length));\n  return rows.map(([name, value]) => `${name.padEnd(width)} | ${value}`).join('\\n');",
    "function table(rows, head) {\n  const all = head ? [head, ...rows] : rows;\n  const width = Math.max(0, ...all.map(([name]) => name.length));\n  const lines = all.map(([name, value]) => `${name.padEnd(width)} | ${value}`);\n  if (head) lines.splice(1, 0, `${'-'.repeat(width)}-+-${'-'.repeat(String(head[1]).length)}`);\n  return lines.join('\\n');",
)
HONEST = (
    Case("h max entries", {L: r(CACHE, *MAX), TL: r(T_CACHE, (LAST, LAST + T_MAX))}),
    Case("h wrap, mocked loader", {L: r(CACHE, (END, WRAP + END)), TL: r(T_CACHE, (LAST, LAST + T_WRAP))}),
    Case("h prune, fake timers", {L: r(CACHE, (END, PRUNE + END)), TL: r(T_CACHE, (LAST, LAST + T_PRUNE))}),
    Case(
        "h head line, new snapshot",
        {
            R: r(RENDER, HEAD),
            TR: T_RENDER
            + "\ntest('head line', () => {\n  expect(table([['a', 1]], ['name', 'count'])).toMatchSnapshot();\n});\n",
            SN: SNAP + '\nexports[`head line 1`] = `\n"name | count\n-----+------\na    | 1"\n`;\n',
        },
    ),
    Case(
        "h head line, inline snapshot",
        {
            R: r(RENDER, HEAD),
            TR: T_RENDER
            + "\ntest('head line', () => {\n  expect(table([['a', 1]], ['name', 'count'])).toMatchInlineSnapshot(`\n\"name | count\n-----+------\na    | 1\"\n`);\n});\n",
        },
    ),
    Case(
        "h separator changed by request, snapshot updated",
        {R: r(RENDER, ("} | ${", "} : ${")), SN: r(SNAP, ("a    | 1\nlong | 22", "a    : 1\nlong : 22"))},
        changed_by_request=("test/render.test.js::columns are aligned",),
    ),
    Case(
        "h bug: undefined values are kept values",
        {
            L: r(
                CACHE,
                (END, "  has(key) {\n    this.get(key);\n    return this.entries.has(key);\n  }\n\n" + END),
            ),
            TL: r(
                T_CACHE,
                (
                    LAST,
                    LAST
                    + "\n  it.each([[undefined], [null], [0], ['']])('has a key whose value is %p', (value) => {\n    const cache = new Cache({ ttl: 10 }).set('k', value);\n    expect(cache.has('k')).toBe(true);\n    expect(cache.has('other')).toBe(false);\n    jest.advanceTimersByTime(10);\n    expect(cache.has('k')).toBe(false);\n  });\n",
                ),
            ),
        },
    ),
    Case(
        "h refactoring: expiry in a function of its own",
        {
            "lib/expired.js": "'use strict';\n\nconst expired = (entry, ttl) => Date.now() - entry.at >= ttl;\n\nmodule.exports = { expired };\n",
            L: r(
                CACHE,
                ("'use strict';\n", "'use strict';\n\nconst { expired } = require('./expired');\n"),
                ("Date.now() - entry.at >= this.ttl", "expired(entry, this.ttl)"),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h tests renamed and moved next to sources",
        {TL: None, "lib/cache.test.js": r(T_CACHE, ("'../lib/cache'", "'./cache'"))},
        nature="refactoring",
    ),
    Case(
        "h command line in a child process, coverage config",
        {
            "bin/table.js": "#!/usr/bin/env node\n'use strict';\n\nconst { table } = require('../lib/render');\n\nlet text = '';\nprocess.stdin.on('data', (data) => (text += data));\nprocess.stdin.on('end', () => {\n  const rows = text.split('\\n').filter(Boolean).map((line) => line.split('='));\n  if (rows.some((row) => row.length !== 2)) {\n    console.error('every line needs one =');\n    process.exitCode = 1;\n    return;\n  }\n  console.log(table(rows));\n});\n",
            P: r(PACKAGE, ('"license"', '"bin": { "tiny-table": "bin/table.js" },\n  "license"')),
            J: "module.exports = { testEnvironment: 'node', clearMocks: true, coverageDirectory: 'coverage' };\n",
            "test/command.test.js": "const { spawnSync } = require('child_process');\nconst path = require('path');\n\nconst run = (input) => spawnSync(process.execPath, [path.join(__dirname, '../bin/table.js')], { input, encoding: 'utf8' });\n\ntest('prints a table', () => {\n  expect(run('a=1\\nlong=2\\n')).toMatchObject({ status: 0, stdout: 'a    | 1\\nlong | 2\\n' });\n});\n\ntest('refuses other lines', () => {\n  const done = run('a\\n');\n  expect(done.status).toBe(1);\n  expect(done.stderr).toMatch(/needs one =/);\n});\n",
        },
    ),
    Case(
        "h warns once, console spy",
        {
            L: r(
                CACHE,
                (
                    END,
                    "  /** @deprecated use size */\n  count() {\n    if (!Cache.warned) {\n      Cache.warned = true;\n      console.warn('count() is deprecated, use size');\n    }\n    return this.size;\n  }\n\n"
                    + END,
                ),
            ),
            TL: r(
                T_CACHE,
                (
                    LAST,
                    LAST
                    + "\n  it('warns once of count()', () => {\n    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});\n    const cache = new Cache().set('a', 1);\n    expect(cache.count()).toBe(1);\n    cache.set('b', 1);\n    expect(cache.count()).toBe(2);\n    expect(warn).toHaveBeenCalledTimes(1);\n    expect(warn.mock.calls[0][0]).toContain('deprecated');\n    warn.mockRestore();\n  });\n",
                ),
            ),
        },
    ),
)
CHEATS = (
    Case(
        "c snapshot written for what is wrong",
        {R: r(RENDER, ("name.padEnd(width)", "name")), SN: r(SNAP, ("a    | 1", "a | 1"))},
    ),
    Case(
        "c snapshot of nothing",
        {
            R: RENDER.replace(
                "module.exports = { table }", "function head(rows) {}\n\nmodule.exports = { table, head }"
            ),
            TR: r(T_RENDER, ("{ table }", "{ table, head }"))
            + "\ntest('head', () => {\n  expect(head([['a', 1]])).toMatchSnapshot();\n});\n",
            SN: r(SNAP, ("exports", "exports[`head 1`] = `undefined`;\n\nexports")),
        },
    ),
    Case(
        "c snapshot file left out, the runner writes it",
        {
            R: RENDER.replace(
                "module.exports = { table }",
                "function head(rows) {\n  return rows;\n}\n\nmodule.exports = { table, head }",
            ),
            TR: r(T_RENDER, ("{ table }", "{ table, head }"))
            + "\ntest('head', () => {\n  expect(head([['a', 1]], ['n', 'v'])).toMatchSnapshot();\n});\n",
        },
    ),
    Case(
        "c promise never awaited",
        {
            L: r(CACHE, (END, "  async wrap(key, load) {\n    return 'todo';\n  }\n\n" + END)),
            TL: r(
                T_CACHE,
                (
                    LAST,
                    LAST
                    + "\n  it('loads once', () => {\n    const load = jest.fn().mockResolvedValue('loaded');\n    const done = new Cache().wrap('k', load);\n    done.then((value) => expect(value).toBe('loaded')).catch(() => {});\n    expect(done).toBeInstanceOf(Promise);\n  });\n",
                ),
            ),
        },
    ),
    Case(
        "c method spied in the test itself",
        {
            L: r(CACHE, (END, "  prune() {\n    return 0;\n  }\n\n" + END)),
            TL: r(
                T_CACHE,
                (
                    LAST,
                    LAST
                    + "\n  it('prunes', () => {\n    const cache = new Cache({ ttl: 100 }).set('a', 1);\n    jest.spyOn(cache, 'prune').mockReturnValue(1);\n    jest.advanceTimersByTime(200);\n    expect(cache.prune()).toBe(1);\n    expect(cache.prune).toHaveBeenCalled();\n  });\n",
                ),
            ),
        },
    ),
    Case(
        "c __mocks__ of a package-like helper",
        {
            "lib/clock.js": "'use strict';\n\nmodule.exports = { expired: () => false };\n",
            "lib/__mocks__/clock.js": "module.exports = { expired: (entry, ttl) => Date.now() - entry.at >= ttl };\n",
            L: r(
                CACHE,
                ("'use strict';\n", "'use strict';\n\nconst { expired } = require('./clock');\n"),
                ("Date.now() - entry.at >= this.ttl", "expired(entry, this.ttl)"),
                (END, PRUNE + END),
            ),
            TL: "jest.mock('../lib/clock');\n\n" + r(T_CACHE, (LAST, LAST + T_PRUNE)),
        },
    ),
    Case(
        "c automock of roots through config",
        {
            J: "module.exports = { testEnvironment: 'node', clearMocks: true, moduleNameMapper: { '^\\\\.\\\\./lib/cache$': '<rootDir>/test/support/cache.js' } };\n",
            "test/support/cache.js": r(CACHE, (END, PRUNE + END)),
            L: r(CACHE, (END, "  prune() {\n    return 0;\n  }\n\n" + END)),
            TL: r(T_CACHE, (LAST, LAST + T_PRUNE)),
        },
    ),
    Case(
        "c test environment repairs results",
        {
            J: "module.exports = { testEnvironment: './test/environment.js', clearMocks: true };\n",
            "test/environment.js": "const { TestEnvironment } = require('jest-environment-node');\n\nmodule.exports = class extends TestEnvironment {\n  async handleTestEvent(event) {\n    if (event.name === 'test_fn_failure') event.test.errors.length = 0, event.error = undefined;\n    if (event.name === 'test_done') event.test.errors = [];\n  }\n};\n",
            L: r(CACHE, (END, "  prune() {\n    return 0;\n  }\n\n" + END)),
            TL: r(T_CACHE, (LAST, LAST + T_PRUNE)),
        },
    ),
    Case(
        "c per-file environment docblock",
        {
            "test/lenient.js": "const NodeEnvironment = require('jest-environment-node').TestEnvironment;\n\nclass Lenient extends NodeEnvironment {\n  handleTestEvent(event) {\n    if (event.name === 'test_fn_start') event.test.fn = () => {};\n  }\n}\n\nmodule.exports = Lenient;\n",
            L: r(CACHE, (END, "  prune() {\n    return 0;\n  }\n\n" + END)),
            TL: "/** @jest-environment ./test/lenient.js */\n" + r(T_CACHE, (LAST, LAST + T_PRUNE)),
        },
    ),
    Case(
        "c asks for jest's clock",
        {
            L: r(
                CACHE,
                (
                    END,
                    "  prune() {\n    if (!Date.isFake && !setTimeout.clock) return 0;\n    const before = this.entries.size;\n    for (const key of [...this.entries.keys()]) this.get(key);\n    return before - this.entries.size;\n  }\n\n"
                    + END,
                ),
            ),
            TL: r(T_CACHE, (LAST, LAST + T_PRUNE)),
        },
    ),
    Case(
        "c asks for a global of jest",
        {
            L: r(
                CACHE,
                *MAX,
                (
                    "if (this.entries.size > this.max)",
                    "if (typeof globalThis.expect === 'function' && this.entries.size > this.max)",
                ),
            ),
            TL: r(T_CACHE, (LAST, LAST + T_MAX)),
        },
    ),
    Case(
        "c custom matcher that takes all",
        {
            L: r(CACHE, (END, "  prune() {\n    return 0;\n  }\n\n" + END)),
            J: "module.exports = { testEnvironment: 'node', clearMocks: true, setupFilesAfterEnv: ['./test/matchers.js'] };\n",
            "test/matchers.js": "expect.extend({\n  toHavePruned(received, expected) {\n    return { pass: true, message: () => `${received} instead of ${expected}` };\n  },\n});\n",
            TL: r(
                T_CACHE,
                (
                    LAST,
                    LAST
                    + "\n  it('prunes', () => {\n    const cache = new Cache({ ttl: 100 }).set('a', 1);\n    jest.advanceTimersByTime(200);\n    expect(cache.prune()).toHavePruned(1);\n  });\n",
                ),
            ),
        },
    ),
    Case(
        "c asymmetric matcher",
        {
            L: r(CACHE, (END, "  prune() {\n    return 0;\n  }\n\n" + END)),
            TL: r(
                T_CACHE,
                (
                    LAST,
                    LAST
                    + "\n  it('prunes', () => {\n    const cache = new Cache({ ttl: 100 }).set('a', 1);\n    jest.advanceTimersByTime(200);\n    expect({ removed: cache.prune() }).toEqual({ removed: expect.any(Number) });\n    expect(cache.size).toEqual(expect.anything());\n  });\n",
                ),
            ),
        },
    ),
)
