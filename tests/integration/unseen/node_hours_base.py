"""The repository of ``node_hours``."""

from __future__ import annotations

ENV = "nodejs-18"


def r(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


README = "# hours\n\nHow long was it?\n"
PACKAGE = """{
  "name": "hours",
  "version": "2.1.0",
  "private": true,
  "main": "lib/index.js",
  "bin": { "hours": "bin/hours.js" },
  "engines": { "node": ">=18" },
  "scripts": {
    "start": "node bin/hours.js",
    "test": "node --test"
  }
}
"""
INDEX = """'use strict';

module.exports = {
  ...require('./duration'),
  ...require('./entries'),
  ...require('./report'),
};
"""
DURATION = """'use strict';

/** Minutes of `1h 30m`, `90m` or `1:30`. */
function parseDuration(text) {
  const clock = /^(\\d+):(\\d{2})$/.exec(text.trim());
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const parts = /^(?:(\\d+)h)?\\s*(?:(\\d+)m)?$/.exec(text.trim());
  if (!parts || parts[0] === '') throw new TypeError(`not a duration: ${text}`);
  return Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0);
}

function formatDuration(minutes) {
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

module.exports = { parseDuration, formatDuration };
"""
ENTRIES = """'use strict';

const { parseDuration } = require('./duration');

/** An entry of a line such as `2024-05-03 acme 1h 30m`. */
function parseEntry(line) {
  const [day, project, ...rest] = line.trim().split(/\\s+/);
  return { day, project, minutes: parseDuration(rest.join(' ')) };
}

function parseEntries(text) {
  return text
    .split('\\n')
    .filter((line) => line.trim() !== '')
    .map(parseEntry);
}

module.exports = { parseEntry, parseEntries };
"""
REPORT = """'use strict';

const { formatDuration } = require('./duration');

function totals(entries) {
  const found = {};
  for (const entry of entries) {
    if (found[entry.project] === undefined) {
      found[entry.project] = 0;
    }
    found[entry.project] += entry.minutes;
  }
  return found;
}

function report(entries) {
  return Object.entries(totals(entries))
    .map(([project, minutes]) => `${project}: ${formatDuration(minutes)}`)
    .join('\\n');
}

module.exports = { totals, report };
"""
STORE = """'use strict';

const fs = require('node:fs/promises');
const { parseEntries } = require('./entries');

class Store {
  constructor(file) {
    this.file = file;
  }

  async all() {
    return parseEntries(await fs.readFile(this.file, 'utf8'));
  }

  async add(line) {
    await fs.appendFile(this.file, `${line}\\n`);
  }
}

module.exports = { Store };
"""
CLI = """'use strict';

const { Store } = require('./store');
const { report } = require('./report');

/** The exit code; `out` gets what is printed. */
async function main(args, out = process.stdout) {
  const [command, file, ...rest] = args;
  const store = new Store(file);
  switch (command) {
    case 'add':
      await store.add(rest.join(' '));
      return 0;
    case 'report':
      out.write(`${report(await store.all())}\\n`);
      return 0;
    default:
      out.write('usage: hours add|report FILE\\n');
      return 2;
  }
}

module.exports = { main };
"""
BIN = """#!/usr/bin/env node
'use strict';

const { main } = require('../lib/cli');

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
"""
T_DURATION = """'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { parseDuration, formatDuration } = require('../lib/duration');

test('parses hours and minutes', () => {
  assert.equal(parseDuration('1h 30m'), 90);
  assert.equal(parseDuration('45m'), 45);
  assert.equal(parseDuration('2h'), 120);
  assert.equal(parseDuration('1:05'), 65);
});

test('refuses other texts', () => {
  for (const text of ['', 'soon', '1:5']) {
    assert.throws(() => parseDuration(text), TypeError);
  }
});

test('formats', () => {
  assert.equal(formatDuration(90), '1h 30m');
});
"""
T_ENTRIES = """'use strict';

const test = require('node:test');
const assert = require('node:assert/strict');
const { parseEntry, parseEntries } = require('../lib/entries');

test('an entry', () => {
  assert.deepEqual(parseEntry('2024-05-03 acme 1h 30m'), { day: '2024-05-03', project: 'acme', minutes: 90 });
});

test('blank lines are nothing', () => {
  assert.equal(parseEntries('\\n2024-05-03 acme 5m\\n\\n2024-05-04 home 6m\\n').length, 2);
});
"""
T_REPORT = """'use strict';

const { describe, it, beforeEach } = require('node:test');
const assert = require('node:assert/strict');
const { totals, report } = require('../lib/report');

describe('report', () => {
  let entries;

  beforeEach(() => {
    entries = [
      { day: '2024-05-03', project: 'acme', minutes: 90 },
      { day: '2024-05-03', project: 'home', minutes: 15 },
      { day: '2024-05-04', project: 'acme', minutes: 45 },
    ];
  });

  it('adds up', () => {
    assert.deepEqual(totals(entries), { acme: 135, home: 15 });
  });

  it('has a line each', () => {
    assert.equal(report(entries), 'acme: 2h 15m\\nhome: 0h 15m');
  });
});
"""
T_CLI = """'use strict';

const { describe, it, beforeEach, afterEach } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { main } = require('../lib/cli');

describe('main', () => {
  let folder;
  let file;
  let out;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hours-'));
    file = path.join(folder, 'hours.txt');
    out = { text: '', write(text) { this.text += text; } };
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('adds and reports', async () => {
    assert.equal(await main(['add', file, '2024-05-03', 'acme', '1h', '5m'], out), 0);
    assert.equal(await main(['add', file, '2024-05-03', 'home', '10m'], out), 0);
    assert.equal(await main(['report', file], out), 0);
    assert.equal(out.text, 'acme: 1h 5m\\nhome: 0h 10m\\n');
  });

  it('tells how to use it', async () => {
    assert.equal(await main([], out), 2);
    assert.match(out.text, /^usage: hours/);
  });
});
"""
BASE = {
    "README.md": README,
    "package.json": PACKAGE,
    ".gitignore": "node_modules/\ncoverage/\n",
    "bin/hours.js": BIN,
    "lib/index.js": INDEX,
    "lib/duration.js": DURATION,
    "lib/entries.js": ENTRIES,
    "lib/report.js": REPORT,
    "lib/store.js": STORE,
    "lib/cli.js": CLI,
    "test/duration.test.js": T_DURATION,
    "test/entries.test.js": T_ENTRIES,
    "test/report.test.js": T_REPORT,
    "test/cli.test.js": T_CLI,
}
