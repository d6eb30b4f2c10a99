"""Tests inside Rust sources: what is there for tests only, and files put together of two versions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codeonfly.toolchains import rust_docs
from codeonfly.toolchains.rust_text import blank, masked

_MARK = re.compile(
    r"#\[\s*(?:cfg\(\s*(?:test\s*\)|all\(\s*test\b[^\]]*\))|(?:\w+::)*test\b[^\]]*|rstest\b[^\]]*|test_case\b[^\]]*)\s*\]"
)
_ATTRIBUTES = re.compile(r"\s*(?:#\[[^\]]*\]\s*)*")
_IMPORT = re.compile(r"(?:pub(?:\([^)]*\))?\s+)?(?:use|extern|mod\s+\w+\s*;|type|const|static)\b")
_ITEM = re.compile(
    r"(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+|async\s+|default\s+)*"
    r"(?:mod|use|extern|fn|impl|struct|enum|union|type|trait|const|static|macro_rules)\b"
)
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Apart:
    """A file as two of the same length in lines: without its tests, and nothing but them."""

    source: str
    tests: str


def apart(text: str) -> Apart | None:
    """The two parts of a file, or None where they can't be told: a bracket that is never closed."""
    spans = _spans(text)
    if spans is None:
        return None
    source, tests, place = "", "", 0
    for start, end in spans:
        source += text[place:start] + blank(text[start:end])
        tests += blank(text[place:start]) + text[start:end]
        place = end
    return Apart(source + text[place:], tests + blank(text[place:]))


def spliced(source: str, tests: str) -> str | None:
    """The code of one version with the tests and examples of another one; None where they can't be told.

    Tests that stand inside of something else, such as an ``impl``, can't be moved.
    """
    if not source.strip():
        source = "\n".join(text for text in rust_docs.examples(tests))
    else:
        source = rust_docs.documented(source, tests)
    code, wanted = _spans(source), _spans(tests)
    if code is None or wanted is None or not (_are_outside(source, code) and _are_outside(tests, wanted)):
        return None
    parts, place = [], 0
    for start, end in code:
        parts.append(source[place:start])
        place = end
    parts.append(source[place:])
    moved = [tests[start:end].strip() for start, end in wanted]
    return "\n\n".join(["".join(parts).rstrip(), *moved]) + "\n"


def _spans(text: str) -> list[tuple[int, int]] | None:
    """Where the items are that only tests see, in order, none inside of another."""
    bare = masked(text)
    spans: list[tuple[int, int]] = []
    for match in _MARK.finditer(bare):
        if spans and match.start() < spans[-1][1]:
            continue
        attributes = _ATTRIBUTES.match(bare, match.end())
        if _ITEM.match(bare, attributes.end() if attributes is not None else 0) is None:
            continue  # a statement: code that does something else in tests
        end = _end_of_item(bare, attributes)
        if end is None:
            return None
        spans.append((_with_attributes(bare, match.start()), end))
    return spans


def _end_of_item(bare: str, attributes: re.Match[str] | None) -> int | None:
    place = attributes.end() if attributes is not None else 0
    is_import = _IMPORT.match(bare, place) is not None
    depth = 0
    while place < len(bare):
        here = bare[place]
        if here in _OPENING:
            depth += 1
        elif here in _CLOSING:
            depth -= 1
            if depth < 0:
                return place  # the last thing in a block
            if depth == 0 and here == "}" and not is_import:
                return place + 1
        elif here == ";" and depth == 0:
            return place + 1
        place += 1
    return None


def _with_attributes(bare: str, place: int) -> int:
    """The start of the attributes that stand in front of the one found, on lines of their own."""
    while True:
        before = bare[:place].rstrip(" \t")
        line = before[: before.rfind("\n")] if before.endswith("\n") else before
        last = line[line.rfind("\n") + 1 :]
        if not before.endswith("\n") or not re.fullmatch(r"\s*#\[[^\]]*\]\s*", last):
            return place
        place = len(line) - len(last)


def _are_outside(text: str, spans: list[tuple[int, int]]) -> bool:
    bare = masked(text)
    return all(bare[:start].count("{") == bare[:start].count("}") for start, _ in spans)
