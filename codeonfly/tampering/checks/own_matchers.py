"""New tests of JavaScript whose every check is a matcher that the change itself brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_EXTENDS = re.compile(r"\bexpect\.extend\(")
_METHOD = re.compile(
    r"^\s*(?:async\s+)?(to\w+|\w+)\s*(?:\(|:\s*(?:async\s*)?(?:function\b|\())", re.MULTILINE
)
_CHECK = re.compile(r"\bexpect(?:\.soft)?\(.*?\)\s*(?:\.(?:not|resolves|rejects))*\.(\w+)|\bassert\b")


def own_matchers(tests: Sequence[Versions]) -> Iterator[Finding]:
    """What such a test asks for is what its own rule says."""
    mine = [one for one in tests if one.path.endswith(SUFFIXES)]
    before = "\n".join(one.before or "" for one in mine)
    own = {name for one in mine for name in _names(one.after or "") if name not in before}
    found = [
        (one.path, line, match[1])
        for one in mine
        for line, text in one.added
        for match in (_CHECK.finditer(text) if own and not _EXTENDS.search(text) else ())
    ]
    if found and all(name in own for *_, name in found):
        path, line, name = found[0]
        yield Finding(path, line, "own", f"{path}:{line}: the new tests check by rules of their own: {name}")


def _names(text: str) -> set[str]:
    match = _EXTENDS.search(text)
    return set(_METHOD.findall(text, match.end())) if match is not None else set()
