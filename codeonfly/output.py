"""The files of ``--out``: written whole or not at all, each under its documented name."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from codeonfly.change import Change, FileChange
from codeonfly.errors import UserError
from codeonfly.evidence import evidence
from codeonfly.html_report import html_report
from codeonfly.journal import Entry
from codeonfly.leaks import Forms, forms_of, tells
from codeonfly.record import Record
from codeonfly.report import pull_request_body
from codeonfly.spotless import cleaner
from codeonfly.words import listed

MOST_TOGETHER = 1 << 20  # bytes of a change's files that are looked at as one, as the gate does


def prepare_folder(out: Path) -> None:
    """Makes the folder before anything is spent. Raises UserError where it can't be written to."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UserError(f"cannot write to {out}: {error.strerror}; name another folder with --out") from None


def write_output(record: Record, patch: bytes, out: Path, secrets: Sequence[str] = ()) -> None:
    """Writes the five files, the patch first: it is what was paid for. Raises UserError when one fails.

    None of them holds one of ``secrets``: whoever may read the repository may download an artifact. All of
    the record is clean but its changes, of which names of files are shown.
    """
    clean = cleaner(secrets)
    patch = clean(patch)
    names = tuple(path for made in record.rounds for path in made.attempt.change.paths)
    told = clean if clean(names) != names else cleaner(())  # texts of megabytes are not read for nothing
    files: dict[str, Callable[[], bytes]] = {
        "change.patch": lambda: patch,
        "events.jsonl": lambda: "".join(_line(told(entry)) for entry in record.entries).encode(),
        "evidence.json": lambda: (
            json.dumps(told(evidence(record, patch)), indent=2, sort_keys=True).encode() + b"\n"
        ),
        "pull_request.md": lambda: told(pull_request_body(record)).encode(),
        "report.html": lambda: told(html_report(record, patch)).encode(),
    }
    failed: dict[str, str] = {}
    for name, content in files.items():
        try:
            _replace(out / name, clean(content()))
        except OSError as error:
            failed[name] = error.strerror or str(error)
    if failed:
        where = out / "change.patch" if "change.patch" not in failed else _elsewhere(patch)
        kept = f" (the change is in {where})" if patch and where else ""
        raise UserError(
            f"cannot write {listed(failed)} to {out}: {next(iter(failed.values()))}{kept};"
            " free some space, or name another folder with --out"
        )


def without_secrets(record: Record, secrets: Sequence[str]) -> Change:
    """The record's change as the artifact may hold it: without the files that hold one of ``secrets``.

    What the gate found counts, which looks longer and deeper, and a look at what it never saw.
    """
    if record.best is None:
        return record.change
    found = {finding.path for finding in record.rounds[record.best].gate if finding.rule == "secret"}
    forms = forms_of(secrets)
    kept = tuple(made for made in record.change.files if made.path not in found and not _holds(made, forms))
    together = _joined(kept)
    in_parts = len(together) <= MOST_TOGETHER and tells(together, forms)
    return Change() if "" in found or in_parts else Change(kept)


def _holds(made: FileChange, forms: Forms) -> bool:
    return tells(made.path.encode(errors="replace") + b"\n" + _joined((made,)), forms)


def _joined(files: Sequence[FileChange]) -> bytes:
    return b"\n".join(made.file.data for made in files if made.file is not None)


def _elsewhere(patch: bytes) -> Path | None:
    """Where the patch was kept instead: in the folder for temporary files, if that takes it."""
    try:
        path = Path(tempfile.mkdtemp(prefix="code-on-fly-out-")) / "change.patch"
        _replace(path, patch)
    except OSError:
        return None
    return path


def _line(entry: Entry) -> str:
    values = {"at": round(entry.seconds, 3), "event": type(entry.event).__name__}
    return json.dumps({**values, **dataclasses.asdict(entry.event)}, ensure_ascii=True) + "\n"


def _replace(path: Path, data: bytes) -> None:
    """A reader sees the old file or the new one, never half of it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
