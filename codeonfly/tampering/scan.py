"""All rules over one change: what happened to tests, to the runner's configuration, and in the sources."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codeonfly.change import Change
from codeonfly.tampering import (
    javascript_rules,
    python_answers,
    python_rules,
    python_source,
    text_answers,
    text_rules,
)
from codeonfly.tree import EXECUTABLE, REGULAR, File, Tree

_TOLD = ("existence",)  # weighed by the proofs, no reason by themselves
MAX_BYTES = 1 << 20  # a larger file is no hand-written test


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign of tampering: where, what kind, what it means; ``blocks`` keeps the verdict from "verified"."""

    path: str
    line: int
    kind: str
    sentence: str
    blocks: bool = True

    def is_about(self, test: str) -> bool:
        """Whether it names the test with this id (``file::class::name[parameters]``)."""
        file, _, rest = test.partition("::")
        name = rest.partition("[")[0].replace("::", ".")
        return file == self.path and self.sentence.startswith(f"{self.path}:{self.line}: {name} ")


@dataclass(frozen=True, slots=True)
class Versions:
    """A changed file as text before and after; None where it is not there, or not text."""

    path: str
    before: str | None
    after: str | None

    @property
    def added(self) -> tuple[tuple[int, str], ...]:
        """Line number and text of every line that the change added."""
        old, new = (self.before or "").splitlines(), (self.after or "").splitlines()
        matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
        lines: list[tuple[int, str]] = []
        for tag, _, _, start, end in matcher.get_opcodes():
            if tag in ("replace", "insert"):
                lines += [(number + 1, new[number]) for number in range(start, end)]
        return tuple(lines)


def scan(
    change: Change,
    base: Tree,
    *,
    is_test: Callable[[str], bool],
    is_configuration: Callable[[str], bool],
) -> tuple[Finding, ...]:
    """Every finding, in the order of paths and lines."""
    found: list[Finding] = []
    for made in change.files:
        versions = Versions(made.path, _text(base.files.get(made.path)), _text(made.file))
        if is_test(made.path) or is_configuration(made.path):
            found += _in_test(versions, base, made.path, configuration=is_configuration(made.path))
        else:
            found += _in_source(versions)
        found += _anywhere(versions)
    found += _by_heart(change, base, is_test)
    return tuple(sorted(set(found), key=lambda finding: (finding.path, finding.line, finding.kind)))


def _in_test(versions: Versions, base: Tree, path: str, *, configuration: bool) -> Iterator[Finding]:
    if path in base.files and versions.after is None:
        yield Finding(path, 0, "deleted", f"{path} was deleted", blocks=not configuration)
        return
    rules = _rules(path)
    for rule in rules:
        for line, kind, sentence in rule(versions.before, versions.after or "", versions.added):
            yield Finding(path, line, kind, f"{path}:{line}: {sentence}", blocks=kind not in _TOLD)
    if configuration and path in base.files:
        for line, kind, sentence in text_rules.configuration(path, versions.before, versions.after or ""):
            yield Finding(path, line, kind, f"{path}: {sentence}")
    if configuration and path not in base.files:
        for line, kind, sentence in text_rules.narrowing(path, versions.after or ""):
            yield Finding(path, line, kind, f"{path}:{line}: {sentence}")


def _by_heart(change: Change, base: Tree, is_test: Callable[[str], bool]) -> Iterator[Finding]:
    """Sources that hold, as literals, exactly the cases of the tests, all the new ones among them."""
    for module, suffixes in ((python_answers, (".py",)), (text_answers, text_answers.SUFFIXES)):
        texts = [
            Versions(made.path, _text(base.files.get(made.path)), _text(made.file))
            for made in change.files
            if made.path.endswith(suffixes)
        ]
        tests = [one for one in texts if is_test(one.path)]
        before = {case for one in tests for case in module.asked(one.before or "")}
        asked = before | {case for one in tests for case in module.asked(one.after or "")}
        for one in texts:
            lines = frozenset(number for number, _ in one.added)
            known = {} if is_test(one.path) else module.known(one.after or "", lines)
            if asked - before and asked - before <= known.keys() <= asked:
                line = min(known.values())
                told = f"{one.path}:{line}: the answers that the tests ask for are written out, and no others"
                yield Finding(one.path, line, "answers", told)


def _rules(path: str) -> tuple[text_rules.Rule, ...]:
    if path.endswith(".py"):
        return python_rules.RULES
    if path.endswith(javascript_rules.SUFFIXES):
        return (*text_rules.RULES, javascript_rules.in_test)
    return text_rules.RULES


def _in_source(versions: Versions) -> Iterator[Finding]:
    if versions.path.endswith(".py"):
        yield from _in_python(versions)
    elif versions.path.endswith(javascript_rules.SUFFIXES):
        for line, kind, sentence in javascript_rules.in_source(versions.after or "", versions.added):
            yield Finding(versions.path, line, kind, f"{versions.path}:{line}: {sentence}")


def _in_python(versions: Versions) -> Iterator[Finding]:
    lines = frozenset(number for number, _ in versions.added)
    for line, kind, sentence in python_source.judge(versions.after or "", lines):
        yield Finding(versions.path, line, kind, f"{versions.path}:{line}: {sentence}")
    if versions.before is None and versions.after is not None and python_source.is_marker(versions.after):
        sentence = f"{versions.path} holds nothing but plain values: a test that needs it shows no behaviour"
        yield Finding(versions.path, 1, "marker", sentence, blocks=False)


def _anywhere(versions: Versions) -> Iterator[Finding]:
    for line, kind, sentence in text_rules.source(versions.path, versions.added):
        yield Finding(versions.path, line, kind, f"{versions.path}:{line}: {sentence}")


def _text(file: File | None) -> str | None:
    if file is None or file.mode not in (REGULAR, EXECUTABLE) or len(file.data) > MAX_BYTES:
        return None
    try:
        return file.data.decode()
    except UnicodeDecodeError:
        return None
