"""Functions of the tests that are called like a new one of the sources, and checked in its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import hollow_blocks, node_stubs

_WORD = re.compile(r"\w+")
# another process, or a route of a server: what is asked there is not the tests' own
_ELSEWHERE = re.compile(r"\b(?:subprocess|spawn\w*|exec\w*|fork|import|require|request|fetch)\b|[\"'`]/\w")


def copied_functions(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Where such a function is new, and names nothing that is new in the sources: it does the work itself."""
    for suffixes, find in (((".py",), _python), (node_stubs.SUFFIXES, _javascript)):
        mine = [one for one in texts if one.path.endswith(suffixes)]
        made = {name for one in mine for name in find(one.path, one.after or "")}
        made -= {name for one in mine for name in find(one.path, one.before or "")}
        for one in tests if made else ():
            if not one.path.endswith(suffixes):
                continue
            known = find(one.path, one.before or "")
            for name, body in find(one.path, one.after or "").items():
                works = len(body) > 1 and not made & set(_WORD.findall("\n".join(body[1:])))
                if name not in made or name in known or not works or _ELSEWHERE.search("\n".join(body)):
                    continue
                if line := _checked(name, one):
                    told = f"{one.path}:{line}: what is checked is a {name} of the tests' own"
                    yield Finding(one.path, line, "double", told)


def _checked(name: str, one: Versions) -> int:
    """The first added line that checks what a call of it by itself gives; 0 without one."""
    check = re.compile(rf"(?:\bassert\b|\bexpect\b|\bassert\w+\().*(?<![.\w]){re.escape(name)}\(")
    return next((number for number, line in one.added if check.search(line)), 0)


def _python(path: str, text: str) -> dict[str, list[str]]:
    """The lines of each function that no decorator turns into something else."""
    return {
        node.name: ast.unparse(node).splitlines()
        for node in nodes(text)
        if isinstance(node, Function) and not node.decorator_list
    }


def _javascript(path: str, text: str) -> dict[str, list[str]]:
    return {
        name.rpartition(".")[2]: ["", *body.splitlines()]
        for name, _, body in hollow_blocks.bodies(path, text)
    }
