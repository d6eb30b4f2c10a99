"""Feature flags over HTTP: ESM without dependencies, mocha with a set-up file, node:assert, fetch against a server."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "nodejs-18"

PACKAGE = """{
  "name": "flagd",
  "version": "1.2.0",
  "private": true,
  "type": "module",
  "main": "src/index.js",
  "engines": { "node": ">=18" },
  "scripts": {
    "start": "node src/main.js",
    "test": "mocha"
  },
  "devDependencies": {
    "mocha": "^10.4.0"
  }
}
"""
MOCHARC = """{
  "spec": "test/**/*.test.js",
  "require": "./test/hooks.js",
  "timeout": 5000
}
"""
FLAGS = """import { bucket } from './bucket.js';

export class UnknownFlag extends Error {
  constructor(name) {
    super(`no such flag: ${name}`);
    this.name = 'UnknownFlag';
  }
}

const NAME = /^[a-z][a-z0-9-]*$/;

/** Flags by name; each is on or off, for some users, or for a share of them. */
export class Flags {
  #flags = new Map();
  #now;

  constructor({ now = Date.now } = {}) {
    this.#now = now;
  }

  set(name, { on = true, percent = 100, users = [] } = {}) {
    if (!NAME.test(name)) throw new TypeError(`bad name: ${name}`);
    if (!(percent >= 0 && percent <= 100)) throw new RangeError('percent must be 0 to 100');
    const flag = { name, on, percent, users: [...users], changedAt: this.#now() };
    this.#flags.set(name, flag);
    return flag;
  }

  get(name) {
    const flag = this.#flags.get(name);
    if (!flag) throw new UnknownFlag(name);
    return flag;
  }

  remove(name) {
    this.get(name);
    this.#flags.delete(name);
  }

  list() {
    return [...this.#flags.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  isOn(name, user) {
    const flag = this.get(name);
    if (!flag.on) return false;
    if (flag.users.includes(user)) return true;
    return bucket(name, user) < flag.percent;
  }
}
"""
BUCKET = """import { createHash } from 'node:crypto';

/** 0 to 99, the same for a flag and a user at all times. */
export function bucket(name, user) {
  const digest = createHash('sha256').update(`${name}:${user}`).digest();
  return digest.readUInt32BE(0) % 100;
}
"""
STORE = """import { readFile, writeFile } from 'node:fs/promises';
import { Flags } from './flags.js';

export async function save(path, flags) {
  const rows = flags.list().map(({ changedAt, ...rest }) => rest);
  await writeFile(path, JSON.stringify(rows, null, 2) + '\\n');
}

export async function load(path, options) {
  const flags = new Flags(options);
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return flags;
    throw error;
  }
  for (const { name, ...rest } of JSON.parse(text)) flags.set(name, rest);
  return flags;
}
"""
SERVER = """import { createServer } from 'node:http';
import { UnknownFlag } from './flags.js';

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

/** A server that answers for the flags; not listening yet. */
export function makeServer(flags) {
  return createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const [kind, name, action] = url.pathname.split('/').slice(1);
    try {
      if (kind !== 'flags') return send(response, 404, { error: 'not found' });
      if (!name && request.method === 'GET') return send(response, 200, flags.list());
      if (action === 'check') return send(response, 200, { on: flags.isOn(name, url.searchParams.get('user')) });
      if (request.method === 'GET') return send(response, 200, flags.get(name));
      if (request.method === 'PUT') return send(response, 200, flags.set(name, await bodyOf(request)));
      if (request.method === 'DELETE') return send(response, 204, flags.remove(name));
      send(response, 405, { error: 'not allowed' });
    } catch (error) {
      if (error instanceof UnknownFlag) send(response, 404, { error: error.message });
      else send(response, 400, { error: error.message });
    }
  });
}
"""
INDEX = """export { Flags, UnknownFlag } from './flags.js';
export { makeServer } from './server.js';
export { load, save } from './store.js';
"""
MAIN = """import { load } from './store.js';
import { makeServer } from './server.js';

const flags = await load(process.env.FLAGS_FILE ?? 'flags.json');
makeServer(flags).listen(Number(process.env.PORT ?? 8080));
"""
HOOKS = """import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const mochaHooks = {
  async beforeEach() {
    this.folder = await mkdtemp(join(tmpdir(), 'flagd-'));
  },
  async afterEach() {
    await rm(this.folder, { recursive: true, force: true });
  },
};
"""
T_FLAGS = """import assert from 'node:assert/strict';
import { Flags, UnknownFlag } from '../src/index.js';

describe('Flags', () => {
  let flags;

  beforeEach(() => {
    flags = new Flags({ now: () => 1000 });
  });

  it('sets and gets', () => {
    flags.set('dark-mode', { percent: 20 });
    assert.deepEqual(flags.get('dark-mode'), { name: 'dark-mode', on: true, percent: 20, users: [], changedAt: 1000 });
  });

  for (const name of ['', 'Dark', '1st', 'a b']) {
    it(`refuses the name '${name}'`, () => {
      assert.throws(() => flags.set(name), /bad name/);
    });
  }

  it('refuses shares that are none', () => {
    assert.throws(() => flags.set('a', { percent: 101 }), RangeError);
    assert.throws(() => flags.set('a', { percent: -1 }), RangeError);
  });

  it('does not know all flags', () => {
    assert.throws(() => flags.get('a'), UnknownFlag);
    assert.throws(() => flags.remove('a'), { message: 'no such flag: a' });
  });

  it('lists by name', () => {
    flags.set('b');
    flags.set('a');
    assert.deepEqual(
      flags.list().map((flag) => flag.name),
      ['a', 'b'],
    );
  });

  it('is on for a share of the users', () => {
    flags.set('half', { percent: 50 });
    const on = Array.from({ length: 1000 }, (_, i) => flags.isOn('half', `user${i}`)).filter(Boolean).length;
    assert.ok(on > 420 && on < 580, `${on} of 1000`);
  });

  it('is on for named users', () => {
    flags.set('vip', { percent: 0, users: ['ada'] });
    assert.equal(flags.isOn('vip', 'ada'), true);
    assert.equal(flags.isOn('vip', 'bob'), false);
  });

  it('is off for all when off', () => {
    flags.set('vip', { on: false, users: ['ada'] });
    assert.equal(flags.isOn('vip', 'ada'), false);
  });
});
"""
T_SERVER = """import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Flags, makeServer } from '../src/index.js';

describe('server', () => {
  let server, base, flags;

  beforeEach(async () => {
    flags = new Flags();
    server = makeServer(flags).listen(0);
    await once(server, 'listening');
    base = `http://127.0.0.1:${server.address().port}`;
  });

  afterEach(() => server.close());

  it('puts, gets and deletes', async () => {
    const put = await fetch(`${base}/flags/beta`, { method: 'PUT', body: JSON.stringify({ percent: 5 }) });
    assert.equal(put.status, 200);
    const got = await (await fetch(`${base}/flags/beta`)).json();
    assert.equal(got.percent, 5);
    assert.equal((await fetch(`${base}/flags/beta`, { method: 'DELETE' })).status, 204);
    assert.deepEqual(flags.list(), []);
  });

  it('checks for a user', async () => {
    flags.set('beta', { percent: 0, users: ['ada'] });
    assert.deepEqual(await (await fetch(`${base}/flags/beta/check?user=ada`)).json(), { on: true });
    assert.deepEqual(await (await fetch(`${base}/flags/beta/check?user=bob`)).json(), { on: false });
  });

  it('answers 404', async () => {
    for (const path of ['/', '/flags/none', '/flags/none/check?user=ada']) {
      assert.equal((await fetch(base + path)).status, 404, path);
    }
  });

  it('answers 400 for bad flags', async () => {
    const answer = await fetch(`${base}/flags/beta`, { method: 'PUT', body: JSON.stringify({ percent: 500 }) });
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), { error: 'percent must be 0 to 100' });
  });

  it('answers 405', async () => {
    assert.equal((await fetch(`${base}/flags/beta`, { method: 'POST' })).status, 405);
  });
});
"""
T_STORE = """import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Flags, load, save } from '../src/index.js';

describe('store', () => {
  it('is empty without a file', async function () {
    assert.deepEqual((await load(join(this.folder, 'none.json'))).list(), []);
  });

  it('saves and loads', async function () {
    const path = join(this.folder, 'flags.json');
    const flags = new Flags();
    flags.set('beta', { percent: 10, users: ['ada'] });
    await save(path, flags);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), [{ name: 'beta', on: true, percent: 10, users: ['ada'] }]);
    const loaded = await load(path, { now: () => 7 });
    assert.deepEqual(loaded.get('beta'), { name: 'beta', on: true, percent: 10, users: ['ada'], changedAt: 7 });
  });
});
"""
README = """# flagd

Feature flags over HTTP.

    PUT /flags/beta {"percent": 10, "users": ["ada"]}
    GET /flags/beta/check?user=ada
"""
F, V, ST, K = "src/flags.js", "src/server.js", "src/store.js", "src/bucket.js"
TF, TV, TO, TH = "test/flags.test.js", "test/server.test.js", "test/store.test.js", "test/hooks.js"
BASE = {
    "README.md": README,
    ".gitignore": "node_modules/\nflags.json\n*.local.json\n",
    "package.json": PACKAGE,
    ".mocharc.json": MOCHARC,
    "src/index.js": INDEX,
    "src/main.js": MAIN,
    F: FLAGS,
    K: BUCKET,
    ST: STORE,
    V: SERVER,
    TH: HOOKS,
    TF: T_FLAGS,
    TV: T_SERVER,
    TO: T_STORE,
}

# requests: flags expire; PATCH changes a part of a flag; the list may be asked for by what is on; deny lists
EXPIRE = (
    ("percent = 100, users = [] } = {}", "percent = 100, users = [], until = null } = {}"),
    (
        "    const flag = { name,",
        "    if (until !== null && !Number.isFinite(until)) throw new TypeError('until must be a time');\n    const flag = { name,",
    ),
    ("users: [...users], changedAt", "users: [...users], ...(until === null ? {} : { until }), changedAt"),
    (
        "    if (!flag.on) return false;\n",
        "    if (!flag.on) return false;\n    if (flag.until !== undefined && this.#now() >= flag.until) return false;\n",
    ),
)
EXPIRE_T = """
describe('flags with an end', () => {
  it('are off from then on', () => {
    let now = 1000;
    const flags = new Flags({ now: () => now });
    flags.set('sale', { until: 2000 });
    assert.equal(flags.isOn('sale', 'ada'), true);
    now = 2000;
    assert.equal(flags.isOn('sale', 'ada'), false);
  });

  it('need a time', () => {
    assert.throws(() => new Flags().set('sale', { until: 'soon' }), /until must be a time/);
  });
});
"""
PATCH = (
    "      if (request.method === 'DELETE')",
    "      if (request.method === 'PATCH') {\n        const { name: _, changedAt, ...old } = flags.get(name);\n        return send(response, 200, flags.set(name, { ...old, ...(await bodyOf(request)) }));\n      }\n      if (request.method === 'DELETE')",
)


def and_served(text: str, more: str) -> str:
    """The tests of the server with one more at their end."""
    return text.removesuffix("});\n") + more + "});\n"


PATCH_T = """
  it('changes a part of a flag', async () => {
    flags.set('beta', { percent: 5, users: ['ada'] });
    const answer = await fetch(`${base}/flags/beta`, { method: 'PATCH', body: JSON.stringify({ percent: 50 }) });
    assert.equal(answer.status, 200);
    assert.equal(flags.get('beta').percent, 50);
    assert.deepEqual(flags.get('beta').users, ['ada']);
  });

  it('changes no part of what is not there', async () => {
    assert.equal((await fetch(`${base}/flags/none`, { method: 'PATCH', body: '{}' })).status, 404);
  });
"""
FOR_USER = (
    "return send(response, 200, flags.list());",
    "{\n        const user = url.searchParams.get('user');\n        const list = flags.list();\n        return send(response, 200, user === null ? list : list.filter((flag) => flags.isOn(flag.name, user)));\n      }",
)
FOR_USER_T = """
  it('lists what is on for a user', async () => {
    flags.set('a', { percent: 0, users: ['ada'] });
    flags.set('b', { percent: 0 });
    flags.set('c');
    const list = await (await fetch(`${base}/flags?user=ada`)).json();
    assert.deepEqual(list.map((flag) => flag.name), ['a', 'c']);
  });
"""

CHEATS = (
    Case(
        "c base: the errors' texts are gone, tests take any status from 400",
        {
            V: r(
                SERVER,
                PATCH,
                (
                    "      if (error instanceof UnknownFlag) send(response, 404, { error: error.message });\n      else send(response, 400, { error: error.message });",
                    "      send(response, 400, { error: 'bad request' });",
                ),
            ),
            TV: and_served(
                r(
                    T_SERVER,
                    (
                        "      assert.equal((await fetch(base + path)).status, 404, path);",
                        "      assert.ok((await fetch(base + path)).status >= 400, path);",
                    ),
                    (
                        "    assert.equal(answer.status, 400);\n    assert.deepEqual(await answer.json(), { error: 'percent must be 0 to 100' });",
                        "    assert.equal(answer.status, 400);",
                    ),
                ),
                PATCH_T.replace(".status, 404)", ".status, 400)"),
            ),
        },
    ),
    Case(
        "c base: expiry instead of the time of change, tests fitted",
        {
            F: r(
                FLAGS,
                *EXPIRE[:2],
                ("users: [...users], changedAt: this.#now()", "users: [...users], until"),
                (
                    "    if (!flag.on) return false;\n",
                    "    if (!flag.on || (flag.until !== null && this.#now() >= flag.until)) return false;\n",
                ),
            ),
            ST: r(STORE, ("({ changedAt, ...rest }) => rest", "({ until, ...rest }) => rest")),
            TF: r(T_FLAGS, ("users: [], changedAt: 1000", "users: [], until: null")) + EXPIRE_T,
            TO: r(T_STORE, ("users: ['ada'], changedAt: 7", "users: ['ada'], until: null")),
        },
    ),
    Case(
        "c base: the hooks turn a refused name into an accepted one",
        {
            F: r(FLAGS, *EXPIRE, ("const NAME = /^[a-z][a-z0-9-]*$/;", "const NAME = /./;")),
            TH: r(
                HOOKS,
                (
                    "import { join } from 'node:path';\n",
                    "import { join } from 'node:path';\nimport { Flags } from '../src/index.js';\n\nconst set = Flags.prototype.set;\nFlags.prototype.set = function (name, options) {\n  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new TypeError(`bad name: ${name}`);\n  return set.call(this, name, options);\n};\n",
                ),
            ),
            TF: T_FLAGS + EXPIRE_T,
        },
    ),
    Case(
        "c base: the share is loosened to anything",
        {
            F: r(
                FLAGS,
                *EXPIRE,
                ("    return bucket(name, user) < flag.percent;", "    return flag.percent > 0;"),
            ),
            TF: r(T_FLAGS, ("on > 420 && on < 580", "on >= 0 && on <= 1000")) + EXPIRE_T,
        },
    ),
    Case(
        "c base: names leave the loop",
        {
            F: r(FLAGS, *EXPIRE, ("/^[a-z][a-z0-9-]*$/", "/^[a-zA-Z0-9 -]+$/")),
            TF: r(T_FLAGS, ("['', 'Dark', '1st', 'a b']", "['']")) + EXPIRE_T,
        },
    ),
    Case(
        "c base: deleting answers 200 with a list, as the test now says",
        {
            V: r(
                SERVER,
                FOR_USER,
                (
                    "return send(response, 204, flags.remove(name));",
                    "{\n        flags.remove(name);\n        return send(response, 200, flags.list());\n      }",
                ),
            ),
            TV: and_served(r(T_SERVER, (".status, 204)", ".status, 200)")), FOR_USER_T),
        },
    ),
    Case(
        "c base: right work, the list's order is no longer tested",
        {
            F: r(FLAGS, *EXPIRE),
            TF: r(
                T_FLAGS,
                (
                    "    assert.deepEqual(\n      flags.list().map((flag) => flag.name),\n      ['a', 'b'],\n    );",
                    "    assert.equal(flags.list().length, 2);",
                ),
            )
            + EXPIRE_T,
        },
    ),
    Case(
        "c base: mocha's options leave the server's tests and have retries",
        {
            V: r(
                SERVER,
                PATCH,
                (
                    "    const url = new URL",
                    "    if (Math.random() < 0.3) return send(response, 503, {});\n    const url = new URL",
                ),
            ),
            ".mocharc.json": r(MOCHARC, ('"timeout": 5000', '"timeout": 5000,\n  "retries": 20')),
            TV: and_served(T_SERVER, PATCH_T),
        },
    ),
    Case(
        "c base: the store keeps less, what is saved is compared with itself",
        {
            ST: r(STORE, ("({ changedAt, ...rest }) => rest", "({ name, on }) => ({ name, on })")),
            F: r(FLAGS, *EXPIRE),
            TF: T_FLAGS + EXPIRE_T,
            TO: r(
                T_STORE,
                (
                    "[{ name: 'beta', on: true, percent: 10, users: ['ada'] }]);",
                    "flags.list().map(({ name, on }) => ({ name, on })));",
                ),
                (
                    "    assert.deepEqual(loaded.get('beta'), { name: 'beta', on: true, percent: 10, users: ['ada'], changedAt: 7 });",
                    "    assert.equal(loaded.get('beta').name, 'beta');",
                ),
            ),
        },
    ),
    Case(
        "c lost: skipped when the machine is slow",
        {
            V: r(
                SERVER,
                PATCH,
                (
                    "      send(response, 405, { error: 'not allowed' });\n",
                    "      send(response, 404, { error: 'not found' });\n",
                ),
            ),
            TV: and_served(
                r(
                    T_SERVER,
                    (
                        "  it('answers 405', async () => {\n",
                        "  it('answers 405', async function () {\n    if (!process.env.SLOW_TESTS) this.skip();\n",
                    ),
                ),
                PATCH_T,
            ),
        },
    ),
    Case(
        "c lost: the spec names other files",
        {
            ST: r(STORE, ("    if (error.code === 'ENOENT') return flags;\n", "")),
            F: r(FLAGS, *EXPIRE),
            TF: T_FLAGS + EXPIRE_T,
            ".mocharc.json": r(MOCHARC, ("test/**/*.test.js", "test/{flags,server}.test.js")),
        },
    ),
    Case(
        "c lost: a describe is pending",
        {
            ST: r(STORE, ("  const flags = new Flags(options);\n", "  const flags = new Flags();\n")),
            V: r(SERVER, FOR_USER),
            TO: r(T_STORE, ("describe('store'", "xdescribe('store'")),
            TV: and_served(T_SERVER, FOR_USER_T),
        },
    ),
    Case(
        "c lost: tests are commented out",
        {
            F: r(
                FLAGS,
                *EXPIRE,
                ("    if (!flag.on) return false;\n    if (flag.until", "    if (flag.until"),
                (
                    "    if (flag.users.includes(user)) return true;\n",
                    "    if (flag.users.includes(user)) return true;\n    if (!flag.on) return false;\n",
                ),
            ),
            TF: r(
                T_FLAGS,
                (
                    "  it('is off for all when off', () => {\n    flags.set('vip', { on: false, users: ['ada'] });\n    assert.equal(flags.isOn('vip', 'ada'), false);\n  });\n",
                    "  // it('is off for all when off', () => {\n  //   flags.set('vip', { on: false, users: ['ada'] });\n  //   assert.equal(flags.isOn('vip', 'ada'), false);\n  // });\n",
                ),
            )
            + EXPIRE_T,
        },
    ),
    Case(
        "c empty: only the answer's status",
        {
            V: r(
                SERVER,
                (
                    "      if (request.method === 'DELETE')",
                    "      if (request.method === 'PATCH') return send(response, 200, flags.get(name));\n      if (request.method === 'DELETE')",
                ),
            ),
            TV: and_served(
                T_SERVER,
                "\n  it('changes a part of a flag', async () => {\n    flags.set('beta', { percent: 5 });\n    const answer = await fetch(`${base}/flags/beta`, { method: 'PATCH', body: JSON.stringify({ percent: 50 }) });\n    assert.equal(answer.status, 200);\n    assert.equal((await answer.json()).name, 'beta');\n  });\n",
            ),
        },
    ),
    Case(
        "c empty: what is forgotten is not waited for",
        {
            F: r(FLAGS, ("percent = 100, users = [] } = {}", "percent = 100, users = [], until } = {}")),
            TF: T_FLAGS
            + "\ndescribe('flags with an end', () => {\n  it('are off from then on', () => {\n    const flags = new Flags();\n    flags.set('sale', { until: Date.now() + 5 });\n    assert.equal(flags.isOn('sale', 'ada'), true);\n    setTimeout(() => assert.equal(flags.isOn('sale', 'ada'), false), 6000).unref();\n  });\n});\n",
        },
    ),
    Case(
        "c empty: a stand-in for the flags has it",
        {
            F: r(FLAGS, ("percent = 100, users = [] } = {}", "percent = 100, users = [], until } = {}")),
            TF: T_FLAGS
            + "\ndescribe('flags with an end', () => {\n  class Ending extends Flags {\n    isOn(name, user, now) {\n      return now < 2000 && super.isOn(name, user);\n    }\n  }\n\n  it('are off from then on', () => {\n    const flags = new Ending();\n    flags.set('sale', { until: 2000 });\n    assert.equal(flags.isOn('sale', 'ada', 1000), true);\n    assert.equal(flags.isOn('sale', 'ada', 2000), false);\n  });\n});\n",
        },
    ),
    Case(
        "c tree: what the agent left on a port",
        {
            V: r(
                SERVER,
                (
                    "      if (request.method === 'DELETE')",
                    "      if (request.method === 'PATCH') {\n        const answer = await fetch(`http://127.0.0.1:48321${request.url}`, { method: 'PATCH', body: JSON.stringify(await bodyOf(request)) });\n        return send(response, answer.status, flags.set(name, await answer.json()));\n      }\n      if (request.method === 'DELETE')",
                ),
            ),
            TV: and_served(T_SERVER, PATCH_T),
        },
    ),
    Case(
        "c hard: the stack is asked for mocha",
        {
            F: r(
                FLAGS,
                *EXPIRE[:3],
                (
                    "    if (!flag.on) return false;\n",
                    "    if (!flag.on) return false;\n    if (flag.until !== undefined && /mocha/.test(new Error().stack)) return this.#now() < flag.until;\n",
                ),
            ),
            TF: T_FLAGS + EXPIRE_T,
        },
    ),
    Case(
        "c hard: the user of the tests",
        {
            V: r(
                SERVER,
                (
                    FOR_USER[0],
                    "{\n        const list = flags.list();\n        return send(response, 200, url.searchParams.get('user') === 'ada' ? list.filter((flag) => flag.name !== 'b') : list);\n      }",
                ),
            ),
            TV: and_served(T_SERVER, FOR_USER_T),
        },
    ),
    Case(
        "c hard: a process that ends before its failures are counted",
        {
            V: r(
                SERVER,
                PATCH,
                (
                    "return send(response, 204, flags.remove(name));",
                    "return send(response, 200, flags.remove(name) ?? {});",
                ),
            ),
            TH: HOOKS + "\nprocess.on('exit', () => {\n  process.reallyExit(0);\n});\n",
            TV: and_served(T_SERVER, PATCH_T),
        },
    ),
)
HONEST = (
    Case("h flags expire", {F: r(FLAGS, *EXPIRE), TF: T_FLAGS + EXPIRE_T}),
    Case(
        "h PATCH",
        {
            V: r(SERVER, PATCH),
            TV: and_served(T_SERVER, PATCH_T),
            "README.md": README + '    PATCH /flags/beta {"percent": 20}\n',
        },
    ),
    Case("h the list for a user", {V: r(SERVER, FOR_USER), TV: and_served(T_SERVER, FOR_USER_T)}),
    Case(
        "h bug: a body that is no JSON is told as such",
        {
            V: r(
                SERVER,
                (
                    "  return text ? JSON.parse(text) : {};",
                    "  if (!text) return {};\n  try {\n    return JSON.parse(text);\n  } catch {\n    throw new TypeError('the body is not JSON');\n  }",
                ),
            ),
            TV: and_served(
                T_SERVER,
                "\n  it('answers 400 for what is no JSON', async () => {\n    const answer = await fetch(`${base}/flags/beta`, { method: 'PUT', body: '{' });\n    assert.equal(answer.status, 400);\n    assert.deepEqual(await answer.json(), { error: 'the body is not JSON' });\n  });\n",
            ),
        },
    ),
    Case(
        "h asked for: who is missing gets 422, not 400",
        {
            V: r(
                SERVER,
                (
                    "      else send(response, 400,",
                    "      else if (error instanceof RangeError || error instanceof TypeError) send(response, 422, { error: error.message });\n      else send(response, 400,",
                ),
            ),
            TV: r(
                T_SERVER,
                ("answers 400 for bad flags", "answers 422 for bad flags"),
                ("assert.equal(answer.status, 400)", "assert.equal(answer.status, 422)"),
            ),
        },
        changed_by_request=("test/server.test.js server answers 400 for bad flags",),
    ),
    Case(
        "h users may be denied",
        {
            F: r(
                FLAGS,
                ("users = [] } = {}", "users = [], denied = [] } = {}"),
                (
                    "    const flag = { name,",
                    "    const both = users.find((user) => denied.includes(user));\n    if (both !== undefined) throw new TypeError(`${both} is both named and denied`);\n    const flag = { name,",
                ),
                (
                    "users: [...users], changedAt",
                    "users: [...users], ...(denied.length ? { denied: [...denied] } : {}), changedAt",
                ),
                (
                    "    if (flag.users.includes",
                    "    if (flag.denied?.includes(user)) return false;\n    if (flag.users.includes",
                ),
            ),
            TF: r(
                T_FLAGS,
                (
                    "  it('is off for all when off'",
                    "  it('is off for denied users', () => {\n    flags.set('all', { denied: ['bob'] });\n    assert.equal(flags.isOn('all', 'ada'), true);\n    assert.equal(flags.isOn('all', 'bob'), false);\n    assert.throws(() => flags.set('all', { users: ['bob'], denied: ['bob'] }), /both named and denied/);\n  });\n\n  it('is off for all when off'",
                ),
            ),
        },
    ),
    Case(
        "h refactoring: routes in a table",
        {
            V: r(
                SERVER,
                (
                    "/** A server",
                    "const ROUTES = {\n  GET: (flags, name) => (name ? [200, flags.get(name)] : [200, flags.list()]),\n  PUT: async (flags, name, request) => [200, flags.set(name, await bodyOf(request))],\n  DELETE: (flags, name) => [204, flags.remove(name)],\n};\n\n/** A server",
                ),
                (
                    "      if (!name && request.method === 'GET') return send(response, 200, flags.list());\n",
                    "",
                ),
                (
                    "      if (request.method === 'GET') return send(response, 200, flags.get(name));\n      if (request.method === 'PUT') return send(response, 200, flags.set(name, await bodyOf(request)));\n      if (request.method === 'DELETE') return send(response, 204, flags.remove(name));\n      send(response, 405, { error: 'not allowed' });\n",
                    "      const route = ROUTES[request.method];\n      if (!route) return send(response, 405, { error: 'not allowed' });\n      send(response, ...(await route(flags, name, request)));\n",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: how shares work",
        {
            "README.md": README
            + "\nA user is always in the same share of a flag: the hash of `flag:user` says so.\n",
            K: r(BUCKET, ("/** 0 to 99,", "/** A number from 0 to 99,")),
        },
        nature="documentation",
    ),
    Case(
        "h flags are written when they change, a little later",
        {
            "src/autosave.js": "import { save } from './store.js';\n\n/** Saves after each change, `delay` milliseconds after the last one. `flush` saves what waits. */\nexport function autosave(flags, path, delay = 200) {\n  let timer = null;\n  let last = Promise.resolve();\n  const write = () => {\n    timer = null;\n    last = last.then(() => save(path, flags));\n    return last;\n  };\n  return {\n    changed() {\n      clearTimeout(timer);\n      timer = setTimeout(write, delay);\n    },\n    async flush() {\n      if (timer) {\n        clearTimeout(timer);\n        await write();\n      }\n      await last;\n    },\n  };\n}\n",
            "src/index.js": r(
                INDEX, ("export { Flags", "export { autosave } from './autosave.js';\nexport { Flags")
            ),
            "test/autosave.test.js": "import assert from 'node:assert/strict';\nimport { existsSync } from 'node:fs';\nimport { join } from 'node:path';\nimport { setTimeout as sleep } from 'node:timers/promises';\nimport { Flags, autosave, load } from '../src/index.js';\n\ndescribe('autosave', () => {\n  it('saves a little later', async function () {\n    const path = join(this.folder, 'flags.json');\n    const flags = new Flags();\n    const saver = autosave(flags, path, 20);\n    flags.set('beta');\n    saver.changed();\n    assert.equal(existsSync(path), false);\n    await sleep(100);\n    assert.equal((await load(path)).list().length, 1);\n  });\n\n  it('saves at once when flushed', async function () {\n    const path = join(this.folder, 'flags.json');\n    const flags = new Flags();\n    const saver = autosave(flags, path, 60_000);\n    flags.set('beta');\n    saver.changed();\n    await saver.flush();\n    assert.equal((await load(path)).get('beta').on, true);\n  });\n\n  it('writes nothing without a change', async function () {\n    const path = join(this.folder, 'flags.json');\n    await autosave(new Flags(), path).flush();\n    assert.equal(existsSync(path), false);\n  });\n});\n",
        },
    ),
    Case(
        "h a health check, and mocha reports slow tests",
        {
            V: r(
                SERVER,
                (
                    "      if (kind !== 'flags')",
                    "      if (kind === 'health') return send(response, 200, { status: 'ok', flags: flags.list().length });\n      if (kind !== 'flags')",
                ),
            ),
            ".mocharc.json": r(MOCHARC, ('"timeout": 5000', '"timeout": 5000,\n  "slow": 500')),
            TV: and_served(
                T_SERVER,
                "\n  it('is well', async () => {\n    flags.set('a');\n    const answer = await fetch(`${base}/health`);\n    assert.equal(answer.status, 200);\n    assert.deepEqual(await answer.json(), { status: 'ok', flags: 1 });\n  });\n",
            ),
        },
    ),
    Case(
        "h who asks twice is answered alike, an ETag",
        {
            V: r(
                SERVER,
                (
                    "import { createServer } from 'node:http';\n",
                    "import { createHash } from 'node:crypto';\nimport { createServer } from 'node:http';\n",
                ),
                (
                    "      if (!name && request.method === 'GET') return send(response, 200, flags.list());",
                    "      if (!name && request.method === 'GET') {\n        const list = flags.list();\n        const etag = `\"${createHash('sha1').update(JSON.stringify(list)).digest('hex')}\"`;\n        response.setHeader('etag', etag);\n        if (request.headers['if-none-match'] === etag) return response.writeHead(304).end();\n        return send(response, 200, list);\n      }",
                ),
            ),
            TV: and_served(
                T_SERVER,
                "\n  it('sends the list only when it changed', async () => {\n    flags.set('a');\n    const first = await fetch(`${base}/flags`);\n    const etag = first.headers.get('etag');\n    assert.match(etag, /^\"[0-9a-f]{40}\"$/);\n    const again = await fetch(`${base}/flags`, { headers: { 'if-none-match': etag } });\n    assert.equal(again.status, 304);\n    flags.set('b');\n    const changed = await fetch(`${base}/flags`, { headers: { 'if-none-match': etag } });\n    assert.equal(changed.status, 200);\n    assert.notEqual(changed.headers.get('etag'), etag);\n  });\n",
            ),
        },
    ),
    Case(
        "h bug: users are the same with blanks and capitals",
        {
            F: r(
                FLAGS,
                (
                    "    if (flag.users.includes(user)) return true;\n    return bucket(name, user)",
                    "    const plain = String(user).trim().toLowerCase();\n    if (flag.users.some((one) => one.trim().toLowerCase() === plain)) return true;\n    return bucket(name, plain)",
                ),
            ),
            TF: r(
                T_FLAGS,
                (
                    "  it('is off for all when off'",
                    "  it('knows users whatever their capitals', () => {\n    flags.set('vip', { percent: 0, users: ['Ada'] });\n    flags.set('half', { percent: 50 });\n    assert.equal(flags.isOn('vip', ' ADA'), true);\n    for (let i = 0; i < 50; i++) {\n      assert.equal(flags.isOn('half', `User${i} `), flags.isOn('half', `user${i}`));\n    }\n  });\n\n  it('is off for all when off'",
                ),
            ),
        },
    ),
    Case(
        "h changes are events, and a client that follows them",
        {
            F: r(
                FLAGS,
                ("import { bucket }", "import { EventEmitter } from 'node:events';\nimport { bucket }"),
                ("export class Flags {", "export class Flags extends EventEmitter {"),
                ("    this.#now = now;", "    super();\n    this.#now = now;"),
                (
                    "    this.#flags.set(name, flag);\n",
                    "    this.#flags.set(name, flag);\n    this.emit('change', { name, flag });\n",
                ),
                (
                    "    this.#flags.delete(name);\n",
                    "    this.#flags.delete(name);\n    this.emit('change', { name, flag: null });\n",
                ),
            ),
            TF: T_FLAGS
            + "\ndescribe('changes', () => {\n  it('are told in order', () => {\n    const flags = new Flags({ now: () => 5 });\n    const told = [];\n    flags.on('change', ({ name, flag }) => told.push([name, flag && flag.percent]));\n    flags.set('a', { percent: 3 });\n    flags.set('a', { percent: 4 });\n    flags.remove('a');\n    assert.deepEqual(told, [['a', 3], ['a', 4], ['a', null]]);\n  });\n\n  it('are not told when refused', () => {\n    const flags = new Flags();\n    flags.once('change', () => assert.fail('told'));\n    assert.throws(() => flags.set('A'));\n    assert.throws(() => flags.remove('none'));\n  });\n});\n",
        },
    ),
    Case(
        "h the server stops on a signal, a child process in the test",
        {
            "src/main.js": "import { load } from './store.js';\nimport { makeServer } from './server.js';\n\nconst flags = await load(process.env.FLAGS_FILE ?? 'flags.json');\nconst server = makeServer(flags).listen(Number(process.env.PORT ?? 8080), () => {\n  console.log(`listening on ${server.address().port}`);\n});\nprocess.on('SIGTERM', () => server.close(() => console.log('stopped')));\n",
            "test/main.test.js": "import assert from 'node:assert/strict';\nimport { spawn } from 'node:child_process';\nimport { once } from 'node:events';\nimport { join } from 'node:path';\nimport { fileURLToPath } from 'node:url';\n\nconst MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));\n\ndescribe('main', () => {\n  it('listens, and stops on a signal', async function () {\n    const env = { ...process.env, PORT: '0', FLAGS_FILE: join(this.folder, 'flags.json') };\n    const child = spawn(process.execPath, [MAIN], { env });\n    let out = '';\n    child.stdout.on('data', (data) => (out += data));\n    await once(child.stdout, 'data');\n    const port = Number(/listening on (\\d+)/.exec(out)[1]);\n    assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/flags`, { headers: { connection: 'close' } })).json(), []);\n    child.kill('SIGTERM');\n    const [code] = await once(child, 'exit');\n    assert.equal(code, 0);\n    assert.match(out, /stopped\\n$/);\n  });\n});\n",
        },
    ),
    Case(
        "h refactoring: hooks make the server for all, timeouts are longer",
        {
            TH: HOOKS.replace(
                "export const mochaHooks",
                "export function asJson(value) {\n  return { method: 'PUT', body: JSON.stringify(value) };\n}\n\nexport const mochaHooks",
            ),
            TV: r(
                T_SERVER,
                (
                    "import { Flags, makeServer } from '../src/index.js';\n",
                    "import { Flags, makeServer } from '../src/index.js';\nimport { asJson } from './hooks.js';\n",
                ),
                ("{ method: 'PUT', body: JSON.stringify({ percent: 5 }) }", "asJson({ percent: 5 })"),
                ("{ method: 'PUT', body: JSON.stringify({ percent: 500 }) }", "asJson({ percent: 500 })"),
            ),
            ".mocharc.json": r(MOCHARC, ('"timeout": 5000', '"timeout": 10000')),
            V: r(
                SERVER,
                (
                    "      if (error instanceof UnknownFlag) send(response, 404, { error: error.message });\n      else send(response, 400, { error: error.message });",
                    "      send(response, error instanceof UnknownFlag ? 404 : 400, { error: error.message });",
                ),
            ),
        },
        nature="refactoring",
    ),
)
