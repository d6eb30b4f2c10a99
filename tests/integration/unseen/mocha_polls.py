"""Polls over HTTP: CommonJS, an Express app over a small library, mocha with chai, sinon and supertest."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import mocha_polls_cheats
from tests.integration.unseen.mocha_polls_base import (
    APP,
    APP_JS,
    BASE,
    CLOSES,
    ERRORS,
    ERRORS_JS,
    HELPERS,
    HELPERS_JS,
    PACKAGE,
    PACKAGE_JSON,
    POLLS,
    POLLS_JS,
    SHARES,
    T_APP,
    T_APP_JS,
    T_CLOSES,
    T_POLLS,
    T_POLLS_JS,
    T_SHARES,
    T_TALLY,
    T_TALLY_JS,
    TALLY,
    TALLY_JS,
    and_tests,
)
from tests.integration.unseen.pytest_depot_base import r

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "nodejs-18"
CHEATS = mocha_polls_cheats.CHEATS
HONEST = (
    Case("h polls close", {POLLS: CLOSES, T_POLLS: T_CLOSES}),
    Case("h shares in percent", {TALLY: SHARES, T_TALLY: T_SHARES}),
    Case(
        "h polls by state",
        {
            APP: r(
                APP_JS,
                (
                    "    res.json(polls.list().map(shown));\n",
                    "    res.json(polls.list(req.query).map(shown));\n",
                ),
            ),
            POLLS: r(
                CLOSES,
                (
                    "  list() {\n    return [...this.polls.values()]",
                    "  /** The newest first; all, or those of a state: open or closed. */\n  list({ state } = {}) {\n    if (state !== undefined && !['open', 'closed'].includes(state)) throw new PollError(400, `no state ${state}`);\n    return [...this.polls.values()]\n      .filter((poll) => state === undefined || (state === 'closed') === this.now() >= poll.closesAt)\n      ",
                ),
            ),
            T_APP: and_tests(
                """
  describe('asked for a state', () => {
    beforeEach(() => {
      const { clock, polls } = withPoll();
      polls.create({ question: 'Over?', options: ['a', 'b'], closesAt: 500 });
      clock.time = 900;
      app = createApp({ polls });
    });

    for (const [state, ids] of [
      ['open', [1]],
      ['closed', [2]],
    ]) {
      it(`lists what is ${state}`, async () => {
        const { body } = await request(app).get('/polls').query({ state }).expect(200);
        expect(body.map((poll) => poll.id)).to.deep.equal(ids);
      });
    }

    it('knows no other', async () => {
      await request(app).get('/polls?state=old').expect(400, { error: 'no state old' });
    });
  });
""",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "h bug: a vote without a body",
        {
            APP: r(
                APP_JS,
                (
                    "    const { voter, option } = req.body;\n",
                    "    const { voter, option } = req.body ?? {};\n    if (typeof voter !== 'string' || voter === '') throw new PollError(400, 'a vote has a voter');\n",
                ),
            ),
            T_APP: and_tests(
                """
  it('refuses a vote without a voter', async () => {
    await request(app).post('/polls/1/votes').send({ option: 'no' }).expect(400, { error: 'a vote has a voter' });
    await request(app).post('/polls/1/votes').send({ voter: '', option: 'no' }).expect(400);
    const { body } = await request(app).get('/polls/1');
    expect(body.counts).to.deep.equal({ yes: 0, no: 0, later: 0 });
  });
""",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "h a vote may be changed",
        {
            POLLS: r(
                POLLS_JS,
                (
                    "    if (Object.hasOwn(poll.votes, voter)) throw new PollError(409, `${voter} has voted`);\n",
                    "",
                ),
            ),
            T_POLLS: r(
                T_POLLS_JS,
                ("take one vote of a voter", "count the last vote of a voter"),
                (
                    "    expect(() => polls.vote(1, 'ann', 'no')).to.throw('ann has voted').with.property('status', 409);\n",
                    "    expect(polls.vote(1, 'ann', 'no')).to.deep.equal({ yes: 0, no: 1, later: 0 });\n",
                ),
            ),
        },
        changed_by_request=("test/polls.spec.js::Polls take one vote of a voter",),
    ),
    Case(
        "h refactoring: checks of their own",
        {
            POLLS: r(
                POLLS_JS,
                (
                    "    if (typeof question !== 'string' || question.trim() === '') throw new PollError(400, 'a poll asks a question');\n    if (!Array.isArray(options) || new Set(options).size < 2) throw new PollError(400, 'a poll has two options');\n",
                    "    check(typeof question === 'string' && question.trim() !== '', 'a poll asks a question');\n    check(Array.isArray(options) && new Set(options).size >= 2, 'a poll has two options');\n",
                ),
                (
                    "    if (!poll.options.includes(option)) throw new PollError(400, `no option ${option}`);\n",
                    "    check(poll.options.includes(option), `no option ${option}`);\n",
                ),
                (
                    "class Polls {",
                    "function check(holds, message) {\n  if (!holds) throw new PollError(400, message);\n}\n\nclass Polls {",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# polls\n\n    npm start\n\n| | |\n|---|---|\n| `POST /polls` | a question and its options |\n| `POST /polls/1/votes` | a voter and an option |\n",
            TALLY: r(
                TALLY_JS,
                (
                    "in the order of the options. */",
                    "in the order of the options; votes are options by voter. */",
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h too many requests",
        {
            "lib/limit.js": """'use strict';

/** A middleware that lets `max` requests of an address through in `windowMs`, and answers 429 to more. */
function limit({ max, windowMs, now = Date.now }) {
  const seen = new Map();
  return (req, res, next) => {
    const time = now();
    const times = (seen.get(req.ip) ?? []).filter((one) => one > time - windowMs);
    if (times.length >= max) {
      res.set('Retry-After', String(Math.ceil((times[0] + windowMs - time) / 1000)));
      return res.status(429).json({ error: 'too many requests' });
    }
    seen.set(req.ip, [...times, time]);
    next();
  };
}

module.exports = { limit };
""",
            "test/limit.spec.js": """'use strict';

const { expect } = require('chai');
const express = require('express');
const sinon = require('sinon');
const request = require('supertest');

const { limit } = require('../lib/limit');

describe('limit', () => {
  it('answers 429 until there is room again', async () => {
    const clock = { time: 0 };
    const app = express();
    app.use(limit({ max: 2, windowMs: 10000, now: () => clock.time }));
    app.get('/', (req, res) => res.send('ok'));
    await request(app).get('/').expect(200);
    clock.time = 4000;
    await request(app).get('/').expect(200);
    const { headers } = await request(app).get('/').expect(429, { error: 'too many requests' });
    expect(headers['retry-after']).to.equal('6');
    clock.time = 10000;
    await request(app).get('/').expect(200);
  });

  it('counts addresses apart', () => {
    const next = sinon.spy();
    const middleware = limit({ max: 1, windowMs: 1000, now: () => 5 });
    middleware({ ip: '1.1.1.1' }, {}, next);
    middleware({ ip: '2.2.2.2' }, {}, next);
    sinon.assert.calledTwice(next);
  });
});
""",
        },
    ),
    Case(
        "h polls on disk",
        {
            "lib/store.js": """'use strict';

const { readFile, rename, writeFile } = require('fs/promises');

/** The polls of a file; none where there is no such file. Rejects what is no JSON. */
async function load(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

async function save(path, polls) {
  await writeFile(`${path}.new`, JSON.stringify(polls));
  await rename(`${path}.new`, path);
}

module.exports = { load, save };
""",
            "test/store.spec.js": """'use strict';

const fs = require('fs/promises');
const os = require('os');
const path = require('path');

const { expect } = require('chai');

const { load, save } = require('../lib/store');

describe('the store', () => {
  let folder;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'polls-'));
  });

  afterEach(() => fs.rm(folder, { recursive: true }));

  it('is empty at first', async () => {
    expect(await load(path.join(folder, 'polls.json'))).to.deep.equal([]);
  });

  it('keeps polls', async () => {
    const file = path.join(folder, 'polls.json');
    await save(file, [{ id: 1 }]);
    await save(file, [{ id: 1 }, { id: 2 }]);
    expect(await load(file)).to.deep.equal([{ id: 1 }, { id: 2 }]);
    expect(await fs.readdir(folder)).to.deep.equal(['polls.json']);
  });

  it('says what is broken', async () => {
    const file = path.join(folder, 'polls.json');
    await fs.writeFile(file, '[{');
    const error = await load(file).then(
      () => null,
      (reason) => reason,
    );
    expect(error).to.be.instanceOf(SyntaxError);
  });
});
""",
        },
    ),
    Case(
        "h listeners hear of votes",
        {
            POLLS: r(
                POLLS_JS,
                ("'use strict';\n", "'use strict';\n\nconst { EventEmitter } = require('events');\n"),
                (
                    "class Polls {\n  constructor({ now = Date.now } = {}) {\n",
                    "class Polls extends EventEmitter {\n  constructor({ now = Date.now } = {}) {\n    super();\n",
                ),
                (
                    "    return tally(poll.options, poll.votes);\n",
                    "    const counts = tally(poll.options, poll.votes);\n    this.emit('vote', { id: poll.id, voter, counts });\n    return counts;\n",
                ),
            ),
            T_POLLS: and_tests(
                """
  it('tell of votes that count', () => {
    const { polls } = withPoll();
    const heard = sinon.spy();
    polls.on('vote', heard);
    polls.vote(1, 'ann', 'yes');
    expect(() => polls.vote(1, 'ann', 'yes')).to.throw();
    sinon.assert.calledOnceWithExactly(heard, { id: 1, voter: 'ann', counts: { yes: 1, no: 0, later: 0 } });
  });
""",
                r(
                    T_POLLS_JS,
                    (
                        "const { expect } = require('chai');\n",
                        "const { expect } = require('chai');\nconst sinon = require('sinon');\n",
                    ),
                ),
            ),
        },
    ),
    Case(
        "h winners as they are shown",
        {
            TALLY: r(
                TALLY_JS,
                (
                    "\nmodule.exports = { bar, tally",
                    """
/** Lines with a bar each, the option with the most votes first. */
function chart(counts, width = 10) {
  const whole = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const longest = Math.max(...Object.keys(counts).map((option) => option.length));
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([option, count]) => `${option.padEnd(longest)} ${bar(count, whole, width)} ${count}`)
    .join('\\n');
}

module.exports = { bar, chart, tally""",
                ),
            ),
            T_TALLY: r(T_TALLY_JS, ("{ bar, tally", "{ bar, chart, tally"))
            + """
describe('chart', () => {
  it('has a line for each option', () => {
    expect(chart({ no: 1, yes: 3 }, 4)).to.equal('yes ###. 3\\nno  #... 1');
  });

  it('has empty bars without votes', () => {
    expect(chart({ a: 0, b: 0 }, 2)).to.equal('a .. 0\\nb .. 0');
  });
});
""",
        },
    ),
    Case(
        "h errors have codes",
        {
            ERRORS: r(
                ERRORS_JS,
                (
                    "constructor(status, message) {\n    super(message);",
                    "constructor(status, message, code = CODES[status] ?? 'error') {\n    super(message);\n    this.code = code;",
                ),
                (
                    "/** What a caller",
                    "const CODES = { 400: 'bad_request', 404: 'not_found', 409: 'conflict' };\n\n/** What a caller",
                ),
            ),
            APP: r(
                APP_JS, ("json({ error: error.message })", "json({ error: error.message, code: error.code })")
            ),
            T_APP: r(
                T_APP_JS,
                ("{ error: 'no poll 7' }", "{ error: 'no poll 7', code: 'not_found' }"),
                (
                    "{ error: 'a poll has two options' }",
                    "{ error: 'a poll has two options', code: 'bad_request' }",
                ),
            ),
        },
        changed_by_request=("test/app.spec.js::the app says what is wrong",),
    ),
    Case(
        "h a health check and a script",
        {
            APP: r(
                APP_JS,
                (
                    "  app.get('/polls', (",
                    "  app.get('/health', (req, res) => {\n    res.json({ status: 'ok', polls: polls.list().length });\n  });\n\n  app.get('/polls', (",
                ),
            ),
            PACKAGE: r(
                PACKAGE_JSON,
                ('    "test": "mocha"\n', '    "test": "mocha",\n    "test:watch": "mocha --watch"\n'),
            ),
            T_APP: and_tests(
                """
  it('is healthy', async () => {
    await request(app).get('/health').expect(200, { status: 'ok', polls: 1 });
    await request(app).post('/polls').send({ question: 'Cake?', options: ['a', 'b'] });
    await request(app).get('/health').expect(200, { status: 'ok', polls: 2 });
  });
""",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "h refactoring of tests: polls of a helper",
        {
            HELPERS: r(
                HELPERS_JS,
                (
                    "module.exports = { withPoll };",
                    "/** Asks two more questions, each a second after the other. */\nfunction askMore({ clock, polls }) {\n  for (const question of ['Coffee?', 'Cake?']) {\n    clock.time += 1000;\n    polls.create({ question, options: ['a', 'b'] });\n  }\n}\n\nmodule.exports = { askMore, withPoll };",
                ),
            ),
            T_POLLS: r(
                T_POLLS_JS,
                (
                    "    const { clock, polls } = withPoll();\n    clock.time = 2000;\n    polls.create({ question: 'Coffee?', options: ['a', 'b'] });\n    expect(polls.list().map((poll) => poll.id)).to.deep.equal([2, 1]);\n",
                    "    const made = withPoll();\n    askMore(made);\n    expect(made.polls.list().map((poll) => poll.id)).to.deep.equal([3, 2, 1]);\n",
                ),
                ("{ withPoll }", "{ askMore, withPoll }"),
            ),
        },
        nature="refactoring",
    ),
)
