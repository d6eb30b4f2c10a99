"""Calls of Rust's tests with what a function takes by now, where it is nothing: `None`, or a type's default.

Other languages let a parameter be left out; where Rust's gains one, all calls have to follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from codeonfly.toolchains.bodies import brackets

_IMPL = re.compile(
    r"^[ \t]*impl\b(?:<[^{}]*?>)?\s*(?P<owner>\w+)(?:<[^{}]*>)?\s*(?:where[^{}]*)?\{", re.MULTILINE
)
_FUNCTION = re.compile(r"\bfn\s+(?P<name>\w+)\s*(?:<[^(){}]*>)?\(")
_SELF = re.compile(r"(?:&\s*(?:'\w+\s+)?)?(?:mut\s+)?self\b")
_EXAMPLE = re.compile(r"^(?P<mark>[ \t]*//[/!])(?P<code>[^\n]*)", re.MULTILINE)
_TESTS = "#[cfg(test)]"
_MOST = 50  # functions that gain something


def with_defaults(path: str, text: str, before: str, after: str) -> str:
    """The text, whose tests give that to functions that have more parameters ``after`` than ``before``."""
    begin = 0 if path.startswith("tests/") or "/tests/" in path else text.find(_TESTS)
    tests = text[begin:] if begin >= 0 else ""
    examples = text.removesuffix(tests)
    for (owner, name), (many, more) in list(_grown(before, after).items())[:_MOST]:
        call = _called(owner, name)
        tests = _given(tests, call, many, more)
        examples = _EXAMPLE.sub(partial(_in_example, call, many, more), examples)
    return examples + tests


def _in_example(call: re.Pattern[str], many: int, more: str, line: re.Match[str]) -> str:
    return line["mark"] + _given(line["code"], call, many, more)


def _grown(before: str, after: str) -> Mapping[tuple[str, str], tuple[int, str]]:
    """By owner ("." for a method) and name: how many arguments it took, and what it takes beside them."""
    old, new, found = dict(_signatures(before)), dict(_signatures(after)), {}
    for key, was in old.items():
        now = new.get(key)
        if was is None or now is None or len(now) <= len(was) or now[: len(was)] != was:
            continue
        more = [_default(kind, after) for kind in now[len(was) :]]
        if all(more):
            found[key] = len(was), ", ".join(more)
    return found


def _signatures(text: str) -> Iterator[tuple[tuple[str, str], list[str] | None]]:
    """Types of the parameters by owner and name; None where there are two of that name."""
    owners, ends = [], brackets(text, '"')
    for match in _IMPL.finditer(text):
        end = ends.get(match.end() - 1)
        if end is not None:
            owners.append((match.end(), end, match["owner"]))
    found: dict[tuple[str, str], list[str] | None] = {}
    for match in _FUNCTION.finditer(text):
        end = ends.get(match.end() - 1)
        if end is None:
            continue
        given = _split(text[match.end() : end])
        owner = next((name for first, last, name in owners if first <= match.start() < last), "")
        if given and _SELF.match(given[0]):
            owner, given = ".", given[1:]
        key = owner, match["name"]
        kinds = [" ".join(one.partition(":")[2].split()) for one in given]
        found[key] = None if key in found and found[key] != kinds else kinds
    yield from found.items()


def _split(text: str) -> list[str]:
    """What stands between commas that are in no bracket."""
    parts, depth, place = [""], 0, 0
    while place < len(text):
        mark = text[place]
        if mark == '"':
            end = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL).match(text, place)
            parts[-1] += end[0] if end else mark
            place += len(end[0]) if end else 1
            continue
        depth += (mark in "([{<") - (
            mark in ")]}" or (mark == ">" and text[place - 1 : place] not in ("-", "="))
        )
        if mark == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += mark
        place += 1
    return [part.strip() for part in parts if part.strip()]


def _default(kind: str, text: str) -> str:
    """What stands for nothing in this type; "" where none does."""
    name = re.escape(kind.partition("<")[0].rpartition("::")[2])
    if kind.startswith("Option<"):
        return "None"
    by_hand = rf"impl(?:<[^{{}}]*>)?\s+Default\s+for\s+{name}\b"
    derived = (
        r"derive\([^)]*\bDefault\b[^)]*\)\]\s*(?:(?:#\[[^\]]*\]|//[^\n]*)\s*)*"
        rf"(?:pub(?:\([^)]*\))?\s+)?(?:struct|enum)\s+{name}\b"
    )
    is_made = re.fullmatch(r"[\w:]+", kind) and re.search(f"{by_hand}|{derived}", text)
    return "Default::default()" if is_made else ""


def _called(owner: str, name: str) -> re.Pattern[str]:
    if owner == ".":
        return re.compile(rf"\.{name}\(")
    if owner:
        return re.compile(rf"\b{owner}(?:::<[^()]*?>)?::{name}\(")
    return re.compile(rf"(?<![\w.])(?<!fn )(?:\w+::)*{name}\(")


def _given(text: str, call: re.Pattern[str], many: int, more: str) -> str:
    parts, place, ends = [], 0, brackets(text, '"')
    for match in call.finditer(text):
        end = ends.get(match.end() - 1)
        if end is None or match.start() < place or len(_split(text[match.end() : end])) != many:
            continue
        inside = text[match.end() : end].rstrip()
        parts += [text[place : match.end()], inside, "" if not inside or inside.endswith(",") else ", ", more]
        place = end
    return "".join([*parts, text[place:]])
