"""Calls in JavaScript that hand over more than is taken: an option that was read, and that nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow import MAX_TEXT
from codeonfly.toolchains.hollow_blocks import bodies
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

_CALL = re.compile(r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)(?P<open>\()")
_DECLARES = re.compile(r"\b(?:function\s*\*?|class|new|catch|if|for|while|switch)\s*\Z")
# `{ scan = scanTree }`: what is called where nobody gives another one
_BY_DEFAULT = re.compile(r"[({,]\s*(\w+)\s*=\s*([a-zA-Z_$][\w$]*)\s*(?=[,})])")
_QUOTES = "'\"`"
_TEXT = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`")
_SCRIPTS = (".js", ".cjs", ".mjs", ".jsx")  # a compiler of types finds it by itself
_MOST = 400  # calls of one file
_NEAR = 2000  # characters of one


def given_more(texts: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """Of functions with that name there has to be one, with parameters that are all of a plain kind."""
    scripts = [one for one in texts if one.path.endswith(_SCRIPTS)]
    made = [
        (one.path, *call)
        for one in scripts
        for call in _calls(one.after or "", {number for number, _ in one.added})
    ]
    stands_for = {one.path: dict(_BY_DEFAULT.findall(one.after or "")) for one in scripts}
    names = {stands_for[path].get(name, name) for path, _, name, _, _ in made}
    taken = _taken(names, {one.path: one.after or "" for one in texts}, base)
    for path, number, called, given, rest in made:
        name = stands_for[path].get(called, called)
        most = taken.get(name, [])
        is_declared = rest.lstrip().startswith(("{", "=>"))
        if len(most) == 1 and most[0] is not None and _count(given) > most[0] and not is_declared:
            yield Finding(path, number, "stub", f"{path}:{number}: {name} is given more than it takes")


def _calls(text: str, lines: set[int]) -> Iterator[tuple[int, str, str, str]]:
    """Line, name, what is given and what follows, of each that begins on one of the lines and ends near it."""
    number, place, tried = 1, 0, 0
    for match in _CALL.finditer(text):
        number += text.count("\n", place, match.start())
        place = match.start()
        if number not in lines or _DECLARES.search(text[max(0, place - 12) : place]):
            continue
        if text[text.rfind("\n", 0, place) + 1 : place].lstrip().startswith(("*", "/*", "//")):
            continue  # what is said of it
        tried += 1
        if tried > _MOST:  # no hand has written so many
            return
        near = text[match.start("open") : match.start("open") + _NEAR]
        if (end := closing(near, 0, _QUOTES)) is not None:
            yield number, match["name"], near[1:end], near[end + 1 : end + 20]


def _taken(names: set[str], changed: dict[str, str], base: Tree) -> dict[str, list[int | None]]:
    """How many parameters each of them has, wherever it is declared; None for any number.

    Only what may declare one is read: of a large repository that is little.
    """
    found: dict[str, list[int | None]] = {}
    declares = re.compile(
        rf"\b(?:function\s*\*?|const|let|var|async)\s+(?:{'|'.join(map(re.escape, sorted(names)))})\b"
    )
    for path in sorted(base.files.keys() | changed.keys()) if names else ():
        if not path.endswith(SUFFIXES) or "node_modules/" in path:
            continue
        text = changed[path] if path in changed else base.text(path) or ""
        if len(text) > MAX_TEXT or declares.search(text) is None:
            continue
        for name, parameters, body in bodies(path, text):
            inside = parameters.rpartition(")")[0]
            is_open = "..." in inside or "arguments" in body
            found.setdefault(name.rpartition(".")[2], []).append(None if is_open else _count(inside))
    return found


def _count(listed: str) -> int:
    """How many there are in a list, as commas outside of brackets and texts divide it."""
    plain = _TEXT.sub("x", listed).strip().removesuffix(",")
    depth = count = 0
    for char in plain:
        depth += (char in "([{") - (char in ")]}")
        count += char == "," and depth == 0
    return count + bool(plain)
