"""What must be verified in the repositories of ``javascript_styles``."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.javascript_styles import ANSWER, ASKED, Style
from tests.integration.proving import Case


def honest(s: Style) -> list[Case]:
    """What must be verified."""
    return [*plain(s), *larger(s), *arranged(s), *surroundings(s)]


def plain(s: Style) -> list[Case]:
    """A fix, a refactoring, words."""
    new = s.punctuation
    return [
        s.case("fix and test", s.fixed),
        s.case("fix with no last line's end", s.fixed.rstrip(), s.file(new).rstrip()),
        s.case(
            "words only",
            None,
            s.tests,
            nature="documentation",
            files={"README.md": "# Text\n\nMakes slugs. Never calls process.exit().\n"},
        ),
        s.case(
            "refactoring",
            s.broken.replace(
                "text.split(' ').filter(Boolean)", "text.split(' ').filter((word) => word !== '')"
            ),
            s.tests,
            nature="refactoring",
        ),
        s.case(
            "commented",
            s.fixed.replace(
                "export function slug",
                "// jest and node:test both cover this; see NODE_ENV in the README.\nexport function slug",
            ),
            s.file("  // eslint-disable-next-line no-undef\n" + new),
        ),
        s.case(
            "assertion added to an old test",
            s.fixed,
            s.file(new).replace(
                "'go')", "'go');\n    " + s.equal("slug('Go!')", "'go'").rstrip(")") + ")", 1
            ),
        ),
        s.case(
            "by request",
            s.fixed.replace(".join('-')", ".join('_')"),
            s.file(s.it("drops punctuation", s.equal(f"slug({ASKED})", "'rock_roll'"))).replace(
                "'hello-world'", "'hello_world'"
            ),
            cbr=(f"{s.tests_path}::slug::joins words",),
        ),
    ]


def larger(s: Style) -> list[Case]:
    """Features with modules of their own."""
    mocks = {"jest": "jest.fn", "vitest": "vi.fn", "node:test": "mock.fn"}
    taken = {
        "vitest": s.imports.replace("it }", "it, vi }"),
        "node:test": s.imports.replace("it }", "it, mock }"),
    }
    spied = f"const spy = {mocks[s.runner]}()" if s.runner in mocks else "const calls = []"
    called = {"node:test": "spy.mock.callCount()", "mocha": "calls.length"}.get(
        s.runner, "spy.mock.calls.length"
    )
    listener = "spy" if s.runner in mocks else "(value) => calls.push(value)"
    ms = "import ms from 'ms';\n\nexport function seconds(duration) {\n  return ms(duration) / 1000;\n}\n"
    return [
        s.case(
            "a class and its errors",
            None,
            s.tests,
            files={
                s.beside("stack"): s.module(
                    "export class EmptyError extends Error {\n  constructor() {\n    super('the stack is empty');\n    this.name = 'EmptyError';\n    Error.captureStackTrace?.(this, EmptyError);\n  }\n}\n\nexport class Stack {\n  #items = [];\n\n  push(item) {\n    this.#items.push(item);\n    return this.#items.length;\n  }\n\n  pop() {\n    if (this.#items.length === 0) throw new EmptyError();\n    return this.#items.pop();\n  }\n}\n"
                ),
                s.test_beside("stack"): s.imports
                + s.get("{ EmptyError, Stack }", "stack")
                + s.suite(
                    "Stack",
                    s.it(
                        "gives back the last",
                        "const stack = new Stack()",
                        "stack.push(1)",
                        "stack.push(2)",
                        s.equal("stack.pop()", "2"),
                    ),
                    s.it("is empty at first", s.throws("new Stack().pop()", "EmptyError")),
                ),
            },
        ),
        s.case(
            "a table",
            None,
            s.tests,
            files={
                s.beside("status"): s.module(
                    "const NAMES = {\n  200: 'OK',\n  201: 'Created',\n  404: 'Not Found',\n  500: 'Internal Server Error',\n};\n\nexport function status(code) {\n  return NAMES[code] ?? 'Unknown';\n}\n"
                ),
                s.test_beside("status"): s.imports
                + s.get("{ status }", "status")
                + s.suite(
                    "status",
                    s.it(
                        "names codes", s.equal("status(200)", "'OK'"), s.equal("status(404)", "'Not Found'")
                    ),
                    s.it("does not know others", s.equal("status(999)", "'Unknown'")),
                ),
            },
        ),
        s.case(
            "waits",
            None,
            s.tests,
            files={
                s.beside("retry"): s.module(
                    "export async function retry(work, times) {\n  for (let left = times; ; left -= 1) {\n    try {\n      return await work();\n    } catch (error) {\n      if (left <= 1) throw error;\n    }\n  }\n}\n"
                ),
                s.test_beside("retry"): s.imports
                + s.get("{ retry }", "retry")
                + s.suite(
                    "retry",
                    s.it(
                        "tries again",
                        "let calls = 0",
                        "const result = await retry(async () => {\n      calls += 1;\n      if (calls < 3) throw new Error('not yet');\n      return calls;\n    }, 5)",
                        s.equal("result", "3"),
                        asynchronous=True,
                    ),
                    s.it(
                        "gives up",
                        "let error",
                        "try {\n      await retry(() => Promise.reject(new Error('never')), 2);\n    } catch (caught) {\n      error = caught;\n    }",
                        s.equal("error.message", "'never'"),
                        asynchronous=True,
                    ),
                ),
            },
        ),
        s.case(
            "calls back",
            None,
            s.tests,
            files={
                s.beside("bus"): s.module(
                    "import { EventEmitter } from 'node:events';\n\nexport class Bus extends EventEmitter {\n  tell(value) {\n    this.emit('told', value);\n    return this;\n  }\n}\n"
                ),
                s.test_beside("bus"): taken.get(s.runner, s.imports)
                + s.get("{ Bus }", "bus")
                + s.suite(
                    "Bus",
                    s.it(
                        "tells each listener",
                        spied,
                        f"new Bus().on('told', {listener}).tell(1).tell(2)",
                        s.equal(called, "2"),
                    ),
                ),
            },
        ),
        s.case(
            "a timer",
            None,
            s.tests,
            files={
                s.beside("later"): s.module(
                    "export function later(work, milliseconds) {\n  return new Promise((resolve, reject) => {\n    setTimeout(() => {\n      try {\n        resolve(work());\n      } catch (error) {\n        reject(error);\n      }\n    }, milliseconds);\n  });\n}\n"
                ),
                s.test_beside("later"): s.imports
                + s.get("{ later }", "later")
                + s.suite(
                    "later",
                    s.it("gives the result", s.equal("await later(() => 7, 5)", "7"), asynchronous=True),
                    s.it(
                        "passes the error on",
                        "const message = await later(() => { throw new Error('no'); }, 1).catch((error) => error.message)",
                        s.equal("message", "'no'"),
                        asynchronous=True,
                    ),
                ),
            },
        ),
        s.case(
            "files",
            None,
            s.tests,
            files={
                s.beside("store"): s.module(
                    "import { existsSync, readFileSync, writeFileSync } from 'node:fs';\n\nexport function load(path) {\n  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};\n}\n\nexport function save(path, value) {\n  writeFileSync(path, JSON.stringify(value));\n}\n"
                ),
                s.test_beside("store"): s.imports
                + s.builtin("{ mkdtempSync, rmSync }", "fs")
                + s.builtin("{ tmpdir }", "os")
                + s.builtin("{ join }", "path")
                + s.get("{ load, save }", "store")
                + s.suite(
                    "store",
                    s.it(
                        "keeps a value",
                        "const folder = mkdtempSync(join(tmpdir(), 'store-'))",
                        "try {\n      save(join(folder, 'a.json'), { a: 1 });\n      "
                        + s.same("load(join(folder, 'a.json'))", "{ a: 1 }")
                        + ";\n    } finally {\n      rmSync(folder, { recursive: true });\n    }",
                    ),
                    s.it("has nothing at first", s.same("load('/nowhere/a.json')", "{}")),
                ),
            },
        ),
        s.case(
            "a server that ends well",
            None,
            s.tests,
            files={
                s.beside("server"): s.module(
                    "import { createServer } from 'node:http';\n\nexport function makeServer(log) {\n  const server = createServer((request, response) => {\n    if (process.env.NODE_ENV === 'production') log(request.url);\n    response.statusCode = request.url === '/health' ? 200 : 404;\n    response.end();\n  });\n  process.once('SIGTERM', () => server.close(() => process.exit(0)));\n  return server;\n}\n"
                ),
                s.test_beside("server"): s.imports
                + s.get("{ makeServer }", "server")
                + s.suite(
                    "server",
                    s.it(
                        "is healthy",
                        "const server = makeServer(() => {})",
                        "await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))",
                        "const url = `http://127.0.0.1:${server.address().port}`",
                        "try {\n      "
                        + s.equal("(await fetch(url + '/health')).status", "200")
                        + ";\n      "
                        + s.equal("(await fetch(url + '/x')).status", "404")
                        + ";\n    } finally {\n      server.closeAllConnections();\n      server.close();\n    }",
                        asynchronous=True,
                    ),
                ),
            },
        ),
        s.case(
            "a program",
            None,
            s.tests,
            files={
                "bin/slug.mjs": "#!/usr/bin/env node\nimport { argv, stdin } from 'node:process';\n\nif (argv.length < 3) {\n  console.error('usage: slug TITLE');\n  process.exit(2);\n}\nconsole.log(argv.slice(2).join(' ').toLowerCase().replaceAll(' ', '-'));\nif (argv[2] === '--wait') stdin.resume();\n",
                s.test_beside("program"): s.imports
                + s.builtin("{ spawnSync }", "child_process")
                + s.suite(
                    "program",
                    s.it(
                        "prints",
                        "const done = spawnSync(process.execPath, ['bin/slug.mjs', 'Hello', 'You'], { encoding: 'utf8' })",
                        s.equal("done.stdout", "'hello-you\\n'"),
                        s.equal("done.status", "0"),
                    ),
                    s.it(
                        "wants a title", s.equal("spawnSync(process.execPath, ['bin/slug.mjs']).status", "2")
                    ),
                ),
            },
        ),
        s.case(
            "a guarded main",
            None,
            s.tests,
            files={
                s.beside("main"): s.module(
                    "import { pathToFileURL } from 'node:url';\n\nexport function main(words) {\n  return words.join(' ').trim();\n}\n"
                )
                + (
                    "\nif (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {\n  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;\n}\n"
                    if s.esm
                    else "\nif (require.main === module) {\n  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;\n}\n"
                ),
                s.test_beside("main"): s.imports
                + s.get("{ main }", "main")
                + s.suite("main", s.it("joins", s.equal("main(['a', 'b '])", "'a b'"))),
            },
        ),
        s.case(
            "a dependency",
            None,
            s.tests,
            files={
                "package.json": s.package(dependencies={"ms": "^2.1.3"}),
                s.beside("seconds"): s.module(ms),
                s.test_beside("seconds"): s.imports
                + s.get("{ seconds }", "seconds")
                + s.suite("seconds", s.it("reads minutes", s.equal("seconds('2m')", "120"))),
            },
        ),
    ]


def arranged(s: Style) -> list[Case]:
    """Tests moved, split, nested and made of tables."""
    table = (
        "  for (const [title, expected] of [\n    ['A, B', 'a-b'],\n    ['C++ & D', 'c-d'],\n  ]) {\n    it(`makes a slug of ${title}`, () => {\n      "
        + s.equal("slug(title)", "expected")
        + ";\n    });\n  }\n"
    )
    made = [
        s.case(
            "tests split into two files",
            s.fixed,
            s.head + s.suite("slug", s.joins, s.keeps, s.punctuation),
            files={s.test_beside("words"): s.head + s.suite("words", s.drops)},
        ),
        s.case(
            "a level more",
            s.fixed,
            s.head
            + "\ndescribe('text', () => {"
            + s.suite("slug", s.joins, s.keeps, s.punctuation)
            + s.suite("words", s.drops)
            + "});\n",
        ),
        s.case("a table of tests", s.fixed, s.file(table)),
        s.case(
            "renamed tests",
            s.fixed,
            s.file(s.punctuation).replace("keeps one word", "leaves a single word alone"),
        ),
        s.case(
            "hooks and a helper",
            s.fixed,
            s.head
            + "\ndescribe('punctuation', () => {\n  let titles;\n\n  beforeEach(() => {\n    titles = ['Rock!', 'Roll?'];\n  });\n\n"
            + s.it("is dropped", s.same("titles.map(slug)", "['rock', 'roll']"))
            + "});\n"
            + s.file().removeprefix(s.head)
            if s.runner in ("jest", "mocha")
            else s.head.replace("{ describe", "{ beforeEach, describe")
            + "\ndescribe('punctuation', () => {\n  let titles;\n\n  beforeEach(() => {\n    titles = ['Rock!', 'Roll?'];\n  });\n\n"
            + s.it("is dropped", s.same("titles.map(slug)", "['rock', 'roll']"))
            + "});\n"
            + s.file().removeprefix(s.head),
        ),
        s.case(
            "a full disk",  # which the runner's own report must not meet
            s.fixed,
            s.builtin("fs", "fs")
            + s.file(
                s.it(
                    "drops it, whatever can be written",
                    "const { writeFileSync } = fs",
                    "fs.writeFileSync = () => { throw new Error('no space left'); }",
                    "setImmediate(() => { fs.writeFileSync = writeFileSync; })"
                    if s.runner == "jest"
                    else "void writeFileSync",
                    s.equal("slug('So, what?')", "'so-what'"),
                )
            ),
        ),
        s.case(
            "data beside the tests",
            s.fixed,
            s.builtin("{ readFileSync }", "fs")
            + s.file(
                s.it(
                    "drops what the file says",
                    f"const {{ title, slug: expected }} = JSON.parse(readFileSync('{s.tests_path.rpartition('/')[0]}/fixtures/title.json', 'utf8'))",
                    s.equal("slug(title)", "expected"),
                )
            ),
            files={
                f"{s.tests_path.rpartition('/')[0]}/fixtures/title.json": '{"title": "So, what?", "slug": "so-what"}\n'
            },
        ),
    ]
    each = {"jest": "it.each", "vitest": "it.each"}.get(s.runner)
    if each:
        made.append(
            s.case(
                "it.each",
                s.fixed,
                s.file(
                    f"  {each}([\n    ['A, B', 'a-b'],\n    ['C & D', 'c-d'],\n  ])('makes a slug of %s', (title, expected) => {{\n    {s.equal('slug(title)', 'expected')};\n  }});\n"
                ),
            )
        )
        made.append(
            s.case(
                "a snapshot",
                s.fixed,
                s.file(
                    s.it(
                        "drops punctuation",
                        f"expect(slug({ASKED})).toMatchInlineSnapshot(`{chr(34)}rock-roll{chr(34)}`)",
                    )
                ),
            )
        )
    if s.runner == "node:test":
        made.append(
            s.case(
                "subtests",
                s.fixed,
                s.file(
                    "  it('drops', async (t) => {\n    await t.test('commas', () => {\n      assert.strictEqual(slug('A, B'), 'a-b');\n    });\n    await t.test('dots', () => {\n      assert.strictEqual(slug('A. B'), 'a-b');\n    });\n  });\n"
                ),
            )
        )
        made.append(
            s.case(
                "flat tests",
                s.fixed,
                s.file().replace("{ describe, it }", "test, { describe, it }")
                + f"\ntest('drops punctuation', () => {{\n  {s.equal(f'slug({ASKED})', ANSWER)};\n}});\n",
            )
        )
    if s.runner == "jest":
        made.append(
            s.case(
                "a mocked dependency",
                None,
                s.tests,
                files={
                    "src/send.js": "const mailer = require('./mailer');\n\nexports.send = (to) => mailer.deliver(to, 'hello');\n",
                    "src/mailer.js": "exports.deliver = () => {\n  throw new Error('no network');\n};\n",
                    "__tests__/send.js": "jest.mock('../src/mailer');\nconst mailer = require('../src/mailer');\nconst { send } = require('../src/send');\n\ntest('sends', () => {\n  mailer.deliver.mockReturnValue('sent');\n  expect(send('a')).toBe('sent');\n  expect(mailer.deliver).toHaveBeenCalledWith('a', 'hello');\n});\n",
                },
            )
        )
        made.append(
            s.case(
                "fake timers",
                s.fixed,
                s.file(
                    s.punctuation,
                    "  it('waits', () => {\n    jest.useFakeTimers();\n    const done = jest.fn();\n    setTimeout(() => done(slug('A!')), 1000);\n    jest.advanceTimersByTime(1000);\n    expect(done).toHaveBeenCalledWith('a');\n    jest.useRealTimers();\n  });\n",
                ),
            )
        )
    return made


def surroundings(s: Style) -> list[Case]:
    """Settings and files beside the sources that honest work adds."""
    return [
        s.case(
            "scripts that check",
            s.fixed,
            files={
                "package.json": s.package(
                    scripts={
                        "test": s.command,
                        "test:watch": f"{s.command} --watch",
                        "lint": "eslint .",
                        "build": "tsc",
                    }
                )
            },
        ),
        s.case(
            "what is published",
            s.fixed,
            files={
                "package.json": s.package(
                    description="Text", files=["src"], main=s.source, engines={"node": ">=18"}, license="MIT"
                )
            },
        ),
        s.case(
            "a linter's settings",
            s.fixed,
            files={
                "eslint.config.mjs": "export default [{ rules: { 'no-unused-vars': 'error' } }];\n",
                ".prettierrc": '{"singleQuote": true}\n',
                ".editorconfig": "root = true\n",
            },
        ),
        s.case("an ignore file", s.fixed, files={".gitignore": "node_modules/\ncoverage/\n"}),
    ]
