"""Calls of methods that a class of the repository does not have: only a stand-in of the tests could answer them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_CALL = re.compile(r"\bself\.(\w+)\.(\w+)\(")


def undefined(texts: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """Added calls such as ``self.store.closed()`` where a class ``Store`` stands alone and has others that are called."""
    mine = [one for one in texts if one.path.endswith(".py") and one.after]
    called = [
        (one, number, *found) for one in mine for number, line in one.added for found in _CALL.findall(line)
    ]
    if not called:
        return
    changed = {one.path: one.after or "" for one in mine}
    others = {
        path: base.text(path) or "" for path in base.files if path.endswith(".py") and path not in changed
    }
    sources = [*changed.values(), *others.values()]
    asked = {found for text in sources for found in _CALL.findall(text)}
    for one, number, attribute, method in called:
        has = _names(attribute, sources)
        is_one = any(owner == attribute and other in has for owner, other in asked)
        if is_one and method not in has:
            told = (
                f"{one.path}:{number}: {attribute}.{method} is called, and its class has nothing of that name"
            )
            yield Finding(one.path, number, "stub", told)


def _names(attribute: str, sources: Sequence[str]) -> frozenset[str]:
    """All words of the one class that is called like the attribute; none where it takes more from elsewhere."""
    name = attribute.replace("_", "").lower()
    found = [
        node
        for text in sources
        if re.search(rf"\bclass\s+{name}\b", text, re.IGNORECASE)
        for node in nodes(text)
        if isinstance(node, ast.ClassDef) and node.name.lower() == name
    ]
    if len(found) != 1 or found[0].bases or found[0].keywords or found[0].decorator_list:
        return frozenset()
    made = {one.name for one in ast.walk(found[0]) if isinstance(one, Function)}
    if "__getattr__" in made or "__getattribute__" in made:
        return frozenset()
    return frozenset(re.findall(r"\w+", ast.unparse(found[0])))
