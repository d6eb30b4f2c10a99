"""Files of expected output that say more by now, as asked, and no longer say something else beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from codeonfly.tampering.values import CODE, Finding, Versions

_EXPECTED = re.compile(
    r"golden|snapshot|expected|approved|baseline|/testdata/|\.(?:snap|out)$", re.IGNORECASE
)
_TOKEN = re.compile(r"[^\s\"',:;|<>(){}\[\]=]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST = 2000  # tokens of a file, from the first that is another one to the last: comparing takes their square
_FAR = 3  # tokens between two places: what is worded anew is nearer


def golden_less(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A file with new words in one place, of which words are gone in another with nothing in theirs."""
    for one in tests:
        if (
            one.before is None
            or one.after is None
            or one.path.endswith(CODE)
            or not _EXPECTED.search(one.path)
        ):
            continue
        old, new = _differing(_TOKEN.findall(one.before), _TOKEN.findall(one.after))
        if max(len(old), len(new)) > _MOST:
            continue
        gained, lost = _moved(old, new)
        gone = (lost - gained).keys() & (Counter(_words(old)) - Counter(_words(new))).keys()
        if gained - lost and gone:
            words = ", ".join(map(repr, sorted(gone)[:3]))
            yield Finding(one.path, 1, "golden", f"{one.path}:1: the expected output no longer says {words}")


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Both without what they begin with, and end with, alike."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _moved(old: Sequence[str], new: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Words of places that have more words than they had, and of those, far from these, that have fewer."""
    gained, lost = Counter[str](), Counter[str]()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [
        (i1, i2, _words(old[i1:i2]), _words(new[j1:j2])) for tag, i1, i2, j1, j2 in codes if tag != "equal"
    ]
    grown = [(i1, i2) for i1, i2, had, has in changed if len(has) > len(had)]
    for i1, i2, had, has in changed:
        if len(has) > len(had):
            gained += Counter(has)
        elif len(has) < len(had) and all(i2 + _FAR <= k1 or k2 + _FAR <= i1 for k1, k2 in grown):
            lost += Counter(had) - Counter(has)
    return gained, lost


def _words(tokens: Sequence[str]) -> list[str]:
    return [word.lower() for token in tokens for word in _WORD.findall(token)]
