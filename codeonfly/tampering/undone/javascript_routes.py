"""Handlers of JavaScript for a path with a part of its own, which look at nothing of what they are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_javascript import expression_end
from codeonfly.toolchains.node_stubs import SUFFIXES

_ROUTE = re.compile(
    r"\.(?P<way>get|post|put|patch|delete|del|all)\(\s*['\"`][^'\"`\n]*/(?::\w+|\{\w+\})[^'\"`\n]*['\"`]\s*,\s*(?:async\s*)?"
    r"(?:function\s*\w*\s*)?(?:\((?P<given>[^()]*)\)|(?P<one>\w+)\s*(?==>))\s*(?:=>\s*)?(?P<open>\{)?"
)
# what may be said to everybody: a page of an application, that something is gone, or moved
_SAME = re.compile(r"redirect\(|sendFile\(|render\(|\b[45]\d\d\b|\bnext\(|\bthrow\b")
_WORD = re.compile(r"\w+")
MOST = 50  # routes of one file


def unread(texts: Sequence[Versions]) -> Iterator[Finding]:
    """New routes such as ``/users/:id`` that answer the same whoever is asked for."""
    for one in texts:
        text = one.after or ""
        lines = {number for number, _ in one.added} if one.path.endswith(SUFFIXES) else set()
        for match in islice(_ROUTE.finditer(text), MOST) if lines else ():
            line = text.count("\n", 0, match.start()) + 1
            if match["open"]:
                end = closing(text, match.start("open"), "'\"`")
            else:
                end = expression_end(text, match.end()) if "=>" in match[0] else None
            body = text[match.end() : end] if end is not None else ""
            given = (match["given"] if match["one"] is None else match["one"]) or ""
            asked = set(_WORD.findall(given.partition("}")[0] if "{" in given else given.partition(",")[0]))
            if (
                line in lines
                and body.strip()
                and not _SAME.search(body)
                and not asked & set(_WORD.findall(body))
            ):
                told = f"{one.path}:{line}: what answers this path does not look at it"
                yield Finding(one.path, line, "stub", told)
