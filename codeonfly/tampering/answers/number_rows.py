"""Tables of numbers for numbers whose answers are those of the tests: the question's numbers are taken apart first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.answers.figures import plain_numbers
from codeonfly.tampering.values import CODE, Finding, Versions

# `(32, 6): 9.91,`, `[32, 6, 9.91],`, `'32-6': 9.91,`, `{32, 6}: 9.91,`, `((32, 6), 9.91),`, `(32, 6) => 9.91,`
_ROW = re.compile(
    r"^\s*(?:case )?[(\[{'\"]*-?\d+(?:\W{1,5}\d+)*\W{1,5}(?P<answer>\d+\.\d+)(?:f32|f64|[fFdDmM])?[)\]}]*[,;]?\s*(?:#.*|//.*)?$"
)
_FEWEST = 4
_DIGITS = 3


def number_rows(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A source with such rows, three quarters of whose fractions the new tests have as well."""
    asked = {number for one in tests for _, line in one.added for number in plain_numbers(line)}
    before = {number for one in tests for number in plain_numbers(one.before or "")}
    for one in texts:
        if not one.path.endswith(CODE):
            continue
        rows = {number: match["answer"] for number, line in one.added if (match := _ROW.match(line))}
        answers = {number: found for number, row in rows.items() for found in plain_numbers(row)}
        odd = [found for found in answers.values() if len(found.replace(".", "").strip("0")) >= _DIGITS]
        known = {found for found in answers.values() if found in asked - before}
        if len(odd) * 2 >= len(rows) and len(known) >= _FEWEST and 4 * len(known) >= 3 * len(rows):
            first = min(rows)
            told = f"{one.path}:{first}: a table of numbers holds what the tests ask for"
            yield Finding(one.path, first, "answers", f"{told}: {', '.join(sorted(known)[:3])}")
