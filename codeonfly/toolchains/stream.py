"""The report our own reporters write: signed JSON lines, in the order things happened.

A line is ``<HMAC-SHA256, hex> <JSON>``; what is signed is the line's number, a space, and the JSON. The key
is in ``<report>.key``, which the reporter reads and removes before any code of the project runs.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from codeonfly.results import Outcome, TestCase, TestReport, seconds_told

REPORTERS = Path(__file__).with_name("reporters")
MAX_BYTES = 64 << 20
MAX_CASES = 200_000
FORGED = "something other than its reporter wrote to the report"
_TAP = re.compile(r"\s*(not )?ok (\d+)?\s*-?\s*([^#]+)")
OUTCOMES = frozenset(get_args(Outcome))
# how bad an outcome is: a test that passed and then failed in its teardown has failed
SEVERITY = ("passed", "xfailed", "skipped", "failed", "errored")


def reporter(name: str) -> bytes:
    """The source of a reporter that is put into the sandbox."""
    return (REPORTERS / name).read_bytes()


def read(data: bytes | None, runner: str, folder: str, key: str) -> TestReport | None:
    """The report, or None when there is none.

    Incomplete when announced tests never reported, or when a line was not signed with ``key``.
    """
    if not data or len(data) > MAX_BYTES:
        return None
    planned: list[str] = []
    cases: dict[str, TestCase] = {}
    ended = False
    lines = data.splitlines()
    events = list(_events(lines, key))
    for event in events:
        match event:
            case {"event": "planned", "ids": list(ids)}:
                planned += [_placed(name, folder) for name in ids if isinstance(name, str)]
            case {"event": "test", "id": str(name), "outcome": str(outcome)} if outcome in OUTCOMES:
                _add(cases, _case(event, name, outcome, folder))
            case {"event": "end"}:
                ended = True
    if not cases and not ended:
        return None
    missing = [name for name in dict.fromkeys(planned) if name not in cases]
    note = FORGED if len(events) < len(lines) else _note(missing, ended=ended)
    return TestReport(runner, tuple(cases.values())[:MAX_CASES], complete=not note, note=note)


def signature(key: str, number: int, text: bytes) -> str:
    """What the reporter puts in front of line ``number`` (from 0)."""
    return hmac.new(key.encode(), b"%d %s" % (number, text), "sha256").hexdigest()


def _events(lines: Iterable[bytes], key: str) -> Iterator[Any]:
    """Up to the first line that is damaged, missing, or was not written by the reporter."""
    for number, line in enumerate(lines):
        signed, _, text = line.partition(b" ")
        if not hmac.compare_digest(signed, signature(key, number, text).encode()):
            return
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            return


def _case(event: Any, name: str, outcome: Any, folder: str) -> TestCase:
    message, file = event.get("message"), event.get("file")
    path = file if isinstance(file, str) else name.partition("::")[0]
    return TestCase(
        id=_placed(name, folder),
        outcome=outcome,
        seconds=seconds_told(event.get("seconds")),
        message=message if isinstance(message, str) else "",
        file=f"{folder}/{path}" if folder and path else path,
    )


def _placed(name: str, folder: str) -> str:
    """The test's id in the repository: two of its projects can have tests of the same file and name."""
    file = name.partition("::")[0]
    return f"{folder}/{name}" if folder and re.search(r"\.\w+$", file) else name


def _add(cases: dict[str, TestCase], case: TestCase) -> None:
    known = cases.get(case.id)
    if known is None or SEVERITY.index(case.outcome) >= SEVERITY.index(known.outcome):
        cases[case.id] = case


def _note(missing: list[str], *, ended: bool) -> str:
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        return f"the run ended before {', '.join(missing[:3])}{more} had reported"
    return "" if ended else "the run ended before its runner did"


def weak(console: str, command: str) -> TestReport | None:
    """What an unknown runner's console tells: weaker evidence, one case for the whole run.

    TAP lines are read one by one, since several runners print them.
    """
    lines = [_TAP.match(line) for line in console.splitlines()]
    cases = {
        match[3].strip(): TestCase(match[3].strip(), _tap_outcome(match), message=match[0])
        for match in lines
        if match is not None
    }
    if not cases:
        return None
    return TestReport(f"console of {command[:60]}", tuple(cases.values()), weak=True)


def _tap_outcome(match: re.Match[str]) -> Outcome:
    if "# SKIP" in match[0].upper() or "# TODO" in match[0].upper():
        return "skipped"
    return "failed" if match[1] else "passed"
