"""Fields that a change adds to records of Go and Rust, and tests that don't set them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from codeonfly.toolchains.bodies import closing

SUFFIXES = (".go", ".rs")
_RECORD = {
    ".go": re.compile(r"^type\s+\w+(?:\[[^\]\n]*\])?\s+struct\s*(?P<open>\{)", re.MULTILINE),
    ".rs": re.compile(r"\bstruct\s+\w+(?:<[^{;]*>)?\s*(?:where[^{;]*)?(?P<open>\{)"),
}
_FIELD = {
    ".go": re.compile(r"^[ \t]*(?P<names>\w+(?:\s*,\s*\w+)*)[ \t]+[\w*\[<(]", re.MULTILINE),
    ".rs": re.compile(r"^[ \t]*(?:pub(?:\([\w ]+\))?\s+)?(?P<names>\w+)\s*:(?!:)", re.MULTILINE),
}
_WORD = re.compile(r"\w+")
_PART = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'|//[^\n]*|[\[({]|[\])}]|[,;\n]")
_NOTHING = re.compile(r"nil\b|None\b|func\b")  # no value by themselves, or one that takes some lines


def new_fields(path: str, before: str, after: str) -> frozenset[str]:
    """The names of fields that records have now, where the text did not have the word at all."""
    suffix = path[path.rfind(".") :]
    if suffix not in SUFFIXES:
        return frozenset()
    known = set(_WORD.findall(before))
    return frozenset(_fields(suffix, after)) - known


def _fields(suffix: str, text: str) -> Iterator[str]:
    for record in _RECORD[suffix].finditer(text):
        end = closing(text, record.start("open"), '"`')
        for match in _FIELD[suffix].finditer(text, record.end(), end) if end is not None else ():
            yield from _WORD.findall(match["names"])


def without_fields(path: str, text: str, names: Collection[str]) -> str:
    """The text, in which no record is given anything for these; what is assigned is still worked out."""
    if not names or not path.endswith(SUFFIXES):
        return text
    name = "|".join(map(re.escape, sorted(names)))
    discard = "let _" if path.endswith(".rs") else "_"
    for match in reversed(
        list(re.finditer(rf"^[ \t]*(?P<to>\w[\w.\[\]]*\.(?:{name})\s*)=(?!=)", text, re.MULTILINE))
    ):
        is_kept = _NOTHING.match(text[match.end() :].lstrip()) is None
        end = match.end() - 1 if is_kept else _end(text, match.end(), "\n;")
        text = text[: match.start("to")] + (f"{discard} " if is_kept else "") + text[end:]
    given = re.compile(rf"(?<=[{{,\s])(?:{name})\s*:(?![:=])")
    for match in reversed(list(given.finditer(text))):
        if text[: match.start()].rstrip()[-1:] in ("{", ","):
            end = _end(text, match.end(), ",")
            text = text[: match.start()] + text[end:].removeprefix(",").lstrip(" \t")
    return text


def _end(text: str, start: int, ends: str) -> int:
    """Where what begins here is at its end: at one of these signs, or at the bracket around it."""
    depth = 0
    for match in _PART.finditer(text, start):
        if depth == 0 and (match[0] in ends or match[0] in ")]}"):
            return match.start()
        depth += (match[0] in "([{") - (match[0] in ")]}")
    return len(text)
