"""What a refactoring may not change: what functions give for what tests give them, and for what is near that.

Base tests show a part of what the code does. So the calls that they make are made again in both versions, as
they were and with one small change each, and what comes of them is compared. That happens in copies of their
own; the calls themselves are bytes to us.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from codeonfly.change import Change
from codeonfly.errors import LimitReached
from codeonfly.journal import CommandEnded, CommandStarted
from codeonfly.ports import Sandbox, SandboxFile
from codeonfly.reader import TooLong
from codeonfly.testrun import TAIL
from codeonfly.toolchains import toolchain_of
from codeonfly.toolchains.base import PRIVATE, WORK, Project, TestPlan
from codeonfly.tree import Tree
from codeonfly.verification.bench import Bench
from codeonfly.verification.facts import Facts, SameResults

MOST_BYTES = 16 << 20
MOST_SECONDS = 60
_NAME = "same-results"
_UNTOLD = "with the change, the run of them came to no end, or left no report"
_SAYS_NOTHING = frozenset(("stumbles", "slow", "long"))  # of a call of the base
_LACKS_A_PART = re.compile(r" without (?!the last$)")
_NEGATIVE = "negative"
_NO_DATE = " no date, "  # the reporters put it before the name of what they changed
_SHOWN = 120  # characters of a result


async def same_results(bench: Bench, facts: Facts) -> str:
    """Fills in ``facts.same_results``, for toolchains that can tell calls; always gives back ""."""
    for project in bench.workbench.projects:
        noting = await _planned(bench, project, bench.base, None)
        calls = await _told(bench, project, noting, Change(), None) if noting is not None else None
        if not calls:
            continue
        parts = facts.parts
        head = Tree(bench.base.commit, parts.change.apply(bench.base.files))
        old = await _planned(bench, project, bench.base, calls)
        new = await _planned(bench, project, head, calls)
        if old is None or new is None:
            continue
        before, after = await asyncio.gather(
            _told(bench, project, old, Change(), calls),
            _told(bench, project, new, parts.change, calls, installed=parts.installed),
        )
        found = await bench.reader.ask(compared, before, after)
        known = facts.same_results or SameResults(0, ())
        facts.same_results = SameResults(known.calls + found.calls, known.differing + found.differing)
    return ""


async def _planned(bench: Bench, project: Project, tree: Tree, calls: bytes | None) -> TestPlan | None:
    name = secrets.token_hex(12)
    report = f"{PRIVATE}/run-{name}/{name}.report"
    try:
        return await bench.reader.ask(_plan, project, tree, report, calls)
    except TooLong:
        return None  # then nothing is told


def _plan(project: Project, tree: Tree, report: str, calls: bytes | None) -> TestPlan | None:
    return toolchain_of(project).plan_calls(project, tree, report=report, calls=calls)


async def _told(
    bench: Bench,
    project: Project,
    plan: TestPlan,
    change: Change,
    calls: bytes | None,
    installed: Change | None = None,
) -> bytes | None:
    """What the run in a copy of its own wrote: the calls, or what came of those; None for nothing."""
    told: list[bytes | None] = []

    async def work(sandbox: Sandbox) -> None:
        told.append(await _run(sandbox, bench, project, plan, calls))

    await bench.in_copy(change, work, installed=installed)
    return told[0] if told else None


async def _run(
    sandbox: Sandbox, bench: Bench, project: Project, plan: TestPlan, calls: bytes | None
) -> bytes | None:
    files = {**plan.files, **({f"{plan.report}.calls": calls} if calls is not None else {})}
    await sandbox.write_files([SandboxFile(path, data) for path, data in files.items()])
    bench.journal.emit(CommandStarted(bench.phase, project.test))
    result = await sandbox.run(
        plan.command,
        cwd=f"{WORK}/{project.folder}".rstrip("/"),
        envs={**project.envs, **plan.envs},
        timeout_seconds=min(bench.settings.test_seconds, MOST_SECONDS),
    )
    tail = (result.stdout + result.stderr)[-TAIL:]
    bench.journal.emit(CommandEnded(bench.phase, project.test, result.exit_code, result.seconds, tail))
    bench.note(_NAME, result)
    try:
        return await sandbox.read_file(plan.report, limit_bytes=MOST_BYTES)
    except LimitReached:
        return None


def compared(before: bytes | None, after: bytes | None) -> SameResults:
    """How many calls came to something in both versions, and those that came to something else.

    A call that the base was not made for, and stumbles over, may come to anything. Where the base tells what
    came of its calls, the change has to: one that ends the run, or never ends, has something to hide.
    """
    was, now = _read(before), _read(after)
    if was is None or not was.results:
        return SameResults(0, ())
    if now is None or (was.ended and not now.ended):
        return SameResults(0, (_UNTOLD,))
    old, new = was.results, now.results
    another = _in_another_form(old, new)
    both = [
        (one, new[place])
        for place, one in old.items()
        if place in new
        and not _SAYS_NOTHING & one.keys()
        and _number(place) not in another
        # what comes without a part that all calls had may be missed earlier than it was
        and not ("stumbles" in new[place] and _LACKS_A_PART.search(place))
        # nor is what is no date, where the base does not refuse it
        and not (_NO_DATE in place and "raises" not in one)
        # a number below 0 that no call gives, and of which nothing came, may be refused
        and not (_NEGATIVE in place and "raises" in new[place] and _comes_to_nothing(one))
    ]
    differing = []
    for one, other in both:
        with suppress(RecursionError):  # our own plugin writes nothing that deep
            differing.append(_differs(one, other))
    return SameResults(len(both), tuple(dict.fromkeys(filter(None, differing))))


@dataclass(frozen=True, slots=True)
class _Report:
    """What came of calls, by the number of each and what was changed in it; ``ended``: that is all of it."""

    results: Mapping[str, Mapping[str, Any]]
    ended: bool


def _read(data: bytes | None) -> _Report | None:
    """None for what is no report of ours: one object, or lines of ``[place, result]`` and then "end"."""
    try:
        found = json.loads(data or b"")
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return _Report({place: one for place, one in found.items() if isinstance(one, dict)}, ended=True)
    results: dict[str, Mapping[str, Any]] = {}
    ended = False
    for line in (data or b"").splitlines():
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue  # the run was ended while it wrote
        match told:
            case [str(place), dict(one)]:
                results.setdefault(place, one)
            case "end":
                ended = True
    return _Report(results, ended) if results or ended else None


def _in_another_form(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    """The numbers of calls that another thing comes of as they were made, where the function takes other
    parameters by now or was called by sources: what these ask of each other may have another form.
    """
    return frozenset(
        _number(place)
        for place, one in old.items()
        if place.strip() == _number(place)
        and place in new
        and ("inner" in one or one.get("takes") != new[place].get("takes"))
        and _differs(one, new[place])
    )


def _comes_to_nothing(one: Mapping[str, Any]) -> bool:
    """Whether it gave nothing, or an object of which nothing is told."""
    return "gives" in one and one["gives"] in (None, [], "", {"dict": []}, {"object": {}})


def _number(place: str) -> str:
    return place.partition(" ")[0]


def _differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """How the new version differs, as people read it; "" where it does not."""
    if "raises" in old and "raises" in new:
        return ""  # by what name, and in which words, may be what was asked for
    if "objects" in old and "stumbles" in new:
        return ""  # over an object that another version made, with other things inside
    is_same = all(_alike(old.get(key), new.get(key)) for key in ("gives", "leaves", "exits"))
    if is_same and ("raises" in old) == ("raises" in new) and not {"stumbles", "slow"} & new.keys():
        return ""
    by = "leaves" if _alike(old.get("gives"), new.get("gives")) and "gives" in new else "gives"
    return f"{str(old.get('call'))[:_SHOWN]} {_said(old, by)}, and now {_said(new, by)}"


def _alike(old: object, new: object) -> bool:
    """Whether they are equal; of an object what both versions of it have counts."""
    match old, new:
        case {"object": dict(mine)}, {"object": dict(other)}:
            return all(_alike(mine[key], other[key]) for key in mine.keys() & other.keys())
        case {"dict": list(mine)}, {"dict": list(other)}:
            return _all_alike(mine, other)
        case list(mine), list(other):
            return _all_alike(mine, other)
    return old == new and type(old) is type(new)


def _all_alike(mine: list[object], other: list[object]) -> bool:
    return len(mine) == len(other) and all(map(_alike, mine, other))


def _said(one: Mapping[str, Any], by: str) -> str:
    """By what it ``gives``, or by what it ``leaves`` of what it was given."""
    for key, told in (("raises", "raises"), ("stumbles", "raises"), ("exits", "exits with")):
        if key in one:
            return f"{told} {str(one[key])[:_SHOWN]}"
    if "slow" in one:
        return "comes to no end"
    if by in one:
        return f"{by} {''.join(_plain(one[by]))[:_SHOWN]}"
    return "comes to nothing"


def _plain(value: object) -> Iterator[str]:
    """A result as Python writes it."""
    match value:
        case {"dict": list(pairs)}:
            yield "{" + ", ".join(f"{''.join(_plain(k))}: {''.join(_plain(v))}" for k, v in pairs) + "}"
        case {"object": dict(own)}:
            yield "(" + ", ".join(f"{key}={''.join(_plain(one))}" for key, one in own.items()) + ")"
        case dict(one) if len(one) == 1:
            yield str(next(iter(one.values())))
        case list(several):
            yield "[" + ", ".join("".join(_plain(one)) for one in several) + "]"
        case _:
            yield repr(value)
