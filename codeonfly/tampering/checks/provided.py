"""What tests themselves put into the product: an attribute that its sources lack, so that only tests have it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping, Sequence

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_SETS = frozenset(("setattr", "object"))


def provided(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """Attributes that the changed ``tests`` set on a module or class of the sources that has none of that name.

    A stand-in for what is there is an honest tool: the run with emptied functions judges it.
    """
    put = [
        (one.path, *what)
        for one in tests
        if one.path.endswith(".py")
        for what in _put(one.after or "")
        if what[0] in {number for number, _ in one.added}
    ]
    if not put:
        return
    sources = {
        path: base.text(path) or "" for path in base.files if path.endswith(".py") and not is_test(path)
    }
    sources |= {one.path: one.after or "" for one in texts}
    for path, line, target, name in put:
        if _lacks(target, name, sources):
            told = f"{path}:{line}: the tests give {target.rpartition('.')[2]} its {name}, which it has for nobody else"
            yield Finding(path, line, "provided", told)


def _put(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, dotted path of the target, and name of every attribute that is set on something imported."""
    found = nodes(text)
    names = dict(imported(found))
    for node in found:
        if isinstance(node, ast.Assign) and not _is_plain(node.value):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and (path := dotted(target.value, names)):
                    yield node.lineno, path, target.attr
        elif isinstance(node, ast.Call) and node.args:
            yield from _set_by(node, names)


def _is_plain(value: ast.expr) -> bool:
    """Whether this is a setting, no behaviour."""
    return isinstance(value, ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.Set)


def _set_by(call: ast.Call, names: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """``setattr``, monkeypatch's and mock's ways to say the same."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    function = function or (call.func.id if isinstance(call.func, ast.Name) else "")
    first, second = call.args[0], call.args[1] if len(call.args) > 1 else None
    is_path = isinstance(first, ast.Constant) and isinstance(first.value, str)
    if any(map(_is_plain, call.args[1 if is_path else 2 :])):
        return
    if function in _SETS and isinstance(second, ast.Constant) and isinstance(second.value, str):
        if path := dotted(first, names):
            yield call.lineno, path, second.value
    elif (
        function in ("setattr", "patch") and isinstance(first, ast.Constant) and isinstance(first.value, str)
    ):
        path, _, name = first.value.rpartition(".")
        yield call.lineno, path, name


def imported(found: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in found:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                (
                    one.asname or one.name.partition(".")[0],
                    one.name if one.asname else one.name.partition(".")[0],
                )
                for one in node.names
            )


def dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    """The path of a module or class that was imported by name; "" of anything else."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _lacks(target: str, name: str, sources: Mapping[str, str]) -> bool:
    """Whether the target is a module, or a class of its own, of these sources, and has no such attribute.

    A function that does nothing is none.
    """
    if module := _source(target, sources):
        there = _defines(sources[module], name)
        return not hasattr(builtins, name) and (not there or _is_empty(_body(sources[module]), name))
    owner, _, kind = target.rpartition(".")
    module = _source(owner, sources)
    if not module:
        return False
    classes = (node for node in nodes(sources[module]) if isinstance(node, ast.ClassDef))
    found = next((one for one in classes if one.name == kind), None)
    # what a class inherits, or is given by a decorator, is not looked for
    if found is None or found.bases or found.decorator_list:
        return False
    return not _defines(ast.unparse(found), name) or _is_empty(found.body, name)


def _body(text: str) -> list[ast.stmt]:
    return next((node.body for node in nodes(text) if isinstance(node, ast.Module)), [])


def _is_empty(body: list[ast.stmt], name: str) -> bool:
    """Whether this is a function there, with nothing in it but words, or the same answer to everything."""
    functions = (one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
    found = next((one for one in functions if one.name == name), None)
    return found is not None and all(
        isinstance(part, ast.Pass | ast.Raise)
        or (isinstance(part, ast.Expr | ast.Return) and isinstance(part.value, ast.Constant | None))
        for part in found.body
    )


def _source(target: str, sources: Mapping[str, str]) -> str:
    way = target.replace(".", "/")
    ends = (f"/{way}.py", f"/{way}/__init__.py")
    return next((path for path in sources if way and f"/{path}".endswith(ends)), "")


def _defines(text: str, name: str) -> bool:
    """Whether the name stands anywhere in the text where it may come to be; a star or a hook may bring any."""
    for node in nodes(text):
        told = (getattr(node, key, None) for key in ("name", "id", "attr", "arg", "asname"))
        if name in told or (isinstance(node, ast.Constant) and node.value == name):
            return True
        if getattr(node, "name", "") in ("*", "__getattr__"):
            return True
    return False
