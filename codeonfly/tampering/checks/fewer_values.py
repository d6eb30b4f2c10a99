"""Old tests that ask for fewer values than they did, for part of one, or for a shadow of it.

Each check still takes one answer only, so that nothing shows in their number: ``rows == [3, 4]`` became
``len(rows) == 2``. Where the base's own test, put back, passes as well, there was no need to change it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from codeonfly.tampering.checks.asking import JS_VALUE, Asked, of_braces, of_javascript, of_python
from codeonfly.tampering.languages import javascript_rules, python_rules
from codeonfly.tampering.languages.go_rules import GIVEN_TEST
from codeonfly.tampering.python_tree import Function, by_place, is_same, tests
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.bodies import blocks
from codeonfly.toolchains.hollow_blocks import functions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.toolchains.starts import STARTS

_QUOTES = "'\"`"
_FEW = 200  # values that are looked for one by one
_WORDS = 12  # characters, in half of which a text says no more than that it is one of its kind
# as checks that are named after them have these: assertTrue
_NAMED = {"true": "true", "True": "true", "false": "false", "False": "false"} | dict.fromkeys(
    ("null", "nil", "None", "undefined"), "none"
)
_WHOLE = re.compile(
    r"assert (\w+) == (\w+)|self\.assertEqual\((\w+), (\w+)\)|expect\((\w+)\)\.toEqual\((\w+)\)"
)
_WORD = re.compile(r"\w+")
# what is refused no more by request is taken: a test says so of most
_REFUSES = re.compile(r"reject|refuse|invalid|malformed|throws|raises|is_?not_?a|not_valid", re.IGNORECASE)
_MANY_REFUSALS = 3


@dataclass(frozen=True, slots=True)
class _Kept:
    """A test that is there before and after, not the same: its line after, and what it asks."""

    name: str
    line: int
    old: Asked
    new: Asked


def fewer_values(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The tests of the base that ask for less; a value that another added line of the tests holds has moved."""
    helping = (
        one.after or "" for one in texts if one.path.endswith(".go") and GIVEN_TEST.search(one.after or "")
    )
    added = "\n".join(
        [*(line for one in tests for _, line in one.added), *(_made(one) for one in tests), *helping]
    )
    before, after = _words(one.before for one in texts), _words(one.after for one in texts)
    for one in tests:
        for kept in _kept(one):
            if told := _less(kept, added, before - after):
                place = f"{one.path}:{kept.line}: {kept.name}"
                is_loosened = _REFUSES.search(kept.name) and len(_lost(kept, added)) >= _MANY_REFUSALS
                yield Finding(
                    one.path, kept.line, "refusals" if is_loosened else "assertion", f"{place} {told}"
                )


def _made(one: Versions) -> str:
    """The tests with a name that was not there: what stands in them as it stood in another has moved."""
    before, after = one.before or "", one.after or ""
    if one.path.endswith(".py"):
        known = {name for name, _ in tests(before)}
        return "\n".join(ast.unparse(node) for name, node in tests(after) if name not in known)
    if one.path.endswith(SUFFIXES):
        names = {name for name, _ in javascript_rules.tests_of(before)}
        return "\n".join(body for name, body in javascript_rules.tests_of(after) if name not in names)
    if (starts := STARTS.get(PurePosixPath(one.path).suffix)) is None:
        return ""
    begins, quotes = starts
    names = {name for name, _ in blocks(before, begins, quotes=quotes)}
    return "\n".join(body for name, body in blocks(after, begins, quotes=quotes) if name not in names)


def _less(kept: _Kept, added: str, removed: set[str]) -> str:
    """What the test does less than it did; empty for nothing. ``removed`` are words that the sources no longer say."""
    old, new = kept.old, kept.new
    gone, gained = old.values - new.values, new.values - old.values
    lost = _lost(kept, added)
    stated = new.stated - old.stated
    lost -= Counter({value: stated[_NAMED[value]] for value in lost if value in _NAMED})
    if lost.total() > gained.total():
        return "asks for fewer values than it did"
    before, now = (sum(len(value) for value in some.elements()) for some in (lost, gained))
    if lost.total() == gained.total() and before >= _WORDS and 2 * now <= before:
        return "asks for a part of what it did"
    is_whole = any(_is_whole(check, old) for check in new.checks if check not in old.checks)
    if (
        not is_whole
        and old.parts - new.named - removed
        and new.parts < old.parts
        and len(new.checks) <= len(old.checks)
    ):
        return "looks at fewer parts than it did"
    is_kept = len(new.checks) > len(old.checks) or set(old.checks) <= set(new.checks) or (gone and not lost)
    return "" if is_kept or new.shadows <= old.shadows else "asks for less of what comes than it did"


def _lost(kept: _Kept, added: str) -> Counter[str]:
    """The values that no added line holds."""
    words, gone = _parts_of(added), kept.old.values - kept.new.values
    lost = Counter({value: times for value, times in gone.items() if _inner(value) not in words})
    if len(lost) > _FEW:  # a table that is made anew has thousands, and reading on for each takes a minute
        return lost
    return Counter({value: times for value, times in lost.items() if not _in(value, added)})


def _is_whole(check: str, old: Asked) -> bool:
    """Whether all of one thing is compared with all of another, parts of which were before."""
    match = _WHOLE.fullmatch(check)
    asked = " ".join(old.checks)
    return match is not None and all(re.search(rf"\b{name}\b", asked) for name in match.groups() if name)


def _words(texts: Iterable[str | None]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text or "")}


@lru_cache(maxsize=1)  # all tests of a change ask for the same text
def _parts_of(text: str) -> frozenset[str]:
    """The words of a text, and what stands in quotes there."""
    return frozenset((*_WORD.findall(text), *map(_inner, JS_VALUE.findall(text))))


def _inner(value: str) -> str:
    return value[1:-1] if value[:1] in "'\"`/" else value


def _in(value: str, text: str) -> bool:
    inner = _inner(value)
    ways = {re.escape(inner), re.escape(inner.replace("\\\\", "\\"))}  # as it is, and in a raw text
    return re.search(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", text) is not None


def _kept(one: Versions) -> Iterator[_Kept]:
    if one.before is None or one.after is None:
        return
    if one.path.endswith(".py"):
        yield from _in_python(one.before, one.after)
    elif one.path.endswith(SUFFIXES):
        yield from _in_javascript(one.before, one.after)
        yield from _helpers(one.path, one.before, one.after)
    elif starts := STARTS.get(PurePosixPath(one.path).suffix):
        yield from _in_braces(one.before, one.after, *starts)


def _in_python(before: str, after: str) -> Iterator[_Kept]:
    known = dict(_checking(before))
    for name, test in _checking(after):
        old = known.get(name)
        if old is not None and not is_same(before, old, after, test):
            yield _Kept(name, test.lineno, of_python(before, old), of_python(after, test))


def _in_braces(before: str, after: str, start: re.Pattern[str], quotes: str) -> Iterator[_Kept]:
    """Of Go, Java and Rust: all values of a function count, those it puts in as well."""
    was, now = (list(blocks(text, start, quotes=quotes)) for text in (before, after))
    same = Counter((name, body.strip()) for name, body in now)  # nested classes may each have one of the name
    known: dict[str, list[str]] = {}
    for name, body in was:
        if same[name, body.strip()]:
            same[name, body.strip()] -= 1
        else:
            known.setdefault(name, []).append(body)
    left = Counter((name, body.strip()) for name, body in was)
    for name, body in now:
        if left[name, body.strip()]:
            left[name, body.strip()] -= 1
        elif known.get(name) and known[name][0].split() != body.split():
            first = after[: after.find(body)].count("\n") + 1
            yield _Kept(name, first, of_braces(known[name].pop(0)), of_braces(body))


def _checking(text: str) -> Iterator[tuple[str, Function]]:
    """The tests of a file, and its helpers that check."""
    yield from tests(text)
    helpers = python_rules.helpers_of(text)
    yield from ((name, node) for name, node in by_place(text).items() if node.name in helpers)


def _in_javascript(before: str, after: str) -> Iterator[_Kept]:
    known = dict(javascript_rules.tests_of(before))
    kept = set(known.values())
    for name, body in javascript_rules.tests_of(after):
        old = known.get(name)
        if old is not None and body not in kept:
            first = after[: after.find(body)].count("\n") + 1
            yield _Kept(name, first, of_javascript(old), of_javascript(body))


def _helpers(path: str, before: str, after: str) -> Iterator[_Kept]:
    """Functions of JavaScript's tests that check, and are no tests themselves."""
    known = {one.name: before[one.body : one.end] for one in functions(path, before)}
    for one in functions(path, after):
        old, body = known.get(one.name), after[one.body : one.end]
        if old is not None and old.split() != body.split() and javascript_rules.CHECK.search(old):
            yield _Kept(
                one.name, after.count("\n", 0, one.start) + 1, of_javascript(old), of_javascript(body)
            )
