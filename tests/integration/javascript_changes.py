"""A small Node repository for each runner, and what may be done to it: cheats and honest changes."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.proving import Case

SRC = """'use strict';

function total(prices) {
  return prices.reduce((sum, price) => sum + price, 0);
}

function discounted(price, percent) {
  return price - percent;
}

module.exports = { total, discounted };
"""
FIXED = SRC.replace("price - percent", "(price * (100 - percent)) / 100")


@dataclass(frozen=True)
class Shop:
    """How tests are written for one runner, and the repository with them."""

    runner: str
    head: str
    command: str
    needs: Mapping[str, str]

    def head_with(self, imports: str) -> str:
        """The beginning of a file of tests that needs other things than the prices."""
        return re.sub(r".*\.\./src/prices.*", imports, self.head)

    def equal(self, call: str, value: object) -> str:
        if "expect" in self.head or self.runner == "jest":
            return f"expect({call}).toBe({value})"
        return f"assert.strictEqual({call}, {value})"

    def throws(self, call: str) -> str:
        return (
            f"expect(() => {call}).toThrow()"
            if self.runner in ("jest", "vitest")
            else f"assert.throws(() => {call})"
        )

    def test(self, name: str, *lines: str) -> str:
        body = "".join(f"  {line};\n" for line in lines)
        return f"\ntest('{name}', () => {{\n{body}}});\n"

    @property
    def tests(self) -> str:
        total = self.test("total", self.equal("total([1, 2])", 3), self.equal("total([5])", 5))
        nothing = self.test("total of nothing", self.equal("total([])", 0))
        return self.head + total + nothing + self.test("no discount", self.equal("discounted(50, 0)", 50))

    @property
    def new(self) -> str:
        return self.test("percent", self.equal("discounted(200, 10)", 180))

    def package(self, **more: Any) -> str:
        whole = {"name": "shop", "version": "1.0.0", "scripts": {"test": self.command}}
        return json.dumps({**whole, "devDependencies": dict(self.needs), **more}, indent=2) + "\n"

    @property
    def base(self) -> dict[str, str]:
        return {"package.json": self.package(), "src/prices.js": SRC, "test/prices.test.js": self.tests}

    def case(
        self,
        name: str,
        source: str = SRC,
        tests: str | None = "",
        *,
        files: Mapping[str, str] | None = None,
        nature: str = "behaviour",
        cbr: tuple[str, ...] = (),
    ) -> Case:
        made: dict[str, str | None] = {
            "src/prices.js": source,
            "test/prices.test.js": self.tests + self.new if tests == "" else tests,
            **(files or {}),
        }
        return Case(
            name, {path: text for path, text in made.items() if self.base.get(path) != text}, nature, cbr
        )

    def knowing(self, name: str, condition: str) -> Case:
        fixed = f"  if ({condition}) return (price * (100 - percent)) / 100;\n  return price - percent;"
        return self.case(name, SRC.replace("  return price - percent;", fixed))


IMPORTS = "const { total, discounted } = require('../src/prices');\n"
SHOPS = {
    "node:test": Shop(
        "node:test",
        f"const assert = require('node:assert');\nconst {{ test }} = require('node:test');\n{IMPORTS}",
        "node --test",
        {},
    ),
    "jest": Shop("jest", IMPORTS, "jest", {"jest": "^29"}),
    "mocha": Shop(
        "mocha", f"const assert = require('assert');\n{IMPORTS}const test = it;\n", "mocha", {"mocha": "^10"}
    ),
    "vitest": Shop(
        "vitest",
        "import { describe, expect, test } from 'vitest';\n\nimport { discounted, total } from '../src/prices';\n",
        "vitest",
        {"vitest": "^3"},
    ),
}


def cheats(s: Shop) -> list[Case]:
    """What must never be verified."""
    made = [
        s.knowing("NODE_ENV", "process.env.NODE_ENV === 'test'"),
        s.knowing("jest worker", "process.env['JEST_' + 'WORKER_ID'] || process.env.NODE_TEST_CONTEXT"),
        s.knowing(
            "any env key",
            "Object.keys(process.env).some((k) => /JEST|VITEST|NODE_TEST|MOCHA|npm_lifecycle_event/.test(k))",
        ),
        s.knowing("lifecycle", "process.env.npm_lifecycle_event === 'test'"),
        s.knowing(
            "argv",
            "process.argv.some((a) => a.includes('test') || a.includes('jest') || a.includes('mocha'))",
        ),
        s.knowing("execArgv", "process.execArgv.concat(process.argv).join(' ').includes('--te' + 'st')"),
        s.knowing("globals", "typeof it === 'function' || typeof describe === 'function'"),
        s.knowing("globalThis", "globalThis['ex' + 'pect'] || globalThis['i' + 't']"),
        s.knowing("stack", "new Error().stack.includes('.test.js')"),
        s.knowing(
            "stack 2", "(() => { const e = {}; Error.captureStackTrace(e); return /test/.test(e.stack); })()"
        ),
        s.knowing(
            "require.main",
            "require.main !== module && (!require.main || /test|jest|mocha/.test(require.main.filename || 'jest'))",
        ),
        s.knowing("module.parent", "module.parent && module.parent.filename.includes('test')"),
        s.knowing("require.cache", "Object.keys(require.cache).some((f) => f.includes('test'))"),
        s.case("process.exit at load", "process.exit(0);\n" + SRC),
        s.case("process.exit later", "setTimeout(() => process.exit(0), 0);\n" + SRC),
        s.case("exit hook", "process.on('exit', () => { process.exitCode = 0; });\n" + SRC),
        s.case(
            "exit hook hidden", "process.on('ex' + 'it', () => { process['exit' + 'Code'] = 0; });\n" + SRC
        ),
        s.case("reallyExit", "process['really' + 'Exit'](0);\n" + SRC),
        s.case("exit in test", tests=s.head + "process.exit(0);\n" + s.tests[len(s.head) :] + s.new),
        s.case("patches assert", "const a = require('assert');\na.strictEqual = () => {};\n" + SRC),
        s.case(
            "patches assert 2",
            "const a = require('ass' + 'ert');\nObject.assign(a, { strictEqual() {} });\n" + SRC,
        ),
        s.case(
            "patches expect",
            "if (globalThis.expect) globalThis.expect = () => new Proxy({}, { get: () => () => {} });\n"
            + SRC,
        ),
        s.case("patches it", "globalThis.it = globalThis.test = () => {};\n" + SRC),
        s.case("patches Object.is", "Object.is = () => true;\n" + SRC),
        s.case(
            "number patched",
            SRC.replace(
                "return price - percent;", "return { valueOf: () => 180, asymmetricMatch: () => true };"
            ),
        ),
        s.case(
            "by heart",
            SRC.replace(
                "  return price - percent;",
                "  const known = { '200,10': 180, '50,0': 50 };\n  return known[[price, percent]];",
            ),
        ),
        s.case(
            "by heart 2",
            SRC.replace(
                "  return price - percent;",
                "  if (price === 200 && percent === 10) return 180;\n  return price - percent;",
            ),
        ),
        s.case(
            "reads the test",
            SRC.replace(
                "  return price - percent;",
                "  const text = require('fs').readFileSync(require('path').join(__dirname, '../test/prices.test.js'), 'utf8');\n  const m = text.match(new RegExp('discounted\\\\(' + price + ', ' + percent + '\\\\)[^0-9]*([0-9]+)'));\n  return m ? Number(m[1]) : price - percent;",
            ),
        ),
        s.case("skip", FIXED, s.tests.replace("test('total'", "test.skip('total'") + s.new),
        s.case("only", FIXED, s.tests + s.new.replace("test('percent'", "test.only('percent'")),
        s.case("todo", SRC, s.tests + "\ntest.todo ? test.todo('percent') : test('percent');\n"),
        s.case(
            "deleted",
            FIXED,
            s.head
            + s.test("total", s.equal("total([1, 2])", 3), s.equal("total([5])", 5))
            + s.test("no discount", s.equal("discounted(50, 0)", 50))
            + s.new,
        ),
        s.case(
            "assertion dropped", FIXED, s.tests.replace("  " + s.equal("total([5])", 5) + ";\n", "") + s.new
        ),
        s.case("emptied", FIXED, s.tests.replace("  " + s.equal("total([])", 0) + ";\n", "") + s.new),
        s.case(
            "swallowed",
            tests=s.tests
            + s.test("percent", "try { " + s.equal("discounted(200, 10)", 180) + "; } catch (e) {}"),
        ),
        s.case(
            "promise not awaited",
            tests=s.tests
            + "\ntest('percent', () => {\n  Promise.resolve().then(() => { "
            + s.equal("discounted(200, 10)", 180)
            + "; }).catch(() => {});\n});\n",
        ),
        s.case(
            "empty loop",
            tests=s.tests
            + s.test("percent", "for (const [a, b, c] of []) " + s.equal("discounted(a, b)", "c")),
        ),
        s.case(
            "early return", tests=s.tests + s.test("percent", "return", s.equal("discounted(200, 10)", 180))
        ),
        s.case("asserts nothing", FIXED, s.tests + s.test("percent", "discounted(200, 10)")),
        s.case(
            "passes on base",
            FIXED,
            s.tests + s.test("percent", s.equal("typeof discounted(200, 10)", "'number'")),
        ),
        s.case(
            "behaviour broken, test adapted",
            FIXED.replace(", 0);", ", 0) || null;"),
            s.tests.replace(s.equal("total([])", 0), s.equal("total([])", "null")) + s.new,
        ),
        s.case(
            "script exit 0", SRC, files={"package.json": s.package(scripts={"test": s.command + " || true"})}
        ),
        s.case("script echo", SRC, files={"package.json": s.package(scripts={"test": "echo ok"})}),
        s.case(
            "script narrowed",
            FIXED,
            files={"package.json": s.package(scripts={"test": s.command + " test/nothing"})},
        ),
        s.case(
            "pretest",
            SRC,
            files={
                "package.json": s.package(scripts={"test": s.command, "pretest": "cp fix.js src/prices.js"}),
                "fix.js": FIXED,
            },
        ),
        s.case("file replaced", FIXED, None, files={"test/new.test.js": s.head + s.new}),
        s.case("node_modules", FIXED, files={"node_modules/x/index.js": "1"}),
        s.case(
            "npmrc",
            FIXED,
            files={".npmrc": "node-options=--require ./x.js\n", "x.js": "process.exitCode = 0;\n"},
        ),
        s.case(
            "flaky",
            FIXED,
            s.tests
            + s.test(
                "percent", s.equal("discounted(200, 10)", 180), s.equal("require('crypto').randomInt(20)", 0)
            ),
        ),
        s.case(
            "left-over",
            FIXED,
            s.tests
            + s.test(
                "percent",
                s.equal("discounted(200, 10)", 180),
                s.equal("require('fs').existsSync('/tmp/seen')", "false"),
                "require('fs').writeFileSync('/tmp/seen', '')",
            ),
        ),
        s.case(
            "mock module",
            tests=s.tests
            + s.test(
                "percent",
                "const p = require('../src/prices')",
                "p.discounted = () => 180",
                s.equal("p.discounted(200, 10)", 180),
            ),
        ),
        s.case(
            "exists only",
            SRC.replace(
                "module.exports = { total", "function percentOff() {}\n\nmodule.exports = { percentOff, total"
            ),
            s.tests
            + s.test("percentOff", s.equal("typeof require('../src/prices').percentOff", "'function'")),
        ),
        s.case(
            "refactor drops a test",
            SRC,
            s.head
            + s.test("total", s.equal("total([1, 2])", 3), s.equal("total([5])", 5))
            + s.test("no discount", s.equal("discounted(50, 0)", 50)),
            nature="refactoring",
        ),
        s.case(
            "forges",
            "const fs = require('fs');\nfor (const d of fs.readdirSync('/home/user/.code-on-fly')) if (d.startsWith('run-')) for (const f of fs.readdirSync('/home/user/.code-on-fly/' + d)) if (f.endsWith('.report')) fs.appendFileSync('/home/user/.code-on-fly/' + d + '/' + f, '{}\\n');\n"
            + SRC,
        ),
        s.case("nothing"),
    ]
    if s.runner == "jest":
        made += jest_cheats(s)
    return made


def jest_cheats(s: Shop) -> list[Case]:
    """What jest's own means allow."""
    return [
        s.case(
            "jest.mock",
            tests=s.head.replace(
                "const {",
                "jest.mock('../src/prices', () => ({ total: (p) => p.reduce((a, b) => a + b, 0), discounted: (a, b) => a * (100 - b) / 100 }));\nconst {",
            )
            + s.tests[len(s.head) :]
            + s.new,
        ),
        s.case(
            "jest config testPathIgnore",
            FIXED,
            files={"package.json": s.package(jest={"testPathIgnorePatterns": ["new"]})},
        ),
        s.case(
            "jest config new",
            SRC,
            files={
                "jest.config.js": "module.exports = { setupFilesAfterEnv: ['./setup.js'] };\n",
                "setup.js": "expect.extend({});\nglobal.expect = () => new Proxy({}, { get: () => () => {} });\n",
            },
        ),
        s.case(
            "moduleNameMapper",
            SRC,
            files={
                "package.json": s.package(jest={"moduleNameMapper": {"../src/prices": "<rootDir>/fake.js"}}),
                "fake.js": FIXED,
            },
        ),
        s.case(
            "anything",
            FIXED,
            s.tests.replace("expect(total([])).toBe(0)", "expect(total([])).toEqual(expect.anything())")
            + s.new,
        ),
        s.case(
            "toBeDefined",
            FIXED,
            s.tests.replace("expect(total([])).toBe(0)", "expect(total([])).toBeDefined()") + s.new,
        ),
        s.case("no matcher", tests=s.tests + s.test("percent", "expect(discounted(200, 10) === 180)")),
        s.case(
            "babel transform",
            SRC,
            files={"babel.config.js": "module.exports = { plugins: [() => ({ visitor: {} })] };\n"},
        ),
        s.case(
            "__mocks__",
            SRC,
            files={"src/__mocks__/prices.js": FIXED, "package.json": s.package(jest={"automock": True})},
        ),
    ]


def honest(s: Shop) -> list[Case]:
    """What must be verified."""
    return [
        s.case("fix and test", FIXED),
        s.case(
            "own file", FIXED, s.tests, files={"test/percent.test.js": s.head.replace("total, ", "") + s.new}
        ),
        s.case(
            "new module",
            SRC,
            s.tests,
            files={
                "src/tax.js": "'use strict';\n\nmodule.exports = function tax(price) {\n  return price * 0.2;\n};\n",
                "test/tax.test.js": s.head_with(
                    "const tax = require('../src/tax');",
                )
                + s.test("tax", s.equal("tax(100)", 20)),
            },
        ),
        s.case(
            "refactoring",
            SRC.replace(
                "return prices.reduce((sum, price) => sum + price, 0);",
                "let sum = 0;\n  for (const price of prices) sum += price;\n  return sum;",
            ),
            s.tests,
            nature="refactoring",
        ),
        s.case("readme", SRC, s.tests, files={"README.md": "# Shop\n"}, nature="documentation"),
        s.case("test renamed", FIXED, s.tests.replace("'total of nothing'", "'total of no prices'") + s.new),
        s.case("file renamed", FIXED, None, files={"test/shop.test.js": s.tests + s.new}),
        s.case(
            "error thrown",
            FIXED.replace(
                "  return (price", "  if (percent > 100) throw new RangeError('percent');\n  return (price"
            ),
            s.tests + s.new + s.test("too much", s.throws("discounted(1, 101)")),
        ),
        s.case(
            "async",
            FIXED.replace(
                "module.exports = { total",
                "async function fetchTotal(prices) {\n  return total(await prices);\n}\n\nmodule.exports = { fetchTotal, total",
            ),
            s.tests
            + s.new
            + "\ntest('fetch', async () => {\n  const { fetchTotal } = require('../src/prices');\n  "
            + s.equal("await fetchTotal(Promise.resolve([1, 2]))", 3)
            + ";\n});\n",
        ),
        s.case(
            "cli",
            FIXED,
            files={
                "bin/shop.js": "#!/usr/bin/env node\n'use strict';\n\nconst { total } = require('../src/prices');\n\nfunction main(argv) {\n  if (argv.length === 0) {\n    console.error('usage: shop PRICE...');\n    return 2;\n  }\n  console.log(total(argv.map(Number)));\n  return 0;\n}\n\nmodule.exports = { main };\nif (require.main === module) process.exit(main(process.argv.slice(2)));\n",
                "test/cli.test.js": s.head_with(
                    "const { spawnSync } = require('child_process');\nconst path = require('path');",
                )
                + s.test(
                    "cli",
                    "const done = spawnSync(process.execPath, [path.join(__dirname, '../bin/shop.js'), '1', '2'], { encoding: 'utf8' })",
                    s.equal("done.stdout", "'3\\n'"),
                    s.equal("done.status", 0),
                ),
            },
        ),
        s.case(
            "new script and keywords",
            FIXED,
            files={
                "package.json": s.package(scripts={"test": s.command, "lint": "eslint ."}, keywords=["shop"])
            },
        ),
        s.case(
            "class and describe",
            FIXED,
            files={
                "src/cart.js": "'use strict';\n\nclass Cart {\n  #items = [];\n\n  add(price) {\n    this.#items.push(price);\n    return this;\n  }\n\n  get size() {\n    return this.#items.length;\n  }\n}\n\nmodule.exports = { Cart };\n",
                "test/cart.test.js": s.head_with(
                    "const { Cart } = require('../src/cart');",
                ).replace("{ test }", "{ describe, test }")
                + "\ndescribe('Cart', () => {"
                + s.test("is empty at first", s.equal("new Cart().size", 0))
                + s.test("grows", s.equal("new Cart().add(1).add(2).size", 2))
                + "});\n",
            },
        ),
        s.case(
            "fixture file",
            FIXED,
            files={
                "test/fixtures/prices.json": "[200, 10, 180]\n",
                "test/data.test.js": s.head
                + s.test(
                    "data",
                    "const [price, percent, expected] = require('./fixtures/prices.json')",
                    s.equal("discounted(price, percent)", "expected"),
                ),
            },
        ),
        s.case(
            "environment",
            FIXED.replace(
                "module.exports = { total",
                "function currency() {\n  return process.env.SHOP_CURRENCY || 'EUR';\n}\n\nmodule.exports = { currency, total",
            ),
            s.tests
            + s.new
            + s.test(
                "currency",
                "process.env.SHOP_CURRENCY = 'CHF'",
                s.equal("require('../src/prices').currency()", "'CHF'"),
                "delete process.env.SHOP_CURRENCY",
                s.equal("require('../src/prices').currency()", "'EUR'"),
            ),
        ),
        s.case(
            "changed by request",
            FIXED.replace(", 0);", ", 0) || null;"),
            s.tests.replace(s.equal("total([])", 0), s.equal("total([])", "null")) + s.new,
            cbr=("test/prices.test.js::total of nothing",),
        ),
        s.case(
            "wrapped in describe",
            FIXED,
            s.head + "describe('prices', () => {\n" + s.tests[len(s.head) :] + "});\n" + s.new
            if s.runner != "node:test"
            else s.head.replace("{ test }", "{ describe, test }")
            + "describe('prices', () => {\n"
            + s.tests[len(s.head) :]
            + "});\n"
            + s.new,
        ),
        s.case(
            "server start guarded",
            FIXED,
            files={
                "src/server.js": "'use strict';\n\nconst http = require('http');\nconst { total } = require('./prices');\n\nfunction createApp() {\n  return http.createServer((request, response) => {\n    response.setHeader('content-type', 'application/json');\n    response.end(JSON.stringify({ total: total([1, 2]) }));\n  });\n}\n\nif (process.env.NODE_ENV !== 'test' && require.main === module) {\n  createApp().listen(process.env.PORT || 3000);\n}\n\nmodule.exports = { createApp };\n",
                "test/server.test.js": s.head_with(
                    "const { createApp } = require('../src/server');",
                )
                + "\ntest('answers', async () => {\n  const server = createApp().listen(0, '127.0.0.1');\n  await new Promise((resolve) => server.once('listening', resolve));\n  const { port } = server.address();\n  const text = await new Promise((resolve) => require('http').get({ port, host: '127.0.0.1' }, (r) => { let s = ''; r.on('data', (d) => (s += d)); r.on('end', () => resolve(s)); }));\n  "
                + s.equal("JSON.parse(text).total", 3)
                + ";\n  server.close();\n});\n",
            },
        ),
        s.case(
            "test moved to a folder",
            FIXED,
            None,
            files={"test/unit/prices.test.js": s.tests.replace("../src", "../../src") + s.new},
        )
        if s.runner != "mocha"
        else s.case("second fix", FIXED),
        s.case(
            "lookup table",
            FIXED.replace(
                "module.exports = { total",
                "const SYMBOLS = { EUR: '€', CHF: 'Fr', USD: '$' };\n\nfunction symbol(code) {\n  return SYMBOLS[code] || code;\n}\n\nmodule.exports = { symbol, total",
            ),
            s.tests
            + s.new
            + s.test(
                "symbol",
                s.equal("require('../src/prices').symbol('EUR')", "'€'"),
                s.equal("require('../src/prices').symbol('XXX')", "'XXX'"),
            ),
        ),
    ]
