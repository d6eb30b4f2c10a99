"""JavaScript tests that put something of their own in a function's place, and then ask that very function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import blocks, closing
from codeonfly.toolchains.hollow_blocks import bodies
from codeonfly.toolchains.node import TEST
from codeonfly.toolchains.node_stubs import SUFFIXES

_PUTS = re.compile(
    r"\b(?P<owner>\w+)(?P<proto>\.prototype)?\.(?P<name>\w+)\s*=\s*(?:async\b|function\b|\([^()]*\)\s*=>|\w+\s*=>|(?:jest|vi|mock|sinon)\.(?:fn|stub|fake)\b)"
    r"|\b(?:sinon|sandbox|mock|t\.mock)\.(?:stub|method|replace)\(\s*(?P<stubbed>\w+)(?P<whole>\.prototype)?\s*,\s*['\"](?P<key>\w+)['\"]"
    r"|\bspyOn\(\s*(?P<spied>\w+)(?P<class>\.prototype)?\s*,\s*['\"](?P<method>\w+)['\"]\s*\)\s*\.mock(?:Return|Resolved|Rejected|Impl)\w*"
)
_CLASS = re.compile(r"\bclass\s+(?P<name>\w+)\s+extends\s+(?P<base>[\w.]+)\s*(?P<open>\{)")
_METHOD = re.compile(r"^[ \t]+(?:async\s+|static\s+)*\*?#?(\w+)\s*\([^()]*\)\s*\{", re.MULTILINE)
_GLOBALS = frozenset(
    (
        "Date",
        "Math",
        "console",
        "process",
        "global",
        "globalThis",
        "window",
        "document",
        "fs",
        "Promise",
        "JSON",
    )
)
_EMPTY = re.compile(r"\s*(?:throw\b[^;]*;?|return\b\s*(?:null|undefined)?\s*;?)?\s*")


def asked_doubles(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Only for functions of changed sources: that a collaborator is replaced is what doubles are for."""
    made = {
        name.rpartition(".")[2]
        for one in texts
        if one.path.endswith(SUFFIXES)
        for name, _, body in bodies(one.path, one.after or "")
        if not _EMPTY.fullmatch(body)
    }
    mine = [one for one in tests if one.path.endswith(SUFFIXES)]
    said = "\n".join(line for one in mine for _, line in one.added) if made else ""
    for one in mine if made else ():
        lines = {number for number, _ in one.added}
        for place, name in _found(one.after or "", made, said):
            line = (one.after or "").count("\n", 0, place) + 1
            if line in lines:
                told = f"{one.path}:{line}: the tests put something else in the place of {name}, and ask that"
                yield Finding(one.path, line, "provided", told)


def _found(text: str, made: set[str], said: str) -> Iterator[tuple[int, str]]:
    within = [body for _, body in blocks(text, TEST, quotes="'\"`")]
    for match in _PUTS.finditer(text):
        owner = match["owner"] or match["stubbed"] or match["spied"]
        name = match["name"] or match["key"] or match["method"]
        if name not in made or owner in _GLOBALS:
            continue
        test = next((body for body in within if match[0] in body), said)
        is_class = match["proto"] or match["whole"] or match["class"]
        if re.search(rf"(?<!class )\b{'' if is_class else owner}\.{name}\(", test.replace(match[0], "")):
            yield match.start(), name
    for match in _CLASS.finditer(text):
        end = closing(text, match.start("open"), "'\"`")
        methods = set(_METHOD.findall(text, match.end(), end)) & made if end is not None else set()
        for name in sorted(methods):
            new = rf"\bnew\s+{match['name']}\("
            variables = re.findall(rf"\b(\w+)\s*=\s*{new}", text)
            ways = "|".join([rf"{new}[^\n;]*?\)", *(rf"\b{one}" for one in variables)])
            rest = text[: match.start()] + text[end:]
            if re.search(rf"(?:{ways})\.{name}\(", rest):
                yield match.start(), name
