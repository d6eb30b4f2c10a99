"""Calls of the base's tests to functions that may fail by now, as the request asks: their value, or none.

Where a function of Go gives ``(T, error)`` in place of ``T``, and one of Rust a ``Result``, nothing that
looks at the value builds any more. What the tests ask of the value is what they asked.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.toolchains.bodies import brackets

_GO = re.compile(r"^(?:func (?:\([^)\n]*\) )?|\t)(?P<name>\w+)(?:\[[^\]\n]*\])?\(", re.MULTILINE)
_GO_RESULT = re.compile(r"[ \t]*(?P<result>\([^()\n]*\)|[^\s({][^{\n]*?)?[ \t]*(?:\{|$)", re.MULTILINE)
_PACKAGE = re.compile(r"^package (?P<name>\w+)", re.MULTILINE)
_RUST = re.compile(r"\bfn\s+(?P<name>\w+)\s*(?:<[^(){}]*>)?\(")
_RUST_RESULT = re.compile(r"\s*(?:->\s*(?P<result>[^{};]+?))?\s*(?:\bwhere\b[^{;]*)?[{;]")
_FAILS = re.compile(r"(?:\w+::)*Result<(?P<value>.*?)(?:,\s*[\w:<>&' ]+)?>")
# a panic would end the tests after it as well
_MUST = """
func %s[T any](value T, err error) T {
	if err != nil {
		var none T
		return none
	}
	return value
}
"""
# both are looked at already: the change's own test
_BOTH = re.compile(r"\w\s*,\s*\w+\s*:?=\s*$")
_LOOKED_AT = re.compile(
    r"\s*(?:\?|\.(?:unwrap|expect|is_ok|is_err|ok|err|map_err|and_then|or_else|unwrap_err|expect_err)\b)"
)
_MOST = 20  # functions that may fail by now


def with_values(path: str, text: str, before: str, after: str, words: Collection[str]) -> str:
    """The text, whose tests take the value of what may fail ``after``, and may not ``before``.

    Of the functions that ``words``, the request's, name.
    """
    if path.endswith("_test.go"):
        must = f"cofMust{re.sub(r'[^A-Za-z0-9]', '', PurePosixPath(path).stem)}"
        own = match["name"] if (match := _PACKAGE.search(text)) else ""
        made = text
        for owner, name in [one for one in _failing(_GO, _GO_RESULT, before, after) if one[1] in words][
            :_MOST
        ]:
            made = _wrapped(made, _call_in_go(owner, name, own), must)
        return made if made == text else made.rstrip("\n") + "\n" + _MUST % must
    if path.endswith(".rs") and (path.startswith("tests/") or "/tests/" in path):
        for _, name in [one for one in _failing(_RUST, _RUST_RESULT, before, after) if one[1] in words][
            :_MOST
        ]:
            text = _unwrapped(text, name)
    return text


def _call_in_go(owner: str, name: str, own: str) -> re.Pattern[str]:
    """How a test of the package ``own`` calls a function of the package ``owner``, or a method ("")."""
    if not owner:
        return re.compile(rf"(?<![\w.)\]])(?:\w+\.)+{name}\(")
    return re.compile(rf"(?<![\w.)\]])(?<!func ){'' if own == owner else rf'{owner}[.]'}{name}\(")


def _failing(
    function: re.Pattern[str], result: re.Pattern[str], before: str, after: str
) -> Iterator[tuple[str, str]]:
    """Owner and name of each."""
    old, new = (dict(_results(function, result, text)) for text in (before, after))
    for key, was in old.items():
        now = new.get(key)
        if was and now and was != now and _value(now) == was:
            yield key


def _value(result: str) -> str:
    """Of ``(time.Time, error)`` and ``Result<Tariff, Error>`` the value; "" for what can't fail."""
    if result.startswith("("):
        parts = result[1:-1].split(",")
        return parts[0].strip() if len(parts) == 2 and parts[1].strip() == "error" else ""
    match = _FAILS.fullmatch(result)
    return match["value"].strip() if match is not None else ""


def _results(function: re.Pattern[str], result: re.Pattern[str], text: str) -> Mapping[tuple[str, str], str]:
    """By owners and names of functions what they give; "" where there are several of that name.

    A function of Go is its package's, whatever others are called; a method may be anybody's.
    """
    found, ends = dict[tuple[str, str], str](), brackets(text, '"`')
    packages = [(match.start(), match["name"]) for match in _PACKAGE.finditer(text)]
    places = [place for place, _ in packages]
    for match in function.finditer(text):
        end = ends.get(match.end() - 1)
        told = result.match(text, end + 1) if end is not None else None
        given = " ".join((told["result"] or "").split()) if told is not None else ""
        at = bisect.bisect(places, match.start()) - 1
        is_function = match[0].startswith("func ") and not match[0].startswith("func (")
        key = packages[at][1] if is_function and at >= 0 else "", match["name"]
        if given:
            found[key] = given if found.get(key, given) == given else ""
    return found


def _wrapped(text: str, call: re.Pattern[str], must: str) -> str:
    parts, place, ends = [], 0, brackets(text, '"`')
    for match in call.finditer(text):
        end = ends.get(match.end() - 1)
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if (
            end is None
            or match.start() < place
            or _BOTH.search(line)
            or not line.strip()
            or line.lstrip().startswith(("func ", "//"))
        ):
            continue
        parts += [text[place : match.start()], must, "(", text[match.start() : end + 1], ")"]
        place = end + 1
    return "".join([*parts, text[place:]])


def _unwrapped(text: str, name: str) -> str:
    parts, place, ends = [], 0, brackets(text, '"')
    for match in re.finditer(rf"(?<!fn )\b{name}\(", text):
        end = ends.get(match.end() - 1)
        if end is None or match.start() < place:
            continue
        rest = text.find("\n", match.start())
        line = text[text.rfind("\n", 0, match.start()) + 1 : rest if rest >= 0 else len(text)]
        last = end + 1 + len(".await") if text.startswith(".await", end + 1) else end + 1
        if _LOOKED_AT.match(text, last) or re.search(r"\b(?:Ok|Err|match)\b", line):
            continue
        parts += [text[place:last], ".unwrap()"]
        place = last
    return "".join([*parts, text[place:]])
