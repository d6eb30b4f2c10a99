"""``codeonfly demo``: the whole job on a shipped example. Only the model's replies are a recording."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from codeonfly.adapters.git import git
from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.adapters.recording import RECORDED_HOST, Recorded, replaying
from codeonfly.commands import world
from codeonfly.commands.run import execute
from codeonfly.commands.show import shown
from codeonfly.errors import UserError
from codeonfly.journal import Journal, Sink
from codeonfly.localbox.host import local_host
from codeonfly.localbox.roots import temporary
from codeonfly.localbox.server import Options
from codeonfly.output import prepare_folder
from codeonfly.record import Record
from codeonfly.request import from_text
from codeonfly.run import Task
from codeonfly.settings import Settings
from codeonfly.words import count

INTRO = "Code-on-Fly demo: model replies are a recording; sandboxes, installs, tests and proofs are real."
NEXT = """
Next, the proof once more, from its evidence:
  {program} verify {evidence} --repo {repository}
or a request of your own (needs OPENAI_API_KEY):
  {program} run REQUEST.md --repo ."""
LANGUAGES = {"python": "python", "nodejs": "nodejs"}  # environment's family -> the example's folder


def demonstrate(out: Path, environment: str, environ: Mapping[str, str], program: str = "codeonfly") -> int:
    """Runs the example of the environment's language; the exit code of its run.

    ``program`` is what was typed to start this: where it is not on PATH, the next command names it so.
    """
    folder, cassette = example(environment)
    prepare_folder(out)
    made: list[Record] = []
    kept = out / f"mathkit-{folder.name}"

    def work(sinks: tuple[Sink, ...]) -> Record:
        made.append(perform(repository, folder, environment, out, _recorded(), sinks, environ))
        keep(repository.folder, kept)
        return made[0]

    with temporary("code-on-fly-demo-") as place, replaying(cassette):
        repository = as_repository(folder, place / "mathkit")
        paths = {"evidence": out / "evidence.json", "repository": kept}
        quoted = {name: shlex.quote(str(path)) for name, path in paths.items()}
        next_step = NEXT.format(program=typed(program, environ), **quoted)
        code = shown(work, out, intro=INTRO, next_step=next_step)
    broken = example_is_broken(made[0])
    if broken:
        print(f"codeonfly: {broken}")
    return 1 if broken and code == 0 else code


def keep(repository: Path, kept: Path) -> None:
    """For ``verify``. It is the same each time, so one that is there stays, whatever was done in it.

    Raises UserError where it can't be copied.
    """
    if kept.exists():
        return
    try:
        with tempfile.TemporaryDirectory(prefix=".mathkit-", dir=kept.parent) as place:
            shutil.copytree(repository, Path(place) / "whole").rename(kept)
    except OSError as error:
        if kept.exists():  # another demo was quicker
            return
        why = error.strerror or str(error)
        if isinstance(error, shutil.Error):  # tells of each file by itself, with both paths
            why = count(len(error.args[0]), "file could not be copied", "files could not be copied")
        raise UserError(f"cannot write to {kept}: {why}; free some space") from None


def typed(program: str, environ: Mapping[str, str]) -> str:
    """How to type this program's name from here."""
    path = Path(program)
    on_path = shutil.which(path.name, path=environ.get("PATH", "")) is not None
    return program if path.name == "codeonfly" and not on_path else "codeonfly"


def example_is_broken(record: Record) -> str:
    """Why the example can't show anything: its own tests have to pass before; "" when they do."""
    if record.workbench is None:
        return ""
    baseline = record.workbench.baseline
    if baseline is None:
        return f"the example's own tests did not run: {record.workbench.note}"
    failing = [case.id for case in baseline.cases if case.outcome in ("failed", "errored")]
    return f"the example itself is broken: {', '.join(failing)} fails without any change" if failing else ""


def example(environment: str) -> tuple[Path, Path]:
    """The example's folder and its recording. Raises UserError for a language without one."""
    language = LANGUAGES.get(environment.partition("-")[0])
    if language is None:
        raise UserError(
            f"the demo has no example for {environment!r}; try --environment python-3.11 or nodejs-18"
        )
    here = Path(__file__).resolve()
    places = (here.parents[1] / "examples", here.parents[2] / "examples")  # a wheel, a checkout
    for place in places:
        if (place / "factorial" / language).is_dir():
            return place / "factorial" / language, place / "factorial" / f"{language}.cassette.yaml"
    raise UserError(f"the example is missing in {places[0]}; install Code-on-Fly again")


def as_repository(folder: Path, target: Path) -> LocalRepository:
    """The example as a git repository of one commit that is the same on every machine."""
    shutil.copytree(
        folder, target, ignore=shutil.ignore_patterns("REQUEST.md", "__pycache__", ".*", "node_modules")
    )
    git(target, "init", "--quiet", "--initial-branch=main", ".")
    git(target, "add", "--all", ".")
    tree = git(target, "write-tree").decode().strip()
    commit = f"tree {tree}\nauthor demo <demo> 0 +0000\ncommitter demo <demo> 0 +0000\n\nmathkit\n"
    name = git(target, "hash-object", "-t", "commit", "-w", "--stdin", data=commit.encode()).decode().strip()
    git(target, "update-ref", "refs/heads/main", name)
    return LocalRepository(target, name)


def perform(
    repository: LocalRepository,
    example_folder: Path,
    environment: str,
    out: Path,
    model: OpenAIModel | Recorded,
    sinks: tuple[Sink, ...],
    environ: Mapping[str, str],
) -> Record:
    """The run itself; also what makes the recording, with a model that answers for real."""
    run_id = world.new_run_id()
    text = (example_folder / "REQUEST.md").read_text()
    task = Task(
        run_id=run_id,
        started_at=world.now(),
        request=replace(from_text(text, as_of=world.now()), repository=repository.name),
        base=repository.read(),
        settings=Settings(environment=environment, max_minutes=10),
        labels={"run": run_id, "repository": repository.name},
        recorded_replies=True,
    )
    host = local_host(Options(environ=environ))
    return execute(task, model=model, host=host, journal=Journal(sinks), out=out)


def _recorded() -> Recorded:
    return Recorded(OpenAIModel("recorded", base_url=f"{RECORDED_HOST}/v1", models=(Settings().model,)))
