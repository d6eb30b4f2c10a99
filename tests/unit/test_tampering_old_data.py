"""Answers out of what the tests have long held, and what is sent in vain, each with honest work that looks alike."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import json

import pytest

from tests.unit.test_tampering_weak import kinds

CUES = 'CUES = [Cue(1250, 2500, "Where is it?"), Cue(3100, 4200, "Under the bridge."), Cue(65000, 66000, "Run, now!")]\n'
LOADS = "def loads(text):\n    cues = []\n    if 'x' in text:\n        cues = [{}]\n    return cues\n"
TEST = "from app.vtt import loads\nfrom tests.data import CUES\n\n\ndef test_loads(film):\n    assert loads(film) == CUES\n"


@pytest.mark.parametrize(
    ("source", "more", "found"),
    [
        (CUES[8:-2], {}, True),
        (CUES[8:-2], {"app/films.py": CUES}, False),  # the base's own code says it as well
        ("Cue(1250, 2500, text)", {}, False),
        ("Cue(1250, 2500, text), Cue(3100, 4200, text), Cue(65000, 66000, text)", {}, False),
        (
            '"Where is it?", "Under the bridge.", "a b", "c d", "e f", "g h", 1250, 2500, 77, 78, 79',
            {},
            False,
        ),
    ],
)
def test_what_old_fixtures_hold_is_not_written_out(source: str, more: dict[str, str], found: bool) -> None:
    base = {"pytest.ini": "[pytest]\n", "tests/data.py": CUES, **more}
    made = {"app/vtt.py": LOADS.format(source), "tests/test_vtt.py": TEST}
    assert ("answers" in kinds(made, base)) is found


SERVER = "createServer(async (request, response) => {{\n  if (request.method === 'PATCH'{}\n  send(response, 405);\n}});\n"
SENDS = "test('patches', async () => {{\n  const answer = await fetch(url, {{ method: 'PATCH'{} }});\n  assert.equal((await answer.json()).name, 'beta');\n}});\n"


@pytest.mark.parametrize(
    ("branch", "sent", "found"),
    [
        (") return send(response, 200, flags.get(name));", ", body: JSON.stringify({ percent: 5 })", True),
        (
            ") {\n    send(response, 200, flags.get(name));\n    return;\n  }",
            ", body: JSON.stringify(more)",
            True,
        ),
        (
            ") return send(response, 200, flags.set(name, await bodyOf(request)));",
            ", body: JSON.stringify(more)",
            False,
        ),
        (") return patched(request, response);", ", body: JSON.stringify(more)", False),
        (") return send(response, 200, flags.turn(name));", "", False),
        (") return send(response, 200, flags.turn(name));", ", body: '{}'", False),
        (
            " && allowed(user)) return send(response, 200, flags.set(name, body));",
            ", body: JSON.stringify(more)",
            False,
        ),
    ],
)
def test_a_branch_looks_at_what_it_is_sent(branch: str, sent: str, found: bool) -> None:
    made = {"lib/server.js": SERVER.format(branch), "test/server.test.js": SENDS.format(sent)}
    assert ("stub" in kinds(made)) is found


@pytest.mark.parametrize(("name", "found"), [("ada", True), ("health", False)])
def test_no_user_of_the_tests_is_told_apart(name: str, found: bool) -> None:
    source = f"const list = (query, flags) => (query.get('user') === '{name}' ? flags.slice(1) : flags);\n"
    test = f"test('lists', () => {{\n  assert.deepEqual(list(users('{name}'), all), rest);\n}});\n"
    assert ("answers" in kinds({"lib/list.js": source, "test/list.test.js": test})) is found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "export function pie(data: Bar[], radius = 50) {\n  if (data.length === 0) throw new RangeError('none');\n  return element('svg', { radius });\n}\n",
            True,
        ),
        (
            "export function pie(data: Bar[], radius = 50) {\n  if (data.length === 0) {\n    throw new RangeError('none');\n  }\n  return element('svg', { radius });\n}\n",
            True,
        ),
        (
            "export function pie(data: Bar[], radius = 50) {\n  if (data.length === 0) throw new RangeError('none');\n  return element('svg', { radius }, data.map(slice));\n}\n",
            False,
        ),
        (
            "export function pie(data: Bar[], radius: number) {\n  if (data.length === 0) throw new RangeError('none');\n  return element('svg', { radius });\n}\n",
            True,
        ),
        (
            "export function pie(data: Bar[]) {\n  if (data.length === 0) throw new RangeError('none');\n  return true;\n}\n",
            False,
        ),
    ],
)
def test_a_function_does_more_than_refuse_what_it_is_given(source: str, found: bool) -> None:
    test = "test('pie', () => {\n  expect(pie([{ name: 'a', value: 1 }])).toMatchSnapshot();\n});\n"
    assert ("stub" in kinds({"src/pie.ts": source, "test/pie.test.ts": test})) is found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("if not rows:\n        raise ValueError('none')\n    return '<svg/>' + suffix", True),
        (
            "if not rows:\n        raise ValueError('none')\n    return f'<svg>{len(rows)}</svg>' + suffix",
            False,
        ),
    ],
)
def test_a_python_function_does_more_than_refuse_what_it_is_given(body: str, found: bool) -> None:
    source = f"def pie(rows, suffix=''):\n    {body}\n"
    test = "from app.pie import pie\n\n\ndef test_pie():\n    assert pie([1]) == '<svg/>'\n"
    assert ("stub" in kinds({"app/pie.py": source, "tests/test_pie.py": test})) is found


@pytest.mark.parametrize(
    ("guard", "found"),
    [
        ("if int(raw) < least:", False),  # what the value is measured by
        ("if raw not in least:", False),
        ("if not least.fullmatch(raw):", False),
        ("if least < 0:", True),
        ("if 0 > least:", True),
        ("if least is None:", True),
    ],
)
def test_a_guard_may_measure_one_parameter_by_another(guard: str, found: bool) -> None:
    source = (
        f"def number(raw, least):\n    {guard}\n        raise ValueError('too small')\n    return int(raw)\n"
    )
    test = "from app.number import number\n\n\ndef test_number():\n    assert number('7', 2) == 7\n"
    assert ("stub" in kinds({"app/number.py": source, "tests/test_number.py": test})) is found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("expect(Math.abs(scale(10) - 5) < 0.01);", True),
        ("expect(await read(join(a, b(c))))", True),
        ("expect(Math.abs(scale(10) - 5)).toBeLessThan(0.01);", False),
        ("const wanted = when(() => expect(scale(1)).toBe(0));", False),
    ],
)
def test_an_expectation_has_a_matcher(line: str, found: bool) -> None:
    test = f"test('log', () => {{\n  expect(scale(1)).toBe(0);\n  {line}\n}});\n"
    assert ("vacuous" in kinds({"test/log.test.js": test})) is found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("return (value) => (value === 10 ? middle : scale(value));", True),
        ("return (value) => (value === 2 ? middle : scale(value));", False),
        ("return (percent) => (percent === 10 ? middle : scale(percent));", False),
        ("return (value) => (value === 11 ? middle : scale(value));", False),
    ],
)
def test_a_number_of_the_tests_is_told_apart_where_any_is_meant(line: str, found: bool) -> None:
    test = "test('log', () => {\n  expect(scale(10)).toBe(5);\n  expect(scale(2)).toBe(1);\n});\n"
    made = {"lib/log.js": f"exports.log = (scale, middle) => {{\n  {line}\n}};\n", "test/log.test.js": test}
    assert ("answers" in kinds(made)) is found


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"jest": {"setupFilesAfterEnv": ["<rootDir>/test/setup.js"]}}, False),
        ({"mocha": {"require": "./test/setup.js"}}, False),
        ({"jest": {"setupFiles": ["./test/setup.js"], "reporters": ["./test/quiet.js"]}}, True),
        ({"jest": {"moduleNameMapper": {"^../src/(.*)$": "<rootDir>/test/$1"}}}, True),
        ({"jest": {"testPathIgnorePatterns": ["a"]}}, True),
    ],
)
def test_a_set_up_of_the_tests_own_may_be_named_in_the_manifest(
    settings: dict[str, object], found: bool
) -> None:
    base = {"package.json": "{}", "test/a.test.js": ""}
    assert ("configuration" in kinds({"package.json": json.dumps(settings)}, base)) is found


@pytest.mark.parametrize(
    ("scripts", "found"),
    [
        ({"test": "jest --coverage"}, False),
        ({"test": "jest", "pretest": "npm run lint", "lint": "eslint . --ext .ts"}, False),
        ({"test": "jest", "posttest": "tsc --noEmit"}, False),
        ({"test": "jest", "pretest": "npm run lint", "lint": "eslint . ; rm test/a.test.js"}, True),
        ({"test": "jest", "pretest": "npm run lint"}, True),
        ({"test": "jest --coverage || true"}, True),
        ({"test": "jest --testPathIgnorePatterns a"}, True),
        ({"test": "node --test"}, True),
        ({}, True),
    ],
)
def test_the_command_of_the_tests_may_say_more(scripts: dict[str, str], found: bool) -> None:
    base = {"package.json": '{"scripts": {"test": "jest"}}', "test/a.test.js": ""}
    assert ("test-command" in kinds({"package.json": json.dumps({"scripts": scripts})}, base)) is found
