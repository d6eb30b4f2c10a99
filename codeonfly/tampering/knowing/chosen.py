"""Chance that always goes the same way, and a clock that only a variable of the tests sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.tree import Tree

_NUMBER = r"(?:0x[\da-fA-F_]+|[\d_]+)[uUlLn]?\w{0,3}"
_SEEDED = re.compile(
    rf"\brand\.New(?:Source|PCG)\(\s*{_NUMBER}\s*(?:,\s*{_NUMBER}\s*)?\)|\brandom\.(?:Random|seed)\(\s*{_NUMBER}\s*\)"
    rf"|\bnew (?:Split(?:table))?Random\(\s*{_NUMBER}\s*\)|\bseed_from_u64\(\s*{_NUMBER}\s*\)|\bdefault_rng\(\s*{_NUMBER}\s*\)"
)
# where the same every time is what is wanted
_ON_PURPOSE = re.compile(
    r"seed|demo|sample|example|fake|fixture|bench|simulat|generat|stub|mock|script", re.IGNORECASE
)
_VARIABLE = re.compile(
    r"(?:env::var(?:_os)?\(|os\.(?:environ(?:\.get)?[\[(]|getenv\()|os\.(?:Getenv|LookupEnv)\(|process\.env\.?\[?|System\.getenv\()\s*"
    r"['\"]?(?P<name>\w*(?:TODAY|_NOW|NOW_|CLOCK|_DATE|_TIME)\w*)"
)
_CLOCK = re.compile(
    r"\b(?:SystemTime|Instant|Utc|Local|OffsetDateTime|Zoned|Timestamp|LocalDate|LocalDateTime|Instant|Clock|ZonedDateTime|Year|YearMonth)(?:::|\.)(?:now|now_utc|now_local|today|system\w*)\b"
    r"|\bdate\.today\b|\bdatetime\.(?:now|utcnow|today)\b|\btime\.(?:time|localtime|gmtime|strftime|time_ns)\b|\btime\.Now\b"
    r"|\bDate\.now\b|\bnew Date\(\s*\)|\bcurrentTimeMillis\b|\bTemporal\.Now\b|\btoday_utc\b|\bstrftime\(|\bdate\b.*\bCommand\b"
)


def always_the_same(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """A generator of chance that a source begins with a number of its own."""
    for one in texts:
        if not one.path.endswith(CODE) or _ON_PURPOSE.search(one.path):
            continue
        for number, line in one.added:
            match = _SEEDED.search(line)
            if match is not None and not _ON_PURPOSE.search(line.replace(match[0], "")):
                told = f"{one.path}:{number}: chance begins with a number that is written out, and goes the same way each time"
                yield Finding(one.path, number, "stub", told)


def no_clock(texts: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """A variable for the day or the time, in a program that never asks the machine for it."""
    for one in texts:
        for number, line in one.added if one.path.endswith(CODE) else ():
            match = _VARIABLE.search(line)
            if match is None or match["name"] in (one.before or ""):
                continue
            changed = {two.path for two in texts}
            others = (
                base.text(path) or "" for path in base.files if path.endswith(CODE) and path not in changed
            )
            now = [two.after or "" for two in texts]
            if not any(map(_CLOCK.search, (*now, *others))):
                told = (
                    f"{one.path}:{number}: only {match['name']} says what time it is, and no clock is asked"
                )
                yield Finding(one.path, number, "stub", told)
                return
