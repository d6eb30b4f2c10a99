"""One workbench a language, many changes proven against it: cheats and honest work as data."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.errors import UserError
from codeonfly.journal import Journal
from codeonfly.localbox.host import LocalHost
from codeonfly.reader import Reader
from codeonfly.settings import Settings
from codeonfly.toolchains import bootstrap, detect
from codeonfly.tree import File, Tree
from codeonfly.verification import Subject, Verification, verify
from codeonfly.workbench import Workbench, prepare


@dataclass(frozen=True)
class Case:
    """A change as texts by path (None deletes), and what the plan would have said of the request."""

    name: str
    files: Mapping[str, str | None]
    nature: str = "behaviour"
    changed_by_request: tuple[str, ...] = ()
    request: str = ""


def tree_of(files: Mapping[str, str]) -> Tree:
    return Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})


def change_of(case: Case) -> Change:
    return Change(
        tuple(
            FileChange(path, None if text is None else File("100644", text.encode()))
            for path, text in sorted(case.files.items())
        )
    )


async def built(host: LocalHost, files: Mapping[str, str], environment: str) -> Workbench:
    """The base's workbench, or a skip where this machine can't isolate."""
    base = tree_of(files)
    settings = Settings(environment=environment)
    try:
        bench = await prepare(
            host=host,
            base=base,
            projects=detect(base, settings) or (bootstrap(environment),),
            settings=settings,
            journal=Journal(),
            labels={},
        )
    except UserError as error:
        pytest.skip(str(error))
    assert bench.baseline is not None or len(files) == 1, bench.note  # a README alone: nothing to run yet
    return bench


async def proven(
    host: LocalHost, bench: Workbench, files: Mapping[str, str], case: Case, reader: Reader
) -> Verification:
    subject = Subject(
        change_of(case), nature=case.nature, changed_by_request=case.changed_by_request, request=case.request
    )
    found = await verify(
        subject,
        host=host,
        workbench=bench,
        base=tree_of(files),
        settings=Settings(test_seconds=120),
        journal=Journal(),
        phase="proof",
        reader=reader,
    )
    faults = [one.sentence for one in found.findings if "nobody foresaw" in one.sentence]
    assert not faults, faults  # which would refuse a cheat for no reason of its own
    return found


async def all_proven(
    files: Mapping[str, str], environment: str, cases: tuple[Case, ...]
) -> dict[str, Verification]:
    """The verification of every case; beside the workers of a test run one at a time, else two."""
    host, places = LocalHost(), asyncio.Semaphore(1 if "PYTEST_XDIST_WORKER" in os.environ else 2)
    try:
        bench = await built(host, files, environment)

        async def one(case: Case) -> tuple[str, Verification]:
            async with places:
                return case.name, await proven(host, bench, files, case, reader)

        with Reader() as reader:
            return dict(await asyncio.gather(*map(one, cases)))
    finally:
        await host.kill_all()
