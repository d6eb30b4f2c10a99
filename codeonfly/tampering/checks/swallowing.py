"""Doubles of the tests that leave something aside by now, as nothing in the sources does.

A double that was there stands for a part of the program: where it goes back early, with success, what the
change was to leave undone is left undone in the tests alone.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from codeonfly.tampering.python_tree import Function, parsed
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains.hollow_blocks import functions
from codeonfly.tree import Tree

_NOTHING = r"return(?: (?:Ok\(\(\)\)|nil|null|undefined|None|this|Promise\.resolve\(\)))?"
_GUARD = re.compile(rf"\bif (?P<asked>[^{{}};]{{0,300}}?)(?:\{{ {_NOTHING};? \}}|(?<=\) ){_NOTHING};)")
_MOST = 400  # sources that are read for it
_SHORTEST = 3  # of a method's name


def swallowing(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """A method of a double that goes back where it did not, and that no changed source has by that name."""
    changed: set[str] | None = None  # asked for where there is something to ask, which takes its time
    for one in tests:
        if not one.before or not one.after or not one.path.endswith(CODE) or not _may_leave(one):
            continue
        for name, line in _changed(one.path, one.before, one.after).items():
            if not line or len(name) < _SHORTEST:
                continue
            if changed is None:
                changed = {
                    name for one in texts for name in _changed(one.path, one.before or "", one.after or "")
                }
            if name not in changed and _is_called(name, texts, base, is_test):
                told = f"{one.path}:{line}: {name} of the tests goes back early by now, as nothing in the sources does"
                yield Finding(one.path, line, "double", told)


def _may_leave(one: Versions) -> bool:
    """Whether there is a line more that goes back, and one with a condition."""
    said = "\n".join(line for _, line in one.added)
    return "return" in said and re.search(r"\bif\b", said) is not None


def _changed(path: str, before: str, after: str) -> Mapping[str, int]:
    """Functions of both with other bodies, by their last names: the line of one that goes back early, or 0."""
    old, new = (_bodies(path, text) for text in (before, after))
    found = {}
    for name, (body, line) in new.items():
        was = old.get(name, (body, 0))[0] if before else ""
        if was != body:
            more = Counter(_guards(path, body)) - Counter(_guards(path, was))
            found[name.rpartition(".")[2]] = line if more and name in old else 0
    return found


def _bodies(path: str, text: str) -> Mapping[str, tuple[str, int]]:
    """By name, of those that are there once: the body without layout, and its line."""
    if path.endswith(".py"):
        tree = parsed(text)
        several = [
            (node.name, ast.unparse(node), node.lineno)
            for node in (ast.walk(tree) if tree is not None else ())
            if isinstance(node, Function) and not node.name.startswith("test")
        ]
    else:
        several = [
            (one.name, " ".join(text[one.body : one.end].split()), text.count("\n", 0, one.start) + 1)
            for one in functions(path, text)
        ]
    times = Counter(name for name, *_ in several)
    return {name: (body, line) for name, body, line in several if times[name] == 1}


def _guards(path: str, body: str) -> Iterator[str]:
    if not path.endswith(".py"):
        yield from (match["asked"] for match in _GUARD.finditer(body))
        return
    for node in ast.walk(ast.parse(body)):
        last = node.body[-1] if isinstance(node, ast.If) and len(node.body) == 1 else None
        if isinstance(last, ast.Return) and (
            last.value is None or ast.unparse(last.value) in ("None", "self")
        ):
            yield ast.unparse(node)


def _is_called(name: str, texts: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]) -> bool:
    """Whether a source calls a method of that name, for which the double then stands."""
    call = re.compile(rf"(?:\.|->){re.escape(name)}\(")
    paths = [path for path in base.files if path.endswith(CODE) and not is_test(path)]
    now = {one.path: one.after or "" for one in texts}
    return len(paths) <= _MOST and any(call.search(now.get(path) or base.text(path) or "") for path in paths)
