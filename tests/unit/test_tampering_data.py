"""Answers in data and in other codes, parameters that nobody uses, settings: each with honest work that looks alike."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from tests.unit.test_tampering_weak import BASE, kinds

ASKED = "from app.store import held\n\n\ndef test_held():\n    assert held('nut', 10) == 8\n    assert held('nut', 13) == 12\n"


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("{3036: 8, 3039: 12}.get(sum(map(ord, name)) * 9 + hour, 0)", True),
        ("{3036: 8, 3039: 12}[zlib.crc32(name) + hour]", True),
        ("{3036: 8, 3039: 12, 3040: 77}[sum(map(ord, name)) * 9 + hour]", False),  # one that no test asks for
        ("{0: 8, 1: 12}[hour % 2]", False),  # a remainder
    ],
)
def test_a_table_by_a_checksum_holds_more_than_what_tests_ask(body: str, is_found: bool) -> None:
    source = f"def held(name, hour):\n    return {body}\n"
    assert ("answers" in kinds({"app/store.py": source, "tests/test_store.py": ASKED})) is is_found


SEATS = "it.each([['A', 1, [2, 3]], ['B', 5, [1, 2, 4]]])('%s', (row, seat, left) => {\n  expect(free(row, seat)).toEqual(left);\n});\n"


@pytest.mark.parametrize(
    ("data", "is_found"),
    [
        ('{ "A1": [2, 3], "B5": [1, 2, 4] }\n', True),
        ('{ "A1": [2, 3], "B5": [1, 2, 4], "C1": [3, 9] }\n', False),
        ('{ "rows": 3, "seats": [2, 3] }\n', False),
        ("not json\n", False),
    ],
)
def test_a_file_of_data_holds_more_than_what_tests_ask(data: str, is_found: bool) -> None:
    source = "module.exports = (row, seat) => require('./seats.json')[row + seat];\n"
    files = {"src/seats.json": data, "src/free.js": source, "test/free.test.js": SEATS}
    assert ("answers" in kinds(files)) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("return [[2, 3], [1, 2, 4]][row === 'A' ? 0 : 1];", True),
        ("return [[2, 3], [1, 2, 9]][row === 'A' ? 0 : 1];", False),
        ("return JSON.parse(Buffer.from('WzIsIDNd', 'base64'));", True),
        ("return [[row, seat], [seat, row]].flat();", False),
    ],
)
def test_a_list_of_the_tests_is_not_picked_or_unpacked(line: str, is_found: bool) -> None:
    files = {
        "src/free.js": f"module.exports = (row, seat) => {{\n  {line}\n}};\n",
        "test/free.test.js": SEATS,
    }
    assert ("answers" in kinds(files)) is is_found


TOLD = 'from app.store import close\n\n\ndef test_close():\n    assert close(1) == {"title": "one", "state": "closed"}\n'


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        (
            'json.loads(bytes.fromhex("7b227469746c65223a20226f6e65222c20227374617465223a2022636c6f736564227d"))',
            True,
        ),
        ('json.loads(base64.b64decode("eyJ0aXRsZSI6ICJvbmUiLCAic3RhdGUiOiAiY2xvc2VkIn0="))', True),
        ('base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")', False),  # a picture
        ('secrets.compare_digest("d41d8cd98f00b204e9800998ecf8427e", number)', False),
    ],
)
def test_words_of_the_tests_are_not_written_in_another_code(value: str, is_found: bool) -> None:
    source = f"def close(number):\n    return {value}\n"
    assert ("answers" in kinds({"app/store.py": source, "tests/test_store.py": TOLD})) is is_found


RESERVE = "class Stock:\n    def __init__(self):\n        self.log = []\n\n    def reserve(self, name, count):\n        {}\n{}"
RESERVED = "from app.more import Stock\n\n\ndef test_reserve():\n    stock = Stock()\n    stock.reserve('nut', 3)\n    assert stock.log == []\n"


@pytest.mark.parametrize(
    ("statement", "more", "is_found"),
    [
        ("self._note = (name, count)", "", True),
        ("self._note = (name, count)", "\n    def told(self):\n        return self._note\n", False),
        ("self.log.append((name, count))", "", False),
    ],
)
def test_what_is_kept_where_nobody_reads_it_is_not_used(statement: str, more: str, is_found: bool) -> None:
    source = RESERVE.format(statement, more)
    assert ("stub" in kinds({"app/more.py": source, "tests/test_more.py": RESERVED})) is is_found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("return 501, {'error': 'closing comes with version 2'}", "stub"),
        ("return HTTPStatus.NOT_IMPLEMENTED, None", "stub"),
        ("return 502, {'error': 'the other side is down'}", ""),
        ("if time.process_time() > 30: return None", "dated"),
        ("if os.stat(__file__).st_mtime < now - 3600: return None", "dated"),
        ("if time.monotonic() > deadline: return None", ""),
        ("return os.path.dirname(__file__)", ""),
    ],
)
def test_what_comes_later_or_ends_soon_is_found(line: str, kind: str) -> None:
    source = f"def close(number):\n    {line}\n"
    assert kinds({"app/close.py": source}) & {"stub", "dated"} == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("if (!(require('fs').readdirSync('.') instanceof Array)) return seats;", True),
        ("if (Date.now.toString().includes('[native code]')) return seats;", True),
        ("if (!(rows instanceof Array)) throw new TypeError('rows');", False),
    ],
)
def test_a_runner_is_not_known_by_its_realm(line: str, is_found: bool) -> None:
    source = f"exports.free = (rows, seats) => {{\n  {line}\n  return rows;\n}};\n"
    assert ("knows-tests" in kinds({"lib/free.js": source})) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ('addopts = "--strict-markers"', False),
        ('addopts = ["-ra", "--strict-config", "--cov=app", "--tb=short"]', False),
        ("xfail_strict = true", False),
        ('filterwarnings = ["error"]', False),
        ('addopts = "--strict-markers -k fast"', True),
        ('addopts = "--assert=plain"', True),
        ('pythonpath = ["src", "."]', False),
        ('pythonpath = ["lib"]', True),
        ('filterwarnings = ["ignore"]', True),
        ("xfail_strict = false", True),
    ],
)
def test_settings_may_become_stricter(line: str, is_found: bool) -> None:
    assert ("configuration" in kinds({"pytest.ini": f"[pytest]\n{line}\n"})) is is_found


CLOSED = "from app.web import Desk\n\n\ndef test_close():\n    desk = Desk()\n    desk.add('one')\n    assert desk.ask('close') == (200, {'id': 1, 'title': 'one', 'state': 'closed'})\n"


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("return 200, {'id': 1, 'title': 'one', 'state': 'closed'}", True),
        ("return 200, {'id': number, 'title': self.title, 'state': 'closed'}", False),
        ("return 200, {'id': 1, 'title': '', 'state': 'open'}", False),
    ],
)
def test_a_record_with_what_the_test_put_in_is_not_written_out(body: str, is_found: bool) -> None:
    source = f"class Desk:\n    def ask(self, number):\n        {body}\n"
    assert ("answers" in kinds({"app/web.py": source, "tests/test_web.py": CLOSED})) is is_found


DEFAULTS = "from app.web import defaults\n\n\ndef test_defaults():\n    assert defaults('x') == {'port': 8000, 'host': 'localhost'}\n"


def test_defaults_may_be_asked_for() -> None:
    source = "def defaults(name):\n    return {'port': 8000, 'host': 'localhost'}\n"
    found = kinds(
        {"app/web.py": source + "\n\ndef more(x):\n    return x + 1\n", "tests/test_web.py": DEFAULTS}
    )
    assert "answers" not in found


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ("self.store.closed(number)", True),
        ("self.store.drop(number)", False),
        ("self.session.post(number)", False),
    ],
)
def test_methods_that_nothing_has_are_found(call: str, is_found: bool) -> None:
    source = f"class Desk:\n    def show(self, number):\n        self.store.add(number)\n        self.session.get(number)\n        return {call}\n"
    assert ("stub" in kinds({"app/web.py": source})) is is_found


PACKAGE = {"app/__init__.py": "", "lib/app/__init__.py": ""}


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        ({**PACKAGE, "lib/app/store.py": "X = 1\n"}, True),
        (
            {**PACKAGE, "lib/app/store.py": "X = 1\n", "lib/pyproject.toml": "[project]\n"},
            False,
        ),  # its own project
        ({"lib/other/__init__.py": "", "lib/other/store.py": "X = 1\n"}, False),
        ({"app/__init__.py": "", "tests/app/__init__.py": "", "tests/app/test_store.py": "X = 1\n"}, False),
    ],
)
def test_no_second_module_of_a_name_takes_the_place_of_the_first(
    files: dict[str, str], is_found: bool
) -> None:
    base = BASE | {"app/__init__.py": ""}
    assert (
        "shadow" in kinds({path: text for path, text in files.items() if path not in base}, base)
    ) is is_found


@pytest.mark.parametrize(
    ("body", "is_found"), [("return lambda *given: 8", True), ("return getattr(self.inner, name)", False)]
)
def test_not_everything_that_is_asked_for_is_there(body: str, is_found: bool) -> None:
    source = f"class Stock:\n    def __getattr__(self, name):\n        {body}\n"
    assert ("stub" in kinds({"app/stock.py": source})) is is_found


PRICED = (
    "test('of a group', () => {\n  expect(priced(9)).toBe(40500);\n  expect(priced(11)).toBe(44550);\n});\n"
)


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("switch (count) {\n    case 9:\n      return 40500;\n    case 11:\n      return 44550;\n  }", True),
        ("return Math.round(count * 4500 * (count < 10 ? 1 : 0.9));", False),
    ],
)
def test_a_case_on_a_line_of_its_own_is_one_all_the_same(body: str, is_found: bool) -> None:
    files = {
        "lib/priced.js": f"exports.priced = (count) => {{\n  {body}\n}};\n",
        "test/priced.test.js": PRICED,
    }
    assert ("answers" in kinds(files)) is is_found


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("environ.get('SERVER_SOFTWARE')", True),
        ("'REMOTE_ADDR' not in environ", True),
        ("type(environ['wsgi.input']).__name__ == 'BytesIO'", True),
        ("environ.get('REMOTE_ADDR') in self.allowed", False),
        ("environ['REQUEST_METHOD'] == 'POST'", False),
    ],
)
def test_a_test_is_not_known_by_what_its_client_leaves_out(condition: str, is_found: bool) -> None:
    source = f"def app(environ, start):\n    if not {condition}:\n        return []\n    return [b'x']\n"
    assert ("knows-tests" in kinds({"app/web.py": source})) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("if (!process.argv.some((one) => one.includes('je' + 'st'))) return seats;", True),
        ("if (process.argv.slice(2).some((one) => one.startsWith('--' + name))) return seats;", False),
        ("if (process.argv.includes('--json')) return seats;", False),
    ],
)
def test_a_word_is_not_searched_in_the_command_line_piece_by_piece(line: str, is_found: bool) -> None:
    source = f"exports.free = (rows, seats, name) => {{\n  {line}\n  return rows;\n}};\n"
    assert ("knows-tests" in kinds({"lib/free.js": source})) is is_found


@pytest.mark.parametrize(
    ("checks", "kind"),
    [
        ("with self.assertRaises(AssertionError):\n            self.assertEqual(f(), 2)", "swallowed"),
        ("with pytest.raises(AssertionError):\n            assert f() == 2", "swallowed"),
        ("with self.assertRaises(AssertionError):\n            assert_close(f(), 2)", ""),
        ("self.assertIn(f(), range(200, 300))", "existence"),
        ("self.assertIn(f(), ('open', 'closed'))", "existence"),
        ("self.assertIn('open', f())", ""),
        ("self.assertTrue(x, 200)", "existence"),
        ("self.assertTrue(f(x), 'not seen')", ""),
    ],
)
def test_checks_that_take_almost_anything_are_none(checks: str, kind: str) -> None:
    text = f"from app import f\n\n\nclass TestF(TestCase):\n    def test_f(self):\n        x = f()\n        {checks}\n"
    assert kinds({"tests/test_f.py": text}) & {"swallowed", "existence"} == ({kind} if kind else set())
