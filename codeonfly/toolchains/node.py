"""Node projects: npm's install, and the runner that package.json's test script names."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from typing import Any

from codeonfly.results import TestReport
from codeonfly.toolchains import stream
from codeonfly.toolchains.base import Project, TestPlan
from codeonfly.tree import Tree

LOCKS = ("package-lock.json", "npm-shrinkwrap.json")
RUNNERS = ("vitest", "jest", "mocha")
CONFIGURATION = re.compile(
    r"(package\.json|(jest|vitest|vite|babel)\.config\.\w+|\.mocharc\.\w+|jest\.setup\.\w+)$"
)
_TEST_NAME = re.compile(r".*[._-](test|spec)\.[cm]?[jt]sx?$|test\.[cm]?js$|test-.*\.[cm]?js$")
_TEST_FOLDERS = frozenset(("test", "tests", "__tests__", "__snapshots__", "__mocks__"))


class Node:
    """The toolchain of Node.js projects."""

    name = "node"

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """A project where there is a package.json; its test script decides the runner."""
        path = f"{folder}/package.json" if folder else "package.json"
        package = _json(tree.text(path))
        if package is None:
            return None
        locked = next((name for name in LOCKS if path.replace("package.json", name) in tree.files), None)
        wanted = any(package.get(kind) for kind in ("dependencies", "devDependencies"))
        install = "npm ci --no-audit --no-fund" if locked else "npm install --no-audit --no-fund"
        runner = _runner(package)
        return Project(
            toolchain=self.name,
            runner=runner,
            folder=folder,
            environment="nodejs-18",
            reason=f"{path} is there, its test script runs {runner}",
            install=install if wanted else "",
            test="npm test",
            ecosystems=("npm",),
            manifests=tuple(
                name
                for name in (path, *(path.replace("package.json", lock) for lock in LOCKS))
                if name in tree.files
            ),
        )

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """The runner itself with our reporter, or the runner's own JSON."""
        files = [
            shlex.quote(path.removeprefix(f"{project.folder}/") if project.folder else path) for path in only
        ]
        chosen = " ".join(files)
        if project.runner == "jest":
            command = f"npx --no-install jest --ci --json --outputFile={report} {chosen}"
            return TestPlan(command.rstrip(), report, envs={"CI": "true"})
        if project.runner == "vitest":
            command = f"npx --no-install vitest run --reporter=json --outputFile={report} {chosen}"
            return TestPlan(command.rstrip(), report, envs={"CI": "true"})
        if project.runner == "mocha":
            command = f"npx --no-install mocha --reporter json --reporter-option output={report} {chosen}"
            return TestPlan(command.rstrip(), report, envs={"CI": "true"})
        reporter = report.rpartition("/")[0] + "/reporter.mjs"
        command = f"node --test --test-reporter={reporter} --test-reporter-destination={report} {chosen}"
        return TestPlan(command.rstrip(), report, files={reporter: stream.reporter("cof_node_test.mjs")})

    def read_report(self, project: Project, data: bytes | None, console: str) -> TestReport | None:
        if project.runner == "node:test":
            return stream.read(data, "node:test", project.folder)
        return None

    def is_test(self, path: str) -> bool:
        parts = path.split("/")
        return bool(_TEST_NAME.fullmatch(parts[-1])) or bool(_TEST_FOLDERS & set(parts[:-1]))

    def is_test_configuration(self, path: str) -> bool:
        return bool(CONFIGURATION.fullmatch(path.rpartition("/")[2]))

    def version_command(self, project: Project) -> str:
        return "echo Node.js $(node --version)"


def _runner(package: dict[str, Any]) -> str:
    scripts = package.get("scripts")
    script = str(scripts.get("test", "")) if isinstance(scripts, dict) else ""
    for runner in RUNNERS:
        if re.search(rf"\b{runner}\b", script):
            return runner
    if re.search(r"\bnode\b.*--test", script):
        return "node:test"
    return "unknown" if script else "node:test"


def _json(text: str | None) -> dict[str, Any] | None:
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
