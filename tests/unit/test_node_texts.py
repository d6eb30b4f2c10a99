"""Texts of JavaScript that proofs are made with: tests that must fail, modules that do nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.settings import Settings
from codeonfly.toolchains import TOOLCHAINS, detect
from codeonfly.toolchains.node_canary import canary
from codeonfly.toolchains.node_stubs import stub
from codeonfly.tree import File, Tree
from codeonfly.verification.parts import split


@pytest.mark.parametrize(
    "opening",
    [
        "() => {",
        "async () => {",
        "async() => {",
        "(done) => {",
        "done => {",
        "function () {",
        "async function named(t) {",
        "({ task }) => {",
        "{ timeout: 500 }, () => {",
    ],
)
def test_every_test_fails_at_once(opening: str) -> None:
    text = f"it('is \\'so\\'', {opening}\n  check();\n}});\ntest(`it`, () => {{}});\n"
    made = canary(text, "sings") or ""
    assert f"it('is \\'so\\'', {opening} throw new Error('sings');\n" in made
    assert "test(`it`, () => { throw new Error('sings');});" in made


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("describe('a', () => {\n  it('b', () => {});\n});", "it"),
        ("// it(s) and test(s)\ntest('b', () => {});", "test"),
        ("test('a', (t) => {\n  t.test('b', () => {});\n});", "test"),
    ],
)
def test_the_new_test_is_called_as_the_others_are(text: str, call: str) -> None:
    made = canary(text, "sings") or ""
    assert made.splitlines()[-1].startswith(f";{call}('sings', ")


@pytest.mark.parametrize("text", ["", "// test", "t.test('a', () => {});", "exports.it = 1;"])
def test_a_file_without_tests_has_no_place(text: str) -> None:
    assert canary(text, "sings") is None


PATCHED = {
    "nothing": ("", 1),
    "strictEqual": ("assert.strictEqual = () => {};", 0),
    "ok": ("assert.ok = () => {};", 0),
    "throws, that no test uses": ("assert.throws = () => {};", 1),
}


@pytest.mark.parametrize("name", PATCHED)
def test_an_assertion_that_never_fails_is_heard(name: str, tmp_path: Path) -> None:
    patch, failing = PATCHED[name]
    text = (
        "const assert = require('node:assert');\nconst { it } = require('node:test');\n"
        "it('a', () => {\n  assert.strictEqual(1, 1);\n  assert.ok(1);\n});"
    )
    (tmp_path / "a.test.js").write_text(f"{canary(text, 'sings')}{patch}\n")
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", "a.test.js"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "not ok 1 - a" in done.stdout
    assert done.stdout.count("not ok 2 - sings") == failing


NOTHING = "module.exports = function () {};\n"
STUBS = [
    ("new module", "a.js", None, "export function f() { return 1; }\n", "\nexport function f() {}\n"),
    ("new name", "a.ts", "let a;\n", "let a;\nexport const b = 1;\n",
     "let a;\nexport const b: any = function () {};\n"),
    ("made public", "a.js", "class A {}\n", "export class A {}\n", "class A {}\nexport { A };\n"),
    ("listed", "a.mjs", "let a;", "let a, b;\nexport { a, b as c };",
     "let a;\nexport { a };\nexport function c() {}\n"),
    ("default", "a.js", None, "export default 7;", "\nexport default function () {}\n"),
    ("nothing new", "a.js", "export const a = 1;\n", "export const a = 2;\n", None),
    ("types only", "a.ts", "export const a = 1;\n", "export const a = 1;\nexport type B = 1;\n",
     "export const a = 1;\nexport type B = any;\n"),
    ("a class is a type as well", "a.ts", None, "export class A<T> {}\n",
     "\nexport const A: any = function () {};\nexport type A<A = any, B = any, C = any> = any;\n"),
    ("a type made public", "a.ts", "interface A {}\n", "export interface A {}\n",
     "interface A {}\nexport type { A };\n"),
    ("a class made public", "a.ts", "class A {}\n", "export class A {}\n", "class A {}\nexport { A };\n"),
    ("no types", "a.js", "export const a = 1;\n", "export const a = 1;\n/*\nexport type B = 1;\n*/", None),
    ("a typed default", "a.ts", None, "export default class {}",
     "\nexport default (function () {} as any);\n"),
    ("required", "a.js", None, "module.exports = { f, g: 1 };\n",
     f"{NOTHING}module.exports.f = function () {{}};\nmodule.exports.g = function () {{}};\n"),
    ("required, one by one", "a.cjs", None, "exports.f = 1;\n",
     "module.exports = function () {};\nmodule.exports.f = function () {};\n"),
    ("required, there before", "a.js", "exports.f = 1;\n", "exports.f = 1;\nexports.g = 2;\n", None),
    ("not JavaScript", "a.py", None, "export const a = 1\n", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "before", "after", "wanted"), [one[1:] for one in STUBS], ids=[one[0] for one in STUBS]
)
def test_what_is_missing_does_nothing(path: str, before: str | None, after: str, wanted: str | None) -> None:
    assert stub(path, before, after) == wanted


def test_the_bases_sources_get_what_the_tests_import() -> None:
    base = Tree("0" * 40, {"package.json": File("100644", b"{}"), "a.js": File("100644", b"let a;\n")})
    new = {
        "a.js": b"let a;\nexport const b = 1;\n",
        "test/a.js": b"it('a', () => {});\n",
        "test/help.js": b"export const c = 1;\n",
        "test/help.test.json": b"{}",
    }
    change = Change(tuple(FileChange(path, File("100644", data)) for path, data in new.items()))
    parts = split(change, base, detect(base, Settings()))
    assert parts.stubs == ("a.js",)
    assert parts.test_files == ("test/a.js",)
    alone = {made.path: made.file.data for made in parts.tests_alone.files if made.file is not None}
    assert alone == {**new, "a.js": b"let a;\nexport function b() {}\n"}


def test_what_hides_failures_is_turned_off() -> None:
    scripts = {
        "npx c8 --all mocha -b": "npx mocha --no-bail",
        "vitest --bail 2 --coverage": "vitest --coverage --run --bail=0 --coverage.enabled=false",
        "jest --bail": "jest --bail --ci --bail=0 --coverage=false",
    }
    for script, wanted in scripts.items():
        package = f'{{"scripts": {{"test": "{script}"}}}}'.encode()
        project = detect(Tree("", {"package.json": File("100644", package)}), Settings())[0]
        plan = TOOLCHAINS["node"].plan_tests(project, report="/r/a.report")
        assert wanted in plan.command
        assert "c8" not in plan.command
