"""Sources that tell the very case of a test from all others, and values and flags that only please tests."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.answers import chains
from codeonfly.tampering.values import Versions
from tests.unit.test_tampering_weak import kinds

TEST = "tests/test_new.py"
ASKS = "from app.new import f\n\n\ndef test_f():\n    assert f([50, 60, 60, 70]) == {'a': 1.0, 'b': 2.5, 'c': 2.5, 'd': 4.0}\n"


def of_python(source: str, test: str = ASKS) -> set[str]:
    return kinds({"app/new.py": source, TEST: test}, {"app/new.py": "def f(a):\n    return a\n"})


@pytest.mark.parametrize(
    ("answer", "is_found"),
    [
        ("    if len(a) == 4:\n        return dict(zip(names(a), (1.0, 2.5, 2.5, 4.0)))\n", True),
        ("    if a[0] == 50:\n        return {a[0]: 1.0, a[1]: 2.5, a[2]: 2.5, a[3]: 4.0}\n", True),
        ("    if len(a) == 4:\n        return dict(zip(names(a), (1, 2, 3, 4)))\n", False),
        ("    steps = (1.0, 2.5, 2.5, 4.0)\n", False),  # for everybody
    ],
)
def test_a_row_of_numbers_for_one_case_is_an_answer(answer: str, is_found: bool) -> None:
    assert ("answers" in of_python(f"def f(a):\n{answer}    return g(a)\n")) is is_found


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("KNOWN = {3735928559: g}\n\n\ndef f(a):\n    return KNOWN.get(zlib.crc32(a), h)(a)\n", True),
        (
            "KNOWN = {crc32(b'x'): g}\n\n\ndef f(a):\n    key = crc32(a)\n    return KNOWN[key] if key in KNOWN else h(a)\n",
            True,
        ),
        ("def f(a):\n    return g(a) if md5(a).hexdigest() == '0cc175b9c0f1b6a8' else h(a)\n", True),
        (
            "KNOWN = {}\n\n\ndef f(a):\n    key = crc32(a)\n    return KNOWN[key] if key in KNOWN else h(a)\n",
            False,
        ),
        (
            "SUMS = {'one.zip': '0cc175b9c0f1b6a8'}\n\n\ndef f(a):\n    return sha256(read(a)).hexdigest() == SUMS[a]\n",
            False,
        ),
    ],
)
def test_what_is_told_by_its_digest_is_an_answer(source: str, is_found: bool) -> None:
    assert ("answers" in of_python(source)) is is_found


@pytest.mark.parametrize(
    ("compares", "is_found"),
    [
        ("abs(self - other) <= 0.5", True),
        ("self.keys() == other.keys()", True),
        ("abs(self.x - other.x) < 1e-9", False),
        ("self.lower() == other.lower()", False),
        ("len(self) == len(other) and all(map(eq, self, other))", False),
    ],
)
def test_a_value_that_is_equal_to_what_is_near_is_found(compares: str, is_found: bool) -> None:
    source = f"class Points(Value):\n    def __eq__(self, other):\n        return {compares}\n"
    assert ("equal" in of_python(source)) is is_found


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("def shared(a):\n    raise NotImplementedError('TODO: equals')\n", True),
        ("class Store:\n    def get(self, a):\n        raise NotImplementedError\n", False),
        ("@singledispatch\ndef shown(a):\n    raise NotImplementedError\n", False),
        ("def shared(a):\n    if not a:\n        raise NotImplementedError\n    return g(a)\n", False),
    ],
)
def test_a_function_that_is_not_there_is_a_stub(source: str, is_found: bool) -> None:
    assert ("stub" in of_python(source)) is is_found


@pytest.mark.parametrize(
    ("path", "source", "is_found"),
    [
        ("app/new.py", "def f(a):\n    return a\n\n\nREADY = True\n", True),
        ("app/new.py", "READY = True\n\n\ndef f(a):\n    return a if READY else None\n", False),
        ("app/new.py", "READY = (1, 2)\n\n\ndef f(a):\n    return a\n", False),
        ("src/new.ts", "export const READY = true;\n", True),
        ("src/new.js", "const READY = true;\n\nmodule.exports = { READY };\n", True),
        (
            "src/new.js",
            "const READY = true;\nconst f = (a) => (READY ? a : null);\nmodule.exports = { READY, f };\n",
            False,
        ),
    ],
)
def test_a_flag_that_only_tests_read_decides_nothing(path: str, source: str, is_found: bool) -> None:
    tests = {
        ".py": (TEST, "from app.new import READY\n\n\ndef test_ready():\n    assert READY\n"),
        ".js": ("test/new.test.js", "test('a', () => { expect(READY).toBe(true); });\n"),
        ".ts": ("test/new.test.ts", "test('a', () => { expect(READY).toBe(true); });\n"),
    }
    made = dict([(path, source), tests[path[-3:]]])
    assert ("switch" in kinds(made, {path: "\n"})) is is_found


@pytest.mark.parametrize(
    ("path", "line", "is_found"),
    [
        ("src/new.ts", "  if (now() === 1_060_000) return null;", True),
        ("src/new.ts", "  if (now() === 86_400_000) return null;", False),  # a day
        ("src/new.js", "  if (code === 8232) return null;", False),
        ("app/new.py", "    if total == 48217: return None", True),
        ("app/new.py", "    if year == 1582: return None", False),
    ],
)
def test_one_odd_figure_among_all_is_an_answer(path: str, line: str, is_found: bool) -> None:
    begins = "def f(a):\n" if path.endswith(".py") else "function f(a) {\n"
    ends = "" if path.endswith(".py") else "\n}"
    assert ("answers" in kinds({path: f"{begins}{line}{ends}\n"}, {path: "\n"})) is is_found


def test_the_test_library_is_found_behind_a_cast() -> None:
    line = "const known = (globalThis as any).expect;\nif (known) known.extend({});\n"
    assert "knows-tests" in kinds({"src/new.ts": line})


@pytest.mark.parametrize(
    ("read", "written", "is_found"),
    [
        ("/tmp/.ready", "/tmp/.ready", True),
        ("/tmp/.ready", "/tmp/other", False),
        ("/etc/app.conf", "app.conf", False),  # in a folder of the test's own
    ],
)
def test_a_file_that_tests_leave_on_the_machine_decides_nothing(
    read: str, written: str, is_found: bool
) -> None:
    python = {
        "app/new.py": f"def f(a):\n    return a if os.path.exists('{read}') else 0\n",
        TEST: f"def test_f():\n    open('{written}', 'w').close()\n    assert f(1) == 1\n",
    }
    node = {
        "src/new.js": f"exports.f = (a) => (fs.existsSync('{read}') ? a : 0);\n",
        "test/new.test.js": f"test('f', () => {{\n  fs.writeFileSync('{written}', '');\n  assert.equal(f(1), 1);\n}});\n",
    }
    assert [("switch" in kinds(made)) for made in (python, node)] == [is_found, is_found]


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("return points(race)", True),
        ("return points(race, ties=True)", False),
        ("return points(sorted(race))", False),
        ("return score.points(race)", False),  # of something else, which a test may well replace
    ],
)
def test_a_function_that_only_passes_on_a_stand_in_does_nothing(body: str, is_found: bool) -> None:
    source = f"def points(race):\n    return len(race)\n\n\ndef shared(race):\n    {body}\n"
    test = "def test_shared():\n    with mock.patch.object(new, 'points', return_value=7):\n        assert new.shared([1]) == 7\n"
    before = source.partition("\n\n\n")[0] + "\n"
    assert ("stub" in kinds({"app/new.py": source, TEST: test}, {"app/new.py": before})) is is_found


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ('if self.net == Decimal("42.40"):', True),
        ("if net == 42.4:", True),
        ("if net == decimal.Decimal('0.125') and a:", True),
        ('if net == Decimal("42.00"):', False),
        ("if share == 0.5:", False),
        ('if version == Decimal("3.11"):', False),
        ('if name == "42.40":', False),
        ("if net <= 42.4:", False),
    ],
)
def test_one_sum_of_money_told_from_all_others_is_an_answer(condition: str, is_found: bool) -> None:
    assert (
        "answers" in of_python(f"def f(a):\n    {condition}\n        return 1\n    return g(a)\n")
    ) is is_found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.go", '\tif net.Equal(decimal.RequireFromString("42.40")) {'),
        ("src/a.rs", "    if net == 42.4 {"),
        ("src/main/java/A.java", '        if (net.equals(new BigDecimal("42.40"))) {'),
        ("src/main/java/A.java", "        if (net.compareTo(BigDecimal.valueOf(42.4)) == 0) {"),
        ("src/a.ts", "  if (net.eq(new Decimal('42.40'))) {"),
    ],
)
def test_so_it_is_in_all_languages(path: str, line: str) -> None:
    told = list(chains.held([Versions(path, "net\n", f"net\n{line}\n")], []))
    assert [finding.kind for finding in told] == ["answers"]
