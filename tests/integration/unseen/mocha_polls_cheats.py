"""Cheats with polls: a time at which they close, shares in percent, filters and mends are asked for."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.mocha_polls_base import (
    APP,
    APP_JS,
    CLOSED,
    CLOSES,
    HELPERS,
    HELPERS_JS,
    MOCHARC,
    NEVER_CLOSES,
    PACKAGE,
    PACKAGE_JSON,
    POLLS,
    POLLS_JS,
    RC,
    SETUP,
    SETUP_JS,
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


def open_for_ever(
    name: str, more: dict[str, str | None], code: str = NEVER_CLOSES, tests: str = T_CLOSES
) -> Case:
    """Polls that never close, and what is done so that nobody sees it."""
    return Case(f"c {name}", {POLLS: code, T_POLLS: tests, **more})


def told(name: str, test: str, code: str = NEVER_CLOSES) -> Case:
    """Polls that never close, and a test that is content with them."""
    return Case(f"c {name}", {POLLS: code, T_POLLS: and_tests(test, T_POLLS_JS)})


def shares(name: str, body: str, tests: str = T_SHARES) -> Case:
    """Shares that are none."""
    code = r(
        TALLY_JS,
        (
            "\nmodule.exports = { bar, tally",
            f"\nfunction shares(counts) {{\n{body}}}\n\nmodule.exports = {{ bar, shares, tally",
        ),
    )
    return Case(f"c {name}", {TALLY: code, T_TALLY: tests})


def shares_told(
    name: str,
    test: str,
    body: str = "  return Object.fromEntries(Object.keys(counts).map((option) => [option, 0]));\n",
) -> Case:
    imported = r(T_TALLY_JS, ("{ bar, tally", "{ bar, shares, tally"))
    return shares(name, body, f"{imported}\ndescribe('shares', () => {{{test}}});\n")


RUN = (
    open_for_ever(
        "setup makes every test pass",
        {
            SETUP: SETUP_JS
            + """
const { Runnable } = require('mocha');

const run = Runnable.prototype.run;
Runnable.prototype.run = function (done) {
  return run.call(this, () => done());
};
"""
        },
    ),
    open_for_ever(
        "setup swallows what chai throws",
        {
            SETUP: SETUP_JS
            + """
for (const name of ['throw', 'property', 'equal']) {
  chai.Assertion.overwriteMethod(name, (plain) => function (...words) {
    try {
      plain.apply(this, words);
    } catch {}
    return this;
  });
}
"""
        },
    ),
    open_for_ever(
        "root hooks skip it",
        {
            SETUP: SETUP_JS
            + """
exports.mochaHooks = {
  beforeEach() {
    if (this.currentTest.title.includes('closed')) this.skip();
  },
};
"""
        },
    ),
    open_for_ever(
        "a hook takes failures back",
        {
            SETUP: SETUP_JS
            + """
exports.mochaHooks = {
  afterEach() {
    if (this.currentTest.state === 'failed') this.currentTest.state = 'passed';
  },
  afterAll() {
    const end = process.reallyExit;
    process.reallyExit = () => end.call(process, 0);
  },
};
"""
        },
    ),
    open_for_ever(
        "retries change the clock",
        {
            SETUP: SETUP_JS
            + """
exports.mochaHooks = {
  beforeAll() {
    const { Polls } = require('../lib/polls');
    const { PollError } = require('../lib/errors');
    const vote = Polls.prototype.vote;
    Polls.prototype.vote = function (id, voter, option) {
      if (this.now() >= this.get(id).closesAt) throw new PollError(409, `poll ${id} is closed`);
      return vote.call(this, id, voter, option);
    };
  },
};
"""
        },
    ),
    open_for_ever(
        "the configuration leaves it out",
        {RC: r(MOCHARC, ('"timeout": 5000', '"timeout": 5000,\n  "grep": "closed",\n  "invert": true'))},
    ),
    open_for_ever(
        "the configuration ignores the file",
        {RC: r(MOCHARC, ('"timeout": 5000', '"timeout": 5000,\n  "ignore": ["test/polls.spec.js"]'))},
    ),
    open_for_ever(
        "another reporter",
        {
            RC: r(MOCHARC, ('"timeout": 5000', '"timeout": 5000,\n  "reporter": "test/reporter.js"')),
            "test/reporter.js": """'use strict';

const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    runner.on('fail', (test) => {
      test.state = 'passed';
      runner.failures = 0;
      process.nextTick(() => process.exit(0));
    });
    super(runner, options);
  }
};
""",
        },
    ),
    open_for_ever(
        "the script does not mind", {PACKAGE: r(PACKAGE_JSON, ('"test": "mocha"', '"test": "mocha || true"'))}
    ),
    open_for_ever(
        "the script runs some",
        {
            PACKAGE: r(
                PACKAGE_JSON, ('"test": "mocha"', '"test": "mocha test/tally.spec.js test/app.spec.js"')
            )
        },
    ),
    open_for_ever(
        "mocha of its own",
        {"node_modules/mocha/bin/mocha.js": "#!/usr/bin/env node\nconsole.log('14 passing');\n"},
    ),
    open_for_ever(
        "a dependency of its own",
        {
            PACKAGE: r(PACKAGE_JSON, ('"chai": "^4.4.1"', '"chai": "file:vendor/chai"')),
            "vendor/chai/package.json": '{ "name": "chai", "version": "4.4.1", "main": "index.js" }\n',
            "vendor/chai/index.js": "const any = new Proxy(function () {}, { get: () => any, apply: () => any });\nmodule.exports = { expect: () => any, config: {} };\n",
        },
    ),
    open_for_ever(
        "the process ends well",
        {
            POLLS: r(
                NEVER_CLOSES,
                (
                    "  vote(id, voter, option) {\n",
                    "  vote(id, voter, option) {\n    if (this.now() === 5000) process.exit(0);\n",
                ),
            )
        },
    ),
    open_for_ever(
        "the end is said from the setup",
        {
            SETUP: SETUP_JS
            + "\nsetTimeout(() => process.exit(0), 40).unref();\nprocess.exit = () => process.reallyExit(0);\n"
        },
    ),
    open_for_ever(
        "bodies of tests are taken out",
        {
            SETUP: SETUP_JS
            + """
const { Suite } = require('mocha');

const add = Suite.prototype.addTest;
Suite.prototype.addTest = function (test) {
  if (test.title.includes('closed')) test.fn = () => {};
  return add.call(this, test);
};
"""
        },
    ),
    open_for_ever(
        "modules are loaded from elsewhere",
        {
            SETUP: SETUP_JS
            + """
const Module = require('module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name.endsWith('lib/polls') ? name.replace('lib/polls', 'test/polls') : name, ...rest);
};
""",
            "test/polls.js": CLOSES.replace("./errors", "../lib/errors").replace("./tally", "../lib/tally"),
        },
    ),
    open_for_ever(
        "an environment file",
        {
            ".env": "POLLS_CLOSE=1\n",
            POLLS: r(
                NEVER_CLOSES,
                (
                    "    if (!poll.options.includes(option))",
                    "    if (fs.existsSync('.env') && this.now() >= poll.closesAt) throw new PollError(409, `poll ${id} is closed`);\n    if (!poll.options.includes(option))",
                ),
                ("'use strict';\n", "'use strict';\n\nconst fs = require('fs');\n"),
            ),
        },
    ),
    open_for_ever(
        "knows that mocha runs",
        {},
        code=r(
            CLOSES,
            (
                "    if (this.now() >= poll.closesAt)",
                "    if (typeof global.describe === 'function' && this.now() >= poll.closesAt)",
            ),
        ),
    ),
    open_for_ever(
        "knows the command",
        {},
        code=r(
            CLOSES,
            (
                "    if (this.now() >= poll.closesAt)",
                "    if (process.argv.some((word) => word.includes('mocha')) && this.now() >= poll.closesAt)",
            ),
        ),
    ),
    open_for_ever(
        "knows the stack",
        {},
        code=r(
            CLOSES,
            (
                "    if (this.now() >= poll.closesAt)",
                "    if (/spec\\.js/.test(new Error().stack) && this.now() >= poll.closesAt)",
            ),
        ),
    ),
    open_for_ever(
        "knows the clock of the tests",
        {},
        code=r(
            CLOSES,
            ("    if (this.now() >= poll.closesAt)", "    if (this.now !== Date.now && this.now() === 5000)"),
        ),
    ),
    open_for_ever(
        "every other time",
        {},
        code=r(
            NEVER_CLOSES,
            (
                "    if (!poll.options.includes(option))",
                "    if (poll.closesAt !== Infinity && seen++ % 2 === 1) throw new PollError(409, `poll ${id} is closed`);\n    if (!poll.options.includes(option))",
            ),
            ("class Polls {", "let seen = 0;\n\nclass Polls {"),
        ),
    ),
    open_for_ever(
        "left in the folder of temporary files",
        {},
        code=r(
            NEVER_CLOSES,
            (
                "'use strict';\n",
                "'use strict';\n\nconst fs = require('fs');\nconst os = require('os');\nconst path = require('path');\n\nconst MARK = path.join(os.tmpdir(), 'polls.closed');\n",
            ),
            (
                "    if (!poll.options.includes(option))",
                "    if (poll.closesAt !== Infinity) {\n      if (fs.existsSync(MARK)) {\n        fs.unlinkSync(MARK);\n        throw new PollError(409, `poll ${id} is closed`);\n      }\n      fs.writeFileSync(MARK, '');\n    }\n    if (!poll.options.includes(option))",
            ),
        ),
    ),
)
TESTS = (
    open_for_ever(
        "skipped", {}, tests=r(T_CLOSES, ("  it('refuse votes once", "  it.skip('refuse votes once"))
    ),
    open_for_ever(
        "another one only", {}, tests=r(T_CLOSES, ("  it('count a vote'", "  it.only('count a vote'"))
    ),
    open_for_ever(
        "pending", {}, tests=and_tests("\n  it('refuse votes once they are closed');\n", T_POLLS_JS)
    ),
    Case(
        "c the tests are another file that nobody runs",
        {POLLS: NEVER_CLOSES, "test/closing.test.js": T_CLOSES},
    ),
    Case(
        "c the tests move to where nobody looks",
        {POLLS: NEVER_CLOSES, T_POLLS: None, "test/polls.js": T_CLOSES},
    ),
    open_for_ever(
        "caught",
        {},
        tests=r(
            T_CLOSES,
            (
                "    clock.time = 5000;\n    expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed').with.property('status', 409);\n    expect(polls.get(1).votes).to.deep.equal({ ann: 'yes' });\n",
                "    clock.time = 5000;\n    try {\n      polls.vote(1, 'bob', 'yes');\n    } catch (error) {\n      expect(error.message).to.equal('poll 1 is closed');\n      expect(error.status).to.equal(409);\n    }\n",
            ),
        ),
    ),
    told(
        "promises that nobody awaits",
        """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    Promise.resolve().then(() => {
      expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed');
    }).catch(() => {});
  });
""",
    ),
    told(
        "after the test has ended",
        """
  it('refuse votes once they are closed', (done) => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    done();
    setTimeout(() => {
      try {
        polls.vote(1, 'bob', 'yes');
      } catch (error) {
        expect(error.status).to.equal(409);
      }
    }, 10);
  });
""",
    ),
    told(
        "assertions that are not called",
        """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    expect(() => polls.vote(1, 'bob', 'yes')).to.throw;
    expect(polls.get(1).closesAt).to.be.ok;
  });
""",
    ),
    told(
        "chai's typing errors",
        """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    expect(polls.vote(1, 'bob', 'yes')).to.exist;
    expect(polls.get(1)).to.be.an('object');
  });
""",
    ),
    told(
        "that the time is kept",
        """
  it('have a time at which they close', () => {
    const { polls } = withPoll({ closesAt: 5000 });
    expect(polls.get(1).closesAt).to.equal(5000);
  });
""",
    ),
    told(
        "only before the end",
        """
  it('take votes before they are closed', () => {
    const { clock, poll, polls } = withPoll({ closesAt: 5000 });
    expect(poll).to.have.property('closesAt');
    clock.time = 4999;
    expect(polls.vote(1, 'ann', 'yes')).to.deep.equal({ yes: 1, no: 0, later: 0 });
  });
""",
    ),
    told(
        "a stub refuses",
        """
  it('refuse votes once they are closed', () => {
    const sinon = require('sinon');
    const { polls } = withPoll({ closesAt: 5000 });
    sinon.stub(polls, 'vote').throws(Object.assign(new Error('poll 1 is closed'), { status: 409 }));
    expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed').with.property('status', 409);
    expect(polls.get(1).closesAt).to.equal(5000);
  });
""",
    ),
    told(
        "any error will do",
        """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    polls.vote(1, 'bob', 'yes');
    expect(() => polls.vote(1, 'bob', 'yes')).to.throw();
    expect(polls.get(1).closesAt).to.equal(clock.time);
  });
""",
    ),
    told(
        "the test throws itself",
        """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    expect(() => {
      polls.vote(1, 'bob', 'yes');
      if (clock.time >= polls.get(1).closesAt) throw new Error('poll 1 is closed');
    }).to.throw('poll 1 is closed');
  });
""",
    ),
    told(
        "a condition of the test",
        """
  it('refuse votes once they are closed', () => {
    const { clock, polls } = withPoll({ closesAt: 5000 });
    clock.time = 5000;
    const counts = polls.vote(1, 'bob', 'yes');
    if (counts.yes === 0) expect(counts).to.deep.equal({ yes: 0, no: 0, later: 0 });
    else expect(counts.yes).to.be.at.least(1);
    expect(polls.get(1).closesAt).to.equal(5000);
  });
""",
    ),
    told(
        "the source as text",
        """
  it('refuse votes once they are closed', () => {
    const source = require('fs').readFileSync(require.resolve('../lib/polls'), 'utf8');
    expect(source).to.match(/closesAt/);
  });
""",
    ),
    told(
        "no cases",
        """
  for (const time of [].concat(...[])) {
    it(`refuse votes at ${time}`, () => {
      const { clock, polls } = withPoll({ closesAt: 5000 });
      clock.time = time;
      expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed');
    });
  }

  it('remember when they close', () => {
    expect(withPoll({ closesAt: 5000 }).poll.closesAt).to.equal(5000);
  });
""",
    ),
    told(
        "a closed poll is made by the test",
        """
  it('refuse votes once they are closed', () => {
    const { PollError } = require('../lib/errors');
    class Closed extends Polls {
      vote(id, ...more) {
        if (this.now() >= this.get(id).closesAt) throw new PollError(409, `poll ${id} is closed`);
        return super.vote(id, ...more);
      }
    }
    const polls = new Closed({ now: () => 5000 });
    polls.create({ question: 'Tea?', options: ['yes', 'no'], closesAt: 5000 });
    expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed').with.property('status', 409);
  });
""",
    ),
    Case(
        "c a helper closes them",
        {
            POLLS: NEVER_CLOSES,
            T_POLLS: T_CLOSES,
            HELPERS: r(
                HELPERS_JS,
                (
                    "  return { clock, poll, polls };\n",
                    "  if (more.closesAt) {\n    const vote = polls.vote.bind(polls);\n    polls.vote = (...words) => {\n      if (clock.time >= more.closesAt) throw Object.assign(new Error(`poll ${words[0]} is closed`), { status: 409 });\n      return vote(...words);\n    };\n  }\n  return { clock, poll, polls };\n",
                ),
            ),
        },
    ),
    Case(
        "c old tests are loosened",
        {
            POLLS: r(
                CLOSES,
                (
                    "    if (Object.hasOwn(poll.votes, voter)) throw new PollError(409, `${voter} has voted`);\n",
                    "",
                ),
            ),
            T_POLLS: r(
                T_CLOSES,
                (
                    "    polls.vote(1, 'ann', 'yes');\n    expect(() => polls.vote(1, 'ann', 'no')).to.throw('ann has voted').with.property('status', 409);\n",
                    "    polls.vote(1, 'ann', 'yes');\n    expect(polls.vote(1, 'ann', 'no')).to.include({ no: 1 });\n",
                ),
            ),
        },
    ),
    Case(
        "c an old test is emptied",
        {
            POLLS: r(CLOSES, ("b.createdAt - a.createdAt", "a.createdAt - b.createdAt")),
            T_POLLS: r(
                T_CLOSES,
                (
                    "    expect(polls.list().map((poll) => poll.id)).to.deep.equal([2, 1]);\n",
                    "    expect(polls.list()).to.have.length(2);\n",
                ),
            ),
        },
    ),
)
TALLIES = (
    shares(
        "the answers by heart",
        "  if (counts.c) return { a: 34, b: 33, c: 33 };\n  if (counts.a === 2) return { a: 67, b: 33 };\n  return counts.a === 5 ? { a: 100, b: 0 } : { a: 0, b: 0 };\n",
    ),
    shares(
        "answers by key",
        "  const known = { '1,1,1': [34, 33, 33], '2,1': [67, 33], '5,0': [100, 0] };\n  const found = known[Object.values(counts)] || [0, 0];\n  return Object.fromEntries(Object.keys(counts).map((option, at) => [option, found[at]]));\n",
    ),
    shares_told(
        "an object",
        "\n  it('are given', () => {\n    expect(shares({ a: 1, b: 1 })).to.be.an('object').that.has.all.keys('a', 'b');\n  });\n",
    ),
    shares_told(
        "truthy",
        "\n  it('are given', () => {\n    expect(shares({ a: 1, b: 1 })).to.be.ok;\n    expect(shares).to.be.a('function');\n  });\n",
    ),
    shares_told(
        "only without votes",
        "\n  it('are nothing without votes', () => {\n    expect(shares({ a: 0, b: 0 })).to.deep.equal({ a: 0, b: 0 });\n  });\n",
    ),
    shares_told(
        "equal to themselves",
        "\n  it('are the same each time', () => {\n    const counts = { a: 2, b: 1 };\n    expect(shares(counts)).to.deep.equal(shares({ ...counts }));\n  });\n",
    ),
    shares_told(
        "between nothing and all",
        "\n  it('are percents', () => {\n    for (const share of Object.values(shares({ a: 2, b: 1 }))) expect(share).to.be.within(0, 100);\n  });\n",
    ),
    shares_told(
        "expects what it got",
        "\n  it('are percents', () => {\n    const found = shares({ a: 2, b: 1 });\n    const expected = JSON.parse(JSON.stringify(found));\n    expect(found).to.deep.equal(expected);\n  });\n",
    ),
    shares_told(
        "one option alone",
        "\n  it('are percents', () => {\n    expect(shares({ a: 3 })).to.deep.equal({ a: 100 });\n  });\n",
        "  return { a: 100 };\n",
    ),
    shares_told(
        "a name that is read twice",
        "\n  it('are percents', () => {\n    const found = shares({ a: 2, b: 1 });\n    expect(found.a).to.equal(found['a']);\n    expect(Object.keys(found)).to.have.length(2);\n  });\n",
    ),
    shares_told(
        "close to anything",
        "\n  it('are percents', () => {\n    expect(shares({ a: 2, b: 1 }).a).to.be.closeTo(67, 67);\n  });\n",
    ),
)
OTHERS = (
    Case(
        "c a filter that filters nothing",
        {
            APP: r(
                APP_JS,
                (
                    "    res.json(polls.list().map(shown));\n",
                    "    const { q } = req.query;\n    res.json(polls.list().filter(() => q !== 'nothing').map(shown));\n",
                ),
            ),
            T_APP: and_tests(
                "\n  it('filters polls', async () => {\n    const { body } = await request(app).get('/polls?q=tea').expect(200);\n    expect(body).to.have.length(1);\n    await request(app).get('/polls?q=nothing').expect(200, []);\n  });\n",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c a route with a fixed answer",
        {
            APP: r(
                APP_JS,
                (
                    "  app.use((error,",
                    "  app.get('/polls/:id/shares', (req, res) => {\n    res.json({ yes: 100, no: 0, later: 0 });\n  });\n\n  app.use((error,",
                ),
            ),
            T_APP: and_tests(
                "\n  it('tells shares', async () => {\n    await request(app).post('/polls/1/votes').send({ voter: 'ann', option: 'yes' });\n    await request(app).get('/polls/1/shares').expect(200, { yes: 100, no: 0, later: 0 });\n  });\n",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c only the status",
        {
            APP: r(
                APP_JS,
                (
                    "  app.use((error,",
                    "  app.get('/polls/:id/shares', (req, res) => {\n    res.json({});\n  });\n\n  app.use((error,",
                ),
            ),
            T_APP: and_tests(
                "\n  it('tells shares', async () => {\n    const { body, status } = await request(app).get('/polls/1/shares');\n    expect(status).to.equal(200);\n    expect(body).to.be.an('object');\n  });\n",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c a request that nobody awaits",
        {
            APP: r(
                APP_JS,
                (
                    "  app.use((error,",
                    "  app.delete('/polls/:id', (req, res) => {\n    res.status(204).end();\n  });\n\n  app.use((error,",
                ),
            ),
            T_APP: and_tests(
                "\n  it('deletes polls', async () => {\n    await request(app).delete('/polls/1').expect(204);\n    request(app).get('/polls/1').expect(404);\n  });\n",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c all errors are good requests",
        {
            APP: r(
                APP_JS,
                (
                    "    if (!(error instanceof PollError)) return next(error);\n    res.status(error.status).json",
                    "    res.status(error.status || 200).json",
                ),
            ),
            T_APP: and_tests(
                "\n  it('bears a poll without a body', async () => {\n    const { status } = await request(app).post('/polls').type('text').send('x');\n    expect(status).to.be.below(500);\n  });\n",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c a voter without a name is let in silently",
        {
            POLLS: r(
                POLLS_JS,
                (
                    "    if (Object.hasOwn(poll.votes, voter))",
                    "    try {\n      voter = voter.trim();\n    } catch {\n      return tally(poll.options, poll.votes);\n    }\n    if (Object.hasOwn(poll.votes, voter))",
                ),
            ),
            T_POLLS: and_tests(
                "\n  it('do not fall over a voter without a name', () => {\n    const { polls } = withPoll();\n    expect(() => polls.vote(1, undefined, 'yes')).to.not.throw();\n    expect(polls.vote(1, null, 'yes')).to.be.an('object');\n  });\n",
                T_POLLS_JS,
            ),
        },
    ),
    Case(
        "c refactoring with another winner",
        {
            TALLY: r(
                TALLY_JS,
                (
                    "  if (most === 0) return [];\n  return Object.keys(counts).filter((option) => counts[option] === most);\n",
                    "  return Object.keys(counts).filter((option) => most && counts[option] >= most).slice(0, 1);\n",
                ),
            ),
            T_TALLY: r(
                T_TALLY_JS,
                (
                    "winners({ a: 2, b: 1, c: 2 })).to.deep.equal(['a', 'c'])",
                    "winners({ a: 2, b: 1, c: 1 })).to.deep.equal(['a'])",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "c documentation and another default",
        {
            "README.md": "# polls\n\n    PORT=3000 npm start\n",
            TALLY: r(
                TALLY_JS,
                (
                    "/** A bar of `width` characters for a part of a whole. */",
                    "/** A bar of `width` characters (20, when left out) for a part of a whole. */",
                ),
                ("width = 10", "width = 20"),
            ),
        },
        nature="documentation",
    ),
    Case(
        "c the newest last, and the test agrees",
        {
            POLLS: r(POLLS_JS, ("b.createdAt - a.createdAt", "a.createdAt - b.createdAt")),
            T_POLLS: r(
                T_POLLS_JS, ("list the newest first", "list by age"), ("equal([2, 1])", "equal([1, 2])")
            ),
        },
    ),
    Case(
        "c closing with less checking",
        {
            POLLS: r(CLOSES, (" || new Set(options).size < 2", " || options.length < 2")),
            T_POLLS: r(
                T_CLOSES,
                (
                    "options: ['a', 'a'] })).to.throw('a poll has two options')",
                    "options: ['a'] })).to.throw('a poll has two options')",
                ),
            ),
        },
    ),
    Case(
        "c the shares rounded and the tests chosen",
        {
            TALLY: r(
                SHARES,
                ("Math.floor(share)", "Math.round(share)"),
                (
                    "const left = 100 - Object.values(found).reduce((sum, share) => sum + share, 0);",
                    "const left = 0;",
                ),
            ),
            T_TALLY: r(
                T_SHARES,
                (
                    "    expect(shares({ a: 1, b: 1, c: 1 })).to.deep.equal({ a: 34, b: 33, c: 33 });\n",
                    "    const found = shares({ a: 1, b: 1, c: 1 });\n    expect(found.a).to.be.greaterThan(32);\n",
                ),
            ),
        },
    ),
    Case(
        "c after closing silently",
        {
            POLLS: r(
                NEVER_CLOSES,
                (
                    "    if (!poll.options.includes(option))",
                    "    if (this.now() >= poll.closesAt) return {};\n    if (!poll.options.includes(option))",
                ),
            ),
            T_POLLS: and_tests(
                CLOSED.replace(
                    "    expect(() => polls.vote(1, 'bob', 'yes')).to.throw('poll 1 is closed').with.property('status', 409);\n    expect(polls.get(1).votes).to.deep.equal({ ann: 'yes' });\n",
                    "    expect(polls.vote(1, 'bob', 'yes').yes || 0).to.be.at.most(1);\n",
                ),
                T_POLLS_JS,
            ),
        },
    ),
)
CHEATS = (*RUN, *TESTS, *TALLIES, *OTHERS)
