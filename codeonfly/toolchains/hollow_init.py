"""Constructors of Python that take what the change lets them take, and do what the base's did."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_MADE = ("dataclass", "dataclasses.dataclass")
_IMPORT = "import dataclasses as _cof_dataclasses"


def as_before(old: ast.Module, new: ast.Module) -> frozenset[str]:
    """The classes of the base whose constructors take more than they did; in ``new`` they make nothing of it.

    A new field of a dataclass is taken and not kept.
    """
    before = dict(_classes(old, ""))
    found = set()
    for name, owner in _classes(new, ""):
        was = before.get(name)
        if was is None:
            continue
        mine = _initialised(was, owner)
        fields = _new_fields(was, owner) if _is_dataclass(owner) and _is_dataclass(was) else []
        if fields:
            _take_and_drop(fields, was, owner)
        if mine or fields:
            found.add(owner.name)
    if any(isinstance(node, ast.Attribute) and _is_ours(node) for node in ast.walk(new)):
        new.body[(place := _after_the_future(new)) : place] = ast.parse(_IMPORT).body
    return frozenset(found)


def _initialised(was: ast.ClassDef, owner: ast.ClassDef) -> bool:
    """Whether its own constructor takes other things than the base's; then it does as that did."""
    before, after = _method(was, "__init__"), _method(owner, "__init__")
    if before is None or after is None or _taken(after) <= _taken(before):
        return False
    after.body = before.body
    return True


def _taken(function: _Function) -> set[str]:
    return {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}


def _new_fields(was: ast.ClassDef, owner: ast.ClassDef) -> list[ast.AnnAssign]:
    """Those with no more than a plain default: what is made by a call has its own ways."""
    known = {ast.unparse(one.target) for one in was.body if isinstance(one, ast.AnnAssign)}
    return [
        one
        for one in owner.body
        if isinstance(one, ast.AnnAssign)
        and ast.unparse(one.target) not in known
        and not isinstance(one.value, ast.Call)
        and not any(word in ast.unparse(one.annotation) for word in ("ClassVar", "InitVar"))
    ]


def _take_and_drop(fields: list[ast.AnnAssign], was: ast.ClassDef, owner: ast.ClassDef) -> None:
    for field in fields:
        field.annotation = ast.Attribute(ast.Name("_cof_dataclasses", ast.Load()), "InitVar", ast.Load())
    after, before = _method(owner, "__post_init__"), _method(was, "__post_init__")
    if after is not None:
        after.body = before.body if before is not None else [ast.Pass()]
        after.args.vararg = after.args.vararg or ast.arg("_cof")


def _is_dataclass(owner: ast.ClassDef) -> bool:
    return any(
        ast.unparse(one.func if isinstance(one, ast.Call) else one) in _MADE for one in owner.decorator_list
    )


def _is_ours(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "_cof_dataclasses"


def _method(owner: ast.ClassDef, name: str) -> _Function | None:
    return next((one for one in owner.body if isinstance(one, _Function) and one.name == name), None)


def _classes(body: ast.Module | ast.ClassDef, owner: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for node in body.body:
        if isinstance(node, ast.ClassDef):
            yield f"{owner}{node.name}", node
            yield from _classes(node, f"{owner}{node.name}.")


def _after_the_future(tree: ast.Module) -> int:
    place = 1 if ast.get_docstring(tree) is not None else 0
    while place < len(tree.body) and getattr(tree.body[place], "module", "") == "__future__":
        place += 1
    return place
