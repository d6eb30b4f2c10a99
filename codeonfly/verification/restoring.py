"""The run that puts the base's own tests, and what helps them, back over the change's sources."""

from __future__ import annotations

import re
from collections.abc import Mapping

from codeonfly.change import Change, FileChange
from codeonfly.files import apply_change
from codeonfly.ports import Sandbox
from codeonfly.results import TestCase, TestReport
from codeonfly.tree import File
from codeonfly.verification.asked import as_asked, not_asked
from codeonfly.verification.bench import RESTORE, Bench
from codeonfly.verification.facts import Facts
from codeonfly.verification.fitting import fitting
from codeonfly.verification.relocated import Relocation, relocated
from codeonfly.verification.taken import is_objection

_COMPILED = (".go", ".rs", ".java")  # a test that ran is a test that fits

# that another error came than was expected, or a server's own, as where a double lacks what is asked of it
_MISFIT = re.compile(
    r"\b(?:TypeError|ReferenceError|500)\b|is not a (?:function|constructor)\b"
    r"|\bCannot (?:read|set|destructure) "
)


async def restore(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    """Fills in ``facts.restored``; what the base has and does not fit the sources is the change's there."""
    facts.restored = await bench.tests(sandbox, RESTORE)
    base = not_asked(facts.changed_by_request, facts.base)
    if facts.parts.support.files and does_not_fit(base, facts.restored):
        await apply_change(sandbox, facts.parts.support)
        facts.restored = await bench.tests(sandbox, RESTORE)
    asked = await bench.reader.ask(as_asked, facts.changed_by_request, facts.base, bench.base, head)
    if asked.files and _lacks(base, facts.restored):
        # what is asked for may no longer build as it was, and then nothing beside it does
        await apply_change(sandbox, asked)
        facts.restored = not_asked(facts.changed_by_request, await bench.tests(sandbox, RESTORE))
    over, moved = Change((*facts.parts.restored.files, *asked.files)), Relocation()
    if _needs_more(base, facts.restored):
        tests = frozenset(filter(facts.parts.is_test, bench.base))
        moved = await bench.reader.ask(relocated, facts.parts.change, bench.base, over, tests, facts.request)
        if moved.change.files:
            there = over.apply(bench.base.files)
            before = Change(tuple(FileChange(path, there.get(path)) for path in moved.change.paths))
            await apply_change(sandbox, moved.change)
            again = not_asked(facts.changed_by_request, moved.as_before(await bench.tests(sandbox, RESTORE)))
            if _is_worse(base, facts.restored, again):
                await apply_change(sandbox, before)
                moved = Relocation()
            else:
                facts.restored = again
                over = Change((*over.files, *moved.change.files))
    if _needs_more(base, facts.restored):
        fits = await bench.reader.ask(fitting, facts.parts.change, bench.base, over, head, facts.request)
        if fits.files:
            await apply_change(sandbox, fits)
            again = not_asked(facts.changed_by_request, moved.as_before(await bench.tests(sandbox, RESTORE)))
            if not _is_worse(base, facts.restored, again):
                facts.restored, facts.fitted = again, fits.paths
    facts.fitted = (*moved.paths, *facts.fitted)
    facts.relocated = (
        {case.id: moved.now(case.id) for case in base.cases} if base is not None and moved.owners else {}
    )


def _needs_more(base: TestReport | None, restored: TestReport | None) -> bool:
    """Whether tests of the base are not even reported, or something that they take is not there."""
    if _lacks(base, restored) or does_not_fit(base, restored):
        return True
    broken = [case for case in _broken(base, restored) if case is not None]
    return any(not case.file.endswith(_COMPILED) and _MISFIT.search(case.message) for case in broken)


def _is_worse(base: TestReport | None, before: TestReport | None, after: TestReport | None) -> bool:
    """Whether fewer of the base's tests pass with what was taken over than without."""
    return len(_broken(base, after)) > len(_broken(base, before))


def does_not_fit(base: TestReport | None, restored: TestReport | None) -> bool:
    """Whether tests of the base no longer pass, and none of them says that a result is wrong."""
    broken = _broken(base, restored)
    return bool(broken) and not any(_objects(case) for case in broken if case is not None)


def _broken(base: TestReport | None, restored: TestReport | None) -> list[TestCase | None]:
    """What came of those that passed on the base and no longer do; None for one that is not there."""
    now = {case.id: case for case in restored.cases} if restored is not None else {}
    passed = [case.id for case in base.cases if case.outcome == "passed"] if base is not None else []
    return [now.get(test) for test in passed if test not in now or now[test].outcome != "passed"]


def _objects(case: TestCase) -> bool:
    if case.outcome not in ("failed", "errored"):
        return False
    return case.file.endswith(_COMPILED) or (is_objection(case) and _MISFIT.search(case.message) is None)


def _lacks(base: TestReport | None, restored: TestReport | None) -> bool:
    """Whether tests of the base are not even reported."""
    known = {case.id for case in restored.cases} if restored is not None else set()
    return base is not None and not {case.id for case in base.cases} <= known
