"""Which tests look at what is logged, so that other results of the same functions say nothing of them."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.toolchains import shift
from codeonfly.toolchains.shift import looked_at

PYTHON = "from app import loads\n\n\ndef test_loads(caplog):\n    assert len(loads('x')) == 3\n    {}\n"
NODE = "const {{ loads }} = require('../app');\n\ntest('loads', () => {{\n  {}\n  expect(loads('x')).toHaveLength(3);\n  {}\n}});\n"


def names(path: str, text: str, said: str = "") -> frozenset[str]:
    return looked_at(path, None, text, dict(enumerate(text.split("\n"), start=1)), said)


@pytest.mark.parametrize(
    ("check", "is_asked"),
    [
        ("assert caplog.messages == ['cue 3 is numbered 7']", False),
        ("assert 'numbered' in caplog.text", False),
        ("self.assertEqual(logs.output, ['WARNING:app:cue 3'])", False),
        ("assert caplog.messages", True),
        ("assert caplog.messages == []", True),
        ("assert loads('y') == ['cue']", True),
    ],
)
def test_python_tests_that_read_logs_leave_results_aside(check: str, is_asked: bool) -> None:
    assert ("loads" in names("tests/test_app.py", PYTHON.format(check))) is is_asked


@pytest.mark.parametrize(
    ("set_up", "check", "is_asked"),
    [
        (
            "const warn = jest.spyOn(console, 'warn').mockImplementation();",
            "expect(warn).toHaveBeenCalledWith('cue 3');",
            False,
        ),
        (
            "const warn = mock.method(console, 'warn', () => {});",
            "assert.equal(warn.mock.calls[0].arguments[0], 'cue 3');",
            False,
        ),
        ("const warn = jest.spyOn(console, 'warn');", "expect(warn).toHaveBeenCalled();", True),
        ("const fetch = jest.spyOn(api, 'fetch');", "expect(fetch).toHaveBeenCalledWith('cue 3');", True),
    ],
)
def test_javascript_tests_that_spy_on_the_console_leave_results_aside(
    set_up: str, check: str, is_asked: bool
) -> None:
    assert ("loads" in names("test/app.test.js", NODE.format(set_up, check))) is is_asked


SOURCE = "def loads(rows): return {'total': len(rows)}\n"


@pytest.mark.parametrize(
    ("check", "is_asked"),
    [
        ("found = loads('y')\n    assert set(found) == {'Curie', 'Noether'}", False),
        ("found = loads('y')\n    assert ['Curie'] == sorted(found.keys())", False),
        ("found = loads('y')\n    assert set(found) == {'total'}", True),
        ("found = loads('y')\n    assert set(found) == set()", True),
        ("found = loads('y')\n    assert len(found) == 2", True),
    ],
)
def test_python_tests_that_read_keys_out_of_the_data_leave_results_aside(check: str, is_asked: bool) -> None:
    assert ("loads" in names("tests/test_app.py", PYTHON.format(check), SOURCE)) is is_asked


@pytest.mark.parametrize(
    ("check", "is_asked"),
    [
        ("expect(Object.keys(found)).toEqual(['Curie', 'Noether']);", False),
        ("assert.deepEqual(Object.keys(found).sort(), ['Curie']);", False),
        ("expect(Object.keys(found)).toEqual(['total']);", True),
        ("expect(Object.keys(found)).toHaveLength(2);", True),
    ],
)
def test_javascript_tests_that_read_keys_out_of_the_data_leave_results_aside(
    check: str, is_asked: bool
) -> None:
    text = NODE.format("const found = loads('x');", check)
    assert ("loads" in names("test/app.test.js", text, SOURCE)) is is_asked


@pytest.mark.parametrize(
    ("lines", "is_counted"),
    [
        (("expect(list()).toHaveLength(20);",), True),
        (("assert.equal(list().length, 20);",), True),
        (("expect(list()).toHaveLength(20);", "expect(list()).toEqual([1]);"), False),
    ],
)
def test_what_is_only_counted_is_as_long_with_other_results(lines: tuple[str, ...], is_counted: bool) -> None:
    assert ("list" in shift.set_up("test/a.test.js", dict(enumerate(lines)))) is is_counted
    source = "function list() {\n  return rows;\n}\n"
    assert shift.as_before("src/a.js", source, f"{source}let batch;\n", frozenset({"list"})) == {"list"}
    assert (
        shift.as_before("src/a.js", source, source.replace("rows", "[]"), frozenset({"list"})) == frozenset()
    )
