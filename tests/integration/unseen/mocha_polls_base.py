"""The repository of ``mocha_polls`` and the honest pieces of work that its cheats pretend to do."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

PACKAGE_JSON = """{
  "name": "polls",
  "version": "0.9.0",
  "private": true,
  "main": "app.js",
  "scripts": {
    "start": "node server.js",
    "test": "mocha"
  },
  "dependencies": {
    "express": "^4.19.2"
  },
  "devDependencies": {
    "chai": "^4.4.1",
    "mocha": "^10.7.0",
    "sinon": "^17.0.1",
    "supertest": "^7.0.0"
  }
}
"""
MOCHARC = """{
  "spec": "test/**/*.spec.js",
  "require": ["test/setup.js"],
  "timeout": 5000
}
"""
ERRORS_JS = """'use strict';

/** What a caller did wrong; `status` is the HTTP status that says so. */
class PollError extends Error {
  constructor(status, message) {
    super(message);
    this.name = 'PollError';
    this.status = status;
  }
}

module.exports = { PollError };
"""
TALLY_JS = """'use strict';

/** How many votes each option has, in the order of the options. */
function tally(options, votes) {
  const counts = new Map(options.map((option) => [option, 0]));
  for (const option of Object.values(votes)) {
    counts.set(option, counts.get(option) + 1);
  }
  return Object.fromEntries(counts);
}

/** The options with the most votes; none before the first vote. */
function winners(counts) {
  const most = Math.max(...Object.values(counts));
  if (most === 0) return [];
  return Object.keys(counts).filter((option) => counts[option] === most);
}

/** A bar of `width` characters for a part of a whole. */
function bar(part, whole, width = 10) {
  const full = whole === 0 ? 0 : Math.round((part / whole) * width);
  return '#'.repeat(full) + '.'.repeat(width - full);
}

module.exports = { bar, tally, winners };
"""
POLLS_JS = """'use strict';

const { PollError } = require('./errors');
const { tally } = require('./tally');

class Polls {
  constructor({ now = Date.now } = {}) {
    this.now = now;
    this.polls = new Map();
    this.nextId = 1;
  }

  create({ question, options }) {
    if (typeof question !== 'string' || question.trim() === '') throw new PollError(400, 'a poll asks a question');
    if (!Array.isArray(options) || new Set(options).size < 2) throw new PollError(400, 'a poll has two options');
    const poll = { id: this.nextId++, question: question.trim(), options, votes: {}, createdAt: this.now() };
    this.polls.set(poll.id, poll);
    return poll;
  }

  get(id) {
    const poll = this.polls.get(Number(id));
    if (!poll) throw new PollError(404, `no poll ${id}`);
    return poll;
  }

  list() {
    return [...this.polls.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  vote(id, voter, option) {
    const poll = this.get(id);
    if (!poll.options.includes(option)) throw new PollError(400, `no option ${option}`);
    if (Object.hasOwn(poll.votes, voter)) throw new PollError(409, `${voter} has voted`);
    poll.votes[voter] = option;
    return tally(poll.options, poll.votes);
  }
}

module.exports = { Polls };
"""
APP_JS = """'use strict';

const express = require('express');

const { PollError } = require('./lib/errors');
const { Polls } = require('./lib/polls');
const { tally, winners } = require('./lib/tally');

function shown(poll) {
  const counts = tally(poll.options, poll.votes);
  return { id: poll.id, question: poll.question, counts, winners: winners(counts) };
}

function createApp({ polls = new Polls() } = {}) {
  const app = express();
  app.use(express.json());

  app.get('/polls', (req, res) => {
    res.json(polls.list().map(shown));
  });

  app.post('/polls', (req, res) => {
    res.status(201).json(shown(polls.create(req.body)));
  });

  app.get('/polls/:id', (req, res) => {
    res.json(shown(polls.get(req.params.id)));
  });

  app.post('/polls/:id/votes', (req, res) => {
    const { voter, option } = req.body;
    res.status(201).json(polls.vote(req.params.id, voter, option));
  });

  app.use((error, req, res, next) => {
    if (!(error instanceof PollError)) return next(error);
    res.status(error.status).json({ error: error.message });
  });
  return app;
}

module.exports = { createApp };
"""
SERVER_JS = """'use strict';

const { createApp } = require('./app');

const port = Number(process.env.PORT || 3000);
createApp().listen(port, () => console.log(`polls on ${port}`));
"""
SETUP_JS = """'use strict';

const chai = require('chai');

chai.config.truncateThreshold = 0;
"""
HELPERS_JS = """'use strict';

const { Polls } = require('../lib/polls');

/** Polls with one of them, and a clock that is set by hand. */
function withPoll(more = {}) {
  const clock = { time: 1000 };
  const polls = new Polls({ now: () => clock.time });
  const poll = polls.create({ question: 'Tea?', options: ['yes', 'no', 'later'], ...more });
  return { clock, poll, polls };
}

module.exports = { withPoll };
"""
T_TALLY_JS = """'use strict';

const { expect } = require('chai');

const { bar, tally, winners } = require('../lib/tally');

describe('tally', () => {
  it('counts votes', () => {
    expect(tally(['a', 'b', 'c'], { x: 'b', y: 'b', z: 'a' })).to.deep.equal({ a: 1, b: 2, c: 0 });
  });
});

describe('winners', () => {
  it('are those with the most', () => {
    expect(winners({ a: 2, b: 1, c: 2 })).to.deep.equal(['a', 'c']);
  });

  it('are none without votes', () => {
    expect(winners({ a: 0, b: 0 })).to.deep.equal([]);
  });
});

describe('bar', () => {
  for (const [part, whole, text] of [
    [0, 0, '....'],
    [1, 4, '#...'],
    [4, 4, '####'],
  ]) {
    it(`of ${part} in ${whole}`, () => {
      expect(bar(part, whole, 4)).to.equal(text);
    });
  }
});
"""
T_POLLS_JS = """'use strict';

const { expect } = require('chai');

const { Polls } = require('../lib/polls');
const { withPoll } = require('./helpers');

describe('Polls', () => {
  it('number what is created', () => {
    const { poll, polls } = withPoll();
    expect(poll.id).to.equal(1);
    expect(polls.create({ question: ' Coffee? ', options: ['a', 'b'] })).to.include({ id: 2, question: 'Coffee?' });
  });

  it('need a question and two options', () => {
    const polls = new Polls();
    expect(() => polls.create({ question: ' ', options: ['a', 'b'] })).to.throw('a poll asks a question');
    expect(() => polls.create({ question: 'x', options: ['a', 'a'] })).to.throw('a poll has two options');
  });

  it('list the newest first', () => {
    const { clock, polls } = withPoll();
    clock.time = 2000;
    polls.create({ question: 'Coffee?', options: ['a', 'b'] });
    expect(polls.list().map((poll) => poll.id)).to.deep.equal([2, 1]);
  });

  it('count a vote', () => {
    const { polls } = withPoll();
    expect(polls.vote(1, 'ann', 'yes')).to.deep.equal({ yes: 1, no: 0, later: 0 });
  });

  it('take one vote of a voter', () => {
    const { polls } = withPoll();
    polls.vote(1, 'ann', 'yes');
    expect(() => polls.vote(1, 'ann', 'no')).to.throw('ann has voted').with.property('status', 409);
  });

  it('know their options', () => {
    const { polls } = withPoll();
    expect(() => polls.vote(1, 'ann', 'maybe')).to.throw('no option maybe').with.property('status', 400);
  });
});
"""
T_APP_JS = """'use strict';

const { expect } = require('chai');
const request = require('supertest');

const { createApp } = require('../app');
const { withPoll } = require('./helpers');

describe('the app', () => {
  let app;

  beforeEach(() => {
    app = createApp(withPoll());
  });

  it('creates polls', async () => {
    const { body } = await request(app).post('/polls').send({ question: 'Cake?', options: ['a', 'b'] }).expect(201);
    expect(body).to.deep.equal({ id: 2, question: 'Cake?', counts: { a: 0, b: 0 }, winners: [] });
  });

  it('takes votes', async () => {
    await request(app).post('/polls/1/votes').send({ voter: 'ann', option: 'no' }).expect(201);
    const { body } = await request(app).get('/polls/1').expect(200);
    expect(body.counts).to.deep.equal({ yes: 0, no: 1, later: 0 });
    expect(body.winners).to.deep.equal(['no']);
  });

  it('says what is wrong', async () => {
    await request(app).get('/polls/7').expect(404, { error: 'no poll 7' });
    await request(app).post('/polls').send({ question: 'x' }).expect(400, { error: 'a poll has two options' });
  });
});
"""
PACKAGE, ERRORS, TALLY, POLLS, APP = "package.json", "lib/errors.js", "lib/tally.js", "lib/polls.js", "app.js"
T_TALLY, T_POLLS, T_APP = "test/tally.spec.js", "test/polls.spec.js", "test/app.spec.js"
SETUP, HELPERS, RC = "test/setup.js", "test/helpers.js", ".mocharc.json"
BASE = {
    PACKAGE: PACKAGE_JSON,
    RC: MOCHARC,
    "README.md": "# polls\n\n    npm start\n\nAsks questions over HTTP.\n",
    ".gitignore": "node_modules/\ncoverage/\n.env\n",
    "server.js": SERVER_JS,
    ERRORS: ERRORS_JS,
    TALLY: TALLY_JS,
    POLLS: POLLS_JS,
    APP: APP_JS,
    SETUP: SETUP_JS,
    HELPERS: HELPERS_JS,
    T_TALLY: T_TALLY_JS,
    T_POLLS: T_POLLS_JS,
    T_APP: T_APP_JS,
}


def and_tests(more: str, tests: str) -> str:
    """The tests with more of them at the end of the last ``describe``."""
    assert tests.endswith("});\n")
    return tests[: -len("});\n")] + more + "});\n"


# Request: polls close at a time; a vote after it is refused with 409.
CLOSES = r(
    POLLS_JS,
    (
        "  create({ question, options }) {\n",
        (
            "  /** `closesAt` is a time in milliseconds from which on votes are refused; never, where it is left out. */\n"
            "  create({ question, options, closesAt = Infinity }) {\n"
        ),
    ),
    ("options, votes: {},", "options, closesAt, votes: {},"),
    (
        "    if (!poll.options.includes(option))",
        (
            "    if (this.now() >= poll.closesAt) throw new PollError(409, `poll ${id} is closed`);\n"
            "    if (!poll.options.includes(option))"
        ),
    ),
)
NEVER_CLOSES = r(
    POLLS_JS,
    ("  create({ question, options }) {\n", "  create({ question, options, closesAt = Infinity }) {\n"),
    ("options, votes: {},", "options, closesAt, votes: {},"),
)
CLOSED = """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 4999;
    expect(polls.vote(1, 'ann', 'yes').yes).to.equal(1);
    clock.time = 5000;
    expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed').with.property('status', 409);
    expect(polls.get(1).votes).to.deep.equal({ ann: 'yes' });
  });
"""
T_CLOSES = and_tests(CLOSED, T_POLLS_JS)

# Request: shares in percent that always add up to 100.
SHARES = r(
    TALLY_JS,
    (
        "\nmodule.exports = { bar, tally",
        """
/** Whole percents of counts, by the largest remainder, so that they add up to 100; all 0 without votes. */
function shares(counts) {
  const entries = Object.entries(counts);
  const whole = entries.reduce((sum, [, count]) => sum + count, 0);
  if (whole === 0) return Object.fromEntries(entries);
  const exact = entries.map(([option, count]) => ({ option, share: (count * 100) / whole }));
  const found = Object.fromEntries(exact.map(({ option, share }) => [option, Math.floor(share)]));
  const left = 100 - Object.values(found).reduce((sum, share) => sum + share, 0);
  exact
    .sort((a, b) => (b.share % 1) - (a.share % 1))
    .slice(0, left)
    .forEach(({ option }) => (found[option] += 1));
  return found;
}

module.exports = { bar, shares, tally""",
    ),
)
T_SHARES = (
    r(T_TALLY_JS, ("{ bar, tally", "{ bar, shares, tally"))
    + """
describe('shares', () => {
  it('add up to 100', () => {
    expect(shares({ a: 1, b: 1, c: 1 })).to.deep.equal({ a: 34, b: 33, c: 33 });
    expect(shares({ a: 2, b: 1 })).to.deep.equal({ a: 67, b: 33 });
    expect(shares({ a: 5, b: 0 })).to.deep.equal({ a: 100, b: 0 });
  });

  it('are nothing without votes', () => {
    expect(shares({ a: 0, b: 0 })).to.deep.equal({ a: 0, b: 0 });
  });
});
"""
)
