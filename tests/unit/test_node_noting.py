"""Sources of JavaScript that note what their functions are given."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from codeonfly.toolchains import TOOLCHAINS
from codeonfly.toolchains.node_noting import noted, noting
from codeonfly.tree import EXECUTABLE, File, Tree

NODE = TOOLCHAINS["node"]


def tree_of(files: Mapping[str, str]) -> Tree:
    return Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})


def changed(path: str, text: str) -> list[str]:
    """The lines in front of our noting, and those that give names their other values."""
    made = noted(path, text) or ""
    before, _, rest = made.partition("\n;(function (cofNoted) {\n")
    steps = rest[: rest.index("})((function (file")].splitlines() if rest else []
    behind = [line for line in rest.splitlines() if line.startswith("export")]
    return [*before.splitlines(), *(step.strip() for step in steps), *behind]


def wrapped(name: str, key: str) -> str:
    return f'try {{ {name} = cofNoted.wrap({name}, "{key}"); }} catch (_) {{}}'


FILES = "import * as cofFiles from 'node:fs'; "


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("a.js", "export function f(a) {}", ["export function f(a) {}", wrapped("f", "f")]),
        (
            "a.mjs",
            "export async function* f() {}",
            ["export async function* f() {}", wrapped("f", "f")],
        ),
        ("a.js", "export const f = (a) => a;", ["export let f = (a) => a;", wrapped("f", "f")]),
        ("a.js", "export const f = async a => a;", ["export let f = async a => a;", wrapped("f", "f")]),
        (
            "a.js",
            "export const api = {\n  f() {},\n};",
            ["export let api = {", "  f() {},", "};", wrapped("api", "api")],
        ),
        ("a.js", "export class A {}", ["export class A {}", wrapped("A", "A")]),
        (
            "a.js",
            "function f() {}\nconst g = function () {};\nexport { f, g as h };",
            [
                "function f() {}",
                "let g = function () {};",
                "export { f, g as h };",
                wrapped("f", "f"),
                wrapped("g", "h"),
            ],
        ),
        (
            "a.js",
            "export default function f() {}",
            ["export default function f() {}", wrapped("f", "default")],
        ),
        (
            "a.js",
            "export default class {}",
            ["export default class cofDefault {}", wrapped("cofDefault", "default")],
        ),
        (
            "a.js",
            "function f() {}\nexport default f;",
            ["function f() {}", wrapped("f", "default"), "export { f as default };"],
        ),
        (
            "a.js",
            "export default (a) => a;",
            [
                "let cofDefault = (a) => a;",
                wrapped("cofDefault", "default"),
                "export { cofDefault as default };",
            ],
        ),
    ],
)
def test_what_is_exported_may_get_another_value(path: str, text: str, lines: list[str]) -> None:
    assert changed(path, text) == [FILES + lines[0], *lines[1:]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "export const f: (a: string) => string = (a) => a;",
            "export let f: (a: string) => string = (a) => a;",
        ),
        ("export const f = <T>(a: T): T => a;", "export let f = <T>(a: T): T => a;"),
        ("export type A = string;\nexport const f = (a: A) => a;", "export type A = string;"),
        ("export abstract class A {}", "export abstract class A {}"),
    ],
)
def test_no_compiler_looks_at_types_of_what_was_changed(text: str, first: str) -> None:
    lines = changed("a.ts", text)
    assert lines[:2] == ["// @ts-nocheck", FILES + first]


def test_methods_that_typescript_hides_are_named() -> None:
    made = noted("a.ts", "export class A {\n  private static async f() {}\n  protected g<T>(): T {}\n}") or ""
    assert '"a.ts", ["f", "g"], cofFiles' in made


def test_a_module_for_require_is_wrapped_as_it_is_exported() -> None:
    lines = changed("a.js", "class A {}\nfunction f() {}\nmodule.exports = { A, f };")
    assert lines[3:] == [
        "try { module.exports = cofNoted.exported(module.exports); } catch (_) {}",
        "try { A = cofNoted.again(A); } catch (_) {}",
        "try { f = cofNoted.again(f); } catch (_) {}",
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "console.log('a script');"),
        ("a.js", "#!/usr/bin/env node\nexport function f() {}"),
        ("a.ts", "import fs = require('fs');\nexport function f() {}"),
        ("a.ts", "export interface A { a: string }"),
        ("a.js", "export const { a, b } = c;\nexport const N = 5;\nexport * from './b.js';"),
        ("a.js", "export { f } from './f.js';"),
    ],
)
def test_what_has_nothing_to_note_is_left_alone(path: str, text: str) -> None:
    assert noted(path, text) is None


def test_sources_are_neither_tests_nor_made_nor_of_others() -> None:
    text = "module.exports = function () {};"
    paths = (
        "lib/a.js",
        "test/b.js",
        "src/c.test.js",
        "dist/d.js",
        "node_modules/e/index.js",
        "jest.config.js",
    )
    tree = tree_of(dict.fromkeys(paths, text))
    program = Tree(tree.commit, {**tree.files, "bin.js": File(EXECUTABLE, text.encode())})
    assert list(noting(program, "", NODE.is_test)) == ["lib/a.js"]
    assert list(noting(tree, "lib", NODE.is_test)) == ["lib/a.js"]
    assert list(noting(tree, "other", NODE.is_test)) == []


SHOP = """
class Queue {
  constructor(most) { this.items = []; this.most = most; }
  get size() { return this.items.length; }
  put(item) { this.items.push(item); return this; }
  static of(...all) { return all.reduce((queue, one) => queue.put(one), new Queue(9)); }
}
function sku(text) { return text; }
function twice(text) { return sku(sku(text)); }
const slugger = () => (text) => text;
const counter = (count) => ({ next: () => count++ });
const api = { f(a) { return a; } };
"""
USED = """
const queue = new Queue(2).put('a');
queue.size;
Queue.of(1).put({ at: new Date(5), of: new Set([1n]) });
sku('a'); sku('a'); sku(undefined); sku(() => 1); sku(queue); sku(new (class {})());
slugger()('b');
twice('c');
counter(3).next();
api.f([/a/g, NaN, null]);
for (let i = 0; i < 20; i++) api.f(i);
"""
NAMES = "{ Queue, sku, twice, slugger, counter, api }"


def calls_of(folder: Path, name: str, source: str, use: str) -> list[dict[str, Any]]:
    """What was noted while ``use`` ran."""
    (folder / name).write_text(noted(name, source) or "")
    (folder / f"use{Path(name).suffix}").write_text(use)
    report = folder / "report"
    words = ["node", f"use{Path(name).suffix}"]
    subprocess.run(words, cwd=folder, env={"CODE_ON_FLY_CALLS": str(report)}, check=True, timeout=30)
    return [json.loads(line) for line in report.read_text().splitlines()]


def test_what_is_noted_is_the_same_for_both_kinds_of_modules(tmp_path: Path) -> None:
    esm, cjs = tmp_path / "esm", tmp_path / "cjs"
    esm.mkdir()
    cjs.mkdir()
    exporting = f"{SHOP}export {NAMES};\n"
    found = calls_of(esm, "shop.mjs", exporting, f"import {NAMES} from './shop.mjs';\n{USED}")
    requiring = f"const {NAMES} = require('./shop.cjs');\n{USED}"
    other = calls_of(cjs, "shop.cjs", f"{SHOP}module.exports = {NAMES};\n", requiring)
    assert json.dumps(found) == json.dumps(other).replace("shop.cjs", "shop.mjs")
    shown = [(one["k"], one["kind"], one["f"]) for one in found]
    assert shown[:5] == [
        ("Queue", "new", ""),
        ("Queue", "call", "put"),
        ("Queue", "get", "size"),
        ("Queue.of", "call", ""),
        ("Queue.of", "call", "put"),
    ]
    queue = {"$": "made", "m": "shop.mjs", "k": "Queue", "h": "new", "a": [2], "c": [["put", "call", ["a"]]]}
    assert found[2]["self"] == queue
    skus = [one["a"] for one in found if one["k"] == "sku" and not one["inner"]]
    assert skus == [["a"], [{"$": "undefined"}], [queue]]  # no function, nor what nobody can make
    assert found[4]["a"] == [
        {
            "$": "object",
            "v": [
                ["at", {"$": "date", "v": "5"}],
                ["of", {"$": "set", "v": [{"$": "bigint", "v": "1"}]}],
            ],
        }
    ]
    made = [(one["k"], one["f"], one["a"]) for one in found if one["self"] and one["self"]["h"] == "call"]
    assert ("slugger", "", ["b"]) in made
    assert ("counter", "next", []) in made
    assert len([one for one in found if one["k"] == "api.f"]) == 6
    assert [(one["k"], one["a"]) for one in found if one["inner"]] == [("sku", ["c"])]  # no test asks that
