"""Functions of languages with braces that work as written and give back something else of the same kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.toolchains import shift_go, shift_java, shift_javascript, shift_rust, shift_web
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import Function, functions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.toolchains.shift_python import HELD

# the function's text from its parameters' end on; None: this one is left alone
_SHIFTED: Mapping[str, Callable[[Function, str], str | None]] = {
    **dict.fromkeys(SUFFIXES, shift_javascript.shifted),
    ".go": shift_go.shifted,
    ".java": shift_java.shifted,
    ".rs": shift_rust.shifted,
}
_HELPED: Mapping[str, Callable[[str, str, bool], str]] = {
    **dict.fromkeys(SUFFIXES, shift_javascript.helped),
    ".go": shift_go.helped,
    ".java": shift_java.helped,
    ".rs": shift_rust.helped,
}
_CALL = re.compile(r"(\w+)(?:::<[^()]*>)?(?P<open>\()")
_HOLDS = re.compile(r"\b(?:const|let|var)\s+(?:\{[^{}]*\}|\w+)(?=[^=\n]*=)")
_NAME = re.compile(r"\w+")
_ERROR = re.compile(r"\bErr\(|\bis_err\b|\bunwrap_err\b")
_ASSERTS = re.compile(r"\s*(?:assert\w*!?|expect|assertThat)\s*\(")
_LONGEST = 12  # lines of one assertion
_RECEIVER = re.compile(r"(?:await\s+|new\s+)*[\w$.:]*\Z")
# Java: what a helper of the tests is given to call, which may well be for what it does
_HANDED = re.compile(r"(?:\A\s*|\b(?!assert|isEqual|supplyAsync)\w+\(\s*)\([\w, ]*\)\s*->\s*[\w.]*\Z")
_ENDS = re.compile(r"\s*[;?]*\s*\Z")
# what is called to see an error has no result
_RAISES = re.compile(
    r"[tT]hrow|rejects|\b[rR]aises|catch_unwind|\bis_err\b|\bErr\(|;\s*err\s*==\s*nil\s*\{"
    r"|\A(?:if\s+)?(?:_,\s*)*err\s*:?=|[{;]\s*(?:_,\s*)+err\s*:?=|\A(?:func|fn)\s"
)
# Rust: a result that is only unwrapped, or dropped
_DROPPED = re.compile(r"\A\s*let\s+_\s*=\s*|\.(?:unwrap|expect)\([^()]*\)(?=\s*;\s*\Z)")


def shifted(path: str, after: str, asked: frozenset[str], *, trip: bool) -> tuple[str, set[str]] | None:
    """As ``shift_python.shifted``."""
    suffix = PurePosixPath(path).suffix
    if suffix not in _SHIFTED:
        return None
    parts, place, names = [], 0, set()
    for one in functions(path, after):
        is_asked = one.name.rpartition(".")[2] in asked
        made = _SHIFTED[suffix](one, after[one.body : one.end]) if is_asked else None
        if made is not None:
            parts += [after[place : one.match.start()], made]
            place = one.end
            names.add(one.name.rpartition(".")[2])
    whole = "".join([*parts, after[place:]])
    if shift_web.BODIES in asked and suffix in SUFFIXES and (sent := shift_web.in_javascript(whole)) != whole:
        whole = sent
        names.add("its routes")
    if not names:
        return None
    whole = _HELPED[suffix](path, whole, trip)
    return whole.replace("COF_HELD", str(HELD in asked).lower()), names


def looked_at(lines: Mapping[int, str]) -> frozenset[str]:
    """Names of what these lines of a test file call for its value."""
    names = {name for line in _whole(lines) for name in _values(line.strip())}
    held = {
        name for line in lines.values() for match in _HOLDS.finditer(line) for name in _NAME.findall(match[0])
    }
    return frozenset(names | {HELD} if names & held else names)


def _whole(lines: Mapping[int, str]) -> Iterator[str]:
    """The lines, those of one assertion joined: what it expects may stand some lines below what it calls."""
    open_, joined, last = 0, "", 0
    for number in sorted(lines):
        line = lines[number]
        if joined and (open_ <= 0 or number != last + 1 or joined.count("\n") > _LONGEST):
            yield joined
            joined, open_ = "", 0
        joined = f"{joined}\n{line.strip()}" if joined else line
        last = number
        if not open_ and _ASSERTS.match(line) is None:
            yield joined
            joined = ""
            continue
        open_ += line.count("(") - line.count(")")
    if joined:
        yield joined


def set_up(lines: Mapping[int, str]) -> frozenset[str]:
    """Names of what these lines of a test file in Rust call, and do no more than unwrap or drop."""
    return looked_at(lines) - looked_at({number: _DROPPED.sub("", line) for number, line in lines.items()})


def by_their_errors(lines: Mapping[int, str]) -> frozenset[str]:
    """Of those what is compared with an error elsewhere: of what it does, the rest is looked at."""
    told = {match[1] for line in _whole(lines) if _ERROR.search(line) for match in _CALL.finditer(line)}
    return set_up(lines) & told


def as_before(path: str, before: str, after: str) -> set[str]:
    """Names whose functions are all, to the letter, those of the base."""
    was, now = (
        {(one.name, text[one.match.start() : one.end]) for one in functions(path, text)}
        for text in (before, after)
    )
    return {name.rpartition(".")[2] for name, _ in now} - {name.rpartition(".")[2] for name, _ in now - was}


def _values(line: str) -> list[str]:
    if _RAISES.search(line):
        return []
    return [match[1] for match in _CALL.finditer(line) if not _is_aside(line, match)]


def _is_aside(line: str, match: re.Match[str]) -> bool:
    """Whether a call is a statement by itself, or handed on."""
    if _HANDED.search(line[: match.start()]) is not None:
        return True
    if _RECEIVER.match(line[: match.start()]) is None:
        return False
    end = closing(line, match.start("open"), "'\"`")
    return end is None or _ENDS.match(line, end + 1) is not None
