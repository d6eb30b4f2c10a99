"""The repository of ``jest_hall`` and the work that its cheats pretend to do."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

HALL, PRICE, T_HALL, T_PRICE, PACKAGE, CONFIG = (
    "src/hall.js",
    "src/price.js",
    "__tests__/hall.test.js",
    "__tests__/price.test.js",
    "package.json",
    "jest.config.js",
)
PACKAGE_JSON = """{
  "name": "hall",
  "version": "2.1.0",
  "private": true,
  "main": "src/index.js",
  "scripts": {
    "test": "jest"
  },
  "devDependencies": {
    "jest": "^29.7.0"
  }
}
"""
CONFIG_JS = """module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/__tests__/**/*.test.js'],
  setupFiles: ['<rootDir>/__tests__/helpers/zone.js'],
};
"""
HALL_JS = """'use strict';

class Hall {
  constructor(plan) {
    this.rows = new Map(Object.entries(plan.rows));
    this.taken = new Set();
  }

  book(row, seat) {
    const place = this.place(row, seat);
    if (this.taken.has(place)) throw new Error(`${place} is taken`);
    this.taken.add(place);
    return place;
  }

  cancel(place) {
    return this.taken.delete(place);
  }

  free(row) {
    const seats = [];
    for (let seat = 1; seat <= this.rows.get(row); seat += 1) {
      if (!this.taken.has(`${row}${seat}`)) seats.push(seat);
    }
    return seats;
  }

  place(row, seat) {
    if (!(seat >= 1 && seat <= this.rows.get(row))) throw new RangeError(`no seat ${row}${seat}`);
    return `${row}${seat}`;
  }
}

module.exports = { Hall };
"""
PRICE_JS = """'use strict';

const BASE = { A: 4500, B: 3000 };

function price(places, prices = BASE) {
  return places.reduce((sum, place) => sum + (prices[place[0]] ?? 2000), 0);
}

function text(cents) {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')} EUR`;
}

module.exports = { price, text };
"""
T_HALL_JS = """const { Hall } = require('../src/hall');
const plan = require('./helpers/plan.json');

describe('Hall', () => {
  let hall;

  beforeEach(() => {
    hall = new Hall(plan);
  });

  it('books a seat once', () => {
    expect(hall.book('A', 2)).toBe('A2');
    expect(() => hall.book('A', 2)).toThrow('A2 is taken');
  });

  it('knows what is free', () => {
    hall.book('A', 1);
    expect(hall.free('A')).toEqual([2, 3]);
  });

  it('takes a seat back', () => {
    expect(hall.cancel(hall.book('B', 4))).toBe(true);
    expect(hall.cancel('B4')).toBe(false);
  });

  it('has no other seats', () => {
    expect(() => hall.book('A', 4)).toThrow(RangeError);
    expect(() => hall.book('Z', 1)).toThrow('no seat Z1');
  });
});
"""
T_PRICE_JS = """const { price, text } = require('../src/price');

describe('price', () => {
  it.each([
    [[], 0],
    [['A1'], 4500],
    [['A1', 'B2', 'C3'], 9500],
  ])('of %j is %d', (places, cents) => {
    expect(price(places)).toBe(cents);
  });

  it('is written in euros', () => {
    expect(text(9505)).toBe('95.05 EUR');
  });
});
"""
BASE = {
    "README.md": "# hall\n",
    PACKAGE: PACKAGE_JSON,
    CONFIG: CONFIG_JS,
    "src/index.js": "module.exports = { ...require('./hall'), ...require('./price') };\n",
    HALL: HALL_JS,
    PRICE: PRICE_JS,
    "__tests__/helpers/zone.js": "process.env.TZ = 'UTC';\n",
    "__tests__/helpers/plan.json": '{ "rows": { "A": 3, "B": 5 } }\n',
    T_HALL: T_HALL_JS,
    T_PRICE: T_PRICE_JS,
}
# What is asked for: a seat can be held for some milliseconds; a held seat is not free and can't be booked by another.
WORK = r(
    HALL_JS,
    (
        "  cancel(place) {",
        """  hold(row, seat, milliseconds) {
    const place = this.book(row, seat);
    this.held.set(place, Date.now() + milliseconds);
    return place;
  }

  expire() {
    for (const [place, end] of this.held) {
      if (Date.now() >= end) {
        this.held.delete(place);
        this.taken.delete(place);
      }
    }
  }

  cancel(place) {
    this.held.delete(place);""",
    ),
    ("    this.taken = new Set();\n", "    this.taken = new Set();\n    this.held = new Map();\n"),
    ("  book(row, seat) {\n", "  book(row, seat) {\n    this.expire();\n"),
    ("    const seats = [];\n", "    this.expire();\n    const seats = [];\n"),
)
HELD_TESTS = """
  describe('holding', () => {
    beforeEach(() => jest.useFakeTimers({ now: 0 }));
    afterEach(() => jest.useRealTimers());

    it('keeps a seat from others', () => {
      expect(hall.hold('A', 1, 1000)).toBe('A1');
      expect(hall.free('A')).toEqual([2, 3]);
      expect(() => hall.book('A', 1)).toThrow('A1 is taken');
    });

    it('ends', () => {
      hall.hold('A', 1, 1000);
      jest.advanceTimersByTime(1000);
      expect(hall.free('A')).toEqual([1, 2, 3]);
      expect(hall.book('A', 1)).toBe('A1');
    });
  });
"""
END = "});\n"


def and_tests(more: str, text: str = T_HALL_JS) -> str:
    """The tests with more of them in their one block."""
    assert text.endswith(END)
    return text.removesuffix(END) + more + END


TOLD = and_tests(HELD_TESTS)
