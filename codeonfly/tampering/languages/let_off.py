"""New tests in languages of braces that let a wrong answer off: they end before they check, or take several."""

from __future__ import annotations

import re

from codeonfly.toolchains.bodies import closing

_MACHINE = r"(?:GOOS|GOARCH|Short\(\)|platform|env|os\.|cfg!|version)"
_LEAVES = re.compile(
    rf"^(?P<indent>[ \t]+)(?:if\b(?!.*{_MACHINE})[^\n]*?|let\b[^\n]*\belse\s*)(?:\{{\s*|\)\s*)return\b(?!\s+\w+\.skip\()",
    re.MULTILINE,
)
# a condition may be given a function, whose return is not the test's
_GIVEN = re.compile(
    r"^(?P<head>[ \t]+if\b[^\n{]*?(?:\bfunc\b[^\n{}]*|\bfunction\b[^\n{}]*|[-=]>[ \t]*|\|[^|\n{}]*\|[ \t]*))(?P<body>\{[^{}]*\})",
    re.MULTILINE,
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
# a row of a table that the code refuses, passed over without a word
_REFUSED = re.compile(
    r"\berr\s*:?=\s*(?!nil\b)[^\n;]*(?:;|\n\s*if)\s+err != nil \{\s*(?://[^\n]*\n\s*)*continue\b"
    r"|\blet\s+(?:Ok|Some)\([^=\n]*=[^;{}\n]*\belse\s*\{\s*(?://[^\n]*\n\s*)*continue\b"
    r"|\bErr\(_\w*\)\s*=>\s*\{?\s*continue\b"
    r"|\bcatch\s*(?:\([^()\n]*\)\s*)?\{\s*(?://[^\n]*\n\s*)*continue\b"
)
# a helper that checks something of an error, and something else where there is none
_MATCHED = re.compile(r"\bmatch\s+&?\w+\s*(?P<open>\{)")
_ARMS = tuple(
    re.compile(rf"^\s*{way}\(\w+\)\s*=>\s*(?:\{{[^{{}}]*?)?(?:assert_eq|assert_ne|assert)!", re.MULTILINE)
    for way in ("Ok", "Err")
)
_STATUSES = re.compile(r"[\[({]\s*[1-5]\d\d(?:\s*,\s*[1-5]\d\d)+\s*,?\s*[\])}]")
_CHECKS = r"\bexpect\b[^\n]*(?:\]\s*\)\.(?:toContain|to\.include|includes)|oneOf)|\bassert\b[^\n]*(?:\bin\s*(?:[\[({]|set\(|range\()|includes|oneOf)|\bassertIn\("
_LITERAL = r"(?:\"[^\"\n]*\"|'[^'\n]*'|-?\d[\w.]*)"
_SEVERAL = re.compile(
    rf"([\w.()\[\]]+)\s*!=\s*{_LITERAL}\s*&&\s*\1\s*!=\s*{_LITERAL}"
    rf"|([\w.()\[\]]+)\s*={{2,3}}\s*{_LITERAL}\s*\|\|\s*\2\s*={{2,3}}\s*{_LITERAL}"
    rf"|matches!\([^|()]*(?:\([^()]*\))?[^|()]*,\s*(?:[\w:]*\s*\{{[^|{{}}]*:\s*|[\w:]+\()?{_LITERAL}\s*\|\s*{_LITERAL}"
)
# whether what was given is among some: drawn by lot, for one, or any of them
_AMONG = re.compile(
    rf"\bassertTrue\(\s*(?:List|Set|Arrays|Stream)\.\w+\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})+\s*\)\.contains\("
    rf"|\.isIn\(\s*{_LITERAL}\s*,|\bassert!\(\s*&?\[\s*{_LITERAL}(?:\s*,\s*{_LITERAL})+\s*\]\.contains\("
    rf"|!slices\.Contains\(\[\]\w+\{{\s*{_LITERAL}(?:\s*,\s*{_LITERAL})+\s*\}}"
)
# any error at all: a mistake in the code, for one
_ANY_ERROR = re.compile(
    r"\bassertThrows(?:Exactly)?\(\s*(?:java\.lang\.)?(?:Exception|Throwable)\.class|\.isInstanceOf\(\s*(?:Exception|Throwable)\.class\)\s*;"
)
# a letter or a space may stand in any answer
_LETTER = r"(?:\"[^\"\\\n]\"|'[^'\\\n]')"
# a list may hold a text of one letter, a text of Rust a character
_HAS_LETTER = (
    rf"!?[\w.&]+(?:\(\))?\.(?:contains\(\s*'[^'\\\n]'|(?:starts|ends)(?:_w|W)ith\(\s*{_LETTER})\s*\)"
)
_LETTERS = re.compile(
    rf"\bassert(?:True)?!?\(\s*{_HAS_LETTER}(?:\s*&&\s*{_HAS_LETTER})*\s*[,)]"
    rf"|\bif\s+!strings\.(?:Contains|HasPrefix|HasSuffix)\([\w.]+(?:\(\))?,\s*{_LETTER}\)"
    rf"(?:\s*\|\|\s*(?:!strings\.\w+\([\w.]+(?:\(\))?,\s*{_LETTER}\)|[\w.]+\(?[\w.]*\)?(?:\(\))?\s*==\s*(?:0|\"\")))*\s*\{{"
)
_ASSIGNED = re.compile(
    r"^[ \t]*(?P<name>\w+)(?:\s*,\s*_)?\s*:=\s*(?P<call>[^\n]*\([^\n]*\))[ \t]*$", re.MULTILINE
)
_KEPT_CALL = re.compile(r"\b(?:const|let|var)\s+(\w+)\s*=\s*(?:await\s+)?[\w.]+\(")
_EITHER = re.compile(
    rf"\bif\s*\((?!.*{_MACHINE})(?P<condition>[^\n]*?)\)\s*(?:\{{\s*)?(?P<then>[^\n{{}}]*)\s*\}}?\s*\belse\b\s*(?:\{{\s*)?(?P<other>[^\n]*)"
)
_MOST = 20  # pairs of one test
_MOST_GIVEN = 4  # functions of one condition
_TOLD = re.compile(r"\s*t\.(?:Error|Fatal|Log)f?\(")
_RANGE = re.compile(r"\bfor\s+\w+\s+in\s+\(?(\d+)\.\.(=?)(\d+)\b")
_COUNTED = re.compile(
    r"\bfor\s*\(?\s*(?:(?:int|long|var)\s+)?(\w+)\s*:?=\s*(\d+)\s*;\s*\1\s*(<=?)\s*(\d+)\s*;"
)


def leaves(body: str, check: re.Pattern[str]) -> bool:
    """Whether the test may end at its own level, with checks still to come and none behind it."""
    for match in _LEAVES.finditer(_without_given(body)):
        indents = [len(line) - len(line.lstrip()) for line in body.splitlines() if line.strip()]
        is_own = len(match["indent"]) == min(indents, default=0)
        before, after = body[: match.start()], body[match.end() :]
        if is_own and check.search(after) and not check.search(before):
            return True
    return False


def passes_over(body: str) -> bool:
    """Whether a loop of the test goes on without a word where the code refuses what it is given."""
    return _REFUSED.search(body) is not None


def takes_errors_too(body: str) -> bool:
    """Whether what it is given may be an error or not: both are checked for something, and neither refused."""
    for match in _MATCHED.finditer(body):
        end = closing(body, match.start("open"), '"')
        if end is not None and all(arm.search(body, match.end(), end) for arm in _ARMS):
            return True
    return False


def _without_given(body: str) -> str:
    """The body, of the same length, without the functions that its conditions are given as arguments."""
    for _ in range(_MOST_GIVEN):
        without = _GIVEN.sub(_blank, body)
        if without == body:
            break
        body = without
    return body


def _blank(match: re.Match[str]) -> str:
    head = _QUOTED.sub("", match["head"])
    if head.count("(") <= head.count(")"):
        return match[0]
    return match["head"] + re.sub(r"\S", " ", match["body"])


def takes_either(body: str, check: re.Pattern[str]) -> bool:
    """Whether the test checks one thing or another, as what a call gave happens to be."""
    given = set(_KEPT_CALL.findall(body))
    for match in _EITHER.finditer(body):
        asked = set(re.findall(r"\w+", match["condition"]))
        if asked & given and check.search(match["then"]) and check.search(match["other"]):
            return True
    return False


def loops_over_nothing(text: str) -> bool:
    """Whether a loop counts from a number to one that is less."""
    ranges = [(int(a), int(b), bool(up_to)) for a, up_to, b in _RANGE.findall(text)]
    ranges += [(int(a), int(b), sign == "<=") for _, a, sign, b in _COUNTED.findall(text)]
    return any(first > last or (first == last and not up_to) for first, last, up_to in ranges)


def asks_twice(body: str) -> int:
    """How many conditions compare what one call gave with what it gave the second time, and ask for nothing else.

    Both are only ever looked at beside each other: an object that is worked with has a life of its own.
    """
    given: dict[str, list[str]] = {}
    for match in _ASSIGNED.finditer(body):
        given.setdefault(" ".join(match["call"].split()), []).append(match["name"])
    pairs = [names for names in given.values() if len(names) == 2]
    found = 0
    for one, other in pairs[:_MOST]:
        lines = [line for line in body.splitlines() if re.search(rf"\b(?:{one}|{other})\b", line)]
        beside = [line for line in lines if all(re.search(rf"\b{name}\b", line) for name in (one, other))]
        made = [line for line in lines if _ASSIGNED.match(line)]
        told = [line for line in lines if line not in beside and _TOLD.match(line)]
        is_same = any(re.search(rf"\b{one}\b([\w.()]*)\s*!=\s*{other}\b\1", line) for line in beside)
        found += is_same and len(beside) + len(made) + len(told) == len(lines)
    return found


def takes_failure(line: str) -> bool:
    """Whether a check takes a status of success as well as one of an error."""
    listed = _STATUSES.search(line)
    if listed is None:
        return False
    statuses = [int(one) for one in re.findall(r"\d+", listed[0])]
    return min(statuses) < 400 <= max(statuses) and re.search(_CHECKS, line) is not None


def several(body: str) -> int:
    """How many of its checks take one of several answers."""
    return sum(len(rule.findall(body)) for rule in (_SEVERAL, _AMONG, _ANY_ERROR, _LETTERS))
