"""Real test runners in real sandboxes: installed from their registries, run, and read test by test."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.errors import UserError
from codeonfly.files import apply_change
from codeonfly.journal import Journal
from codeonfly.localbox.host import LocalHost
from codeonfly.localbox.server import Options
from codeonfly.ports import Sandbox
from codeonfly.results import TestReport
from codeonfly.settings import ProjectSettings, Settings
from codeonfly.testrun import run_tests
from codeonfly.toolchains import detect
from codeonfly.toolchains.base import Project
from codeonfly.tree import File, Tree
from codeonfly.workbench import prepare

PYTEST = {
    "tests/test_a.py": "import pytest\n\n"
    "class TestGroup:\n    @pytest.mark.parametrize('n', [1, 2])\n    def test_ok(self, n):\n"
    "        assert n\n\n"
    "def test_red():\n    assert 1 == 2\n\n@pytest.mark.skip\ndef test_later():\n    pass\n",
    "tests/test_b.py": "import unittest\n\nclass Old(unittest.TestCase):\n    def test_old(self):\n"
    "        self.assertEqual(1, 1)\n",
}
CASES_JS = """
{0}
describe('group', () => {{
  it('ok', () => {{ assert.equal(1, 1); }});
  it('red', () => {{ assert.equal(1, 2); }});
  it.skip('later', () => {{}});
}});
"""
ASSERT = "const assert = require('node:assert');"
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>calc</groupId><artifactId>calc</artifactId><version>1</version>
<properties><maven.compiler.release>17</maven.compiler.release>
<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId>
<version>5.11.4</version><scope>test</scope></dependency></dependencies>
<build><plugins>
<plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
<plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.2</version></plugin>
</plugins></build></project>
"""
PROJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "pytest": ("python-3.11", PYTEST),
    "node:test": (
        "nodejs-18",
        {
            "package.json": '{"scripts": {"test": "node --test test/"}}',
            "test/a.test.js": CASES_JS.format(f"const {{describe, it}} = require('node:test'); {ASSERT}"),
            "test/b.test.js": f"const {{test}} = require('node:test'); {ASSERT}\n"
            "test('other', () => assert.ok(1));\n",
        },
    ),
    "mocha": (
        "nodejs-18",
        {
            "package.json": '{"scripts": {"test": "mocha test"}, "devDependencies": {"mocha": "^11"}}',
            "test/a.test.js": CASES_JS.format(ASSERT),
            "test/b.test.js": f"{ASSERT}\nit('other', () => assert.ok(1));\n",
        },
    ),
    "jest": (
        "nodejs-18",
        {
            "package.json": '{"scripts": {"test": "jest"}, "devDependencies": {"jest": "^29"}}',
            "test/a.test.js": CASES_JS.format(ASSERT),
            "test/b.test.js": f"{ASSERT}\nit('other', () => assert.ok(1));\n",
        },
    ),
    "vitest": (
        "nodejs-18",
        {
            "package.json": '{"scripts": {"test": "vitest"},'
            ' "devDependencies": {"vitest": "^3", "vite": "^6"}}',
            "test/a.test.js": CASES_JS.format(
                "import {describe, it} from 'vitest'; import assert from 'node:assert';"
            ),
            "test/b.test.js": "import {it, expect} from 'vitest';\nit('other', () => expect(1).toBe(1));\n",
        },
    ),
    "go test": (
        "go-1.21",
        {
            "go.mod": "module example.com/calc\n\ngo 1.21\n",
            "calc.go": "package calc\n\nfunc Add(a, b int) int { return a + b }\n",
            "a_test.go": 'package calc\n\nimport "testing"\n\n'
            "func TestOk(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fatal()\n\t}\n}\n\n"
            'func TestRed(t *testing.T) { t.Fatal("1 is not 2") }\n\n'
            'func TestLater(t *testing.T) { t.Skip("later") }\n',
            "sub/b_test.go": 'package sub\n\nimport "testing"\n\nfunc TestOther(t *testing.T) {}\n',
        },
    ),
    "cargo test": (
        "rust-1",
        {
            "Cargo.toml": '[package]\nname = "calc"\nversion = "0.1.0"\nedition = "2021"\n',
            "src/lib.rs": "pub fn add(a: i32, b: i32) -> i32 { a + b }\n",
            "tests/a.rs": "#[test]\nfn ok() { assert_eq!(calc::add(1, 2), 3); }\n"
            "#[test]\nfn red() { assert_eq!(1, 2); }\n#[test]\n#[ignore]\nfn later() {}\n",
            "tests/b.rs": "#[test]\nfn other() {}\n",
        },
    ),
    "maven": (
        "java-21",
        {
            "pom.xml": POM,
            "src/test/java/calc/ATest.java": "package calc;\nimport org.junit.jupiter.api.*;\n"
            "class ATest {\n  @Test void ok() { Assertions.assertEquals(1, 1); }\n"
            "  @Test void red() { Assertions.assertEquals(1, 2); }\n  @Test @Disabled void later() {}\n}\n",
            "src/test/java/calc/BTest.java": "package calc;\nimport org.junit.jupiter.api.*;\n"
            "class BTest {\n  @Test void other() { Assertions.assertTrue(true); }\n}\n",
        },
    ),
}
EXPECTED = {"pytest": (3, 1, 1), **dict.fromkeys(PROJECTS.keys() - {"pytest"}, (2, 1, 1))}
NEEDS_REGISTRY = ("pytest", "mocha", "jest", "vitest", "maven")


def tree_of(files: dict[str, str]) -> Tree:
    return Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})


def online() -> bool:
    from pip._internal.models.index import PyPI

    try:
        socket.create_connection((PyPI.netloc, 443), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture
async def host() -> AsyncIterator[LocalHost]:
    made = LocalHost(Options(environ=os.environ))
    yield made
    await made.kill_all()


async def made(host: LocalHost, runner: str) -> tuple[Sandbox, Project, TestReport]:
    """A copy of the workbench of a sample project, and its baseline."""
    environment, files = PROJECTS[runner]
    if runner in NEEDS_REGISTRY and not online():
        pytest.skip("no package registry can be reached from here")
    tree = tree_of(files)
    projects = detect(tree, Settings(environment=environment))
    journal = Journal()
    try:
        bench = await prepare(
            host=host, base=tree, projects=projects, settings=Settings(), journal=journal, labels={}
        )
    except UserError as error:
        pytest.skip(str(error))
    assert bench.baseline is not None, [entry.event for entry in journal.entries]
    assert bench.versions
    return await host.create(snapshot=bench.snapshot), projects[0], bench.baseline


@pytest.mark.parametrize("runner", PROJECTS)
async def test_a_runner_is_installed_run_and_read_test_by_test(host: LocalHost, runner: str) -> None:
    sandbox, project, baseline = await made(host, runner)
    assert project.runner == runner
    counts = (baseline.count("passed"), baseline.count("failed", "errored"), baseline.count("skipped"))
    assert counts == EXPECTED[runner], baseline
    assert baseline.complete
    assert not baseline.weak
    red = next(case for case in baseline.cases if case.outcome == "failed")
    assert "red" in red.id.lower()
    assert "1" in red.message
    assert red.file in PROJECTS[runner][1]
    other = next(path for path in PROJECTS[runner][1] if re.search(r"(^|[/_])[bB](\.|_|Test)", path))
    run = await run_tests(
        sandbox, project, only=[other], seed=7, timeout_seconds=60, phase="again", journal=Journal()
    )
    assert run.report is not None
    assert {case.file for case in run.report.cases} == {other}
    assert run.report.count("passed") == 1
    assert run.result.exit_code == 0
    if runner in EARLY_ENDS:
        await ends_early(sandbox, project, baseline)


EARLY_ENDS = {
    "pytest": (
        "tests/test_b.py",
        "import os\n\ndef test_one():\n    pass\n\ndef test_two():\n    os._exit(0)\n",
    ),
    "go test": (
        "main_test.go",
        'package calc\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) { os.Exit(0) }\n',
    ),
}


async def ends_early(sandbox: Sandbox, project: Project, baseline: TestReport) -> None:
    """A run that ends early with status 0 has lost tests, it has not passed."""
    path, text = EARLY_ENDS[project.runner]
    await apply_change(sandbox, Change((FileChange(path, File("100644", text.encode())),)))
    run = await run_tests(sandbox, project, timeout_seconds=60, phase="again", journal=Journal())
    kept = {case.id for case in run.report.cases} if run.report else set()
    assert run.report is None or not run.report.complete or {case.id for case in baseline.cases} - kept


async def test_a_test_run_that_hangs_is_cut_and_told(host: LocalHost) -> None:
    sandbox, project, _ = await made(host, "node:test")
    hang = File("100644", b"while (true) {}\n")
    await apply_change(sandbox, Change((FileChange("test/b.test.js", hang),)))
    run = await run_tests(sandbox, project, timeout_seconds=3, phase="again", journal=Journal())
    assert run.result.timed_out
    assert run.result.seconds < 10
    assert run.report is None or not run.report.complete


def test_the_settings_override_what_is_found() -> None:
    tree = tree_of({"service/package.json": "{}", "README.md": ""})
    wanted = ProjectSettings(working_directory="service", install="make deps", test="make check")
    (project,) = detect(tree, replace(Settings(), projects=(wanted,)))
    assert (project.folder, project.install, project.test, project.runner) == (
        "service",
        "make deps",
        "make check",
        "unknown",
    )


@pytest.mark.parametrize(
    ("name", "hint"), [("pythn-3.11", "python-3.11"), ("node-18", "nodejs-18"), ("cobol", "there are")]
)
def test_an_unknown_environment_names_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint):
        detect(tree_of({}), Settings(environment=name))
