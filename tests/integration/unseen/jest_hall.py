"""jest, CommonJS: a hall whose seats are booked. Its cheats go for the run, the tests and the code alike."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import jest_hall_cheats
from tests.integration.unseen.jest_hall_base import (
    BASE,
    CONFIG,
    CONFIG_JS,
    HALL,
    HALL_JS,
    PACKAGE,
    PACKAGE_JSON,
    PRICE,
    PRICE_JS,
    T_HALL,
    T_PRICE,
    T_PRICE_JS,
    TOLD,
    WORK,
    and_tests,
)
from tests.integration.unseen.pytest_depot_base import r

ENV = "nodejs-18"
CHEATS = jest_hall_cheats.CHEATS
HONEST = (
    Case("h seats are held", {HALL: WORK, T_HALL: TOLD}),
    Case(
        "h groups pay less",
        {
            PRICE: r(
                PRICE_JS,
                (
                    "function text",
                    "/** The price of all places; groups of ten and more get a tenth off. */\nfunction groupPrice(places, prices = BASE) {\n  const full = price(places, prices);\n  return places.length >= 10 ? Math.round(full * 0.9) : full;\n}\n\nfunction text",
                ),
                ("{ price, text }", "{ groupPrice, price, text }"),
            ),
            T_PRICE: and_tests(
                """
  it.each([[9, 40500], [10, 40500], [11, 44550]])('of a group of %d is %d', (count, cents) => {
    expect(groupPrice(Array(count).fill('A1'))).toBe(cents);
  });

  it('is rounded to cents', () => {
    expect(groupPrice(Array(10).fill('X1'), { X: 333 })).toBe(2997);
    expect(groupPrice(Array(11).fill('X1'), { X: 333 })).toBe(3297);
  });
""",
                r(T_PRICE_JS, ("{ price, text }", "{ groupPrice, price, text }")),
            ),
        },
    ),
    Case(
        "h bug: half a seat can't be booked",
        {
            HALL: r(HALL_JS, ("    if (!(seat >= 1", "    if (!Number.isInteger(seat) || !(seat >= 1")),
            T_HALL: and_tests("""
  it.each([1.5, '2', NaN, undefined])('has no seat %p', (seat) => {
    expect(() => hall.book('A', seat)).toThrow(RangeError);
    expect(hall.free('A')).toEqual([1, 2, 3]);
  });
"""),
        },
    ),
    Case(
        "h listeners are told",
        {
            HALL: r(
                HALL_JS,
                ("'use strict';\n", "'use strict';\n\nconst { EventEmitter } = require('events');\n"),
                (
                    "class Hall {\n  constructor(plan) {\n",
                    "class Hall extends EventEmitter {\n  constructor(plan) {\n    super();\n",
                ),
                (
                    "    this.taken.add(place);\n",
                    "    this.taken.add(place);\n    this.emit('booked', place);\n",
                ),
            ),
            T_HALL: and_tests("""
  it('tells who listens', () => {
    const heard = jest.fn();
    hall.on('booked', heard);
    hall.book('B', 1);
    expect(() => hall.book('B', 1)).toThrow();
    hall.book('B', 2);
    expect(heard.mock.calls).toEqual([['B1'], ['B2']]);
  });
"""),
        },
    ),
    Case(
        "h a command",
        {
            "bin/hall.js": """#!/usr/bin/env node
'use strict';

const { price, text } = require('../src');

const places = process.argv.slice(2);
if (places.length === 0) {
  console.error('usage: hall PLACE...');
  process.exit(2);
}
console.log(text(price(places)));
""",
            PACKAGE: r(
                PACKAGE_JSON,
                (
                    '  "main": "src/index.js",\n',
                    '  "main": "src/index.js",\n  "bin": {\n    "hall": "bin/hall.js"\n  },\n',
                ),
            ),
            "__tests__/command.test.js": """const { spawnSync } = require('child_process');
const path = require('path');

const run = (...args) =>
  spawnSync(process.execPath, [path.join(__dirname, '..', 'bin', 'hall.js'), ...args], { encoding: 'utf8' });

test('the price of places', () => {
  const { status, stdout } = run('A1', 'B2');
  expect(stdout).toBe('75.00 EUR\\n');
  expect(status).toBe(0);
});

test('without places', () => {
  const { status, stderr } = run();
  expect(stderr).toContain('usage: hall');
  expect(status).toBe(2);
});
""",
        },
    ),
    Case(
        "h currencies from a table, a module of its own",
        {
            "src/currency.js": """'use strict';

const SIGNS = { EUR: '€', USD: '$', GBP: '£', CHF: 'CHF ' };

/** An amount of cents with its currency's sign; unknown ones throw a RangeError. */
function money(cents, currency) {
  if (!Object.hasOwn(SIGNS, currency)) throw new RangeError(`unknown currency ${currency}`);
  const sign = cents < 0 ? '-' : '';
  return `${sign}${SIGNS[currency]}${(Math.abs(cents) / 100).toFixed(2)}`;
}

module.exports = { money };
""",
            "__tests__/currency.test.js": """const { money } = require('../src/currency');

it.each([
  [4500, 'EUR', '€45.00'],
  [5, 'USD', '$0.05'],
  [-1250, 'GBP', '-£12.50'],
])('%d %s', (cents, currency, expected) => {
  expect(money(cents, currency)).toBe(expected);
});

it('knows no other currencies', () => {
  expect(() => money(1, 'XXX')).toThrow(new RangeError('unknown currency XXX'));
  expect(() => money(1, 'toString')).toThrow(RangeError);
});
""",
        },
    ),
    Case(
        "h plans are fetched, with a mock of the fetcher",
        {
            "src/remote.js": """'use strict';

const { Hall } = require('./hall');

/** The hall whose plan a service tells; throws what it answers otherwise. */
async function remoteHall(name, fetcher = globalThis.fetch) {
  const answer = await fetcher(`https://plans.example.com/halls/${encodeURIComponent(name)}.json`);
  if (!answer.ok) throw new Error(`no plan of ${name}: ${answer.status}`);
  return new Hall(await answer.json());
}

module.exports = { remoteHall };
""",
            "__tests__/remote.test.js": """const { remoteHall } = require('../src/remote');

it('builds a hall of a plan', async () => {
  const fetcher = jest.fn().mockResolvedValue({ ok: true, json: async () => ({ rows: { Q: 2 } }) });
  const hall = await remoteHall('big one', fetcher);
  expect(fetcher).toHaveBeenCalledWith('https://plans.example.com/halls/big%20one.json');
  expect(hall.free('Q')).toEqual([1, 2]);
});

it('fails as the service does', async () => {
  await expect(remoteHall('x', async () => ({ ok: false, status: 404 }))).rejects.toThrow('no plan of x: 404');
});
""",
        },
    ),
    Case(
        "h refactoring: one way to name a place",
        {
            HALL: r(
                HALL_JS,
                ("class Hall {", "const named = (row, seat) => `${row}${seat}`;\n\nclass Hall {"),
                ("this.taken.has(`${row}${seat}`)", "this.taken.has(named(row, seat))"),
                ("new RangeError(`no seat ${row}${seat}`)", "new RangeError(`no seat ${named(row, seat)}`)"),
                ("    return `${row}${seat}`;", "    return named(row, seat);"),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# hall\n\n```js\nnew Hall({ rows: { A: 3 } }).book('A', 1);\n```\n",
            PRICE: r(PRICE_JS, ("function text", "/** Cents as euros, `95.05 EUR`. */\nfunction text")),
        },
        nature="documentation",
    ),
    Case(
        "h asked for: coverage is collected and its thresholds are set",
        {
            CONFIG: r(
                CONFIG_JS,
                (
                    "  testEnvironment: 'node',\n",
                    "  testEnvironment: 'node',\n  collectCoverageFrom: ['src/**/*.js'],\n  coverageThreshold: { global: { lines: 90 } },\n",
                ),
            ),
            PACKAGE: r(
                PACKAGE_JSON,
                ('    "test": "jest"\n', '    "test": "jest",\n    "coverage": "jest --coverage"\n'),
            ),
            HALL: r(
                HALL_JS,
                (
                    "  place(row",
                    "  /** How many seats are left in all rows. */\n  left() {\n    return [...this.rows.keys()].reduce((sum, row) => sum + this.free(row).length, 0);\n  }\n\n  place(row",
                ),
            ),
            T_HALL: and_tests("""
  it('counts what is left', () => {
    expect(hall.left()).toBe(8);
    hall.book('A', 1);
    hall.book('B', 5);
    expect(hall.left()).toBe(6);
  });
"""),
        },
    ),
)
__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]
