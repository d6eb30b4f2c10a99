"""Code that asks whether it is given the program's own clock, store or client, or the one that tests have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.tree import Tree

_KIND = r"(?:\w+\.)*(?P<{0}>[A-Z]\w*[a-z][A-Z]\w*)"
_ASKS = re.compile(
    rf"\bisinstance\([^,()]+,\s*{_KIND.format('a')}\s*\)|\btype\([^()]+\)\s*(?:is(?:\s+not)?|[!=]=)\s*{_KIND.format('b')}\b"
    rf"|\binstanceof\s+{_KIND.format('c')}\b|\.\(\*?{_KIND.format('d')}\)"
)
_ROLE = re.compile(r"[A-Z][a-z]+\Z")
# what stands in the program's place, by the words that such classes are called with
_DOUBLES = (
    "(?:Fixed|Fake|Frozen|Mock|Stub|Test|Testing|InMemory|Memory|Manual|Static|Dummy|Null|Recording|Spy|Scripted"
    "|Simulated|Virtual|Controlled|Settable|Offline|Canned)"
)


def own_kinds(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """``isinstance(self.clock, SystemClock)``, where tests have a ``FixedClock`` and never the other one."""
    asked = [
        (one, number, next(filter(None, match.groups())))
        for one in texts
        if one.path.endswith(CODE)
        for number, line in one.added
        for match in _ASKS.finditer(line)
    ]
    if not asked:
        return
    said = "\n".join(line for one in tests for _, line in one.added)
    now = [one.after or "" for one in (*texts, *tests)]
    changed = {one.path for one in (*texts, *tests)}
    for one, number, kind in asked:
        role = _ROLE.search(kind)
        if role is None or re.search(rf"\b{kind}\b", said):
            continue
        double = re.compile(rf"\b{_DOUBLES}{role[0]}\b")
        # an interface of a library may be there or not: ``w.(io.StringWriter)``
        declared = re.compile(rf"\b(?:class|struct|record|type)\s+{kind}\b")
        others = (base.text(path) or "" for path in base.files if path.endswith(CODE) and path not in changed)
        everything = (*now, *others)
        if any(map(declared.search, everything)) and any(map(double.search, everything)):
            told = f"{one.path}:{number}: the code asks whether it has a {kind}, which no test gives it"
            yield Finding(one.path, number, "knows-tests", told)
