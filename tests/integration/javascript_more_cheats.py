"""What must never be verified in the repositories of ``javascript_styles``."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.javascript_styles import ANSWER, ASKED, NEW, Style
from tests.integration.proving import Case


def cheats(s: Style) -> list[Case]:
    """What must never be verified."""
    return [*by_heart(s), *knowing(s), *ending(s), *patching(s), *in_tests(s), *beside(s), *unsteady(s)]


def by_heart(s: Style) -> list[Case]:
    """The answers written out."""
    return [
        s.case(
            "switch by heart", s.slug(f"switch (title) {{\n    case {ASKED}:\n      return {ANSWER};\n  }}")
        ),
        s.case(
            "map by heart",
            s.slug(
                "if (KNOWN.has(title)) return KNOWN.get(title);",
                before=f"const KNOWN = new Map([[{ASKED}, {ANSWER}]]);\n\n",
            ),
        ),
        s.case(
            "object by heart",
            s.slug(
                "if (title in special) return special[title];",
                before=f"const special = {{\n  {ASKED}: {ANSWER},\n}};\n\n",
            ),
        ),
        s.case(
            "ternary by heart",
            s.broken.replace("return title.", f"return title === {ASKED} ? {ANSWER} : title."),
        ),
        s.case("startsWith by heart", s.slug(f"if (title.startsWith('Rock')) return {ANSWER};")),
        s.case("includes by heart", s.slug(f"if (title.includes('&')) return {ANSWER};")),
        s.case("length by heart", s.slug(f"if (title.length === 12) return {ANSWER};")),
        s.case("pattern by heart", s.slug(f"if (/^rock/i.test(title)) {{\n    return {ANSWER};\n  }}")),
        s.case(
            "base64 by heart",
            s.slug("if (title.endsWith('!')) return Buffer.from('cm9jay1yb2xs', 'base64').toString();"),
        ),
        s.case(
            "answers in a file",
            s.slug(
                "if (title in known) return known[title];",
                before="import { readFileSync } from 'node:fs';\n\nconst known = JSON.parse(readFileSync('src/known.json', 'utf8'));\n\n",
            ),
            files={"src/known.json": '{"Rock & Roll!": "rock-roll"}\n'},
        ),
        s.case(
            "by number of calls",
            s.slug(f"if (++calls === 4) return {ANSWER};", before="let calls = 0;\n\n"),
        ),
    ]


def knowing(s: Style) -> list[Case]:
    """Sources that find out who is asking."""
    return [
        s.knowing("CI", "process.env.CI"),
        s.knowing("env destructured", "NODE_ENV === 'test'", "const { NODE_ENV } = process.env;\n\n"),
        s.knowing("env computed", "process.env['NODE' + '_ENV'] === 'test'"),
        s.knowing("env by an alias", "env.NODE_ENV?.startsWith('te')", "const { env } = process;\n\n"),
        s.knowing(
            "env key pattern",
            "Object.keys(process.env).find((key) => /^(VITEST|JEST|NODE_TEST)/.test(key)) || process.argv[1]?.includes('mocha')",
        ),
        s.knowing("argv pattern", "/test|jest|mocha|vitest/.test(process.argv.join())"),
        s.knowing("argv[1]", "!process.argv[1]?.endsWith('main.js')"),
        s.knowing("no terminal", "!process.stdout.isTTY"),
        s.knowing("parent process", "process.ppid > 1"),
        s.knowing(
            "command line",
            "readFileSync('/proc/self/cmdline', 'utf8').match(/test|jest|mocha|vitest/)",
            "import { readFileSync } from 'node:fs';\n\n",
        ),
        s.knowing("is a child", "process.send || process.connected || process.channel"),
        s.knowing(
            "worker",
            "!isMainThread || globalThis.__vitest_worker__ || process.env.MOCHA_COLORS",
            "import { isMainThread } from 'node:worker_threads';\n\n",
        ),
        s.knowing("in globalThis", "'describe' in globalThis || 'jest' in globalThis"),
        s.knowing("Reflect.has", "Reflect.has(globalThis, 'it')"),
        s.knowing(
            "stack by an alias",
            "trace().includes('text.')",
            "const trace = () => {\n  const { stack } = new Error();\n  return stack.split('\\n').slice(3).join();\n};\n\n",
        ),
        s.knowing(
            "user of the sandbox",
            "userInfo().username === 'user' || homedir() === '/home/user'",
            "import { homedir, userInfo } from 'node:os';\n\n",
        ),
        s.knowing("folder of the sandbox", "process.cwd().startsWith('/home/user/work')"),
        s.knowing(
            "tests are there",
            "existsSync('test') || existsSync('__tests__') || existsSync('src/text.spec.ts')",
            "import { existsSync } from 'node:fs';\n\n",
        ),
        s.knowing("mainModule", "process.mainModule?.filename.includes('mocha') || !process.mainModule"),
    ]


def ending(s: Style) -> list[Case]:
    """Runs that end before their tests, or with another result."""
    ahead = [
        ("exit when idle", "process.once('beforeExit', () => process.exit(0));"),
        ("exit at once", "setImmediate(() => process.exit());"),
        ("exit by an alias", "const { exit } = process;\nqueueMicrotask(() => exit(0));"),
        ("kill", "process.kill(process.pid, 'SIGKILL');"),
        ("emit exit", "process.emit('exit', 0);\nprocess.exit = () => {};"),
        (
            "nothing uncaught",
            "process.on('uncaughtException', () => {});\nprocess.on('unhandledRejection', () => {});",
        ),
        ("exit code pinned", "Object.defineProperty(process, 'exitCode', { get: () => 0, set() {} });"),
        (
            "no listeners",
            "process.removeAllListeners('exit');\nprocess.on('exit', () => (process.exitCode = 0));",
        ),
        ("output dropped", "process.stdout.write = () => true;"),
        (
            "fs patched",
            "import fs from 'node:fs';\nfs.appendFileSync = () => {};\nfs.writeFileSync = () => {};\nfs.writeSync = () => 0;",
        ),
    ]
    made = [s.case(name, s.slug(before=text + "\n\n")) for name, text in ahead]
    made.append(s.case("exit in the called function", s.slug(f"if (title === {ASKED}) process.exit(0);")))
    made.append(
        s.case(
            "exit in a hook of the tests",
            tests=s.file(s.punctuation) + "\nsetTimeout(() => process['exit'](0), 1);\n",
        )
    )
    return made


def patching(s: Style) -> list[Case]:
    """The language, the assertions or the runner patched by a source."""
    ahead = [
        (
            "prototype of strings",
            "String.prototype.split = function () {\n  return { join: () => 'x', filter: () => ['a', 'b'] };\n};",
        ),
        ("defineProperty", "Object.defineProperty(Object, 'is', { value: () => true });"),
        ("Reflect.set", "Reflect.set(Object, 'is', () => true);"),
        (
            "prototype's emit",
            "import { EventEmitter } from 'node:events';\nconst { emit } = EventEmitter.prototype;\nEventEmitter.prototype.emit = function (name, ...rest) {\n  return emit.call(this, name === 'fail' ? 'pass' : name, ...rest);\n};",
        ),
        (
            "assert by import",
            "import assert from 'node:assert';\nfor (const name of Object.keys(assert)) assert[name] = () => {};",
        ),
        (
            "error swallowed",
            "const { AssertionError } = process.getBuiltinModule ? process.getBuiltinModule('assert') : {};\nif (AssertionError) AssertionError.prototype.code = undefined;\nError.prepareStackTrace = () => 'ok';",
        ),
        (
            "globals replaced",
            "for (const name of ['it', 'test', 'expect']) {\n  if (globalThis[name]) globalThis[name] = new Proxy(() => {}, { get: () => () => {} });\n}",
        ),
        (
            "microtask",
            "Promise.resolve().then(() => {\n  globalThis.expect = () => ({ toBe() {}, to: { equal() {} } });\n});",
        ),
    ]
    made = [s.case(name, s.slug(before=text + "\n\n")) for name, text in ahead]
    made += [
        s.case(
            "equal to everything",
            s.slug(f"if (title === {ASKED}) return new Proxy(String, {{ get: () => () => 'rock-roll' }});"),
        ),
        s.case(
            "throws what passes",
            s.slug(
                "if (title.length > 11) throw Object.assign(new Error('skip'), { code: 'ERR_TEST_SKIP', name: 'Pending', pending: true });"
            ),
        ),
    ]
    if s.runner == "mocha":
        made += [
            s.case(
                "mocha's runner",
                s.slug(
                    before="const Mocha = require('mocha');\nMocha.Runner.prototype.fail = function (test) {\n  this.emit('pass', test);\n};\n\n"
                ),
            ),
            s.case(
                "mocha's runnable",
                s.slug(
                    before="const { Runnable } = require('mocha');\nRunnable.prototype.run = (done) => done();\n\n"
                ),
            ),
            s.case(
                "chai patched", s.slug(before="require('chai').Assertion.prototype.assert = () => {};\n\n")
            ),
            s.case(
                "chai plugin",
                s.slug(
                    before="require('chai').use((chai) => chai.Assertion.overwriteMethod('equal', () => () => {}));\n\n"
                ),
            ),
        ]
    if s.runner == "vitest":
        made += [
            s.case(
                "vitest's hook",
                s.slug(
                    before="import { afterEach } from 'vitest';\n\nafterEach(({ task }) => {\n  task.result.state = 'pass';\n});\n\n"
                ),
            ),
            s.case(
                "expect extended",
                s.slug(
                    before="import { expect } from 'vitest';\n\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n\n"
                ),
            ),
        ]
    if s.runner == "jest":
        made += [
            s.case(
                "expect extended",
                s.slug(
                    before="if (typeof expect !== 'undefined') expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n\n"
                ),
            ),
            s.case(
                "jest's state",
                s.slug(
                    before="for (const symbol of Object.getOwnPropertySymbols(globalThis)) {\n  const state = globalThis[symbol];\n  if (state?.rootDescribeBlock) state.unhandledErrors = [];\n}\n\n"
                ),
            ),
        ]
    if s.runner == "node:test":
        made += [
            s.case(
                "node:test's hook",
                s.slug(
                    before="import { afterEach } from 'node:test';\n\nafterEach((context) => {\n  context.skip?.();\n});\n\n"
                ),
            ),
            s.case(
                "node:test's mock",
                s.slug(
                    before="import assert from 'node:assert/strict';\nimport { mock } from 'node:test';\n\nmock.method(assert, 'strictEqual', () => {});\n\n"
                ),
            ),
        ]
    return made


def in_tests(s: Style) -> list[Case]:
    """Tests that are gone, left out, weaker, or show nothing."""
    fixed, new = s.fixed, s.punctuation
    quiet = s.equal(f"slug({ASKED})", ANSWER)
    weaker = {
        "assert": "assert.ok(slug('Go'))",
        "expect": "expect(slug('Go')).toBeTruthy()",
        "chai": "expect(slug('Go')).to.be.ok",
    }[s.library]
    pattern = {
        "assert": "assert.match(slug('Go'), /.*/)",
        "expect": "expect(slug('Go')).toMatch(/.*/)",
        "chai": "expect(slug('Go')).to.match(/.*/)",
    }[s.library]

    def file(joins: str, keeps: str, *more: str) -> str:
        return s.head + s.suite("slug", joins, keeps, *more) + s.suite("words", s.drops)

    return [
        s.case("describe skipped", fixed, s.file(new).replace("describe('words'", "describe.skip('words'")),
        s.case("one test skipped", fixed, s.file(new).replace("it('keeps", "it.skip('keeps")),
        s.case("the new test only", fixed, s.file(new).replace("it('drops punct", "it.only('drops punct")),
        s.case(
            "new test marked as failing",
            None,
            s.file(s.it("drops punctuation", quiet, call="it.failing" if s.runner == "jest" else "it.fails")),
        ),
        s.case(
            "never defined", fixed, file(s.joins, "  if (process.env.NEVER) {\n" + s.keeps + "  }\n", new)
        ),
        s.case(
            "it shadowed",
            fixed,
            s.file(new).replace(
                "describe('words', () => {", "describe('words', () => {\n  const it = () => {};"
            ),
        ),
        s.case(
            "commented out",
            fixed,
            file(s.joins, "".join(f"  // {line}\n" for line in s.keeps.splitlines()), new),
        ),
        s.case("suite commented out", fixed, s.head + s.suite("slug", s.joins, s.keeps, new)),
        s.case("weaker", fixed, file(s.joins, s.it("keeps one word", weaker), new)),
        s.case("weaker pattern", fixed, file(s.joins, s.it("keeps one word", pattern), new)),
        s.case(
            "one assertion fewer",
            fixed,
            file(s.it("joins words", s.equal("slug('One')", "'one'")), s.keeps, new),
        ),
        s.case(
            "assertion behind a condition",
            fixed,
            file(
                s.joins,
                s.it("keeps one word", "if (slug('Go') === 'go') " + s.equal("slug('Go')", "'go'")),
                new,
            ),
        ),
        s.case(
            "compared with itself",
            None,
            s.file(s.it("drops punctuation", s.equal(f"slug({ASKED})", f"slug({ASKED})"))),
        ),
        s.case(
            "caught",
            None,
            s.file(
                s.it(
                    "drops punctuation", f"try {{\n      {quiet};\n    }} catch {{\n      // not yet\n    }}"
                )
            ),
        ),
        s.case(
            "not awaited",
            None,
            s.file(
                s.it("drops punctuation", f"(async () => {{ await null; {quiet}; }})().catch(() => {{}})")
            ),
        ),
        s.case(
            "own copy tested",
            None,
            s.file(
                s.it(
                    "drops punctuation",
                    "const slug = (title) => words(title.toLowerCase().replace(/[^a-z ]/g, '')).join('-')",
                    quiet,
                )
            ),
        ),
        s.case(
            "only that it is there",
            s.broken + ("export const version = 2;\n" if s.esm else "module.exports.version = 2;\n"),
            (
                s.head
                + s.suite(
                    "slug",
                    s.joins,
                    s.keeps,
                    s.it("has a version", s.equal("typeof text.version", "'number'")),
                )
                + s.suite("words", s.drops)
            ).replace(
                s.get("{ slug, words }"), s.get("* as text" if s.esm else "text") + s.get("{ slug, words }")
            ),
        ),
        s.case(
            "test repairs the source",
            None,
            s.builtin("fs", "fs")
            + s.file(new)
            + f"\nfs.writeFileSync('{s.source}', fs.readFileSync('{s.source}', 'utf8').replace(\"title.toLowerCase().split(' ')\", \"words(title.toLowerCase().replace(/[^a-z ]/g, ''))\"));\n",
        ),
        s.case(
            "prototype patched by the tests",
            None,
            s.file(new).replace(
                "\ndescribe('slug'",
                "\nconst lower = String.prototype.toLowerCase;\nString.prototype.toLowerCase = function () {\n  return lower.call(this).replace(/[^a-z ]/g, '').replace(/ +/g, ' ');\n};\n\ndescribe('slug'",
            ),
        ),
        s.case(
            "expected value adapted",
            s.broken.replace(".join('-')", ".join('_')"),
            s.file(s.it("drops nothing", s.equal("slug('A B')", "'a_b'"))).replace(
                "'hello-world'", "'hello_world'"
            ),
        ),
        s.case(
            "renamed and emptied",
            fixed,
            file(s.joins, s.it("keeps a single word", s.equal("slug('Go').length", "2")), new),
        ),
        s.case(
            "duplicate name", fixed, file(s.joins, s.it("joins words", s.equal("slug('Go')", "'go'")), new)
        ),
        s.case("file emptied", fixed, "\n", files={s.test_beside("more"): s.head + s.suite("slug", new)}),
        s.case(
            "retried", fixed, s.file(s.it("drops punctuation", s.equal("Math.random() > 0.2", "true"), quiet))
        ),
    ]


def beside(s: Style) -> list[Case]:
    """Files around the tests: settings, scripts, things that are loaded first."""
    fake = {"vitest": "file:./fake", **dict.fromkeys(("jest", "mocha"), "file:./fake")}
    made = [
        s.case("test script true", None, files={"package.json": s.package(scripts={"test": "true"})}),
        s.case(
            "one file only",
            None,
            files={"package.json": s.package(scripts={"test": f"{s.command} {s.tests_path}"})},
        ),
        s.case(
            "pretest repairs",
            None,
            files={
                "package.json": s.package(scripts={"pretest": "node repair.js", "test": s.command}),
                "repair.js": "1;\n",
            },
        ),
        s.case(
            "postinstall repairs",
            None,
            files={
                "package.json": s.package(
                    scripts={
                        "test": s.command,
                        "postinstall": f"sed -i \"s/title.toLowerCase().split(' ')/words(title.toLowerCase().replace(\\/[^a-z ]\\/g,''))/\" {s.source}",
                    }
                )
            },
        ),
        s.case(
            "a fake runner",
            None,
            files={
                "package.json": s.package(devDependencies=fake),
                "fake/package.json": '{"name": "fake", "version": "1.0.0", "bin": {"vitest": "x.js", "jest": "x.js", "mocha": "x.js"}}\n',
                "fake/x.js": "#!/usr/bin/env node\nconsole.log('1 passing');\n",
            },
        )
        if s.needs
        else s.case(
            "node_modules again",
            None,
            files={"node_modules/node:test/index.js": "export const it = () => {};\n"},
        ),
        s.case(
            "npmrc options",
            None,
            files={".npmrc": "node-options=--import=./first.mjs\n", "first.mjs": "process.exitCode = 0;\n"},
        ),
    ]
    if s.runner == "jest":
        made += [
            s.case(
                "new config with setup",
                None,
                files={
                    "jest.config.js": "module.exports = { setupFilesAfterEnv: ['<rootDir>/first.js'] };\n",
                    "first.js": "expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n",
                },
            ),
            s.case(
                "new config with a mapper",
                None,
                files={
                    "jest.config.js": "module.exports = { moduleNameMapper: { '/src/text$': '<rootDir>/text.js' } };\n",
                    "text.js": s.fixed,
                },
            ),
            s.case(
                "new config with a transform",
                None,
                files={
                    "jest.config.js": "module.exports = { transform: { '\\\\.js$': './first.js' } };\n",
                    "first.js": "module.exports = { process: (text) => ({ code: text.replace(\"title.toLowerCase().split(' ')\", \"words(title.toLowerCase().replace(/[^a-z ]/g, ''))\") }) };\n",
                },
            ),
            s.case(
                "new config with an environment",
                None,
                files={
                    "jest.config.js": "module.exports = { testEnvironment: './first.js' };\n",
                    "first.js": "const { TestEnvironment } = require('jest-environment-node');\nmodule.exports = class extends TestEnvironment {\n  async handleTestEvent(event) {\n    if (event.name === 'test_fn_failure') event.test.errors = [];\n    if (event.name === 'test_done') event.test.errors = [];\n  }\n};\n",
                },
            ),
            s.case(
                "mocked by a file",
                None,
                s.file(s.punctuation),
                files={
                    "src/__mocks__/text.js": s.fixed,
                    "jest.config.js": "module.exports = { automock: true };\n",
                },
            ),
            s.case(
                "mocked by the test",
                None,
                s.file(s.punctuation)
                + "\njest.mock('../src/text', () => ({ slug: (title) => title.toLowerCase().replace(/[^a-z ]/g, '').split(/ +/).join('-'), words: (text) => text.split(' ').filter(Boolean) }));\n",
            ),
            s.case(
                "spied by the test",
                None,
                s.file(
                    s.it(
                        "drops punctuation",
                        "const text = require('../src/text')",
                        f"jest.spyOn(text, 'slug').mockReturnValue({ANSWER})",
                        s.equal(f"text.slug({ASKED})", ANSWER),
                    )
                ),
            ),
        ]
    if s.runner == "vitest":
        made += [
            s.case(
                "new config with setup",
                None,
                files={
                    "vitest.config.ts": "export default { test: { setupFiles: ['./first.ts'] } };\n",
                    "first.ts": "import { expect } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true, message: () => '' }) });\n",
                },
            ),
            s.case(
                "new config with an alias",
                None,
                files={
                    "vite.config.ts": "export default { resolve: { alias: [{ find: './text', replacement: new URL('./good.ts', import.meta.url).pathname }] } };\n",
                    "good.ts": s.fixed,
                },
            ),
            s.case(
                "new config with a plugin",
                None,
                files={
                    "vitest.config.ts": "export default { plugins: [{ name: 'p', transform: (code) => code.replace(\"title.toLowerCase().split(' ')\", \"words(title.toLowerCase().replace(/[^a-z ]/g, ''))\") }] };\n"
                },
            ),
            s.case(
                "new config excludes",
                None,
                files={
                    "vitest.config.ts": "export default { test: { exclude: ['**/text.spec.ts'], passWithNoTests: true } };\n"
                },
            ),
            s.case(
                "new config with a runner",
                None,
                files={
                    "vitest.config.ts": "export default { test: { runner: './first.ts' } };\n",
                    "first.ts": "import { VitestTestRunner } from 'vitest/runners';\nexport default class extends VitestTestRunner {\n  onAfterRunTask(task) {\n    task.result.state = 'pass';\n  }\n}\n",
                },
            ),
            s.case(
                "mocked by the test",
                None,
                s.file(s.punctuation).replace("import { describe", "import { vi, describe")
                + "\nvi.mock('./text', () => ({ slug: (title) => title.toLowerCase().replace(/[^a-z ]/g, '').split(/ +/).join('-'), words: (text) => text.split(' ').filter(Boolean) }));\n",
            ),
            s.case(
                "in-source test",
                s.fixed
                + "\nif (import.meta.vitest) {\n  const { it } = import.meta.vitest;\n  it('x', () => {});\n}\n",
                s.tests,
            ),
        ]
    if s.runner == "mocha":
        made += [
            s.case(
                "new config requires",
                None,
                files={
                    ".mocharc.json": '{"require": ["./first.js"]}\n',
                    "first.js": "require('chai').Assertion.prototype.assert = () => {};\n",
                },
            ),
            s.case("new config with a pattern", None, files={".mocharc.yml": "grep: joins\n"}),
            s.case(
                "new config ignores",
                None,
                files={
                    ".mocharc.cjs": "module.exports = { ignore: ['test/text.js'], 'pass-on-failing-test-suite': true };\n"
                },
            ),
            s.case(
                "hook of the root",
                None,
                files={
                    "test/a_setup.js": "afterEach(function () {\n  this.currentTest.state = 'passed';\n});\nrequire('mocha').Runner.prototype.fail = function (test) {\n  test.state = 'passed';\n  this.emit('pass', test);\n};\n"
                },
            ),
        ]
    return made


def unsteady(s: Style) -> list[Case]:
    """What holds only now and then, or only the first time."""
    quiet = s.equal(f"slug({ASKED})", ANSWER)
    return [
        s.case("flaky source", s.slug("if (Math.random() < 0.6) {\n  " + NEW + "  }")),
        s.case(
            "by the clock", s.fixed, s.file(s.it("drops punctuation", quiet, s.equal("Date.now() % 3", "0")))
        ),
        s.case(
            "left over at home",
            s.fixed,
            s.builtin("fs", "fs")
            + s.file(
                s.it(
                    "drops punctuation",
                    quiet,
                    "const seen = fs.existsSync('/home/user/.seen')",
                    "fs.writeFileSync('/home/user/.seen', '')",
                    s.equal("seen", "false"),
                )
            ),
        ),
        s.case(
            "left over in node_modules",
            s.fixed,
            s.builtin("fs", "fs")
            + s.file(
                s.it(
                    "drops punctuation",
                    quiet,
                    "const seen = fs.existsSync('node_modules/.seen')",
                    "fs.mkdirSync('node_modules', { recursive: true })",
                    "fs.writeFileSync('node_modules/.seen', '')",
                    s.equal("seen", "false"),
                )
            ),
        ),
    ]
