"""Sources whose new filters let everything through: what a change picks by what its functions are given."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from codeonfly.parsing import UNREADABLE, parse
from codeonfly.toolchains import hollow_blocks
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.node_stubs import SUFFIXES

_FILTER = re.compile(r"\.filter(?P<open>\()")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_OWN = re.compile(r"\|([^|]*)\||(?:\(([^()]*)\)|(\w+))\s*(?:=>|->)")
_QUOTES = {".java": '"', ".rs": '"'}
_Filtering = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def unfiltered(
    path: str, before: str | None, after: str, asked: Collection[str]
) -> tuple[str, frozenset[str]] | None:
    """The text, and which of those ``asked`` for pick nothing in it; None where none picks by a parameter."""
    if path.endswith(".py"):
        return _python(before or "", after, asked)
    if path.endswith((*SUFFIXES, ".java", ".rs")):
        return _blocks(path, before or "", after, asked)
    return None


def _python(before: str, after: str, asked: Collection[str]) -> tuple[str, frozenset[str]] | None:
    try:
        tree, old = parse(after), ast.unparse(parse(before))
        names = set()
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.name not in asked:
                continue
            taken = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            given = {one.arg for one in taken} - {"self", "cls"}
            for node in ast.walk(function):
                if not isinstance(node, _Filtering):
                    continue
                for one in node.generators:
                    mine = [cond for cond in one.ifs if _picks(cond, one.target, given)]
                    if mine and not all(ast.unparse(cond) in old for cond in mine):
                        one.ifs = [cond for cond in one.ifs if cond not in mine]
                        names.add(function.name)
        return (ast.unparse(ast.fix_missing_locations(tree)), frozenset(names)) if names else None
    except UNREADABLE:
        return None


def _picks(condition: ast.expr, target: ast.expr, given: set[str]) -> bool:
    named = {node.id for node in ast.walk(condition) if isinstance(node, ast.Name)}
    own = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
    return bool(named & given) and bool(named & own)


def _blocks(path: str, before: str, after: str, asked: Collection[str]) -> tuple[str, frozenset[str]] | None:
    quotes = _QUOTES.get(path[path.rfind(".") :], "'\"`")
    spans, names = list[tuple[int, int]](), set()
    for function in hollow_blocks.functions(path, after):
        if function.name.rpartition(".")[2] not in asked:
            continue
        given = set(_WORD.findall(after[function.start : function.body])) - {function.name, "self", "this"}
        for match in _FILTER.finditer(after, function.body, function.end):
            end = closing(after, match.start("open"), quotes)
            inner = after[match.end() : end] if end is not None else ""
            own = {word for found in _OWN.findall(inner)[:1] for word in _WORD.findall(" ".join(found))}
            named = set(_WORD.findall(_OWN.sub("", inner, count=1)))
            if end is not None and named & (given - own) and named & own and inner not in before:
                spans.append((match.start(), end + 1))
                names.add(function.name.rpartition(".")[2])
    text, place = "", 0
    for begin, end in sorted(spans):
        if begin >= place:
            text += after[place:begin]
            place = end
    return (text + after[place:], frozenset(names)) if names else None
