"""Work that is handed to a pool and waited for at once: it is done one after the other, as it was."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.node_stubs import SUFFIXES

_LOOP = re.compile(r"\bfor\s*(?:await\s*)?\([^\n]*\)\s*(?P<open>\{)")
_STARTED = re.compile(
    r"^(?P<indent>[ \t]+)(?P<one>\w+)\.start\(\);?\n(?P=indent)(?P<waits>(?P=one)\.join\()"
    r"|^(?P<go>[ \t]+)var (?P<group>\w+) sync\.WaitGroup\n(?:(?![ \t]*for\b).*\n){0,80}?(?P=go)(?P<go_waits>(?P=group)\.Wait\(\))",
    re.MULTILINE,
)
_TOGETHER = re.compile(
    r"lock|mutex|thread|synchroni[sz]ed|atomic|concurren|semaphore|goroutine", re.IGNORECASE
)
_MOST_LOOPS = 200  # of one file; each may cost a walk to its end
_KEPT = re.compile(r"\.(?:add|push)\((\w+)\)")


def one_at_a_time(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """In Python ``pool.submit(work, one).result()`` within a loop; in JavaScript a promise that is kept and awaited."""
    for one in texts:
        lines = {number for number, _ in one.added}
        if one.path.endswith(".py") and ".submit(" in (one.after or ""):
            found = list(_in_python(one.after or ""))
        elif one.path.endswith(SUFFIXES) and "await" in (one.after or ""):
            found = list(_in_javascript(one.after or ""))
        else:
            continue
        for line in found:
            if line in lines:
                told = f"{one.path}:{line}: each is waited for before the next one begins"
                yield Finding(one.path, line, "stub", told)


def one_after_another(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Tests that start a thread and wait for it before the next one, where the change is about just that."""
    if not any(_TOGETHER.search(line) for one in texts for _, line in one.added):
        return
    for one in tests:
        text = one.after or ""
        lines = {number for number, _ in one.added}
        for match in _STARTED.finditer(text) if one.path.endswith(CODE) else ():
            line = text.count("\n", 0, match.start("waits" if match["waits"] else "go_waits")) + 1
            if line in lines and _is_in_loop(text, match):
                told = f"{one.path}:{line}: the tests wait for each before the next one begins"
                yield Finding(one.path, line, "vacuous", told)


def _is_in_loop(text: str, match: re.Match[str]) -> bool:
    """Whether the lines before that are indented less than this one lead to a loop, and to no test first."""
    depth = len((match["indent"] or match["go"]).expandtabs(4))
    for line in reversed(text[: match.start()].splitlines()):
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if line.strip() and indent < depth:
            return re.match(r"\s*for\b", line) is not None
    return False


def _in_python(text: str) -> Iterator[int]:
    for loop in nodes(text):
        if not isinstance(loop, ast.For | ast.ListComp | ast.GeneratorExp):
            continue
        inner = [part for node in ast.iter_child_nodes(loop) for part in ast.walk(node)]
        handed = {
            part.targets[0].id
            for part in inner
            if isinstance(part, ast.Assign) and _submits(part.value) and isinstance(part.targets[0], ast.Name)
        }
        for part in inner:
            if (
                isinstance(part, ast.Call)
                and isinstance(part.func, ast.Attribute)
                and part.func.attr == "result"
                and not (part.args or part.keywords)  # with a time limit there is a reason to wait
            ):
                of = part.func.value
                if _submits(of) or (isinstance(of, ast.Name) and of.id in handed):
                    yield part.lineno


def _submits(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "submit"


def _in_javascript(text: str) -> Iterator[int]:
    for loop in islice(_LOOP.finditer(text), _MOST_LOOPS):
        end = closing(text, loop.start("open"), "'\"`")
        body = text[loop.end() : end] if end is not None else ""
        for kept in _KEPT.finditer(body):
            waits = re.compile(rf"\n[ \t]*await {re.escape(kept[1])}\s*(?:;|$)", re.MULTILINE).search(
                body, kept.end()
            )
            made = re.search(rf"\b(?:const|let) {re.escape(kept[1])}\s*=(?!\s*await\b)", body)
            if waits is not None and made is not None:
                yield text.count("\n", 0, loop.end() + waits.start()) + 2
