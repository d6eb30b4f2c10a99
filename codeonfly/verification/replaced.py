"""New functions that work something out, and that tests put something else in the place of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering import Versions
from codeonfly.tampering.python_tree import by_place
from codeonfly.toolchains import hollow_blocks, node_stubs

# what nobody wants to run in a test: a clock, a network, a machine; these are rightly replaced
_OUTSIDE = re.compile(
    r"\b(?:open|input|print|await|async|global|requests?|httpx|aiohttp|urllib|urlopen|socket|smtplib|subprocess|os|sys"
    r"|shutil|time|datetime|date|now|random|secrets|uuid\d?|getpass|tempfile|Path|path|logging|log(?:ger)?|threading"
    r"|asyncio|boto\w*|redis|click|fetch|axios|https?|fs|process|crypto|Date|console|setTimeout|setInterval"
    r"|child_process|send\w*|post\w*|client|session|connection|connect|cursor|query|notify|publish|\w+load)\b"
)
_WORKS = (ast.For, ast.While, ast.comprehension, ast.BinOp, ast.Compare)
_WORKS_TEXT = re.compile(
    r"\b(?:for|while)\b|\s[*/%+-]\s|\.(?:map|filter|reduce|slice|sort)\(|[<>=]=|\s[<>]\s"
)
_REPLACES = (
    # setattr(it, "name", ...), patch("its.name"), spyOn(it, 'name'), stub(it, 'name')
    r"\b(?:setattr|patch|object|spyOn|stub|method|replace)\(\s*(?:[\w.]+\s*,\s*)?[\"'](?:[\w.]+\.)?{0}[\"']"
    r"|\.{0}\s*=(?!=)|\b{0}:\s*(?:vi|jest|sinon)\.\w+|\bmock\([^;]*?\b{0}:"
)
_WORD = re.compile(r"\w+")


def replaced(texts: Sequence[Versions], tests: Sequence[str]) -> dict[str, frozenset[str]]:
    """By path, the new functions (``Class.name``) of these sources that a text of the tests replaces."""
    known = {name for one in texts for name in _WORD.findall(one.before or "")}
    found = {one.path: frozenset(_worked_out(one)) for one in texts}
    return {
        path: mine
        for path, names in found.items()
        if (mine := frozenset(name for name in names if _last(name) not in known and _is_put(name, tests)))
    }


def _is_put(name: str, tests: Sequence[str]) -> bool:
    return any(re.search(_REPLACES.format(re.escape(_last(name))), text) for text in tests)


def _worked_out(one: Versions) -> Iterator[str]:
    """Functions that reach for nothing outside of the program."""
    if one.path.endswith(".py"):
        for name, node in by_place(one.after or "").items():
            works = any(isinstance(part, _WORKS) for part in ast.walk(node))
            if (
                works
                and not node.decorator_list
                and not _OUTSIDE.search("\n".join(map(ast.unparse, node.body)))
            ):
                yield name
    elif one.path.endswith(node_stubs.SUFFIXES):
        for name, _, body in hollow_blocks.bodies(one.path, one.after or ""):
            if _WORKS_TEXT.search(body) and not _OUTSIDE.search(body):
                yield name


def _last(name: str) -> str:
    return name.rpartition(".")[2]
