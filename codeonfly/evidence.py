"""``evidence.json``: everything the verdict was computed from, for machines and for ``codeonfly verify``.

The schema ships beside this module (``evidence.schema.json``). Other people's words are kept as they
are, but bounded and as valid Unicode; nothing here is escaped, since nothing here is shown.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import metadata, resources
from typing import Any

from codeonfly import view
from codeonfly.bill import bill
from codeonfly.change import Change
from codeonfly.ports import CommandResult
from codeonfly.record import Record, Round
from codeonfly.results import TestReport
from codeonfly.tree import blob_id
from codeonfly.verification import Verification
from codeonfly.workbench import Workbench

VERSION = 1
MAX_TEXT = 20_000  # characters of one text


def evidence(record: Record, patch: bytes) -> dict[str, Any]:
    """The evidence as JSON values; ``patch`` is the change as ``git apply`` takes it."""
    return {
        "version": VERSION,
        "program": {"name": "code-on-fly", "version": _program_version()},
        "run": {
            "id": _text(record.run_id),
            "started_at": record.started_at,
            "seconds": _seconds(record.seconds),
            "max_attempts": record.max_attempts,
            "recorded_replies": record.recorded_replies,
        },
        "verdict": _verdict(record),
        "request": _request(record),
        "base": {"commit": record.base.commit, "tree": record.base.id, "files": len(record.base.files)},
        "change": _change(record, patch),
        "environment": _environment(record.workbench),
        "limits": {
            "cost_microdollars": record.limit_microdollars,
            "attempts": record.max_attempts,
            "settings": plain(record.settings),
        },
        "plan": _plan(record),
        "attempts": [_round(made) for made in record.rounds],
        "proof": _proof(record.verification),
        "cost": _cost(record),
        "warnings": plain(view.warnings(record)),
        "inputs": _inputs(record),
    }


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema (draft 2020-12) of the evidence."""
    text = resources.files("codeonfly").joinpath("evidence.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def canonical(value: Any) -> bytes:
    """The one JSON form of a value that is hashed: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def manifest(change: Change) -> list[dict[str, Any]]:
    """Path, mode, size and digests of every file of the change, in its order."""
    return [
        {
            "path": _text(one.path),
            "deleted": one.file is None,
            "mode": one.file.mode if one.file else None,
            "size": len(one.file.data) if one.file else 0,
            "sha256": one.file.sha256 if one.file else None,
            "blob": blob_id(one.file.data) if one.file else None,
        }
        for one in change.files
    ]


# --- values ---------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A frozen value of ours as JSON values: dataclasses by field, texts bounded, floats rounded."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    return _seconds(value) if isinstance(value, float) else value


def _text(text: str) -> str:
    """Valid Unicode of at most ``MAX_TEXT`` characters; a lone surrogate is written as ``\\udcXX``."""
    kept = text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} [{len(text) - MAX_TEXT} characters cut]"
    return kept.encode("utf-8", "backslashreplace").decode()


def _seconds(seconds: float) -> float:
    return round(seconds, 4)


def _without(value: Any, *names: str) -> dict[str, Any]:
    return {name: item for name, item in plain(value).items() if name not in names}


def _program_version() -> str:
    try:
        return metadata.version("code-on-fly")
    except metadata.PackageNotFoundError:
        return "unknown"


# --- parts ----------------------------------------------------------------------------------------


def _verdict(record: Record) -> dict[str, Any]:
    return {
        "outcome": record.outcome,
        "exit_code": record.exit_code,
        "kind": view.kind(record),
        "stopped": _text(record.stopped),
        "status": record.verification.verdict.status if record.verification else None,
        "reasons": plain(view.reasons(record)),
        "attempt": record.rounds[record.best].attempt.number if record.best is not None else None,
    }


def _request(record: Record) -> dict[str, Any]:
    values = _without(record.request, "text_hash", "remarks")
    return values | {"sha256": record.request.text_hash, "remarks": len(record.request.remarks)}


def _change(record: Record, patch: bytes) -> dict[str, Any]:
    files = manifest(record.change)
    return {
        "patch_sha256": hashlib.sha256(patch).hexdigest(),
        "patch_bytes": len(patch),
        "manifest_sha256": hashlib.sha256(canonical(files)).hexdigest(),
        "files": files,
        "gate": plain(record.rounds[record.best].gate if record.best is not None else ()),
    }


def _environment(workbench: Workbench | None) -> dict[str, Any] | None:
    if workbench is None:
        return None
    # a snapshot's id is of no use outside, and values of envs may be anything that settings hold
    values = _without(workbench, "snapshot", "info", "projects", "baseline", "commands", "leftovers")
    return values | {
        "sandbox": plain(workbench.info),
        "projects": [_without(project, "envs") for project in workbench.projects],
        "baseline": _report(workbench.baseline),
        "commands": [_command(result) for result in workbench.commands],
    }


def _command(result: CommandResult) -> dict[str, Any]:
    output = f"{result.stdout}{result.stderr}".encode("utf-8", "backslashreplace")
    return {
        "phase": "base",
        "command": _text(result.command),
        "exit_code": result.exit_code,
        "seconds": _seconds(result.seconds),
        "output_sha256": hashlib.sha256(output).hexdigest(),
        "tail": _text((result.stdout + result.stderr)[-2_000:]),
        "timed_out": result.timed_out,
        "truncated_bytes": result.truncated_bytes,
    }


def _report(report: TestReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    counted = Counter(case.outcome for case in report.cases)
    counts = {name: counted[name] for name in ("passed", "failed", "errored", "skipped", "xfailed")}
    values: dict[str, Any] = plain(report)
    return values | {"counts": counts}


def _plan(record: Record) -> dict[str, Any] | None:
    if record.plan is None:
        return None
    return plain(record.plan) | {"dissent": plain(view.dissent(record.plan))}  # type: ignore[no-any-return]


def _round(made: Round) -> dict[str, Any]:
    return _without(made.attempt, "change") | {
        "files": manifest(made.attempt.change),
        "gate": plain(made.gate),
        "opinions": plain(made.opinions),
        "proof": _proof(made.verification),
    }


def _proof(proof: Verification | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    values = _without(proof, "verdict", "base", "head")
    return values | {
        "status": proof.verdict.status,
        "reasons": plain(proof.verdict.reasons),
        "base": _report(proof.base),
        "head": _report(proof.head),
    }


def _cost(record: Record) -> dict[str, Any]:
    costs = bill(record)
    return {
        "microdollars": costs.microdollars,
        "limit_microdollars": costs.limit,
        "unpriced_models": plain(costs.unpriced),
        "models": plain(costs.models),
        "sandboxes": plain(costs.sandboxes),
        "charges": plain(record.charges),
    }


def _inputs(record: Record) -> dict[str, Any]:
    """What ``codeonfly verify`` needs beside the patch and the repository to repeat the proof."""
    plan = record.plan
    claims = record.rounds[record.best].attempt.claims if record.best is not None else {}
    return {
        "criteria": [[_text(one.id), _text(one.text)] for one in plan.criteria] if plan else [],
        "claims": plain(claims),
        "nature": plan.nature if plan else "behaviour",
        "changed_by_request": plain(plan.changes_by_request) if plan else [],
    }
