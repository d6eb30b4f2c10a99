"""Records that were equal when all they hold is, and are so by a rule of the change's own by now."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions

_DERIVED = re.compile(
    r"#\[derive\([^)\]]*\bPartialEq\b[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:pub(?:\([^)]*\))?\s+)?(?:struct|enum)\s+(\w+)"
)
_WRITTEN = re.compile(r"\bimpl(?:<[^<>]*>)?\s+PartialEq\s+for\s+(\w+)")
_BODY = re.compile(
    r"^impl(?:<[^<>]*>)?\s+PartialEq\s+for\s+(?P<kind>\w+)[^{\n]*\{(?P<body>(?:\n(?!\}).*)*)", re.MULTILINE
)
_ROUND = re.compile(r"round|\bmin\(|trunc|floor|ceil|\babs\(|epsilon|tolerance|lowercase|trim", re.IGNORECASE)

_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
_NAME = re.compile(r"[A-Za-z_]\w*")
_NEAR = 1e-4  # what is nearer may be the last digits of a float


def equality(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """In Rust ``derive(PartialEq)`` that a method took the place of; in Python a dataclass that got ``__eq__``."""
    for one in texts:
        before, after = one.before or "", one.after or ""
        if one.path.endswith(".rs") and "PartialEq" in before:
            derived = set(_DERIVED.findall(before)) - set(_DERIVED.findall(after))
            found = [match for match in _WRITTEN.finditer(after) if match[1] in derived]
            lines = {match[1]: after.count("\n", 0, match.start()) + 1 for match in found}
            lines |= dict(_looser(before, after))
        elif one.path.endswith(".py") and "__eq__" in after:
            was = _compared(before)
            lines = {
                name: line
                for name, (line, own) in _compared(after).items()
                if own and name in was and not was[name][1]
            }
            lines |= dict(_near(before, after))
        else:
            continue
        for name, line in lines.items():
            told = f"{one.path}:{line}: what makes one {name} equal to another is not what it was"
            yield Finding(one.path, line, "equal", told)


def _looser(before: str, after: str) -> Iterator[tuple[str, int]]:
    """What was equal by a method of Rust, and is so by a rounder one."""
    was = {match["kind"]: match["body"] for match in _BODY.finditer(before)}
    for match in _BODY.finditer(after):
        old = was.get(match["kind"])
        if (
            old is not None
            and old != match["body"]
            and len(_ROUND.findall(match["body"])) > len(_ROUND.findall(old))
        ):
            yield match["kind"], after.count("\n", 0, match.start()) + 1


def _near(before: str, after: str) -> Iterator[tuple[str, int]]:
    """Classes that are equal to what is near, by a constant that says how near."""
    limits = {
        one.targets[0].id: float(match[0])
        for one in nodes(after)
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and (match := _FIGURE.search(ast.unparse(one.value))) is not None
    }
    for owner in nodes(after):
        methods = owner.body if isinstance(owner, ast.ClassDef) else ()
        for node in methods:
            if isinstance(node, Function) and node.name == "__eq__" and ast.unparse(node) not in before:
                # also a part of the limit: `self.TOLERANCE * max(...)`
                found = (
                    limits.get(word, 0)
                    for part in ast.walk(node)
                    if isinstance(part, ast.Compare) and ast.unparse(part.left).startswith("abs(")
                    for word in _NAME.findall(ast.unparse(part.comparators[0]))
                )
                if isinstance(owner, ast.ClassDef) and any(limit >= _NEAR for limit in found):
                    yield owner.name, node.lineno


def _compared(text: str) -> dict[str, tuple[int, bool]]:
    """Dataclasses, the line of each, and whether it says by itself what is equal."""
    found = {}
    for node in nodes(text):
        if isinstance(node, ast.ClassDef) and any(
            "dataclass" in ast.unparse(one) for one in node.decorator_list
        ):
            methods = [one for one in node.body if isinstance(one, Function) and one.name == "__eq__"]
            found[node.name] = (methods[0].lineno if methods else node.lineno, bool(methods))
    return found
