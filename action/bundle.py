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
from codeonfly.record import Record
from codeonfly.tree import File

NAME = "bundle.json"
VERSION = 2
MAX_BYTES = 200 << 20
LARGEST = 10**15  # of a number in a bundle


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


def write_bundle(folder: Path, record: Record) -> None:
    """Leaves the record's best round in ``folder``; nothing when no attempt was made. Raises UserError."""
    if record.best is None or record.plan is None:
        return
    attempt = record.rounds[record.best].attempt
    plan = record.plan
    told = {
        "version": VERSION,
        "base": record.base.commit,
        "number": record.request.number,
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
        "charges": [asdict(charge) for charge in record.charges],
    }
    try:
        (folder / NAME).write_text(json.dumps(told))
    except OSError as error:
        raise UserError(
            f"cannot write {folder / NAME}: {error.strerror}; name another folder as out"
        ) from None


def read_bundle(folder: Path) -> Bundle:
    """What an earlier job left. Raises UserError when it is missing or not of this program's making."""
    path = folder / NAME
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path} is larger than any bundle of this program")
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(
            f"cannot read {path}: {error.strerror}; download the generate job's artifact there"
        ) from None
    except (ValueError, RecursionError):
        told = None
    try:
        return _bundle(told)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise UserError(f"{path} is not a bundle of this version; run the generate job again") from None


def _bundle(told: Any) -> Bundle:
    if told["version"] != VERSION:
        raise ValueError(told["version"])
    plan, attempt = told["plan"], told["attempt"]
    nature = plan["nature"]
    if nature not in ("behaviour", "refactoring", "documentation"):
        raise ValueError(nature)
    return Bundle(
        base=str(told["base"]),
        number=None if told["number"] is None else _whole(told["number"]),
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
