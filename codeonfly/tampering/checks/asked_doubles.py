"""Python tests that put something of their own in a function's place, and then ask that very function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from codeonfly.tampering.checks.provided import dotted, imported
from codeonfly.tampering.python_tree import Function, by_place, nodes
from codeonfly.tampering.values import Finding, Versions

_SETS = frozenset(("setattr", "object", "patch"))
# names that many things have: these are asked of what is known to be the one
_COMMON = frozenset(
    (
        *("get", "post", "put", "patch", "delete", "open", "close", "read", "write", "run", "send", "start"),
        *("stop", "connect", "execute", "add", "remove", "update", "save", "load", "call", "main"),
    )
)
_Put = tuple[int, str, str, str]  # line, receiver as it is written, class or "", name


def asked_doubles(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Only for functions of changed sources: that a collaborator is replaced is what doubles are for."""
    made = {
        place: one.path
        for one in texts
        if one.path.endswith(".py")
        for place, node in by_place(one.after or "").items()
        if _does_something(node)
    }
    plain = frozenset(
        place
        for one in texts
        if one.path.endswith(".py")
        for place, node in by_place(one.after or "").items()
        if place in made and _is_plain(node) and place not in by_place(one.before or "")
    )
    mine = [one for one in tests if one.path.endswith(".py")]
    everywhere = {name for one in mine for name in _called(_added(one))} if made else set()
    for one in mine if made else ():
        for line, name in _found(one, made, everywhere, plain):
            told = f"{one.path}:{line}: the tests put something else in the place of {name}, and ask that"
            yield Finding(one.path, line, "provided", told)


def _found(
    one: Versions, made: Mapping[str, str], everywhere: set[str], plain: frozenset[str]
) -> Iterator[tuple[int, str]]:
    found = nodes(one.after or "")
    names, lines = dict(imported(found)), {number for number, _ in one.added}
    classes = {node.name: node for node in found if isinstance(node, ast.ClassDef)}
    for function in (node for node in found if isinstance(node, Function)):
        within = list(_inside(function))
        asked = list(_calls(within))
        receivers = dict(_receivers(within))
        is_test = function.name.startswith("test")
        for line, receiver, imported_class, name in _puts(within, names):
            owner = imported_class or receivers.get(receiver, "")
            if line not in lines or name[:2] == "__" or not _is_ours(receiver, owner, name, names, made):
                continue
            is_here = is_test and any(_is_it(call, receiver, owner, name, receivers) for call in asked)
            # a new function that only looks at what it is given needs nothing in its place
            if is_here or name in plain or (not is_test and owner and name in everywhere - _COMMON):
                yield line, name
        for call in asked:
            own, name = classes.get(_owner_of(call, receivers)), _name(call.func)
            if own is None or own.lineno not in lines or not isinstance(call.func, ast.Attribute):
                continue
            if (
                name[:2] != "__"
                and _overrides(own, name)
                and any(f"{base}.{name}" in made for base in _bases(own))
            ):
                yield own.lineno, name


def _is_ours(receiver: str, owner: str, name: str, names: Mapping[str, str], made: Mapping[str, str]) -> bool:
    """Whether a changed source has it: a method of its class, or a function of its module."""
    if f"{owner}.{name}" in made:
        return True
    if receiver in names or "." in names.get(receiver, receiver):
        way = names.get(receiver, receiver).replace(".", "/")
        return f"/{made.get(name, '')}".endswith((f"/{way}.py", f"/{way}/__init__.py"))
    return False


def _is_it(call: ast.Call, receiver: str, owner: str, name: str, receivers: Mapping[str, str]) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == name and not owner
    if not isinstance(call.func, ast.Attribute) or call.func.attr != name:
        return False
    is_same = ast.unparse(call.func.value) == receiver
    return is_same or (bool(owner) and (name not in _COMMON or _owner_of(call, receivers) == owner))


def _puts(within: Sequence[ast.AST], names: Mapping[str, str]) -> Iterator[_Put]:
    for node in within:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            target = node.targets[0]
            if isinstance(node.value, ast.Call | ast.Lambda | ast.Name):
                yield node.lineno, *_place(target.value, names), target.attr
        elif isinstance(node, ast.Call) and node.args and _name(node.func) in _SETS:
            if any(one.arg == "wraps" for one in node.keywords):
                continue
            first, second = node.args[0], node.args[1] if len(node.args) > 1 else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                path, _, name = first.value.rpartition(".")
                yield node.lineno, path, path.rpartition(".")[2], name
            elif isinstance(second, ast.Constant) and isinstance(second.value, str):
                yield node.lineno, *_place(first, names), second.value


def _place(target: ast.expr, names: Mapping[str, str]) -> tuple[str, str]:
    """The receiver as it is written, and the class that it may be."""
    path = dotted(target, names)
    return ast.unparse(target), path.rpartition(".")[2] if path else ""


def _receivers(within: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    """Variables with the class that made their value."""
    for node in within:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            yield from ((_name(target), _name(node.value.func)) for target in node.targets)


def _owner_of(call: ast.Call, receivers: Mapping[str, str]) -> str:
    """The class of what a method is called of, as far as it was made here."""
    target = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(target, ast.Call):
        return _name(target.func)
    return receivers.get(_name(target), "") if target is not None else ""


def _overrides(owner: ast.ClassDef, name: str) -> bool:
    return any(isinstance(one, Function) and one.name == name for one in owner.body)


def _bases(owner: ast.ClassDef) -> list[str]:
    return [_name(one) for one in owner.bases]


def _inside(function: Function) -> Iterator[ast.AST]:
    """What runs in a function itself: classes and functions in it are others, whoever calls them."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, Function | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _added(one: Versions) -> list[ast.AST]:
    lines = {number for number, _ in one.added}
    tests = [node for node in nodes(one.after or "") if isinstance(node, Function)]
    return [
        part
        for test in tests
        if test.name.startswith("test")
        for part in _inside(test)
        if getattr(part, "lineno", 0) in lines
    ]


def _called(within: Sequence[ast.AST]) -> Iterator[str]:
    yield from (_name(call.func) for call in _calls(within))


def _calls(within: Sequence[ast.AST]) -> Iterator[ast.Call]:
    return (node for node in within if isinstance(node, ast.Call))


def _name(node: ast.AST | None) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _is_plain(node: Function) -> bool:
    """Whether it does no more than give back what is worked out without calls."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    told = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    return told is not None and not any(
        isinstance(part, ast.Call | ast.Await | ast.Name) and _name(part) not in _taken(node)
        for part in ast.walk(told)
    )


def _taken(node: Function) -> set[str]:
    return {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)}


def _does_something(node: Function) -> bool:
    """What only refuses, or does nothing, is there to be filled in."""
    return not all(
        isinstance(part, ast.Pass | ast.Raise)
        or (isinstance(part, ast.Expr | ast.Return) and isinstance(part.value, ast.Constant | None))
        for part in node.body
    )
