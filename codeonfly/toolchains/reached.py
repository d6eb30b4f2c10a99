"""Tests whose checks fail where they are reached: one that passes even so reaches none."""

from __future__ import annotations

import re

# a check that begins a statement, so that another statement can be put before it
_GO_CHECK = re.compile(r"\b\w+\.(?:Error|Fatal)f?\(|\b\w+\.Fail(?:Now)?\(|\b(?:assert|require)\.\w+\(")
_GO_STATED = re.compile(
    r"^(?P<before>[ \t]*)(?=(?P<guard>if (?:[^\n]*; )?err != nil \{\n[ \t]*\w+\.(?:Error|Fatal)f?\()"
    r"|if [^\n]*\{\n[ \t]*\w+\.(?:Error|Fatal)f?\(|(?:assert|require)\.\w+\()",
    re.MULTILINE,
)
_RUST = r"(?:debug_)?assert(?:_eq|_ne|_matches)?!\s*[(\[{]"
_RUST_CHECK = re.compile(rf"\b{_RUST}")
_RUST_STATED = re.compile(rf"(?<=[{{}};])(?P<before>\s*)(?={_RUST})")
_JAVA = r"(?:\w*Assert\w*\.)?assert\w+\s*\("
_JAVA_CHECK = re.compile(rf"(?<![\w.]){_JAVA}|\bverify\w*\(")
_JAVA_STATED = re.compile(rf"(?<=[{{}};])(?P<before>\s*)(?=(?:[\w<>.]+ \w+ = )?{_JAVA})")


def by_checks(body: str, check: re.Pattern[str], stated: re.Pattern[str], failing: str) -> str:
    """The test's body with ``failing`` before each check; "" where it has none, or one within a statement."""
    spoilt, count = stated.subn(lambda match: f"{match['before']}{failing}", body)
    return spoilt if count and count == len(check.findall(body)) else ""


def of_go(body: str, word: str, test: str) -> str:
    """What only ends a test where there is an error is no check, beside others."""
    stated = list(_GO_STATED.finditer(body))
    if len(stated) != len(_GO_CHECK.findall(body)):
        return ""
    checks = [match for match in stated if not match["guard"]] or stated
    for match in reversed(checks):
        body = f'{body[: match.end()]}{test}.Fatal("{word}"); {body[match.end() :]}'
    return body if checks else ""


def of_rust(body: str, word: str) -> str:
    return by_checks(
        body, _RUST_CHECK, _RUST_STATED, f'if core::hint::black_box(true) {{ panic!("{word}"); }} '
    )


def of_java(body: str, word: str) -> str:
    return by_checks(body, _JAVA_CHECK, _JAVA_STATED, f'if (true) throw new AssertionError("{word}"); ')
