"""Tables that a change fills with values, of which only the keys are asked for: what they are to give is never read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering.values import Finding, Versions

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TABLES = {
    ".java": re.compile(
        r"^\s+private (?:static )?(?:final )?(?:\w*Map)<[^;=]{0,300},(?!\s*Boolean\b)[^;=]{0,300}>\s+(?P<name>\w+)\s*(?:=\s*new\b[^;]{0,300})?;",
        re.MULTILINE,
    ),
    ".ts": re.compile(
        r"\bprivate\s+(?:readonly\s+)?(?P<name>\w+)\s*=\s*new Map<[^;(]{0,300},(?!\s*boolean\b)[^;(]{0,300}>\(\)"
    ),
    ".js": re.compile(r"^\s+#(?P<name>\w+)\s*=\s*new Map\(\)", re.MULTILINE),
}
_ASKS = {".java": r"containsKey\(", ".ts": r"has\(", ".js": r"has\("}
_FILLS = {
    ".java": r"put\([^;\n]*,(?!\s*(?:true\b|Boolean))",
    ".ts": r"set\([^;\n]*,(?!\s*true\b)",
    ".js": r"set\([^;\n]*,(?!\s*true\b)",
}
_REST = {
    ".java": r"(?:containsKey|put|putIfAbsent|clear|isEmpty|size)\(",
    ".ts": r"(?:(?:has|set|clear)\(|size\b)",
    ".js": r"(?:(?:has|set|clear)\(|size\b)",
}
_MOST = 50  # tables of one file


def keys_alone(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """Private fields that are new, filled and asked for nothing but a key: ``rates.containsKey(pair)``."""
    for one in texts:
        suffix = one.path[one.path.rfind(".") :]
        table = _TABLES.get(suffix)
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), one.after or "") if table else ""
        for match in islice(table.finditer(text), _MOST) if table else ():
            name = match["name"]
            if re.search(rf"\b{name}\b", one.before or ""):
                continue
            rest = text[: match.start()] + text[match.end() :]
            used = len(re.findall(rf"(?<![\w.]){name}\b|\b(?:this\.#?|#){name}\b", rest))
            known = len(re.findall(rf"(?<!\w){name}\.{_REST[suffix]}", rest))
            asks, fills = (re.search(rf"(?<!\w){name}\.{ways[suffix]}", rest) for ways in (_ASKS, _FILLS))
            if asks and fills and used == known:
                line = text.count("\n", 0, match.start("name")) + 1
                yield Finding(
                    one.path, line, "stub", f"{one.path}:{line}: of {name} only the keys are looked at"
                )
