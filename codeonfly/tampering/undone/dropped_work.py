"""Copies that are sorted, filled or changed, and that nobody looks at afterwards: the work has no effect."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import functions
from codeonfly.toolchains.node_stubs import SUFFIXES

_COPIED = {
    ".go": re.compile(r"^[ \t]*(?P<name>\w+)\s*:=\s*(?:slices\.Clone|maps\.Clone|append)\(", re.MULTILINE),
    ".java": re.compile(
        r"^[ \t]*(?:final\s+)?(?:var|[A-Z]\w*(?:<[^=;\n]*>)?)\s+(?P<name>\w+)\s*=\s*new\s+"
        r"(?:\w*(?:List|Set|Map|Deque|Queue)|Vector|StringBuilder)(?:<[^()\n]*>)?\(\s*\w",
        re.MULTILINE,
    ),
    ".rs": re.compile(
        r"^[ \t]*let\s+mut\s+(?P<name>\w+)\s*(?::[^=\n]*)?=\s*[\w.&]+(?:\(\))?\.(?:clone|to_vec|to_owned)\(\)",
        re.MULTILINE,
    ),
}
_SCRIPT = re.compile(
    r"^[ \t]*(?:const|let|var)\s+(?P<name>\w+)\s*=\s*(?:\[\s*\.\.\.|\{\s*\.\.\.|Array\.from\(|structuredClone\(|[\w.]+\.slice\(\))",
    re.MULTILINE,
)
_CHANGES = (
    "sort|sort_by|sort_by_key|sort_unstable|reverse|push|push_str|append|add|addAll|put|set|delete|remove|removeIf|insert"
    "|extend|pop|dedup|retain|update|clear|splice|fill|unshift|shift|discard"
)
_METHOD = re.compile(rf"\.(?:{_CHANGES})\(")
_SORTS = re.compile(
    r"\s*(?:slices|sort|Collections)\.(?:[Ss]ort|[Rr]everse|Slice|Stable|Strings|Ints|Float|shuffle)\w*\("
)
_ENDS = {".go": "", ".java": ";", ".rs": ";"}  # elsewhere a semicolon may be left out
_PYTHONS_COPIES = frozenset(("list", "dict", "set", "sorted", "copy", "deepcopy"))
_PYTHONS_METHODS = frozenset(("copy", "deepcopy"))
_PYTHONS_CHANGES = frozenset(_CHANGES.split("|"))


def dropped_work(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """A new copy of something in a source, at which only what changes it ever looks."""
    for one in texts:
        lines = {number for number, _ in one.added}
        found = _python(one.after or "") if one.path.endswith(".py") else _braces(one.path, one.after or "")
        for line, name in found if lines else ():
            if line in lines:
                told = f"{one.path}:{line}: {name} is made and changed, and nothing is done with it"
                yield Finding(one.path, line, "dropped", told)


def _braces(path: str, text: str) -> Iterator[tuple[int, str]]:
    suffix = path[path.rfind(".") :]
    copied = _SCRIPT if path.endswith(SUFFIXES) else _COPIED.get(suffix)
    for function in functions(path, text) if copied is not None and copied.search(text) else ():
        body = text[function.body : function.end]
        for match in copied.finditer(body) if copied is not None else ():
            if _is_only_changed(match["name"], body[_line_end(body, match.end()) :], _ENDS.get(suffix, ";?")):
                yield text.count("\n", 0, function.body + match.start("name")) + 1, match["name"]


def _is_only_changed(name: str, rest: str, end_mark: str) -> bool:
    """Whether every statement that names it changes it, in its own method or by sorting it."""
    place, use = 0, re.compile(rf"\b{name}\b")
    while match := use.search(rest, place):
        head = rest[rest.rfind("\n", 0, match.start()) + 1 : match.start()]
        own = _METHOD.match(rest, match.end()) if not head.strip() else None
        begin = own.end() - 1 if own else match.start() - 1 if _SORTS.fullmatch(head) else None
        end = closing(rest, begin, "\"'`") if begin is not None else None
        if end is None or not re.compile(rf"{end_mark}[ \t]*(?://.*)?$", re.MULTILINE).match(rest, end + 1):
            return False
        place = end
    return place > 0


def _line_end(text: str, place: int) -> int:
    """Where the line ends; a copy that goes on over more lines is left alone, as its name comes later."""
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _python(text: str) -> Iterator[tuple[int, str]]:
    for node in nodes(text):
        if isinstance(node, Function):
            yield from _of_function(node)


def _of_function(function: Function) -> Iterator[tuple[int, str]]:
    inside = list(ast.walk(function))
    changing = {
        id(one.value.func.value)
        for one in inside
        if isinstance(one, ast.Expr)
        and isinstance(one.value, ast.Call)
        and isinstance(one.value.func, ast.Attribute)
        and one.value.func.attr in _PYTHONS_CHANGES
    }
    elsewhere = {name for one in inside if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names}
    for one in inside:
        if not (isinstance(one, ast.Assign) and len(one.targets) == 1 and _is_copy(one.value)):
            continue
        target = one.targets[0]
        if isinstance(target, ast.Name) and target.id not in elsewhere:
            uses = [part for part in inside if isinstance(part, ast.Name) and part.id == target.id]
            others = [part for part in uses if part is not target]
            if others and all(id(part) in changing for part in others):
                yield one.lineno, target.id
    for one in inside:  # a sorted copy that nobody takes is no better
        call = one.value if isinstance(one, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "sorted":
            yield call.lineno, "sorted"


def _is_copy(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Attribute):
        return value.func.attr in _PYTHONS_METHODS
    return isinstance(value.func, ast.Name) and value.func.id in _PYTHONS_COPIES and bool(value.args)
