"""New routes that are sent something, and look at nothing of it, or only send it back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.node_stubs import SUFFIXES

_TAKE = ("post", "put", "patch")
_ROUTE = re.compile(
    r"\.(?P<way>post|put|patch)\(\s*['\"`](?P<path>[^'\"`]+)['\"`]\s*,\s*(?:async\s*)?(?:function\s*\w*\s*)?"
    r"\((?P<given>[^()]*)\)\s*(?:=>\s*)?(?P<open>\{)"
)
# a server of plain node:http, which asks for the way by itself
_BRANCH = re.compile(r"\bmethod\s*===?\s*['\"](?P<way>POST|PUT|PATCH)['\"][^;{}]*?\)\s*(?P<done>\{|[^;{}]*;)")
_FETCHED = r"\bmethod\s*:\s*['\"]{way}['\"][^{{}}]*\bbody\s*:(?!\s*['\"`]\{{?\}}?['\"`])"
_READS = re.compile(
    r"body|payload|input|data|chunk|json|text|fields|changes|params|patch|parse", re.IGNORECASE
)
_ASKED = re.compile(r"\b(?:req|request|ctx|context|event|message)\b")
_WORD = re.compile(r"\w+")
_TAKEN = re.compile(r"\s*const\s*\{(?P<names>[^{}]*)\}\s*=\s*req\.body(?:\s*\?\?\s*\{\})?\s*;")
_SENDS = re.compile(r"\s*(?:return\s+)?res(?:\.status\(\d+\))?\.(?:json|send)\((?P<sent>[^;]*)\)\s*;?\s*")
_LITERAL = r"(?:-?\d[\d.]*|'[^']*'|\"[^\"]*\"|true|false|null)"
_ANSWERS = frozenset(("jsonify", "make_response", "Response", "JSONResponse", "JsonResponse", "dict"))


def sent_in_vain(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Only those that the changed tests send something to."""
    said = "\n".join(one.after or "" for one in tests)
    for one in texts if said else ():
        if one.path.endswith((".py", *SUFFIXES)):
            find = _python if one.path.endswith(".py") else _javascript
            lines = {number for number, _ in one.added}
            for line, way, path, told in find(one.after or ""):
                if line in lines and _is_sent(way, path, said):
                    yield Finding(one.path, line, "stub", f"{one.path}:{line}: {way} {path} {told}")
            for line, way in _branches(one.after or "") if one.path.endswith(SUFFIXES) else ():
                if line in lines and re.search(_FETCHED.format(way=way), said):
                    told = f"{one.path}:{line}: {way} looks at nothing of what it is sent"
                    yield Finding(one.path, line, "stub", told)


def _is_sent(way: str, path: str, said: str) -> bool:
    """Whether a test sends something to the address, as far as that goes without parameters."""
    plain = re.escape(re.split(r"[:<{]", path)[0])
    call = rf"\.{way}\(\s*f?['\"`](?:https?://[^/'\"`]+)?{plain}"
    chained = r"[^'\"`\n]*['\"`]\s*\)\s*(?:\.\w+\([^()]*\)\s*)*\.send\(\s*[^)\s]"
    return re.search(rf"{call}(?:{chained}|[^)]{{0,200}}?\b(?:json|data|content)\s*=)", said) is not None


def _javascript(text: str) -> Iterator[tuple[int, str, str, str]]:
    for match in _ROUTE.finditer(text):
        end = closing(text, match.start("open"), "'\"`")
        body = text[match.end() : end] if end is not None else ""
        line = text.count("\n", 0, match.start()) + 1
        given = set(
            _WORD.findall(
                match["given"].partition("}")[0]
                if "{" in match["given"]
                else match["given"].partition(",")[0]
            )
        )
        if body.strip() and not given & set(_WORD.findall(body)):
            yield line, match["way"], match["path"], "looks at nothing of what it is sent"
        elif _sends_back(body):
            yield line, match["way"], match["path"], "only sends back what it is sent"


def _branches(text: str) -> Iterator[tuple[int, str]]:
    """Line and way of each branch for a way to send something in which nothing of the request is named."""
    for match in _BRANCH.finditer(text):
        done = match["done"]
        if done == "{":
            end = closing(text, match.start("done"), "'\"`")
            done = text[match.end() : end] if end is not None else "body"
        if not _READS.search(done) and not _ASKED.search(done):
            yield text.count("\n", 0, match.start()) + 1, match["way"]


def _sends_back(body: str) -> bool:
    taken = _TAKEN.match(body)
    names = "|".join(_WORD.findall(taken["names"])) if taken is not None else ""
    sends = _SENDS.fullmatch(body, taken.end() if taken is not None else 0)
    if sends is None:
        return False
    mine = rf"(?:\.\.\.)?req\.body(?:\.\w+)?{'|' + names if names else ''}"
    part = rf"\s*(?:{mine}|\w+\s*:\s*(?:{mine}|{_LITERAL}))\s*"
    is_known = re.fullmatch(rf"\s*(?:req\.body|\{{{part}(?:,{part})*,?\s*\}})\s*", sends["sent"])
    return is_known is not None and re.search(mine, sends["sent"]) is not None


def _python(text: str) -> Iterator[tuple[int, str, str, str]]:
    for node in nodes(text):
        for decorator in node.decorator_list if isinstance(node, Function) else ():
            way, path = _address(decorator)
            if path and isinstance(node, Function) and _looks_at_nothing(node):
                yield node.lineno, way, path, "looks at nothing of what it is sent"


def _address(decorator: ast.expr) -> tuple[str, str]:
    """``@app.post("/path")``, ``@app.route("/path", methods=["POST"])``; "" of what takes nothing."""
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return "", ""
    way = decorator.func.attr
    for one in decorator.keywords:
        if one.arg == "methods" and way == "route":
            way = next((name for name in _TAKE if name in ast.unparse(one.value).lower()), "")
    path = decorator.args[0] if decorator.args else None
    is_path = way in _TAKE and isinstance(path, ast.Constant) and isinstance(path.value, str)
    return (way, path.value) if is_path else ("", "")  # type: ignore[union-attr]


def _looks_at_nothing(node: Function) -> bool:
    """Whether it only answers: it names neither a parameter nor a request, and calls nothing that might."""
    inside = [part for statement in node.body for part in ast.walk(statement)]
    given = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)} | {"request", "req"}
    called = {part.func for part in inside if isinstance(part, ast.Call)}
    named = {part.id for part in inside if isinstance(part, ast.Name)}
    return not named & given and all(isinstance(one, ast.Name) and one.id in _ANSWERS for one in called)
