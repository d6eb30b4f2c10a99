"""Cargo projects: ``cargo test``, whose stable output is text; one line a test, a count before them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from codeonfly.results import Outcome, TestCase, TestReport
from codeonfly.toolchains import bodies
from codeonfly.toolchains.base import Project, TestPlan
from codeonfly.tree import Tree

MAX_BYTES = 64 << 20
_RUNNING = re.compile(r"\s*Running (?:unittests )?(\S+\.rs) \(|\s*Doc-tests (\S+)")
_COUNT = re.compile(r"running (\d+) tests?$")
_TEST = re.compile(r"test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)\b")
_OUTCOMES: dict[str, Outcome] = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}
_MESSAGE = re.compile(
    r"^---- (\S+)[^\n]* stdout ----\n(.*?)(?=^----|^failures:|\Z)", re.MULTILINE | re.DOTALL
)
_FUNCTION = re.compile(
    r"#\[\s*(?:\w+::)?test\b[^\n]*\n(?:\s*#\[[^\n]*\n)*"
    r"\s*(?:pub |async )*fn (?P<name>\w+)\([^)]*\)[^{]*(?P<open>\{)"
)


class Rust:
    """The toolchain of Cargo packages and workspaces."""

    name = "rust"

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """A project where there is a Cargo.toml."""
        prefix = f"{folder}/" if folder else ""
        if tree.text(f"{prefix}Cargo.toml") is None:
            return None
        return Project(
            toolchain=self.name,
            runner="cargo test",
            folder=folder,
            environment="rust-1",
            reason=f"{prefix}Cargo.toml is there",
            install="cargo fetch --quiet && (cargo test --workspace --no-run --quiet || true)",
            test="cargo test --workspace",
            ecosystems=("crates",),
            manifests=tuple(
                prefix + name for name in ("Cargo.toml", "Cargo.lock") if prefix + name in tree.files
            ),
        )

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """Everything, or the integration tests named by ``only``; tests inside sources run with all."""
        stems = [PurePosixPath(path).stem for path in only if "/tests/" in f"/{path}"]
        inside = len(stems) < len(only)
        chosen = "" if inside else "".join(f" --test {stem}" for stem in dict.fromkeys(stems))
        return TestPlan(
            f"set -o pipefail; cargo test --offline --workspace --no-fail-fast{chosen} 2>&1 | tee {report}",
            report,
            envs={"CARGO_TERM_COLOR": "never"},
        )

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        if not data or len(data) > MAX_BYTES:
            return None
        text = data.decode(errors="replace")
        messages = {name: words.strip()[-2000:] for name, words in _MESSAGE.findall(text)}
        cases: dict[str, TestCase] = {}
        place, announced = "", 0
        for line in text.splitlines():
            if match := _RUNNING.match(line):
                place = match[1] or f"doc:{match[2]}"
            elif match := _COUNT.match(line):
                announced += int(match[1])
            elif match := _TEST.match(line):
                case = _case(place, match[1], _OUTCOMES[match[2]], messages, project.folder)
                cases[case.id] = case
        if not cases and "test result:" not in text:
            return None
        missing = announced - len(cases)
        note = f"the run ended before {missing} announced tests had reported" if missing > 0 else ""
        if not note and re.search(r"^error(\[|:)", text, re.MULTILINE) and "test failed" not in text:
            note = "the project did not build"
        return TestReport("cargo test", tuple(cases.values()), complete=not note, note=note)

    def canary(self, text: str, test: str, word: str) -> str | None:
        """One more function, at the end of a file of integration tests."""
        return f'{text.rstrip()}\n\n#[test]\nfn {word}() {{\n    panic!("{word}");\n}}\n'

    def bodies(self, text: str) -> Mapping[str, str]:
        return bodies.of_blocks(text, _FUNCTION, quotes='"')

    def is_test(self, path: str) -> bool:
        parts = path.split("/")
        return "tests" in parts[:-1] or parts[-1] in ("tests.rs", "test.rs")

    def is_test_configuration(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name in ("Cargo.toml", "build.rs", "nextest.toml") or path.endswith(".cargo/config.toml")

    def version_command(self, project: Project) -> str:
        return "rustc --version | sed 's/^rustc /Rust /; s/ (.*//'"


def _case(place: str, name: str, outcome: Outcome, messages: dict[str, str], folder: str) -> TestCase:
    file = place if place.endswith(".rs") else ""
    path = f"{folder}/{file}" if folder and file else file
    message = messages.get(name, "") if outcome == "failed" else ""
    return TestCase(f"{place}::{name}", outcome, message=message, file=path)
