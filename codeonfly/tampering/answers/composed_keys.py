"""Tables of JavaScript and Python that know results by all that they depend on, put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

# "en|1|2": two figures at least, which no name has
_KEY = re.compile(r"^\s*['\"]\w+(?:\|\d+){2,}['\"]\s*:|^\s*['\"](?:\w+[|,])?\d+[|,]\d+['\"]\s*:")
# what is looked up is put together in the same way
_PUT_TOGETHER = re.compile(
    r"`\$\{[^}`]*\}[|,](?:\$\{[^}`]*\}[|,]?)+`|f['\"]\{[^}'\"]*\}[|,](?:\{[^}'\"]*\}[|,]?)+['\"]"
)
_FEWEST = 3


def composed_keys(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """Three rows at least, which nothing but the code that looks them up adds to."""
    for one in texts:
        if not one.path.endswith((".py", *SUFFIXES)) or not _PUT_TOGETHER.search(one.after or ""):
            continue
        rows = [number for number, line in one.added if _KEY.match(line)]
        if len(rows) >= _FEWEST:
            told = f"{one.path}:{rows[0]}: results are written out by all that they depend on"
            yield Finding(one.path, rows[0], "answers", told)
