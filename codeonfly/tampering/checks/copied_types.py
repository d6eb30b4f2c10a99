"""The code once more among the tests: what passes is the copy, and the code itself is not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_MAIN, _TEST = "src/main/java/", "src/test/java/"
_TYPE = re.compile(r"^(?:pub(?:\([\w ]+\))? )?(?:struct|enum)\s+(\w+)", re.MULTILINE)
_METHODS = re.compile(r"^\s*(?:pub(?:\([\w ]+\))? )?(?:const )?fn\s+(\w+)", re.MULTILINE)


def copied_types(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """A class of Java's that the tests have under the name of one of the sources, a type of Rust's with its functions."""
    changed = [one for one in texts if one.path.endswith(".rs") and one.after]
    sources = base.files.keys() | {one.path for one in texts if one.after is not None}
    for one in tests:
        if one.before is not None or one.after is None:
            continue
        other = one.path.replace(_TEST, _MAIN)
        if other != one.path and other in sources:
            yield _finding(one.path, f"is found in place of {other}")
        elif one.path.endswith(".rs"):
            yield from (_finding(one.path, f"has {told} once more") for told in _again(one.after, changed))


def _again(text: str, changed: Sequence[Versions]) -> Iterator[str]:
    """Types that a changed source has as well, each with at least one function of that source."""
    types, methods = set(_TYPE.findall(text)), set(_METHODS.findall(text))
    for one in changed:
        mine = one.after or ""
        shared = types & set(_TYPE.findall(mine))
        if shared and methods & set(_METHODS.findall(mine)):
            yield f"{min(shared)} of {one.path}"


def _finding(path: str, told: str) -> Finding:
    return Finding(path, 1, "shadow", f"{path} {told}")
