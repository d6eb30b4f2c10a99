"""The base's own tests where what they ask has moved to: by its new name, and no other word changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from codeonfly.change import Change, FileChange
from codeonfly.results import TestCase, TestReport
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification.moves import Moves


@dataclass(frozen=True, slots=True)
class Relocation:
    """``change`` puts the tests of ``paths`` where they belong now.

    ``owners``: what their ids begin with there, and what on the base.
    """

    change: Change = Change()
    paths: tuple[str, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()

    def as_before(self, report: TestReport | None) -> TestReport | None:
        """The report with the ids that the tests have on the base."""
        return replace(report, cases=tuple(map(self._before, report.cases))) if report is not None else None

    def _before(self, case: TestCase) -> TestCase:
        for now, before in self.owners:
            if case.id.startswith((f"{now}::", f"{now}$")):
                return replace(case, id=before + case.id.removeprefix(now))
        return case


def relocated(change: Change, base: Tree, over: Change, tests: Collection[str]) -> Relocation:
    """How ``tests`` of the base follow what the change moves; ``over``: what stands over the base there."""
    there = {**base.files, **{one.path: one.file for one in over.files}}
    moves = Moves(change, base)
    made: dict[str, File | None] = {}
    paths, owners = list[str](), dict[str, str]()
    for path in sorted(tests) if moves.files else ():
        file, place = there.get(path), moves.place(path)
        if file is None:
            continue
        text = moves.renamed(path, text_of(file))
        if place == path and text == text_of(file):
            continue
        if place != path:
            made[path] = None
            owners[moves.owner(place)] = moves.owner(path)
        made[place] = File(file.mode, text.encode("utf-8", "replace"))
        paths.append(path)
    # data that tests read moves along
    made |= {new: there[old] for old, new in moves.files.items() if paths and new not in {**there, **made}}
    files = tuple(FileChange(path, file) for path, file in sorted(made.items()))
    return Relocation(Change(files), tuple(paths), tuple(owners.items()))
