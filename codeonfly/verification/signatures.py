"""Tests and helpers that only follow what the request changes: one more argument, a name that is gone."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping

_TOKEN = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'|\w+|\S")
_WORD = re.compile(r"[A-Za-z_]\w+")
# what is left out with a name that is gone may not check anything, nor decide whether to
_CHECKS = re.compile(
    r"\b(?:if|for|while|match|switch|assert\w*|require|expect|verify\w*|Error\w*|Fatal\w*|Fail\w*|panic)\b"
)
_MOST = 2000  # tokens of a test that is compared

Gained = Mapping[str, frozenset[str]]  # what was put behind the arguments, by the function that is called


def gained(old: str, new: str) -> tuple[Gained, bool]:
    """The arguments that calls of ``new`` have more than those of ``old``; whether nothing else differs."""
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(was) > _MOST or len(now) > _MOST:
        return {}, False
    found: dict[str, set[str]] = {}
    alone = True
    for kind, _, _, begin, end in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        called = _called(now, begin, end) if kind == "insert" else ""
        if called:
            found.setdefault(called, set()).add(" ".join(now[begin:end]))
        alone = alone and bool(called)
    return {name: frozenset(given) for name, given in found.items()}, alone


def follows(old: str, new: str, asked: Gained) -> bool:
    """Whether a test's calls gained just what those of the tests did that are ``asked`` for."""
    if _has_more(old, new):
        return False
    given, alone = gained(old, new)
    known = all(texts <= asked.get(name, frozenset()) for name, texts in given.items())
    return alone and bool(given) and known


def gone_names(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """Words of the files as they were that none of them has any more."""
    words = [{word for text in texts.values() for word in _WORD.findall(text)} for texts in (before, after)]
    return frozenset(words[0] - words[1])


def leaves_out(old: str, new: str, gone: frozenset[str]) -> bool:
    """Whether all that a function lacks now names what is gone, and checks nothing."""
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    if not gone or len(was) > _MOST or len(now) > _MOST or _has_more(new, old):
        return False
    for kind, begin, end, _, _ in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        left = " ".join(was[begin:end])
        if kind != "equal" and (
            kind != "delete" or _CHECKS.search(left) or gone.isdisjoint(_WORD.findall(left))
        ):
            return False
    return was != now


def _has_more(one: str, other: str) -> bool:
    """Whether the first has what the second lacks, which is told sooner than what differs."""
    return bool(Counter(_TOKEN.findall(one)) - Counter(_TOKEN.findall(other)))


def _called(tokens: list[str], begin: int, end: int) -> str:
    """The function whose last arguments these tokens are; "" where they are something else."""
    given = tokens[begin:end]
    if given[0] != "," or tokens[end : end + 1] != [")"] or {"(", ")", "{", "}"} & set(given):
        return ""
    depth = 0
    for place in range(begin - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(tokens[place], 0)
        if depth < 0:
            name = tokens[place - 1]
            return name if re.fullmatch(r"[A-Za-z_]\w*", name) else ""
    return ""
