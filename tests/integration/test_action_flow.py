"""What the Action does around a run: the run itself is a canned record, GitHub is in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from action.bundle import Bundle, read_bundle
from action.flow import Ending, perform
from action.inputs import Inputs
from action.notice import MARK
from action.running import World
from codeonfly.attempt import Attempt
from codeonfly.change import Change, FileChange
from codeonfly.commands.world import now
from codeonfly.errors import Cancelled, LimitReached, ServiceError, UserError
from codeonfly.event import Actor, NotOurs, parse_event
from codeonfly.journal import Entry, Warned
from codeonfly.ports import CommitFacts, IssueFacts, Said
from codeonfly.record import Record, Round
from codeonfly.run import Task
from codeonfly.state import PastRun, marker, past_runs
from codeonfly.tree import File, Tree, blob_id
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.dying import Died, DyingForge
from tests.fakes.forge import ME, FakeForge
from tests.fakes.payloads import AT, changed, dispatch, labeled
from tests.fakes.records import BASE, failed, limit_without_change, unchanged, unverified, verified
from tests.fakes.scripted_model import ScriptedModel

ISSUE = IssueFacts(
    number=12, title="t", body="b", is_open=True, locked=False, labels=("code-on-fly",),
    author=Actor("eve", 666), updated_at=AT,
)  # fmt: skip
Meanwhile = Callable[[FakeForge], None]


def canned(record: Record, meanwhile: Meanwhile, forge: FakeForge, tasks: list[Task]) -> Any:
    """A resolve that ends as ``record`` did, after something happened on GitHub meanwhile."""

    async def resolve(task: Task, **_: Any) -> Record:
        tasks.append(task)
        meanwhile(forge)
        mine = {"run_id": task.run_id, "started_at": task.started_at}
        return replace(record, **mine, request=task.request, base=task.base)

    return resolve


def with_change(path: str, data: bytes) -> Record:
    """The verified record, but with this file as its change."""
    *before, last = verified.rounds
    change = Change((FileChange(path, File("100644", data)),))
    return replace(verified, rounds=(*before, replace(last, attempt=replace(last.attempt, change=change))))


class Story:
    """One event, one canned run; what came of it is in ``forge``, ``tasks`` and what ``told`` returns."""

    def __init__(self, tmp_path: Path, record: Record = verified, settings: bytes = b"") -> None:
        base = BASE
        if settings:
            base = replace(base, files={**base.files, ".github/code-on-fly.yml": File("100644", settings)})
        self.forge = FakeForge({base.commit: base}, head=base.commit, issues={12: ISSUE})
        self.record = record
        self.tasks: list[Task] = []
        self.warnings: list[str] = []
        self.pauses: list[float] = []
        self.proven: list[Change] = []
        self.before: list[tuple[Round, ...]] = []
        self.meanwhile: Meanwhile = lambda _: None
        self.resolve: Callable[..., Any] | None = None  # instead of the canned one
        self.inputs = Inputs(
            "issues",
            tmp_path / "e",
            "octo/mathkit",
            tmp_path / "out",
            token="ghs_sentinel_token",
            run_id="77",
        )

    async def told(self, name: str = "issues", payload: dict[str, Any] | None = None) -> Ending:
        event = parse_event(name, payload or labeled())
        assert not isinstance(event, NotOurs)
        world = World(
            self.forge,
            lambda _inputs, _settings: ScriptedModel([]),
            lambda _inputs, _settings: DirectHost(),
            sinks=(self._heard,),
            resolve=self.resolve or canned(self.record, self.meanwhile, self.forge, self.tasks),
            prove_again=self._proved,
            pause=self._paused,
        )
        return await perform(event, self.inputs, world)

    async def _paused(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def _heard(self, entry: Entry) -> None:
        if isinstance(entry.event, Warned):
            self.warnings.append(entry.event.sentence)

    async def _proved(
        self, task: Task, *, attempt: Attempt, before: Sequence[Round] = (), **_: Any
    ) -> Record:
        self.proven.append(attempt.change)
        self.before.append(tuple(before))
        resolve = canned(self.record, self.meanwhile, self.forge, self.tasks)
        record: Record = await resolve(task)
        *_, last = record.rounds
        rounds = (*before, replace(last, attempt=attempt))
        return replace(record, rounds=rounds, best=len(rounds) - 1)

    @property
    def comment(self) -> str:
        (said,) = self.forge.said[12]
        return said.text

    @property
    def labels(self) -> tuple[str, ...]:
        return self.forge.issues[12].labels


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


async def test_a_verified_run_is_published_and_told(story: Story) -> None:
    ending = await story.told()
    (pull,) = story.forge.pulls.values()
    assert (ending.exit_code, ending.outputs["outcome"]) == (0, "verified")
    assert ending.outputs["pull-request-number"] == str(pull.number)
    assert not pull.draft
    assert story.labels == ("code-on-fly", "code-on-fly:verified")
    assert story.comment.startswith(MARK)
    assert [run.outcome for run in past_runs(story.comment)] == ["verified"]
    assert story.forge.reactions == [("eyes", 12, None), ("rocket", 12, None)]
    assert (story.inputs.out / "change.patch").exists()


async def test_an_unverified_run_is_a_draft(tmp_path: Path) -> None:
    story = Story(tmp_path, unverified)
    ending = await story.told()
    (pull,) = story.forge.pulls.values()
    assert (ending.exit_code, pull.draft) == (1, True)
    assert story.labels == ("code-on-fly", "code-on-fly:needs-help")


async def test_a_change_to_a_protected_path_is_a_draft_however_verified(tmp_path: Path) -> None:
    story = Story(tmp_path, settings=b"protected-paths: ['*.py']\n")
    ending = await story.told()
    (pull,) = story.forge.pulls.values()
    assert (ending.exit_code, pull.draft) == (0, True)


async def test_a_second_run_finds_everything_the_first_one_made(story: Story) -> None:
    await story.told()
    commits = dict(story.forge.branches)
    story.inputs = replace(story.inputs, run_id="78")
    ending = await story.told()
    assert ending.outputs["outcome"] == "verified"
    assert story.forge.branches == commits
    assert len(story.forge.pulls) == 1
    assert [run.run_id for run in past_runs(story.comment)] == ["77-1", "78-1"]
    assert story.tasks[1].start.paths == verified.change.paths


async def test_a_dry_run_publishes_nothing(story: Story) -> None:
    story.inputs = story.inputs.for_dry_run()
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"], ending.outputs["branch"]) == (0, "verified", "")
    assert story.forge.pulls == {}
    assert list(story.forge.branches) == ["main"]
    assert "nothing was pushed, the change is in the artifact" in story.comment


async def test_a_dry_run_that_changed_nothing_promises_nothing(story: Story) -> None:
    story.inputs, story.record = story.inputs.for_dry_run(), unchanged
    await story.told()
    assert "dry run: nothing was pushed." in story.comment


def close(forge: FakeForge) -> None:
    forge.issues[12] = replace(forge.issues[12], is_open=False)


def lock(forge: FakeForge) -> None:
    forge.issues[12] = replace(forge.issues[12], locked=True)


def unlabel(forge: FakeForge) -> None:
    forge.issues[12] = replace(forge.issues[12], labels=())


def archive(forge: FakeForge) -> None:
    forge.facts = replace(forge.facts, archived=True)


def demote(forge: FakeForge) -> None:
    forge.levels.clear()


@pytest.mark.parametrize("meanwhile", [close, lock, unlabel, archive, demote])
async def test_what_nobody_wants_any_more_is_not_pushed(story: Story, meanwhile: Meanwhile) -> None:
    story.meanwhile = meanwhile
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"]) == (0, "cancelled")
    assert story.forge.pulls == {}
    assert list(story.forge.branches) == ["main"]
    assert (story.inputs.out / "change.patch").exists()
    assert "code-on-fly:running" not in story.labels


@pytest.mark.parametrize(("path", "draft"), [("mathkit/__init__.py", True), ("docs/other.md", False)])
async def test_a_base_that_moved_in_the_same_files_makes_a_draft(
    story: Story, path: str, draft: bool
) -> None:
    def move(forge: FakeForge) -> None:
        moved = Tree("d" * 40, {**BASE.files, path: File("100644", b"moved\n")})
        forge.trees[moved.commit] = moved
        forge.branches["main"] = moved.commit

    story.meanwhile = move
    await story.told()
    (pull,) = story.forge.pulls.values()
    assert pull.draft == draft
    assert ("main has moved" in pull.body) == draft


async def test_a_change_that_the_gate_blocks_is_not_pushed_however_it_got_here(tmp_path: Path) -> None:
    story = Story(tmp_path, with_change(".github/workflows/ci.yml", b"on: push\n"))
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"]) == (3, "blocked")
    assert story.forge.pulls == {}
    assert ".github/workflows/ci.yml" in story.comment


async def test_a_secret_in_the_change_is_not_pushed(tmp_path: Path) -> None:
    story = Story(tmp_path, with_change("a.txt", b"token = ghs_sentinel_token\n"))
    ending = await story.told()
    assert ending.outputs["outcome"] == "blocked"
    assert "create_commit" not in story.forge.calls


async def test_a_run_of_free_text_has_a_pull_request_and_no_comment(story: Story) -> None:
    ending = await story.told("workflow_dispatch", dispatch(request="Build it"))
    assert ending.outputs["branch"] == "code-on-fly/run-77"
    assert story.forge.said == {}
    assert "label" not in story.forge.calls


async def test_a_dispatch_that_asks_for_nothing_asks_github_nothing_either(story: Story) -> None:
    with pytest.raises(UserError, match="neither issue nor request"):
        await story.told("workflow_dispatch", dispatch())
    assert story.forge.calls == []


@pytest.mark.parametrize("mode", ["all", "generate"])
async def test_a_cap_that_is_reached_costs_nothing_and_is_told_where_it_may(
    tmp_path: Path, mode: Literal["all", "generate"]
) -> None:
    story = Story(tmp_path, settings=b"runs-per-issue: 2\n")
    story.inputs = replace(story.inputs, mode=mode)
    runs = [PastRun(f"{n}-1", AT, "unverified", 1, 1, 1.0) for n in range(2)]
    story.forge.said[12] = [Said(1, ME, f"{MARK}\nold\n\n{marker(runs)}", AT, AT)]
    with pytest.raises(LimitReached, match="had 2 runs"):
        await story.told()
    assert story.tasks == []
    assert ("had 2 runs" in story.comment) == (mode == "all")


@pytest.mark.parametrize("outcome", ["running", "unverified", "failed"])
async def test_what_runs_on_other_issues_spend_counts_before_they_have_a_pull_request(
    tmp_path: Path, outcome: str
) -> None:
    story = Story(tmp_path, settings=b"cost-per-day-usd: 4\n")
    run = PastRun("70-1", now(), outcome, 0, 2_000_001, 0.0)
    story.forge.said[13] = [Said(1, ME, f"{MARK}\nelsewhere\n\n{marker([run])}", now(), now())]
    with pytest.raises(LimitReached, match="could be passed"):
        await story.told()
    assert story.tasks == []


async def test_somebody_elses_copy_of_the_comment_is_not_the_bots(story: Story) -> None:
    forged = marker([PastRun(f"{n}-1", AT, "unverified", 1, 1, 1.0) for n in range(50)])
    story.forge.said[12] = [Said(1, Actor("eve", 666), f"{MARK}\n{forged}", AT, AT)]
    ending = await story.told()
    assert ending.exit_code == 0
    assert len(story.forge.said[12]) == 2


async def test_when_github_fails_the_change_is_in_the_artifact(story: Story) -> None:
    async def down(**_: Any) -> str:
        raise ServiceError("GitHub answered 502")

    story.forge.create_commit = down  # type: ignore[method-assign]
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"]) == (5, "failed")
    assert ending.error == "GitHub answered 502"
    assert (story.inputs.out / "change.patch").read_bytes()


async def test_another_label_of_the_settings_is_silent(tmp_path: Path) -> None:
    story = Story(tmp_path, settings=b"label: build\n")
    ending = await story.told()
    assert ending.outputs == {"outcome": "ignored"}
    assert "create_comment" not in story.forge.calls
    assert "react" not in story.forge.calls


async def test_a_label_that_was_taken_off_at_once_is_silent(story: Story) -> None:
    unlabel(story.forge)
    ending = await story.told()
    assert (ending.exit_code, ending.outputs) == (0, {"outcome": "cancelled"})
    assert "create_comment" not in story.forge.calls


async def test_the_request_is_the_payloads(story: Story) -> None:
    await story.told("issues", changed(labeled(), "issue.body", "As it was <!-- hidden -->"))
    assert story.tasks[0].request.body == "As it was"
    assert story.tasks[0].secrets == ("ghs_sentinel_token",)
    assert story.tasks[0].labels == {"run": "77-1", "repository": "octo/mathkit", "issue": "12"}


async def test_a_job_that_may_only_read_leaves_a_bundle_and_writes_nothing(story: Story) -> None:
    story.inputs = replace(story.inputs, mode="generate")
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"]) == (0, "verified")
    reads = {"repository", "myself", "access", "branch", "tree", "issue", "comments", "own_pulls"}
    assert set(story.forge.calls) == reads | {"recent_comments"}
    bundle = read_bundle(story.inputs.out)
    assert isinstance(bundle, Bundle)
    assert bundle.base == BASE.commit
    assert bundle.attempt.change == verified.change
    assert bundle.plan.criteria == verified.plan.criteria  # type: ignore[union-attr]
    assert bundle.charges == verified.charges


async def test_the_job_that_may_write_proves_the_bundle_again_and_publishes_it(story: Story) -> None:
    story.inputs = replace(story.inputs, mode="generate")
    await story.told()
    story.inputs = replace(story.inputs, mode="publish")
    ending = await story.told()
    assert story.proven == [verified.change]
    assert (ending.exit_code, ending.outputs["outcome"]) == (0, "verified")
    assert len(story.forge.pulls) == 1
    assert len(story.tasks) == 2


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b'{"version": 3}', b"\xff"])
async def test_without_a_bundle_there_is_nothing_to_publish(story: Story, content: bytes | None) -> None:
    story.inputs = replace(story.inputs, mode="publish")
    story.inputs.out.mkdir()
    if content is not None:
        (story.inputs.out / "bundle.json").write_bytes(content)
    with pytest.raises(UserError, match=r"bundle\.json"):
        await story.told()
    assert story.forge.pulls == {}


@pytest.mark.parametrize(
    ("record", "told", "outcome"),
    [
        (unchanged, "**Nothing changed**", "unverified"),
        (limit_without_change, "**Stopped at the limit**", "unverified"),
        (replace(failed, rounds=(), best=None), "**Failed**", "failed"),
    ],
    ids=["nothing changed", "a limit", "a failure"],
)
async def test_the_job_that_may_write_tells_what_the_other_could_not(
    tmp_path: Path, record: Record, told: str, outcome: str
) -> None:
    story = Story(tmp_path, record)
    story.inputs = replace(story.inputs, mode="generate")
    first = await story.told()
    assert story.forge.said == {}
    story.inputs = replace(story.inputs, mode="publish")
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"]) == (first.exit_code, outcome)
    assert told in story.comment
    (run,) = past_runs(story.comment)
    assert run.microdollars == sum(charge.microdollars or 0 for charge in record.charges)
    assert (story.proven, story.forge.pulls, story.labels[-1]) == ([], {}, "code-on-fly:needs-help")


@pytest.mark.parametrize(
    ("name", "value"), [("exit_code", 0), ("exit_code", 130), ("outcome", "verified"), ("seconds", -1)]
)
async def test_an_end_without_a_change_is_never_a_success(tmp_path: Path, name: str, value: Any) -> None:
    story = Story(tmp_path, unchanged)
    story.inputs = replace(story.inputs, mode="generate")
    await story.told()
    left = story.inputs.out / "bundle.json"
    left.write_text(json.dumps({**json.loads(left.read_text()), name: value}))
    story.inputs = replace(story.inputs, mode="publish")
    with pytest.raises(UserError, match="not a bundle of this version"):
        await story.told()


@pytest.mark.parametrize("told", ["sentinel_openai_key", "eWVrX2lhbmVwb19sZW5pdG5lcw"])
async def test_the_model_s_key_does_not_come_to_the_job_that_does_not_know_it(
    tmp_path: Path, told: str
) -> None:
    story = Story(tmp_path, with_change("a.txt", f"key = {told}\n".encode()))
    story.inputs = replace(story.inputs, mode="generate", openai_key="sentinel_openai_key")
    ending = await story.told()
    assert (ending.outputs["outcome"], ending.exit_code) == ("blocked", 3)
    assert told not in (story.inputs.out / "bundle.json").read_text()
    assert "change" not in json.loads((story.inputs.out / "bundle.json").read_bytes())
    story.inputs = replace(story.inputs, mode="publish", openai_key="")
    ending = await story.told()
    assert ending.outputs["outcome"] == "blocked"
    assert "secrets" in story.comment
    assert story.forge.pulls == {}


BAD_NUMBERS = {
    "a cost below nothing": ("charges", 0, "microdollars", -1),
    "no number": ("charges", 0, "seconds", float("nan")),
    "no end": ("attempt", "seconds", float("inf")),
    "a count below nothing": ("charges", 0, "calls", -4),
    "a text": ("attempt", "steps", "3"),
    "a kind of its own": ("charges", 0, "kind", "gift"),
    "another issue's": ("number", 13),
}


@pytest.mark.parametrize("place", BAD_NUMBERS.values(), ids=BAD_NUMBERS)
async def test_a_bundle_with_odd_numbers_is_none(story: Story, place: tuple[Any, ...]) -> None:
    story.inputs = replace(story.inputs, mode="generate")
    await story.told()
    *way, name, value = place
    told = inner = json.loads((story.inputs.out / "bundle.json").read_text())
    for key in way:
        inner = inner[key]
    inner[name] = value
    (story.inputs.out / "bundle.json").write_text(json.dumps(told))
    story.inputs = replace(story.inputs, mode="publish")
    with pytest.raises(UserError, match=r"not a bundle of this version|made for another issue"):
        await story.told()
    assert story.forge.pulls == {}


def move_main(forge: FakeForge, files: dict[str, File], parents: tuple[str, ...] = (BASE.commit,)) -> str:
    """The default branch gets a commit with these files; its name."""
    moved = Tree(blob_id(repr(sorted(files)).encode()), {**BASE.files, **files})
    forge.trees[moved.commit] = moved
    forge.commits[moved.commit] = CommitFacts(moved.commit, moved.id, parents, "theirs")
    forge.branches["main"] = moved.commit
    return moved.commit


async def test_a_bundle_stands_on_its_own_base_when_the_default_branch_went_on(story: Story) -> None:
    story.inputs = replace(story.inputs, mode="generate")
    await story.told()
    move_main(story.forge, {"docs.txt": File("100644", b"theirs\n")})
    story.inputs = replace(story.inputs, mode="publish")
    ending = await story.told()
    assert (ending.outputs["outcome"], story.tasks[-1].base.commit) == ("verified", BASE.commit)
    (pull,) = story.forge.pulls.values()
    assert (pull.draft, story.forge.commits[pull.head_commit].parents) == (False, (BASE.commit,))


async def test_a_bundle_of_no_commit_of_the_default_branch_is_not_published(story: Story) -> None:
    story.inputs = replace(story.inputs, mode="generate")
    await story.told()
    root = "e" * 40  # as after a forced push: the bundle's commit is still there, but nobody's history
    story.forge.commits[root] = CommitFacts(root, BASE.id, (), "root")
    move_main(story.forge, {}, parents=(root,))
    story.inputs = replace(story.inputs, mode="publish")
    with pytest.raises(Cancelled, match="moved on"):
        await story.told()
    assert story.forge.pulls == {}


def state(forge: FakeForge) -> dict[str, Any]:
    """What people see of it in the end."""
    return {
        "trees": {name: forge.commits[commit].tree for name, commit in forge.branches.items()},
        "pulls": [(pull.title, pull.draft, pull.head_branch) for pull in forge.pulls.values()],
        "comments": [(number, len(said)) for number, said in forge.said.items()],
        "runs": [[run.run_id for run in past_runs(said.text)] for said in forge.said.get(12, ())],
        "labels": forge.issues[12].labels,
    }


KILLED: dict[str, tuple[str, dict[str, Any], Sequence[Literal["all", "generate", "publish"]], int]] = {
    "label": ("issues", labeled(), ["all"], 2),
    "issue's number": ("workflow_dispatch", dispatch(issue="12"), ["all"], 5),
    "free text": ("workflow_dispatch", dispatch(request="Build it"), ["all"], 3),
    "two jobs": ("issues", labeled(), ["generate", "publish"], 7),
    "two jobs for free text": ("workflow_dispatch", dispatch(request="Build it"), ["generate", "publish"], 7),
}


@pytest.mark.parametrize(("event", "payload", "modes", "every"), KILLED.values(), ids=KILLED)
async def test_killed_at_any_call_and_run_again_nothing_is_doubled(
    tmp_path: Path,
    event: str,
    payload: dict[str, Any],
    modes: Sequence[Literal["all", "generate", "publish"]],
    every: int,
) -> None:
    async def told(story: Story) -> str:
        for mode in modes:
            story.inputs = replace(story.inputs, mode=mode)
            ending = await story.told(event, payload)
        return ending.outputs["outcome"]

    whole = Story(tmp_path)
    assert await told(whole) == "verified"
    for at in range(1, len(whole.forge.calls) + 1, every):
        story = Story(tmp_path)
        alive = story.forge
        # what is not lost took effect, and only its answer was not heard
        story.forge = DyingForge(alive, at, lost=at // every % 2 == 0)  # type: ignore[assignment]
        with pytest.raises(Died):
            await told(story)
        story.forge = alive
        assert await told(story) == "verified", at
        assert state(alive) == state(whole.forge), f"killed at call {at}: {alive.calls}"
