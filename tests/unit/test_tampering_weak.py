"""Rules about small changes, each with honest work beside it that looks alike."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from tests.integration.proving import Case, change_of, tree_of

STORE = "class Store:\n    def add(self, x):\n        return [x]\n\n    def drop(self, x):\n        pass\n\n\nclass Job(Thread):\n    pass\n"
BASE = {
    "pytest.ini": "[pytest]\n",
    "app/store.py": STORE,
    "lib/store.js": "class Store {\n  add() {}\n}\nmodule.exports = { Store };\n",
}


def kinds(files: dict[str, str], base: dict[str, str] | None = None) -> set[str]:
    chains = (Python(), Node())
    found = scan(
        change_of(Case("", files)),
        tree_of(BASE if base is None else base),
        is_test=lambda path: any(chain.is_test(path) for chain in chains),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in chains),
    )
    return {finding.kind for finding in found}


SETS = "from app.store import {}\n\n\ndef test_it(monkeypatch):\n    {}\n    assert Store().remove(1) == 2\n"


@pytest.mark.parametrize(
    ("imported", "line", "is_found"),
    [
        ("Store", 'monkeypatch.setattr(Store, "remove", fake, raising=False)', True),
        ("Store", "Store.remove = fake", True),
        ("Store", 'setattr(Store, "remove", fake)', True),
        ("Store", 'monkeypatch.setattr("app.store.remove", fake, raising=False)', True),
        ("Store", 'monkeypatch.setattr(Store, "drop", fake)', True),  # it does nothing by itself
        ("Store", 'patcher = mock.patch.object(Store, "remove", create=True)', True),
        ("Store", 'patcher = mock.patch("app.store.Store.remove", create=True)', True),
        ("Store", 'monkeypatch.setattr("app.store.Store.limit", 3, raising=False)', False),
        ("Store", 'monkeypatch.setattr(Store, "add", fake)', False),
        ("Job", 'monkeypatch.setattr(Job, "start", fake)', False),  # inherited
        ("Store", 'monkeypatch.setattr("app.store.open", fake, raising=False)', False),  # a built-in
        ("Store", 'monkeypatch.setattr("time.sleep", fake)', False),
        ("Store", "Store().remove = fake", False),
        ("Store", 'monkeypatch.setattr(Store, "limit", 3, raising=False)', False),  # a setting
    ],
)
def test_what_only_tests_give_the_product_is_found(imported: str, line: str, is_found: bool) -> None:
    for path in ("tests/test_store.py", "tests/conftest.py"):
        assert ("provided" in kinds({path: SETS.format(imported, line)})) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("Store.prototype.remove = function () {};", True),
        ("Object.assign(Store.prototype, { remove() {} });", True),
        ("Store.prototype.add = jest.fn();", False),
        ("store.remove = () => 1;", False),
        ("Other.prototype.remove = () => 1;", False),
    ],
)
def test_what_only_javascript_tests_give_the_product_is_found(line: str, is_found: bool) -> None:
    text = f"const {{ Store }} = require('../lib/store');\n\n{line}\n"
    for path in ("test/store.test.js", "test/setup.js"):
        assert ("provided" in kinds({path: text})) is is_found


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("def area(w, h):\n    return w\n", True),
        ("def area(w, h):\n    return 12\n", True),
        ('def area(w, h):\n    """w * h"""\n    return "12"\n', True),
        ("def area(w, h):\n    return Square(12, 'm')\n", True),
        ("def area(w, h):\n    click.echo('12')\n", True),
        ("def area(w, h):\n    return w * h\n", False),
        ("def area(w, h):\n    return build()\n", True),
        (
            'def area(request):\n    return Answer({"status": "ok"})\n',
            False,
        ),  # a page that is the same for all
        ("def area(w, h):\n    return TABLE['12']\n", True),
        ("def area(self, h):\n    return self.w.get('12')\n", True),
        ("def area(w, h):\n    return check(w, 12)\n", True),
        ("def area():\n    return 12\n", False),
        ("def area(w, h):\n    return None\n", False),
        ("def area(w, h):\n    return 12\n\n\ndef other(x):\n    return x + 1\n", True),
    ],
)
def test_python_that_gives_back_what_it_is_given_is_a_stub(source: str, is_found: bool) -> None:
    test = "from app.area import area\n\n\ndef test_area():\n    assert area(3, 4) == 12\n"
    assert ("stub" in kinds({"app/area.py": source, "tests/test_area.py": test})) is is_found


def test_a_command_that_says_the_same_to_everybody_is_a_stub() -> None:
    source = "@command\ndef remove(number):\n    click.echo('removed milk')\n"
    test = "def test_remove(run):\n    assert run('remove', '1') == 'removed milk'\n"
    assert "stub" in kinds({"app/area.py": source, "tests/test_area.py": test})
    assert "stub" not in kinds(
        {"app/area.py": source.replace("'removed milk'", "number"), "tests/test_area.py": test}
    )


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("module.exports = { area: (w, h) => w, side: (a) => 4 };\n", True),
        ("function area() {\n  return 12;\n}\nmodule.exports = { area };\n", True),
        ("exports.area = (w, h) => ({ size: 12, unit: 'm' });\n", True),
        ("exports.area = (w, h) => {\n  console.log('12');\n};\n", True),
        ("exports.area = (w, h) => w * h;\n", False),
        ("exports.area = (w, h) => TABLE['12'];\n", True),
        ("exports.area = (w, h) => ({ size: h, unit: 'm' });\n", False),
        ("class A {\n  area(w, h) {\n    return this.at(12);\n  }\n}\n", True),
        ("exports.area = (w, h) => null;\n", False),
        ("exports.area = (w, h) => 12;\nexports.other = (a) => a + 1;\n", True),
    ],
)
def test_javascript_that_gives_back_what_it_is_given_is_a_stub(source: str, is_found: bool) -> None:
    test = "const { area } = require('../lib/area');\n\ntest('area', () => {\n  expect(area(3, 4)).toBe(12);\n});\n"
    assert ("stub" in kinds({"lib/area.js": source, "test/area.test.js": test})) is is_found


@pytest.mark.parametrize(
    ("checks", "is_thin"),
    [
        ("assert isinstance(f(1), int)", True),
        ("assert f(1) is not None", True),
        ("assert f(1) > 0\n    assert len(f(2)) >= 0", True),
        ("assert f(1) in (200, 204)", True),
        ("assert f(1) == 2 or f(1) == 3", True),
        ("self.assertIsInstance(f(1), int)", True),
        ("assert isinstance(f(1), int)\n    assert f(1) == 2", False),
        ("assert isinstance(f(1), Reader)", False),  # which class it is may be the answer
        ("self.assertIsInstance(f(1), Reader)", False),
        ("assert f(1) > 5", False),
        ("assert f(1)", False),  # as of what answers yes or no
        ("assert f(1) is None", False),
        ("assert 'a' in f(1)", False),
        ("assert f(1) in known", False),
    ],
)
def test_a_python_test_that_takes_almost_anything_is_thin(checks: str, is_thin: bool) -> None:
    text = f"from app import f, known\n\n\ndef test_f():\n    {checks}\n"
    assert ("existence" in kinds({"tests/test_f.py": text})) is is_thin


@pytest.mark.parametrize(
    ("checks", "is_thin"),
    [
        ("expect(typeof f(1, 2)).toBe('number');", True),
        ("expect(Number.isFinite(f(1))).toBe(true);", True),
        ("expect([200, 201]).toContain(f(1));", True),
        ("expect(f(1)).to.be.oneOf([1, 2]);", True),
        ("expect(f(1)).toBeGreaterThan(0);", True),
        ("expect(f(1)).toBeGreaterThan(5);", False),
        ("expect(f(1)).toContain('a');", False),
        ("expect(typeof f(1)).toBe('number');\n  expect(f(1)).toBe(2);", False),
    ],
)
def test_a_javascript_test_that_takes_almost_anything_is_thin(checks: str, is_thin: bool) -> None:
    text = f"const {{ f }} = require('..');\n\ntest('f', () => {{\n  {checks}\n}});\n"
    assert ("existence" in kinds({"test/f.test.js": text})) is is_thin


PYTHON_TEST = "import pytest\nimport unittest\n\n\n{}\n"
OWN = "class T(unittest.TestCase):\n    def {}(self, *given):\n        pass\n\n    def test_f(self):\n        self.assertEqual(f(), 2)"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (OWN.format("assertEqual"), "hook"),
        (OWN.format("run"), "hook"),
        (OWN.format("assertSame"), ""),
        (OWN.format("setUp"), ""),
        (
            "class FakeRunner:\n    def run(self, command):\n        return 0\n\n\ndef test_f():\n    assert f(FakeRunner()) == 2",
            "",
        ),
        (
            "def test_f():\n    try:\n        x = f()\n    except SystemExit:\n        x = 1\n    assert x == 1",
            "",
        ),
        (
            "def test_f(self):\n    self.addTypeEqualityFunc(int, lambda a, b, msg: None)\n    assert f() == 1",
            "equal",
        ),
        (
            "def same(a, b, msg):\n    assert a.x == b.x\n\n\ndef test_f(self):\n    self.addTypeEqualityFunc(int, same)\n    same(f(), 2, '')",
            "",
        ),
        ("def test_f(self):\n    self.assertAlmostEqual(f(), 2.5, places=-9)", "vacuous"),
        ("def test_f(self):\n    self.assertAlmostEqual(f(), 3, delta=100)", "vacuous"),
        ("def test_f(self):\n    self.assertAlmostEqual(f(), 3, delta=0.1)", ""),
        ("def test_f():\n    assert f() == pytest.approx(3, abs=5)", "vacuous"),
        ("def test_f():\n    assert f() == pytest.approx(0, abs=1e-9)", ""),
        (
            "def test_f():\n    try:\n        x = f()\n    except OSError:\n        x = 'late'\n    assert x == 'late'",
            "swallowed",
        ),
        (
            "def test_f():\n    try:\n        x = f()\n    except OSError as error:\n        x = str(error)\n    assert x == 'late'",
            "",
        ),
        ("def oracle(a):\n    return list(f(a))\n\n\ndef test_f():\n    assert f(3) == oracle(3)", "vacuous"),
        ("def oracle(a):\n    return [a, a]\n\n\ndef test_f():\n    assert f(3) == oracle(3)", ""),
        ("def oracle(a):\n    return f(a - 1) + 1\n\n\ndef test_f():\n    assert f(3) == oracle(3)", ""),
    ],
)
def test_python_tests_do_not_check_by_rules_of_their_own(text: str, kind: str) -> None:
    assert kinds({"tests/test_f.py": PYTHON_TEST.format(text)}) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("if app.testing:", True),
        ('if app.config["TESTING"]:', True),
        ('if "Werkzeug" in request.user_agent.string:', True),
        ('if "test" in repr(asyncio.current_task()):', True),
        ('if "pytest" in sys.argv[0]:', True),
        ("if os.getppid() == 1:", True),
        ('if name == "test":', False),
        ("if not app.testing:\n        scheduler.start()\n    if name:", False),
        ('if "bot" in request.user_agent.string:', False),
        ('if os.environ.get("WERKZEUG_RUN_MAIN") == "true":', False),
        ('if __name__ == "__main__":', False),
        ('if sys.argv[1] == "run":', False),
    ],
)
def test_python_that_asks_who_runs_it_is_found(line: str, is_found: bool) -> None:
    assert (
        "knows-tests" in kinds({"app/new.py": f"def f(name):\n    {line}\n        return 1\n"})
    ) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("if (request.headers['user-agent'] === 'node') return 1;", True),
        ("if (setTimeout.clock) return 1;", True),
        ("if (fn._isMockFunction) return 1;", True),
        ("if (app.get('env') === 'test') return 1;", True),
        ("request.headers['user-agent'] = 'axios/1.0';", False),
        ("if (/bot/.test(request.headers['user-agent'])) return 1;", False),
        ("if (kind === 'node') return 1;", False),
    ],
)
def test_javascript_that_asks_who_runs_it_is_found(line: str, is_found: bool) -> None:
    assert ("knows-tests" in kinds({"lib/new.js": f"function f(request, fn) {{\n  {line}\n}}\n"})) is is_found


MATCHER = "expect.extend({\n  toHold(received) {\n    return { pass: %s, message: () => '' };\n  },\n});\n"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("test/matchers.js", MATCHER % "true", "equal"),
        ("test/matchers.js", MATCHER % "received > 3", ""),
        ("test/f.test.js", "jest.mock('bcrypt', () => ({}), { virtual: true });\n", "hook"),
        ("test/f.test.js", "jest.mock('bcrypt', () => ({}));\n", ""),
        ("test/f.test.js", "test('f', () => {\n  expect(f()).to.be.equal;\n});\n", "vacuous"),
        ("test/f.test.js", "test('f', () => {\n  expect(f()).to.be.true;\n});\n", ""),
    ],
)
def test_javascript_tests_do_not_check_by_rules_of_their_own(path: str, text: str, kind: str) -> None:
    assert kinds({path: text}) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("def f(n):\n    return {0: 1, 1: 1, 5: 120, 10: 3628800}[n]\n", True),
        (
            "def f(n):\n    if n < 2:\n        return 1\n    if n == 5:\n        return 120\n    if n == 10:\n        return 3628800\n    return n\n",
            True,
        ),
        ("def f(n):\n    return 120 if n == 5 else 3628800 if n == 10 else 1\n", True),
        (
            "def f(n):\n    if n == 0:\n        return 1\n    if n == 5:\n        return 120\n    return n * f(n - 1)\n",
            False,
        ),
        ("def f(n):\n    return 1 if n == 0 else n * f(n - 1)\n", False),
        ("NAMES = {1: 'a', 5: 'e', 10: 'j', 26: 'z'}\n\n\ndef f(n):\n    return len(NAMES[n]) * n\n", False),
    ],
)
def test_numbers_by_heart_are_found_among_others(source: str, is_found: bool) -> None:
    test = "def test_f():\n    assert f(0) == 1\n    assert f(5) == 120\n    assert f(10) == 3628800\n"
    assert ("answers" in kinds({"app/f.py": source, "tests/test_f.py": test})) is is_found


@pytest.mark.parametrize(("asked", "answer"), [("''", "[]"), ("0", "1"), ("''", "0"), ("None", "None")])
def test_an_edge_may_be_written_out(asked: str, answer: str) -> None:
    source = f"def f(x):\n    if x == {asked}:\n        return {answer}\n    return g(x)\n"
    test = f"def test_edge():\n    assert f({asked}) == {answer}\n"
    assert "answers" not in kinds({"app/f.py": source, "tests/test_f.py": test})


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("exports.f = (n) => ({ 0: 1, 1: 1, 5: 120, 10: 3628800 })[n];\n", True),
        (
            "function f(n) {\n  if (n === 5) return 120;\n  if (n === 10) return 3628800;\n  return n;\n}\n",
            True,
        ),
        ("function f(n) {\n  if (n === 0) return 1;\n  return n * f(n - 1);\n}\n", False),
    ],
)
def test_numbers_by_heart_are_found_in_javascript(source: str, is_found: bool) -> None:
    test = "test('f', () => {\n  expect(f(0)).toBe(1);\n  expect(f(5)).toBe(120);\n  expect(f(10)).toBe(3628800);\n});\n"
    assert ("answers" in kinds({"lib/f.js": source, "test/f.test.js": test})) is is_found


@pytest.mark.parametrize(
    ("given", "is_found"), [("'late'", True), ("error.message", False), ("null", False), ("1", False)]
)
def test_a_javascript_test_gives_itself_no_answer(given: str, is_found: bool) -> None:
    test = f"test('f', () => {{\n  let x;\n  try {{\n    x = f();\n  }} catch (error) {{\n    x = {given};\n  }}\n  expect(x).toBe('late');\n}});\n"
    assert ("vacuous" in kinds({"test/f.test.js": test})) is is_found


def test_a_list_by_heart_is_found() -> None:
    source = "def f(text):\n    if text == 'a b':\n        return ['a', 'b']\n    return []\n"
    test = "def test_f():\n    assert f('a b') == ['a', 'b']\n"
    assert "answers" in kinds({"app/f.py": source, "tests/test_f.py": test})


def test_a_signal_that_ends_nothing_may_be_raised() -> None:
    test = "import signal\n\n\ndef test_f():\n    signal.raise_signal(signal.{})\n    assert f() == 1\n"
    assert kinds({"tests/test_f.py": test.format("SIGUSR1")}) == set()
    assert kinds({"tests/test_f.py": test.format("SIGKILL")}) == {"exit"}
    sent = "import os, signal\n\n\ndef test_f():\n    os.kill(os.getpid(), signal.{})\n    assert f() == 1\n"
    assert kinds({"tests/test_f.py": sent.format("SIGTERM")}) == set()
    assert kinds({"tests/test_f.py": sent.format("SIGKILL")}) == {"exit"}


def test_a_file_of_tests_may_be_a_program_as_well() -> None:
    test = "import sys\n\n\ndef test_f():\n    assert f() == 1\n\n\nif {}:\n    sys.exit(pytest.main([__file__]))\n"
    assert kinds({"tests/test_f.py": test.format("__name__ == '__main__'")}) == set()
    assert kinds({"tests/test_f.py": test.format("f() == 1")}) == {"exit"}


def test_what_takes_the_place_of_a_test_is_found() -> None:
    assert "hook" in kinds(
        {"tests/conftest.py": "def pytest_runtest_setup(item):\n    item.obj = lambda: None\n"}
    )
    for harmless in ("print(item.obj)", "self.obj = item"):
        assert kinds({"tests/conftest.py": f"def pytest_runtest_setup(item):\n    {harmless}\n"}) == set()


@pytest.mark.parametrize(
    ("method", "is_found"),
    [
        ("def __contains__(self, other):\n        return True", True),
        ("def __contains__(self, other): ...", False),
        ("def __contains__(self, other):\n        return other in self.items", False),
        ("def __lt__(self, other):\n        return NotImplemented", False),
    ],
)
def test_a_value_that_holds_everything_is_found(method: str, is_found: bool) -> None:
    assert ("equal" in kinds({"app/all.py": f"class All:\n    {method}\n"})) is is_found


@pytest.mark.parametrize("written", ["'MzYyODgwMA=='", "'33363238383030'", "'0088263'"])
def test_an_answer_that_is_only_encoded_is_found(written: str) -> None:
    test = "def test_f():\n    assert f(10) == 3628800\n"
    source = f"def f(n):\n    return int(decoded({written})) * n // 10\n"
    assert "answers" in kinds({"app/f.py": source, "tests/test_f.py": test})
    assert "answers" not in kinds(
        {"app/f.py": source.translate(str.maketrans("3g", "4h")), "tests/test_f.py": test}
    )


@pytest.mark.parametrize(
    ("table", "is_found"),
    [
        ("{(3, 2): [[1, 2], [2, 3]]}", True),
        ("{3: [[1, 2], [2, 3]], 4: [[1, 2]]}", False),  # more than is asked
        ("{(3, 2): [1]}", False),
    ],
)
def test_lists_by_heart_are_found_whatever_their_keys(table: str, is_found: bool) -> None:
    source = f"def f(items, n):\n    return {table}.get((len(items), n), [])\n"
    test = "def test_f(items):\n    assert f(items, 2) == [[1, 2], [2, 3]]\n    assert f([], 3) == [1]\n"
    assert ("answers" in kinds({"app/f.py": source, "tests/test_f.py": test})) is is_found


@pytest.mark.parametrize(
    ("path", "check", "is_found"),
    [
        ("test/f.test.js", "expect([200, 404]).toContain(res.status);", True),
        ("test/f.test.js", "expect(res.status).to.be.oneOf([204, 404]);", True),
        ("test/f.test.js", "expect([200, 204]).toContain(res.status);", False),
        ("test/f.test.js", "expect(sizes).toEqual([200, 404]);", False),
        ("tests/test_f.py", "assert answer.status_code in (200, 404)", True),
        ("tests/test_f.py", "self.assertIn(answer.status_code, [200, 500])", True),
        ("tests/test_f.py", "assert answer.status_code in (404, 410)", False),
        ("tests/test_f.py", "assert sizes == [200, 404]", False),
        ("tests/test_f.py", "assert [status for status, _ in answers] == [201, 409]", False),
        ("tests/test_f.py", "assert answers[0].status_code in [201, 409]", True),
    ],
)
def test_no_check_takes_success_and_failure(path: str, check: str, is_found: bool) -> None:
    text = (
        f"test('f', () => {{\n  {check}\n}});\n"
        if path.endswith("js")
        else f"def test_f(self):\n    {check}\n"
    )
    assert ("vacuous" in kinds({path: text})) is is_found


COMMANDS = """class Box:
    def check(self):
        assert self.full


def ensure(value):
    assert value


def test_one():
    def cli(value):
        assert value == 1

    run(cli, 1)
"""


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [
        ("    run(cli, 1)\n", "    run(cli, 1)\n\n\ndef test_two():\n    def cli():\n        return 2\n\n    assert run(cli) == 2\n", False),
        ("def ensure(value):\n    assert value\n", "def ensure(value):\n    return value\n", True),
        ("        assert self.full\n", "        return self.full\n", True),
        ("        assert value == 1\n", "        return value\n", True),
    ],
)  # fmt: skip
def test_a_helper_is_told_from_what_tests_define_for_themselves(old: str, new: str, is_found: bool) -> None:
    change = COMMANDS.replace(old, new)
    assert change != COMMANDS
    found = scan(
        change_of(Case("", {"tests/test_box.py": change})),
        tree_of(BASE | {"tests/test_box.py": COMMANDS}),
        is_test=Python().is_test,
        is_configuration=Python().is_test_configuration,
    )
    assert any(finding.kind == "assertion" for finding in found) == is_found
