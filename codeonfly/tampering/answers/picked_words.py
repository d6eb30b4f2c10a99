"""New functions that answer with words of the tests' questions, each written out, whatever they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import node_stubs
from codeonfly.toolchains.hollow_blocks import bodies

_SUFFIXES = (".go", ".rs", ".java", *node_stubs.SUFFIXES)
_LITERAL = r"(?:\"[^\"\n]*\"|'[^'\n]*')"
_WRAPPED = rf"(?:(?:Optional|Some|Ok|String::from|List\.of)[.\w]*\(\s*)?{_LITERAL}(?:\.(?:to_string|into|to_owned)\(\))?\)*"
# a constant that says that there is none
_NOTHING = (
    r"(?:Optional\.empty\(\)|null|nil|undefined|None|Ok\(None\)|\"\"|''|String::new\(\)|true|false|-?\d+)"
)
_ONE = rf"(?:{_WRAPPED}|{_NOTHING})"
# one of these, under conditions of any kind, with what says that all went well
_GIVEN = re.compile(
    rf"(?:(?:Optional\.of\(|Some\(|Ok\()?[^?\n;]*\?\s*{_ONE}\s*:\s*{_ONE}\)*|{_ONE})(?:\s*,\s*(?:true|false|nil))*\s*;?"
)
_RETURN = re.compile(r"\breturn\b[ \t]*(?P<given>[^\n]*?)\s*(?:\}[ \t]*)*$", re.MULTILINE)
_ARM = re.compile(r"=>\s*(?P<given>[^{\n]*?),?\s*$|^\s*(?P<tail>[^\s{}/#][^\n;{}]*?)\s*$", re.MULTILINE)
_QUOTED = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'")
_TEXT = re.compile(r"[\"'`]([^\"'`\n]*)[\"'`]")
_WORD = re.compile(r"[^\W\d]\w*")


def picked_words(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """At least two such words, none of which the code compares with anything: they come from nowhere."""
    asked = _asked(tests)
    for one in texts if asked else ():
        if not one.path.endswith(_SUFFIXES):
            continue
        text = one.after or ""
        known = {name for name, *_ in bodies(one.path, one.before or "")}
        for name, parameters, body in bodies(one.path, text):
            if name in known or not parameters.strip(" )"):
                continue
            words = _answers(one.path, body)
            if (
                len(words) > 1
                and words <= asked
                and all(text.count(f'"{w}"') + text.count(f"'{w}'") == 1 for w in words)
            ):
                line = text[: text.find(body)].count("\n") + 1
                told = f"{one.path}:{line}: {name} answers with words of the tests' questions, which are written out"
                yield Finding(one.path, line, "answers", told)


def _answers(path: str, body: str) -> set[str]:
    """The words that it gives back; none where it gives anything else."""
    given = [match["given"] for match in _RETURN.finditer(body)]
    if path.endswith(".rs"):
        given += [
            match["given"] or match["tail"] for match in _ARM.finditer(body) if "return" not in match[0]
        ]
    if not given or not all(_GIVEN.fullmatch(one) for one in given):
        return set()
    found = (one or other for part in given for one, other in _QUOTED.findall(part.rpartition("?")[2]))
    return {word for word in found if _WORD.fullmatch(word)}


def _asked(tests: Sequence[Versions]) -> set[str]:
    """Words that stand on one new line as what is asked, and as what is expected: apart, or in a longer text."""
    found: set[str] = set()
    for one in tests:
        for _, line in one.added:
            words = [word for text in _TEXT.findall(line) for word in set(_WORD.findall(text))]
            alone = {text for text in _TEXT.findall(line) if _WORD.fullmatch(text)}
            found |= {word for word in alone if words.count(word) > 1}
    return found
