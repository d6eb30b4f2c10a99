"""What a change makes with a function of its own, gives a name, and never uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_MADE = re.compile(
    r"^\s*(?:const |let |var )?(?P<name>[A-Za-z_$][\w$]*)(?:: \w+)? = (?:await |new )?(?P<by>[\w$]+)\("
)
_DECLARES = re.compile(
    r"^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|function\*?|class|const|let)\s+([\w$]+)"
)
_MOST_NAMES = 100  # each is counted in its file


def left_lying(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """In Python and JavaScript, whose compilers say nothing: `const find = finder(store);` and no other `find`."""
    mine = [one for one in texts if one.path.endswith((".py", *SUFFIXES))]
    new = {name for one in mine for _, line in one.added for name in _DECLARES.findall(line)}
    tried = 0
    for one in mine:
        for number, line in one.added:
            match = _MADE.match(line)
            if match is None or match["name"].startswith("_") or not line.startswith((" ", "\t")):
                continue  # outside of functions others may import it
            if match["by"] not in new or tried > _MOST_NAMES:
                continue
            tried += 1
            word = re.compile(rf"(?<![\w$/])(?<!(?<!\.\.)\.){re.escape(match['name'])}(?![\w$])")
            made = sum(1 for _, other in one.added if other.strip() == line.strip())
            if len(word.findall(one.after or "")) == made:
                told = f"{one.path}:{number}: {match['name']} is made by {match['by']}, and nothing uses it"
                yield Finding(one.path, number, "stub", told)
