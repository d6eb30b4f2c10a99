"""``codeonfly run``: the whole job on a local repository, and what it leaves in ``--out``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from codeonfly.adapters.git import make_patch
from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.adapters.recording import Recorded
from codeonfly.commands import world
from codeonfly.errors import UserError
from codeonfly.journal import Journal, Sink, Warned
from codeonfly.output import prepare_folder, without_secrets, write_output
from codeonfly.ports import SandboxHost
from codeonfly.record import Record
from codeonfly.request import from_text
from codeonfly.resolve import resolve
from codeonfly.run import Task
from codeonfly.settings import SETTINGS_PATH, Settings, load_settings, override
from codeonfly.spotless import cleaner
from codeonfly.toolchains import detect
from codeonfly.workflow_request import within_reach

MAX_REQUEST_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class Options:
    """The words of the command line; None leaves a setting to the repository's settings file."""

    request: Path
    repo: Path
    out: Path
    base: str = "HEAD"
    environment: str | None = None
    model: str | None = None
    max_attempts: int | None = None
    max_cost_usd: float | None = None
    max_minutes: int | None = None
    sandbox: str | None = None


def run_request(options: Options, environ: Mapping[str, str], sinks: tuple[Sink, ...]) -> Record:
    """Runs the job and writes its files. Raises UserError and Refused before anything is spent."""
    request = from_text(read_request(options.request), as_of=world.now())
    warnings = within_reach(request)
    repository = LocalRepository(options.repo, options.base)
    commit = repository.commit()
    base = LocalRepository(options.repo, commit).read()
    settings_file = base.files.get(SETTINGS_PATH)
    settings = overridden(
        load_settings(settings_file.data if settings_file else None, SETTINGS_PATH), options
    )
    detect(base, settings)  # what it refuses in the settings is refused before anything is made
    model, host = world.make_model(settings, environ), world.make_host(settings, environ)
    prepare_folder(options.out)
    journal = Journal(sinks, cleaner(world.secrets_of(environ)))
    for warning in warnings:
        journal.emit(Warned(warning))
    edited = repository.uncommitted()
    if edited:
        journal.emit(Warned(f"{edited} uncommitted changes in {options.repo} are not part of this run"))
    run_id = world.new_run_id()
    task = Task(
        run_id=run_id,
        started_at=world.now(),
        request=replace(request, repository=repository.name),
        base=base,
        settings=settings,
        secrets=world.secrets_of(environ),
        labels={"run": run_id, "repository": repository.name},
    )
    return execute(task, model=model, host=host, journal=journal, out=options.out)


def execute(
    task: Task, *, model: OpenAIModel | Recorded, host: SandboxHost, journal: Journal, out: Path
) -> Record:
    """Runs ``task`` until it ends or is interrupted, and keeps everything it made in ``out``."""

    async def to_the_end() -> Record:
        try:
            return await resolve(task, model=model, host=host, journal=journal)
        finally:
            await model.aclose()

    record = world.run_interruptible(to_the_end())
    patch = make_patch(record.base, without_secrets(record, task.secrets))
    write_output(record, patch, out, task.secrets)
    return record


def read_request(path: Path) -> str:
    """The request's text. Raises UserError when it can't be read, or says nothing."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read the request {path}: {error.strerror}") from None
    if len(data) > MAX_REQUEST_BYTES:
        raise UserError(
            f"the request {path} has {len(data)} bytes, the limit is {MAX_REQUEST_BYTES}; shorten it"
        )
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise UserError(f"the request {path} is not UTF-8 text") from None
    if not text.strip():
        raise UserError(f"the request {path} is empty; write what should be built, in plain words")
    return text


def overridden(settings: Settings, options: Options) -> Settings:
    """The settings with what the command line says; the same ranges hold. Raises UserError."""
    given = {
        "environment": options.environment,
        "model": options.model,
        "max-attempts": options.max_attempts,
        "max-cost-usd": options.max_cost_usd,
        "max-minutes": options.max_minutes,
        "sandbox": options.sandbox,
    }
    texts = {key: str(value) for key, value in given.items() if value is not None}
    return override(settings, texts, "the command line")
