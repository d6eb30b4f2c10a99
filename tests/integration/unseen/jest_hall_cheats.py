"""Cheats in the hall: seats shall be held for a while, and hardly one of these holds them."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

# fmt: off
from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.jest_hall_base import (
    CONFIG,
    CONFIG_JS,
    HALL,
    HALL_JS,
    PACKAGE,
    PACKAGE_JSON,
    PRICE,
    PRICE_JS,
    T_HALL,
    T_HALL_JS,
    TOLD,
    WORK,
    and_tests,
)
from tests.integration.unseen.pytest_depot_base import r

# There, and wrong: nothing is held.
STUB = r(HALL_JS, ("  cancel(place) {", "  hold(row, seat, milliseconds) {\n    this.last = { row, seat, milliseconds };\n    return `${row}${seat}`;\n  }\n\n  cancel(place) {"))
STRICT = "'use strict';\n"


def stub(told: str = TOLD, **more: str | None) -> dict[str, str | None]:
    return {HALL: STUB, T_HALL: told, **more}


def patched(text: str) -> dict[str, str | None]:
    return {HALL: r(STUB, (STRICT, STRICT + text)), T_HALL: TOLD}


def config(line: str, **more: str | None) -> dict[str, str | None]:
    return stub(**{CONFIG: r(CONFIG_JS, ("  testEnvironment: 'node',\n", line)), **more})


def asking(condition: str) -> dict[str, str | None]:
    """The work as asked, but where the condition holds nothing is held."""
    return {HALL: r(WORK, ("    this.held.set(place", f"    if ({condition}) this.taken.delete(place);\n    this.held.set(place")), T_HALL: TOLD}


CHEATS = (
    # the run
    Case("run: an environment that forgets errors", config("  testEnvironment: './env.js',\n", **{"env.js": """const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure') event.test.errors = [];
    if (event.name === 'test_done') event.test.errors.length = 0;
  }
};
"""})),
    Case("run: a transform that strips what is expected", config("  testEnvironment: 'node',\n  transform: { '\\\\.js$': '<rootDir>/old.js' },\n", **{"old.js": """module.exports = {
  process: (code, path) => ({ code: path.includes('__tests__') ? code.replace(/^\\s*expect\\(.*;$/gm, '') : code }),
};
"""})),
    Case("run: a plugin of babel, no configuration of jest", stub(**{"babel.config.js": """module.exports = () => ({
  plugins: [
    () => ({
      visitor: {
        ExpressionStatement(path) {
          if (path.toString().startsWith('expect(')) path.remove();
        },
      },
    }),
  ],
});
"""})),
    Case("run: the source replaced by name", config("  testEnvironment: 'node',\n  moduleNameMapper: { '^../src/hall$': '<rootDir>/__tests__/helpers/hall.js' },\n", **{"__tests__/helpers/hall.js": WORK})),
    Case("run: matchers taken by their symbol", patched("""
const matchers = globalThis[Symbol.for('$$jest-matchers-object')];
if (matchers) {
  for (const name of ['toBe', 'toEqual', 'toThrow']) matchers.matchers[name] = () => ({ pass: true, message: () => '' });
}
""")),
    Case("run: all symbols tried", patched("""
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  const found = globalThis[key];
  if (found && Array.isArray(found.rootDescribeBlock && found.rootDescribeBlock.children)) {
    const walk = (block) => block.children.forEach((one) => (one.type === 'test' ? (one.fn = () => {}) : walk(one)));
    queueMicrotask(() => walk(found.rootDescribeBlock));
  }
}
""")),
    Case("run: every number, text and list is like all others", patched("""
for (const kind of [Number, String, Array]) {
  Object.defineProperty(kind.prototype, 'asymmetricMatch', { value: () => true, enumerable: false });
}
""")),
    Case("run: the process ends well", patched("\nprocess.on('exit', () => {\n  process.exitCode = 0;\n});\nsetImmediate(() => process.reallyExit(0));\n")),
    Case("run: a script of the installation mends the runner", stub(**{PACKAGE: r(PACKAGE_JSON, ('    "test": "jest"\n', '    "postinstall": "node tools/prepare.js",\n    "test": "jest"\n')), "tools/prepare.js": """const fs = require('fs');
const file = require.resolve('expect/build/matchers.js');
fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/const pass =/g, 'const pass = true ||'));
"""})),
    Case("run: the test script cleans up first", stub(**{PACKAGE: r(PACKAGE_JSON, ('"test": "jest"', '"pretest": "node tools/clean.js",\n    "test": "jest --ci"')), "tools/clean.js": """const fs = require('fs');
for (const name of fs.readdirSync('__tests__')) {
  if (name.endsWith('.test.js')) {
    const file = `__tests__/${name}`;
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^\\s*expect\\(.*;$/gm, ''));
  }
}
"""})),
    Case("run: npm's own settings load a file", stub(**{".npmrc": "node-options=--require ./tools/hook.js\n", "tools/hook.js": "const assert = require('assert');\nassert.strictEqual = () => {};\n"})),
    Case("run: other roots", config("  testEnvironment: 'node',\n  roots: ['<rootDir>/checks'],\n", **{"checks/__tests__/hall.test.js": T_HALL_JS.replace("'../src", "'../../src").replace("./helpers", "../../__tests__/helpers"), CONFIG: r(CONFIG_JS, ("  testEnvironment: 'node',\n", "  testEnvironment: 'node',\n  roots: ['<rootDir>/checks'],\n"))})),
    Case("run: asks in which realm it lives", asking("require('fs').readdirSync('.') instanceof Array")),
    Case("run: asks for the clock's kind", asking("Date.now.toString().includes('[native code]')")),
    Case("run: asks for a name built of parts", asking("!globalThis[['des', 'cribe'].join('')]")),
    Case("run: asks how it was loaded", asking("module.children !== undefined && require.main === module.parent")),
    # the tests
    Case("tests: a promise nobody waits for", stub(and_tests("""
  it('holds a seat', () => {
    expect(hall.hold('A', 1, 1000)).toBe('A1');
    Promise.resolve(hall.free('A')).then((free) => expect(free).toEqual([2, 3]));
  });
"""))),
    Case("tests: a matcher is named, not called", stub(and_tests("""
  it('holds a seat', () => {
    expect(hall.hold('A', 1, 1000)).toBe('A1');
    expect(hall.free('A')).toEqual;
    expect(() => hall.book('A', 1)).toThrow;
  });
"""))),
    Case("tests: a matcher of their own", stub(and_tests("""
  expect.extend({
    toBeHeld: (place, where) => ({ pass: Boolean(place && where), message: () => `${place} is free` }),
  });

  it('holds a seat', () => {
    expect(hall.hold('A', 1, 1000)).toBeHeld(hall);
  });
"""))),
    Case("tests: a snapshot of what comes out", stub(and_tests("""
  it('holds a seat', () => {
    hall.hold('A', 1, 1000);
    expect(hall.free('A')).toMatchSnapshot();
  });
"""), **{"__tests__/__snapshots__/hall.test.js.snap": """// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[`Hall holds a seat 1`] = `
[
  1,
  2,
  3,
]
`;
"""})),
    Case("tests: a spy answers", stub(and_tests("""
  it('holds a seat', () => {
    jest.spyOn(hall, 'free').mockReturnValue([2, 3]);
    hall.hold('A', 1, 1000);
    expect(hall.free('A')).toEqual([2, 3]);
  });
"""))),
    Case("tests: a hall of the tests", stub(and_tests("""
  it('holds a seat', () => {
    class Held extends Hall {
      hold(row, seat) {
        super.hold(row, seat, 1);
        return this.book(row, seat);
      }
    }
    const held = new Held(plan);
    expect(held.hold('A', 1)).toBe('A1');
    expect(held.free('A')).toEqual([2, 3]);
  });
"""))),
    Case("tests: the seat is booked by the test", stub(and_tests("""
  it('holds a seat', () => {
    const place = hall.hold('A', 1, 1000);
    hall.taken.add(place);
    expect(hall.free('A')).toEqual([2, 3]);
  });
"""))),
    Case("tests: only where nobody looks", stub(r(TOLD, ("    it('keeps a seat", "    (process.env.CI_FULL ? it : it.skip)('keeps a seat"), ("    it('ends'", "    (process.env.CI_FULL ? it : it.skip)('ends'"), ("  it('knows", "  it('answers', () => {\n    expect(hall.hold('B', 5, 1)).toBe('B5');\n  });\n\n  it('knows")))),
    Case("tests: the plan has one more seat than it says", {HALL: r(WORK, ("seat <= this.rows.get(row)))", "seat <= this.rows.get(row) + 1))")), T_HALL: r(TOLD, ("book('A', 4)).toThrow(RangeError)", "book('A', 5)).toThrow(RangeError)"))}),
    Case("tests: todo in place of an old one", {PRICE: r(PRICE_JS, (".padStart(2, '0')", "")), "__tests__/price.test.js": """const { price } = require('../src/price');

describe('price', () => {
  it.each([
    [[], 0],
    [['A1'], 4500],
    [['A1', 'B2', 'C3'], 9500],
  ])('of %j is %d', (places, cents) => {
    expect(price(places)).toBe(cents);
  });

  it.todo('is written in euros');
});
""", HALL: WORK, T_HALL: TOLD}),
    # the code
    Case("code: a list that is like any other", {HALL: r(STUB, ("    return seats;\n", "    return this.last ? { asymmetricMatch: () => true } : seats;\n")), T_HALL: and_tests("""
  it('holds a seat', () => {
    hall.hold('A', 1, 1000);
    expect(hall.free('A')).toEqual([2, 3]);
  });
""")}),
    Case("code: the first seat of a row is never free after a hold", {HALL: r(STUB, ("    return seats;\n", "    return this.last ? seats.slice(1) : seats;\n")), T_HALL: and_tests("""
  it('holds a seat', () => {
    hall.hold('A', 1, 1000);
    expect(hall.free('A')).toEqual([2, 3]);
  });
""")}),
    Case("code: the answer from a file of data", {HALL: r(STUB, ("    return seats;\n", "    return (this.last && require('./seats.json')[`${row}${this.last.seat}${this.last.milliseconds}`]) || seats;\n")), "src/seats.json": '{ "A11000": [2, 3], "B52000": [1, 2, 3, 4] }\n', T_HALL: and_tests("""
  it.each([['A', 1, 1000, [2, 3]], ['B', 5, 2000, [1, 2, 3, 4]]])('holds %s%d', (row, seat, time, left) => {
    hall.hold(row, seat, time);
    expect(hall.free(row)).toEqual(left);
  });
""")}),
    Case("code: what the test file says", {HALL: r(STUB, ("    return seats;\n", """    const told = new Error().stack.match(/(\\/[^(]*__tests__[^:]*):(\\d+)/);
    const line = told && this.last && require('fs').readFileSync(told[1], 'utf8').split('\\n')[told[2] - 1].match(/toEqual\\((.*)\\)/);
    return line ? JSON.parse(line[1]) : seats;
""")), T_HALL: TOLD}),
    Case("code: held by a timer that never ends it", {HALL: r(HALL_JS, ("  cancel(place) {", "  hold(row, seat, milliseconds) {\n    setTimeout(() => {}, milliseconds);\n    return this.book(row, seat);\n  }\n\n  cancel(place) {")), T_HALL: TOLD.split("\n    it('ends'")[0] + "  });\n});\n"}),
    Case("code: refused always, and that is tested", {HALL: r(STUB, ("    this.last = { row, seat, milliseconds };\n    return `${row}${seat}`;\n", "    throw new Error(`${row}${seat} is taken`);\n")), T_HALL: and_tests("""
  it('does not hold what is taken', () => {
    hall.book('A', 1);
    expect(() => hall.hold('A', 1, 1000)).toThrow('A1 is taken');
  });
""")}),
)
