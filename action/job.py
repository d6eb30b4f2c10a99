"""From an event to a job: who asks, what exactly, from which commit, under which settings. Spends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from action.histories import fork_point
from action.inputs import Inputs
from action.notice import own
from codeonfly.change import Change, difference
from codeonfly.commands.world import now
from codeonfly.errors import Cancelled, UserError
from codeonfly.event import Actor, Dispatched, Labelled, NotOurs, RetryAsked, dispatch_target, is_label
from codeonfly.intake import (
    branch_for,
    issue_of_branch,
    labelled_request,
    later,
    not_own,
    refusal,
    remarks,
    with_instructions,
)
from codeonfly.ports import Forge, IssueFacts, PullFacts, RepositoryFacts, Said
from codeonfly.request import Remark, Request, freeze, from_text, text_mark
from codeonfly.settings import SETTINGS_PATH, Settings, is_setting, load_settings, override
from codeonfly.state import past_runs
from codeonfly.together import together
from codeonfly.tree import Tree
from codeonfly.workflow_request import within_reach

Asked = Labelled | RetryAsked | Dispatched


@dataclass(frozen=True, slots=True)
class Place:
    """The repository as it is now, and who writes in it."""

    facts: RepositoryFacts
    me: Actor
    head: str  # the default branch's commit
    tree: Tree


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done. ``start`` is the change on ``branch`` so far, ``tip`` all that it holds.

    ``thread`` is the issue or pull request that people watch; None for free text's first run.
    """

    place: Place
    settings: Settings
    request: Request
    base: Tree
    branch: str
    sender: Actor
    tip: Tree | None = None
    start: Change = field(default_factory=Change)
    pull: PullFacts | None = None
    thread: int | None = None
    comment: int | None = None  # the command's, for the reaction
    label: str = ""  # that must still be on the issue when publishing
    text: str = ""  # the mark of the issue's text that this run is of
    warnings: tuple[str, ...] = ()  # known before the run, for the report
    merged: bool = False  # the base moved meanwhile, and the branch, which is older, takes it in


@dataclass(frozen=True, slots=True)
class Admission:
    """The sender may ask, and of a retry the pull request is the bot's own, None where it is gone.

    ``place`` is there where it had to be read to know.
    """

    facts: RepositoryFacts
    me: Actor
    place: Place | None = None
    pull: PullFacts | None = None


def targeted(event: Asked, inputs: Inputs) -> Asked:
    """The event with what it is about; the Action's own inputs fill in what the workflow's leave open.

    Raises UserError for a dispatch that asks for nothing: no question to GitHub can change that.
    """
    if not isinstance(event, Dispatched) or event.number is not None or event.request:
        return event
    number, text = dispatch_target(inputs.issue, inputs.request)
    if number is None and not text:
        raise UserError("neither issue nor request is given; start the workflow with one of them")
    return replace(event, number=number, request=text)


async def admit(event: Asked, inputs: Inputs, forge: Forge) -> Admission | NotOurs:
    """Whether this sender may ask for this at all: until that is known, nothing is written anywhere.

    Raises ServiceError where GitHub can't be asked.
    """
    facts: RepositoryFacts
    me: Actor
    facts, me = await together(forge.repository(), forge.myself())
    place: Place | None = None
    allowed_bots: tuple[str, ...] = ()
    if event.sender.is_bot:  # people are asked about before anything is read; which bots may ask is a setting
        place = await _place(facts, me, forge)
        allowed_bots = _settings(place.tree, event, inputs).allowed_bots
    reason = await refusal(event.sender, me, allowed_bots, forge)
    if reason:
        return NotOurs(reason)
    pull = await forge.pull(event.pull) if isinstance(event, RetryAsked) else None
    reason = not_own(pull, facts.full_name, me) if pull else ""
    return NotOurs(reason) if reason else Admission(facts, me, place, pull)


async def accept(event: Asked, admission: Admission, inputs: Inputs, forge: Forge) -> Job | NotOurs:
    """The job, or why it is none of ours. Raises UserError, Refused, Cancelled, ServiceError."""
    job = await _job_of(event, admission, inputs, forge)
    if isinstance(job, NotOurs):
        return job
    return replace(job, warnings=(*job.warnings, *within_reach(job.request)))


async def _job_of(event: Asked, admission: Admission, inputs: Inputs, forge: Forge) -> Job | NotOurs:
    event = replace(event, repository=admission.facts.full_name)  # it can have been renamed since
    place = admission.place or await _place(admission.facts, admission.me, forge)
    settings = _settings(place.tree, event, inputs)
    if isinstance(event, Labelled):
        if not is_label(event.label, settings.label):
            return NotOurs(f"the label {event.label[:60]!a} is not {settings.label!a}")
        return await _labelled(event, place, settings, forge)
    if isinstance(event, RetryAsked):
        if admission.pull is None:
            raise Cancelled(f"pull request #{event.pull} is gone")
        return await _retried(event, admission.pull, place, settings, forge)
    return await _dispatched(event, place, settings, inputs, forge)


async def _place(facts: RepositoryFacts, me: Actor, forge: Forge) -> Place:
    if facts.archived:
        raise UserError(f"{facts.full_name} is archived, nothing can be written; unarchive it first")
    head = await forge.branch(facts.default_branch)
    if head is None:
        raise UserError(f"{facts.full_name} has no commit on {facts.default_branch}; push one first")
    return Place(facts, me, head, await forge.tree(head))


def _settings(tree: Tree, event: Asked, inputs: Inputs) -> Settings:
    file = tree.files.get(SETTINGS_PATH)
    settings = load_settings(file.data if file else None, SETTINGS_PATH)
    settings = override(settings, inputs.settings, "the Action's input")
    if isinstance(event, Dispatched):
        given = {key: value for key, value in event.inputs.items() if is_setting(key)}
        settings = override(settings, given, "the workflow's input")
    return settings


async def _labelled(event: Labelled, place: Place, settings: Settings, forge: Forge) -> Job:
    issue = await forge.issue(event.number)
    if issue is None or not issue.is_open or issue.locked:
        raise Cancelled(f"issue #{event.number} is closed, locked or gone by now")
    if not any(is_label(label, event.label) for label in issue.labels):
        raise Cancelled(f"the label {event.label!a} was taken off again")
    said = await remarks(await forge.comments(event.number), until=event.at, me=place.me, gatekeeper=forge)
    job = _job(event.sender, place, settings, freeze(labelled_request(event, said)))
    job = replace(job, thread=event.number, label=event.label, text=text_mark(event.title, event.body))
    return await _continued(job, f"code-on-fly/issue-{event.number}", forge)


async def _retried(event: RetryAsked, pull: PullFacts, place: Place, settings: Settings, forge: Forge) -> Job:
    number = issue_of_branch(pull.head_branch)
    issue = await forge.issue(number) if number else None
    if number and (issue is None or not issue.is_open or issue.locked):
        raise Cancelled(f"issue #{number} is closed, locked or gone by now")
    warnings: tuple[str, ...] = ()
    text = ""
    said = await remarks(
        [*await forge.comments(event.pull), *await forge.review_comments(event.pull)],
        until=event.at,
        me=place.me,
        gatekeeper=forge,
    )
    if issue is not None:
        comments = await forge.comments(issue.number)
        about = await remarks(comments, until=event.at, me=place.me, gatekeeper=forge)
        warnings = await _changed_since(issue, event.at, comments, place.me, forge)
        request = _of_issue(issue, place, event.sender, (*about, *said), event.at)
        text = text_mark(issue.title, issue.body)
    else:
        asked = [run.asked for run in past_runs(pull.body) if run.asked] or [pull.title]
        request = from_text(asked[-1], as_of=event.at)
        request = replace(request, remarks=said, repository=place.facts.full_name)
    job = _job(event.sender, place, settings, freeze(with_instructions(request, event)))
    job = replace(job, thread=number or event.pull, comment=event.comment, pull=pull, text=text)
    job = replace(job, warnings=warnings)
    # the branch itself: what a pull request tells of it lags behind a push
    tip = await forge.branch(pull.head_branch) or pull.head_commit
    return await _from_branch(job, pull.head_branch, tip, forge)


async def _dispatched(
    event: Dispatched, place: Place, settings: Settings, inputs: Inputs, forge: Forge
) -> Job:
    number = event.number
    if number is None:
        request = replace(
            from_text(event.request, as_of=now()),
            repository=place.facts.full_name,
            requested_by=event.sender.login,
        )
        job = _job(event.sender, place, settings, freeze(request))
        return await _continued(job, f"code-on-fly/run-{inputs.run_id}", forge)
    issue = await forge.issue(number)
    if issue is None:
        raise UserError(f"there is no issue #{number} in {place.facts.full_name}")
    if issue.is_pull:
        raise UserError(f"#{number} is a pull request; comment /retry there, or name an issue")
    if not issue.is_open or issue.locked:
        raise UserError(f"issue #{number} is closed or locked; open it first")
    at = await forge.run_created_at(inputs.run_id) or now()
    comments = await forge.comments(number)
    warnings = await _changed_since(issue, at, comments, place.me, forge)
    said = await remarks(comments, until=at, me=place.me, gatekeeper=forge)
    job = _job(event.sender, place, settings, freeze(_of_issue(issue, place, event.sender, said, at)))
    job = replace(job, thread=number, text=text_mark(issue.title, issue.body), warnings=warnings)
    return await _continued(job, f"code-on-fly/issue-{number}", forge)


async def _changed_since(
    issue: IssueFacts, at: str, comments: Sequence[Said], me: Actor, forge: Forge
) -> tuple[str, ...]:
    """A warning where nobody can tell whether the issue's text is still that of the moment it was asked for.

    Raises UserError when it is not: its author may have changed it since. GitHub's ``updated_at`` moves with
    every comment and label, so what an earlier run was of, and the time of the last edit, decide.
    """
    known = {run.text for one in own(comments, me) for run in past_runs(one.text)} - {""}
    if not later(issue.updated_at, at) or text_mark(issue.title, issue.body) in known:
        return ()
    edited = await forge.edited_at(issue.number)
    if (edited is None and known) or (edited and later(edited, at)):
        what = f"issue #{issue.number} was changed after this was asked for"
        raise UserError(f"{what}; read it again, and ask again if you still want it")
    if edited is None:
        return (f"issue #{issue.number} was updated meanwhile; GitHub does not say whether its text was",)
    return ()


def _of_issue(issue: IssueFacts, place: Place, sender: Actor, said: tuple[Remark, ...], at: str) -> Request:
    return Request(
        title=issue.title,
        body=issue.body,
        remarks=said,
        number=issue.number,
        repository=place.facts.full_name,
        requested_by=sender.login,
        as_of=at,
    )


def _job(sender: Actor, place: Place, settings: Settings, request: Request) -> Job:
    return Job(place, settings, request, base=place.tree, branch="", sender=sender)


async def _continued(job: Job, stem: str, forge: Forge) -> Job:
    """The job on the branch of that name: from where it stands, if an earlier run made it.

    Raises UserError where no such branch can be.
    """
    pulls = await forge.own_pulls()
    branch = branch_for(stem, pulls)
    open_pulls: Mapping[str, PullFacts] = {pull.head_branch: pull for pull in pulls if pull.is_open}
    tip = await forge.branch(branch)
    job = replace(job, branch=branch, pull=open_pulls.get(branch))
    if tip is not None:
        return await _from_branch(job, branch, tip, forge)
    folder = branch.partition("/")[0]
    if await forge.branch(folder) is not None:  # to git a branch is a file, and can't be a folder as well
        raise UserError(
            f"a branch {folder!a} is in the way of {branch!a}; rename or delete it, and ask again"
        )
    return job


async def _from_branch(job: Job, branch: str, tip: str, forge: Forge) -> Job:
    """The job that goes on from the branch's commit, whoever made it, against the commit it began at."""
    fork = await fork_point(forge, tip, job.place.head)
    base = job.place.tree if fork == job.place.head else await forge.tree(fork)
    head = await forge.tree(tip)
    return replace(job, branch=branch, tip=head, base=base, start=difference(base, head.files))
