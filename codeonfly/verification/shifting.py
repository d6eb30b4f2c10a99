"""The change with other results of its functions: tests that take these as well don't look at the results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.results import TestReport
from codeonfly.tampering import Versions
from codeonfly.toolchains.chance import drawn
from codeonfly.toolchains.shift import (
    TRUTHS_LEFT,
    as_before,
    looked_at,
    modes,
    others_of_the_name,
    out_of_reach,
    set_up,
    shifted,
    unchanged,
)
from codeonfly.toolchains.shift_python import OTHER
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification.leaving import only_leaves_earlier
from codeonfly.verification.parts import Parts

_TEST = re.compile(r"^func (?:Test|Fuzz)\w*\(([A-Za-z]\w*) \*testing\.[TF]\) \{", re.MULTILINE)
_EXAMPLE = re.compile(r"^func (Example\w*\()", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shifted:
    """``names``: whose results the tests look at. ``changes``: with other results, and with a stop there.

    ``more`` are the same by other modes: other things are printed, or one truth is all there is.
    ``truths_left`` is for tests that take other results of several functions: a signature that is another one
    does not hold, and a truth that is turned over says that it does. ``changed_alone``: with other results of
    those functions that are new or changed, as what another one gives may go into both sides of a comparison.
    """

    names: tuple[str, ...]
    changes: tuple[Change, ...]
    more: tuple[tuple[str, tuple[Change, ...]], ...] = ()
    truths_left: Change | None = None
    changed_alone: Change | None = None

    @property
    def ways(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """Every mode with its changes."""
        return (*([(OTHER, self.changes)] if self.changes else ()), *self.more)


def shift(parts: Parts, base: Tree, head: Mapping[str, File]) -> Shifted:
    """The sources of the change with other results; no changes where tests look at none, or none is new."""
    if all(only_leaves_earlier(base.text(path), text_of(head.get(path))) for path in parts.coded(base)):
        return Shifted((), ())
    asked, aside = frozenset[str](), frozenset[str]()
    by_mode: dict[str, frozenset[str]] = {}
    said = "\n".join(text_of(made.file) for made in parts.change.files if not parts.is_test(made.path))
    for made in parts.change.files:
        if made.file is not None and (parts.is_test(made.path) or made.path in parts.test_files):
            versions = Versions(made.path, base.text(made.path), text_of(made.file))
            lines = dict(versions.added)
            called, unwrapped = (
                looked_at(made.path, versions.before, versions.after or "", lines, said),
                set_up(made.path, lines),
            )
            found = modes(made.path, versions.before, versions.after or "", lines)
            by_mode |= {mode: by_mode.get(mode, frozenset()) | names for mode, names in found.items()}
            asked |= called - unwrapped
            aside |= called & unwrapped
    # another result of what the change leaves as it was, and tests only unwrap, says nothing of the change
    by_path = {
        path: (asked | aside - as_before(path, base.text(path), text_of(head.get(path)), aside - asked))
        - drawn(path, text_of(head.get(path)))
        - others_of_the_name(path, base.text(path), text_of(head.get(path)), asked)
        - out_of_reach(path, text_of(head.get(path)), asked | aside)
        for path in parts.change.paths
    }
    changes, names = _both(parts, head, by_path, OTHER)
    others = (
        (mode, _both(parts, head, dict.fromkeys(parts.change.paths, mine), mode)[0])
        for mode, mine in by_mode.items()
    )
    left = _shifted(parts, head, by_path, trip=False, mode=TRUTHS_LEFT)[0] if len(names) > 1 else None
    mine = {
        path: asked - unchanged(path, base.text(path), text_of(head.get(path)), asked)
        for path, asked in by_path.items()
    }
    alone, some = _shifted(parts, head, mine, trip=False, mode=OTHER)
    is_less = bool(alone.files) and some < names
    return Shifted(
        tuple(sorted(names)),
        changes,
        tuple(way for way in others if way[1]),
        left,
        alone if is_less else None,
    )


def some_object(report: TestReport | None, base: TestReport | None) -> bool:
    """Whether not all new tests take what they get, or none was run."""
    known = {case.id for case in base.cases} if base is not None else set()
    new = [case for case in report.cases if case.id not in known] if report is not None else []
    return not new or any(case.outcome != "passed" for case in new)


def _both(
    parts: Parts, head: Mapping[str, File], asked: Mapping[str, frozenset[str]], mode: str
) -> tuple[tuple[Change, ...], set[str]]:
    """With and without a stop; no changes where there is nothing to change."""
    (plain, names), (stopping, _) = (
        _shifted(parts, head, asked, trip=trip, mode=mode) for trip in (False, True)
    )
    return (plain, Change((*stopping.files, *_silenced(parts, head)))) if plain else (), names


def _silenced(parts: Parts, head: Mapping[str, File]) -> list[FileChange]:
    """Go's old test files, in which no test runs: a stop there would end the whole run, before new ones."""
    changed = {made.path for made in parts.change.files}
    quiet = []
    for path, file in head.items():
        if path.endswith("_test.go") and path not in changed:
            text = text_of(file)
            left = _EXAMPLE.sub(r"func cof\1", _TEST.sub(r"\g<0> \1.Skip();", text))
            if left != text:
                quiet.append(FileChange(path, File(file.mode, left.encode())))
    return quiet


def _shifted(
    parts: Parts, head: Mapping[str, File], asked: Mapping[str, frozenset[str]], *, trip: bool, mode: str
) -> tuple[Change, set[str]]:
    files, names = [], set[str]()
    for made in parts.change.files:
        if made.file is None or parts.is_test(made.path) or parts.is_configuration(made.path):
            continue
        found = shifted(made.path, text_of(head.get(made.path)), asked[made.path], trip=trip, mode=mode)
        if found is not None:
            files.append(FileChange(made.path, File(made.file.mode, found[0].encode())))
            names |= found[1]
    return Change(tuple(files)), names
