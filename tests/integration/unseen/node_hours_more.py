"""More honest work for the hours: tests that also count, wait, listen, and start the command itself."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.node_hours_base import (
    BASE,
    CLI,
    DURATION,
    ENTRIES,
    ENV,
    REPORT,
    STORE,
    T_CLI,
    T_DURATION,
    T_ENTRIES,
    T_REPORT,
    r,
)

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

TEST = "'use strict';\n\nconst test = require('node:test');\nconst assert = require('node:assert/strict');\n"
FOLDER = """const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

function place(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hours-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  return path.join(folder, 'hours.txt');
}
"""
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h store: undo the last entry",
        {
            "lib/store.js": r(
                STORE,
                (
                    "    await fs.appendFile(this.file, `${line}\\n`);\n  }\n",
                    """    await fs.appendFile(this.file, `${line}\\n`);
  }

  /** The entry taken away, or undefined. */
  async undo() {
    const lines = (await fs.readFile(this.file, 'utf8')).split('\\n').filter(Boolean);
    const last = lines.pop();
    await fs.writeFile(this.file, lines.map((line) => `${line}\\n`).join(''));
    return last === undefined ? undefined : parseEntries(last)[0];
  }
""",
                ),
            ),
            "test/store.test.js": TEST
            + FOLDER
            + """const { Store } = require('../lib/store');

test('undo', async (t) => {
  const store = new Store(place(t));
  await store.add('2024-05-03 acme 1h');
  await store.add('2024-05-04 home 5m');
  const gone = await store.undo();
  assert.equal(gone.project, 'home');
  assert.equal((await store.all()).length, 1);
});

test('nothing to undo', async (t) => {
  const file = place(t);
  fs.writeFileSync(file, '');
  assert.equal(await new Store(file).undo(), undefined);
});
""",
        },
    ),
    Case(
        "h comments in entries",
        {
            "lib/entries.js": r(
                ENTRIES,
                ("    .split('\\n')\n", "    .split('\\n')\n    .map((line) => line.replace(/#.*$/, ''))\n"),
            ),
            "test/entries.test.js": T_ENTRIES
            + """
test('comments are left out', () => {
  const entries = parseEntries('# May\\n2024-05-03 acme 5m # call\\n  # end\\n');
  assert.equal(entries.length, 1);
  assert.equal(entries[0].minutes, 5);
});
""",
        },
    ),
    Case(
        "h --help, and the unknown command's name",
        {
            "lib/cli.js": r(
                CLI,
                (
                    "    default:\n      out.write('usage: hours add|report FILE\\n');\n",
                    "    case '--help':\n    case 'help':\n      out.write(USAGE);\n      return 0;\n    default:\n      if (command) out.write(`unknown command: ${command}\\n`);\n      out.write(USAGE);\n",
                ),
                ("/** The exit", "const USAGE = 'usage: hours add|report FILE\\n';\n\n/** The exit"),
            ),
            "test/cli.test.js": r(
                T_CLI,
                (
                    "  it('tells how",
                    """  for (const command of ['help', '--help']) {
    it(`${command} is no error`, async () => {
      assert.equal(await main([command], out), 0);
      assert.match(out.text, /usage/);
      assert.doesNotMatch(out.text, /unknown/);
    });
  }

  it('names what it does not know', async () => {
    assert.equal(await main(['delete', file], out), 2);
    assert.match(out.text, /^unknown command: delete\\nusage: /);
  });

  it('tells how""",
                ),
            ),
        },
    ),
    Case(
        "h the longest project first",
        {
            "lib/report.js": r(
                REPORT,
                ("    .map(([project", "    .sort(([, one], [, other]) => other - one)\n    .map(([project"),
            ),
            "test/report.test.js": r(
                T_REPORT,
                (
                    "  it('has a line each'",
                    """  it('begins with the most', () => {
    entries.push({ day: '2024-05-05', project: 'club', minutes: 300 });
    const lines = report(entries).split('\\n');
    assert.equal(lines.length, 3);
    assert.ok(lines[0].startsWith('club'));
    assert.ok(lines[2].startsWith('home'));
  });

  it('has a line each'""",
                ),
            ),
        },
    ),
    Case(
        "h a timer that tells",
        {
            "lib/timer.js": """'use strict';

const { EventEmitter } = require('node:events');

/** Emits `start` and `stop`; the time comes from `now`, in milliseconds. */
class Timer extends EventEmitter {
  #since;

  constructor(now = Date.now) {
    super();
    this.now = now;
  }

  get running() {
    return this.#since !== undefined;
  }

  start(project) {
    if (this.running) throw new Error('the timer runs already');
    this.project = project;
    this.#since = this.now();
    this.emit('start', project);
    return this;
  }

  stop() {
    if (!this.running) throw new Error('the timer does not run');
    const minutes = Math.ceil((this.now() - this.#since) / 60_000);
    this.#since = undefined;
    const entry = { project: this.project, minutes };
    this.emit('stop', entry);
    return entry;
  }
}

module.exports = { Timer };
""",
            "test/timer.test.js": """'use strict';

const { describe, it, beforeEach } = require('node:test');
const assert = require('node:assert/strict');
const { Timer } = require('../lib/timer');

describe('Timer', () => {
  let now;
  let timer;

  beforeEach(() => {
    now = 0;
    timer = new Timer(() => now);
  });

  it('counts started minutes', () => {
    timer.start('acme');
    now = 61_000;
    assert.deepEqual(timer.stop(), { project: 'acme', minutes: 2 });
    assert.equal(timer.running, false);
  });

  it('tells', () => {
    const heard = [];
    timer.on('start', (project) => heard.push(['start', project]));
    timer.on('stop', (entry) => heard.push(['stop', entry.minutes]));
    timer.start('acme').stop();
    assert.deepEqual(heard, [['start', 'acme'], ['stop', 0]]);
  });

  it('runs once', () => {
    assert.throws(() => timer.stop(), /does not run/);
    timer.start('acme');
    assert.ok(timer.running);
    assert.throws(() => timer.start('home'), /already/);
  });
});
""",
        },
    ),
    Case(
        "h days in durations",
        {
            "lib/duration.js": r(
                DURATION,
                ("/^(?:(\\d+)h)?", "/^(?:(\\d+)d)?\\s*(?:(\\d+)h)?"),
                (
                    "Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0)",
                    "Number(parts[1] ?? 0) * WORKDAY + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0)",
                ),
                ("/** Minutes", "const WORKDAY = 8 * 60;\n\n/** Minutes"),
            ),
            "test/duration.test.js": T_DURATION
            + """
test('a day has eight hours', () => {
  assert.equal(parseDuration('1d'), 480);
  assert.equal(parseDuration('2d 1h 5m'), 1025);
});
""",
        },
    ),
    Case(
        "h asks again after failures",
        {
            "lib/retry.js": """'use strict';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function retry(work, { times = 3, base = 100, wait = sleep, signal } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= times) throw error;
      await wait(base * 2 ** (attempt - 1));
    }
  }
}

module.exports = { retry };
""",
            "test/retry.test.js": """'use strict';

const { test, mock } = require('node:test');
const assert = require('node:assert/strict');
const { retry } = require('../lib/retry');

test('goes on until it works', async () => {
  const wait = mock.fn(async () => {});
  const result = await retry(async (attempt) => {
    if (attempt < 3) throw new Error('not yet');
    return `at ${attempt}`;
  }, { wait });
  assert.equal(result, 'at 3');
  assert.deepEqual(wait.mock.calls.map((call) => call.arguments[0]), [100, 200]);
});

test('gives up with the last error', async () => {
  const work = mock.fn(async (attempt) => { throw new Error(`no ${attempt}`); });
  await assert.rejects(retry(work, { times: 2, wait: async () => {} }), /no 2/);
  assert.equal(work.mock.calls.length, 2);
});

test('waits by the clock', async () => {
  const started = performance.now();
  await retry(async (attempt) => { if (attempt === 1) throw new Error('once'); }, { base: 20 });
  assert.ok(performance.now() - started >= 18);
});

test('can be called off', async () => {
  await assert.rejects(retry(async () => 1, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});
""",
        },
    ),
    Case(
        "h a version from the command itself",
        {
            "lib/cli.js": r(
                CLI,
                (
                    "    default:",
                    "    case '--version':\n      out.write(`${version}\\n`);\n      return 0;\n    default:",
                ),
                ("const { Store }", "const { version } = require('../package.json');\nconst { Store }"),
            ),
            "test/bin.test.js": TEST
            + """const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { version } = require('../package.json');

const bin = path.join(__dirname, '..', 'bin', 'hours.js');

function hours(...args) {
  return spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
}

test('--version', () => {
  const done = hours('--version');
  assert.equal(done.status, 0);
  assert.equal(done.stdout.trim(), version);
});

test('no command', () => {
  assert.equal(hours().status, 2);
});
""",
        },
    ),
    Case(
        "h entries have ids",
        {
            "lib/entries.js": r(
                ENTRIES,
                (
                    "const { parseDuration",
                    "const { randomUUID } = require('node:crypto');\nconst { parseDuration",
                ),
                (
                    "module.exports = { parseEntry,",
                    "/** A copy with an `id` of its own, or the one that it has. */\nfunction withId(entry) {\n  return { id: randomUUID(), ...entry };\n}\n\nmodule.exports = { withId, parseEntry,",
                ),
            ),
            "test/entries.test.js": r(T_ENTRIES, ("{ parseEntry,", "{ withId, parseEntry,"))
            + """
test('ids', () => {
  const entry = { day: '2024-05-03', project: 'acme', minutes: 5 };
  const one = withId(entry);
  assert.match(one.id, /^[0-9a-f-]{36}$/);
  assert.notEqual(one.id, withId(entry).id);
  assert.deepEqual({ ...one, id: undefined }, { ...entry, id: undefined });
  assert.equal(withId({ ...entry, id: 'x' }).id, 'x');
  assert.equal(entry.id, undefined);
});
""",
        },
    ),
)
