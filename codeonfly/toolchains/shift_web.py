"""What handlers of requests answer with, made another thing of the same kind: no test calls these by name."""

from __future__ import annotations

import ast
import re

from codeonfly.toolchains.bodies import closing

# among the names that are asked for: tests look at what answers have in them
BODIES = "{}"
_LOOKS = re.compile(
    r"\.(?:body|text|data|content|json|get_json)\b|\{[^{}\n]*\b(?:body|text|data)\b[^{}\n]*\}\s*="
    r"|\.expect\(\s*20[0-4]\s*,"
)
_STATUS = re.compile(
    r"(?:\bstatus\w*\b[^\n]*?|\bexpect\(\s*)(?<![\w.'\"])([1-5]\d\d)(?![\w.'\"])", re.IGNORECASE
)
_ROUTES = frozenset(("route", "get", "post", "put", "patch", "delete", "api_view"))
_WRAPS = frozenset(("jsonify", "json_response", "JSONResponse", "JsonResponse", "make_response", "Response"))
_ANSWERS = re.compile(r"\b(?P<answer>res|response|reply)\b[^;\n]*?\.(?:json|send)(?P<open>\()")


def looks_at_bodies(text: str) -> bool:
    """Whether new lines of tests look into answers, all of which are to be plain successes.

    Where tests tell one status from another, it is these that say what was asked for.
    """
    return _LOOKS.search(text) is not None and {*_STATUS.findall(text)} <= {"200"}


def in_javascript(text: str) -> str:
    """The source with other things in what it sends; the function ``cofSent`` makes them."""
    parts, place = [], 0
    for match in _ANSWERS.finditer(text):
        end = closing(text, match.start("open"), "'\"`")
        inside = text[match.end() : end] if end is not None else ""
        if end is not None and match.start() >= place and inside.strip():
            parts += [text[place : match.end()], f"cofSent({inside}, {match['answer']})"]
            place = end
    return "".join([*parts, text[place:]])


def in_python(tree: ast.Module) -> bool:
    """Rewrites what functions for a route return, by ``_cof_shifted``, and says whether there are any."""
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
            map(_is_route, node.decorator_list)
        ):
            for part in ast.walk(node):
                if isinstance(part, ast.Return) and part.value is not None:
                    part.value, found = _other(part.value), True
    return found


def _is_route(decorator: ast.expr) -> bool:
    """``@app.get("/")``"""
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _ROUTES
        and bool(decorator.args)
        and isinstance(decorator.args[0], ast.Constant)
    )


def _other(value: ast.expr) -> ast.expr:
    if isinstance(value, ast.Tuple) and value.elts:
        return ast.Tuple([_other(value.elts[0]), *value.elts[1:]], ast.Load())
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
        if name in _WRAPS:
            named = [ast.keyword(one.arg, _other(one.value)) for one in value.keywords if name == "jsonify"]
            return ast.Call(
                value.func, [*map(_other, value.args[:1]), *value.args[1:]], named or value.keywords
            )
    waits = (ast.Await, ast.Yield, ast.Starred, ast.NamedExpr)
    if any(isinstance(part, waits) for part in ast.walk(value)):
        return value
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.Call(ast.Call(ast.Name("_cof_shifted", ast.Load()), [ast.Lambda(nothing, value)], []), [], [])
