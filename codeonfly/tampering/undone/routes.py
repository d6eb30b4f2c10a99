"""Handlers in Go that do not look at the part of the path they are registered for, or know it already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import bodies

# a path with a part of its own, and what answers it: a name, or a function on the spot
_ROUTE = re.compile(
    r"\"[^\"\s]*\s?[^\"\s]*/(?:\{\w+\}|:\w+)[^\"\n]*\"\s*,\s*(?:[\w.]*?\b(?P<name>\w+)\s*\)|func\s*\((?P<given>[^()]*)\)\s*(?P<open>\{))"
)
_REQUEST = re.compile(r"(\w+)\s+\*?(?:http\.Request|gin\.Context|echo\.Context|fiber\.Ctx)\b")
_PART = r"(?:\.PathValue\(\s*\"(?P<{0}>\w+)\"\s*\)|\bchi\.URLParam\([^()]*\)|\bmux\.Vars\([^()]*\)\[[^\]]*\]|\.Params?\(\s*\"\w+\"\s*\))"
# whether it is a number is asked, and the number let go
_LET_GO = re.compile(rf"\b_\s*,\s*\w+\s*:?=\s*[\w.]+\([^\n;]*{_PART.format('a')}[^\n;]*|\b_\s*=\s*[^\n;]*")
_REFUSES = re.compile(
    r"\b4\d\d\b|\bStatus(?:Gone|NotFound|MethodNotAllowed|Forbidden|Unauthorized)\b|NotFound"
)
MOST = 50  # routes of one file, and questions about parts: some are read to their end
_SHORT = 2  # lines of a handler that only refuses
_NUMBER = r"\"(?:[2-9]|[1-9]\d+)\""
_SAYS = re.compile(rf"{_PART.format('b')}\s*[!=]=\s*{_NUMBER}|{_NUMBER}\s*[!=]=\s*\w+{_PART.format('c')}")
_SWITCH = re.compile(rf"\bswitch\s[^\n]*{_PART.format('d')}[^\n]*\{{")
_CASE = re.compile(rf"^\s*case\s+{_NUMBER}", re.MULTILINE)
_VERSION = re.compile(r"v|ver|version|api", re.IGNORECASE)


def unread(texts: Sequence[Versions]) -> Iterator[Finding]:
    """New routes such as ``/users/{id}`` whose handler does the same whoever is asked for, or asks for one of them."""
    for one in texts:
        if one.path.endswith(".go") and one.after:
            yield from _unread(one, one.after)
            yield from _known(one, one.after)


def _unread(one: Versions, text: str) -> Iterator[Finding]:
    old, made = dict(_handlers(one.path, one.before or "")), dict(_handlers(one.path, text))
    added = {number for number, _ in one.added}
    for match in islice(_ROUTE.finditer(text), MOST):
        line = text[: match.start()].count("\n") + 1
        if line not in added:
            continue
        if match["open"]:
            end = closing(text, match.start("open"), '"`')
            given, body = match["given"], text[match.end() : end]
        elif match["name"] in made and match["name"] not in old:
            given, body = made[match["name"]]
        else:
            continue
        request = _REQUEST.search(given)
        if request is not None and not _reads(request[1], body):
            told = f"{one.path}:{line}: what answers this path does not look at it"
            yield Finding(one.path, line, "stub", told)


def _reads(name: str, body: str) -> bool:
    lines = [line for line in body.splitlines() if line.strip()]
    refuses = len(lines) <= _SHORT and _REFUSES.search(body)
    return bool(refuses) or re.search(rf"\b{name}\b", _LET_GO.sub("", body)) is not None


def _known(one: Versions, text: str) -> Iterator[Finding]:
    added = {number for number, _ in one.added}
    hits = [match for match in _SAYS.finditer(text) if not _VERSION.fullmatch(match["b"] or match["c"] or "")]
    for match in islice(_SWITCH.finditer(text), MOST):
        end = closing(text, match.end() - 1, '"`') or match.end()
        if not _VERSION.fullmatch(match["d"] or "") and _CASE.search(text, match.end(), end):
            hits.append(match)
    for match in hits:
        line = text[: match.start()].count("\n") + 1
        if line in added:
            told = f"{one.path}:{line}: one part of a path is told from all others by its number"
            yield Finding(one.path, line, "answers", told)


def _handlers(path: str, text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, given, body in bodies(path, text):
        yield name.rpartition(".")[2], (given, body)
