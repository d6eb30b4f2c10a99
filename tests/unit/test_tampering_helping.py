"""What was asked of the code, done by the tests' own helpers."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.checks import helping
from codeonfly.tampering.values import Versions
from codeonfly.tree import Tree
from tests.integration.proving import tree_of

RUN = "def run_cli(*argv):\n    try:\n        status = main([str(arg) for arg in argv])\n    except SystemExit as ended:\n        status = ended.code\n%s    return status\n"
MORE = "    except %s as error:\n        print(describe(error))\n        status = 1\n"
SCRIPT = "async function cli(...argv) {\n  %sconst code = await main(argv, { out, today: TODAY%s });\n%s  return code;\n}\n\nmodule.exports = { cli };\n"


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [
        ("", MORE % "UnicodeError", True),
        ("", MORE % "Exception", True),
        (MORE % "OSError", MORE % "OSError", False),
        ("", MORE % "FileNotFoundError", False),  # a helper looks whether something is there
        ("", "", False),
    ],
)
def test_a_helper_of_python_takes_an_error(before: str, after: str, is_found: bool) -> None:
    tests = [Versions("tests/helpers.py", RUN % before, RUN % after)]
    found = list(helping.takes_errors([], tests))
    assert [one.sentence for one in found] == (
        ["tests/helpers.py:1: run_cli takes an error that the code lets out"] if is_found else []
    )
    assert not list(helping.takes_errors([], [Versions("tests/helpers.py", None, RUN % after)])), "it is new"
    named = RUN.replace("run_cli", "test_cli")
    assert not list(helping.takes_errors([], [Versions("tests/test_a.py", named % before, named % after)]))


def test_a_helper_of_javascript_takes_an_error() -> None:
    now = SCRIPT % ("try {\n  ", "", "  } catch (error) {\n    err(error.message);\n  }\n")
    (found,) = helping.takes_errors([], [Versions("test/helpers.js", SCRIPT % ("", "", ""), now)])
    assert found.kind == "switch"


MAIN = "async function main(argv, { out, today = day()%s }) {\n  const rows = (await store.list()).sort(order);\n  out(rows);\n  return 0;\n}\n"
PROGRAM = "#!/usr/bin/env node\nmain(process.argv.slice(2), { out: print%s }).then(exit);\n"


def gives(option: str, program: str = "", body: str = "") -> list[str]:
    base = tree_of(
        {"bin/list.js": PROGRAM % program, "src/cli.js": MAIN % "", "test/helpers.js": SCRIPT % ("", "", "")}
    )
    texts = [
        Versions("src/cli.js", MAIN % "", (MAIN % option).replace("  out(rows);\n", f"  out(rows);\n{body}"))
    ]
    tests = [Versions("test/helpers.js", SCRIPT % ("", "", ""), SCRIPT % ("", ", order: byDueDate", ""))]
    found = helping.gives_alone(texts, tests, base, lambda path: path.startswith("test/"))
    return [one.sentence for one in found]


def test_an_option_that_a_helper_alone_gives() -> None:
    assert gives(", order") == ["test/helpers.js:2: only cli gives order to main, and the program never does"]
    assert gives(", order = byDueDate") == []  # everybody gets it
    assert gives(", order", program=", order: byDueDate") == []
    assert gives(", order", body="  if (order) out(order);\n") == []  # it may be left out
    assert gives("") == []


HELPER = "const express = require('express');\nconst { createApp } = require('../src/app');\n%s\nfunction makeApp(options) {\n  return createApp(options)%s;\n}\n\nmodule.exports = { makeApp };\n"
PART = "function requestId({ generate }) {\n  return (req, res, next) => next();\n}\n\nmodule.exports = { requestId };\n"


@pytest.mark.parametrize(
    ("app", "is_found"),
    [
        ("app.use(errors);\n", True),
        ("body.requestId = req.id;\nsend({ requestId: req.id });\n", True),  # something else of this name
        ("app.use(requestId());\n", False),
    ],
)
def test_a_part_that_a_helper_alone_puts_in(app: str, is_found: bool) -> None:
    base = tree_of({"src/app.js": "app.use(json());\n", "tests/app.js": HELPER % ("", "")})
    texts = [Versions("src/id.js", None, PART), Versions("src/app.js", base.text("src/app.js"), app)]
    texts.append(Versions("docs/api.md", "", '{"requestId": "..."}\n'))
    taken = "const { requestId } = require('../src/id');\n"
    tests = [Versions("tests/app.js", base.text("tests/app.js"), HELPER % (taken, ".use(requestId())"))]
    assert bool(alone(texts, tests, base)) is is_found
    asking = Versions("tests/id.test.js", None, f"{taken}test('gives one', () => {{ requestId(); }});\n")
    assert not alone(texts, [*tests, asking], base), "a test asks for it"


def alone(texts: list[Versions], tests: list[Versions], base: Tree) -> list[str]:
    found = helping.taken_alone(texts, tests, base)
    return [one.sentence for one in found]


def test_a_function_of_python_that_a_fixture_of_before_alone_asks_for() -> None:
    source = "def guard(path):\n    return path\n"
    fixture = "import pytest\n%s\n\n@pytest.fixture\ndef shop(path):\n    return Shop(%s)\n"
    texts = [Versions("shop/guards.py", None, source)]
    taken = "from shop.guards import guard\n"
    tests = [Versions("tests/conftest.py", fixture % ("", "path"), fixture % (taken, "guard(path)"))]
    assert alone(texts, tests, tree_of({"shop/cli.py": "main()\n"}))
    assert not alone(texts, tests, tree_of({"shop/cli.py": taken}))
    used = Versions("shop/guards.py", None, f"{source}\n\ndef main(path):\n    return open(guard(path))\n")
    assert not alone([used], tests, tree_of({"shop/cli.py": "main()\n"}))
    more = fixture % (taken, "path") + "\n\n@pytest.fixture\ndef guarded(path):\n    return guard(path)\n"
    asked = [Versions("tests/conftest.py", fixture % ("", "path"), more)]
    assert not alone(texts, asked, tree_of({"shop/cli.py": "main()\n"})), "tests ask for the new fixture"
