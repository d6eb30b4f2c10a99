"""A dry run that only says so: what it is called decides which words are printed, and nothing of what is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions

_NAME = re.compile(r"dry_?run|what_?if", re.IGNORECASE)
_TEXT = r"(?:f?\"(?:\\.|[^\"\\\n])*\"|f?'(?:\\.|[^'\\\n])*'|`[^`\n]*`)"
_WORDS = re.compile(
    rf"\bif\s*\(?\s*!?(?P<rust>[\w.*&]+)\s*\)?\s*\{{\s*{_TEXT}\s*\}}\s*else\s*\{{\s*{_TEXT}\s*\}}"
    rf"|{_TEXT}\s+if\s+(?:not\s+)?(?P<python>[\w.]+)\s+else\s+{_TEXT}"
    rf"|(?<![\w.])(?P<question>[\w.]+)(?:\(\))?\s*\?\s*{_TEXT}\s*:\s*{_TEXT}"
    rf"|:?=\s*{_TEXT}\s*;?\s*\n\s*if\s*\(?\s*!?(?P<go>[\w.*]+)\s*\)?\s*\{{\s*\w+\s*=\s*{_TEXT};?\s*\}}"
)
# where something may depend on it
_DECIDES = re.compile(
    r"\b(?:if|elif|unless|while|match|switch|when|filter|assert|return)\b|&&|\|\||\?|\bnot\b|\band\b|\bor\b|!\w"
)
_CALL = re.compile(r"\b(\w+)\(")
_TAKES = re.compile(
    r"^[ \t]*(?:[\w<>\[\]]+ )*(?:def|function|fn|func|void|int|boolean|static)\b[^\n(]*?(?:\([^()\n]*\) )?(?P<name>\w+)\((?P<given>[^\n]*)",
    re.MULTILINE,
)
_TURNED_ON = re.compile(r"\b\w+\s*=\s*[Tt]rue\b")
_COMMENT = re.compile(r"^\s*(?:#|//|/?\*|\"\"\").*$|--[\w-]+", re.MULTILINE)
_PARSES = re.compile(
    r"add_argument|\.option\(|flag\.|Bool(?:Var)?\(|@click|typer|addOption|getBoolean|hasOption|type:"
)


def only_told(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """New names of that kind of which all that is asked is what to call it."""
    mine = [one for one in texts if one.path.endswith(CODE)]
    sources = "\n".join(one.after or "" for one in mine)
    if not _NAME.search(sources) or _NAME.search("\n".join(one.before or "" for one in mine)):
        return
    for one in mine:
        named = next(filter(_is_named, _WORDS.finditer(one.after or "")), None)
        if named is not None and not _decides(sources):
            line = (one.after or "").count("\n", 0, named.start()) + 1
            words = next(filter(None, named.groups()))
            told = f"{one.path}:{line}: {words} changes what is said, and not what is done"
            yield Finding(one.path, line, "stub", told)


def _decides(text: str) -> bool:
    """Whether anything else may depend on what has such a name; functions that take it are looked into, too."""
    left = _COMMENT.sub("", _WORDS.sub(lambda match: "" if _is_named(match) else match[0], text))
    takers = {found["name"] for found in _TAKES.finditer(left) if _NAME.search(found["given"])}
    for line in _TURNED_ON.sub("", left).splitlines():
        if not _NAME.search(line) or _PARSES.search(line) or _TAKES.match(line):
            continue
        called = set(_CALL.findall(line))
        if _DECIDES.search(line) or (called and not called & takers):
            return True
    return False


def _is_named(match: re.Match[str]) -> bool:
    return any(found is not None and _NAME.search(found) for found in match.groups())
