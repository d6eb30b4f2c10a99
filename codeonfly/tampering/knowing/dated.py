"""Sources that do something else from some day on, where the day and the clock stand on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.tampering.values import Added, Sign

_CLOCK = re.compile(
    r"\btime\.(?:time|time_ns)\(\)|\bDate\.now\(\)|\bnew Date\(\)|\b(?:date|datetime)\.(?:now|today|utcnow)\(|\btime\.Now\(\)"
    r"|\bSystemTime::now\(\)|\bcurrentTimeMillis\(\)|\b(?:Instant|Year|Local\w*|Zoned\w*|Offset\w*|Utc|Local)(?:\.|::)now\("
)
_SECONDS = r"(?<![\w.])(?P<n>\d(?:_?\d){9,})(?![\w.])"  # since 1970, or thousandths and less of them
_YEAR = r"(?<![\w.])20[2-9]\d(?![\w.])"
# a year that follows from a clock's, and not one that somebody gave
_ASKS_YEAR = re.compile(
    rf"\b\w*(?:[yY]ear|now|today)\w*(?:\(\))?(?:\.\w+(?:\(\))?)*\s*[<>]=?\s*{_YEAR}|{_YEAR}\s*[<>]=?\s*\w*(?:[yY]ear|now|today)\w*"
)
_ASKS = re.compile(rf"[\w)\]]\s*[<>]=?\s*{_SECONDS}|(?<![\w.])(?P<m>\d(?:_?\d){{9,}})\s*[<>]=?\s*\w")
_NAMED = re.compile(
    rf"\b(?P<name>\w+)\s*(?::[^=\n]*|(?:u?int64|float64|time\.Time)\s*)?:?=\s*(?:(?:\w+\()?{_SECONDS}"
    r"|(?:time\.Date|Local\w*\.of|Year\.of|(?:datetime\.)?date(?:time)?)\(\s*20[2-9]\d"
    r"|(?:LocalDate|LocalDateTime|Instant)\.parse\(\s*\"20[2-9]\d-|(?:new Date|Date\.parse)\(\s*['\"]20[2-9]\d-|Date\.UTC\(\s*20[2-9]\d)"
)
_FIRST, _LAST = 1_600_000_000, 4_102_444_800  # September 2020, the year 2100
_NO_DAY = frozenset((2**31 - 1, 2**31, 2_000_000_000, 3_000_000_000, 4_000_000_000))


def dated(text: str, added: Added) -> Iterator[Sign]:
    """Added lines that compare with a day, in a source whose added lines ask a clock."""
    if not any(_CLOCK.search(line) for _, line in added):
        return
    days = {
        match["name"]
        for _, line in added
        for match in _NAMED.finditer(line)
        if match["n"] is None or _is_day(match["n"])
    }
    for number, line in added:
        asked = next(_ASKS.finditer(line), None)
        seconds = (asked["n"] or asked["m"]) if asked is not None else ""
        if (
            (seconds and _is_day(seconds))
            or _ASKS_YEAR.search(line)
            or any(_is_compared(name, line) for name in days)
        ):
            yield number, "dated", "the code does something else from a certain day on"


def _is_day(figure: str) -> bool:
    number = int(figure.replace("_", ""))
    return any(
        _FIRST <= number // unit <= _LAST and number not in _NO_DAY for unit in (1, 10**3, 10**6, 10**9)
    )


def _is_compared(name: str, line: str) -> bool:
    return (
        re.search(
            rf"[\w)\]]\s*[<>]=?\s*{name}\b(?!\s*\()|\b{name}\s*[<>]=?\s*\w|\.(?:Before|After|isBefore|isAfter|Compare)\(\s*{name}\b"
            rf"|\b{name}\.(?:Before|After|isBefore|isAfter)\(",
            line,
        )
        is not None
    )
