"""Files of tests that make noted calls of JavaScript again, and calls near those."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import TOOLCHAINS, detect
from codeonfly.toolchains.node_again import again
from codeonfly.toolchains.stream import REPORTERS
from codeonfly.tree import File, Tree

NODE = TOOLCHAINS["node"]


def tree_of(files: Mapping[str, str]) -> Tree:
    return Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})


def said(name: str, expression: str) -> Any:
    """What an expression gives of one part of such a file, which it calls ``part``."""
    text = (REPORTERS / name).read_text()
    script = f"const part = {text[text.index('(function') :]}();\nconsole.log(JSON.stringify({expression}));"
    done = subprocess.run(["node", "-e", script], capture_output=True, check=True, timeout=30)
    return json.loads(done.stdout)


def near(call: Mapping[str, Any]) -> list[str]:
    """Calls near one, as people read them."""
    found: list[str] = said("cof_near.js", f"part.ways({json.dumps(call)}).map(([, one]) => part.told(one))")
    return found


CALL = {"m": "shop.js", "k": "f", "kind": "call", "f": "", "self": None, "a": []}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (5, "f(50)"),
        (0.5, "f(0.505)"),
        ("AB-12", 'f("AB-12\\n")'),
        ("AB-12", 'f("AB-12000")'),
        (True, "f(false)"),
        ([1, 2], "f([2, 1])"),
        ([1, 2], "f([1])"),
        ({"$": "object", "v": [["a", 1], ["b", 2]]}, "f({b: 2})"),
        ({"$": "object", "v": [["a", 1], ["b", 2]]}, "f({a: 1, b: 20})"),
        ({"$": "date", "v": "0"}, "f(new Date(86400000))"),
        ("2024-02-28", 'f("2024-02-29")'),
        ("2024-02-28T10:00", 'f("2024-02-29T10:00")'),
        ("2024-02-30", 'f("")'),
    ],
)
def test_calls_near_a_call(given: object, shown: str) -> None:
    assert shown in near({**CALL, "a": [given]})


@pytest.mark.parametrize("given", [None, {"$": "undefined"}, {"$": "regexp", "v": "a", "flags": ""}, []])
def test_nothing_is_near_to_these(given: object) -> None:
    assert len(near({**CALL, "a": [given]})) == 1


def test_a_record_is_not_there_twice() -> None:
    record = {"$": "object", "v": [["id", "a"]]}
    assert not any(one.count("{id:") > 1 for one in near({**CALL, "a": [[record]]}))
    assert any(one.count('"a"') > 1 for one in near({**CALL, "a": [["a"]]}))


def test_calls_near_one_change_what_the_object_was_given_before() -> None:
    queue = {"$": "made", "m": "shop.js", "k": "Queue", "h": "new", "a": [2], "c": [["put", "call", [1]]]}
    found = near({**CALL, "k": "Queue", "f": "get", "self": queue})
    assert found[0] == "new Queue(2).put(1).get()"
    assert {"new Queue(3).put(1).get()", "new Queue(2).put(10).get()"} < set(found)
    assert not [one for one in found if "(-" in one]


def test_forty_calls_are_near_one_at_most() -> None:
    assert 30 < len(near({**CALL, "a": ["a1"] * 20})) <= 41


NOTED = b'{"m":"src/shop.ts","k":"f"}\n{"m":"src/gone.ts","k":"f"}\n{"m":"src/moved.js","k":"f"}\n{"m"'


@pytest.mark.parametrize(
    ("path", "text", "runner", "name", "lines"),
    [
        (
            "test/shop.test.ts",
            "import { it } from 'vitest';\nimport { f } from '../src/shop';\nit('a', () => {});",
            "vitest",
            "test/shop-tok.test.ts",
            ("// @ts-nocheck", "import { test as cofTest } from 'vitest';", '() => import("../src/shop"),'),
        ),
        (
            "src/shop.spec.ts",
            "import { f } from './shop.js';\ntest('a', () => {});",
            "node:test",
            "src/shop-tok.spec.ts",
            ("import { test as cofTest } from 'node:test';", '() => import("./shop.js"),'),
        ),
        (
            "test/shop.ts",
            "import { f } from '../src/shop.ts';\nit('a', () => {});",
            "mocha",
            "test/shop-tok.ts",
            ("const cofTest = typeof it === 'function' ? it : test;", '() => import("../src/shop.ts"),'),
        ),
        (
            "__tests__/ShopSpec.js",
            "const { f } = require('../src/shop');\nit('a', () => {});",
            "jest",
            "__tests__/Shop-tokSpec.js",
            ("const cofFiles = require('node:fs');", '() => require("../src/moved.ts"),'),
        ),
        (
            "test_shop.mjs",
            "import { f } from './src/shop.ts';\nit('a', () => {});",
            "node:test",
            "test_shop-tok.mjs",
            ('() => import("./src/moved.ts"),',),
        ),
    ],
)
def test_one_more_file_of_tests_is_as_the_others_are(
    path: str, text: str, runner: str, name: str, lines: tuple[str, ...]
) -> None:
    tree = tree_of({"src/shop.ts": "", "src/moved.ts": "", path: text, "src/helper.js": "it('is no test')"})
    made = again(tree, "", runner, NOTED, lambda one: one == path, "tok")
    assert made is not None
    assert made[0] == name
    assert "gone" not in made[1]
    for line in lines:
        assert line in made[1].replace('"../src/moved"', '"../src/moved.ts"')


def test_without_a_test_nothing_is_made_again() -> None:
    assert again(tree_of({"src/shop.ts": ""}), "", "jest", NOTED, lambda _: False, "tok") is None


def test_the_plans_of_a_project() -> None:
    package = json.dumps({"name": "a", "scripts": {"test": "node --test"}})
    source = "module.exports = { f() {} };"
    tests = "const { it } = require('node:test');\nit('a', () => {});"
    tree = tree_of({"package.json": package, "a.js": source, "test/a.js": tests})
    (project,) = detect(tree, Settings())
    first = NODE.plan_calls(project, tree, report="/p/abc.report", calls=None)
    assert first is not None
    assert {"/home/user/work/a.js", "/p/abc.report.tests.key"} < first.files.keys()
    assert first.report == first.envs["CODE_ON_FLY_CALLS"] == "/p/abc.report"
    second = NODE.plan_calls(project, tree, report="/p/abc.report", calls=b'{"m":"a.js"}')
    assert second is not None
    assert "/home/user/work/test/a-cofabc.js" in second.files
    assert second.command.endswith(" test/a-cofabc.js")
    other = tree_of({"package.json": package.replace("node --test", "ava"), "a.js": source})
    (unknown,) = detect(other, Settings())
    assert NODE.plan_calls(unknown, other, report="/p/abc.report", calls=None) is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("undefined", {"undefined": "undefined"}),
        ("null", {"null": "null"}),
        ("0.1 + 0.2", {"number": "0.3"}),
        ("-0", {"number": "0"}),
        ("NaN", {"number": "NaN"}),
        ("[1n, true]", [{"bigint": "1"}, {"boolean": "true"}]),
        ("({ b: 'x', a: undefined })", {"dict": [["b", "x"]]}),
        ("new Map([['b', 1], ['a', 2]])", {"dict": [["a", {"number": "2"}], ["b", {"number": "1"}]]}),
        ("new RangeError('words')", {"error": "RangeError"}),
        ("({ n: 1, f() {} })", {"object": {"n": {"number": "1"}}}),
        ("new (class { n = 1; })()", {"object": {"n": {"number": "1"}}}),
        ("new (class { n = 1; f() {} })()", {"object": {}}),
        ("new Queue()", {"object": {"size": {"number": "0"}}}),
        ("(function* () { yield 'a'; })()", ["a"]),
    ],
)
def test_what_came_of_a_call(value: str, told: object) -> None:
    queue = "class Queue { items = []; get size() { return this.items.length; } }"
    made = f"(() => {{ {queue} return part.teller(new Set([Queue]))({value}); }})()"
    assert said("cof_told.js", made) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("null.length", {"stumbles": "TypeError"}),
        ("(1)()", {"stumbles": "TypeError"}),
        ("missing()", {"stumbles": "ReferenceError"}),
        ("new Array(-1)", {"stumbles": "RangeError"}),
        ("''.repeat(-1)", {"stumbles": "RangeError"}),
        ("require('fs').readFileSync('/none')", {"stumbles": "Error"}),
        ("require('path').join(1)", {"stumbles": "TypeError"}),
        ("require('assert')(false)", {"stumbles": "AssertionError"}),
        ("JSON.parse('{')", {"raises": "SyntaxError"}),
        ("new URL('x')", {"raises": "TypeError"}),
        ("(() => { throw new TypeError('no sku'); })()", {"raises": "TypeError"}),
        ("(() => { throw 'words'; })()", {"raises": "string"}),
    ],
)
def test_what_was_raised_and_what_stumbled(code: str, told: object) -> None:
    made = f"(() => {{ try {{ {code}; }} catch (error) {{ return part.failure(error); }} }})()"
    assert said("cof_told.js", made) == told


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        ("function f(a, { b = [] } = {}) {}", "(a, { b = [] } = {})"),
        ("async (a) => a", "(a)"),
        ("class { m() {} constructor(a) {} }", "(a)"),
        ("class {}", ""),
    ],
)
def test_what_a_function_takes(function: str, takes: str) -> None:
    assert said("cof_told.js", f"part.takes({function})") == takes
