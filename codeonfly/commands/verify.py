"""``codeonfly verify``: the proof once more, from the evidence and the patch, on one's own machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from codeonfly.adapters.git import patched
from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.change import Change, difference
from codeonfly.commands import world
from codeonfly.errors import UserError
from codeonfly.evidence import plain, schema
from codeonfly.journal import Journal
from codeonfly.ports import SandboxHost
from codeonfly.reader import Reader
from codeonfly.settings import SETTINGS_PATH, Settings, load_settings
from codeonfly.toolchains import bootstrap, detect
from codeonfly.tree import Tree
from codeonfly.verification import Subject, Verification, verify
from codeonfly.workbench import prepare

Line = tuple[str, bool, str]  # what, whether it agrees, what was found
OF_A_PROOF = (
    "projects",
    "egress",
    "private_egress",
    "install_seconds",
    "test_seconds",
    "accept_weak_evidence",
    "accept_no_baseline",
)


def repeat(evidence: Path, repo: Path, patch: Path, environ: Mapping[str, str]) -> int:
    """Prints a line for each thing compared; exit code 0 when all agree, 1 when one does not.

    Raises UserError for evidence, patch or repository that can't be used, and what sandboxes raise.
    """
    told, data = _evidence(evidence), _bytes(patch)
    base = LocalRepository(repo, str(told["base"]["commit"])).read()
    change = difference(base, patched(base, data).files)
    settings = _settings(base, told)
    host = world.make_host(settings, environ)
    lines = [*_bytes_agree(told, base, change, data)]
    if all(agrees for _, agrees, _ in lines):
        lines.append(settings_agree(told["limits"]["settings"] or {}, settings))
        found = world.run_interruptible(_prove(told, base, change, settings, host))
        lines += _proof_agrees(told, found)
    width = max(len(what) for what, _, _ in lines)
    for what, agrees, sentence in lines:
        print(f"{'agrees ' if agrees else 'DIFFERS'}  {what:<{width}}  {sentence}")
    return 0 if all(agrees for _, agrees, _ in lines) else 1


def _evidence(path: Path) -> dict[str, Any]:
    from jsonschema import Draft202012Validator

    try:
        told = json.loads(_bytes(path))
    except (ValueError, RecursionError):
        raise UserError(f"{path} is not JSON; name the evidence.json of a run") from None
    wrong = next(iter(Draft202012Validator(schema()).iter_errors(told)), None)
    if wrong is not None:
        where = "/".join(map(str, wrong.absolute_path)) or "its root"
        raise UserError(f"{path} is not evidence of this version: {where} is not as its schema says")
    if told.get("proof") is None or told.get("environment") is None:
        raise UserError(f"{path} holds no proof: that run ended before there was one")
    return dict(told)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None


def _settings(base: Tree, told: Mapping[str, Any]) -> Settings:
    """The repository's own, of the base: what the evidence says of settings is compared, never obeyed."""
    file = base.files.get(SETTINGS_PATH)
    settings = load_settings(file.data if file else None, SETTINGS_PATH)
    environment = told["environment"]["projects"][0]["environment"]
    return replace(settings, environment=str(environment)) if not settings.projects else settings


def _bytes_agree(told: Mapping[str, Any], base: Tree, change: Change, patch: bytes) -> Iterator[Line]:
    digest = hashlib.sha256(patch).hexdigest()
    yield "base tree", base.id == told["base"]["tree"], base.id
    yield "patch", digest == told["change"]["patch_sha256"], f"sha256 {digest}"
    recorded = {one["path"]: one["sha256"] for one in told["change"]["files"]}
    files = {made.path: made.file.sha256 if made.file is not None else None for made in change.files}
    same = recorded.keys() == files.keys() and all(recorded[path] == files[path] for path in files)
    yield "changed files", same, f"{len(files)} files"


def settings_agree(recorded: Mapping[str, Any], settings: Settings) -> Line:
    """Whether the run's settings were the repository's, as far as a proof depends on them."""
    known = [name for name in OF_A_PROOF if name in recorded]
    differing = [name.replace("_", "-") for name in known if recorded[name] != plain(getattr(settings, name))]
    other = f"{', '.join(differing)}: not those of the base, which hold here"
    return "settings", not differing, other if differing else "those of the base"


async def _prove(
    told: Mapping[str, Any], base: Tree, change: Change, settings: Settings, host: SandboxHost
) -> Verification:
    journal, inputs = Journal(), told["inputs"]
    projects = detect(base, settings) or (bootstrap(settings.environment),)
    try:
        bench = await prepare(
            host=host, base=base, projects=projects, settings=settings, journal=journal, labels={}
        )
        subject = Subject(
            change,
            criteria=tuple((str(name), str(text)) for name, text in inputs["criteria"]),
            claims={str(name): tuple(map(str, tests)) for name, tests in inputs["claims"].items()},
            nature=str(inputs["nature"]),
            changed_by_request=tuple(map(str, inputs["changed_by_request"])),
            request="\n".join(str(told["request"][part]) for part in ("title", "body", "instructions")),
        )
        with Reader() as reader:
            return await verify(
                subject,
                host=host,
                workbench=bench,
                base=base,
                settings=settings,
                journal=journal,
                phase="proof",
                reader=reader,
            )
    finally:
        await host.kill_all()


def _proof_agrees(told: Mapping[str, Any], found: Verification) -> Iterator[Line]:
    proof = told["proof"]
    then = {case["id"]: case["outcome"] for case in (proof["head"] or {}).get("cases", [])}
    now = {case.id: case.outcome for case in found.head.cases} if found.head else {}
    differing = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    shown = f": {', '.join(differing[:3])}" if differing else ""
    yield "tests", not differing, f"{len(now)} tests, {len(differing)} with another outcome{shown}"
    before = {one["name"]: (one["ran"], one["ok"]) for one in proof["proofs"]}
    for one in found.proofs:
        yield one.name, before.get(one.name) == (one.ran, one.ok), one.sentence
    status = found.verdict.status
    yield "verdict", status == told["verdict"]["status"], status
