"""Expected output that comes with the change: whether it is right, no run can tell, and its reader has to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.words import count

# beside the tests' data: what is called so is compared with what comes out
_EXPECTED = re.compile(r"golden|snapshots?\b|expected|approved|\.snap$", re.IGNORECASE)


def recorded(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The files of expected output with new lines, told once and never blocking.

    Such a file is as often recorded from what the code gave as it is written by hand: a wrong answer that
    was recorded passes every run, and is found by reading it.
    """
    files = [
        (one, sum(1 for _, line in one.added if line.strip()))
        for one in tests
        if one.after is not None and _EXPECTED.search(one.path) and not one.path.endswith(CODE)
    ]
    files = [(one, lines) for one, lines in files if lines]
    if files:
        first = files[0][0]
        more = f" and {count(len(files) - 1, 'file')} more" if len(files) > 1 else ""
        lines = count(sum(lines for _, lines in files), "line")
        told = f"{first.path}{more}: the tests expect {lines} that came with the change: read them, no run can tell whether they are right"
        yield Finding(first.path, 1, "recorded", told, blocks=False)
