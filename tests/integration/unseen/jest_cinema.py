"""A cinema's seats and tickets (express, jest, supertest, CommonJS). Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "nodejs-18"

PACKAGE = """{
  "name": "cinema",
  "version": "1.4.0",
  "private": true,
  "main": "src/app.js",
  "bin": { "cinema": "bin/cinema.js" },
  "scripts": { "start": "node src/server.js", "test": "jest" },
  "dependencies": { "express": "^4.19.2" },
  "devDependencies": { "jest": "^29.7.0", "supertest": "^6.3.4" }
}
"""
SEATS = r"""'use strict';

/** 'C12' as { row: 'C', number: 12 }. */
function parseSeat(text) {
  const found = /^([A-Z])(\d+)$/.exec(text);
  if (!found) throw new Error('bad seat');
  return { row: found[1], number: Number(found[2]) };
}

function formatSeat({ row, number }) {
  return `${row}${number}`;
}

/** Seats next to each other, as many as wanted, in the first row that has them. */
function findTogether(free, wanted) {
  const sorted = [...free].sort((a, b) => a.row.localeCompare(b.row) || a.number - b.number);
  for (let i = 0; i < sorted.length - wanted; i++) {
    const part = sorted.slice(i, i + wanted);
    const last = part[part.length - 1];
    if (last.row === part[0].row && last.number - part[0].number === wanted - 1) return part;
  }
  return null;
}

module.exports = { parseSeat, formatSeat, findTogether };
"""
PRICES = """'use strict';

const BASE_CENTS = 1200;

/** The price of a ticket in cents. */
function price({ age, matinee = false }) {
  let cents = BASE_CENTS;
  if (age < 14) {
    cents = cents * 0.5;
  } else {
    if (age >= 65) {
      cents = cents * 0.75;
    }
  }
  if (matinee) {
    cents = cents * 0.85;
  }
  return cents;
}

function total(tickets) {
  let sum = 0;
  for (let i = 0; i < tickets.length; i++) {
    sum += price(tickets[i]);
  }
  return sum;
}

module.exports = { price, total, BASE_CENTS };
"""
SHOWS = """'use strict';

class Shows {
  constructor() {
    this.shows = [];
    this.bookings = new Map();
  }

  add({ title, startsAt, seats }) {
    const show = { id: this.shows.length + 1, title, startsAt, seats };
    this.shows.push(show);
    this.bookings.set(show.id, new Set());
    return show;
  }

  get(id) {
    return this.shows.find((show) => show.id === id);
  }

  all() {
    return [...this.shows];
  }

  on(day) {
    return this.shows.filter((show) => new Date(show.startsAt).getDate() === new Date(day).getDate());
  }

  free(id) {
    const taken = this.bookings.get(id);
    return this.get(id).seats.filter((seat) => !taken.has(seat));
  }

  book(id, seats) {
    const taken = this.bookings.get(id);
    for (const seat of seats) {
      if (taken.has(seat)) throw new Error(`${seat} is taken`);
      taken.add(seat);
    }
    return seats;
  }
}

module.exports = { Shows };
"""
APP = """'use strict';

const express = require('express');

function createApp(shows) {
  const app = express();
  app.use(express.json());

  app.get('/shows', (req, res) => {
    res.json(shows.all().map(({ id, title, startsAt }) => ({ id, title, startsAt })));
  });

  app.get('/shows/:id', (req, res) => {
    const show = shows.get(Number(req.params.id));
    if (!show) return res.status(404).json({ error: 'not found' });
    return res.json({ ...show, free: shows.free(show.id) });
  });

  app.get('/version', (req, res) => {
    res.type('text').send('1.4.0');
  });

  app.post('/shows/:id/bookings', (req, res) => {
    const show = shows.get(Number(req.params.id));
    if (!show) return res.status(404).json({ error: 'not found' });
    try {
      return res.status(201).json({ seats: shows.book(show.id, req.body.seats) });
    } catch (error) {
      return res.status(409).json({ error: error.message });
    }
  });

  return app;
}

module.exports = { createApp };
"""
TRAILERS = """'use strict';

/** Looks up trailers; `get(url)` gives a promise of the parsed answer. */
class Trailers {
  constructor(get, base = 'https://trailers.example') {
    this.get = get;
    this.base = base;
  }

  async find(title) {
    const found = await this.get(`${this.base}/search?q=${encodeURIComponent(title)}`);
    return found.results.length > 0 ? found.results[0].url : null;
  }
}

module.exports = { Trailers };
"""
BIN = """#!/usr/bin/env node
'use strict';

const { price } = require('../src/prices');

function run(args, out) {
  if (args[0] === 'price') {
    out(String(price({ age: Number(args[1]), matinee: args.includes('--matinee') })));
    return 0;
  }
  out('usage: cinema price AGE [--matinee]');
  return 2;
}

if (require.main === module) process.exitCode = run(process.argv.slice(2), console.log);

module.exports = { run };
"""
README = "# cinema\n\nSeats, prices, bookings.\n\n    npm start\n"
T_SEATS = """const { parseSeat, formatSeat, findTogether } = require('../src/seats');

describe('parseSeat', () => {
  it('reads row and number', () => {
    expect(parseSeat('C12')).toEqual({ row: 'C', number: 12 });
  });

  it('throws', () => {
    expect(() => parseSeat('12C')).toThrow();
  });
});

it('formats', () => {
  expect(formatSeat({ row: 'A', number: 1 })).toBe('A1');
});

describe('findTogether', () => {
  const free = ['A1', 'A3', 'A4', 'B1', 'B2', 'B3'].map(parseSeat);

  it('finds two', () => {
    expect(findTogether(free, 2).map(formatSeat)).toEqual(['A3', 'A4']);
  });

  it('finds none', () => {
    expect(findTogether(free, 4)).toBeNull();
  });
});
"""
T_PRICES = """const { price, total, BASE_CENTS } = require('../src/prices');

test('adults pay in full', () => {
  expect(price({ age: 30 })).toBe(BASE_CENTS);
});

test.each([
  [10, 600],
  [70, 900],
])('at %d it is %d', (age, cents) => {
  expect(price({ age })).toBe(cents);
});

test('matinees are cheaper', () => {
  expect(price({ age: 30, matinee: true })).toBe(1020);
});

test('total', () => {
  expect(total([{ age: 30 }, { age: 10 }])).toBe(1800);
});
"""
T_SHOWS = """const { Shows } = require('../src/shows');

let shows;

beforeEach(() => {
  shows = new Shows();
  shows.add({ title: 'Metropolis', startsAt: '2024-03-02T18:00:00Z', seats: ['A1', 'A2'] });
  shows.add({ title: 'Alien', startsAt: '2024-03-01T20:00:00Z', seats: ['A1'] });
});

test('adds with an id', () => {
  expect(shows.get(2).title).toBe('Alien');
});

test('all, as they were added', () => {
  expect(shows.all().map((show) => show.title)).toEqual(['Metropolis', 'Alien']);
});

test('of a day', () => {
  expect(shows.on('2024-03-01T00:00:00Z').map((show) => show.title)).toEqual(['Alien']);
});

test('books', () => {
  shows.book(1, ['A1']);
  expect(shows.free(1)).toEqual(['A2']);
  expect(() => shows.book(1, ['A1'])).toThrow('A1 is taken');
});
"""
T_APP = """const request = require('supertest');
const { createApp } = require('../src/app');
const { Shows } = require('../src/shows');

let app;

beforeEach(() => {
  const shows = new Shows();
  shows.add({ title: 'Metropolis', startsAt: '2024-03-02T18:00:00Z', seats: ['A1', 'A2'] });
  shows.add({ title: 'Alien', startsAt: '2024-03-01T20:00:00Z', seats: ['A1'] });
  app = createApp(shows);
});

describe('GET /shows', () => {
  it('lists', async () => {
    const res = await request(app).get('/shows').expect(200);
    expect(res.body).toHaveLength(2);
    expect(res.body[0]).toEqual({ id: 1, title: 'Metropolis', startsAt: '2024-03-02T18:00:00Z' });
  });
});

describe('GET /shows/:id', () => {
  it('has the free seats', async () => {
    const res = await request(app).get('/shows/1').expect(200);
    expect(res.body.free).toEqual(['A1', 'A2']);
  });

  it('is 404 for others', async () => {
    await request(app).get('/shows/9').expect(404, { error: 'not found' });
  });
});

it('GET /version', async () => {
  await request(app).get('/version').expect(200, '1.4.0');
});

describe('POST /shows/:id/bookings', () => {
  it('books', async () => {
    await request(app).post('/shows/1/bookings').send({ seats: ['A2'] }).expect(201);
    const res = await request(app).get('/shows/1');
    expect(res.body.free).toEqual(['A1']);
  });

  it('refuses what is taken', async () => {
    await request(app).post('/shows/2/bookings').send({ seats: ['A1'] });
    await request(app).post('/shows/2/bookings').send({ seats: ['A1'] }).expect(409, { error: 'A1 is taken' });
  });
});
"""
T_TRAILERS = """const { Trailers } = require('../src/trailers');

test('finds the first', async () => {
  const get = jest.fn().mockResolvedValue({ results: [{ url: 'https://t.example/1' }] });
  await expect(new Trailers(get).find('Alien & co')).resolves.toBe('https://t.example/1');
  expect(get).toHaveBeenCalledWith('https://trailers.example/search?q=Alien%20%26%20co');
});

test('finds nothing', async () => {
  const get = async () => ({ results: [] });
  expect(await new Trailers(get).find('none')).toBeNull();
});
"""
T_BIN = """const { run } = require('../bin/cinema');

test('price', () => {
  const out = jest.fn();
  expect(run(['price', '70'], out)).toBe(0);
  expect(out).toHaveBeenCalledWith('900');
});

test('usage', () => {
  const out = jest.fn();
  expect(run([], out)).toBe(2);
  expect(out.mock.calls[0][0]).toMatch(/^usage/);
});
"""
BASE = {
    "README.md": README,
    "package.json": PACKAGE,
    "src/seats.js": SEATS,
    "src/prices.js": PRICES,
    "src/shows.js": SHOWS,
    "src/app.js": APP,
    "src/server.js": "'use strict';\n\nconst { createApp } = require('./app');\nconst { Shows } = require('./shows');\n\ncreateApp(new Shows()).listen(process.env.PORT || 3000);\n",
    "src/trailers.js": TRAILERS,
    "bin/cinema.js": BIN,
    "test/seats.test.js": T_SEATS,
    "test/prices.test.js": T_PRICES,
    "test/shows.test.js": T_SHOWS,
    "test/app.test.js": T_APP,
    "test/trailers.test.js": T_TRAILERS,
    "test/cli.test.js": T_BIN,
}
SPLIT = {
    "src/app.js": """'use strict';

const express = require('express');

const { showRoutes } = require('./routes/shows');

function createApp(shows) {
  const app = express();
  app.use(express.json());
  app.use('/shows', showRoutes(shows));
  app.get('/version', (req, res) => {
    res.type('text').send('1.4.0');
  });
  return app;
}

module.exports = { createApp };
""",
    "src/routes/shows.js": """'use strict';

const { Router } = require('express');

function showRoutes(shows) {
  const router = Router();

  router.param('id', (req, res, next, id) => {
    req.show = shows.get(Number(id));
    if (req.show) return next();
    return res.status(404).json({ error: 'not found' });
  });

  router.get('/', (req, res) => {
    res.json(shows.all().map(({ id, title, startsAt }) => ({ id, title, startsAt })));
  });

  router.get('/:id', (req, res) => {
    res.json({ ...req.show, free: shows.free(req.show.id) });
  });

  router.post('/:id/bookings', (req, res) => {
    try {
      res.status(201).json({ seats: shows.book(req.show.id, req.body.seats) });
    } catch (error) {
      res.status(409).json({ error: error.message });
    }
  });

  return router;
}

module.exports = { showRoutes };
""",
    "test/app.test.js": None,
    "test/routes/shows.test.js": r(
        T_APP,
        ("require('../src/app')", "require('../../src/app')"),
        ("require('../src/shows')", "require('../../src/shows')"),
        (
            "it('GET /version', async () => {\n  await request(app).get('/version').expect(200, '1.4.0');\n});\n\n",
            "",
        ),
    ),
}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h bug: the last seats together are never found",
        {
            "src/seats.js": r(SEATS, ("i < sorted.length - wanted;", "i <= sorted.length - wanted;")),
            "test/seats.test.js": r(
                T_SEATS,
                (
                    "  it('finds none', () => {",
                    "  it('finds them at the very end', () => {\n    expect(findTogether(free, 3).map(formatSeat)).toEqual(['B1', 'B2', 'B3']);\n  });\n\n  it('finds none', () => {",
                ),
            ),
        },
    ),
    Case(
        "h asked for: a new price, in whole cents",
        {
            "src/prices.js": r(
                PRICES,
                ("  return cents;\n", "  return Math.round(cents);\n"),
                ("const BASE_CENTS = 1200;", "const BASE_CENTS = 1190;"),
            ),
            "test/prices.test.js": r(
                T_PRICES,
                ("[10, 600],\n  [70, 900],", "[10, 595],\n  [70, 893],"),
                ("toBe(1020)", "toBe(1012)"),
                ("toBe(1800)", "toBe(1785)"),
            )
            + """
test('whole cents, whatever the discounts', () => {
  expect(price({ age: 65, matinee: true })).toBe(759);
  expect(Number.isInteger(price({ age: 5, matinee: true }))).toBe(true);
});
""",
            "test/cli.test.js": r(T_BIN, ("'900'", "'893'")),
        },
        changed_by_request=("at 10 it is 600", "at 70 it is 900", "matinees are cheaper", "total", "price"),
    ),
    Case(
        "h bug: shows of a day of another month, by UTC",
        {
            "src/shows.js": r(
                SHOWS,
                (
                    "new Date(show.startsAt).getDate() === new Date(day).getDate()",
                    "utcDay(show.startsAt) === utcDay(day)",
                ),
                (
                    "class Shows {",
                    "function utcDay(at) {\n  return new Date(at).toISOString().slice(0, 10);\n}\n\nclass Shows {",
                ),
            ),
            "test/shows.test.js": T_SHOWS
            + """
test('of a day, not of the same day in other months', () => {
  shows.add({ title: 'Solaris', startsAt: '2024-04-01T00:30:00Z', seats: [] });
  expect(shows.on('2024-03-01').map((show) => show.title)).toEqual(['Alien']);
  expect(shows.on('2024-04-01').map((show) => show.title)).toEqual(['Solaris']);
});
""",
        },
    ),
    Case(
        "h bug: a booking is all or nothing",
        {
            "src/shows.js": r(
                SHOWS,
                (
                    """    for (const seat of seats) {
      if (taken.has(seat)) throw new Error(`${seat} is taken`);
      taken.add(seat);
    }
""",
                    """    const clash = seats.find((seat) => taken.has(seat));
    if (clash) throw new Error(`${clash} is taken`);
    seats.forEach((seat) => taken.add(seat));
""",
                ),
            ),
            "test/shows.test.js": T_SHOWS
            + """
test('keeps nothing of a booking that fails', () => {
  shows.book(1, ['A2']);
  expect(() => shows.book(1, ['A1', 'A2'])).toThrow('A2 is taken');
  expect(shows.free(1)).toEqual(['A1']);
});
""",
        },
    ),
    Case(
        "h pages and sorting of the list",
        {
            "src/app.js": r(
                APP,
                (
                    """    res.json(shows.all().map(({ id, title, startsAt }) => ({ id, title, startsAt })));
""",
                    """    const { sort, page = '1', size = '20' } = req.query;
    if (sort !== undefined && !['title', 'startsAt'].includes(sort)) {
      return res.status(400).json({ error: 'sort is title or startsAt' });
    }
    const [number, count] = [Number(page), Number(size)];
    if (!Number.isInteger(number) || number < 1 || !Number.isInteger(count) || count < 1 || count > 100) {
      return res.status(400).json({ error: 'page and size are whole numbers from 1' });
    }
    const all = shows.all();
    if (sort) all.sort((a, b) => (a[sort] < b[sort] ? -1 : Number(a[sort] > b[sort])));
    res.set('X-Total-Count', String(all.length));
    const part = all.slice((number - 1) * count, number * count);
    return res.json(part.map(({ id, title, startsAt }) => ({ id, title, startsAt })));
""",
                ),
            ),
            "test/app.test.js": r(
                T_APP,
                (
                    "describe('GET /shows/:id'",
                    """describe('GET /shows with a query', () => {
  const titles = async (query) => (await request(app).get(`/shows?${query}`)).body.map((show) => show.title);

  it('sorts', async () => {
    expect(await titles('sort=title')).toEqual(['Alien', 'Metropolis']);
    expect(await titles('sort=startsAt')).toEqual(['Alien', 'Metropolis']);
  });

  it('gives a page', async () => {
    expect(await titles('size=1&page=2')).toEqual(['Alien']);
    expect(await titles('size=1&page=3')).toEqual([]);
  });

  it('says how many there are', async () => {
    const res = await request(app).get('/shows?size=1');
    expect(res.headers['x-total-count']).toBe('2');
  });

  it.each(['sort=seats', 'page=0', 'size=x', 'size=101'])('refuses %s', async (query) => {
    await request(app).get(`/shows?${query}`).expect(400);
  });
});

describe('GET /shows/:id'""",
                ),
            ),
        },
    ),
    Case(
        "h a route to cancel a booking",
        {
            "src/shows.js": r(
                SHOWS,
                (
                    "    return seats;\n  }\n",
                    "    return seats;\n  }\n\n  cancel(id, seat) {\n    return this.bookings.get(id).delete(seat);\n  }\n",
                ),
            ),
            "src/app.js": r(
                APP,
                (
                    "  return app;\n",
                    """  app.delete('/shows/:id/bookings/:seat', (req, res) => {
    const show = shows.get(Number(req.params.id));
    if (!show || !shows.cancel(show.id, req.params.seat)) return res.status(404).json({ error: 'not found' });
    return res.status(204).end();
  });

  return app;
""",
                ),
            ),
            "test/app.test.js": T_APP
            + """
describe('DELETE /shows/:id/bookings/:seat', () => {
  it('frees the seat', async () => {
    await request(app).post('/shows/1/bookings').send({ seats: ['A1'] });
    await request(app).delete('/shows/1/bookings/A1').expect(204);
    const res = await request(app).get('/shows/1');
    expect(res.body.free).toEqual(['A1', 'A2']);
  });

  it('is 404 for a seat that is free', async () => {
    await request(app).delete('/shows/1/bookings/A1').expect(404);
  });

  it('is 404 for no show', async () => {
    await request(app).delete('/shows/7/bookings/A1').expect(404);
  });
});
""",
        },
    ),
    Case(
        "h bookings are validated",
        {
            "src/app.js": r(
                APP,
                (
                    "    try {\n",
                    """    const { seats } = req.body;
    if (!Array.isArray(seats) || seats.length === 0) return res.status(400).json({ error: 'seats must be a list' });
    const unknown = seats.filter((seat) => !show.seats.includes(seat));
    if (unknown.length > 0) return res.status(400).json({ error: `no such seat: ${unknown.join(', ')}` });
    try {
""",
                ),
                ("shows.book(show.id, req.body.seats)", "shows.book(show.id, seats)"),
            ),
            "test/app.test.js": r(
                T_APP,
                (
                    "  it('refuses what is taken'",
                    """  it.each([[{}], [{ seats: 'A1' }], [{ seats: [] }]])('refuses %j', async (body) => {
    await request(app).post('/shows/1/bookings').send(body).expect(400, { error: 'seats must be a list' });
  });

  it('refuses seats that are not there', async () => {
    const res = await request(app).post('/shows/1/bookings').send({ seats: ['A1', 'Z9'] });
    expect(res.status).toBe(400);
    expect(res.body.error).toBe('no such seat: Z9');
  });

  it('refuses what is taken'""",
                ),
            ),
        },
    ),
    Case(
        "h trailers are kept for an hour",
        {
            "src/trailers.js": r(
                TRAILERS,
                (
                    "base = 'https://trailers.example') {",
                    "base = 'https://trailers.example', { maxAge = 3600000, now = Date.now } = {}) {",
                ),
                (
                    "    this.base = base;\n",
                    "    this.base = base;\n    this.maxAge = maxAge;\n    this.now = now;\n    this.kept = new Map();\n",
                ),
                (
                    "    const found = await",
                    """    const kept = this.kept.get(title);
    if (kept && this.now() - kept.at < this.maxAge) return kept.url;
    const url = await this.search(title);
    this.kept.set(title, { url, at: this.now() });
    return url;
  }

  async search(title) {
    const found = await""",
                ),
            ),
            "test/trailers.test.js": T_TRAILERS
            + """
describe('caching', () => {
  let now;
  let get;
  let trailers;

  beforeEach(() => {
    now = 0;
    get = jest.fn(async () => ({ results: [{ url: `u${get.mock.calls.length}` }] }));
    trailers = new Trailers(get, 'http://t', { maxAge: 1000, now: () => now });
  });

  test('asks once within the time', async () => {
    expect(await trailers.find('Alien')).toBe('u1');
    now = 999;
    expect(await trailers.find('Alien')).toBe('u1');
    expect(get).toHaveBeenCalledTimes(1);
  });

  test('asks again later', async () => {
    await trailers.find('Alien');
    now = 1000;
    expect(await trailers.find('Alien')).toBe('u2');
  });

  test('asks for each title', async () => {
    await trailers.find('Alien');
    expect(await trailers.find('Solaris')).toBe('u2');
  });
});
""",
        },
    ),
    Case(
        "h trailers: retries with fake timers",
        {
            "src/retry.js": """'use strict';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The result of `action`, tried up to `attempts` times with a pause that doubles. */
async function retry(action, { attempts = 3, pause = 100 } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= attempts) throw error;
      await wait(pause * 2 ** (attempt - 1));
    }
  }
}

module.exports = { retry };
""",
            "src/trailers.js": r(
                TRAILERS,
                ("/** Looks", "const { retry } = require('./retry');\n\n/** Looks"),
                (
                    "    const found = await this.get(`${this.base}/search?q=${encodeURIComponent(title)}`);",
                    "    const url = `${this.base}/search?q=${encodeURIComponent(title)}`;\n    const found = await retry(() => this.get(url));",
                ),
            ),
            "test/retry.test.js": """const { retry } = require('../src/retry');
const { Trailers } = require('../src/trailers');

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('gives the first success', async () => {
  const action = jest.fn().mockRejectedValueOnce(new Error('busy')).mockResolvedValue('ok');
  const promise = retry(action, { pause: 50 });
  await jest.advanceTimersByTimeAsync(49);
  expect(action).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(1);
  await expect(promise).resolves.toBe('ok');
  expect(action).toHaveBeenCalledTimes(2);
});

test('throws the last error', async () => {
  const action = jest.fn().mockRejectedValue(new Error('down'));
  const caught = retry(action, { attempts: 2, pause: 1 }).catch((error) => error);
  await jest.runAllTimersAsync();
  expect((await caught).message).toBe('down');
  expect(action).toHaveBeenCalledTimes(2);
});

test('trailers try again', async () => {
  const get = jest.fn().mockRejectedValueOnce(new Error('reset')).mockResolvedValue({ results: [{ url: 'u' }] });
  const promise = new Trailers(get).find('Alien');
  await jest.runAllTimersAsync();
  expect(await promise).toBe('u');
});
""",
        },
    ),
    Case(
        "h a subcommand that finds seats",
        {
            "bin/cinema.js": r(
                BIN,
                (
                    "const { price } = require('../src/prices');\n",
                    "const { price } = require('../src/prices');\nconst { findTogether, formatSeat, parseSeat } = require('../src/seats');\n",
                ),
                (
                    "  out('usage: cinema price AGE [--matinee]');",
                    """  if (args[0] === 'together' && args.length > 2) {
    const found = findTogether(args.slice(2).map(parseSeat), Number(args[1]));
    out(found ? found.map(formatSeat).join(' ') : 'none');
    return found ? 0 : 1;
  }
  out('usage: cinema price AGE [--matinee] | cinema together COUNT SEAT...');""",
                ),
            ),
            "test/cli.test.js": T_BIN
            + """
test('together', () => {
  const out = jest.fn();
  expect(run(['together', '2', 'B1', 'A7', 'A9', 'A8', 'C1'], out)).toBe(0);
  expect(out).toHaveBeenLastCalledWith('A7 A8');
});

test('together without luck', () => {
  const out = jest.fn();
  expect(run(['together', '2', 'A1', 'A3', 'A5'], out)).toBe(1);
  expect(out).toHaveBeenLastCalledWith('none');
});
""",
        },
    ),
    Case(
        "h errors of seats say what is wrong",
        {
            "src/seats.js": r(
                SEATS,
                (
                    "  const found = /^([A-Z])(\\d+)$/.exec(text);",
                    "  const found = /^([A-Z])(\\d+)$/.exec(String(text).trim().toUpperCase());",
                ),
                (
                    "throw new Error('bad seat')",
                    "throw new TypeError(`not a seat: ${JSON.stringify(text)} (a letter and a number, such as C12)`)",
                ),
            ),
            "test/seats.test.js": r(
                T_SEATS,
                (
                    "    expect(() => parseSeat('12C')).toThrow();\n  });\n",
                    "    expect(() => parseSeat('12C')).toThrow('not a seat: \"12C\"');\n    expect(() => parseSeat('')).toThrow(TypeError);\n  });\n\n  it('takes small letters', () => {\n    expect(parseSeat(' c4 ')).toEqual({ row: 'C', number: 4 });\n  });\n",
                ),
            ),
        },
    ),
    Case(
        "h refactoring: prices as a table",
        {
            "src/prices.js": """'use strict';

const BASE_CENTS = 1200;
const MATINEE = 0.85;

function ageFactor(age) {
  if (age < 14) return 0.5;
  return age >= 65 ? 0.75 : 1;
}

/** The price of a ticket in cents. */
function price({ age, matinee = false }) {
  return BASE_CENTS * ageFactor(age) * (matinee ? MATINEE : 1);
}

const total = (tickets) => tickets.reduce((sum, ticket) => sum + price(ticket), 0);

module.exports = { price, total, BASE_CENTS };
""",
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: routes get a file each, tests move",
        {
            **SPLIT,
            "test/routes/version.test.js": """const request = require('supertest');
const { createApp } = require('../../src/app');

it('GET /version', async () => {
  await request(createApp()).get('/version').expect(200, '1.4.0');
});
""",
        },
        nature="refactoring",
    ),
    Case(
        "h asked for: the version route goes",
        {
            "src/app.js": r(
                APP,
                ("  app.get('/version', (req, res) => {\n    res.type('text').send('1.4.0');\n  });\n\n", ""),
            ),
            "test/app.test.js": r(
                T_APP,
                (
                    "it('GET /version', async () => {\n  await request(app).get('/version').expect(200, '1.4.0');\n});\n\n",
                    "",
                ),
            ),
        },
        changed_by_request=("GET /version",),
    ),
    Case(
        "h refactoring: routes get a file each, tests move as they are",
        {
            **SPLIT,
            "test/routes/version.test.js": """const request = require('supertest');
const { createApp } = require('../../src/app');

const app = createApp();

it('GET /version', async () => {
  await request(app).get('/version').expect(200, '1.4.0');
});
""",
        },
        nature="refactoring",
    ),
    Case(
        "h asked for: the version route goes, and a test says so",
        {
            "src/app.js": r(
                APP,
                ("  app.get('/version', (req, res) => {\n    res.type('text').send('1.4.0');\n  });\n\n", ""),
            ),
            "test/app.test.js": r(
                T_APP,
                (
                    "it('GET /version', async () => {\n  await request(app).get('/version').expect(200, '1.4.0');\n});\n\n",
                    "it('has no route for the version', async () => {\n  await request(app).get('/version').expect(404);\n});\n\n",
                ),
            ),
        },
        changed_by_request=("GET /version",),
    ),
)
