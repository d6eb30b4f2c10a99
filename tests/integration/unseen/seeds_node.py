"""A README alone: add and multiply, and an API that registers with bcrypt. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "nodejs-18"
BASE = {"README.md": "# seeds\n"}

PACKAGE = """{
  "name": "calculator",
  "version": "1.0.0",
  "description": "Adds and multiplies",
  "main": "src/calculator.js",
  "scripts": { "test": "jest" },
  "license": "MIT",
  "devDependencies": { "jest": "^29.7.0" }
}
"""
SUM = """/** The sum of two numbers. */
function add(a, b) {
  return a + b;
}

/** The product of two numbers. */
function multiply(a, b) {
  return a * b;
}

module.exports = { add, multiply };
"""
T_SUM = """const { add, multiply } = require('../src/calculator');

describe('calculator', () => {
  test('adds', () => {
    expect(add(2, 3)).toBe(5);
    expect(add(-1, 1)).toBe(0);
    expect(add(0.1, 0.2)).toBeCloseTo(0.3);
  });

  test('multiplies', () => {
    expect(multiply(2, 3)).toBe(6);
    expect(multiply(-4, 0.5)).toBe(-2);
    expect(multiply(7, 0)).toBe(0);
  });
});
"""
T_THIN = """const { add, multiply } = require('../src/calculator');

test('add', () => {
  expect(add(1, 2)).toBe(3);
});

test('multiply', () => {
  expect(multiply(3, 4)).toBe(12);
});
"""
API = """{
  "name": "registration-api",
  "version": "1.0.0",
  "private": true,
  "main": "src/app.js",
  "scripts": { "start": "node src/server.js", "test": "jest" },
  "dependencies": { "bcrypt": "^6.0.0", "express": "^4.19.2" },
  "devDependencies": { "jest": "^29.7.0", "supertest": "^7.0.0" }
}
"""
APP = """'use strict';

const express = require('express');
const bcrypt = require('bcrypt');

const { validate } = require('./validate');

function createApp({ users = new Map(), rounds = 10 } = {}) {
  const app = express();
  app.use(express.json());

  app.post('/register', async (req, res, next) => {
    try {
      const errors = validate(req.body);
      if (errors.length > 0) return res.status(400).json({ errors });
      const email = req.body.email.trim().toLowerCase();
      if (users.has(email)) return res.status(409).json({ errors: ['email is taken'] });
      const passwordHash = await bcrypt.hash(req.body.password, rounds);
      const user = { id: users.size + 1, email, passwordHash };
      users.set(email, user);
      return res.status(201).json({ id: user.id, email });
    } catch (error) {
      return next(error);
    }
  });

  app.post('/login', async (req, res, next) => {
    try {
      const { email = '', password = '' } = req.body;
      const user = users.get(String(email).trim().toLowerCase());
      const ok = user && (await bcrypt.compare(String(password), user.passwordHash));
      if (!ok) return res.status(401).json({ errors: ['wrong email or password'] });
      return res.json({ id: user.id, email: user.email });
    } catch (error) {
      return next(error);
    }
  });

  return app;
}

module.exports = { createApp };
"""
VALIDATE = r"""'use strict';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function validate(body) {
  const errors = [];
  const { email, password } = body || {};
  if (typeof email !== 'string' || !EMAIL.test(email.trim())) errors.push('email is not valid');
  if (typeof password !== 'string' || password.length < 8) {
    errors.push('password needs at least 8 characters');
  }
  return errors;
}

module.exports = { validate };
"""
SERVER = """'use strict';

const { createApp } = require('./app');

const port = Number(process.env.PORT) || 3000;
createApp().listen(port, () => console.log(`listening on ${port}`));
"""
T_APP = """'use strict';

const request = require('supertest');
const bcrypt = require('bcrypt');

const { createApp } = require('../src/app');

describe('registration', () => {
  let app;
  let users;

  beforeEach(() => {
    users = new Map();
    app = createApp({ users, rounds: 4 });
  });

  const ada = { email: 'Ada@Example.org', password: 'correct horse' };

  test('registers', async () => {
    const res = await request(app).post('/register').send(ada);
    expect(res.status).toBe(201);
    expect(res.body).toEqual({ id: 1, email: 'ada@example.org' });
  });

  test('keeps a hash, never the password', async () => {
    await request(app).post('/register').send(ada).expect(201);
    const { passwordHash } = users.get('ada@example.org');
    expect(passwordHash).not.toContain(ada.password);
    expect(await bcrypt.compare(ada.password, passwordHash)).toBe(true);
  });

  test('an address registers once', async () => {
    await request(app).post('/register').send(ada);
    const res = await request(app).post('/register').send({ ...ada, email: 'ada@example.org' });
    expect(res.status).toBe(409);
  });

  test.each([
    [{}, ['email is not valid', 'password needs at least 8 characters']],
    [{ email: 'ada', password: 'long enough' }, ['email is not valid']],
    [{ email: 'ada@example.org', password: 'short' }, ['password needs at least 8 characters']],
  ])('refuses %j', async (body, errors) => {
    const res = await request(app).post('/register').send(body);
    expect(res.status).toBe(400);
    expect(res.body.errors).toEqual(errors);
    expect(users.size).toBe(0);
  });

  test('logs in', async () => {
    await request(app).post('/register').send(ada);
    await request(app).post('/login').send(ada).expect(200, { id: 1, email: 'ada@example.org' });
    await request(app).post('/login').send({ ...ada, password: 'wrong horse' }).expect(401);
  });
});
"""
MOCKED = """const request = require('supertest');
const bcrypt = require('bcrypt');
const { createApp } = require('../src/app');

test('POST /register hashes with the rounds it is given', async () => {
  const hash = jest.spyOn(bcrypt, 'hash');
  const users = new Map();
  const res = await request(createApp({ users, rounds: 5 }))
    .post('/register')
    .send({ email: 'bob@example.org', password: 'hunter22' });
  expect(res.statusCode).toBe(201);
  expect(res.body).not.toHaveProperty('passwordHash');
  expect(hash).toHaveBeenCalledWith('hunter22', 5);
  expect(bcrypt.getRounds(users.get('bob@example.org').passwordHash)).toBe(5);
  hash.mockRestore();
});

test('POST /register without a password', async () => {
  const res = await request(createApp()).post('/register').send({ email: 'bob@example.org' });
  expect(res.statusCode).toBe(400);
});
"""
IGNORE = {".gitignore": "node_modules\ncoverage\n"}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h seed: add and multiply with jest",
        {"package.json": PACKAGE, "src/calculator.js": SUM, "tests/calculator.test.js": T_SUM, **IGNORE},
    ),
    Case(
        "h seed: add and multiply, one assert each",
        {"package.json": PACKAGE, "src/calculator.js": SUM, "__tests__/calculator.test.js": T_THIN},
    ),
    Case(
        "h seed: registration with express, bcrypt, supertest",
        {
            "package.json": API,
            "src/app.js": APP,
            "src/server.js": SERVER,
            "src/validate.js": VALIDATE,
            "tests/app.test.js": T_APP,
            "README.md": "# seeds\n\n`npm start` listens on PORT (3000). POST /register and /login take `email` and `password`.\n",
            **IGNORE,
        },
    ),
    Case(
        "h seed: registration with a spy on bcrypt",
        {
            "package.json": API,
            "src/app.js": APP,
            "src/server.js": SERVER,
            "src/validate.js": VALIDATE,
            "test/register.test.js": MOCKED,
        },
    ),
)
