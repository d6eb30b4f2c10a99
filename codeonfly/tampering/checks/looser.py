"""Comparisons of tests, or of what helps them, that pass over blanks or capitals by now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions

_COMPARES = re.compile(
    r"[!=]==?|\b\w*[eE]quals?\w*\s*\(|\.to(?:Be|Equal|StrictEqual|Match)\(|\bassert_(?:eq|ne)!"
)
_PASSES_OVER = re.compile(
    r"\bFields\(|\bTrim(?:Space|Right|Left)?\(|\bToLower\(|\bToUpper\(|\bEqualFold\(|\.split\(\s*\)|\.r?strip\(\s*\)"
    r"|\.lower\(\)|\.upper\(\)|\.casefold\(\)|\.split_whitespace\(|\.trim(?:_\w+|End|Start)?\(|\.to_(?:lower|upper)case\("
    r"|\.to(?:Lower|Upper)Case\(|\.strip\(\)|IgnoreCase\(|IgnoringWhiteSpace|\\s[+*]?['\"/`]"
)
_WORD = re.compile(r"\b[A-Za-z_]\w*")
_TEXT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_COMMON = 3  # names that both lines have
_OTHERS = 1  # names that only the old one has: of what compared


def looser(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A line that compares so in place of one that compared the same things to the letter."""
    for one in (*tests, *(text for text in texts if _helps(text))):
        if not one.before or one.after is None or not one.path.endswith(CODE):
            continue
        now = {line.strip() for line in one.after.splitlines()}
        gone = [line for line in map(str.strip, one.before.splitlines()) if line and line not in now]
        comparing = [line for line in gone if _COMPARES.search(line)]
        exact = [_names(line) for line in comparing if not _passes(line)]
        loose = [_names(line) for line in comparing if _passes(line)]
        for number, line in one.added if exact else ():
            if not (_passes(line) and _COMPARES.search(line)):
                continue
            words = _names(line)
            alike = any(len(known - words) <= _OTHERS and len(words & known) >= _COMMON for known in exact)
            if alike and words not in loose:
                told = f"{one.path}:{number}: what was compared to the letter passes over blanks or capitals"
                yield Finding(one.path, number, "assertion", told)


def _names(line: str) -> set[str]:
    return set(_WORD.findall(_TEXT.sub("", line)))


def _helps(source: Versions) -> bool:
    """Whether only tests can have use for it, whatever its name is."""
    return (
        source.path.endswith(".go")
        and re.search(r"^\t?(?:import )?\"testing\"$", source.before or "", re.MULTILINE) is not None
    )


def _passes(line: str) -> bool:
    return _PASSES_OVER.search(line) is not None
