"""A function of Go, Rust or Java that refuses whatever it is given, as it refuses some of it anyway."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.toolchains.bodies import closing

_GO = re.compile(r"^[ \t]*(return\b[^\n]*)$", re.MULTILINE)
# an error that is made there, or has a name of its own; one that came from elsewhere needs what made it
_GO_ERROR = re.compile(r"errors\.New\(|fmt\.Errorf\(|\b[eE]rr[A-Z]\w*|\w*Error\{")
_RUST = re.compile(r"\b(?:Err|ok_or)(?P<open>\()")
_JAVA = re.compile(r"\bthrow\s+new\s+[\w.]+(?P<open>\()")


def refusal(suffix: str, header: str, body: str) -> str | None:
    """What the body is to begin with; None where it refuses nothing."""
    if suffix == ".go":
        lines = (match[1] for match in _GO.finditer(body)) if re.search(r"\berror\W*$", header) else ()
        return next((f" {line};" for line in lines if _is_of_its_own(line)), None)
    if suffix == ".rs":
        found = _bracketed(body, _RUST) if "Result" in header.partition("->")[2] else iter(())
        return next((f" return Err{given};" for _, given in found), None)
    thrown = _bracketed(body, _JAVA) if suffix == ".java" else iter(())
    return next((f" if (true) {what}{given};" for what, given in thrown), None)


def _is_of_its_own(line: str) -> bool:
    balanced = all(line.count(one) == line.count(other) for one, other in ("()", "{}"))
    return balanced and _GO_ERROR.search(line) is not None and not re.search(r"\berr\b", line)


def _bracketed(body: str, start: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What stands before and in the brackets of each match; the arms of a match are none."""
    for match in start.finditer(body):
        end = closing(body, match.start("open"), '"')
        if end is not None and not body[end + 1 :].lstrip().startswith(("=>", "=")):
            yield body[match.start() : match.start("open")], body[match.start("open") : end + 1]
