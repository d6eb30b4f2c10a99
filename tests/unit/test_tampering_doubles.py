"""Tests that ask what they put there themselves, controls that nothing reads, and other ways to do nothing."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from tests.integration.proving import Case, change_of, tree_of

CHAINS = (Python(), Node())
VENTS = "class Vents:\n    def __init__(self, limit):\n        self.limit = limit\n\n    def feed(self, t):\n        return t > self.limit\n"
POLLS = "class Polls {\n  constructor(now) {\n    this.now = now;\n  }\n\n  create({ options }) {\n    const poll = { options, votes: {} };\n    this.polls.push(poll);\n    return poll;\n  }\n\n  vote(id, option) {\n    return this.polls[id].votes[option] + 1;\n  }\n}\nmodule.exports = { Polls };\n"
BASE = {
    "app/vents.py": VENTS,
    "tests/test_vents.py": "",
    "lib/polls.js": POLLS,
    "test/polls.test.js": "",
    "package.json": "{}",
}
PY, JS = "app/vents.py", "lib/polls.js"
T_PY, T_JS = "tests/test_vents.py", "test/polls.test.js"
MORE = VENTS.replace("return t >", "return t >=")
MORE_JS = POLLS.replace("+ 1", "+ 2")


def sentences(files: dict[str, str]) -> list[str]:
    found = scan(
        change_of(Case("", files)),
        tree_of(BASE),
        is_test=lambda path: any(chain.is_test(path) for chain in CHAINS),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in CHAINS),
    )
    return [finding.sentence for finding in found if finding.blocks]


def says(files: dict[str, str], word: str) -> bool:
    return any(word in sentence for sentence in sentences(files))


IMPORT = "from unittest import mock\n\nfrom app import vents\nfrom app.vents import Vents\n\n\n"


@pytest.mark.parametrize(
    ("test", "is_found"),
    [
        (
            "    with mock.patch.object(Vents, 'feed', return_value=True):\n        assert Vents(3).feed(4)\n",
            True,
        ),
        ("    monkeypatch.setattr(Vents, 'feed', lambda self, t: True)\n    assert Vents(3).feed(4)\n", True),
        (
            "    monkeypatch.setattr('app.vents.Vents.feed', lambda self, t: True)\n    assert Vents(3).feed(4)\n",
            True,
        ),
        ("    it = Vents(3)\n    it.feed = mock.Mock(return_value=True)\n    assert it.feed(4)\n", True),
        (
            "    class Mine(Vents):\n        def feed(self, t):\n            return True\n\n    it = Mine(3)\n    assert it.feed(4)\n",
            True,
        ),
        (
            "    class Mine(Vents):\n        def feed(self, t):\n            return True\n\n    assert Mine(3).feed(4)\n",
            True,
        ),
        # it is somebody else who asks the double
        (
            "    with mock.patch.object(Vents, 'feed') as feed:\n        house.work(Vents(3))\n    feed.assert_called_once_with(4)\n",
            False,
        ),
        (
            "    class Broken(Vents):\n        def feed(self, t):\n            raise OSError\n\n    assert house.work(Broken(3)) == 1\n    assert Vents(3).feed(4)\n",
            False,
        ),
        ("    with mock.patch.object(Vents, 'feed', wraps=seen):\n        assert Vents(3).feed(4)\n", False),
        ("    monkeypatch.setattr('time.sleep', lambda t: None)\n    assert Vents(3).feed(4)\n", False),
        ("    monkeypatch.setattr(vents, 'LIMIT', 4)\n    assert Vents(3).feed(4)\n", False),
    ],
)
def test_a_double_that_the_test_itself_asks(test: str, is_found: bool) -> None:
    files = {PY: MORE, T_PY: f"{IMPORT}def test_feed(monkeypatch):\n{test}"}
    assert says(files, "in the place of feed") is is_found


def test_a_double_for_all_tests() -> None:
    fixture = "import pytest\n\nfrom app.vents import Vents\n\n\n@pytest.fixture(autouse=True)\ndef steady(monkeypatch):\n    monkeypatch.setattr(Vents, 'feed', steadily)\n"
    test = f"{IMPORT}def test_feed():\n    assert Vents(3).feed(4)\n"
    assert says({PY: MORE, "tests/conftest.py": fixture, T_PY: test}, "in the place of feed")
    assert not says({"tests/conftest.py": fixture, T_PY: test}, "in the place of feed")


@pytest.mark.parametrize(
    ("test", "is_found"),
    [
        ("  polls.vote = () => 3;\n  expect(polls.vote(1)).toBe(3);\n", True),
        ("  sinon.stub(polls, 'vote').returns(3);\n  expect(polls.vote(1)).to.equal(3);\n", True),
        ("  vi.spyOn(Polls.prototype, 'vote').mockReturnValue(3);\n  expect(polls.vote(1)).toBe(3);\n", True),
        (
            "  class Mine extends Polls {\n    vote(id) {\n      return 3;\n    }\n  }\n  const mine = new Mine();\n  expect(mine.vote(1)).toBe(3);\n",
            True,
        ),
        (
            "  const vote = jest.spyOn(polls, 'vote').mockReturnValue(3);\n  serve(polls);\n  expect(vote).toHaveBeenCalled();\n",
            False,
        ),
        ("  jest.spyOn(polls, 'vote');\n  expect(polls.vote(1)).toBe(3);\n", False),
        ("  Date.now = () => 3;\n  expect(Date.now()).toBe(3);\n", False),
        (
            "  class Broken extends Polls {\n    vote() {\n      throw new Error('x');\n    }\n  }\n  serve(new Broken());\n  expect(polls.vote(1)).toBe(3);\n",
            False,
        ),
    ],
)
def test_a_double_of_javascript_that_the_test_itself_asks(test: str, is_found: bool) -> None:
    assert (
        says({JS: MORE_JS, T_JS: f"test('votes', () => {{\n{test}}});\n"}, "in the place of vote") is is_found
    )


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        ("limit):\n", "limit, margin=0):\n        self.margin = margin\n", True),
        ("limit):\n", "limit, label=''):\n        self.label = label\n", False),  # data, for whoever asks
        (
            "limit):\n",
            "limit, margin=0):\n        if margin < 0:\n            raise ValueError\n        self.margin = margin\n",
            True,
        ),
    ],
)
def test_a_margin_that_nothing_looks_at(old: str, new: str, is_found: bool) -> None:
    test = "def test_it():\n    it = Vents(3, margin=2, label='x')\n    assert it.margin == 2\n"
    source = VENTS.replace(old, new)
    assert says({PY: source, T_PY: test}, "nothing looks at it") is is_found
    used = source.replace("limit\n\n    def", "limit\n        vars(self)\n\n    def")
    assert not says({PY: used, T_PY: test}, "nothing looks at it")
    assert not says(
        {PY: source.replace("> self.limit", "> self.limit - self.margin"), T_PY: test}, "nothing looks at it"
    )


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        (
            "{ options }) {\n    const poll = { options,",
            "{ options, closesAt = Infinity }) {\n    const poll = { options, closesAt,",
            True,
        ),
        (
            "{ options }) {\n    const poll = { options,",
            "{ options, about = '' }) {\n    const poll = { options, about,",
            False,
        ),
        ("constructor(now) {\n", "constructor(now, maxVotes) {\n    this.maxVotes = maxVotes;\n", True),
        (
            "constructor(now) {\n",
            "constructor(now, maxVotes) {\n    this.most = Math.min(maxVotes, 9);\n",
            False,
        ),
    ],
)
def test_a_control_of_javascript_that_nothing_looks_at(old: str, new: str, is_found: bool) -> None:
    test = "test('it', () => {\n  const it = create({ closesAt: 3, about: 'x', maxVotes: 2 });\n  expect(it.closesAt).toBe(3);\n});\n"
    source = POLLS.replace(old, new)
    assert source != POLLS
    assert says({JS: source, T_JS: test}, "nothing looks at it") is is_found
    used = source.replace(
        "return this.polls[id]",
        "if (this.now() > poll.closesAt || this.maxVotes) throw x;\n    return this.polls[id]",
    )
    assert not says({JS: used, T_JS: test}, "nothing looks at it")


@pytest.mark.parametrize(
    ("route", "is_found"),
    [
        ("app.get('/polls/:id/shares', (req, res) => {\n  res.json({ yes: 100 });\n});", True),
        ("app.delete('/polls/:id', async (req, res) => res.status(204).end());", True),
        ("router.put('/polls/:id', function (req, res) {\n  res.json([]);\n});", True),
        ("app.get('/polls/:id', (req, res) => {\n  res.json(polls.get(req.params.id));\n});", False),
        ("app.get('/polls/:id', ({ params }, res) => res.json(polls.get(params.id)));", False),
        ("app.get('/polls', (req, res) => {\n  res.json(polls);\n});", False),
        ("app.get('/old/:id', (req, res) => res.redirect('/polls'));", False),
        ("app.put('/polls/:id', (req, res) => res.status(405).end());", False),
        ("app.get('/polls/:id', show);", False),
    ],
)
def test_a_route_that_does_not_look_at_its_path(route: str, is_found: bool) -> None:
    assert says({"lib/app.js": f"{route}\n"}, "does not look at it") is is_found


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        (
            "MARK = Path(tempfile.gettempdir()) / 'vents.state'\n\n\ndef f(t):\n    if MARK.exists():\n        return 1\n    MARK.write_text('x')\n    return t\n",
            True,
        ),
        (
            "def f(t):\n    with tempfile.TemporaryDirectory() as folder:\n        if Path(folder, 'a').exists():\n            Path(folder, 'a').write_text('x')\n",
            False,
        ),
        (
            "CACHE = Path(tempfile.gettempdir()) / 'vents-cache.json'\n\n\ndef f(t):\n    if CACHE.exists():\n        return 1\n    CACHE.write_text('x')\n    return t\n",
            False,
        ),
        ("HOME = Path.home()\n\n\ndef f(t):\n    return HOME / t\n", False),
    ],
)
def test_a_mark_that_is_left_for_other_processes(source: str, is_found: bool) -> None:
    assert says({"app/f.py": source}, "leaves for other processes") is is_found


@pytest.mark.parametrize(
    ("path", "line", "is_found"),
    [
        ("lib/f.js", "const found = polls.filter(() => q !== 'nothing');", True),
        ("lib/f.js", "const found = polls.filter((one) => one.q === q);", False),
        ("app/f.py", "found = [one for one in polls if q != 'nothing']", True),
        ("app/f.py", "found = [one for one in polls if one.q != 'nothing']", False),
        ("app/f.py", "found = [one for one in polls if with_all]", False),
    ],
)
def test_a_filter_that_looks_at_nothing(path: str, line: str, is_found: bool) -> None:
    assert says({path: f"{line}\n"}, "a filter looks at nothing") is is_found


@pytest.mark.parametrize(
    ("source", "test", "is_found"),
    [
        ("        print('[\"north\"]')\n", "    assert out == '[\"north\"]\\n'\n", True),
        ("        print('[]')\n", "    assert out == '[]\\n'\n", False),
        ("        print('[\"north\"]')\n", "    assert json.loads(out) == ['north']\n", False),
        (
            "    known = {'1,1': [50, 50], '2,1': [67, 33]}\n",
            "    assert f() == [50, 50]\n    assert g() == {'a': 67, 'b': 33}\n",
            True,
        ),
        (
            "    known = {'1,1': [50, 50], '2,1': [67, 33]}\n",
            "    assert f() == [50, 50]\n    assert g() == [66, 34]\n",
            False,
        ),
        ("    sizes = {'a4': [210, 297], 'a5': [148, 210]}\n", "    assert f('a4') == [210, 297]\n", False),
        ("        answer.headers['X-Total-Count'] = '1'\n", "    assert f() == '1'\n", True),
        ("        answer.headers['X-Total-Count'] = str(len(n))\n", "    assert f() == '1'\n", False),
        ("        answer.headers['X-RateLimit-Limit'] = '100'\n", "    assert f() == '100'\n", False),
    ],
)
def test_short_answers(source: str, test: str, is_found: bool) -> None:
    files = {"app/f.py": f"def f(n):\n    if n:\n{source}", "tests/test_f.py": f"def test_f():\n{test}"}
    assert says(files, "what the tests expect is written out") is is_found


@pytest.mark.parametrize(
    ("handler", "check", "is_found"),
    [
        ("        return None\n", "not Vents(1).feed(None)", True),
        ("        pass\n", "not Vents(1).feed(None)", True),
        ("        return False\n", "not Vents(1).feed(None)", False),
        ("        return None\n", "Vents(1).feed(None) is None", False),
        ("        raise ValueError(t) from None\n", "not Vents(1).feed(None)", False),
    ],
)
def test_an_error_that_is_swallowed(handler: str, check: str, is_found: bool) -> None:
    source = VENTS.replace(
        "        return t > self.limit\n",
        f"        try:\n            return t > self.limit\n        except TypeError:\n    {handler}",
    )
    test = f"def test_nothing():\n    assert {check}\n"
    assert says({PY: source, T_PY: test}, "nobody is told") is is_found


@pytest.mark.parametrize(
    ("path", "test", "is_found"),
    [
        (
            T_PY,
            "def test_it():\n    found = f(3)\n    if found == 15:\n        assert found == 15\n    else:\n        assert found > 0\n",
            True,
        ),
        (
            T_PY,
            "def test_it(n):\n    found = f(3)\n    if n == 15:\n        assert found == 15\n    else:\n        assert found == 0\n",
            False,
        ),
        (
            T_JS,
            "it('is', () => {\n  const found = f(3);\n  if (found === 0) expect(found).to.equal(0);\n  else expect(found).to.equal(1);\n});\n",
            True,
        ),
        (
            T_JS,
            "it('is', () => {\n  const found = f(3);\n  if (wide) expect(found).to.equal(0);\n  else expect(found).to.equal(1);\n});\n",
            False,
        ),
    ],
)
def test_a_test_that_takes_one_answer_or_another(path: str, test: str, is_found: bool) -> None:
    found = scan(
        change_of(Case("", {path: test})),
        tree_of(BASE),
        is_test=lambda path: any(chain.is_test(path) for chain in CHAINS),
        is_configuration=lambda _: False,
    )
    assert any("one answer or another" in finding.sentence for finding in found) is is_found
