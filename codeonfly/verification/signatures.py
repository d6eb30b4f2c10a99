"""Calls that gained an argument: tests that only follow a signature which the request changes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'|\w+|\S")
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
    given, alone = gained(old, new)
    known = all(texts <= asked.get(name, frozenset()) for name, texts in given.items())
    return alone and bool(given) and known


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
