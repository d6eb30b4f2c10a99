"""Locks that a change adds and that lock little: only some methods take them, or each call makes its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import CODE, Finding, Versions

_STRUCT = re.compile(
    r"^type (?P<kind>\w+)(?:\[[^\]]*\])? struct \{\n(?P<fields>(?:[^}\n]*\n)*?)\}", re.MULTILINE
)
_MUTEX = re.compile(r"^\t(?P<name>\w+)[ \t]+\*?sync\.(?:RW)?Mutex\b", re.MULTILINE)
_METHOD = re.compile(
    r"^func \((?P<self>\w+) \*(?P<kind>\w+)(?:\[[^\]]*\])?\) (?P<name>\w+)\((?P<body>[^\n]*\n(?:(?!^\}).*\n)*|[^\n]*\}$)",
    re.MULTILINE,
)
# not what is made where there is none yet, and kept for all: that is assigned to what was declared before
_MADE = re.compile(
    r"^\s+(?:(?P<name>\w+) := (?:new\(sync\.(?:RW)?Mutex\)|&sync\.(?:RW)?Mutex\{\})"
    r"|(?:final )?(?:var|ReentrantLock|Lock|Object) (?P<java>\w+) = new (?:ReentrantLock|Object)\(\);"
    r"|(?P<at_once>with threading\.R?Lock\(\):|synchronized \(new \w+\(\)\)))"
)
_NEAR = 3  # lines
_LOCK = re.compile(r"\b(?:threading\.|multiprocessing\.)?R?Lock\(\)")


def half_locked(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """What others may call and changes, without the lock, what is looked at elsewhere with it.

    Of what was there before: a new class may well set up a thread of its own before there is anybody to keep out.
    """
    for one in texts:
        if one.path.endswith(".go"):
            yield from _in_go(one)
        elif one.path.endswith(".py"):
            yield from _in_python(one)


def own_locks(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """What is locked as soon as it is made keeps nobody out."""
    for one in texts:
        rows = (one.after or "").splitlines()
        for number, line in one.added if one.path.endswith(CODE) else ():
            match = _MADE.search(line)
            if match is None:
                continue
            name = match["name"] or match["java"]
            near = "\n".join(rows[number : number + _NEAR])
            takes = (
                rf"\b{name}\.(?:Lock|lock|acquire)\(|\bwith {name}:|synchronized \({name}\)" if name else ""
            )
            if match["at_once"] or (
                takes and re.search(takes, near) and not re.search(r"\bgo func|\bThread|\blambda\b", near)
            ):
                told = f"{one.path}:{number}: a lock is taken as soon as it is made, and keeps nobody out"
                yield Finding(one.path, number, "stub", told)


def _in_go(one: Versions) -> Iterator[Finding]:
    before, after = one.before or "", one.after or ""
    methods = list(_METHOD.finditer(after))
    for struct in _STRUCT.finditer(after):
        mutex = _MUTEX.search(struct["fields"])
        if (
            mutex is None
            or not re.search(rf"^type {struct['kind']}\b", before, re.MULTILINE)
            or re.search(rf"^\t{mutex['name']}\b[^\n]*Mutex", before, re.MULTILINE)
        ):
            continue
        own = [found for found in methods if found["kind"] == struct["kind"]]
        locks = re.compile(rf"\.{mutex['name']}\.R?Lock\(")
        with_it = "\n".join(found["body"] for found in own if locks.search(found["body"]))
        guarded = set(re.findall(rf"\b{own[0]['self']}\.(\w+)\b(?!\()", with_it)) if own else set()
        for found in own:
            if locks.search(found["body"]) or not found["name"][0].isupper():
                continue
            sets = re.findall(
                rf"\b{found['self']}\.(\w+)(?:\[[^\]\n]*\])?(?:, [^=\n]*)? (?:[-+]?=)(?!=)", found["body"]
            )
            if guarded & set(sets):
                line = after.count("\n", 0, found.start()) + 1
                told = f"{one.path}:{line}: {found['name']} changes what others look at under {mutex['name']}, without it"
                yield Finding(one.path, line, "stub", told)


def _in_python(one: Versions) -> Iterator[Finding]:
    added = {number for number, _ in one.added}
    for kind in nodes(one.after or "") if one.before else ():
        if not isinstance(kind, ast.ClassDef) or not re.search(rf"\bclass {kind.name}\b", one.before or ""):
            continue
        lock = next(
            (
                target.attr
                for node in ast.walk(kind)
                if isinstance(node, ast.Assign)
                and node.lineno in added
                and _LOCK.search(ast.unparse(node.value))
                for target in node.targets
                if isinstance(target, ast.Attribute)
            ),
            "",
        )
        methods = [node for node in kind.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        written = {node.name: ast.unparse(node) for node in methods}
        takes = re.compile(rf"self\.{re.escape(lock)}\b")
        with_it = "\n".join(
            text for name, text in written.items() if lock and takes.search(text) and name != "__init__"
        )
        guarded = set(re.findall(r"\bself\.(\w+)\b(?!\()", with_it)) - {lock}
        for node in methods if with_it else ():
            text = written[node.name]
            if node.name.startswith("_") or takes.search(text) or node.decorator_list:
                continue
            sets = set(re.findall(r"\bself\.(\w+)(?:\[[^\]\n]*\])? (?:[-+]?=)(?!=)", text))
            if guarded & sets:
                told = f"{one.path}:{node.lineno}: {node.name} changes what others look at under {lock}, without it"
                yield Finding(one.path, node.lineno, "stub", told)
