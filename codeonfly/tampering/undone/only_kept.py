"""New parameters that say how much, how long or whether, are kept, and which nothing ever reads.

A field of a record is data, and may well be there for whoever asks. A limit that nothing looks at limits nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.hollow_blocks import bodies
from codeonfly.toolchains.hollow_javascript import constructors
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

_SOURCES = (".py", *SUFFIXES)
_CONTROLS = frozenset(
    (
        *("max", "maximum", "min", "minimum", "limit", "limits", "timeout", "ttl", "margin", "tolerance"),
        *("retries", "attempts", "tries", "interval", "delay", "window", "threshold", "strict", "deadline"),
        *("expires", "expiry", "closes", "closing", "until", "ignore", "allow", "deny", "only", "exclude"),
        *("enable", "disable", "force", "grace", "cap", "capacity", "backoff", "cooldown", "lifetime"),
        *("recursive", "dry", "cutoff", "hysteresis", "debounce", "throttle", "concurrency", "quota"),
    )
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORD = re.compile(r"\w+")
# whoever takes them all reads each
_ALL = re.compile(
    r"\bvars\(|\basdict\(|\bastuple\(|\bfields\(|__dict__|\bgetattr\(|model_dump|\{\s*\.\.\.|Object\.assign\("
)
# and of an object of Python that is no record
_ALL_OF_OBJECT = re.compile(r"\bvars\(|__dict__|\bgetattr\(self")
_OBJECT = "self"
_REFUSES = re.compile(r"\bif\s*\([^\n]*\)\s*(?:\{\s*)?throw\b[^;{}]*;(?:\s*\})?")
# also what names a module, which may be called like a field
_COMMENT = re.compile(
    r"^[ \t]*(?:#|//|/?\*|from [\w.]+ import\b|import )[^\n]*$|/\*.*?\*/|\"\"\".*?\"\"\"",
    re.MULTILINE | re.DOTALL,
)


def only_kept(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """Of functions that the base has; those that the change adds may be kept for what comes next."""
    changed = {one.path for one in (*texts, *tests)}
    mine = [one for one in texts if one.path.endswith(_SOURCES) and one.before and one.after]
    kept = [(one, *what) for one in mine for what in _kept(one) if _is_control(what[1])]
    if not kept:
        return
    others = [base.text(path) or "" for path in base.files if path.endswith(_SOURCES) and path not in changed]
    sources = [_COMMENT.sub("", text) for text in (*(one.after or "" for one in texts), *others)]
    # what is put on an object by its name is read with all the rest only where that one is taken whole
    taken_whole = {False: any(map(_ALL.search, sources)), True: any(map(_ALL_OF_OBJECT.search, sources))}
    kept = [
        what
        for what in kept
        if not taken_whole[what[4] == _OBJECT]
        or (what[4] not in ("", _OBJECT) and not any(what[4] in one for one in sources))
    ]
    said = "\n".join(line for one in tests for _, line in one.added)
    for one, line, name, field, whole in kept:
        taken_apart = rf"|\{{[^{{}}\n]*\b{field}\b[^{{}}\n]*\}}(?:\s*=(?![=>])|[^()\n]*\)\s*=>)"
        reads = re.compile(
            rf"\.{field}\b(?!\s*(?:=(?!=)|:))|\[['\"]{field}['\"]\](?!\s*=(?!=)){'' if whole else taken_apart}"
        )
        if re.search(rf"\b{name}\b", said) and not any(map(reads.search, sources)):
            told = f"{one.path}:{line}: {name} is kept, and nothing looks at it"
            yield Finding(one.path, line, "stub", told)


def _is_control(name: str) -> bool:
    return any(word.lower() in _CONTROLS for word in _WORDS.findall(name))


def _kept(one: Versions) -> Iterator[tuple[int, str, str, str]]:
    """Line and name of every new parameter that is no more than kept, the name it is kept by, and what takes
    the whole of the object that it is kept on, "" where that is the class's own.
    """
    if one.path.endswith(".py"):
        yield from _in_python(one.before or "", one.after or "")
    else:
        yield from _in_javascript(one.path, one.before or "", one.after or "")


def _in_python(before: str, after: str) -> Iterator[tuple[int, str, str, str]]:
    old = dict(_parameters(before))
    for place, (node, taken) in _parameters(after):
        for name in taken - old[place][1] if place in old else ():
            refused = {id(part) for test in _refusals(node) for part in ast.walk(test)}
            uses = [
                part
                for part in ast.walk(node)
                if isinstance(part, ast.Name) and part.id == name and id(part) not in refused
            ]
            fields = [field for part in ast.walk(node) for field in _stores(part, name)]
            if fields and len(uses) == len(fields):
                yield node.lineno, name, fields[0], _OBJECT
    fields_before = dict(_fields(before))
    classes = {owner for owner, _ in fields_before}
    for (owner, name), line in _fields(after):
        if owner in classes and (owner, name) not in fields_before:
            yield line, name, name, ""


def _parameters(text: str) -> Iterator[tuple[str, tuple[Function, frozenset[str]]]]:
    for node in nodes(text):
        inner = node.body if isinstance(node, ast.ClassDef) else ()
        for one in inner:
            if isinstance(one, Function):
                taken = frozenset(part.arg for part in ast.walk(one.args) if isinstance(part, ast.arg))
                yield f"{getattr(node, 'name', '')}.{one.name}", (one, taken)


def _refusals(node: Function) -> Iterator[ast.If]:
    """Conditions that only refuse: what is refused below 0 may still do nothing above."""
    for part in ast.walk(node):
        if isinstance(part, ast.If) and not part.orelse and isinstance(part.body[0], ast.Raise):
            yield part


def _stores(part: ast.AST, name: str) -> Iterator[str]:
    """``self.limit = limit``"""
    if isinstance(part, ast.Assign) and isinstance(part.value, ast.Name) and part.value.id == name:
        yield from (one.attr for one in part.targets if isinstance(one, ast.Attribute))


def _fields(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Those of a dataclass that does something with what it has."""
    for node in nodes(text):
        if not isinstance(node, ast.ClassDef) or "dataclass" not in " ".join(
            map(ast.unparse, node.decorator_list)
        ):
            continue
        if any(isinstance(one, Function) and one.name[0] != "_" for one in node.body):
            for one in node.body:
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                    yield (node.name, one.target.id), one.lineno


def _in_javascript(path: str, before: str, after: str) -> Iterator[tuple[int, str, str, str]]:
    old = {name: given for name, given, _ in _functions(path, before)}
    for function, given, whole in _functions(path, after):
        body = _REFUSES.sub("", whole)
        for name in set(_WORD.findall(given)) - set(_WORD.findall(old.get(function, given))):
            stores = re.findall(
                rf"\b\w+\.#?(\w+)\s*=\s*{name}\s*;|(?:[{{,]\s*)({name})\s*(?=[,}}])|\b(\w+):\s*{name}\s*[,}}]",
                body,
            )
            uses = len(re.findall(rf"(?<![\w#])(?<!(?<!\.\.)\.){name}\b(?!\s*:)", body))
            if stores and uses == len(stores):
                line = after.count("\n", 0, after.find(whole)) + 1
                owner = re.search(rf"\b(?!this\b)(\w+)\.\w+\s*=\s*{name}\s*;", body)
                yield line, name, next(filter(None, stores[0])), f"...{owner[1]}" if owner else ""


def _functions(path: str, text: str) -> Iterator[tuple[str, str, str]]:
    yield from bodies(path, text)
    for one in constructors(text):
        yield f"{one.owner}.constructor", text[one.opened : one.closed], text[one.body : one.end]
