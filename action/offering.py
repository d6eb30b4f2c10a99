"""From a finished record to a branch and a pull request: checked once more, then published."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from action.job import Job
from action.rebasing import moved_base
from codeonfly.change import Change, difference
from codeonfly.errors import Cancelled, Refused
from codeonfly.event import is_label
from codeonfly.gate import gate
from codeonfly.intake import refusal
from codeonfly.ports import Forge, Published, RepositoryFacts
from codeonfly.publication import Offer, publish
from codeonfly.record import Record
from codeonfly.report import commit_message, pull_request_body, title
from codeonfly.state import PastRun, merged, past_runs


async def offer(
    job: Job, record: Record, history: Sequence[PastRun], secrets: Sequence[str], forge: Forge
) -> Published | None:
    """Publishes the record's change, None when there is nothing to publish or it was blocked before.

    Raises Refused when the gate blocks it, Cancelled when nobody wants it any more.
    """
    if not record.change or record.outcome == "blocked":
        return None
    review = await gated(job, record, secrets)
    facts = await _still_wanted(job, forge)
    overtaken = await _overtaken(job, record.change, facts.default_branch, forge)
    if overtaken:
        record = replace(record, warnings=(*record.warnings, overtaken))
    there = await forge.find_pull(job.branch)  # another run may have ended meanwhile
    known = merged(history, past_runs(there.body) if there else ())
    history = [run for run in known if run.run_id != record.run_id]
    head = job.tip or job.base
    goal = record.change.apply(job.base.files)
    published = await publish(
        forge,
        facts,
        Offer(
            branch=job.branch,
            base=head,
            change=record.change if job.merged else difference(head, goal),
            onto=job.base if job.merged else None,
            message=commit_message(record),
            title=title(record),
            body=pull_request_body(record, history),
            ready=record.outcome == "verified" and not review and not overtaken,
            run_id=record.run_id,
            author=job.place.me,
        ),
    )
    return replace(published, fallback=published.fallback or overtaken)


async def gated(job: Job, record: Record, secrets: Sequence[str]) -> bool:
    """Whether a person has to look at it first. A change that an interrupted attempt left was never gated.

    Raises Refused when the gate blocks it.
    """
    hosts = record.workbench.hosts if record.workbench else ()
    findings = await asyncio.to_thread(
        gate, record.change, job.base, job.settings, secrets=tuple(secrets), allowed_hosts=hosts
    )
    blocks = [finding for finding in findings if finding.severity == "block"]
    if blocks:
        raise Refused(f"{blocks[0].sentence}; nothing was pushed")
    return bool(findings)


async def _overtaken(job: Job, change: Change, name: str, forge: Forge) -> str:
    """A warning when the default branch has moved in files of the change: the proof is of the base before."""
    now = await moved_base(job, change, name, forge)
    if now is None:
        return ""
    shared = [path for path in change.paths if now.files.get(path) != job.base.files.get(path)]
    return (
        f"{name} has moved to `{now.commit[:7]}` in {len(shared)} of the changed files ({shared[0]!a}); "
        "the proof is of the base before that: comment /retry once the branch is up to date"
    )


async def _still_wanted(job: Job, forge: Forge) -> RepositoryFacts:
    """Label, state and permission once more, right before the first write; the repository as it is now."""
    if job.thread is not None:
        issue = await forge.issue(job.thread)
        # not every server knows a pull request as an issue too; whether that is open is asked below
        if issue is None and not (job.pull and job.pull.number == job.thread):
            raise Cancelled("the issue was deleted or transferred while the run went on")
        if issue is not None and (not issue.is_open or issue.locked):
            raise Cancelled("it was closed or locked while the run went on")
        if issue and job.label and not any(is_label(name, job.label) for name in issue.labels):
            raise Cancelled(f"the label {job.label} was taken off while the run went on")
    if job.pull is not None:
        pull = await forge.pull(job.pull.number)
        if pull is None or not pull.is_open:
            raise Cancelled(f"pull request #{job.pull.number} was closed while the run went on")
    facts = await forge.repository()
    if facts.archived:
        raise Cancelled("the repository was archived while the run went on")
    reason = await refusal(job.sender, job.place.me, job.settings.allowed_bots, forge)
    if reason:
        raise Cancelled(f"{reason} any more")
    return facts
