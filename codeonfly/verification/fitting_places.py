"""What a bracket of a test is, into which a change puts something: a call's, a constructor's, a record's."""

from __future__ import annotations

import re

from codeonfly.toolchains.node_stubs import SUFFIXES

_NO_RECORD = frozenset(
    ("impl", "struct", "enum", "trait", "for", "class", "interface", "mod", ">", "if", "match")
)
_CHECK = re.compile(r"to[A-Z]\w*|expect|assert\w*|\w*[eE]qual\w*|eq|ne|Diff|is[A-Z]\w*|matches|contains\w*")
_TEST_CLASS = re.compile(r"(?:Test|IT)\w*|\w+(?:Tests?|IT|Spec|TestCase|Contract)")
_NO_ARGUMENT = frozenset(("nil", "None", "null", "undefined"))
_NO_CALL = frozenset(
    ("if", "for", "while", "match", "switch", "return", "catch", "in", "func", "function", "await")
)


def implements(tokens: list[str], place: int) -> bool:
    """Whether the brace is that of ``impl Store for Fake {``."""
    before = tokens[max(0, place - 12) : place]
    return re.search(r"\bimpl\b[^{};]* for [^{};]*\Z", " ".join(before)) is not None


def constructs(suffix: str, tokens: list[str], place: int) -> bool:
    """Whether it is a constructor's bracket: ``new Desk(``, ``locker.NewDesk(``, ``Desk::new(``."""
    at = place - 1
    if at > 0 and tokens[at] == ">":  # `new Store<>(`
        while at > 0 and tokens[at] != "<":
            at -= 1
        at -= 1
    name = tokens[at] if at >= 0 else ""
    if suffix == ".java" or suffix in SUFFIXES:
        while at > 1 and tokens[at - 1] == ".":
            at -= 2
        return at > 0 and tokens[at - 1] == "new"
    if suffix == ".go":
        return re.fullmatch(r"[nN]ew\w*", name) is not None and (at < 1 or tokens[at - 1] != "func")
    return name == "new" and at > 1 and tokens[at - 1] == tokens[at - 2] == ":"


def is_no_argument(made: list[str]) -> bool:
    """``, None``: as where other languages let a parameter be left out."""
    given = [one for one in made if one != ","]
    return bool(given) and set(given) <= _NO_ARGUMENT


def calls(tokens: list[str], place: int) -> bool:
    """Whether it is the bracket of a call, and of no definition."""
    name, before = tokens[place - 1] if place else "", tokens[place - 2] if place > 1 else ""
    is_named = re.fullmatch(r"[A-Za-z_]\w*", name) is not None and name not in _NO_CALL
    return tokens[place] == "(" and is_named and before not in ("func", "function", "fn")


def makes_record(tokens: list[str], place: int) -> bool:
    """Whether a record is made in these braces: ``Tariff {``, ``&locker.Config{``, ``= {``."""
    if place < 1 or tokens[place - 1] in ("(", "=", ",", ":", "[", "return"):  # an object of TypeScript
        return True
    if not re.fullmatch(r"[A-Z]\w*", tokens[place - 1]):
        return False
    return not _NO_RECORD & set(tokens[max(0, place - 3) : place - 1])


def checks(tokens: list[str], place: int) -> bool:
    """Whether it is the bracket of a check: ``assert_eq!(``, ``.toEqual(``, ``cmp.Diff(``."""
    name = next((word for word in reversed(tokens[max(0, place - 2) : place]) if word != "!"), "")
    return tokens[place] == "(" and _CHECK.fullmatch(name) is not None


def is_test_class(tokens: list[str], place: int) -> bool:
    """Whether the brace is that of a class of tests in Java: what it overrides may be what it checks by."""
    before = tokens[:place]
    while before and before[-1] not in (";", "{", "}") and before[-1] != "class":
        name = before.pop()
        if before and before[-1] == "class":
            return _TEST_CLASS.fullmatch(name) is not None
    return False
