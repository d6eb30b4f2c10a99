"""The base's own tests where what they ask has moved to: by its new names, and no other word changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from codeonfly.change import Change, FileChange
from codeonfly.results import TestCase, TestReport
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification.forwarding import forwarded
from codeonfly.verification.forwarding_rust import forwarded_modules, inner_tests
from codeonfly.verification.moves import Moves
from codeonfly.verification.renaming import by_new_names, renamed

_FIRST = re.compile(r"\.|::")


@dataclass(frozen=True, slots=True)
class Relocation:
    """``change`` puts the tests of ``paths`` where they belong now.

    ``owners``: what their ids begin with there, and what on the base.
    """

    change: Change = Change()
    paths: tuple[str, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()

    def now(self, test: str) -> str:
        """The id by now of a test of the base."""
        for now, before in self.owners:
            if test.startswith((f"{before}::", f"{before}$")):
                return now + test.removeprefix(before)
        return test

    def as_before(self, report: TestReport | None) -> TestReport | None:
        """The report with the ids that the tests have on the base."""
        return replace(report, cases=tuple(map(self._before, report.cases))) if report is not None else None

    def _before(self, case: TestCase) -> TestCase:
        for now, before in self.owners:
            if case.id.startswith((f"{now}::", f"{now}$")):
                return replace(case, id=before + case.id.removeprefix(now))
        return case


def relocated(change: Change, base: Tree, over: Change, tests: Collection[str], request: str) -> Relocation:
    """How ``tests`` of the base follow what moves and is renamed, as far as the ``request`` has the new name.

    ``over``: what stands over the base where they are put back.
    """
    words = frozenset(re.findall(r"[A-Za-z_]\w*", request))
    there = {**base.files, **{one.path: one.file for one in over.files}}
    moves = Moves(change, base, words)
    gone = forwarded(change, base, tests, moves)
    # what goes into several modules has not moved into the one that is most like it
    moves = Moves(Change(tuple(one for one in change.files if one.path not in gone.paths)), base, words)
    mine = {path: file for path in sorted(tests) if (file := there.get(path)) is not None}
    names = _new_names(change, base, moves, mine, words)
    kept = {PurePosixPath(path).stem for path in gone.paths}
    names = {was: now for was, now in names.items() if _FIRST.split(was, maxsplit=1)[0] not in kept}
    made: dict[str, File | None] = {}
    paths, owners = list[str](), dict[str, str]()
    for path, file in mine.items():
        place, text = moves.place(path), by_new_names(text_of(file), names)
        text = moves.renamed(path, text) if moves.files else text
        if place == path and text == text_of(file):
            continue
        if place != path:
            made[path] = None
            owners[moves.owner(place)] = moves.owner(path)
        made[place] = File(file.mode, text.encode("utf-8", "replace"))
        paths.append(path)
    # data that tests read moves along
    data = {old: new for old, new in moves.files.items() if old not in tests and new not in {**there, **made}}
    made |= {new: there[old] for old, new in data.items() if paths}
    made |= {one.path: one.file for one in gone.files}
    head = {path: file for path, file in there.items() if file is not None}
    modules, mine_now = forwarded_modules(moves.files, base.files, head, names)
    modules = {**inner_tests(head, names), **modules}
    made, owners = {**made, **modules}, {**owners, **mine_now}
    files = tuple(FileChange(path, file) for path, file in sorted(made.items()))
    return Relocation(Change(files), (*paths, *gone.paths, *modules), tuple(owners.items()))


def _new_names(
    change: Change, base: Tree, moves: Moves, tests: Mapping[str, File], words: frozenset[str]
) -> Mapping[str, str]:
    head = change.apply(base.files)
    now = {path: moves.files.get(path, path) for path in tests}
    pairs = [
        (text_of(file), text_of(head[now[path]]))
        for path, file in tests.items()
        if now[path] in head and head[now[path]] != file
    ]
    sources = [one for one in change.files if one.path not in {*now, *now.values()}]
    before = (base.text(one.path) or "" for one in sources)
    return renamed(pairs, before, (text_of(one.file) for one in sources), words) if pairs else {}
