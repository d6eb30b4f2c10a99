"""What stands for a result of JavaScript, and constructors that take more and do as they did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codeonfly.toolchains.bodies import closing

ANYTHING = """
function cofAnything() {
  const given: any = new Proxy(function () {}, {
    get: (_: any, key: any) => {
      if (key === Symbol.iterator) return function* () {};
      if (key === Symbol.asyncIterator) return async function* () {};
      if (key === Symbol.toPrimitive) return () => NaN;
      return key === 'then' ? undefined : typeof key === 'symbol' ? undefined : given;
    },
    apply: () => given,
    construct: () => given,
  });
  return given;
}
"""
_CLASS = re.compile(r"\bclass\s+(\w+)")
_CONSTRUCTOR = re.compile(
    r"^[ \t]+(?:(?:public|private|protected)\s+)?constructor\s*(?P<open>\()", re.MULTILINE
)
_BODY = re.compile(r"\s*\{")
# TypeScript's parameters that are kept by no more than a word
_KEPT = re.compile(r"\b(?:(?:public|private|protected|readonly|override)\s+)+(?=(\w+))")
_FIRST = re.compile(r"\s*(\w+)\s*[,):=?]")
_WORD = re.compile(r"\w+")
_QUOTES = "'\"`"
_DIVIDES = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n]*|[(\[{)\]},;]"
    r"|(?<!=>)(?<!&&)(?<!\|\|)(?<![?:])\n(?!\s*(?:[.?:&|+*/=-]|=>))"
)


@dataclass(frozen=True, slots=True)
class Constructor:
    """Places of the parameters and of the body, without their brackets."""

    owner: str
    opened: int
    closed: int
    body: int
    end: int


def as_before(before: str, after: str) -> tuple[str, frozenset[str]]:
    """The text with the base's bodies where parameters changed, and the names of these classes."""
    old = {one.owner: one for one in constructors(before)}
    parts, place, names = [], 0, set()
    for one in constructors(after):
        was = old.get(one.owner)
        given = after[one.opened : one.closed]
        taken = before[was.opened : was.closed] if was is not None else given
        if was is None or "".join(given.split()) == "".join(taken.split()):
            continue
        parts += [
            after[place : one.opened],
            _only_taken(given, taken),
            after[one.closed : one.body],
            before[was.body : was.end],
        ]
        place = one.end
        names.add(one.owner)
    return "".join([*parts, after[place:]]), frozenset(names)


def expression_end(text: str, place: int) -> int | None:
    """The end of an expression that is a function's body, outside of brackets; None where it has none."""
    begin = place
    for match in _DIVIDES.finditer(text, place):
        if match.start() < place or match[0][0] in _QUOTES + "/":
            continue  # within what was passed already, or no code
        if match[0] in "([{":
            end = closing(text, match.start(), _QUOTES)
            if end is None:
                return None
            place = end + 1
        elif match[0] in ")]},;" or text[begin : match.start()].strip():
            return match.start()
    return len(text)


def first_given(declaration: str) -> str:
    """The first parameter of a function, where that is a name by itself."""
    match = _FIRST.match(declaration.partition("(")[2])
    return match[1] if match is not None else ""


def _only_taken(given: str, known: str) -> str:
    """Parameters without the words that keep them, but for those of before."""
    before = set(_WORD.findall(known))
    return _KEPT.sub(lambda match: match[0] if match[1] in before else "", given)


def constructors(text: str) -> Iterator[Constructor]:
    for match in _CONSTRUCTOR.finditer(text):
        owners = _CLASS.findall(text, 0, match.start())
        closed = closing(text, match.start("open"), _QUOTES)
        body = _BODY.match(text, closed + 1) if closed is not None else None
        end = closing(text, body.end() - 1, _QUOTES) if body is not None else None
        if owners and closed is not None and body is not None and end is not None:
            yield Constructor(owners[-1], match.end(), closed, body.end(), end)
