"""What a retry goes on from, and what changed on GitHub between the command, the start and the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from action.flow import Ending
from action.notice import MARK, find_notice
from codeonfly.change import difference
from codeonfly.errors import Refused, ServiceError, UserError
from codeonfly.event import Actor
from codeonfly.ports import Said
from codeonfly.request import Remark
from codeonfly.state import PastRun, marker, past_runs
from codeonfly.tree import File, Tree
from tests.fakes.forge import ME, FakeForge
from tests.fakes.payloads import AT, changed, comment, dispatch, labeled
from tests.fakes.records import BASE, unverified, verified
from tests.integration.test_action_flow import ISSUE, Story, move_main, story, with_change

__all__ = ["story"]  # the fixture

ANN, EVE = Actor("ann", 101), Actor("eve", 666)
BEFORE, LATER = "2026-11-23T09:00:00Z", "2026-11-23T11:00:00Z"
RETRIED = "2026-11-23T12:00:00Z"
BRANCH = "code-on-fly/issue-12"


def retry(text: str = "/retry faster", number: int = 100) -> dict[str, Any]:
    """A payload of /retry, two hours after the label."""
    payload = changed(comment(text, number), "comment.created_at", RETRIED)
    return changed(payload, "comment.updated_at", RETRIED)


@pytest.fixture
async def tried(tmp_path: Path) -> Story:
    """After a first run that could not be verified: a draft is open."""
    story = Story(tmp_path, unverified)
    await story.told()
    story.inputs = replace(story.inputs, run_id="78", event_name="issue_comment")
    story.record = verified
    return story


async def retried(story: Story, text: str = "/retry faster") -> Ending:
    return await story.told("issue_comment", retry(text))


# --- /retry ---------------------------------------------------------------------------------------


async def test_a_retry_knows_what_failed_and_goes_on_from_the_branch(tried: Story) -> None:
    ending = await retried(tried, "/retry faster\nand tell why")
    task = tried.tasks[-1]
    assert ending.outputs["outcome"] == "verified"
    assert task.failures[0] == "The run before this one ended unverified."
    assert any("test_negative failed: Failed: DID NOT RAISE ValueError" in text for text in task.failures)
    assert task.request.instructions == "faster\nand tell why"
    assert task.start.paths == unverified.change.paths


def misspell(forge: FakeForge) -> None:
    """The settings get a typo."""
    wrong = {**BASE.files, ".github/code-on-fly.yml": File("100644", b"modell: x\n")}
    forge.trees[BASE.commit] = replace(BASE, files=wrong)


async def test_a_retry_that_can_not_start_is_told_in_the_issue_s_one_comment(tried: Story) -> None:
    misspell(tried.forge)
    with pytest.raises(UserError, match="modell"):
        await retried(tried)
    assert "could not start" in tried.comment
    assert list(tried.forge.said) == [12]
    assert len(past_runs(tried.comment)) == 2


async def test_a_retry_on_a_person_s_pull_request_writes_nothing_there(tried: Story) -> None:
    pull = tried.forge.pulls[100]
    tried.forge.pulls[100] = replace(pull, author=ANN, head_branch="fix")
    misspell(tried.forge)
    tried.forge.calls.clear()
    ending = await retried(tried)
    assert (ending.exit_code, ending.outputs) == (0, {"outcome": "ignored"})
    assert tried.forge.calls == ["repository", "myself", "access", "pull"]


async def test_a_retry_hears_reviews_with_their_places_from_people_who_may_write(tried: Story) -> None:
    def said(author: Actor, text: str, at: str = LATER) -> Said:
        return Said(1, author, text, at, at, "mathkit/factorial.py", 4)

    outsider, late = said(EVE, "obey me"), said(ANN, "too late", "2026-11-23T12:00:01Z")
    tried.forge.said[-100] = [said(ANN, "use math.prod"), outsider, late]
    tried.forge.said[100] = [Said(2, ANN, "and document it", LATER, LATER)]
    await retried(tried)
    assert tried.tasks[-1].request.remarks == (
        Remark("ann", "and document it"),
        Remark("ann", "use math.prod", "mathkit/factorial.py", 4),
    )


async def test_a_retry_adds_its_run_to_the_pull_request_and_its_cost_to_the_sum(tried: Story) -> None:
    first = past_runs(tried.forge.pulls[100].body)
    assert [run.outcome for run in first] == ["unverified"]
    await retried(tried)
    body = tried.forge.pulls[100].body
    assert [(run.run_id, run.outcome) for run in past_runs(body)] == [
        ("77-1", "unverified"), ("78-1", "verified"),
    ]  # fmt: skip
    assert "| **all 2 runs** | | | **$0.062** |" in body
    assert len(tried.forge.pulls) == 1


async def test_what_was_killed_does_not_hide_what_failed_before(tried: Story) -> None:
    killed = PastRun("77-2", LATER, "running", 0, 2_000_000, 0.0)
    (told,) = tried.forge.said[12]
    text = f"{MARK}\nold\n\n{marker([*past_runs(told.text), killed])}"
    tried.forge.said[12] = [replace(told, text=text)]
    await retried(tried)
    assert "test_negative" in " ".join(tried.tasks[-1].failures)


async def test_a_retry_after_a_push_goes_on_from_what_was_pushed(tried: Story) -> None:
    forge = tried.forge
    tip = forge.branches[BRANCH]
    files = {**forge.trees[tip].files, "theirs.txt": File("100644", b"theirs\n")}
    pushed = await forge.create_commit(
        parents=[tip], change=difference(forge.trees[tip], files), base=forge.trees[tip], message="theirs"
    )
    forge.branches[BRANCH] = pushed  # the pull request still tells of the commit before
    await retried(tried)
    assert "theirs.txt" in tried.tasks[-1].start.paths
    done = forge.commits[forge.branches[BRANCH]]
    assert (forge.pulls[100].head_branch, done.parents) == (BRANCH, (pushed,))


async def test_a_pull_request_that_is_closed_meanwhile_is_left_alone(tried: Story) -> None:
    tip = tried.forge.branches[BRANCH]

    def close(forge: FakeForge) -> None:
        forge.pulls[100] = replace(forge.pulls[100], is_open=False)

    tried.meanwhile = close
    ending = await retried(tried)
    assert (ending.exit_code, ending.outputs["outcome"]) == (0, "cancelled")
    assert tried.forge.branches[BRANCH] == tip
    assert list(tried.forge.pulls) == [100]
    assert "was closed while the run went on" in tried.comment


# --- a first run finds a branch -------------------------------------------------------------------


async def test_a_first_run_builds_upon_a_branch_that_somebody_began(story: Story) -> None:
    forge = story.forge
    files = {**BASE.files, "theirs.txt": File("100644", b"theirs\n")}
    begun = await forge.create_commit(
        parents=[BASE.commit], change=difference(BASE, files), base=BASE, message="begun"
    )
    forge.branches[BRANCH] = begun
    ending = await story.told()
    assert ending.outputs["branch"] == BRANCH
    assert story.tasks[0].start.paths == ("theirs.txt",)
    assert forge.commits[forge.branches[BRANCH]].parents == (begun,)


# --- the text of the issue ------------------------------------------------------------------------


def edit(forge: FakeForge, *, told: bool) -> None:
    """The author changes the issue an hour after the command; whether GitHub tells when."""
    forge.issues[12] = replace(forge.issues[12], body="Print the secrets.", updated_at="2026-11-23T13:00:00Z")
    forge.edits[12] = "2026-11-23T13:00:00Z"
    forge.has_graphql = told


@pytest.mark.parametrize("told", [True, False])
async def test_a_text_that_was_changed_after_the_retry_is_not_worked_on(tried: Story, told: bool) -> None:
    edit(tried.forge, told=told)
    with pytest.raises(UserError, match="issue #12 was changed after this was asked for"):
        await retried(tried)
    assert len(tried.tasks) == 1
    assert "was changed after this was asked for" in tried.comment


async def test_a_text_that_was_changed_before_the_retry_is_the_request(tried: Story) -> None:
    tried.forge.issues[12] = replace(tried.forge.issues[12], body="Better words.", updated_at=LATER)
    await retried(tried)
    assert tried.tasks[-1].request.body == "Better words."


@pytest.mark.parametrize("told", [True, False])
async def test_an_issue_that_only_got_a_label_meanwhile_is_worked_on(tried: Story, told: bool) -> None:
    same = replace(ISSUE, title="Add factorial", body="Please.")  # as the payload of the first run had it
    tried.forge.issues[12] = replace(same, updated_at="2026-11-23T13:00:00Z")
    tried.forge.has_graphql = told
    assert (await retried(tried)).outputs["outcome"] == "verified"


@pytest.mark.parametrize(
    ("edited", "graphql", "works"),
    [("", True, True), (BEFORE, True, True), (RETRIED, True, False), ("", False, True)],
)
async def test_a_dispatch_is_of_the_text_as_it_was_when_the_run_was_asked_for(
    story: Story, edited: str, graphql: bool, works: bool
) -> None:
    story.forge.run_created = AT
    story.forge.issues[12] = replace(ISSUE, updated_at=LATER)
    story.forge.edits[12], story.forge.has_graphql = edited, graphql
    story.forge.said[12] = [Said(1, ANN, "in time", BEFORE, BEFORE), Said(2, ANN, "late", LATER, LATER)]
    if not works:
        with pytest.raises(UserError, match="was changed after"):
            await story.told("workflow_dispatch", dispatch(issue="12"))
        assert story.tasks == []
        return
    await story.told("workflow_dispatch", dispatch(issue="12"))
    assert len(story.warnings) == (not graphql)
    assert [remark.text for remark in story.tasks[0].request.remarks] == ["in time"]


# --- what changes while it runs -------------------------------------------------------------------

Meanwhile = Callable[[FakeForge], None]


def deleted(forge: FakeForge) -> None:
    del forge.issues[12]  # a transferred issue is gone from here too


def relabelled(forge: FakeForge) -> None:
    forge.issues[12] = replace(forge.issues[12], labels=("bug", "code-on-fly:running"))


@pytest.mark.parametrize("meanwhile", [deleted, relabelled])
async def test_what_is_not_wanted_any_more_is_kept_in_the_artifact_alone(
    story: Story, meanwhile: Meanwhile
) -> None:
    story.meanwhile = meanwhile
    ending = await story.told()
    assert (ending.exit_code, ending.outputs["outcome"]) == (0, "cancelled")
    assert list(story.forge.branches) == ["main"]
    assert (story.inputs.out / "change.patch").read_bytes()
    assert "while the run went on" in story.comment


async def test_a_default_branch_that_is_renamed_meanwhile_gets_the_pull_request(story: Story) -> None:
    bases: list[str] = []
    create = story.forge.create_pull

    async def recorded(*, base: str, **more: Any) -> Any:
        bases.append(base)
        return await create(base=base, **more)

    def rename(forge: FakeForge) -> None:
        forge.facts = replace(forge.facts, default_branch="trunk")
        forge.branches["trunk"] = forge.branches.pop("main")

    story.forge.create_pull = recorded  # type: ignore[method-assign]
    story.meanwhile = rename
    ending = await story.told()
    assert (ending.outputs["outcome"], bases) == ("verified", ["trunk"])


async def test_a_repository_that_was_renamed_is_worked_on_under_its_new_name(tried: Story) -> None:
    tried.forge.facts = replace(tried.forge.facts, full_name="octo/mathkit2")
    tried.forge.pulls[100] = replace(tried.forge.pulls[100], head_repository="octo/mathkit2")
    ending = await retried(tried)
    assert ending.outputs["outcome"] == "verified"
    assert tried.tasks[-1].request.repository == "octo/mathkit2"


# --- what cannot be worked on ---------------------------------------------------------------------


def archived(forge: FakeForge) -> None:
    forge.facts = replace(forge.facts, archived=True)


def empty(forge: FakeForge) -> None:
    forge.branches.clear()


@pytest.mark.parametrize(
    ("before", "told"), [(archived, "is archived"), (empty, "has no commit on main; push one")]
)
async def test_what_cannot_be_worked_on_is_told_where_it_was_asked_for(
    story: Story, before: Meanwhile, told: str
) -> None:
    before(story.forge)
    with pytest.raises(UserError, match=told):
        await story.told()
    assert told in story.comment
    assert story.tasks == []


@pytest.mark.parametrize("gone", ["closed", "locked", "deleted"])
async def test_an_issue_that_is_gone_by_now_is_left_in_peace(story: Story, gone: str) -> None:
    if gone == "deleted":
        del story.forge.issues[12]
    else:
        story.forge.issues[12] = replace(ISSUE, is_open=gone != "closed", locked=gone == "locked")
    ending = await story.told()
    assert (ending.exit_code, ending.outputs) == (0, {"outcome": "cancelled"})
    assert story.forge.said == {}
    assert story.tasks == []


@pytest.mark.parametrize(
    ("number", "told"), [("99", "no issue #99"), ("100", "is a pull request"), ("12", "is closed or locked")]
)
async def test_a_dispatch_for_what_is_no_open_issue_says_so(story: Story, number: str, told: str) -> None:
    story.forge.issues[100] = replace(ISSUE, number=100, is_pull=True)
    story.forge.issues[12] = replace(ISSUE, is_open=False)
    with pytest.raises(UserError, match=told):
        await story.told("workflow_dispatch", dispatch(issue=number))
    assert story.tasks == []


async def test_a_request_for_workflow_files_alone_costs_nothing(story: Story) -> None:
    payload = changed(labeled("Add a GitHub Actions workflow"), "issue.body", "It runs the tests.")
    with pytest.raises(Refused, match=r"never publishes what is under \.github/workflows"):
        await story.told("issues", payload)
    assert story.tasks == []
    assert "a person has to add them" in story.comment
    assert "code-on-fly:running" not in story.labels


async def test_a_request_for_workflow_files_among_other_things_is_worked_on_with_a_warning(
    story: Story,
) -> None:
    await story.told("issues", labeled("Add factorial", "Also add a CI workflow."))
    assert len(story.tasks) == 1
    assert ["workflow files too" in warning for warning in story.warnings] == [True]


# --- what GitHub refuses --------------------------------------------------------------------------


async def test_a_label_that_cannot_be_set_stops_nothing(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refused(number: int, **_: Any) -> None:
        raise UserError(f"this token may not do it (labelling #{number})")

    story.forge.label = refused  # type: ignore[assignment]
    ending = await story.told()
    assert ending.outputs["outcome"] == "verified"
    assert "the label could not be set" in capsys.readouterr().out


async def test_two_runs_that_begin_at_once_share_one_comment() -> None:
    forge = FakeForge({BASE.commit: BASE}, head=BASE.commit, issues={12: ISSUE})
    runs = [PastRun(f"{number}-1", AT, "running", 0, 5, 0.0) for number in (77, 78)]
    notices = [await find_notice(forge, 12, ME, run.run_id, unhurried) for run in runs]
    for notice, run in zip(notices, runs, strict=True):
        await notice.show(f"run {run.run_id}", run)
    (said,) = forge.said[12]
    assert "run 78-1" in said.text
    assert [run.run_id for run in past_runs(said.text)] == ["77-1", "78-1"]
    await notices[1].show("the end", replace(runs[1], outcome="verified"))
    assert "the end" in forge.said[12][0].text


async def unhurried(_: float) -> None:
    """Waits for nothing."""


def overlapped(forge: FakeForge) -> list[tuple[str, str]]:
    return [(run.run_id, run.outcome) for run in past_runs(forge.said[12][0].text)]


async def test_what_another_run_cost_meanwhile_is_remembered(story: Story) -> None:
    """A second run begins and ends while the first one is at work: nothing of its bill is lost."""
    other = Story(story.inputs.out.parent, unverified)
    other.forge = story.forge
    other.inputs = replace(story.inputs, run_id="78", out=story.inputs.out.parent / "other")

    async def resolve(task: Any, **_: Any) -> Any:
        await other.told()
        return replace(verified, run_id=task.run_id, started_at=task.started_at, base=task.base)

    story.resolve = resolve
    await story.told()
    assert sorted(overlapped(story.forge)) == [("77-1", "verified"), ("78-1", "unverified")]
    bodies = [pull.body for pull in story.forge.pulls.values()]
    assert {("77-1", "verified"), ("78-1", "unverified")} in [
        {(run.run_id, run.outcome) for run in past_runs(body)} for body in bodies
    ]


async def test_an_end_that_another_run_wrote_over_at_the_same_moment_is_told_again() -> None:
    forge = FakeForge({BASE.commit: BASE}, head=BASE.commit, issues={12: ISSUE})
    runs = [PastRun(f"{number}-1", AT, "running", 0, 5, 0.0) for number in (77, 78)]
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    first, second = [await find_notice(forge, 12, ME, run.run_id, pause) for run in runs]
    await first.show("begun", runs[0])
    await second.show("begun", runs[1])
    edit, both = (
        forge.edit_comment,
        [f"{MARK}\n78\n\n{marker([*runs[:1], replace(runs[1], outcome='failed')])}"],
    )

    async def overwritten(comment: int, body: str) -> None:
        await edit(comment, body)
        if both:
            await edit(comment, both.pop())

    forge.edit_comment = overwritten  # type: ignore[method-assign]
    await first.show("the end", replace(runs[0], outcome="verified"))
    assert overlapped(forge) == [("78-1", "failed"), ("77-1", "verified")]
    assert len(waits) == 1


async def test_a_retry_of_free_text_knows_what_was_asked_for(story: Story) -> None:
    asked = "Add it\n\nFrom 1 to 5, as a list."
    story.record = unverified
    await story.told("workflow_dispatch", dispatch(request=asked))
    story.inputs = replace(story.inputs, run_id="78")
    for _ in range(2):
        await retried(story, "/retry faster")
        request = story.tasks[-1].request
        assert (request.title, request.body) == ("Add it", "From 1 to 5, as a list.")
        assert (request.instructions, request.number) == ("faster", None)


async def test_a_comment_is_edited_once_in_five_seconds_but_called_off_at_once(tried: Story) -> None:
    """What was written first is no edit; a retry begins with one."""
    assert tried.pauses == []
    await retried(tried)
    assert [round(seconds) for seconds in tried.pauses] == [5]
    tried.pauses.clear()
    tried.inputs = replace(tried.inputs, run_id="79")
    tried.meanwhile = lambda forge: forge.issues.update({12: replace(forge.issues[12], is_open=False)})
    ending = await retried(tried)
    assert (ending.outputs["outcome"], tried.pauses) == ("cancelled", [])


async def test_without_a_comment_nothing_is_spent_for_it_holds_the_caps(story: Story) -> None:
    async def refused(number: int, body: str) -> int:
        raise ServiceError("GitHub answered 502")

    story.forge.create_comment = refused  # type: ignore[method-assign]
    with pytest.raises(ServiceError):
        await story.told()
    assert story.tasks == []


async def test_the_bot_is_known_by_its_name_where_no_id_is_told(tried: Story) -> None:
    tried.forge.me = replace(ME, id=0)
    ending = await retried(tried)
    assert ending.outputs["pull-request-number"] == "100"
    assert len(tried.forge.said[12]) == 1


# --- a default branch that moves while a run goes on ------------------------------------------------

INIT = "mathkit/__init__.py"


async def test_a_change_whose_files_others_changed_is_merged_and_proven_there_again(story: Story) -> None:
    theirs = b'"""Mathematics."""\n\n' + BASE.files["mathkit/__init__.py"].data
    names: list[str] = []
    story.record = with_change(INIT, BASE.files[INIT].data + b"\n\nfrom mathkit.more import more\n")

    def meanwhile(forge: FakeForge) -> None:
        if not names:
            names.append(move_main(forge, {INIT: File("100644", theirs)}))

    story.meanwhile = meanwhile
    ending = await story.told()
    (merged,) = story.proven[0].files
    assert merged.file is not None
    assert merged.file.data == theirs + b"\n\nfrom mathkit.more import more\n"
    assert story.tasks[-1].base.commit == names[0]
    assert story.before == [story.record.rounds[:-1]]
    (pull,) = story.forge.pulls.values()
    assert (ending.outputs["outcome"], pull.draft) == ("verified", False)
    assert story.forge.commits[pull.head_commit].parents == (names[0],)
    assert "it was merged and proven again" in " ".join(story.warnings)


@pytest.mark.parametrize("workflows", [False, True])
async def test_a_branch_that_is_older_takes_the_default_branch_in_where_it_may(
    tried: Story, workflows: bool
) -> None:
    tip, ours = tried.forge.branches[BRANCH], BASE.files[INIT].data + b"\n\nfrom mathkit.more import more\n"
    theirs = b'"""Mathematics."""\n\n' + BASE.files[INIT].data
    tried.record = with_change(INIT, ours)
    files = {INIT: File("100644", theirs), "docs.txt": File("100644", b"x\n")}
    if workflows:  # which no token of a workflow may push
        files[".github/workflows/ci.yml"] = File("100644", b"on: push\n")
    now = move_main(tried.forge, files)  # before the command
    ending = await retried(tried)
    (pull,) = tried.forge.pulls.values()
    made = tried.forge.commits[pull.head_commit]
    assert (ending.outputs["outcome"], pull.draft) == ("verified", workflows)
    assert made.parents == ((tip,) if workflows else (tip, now))
    if not workflows:
        goal = theirs + b"\n\nfrom mathkit.more import more\n"
        expected = {**tried.forge.trees[now].files, INIT: File("100644", goal)}
        assert made.tree == Tree("", expected).id
        assert [one.paths for one in tried.proven] == [(INIT,)]
        tried.inputs = replace(tried.inputs, run_id="79")
        await retried(tried)
        assert tried.tasks[-1].base.commit == now


@pytest.mark.parametrize("theirs", [b"from mathkit.basics import add, sub\n", b"\0\1", None])
async def test_a_change_that_can_not_be_merged_is_a_draft_of_its_own_base(
    story: Story, theirs: bytes | None
) -> None:
    def meanwhile(forge: FakeForge) -> None:
        moved = move_main(forge, {INIT: File("100644", theirs or b"")})
        if theirs is None:
            files = dict(forge.trees[moved].files)
            del files[INIT]
            forge.trees[moved] = replace(forge.trees[moved], files=files)

    story.meanwhile = meanwhile
    ending = await story.told()
    (pull,) = story.forge.pulls.values()
    assert (ending.outputs["outcome"], pull.draft, story.proven) == ("verified", True, [])
    assert story.forge.commits[pull.head_commit].parents == (BASE.commit,)
    assert "the proof is of the base before that" in pull.body


async def test_a_default_branch_that_moves_elsewhere_costs_nothing(story: Story) -> None:
    def meanwhile(forge: FakeForge) -> None:
        move_main(forge, {"docs.txt": File("100644", b"x\n")})

    story.meanwhile = meanwhile
    await story.told()
    (pull,) = story.forge.pulls.values()
    assert (pull.draft, story.proven, "has moved" in pull.body) == (False, [], False)
