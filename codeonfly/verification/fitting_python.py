"""Methods that a double of a test in Python needs by now: an abstract class of the change asks for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codeonfly.tampering.python_tree import Function, parsed

_ABSTRACT = re.compile(r"@(?:abc\.)?abstractmethod\s+(?:async )?def (\w+)")


def with_abstract_methods(old: str, new: str, sources: str) -> str:
    """The old text, whose classes have those methods of ``new`` that are abstract in the ``sources``."""
    asked = set(_ABSTRACT.findall(sources))
    tree, now = (parsed(old), parsed(new)) if asked else (None, None)
    if tree is None or now is None:
        return old
    made, lines, texts = dict(_classes(now)), old.split("\n"), new.split("\n")
    for name, node in sorted(_classes(tree), key=lambda one: -(one[1].end_lineno or 0)):
        has = {one.name for one in node.body if isinstance(one, Function)}
        for method in reversed(made[name].body if name in made else []):
            if (
                isinstance(method, Function)
                and method.name in asked - has
                and method.col_offset == node.body[0].col_offset
            ):
                begin = min([method.lineno, *(one.lineno for one in method.decorator_list)])
                lines[node.end_lineno : node.end_lineno] = ["", *texts[begin - 1 : method.end_lineno]]
    return "\n".join(lines)


def _classes(tree: ast.AST, above: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | Function):
            name = f"{above}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield name, node
            yield from _classes(node, name)
