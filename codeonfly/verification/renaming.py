"""Names that a change gives to what was there, as its sources and its tests show it together.

A name counts where the sources had it, have it no more, and the tests say the new one in its place, wherever
they differ there. What stands in quotes is never a name: a text that is expected stays what it was.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

_TOKEN = re.compile(
    r"//[^\n]*|^\s*#(?![\[!])[^\n]*|/\*.*?\*/"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`]*`"
    r"|(?P<name>[A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)*)|\S",
    re.DOTALL | re.MULTILINE,
)
_JOINED = re.compile(r"(\.|::)")
_MOST = 4000  # tokens of a test file that are compared


def renamed(
    tests: Iterable[tuple[str, str]], before: Iterable[str], after: Iterable[str], words: Collection[str]
) -> Mapping[str, str]:
    """New names by the old ones. ``tests``: both versions of each; ``before``, ``after``: the sources.

    What is new in a new name has to be one of the ``words`` of the request.
    """
    old, new = (_names(texts) for texts in (before, after))
    found: dict[str, set[str]] = {}
    for one, other in tests:
        for was, now in _pairs(one, other):
            for mine, theirs in _ways(was, now):
                if _gave_way(mine, theirs, old, new) and _parts(theirs) - _parts(mine) <= set(words):
                    found.setdefault(mine, set()).add(theirs)
                    break
    for was, several in list(
        found.items()
    ):  # of `RetryPolicy::Fixed` that is `Backoff::Fixed` the type alone
        for now in several:
            (owner, _, member), (other, _, name) = (
                _JOINED.sub(".", one).rpartition(".") for one in (was, now)
            )
            if owner and member == name and "." not in owner + other and _gave_way(owner, other, old, new):
                found.setdefault(owner, set()).add(other)
    return {was: next(iter(now)) for was, now in found.items() if len(now) == 1}


def _parts(name: str) -> set[str]:
    return set(_JOINED.split(name)[::2])


def _gave_way(was: str, now: str, old: set[str], new: set[str]) -> bool:
    """Whether the sources had one and have the other; a type's members may be called otherwise with it."""
    if was in old - new and now in new - old:
        return True
    (owner, _, member), (other, _, name) = (_JOINED.sub(".", one).partition(".") for one in (was, now))
    return owner in old - new and other in new - old and member in old and name in new


def by_new_names(text: str, names: Mapping[str, str]) -> str:
    """The text with the names as they are by now, outside of quotes and comments."""
    return _TOKEN.sub(lambda match: _by_new_name(match, names), text) if names else text


def _by_new_name(match: re.Match[str], names: Mapping[str, str]) -> str:
    whole = match["name"]
    if not whole:
        return match[0]
    if whole in names:
        return names[whole]
    parts = _JOINED.split(whole)
    for end in range(len(parts), 0, -2):  # `pool.Run` of `pool.Run.String`, then each part
        if "".join(parts[:end]) in names:
            parts[:end] = [names["".join(parts[:end])]]
            break
    return "".join(names.get(part, part) for part in parts)


def _names(texts: Iterable[str]) -> set[str]:
    """All names, and the parts of each."""
    found = set[str]()
    for text in texts:
        for match in _TOKEN.finditer(text):
            if match["name"]:
                found |= {match["name"], *_parts(match["name"])}
    return found


def _pairs(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Which name stands where another one stood, as far as nothing else was put in between."""
    old, new = (list(_TOKEN.finditer(text))[:_MOST] for text in (one, other))
    matcher = difflib.SequenceMatcher(None, [m[0] for m in old], [m[0] for m in new], autojunk=False)
    for kind, begin, end, to, until in matcher.get_opcodes():
        if kind == "replace" and end - begin == until - to:
            for was, now in zip(old[begin:end], new[to:until], strict=True):
                if was["name"] and now["name"]:
                    yield was["name"], now["name"]


def _ways(was: str, now: str) -> Iterator[tuple[str, str]]:
    """The whole names, then the one part in which they differ."""
    yield was, now
    mine, theirs = _JOINED.split(was), _JOINED.split(now)
    differing = [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    if len(mine) == len(theirs) and len(differing) == 1:
        yield differing[0]
