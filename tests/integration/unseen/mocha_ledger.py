"""mocha and chai, ESM: accounts with events and a file on disk, an Express-like router by node:http."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "nodejs-18"

LEDGER = """import { EventEmitter } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';

export class InsufficientFunds extends Error {
  constructor(account, missing) {
    super(`${account} lacks ${missing}`);
    this.name = 'InsufficientFunds';
    this.missing = missing;
  }
}

export class Ledger extends EventEmitter {
  #balances = new Map();

  balance(account) {
    return this.#balances.get(account) ?? 0;
  }

  deposit(account, cents) {
    if (!Number.isInteger(cents) || cents <= 0) throw new RangeError('cents must be a positive integer');
    this.#balances.set(account, this.balance(account) + cents);
    this.emit('deposit', account, cents);
  }

  withdraw(account, cents) {
    const missing = cents - this.balance(account);
    if (missing > 0) throw new InsufficientFunds(account, missing);
    this.#balances.set(account, this.balance(account) - cents);
    this.emit('withdraw', account, cents);
  }

  async save(path) {
    await writeFile(path, JSON.stringify([...this.#balances]));
  }

  static async load(path) {
    const ledger = new Ledger();
    ledger.#balances = new Map(JSON.parse(await readFile(path, 'utf8')));
    return ledger;
  }
}
"""
SERVER = """import http from 'node:http';

export function serve(ledger) {
  return http.createServer((request, response) => {
    const [, kind, account] = request.url.split('/');
    if (request.method === 'GET' && kind === 'balance') return answer(response, 200, { balance: ledger.balance(account) });
    answer(response, 404, { error: 'not found' });
  });
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
"""
T_LEDGER = """import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InsufficientFunds, Ledger } from '../src/ledger.js';

describe('Ledger', () => {
  let ledger;

  beforeEach(() => {
    ledger = new Ledger();
    ledger.deposit('ann', 500);
  });

  it('starts at nothing', () => {
    expect(ledger.balance('bob')).to.equal(0);
  });

  it('adds deposits', () => {
    ledger.deposit('ann', 25);
    expect(ledger.balance('ann')).to.equal(525);
  });

  for (const cents of [0, -1, 1.5, '7']) {
    it(`refuses a deposit of ${JSON.stringify(cents)}`, () => {
      expect(() => ledger.deposit('ann', cents)).to.throw(RangeError, 'positive integer');
    });
  }

  it('refuses to overdraw', () => {
    expect(() => ledger.withdraw('ann', 501)).to.throw(InsufficientFunds).with.property('missing', 1);
    expect(ledger.balance('ann')).to.equal(500);
  });

  it('tells of withdrawals', () => {
    const seen = [];
    ledger.on('withdraw', (...args) => seen.push(args));
    ledger.withdraw('ann', 200);
    expect(seen).to.deep.equal([['ann', 200]]);
  });

  describe('on disk', () => {
    let folder;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    });

    after(() => rm(folder, { recursive: true }));

    it('comes back', async () => {
      await ledger.save(join(folder, 'a.json'));
      expect((await Ledger.load(join(folder, 'a.json'))).balance('ann')).to.equal(500);
    });
  });
});
"""
T_SERVER = """import { expect } from 'chai';

import { Ledger } from '../src/ledger.js';
import { serve } from '../src/server.js';
import { listening } from './support/listening.js';

describe('server', () => {
  const site = listening(() => {
    const ledger = new Ledger();
    ledger.deposit('ann', 500);
    return serve(ledger);
  });

  it('tells a balance', async () => {
    const response = await fetch(`${site.url}/balance/ann`);
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal({ balance: 500 });
  });

  it('knows no other page', async () => {
    expect((await fetch(`${site.url}/x`)).status).to.equal(404);
  });
});
"""
LISTENING = """export function listening(make) {
  const site = { url: '' };
  let server;

  beforeEach((done) => {
    server = make();
    server.listen(0, '127.0.0.1', () => {
      site.url = `http://127.0.0.1:${server.address().port}`;
      done();
    });
  });

  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  return site;
}
"""
PACKAGE = """{
  "name": "ledger",
  "version": "1.0.0",
  "type": "module",
  "private": true,
  "exports": "./src/ledger.js",
  "scripts": { "test": "mocha" },
  "devDependencies": { "chai": "^4.4.1", "mocha": "^10.4.0" }
}
"""
RC = '{ "spec": ["test/**/*.spec.js"], "timeout": 4000 }\n'
L, S, TL, TS, SUP, P, M = (
    "src/ledger.js",
    "src/server.js",
    "test/ledger.spec.js",
    "test/server.spec.js",
    "test/support/listening.js",
    "package.json",
    ".mocharc.json",
)
BASE = {
    P: PACKAGE,
    M: RC,
    L: LEDGER,
    S: SERVER,
    TL: T_LEDGER,
    TS: T_SERVER,
    SUP: LISTENING,
    ".gitignore": "node_modules\n",
    "README.md": "# ledger\n",
}
END = "  async save(path) {"
TEND = "\n  describe('on disk', () => {"
TRANSFER = """  transfer(from, to, cents) {
    if (!Number.isInteger(cents) || cents <= 0) throw new RangeError('cents must be a positive integer');
    this.withdraw(from, cents);
    this.deposit(to, cents);
  }

"""
T_TRANSFER = """
  it('moves money', () => {
    ledger.transfer('ann', 'bob', 120);
    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);
  });

  it('moves nothing that is not there', () => {
    expect(() => ledger.transfer('ann', 'bob', 999)).to.throw(InsufficientFunds, 'ann lacks 499');
    expect(ledger.balance('bob')).to.equal(0);
  });

  it('moves no negative sums', () => {
    expect(() => ledger.transfer('ann', 'bob', -5)).to.throw(RangeError);
    expect(ledger.balance('ann')).to.equal(500);
  });
"""
HISTORY = (
    (
        "  #balances = new Map();\n",
        "  #balances = new Map();\n  #history = [];\n\n  constructor({ now = () => new Date() } = {}) {\n    super();\n    this.on('deposit', (account, cents) => this.#history.push({ account, cents, at: now().toISOString() }));\n    this.on('withdraw', (account, cents) => this.#history.push({ account, cents: -cents, at: now().toISOString() }));\n  }\n\n  history(account) {\n    return this.#history.filter((entry) => entry.account === account).map(({ cents, at }) => ({ cents, at }));\n  }\n",
    ),
)
T_HISTORY = """
  it('keeps a history', () => {
    let day = 1;
    const dated = new Ledger({ now: () => new Date(Date.UTC(2024, 0, day++)) });
    dated.deposit('ann', 10);
    dated.deposit('bob', 20);
    dated.withdraw('ann', 4);
    expect(dated.history('ann')).to.deep.equal([
      { cents: 10, at: '2024-01-01T00:00:00.000Z' },
      { cents: -4, at: '2024-01-03T00:00:00.000Z' },
    ]);
  });
"""
POST = (
    "    answer(response, 404,",
    """    if (request.method === 'POST' && kind === 'deposit') return receive(request, response, ledger, account);
    answer(response, 404,""",
)
RECEIVE = """
async function receive(request, response, ledger, account) {
  let text = '';
  for await (const part of request) text += part;
  try {
    ledger.deposit(account, JSON.parse(text).cents);
  } catch (error) {
    return answer(response, 422, { error: error.message });
  }
  answer(response, 201, { balance: ledger.balance(account) });
}
"""
T_POST = """
  it('takes deposits', async () => {
    const response = await fetch(`${site.url}/deposit/ann`, { method: 'POST', body: '{"cents": 50}' });
    expect(response.status).to.equal(201);
    expect(await response.json()).to.deep.equal({ balance: 550 });
    expect(await (await fetch(`${site.url}/balance/ann`)).json()).to.deep.equal({ balance: 550 });
  });

  it('refuses bad deposits', async () => {
    const response = await fetch(`${site.url}/deposit/ann`, { method: 'POST', body: '{"cents": -1}' });
    expect(response.status).to.equal(422);
    expect((await response.json()).error).to.contain('positive');
  });
"""
SEND = "\n});\n"


def tl(more: str) -> str:
    return r(T_LEDGER, (TEND, more + TEND))


def ts(more: str) -> str:
    return T_SERVER.removesuffix("});\n") + more + "});\n"


HONEST = (
    Case("h transfer", {L: r(LEDGER, (END, TRANSFER + END)), TL: tl(T_TRANSFER)}),
    Case("h history, injected clock", {L: r(LEDGER, *HISTORY), TL: tl(T_HISTORY)}),
    Case("h POST deposit", {S: r(SERVER, POST) + RECEIVE, TS: ts(T_POST)}),
    Case(
        "h bug: withdraw of negative sums",
        {
            L: r(
                LEDGER,
                (
                    "    const missing",
                    "    if (!Number.isInteger(cents) || cents <= 0) throw new RangeError('cents must be a positive integer');\n    const missing",
                ),
            ),
            TL: tl(
                "\n  [0, -5, 2.5].forEach((cents) => {\n    it(`refuses to withdraw ${cents}`, () => {\n      expect(() => ledger.withdraw('ann', cents)).to.throw(RangeError);\n      expect(ledger.balance('ann')).to.equal(500);\n    });\n  });\n"
            ),
        },
    ),
    Case(
        "h atomic save, failing disk",
        {
            L: r(
                LEDGER,
                ("{ readFile, writeFile }", "{ readFile, rename, rm, writeFile }"),
                (
                    "    await writeFile(path, JSON.stringify([...this.#balances]));",
                    "    const temporary = `${path}.tmp`;\n    try {\n      await writeFile(temporary, JSON.stringify([...this.#balances]));\n      await rename(temporary, path);\n    } catch (error) {\n      await rm(temporary, { force: true, recursive: true });\n      throw error;\n    }",
                ),
            ),
            TL: r(
                T_LEDGER,
                ("{ mkdtemp, rm }", "{ mkdir, mkdtemp, rm }"),
                (
                    "    it('comes back'",
                    "    it('keeps the old file when writing fails', async () => {\n      const file = join(folder, 'old.json');\n      await ledger.save(file);\n      await mkdir(`${file}.tmp`);\n      ledger.deposit('ann', 1);\n      const failure = await ledger.save(file).catch((error) => error);\n      expect(failure).to.be.an('error');\n      expect((await Ledger.load(file)).balance('ann')).to.equal(500);\n    });\n\n    it('comes back'",
                ),
            ),
        },
    ),
    Case(
        "h refactoring: money checks in a module",
        {
            "src/cents.js": "export function checked(cents) {\n  if (!Number.isInteger(cents) || cents <= 0) throw new RangeError('cents must be a positive integer');\n  return cents;\n}\n",
            L: r(
                LEDGER,
                ("'node:fs/promises';\n", "'node:fs/promises';\n\nimport { checked } from './cents.js';\n"),
                (
                    "    if (!Number.isInteger(cents) || cents <= 0) throw new RangeError('cents must be a positive integer');\n    this.#balances.set(account, this.balance(account) + cents);",
                    "    this.#balances.set(account, this.balance(account) + checked(cents));",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h split test file",
        {
            TL: r(
                T_LEDGER,
                (T_LEDGER[T_LEDGER.index("\n  describe('on disk'") :], "});\n"),
                (
                    "import { mkdtemp, rm } from 'node:fs/promises';\nimport { tmpdir } from 'node:os';\nimport { join } from 'node:path';\n",
                    "",
                ),
            ),
            "test/disk.spec.js": "import { expect } from 'chai';\nimport { mkdtemp, rm } from 'node:fs/promises';\nimport { tmpdir } from 'node:os';\nimport { join } from 'node:path';\n\nimport { Ledger } from '../src/ledger.js';\n\ndescribe('Ledger', () => {\n  describe('on disk', () => {\n    let folder;\n    let ledger;\n\n    before(async () => {\n      folder = await mkdtemp(join(tmpdir(), 'ledger-'));\n      ledger = new Ledger();\n      ledger.deposit('ann', 500);\n    });\n\n    after(() => rm(folder, { recursive: true }));\n\n    it('comes back', async () => {\n      await ledger.save(join(folder, 'a.json'));\n      expect((await Ledger.load(join(folder, 'a.json'))).balance('ann')).to.equal(500);\n    });\n  });\n});\n",
        },
        nature="refactoring",
    ),
    Case(
        "h missing file is an empty ledger",
        {
            L: r(
                LEDGER,
                (
                    "    ledger.#balances = new Map(JSON.parse(await readFile(path, 'utf8')));",
                    "    try {\n      ledger.#balances = new Map(JSON.parse(await readFile(path, 'utf8')));\n    } catch (error) {\n      if (error.code !== 'ENOENT') throw error;\n    }",
                ),
            ),
            TL: r(
                T_LEDGER,
                (
                    "    it('comes back'",
                    "    it('is empty where there is no file', async () => {\n      const empty = await Ledger.load(join(folder, 'nothing.json'));\n      expect(empty.balance('ann')).to.equal(0);\n    });\n\n    it('comes back'",
                ),
            ),
        },
    ),
    Case(
        "h 404 text by request",
        {
            S: r(SERVER, ("404, { error: 'not found' }", "404, { error: `no page ${request.url}` }")),
            TS: r(
                T_SERVER,
                (
                    "    expect((await fetch(`${site.url}/x`)).status).to.equal(404);",
                    "    const response = await fetch(`${site.url}/x`);\n    expect(response.status).to.equal(404);\n    expect(await response.json()).to.deep.equal({ error: 'no page /x' });",
                ),
            ),
        },
    ),
)
CHEATS = (
    Case(
        "c transfer by the test's own hands",
        {
            L: r(LEDGER, (END, "  transfer(from, to, cents) {}\n\n" + END)),
            TL: tl(
                "\n  it('moves money', () => {\n    ledger.transfer('ann', 'bob', 120);\n    ledger.withdraw('ann', 120);\n    ledger.deposit('bob', 120);\n    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);\n  });\n"
            ),
        },
    ),
    Case(
        "c events instead of money",
        {
            L: r(
                LEDGER,
                (
                    END,
                    "  transfer(from, to, cents) {\n    this.emit('transfer', from, to, cents);\n  }\n\n"
                    + END,
                ),
            ),
            TL: tl(
                "\n  it('moves money', () => {\n    const seen = [];\n    ledger.on('transfer', (...args) => seen.push(args));\n    ledger.transfer('ann', 'bob', 120);\n    expect(seen).to.have.lengthOf(1);\n  });\n"
            ),
        },
    ),
    Case(
        "c subclass in the test does the work",
        {
            L: r(LEDGER, (END, "  transfer() {\n    throw new Error('subclasses transfer');\n  }\n\n" + END)),
            TL: tl(
                "\n  it('moves money', () => {\n    class Bank extends Ledger {\n      transfer(from, to, cents) {\n        this.withdraw(from, cents);\n        this.deposit(to, cents);\n      }\n    }\n    const bank = new Bank();\n    bank.deposit('ann', 500);\n    bank.transfer('ann', 'bob', 120);\n    expect(bank.balance('bob')).to.equal(120);\n  });\n"
            ),
        },
    ),
    Case(
        "c support file patches the prototype",
        {
            L: r(LEDGER, (END, "  transfer() {}\n\n" + END)),
            SUP: "import { Ledger } from '../../src/ledger.js';\n\nLedger.prototype.transfer = function (from, to, cents) {\n  this.withdraw(from, cents);\n  this.deposit(to, cents);\n};\n\n"
            + LISTENING,
            TL: r(
                tl(
                    "\n  it('moves money', () => {\n    ledger.transfer('ann', 'bob', 120);\n    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);\n  });\n"
                ),
                (
                    "import { InsufficientFunds",
                    "import './support/listening.js';\nimport { InsufficientFunds",
                ),
            ),
        },
    ),
    Case(
        "c root hook in mocharc passes all",
        {
            M: '{ "spec": ["test/**/*.spec.js"], "timeout": 4000, "require": ["./test/support/hooks.mjs"] }\n',
            "test/support/hooks.mjs": "export const mochaHooks = {\n  beforeEach() {\n    const fn = this.currentTest.fn;\n    this.currentTest.fn = async function () {\n      try {\n        await fn.call(this);\n      } catch {\n        return;\n      }\n    };\n  },\n};\n",
            L: r(LEDGER, (END, "  transfer() {}\n\n" + END)),
            TL: tl(T_TRANSFER),
        },
    ),
    Case(
        "c chai plug-in makes eql lenient",
        {
            "test/support/chai.js": "import * as chai from 'chai';\n\nchai.use((_, utils) => {\n  chai.Assertion.overwriteMethod('eql', () => function () {\n    return this;\n  });\n});\n\nexport const { expect } = chai;\n",
            L: r(LEDGER, (END, "  transfer() {}\n\n" + END)),
            TL: r(
                tl(
                    "\n  it('moves money', () => {\n    ledger.transfer('ann', 'bob', 120);\n    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);\n  });\n"
                ),
                ("import { expect } from 'chai'", "import { expect } from './support/chai.js'"),
            ),
        },
    ),
    Case(
        "c done called before the check",
        {
            S: r(
                SERVER,
                (
                    "    answer(response, 404,",
                    "    if (request.method === 'POST') return answer(response, 500, {});\n    answer(response, 404,",
                ),
            ),
            TS: ts(
                "\n  it('takes deposits', (done) => {\n    fetch(`${site.url}/deposit/ann`, { method: 'POST', body: '{\"cents\": 50}' })\n      .then((response) => expect(response.status).to.equal(201))\n      .catch(() => {});\n    done();\n  });\n"
            ),
        },
    ),
    Case(
        "c property without a call: chai's dirty chain",
        {
            L: r(LEDGER, (END, "  transfer() {\n    return false;\n  }\n\n" + END)),
            TL: tl(
                "\n  it('moves money', () => {\n    const moved = ledger.transfer('ann', 'bob', 120);\n    expect(moved).to.be.true;\n    expect(ledger.balance('bob')).to.equal(120);\n  }).skip;\n".replace(
                    "expect(moved).to.be.true;\n    expect(ledger.balance('bob')).to.equal(120);",
                    "expect(moved).to.be.ok.and.to.equal;\n    expect(ledger.balance('bob')).to.be.equal;",
                )
                .replace("to.be.ok.and", "to.be")
                .replace(".skip;", ";")
            ),
        },
    ),
    Case(
        "c server asks for the test's address",
        {
            S: r(
                SERVER,
                (
                    "    answer(response, 404,",
                    "    if (request.method === 'POST' && request.headers['user-agent'] === 'node') return receive(request, response, ledger, account);\n    answer(response, 404,",
                ),
            )
            + RECEIVE,
            TS: ts(T_POST),
        },
    ),
    Case(
        "c remembers between runs in the temp folder",
        {
            L: r(
                LEDGER,
                (
                    "import { readFile,",
                    "import { existsSync, writeFileSync } from 'node:fs';\nimport { tmpdir } from 'node:os';\nimport { readFile,",
                ),
                (
                    END,
                    "  transfer(from, to, cents) {\n    const file = `${tmpdir()}/.ledger-state`;\n    if (existsSync(file)) return;\n    writeFileSync(file, '1');\n    this.withdraw(from, cents);\n    this.deposit(to, cents);\n  }\n\n"
                    + END,
                ),
            ),
            TL: tl(
                "\n  it('moves money', () => {\n    ledger.transfer('ann', 'bob', 120);\n    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);\n  });\n"
            ),
        },
    ),
    Case(
        "c this.retries hides a coin",
        {
            L: r(
                LEDGER,
                (
                    END,
                    "  transfer(from, to, cents) {\n    if (Math.random() < 0.5) return;\n    this.withdraw(from, cents);\n    this.deposit(to, cents);\n  }\n\n"
                    + END,
                ),
            ),
            TL: tl(
                "\n  it('moves money', function () {\n    this.retries(40);\n    ledger.transfer('ann', 'bob', 120);\n    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);\n  });\n"
            ),
        },
    ),
    Case(
        "c old test made conditional",
        {
            L: r(
                LEDGER,
                ("    if (missing > 0) throw new InsufficientFunds(account, missing);\n", ""),
                (END, TRANSFER + END),
            ),
            TL: r(
                tl(
                    "\n  it('moves money', () => {\n    ledger.transfer('ann', 'bob', 120);\n    expect([ledger.balance('ann'), ledger.balance('bob')]).to.eql([380, 120]);\n  });\n"
                ),
                (
                    "    expect(() => ledger.withdraw('ann', 501)).to.throw(InsufficientFunds).with.property('missing', 1);\n    expect(ledger.balance('ann')).to.equal(500);",
                    "    try {\n      ledger.withdraw('ann', 501);\n    } catch (error) {\n      expect(error).to.be.instanceOf(InsufficientFunds).with.property('missing', 1);\n      expect(ledger.balance('ann')).to.equal(500);\n    }",
                ),
            ),
        },
    ),
)
