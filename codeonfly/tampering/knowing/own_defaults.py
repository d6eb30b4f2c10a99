"""Code that asks whether it has what it takes by default, or what somebody put in its place, as tests do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

# ``fetch = globalThis.fetch`` among parameters: of what the language or a library has, no value of one's own
_DEFAULT = re.compile(
    r"[(,{]\s*(?P<name>\w+)\s*(?::\s*[^=,(){}]+)?=\s*(?P<value>[A-Za-z_]\w*(?:\.\w+)+)\s*(?=[,)}])"
)
_WORD = re.compile(r"\w+")
_MOST = 200  # of one file


def own_defaults(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``fetch === globalThis.fetch``, ``sleep is time.sleep`` on an added line, of a parameter with that default."""
    said = {word for one in tests for _, line in one.added for word in _WORD.findall(line)}
    for one in texts:
        if not one.path.endswith((".py", *SUFFIXES)):
            continue
        text = one.after or ""
        found = {(match["name"], match["value"]) for match in list(_DEFAULT.finditer(text))[:_MOST]}
        # what does something, and what the tests put in its place
        defaults = {
            pair for pair in found if pair[0] in said and re.search(rf"\b{re.escape(pair[0])}\(", text)
        }
        for number, line in one.added if defaults else ():
            if any(_asks(name, value, line) for name, value in defaults):
                told = f"{one.path}:{number}: the code does something else where its own default is replaced"
                yield Finding(one.path, number, "knows-tests", told)


def _asks(name: str, value: str, line: str) -> bool:
    if name not in line or value not in line:
        return False
    both = (rf"(?:self\.|this\.)?_?{re.escape(name)}", re.escape(value))
    same = r"\s*(?:[!=]==?|\bis(?:\s+not)?\b)\s*"
    return any(re.search(rf"(?<![\w.]){a}{same}{b}(?![\w.(])", line) for a, b in (both, both[::-1]))
