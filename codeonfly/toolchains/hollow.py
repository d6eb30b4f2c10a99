"""Sources with nothing behind what a change adds: the head's declarations, the base's bodies, no new ones.

A test of a new function fails on the base already because the function is missing, whatever it asks. Here the
function is there and does nothing: a test that still passes does not check what the function does.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from codeonfly.parsing import UNREADABLE, parse
from codeonfly.toolchains import hollow_blocks, hollow_heads, hollow_init

# what new functions give back: nothing, or a thing that bears almost everything but is equal to nothing
MAX_TEXT = 512 << 10  # characters; a longer source was not written by hand
# or they do no more than refuse: what they raise anyway, at once, whatever they are given
FILLERS = ("nothing", "anything", "refusal")
# in Python and JavaScript they also give back what they are given, or 0, in Python equal to all nothings;
# or constructors, too, do what they did, and take what they take by now
GIVEN, ZERO, CONSTRUCTORS = MORE = ("given", "zero", "constructors")
_ANYTHING = """
class CofAnything:
    __call__ = __getattr__ = __getitem__ = __enter__ = lambda self, *_, **__: self
    __exit__ = __contains__ = __eq__ = __lt__ = __le__ = lambda self, *_: False
    __gt__ = __ge__ = lambda self, *_: True
    __iter__ = lambda self: iter(())
    __len__ = lambda self: 1
    __hash__ = object.__hash__
    def __await__(self):
        return self
        yield
"""
_ZERO = """
class CofZero:
    __eq__ = lambda self, other: not other
    __ne__ = lambda self, other: bool(other)
    __bool__ = __contains__ = lambda self, *_: False
    __len__ = __int__ = __index__ = lambda self: 0
    __iter__ = lambda self: iter(())
    __hash__ = object.__hash__
"""
# without these there is no object to ask
_KEPT = frozenset(("__init__", "__new__", "__post_init__"))
_THINGS = {"anything": ("CofAnything", _ANYTHING), ZERO: ("CofZero", _ZERO)}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Hollow:
    """``names``: the functions that do nothing, or no more than before, though more is asked of them."""

    text: str
    names: frozenset[str]


def hollow(
    path: str, before: str | None, after: str, filler: str, only: frozenset[str] = frozenset()
) -> Hollow | None:
    """The source without what the change put into its functions; None where the change adds none.

    Where there are any ``only``, it is these functions (``Class.name``) alone.

    ``filler`` is one of ``FILLERS``; where things have a type, that is 0 and the like, or a large number.
    What raises nothing gives nothing instead of a refusal. Or it is one of ``MORE``, in languages that have
    it; with ``CONSTRUCTORS`` the rest gives nothing, and there have to be some that take more than they did.
    """
    if max(len(before or ""), len(after)) > MAX_TEXT:
        return None
    if path.endswith(".py"):
        return _python(before or "", after, filler, only)
    made = hollow_blocks.emptied(path, before or "", after, filler, only)
    return Hollow(*made) if made is not None else None


def _python(before: str, after: str, filler: str, only: frozenset[str]) -> Hollow | None:
    kind, helper = _THINGS.get(filler, ("", ""))
    empty = ast.Return(ast.Call(ast.Name(kind, ast.Load()), [], []) if kind else None)
    try:
        tree, new = parse(before), parse(after)
        old, found = dict(_functions(tree, "")), list(_functions(new, ""))
        made = hollow_init.as_before(tree, new) if filler == CONSTRUCTORS else frozenset()
        if filler == CONSTRUCTORS and not made:
            return None
        several = {name for name, times in Counter(name for name, _ in found).items() if times > 1}
        names = set(made)
        for name, function in found:
            was = old.get(name)
            if name in several or function.name in _KEPT or (only and name not in only):
                continue
            refusal = _refusal(function) if filler == "refusal" else None
            if was is None and refusal is not None and _is_first_of_several(function):
                continue  # it refuses what none of the others takes
            is_same = was is not None and ast.dump(was.args) == ast.dump(function.args)
            if was is None or not (is_same or hollow_heads.in_python(was, function)):
                names.add(function.name)
            # what is true there keeps an error of the block from getting out
            nothing = ast.Return() if function.name in ("__exit__", "__aexit__") else empty
            back = _first_given(function) if filler == GIVEN else None
            function.body = was.body if was is not None else [refusal or back or nothing]
        text = ast.unparse(ast.fix_missing_locations(new))
        return Hollow(text + helper, frozenset(names)) if names else None
    except UNREADABLE:
        return None


def _first_given(function: _Function) -> ast.Return | None:
    taken = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    first = next((name for name in taken if name not in ("self", "cls")), None)
    return ast.Return(ast.Name(first, ast.Load())) if first is not None else None


def _refusal(function: _Function) -> ast.Raise | None:
    """The first error that the function itself raises, without what caused it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Raise) and node.exc is not None:
            return ast.Raise(node.exc)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return None


def _is_first_of_several(function: _Function) -> bool:
    return any("singledispatch" in ast.unparse(one) for one in function.decorator_list)


def _functions(body: ast.Module | ast.ClassDef, owner: str) -> Iterator[tuple[str, _Function]]:
    """Functions and methods, also those under a condition; those within functions go with these."""
    waiting: list[ast.AST] = [*body.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{owner}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{owner}{node.name}", node
        else:
            waiting.extend(one for one in ast.iter_child_nodes(node) if isinstance(one, ast.stmt))
