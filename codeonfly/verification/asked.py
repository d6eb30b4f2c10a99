"""Tests of the base that the request itself changes, and files that hold others beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from codeonfly.change import Change, FileChange
from codeonfly.results import TestReport
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.starts import STARTS
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification import missing
from codeonfly.verification.named import covers
from codeonfly.verification.refitted import without_idle_imports
from codeonfly.verification.signatures import follows, gained, gone_names, leaves_out

_OF_SUITE = re.compile(r"\A\w+/(?=Test\w+)")
_TESTS = re.compile(r"_test\.go\Z|(?:\A|/)tests?/")  # what only these name is no part of the program


def as_asked(
    wanted: Sequence[str], report: TestReport | None, base: Tree, head: Mapping[str, File]
) -> Change:
    """The test files that hold what is asked for, such that what is gone takes nothing else along.

    In Python and JavaScript the base's own, where imports bear it; elsewhere the head's, with all the base's
    functions put back but those that are asked for, and those that only follow what these show: a signature,
    a name that is gone. A file of nothing else may go as a whole.
    """
    cases = report.cases if report is not None else ()
    kept = {case.file for case in cases if not covers(wanted, case.id, case.file)}
    asked: dict[str, set[str]] = {}
    for case in cases:
        # of a test of Go that is there as a whole as well; but a method of a suite is a function by itself
        is_part = "/" in _OF_SUITE.sub("", case.id.partition("::")[2])
        if not is_part and covers(wanted, case.id, case.file):
            asked.setdefault(case.file, set()).add(case.id)
    gone = asked.keys() - head.keys() - kept
    lost = gone_names(*_changed(base, head)) if asked else frozenset[str]()
    made = (
        (path, None if path in gone else _as_asked(path, ids, base, head, lost))
        for path, ids in sorted(asked.items())
    )
    return Change(tuple(FileChange(path, file) for path, file in made if file is not None or path in gone))


def _changed(base: Tree, head: Mapping[str, File]) -> tuple[dict[str, str], dict[str, str]]:
    """Texts of the sources of compiled languages that differ, before and now."""
    paths = [path for path, file in base.files.items() if head.get(path) != file]
    mine = [path for path in paths if PurePosixPath(path).suffix in STARTS and not _TESTS.search(path)]
    return {path: base.text(path) or "" for path in mine}, {path: text_of(head.get(path)) for path in mine}


def _as_asked(
    path: str, ids: set[str], base: Tree, head: Mapping[str, File], lost: frozenset[str]
) -> File | None:
    old, suffix = base.text(path), PurePosixPath(path).suffix
    if old is not None and suffix in missing.SUFFIXES:
        names = {one.partition("::")[2].partition("[")[0] for one in ids}
        missed = base.files.keys() - head.keys()
        return File(base.files[path].mode, missing.without(path, old, names, missed).encode())
    if old is None or suffix not in STARTS or path not in head:
        return None
    names = {_function(one) for one in ids}
    return File(head[path].mode, _put_back(path, old, head[path], names, lost).encode())


def not_asked(wanted: Sequence[str], report: TestReport | None) -> TestReport | None:
    """The report without the tests that are asked for."""
    if report is None:
        return None
    left = tuple(case for case in report.cases if not covers(wanted, case.id, case.file))
    return replace(report, cases=left)


def _put_back(path: str, old: str, file: File, asked: set[str], lost: frozenset[str]) -> str:
    start, quotes = STARTS[PurePosixPath(path).suffix]
    text = file.data.decode("utf-8", "replace")
    before = {name: old[begin:end] for name, begin, end in _once(old, start, quotes)}
    now = _once(text, start, quotes)
    after = {name: text[begin:end] for name, begin, end in now}
    asked = asked | _following(before, after, asked, lost)
    before = {name: body for name, body in before.items() if name not in asked}
    for name, begin, end in reversed(now):
        text = text[:begin] + before.get(name, text[begin:end]) + text[end:]
    if path.endswith(".go"):
        gone = [body for name, body in before.items() if name not in {one for one, _, _ in now}]
        text = "\n\n".join([text.rstrip(), *gone]) + "\n"
    return without_idle_imports(path, old, text)


def _following(
    before: Mapping[str, str], after: Mapping[str, str], asked: set[str], lost: frozenset[str]
) -> set[str]:
    """Functions whose calls gained the very argument that those of the tests did which are asked for.

    And those that only leave out what names something ``lost``: a helper that set up what is gone.
    """
    pairs = [gained(before[name], after[name])[0] for name in sorted(asked & before.keys() & after.keys())]
    given: dict[str, frozenset[str]] = {}
    for pair in pairs:
        for name, texts in pair.items():
            given[name] = given.get(name, frozenset()) | texts
    changed = [name for name in before.keys() & after.keys() if before[name] != after[name]]
    return {
        name
        for name in changed
        if (given and follows(before[name], after[name], given))
        or leaves_out(before[name], after[name], lost)
    }


def _once(text: str, start: re.Pattern[str], quotes: str) -> list[tuple[str, int, int]]:
    """Name, begin and end of each function whose name no other one has."""
    found = list(_functions(text, start, quotes))
    times = Counter(name for name, _, _ in found)
    return [one for one in found if times[one[0]] == 1]


def _functions(text: str, start: re.Pattern[str], quotes: str) -> Iterator[tuple[str, int, int]]:
    for match in start.finditer(text):
        end = closing(text, match.start("open"), quotes)
        if end is not None:
            yield match["name"], match.start(), end + 1


def _function(test: str) -> str:
    """The name of a test's function: without package or module, parameters and subtests."""
    title = _OF_SUITE.sub("", test.partition("::")[2])
    return re.split(r"[/(\[]", title)[0].rpartition("::")[2]
