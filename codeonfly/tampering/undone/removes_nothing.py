"""New methods and handlers of Python and JavaScript that are to remove something, and only look at it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, by_place, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import bodies
from codeonfly.toolchains.node_stubs import SUFFIXES

_REMOVES = re.compile(
    r"^(?:remove|delete|destroy|clear|purge|prune|evict|forget|discard|drop|cancel|revoke)(?![a-z])"
)
# calls that leave everything as it is; any other may well remove what is to be removed
_LOOKS = frozenset(
    (
        *(
            "get",
            "find",
            "has",
            "keys",
            "values",
            "items",
            "entries",
            "includes",
            "index",
            "indexOf",
            "findIndex",
        ),
        *(
            "status",
            "json",
            "send",
            "end",
            "sendStatus",
            "jsonify",
            "str",
            "int",
            "len",
            "Number",
            "String",
            "parseInt",
        ),
        *(
            "isinstance",
            "bool",
            "Boolean",
            "format",
            "join",
            "strip",
            "trim",
            "lower",
            "toLowerCase",
            "exists",
            "require",
        ),
    )
)
_CALL = re.compile(r"(?<![\w$])(\w+)\s*\(")
_OWN = re.compile(r"\bthis\.#?(\w+)\(")
_MADE = re.compile(r"\bnew\s+[\w.]+\(")
_KEYWORDS = frozenset(
    ("if", "for", "while", "switch", "catch", "return", "function", "await", "typeof", "async")
)
_CHANGES = re.compile(r"\bdelete\s+\w|\b[\w.]+(?:\[[^\]\n]*\])?\s*(?:[-+*/|&?]{0,2}=)(?![=>])|\+\+|--")
_DECLARES = re.compile(r"\b(?:const|let|var)\s+[^=\n]*=(?![=>])")
_HANDLER = re.compile(
    r"\.(?:delete|del)\(\s*['\"`][^'\"`\n]*['\"`]\s*,\s*(?:async\s*)?(?:function\s*\w*\s*)?\([^()]*\)\s*(?:=>\s*)?(?P<open>\{)"
)
_REFUSES = re.compile(r"\b(?:405|410|501)\b|\bthrow\b")
_TOLD = "is to remove something, and only looks at it"


def removes_nothing(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Of new ones; what is there without a body is there to be filled in, or has nothing to do."""
    for one in texts:
        find = _python if one.path.endswith(".py") else _javascript if one.path.endswith(SUFFIXES) else None
        lines = {number for number, _ in one.added} if find is not None else set()
        for line, name in find(one) if find is not None and lines else ():
            if line in lines:
                yield Finding(one.path, line, "stub", f"{one.path}:{line}: {name} {_TOLD}")


def _python(one: Versions) -> Iterator[tuple[int, str]]:
    old, made = by_place(one.before or ""), by_place(one.after or "")
    for place, node in made.items():
        is_method = any(part.arg in ("self", "cls") for part in node.args.args[:1])
        owner = place.rpartition(".")[0]
        if place in old or not is_method or not _REMOVES.match(node.name):
            continue
        others = [made.get(f"{owner}.{name}") for name in _own_calls(node)]
        if _only_looks(node) and all(other is not None and _is_still(other) for other in others):
            yield node.lineno, node.name
    handlers = (part for part in nodes(one.after or "") if isinstance(part, Function))
    for handler in handlers:
        if any(map(_is_delete, handler.decorator_list)) and _only_looks(handler):
            yield handler.lineno, handler.name


def _is_delete(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    methods = [ast.unparse(one.value) for one in decorator.keywords if one.arg == "methods"]
    return decorator.func.attr == "delete" or any("DELETE" in one and "," not in one for one in methods)


def _only_looks(node: Function) -> bool:
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    refuses = any(isinstance(part, ast.Raise) for part in ast.walk(node))
    return bool(calls) and not refuses and _is_still(node)


def _is_still(node: Function) -> bool:
    """Whether it changes nothing, but what it calls of its own object."""
    inside = [part for statement in node.body for part in ast.walk(statement)]
    stores = any(
        isinstance(part, ast.Attribute | ast.Subscript | ast.Name)
        and isinstance(part.ctx, ast.Del if isinstance(part, ast.Name) else ast.Store | ast.Del)
        for part in inside
    )
    raised = {id(part.exc) for part in inside if isinstance(part, ast.Raise)}
    calls = [part.func for part in inside if isinstance(part, ast.Call) and id(part) not in raised]
    names = {str(getattr(one, "attr", getattr(one, "id", ""))) for one in calls}
    return not stores and names - _own_calls(node) <= _LOOKS


def _own_calls(node: Function) -> set[str]:
    return {
        part.func.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and isinstance(part.func.value, ast.Name)
        and part.func.value.id in ("self", "cls")
    }


def _javascript(one: Versions) -> Iterator[tuple[int, str]]:
    text = one.after or ""
    old = {name for name, *_ in bodies(one.path, one.before or "")}
    made = {name.rpartition(".")[2]: body for name, _, body in bodies(one.path, text)}
    for name, _, body in bodies(one.path, text):
        if name in old or not _REMOVES.match(name.rpartition(".")[2]) or "this." not in body:
            continue
        if _leaves_all(body) and all(_leaves(made.get(own)) for own in _OWN.findall(body)):
            yield text.count("\n", 0, text.find(body)) + 1, name
    for match in _HANDLER.finditer(text):
        end = closing(text, match.start("open"), "'\"`")
        if end is not None and _leaves_all(text[match.end() : end]):
            yield text.count("\n", 0, match.start()) + 1, "the handler"


def _leaves_all(body: str) -> bool:
    return _CALL.search(body) is not None and _leaves(body) and not _REFUSES.search(body)


def _leaves(body: str | None) -> bool:
    """Whether it changes nothing, but what it calls of its own object; what isn't known may do anything."""
    if body is None:
        return False
    calls = set(_CALL.findall(_MADE.sub("", body))) - _KEYWORDS - set(_OWN.findall(body))
    return calls <= _LOOKS and not _CHANGES.search(_DECLARES.sub("", body))
