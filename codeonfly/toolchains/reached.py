"""Tests whose checks fail where they are reached: one that passes even so reaches none.

Of a test with loops that check something, only what is checked there fails: a loop over nothing shows, though
the test checks more than that. What must not be there (``assert_ne!``) may well not be there at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeonfly.toolchains.bodies import closing

_LOOP = re.compile(
    r"^[ \t]*for\b(?=[ \t]*\(|[^\n]*(?:\bin\b|\brange\b|:=))[^\n]*(?P<open>\{)[ \t]*$"
    r"|\.forEach\([^\n]*(?P<each>\{)[ \t]*$",
    re.MULTILINE,
)
_MORE = re.compile(r"[ \t]*(?P<open>\{)")  # a table that is gone through stands before the loop's own block
_MUST_NOT = re.compile(
    r"\s*(?:if (?:(?![!=<>]).)*\{$|assert!\s*\(\s*!|assert_ne!"
    r"|(?:\w*Assert\w*\.)?assert(?:False|Null|Not\w*|DoesNot\w*)\s*\("
    r"|[^\n]*\.not\b|[^\n]*\bassert\.(?:not\w*|doesNot\w*)\()",
    re.MULTILINE,
)

# a check that begins a statement, so that another statement can be put before it
_GO_CHECK = re.compile(r"\b\w+\.(?:Error|Fatal)f?\(|\b\w+\.Fail(?:Now)?\(|\b(?:assert|require)\.\w+\(")
_GO_STATED = re.compile(
    r"^(?P<before>[ \t]*)(?=(?P<guard>if (?:[^\n]*; )?err != nil \{\n[ \t]*\w+\.(?:Error|Fatal)f?\()"
    r"|if [^\n]*\{\n[ \t]*\w+\.(?:Error|Fatal)f?\(|(?:assert|require)\.\w+\()",
    re.MULTILINE,
)
_BEFORE = r"(?P<before>\s*(?://[^\n]*\n\s*)*)"
_RUST = r"(?:debug_)?assert(?:_eq|_ne|_matches)?!\s*[(\[{]"
_RUST_CHECK = re.compile(rf"\b{_RUST}")
_RUST_STATED = re.compile(rf"(?:\A|(?<=[{{}};])){_BEFORE}(?={_RUST})")
_JAVA = r"(?:\w*Assert\w*\.)?assert\w+\s*\("
_JAVA_CHECK = re.compile(rf"(?<![\w.]){_JAVA}|\bverify\w*\(")
_BUBBLE = re.compile(r"\bsynctest\.(?:Test|Run|Wait)\b")
_JAVA_STATED = re.compile(rf"(?:\A|(?<=[{{}};])){_BEFORE}(?=(?:[\w<>.]+ \w+ = )?{_JAVA})")


def by_checks(body: str, check: re.Pattern[str], stated: re.Pattern[str], failing: str) -> str:
    """The test's body with ``failing`` before each check; "" where it has none, or one within a statement."""
    places = [match.end() for match in stated.finditer(body)]
    if not places or len(places) != len(check.findall(body)):
        return ""
    for place in reversed(in_loops(body, places) or places):
        body = f"{body[:place]}{failing}{body[place:]}"
    return body


def in_loops(body: str, places: Sequence[int]) -> list[int]:
    """Those of the checks at ``places`` which stand in a loop, but for what must not be there."""
    blocks = [block for match in _LOOP.finditer(body) if (block := _block(body, match)) is not None]
    return [
        place
        for place in places
        if any(begin < place < end for begin, end in blocks) and not _MUST_NOT.match(body, place)
    ]


def _block(body: str, match: re.Match[str]) -> tuple[int, int] | None:
    begin = match.start("open") if match["open"] else match.start("each")
    end = closing(body, begin, "\"'`")
    while end is not None and (more := _MORE.match(body, end + 1)):
        begin, end = more.start("open"), closing(body, more.start("open"), "\"'`")
    return (begin, end) if end is not None else None


def of_go(body: str, word: str, test: str) -> str:
    """What only ends a test where there is an error is no check, beside others."""
    stated = list(_GO_STATED.finditer(body))
    if len(stated) != len(_GO_CHECK.findall(body)):
        return ""
    checks = [match.end() for match in [one for one in stated if not one["guard"]] or stated]
    # who leaves a bubble of synctest early leaves goroutines behind, and that ends the run of all tests
    fails = "Error" if _BUBBLE.search(body) else "Fatal"
    for place in reversed(in_loops(body, checks) or checks):
        body = f'{body[:place]}{test}.{fails}("{word}"); {body[place:]}'
    return body if checks else ""


def of_rust(body: str, word: str) -> str:
    return by_checks(
        body, _RUST_CHECK, _RUST_STATED, f'if core::hint::black_box(true) {{ panic!("{word}"); }} '
    )


def of_java(body: str, word: str) -> str:
    return by_checks(body, _JAVA_CHECK, _JAVA_STATED, f'if (true) throw new AssertionError("{word}"); ')
