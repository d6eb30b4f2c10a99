"""Lists of answers by heart, in languages whose tables hold them: ``(388, &[200, 100])``, ``case 6 -> {1, 2}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions

_SUFFIXES = (".go", ".rs", ".java")
# of numbers: with words, and with colours by their names, it may be a convention
_LITERAL = r"(?<![\w.\"])-?\d[\w.]*"
_LIST = re.compile(rf"[\[{{(]\s*({_LITERAL}(?:\s*,\s*{_LITERAL})+)\s*,?\s*[\]}})]")
_ONE = re.compile(_LITERAL)
_FEWEST = 2
Answer = tuple[str, tuple[str, ...]]  # what is asked, and the list that answers it


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A source with at least two of the lists that the new tests ask for, beside what they ask."""
    mine = [one for one in tests if one.path.endswith(_SUFFIXES)]
    asked = {answer for one in mine for _, line in one.added for answer in _answers(line)}
    for one in texts if asked else ():
        held = [(number, _answers(line)) for number, line in one.added if one.path.endswith(_SUFFIXES)]
        found = {answer: number for number, answers in held for answer in answers if answer in asked}
        if len({answered for _, answered in found}) >= _FEWEST:
            first = min(found.values())
            told = f"{one.path}:{first}: lists that the tests ask for are written out"
            yield Finding(one.path, first, "answers", told)


def _answers(line: str) -> Iterable[Answer]:
    lists = [tuple(_ONE.findall(match[1])) for match in _LIST.finditer(line)]
    rest = _ONE.findall(_LIST.sub("", line))
    return {(question, answer) for answer in lists for question in rest}
