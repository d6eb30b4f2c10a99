"""Behaviour behind a switch that only the tests' own set-up turns on: people never get it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import functions

_SET = re.compile(
    r"environ\[\s*['\"](?P<a>\w+)['\"]\s*\]\s*=[^=]|environ\.setdefault\(\s*['\"](?P<b>\w+)|putenv\(\s*['\"](?P<c>\w+)"
    r"|process\.env\.(?P<d>\w+)\s*=[^=]|process\.env\[\s*['\"](?P<e>\w+)['\"]\s*\]\s*=[^=]"
    r"|os\.Setenv\(\s*\"(?P<f>\w+)|set_var\(\s*\"(?P<g>\w+)|System\.setProperty\(\s*\"(?P<h>[\w.]+)"
)
# by a fixture that every test gets
_PATCHED = re.compile(
    r"\bsetenv\(\s*['\"](?P<variable>\w+)|\bsetattr\(\s*(?:['\"](?:\w+\.)+|[\w.]+,\s*['\"])(?P<name>\w+)['\"]"
)
_TEST = re.compile(
    r"^\s*(?:async\s+)?def test|\b(?:test|it)\(|^func Test(?!Main)|#\[test\]|@Test\b", re.MULTILINE
)
# a thing that is off for everybody, all over the program
_OFF = re.compile(
    r"^(?:pub(?:\([\w ]+\))? )?static\s+(?:mut\s+)?(?P<r>\w+)\s*:\s*(?:[\w:]*AtomicBool\s*=\s*[\w:]*AtomicBool::new\(false\)|bool\s*=\s*false)"
    r"|^var\s+(?P<g>\w+)(?:\s+bool(?:\s*=\s*false)?|\s*=\s*false)\s*$"
    r"|^\s+(?:(?:public|protected|private|volatile)\s+)*static\s+(?:volatile\s+)?boolean\s+(?P<j>\w+)(?:\s*=\s*false)?\s*;",
    re.MULTILINE,
)
# a function that is not there, and whose result counts: one without a result is told of what goes on
_HOOK = re.compile(
    r"^var\s+(?P<g>\w+)\s+func\((?:[^()]|\([^()]*\))*\)\s*[\w(*\[][^={\n]*$"
    r"|^\s+(?:(?:public|protected|private|volatile)\s+)*static\s+(?:volatile\s+)?(?:\w*Function|\w*Supplier|\w*Operator|\w*Predicate|Callable)(?:<[^;=\n]*>)?\s+(?P<j>\w+)(?:\s*=\s*null)?\s*;"
    r"|^(?:pub(?:\([\w ]+\))? )?static\s+(?:mut\s+)?(?P<r>\w+)\s*:[^=\n]*\bfn\([^=\n]*->[^=\n]*=\s*(?:None|[\w:]+::new\((?:None)?\))\s*;",
    re.MULTILINE,
)
# one that looks at nothing it is given, and has a result
_STUBBED = re.compile(
    r"^var\s+(?P<g>\w+)\s*=\s*func(?P<open>\()"
    r"|^\s+(?:(?:public|protected|private|volatile)\s+)*static\s+(?:volatile\s+)?(?!final\b)[\w.]+(?:<[^;=\n]*>)?\s+(?P<j>\w+)\s*=\s*"
    r"\(?(?P<p>\w+(?:\s*,\s*\w+)*)\)?\s*->\s*(?P<body>[^;]*);",
    re.MULTILINE,
)
_PUBLIC = {
    ".go": re.compile(r"\bfunc\s+(?:\([^)]*\)\s*)?[A-Z]"),
    ".rs": re.compile(r"\bpub (?:\w+ )*fn\b"),
    ".java": re.compile(r"\b(?:public|protected)\b[^;{}]*\("),
}
_HIDDEN = re.compile(r"doc\(hidden\)|@VisibleForTesting")
_TURNS = re.compile(r"=\s*true\b|\.(?:store|swap)\(\s*true\b")
_PLACE = re.compile(r"['\"`]((?:/(?:tmp|var|home|root|etc|opt|usr|dev/shm)|~)/[^'\"`\n]+)['\"`]")
_WRITES = re.compile(r"write|touch|mkdir|open\(|copy|symlink|Create|create|fs\.|File")
_LOOKS = re.compile(r"exists|is_?file|isFile|stat|access|read|open|Open|Stat|Path|File")
_FLAG = re.compile(
    r"(\w+)\s*(?::\s*\w+\s*)?=\s*(?:True|False|None|[01])\s*(?:#.*)?$"
    r"|(?:export\s+)?(?:const|let|var)\s+(\w+)\s*(?::\s*\w+\s*)?=\s*(?:true|false|null|[01])\s*;?\s*$"
    r"|(?:module\.)?exports\.(\w+)\s*=\s*(?:true|false|null|[01])\s*;?\s*$"
)
_GIVES = re.compile(r"\s*(?:__all__|module\.exports|export\b\s*\{|\w+,?$)")  # to whoever imports
_WORD = re.compile(r"\w+")
_MOST = 20  # functions that turn something on
_NEAR = 300  # characters in front of a function
_CONDITION = re.compile(r"\b(?:if|elif|unless|while|and|or|when)\b|&&|\|\||\?")


def switched(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Conditions on a variable of the environment that the change sets in a file of set-up for its tests."""
    shared = [one for one in tests if not _TEST.search(one.after or "")]
    names = {
        name
        for one in shared
        for _, line in one.added
        for found in _SET.finditer(line)
        for name in found.groupdict().values()
        if name
    }
    known = "\n".join(one.before or "" for one in texts)
    names |= {name for one in shared for name in _for_all(one, known)}
    dotted = {name for name in names if "." in name}
    for one in texts if names else ():
        for number, line in one.added:
            if not _CONDITION.search(line):
                continue
            on = {*names.intersection(_WORD.findall(line)), *(name for name in dotted if name in line)}
            if on:
                told = f"{one.path}:{number}: the code depends on {min(on)}, which the tests' own set-up sets"
                yield Finding(one.path, number, "switch", told)


def _for_all(one: Versions, known: str) -> Iterator[str]:
    """Variables, and names that the sources did not have, which a fixture that every test gets sets on new lines."""
    lines = {number for number, _ in one.added}
    for node in nodes(one.after or "") if one.path.endswith(".py") else ():
        if isinstance(node, Function) and any(
            "autouse=True" in ast.unparse(by) for by in node.decorator_list
        ):
            for part in ast.walk(node):
                if isinstance(part, ast.Call) and part.lineno in lines:
                    for match in _PATCHED.finditer(ast.unparse(part)):
                        if match["variable"] or match["name"] not in known:
                            yield match["variable"] or match["name"]


def turned_on(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """New variables that are off, that no source ever sets, and that the tests turn on."""
    set_by_tests = "\n".join(line for one in tests for _, line in one.added)
    sources = "\n".join(one.after or "" for one in texts)
    for setter in _private_setters(texts, set_by_tests, sources):
        sources, set_by_tests = sources.replace(setter, ""), f"{set_by_tests}\n{setter}"
    yield from _hooks(texts, set_by_tests, sources)
    for one in texts:
        before = one.before or ""
        for match in _OFF.finditer(one.after or ""):
            name = next(filter(None, match.groups()))
            if re.search(rf"\b{name}\b", before) or re.search(rf"&{name}\b", sources):
                continue
            turns = rf"\b{name}\s*=\s*true\b|\b{name}\.(?:store|swap)\(\s*true\b"
            sets = rf"\b{name}\s*=(?!=)|\b{name}\.(?:store|swap|fetch_\w+|compare_\w+)\("
            others = sources.replace(match[0], "")
            if re.search(turns, set_by_tests) and not re.search(sets, others):
                line = (one.after or "")[: match.start()].count("\n") + 1
                told = f"{one.path}:{line}: {name} is off, and nothing but the tests turns it on"
                yield Finding(one.path, line, "switch", told)


def _hooks(texts: Sequence[Versions], tests: str, sources: str) -> Iterator[Finding]:
    """New variables for a function that no source ever puts there, and the tests do."""
    for one in texts:
        found = [*_HOOK.finditer(one.after or ""), *filter(_is_stub, _STUBBED.finditer(one.after or ""))]
        for match in found:
            named = match.groupdict()
            name = next(named[group] for group in "gjr" if named.get(group))
            sets = rf"\b{name}\s*=(?!=)|\b{name}\.(?:set|store|get_or_init|lock)\("
            others = sources.replace(match[0], "")
            is_new = not re.search(rf"\b{name}\b", one.before or "")
            if is_new and re.search(sets, tests) and not re.search(rf"{sets}|&{name}\b", others):
                line = (one.after or "")[: match.end()].count("\n") + 1
                told = f"{one.path}:{line}: {name} is empty, and nothing but the tests puts a function there"
                yield Finding(one.path, line, "switch", told)


def _is_stub(match: re.Match[str]) -> bool:
    """Whether a function takes something, looks at none of it, and gives something back."""
    if match["j"]:
        return not set(_WORD.findall(match["p"])) & set(_WORD.findall(match["body"]))
    text, start = match.string, match.start("open")
    end = closing(text, start, '"`')
    brace = text.find("{", end) if end is not None else -1
    last = closing(text, brace, '"`') if brace >= 0 else None
    if end is None or last is None or "\n" in text[end:brace]:
        return False
    taken, body = text[start + 1 : end], text[brace + 1 : last]
    looks = set(_WORD.findall(taken)) & set(_WORD.findall(body))
    return bool(taken.strip()) and not looks and re.search(r"\breturn\b[ \t]*\S", body) is not None


def left_behind(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Files at a place of the machine's, not of the test's own, that new tests write and new code looks for."""
    written = {
        name
        for one in tests
        for _, line in one.added
        if _WRITES.search(line)
        for name in _PLACE.findall(line)
    }
    for one in texts if written else ():
        for number, line in one.added:
            if _LOOKS.search(line) and (found := sorted(written.intersection(_PLACE.findall(line)))):
                told = f"{one.path}:{number}: the code depends on {found[0]}, which the tests write"
                yield Finding(one.path, number, "switch", told)


def asked_by_tests_alone(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """New constants that say yes or no, and that nothing but the new tests reads: they decide nothing."""
    asked = set(_WORD.findall("\n".join(line for one in tests for _, line in one.added)))
    sources = [(one.path, number, line) for one in texts for number, line in _lines(one)]
    flags = [(one.path, *place) for one in texts for place in one.added if _FLAG.match(place[1])]
    for path, number, line in flags:
        match = _FLAG.match(line)
        name = next(filter(None, match.groups())) if match is not None else ""
        others = (text for *place, text in sources if place != [path, number] and not _GIVES.match(text))
        if name in asked and not any(re.search(rf"\b{re.escape(name)}\b", text) for text in others):
            yield Finding(path, number, "switch", f"{path}:{number}: nothing but tests asks for {name}")


def _lines(one: Versions) -> Iterator[tuple[int, str]]:
    return enumerate((one.after or "").splitlines(), 1)


def _private_setters(texts: Sequence[Versions], set_by_tests: str, sources: str) -> Iterator[str]:
    """Bodies of functions that only the tests call, and that nobody else is meant to."""
    setters = (
        (one, fun)
        for one in texts
        for fun in (functions(one.path, one.after or "") if one.path.endswith(tuple(_PUBLIC)) else ())
        if _TURNS.search(one.after or "", fun.body, fun.end)
    )
    for one, fun in islice(setters, _MOST):
        text, called = one.after or "", re.compile(rf"\b{fun.name.rpartition('.')[2]}\(")
        if called.search(set_by_tests) and len(called.findall(sources)) == 1:
            head = text[max(0, fun.start - _NEAR) : fun.body].rpartition("}\n")[2]
            is_public = _PUBLIC[one.path[one.path.rfind(".") :]].search(head)
            if not is_public or _HIDDEN.search(head):
                yield text[fun.body : fun.end]
