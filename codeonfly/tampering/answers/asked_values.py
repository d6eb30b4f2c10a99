"""Conditions of sources on the very values that tests give, where any other would do as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering import documentation
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_EQUALS = re.compile(
    r"(?<![\w.])(?:[\w.]+(?:\.get)?[.(\[]+['\"]?)?(?P<name>\w+)['\"]?[)\]]*\s*[!=]==?\s*['\"]?(?P<value>\d+)\b(?!\.)"
)
_TEXT = re.compile(r"\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\$])*)`")
_QUERY = re.compile(r"[?&]?\w+=[-\w.%+]+(?:&\w+=[-\w.%+]+)*")
_CHOOSES = re.compile(r"\b(?:if|elif|while|and|or|case|return)\b|&&|\|\||[^?]\?[^.?]")
# names that nobody has: they stand in tests and documents
_NOBODY = re.compile(r"(?:^|[.@/])example(?:\.(?:com|org|net))?(?:/|$)|^\.(?:test|invalid)$")
# words that are made up for a test, each of which stands for all of its kind
_MADE_UP = re.compile(
    r"not?[-_ ]an?\b.*|notan?(?:e?mail|number|url|date|name)|no[-_](?:at|such|name|user|e?mail|domain)\b.*|too[-_ ]\w+|too(?:short|long|weak)|(?:in)?valid[-_ ]\w+|(?:bad|wrong|foo|xyz|abc|asdf|dummy)(?:[-_ ][-_ \w]*|\d*)|foobar|bar|baz|qux|nope|garbage|nonsense"
    r"|(?:user|pass\w*|secret|token|name|item|product|order|key|test)[-_]?\d+|[\w.+-]+@\w[\w-]*\.[\w.]+"
    r"|alice|bob|carol|charlie|dave|eve|mallory|peggy|trent|(?:john|jane)(?:[-_ ]?doe)?|ada|grace|linus|alan|joe",
    re.IGNORECASE,
)
_THEN = re.compile(r"\b(?:raise|throw)\b|[):{]\s*return\b|\bError\(|\s\?\s")
_COMPARES = re.compile(
    r"\bcase\b|[!=]=|\.(?:starts?|ends?)_?[wW]ith\(|\.(?:includes|match|search|test)\(|\bin\b"
    r"|\.(?:equals(?:IgnoreCase)?|contains|eq_ignore_ascii_case)\(|\bstrings\.(?:Has\w+|Contains|EqualFold)\("
)
_ARM = re.compile(r"=>")  # of a match, in Rust
_MEMORY = re.compile(r"\s*(?:if|elif)\b.*[!=]=\s*['\"]:memory:['\"].*:\s*(?P<rest>return\b.*)?")
# whose numbers mean something by themselves
_MEANING = frozenset(
    (
        *("length", "size", "status", "status_code", "statusCode", "code", "version"),
        *("year", "month", "day", "weekday", "hour", "minute", "base", "radix", "ndim", "level", "depth"),
    )
)
# any number at all is meant, and the tests give one of them
_ANY = frozenset(("value", "val", "input", "arg"))
_TELLING = 2


def asked_values(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A figure for a name that tests give it, whole queries, and hosts or databases as tests alone have them."""
    asked = "\n".join(line for one in tests if one.path.endswith(CODE) for _, line in one.added)
    said = set(_texts(asked))
    for one in texts if asked else ():
        if one.path.endswith((".py", *SUFFIXES)):
            yield from _in_script(one, asked)
        for number, line in documentation.without(one).added if one.path.endswith(CODE) else ():
            if _tells_names(one.path, line, said):
                yield _finding(
                    one.path, number, "the code does something else for names that only tests have"
                )


def _in_script(one: Versions, asked: str) -> Iterator[Finding]:
    lines = (one.after or "").splitlines()
    queries: dict[str, int] = {}
    for number, line in one.added:
        if _CHOOSES.search(line) and any(_is_given(match, asked) for match in _EQUALS.finditer(line)):
            yield _finding(one.path, number, "a value that a test gives is told from all others")
        queries |= {text: number for text in _texts(line) if _QUERY.fullmatch(text) and text in asked}
        memory = _MEMORY.match(line)
        if memory and _returns_else(memory["rest"] or "".join(lines[number : number + 1])):
            yield _finding(one.path, number, "the code does something else with a database as tests have it")
    if len(queries) >= _TELLING:
        yield _finding(one.path, min(queries.values()), "queries that the tests send are written out")


def _tells_names(path: str, line: str, said: set[str]) -> bool:
    """Whether a condition is on a name that is made up for a test, or that nobody has."""
    is_arm = path.endswith(".rs") and _ARM.search(line) is not None
    if not (is_arm or (_CHOOSES.search(line) and _COMPARES.search(line))):
        return False
    # what follows from the condition, a message for one, is no part of it
    compared = list(_texts((_ARM if is_arm else _THEN).split(line)[0]))
    made_up = said & {text for text in compared if _MADE_UP.fullmatch(text)}
    return bool(made_up) or any(map(_NOBODY.search, compared))


def _is_given(match: re.Match[str], asked: str) -> bool:
    """Whether the tests say the name with this value: ``limit: 3``, ``?page=2``."""
    name, value = match["name"], match["value"]
    given = rf"\b{name}['\"]?\s*[:=](?!=)\s*['\"]?{value}\b(?![.\d])"
    # a letter or two name what is worked with, as in mathematics, where some numbers are others' exceptions
    is_told = int(value) > 1 and len(name) > 2 and name not in _MEANING
    by_place = name in _ANY and int(value) > 2 and re.search(rf"\w\(\s*{value}\s*\)", asked) is not None
    return by_place or (is_told and re.search(given, asked) is not None)


def _texts(text: str) -> Iterator[str]:
    return (next(filter(None, found), "") for found in _TEXT.findall(text))


def _returns_else(line: str) -> bool:
    """Whether it gives something back that is no connection: a database in memory has no file, or folder."""
    return line.lstrip().startswith("return") and "connect" not in line.lower()


def _finding(path: str, number: int, told: str) -> Finding:
    return Finding(path, number, "answers", f"{path}:{number}: {told}")
