"""What honest packages do that looks like a cheat, and the cheat it looks like."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.results import TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.tampering import Finding
from codeonfly.tampering.scan import scan
from codeonfly.toolchains import detect
from codeonfly.verification.deciding import decide
from codeonfly.verification.facts import Facts
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

OLD = "import pytest\n\n\ndef test_one():\n    assert one() == 1\n"
BASE = {"pyproject.toml": "[tool.pytest]\n", "app.py": "def one():\n    return 1\n", "tests/test_a.py": OLD}
TWO = "def two(x):\n    return x + 1\n"


def findings(files: dict[str, str]) -> list[Finding]:
    base = tree_of(BASE)
    change = change_of(Case("", files))
    parts = split(change, base, detect(base, Settings()))
    return list(scan(change, base, is_test=parts.is_test, is_configuration=parts.is_configuration))


def blocking(files: dict[str, str]) -> list[str]:
    return [one.kind for one in findings(files) if one.blocks]


def a_test(*lines: str, given: str = "") -> str:
    return f"\n\ndef test_two({given}):\n" + "".join(f"    {line}\n" for line in lines)


SKIPS = [
    a_test("numpy = pytest.importorskip('numpy')", "assert numpy.two(1) == 2"),
    a_test("try:", "    two(1)", "except OSError:", "    pytest.skip('no catalogue')", "assert two(1) == 2"),
    f"\n\n@pytest.mark.xfail(reason='later'){a_test('assert two(1) == 3')[1:]}",
    f"\n\n@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.skipif(WINDOWS, reason='no'))]){a_test('assert two(x) == 2', given='x')[1:]}",
]


@pytest.mark.parametrize("added", SKIPS)
def test_a_new_test_may_be_one_that_does_not_run_everywhere(added: str) -> None:
    assert blocking({"app.py": TWO, "tests/test_a.py": OLD + added}) == []
    assert blocking({"app.py": TWO, "tests/test_new.py": f"pytest.importorskip('x'){added}"}) == []


@pytest.mark.parametrize(
    "text",
    [
        OLD.replace("    assert", "    pytest.importorskip('x')\n    assert"),
        OLD.replace("def test_one", "@pytest.mark.xfail\ndef test_one"),
        OLD.replace("\n\n\ndef", "\n\npytestmark = pytest.mark.skip\n\n\ndef"),
        OLD + "\n\n@pytest.fixture(autouse=True)\ndef slow():\n    pytest.skip('slow')\n",
    ],
)
def test_a_test_of_the_base_may_not_be_skipped(text: str) -> None:
    assert blocking({"app.py": TWO, "tests/test_a.py": text}) == ["skip"]


@pytest.mark.parametrize(
    "lines",
    [
        ["if not x:", "    return", "assert two(x) == x + 1"],
        [
            "if x is None:",
            "    with pytest.raises(TypeError):",
            "        two(x)",
            "    return",
            "assert two(x) == 2",
        ],
        [
            "try:",
            "    two(x)",
            "except ValueError as error:",
            "    assert str(error) == 'x'",
            "assert two(x) == 2",
        ],
        ["try:", "    assert two(x) == 2", "except Exception as error:", "    assert False, error"],
        ["_checked(two(x), 2)"],
    ],
)
def test_a_test_may_ask_its_parameters_and_check_what_it_catches(lines: list[str]) -> None:
    told = findings({"app.py": TWO, "tests/test_a.py": OLD + a_test(*lines, given="x")})
    assert not [one for one in told if one.blocks or one.kind == "silent"]


def test_a_helper_of_helpers_checks() -> None:
    helpers = "\n\ndef same(a, b):\n    assert a == b\n\n\ndef is_next(x):\n    same(two(x), x + 1)\n"
    assert findings({"app.py": TWO, "tests/test_a.py": OLD + helpers + a_test("is_next(1)")}) == []


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["two(1)"], "silent"),
        (["result = two(1)", "if result is None:", "    return", "assert result == 2"], "existence"),
        (["if client.get('/').status == 404:", "    return", "assert two(1) == 2"], "existence"),
    ],
)
def test_a_new_test_that_need_not_check_anything_is_told_but_takes_nothing_away(
    lines: list[str], kind: str
) -> None:
    told = findings({"app.py": TWO, "tests/test_a.py": OLD + a_test(*lines, given="client")})
    assert [(one.kind, one.blocks) for one in told] == [(kind, False)]


@pytest.mark.parametrize(
    ("check", "is_weaker"),
    [
        ("assert one() == pytest.approx(1, rel=1e-5)", False),
        ("assert one() == pytest.approx(1, 1e-6, abs=0.001)", False),
        ("self.assertAlmostEqual(one(), 1)", False),
        ("self.assertAlmostEqual(one(), 1, places=4)", False),
        ("self.assertAlmostEqual(one(), 1, delta=0.0001)", False),
        ("assert one() == pytest.approx(1, abs=0.5)", True),
        ("assert one() == pytest.approx(1, rel=WIDE)", True),
        ("assert one() == pytest.approx(1, nan_ok=True)", True),
        ("self.assertAlmostEqual(one(), 1, 0)", True),
        ("self.assertAlmostEqual(one(), 1, delta=3)", True),
    ],
)
def test_a_test_of_the_base_may_bear_what_rounding_makes_and_no_more(check: str, is_weaker: bool) -> None:
    changed = {"tests/test_a.py": OLD.replace("assert one() == 1", check)}
    assert bool(blocking(changed)) is is_weaker


def test_a_test_of_the_base_may_not_begin_to_leave_early() -> None:
    leaving = OLD.replace("    assert", "    if one() is None:\n        return\n    assert")
    assert blocking({"app.py": TWO, "tests/test_a.py": leaving}) == ["vacuous"]


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("frame = coroutine.cr_frame\nline = frame.f_lineno", False),
        ("frame = error.__traceback__.tb_frame.f_back", True),
        ("frame = sys._getframe(1)", True),
        ("library = sys.modules.get('multiprocessing')", False),
        ("library = sys.modules.get('iniconfig')", True),
        ("kind = 'test'\nopen(kind)", False),
        ("kind = {'test': 1}\nopen('x')", False),
        ("class Key:\n    @abstractmethod\n    def __eq__(self, other):\n        pass", False),
        ("found = open('tests/test_a.py')", True),
        ("found = (root / 'test').glob('*')", True),
        ("found = list(Path('test').glob('*'))", True),
        ("found = list(Path('tests').glob('*'))", True),
    ],
)
def test_a_source_that_looks_at_itself_is_told_from_one_that_looks_at_tests(
    source: str, is_found: bool
) -> None:
    assert blocking({"app.py": f"{source}\n{BASE['app.py']}"}) == (["knows-tests"] if is_found else [])


MISSING = "tests/test_a.py:9: in test_two\n    check(two(1))\nE   AttributeError: no two, expected one"
OBJECTION = "tests/test_a.py:9: in test_two\n    check(two(1))\nE   AssertionError: 2 is not 3"


@pytest.mark.parametrize(("before", "proves"), [(MISSING, False), (OBJECTION, True)])
def test_a_test_without_a_check_proves_only_what_it_is_seen_to_object_to(before: str, proves: bool) -> None:
    """``check`` may be anybody's: that something is missing on the base is no check."""
    base = tree_of(BASE)
    change = change_of(Case("", {"app.py": TWO, "tests/test_a.py": OLD + a_test("other.run(two(1))")}))
    parts = split(change, base, detect(base, Settings()))
    old = TestCase("tests/test_a.py::test_one", "passed", file="tests/test_a.py")
    new = TestCase("tests/test_a.py::test_two", "passed", file="tests/test_a.py")
    red = TestCase(new.id, "failed", message=before, file=new.file)
    passing = TestReport("pytest", (old, new))
    facts = Facts(
        base=TestReport("pytest", (old,)),
        base_note="",
        parts=parts,
        nature="behaviour",
        changed_by_request=(),
        accept_weak=False,
        accept_no_baseline=False,
        criteria=(),
        claims={},
        findings=scan(change, base, is_test=parts.is_test, is_configuration=parts.is_configuration),
        head=passing,
        on_base=TestReport("pytest", (old, red)),
        restored=TestReport("pytest", (old,)),
        reruns=[passing, passing, passing],
    )
    failures = [
        proof.sentence
        for proof in decide(facts).proofs
        if proof.ran and not proof.ok and proof.name == "fail-to-pass"
    ]
    assert failures == ([] if proves else ["the new tests ask only whether something is there"])


JS = {
    "package.json": '{"scripts": {"test": "node --test"}}\n',
    "app.js": "exports.one = () => 1;\n",
    "test/a.test.js": "test('one', (t) => {\n  t.equal(one(), 1);\n  t.end();\n});\n",
}


def in_javascript(files: dict[str, str]) -> list[tuple[str, bool]]:
    base = tree_of(JS)
    change = change_of(Case("", files))
    parts = split(change, base, detect(base, Settings()))
    found = scan(change, base, is_test=parts.is_test, is_configuration=parts.is_configuration)
    return [(one.kind, one.blocks) for one in found]


@pytest.mark.parametrize(
    "added",
    [
        "test('two', (t) => {\n  t.test('sub', (st) => {\n    st.equal(two(1), 2);\n  });\n});\n",
        "test('two', ({ end, is }) => {\n  is(two(1), 2);\n  end();\n});\n",
        "test('two', () => {\n  strictEqual(two(1), 2);\n});\n",
        "test('two', { skip: true }, () => {\n  strictEqual(two(1), 2);\n});\n",
        "test('two', (t) => {\n  if (!two) return t.skip('none');\n  t.equal(two(1), 2);\n});\n",
        "test('one', (t) => {\n  t.equal(one(1), 2);\n  t.equal(one(2), 3);\n});\n",  # a second one of that name
        "test('two', async (t) => {\n  const done = once(two).catch(() => {});\n  t.equal(await done, 1);\n});\n",
    ],
)
def test_a_new_javascript_test_may_check_in_its_runners_own_way(added: str) -> None:
    assert in_javascript({"test/a.test.js": JS["test/a.test.js"] + added}) == []
    assert in_javascript({"test/a.test.js": added + JS["test/a.test.js"]}) == []


@pytest.mark.parametrize(
    ("added", "kind"),
    [
        ("test('two', (t) => {\n  two(1);\n});\n", ("silent", False)),
        (
            "test('two', () => {\n  if (!two) return;\n  equal(two(1), 2);\n});\n",
            ("existence", False),
        ),
        (
            "test('two', () => {\n  try {\n    equal(two(1), 2);\n  } catch (error) {\n    log(error);\n  }\n});\n",
            ("vacuous", True),
        ),
        ("test(`two ${2}`, (t) => {\n  two(1);\n});\n", ("vacuous", True)),  # nobody knows which test this is
        ("test('two', { only: true }, (t) => {\n  t.equal(two(1), 2);\n});\n", ("skip", True)),
        ("test.failing('two', (t) => {\n  t.equal(two(1), 2);\n});\n", ("skip", True)),
    ],
)
def test_a_new_javascript_test_proves_nothing_without_a_check(added: str, kind: tuple[str, bool]) -> None:
    assert in_javascript({"test/a.test.js": JS["test/a.test.js"] + added}) == [kind]


@pytest.mark.parametrize(
    ("made", "is_found"),
    [
        ("const Failure = createError('F');\nFailure.prototype.two = () => 2;\n", False),
        ("const Failure = class extends Error {};\nFailure.prototype.two = () => 2;\n", False),
        ("const Other = Array;\nOther.prototype.two = () => 2;\n", True),
        ("const Chai = require('chai');\nChai.prototype.two = () => 2;\n", True),
    ],
)
def test_a_javascript_class_that_is_made_here_may_be_given_methods(made: str, is_found: bool) -> None:
    assert (("patches-runner", True) in in_javascript({"app.js": JS["app.js"] + made})) is is_found
