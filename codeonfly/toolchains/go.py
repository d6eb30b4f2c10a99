"""Go modules: ``go test -json``, and the file of each test from the sources beside it."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from codeonfly.results import Outcome, TestCase, TestReport, seconds_told
from codeonfly.toolchains import bodies, reached, versions
from codeonfly.toolchains.base import Project, TestPlan
from codeonfly.tree import Tree

MAX_BYTES = 64 << 20
_OUTCOMES: dict[str, Outcome] = {"pass": "passed", "fail": "failed", "skip": "skipped"}
_SEVERITY: tuple[Outcome, ...] = ("passed", "skipped", "failed", "errored")
# "./calc/add_test.go:func TestAdd": where a test is, which go test does not tell
_PLACE = re.compile(r"\./(.+_test\.go):func (\w+)")
_MODULE = re.compile(r"^module\s+(\S+)", re.MULTILINE)
TEST = re.compile(r"^func (?P<name>(?:Test|Example|Fuzz)\w*)\([^)]*\)\s*(?P<open>\{)", re.MULTILINE)
# a test that can be made to fail: it has named what it is given
_FAILABLE = re.compile(r"^func (?P<name>Test\w*)\((?P<t>[A-Za-z]\w*) +\*testing\.T\) *\{", re.MULTILINE)


class Go:
    """The toolchain of Go modules."""

    name = "go"

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """A project where there is a go.mod."""
        prefix = f"{folder}/" if folder else ""
        if tree.text(f"{prefix}go.mod") is None:
            return None
        return Project(
            toolchain=self.name,
            runner="go test",
            folder=folder,
            environment=versions.environment("go", _version(tree.text(f"{prefix}go.mod") or "")),
            reason=f"{prefix}go.mod is there",
            # compiled once with the network open: modules and the build cache are part of the workbench;
            # a workspace's own modules can't be downloaded, which `go list` knows
            install="(go mod download || go list -deps -test ./... >/dev/null)"
            " && (go test -count=1 -run '^$' ./... >/dev/null 2>&1 || true)",
            test="go test ./...",
            ecosystems=("go",),
            manifests=tuple(prefix + name for name in ("go.mod", "go.sum") if prefix + name in tree.files),
            envs={"GOTOOLCHAIN": "local", **_modules(tree, folder)},
        )

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """All packages, or those of the files ``only``, never from go's cache of results."""
        folders = [PurePosixPath(path).relative_to(project.folder or ".").parent for path in only]
        packages = " ".join(shlex.quote(f"./{folder}") for folder in dict.fromkeys(folders)) or "./..."
        shuffle = f" -shuffle={seed}" if seed is not None else ""
        places = f"grep -rHoE --include='*_test.go' '^func (Test|Example|Fuzz)[A-Za-z0-9_]*' . > {report}"
        return TestPlan(
            f"{places}; sed -n 's/^module/module/p' go.mod >> {report};"
            f" go test -json -count=1 -failfast=false{shuffle} {packages} >> {report}",
            report,
        )

    def plan_calls(
        self, project: Project, tree: Tree, *, report: str, calls: bytes | None
    ) -> TestPlan | None:
        return None

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        if not data or len(data) > MAX_BYTES:
            return None
        text = data.decode(errors="replace")
        found = _MODULE.search(text)
        places = _places(text)
        prefix = f"{project.folder}/" if project.folder else ""
        reader = _Reader(found[1] if found else "", places, prefix, _counts(text))
        for event in _events(text):
            reader.read(event)
        return reader.report()

    def canary(self, text: str, test: str, word: str, fresh: Collection[str] = ()) -> str | None:
        """One more function beside the tests, and every test fails at once: none has imported less."""
        if _FAILABLE.search(text) is None:
            return None
        failing = bodies.spoilt(
            text,
            _FAILABLE,
            lambda match: f' {match["t"]}.Fatal("{word}");',
            lambda match, body: reached.of_go(body, word, match["t"]) if match["name"] in fresh else "",
        )
        return f'{failing.rstrip()}\n\nfunc Test_{word}(t *testing.T) {{\n\tt.Fatal("{word}")\n}}\n'

    def bodies(self, text: str) -> Mapping[str, str]:
        return bodies.of_blocks(text, TEST, quotes='"`')

    def spliced(self, source: str, tests: str) -> str | None:
        return None

    def is_test(self, path: str) -> bool:
        return path.endswith("_test.go") or "testdata" in path.split("/")[:-1]

    def is_test_configuration(self, path: str) -> bool:
        return path.rpartition("/")[2] in ("go.mod", "Makefile", "go.work")

    def version_command(self, project: Project) -> str:
        return "go version | sed 's/^go version go/Go /; s/ [^ ]*$//'"


def _modules(tree: Tree, folder: str) -> dict[str, str]:
    """Where modules come from; a go.work of the change's own decides nothing."""
    above = [PurePosixPath(folder), *PurePosixPath(folder).parents]
    if any(str(place / "go.work") in tree.files for place in above):
        return {"GOFLAGS": "-mod=readonly"}  # a workspace takes no other
    return {"GOFLAGS": "-mod=mod", "GOWORK": "off"}


def _version(manifest: str) -> str:
    found = re.search(r"^go\s+(\d+\.\d+)", manifest, re.MULTILINE)
    return found[1] if found else ""


def _events(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                event = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(event, dict):
                yield event


def _places(text: str) -> dict[tuple[str, str], str]:
    """(folder, test) -> file, as the grep before the run found them."""
    places: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        match = _PLACE.match(line)
        if match is not None:
            places[match[1].rpartition("/")[0], match[2]] = match[1]
    return places


def _counts(text: str) -> Counter[tuple[str, str]]:
    """How many tests of one name a folder holds: its package and the package of its outside tests."""
    found = filter(None, map(_PLACE.match, text.splitlines()))
    return Counter((match[1].rpartition("/")[0], match[2]) for match in found)


class _Reader:
    """Gathers the events of a run: tests that began and never ended are what was lost."""

    def __init__(
        self,
        module: str,
        places: dict[tuple[str, str], str],
        prefix: str,
        counts: Counter[tuple[str, str]],
    ) -> None:
        self._module, self._places, self._prefix, self._counts = module, places, prefix, counts
        self._running: dict[str, None] = {}
        self._output: dict[str, list[str]] = {}
        self._cases: dict[str, TestCase] = {}
        self._packages = 0
        self._begun: set[str] = set()
        self._twice: list[str] = []

    def read(self, event: dict[str, Any]) -> None:
        package, test, action = event.get("Package"), event.get("Test"), event.get("Action")
        if not isinstance(package, str) or not isinstance(action, str):
            return
        name = f"{package}::{test}" if isinstance(test, str) else f"{package}::(package)"
        if action == "run":
            self._running[name] = None
            self._begun.add(package)
        elif action == "output" and isinstance(event.get("Output"), str):
            self._output.setdefault(name, []).append(event["Output"])
        elif action in _OUTCOMES:
            self._running.pop(name, None)
            self._end(package, test if isinstance(test, str) else "", name, event)

    def _end(self, package: str, test: str, name: str, event: dict[str, Any]) -> None:
        outcome = _OUTCOMES[str(event["Action"])]
        if not test:
            self._packages += 1
            if outcome != "failed" or package in self._begun:
                return  # a package's own verdict adds nothing to its tests', unless none of them ran
            outcome = "errored"
        message = "".join(self._output.get(name, []))[-2000:] if outcome != "passed" else ""
        folder = package.removeprefix(self._module).strip("/")
        file = self._places.get((folder, test.partition("/")[0]), "")
        if name in self._cases:
            if self._counts[folder, test.partition("/")[0]] < 2:
                self._twice.append(
                    name
                )  # each test ends once: one of the results was printed by something else
            outcome = max(outcome, self._cases[name].outcome, key=_SEVERITY.index)
        self._cases[name] = TestCase(
            id=name,
            outcome=outcome,
            seconds=seconds_told(event.get("Elapsed")),
            message=message.strip(),
            file=self._prefix + file if file else "",
        )

    def report(self) -> TestReport | None:
        if not self._cases and not self._packages:
            return None
        missing = list(self._running)
        note = f"the run ended before {', '.join(missing[:3])} had reported" if missing else ""
        if self._twice:
            note = f"{', '.join(self._twice[:3])} had two results: one of them was forged"
        return TestReport("go test", tuple(self._cases.values()), complete=not note, note=note)
