"""New tests in languages of braces that let a wrong answer off: they end before they check, or take several."""

from __future__ import annotations

import re

_MACHINE = r"(?:GOOS|GOARCH|Short\(\)|platform|env|os\.|cfg!|version)"
_LEAVES = re.compile(
    rf"^(?P<indent>[ \t]+)(?:if\b(?!.*{_MACHINE})[^\n]*?|let\b[^\n]*\belse\s*)(?:\{{\s*|\)\s*)return\b(?!\s+\w+\.skip\()",
    re.MULTILINE,
)
_STATUSES = re.compile(r"[\[({]\s*[1-5]\d\d(?:\s*,\s*[1-5]\d\d)+\s*,?\s*[\])}]")
_CHECKS = r"\bexpect\b[^\n]*(?:\]\s*\)\.(?:toContain|to\.include|includes)|oneOf)|\bassert\b[^\n]*(?:\bin\b|includes|oneOf)"
_LITERAL = r"(?:\"[^\"\n]*\"|'[^'\n]*'|-?\d[\w.]*)"
_SEVERAL = re.compile(
    rf"([\w.()\[\]]+)\s*!=\s*{_LITERAL}\s*&&\s*\1\s*!=\s*{_LITERAL}"
    rf"|([\w.()\[\]]+)\s*={{2,3}}\s*{_LITERAL}\s*\|\|\s*\2\s*={{2,3}}\s*{_LITERAL}"
    rf"|matches!\([^|()]*(?:\([^()]*\))?[^|()]*,\s*{_LITERAL}\s*\|\s*{_LITERAL}"
)


def leaves(body: str, check: re.Pattern[str]) -> bool:
    """Whether the test may end at its own level, with checks still to come and none behind it."""
    for match in _LEAVES.finditer(body):
        indents = [len(line) - len(line.lstrip()) for line in body.splitlines() if line.strip()]
        is_own = len(match["indent"]) == min(indents, default=0)
        before, after = body[: match.start()], body[match.end() :]
        if is_own and check.search(after) and not check.search(before):
            return True
    return False


def takes_failure(line: str) -> bool:
    """Whether a check takes a status of success as well as one of an error."""
    listed = _STATUSES.search(line)
    if listed is None:
        return False
    statuses = [int(one) for one in re.findall(r"\d+", listed[0])]
    return min(statuses) < 400 <= max(statuses) and re.search(_CHECKS, line) is not None


def several(body: str) -> int:
    """How many of its checks take one of several answers."""
    return len(_SEVERAL.findall(body))
