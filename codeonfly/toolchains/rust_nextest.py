"""cargo-nextest, for Cargo projects that configure it: a process for each test, told in lines of JSON.

Nextest goes by the exit status of a test's process, so one that leaves early with 0 has passed for it. It is
asked for all output: a test that its own harness did not call ``ok`` there has not passed here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codeonfly.results import Outcome
from codeonfly.tree import Tree

RUNNER = "cargo nextest"
LEFT_EARLY = "the test's process ended with status 0 before its harness had told a result"
_OUTCOMES: Mapping[str, Outcome] = {"ok": "passed", "failed": "failed", "ignored": "skipped"}
# Lines of the run's output begin with "| ", so that no test can write one that looks like anything else.
_STARTING = re.compile(r"^\| +Starting (\d+) tests? across", re.MULTILINE)
_HARNESS_OK = re.compile(r"^\|     test (.+?)(?: - should panic)? \.\.\. ok$", re.MULTILINE)
# "PASS [   0.008s] (4/5) sums::bin/sums tests::adds": here alone a program is told from its library
_STATUS = re.compile(r"^\| +[A-Z][A-Z-]* \[[^\]\n]*\] \( *(\d+)/\d+\) (\S+) (.+)$", re.MULTILINE)

Told = tuple[str, str, Outcome, str]  # source of the test program, name, outcome, message


def configured(tree: Tree, prefix: str) -> bool:
    """Whether the project at ``prefix`` is set up for nextest."""
    return f"{prefix}.config/nextest.toml" in tree.files


def command(report: str, chosen: str, otherwise: str) -> str:
    """Tests with nextest and doc tests with cargo; ``otherwise`` where nextest is not installed.

    No retries: a test that passes at its second try is a flaky one.
    """
    told = f"{report}.told"
    documents = (
        f" if grep -q '\"doctest\":true' {report}; then cargo test --offline --workspace --doc --no-fail-fast"
        f" 2>&1 | tee -a {report} || code=$?; fi;"
    )
    return (
        "if cargo nextest --version > /dev/null 2>&1; then"
        " NEXTEST_EXPERIMENTAL_LIBTEST_JSON=1 NEXTEST_NO_TESTS=pass cargo nextest run --offline --workspace"
        " --no-fail-fast --retries 0 --success-output immediate --failure-output immediate"
        f" --message-format libtest-json-plus{chosen} >> {report} 2> {told};"
        f" code=$?; cat {told}; sed 's/^/| /' {told} >> {report}; rm {told};"
        f"{'' if chosen else documents} (exit $code); else {otherwise}; fi"
    )


def ran(text: str) -> bool:
    """Whether it was nextest that ran the tests, and got as far as to begin."""
    return _STARTING.search(text) is not None


def told(text: str, sources: Mapping[tuple[str, str], str]) -> list[Told]:
    """The tests of the report in the order they ended.

    ``sources`` by package and test program, ``bin/name`` for one that has the library's name.
    """
    confirmed, ended = Counter(_HARNESS_OK.findall(text)), _ended(text)
    found: list[Told] = []
    for event in _events(text):
        program, _, name = str(event.get("name", "")).partition("$")
        outcome = _OUTCOMES.get(str(event.get("event")))
        if outcome is None or not name:
            continue
        message = _message(str(event.get("stdout") or event.get("reason") or ""))
        if outcome == "passed" and not confirmed[name]:
            outcome, message = "failed", LEFT_EARLY
        confirmed[name] -= outcome == "passed"
        package, _, binary = program.partition("::")
        if (package, f"bin/{binary}") in sources and outcome != "skipped":
            binary = _which(package, binary, ended.get((package, name), []))
        found.append((sources.get((package, binary), program), name, outcome, message))
    return found


def _ended(text: str) -> dict[tuple[str, str], list[str]]:
    """What nextest calls the programs of a test, by package and test, in the order in which they ended it.

    Of lines with one number the first is meant: failures are told once more at the end.
    """
    lines = {match[1]: match for match in reversed([*_STATUS.finditer(text)])}
    found: dict[tuple[str, str], list[str]] = {}
    for match in sorted(lines.values(), key=lambda one: one.start()):
        found.setdefault((match[2].partition("::")[0], match[3]), []).append(match[2])
    return found


def _which(package: str, binary: str, ended: list[str]) -> str:
    """The program that ended next of those with this name; it is taken from ``ended``."""
    alike = (package, f"{package}::{binary}", f"{package}::bin/{binary}")
    name = next((name for name in ended if name in alike), package)
    if name in ended:
        ended.remove(name)
    return f"bin/{binary}" if name == alike[-1] else binary


def announced(text: str, found: Sequence[Told]) -> int:
    """How many results nextest set out to give; what it skips is not in the number that it names."""
    starting = _STARTING.search(text)
    return int(starting[1][:9] if starting else 0) + sum(outcome == "skipped" for _, _, outcome, _ in found)


def _events(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.split("\n"):  # not splitlines(): a carriage return in a test's output begins no line
        if line.startswith('{"type":"test",'):
            try:
                event = json.loads(line)
            except (ValueError, RecursionError):
                continue
            yield event


def _message(output: str) -> str:
    """What a failing test said, up to the backtrace."""
    return output.partition("\nstack backtrace:")[0].strip()[-2000:]
