"""Cargo projects: ``cargo test``, whose stable output is text; one line a test, a count before them.

Projects that configure nextest run with that where it is installed: ``rust_nextest``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from codeonfly.results import Outcome, TestCase, TestReport
from codeonfly.toolchains import bodies, reached, rust_inline, rust_nextest
from codeonfly.toolchains.base import WORK, Project, TestPlan
from codeonfly.toolchains.rust_text import masked
from codeonfly.tree import Tree

MAX_BYTES = 64 << 20
_RUNNING = re.compile(r"\s*Running (?:unittests )?(\S+\.rs) \((\S+)\)|\s*Doc-tests (\S+)")
_DOC = re.compile(r"(\S+\.rs) - (.*?)\s*\(line \d+\)$")
_FILE = re.compile(r"^file: \./(.+)$", re.MULTILINE)
_COUNTS = re.compile(r"^running \d+ tests?$", re.MULTILINE)
_COUNT = re.compile(r"running (\d+) tests?$")
_TEST = re.compile(r"test (.+?)(?: - (?:should panic|compile fail|compile))? \.\.\. (ok|FAILED|ignored)\b")
_OUTCOMES: dict[str, Outcome] = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}
_MESSAGE = re.compile(
    r"^---- (\S+)[^\n]* stdout ----\n(.*?)(?=^----|^failures:|\Z)", re.MULTILINE | re.DOTALL
)
_TAKES = r"\((?:[^()]|\([^()]*\))*\)"  # proptest's `(a in any())`
FUNCTION = re.compile(
    r"#\[\s*(?:\w+::)?test\b[^\n]*\n(?:\s*#\[[^\n]*\n)*"
    rf"\s*(?:pub |async )*fn (?P<name>\w+){_TAKES}[^{{]*(?P<open>\{{)"
)
_MACRO = re.compile(r"^[ \t]*(?:\w+::)*\w+!\s*(?:\w+\s*)?\{", re.MULTILINE)
# the same under any attribute: a macro of the project's own may make a test of it
_MARKED = re.compile(
    r"#\[[^\n]*\n(?:\s*#\[[^\n]*\n)*"
    rf"\s*(?:pub |async )*fn (?P<name>\w+){_TAKES}[^{{;]*(?P<open>\{{)"
)
_PLAIN_TEST = re.compile(
    r"#\[(?!\s*should_panic)\s*[\w:]+(?:\([^\]\n]*\))?\s*\]\s*(?:pub |async )*fn (?P<name>\w+)\(\s*\)[^{;]*\{"
)


# A toolchain that the project names would be downloaded, from where no package registry is: what is there has
# to do, in this shell and in those to come.
_AS_IT_IS = (
    "if command -v rustup >/dev/null && ! cargo --version >/dev/null 2>&1; then"
    " export RUSTUP_TOOLCHAIN=\"$(cd / && rustup show active-toolchain | cut -d' ' -f1)\";"
    ' echo "export RUSTUP_TOOLCHAIN=$RUSTUP_TOOLCHAIN" >> ~/.bash_profile; fi'
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
            runner=rust_nextest.RUNNER if rust_nextest.configured(tree, prefix) else "cargo test",
            folder=folder,
            environment="rust-1",
            reason=f"{prefix}Cargo.toml is there",
            install="cargo fetch --quiet && (cargo test --workspace --no-run --quiet || true)",
            prepare=_AS_IT_IS,
            joining=_AS_IT_IS,
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
        paths = [PurePosixPath(path) for path in only]
        stems = [path.stem for path in paths if path.suffix == ".rs" and path.parent.name == "tests"]
        inside = len(stems) < len(only)
        chosen = "" if inside else "".join(f" --test {stem}" for stem in dict.fromkeys(stems))
        # what is built tells the source of each test program: names are the same in many packages. Of fewer
        # of them others are built, where these take less of what all depend on
        build = (
            f"cargo test --offline --workspace --no-run{chosen} --message-format=json 2>/dev/null >> {report}"
        )
        run = f"cargo test --offline --workspace --no-fail-fast{chosen} 2>&1 | tee -a {report}"
        if project.runner == rust_nextest.RUNNER:
            run = rust_nextest.command(report, chosen, otherwise=run)
        return TestPlan(
            f"find . -name '*.rs' -not -path '*/target/*' | sed 's/^/file: /' > {report}; {build};"
            f" set -o pipefail; {run}",
            report,
            envs={"CARGO_TERM_COLOR": "never"},
        )

    def plan_calls(
        self, project: Project, tree: Tree, *, report: str, calls: bytes | None
    ) -> TestPlan | None:
        return None

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        if not data or len(data) > MAX_BYTES:
            return None
        text = data.decode(errors="replace")
        messages = {name: words.strip()[-2000:] for name, words in _MESSAGE.findall(text)}
        programs, files = _programs(text, project.folder), frozenset(_FILE.findall(text))
        by_nextest = rust_nextest.ran(text)
        told = rust_nextest.told(text, _sources(text, project.folder)) if by_nextest else []
        found = [_case(*one[:3], {one[1]: one[3]}, files) for one in told]
        place, announced = "", rust_nextest.announced(text, told) if by_nextest else 0
        for line in text.splitlines():
            if match := _RUNNING.match(line):
                place = programs.get(match[2] or "", match[1] or f"doc:{match[3]}")
            elif match := _COUNT.match(line):
                announced += int(match[1][:9])  # more digits than Python converts are no count
            elif match := _TEST.match(line):
                found.append(_case(place, match[1], _OUTCOMES[match[2]], messages, files))
        cases = _numbered(found, project.folder)
        if not cases and "test result:" not in text and not by_nextest:
            return None
        missing = announced - len(cases)
        note = f"the run ended before {missing} announced tests had reported" if missing > 0 else ""
        if len(_COUNTS.findall(text)) > text.count("\ntest result: "):
            note = note or "a test program ended before it had told its result"
        if not note and re.search(r"^error(\[|:)", text, re.MULTILINE) and "test failed" not in text:
            note = "the project did not build"
        runner = rust_nextest.RUNNER if by_nextest else "cargo test"
        return TestReport(runner, tuple(cases.values()), complete=not note, note=note)

    def canary(self, text: str, test: str, word: str, fresh: Collection[str] = ()) -> str | None:
        """One more function in front of the first test, and every test that may not panic does so at once."""
        first = FUNCTION.search(masked(text)) or _MARKED.search(masked(text))
        if first is None:
            return None
        start = _outside(text, _above(masked(text), first.start()))
        failing = f' if core::hint::black_box(true) {{ panic!("{word}"); }}'
        spoilt = bodies.spoilt(
            text[start:],
            _PLAIN_TEST,
            lambda _: failing,
            lambda match, body: reached.of_rust(body, word) if match["name"] in fresh else "",
        )
        # two texts of one length: where they are equal, what compares bytes was replaced
        unlike = f'core::hint::black_box("{word}") != core::hint::black_box("{word[::-1]}")'
        planted = f'#[test]\nfn {word}() {{\n    if {unlike} {{\n        panic!("{word}");\n    }}\n}}\n\n'
        return f"{text[:start]}{planted}{spoilt}"

    def bodies(self, text: str) -> Mapping[str, str]:
        return bodies.of_blocks(text, _MARKED, quotes='"')

    def spliced(self, source: str, tests: str) -> str | None:
        return rust_inline.spliced(source, tests)

    def is_test(self, path: str) -> bool:
        parts = path.split("/")
        return "tests" in parts[:-1] or parts[-1].endswith(("tests.rs", "_test.rs")) or parts[-1] == "test.rs"

    def is_test_configuration(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name in ("Cargo.toml", "build.rs", "nextest.toml") or path.endswith(".cargo/config.toml")

    def version_command(self, project: Project) -> str:
        version = "rustc --version | sed 's/^rustc /Rust /; s/ (.*//'"
        if project.runner == rust_nextest.RUNNER:
            version += "; cargo nextest --version 2> /dev/null | sed -n '1s/ (.*//p'"
        return version


def _above(text: str, place: int) -> int:
    """The place, or where the first of the attributes begins that stand right above it: `#[rstest]`."""
    while (end := len(text[:place].rstrip())) and text[end - 1] == "]":
        depth, begin = 0, end
        while begin:
            begin -= 1
            depth += (text[begin] == "]") - (text[begin] == "[")
            if depth == 0:
                break
        if depth or text[begin - 1 : begin] != "#":
            break
        place = begin - 1
    return place


def _outside(text: str, place: int) -> int:
    """The place, or where the macro begins that it is inside of: `proptest! {` takes its own kind alone."""
    for match in _MACRO.finditer(masked(text), 0, place):
        end = bodies.closing(text, match.end() - 1, '"')
        if end is not None and end > place:
            return match.start()
    return place


def _built(text: str, folder: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """What cargo's build tells of each test program, and its source relative to the project."""
    top = f"{WORK}/{folder}".rstrip("/") + "/"
    for line in text.splitlines():
        if not line.startswith('{"reason":"compiler-artifact"'):
            continue
        try:
            built = json.loads(line)
            source = str(built["target"]["src_path"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(built.get("executable"), str) and top in source:
            yield built, source.partition(top)[2]


def _programs(text: str, folder: str) -> dict[str, str]:
    """The source, by the test program made of it, relative to the project."""
    top = f"{WORK}/{folder}".rstrip("/") + "/"
    return {
        built["executable"].partition(top)[2] or built["executable"]: source
        for built, source in _built(text, folder)
    }


def _sources(text: str, folder: str) -> dict[tuple[str, str], str]:
    """The source, by package and name of the test program; one of the library's name as ``bin/name``."""
    found: dict[tuple[str, str], str] = {}
    programs: dict[tuple[str, str], str] = {}
    for built, source in _built(text, folder):
        # "path+file:///folder#0.1.0" where the folder has the package's name, else "...#name@0.1.0"
        place, _, version = str(built.get("package_id", "")).partition("#")
        name, at, _ = version.rpartition("@")
        package = name if at else place.rpartition("/")[2]
        target = built["target"]
        key = package, str(target.get("name"))
        if "bin" in target.get("kind", ()):
            programs[key] = source
        elif "lib" in target.get("kind", ()) or key not in found:
            found[key] = source
    for (package, name), source in programs.items():
        found[package, f"bin/{name}" if (package, name) in found else name] = source
    return found


def _case(
    place: str, name: str, outcome: Outcome, messages: dict[str, str], files: frozenset[str]
) -> TestCase:
    message = messages.get(name, "") if outcome == "failed" else ""
    doc = _DOC.match(name)
    if doc is not None:
        # the line is no name: it moves with everything above it
        return TestCase(f"{place}::{doc[1]} - {doc[2]}", outcome, message=message, file=f"{doc[1]} (doc)")
    file = _source(place, name, files) if place.endswith(".rs") else ""
    return TestCase(f"{place}::{name}", outcome, message=message, file=file)


def _source(place: str, name: str, files: frozenset[str]) -> str:
    """The file of a test: ``a::tests::works`` of ``src/lib.rs`` is in ``src/a.rs`` where that is there."""
    top = PurePosixPath(place).parent
    modules = name.split("::")[:-1]
    for depth in range(len(modules), 0, -1):
        path = top.joinpath(*modules[:depth])
        for candidate in (f"{path}.rs", f"{path}/mod.rs"):
            if candidate in files:
                return candidate
    return place


def _numbered(found: Sequence[TestCase], folder: str) -> dict[str, TestCase]:
    """By id; a name that is there again is numbered in the order of the run, and none is lost."""
    cases: dict[str, TestCase] = {}
    for case in found:
        number, name = 1, case.id
        while name in cases:
            number += 1
            name = f"{case.id} #{number}"
        file = f"{folder}/{case.file}" if folder and case.file else case.file
        cases[name] = replace(case, id=name, file=file)
    return cases
