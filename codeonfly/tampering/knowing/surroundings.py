"""Conditions of Python and JavaScript sources on what only a test's run is like: its first calls, its own client."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Added, Finding, Sign, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_COUNTERS = re.compile(
    r"^(?:(?:let|var)\s+)?(\w+)\s*(?::\s*\w+\s*)?=\s*\d+\s*;?\s*(?:(?:#|//).*)?$"
    r"|^(\w+)\s*=\s*(?:itertools\.)?count\(|^(?:async\s+)?(?:def|class|function)\s+(\w+)",
    re.MULTILINE,
)
# of a function or class that is its own counter, the attribute
_GOES_UP = re.compile(r"\b(?=(\w++)(?:\.\w+)?(?:\s*\+=\s*1\b|\+\+)|next\((\w+)\))|\+\+(?=(\w+))")
_FEW = r"\s*(?:[<>]=?|[!=]==?|%)\s*(?:[2-9]|\d\d)"
_CONDITION = re.compile(r"\b(?:if|elif|while|and|or|not)\b|&&|\|\||[^?]\?[^.?]")
# what every client says of itself, or a connection of its ends
_HEADER = re.compile(
    r"(?:\.get\(\s*|\bheaders?(?:\.|\[\s*|\(\s*)|\bHTTP_)['\"]?(?P<header>user[-_]agent|accept[-_]encoding|connection|host)\b"
    r"|\b(?:socket|connection)\.(?P<port>(?:local|remote)Port)|\b(?P<agent>user_agent)\b|\.(?P<ip>ip|remote_addr)\b(?![\]\w])",
    re.IGNORECASE,
)
_WITH_TEXT = re.compile(
    r"(?:[!=]==?|[<>]=?)\s*['\"\d]|\.(?:starts_?[wW]ith|ends_?[wW]ith|includes|match|search)\(\s*['\"/]|['\"]\s+(?:not\s+)?in\s"
)
_WITHOUT = re.compile(r"(?:!\s*|\bnot\s+)[\w.]*$")


def counted(text: str, added: Added) -> Iterator[Sign]:
    """Lines that tell the first calls of a process from later ones."""
    names = {name for found in _COUNTERS.findall(text) for name in found if name}
    going_up = {name for found in _GOES_UP.findall(text) for name in found if name}
    for name in sorted(names & going_up):
        own = rf"\b{name}(?:\.\w+)?"
        asks = re.compile(rf"(?:{own}(?:\+\+)?|\bnext\({name}\)){_FEW}")
        for number, line in added:
            if asks.search(line) and _CONDITION.search(line):
                yield number, "knows-tests", "the code does something else from some call on"


def unnamed(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Conditions on what a request says of its client, where no changed test says anything of it."""
    said = re.sub(r"[-_]", "", "\n".join(one.after or "" for one in tests)).lower()
    for one in texts:
        for number, line in one.added if said and one.path.endswith((".py", *SUFFIXES)) else ():
            match = _HEADER.search(line)
            if match is None or not _CONDITION.search(line):
                continue
            is_port = match["port"] and re.search(r"Port\s*(?:[<>]=?|[!=]==?)", line)
            is_compared = (
                _WITH_TEXT.search(line)
                or is_port
                or (not match["ip"] and _WITHOUT.search(line[: match.start()]))
            )
            name = re.sub(r"[-_]", "", next(filter(None, match.groups()))).lower()
            if is_compared and not re.search(rf"\b{name}\b", said):
                told = f"{one.path}:{number}: the code asks who its client is, and no test names one"
                yield Finding(one.path, number, "knows-tests", told)
