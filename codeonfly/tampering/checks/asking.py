"""What a version of a test asks for, read from its text: values, checks, attributes that it looks at."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from codeonfly.tampering.languages import javascript_rules, python_rules
from codeonfly.tampering.python_tree import Function
from codeonfly.toolchains.bodies import closing

_QUOTES = "'\"`"
# calls after which two different answers may look alike
_SHADOWS = frozenset(
    (
        *("len", "set", "frozenset", "sorted", "round", "bool", "type", "abs", "any", "all", "keys"),
        *("lower", "upper", "casefold", "strip", "startswith", "endswith", "isdisjoint", "issubset"),
    )
)
_WORD = re.compile(r"\w+")
# what is looked at of an error by whoever does not say what it shall match
_OF_ERRORS = ("value", "exception", "args", "message")
_EXPECTS = re.compile(r"raises|warns", re.IGNORECASE)
_JS_SHADOW = re.compile(
    r"\.(?:length|size)\b|\.(?:toHaveLength|lengthOf|sort|trim|toLowerCase|toUpperCase|startsWith|endsWith|slice)\("
    r"|\bnew Set\(|\bMath\.\w+\(|\bObject\.keys\(|\btypeof\b|\bBoolean\("
)
_CHECKING = re.compile(
    r"expect\w*|assert\w*|ok|is|same|eq|eql|an?|match|throws|rejects|members|property|oneOf|keys|objectContaining"
    r"|(?:to|not|does|deep|strict|loose|equal|include|contain|array|string)[A-Z]?\w*|[A-Z]\w*|"
)
JS_VALUE = re.compile(
    r"\b(?:null|undefined|true|false|NaN|Infinity)\b|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`|(?<![\w.$])\d[\w.]*"
    r"|(?<=[(,:\s])/(?![/*\s])(?:\\.|[^/\\\n])+/"
)
_JS_PART = re.compile(r"(?<=[\w)\]])\??\.(?!not\b|to\b|be\b)(\w+)\b(?!\s*\()")
_INDEX = re.compile(r"(?<=[\w)\]])\[[^\[\]]*\]")
_CHAINED = re.compile(r"\s*(?:\.\s*\w+\s*)+(?=\()")
_TOLD = re.compile(r"\b[tb]\.(?:Error|Fatal|Log|Skip|Run)f?\([^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)
_VALUE = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'|(?<![\w.])\d[\w.]*|\b(?:true|false|nil|null|None)\b"
)
_JS_GIVEN = re.compile(r"\b(?:const|let|var)\s+(\w+)(?:\s*:[^=\n]+)?\s*=\s*(?=[\[{'\"`\d])")
_STATUS = re.compile(r"\b(?:http\.Status|HTTPStatus\.|HttpStatus\.|StatusCodes?(?:\.|::)|HTTP_\d+_)(\w+)")
_CODES = {one.name.replace("_", "").lower(): str(one.value) for one in HTTPStatus}
_NONES = ("none", "nil", "null", "undefined")
_STATED = re.compile(
    r"\b(?:(?:assert|require)\.|assert|assertIs|toBe)(?P<name>True|False|Nil|Null|None|Undefined)\(|\bassert!\(\s*(?P<not>!)?"
)
_FORMAT = re.compile(r"\"(?:%[-+# \d.]*[a-zA-Z](?:[ ,:=]|\\[nt])*)+\"")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a version of a test asks for: its values, its checks as they are written, how many shadows they look at.

    ``parts`` are the attributes that its checks look at, ``named`` all that it names anywhere, ``stated`` values that
    stand in the name of a check, as in ``assertTrue``.
    """

    values: Counter[str]
    checks: tuple[str, ...]
    shadows: int
    parts: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    stated: Counter[str] = field(default_factory=Counter)


def of_python(text: str, test: Function) -> Asked:
    checks = python_rules.checks_made(test, python_rules.helpers_of(text))
    held = {part.id for check in checks for part in ast.walk(check) if isinstance(part, ast.Name)}
    given: list[ast.AST] = [
        node.value
        for node in ast.walk(test)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id in held for target in node.targets)
        and isinstance(node.value, ast.Constant | ast.List | ast.Tuple | ast.Dict | ast.Set)
    ]
    given += [node.iter for node in ast.walk(test) if isinstance(node, ast.For)]
    values = {
        id(value): repr(value.value) for root in (*checks, *given) for value in _values(root, is_root=True)
    }
    called = [part for check in checks for part in ast.walk(check) if isinstance(part, ast.Call)]
    shadows = {id(part) for part in called if _is_shadow(part)}
    calls = {id(part.func) for part in called}
    parts = {
        part.attr
        for check in checks
        for part in ast.walk(check.test if isinstance(check, ast.Assert) else check)
        if isinstance(part, ast.Attribute) and id(part) not in calls
    }
    named = _WORD.findall(ast.unparse(test))
    if any(map(python_rules.asks_for_words, checks)):
        named += _OF_ERRORS
    written = tuple(map(ast.unparse, checks))
    told = "\n".join(written)
    asked = Counter(values.values()) + Counter(_CODES[name] for name in _status_names(told))
    return Asked(asked, written, len(shadows), frozenset(parts), frozenset(named), _stated(told))


def _status_names(text: str) -> list[str]:
    names = (name.replace("_", "").lower() for name in _STATUS.findall(text))
    return [name for name in names if name in _CODES]


def _is_shadow(call: ast.Call) -> bool:
    """``len(rows)``, ``name.lower()``; an empty ``set()`` is a value."""
    given = call.args or isinstance(call.func, ast.Attribute)
    return bool(given) and python_rules.identifier(call.func) in _SHADOWS


def _values(node: ast.AST, *, is_root: bool = False) -> Iterator[ast.Constant]:
    """Values that a check compares with: not what a function is given, nor the message of an ``assert``."""
    if isinstance(node, ast.Constant):
        yield node
        return
    if isinstance(node, ast.Call) and not is_root:
        name = python_rules.identifier(node.func)
        if not (name[:1].isupper() or name in ("dict", "approx", "date", "datetime", "timedelta")):
            return
    if isinstance(node, ast.Call) and is_root and _EXPECTS.search(python_rules.identifier(node.func)):
        said = node.args[1:2] if "Regex" in python_rules.identifier(node.func) else []
        said += [one.value for one in node.keywords if one.arg == "match"]
        yield from (one for one in said if isinstance(one, ast.Constant))  # the rest is for what raises
        return
    place = (
        node.test if isinstance(node, ast.Assert) else node.value if isinstance(node, ast.Subscript) else None
    )
    for part in [place] if place is not None else ast.iter_child_nodes(node):
        yield from _values(part)


def of_javascript(body: str) -> Asked:
    checks = tuple(_numbered(" ".join(part.split())) for part in _statements(body))
    written = "\n".join(checks)
    values = Counter[str]()
    for check in checks:
        values.update(JS_VALUE.findall(_INDEX.sub("", _without_given(check))))
    for match in _JS_GIVEN.finditer(body):
        if re.search(rf"\b{match[1]}\b", written):
            start = match.end()
            end = closing(body, start, _QUOTES) if body[start] in "[{" else body.find("\n", start)
            values.update(JS_VALUE.findall(body[start:end]))
    parts, named = frozenset(_JS_PART.findall(written)), frozenset(_WORD.findall(body))
    return Asked(values, checks, len(_JS_SHADOW.findall(written)), parts, named, _stated(written))


def _statements(body: str) -> Iterator[str]:
    """Each check, to the end of what is chained to it."""
    place = 0
    while match := javascript_rules.CHECK.search(body, place):
        place = end = match.end()
        opened = body.find("(", match.start(), match.end() + 40)
        while opened >= 0 and (closed := closing(body, opened, _QUOTES)) is not None:
            end = closed + 1
            chained = _CHAINED.match(body, end)
            opened = chained.end() if chained else -1
        place = max(place, end)
        yield body[match.start() : end]


def _without_given(check: str) -> str:
    """The check without what functions are given that are no matchers and no classes."""
    parts, place = [], 0
    for match in re.finditer(r"(\w*)\(", check):
        if match.start() < place or _CHECKING.fullmatch(match[1]):
            continue
        end = closing(check, match.end() - 1, _QUOTES)
        parts.append(check[place : match.end()])
        place = max(place, end if end is not None else match.end())
    return "".join([*parts, check[place:]])


def of_braces(body: str) -> Asked:
    body = _numbered(_TOLD.sub("", body))  # what is said where a check fails is no value
    values = (value for value in _VALUE.findall(body) if not _FORMAT.fullmatch(value))
    return Asked(Counter(values), (), 0, stated=_stated(body))


def _numbered(text: str) -> str:
    """The text with the numbers of HTTP for their names."""
    return _STATUS.sub(lambda match: _CODES.get(match[1].replace("_", "").lower(), match[0]), text)


def _stated(text: str) -> Counter[str]:
    """Values of checks that name them: true, false, none."""
    return Counter("none" if name in _NONES else name for name in map(_told, _STATED.finditer(text)))


def _told(match: re.Match[str]) -> str:
    return str(match["name"] or ("false" if match["not"] else "true")).lower()
