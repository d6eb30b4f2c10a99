"""A command that counts hours (node:test, CommonJS, no dependencies). Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.node_hours_base import (
    BASE,
    CLI,
    DURATION,
    ENTRIES,
    ENV,
    INDEX,
    README,
    REPORT,
    STORE,
    T_CLI,
    T_DURATION,
    T_ENTRIES,
    T_REPORT,
    r,
)

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

HEAD = "'use strict';\n\nconst { describe, it, beforeEach, afterEach } = require('node:test');\nconst assert = require('node:assert/strict');\n"
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h bills with rates and rounding",
        {
            "lib/billing.js": """'use strict';

const { totals } = require('./report');

class UnknownProject extends Error {
  constructor(project) {
    super(`no rate for ${project}`);
    this.name = 'UnknownProject';
    this.project = project;
  }
}

/** Cents a project; every started `step` of minutes counts in full. */
function bill(entries, rates, { step = 15 } = {}) {
  const lines = [];
  for (const [project, minutes] of Object.entries(totals(entries))) {
    if (!(project in rates)) throw new UnknownProject(project);
    const billed = Math.ceil(minutes / step) * step;
    lines.push({ project, minutes: billed, cents: Math.round((billed / 60) * rates[project] * 100) });
  }
  return { lines, cents: lines.reduce((sum, line) => sum + line.cents, 0) };
}

module.exports = { bill, UnknownProject };
""",
            "lib/index.js": r(
                INDEX,
                ("  ...require('./report'),\n", "  ...require('./report'),\n  ...require('./billing'),\n"),
            ),
            "test/billing.test.js": HEAD.replace(", beforeEach, afterEach", "")
            + """const { bill, UnknownProject } = require('../lib/billing');

const ENTRIES = [
  { day: '2024-05-03', project: 'acme', minutes: 50 },
  { day: '2024-05-04', project: 'acme', minutes: 41 },
  { day: '2024-05-04', project: 'home', minutes: 60 },
];

describe('bill', () => {
  it('rounds up to a quarter', () => {
    assert.deepEqual(bill(ENTRIES, { acme: 80, home: 99.5 }), {
      lines: [
        { project: 'acme', minutes: 105, cents: 14000 },
        { project: 'home', minutes: 60, cents: 9950 },
      ],
      cents: 23950,
    });
  });

  it('can bill by the minute', () => {
    assert.equal(bill(ENTRIES.slice(0, 2), { acme: 60 }, { step: 1 }).cents, 9100);
  });

  it('needs a rate for each project', () => {
    assert.throws(() => bill(ENTRIES, { acme: 80 }), (error) => {
      assert.ok(error instanceof UnknownProject);
      assert.equal(error.project, 'home');
      assert.equal(error.message, 'no rate for home');
      return true;
    });
  });

  it('has nothing to bill', () => {
    assert.deepEqual(bill([], {}), { lines: [], cents: 0 });
  });
});
""",
        },
    ),
    Case(
        "h bug: minutes past the hour",
        {
            "lib/duration.js": r(
                DURATION,
                (
                    "  if (clock) return",
                    "  if (clock && Number(clock[2]) > 59) throw new RangeError(`no such minute: ${text}`);\n  if (clock) return",
                ),
            ),
            "test/duration.test.js": T_DURATION
            + """
test('a clock has sixty minutes', () => {
  assert.throws(() => parseDuration('1:60'), { name: 'RangeError', message: 'no such minute: 1:60' });
  assert.equal(parseDuration('1:59'), 119);
});
""",
        },
    ),
    Case(
        "h entries are checked, with the line's number",
        {
            "lib/entries.js": r(
                ENTRIES,
                ("/** An entry", "class EntryError extends Error {}\n\n/** An entry"),
                (
                    "  return { day,",
                    "  if (!/^\\d{4}-\\d{2}-\\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) throw new EntryError(`no day: ${day}`);\n  if (!project) throw new EntryError('no project');\n  return { day,",
                ),
                (
                    """  return text
    .split('\\n')
    .filter((line) => line.trim() !== '')
    .map(parseEntry);
""",
                    """  const entries = [];
  for (const [index, line] of text.split('\\n').entries()) {
    if (line.trim() === '') continue;
    try {
      entries.push(parseEntry(line));
    } catch (error) {
      throw new EntryError(`line ${index + 1}: ${error.message}`, { cause: error });
    }
  }
  return entries;
""",
                ),
                ("{ parseEntry, parseEntries }", "{ EntryError, parseEntry, parseEntries }"),
            ),
            "test/entries.test.js": r(
                T_ENTRIES, ("{ parseEntry, parseEntries }", "{ EntryError, parseEntry, parseEntries }")
            )
            + """
test('a wrong line is named', async (t) => {
  const cases = [
    ['today acme 5m', /no day: today/],
    ['2024-13-01 acme 5m', /no day: 2024-13-01/],
    ['2024-05-03', /no project/],
    ['2024-05-03 acme long', /not a duration: long/],
  ];
  for (const [line, message] of cases) {
    await t.test(line, () => {
      assert.throws(() => parseEntries(`2024-05-03 acme 1m\\n\\n${line}\\n`), (error) => {
        assert.ok(error instanceof EntryError);
        assert.match(error.message, /^line 3: /);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

test('the cause is kept', () => {
  assert.throws(() => parseEntries('2024-05-03 acme x'), (error) => error.cause instanceof TypeError);
});
""",
        },
    ),
    Case(
        "h report --since and --project",
        {
            "lib/options.js": """'use strict';

const { parseArgs } = require('node:util');

function reportOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      since: { type: 'string' },
      project: { type: 'string', multiple: true, short: 'p' },
    },
  });
  return values;
}

/** A test of entries for these options. */
function selector({ since, project }) {
  return (entry) => (!since || entry.day >= since) && (!project || project.includes(entry.project));
}

module.exports = { reportOptions, selector };
""",
            "lib/cli.js": r(
                CLI,
                (
                    "const { report }",
                    "const { reportOptions, selector } = require('./options');\nconst { report }",
                ),
                (
                    "report(await store.all())}",
                    "report((await store.all()).filter(selector(reportOptions(rest))))}",
                ),
            ),
            "test/cli.test.js": r(
                T_CLI,
                (
                    "  it('tells how",
                    """  describe('report', () => {
    beforeEach(() => {
      fs.writeFileSync(file, '2024-05-01 acme 1h\\n2024-05-02 acme 10m\\n2024-05-02 home 20m\\n2024-05-03 club 5m\\n');
    });

    it('since a day', async () => {
      await main(['report', file, '--since', '2024-05-02'], out);
      assert.equal(out.text, 'acme: 0h 10m\\nhome: 0h 20m\\nclub: 0h 5m\\n');
    });

    it('of some projects', async () => {
      await main(['report', file, '-p', 'home', '--project', 'club'], out);
      assert.equal(out.text, 'home: 0h 20m\\nclub: 0h 5m\\n');
    });

    it('of both', async () => {
      await main(['report', file, '--project=acme', '--since=2024-05-02'], out);
      assert.equal(out.text, 'acme: 0h 10m\\n');
    });

    it('refuses what it does not know', async () => {
      await assert.rejects(main(['report', file, '--until', 'x'], out), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
    });
  });

  it('tells how""",
                ),
            ),
        },
    ),
    Case(
        "h entries over HTTP",
        {
            "lib/server.js": """'use strict';

const http = require('node:http');
const { parseEntry } = require('./entries');

function createServer(store) {
  return http.createServer(async (request, response) => {
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname !== '/entries') return answer(404, { error: 'not found' });
    if (request.method === 'GET') {
      const project = searchParams.get('project');
      const entries = await store.all();
      return answer(200, project ? entries.filter((entry) => entry.project === project) : entries);
    }
    if (request.method === 'POST') {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const line = Buffer.concat(chunks).toString();
      try {
        const entry = parseEntry(line);
        await store.add(line);
        return answer(201, entry);
      } catch (error) {
        return answer(422, { error: error.message });
      }
    }
    response.setHeader('allow', 'GET, POST');
    return answer(405, { error: 'method not allowed' });
  });
}

module.exports = { createServer };
""",
            "test/server.test.js": HEAD
            + """const { once } = require('node:events');
const { createServer } = require('../lib/server');
const { parseEntries } = require('../lib/entries');

class MemoryStore {
  lines = ['2024-05-03 acme 1h'];

  async all() {
    return parseEntries(this.lines.join('\\n'));
  }

  async add(line) {
    this.lines.push(line);
  }
}

describe('server', () => {
  let server;
  let store;
  let url;

  beforeEach(async () => {
    store = new MemoryStore();
    server = createServer(store).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${server.address().port}`;
  });

  afterEach(() => {
    server.closeAllConnections?.();
    server.close();
  });

  it('lists', async () => {
    const response = await fetch(`${url}/entries`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), [{ day: '2024-05-03', project: 'acme', minutes: 60 }]);
  });

  it('filters', async () => {
    assert.deepEqual(await (await fetch(`${url}/entries?project=home`)).json(), []);
  });

  it('adds', async () => {
    const response = await fetch(`${url}/entries`, { method: 'POST', body: '2024-05-04 home 5m' });
    assert.equal(response.status, 201);
    assert.deepEqual(await response.json(), { day: '2024-05-04', project: 'home', minutes: 5 });
    assert.equal(store.lines.at(-1), '2024-05-04 home 5m');
  });

  it('refuses a wrong entry', async () => {
    const response = await fetch(`${url}/entries`, { method: 'POST', body: '2024-05-04 home ever' });
    assert.equal(response.status, 422);
    assert.deepEqual(await response.json(), { error: 'not a duration: ever' });
    assert.equal(store.lines.length, 1);
  });

  it('knows two methods and one path', async () => {
    const wrong = await fetch(`${url}/entries`, { method: 'DELETE' });
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get('allow'), 'GET, POST');
    assert.equal((await fetch(`${url}/else`)).status, 404);
  });
});
""",
        },
    ),
    Case(
        "h cache with an age, and a clock given to it",
        {
            "lib/cache.js": """'use strict';

class Cache {
  #values = new Map();

  constructor({ maxAge = 60_000, size = 100, now = Date.now } = {}) {
    this.maxAge = maxAge;
    this.size = size;
    this.now = now;
  }

  /** What is kept for `key`, else what `load` gives; calls at the same time share one load. */
  async get(key, load) {
    const kept = this.#values.get(key);
    if (kept && this.now() - kept.at < this.maxAge) return kept.value;
    const value = Promise.resolve().then(() => load(key));
    this.#values.delete(key);
    this.#values.set(key, { value, at: this.now() });
    if (this.#values.size > this.size) this.#values.delete(this.#values.keys().next().value);
    try {
      return await value;
    } catch (error) {
      this.#values.delete(key);
      throw error;
    }
  }
}

module.exports = { Cache };
""",
            "test/cache.test.js": """'use strict';

const { describe, it, beforeEach, mock } = require('node:test');
const assert = require('node:assert/strict');
const { Cache } = require('../lib/cache');

describe('Cache', () => {
  let time;
  let cache;
  let load;

  beforeEach(() => {
    time = 1000;
    cache = new Cache({ maxAge: 50, size: 2, now: () => time });
    load = mock.fn(async (key) => `${key}@${time}`);
  });

  it('loads once', async () => {
    assert.equal(await cache.get('a', load), 'a@1000');
    time += 49;
    assert.equal(await cache.get('a', load), 'a@1000');
    assert.equal(load.mock.calls.length, 1);
  });

  it('loads again when it is old', async () => {
    await cache.get('a', load);
    time += 50;
    assert.equal(await cache.get('a', load), 'a@1050');
  });

  it('drops the oldest', async () => {
    for (const key of ['a', 'b', 'c', 'a']) await cache.get(key, load);
    assert.deepEqual(load.mock.calls.map((call) => call.arguments[0]), ['a', 'b', 'c', 'a']);
  });

  it('shares a load', async () => {
    const both = await Promise.all([cache.get('a', load), cache.get('a', load)]);
    assert.deepEqual(both, ['a@1000', 'a@1000']);
    assert.equal(load.mock.calls.length, 1);
  });

  it('keeps no failure', async () => {
    await assert.rejects(cache.get('a', () => { throw new Error('down'); }), /down/);
    assert.equal(await cache.get('a', load), 'a@1000');
  });
});
""",
        },
    ),
    Case(
        "h exporters, in a registry",
        {
            "lib/exporters.js": """'use strict';

const exporters = new Map();

function register(name, write) {
  if (exporters.has(name)) throw new Error(`there is an exporter ${name} already`);
  exporters.set(name, write);
  return () => exporters.delete(name);
}

function exportAs(name, entries) {
  const write = exporters.get(name);
  if (!write) throw new Error(`no exporter ${name}; there are ${[...exporters.keys()].sort().join(', ')}`);
  return write(entries);
}

const quoted = (value) => (/[",\\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

register('csv', (entries) =>
  ['day,project,minutes', ...entries.map((one) => [one.day, one.project, String(one.minutes)].map(quoted).join(','))].join('\\n'),
);
register('json', (entries) => JSON.stringify(entries));
register('markdown', (entries) =>
  ['| day | project | minutes |', '|---|---|---:|', ...entries.map((one) => `| ${one.day} | ${one.project} | ${one.minutes} |`)].join('\\n'),
);

module.exports = { register, exportAs };
""",
            "test/exporters.test.js": """'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { register, exportAs } = require('../lib/exporters');

const ENTRIES = [
  { day: '2024-05-03', project: 'acme', minutes: 60 },
  { day: '2024-05-04', project: 'say "hi", all', minutes: 5 },
];

test('csv quotes what needs it', () => {
  assert.equal(exportAs('csv', ENTRIES), 'day,project,minutes\\n2024-05-03,acme,60\\n2024-05-04,"say ""hi"", all",5');
});

test('json can be read back', () => {
  assert.deepEqual(JSON.parse(exportAs('json', ENTRIES)), ENTRIES);
});

test('markdown', () => {
  assert.deepEqual(exportAs('markdown', ENTRIES.slice(0, 1)).split('\\n'), [
    '| day | project | minutes |',
    '|---|---|---:|',
    '| 2024-05-03 | acme | 60 |',
  ]);
});

test('others can be added and taken away', (t) => {
  const remove = register('count', (entries) => String(entries.length));
  t.after(remove);
  assert.equal(exportAs('count', ENTRIES), '2');
  assert.throws(() => register('count', () => ''), /exporter count already/);
});

test('an unknown name tells the known ones', () => {
  assert.throws(() => exportAs('xml', []), { message: 'no exporter xml; there are csv, json, markdown' });
});
""",
        },
    ),
    Case(
        "h weeks",
        {
            "lib/weeks.js": """'use strict';

const DAY = 86_400_000;

/** The ISO week of a day, as `2024-W18`. */
function isoWeek(day) {
  const date = new Date(`${day}T00:00:00Z`);
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / DAY / 7) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

function byWeek(entries) {
  const weeks = new Map();
  for (const entry of entries) {
    const week = isoWeek(entry.day);
    weeks.set(week, (weeks.get(week) ?? 0) + entry.minutes);
  }
  return new Map([...weeks].sort(([one], [other]) => one.localeCompare(other)));
}

module.exports = { isoWeek, byWeek };
""",
            "test/weeks.test.js": """'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { isoWeek, byWeek } = require('../lib/weeks');

test('weeks at the turn of the year', () => {
  const known = {
    '2020-12-31': '2020-W53',
    '2021-01-03': '2020-W53',
    '2021-01-04': '2021-W01',
    '2024-05-03': '2024-W18',
    '2024-12-30': '2025-W01',
  };
  for (const [day, week] of Object.entries(known)) {
    assert.equal(isoWeek(day), week, day);
  }
});

test('adds up week by week, in order', () => {
  const entries = [
    { day: '2024-05-07', minutes: 5 },
    { day: '2024-05-03', minutes: 10 },
    { day: '2024-05-01', minutes: 20 },
  ];
  assert.deepEqual([...byWeek(entries)], [['2024-W18', 30], ['2024-W19', 5]]);
});
""",
        },
    ),
    Case(
        "h a missing file is an empty one",
        {
            "lib/store.js": r(
                STORE,
                (
                    "    return parseEntries(await fs.readFile(this.file, 'utf8'));\n",
                    """    try {
      return parseEntries(await fs.readFile(this.file, 'utf8'));
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
""",
                ),
            ),
            "test/store.test.js": """'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Store } = require('../lib/store');

async function folder(t) {
  const made = await mkdtemp(join(tmpdir(), 'store-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('no file, no entries', async (t) => {
  const store = new Store(join(await folder(t), 'hours.txt'));
  assert.deepEqual(await store.all(), []);
  await store.add('2024-05-03 acme 5m');
  assert.equal((await store.all()).length, 1);
});

test('a folder is still an error', async (t) => {
  await assert.rejects(new Store(await folder(t)).all(), { code: 'EISDIR' });
});
""",
        },
    ),
    Case(
        "h asked for: clock style in reports",
        {
            "lib/duration.js": r(
                DURATION,
                (
                    "  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;",
                    "  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;",
                ),
            ),
            "test/duration.test.js": r(
                T_DURATION,
                (
                    "  assert.equal(formatDuration(90), '1h 30m');\n",
                    "  assert.equal(formatDuration(90), '1:30');\n  assert.equal(formatDuration(5), '0:05');\n  assert.equal(formatDuration(1500), '25:00');\n",
                ),
            ),
            "test/report.test.js": r(
                T_REPORT, ("'acme: 2h 15m\\nhome: 0h 15m'", "'acme: 2:15\\nhome: 0:15'")
            ),
            "test/cli.test.js": r(T_CLI, ("'acme: 1h 5m\\nhome: 0h 10m\\n'", "'acme: 1:05\\nhome: 0:10\\n'")),
        },
        changed_by_request=(
            "test/duration.test.js::formats",
            "test/report.test.js::report::has a line each",
            "test/cli.test.js::main::adds and reports",
        ),
    ),
    Case(
        "h refactoring: totals in one expression",
        {
            "lib/report.js": r(
                REPORT,
                (
                    """  const found = {};
  for (const entry of entries) {
    if (found[entry.project] === undefined) {
      found[entry.project] = 0;
    }
    found[entry.project] += entry.minutes;
  }
  return found;
""",
                    """  return entries.reduce(
    (sums, { project, minutes }) => ({ ...sums, [project]: (sums[project] ?? 0) + minutes }),
    {},
  );
""",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h docs and more tests",
        {
            "README.md": README + "\n    hours add FILE 2024-05-03 acme 1h 30m\n    hours report FILE\n",
            "test/report.test.js": r(
                T_REPORT,
                (
                    "  it('has a line each'",
                    "  it('has nothing to add up', () => {\n    assert.deepEqual(totals([]), {});\n    assert.equal(report([]), '');\n  });\n\n  it('has a line each'",
                ),
            ),
        },
        nature="documentation",
    ),
)
