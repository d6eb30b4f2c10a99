"""Checks of an old test that stand, as they were, in a new one now: a test that was split asks for no less."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_ASSERTS = re.compile(r"\s*(?:self\.|await\s+)*(?:assert\w*!?(?:\.\w+)?|expect)\b\s*\(?")
_CALLS = re.compile(r"\w\(")
_VALUE = re.compile(r"['\"`\d]")


def left(was: str, now: str, made: str) -> str:
    """The old body without the lines that are not in the one of ``now``, and in those of new tests, ``made``."""
    kept, new = _lines(now), _lines(made)
    stays = []
    for line in was.splitlines():
        key = line.strip()
        if kept[key]:
            kept[key] -= 1
        elif new[key] and tells(key):
            continue
        stays.append(line)
    return "\n".join(stays)


def tells(check: str) -> bool:
    """Whether a check says by itself what is asked, of what: ``assert area(2) == 4``, not ``assert got == 4``."""
    rest = _ASSERTS.sub("", check, count=1)
    return rest != check and _CALLS.search(rest) is not None and _VALUE.search(rest) is not None


def elsewhere(gone: Iterable[str], made: Iterable[str]) -> int:
    """How many of the checks that are gone stand among those that were ``made``, each for one."""
    return sum((Counter(filter(tells, gone)) & Counter(made)).values())


def _lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if line.strip())
