"""A text as tokens that know their place: which line and which bracket each is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.verification.fitting_declarations import CLOSES

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'|[\w]+|\S", re.DOTALL
)
CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


class Text:
    """Its tokens, where each begins and ends, and which bracket is open there (-1: none).

    ``known``: the tokens that nothing else may stand for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = list(_TOKEN.finditer(text))
        self.tokens = [match[0] for match in found]
        self.known = frozenset(self.tokens)
        self.begins = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        self.inside = [-1]
        for place, token in enumerate(self.tokens):
            here = self.inside[-1]
            if token in CLOSED_BY:
                here = place
            elif token in CLOSES and here >= 0:
                here = self.inside[here]
            self.inside.append(here)

    def begins_line(self, at: int) -> bool:
        """Whether the token is the first of its line, or there is none."""
        return not 0 < at < len(self.begins) or "\n" in self.text[self.ends[at - 1] : self.begins[at]]

    def closes(self, begin: int, end: int) -> int:
        """The first token from ``begin`` to ``end`` that closes a bracket opened before, else ``begin``."""
        outside = self.inside[begin]
        closing = (
            one for one in range(begin, end) if self.tokens[one] in CLOSES and self.inside[one] == outside
        )
        return next(closing, begin)

    def lines(self, begin: int, end: int) -> list[list[str]]:
        """The tokens of each line, and of the brackets that are opened there."""
        found, outside = list[list[str]](), self.inside[begin]
        for place in range(begin, end):
            if not found or (self.begins_line(place) and self.inside[place] == outside):
                found.append([])
            found[-1].append(self.tokens[place])
        return found

    def around(self, at: int) -> Iterator[int]:
        """The places of the brackets that are open before this token, the innermost first."""
        place = self.inside[at]
        while place >= 0:
            yield place
            place = self.inside[place]


def is_balanced(tokens: list[str]) -> bool:
    """Whether each bracket that is opened is closed, and none else."""
    open_ = list[str]()
    for token in tokens:
        if token in CLOSED_BY:
            open_.append(CLOSED_BY[token])
        elif token in CLOSES and (not open_ or open_.pop() != token):
            return False
    return not open_
