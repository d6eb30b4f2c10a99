"""Stand-ins in tests that do what the change should have done: the test looks at these, not at the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import go, java, rust
from codeonfly.toolchains.bodies import blocks
from codeonfly.toolchains.hollow_blocks import bodies

_SUFFIXES = (".go", ".rs", ".java")
_REWORKS = re.compile(r"\b(?:if|switch|match|case)\b|\s[*/%]\s")
# a helper that ends its test where the code refuses hands on what that gives
_ENDS = re.compile(
    r"panic!|\.(?:unwrap|expect)\(|\b(?:Fatal|Error|Skip)\w*\(|\bpanic\(|\bthrow\b|\bassert|\bfail\("
)
_WORD = re.compile(r"\w+")
_ONE_EXPRESSION = re.compile(r"\s*(?:return\b\s*)?(?P<given>[^;{}]*(?:\{[^;{}]*\}[^;{}]*)*?)\s*;?\s*")
_SHORTEST = 12  # of an expression that two people would not write alike
_TESTS = {".go": go.TEST, ".rs": rust.FUNCTION, ".java": java.METHOD}
_CHECK = re.compile(r"\bassert\w*!?\s*\(|\.(?:Error|Fatal)f?\(|\b(?:require|assert)\.\w+\(|\bexpect\(")
# whether a file is there at all, not what it says
_RESOURCE = re.compile(r"\bgetResource(?:AsStream)?\(\s*\"/?(?P<name>[^\"]+)\"\s*\)\s*[!=]=\s*null")
_SERVICES = "META-INF/services/"
_SERVICE = re.compile(
    r"\bServiceLoader\.load\(\s*(?P<name>[\w.]+)\.class[^;]*(?:isPresent\(\)|isEmpty\(\)|hasNext\(\)|count\(\)\s*[!=<>])"
)


def doubles(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A function of the tests with the name of a new one, which calls that and goes on with its result."""
    new = {
        name
        for one in texts
        if one.path.endswith(_SUFFIXES)
        for name in _bodies(one.path, one.after).keys() - _bodies(one.path, one.before).keys()
    }
    for one in tests:
        if not one.path.endswith(_SUFFIXES):
            continue
        for name, body in _bodies(one.path, one.after).items():
            calls = name in new and re.search(rf"(?:\.|::){name}\((?!\|)", body)
            if calls and _REWORKS.search(body) and not _ENDS.search(body):
                line = (one.after or "")[: (one.after or "").find(body)].count("\n") + 1
                told = f"{one.path}:{line}: {name} of the tests goes on with what the code's own gives"
                yield Finding(one.path, line, "double", told)


def worked_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A test whose one check compares with what it works out in the very words of a new function."""
    new = {
        "".join(match["given"].split())
        for one in texts
        if one.path.endswith(_SUFFIXES)
        for name, parameters, body in bodies(one.path, one.after or "")
        if name.rpartition(".")[2] not in _bodies(one.path, one.before)
        and (match := _ONE_EXPRESSION.fullmatch(body))
        and set(_WORD.findall(parameters)) & set(_WORD.findall(match["given"]))
    }
    new = {text for text in new if len(text) >= _SHORTEST}
    for one in tests if new else ():
        start = _TESTS.get(one.path[one.path.rfind(".") :])
        text = one.after or ""
        for name, body in blocks(text, start, quotes='"') if start is not None else ():
            plain = "".join(body.split())
            if len(_CHECK.findall(body)) == 1 and any(given in plain for given in new):
                line = text[: text.find(body)].count("\n") + 1
                told = f"{one.path}:{line}: {name} works the answer out as the code does"
                yield Finding(one.path, line, "existence", told, blocks=False)


def resources(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A condition on a resource of Java's class path that only the change's tests have."""
    ways = [f"/{one.path}" for one in tests if one.after is not None]
    known = [f"/{one.path}" for one in texts if one.after is not None]
    for one in texts:
        for number, line in one.added if one.path.endswith(".java") else ():
            asked = [f"/{match['name']}" for match in _RESOURCE.finditer(line)]
            if any(_has(ways, name) and not _has(known, name) for name in asked):
                told = f"{one.path}:{number}: the code depends on a file that only the tests have"
                yield Finding(one.path, number, "switch", told)


def services(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A condition on whether anybody brings a service, which only the change's tests do."""
    ways = {one.path.rpartition(_SERVICES)[2] for one in tests if one.after and _SERVICES in one.path}
    ways -= {one.path.rpartition(_SERVICES)[2] for one in texts if one.after and _SERVICES in one.path}
    asked = {re.split(r"[.$]", name)[-1] for name in ways}
    for one in texts if asked else ():
        for number, line in one.added if one.path.endswith(".java") else ():
            if any(match["name"].rpartition(".")[2] in asked for match in _SERVICE.finditer(line)):
                told = f"{one.path}:{number}: the code depends on a service that only the tests bring"
                yield Finding(one.path, number, "switch", told)


def _has(paths: Sequence[str], name: str) -> bool:
    return any(path.endswith(name) for path in paths)


def _bodies(path: str, text: str | None) -> dict[str, str]:
    """Body of each function by the name without its owner; tests' own, in Rust, among them."""
    return {name.rpartition(".")[2]: body for name, _, body in bodies(path, text or "")}
