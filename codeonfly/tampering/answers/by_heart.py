"""Sources that hold the answers which the tests ask for, written out instead of worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from codeonfly.tampering import documentation
from codeonfly.tampering.answers import (
    conventions,
    data_answers,
    figures,
    fixture_answers,
    javascript_answers,
    known_questions,
    list_answers,
    phrases,
    python_answers,
    table_answers,
    text_answers,
    whole_answers,
)
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains import node_stubs
from codeonfly.tree import Tree

_SCRIPTS = (".py", *node_stubs.SUFFIXES)
_NEAR = 3  # lines between two cases of one table
_PLAIN = frozenset(
    ("", "0", "1", "-1", "0.0", "1.0", "None", "null", "nil", "undefined", "True", "False", "true", "false")
)


def by_heart(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """Every such answer, of the changed sources ``texts`` for the changed ``tests``."""
    texts = [documentation.without(one) for one in texts]
    yield from _by_heart(texts, tests)
    yield from _rows_by_heart(texts, tests)
    yield from _derived_by_heart(texts, tests)
    yield from _special_cases(texts, tests, base, is_test)
    yield from whole_answers.written_out(texts, tests)
    yield from figures.written_out(texts, tests)
    yield from list_answers.written_out(texts, tests)
    yield from list_answers.entries(texts, tests)
    yield from known_questions.written_out(texts, tests)
    yield from phrases.written_out(texts, tests)
    yield from phrases.singled_out(texts, tests)
    yield from phrases.spelt(texts, tests)
    yield from _packed(texts, tests)
    yield from data_answers.written_out(texts, tests)
    yield from fixture_answers.fixture_answers(texts, tests, base, is_test)


def _by_heart(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Sources that hold, as literals, exactly the cases of the tests, all the new ones among them."""
    for module, suffixes in ((python_answers, (".py",)), (text_answers, text_answers.SUFFIXES)):
        mine = [one for one in tests if one.path.endswith(suffixes)]
        before = {case for one in mine for case in module.asked(one.before or "")}
        asked = before | {case for one in mine for case in module.asked(one.after or "")}
        for one in (text for text in texts if text.path.endswith(suffixes)):
            lines = frozenset(number for number, _ in one.added)
            known = module.known(one.after or "", lines)
            new, extra = {case for case in asked - before if not _is_edge(case)}, known.keys() - asked
            # a table of numbers may hold some more: honest ones, of words, hold many that no test asks for
            few = 2 * len(extra) <= len(new) and one.path.endswith(_SCRIPTS) and module.are_numbers(known)
            told_apart = new and new <= known.keys() and (not extra or few)
            if told_apart and not conventions.is_convention(known) and not _goes_on(module, one, known):
                line = min(known.values())
                told = f"{one.path}:{line}: the answers that the tests ask for are written out, and no others"
                yield Finding(one.path, line, "answers", told)


def _packed(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Texts that hold words of the new tests, and have to be decoded for it."""
    words = {word for one in tests for _, line in one.added for word in javascript_answers.quoted(line)}
    asked = "".join("".join(line.split()) for one in tests for _, line in one.added)
    for one in texts:
        for line, text in one.added if one.path.endswith(CODE) else ():
            if javascript_answers.packed(words, asked, text):
                told = f"{one.path}:{line}: words that the tests ask for are written out in another code"
                yield Finding(one.path, line, "answers", told)


def _special_cases(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """Conditions of a Python source that hold just what its tests ask, those that the change left alone too."""
    rows = {row for one in tests for row in python_answers.rows(one.after or "")}
    rows -= {row for one in tests for row in python_answers.rows(one.before or "")}
    rows = {row for row in rows if not _is_edge(row)}
    sources = [one for one in texts if one.path.endswith(".py")]
    new, composed = _new_cases(tests), _new_tables(tests)
    answers = {text for _, answer in new if len(text := str(answer)) > 2}
    everywhere: set[python_answers.Case] | None = None
    for one in sources:
        lines = frozenset(number for number, _ in one.added)
        by_rows = python_answers.known_rows(one.after or "", lines)
        cases = python_answers.known(one.after or "", lines)
        is_table = conventions.is_convention(cases) or _goes_on(python_answers, one, cases)
        is_by_rows = rows and rows <= by_rows.keys() and not is_table
        hits = [line for row, line in by_rows.items() if row in rows] if is_by_rows else []
        if phrases := [case for case in cases if _is_phrase(case[0])]:
            everywhere = _asked_anywhere(base, is_test) if everywhere is None else everywhere
            hits += [cases[case] for case in phrases if case in everywhere]
        hits += python_answers.worked_out(one.after or "", lines, new)
        hits += python_answers.tables(one.after or "", lines, composed)
        hits += [line for line, text in one.added if javascript_answers.hidden(answers, text)]
        for line in hits[:1]:
            told = f"{one.path}:{line}: an answer that the tests ask for is written out"
            yield Finding(one.path, line, "answers", told)


def _goes_on(module: ModuleType, one: Versions, added: Mapping[Any, int]) -> bool:
    """Whether the cases that a change adds stand among such as were there before."""
    text, new = one.after or "", {number for number, _ in one.added}
    known = module.known(text, frozenset(range(1, text.count("\n") + 2)))
    near = {line + way for line in added.values() for way in range(-_NEAR, _NEAR + 1)}
    return conventions.goes_on(added, [case for case, line in known.items() if line in near - new])


def _asked_anywhere(base: Tree, is_test: Callable[[str], bool]) -> set[python_answers.Case]:
    """What all of the base's tests ask: they all have to be parsed for it."""
    mine = (base.text(path) or "" for path in base.files if path.endswith(".py") and is_test(path))
    return {case for text in mine for case in python_answers.asked(text)}


def _new_cases(tests: Sequence[Versions]) -> frozenset[python_answers.Case]:
    mine = [one for one in tests if one.path.endswith(".py")]
    before = {case for one in mine for case in python_answers.asked(one.before or "")}
    return frozenset(case for one in mine for case in python_answers.asked(one.after or "")) - before


def _new_tables(tests: Sequence[Versions]) -> frozenset[str]:
    mine = [one for one in tests if one.path.endswith(".py")]
    before = {text for one in mine for text in python_answers.expected(one.before or "")}
    return frozenset(text for one in mine for text in python_answers.expected(one.after or "")) - before


def _is_edge(case: Sequence[object]) -> bool:
    """Asked for nothing, or for one thing: an honest source has to name these, whatever it says of them."""
    return all(str(part).strip("(),'\"") in _PLAIN for part in case[:-1])


def _is_phrase(question: object) -> bool:
    """Words with something between them: no name that a program might know."""
    return isinstance(question, str) and len(question) > 5 and " " in question.strip()


def _rows_by_heart(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The same for tests with tables, whose rows are no calls."""
    mine = [one for one in tests if one.path.endswith(table_answers.SUFFIXES)]
    before = {row for one in mine for row in table_answers.asked(one.before or "")}
    asked = {row: ways for one in mine for row, ways in table_answers.asked(one.after or "").items()}
    for one in (text for text in texts if text.path.endswith(table_answers.SUFFIXES)):
        lines = frozenset(number for number, _ in one.added)
        known = table_answers.known(one.after or "", lines)
        line = table_answers.by_heart(asked, frozenset(asked.keys() - before), known)
        if line is None:
            added = [text for test in mine for _, text in test.added]
            line = table_answers.by_results(added, one.after or "", lines)
        if line is not None:
            told = f"{one.path}:{line}: the rows that the tests ask for are written out, and no others"
            yield Finding(one.path, line, "answers", told)


def _derived_by_heart(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """An answer of JavaScript's new tests that follows from what they ask, and is written out all the same."""
    mine = [one for one in tests if one.path.endswith(node_stubs.SUFFIXES)]
    before = {case for one in mine for case in text_answers.asked(one.before or "")}
    asked = {case for one in mine for case in text_answers.asked(one.after or "")} - before
    for one in (text for text in texts if text.path.endswith(javascript_answers.SUFFIXES)):
        lines = frozenset(number for number, _ in one.added)
        worked_out = text_answers.worked_out(one.after or "", lines, frozenset(asked))
        for line in (*javascript_answers.written_out(asked, one.added), *worked_out[:1]):
            told = f"{one.path}:{line}: an answer that the tests ask for is written out"
            yield Finding(one.path, line, "answers", told)
