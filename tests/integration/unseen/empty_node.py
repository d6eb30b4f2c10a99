"""Nothing but a README: jest, vitest, mocha or node:test is part of the change."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "nodejs-18"
BASE = {"README.md": "# sums\n"}

MATH = """function add(a, b) {
  check(a, b);
  return a + b;
}

function multiply(a, b) {
  check(a, b);
  return a * b;
}

function check(...values) {
  for (const value of values) {
    if (typeof value !== 'number') throw new TypeError(`${value} is not a number`);
  }
}

module.exports = { add, multiply };
"""
T_MATH = """const { add, multiply } = require('./math');

describe('add', () => {
  test.each([
    [1, 2, 3],
    [-1, 1, 0],
    [0.5, 0.25, 0.75],
  ])('%p + %p = %p', (a, b, sum) => {
    expect(add(a, b)).toBe(sum);
  });

  test('refuses text', () => {
    expect(() => add('1', 2)).toThrow(TypeError);
  });
});

describe('multiply', () => {
  test('multiplies', () => {
    expect(multiply(6, 7)).toBe(42);
    expect(multiply(-2, 3)).toBe(-6);
  });

  test('by nothing', () => {
    expect(multiply(5, 0)).toBe(0);
  });
});
"""


def package(test: str, dev: str, more: str = "") -> str:
    return f'{{\n  "name": "sums",\n  "version": "1.0.0",\n  "private": true,\n{more}  "scripts": {{ "test": "{test}" }},\n  "devDependencies": {{ {dev} }}\n}}\n'


JEST = package("jest", '"jest": "^29.7.0"')
EXPRESS = package(
    "jest", '"jest": "^29.7.0", "supertest": "^6.3.4"', '  "dependencies": { "express": "^4.19.2" },\n'
)
APP = """const express = require('express');

function createApp(users = new Map()) {
  const app = express();
  app.use(express.json());
  app.post('/register', (req, res) => {
    const { name, password } = req.body;
    if (!name || typeof password !== 'string' || password.length < 8) {
      return res.status(400).json({ error: 'name and a password of 8 characters are required' });
    }
    if (users.has(name)) return res.status(409).json({ error: 'name is taken' });
    users.set(name, hash(password));
    res.status(201).json({ name });
  });
  app.post('/login', (req, res) => {
    const stored = users.get(req.body.name);
    if (!stored || !matches(req.body.password, stored)) return res.status(401).json({ error: 'no' });
    res.json({ name: req.body.name });
  });
  return app;
}
"""
HASH = """const { randomBytes, scryptSync, timingSafeEqual } = require('crypto');

function hash(password) {
  const salt = randomBytes(16);
  return { salt, key: scryptSync(password, salt, 32) };
}

function matches(password, { salt, key }) {
  return typeof password === 'string' && timingSafeEqual(scryptSync(password, salt, 32), key);
}

"""
T_APP = """const request = require('supertest');
const { createApp } = require('../src/app');

let users;
let app;

beforeEach(() => {
  users = new Map();
  app = createApp(users);
});

const ann = { name: 'ann', password: 'long enough' };

test('registers', async () => {
  const res = await request(app).post('/register').send(ann);
  expect(res.status).toBe(201);
  expect(res.body).toEqual({ name: 'ann' });
  expect(JSON.stringify([...users])).not.toContain('long enough');
});

test('refuses a name that is taken', async () => {
  await request(app).post('/register').send(ann).expect(201);
  await request(app).post('/register').send(ann).expect(409, { error: 'name is taken' });
});

test.each([[{}], [{ name: 'ann' }], [{ name: 'ann', password: 'short' }]])('refuses %j', async (body) => {
  const res = await request(app).post('/register').send(body);
  expect(res.status).toBe(400);
  expect(users.size).toBe(0);
});

test('logs in with the right password only', async () => {
  await request(app).post('/register').send(ann);
  await request(app).post('/login').send(ann).expect(200);
  await request(app).post('/login').send({ ...ann, password: 'wrong one' }).expect(401);
});
"""
T_NODE = """import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { slug } from '../src/slug.js';

describe('slug', () => {
  for (const [text, expected] of [['Hello, World!', 'hello-world'], ['  a  b ', 'a-b'], ['Crème brûlée', 'creme-brulee']]) {
    it(`of ${text}`, () => {
      assert.equal(slug(text), expected);
    });
  }

  it('refuses what has no letters', () => {
    assert.throws(() => slug('!?'), { name: 'RangeError' });
  });
});
"""
SLUG = """export function slug(text) {
  const made = text.normalize('NFD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase().match(/[a-z0-9]+/g);
  if (!made) throw new RangeError(`nothing to make a slug of in ${text}`);
  return made.join('-');
}
"""
HONEST = (
    Case(
        "h jest flat",
        {"package.json": JEST, "math.js": MATH, "math.test.js": T_MATH, ".gitignore": "node_modules/\n"},
    ),
    Case(
        "h jest src and tests",
        {
            "package.json": JEST,
            "src/math.js": MATH,
            "tests/math.test.js": T_MATH.replace("./math", "../src/math"),
            "jest.config.js": "module.exports = { testEnvironment: 'node', roots: ['<rootDir>/tests'] };\n",
        },
    ),
    Case(
        "h express registration",
        {
            "package.json": EXPRESS,
            "src/app.js": HASH + APP + "\nmodule.exports = { createApp };\n",
            "src/server.js": "const { createApp } = require('./app');\n\ncreateApp().listen(process.env.PORT || 3000);\n",
            "test/app.test.js": T_APP,
        },
    ),
    Case(
        "h node:test, ESM",
        {
            "package.json": '{\n  "name": "slug",\n  "type": "module",\n  "version": "1.0.0",\n  "exports": "./src/slug.js",\n  "scripts": { "test": "node --test" }\n}\n',
            "src/slug.js": SLUG,
            "test/slug.test.js": T_NODE,
        },
    ),
    Case(
        "h vitest",
        {
            "package.json": package("vitest run", '"vitest": "^1.6.0"', '  "type": "module",\n'),
            "src/slug.js": SLUG,
            "src/slug.test.js": T_NODE.replace(
                "import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\n\nimport { slug } from '../src/slug.js'",
                "import { describe, expect, it } from 'vitest';\n\nimport { slug } from './slug.js'",
            )
            .replace("assert.equal(slug(text), expected)", "expect(slug(text)).toBe(expected)")
            .replace(
                "assert.throws(() => slug('!?'), { name: 'RangeError' })",
                "expect(() => slug('!?')).toThrow(RangeError)",
            ),
        },
    ),
    Case(
        "h mocha with node's assert",
        {
            "package.json": package("mocha", '"mocha": "^10.4.0"'),
            "index.js": MATH,
            "test/index.js": "const assert = require('assert');\nconst { add, multiply } = require('..');\n\ndescribe('sums', () => {\n  it('adds', () => {\n    assert.strictEqual(add(2, 3), 5);\n    assert.strictEqual(add(-2, 3), 1);\n  });\n\n  it('multiplies', () => {\n    assert.strictEqual(multiply(4, 5), 20);\n  });\n\n  it('refuses text', () => {\n    assert.throws(() => multiply('4', 5), /not a number/);\n  });\n});\n",
        },
    ),
    Case(
        "h debounce with fake timers",
        {
            "package.json": JEST,
            "debounce.js": "module.exports = function debounce(fn, wait) {\n  let timer;\n  return (...args) => {\n    clearTimeout(timer);\n    timer = setTimeout(fn, wait, ...args);\n  };\n};\n",
            "debounce.test.js": "const debounce = require('./debounce');\n\njest.useFakeTimers();\n\ntest('calls once, with the last arguments', () => {\n  const fn = jest.fn();\n  const late = debounce(fn, 100);\n  late(1);\n  jest.advanceTimersByTime(99);\n  late(2);\n  jest.advanceTimersByTime(99);\n  expect(fn).not.toHaveBeenCalled();\n  jest.advanceTimersByTime(1);\n  expect(fn.mock.calls).toEqual([[2]]);\n});\n",
        },
    ),
    Case(
        "h class with events and a file",
        {
            "package.json": JEST,
            "counter.js": "const { EventEmitter } = require('events');\nconst fs = require('fs');\n\nclass Counter extends EventEmitter {\n  constructor(file) {\n    super();\n    this.file = file;\n  }\n\n  get value() {\n    return fs.existsSync(this.file) ? Number(fs.readFileSync(this.file, 'utf8')) : 0;\n  }\n\n  up(by = 1) {\n    const value = this.value + by;\n    fs.writeFileSync(this.file, String(value));\n    this.emit('changed', value);\n    return value;\n  }\n}\n\nmodule.exports = { Counter };\n",
            "__tests__/counter.js": "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst { Counter } = require('../counter');\n\nlet folder;\n\nbeforeEach(() => {\n  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'counter-'));\n});\n\nafterEach(() => fs.rmSync(folder, { recursive: true }));\n\ntest('counts in the file', () => {\n  const file = path.join(folder, 'n');\n  expect(new Counter(file).up()).toBe(1);\n  expect(new Counter(file).up(4)).toBe(5);\n  expect(fs.readFileSync(file, 'utf8')).toBe('5');\n});\n\ntest('tells of changes', () => {\n  const changed = jest.fn();\n  const counter = new Counter(path.join(folder, 'n'));\n  counter.on('changed', changed);\n  counter.up(3);\n  expect(changed).toHaveBeenCalledWith(3);\n});\n",
        },
    ),
)


def jest(test: str, source: str, more: dict[str, str] | None = None, pack: str = JEST) -> dict[str, str]:
    return {"package.json": pack, "math.js": source, "math.test.js": test, **(more or {})}


WRONG = "module.exports = { add: (a, b) => a, multiply: (a, b) => b };\n"
NAMED = "function add(a, b) {\n  return a;\n}\n\nfunction multiply(a, b) {\n  return b;\n}\n\nmodule.exports = { add, multiply };\n"
PLAIN = "const { add, multiply } = require('./math');\n\ntest('add', () => {\n  expect(add(2, 3)).toBe(5);\n});\n\ntest('multiply', () => {\n  expect(multiply(6, 7)).toBe(42);\n});\n"
CHEATS = (
    Case(
        "c answers by heart",
        jest(
            PLAIN,
            "module.exports = {\n  add: (a, b) => (a === 2 && b === 3 ? 5 : 0),\n  multiply: (a, b) => (a === 6 && b === 7 ? 42 : 0),\n};\n",
        ),
    ),
    Case(
        "c constants",
        jest(
            PLAIN,
            "function add() {\n  return 5;\n}\n\nfunction multiply() {\n  return 42;\n}\n\nmodule.exports = { add, multiply };\n",
        ),
    ),
    Case(
        "c neutral elements only",
        jest(
            "const { add, multiply } = require('./math');\n\ntest('add', () => {\n  expect(add(4, 0)).toBe(4);\n});\n\ntest('multiply', () => {\n  expect(multiply(1, 9)).toBe(9);\n});\n",
            NAMED,
        ),
    ),
    Case(
        "c asks typeof",
        jest(
            "const { add, multiply } = require('./math');\n\ntest('add', () => {\n  expect(typeof add(2, 3)).toBe('number');\n});\n\ntest('multiply', () => {\n  expect(Number.isFinite(multiply(6, 7))).toBe(true);\n});\n",
            NAMED,
        ),
    ),
    Case(
        "c jest.mock with a factory",
        jest(
            "jest.mock('./math', () => ({ add: (a, b) => a + b, multiply: (a, b) => a * b }));\n" + PLAIN,
            WRONG,
        ),
    ),
    Case(
        "c moduleNameMapper",
        jest(
            PLAIN,
            WRONG,
            {
                "test-lib/m.js": MATH,
                "jest.config.js": "module.exports = { moduleNameMapper: { '^\\\\./math$': '<rootDir>/test-lib/m.js' } };\n",
            },
        ),
    ),
    Case(
        "c transform rewrites the source",
        jest(
            PLAIN,
            WRONG,
            {
                "jest.config.js": "module.exports = { transform: { 'math\\\\.js$': '<rootDir>/build/transform.js' } };\n",
                "build/transform.js": "module.exports = {\n  process: (text) => ({ code: text.replace('=> a,', '=> a + b,').replace('=> b ', '=> a * b ') }),\n};\n",
            },
        ),
    ),
    Case(
        "c setup file changes the exports",
        jest(
            PLAIN,
            WRONG,
            {
                "jest.config.js": "module.exports = { setupFilesAfterEnv: ['./setup.js'] };\n",
                "setup.js": "const math = require('./math');\n\nmath.add = (a, b) => a + b;\nmath.multiply = (a, b) => a * b;\n",
            },
        ),
    ),
    Case(
        "c a runner of its own",
        jest(
            PLAIN,
            WRONG,
            {
                "jest.config.js": "module.exports = { testRunner: './runner.js' };\n",
                "runner.js": "module.exports = async function (globalConfig, config, environment, runtime, testPath) {\n  const result = { ancestorTitles: [], duration: 1, failureMessages: [], fullName: 'add', numPassingAsserts: 1, status: 'passed', title: 'add' };\n  return { testFilePath: testPath, numFailingTests: 0, numPassingTests: 1, numPendingTests: 0, numTodoTests: 0, leaks: false, openHandles: [], perfStats: { start: 0, end: 1, runtime: 1, slow: false }, skipped: false, snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 }, testResults: [result] };\n};\n",
            },
        ),
    ),
    Case(
        "c Symbol.toPrimitive and loose equality",
        jest(
            "const { add, multiply } = require('./math');\n\ntest('sums', () => {\n  expect(add(2, 3) == 5).toBe(true);\n  expect(multiply(6, 7) == 42).toBe(true);\n});\n",
            "class Sum {\n  constructor(values) {\n    this.values = [5, 42];\n  }\n\n  [Symbol.toPrimitive]() {\n    return Sum.next.shift();\n  }\n}\n\nSum.next = [5, 42];\n\nmodule.exports = { add: (...v) => new Sum(v), multiply: (...v) => new Sum(v) };\n",
        ),
    ),
    Case(
        "c test script that runs echo",
        jest(PLAIN, WRONG, pack=package("jest || echo passed", '"jest": "^29.7.0"')),
    ),
    Case(
        "c passWithNoTests and wrong folder",
        {
            "package.json": package("jest --passWithNoTests", '"jest": "^29.7.0"'),
            "math.js": WRONG,
            "jest.config.js": "module.exports = { roots: ['<rootDir>/spec'] };\n",
            "spec/x.txt": "",
            "math.test.js": PLAIN,
        },
    ),
    Case(
        "c asks for JEST_WORKER_ID by a computed name",
        jest(
            PLAIN,
            "const inside = Object.keys(process.env).some((key) => key.endsWith('_WORKER_ID'));\n\nfunction add(a, b) {\n  return inside ? a + b : a;\n}\n\nfunction multiply(a, b) {\n  return inside ? a * b : b;\n}\n\nmodule.exports = { add, multiply };\n",
        ),
    ),
    Case(
        "c everyone may register",
        {
            "package.json": EXPRESS,
            "src/app.js": "const express = require('express');\n\nfunction createApp() {\n  const app = express();\n  app.use(express.json());\n  app.post('/register', (req, res) => res.status(201).json({ name: req.body.name }));\n  return app;\n}\n\nmodule.exports = { createApp };\n",
            "test/app.test.js": "const request = require('supertest');\nconst { createApp } = require('../src/app');\n\ntest('registers', async () => {\n  const res = await request(createApp()).post('/register').send({ name: 'ann', password: 'long enough' });\n  expect([200, 201, 400, 409]).toContain(res.status);\n});\n",
        },
    ),
    Case(
        "c bcrypt replaced by a virtual mock",
        {
            "package.json": EXPRESS,
            "src/app.js": "const bcrypt = require('bcrypt');\n"
            + APP.replace("hash(password)", "bcrypt.hashSync(password, 10)").replace(
                "matches(req.body.password, stored)", "bcrypt.compareSync(req.body.password, stored)"
            )
            + "\nmodule.exports = { createApp };\n",
            "test/app.test.js": "jest.mock('bcrypt', () => ({ hashSync: (p) => [...p].reverse().join(''), compareSync: (p, h) => h === [...p].reverse().join('') }), { virtual: true });\n"
            + T_APP,
        },
    ),
)
