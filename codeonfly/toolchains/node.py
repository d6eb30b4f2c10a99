"""Node projects: the package manager of the lock file, and the runner that the test script names."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from codeonfly.results import TestReport
from codeonfly.toolchains import (
    bodies,
    node_again,
    node_canary,
    node_install,
    node_noting,
    node_script,
    stream,
    versions,
)
from codeonfly.toolchains.base import WORK, Project, TestPlan
from codeonfly.toolchains.node_stubs import TYPED
from codeonfly.tree import Tree

REPORTERS = {
    "jest": "cof_jest.cjs",
    "vitest": "cof_vitest.mjs",
    "mocha": "cof_mocha.cjs",
    "node:test": "cof_node_test.mjs",
}
_CONFIGURATION = re.compile(
    r"(package\.json|(jest|vitest|vite|babel)\.config\.\w+|vitest\.workspace\.\w+|\.mocharc(\.\w+)?"
    r"|(jest|vitest|test)[._-]?setup\.\w+|setup[._-]?tests?\.\w+|\.babelrc(\.\w+)?|\.c8rc(\.\w+)?|\.nycrc(\.\w+)?)$",
    re.IGNORECASE,
)
_TEST_NAME = re.compile(
    r".*[._-](test|spec)s?\.[cm]?[jt]sx?$|tests?\.[cm]?[jt]s$|test-.*\.[cm]?[jt]s$|.*\.snap$"
)
_TEST_FOLDERS = frozenset(
    ("test", "tests", "spec", "__tests__", "__snapshots__", "__mocks__", "__fixtures__")
)
# Options whose value is the next word, so that it is not taken for a file of tests.
_WITH_VALUE = frozenset(
    (
        *("-r", "--require", "--import", "--loader", "-c", "--config", "--timeout", "-t", "--ui", "--opts"),
        *("-p", "--project", "--file", "--extension", "--ext", "--ignore", "--exclude", "-s", "--slow", "-j"),
        *("--jobs", "--retries", "-g", "--grep", "-f", "--fgrep", "-C", "--conditions", "--tsconfig"),
        *("-O", "--reporter-option", "--reporter-options", "--test-name-pattern", "--test-concurrency"),
    )
)
_PROGRAM = re.compile(r"(?:^|/)(?:node|tsx|mocha|_mocha|ts-mocha)$|(?:^|/)node_modules/")
# A watcher never ends; other reporters of these two would take our place.
_WATCH = re.compile(r"\s--watch(?:All|-all)?(?:=\w+)?(?=\s|$)")
_MOCHAS_OWN = re.compile(r"\s(?:(?:-R|--reporter)(?:=|\s+)\S+|-w|-b|--bail)(?=\s|$)")
_PATTERN = re.compile(
    r"(?P<quote>['\"])(?P<pattern>[\w.@-][\w.@/-]*/[\w.@/{,}*?-]*\*[\w.@/{,}*?-]*)(?P=quote)"
)
_NODES_OWN = re.compile(
    # a threshold of coverage is meant for all tests on their own code
    r"\s(?:--test-reporter(?:-destination)?(?:=|\s+)\S+|--experimental-test-coverage"
    r"|--test-coverage-[\w-]+=\S+)(?=\s|$)"
)
# For packages that no longer run on our oldest: a newer one than they need might not be here.
_MODERN = "20"
TEST = re.compile(
    r"\b(?:test|it)\s*(?P<open>\()\s*(?P<quote>['\"`])(?P<name>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"
)
# runners that read TypeScript, and what makes Node read it
_COMPILES = re.compile(r"\b(?:vitest|jest|ts-node|tsx|esbuild|swc|jiti|sucrase|strip-types)\b|ts-node/")


class Node:
    """The toolchain of Node.js projects."""

    name = "node"

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """A project where there is a package.json; its test script decides the runner."""
        prefix = f"{folder}/" if folder else ""
        package = _json(tree.text(f"{prefix}package.json"))
        if package is None:
            return None
        script = node_script.resolved(package)
        runner = node_script.read(script).runner
        install = node_install.install(tree, folder, package)
        return Project(
            toolchain=self.name,
            runner=runner,
            folder=folder,
            environment=_environment(tree, folder, package),
            reason=f"{prefix}package.json is there, {_told_by(package)} {runner}",
            install=install.command,
            test=script or "node --test",
            ecosystems=install.ecosystems,
            manifests=tuple(
                prefix + name for name in ("package.json", *node_install.LOCKS) if prefix + name in tree.files
            ),
            envs={"NPM_CONFIG_UPDATE_NOTIFIER": "false"},  # its advice would hide why an install failed
        )

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """The project's own test script with our reporter; as it is where the runner is unknown."""
        files = [path.removeprefix(f"{project.folder}/") if project.folder else path for path in only]
        place = PurePosixPath(report).parent
        if project.runner == "vitest":
            # Node itself loads what is in a folder of this name; Vite would, but not from anywhere
            place = place / "node_modules"
        reporter = str(place / REPORTERS.get(project.runner, "none"))
        script = node_script.read(project.test)
        if any(TYPED.search(path) for path in files) and not _COMPILES.search(script.command):
            files = []  # what runs is compiled before, under another name
        plain = _WATCH.sub("", script.command)
        tests = _COMMANDS.get(project.runner, _unknown)(plain, reporter, report, files, seed)
        command = script.around(tests, some=bool(only)) if project.runner in _COMMANDS else project.test
        written = (
            {reporter: stream.reporter(REPORTERS[project.runner])} if project.runner in REPORTERS else {}
        )
        envs = {"CODE_ON_FLY_REPORT": report, "CI": "true", "NO_COLOR": "1", "FORCE_COLOR": "0"}
        return TestPlan(f"{_with_programs(project.folder)}; {command}", report, files=written, envs=envs)

    def plan_calls(
        self, project: Project, tree: Tree, *, report: str, calls: bytes | None
    ) -> TestPlan | None:
        """A run of the tests with sources that note; or of one more file of tests and no other."""
        if project.runner not in REPORTERS:
            return None
        if calls is None:
            written = node_noting.noting(tree, project.folder, self._is_aside)
            only = []
        else:
            token = f"cof{PurePosixPath(report).stem[:8]}"
            made = node_again.again(tree, project.folder, project.runner, calls, self.is_test, token)
            written = dict([made] if made is not None else ())
            only = list(written)
        if not written:
            return None
        plan = self.plan_tests(project, report=f"{report}.tests", only=only)
        return replace(
            plan,
            report=report,
            # the reporter takes its key, as in any run; nobody reads what it writes
            files={
                **plan.files,
                f"{report}.tests.key": b"0",
                **{f"{WORK}/{path}": text.encode() for path, text in written.items()},
            },
            envs={**plan.envs, "CODE_ON_FLY_CALLS": report},
        )

    def _is_aside(self, path: str) -> bool:
        return self.is_test(path) or self.is_test_configuration(path)

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        if project.runner in REPORTERS:
            return stream.read(data, project.runner, project.folder, key)
        return stream.weak(console, project.test)

    def canary(self, text: str, test: str, word: str, fresh: Collection[str] = ()) -> str | None:
        """One more test by the name that the file calls, and every test fails at once."""
        return node_canary.canary(text, word, fresh)

    def bodies(self, text: str) -> Mapping[str, str]:
        return {**bodies.of_tables(text), **bodies.of_blocks(text, TEST, quotes="'\"`")}

    def spliced(self, source: str, tests: str) -> str | None:
        return None

    def is_test(self, path: str) -> bool:
        parts = path.split("/")
        return bool(_TEST_NAME.fullmatch(parts[-1])) or bool(_TEST_FOLDERS & set(parts[:-1]))

    def is_test_configuration(self, path: str) -> bool:
        return bool(_CONFIGURATION.fullmatch(path.rpartition("/")[2]))

    def version_command(self, project: Project) -> str:
        told = "echo Node.js $(node --version)"
        if project.runner not in node_script.RUNNERS:
            return told
        read = (
            f"require(require.resolve('{project.runner}/package.json', {{paths: [process.cwd()]}})).version"
        )
        return f"{told}; node -p \"'{project.runner} ' + {read}\" 2>/dev/null"


def _with_programs(folder: str) -> str:
    """As npm does: the programs of the project's packages and of those of the folders above."""
    depth = folder.count("/") + 2 if folder else 1
    places = [f"$PWD/{'../' * up}node_modules/.bin" for up in range(depth)]
    return f'export PATH="{":".join(places)}:$PATH"'


def _jest(script: str, reporter: str, report: str, files: Sequence[str], seed: int | None) -> str:
    chosen = f" --runTestsByPath {_quoted(files)}" if files else ""
    # all failures are wanted, and what coverage is asked for is no test
    return f"{script} --ci --bail=0 --coverage=false --reporters=default --reporters={reporter}{chosen}"


def _vitest(script: str, reporter: str, report: str, files: Sequence[str], seed: int | None) -> str:
    shuffled = f" --sequence.shuffle --sequence.seed={seed}" if seed is not None else ""
    chosen = f" {_quoted(files)}" if files else ""
    script = re.sub(r"\s--bail(=|\s+)\d+", "", script)  # given twice, it is an error
    script = re.sub(r"(?<=vitest)\s+(?:watch|dev)(?=\s|$)|\s(?:-w|--ui)(?=\s|$)", "", script)
    options = "--run --bail=0 --coverage.enabled=false"
    return f"{script} {options} --reporter=default --reporter={reporter}{shuffled}{chosen}"


def _mocha(script: str, reporter: str, report: str, files: Sequence[str], seed: int | None) -> str:
    return f"{_for_files(_MOCHAS_OWN.sub('', script), files)} --no-bail --reporter {reporter}"


def _node_test(script: str, reporter: str, report: str, files: Sequence[str], seed: int | None) -> str:
    options = f"--test --test-reporter={reporter} --test-reporter-destination={report}"
    plain = re.sub(r"--test(?![\w-])", options, _for_files(_NODES_OWN.sub("", script), files), count=1)
    # Node reads patterns since version 21; before that the shell has to
    read = _PATTERN.sub(r"\g<pattern>", plain)
    return plain if read == plain else f"shopt -s globstar && {read}"


def _unknown(script: str, reporter: str, report: str, files: Sequence[str], seed: int | None) -> str:
    return script


_COMMANDS = {"jest": _jest, "vitest": _vitest, "mocha": _mocha, "node:test": _node_test}


def _for_files(script: str, files: Sequence[str]) -> str:
    """The script with these files instead of its own."""
    if not files:
        return script
    words = script.split()
    start = next((place for place, word in enumerate(words) if _PROGRAM.search(word)), 0) + 1
    kept = [
        word
        for before, word in zip(words[start - 1 :], words[start:], strict=False)
        if word.startswith("-") or before in _WITH_VALUE or "=" in word or _PROGRAM.search(word)
    ]
    return f"{' '.join((*words[:start], *kept))} {_quoted(files)}"


def _quoted(files: Sequence[str]) -> str:
    return " ".join(map(shlex.quote, files))


def _told_by(package: Mapping[str, Any]) -> str:
    scripts = package.get("scripts")
    has_one = isinstance(scripts, dict) and node_script.is_test(scripts.get("test"))
    return "its test script runs" if has_one else "which has no test script; tests run with"


def _environment(tree: Tree, folder: str, package: Mapping[str, Any]) -> str:
    """By package.json's engines, or the file of nvm and others, and by what its packages need at least."""
    engines = package.get("engines")
    asked = engines.get("node") if isinstance(engines, dict) else None
    own = asked if isinstance(asked, str) else versions.told(tree, folder, (".nvmrc", ".node-version"))
    named = [versions.environment("nodejs", own)]
    if node_install.needs_newer(tree, folder, package, versions.least("nodejs")):
        named.append(versions.environment("nodejs", _MODERN))
    return max(named, key=lambda name: int(name.partition("-")[2]))


def _json(text: str | None) -> dict[str, Any] | None:
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
