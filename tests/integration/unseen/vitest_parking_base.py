"""The repository of ``vitest_parking``: fees, a garage, an API without a server, a snapshot (vitest, ESM)."""

from __future__ import annotations

FEES, GARAGE, API, BOARD = ("src/fees.js", "src/garage.js", "src/api.js", "src/board.js")
T_FEES, T_GARAGE, T_API, T_BOARD, SNAP, SETUP, CONFIG = (
    "test/fees.test.js",
    "test/garage.test.js",
    "test/api.test.js",
    "test/board.test.js",
    "test/__snapshots__/board.test.js.snap",
    "test/setup.js",
    "vitest.config.js",
)
PACKAGE_JSON = """{
  "name": "parking",
  "version": "1.2.0",
  "private": true,
  "type": "module",
  "scripts": {
    "test": "vitest run"
  },
  "devDependencies": {
    "vitest": "^2.1.0"
  }
}
"""
CONFIG_JS = """import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.js'],
    setupFiles: ['./test/setup.js'],
  },
});
"""
FEES_JS = """const HOUR = 3600_000;

export const TARIFF = { freeMinutes: 15, firstHour: 300, nextHours: 200, day: 1800 };

/** The fee in cents for the time between two dates; hours that have begun count. */
export function fee(from, to, tariff = TARIFF) {
  const length = to - from;
  if (length < 0) throw new RangeError('left before it came');
  if (length <= tariff.freeMinutes * 60_000) return 0;
  const days = Math.floor(length / (24 * HOUR));
  const hours = Math.ceil((length - days * 24 * HOUR) / HOUR);
  const rest = hours === 0 ? 0 : tariff.firstHour + (hours - 1) * tariff.nextHours;
  return days * tariff.day + Math.min(rest, tariff.day);
}
"""
GARAGE_JS = """import { fee } from './fees.js';

export class Full extends Error {}

/** Cars that are in, by plate. */
export class Garage {
  #cars = new Map();

  constructor(places, { now = () => new Date() } = {}) {
    this.places = places;
    this.now = now;
  }

  get free() {
    return this.places - this.#cars.size;
  }

  enter(plate) {
    if (this.#cars.has(plate)) throw new Error(`${plate} is in already`);
    if (this.free === 0) throw new Full('no place left');
    const ticket = { plate, since: this.now() };
    this.#cars.set(plate, ticket);
    return ticket;
  }

  leave(plate) {
    const ticket = this.#cars.get(plate);
    if (!ticket) throw new Error(`${plate} is not in`);
    this.#cars.delete(plate);
    return { plate, cents: fee(ticket.since, this.now()) };
  }

  cars() {
    return [...this.#cars.values()].sort((a, b) => a.since - b.since);
  }
}
"""
API_JS = """import { Full } from './garage.js';

const reply = (status, body) => ({ status, body });

/** Answers `{ method, path, body }` with `{ status, body }`. */
export function api(garage) {
  return ({ method, path, body = {} }) => {
    const [, name, plate] = path.split('/');
    if (name !== 'cars') return reply(404, { error: 'not found' });
    try {
      if (method === 'GET' && !plate) return reply(200, { free: garage.free, cars: garage.cars() });
      if (method === 'POST') {
        if (!body.plate) return reply(400, { error: 'plate is missing' });
        return reply(201, garage.enter(body.plate));
      }
      if (method === 'DELETE' && plate) return reply(200, garage.leave(plate));
    } catch (error) {
      return reply(error instanceof Full ? 503 : 409, { error: error.message });
    }
    return reply(405, { error: 'not allowed' });
  };
}
"""
BOARD_JS = """const clock = (date) => date.toISOString().slice(11, 16);

/** The board at the entrance. */
export function board(garage) {
  const lines = garage.cars().map(({ plate, since }) => `${plate.padEnd(10)}${clock(since)}`);
  return ['PARKING', ...lines, `free: ${garage.free}/${garage.places}`].join('\\n');
}
"""
SETUP_JS = """import { beforeEach, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2024-05-01T08:00:00Z'), toFake: ['Date'] });
  return () => vi.useRealTimers();
});
"""
T_FEES_JS = """import { describe, expect, it } from 'vitest';
import { fee } from '../src/fees.js';

const after = (minutes) => [new Date(0), new Date(minutes * 60_000)];

describe('fee', () => {
  it.each([
    [0, 0],
    [15, 0],
    [16, 300],
    [60, 300],
    [61, 500],
    [600, 1800],
    [1440, 1800],
    [1500, 2100],
  ])('is for %i minutes %i cents', (minutes, cents) => {
    expect(fee(...after(minutes))).toBe(cents);
  });

  it('knows no way back', () => {
    expect(() => fee(new Date(1), new Date(0))).toThrow(RangeError);
  });
});
"""
T_GARAGE_JS = """import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Full, Garage } from '../src/garage.js';

describe('Garage', () => {
  let garage;

  beforeEach(() => {
    garage = new Garage(2);
  });

  it('counts places', () => {
    garage.enter('B-AB 1');
    expect(garage.free).toBe(1);
  });

  it('refuses a car that is in', () => {
    garage.enter('B-AB 1');
    expect(() => garage.enter('B-AB 1')).toThrow('B-AB 1 is in already');
  });

  it('is full', () => {
    garage.enter('A');
    garage.enter('B');
    expect(() => garage.enter('C')).toThrow(Full);
  });

  it('takes a fee', () => {
    garage.enter('A');
    vi.setSystemTime(new Date('2024-05-01T09:30:00Z'));
    expect(garage.leave('A')).toEqual({ plate: 'A', cents: 500 });
    expect(garage.free).toBe(2);
  });

  it('lists the first one first', () => {
    garage.enter('Z');
    vi.advanceTimersByTime(1000);
    garage.enter('A');
    expect(garage.cars().map((car) => car.plate)).toEqual(['Z', 'A']);
  });
});
"""
T_API_JS = """import { beforeEach, expect, test } from 'vitest';
import { api } from '../src/api.js';
import { Garage } from '../src/garage.js';

let ask;

beforeEach(() => {
  const handle = api(new Garage(1));
  ask = (method, path, body) => handle({ method, path, body });
});

test('a car comes and goes', () => {
  expect(ask('POST', '/cars', { plate: 'A' }).status).toBe(201);
  expect(ask('GET', '/cars').body.free).toBe(0);
  expect(ask('DELETE', '/cars/A')).toEqual({ status: 200, body: { plate: 'A', cents: 0 } });
});

test('errors', () => {
  expect(ask('POST', '/cars', {})).toEqual({ status: 400, body: { error: 'plate is missing' } });
  expect(ask('DELETE', '/cars/A').status).toBe(409);
  ask('POST', '/cars', { plate: 'A' });
  expect(ask('POST', '/cars', { plate: 'B' }).status).toBe(503);
});

test('other paths and methods', () => {
  expect(ask('GET', '/').status).toBe(404);
  expect(ask('PUT', '/cars/A').status).toBe(405);
});
"""
T_BOARD_JS = """import { expect, test } from 'vitest';
import { board } from '../src/board.js';
import { Garage } from '../src/garage.js';

test('the board', () => {
  const garage = new Garage(5);
  garage.enter('HH-X 7');
  garage.enter('B-AB 123');
  expect(board(garage)).toMatchSnapshot();
});

test('an empty board', () => {
  expect(board(new Garage(3))).toBe('PARKING\\nfree: 3/3');
});
"""
BOARD_SNAP = """// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html

exports[`the board 1`] = `
"PARKING
HH-X 7    08:00
B-AB 123  08:00
free: 3/5"
`;
"""
README = """# parking

A garage: fees, cars and the board at its entrance.

- `GET /cars`: free places and cars
- `POST /cars` with `{ "plate": "..." }`: a car comes
- `DELETE /cars/PLATE`: it goes, and pays
"""
BASE = {
    "README.md": README,
    "package.json": PACKAGE_JSON,
    ".gitignore": "node_modules/\ndist/\n*.local.js\n",
    CONFIG: CONFIG_JS,
    FEES: FEES_JS,
    GARAGE: GARAGE_JS,
    API: API_JS,
    BOARD: BOARD_JS,
    SETUP: SETUP_JS,
    T_FEES: T_FEES_JS,
    T_GARAGE: T_GARAGE_JS,
    T_API: T_API_JS,
    T_BOARD: T_BOARD_JS,
    SNAP: BOARD_SNAP,
}
