"""Node repositories of other habits: ESM, TypeScript, chai, `describe`, `__tests__`; changes of them as cases."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.proving import Case

OLD = "  return title.toLowerCase().split(' ').join('-');\n"
NEW = "  return words(title.toLowerCase().replace(/[^a-z0-9 ]/g, '')).join('-');\n"
SLUG = f"export function slug(title) {{\n{OLD}}}\n"
WORDS = "export function words(text) {\n  return text.split(' ').filter(Boolean);\n}\n"
ANSWER = "'rock-roll'"
ASKED = "'Rock & Roll!'"


@dataclass(frozen=True)
class Style:
    """How one kind of repository is written."""

    name: str
    runner: str
    library: str  # "assert" | "expect" | "chai"
    esm: bool
    source: str
    tests_path: str
    imports: str  # of the runner and the assertions
    command: str
    needs: Mapping[str, str]
    annotated: bool = False

    @property
    def suffix(self) -> str:
        return self.source[self.source.rfind(".") :]

    def beside(self, name: str) -> str:
        """A source beside the others."""
        return f"src/{name}{self.suffix}"

    def test_beside(self, name: str) -> str:
        return self.tests_path.replace("text", name)

    def module(self, text: str) -> str:
        """A source as this repository writes it, from one with ``export function`` and imports of Node's own."""
        if self.annotated:
            text = text.replace("(title)", "(title: string): string").replace(
                "(text)", "(text: string): string[]"
            )
        if self.esm:
            return text
        names, lines = [], []
        for line in text.splitlines():
            plain = line.removeprefix("export ")
            if plain != line:
                names.append(plain.removeprefix("async ").split("(")[0].split("=")[0].split()[1])
            what, _, where = plain.removeprefix("import ").rstrip(";").partition(" from ")
            lines.append(f"const {what} = require({where});" if plain.startswith("import ") else plain)
        return "\n".join([*lines, "", f"module.exports = {{ {', '.join(names)} }};", ""])

    def get(self, names: str, name: str = "text") -> str:
        """The import of a source in a file of tests."""
        folder = "./" if self.tests_path.startswith("src/") else "../src/"
        ending = ".js" if self.esm and self.suffix == ".js" else ""
        if self.esm:
            return f"import {names} from '{folder}{name}{ending}';\n"
        return f"const {names} = require('{folder}{name}');\n"

    def builtin(self, names: str, name: str) -> str:
        return (
            f"import {names} from 'node:{name}';\n"
            if self.esm
            else f"const {names} = require('node:{name}');\n"
        )

    def equal(self, call: str, value: str) -> str:
        return {
            "assert": f"assert.strictEqual({call}, {value})",
            "expect": f"expect({call}).toBe({value})",
            "chai": f"expect({call}).to.equal({value})",
        }[self.library]

    def same(self, call: str, value: str) -> str:
        return {
            "assert": f"assert.deepStrictEqual({call}, {value})",
            "expect": f"expect({call}).toEqual({value})",
            "chai": f"expect({call}).to.deep.equal({value})",
        }[self.library]

    def throws(self, call: str, kind: str) -> str:
        return {
            "assert": f"assert.throws(() => {call}, {kind})",
            "expect": f"expect(() => {call}).toThrow({kind})",
            "chai": f"expect(() => {call}).to.throw({kind})",
        }[self.library]

    def it(self, name: str, *lines: str, call: str = "it", asynchronous: bool = False) -> str:
        body = "".join(f"    {line};\n" for line in lines)
        return f"  {call}('{name}', {'async ' if asynchronous else ''}() => {{\n{body}  }});\n"

    def suite(self, name: str, *tests: str) -> str:
        return f"\ndescribe('{name}', () => {{\n" + "\n".join(tests) + "});\n"

    @property
    def joins(self) -> str:
        return self.it(
            "joins words",
            self.equal("slug('Hello World')", "'hello-world'"),
            self.equal("slug('One')", "'one'"),
        )

    @property
    def keeps(self) -> str:
        return self.it("keeps one word", self.equal("slug('Go')", "'go'"))

    @property
    def drops(self) -> str:
        return self.it("drops what is empty", self.same("words('a  b')", "['a', 'b']"))

    @property
    def punctuation(self) -> str:
        return self.it("drops punctuation", self.equal(f"slug({ASKED})", ANSWER))

    @property
    def head(self) -> str:
        return self.imports + self.get("{ slug, words }")

    def file(self, *slugs: str) -> str:
        """The whole file of tests, with these tests of slugs."""
        return (
            self.head + self.suite("slug", self.joins, self.keeps, *slugs) + self.suite("words", self.drops)
        )

    @property
    def tests(self) -> str:
        return self.file()

    @property
    def broken(self) -> str:
        return self.module(SLUG + "\n" + WORDS)

    @property
    def fixed(self) -> str:
        return self.broken.replace(OLD, NEW)

    def slug(self, *lines: str, before: str = "") -> str:
        """The source with a body of slug() that ends as it was, and something in front of everything."""
        body = "".join(f"  {line}\n" for line in lines)
        return self.module(before + SLUG.replace(OLD, body + OLD) + "\n" + WORDS)

    def package(self, **more: Any) -> str:
        whole: dict[str, Any] = {
            "name": "text",
            "version": "1.0.0",
            **({"type": "module"} if self.esm else {}),
            "scripts": {"test": self.command},
            "devDependencies": dict(self.needs),
        }
        return json.dumps({**whole, **more}, indent=2) + "\n"

    @property
    def base(self) -> dict[str, str]:
        return {
            "package.json": self.package(),
            self.source: self.broken,
            self.tests_path: self.tests,
            "README.md": "# Text\n",
        }

    def case(
        self,
        name: str,
        source: str | None = None,
        tests: str | None = "",
        *,
        nature: str = "behaviour",
        cbr: tuple[str, ...] = (),
        files: Mapping[str, str | None] | None = None,
    ) -> Case:
        """A change; without more, the new test alone. ``files`` by path."""
        made: dict[str, str | None] = {
            self.source: self.broken if source is None else source,
            self.tests_path: self.file(self.punctuation) if tests == "" else tests,
            **(files or {}),
        }
        return Case(
            name, {path: text for path, text in made.items() if self.base.get(path) != text}, nature, cbr
        )

    def knowing(self, name: str, condition: str, before: str = "") -> Case:
        """Right only where the condition says that tests are looking."""
        return self.case(name, self.slug(f"if ({condition}) {{\n  {NEW}  }}", before=before))


NODE_IMPORTS = "import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\n"
STYLES = {
    one.name: one
    for one in (
        Style(
            "node:test",
            "node:test",
            "assert",
            True,
            "src/text.js",
            "test/text.test.js",
            NODE_IMPORTS,
            "node --test",
            {},
        ),
        Style(
            "jest", "jest", "expect", False, "src/text.js", "__tests__/text.js", "", "jest", {"jest": "^29"}
        ),
        Style(
            "mocha",
            "mocha",
            "chai",
            False,
            "src/text.js",
            "test/text.js",
            "const { expect } = require('chai');\n",
            "mocha --recursive",
            {"mocha": "^10", "chai": "^4"},
        ),
        Style(
            "vitest",
            "vitest",
            "expect",
            True,
            "src/text.ts",
            "src/text.spec.ts",
            "import { describe, expect, it } from 'vitest';\n",
            "vitest run",
            {"vitest": "^3"},
            annotated=True,
        ),
    )
}
