"""The change with other results of its functions: tests that take these as well don't look at the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.results import TestReport
from codeonfly.tampering import Versions
from codeonfly.toolchains.shift import as_before, looked_at, set_up, shifted
from codeonfly.tree import File, Tree
from codeonfly.verification.leaving import only_leaves_earlier
from codeonfly.verification.parts import Parts


@dataclass(frozen=True, slots=True)
class Shifted:
    """``names``: whose results the tests look at. ``changes``: with other results, and with a stop there."""

    names: tuple[str, ...]
    changes: tuple[Change, ...]


def shift(parts: Parts, base: Tree, head: Mapping[str, File]) -> Shifted:
    """The sources of the change with other results; no changes where tests look at none, or none is new."""
    if all(only_leaves_earlier(base.text(path), _text(head.get(path))) for path in parts.coded(base)):
        return Shifted((), ())
    asked, aside = frozenset[str](), frozenset[str]()
    for made in parts.change.files:
        if made.file is not None and (parts.is_test(made.path) or made.path in parts.test_files):
            versions = Versions(made.path, base.text(made.path), _text(made.file))
            lines = dict(versions.added)
            called, unwrapped = (
                looked_at(made.path, versions.before, versions.after or "", lines),
                set_up(made.path, lines),
            )
            asked |= called - unwrapped
            aside |= called & unwrapped
    # another result of what the change leaves as it was, and tests only unwrap, says nothing of the change
    by_path = {
        path: asked | aside - as_before(path, base.text(path), _text(head.get(path)), aside - asked)
        for path in parts.change.paths
    }
    (plain, names), (stopping, _) = (_shifted(parts, head, by_path, trip=trip) for trip in (False, True))
    return Shifted(tuple(sorted(names)), (plain, stopping) if plain else ())


def some_object(report: TestReport | None, base: TestReport | None) -> bool:
    """Whether not all new tests take what they get, or none was run."""
    known = {case.id for case in base.cases} if base is not None else set()
    new = [case for case in report.cases if case.id not in known] if report is not None else []
    return not new or any(case.outcome != "passed" for case in new)


def _shifted(
    parts: Parts, head: Mapping[str, File], asked: Mapping[str, frozenset[str]], *, trip: bool
) -> tuple[Change, set[str]]:
    files, names = [], set[str]()
    for made in parts.change.files:
        if made.file is None or parts.is_test(made.path) or parts.is_configuration(made.path):
            continue
        found = shifted(made.path, _text(head.get(made.path)), asked[made.path], trip=trip)
        if found is not None:
            files.append(FileChange(made.path, File(made.file.mode, found[0].encode())))
            names |= found[1]
    return Change(tuple(files)), names


def _text(file: File | None) -> str:
    return file.data.decode("utf-8", "replace") if file is not None else ""
