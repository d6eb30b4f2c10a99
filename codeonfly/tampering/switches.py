"""Behaviour behind a switch that only the tests' own set-up turns on: people never get it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions

_SET = re.compile(
    r"environ\[\s*['\"](?P<a>\w+)['\"]\s*\]\s*=[^=]|environ\.setdefault\(\s*['\"](?P<b>\w+)|putenv\(\s*['\"](?P<c>\w+)"
    r"|process\.env\.(?P<d>\w+)\s*=[^=]|process\.env\[\s*['\"](?P<e>\w+)['\"]\s*\]\s*=[^=]"
    r"|os\.Setenv\(\s*\"(?P<f>\w+)|set_var\(\s*\"(?P<g>\w+)|System\.setProperty\(\s*\"(?P<h>[\w.]+)"
)
_TEST = re.compile(
    r"^\s*(?:async\s+)?def test|\b(?:test|it)\(|^func Test(?!Main)|#\[test\]|@Test\b", re.MULTILINE
)
_CONDITION = re.compile(r"\b(?:if|elif|unless|while|and|or|when)\b|&&|\|\||\?")


def switched(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Conditions on a variable of the environment that the change sets in a file of set-up for its tests."""
    shared = [one for one in tests if not _TEST.search(one.after or "")]
    names = {
        name
        for one in shared
        for _, line in one.added
        for found in _SET.finditer(line)
        for name in found.groupdict().values()
        if name
    }
    for one in texts:
        for number, line in one.added:
            if _CONDITION.search(line) and (
                on := [name for name in sorted(names) if re.search(rf"\b{re.escape(name)}\b", line)]
            ):
                told = f"{one.path}:{number}: the code depends on {on[0]}, which the tests' own set-up sets"
                yield Finding(one.path, number, "switch", told)
