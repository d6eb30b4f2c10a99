"""What a read-only job leaves for the job that may write: the change and what its proof needs, as data."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from codeonfly.attempt import Attempt
from codeonfly.change import Change, FileChange
from codeonfly.errors import UserError
from codeonfly.money import Charge, Usage
from codeonfly.plan import Criterion, Plan
from codeonfly.record import Outcome, Record
from codeonfly.tree import File, Tree
from codeonfly.view import blocking

NAME = "bundle.json"
VERSION = 3
MAX_BYTES = 200 << 20
LARGEST = 10**15  # of a number in a bundle
LONGEST = 2_000  # characters of the sentence that ended a run
ENDS: dict[str, Outcome] = {"unverified": "unverified", "blocked": "blocked", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """One attempt's change with its plan and its bill; ``base`` is the commit it belongs to.

    ``number`` is the issue it was made for, None for free text.
    """

    base: str
    number: int | None
    plan: Plan
    attempt: Attempt
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """What is left where nothing was changed: how the run ended, and its bill."""

    number: int | None
    outcome: Outcome
    exit_code: int
    stopped: str
    seconds: float
    charges: tuple[Charge, ...]


def write_bundle(folder: Path, record: Record) -> None:
    """Leaves the record's best round in ``folder``, or how it ended without one. Raises UserError.

    A blocked change stays behind: the next job does not know every secret that blocked it.
    """
    best = None
    if record.best is not None and record.outcome != "blocked":
        best = record.rounds[record.best].attempt
    told = {
        "version": VERSION,
        "number": record.request.number,
        "charges": [asdict(charge) for charge in record.charges],
        **(_ended(record) if best is None or record.plan is None else _made(record.base, record.plan, best)),
    }
    try:
        (folder / NAME).write_text(json.dumps(told))
    except OSError as error:
        raise UserError(
            f"cannot write {folder / NAME}: {error.strerror}; name another folder as out"
        ) from None


def _ended(record: Record) -> dict[str, object]:
    blocks = [finding.sentence for finding in blocking(record)]
    return {
        "outcome": record.outcome,
        "exit_code": record.exit_code,
        "stopped": (record.stopped or "".join(blocks[:1]))[:LONGEST],
        "seconds": record.seconds,
    }


def _made(base: Tree, plan: Plan, attempt: Attempt) -> dict[str, object]:
    return {
        "base": base.commit,
        "plan": {
            "summary": plan.summary,
            "criteria": [asdict(one) for one in plan.criteria],
            "nature": plan.nature,
            "changes_by_request": list(plan.changes_by_request),
            "environment": plan.environment,
            "note": plan.note,
        },
        "attempt": {
            "number": attempt.number,
            "ended": attempt.ended,
            "note": attempt.note,
            "summary": attempt.summary,
            "claims": {key: list(tests) for key, tests in attempt.claims.items()},
            "steps": attempt.steps,
            "commands": attempt.commands,
            "seconds": attempt.seconds,
            "microdollars": attempt.microdollars,
        },
        "change": [_told(one) for one in attempt.change.files],
    }


def read_bundle(folder: Path) -> Bundle | Ended:
    """What an earlier job left. Raises UserError when it is missing or not of this program's making."""
    path = folder / NAME
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path} is larger than any bundle of this program")
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(
            f"cannot read {path}: {error.strerror}; the generate job's artifact belongs there, "
            "and where it left none its log says why"
        ) from None
    except (ValueError, RecursionError):
        told = None
    try:
        return _bundle(told) if "attempt" in told else _end(told)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise UserError(f"{path} is not a bundle of this version; run the generate job again") from None


def _end(told: Any) -> Ended:
    _of_this_version(told)
    return Ended(
        number=_issue(told),
        outcome=ENDS[told["outcome"]],
        exit_code=_exit_code(told["exit_code"]),
        stopped=str(told["stopped"])[:LONGEST],
        seconds=_amount(told["seconds"]),
        charges=tuple(_charge(one) for one in told["charges"]),
    )


def _exit_code(told: Any) -> int:
    if type(told) is not int or not 1 <= told <= 5:  # none of these is a success
        raise ValueError(told)
    return told


def _of_this_version(told: Any) -> None:
    if told["version"] != VERSION:
        raise ValueError(told["version"])


def _issue(told: Any) -> int | None:
    return None if told["number"] is None else _whole(told["number"])


def _bundle(told: Any) -> Bundle:
    _of_this_version(told)
    plan, attempt = told["plan"], told["attempt"]
    nature = plan["nature"]
    if nature not in ("behaviour", "refactoring", "documentation"):
        raise ValueError(nature)
    return Bundle(
        base=str(told["base"]),
        number=_issue(told),
        plan=Plan(
            summary=str(plan["summary"]),
            criteria=tuple(Criterion(str(one["id"]), str(one["text"])) for one in plan["criteria"]),
            nature=nature,
            changes_by_request=tuple(map(str, plan["changes_by_request"])),
            environment=str(plan["environment"]),
            note=str(plan["note"]),
        ),
        attempt=Attempt(
            number=_whole(attempt["number"]),
            change=Change(tuple(_file(one) for one in told["change"])),
            ended="finished" if attempt["ended"] == "finished" else "stopped",
            note=str(attempt["note"]),
            summary=str(attempt["summary"]),
            claims={str(key): tuple(map(str, tests)) for key, tests in attempt["claims"].items()},
            steps=_whole(attempt["steps"]),
            commands=_whole(attempt["commands"]),
            seconds=_amount(attempt["seconds"]),
            microdollars=_whole(attempt["microdollars"]),
        ),
        charges=tuple(_charge(one) for one in told["charges"]),
    )


def _told(one: FileChange) -> dict[str, str | None]:
    path = one.path.encode("utf-8", "surrogateescape")
    data = None if one.file is None else base64.b64encode(one.file.data).decode()
    return {
        "path": base64.b64encode(path).decode(),
        "mode": one.file.mode if one.file else None,
        "data": data,
    }


def _file(told: Mapping[str, Any]) -> FileChange:
    path = base64.b64decode(told["path"], validate=True).decode("utf-8", "surrogateescape")
    if told["data"] is None:
        return FileChange(path, None)
    return FileChange(path, File(str(told["mode"]), base64.b64decode(told["data"], validate=True)))


def _charge(told: Mapping[str, Any]) -> Charge:
    usage = told["usage"]
    microdollars = told["microdollars"]
    if told["kind"] not in ("model", "sandbox"):
        raise ValueError(told["kind"])
    return Charge(
        kind=told["kind"],
        what=str(told["what"]),
        phase=str(told["phase"]),
        microdollars=None if microdollars is None else _whole(microdollars),
        usage=Usage(**{one.name: _whole(usage[one.name]) for one in fields(Usage)}),
        calls=_whole(told["calls"]),
        seconds=_amount(told["seconds"]),
        vcpus=_whole(told["vcpus"]),
        memory_mib=_whole(told["memory_mib"]),
    )


def _whole(told: Any) -> int:
    if type(told) is not int or not 0 <= told <= LARGEST:
        raise ValueError(told)
    return told


def _amount(told: Any) -> float:
    if type(told) not in (int, float) or not 0 <= told <= LARGEST:  # nor NaN
        raise ValueError(told)
    return float(told)
