"""Old tests that ask for fewer values than they did, for part of one, or for a shadow of it.

Each check still takes one answer only, so that nothing shows in their number: ``rows == [3, 4]`` became
``len(rows) == 2``. Where the base's own test, put back, passes as well, there was no need to change it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from codeonfly.tampering import javascript_rules, python_rules
from codeonfly.tampering.python_tree import Function, by_place, is_same, tests
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import blocks, closing
from codeonfly.toolchains.hollow_blocks import functions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.toolchains.starts import STARTS

_QUOTES = "'\"`"
_FEW = 200  # values that are looked for one by one
_WORDS = 12  # characters, in half of which a text says no more than that it is one of its kind
# calls after which two different answers may look alike
_SHADOWS = frozenset(
    (
        *("len", "set", "frozenset", "sorted", "round", "bool", "type", "abs", "any", "all", "keys"),
        *("lower", "upper", "casefold", "strip", "startswith", "endswith", "isdisjoint", "issubset"),
    )
)
_WORD = re.compile(r"\w+")
_EXPECTS = re.compile(r"raises|warns", re.IGNORECASE)
_JS_SHADOW = re.compile(
    r"\.(?:length|size)\b|\.(?:toHaveLength|lengthOf|sort|trim|toLowerCase|toUpperCase|startsWith|endsWith|slice)\("
    r"|\bnew Set\(|\bMath\.\w+\(|\bObject\.keys\(|\btypeof\b|\bBoolean\("
)
_CHECKING = re.compile(
    r"expect\w*|assert\w*|ok|is|same|eq|eql|an?|match|throws|rejects|members|property|oneOf|keys|objectContaining"
    r"|(?:to|not|does|deep|strict|loose|equal|include|contain|array|string)[A-Z]?\w*|[A-Z]\w*|"
)
_JS_VALUE = re.compile(
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a version of a test asks for: its values, its checks as they are written, how many shadows they look at.

    ``parts`` are the attributes that its checks look at, ``named`` all that it names anywhere.
    """

    values: Counter[str]
    checks: tuple[str, ...]
    shadows: int
    parts: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A test that is there before and after, not the same: its line after, and what it asks."""

    name: str
    line: int
    old: _Asked
    new: _Asked


def fewer_values(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The tests of the base that ask for less; a value that another added line of the tests holds has moved."""
    added = "\n".join(line for one in tests for _, line in one.added)
    before, after = _words(one.before for one in texts), _words(one.after for one in texts)
    for one in tests:
        for kept in _kept(one):
            if told := _less(kept, added, before - after):
                place = f"{one.path}:{kept.line}: {kept.name}"
                yield Finding(one.path, kept.line, "assertion", f"{place} {told}")


def _less(kept: _Kept, added: str, removed: set[str]) -> str:
    """What the test does less than it did; empty for nothing. ``removed`` are words that the sources no longer say."""
    old, new = kept.old, kept.new
    gone, gained = old.values - new.values, new.values - old.values
    words = _parts_of(added)
    lost = Counter({value: times for value, times in gone.items() if _inner(value) not in words})
    if len(lost) <= _FEW:  # a table that is made anew has thousands, and reading on for each takes a minute
        lost = Counter({value: times for value, times in lost.items() if not _in(value, added)})
    if lost.total() > gained.total():
        return "asks for fewer values than it did"
    before, now = (sum(len(value) for value in some.elements()) for some in (lost, gained))
    if lost.total() == gained.total() and before >= _WORDS and 2 * now <= before:
        return "asks for a part of what it did"
    if old.parts - new.named - removed and new.parts < old.parts and len(new.checks) <= len(old.checks):
        return "looks at fewer parts than it did"
    is_kept = len(new.checks) > len(old.checks) or set(old.checks) <= set(new.checks) or (gone and not lost)
    return "" if is_kept or new.shadows <= old.shadows else "asks for less of what comes than it did"


def _words(texts: Iterable[str | None]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text or "")}


@lru_cache(maxsize=1)  # all tests of a change ask for the same text
def _parts_of(text: str) -> frozenset[str]:
    """The words of a text, and what stands in quotes there."""
    return frozenset((*_WORD.findall(text), *map(_inner, _JS_VALUE.findall(text))))


def _inner(value: str) -> str:
    return value[1:-1] if value[:1] in "'\"`/" else value


def _in(value: str, text: str) -> bool:
    inner = _inner(value)
    ways = {re.escape(inner), re.escape(inner.replace("\\\\", "\\"))}  # as it is, and in a raw text
    return re.search(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", text) is not None


def _kept(one: Versions) -> Iterator[_Kept]:
    if one.before is None or one.after is None:
        return
    if one.path.endswith(".py"):
        yield from _in_python(one.before, one.after)
    elif one.path.endswith(SUFFIXES):
        yield from _in_javascript(one.before, one.after)
        yield from _helpers(one.path, one.before, one.after)
    elif starts := STARTS.get(PurePosixPath(one.path).suffix):
        yield from _in_braces(one.before, one.after, *starts)


def _in_python(before: str, after: str) -> Iterator[_Kept]:
    known = dict(_checking(before))
    for name, test in _checking(after):
        old = known.get(name)
        if old is not None and not is_same(before, old, after, test):
            yield _Kept(name, test.lineno, _python(before, old), _python(after, test))


def _in_braces(before: str, after: str, start: re.Pattern[str], quotes: str) -> Iterator[_Kept]:
    """Of Go, Java and Rust: all values of a function count, those it puts in as well."""
    known = dict(blocks(before, start, quotes=quotes))
    for name, body in blocks(after, start, quotes=quotes):
        old = known.get(name)
        if old is not None and old.split() != body.split():
            first = after[: after.find(body)].count("\n") + 1
            yield _Kept(name, first, _braces(old), _braces(body))


def _braces(body: str) -> _Asked:
    # what is said where a check fails is no value
    return _Asked(Counter(_VALUE.findall(_TOLD.sub("", body))), (), 0)


def _checking(text: str) -> Iterator[tuple[str, Function]]:
    """The tests of a file, and its helpers that check."""
    yield from tests(text)
    helpers = python_rules.helpers_of(text)
    yield from ((name, node) for name, node in by_place(text).items() if node.name in helpers)


def _python(text: str, test: Function) -> _Asked:
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
        for part in ast.walk(check)
        if isinstance(part, ast.Attribute) and id(part) not in calls
    }
    named = _WORD.findall(ast.unparse(test))
    written = tuple(map(ast.unparse, checks))
    return _Asked(Counter(values.values()), written, len(shadows), frozenset(parts), frozenset(named))


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


def _in_javascript(before: str, after: str) -> Iterator[_Kept]:
    known = dict(javascript_rules.tests_of(before))
    kept = set(known.values())
    for name, body in javascript_rules.tests_of(after):
        old = known.get(name)
        if old is not None and body not in kept:
            first = after[: after.find(body)].count("\n") + 1
            yield _Kept(name, first, _javascript(old), _javascript(body))


def _helpers(path: str, before: str, after: str) -> Iterator[_Kept]:
    """Functions of JavaScript's tests that check, and are no tests themselves."""
    known = {one.name: before[one.body : one.end] for one in functions(path, before)}
    for one in functions(path, after):
        old, body = known.get(one.name), after[one.body : one.end]
        if old is not None and old.split() != body.split() and javascript_rules.CHECK.search(old):
            yield _Kept(one.name, after.count("\n", 0, one.start) + 1, _javascript(old), _javascript(body))


def _javascript(body: str) -> _Asked:
    checks = tuple(" ".join(part.split()) for part in _statements(body))
    written = "\n".join(checks)
    values = Counter[str]()
    for check in checks:
        values.update(_JS_VALUE.findall(_INDEX.sub("", _without_given(check))))
    for match in _JS_GIVEN.finditer(body):
        if re.search(rf"\b{match[1]}\b", written):
            start = match.end()
            end = closing(body, start, _QUOTES) if body[start] in "[{" else body.find("\n", start)
            values.update(_JS_VALUE.findall(body[start:end]))
    parts, named = frozenset(_JS_PART.findall(written)), frozenset(_WORD.findall(body))
    return _Asked(values, checks, len(_JS_SHADOW.findall(written)), parts, named)


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
