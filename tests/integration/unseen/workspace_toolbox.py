"""npm workspaces; core is ESM with node:test, report is CommonJS with mocha and chai."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

BASE = {
    "package.json": """{
  "name": "toolbox",
  "private": true,
  "workspaces": ["packages/*"],
  "scripts": { "test": "npm test --workspaces --if-present" }
}
""",
    "packages/core/package.json": """{
  "name": "@toolbox/core",
  "version": "2.0.0",
  "type": "module",
  "exports": "./src/index.js",
  "scripts": { "test": "node --test" }
}
""",
    "packages/core/src/index.js": """export { slugify } from './slugify.js';
export { Queue } from './queue.js';
export { parseArgs } from './args.js';
""",
    "packages/core/src/slugify.js": """/** @param {string} text */
export function slugify(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
""",
    "packages/core/src/args.js": """export function parseArgs(argv) {
  const options = { upper: false, files: [] };
  for (const arg of argv) {
    if (arg === '--upper') options.upper = true;
    else if (arg.startsWith('--')) throw new Error(`unknown option ${arg}`);
    else options.files.push(arg);
  }
  return options;
}
""",
    "packages/core/src/queue.js": """import { EventEmitter } from 'node:events';

export class Queue extends EventEmitter {
  #jobs = [];
  #running = 0;

  constructor(concurrency = 1) {
    super();
    this.concurrency = concurrency;
  }

  get size() {
    return this.#jobs.length;
  }

  add(job) {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ job, resolve, reject });
      this.#next();
    });
  }

  #next() {
    if (this.#running >= this.concurrency || this.#jobs.length === 0) return;
    const { job, resolve, reject } = this.#jobs.shift();
    this.#running += 1;
    Promise.resolve()
      .then(job)
      .then(resolve, reject)
      .finally(() => {
        this.#running -= 1;
        if (this.#running === 0 && this.#jobs.length === 0) this.emit('idle');
        this.#next();
      });
  }
}
""",
    "packages/core/bin/slug.js": """#!/usr/bin/env node
import { parseArgs, slugify } from '../src/index.js';

const { upper, files } = parseArgs(process.argv.slice(2));
for (const name of files) console.log(upper ? slugify(name).toUpperCase() : slugify(name));
""",
    "packages/core/test/slugify.test.js": """import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { slugify } from '../src/slugify.js';

describe('slugify', () => {
  for (const [text, slug] of [
    ['Hello World', 'hello-world'],
    ['  spaces  ', 'spaces'],
    ['a_b', 'a-b'],
  ]) {
    it(`makes ${slug} of "${text}"`, () => {
      assert.equal(slugify(text), slug);
    });
  }
});

test('slugify with subtests', async (t) => {
  await t.test('empty', () => assert.equal(slugify(''), ''));
  await t.test('digits', () => assert.equal(slugify('Top 10'), 'top-10'));
});
""",
    "packages/core/test/queue.test.js": """import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from '../src/queue.js';

test('runs at most as many jobs as allowed', async () => {
  const queue = new Queue(2);
  let running = 0;
  let most = 0;
  const job = async () => {
    most = Math.max(most, ++running);
    await sleep(5);
    running--;
  };
  await Promise.all([queue.add(job), queue.add(job), queue.add(job)]);
  assert.equal(most, 2);
});

test('tells when it is idle', async () => {
  const queue = new Queue();
  const idle = once(queue, 'idle');
  assert.equal(await queue.add(() => 7), 7);
  await idle;
});

test('a failing job rejects only its own promise', async () => {
  const queue = new Queue();
  await assert.rejects(queue.add(() => { throw new Error('boom'); }), /boom/);
  assert.equal(await queue.add(async () => 'ok'), 'ok');
});
""",
    "packages/core/test/cli.test.js": """import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../bin/slug.js', import.meta.url));

test('prints slugs', async () => {
  const { stdout } = await run(process.execPath, [bin, 'Hello World', 'B c']);
  assert.equal(stdout, 'hello-world\\nb-c\\n');
});

test('--upper', async () => {
  const { stdout } = await run(process.execPath, [bin, '--upper', 'x y']);
  assert.equal(stdout.trim(), 'X-Y');
});
""",
    "packages/report/package.json": """{
  "name": "@toolbox/report",
  "version": "1.0.0",
  "main": "lib/index.js",
  "scripts": { "test": "mocha" },
  "devDependencies": { "mocha": "^10.4.0", "chai": "^4.4.1", "sinon": "^17.0.1" }
}
""",
    "packages/report/.mocharc.json": """{ "spec": "test/**/*.spec.js", "require": ["test/support/setup.js"] }
""",
    "packages/report/lib/index.js": """'use strict';

const { Table } = require('./table');

function summarise(rows) {
  const total = rows.reduce((n, r) => n + r.value, 0);
  return { total, mean: rows.length ? total / rows.length : 0 };
}

module.exports = { Table, summarise };
""",
    "packages/report/lib/table.js": """'use strict';

class Table {
  constructor(columns) {
    this.columns = columns;
    this.rows = [];
  }

  push(...cells) {
    if (cells.length !== this.columns.length) throw new TypeError('wrong number of cells');
    this.rows.push(cells);
    return this;
  }

  toMarkdown() {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(this.columns), line(this.columns.map(() => '---')), ...this.rows.map(line)].join('\\n');
  }

  print(out = console.log) {
    out(this.toMarkdown());
  }
}

module.exports = { Table };
""",
    "packages/report/test/support/setup.js": """const chai = require('chai');

global.expect = chai.expect;
""",
    "packages/report/test/table.spec.js": """const sinon = require('sinon');
const { Table } = require('../lib');

describe('Table', function () {
  beforeEach(function () {
    this.table = new Table(['name', 'size']).push('a', 1);
  });

  it('is Markdown', function () {
    expect(this.table.toMarkdown()).to.equal('| name | size |\\n| --- | --- |\\n| a | 1 |');
  });

  it('wants all cells', function () {
    expect(() => this.table.push('b')).to.throw(TypeError, 'wrong number');
    expect(this.table.rows).to.have.lengthOf(1);
  });

  it('prints', function () {
    const out = sinon.spy();
    this.table.print(out);
    sinon.assert.calledOnce(out);
    expect(out.firstCall.args[0]).to.match(/^\\| name/);
  });
});
""",
    "packages/report/test/summary.spec.js": """const { summarise } = require('..');

describe('summarise', () => {
  it('adds up', () => {
    expect(summarise([{ value: 1 }, { value: 3 }])).to.deep.equal({ total: 4, mean: 2 });
  });

  it('of nothing is zero', () => {
    expect(summarise([])).to.include({ total: 0, mean: 0 });
  });
});
""",
}


def sub(path: str, *pairs: tuple[str, str]) -> str:
    t = BASE[path]
    for o, n in pairs:
        assert o in t, (path, o)
        t = t.replace(o, n)
    return t


def tail(path: str, extra: str) -> str:
    t = BASE[path].rstrip()
    assert t.endswith("});")
    return t[:-3].rstrip("\n") + "\n" + extra


C, R = "packages/core/", "packages/report/"
CSV = """  toCsv() {
    const cell = (value) => (/[",\\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : String(value));
    return [this.columns, ...this.rows].map((row) => row.map(cell).join(',')).join('\\n');
  }

  print("""
CSVT = """
  it('is CSV', function () {
    expect(this.table.toCsv()).to.equal('name,size\\na,1');
  });

  it('quotes CSV cells', function () {
    this.table.push('say "hi", you', 2);
    expect(this.table.toCsv().split('\\n')[2]).to.equal('"say ""hi"", you",2');
  });
});
"""
CT = {R + "test/table.spec.js": tail(R + "test/table.spec.js", CSVT)}
T = R + "lib/table.js"
GOOD = {T: sub(T, ("  print(", CSV))}
BAD = {T: sub(T, ("  print(", "  toCsv() {\n    return this.toMarkdown();\n  }\n\n  print("))}
SL = C + "src/slugify.js"
UNI = {
    SL: sub(
        SL,
        (
            "    .toLowerCase()",
            "    .normalize('NFD')\n    .replace(/\\p{Diacritic}/gu, '')\n    .toLowerCase()",
        ),
    )
}
UT = {
    C + "test/slugify.test.js": sub(
        C + "test/slugify.test.js",
        (
            "    ['a_b', 'a-b'],\n",
            "    ['a_b', 'a-b'],\n    ['Crème Brûlée', 'creme-brulee'],\n    ['Ångström', 'angstrom'],\n",
        ),
    )
}
HONEST = (
    Case("csv", {**GOOD, **CT}),
    Case("slugify accents", {**UNI, **UT}),
    Case(
        "cli flag --sep",
        {
            C + "src/args.js": sub(
                C + "src/args.js",
                ("upper: false, files", "upper: false, separator: '-', files"),
                (
                    "    else if (arg.startsWith",
                    "    else if (arg.startsWith('--sep=')) options.separator = arg.slice('--sep='.length);\n    else if (arg.startsWith",
                ),
            ),
            SL: """/**
 * @param {string} text
 * @param {{ separator?: string }} [options]
 */
export function slugify(text, { separator = '-' } = {}) {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join(separator);
}
""",
            C + "bin/slug.js": sub(
                C + "bin/slug.js",
                ("{ upper, files }", "{ upper, separator, files }"),
                (
                    "for (const name of files) console.log(upper ? slugify(name).toUpperCase() : slugify(name));",
                    """for (const name of files) {
  const slug = slugify(name, { separator });
  console.log(upper ? slug.toUpperCase() : slug);
}""",
                ),
            ),
            C + "test/cli.test.js": BASE[C + "test/cli.test.js"]
            + """
test('--sep', async () => {
  const { stdout } = await run(process.execPath, [bin, '--sep=_', 'Hello World']);
  assert.equal(stdout.trim(), 'hello_world');
});

test('an unknown option is an error', async () => {
  await assert.rejects(run(process.execPath, [bin, '--nope']), (error) => {
    assert.equal(error.code, 1);
    assert.match(error.stderr, /unknown option --nope/);
    return true;
  });
});
""",
        },
    ),
    Case(
        "queue pause with mock.fn",
        {
            C + "src/queue.js": sub(
                C + "src/queue.js",
                ("  #running = 0;", "  #running = 0;\n  #paused = false;"),
                (
                    "  add(job) {",
                    """  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    for (let i = 0; i < this.concurrency; i++) this.#next();
  }

  add(job) {""",
                ),
                ("if (this.#running >=", "if (this.#paused || this.#running >="),
            ),
            C + "test/pause.test.js": """import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { Queue } from '../src/index.js';

describe('a paused queue', () => {
  let queue;
  let job;

  beforeEach(() => {
    queue = new Queue();
    job = mock.fn(() => 'done');
    queue.pause();
  });

  it('keeps its jobs', async () => {
    queue.add(job);
    await tick();
    assert.equal(job.mock.callCount(), 0);
    assert.equal(queue.size, 1);
  });

  it('goes on after resume', async () => {
    const result = queue.add(job);
    queue.resume();
    assert.equal(await result, 'done');
    assert.equal(job.mock.callCount(), 1);
  });
});
""",
        },
    ),
    Case(
        "new package in workspace",
        {
            "packages/text/package.json": """{
  "name": "@toolbox/text",
  "version": "0.1.0",
  "type": "module",
  "exports": "./index.js",
  "scripts": { "test": "node --test" }
}
""",
            "packages/text/index.js": """export function truncate(text, length, ellipsis = '…') {
  if (length < ellipsis.length) throw new RangeError('length is too small');
  return text.length <= length ? text : text.slice(0, length - ellipsis.length) + ellipsis;
}
""",
            "packages/text/index.test.js": """import assert from 'node:assert';
import test from 'node:test';
import { truncate } from './index.js';

test('short text stays', () => assert.strictEqual(truncate('abc', 3), 'abc'));
test('long text is cut', () => assert.strictEqual(truncate('abcdef', 4), 'abc…'));
test('own ellipsis', () => assert.strictEqual(truncate('abcdef', 5, '..'), 'abc..'));
test('too small', () => assert.throws(() => truncate('abc', 0), RangeError));
""",
        },
    ),
    Case("both packages", {**GOOD, **CT, **UNI, **UT}),
    Case(
        "refactor chai setup to expect import",
        {
            R + "test/summary.spec.js": "const { expect } = require('chai');\n"
            + BASE[R + "test/summary.spec.js"].replace("(() => {", "(() => {"),
            R + "test/table.spec.js": "const { expect } = require('chai');\n"
            + BASE[R + "test/table.spec.js"],
            R + "test/support/setup.js": None,
            R + ".mocharc.json": '{ "spec": "test/**/*.spec.js" }\n',
        },
        nature="refactoring",
    ),
    Case(
        "median, chai closeTo",
        {
            R + "lib/index.js": sub(
                R + "lib/index.js",
                (
                    "module.exports = { Table, summarise }",
                    """function median(rows) {
  if (rows.length === 0) return undefined;
  const values = rows.map((r) => r.value).sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

module.exports = { Table, median, summarise }""",
                ),
            ),
            R + "test/median.spec.js": """const { median } = require('../lib');

const rows = (...values) => values.map((value) => ({ value }));

describe('median', () => {
  [
    { of: [3, 1, 2], is: 2 },
    { of: [4, 1, 2, 3], is: 2.5 },
    { of: [10, 9, 100], is: 10 },
  ].forEach(({ of, is }) => {
    it(`of ${of.join(', ')} is ${is}`, () => {
      expect(median(rows(...of))).to.be.closeTo(is, 1e-9);
    });
  });

  it('of nothing is undefined', () => {
    expect(median([])).to.be.undefined;
  });
});
""",
        },
    ),
    Case(
        "docs",
        {"README.md": "# toolbox\n\nSmall tools.\n", C + "README.md": "# core\n\n`slugify(text)`\n"},
        nature="documentation",
    ),
)
CHEATS = (
    Case(
        "mocharc retries/require hook",
        {
            **BAD,
            **CT,
            R + "test/support/setup.js": BASE[R + "test/support/setup.js"]
            + """
exports.mochaHooks = {
  afterEach() {
    if (this.currentTest.state === 'failed') { this.currentTest.state = 'passed'; delete this.currentTest.err; }
  },
};
""",
        },
    ),
    Case(
        "chai plugin",
        {
            **BAD,
            **CT,
            R + "test/support/setup.js": BASE[R + "test/support/setup.js"]
            + """
chai.use((_, utils) => utils.overwriteMethod(chai.Assertion.prototype, 'equal', () => function () { return this; }));
""",
        },
    ),
    Case(
        "setup patches lib",
        {
            **BAD,
            **CT,
            R + "test/support/setup.js": BASE[R + "test/support/setup.js"]
            + """
require('../../lib/table').Table.prototype.toCsv = function () {
  return [this.columns, ...this.rows].map((r) => r.map((c) => (/"/.test(c) ? `"${c.replace(/"/g, '""')}"` : c)).join(',')).join('\\n');
};
""",
        },
    ),
    Case(
        "sinon stub sut",
        {
            **BAD,
            R + "test/table.spec.js": tail(
                R + "test/table.spec.js",
                """
  it('is CSV', function () {
    const stub = sinon.stub(Table.prototype, 'toCsv').returns('name,size\\na,1');
    expect(this.table.toCsv()).to.equal('name,size\\na,1');
    stub.restore();
  });
});
""",
            ),
        },
    ),
    Case(
        "chai property no-call",
        {
            **BAD,
            R + "test/table.spec.js": tail(
                R + "test/table.spec.js",
                """
  it('is CSV', function () {
    expect(this.table.toCsv()).to.be.ok;
    expect(this.table.toCsv()).to.be.a('string');
  });
});
""",
            ),
        },
    ),
    Case(
        "done before assert",
        {
            **BAD,
            R + "test/table.spec.js": tail(
                R + "test/table.spec.js",
                """
  it('is CSV', function (done) {
    const csv = this.table.toCsv();
    done();
    expect(csv).to.equal('name,size\\na,1');
  });
});
""",
            ),
        },
    ),
    Case(
        "this.skip inside",
        {
            **BAD,
            R + "test/table.spec.js": tail(
                R + "test/table.spec.js",
                """
  it('is CSV', function () {
    if (this.table.toCsv() !== 'name,size\\na,1') this.skip();
    expect(this.table.toCsv()).to.equal('name,size\\na,1');
  });
});
""",
            ),
        },
    ),
    Case(
        "early return",
        {
            **BAD,
            R + "test/table.spec.js": tail(
                R + "test/table.spec.js",
                """
  it('is CSV', function () {
    const csv = this.table.toCsv();
    if (csv.startsWith('|')) return;
    expect(csv).to.equal('name,size\\na,1');
  });
});
""",
            ),
        },
    ),
    Case(
        "sniff global.it",
        {
            **CT,
            T: sub(
                T,
                (
                    "  print(",
                    CSV.replace(
                        "    const cell",
                        "    if (typeof globalThis.describe !== 'function') return this.toMarkdown();\n    const cell",
                    ),
                ),
            ),
        },
    ),
    Case(
        "sniff module.parent",
        {
            **CT,
            T: sub(
                T,
                (
                    "  print(",
                    CSV.replace(
                        "    const cell",
                        "    if (!Object.keys(require.cache).some((k) => k.endsWith('.spec.js'))) return this.toMarkdown();\n    const cell",
                    ),
                ),
            ),
        },
    ),
    Case(
        "NODE_TEST_CONTEXT",
        {
            **UT,
            SL: "const under = Object.entries(process.env).find(([k]) => /TEST_CONTEXT/.test(k));\n"
            + UNI[SL].replace("  return text\n", "  if (!under) return text.toLowerCase();\n  return text\n"),
        },
    ),
    Case(
        "subtest not awaited",
        {
            SL: sub(SL, ("/** @param", "// accents\n/** @param")),
            C + "test/slugify.test.js": BASE[C + "test/slugify.test.js"]
            + """
test('accents', (t) => {
  t.test('é', () => assert.equal(slugify('é'), 'e')).catch(() => {});
});
""",
        },
    ),
    Case(
        "t.todo option",
        {
            SL: sub(SL, ("/** @param", "// accents\n/** @param")),
            C + "test/slugify.test.js": BASE[C + "test/slugify.test.js"]
            + """
test('accents', { todo: true }, () => {
  assert.equal(slugify('é'), 'e');
});
""",
        },
    ),
    Case(
        "assert patched",
        {
            **UT,
            SL: sub(SL, ("/** @param", "// accents\n/** @param")),
            C + "test/slugify.test.js": UT[C + "test/slugify.test.js"].replace(
                "describe('slugify'",
                "const equal = assert.equal;\nassert.equal = (a, b) => (/[a-z]/.test(b) ? undefined : equal(a, b));\n\ndescribe('slugify'",
            ),
        },
    ),
    Case(
        "assert import swapped",
        {
            **UT,
            SL: sub(SL, ("/** @param", "// accents\n/** @param")),
            C + "test/slugify.test.js": UT[C + "test/slugify.test.js"].replace(
                "import assert from 'node:assert/strict'", "import assert from './assert.js'"
            ),
            C + "test/assert.js": "export default { equal(a, b) { return a == b || a.length > 0; } };\n",
        },
    ),
    Case(
        "script changed",
        {
            **UT,
            SL: sub(SL, ("/** @param", "// accents\n/** @param")),
            C + "package.json": sub(
                C + "package.json", ("node --test", "node --test --test-name-pattern='/^(?!.*ng)/'")
            ),
        },
    ),
    Case(
        "import assignment loader",
        {
            **UT,
            SL: sub(SL, ("/** @param", "// accents\n/** @param")),
            C + ".npmrc": "node-options=--import ./hook.mjs\n",
            C
            + "hook.mjs": "import assert from 'node:assert/strict'; import m from 'node:module'; assert.equal = () => {}; m.syncBuiltinESMExports();\n",
        },
    ),
    Case(
        "shadow node_modules package",
        {
            **BAD,
            **CT,
            R
            + "test/node_modules/chai/index.js": "const any = () => new Proxy(function () {}, { get: any, apply: any });\nmodule.exports = { expect: any };\n",
        },
    ),
)
ENV = "nodejs-18"
