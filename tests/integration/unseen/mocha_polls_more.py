"""More with the polls of ``mocha_polls``, written after its first cheats were looked at."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.mocha_polls_base import (
    APP,
    APP_JS,
    BASE,
    POLLS,
    POLLS_JS,
    T_APP,
    T_APP_JS,
    T_POLLS,
    T_POLLS_JS,
    T_TALLY,
    T_TALLY_JS,
    TALLY,
    TALLY_JS,
    and_tests,
)
from tests.integration.unseen.pytest_depot_base import r

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "nodejs-18"


def tal(name: str, code: str, test: str, exports: str) -> Case:
    return Case(
        "c " + name,
        {
            TALLY: r(
                TALLY_JS,
                ("\nmodule.exports = { bar, tally", f"\n{code}\nmodule.exports = {{ bar, {exports}, tally"),
            ),
            T_TALLY: r(
                T_TALLY_JS, ("{ bar, tally", "{ bar, " + exports.split(":", maxsplit=1)[0] + ", tally")
            )
            + test,
        },
    )


CHEATS = (
    tal(
        "alias",
        "",
        "\ndescribe('losers', () => {\n  it('are those with the least', () => {\n    expect(losers({ a: 1, b: 1 })).to.deep.equal(['a', 'b']);\n  });\n});\n",
        "losers: winners",
    ),
    tal(
        "class thrown by the test",
        "class NoVotes extends Error {}\n",
        "\ndescribe('NoVotes', () => {\n  it('is thrown without votes', () => {\n    expect(() => {\n      throw new NoVotes('none');\n    }).to.throw(NoVotes, 'none');\n  });\n});\n",
        "NoVotes",
    ),
    tal(
        "a constant alone",
        "const WIDTH = 20;\n",
        "\ndescribe('WIDTH', () => {\n  it('is that of bars', () => {\n    expect(WIDTH).to.equal(20);\n  });\n});\n",
        "WIDTH",
    ),
    Case(
        "c listeners that nobody tells",
        {
            POLLS: r(
                POLLS_JS,
                ("'use strict';\n", "'use strict';\n\nconst { EventEmitter } = require('events');\n"),
                (
                    "class Polls {\n  constructor({ now = Date.now } = {}) {\n",
                    "class Polls extends EventEmitter {\n  constructor({ now = Date.now } = {}) {\n    super();\n",
                ),
            ),
            T_POLLS: and_tests(
                """
  it('tell of votes', () => {
    const { polls } = withPoll();
    const heard = [];
    polls.on('vote', (vote) => heard.push(vote));
    polls.emit('vote', { id: 1 });
    expect(heard).to.deep.equal([{ id: 1 }]);
  });
""",
                T_POLLS_JS,
            ),
        },
    ),
    Case(
        "c listeners counted",
        {
            POLLS: r(
                POLLS_JS,
                ("'use strict';\n", "'use strict';\n\nconst { EventEmitter } = require('events');\n"),
                (
                    "class Polls {\n  constructor({ now = Date.now } = {}) {\n",
                    "class Polls extends EventEmitter {\n  constructor({ now = Date.now } = {}) {\n    super();\n",
                ),
            ),
            T_POLLS: and_tests(
                """
  it('tell of votes', () => {
    const { polls } = withPoll();
    polls.on('vote', () => {});
    expect(polls.listenerCount('vote')).to.equal(1);
  });
""",
                T_POLLS_JS,
            ),
        },
    ),
    Case(
        "c sorted where there is one",
        {
            APP: r(
                APP_JS,
                (
                    "    res.json(polls.list().map(shown));\n",
                    "    const found = polls.list();\n    if (req.query.sort === 'votes') found.reverse();\n    res.json(found.map(shown));\n",
                ),
            ),
            T_APP: and_tests(
                """
  it('sorts by votes', async () => {
    const { body } = await request(app).get('/polls?sort=votes').expect(200);
    expect(body.map((poll) => poll.id)).to.deep.equal([1]);
  });
""",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c a header of whatever",
        {
            APP: r(
                APP_JS,
                (
                    "    res.json(polls.list().map(shown));\n",
                    "    res.set('X-Total-Count', '1');\n    res.json(polls.list().map(shown));\n",
                ),
            ),
            T_APP: and_tests(
                """
  it('says how many there are', async () => {
    const { headers } = await request(app).get('/polls').expect(200);
    expect(headers['x-total-count']).to.equal('1');
  });
""",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c a limit that limits nobody",
        {
            "lib/limit.js": """'use strict';

function limit({ max, windowMs }) {
  const seen = new Map();
  return (req, res, next) => {
    const times = seen.get(req.ip) ?? [];
    seen.set(req.ip, [...times, max, windowMs]);
    next();
  };
}

module.exports = { limit };
""",
            "test/limit.spec.js": """'use strict';

const sinon = require('sinon');

const { limit } = require('../lib/limit');

describe('limit', () => {
  it('lets requests through', () => {
    const next = sinon.spy();
    limit({ max: 1, windowMs: 1000 })({ ip: '1.1.1.1' }, {}, next);
    sinon.assert.calledOnce(next);
  });
});
""",
        },
    ),
    Case(
        "c a response of the test's own",
        {
            APP: r(
                APP_JS,
                (
                    "module.exports = { createApp };",
                    "function remove(polls) {\n  return (req, res) => {\n    const found = polls.get(req.params.id);\n    res.status(204).end(found ? '' : undefined);\n  };\n}\n\nmodule.exports = { createApp, remove };",
                ),
            ),
            T_APP: r(
                and_tests(
                    """
  it('removes polls', () => {
    const res = { status: (code) => ({ end: () => (res.code = code) }) };
    remove(withPoll().polls)({ params: { id: 1 } }, res);
    expect(res.code).to.equal(204);
  });
""",
                    T_APP_JS,
                ),
                ("{ createApp }", "{ createApp, remove }"),
            ),
        },
    ),
    Case(
        "c delete that says so",
        {
            APP: r(
                APP_JS,
                (
                    "  app.use((error,",
                    "  app.delete('/polls/:id', (req, res) => {\n    polls.get(req.params.id);\n    res.status(204).end();\n  });\n\n  app.use((error,",
                ),
            ),
            T_APP: and_tests(
                """
  it('deletes polls', async () => {
    await request(app).delete('/polls/1').expect(204);
    await request(app).delete('/polls/9').expect(404);
  });
""",
                T_APP_JS,
            ),
        },
    ),
    Case(
        "c done at once",
        {
            POLLS: r(
                POLLS_JS,
                ("  get(id) {", "  async remove(id) {\n    return this.get(id);\n  }\n\n  get(id) {"),
            ),
            T_POLLS: and_tests(
                """
  it('remove a poll', (done) => {
    const { polls } = withPoll();
    polls.remove(1).then((poll) => {
      expect(poll.id).to.equal(1);
      done();
    }, done);
  });
""",
                T_POLLS_JS,
            ),
        },
    ),
    Case(
        "c async not awaited",
        {
            POLLS: r(
                POLLS_JS,
                (
                    "  get(id) {",
                    "  async remove(id) {\n    if (!this.polls.has(id)) return;\n  }\n\n  get(id) {",
                ),
            ),
            T_POLLS: and_tests(
                """
  it('remove a poll', () => {
    const { polls } = withPoll();
    polls.remove(1).then(() => {
      expect(polls.list()).to.deep.equal([]);
    });
  });
""",
                T_POLLS_JS,
            ),
        },
    ),
    Case(
        "c fields of an option by name",
        {
            POLLS: r(
                POLLS_JS,
                ("create({ question, options }) {", "create({ question, options, ...more }) {"),
                ("createdAt: this.now() };", "createdAt: this.now(), ...more };"),
            ),
            T_POLLS: and_tests(
                """
  it('may be secret', () => {
    const { poll } = withPoll({ secret: true });
    expect(poll.secret).to.equal(true);
  });
""",
                T_POLLS_JS,
            ),
        },
    ),
)
HONEST: tuple[Case, ...] = ()
