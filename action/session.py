"""A job under way, and what people and later runs are told of it on GitHub."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from action.inputs import Inputs
from action.job import Job
from action.notice import Notice
from action.outputs import say
from codeonfly.errors import CodeonflyError
from codeonfly.escape import markdown
from codeonfly.state import RUNNING as UNDER_WAY
from codeonfly.state import PastRun

RUNNING, VERIFIED, NEEDS_HELP = "code-on-fly:running", "code-on-fly:verified", "code-on-fly:needs-help"


@dataclass(frozen=True, slots=True)
class Session:
    """A job under way: its notice, and the runs that came before it."""

    job: Job
    run_id: str
    started_at: str
    notice: Notice | None
    history: tuple[PastRun, ...] = ()

    async def tell(self, text: str, run: PastRun) -> None:
        if self.notice is not None:
            await self.notice.show(text, run)


def reserved(session: Session) -> PastRun:
    """This run as the caps see it until its cost is known: as if it had spent all it may."""
    limit = session.job.settings.max_cost_microdollars
    return PastRun(session.run_id, session.started_at, UNDER_WAY, 0, limit, 0.0, text=session.job.text)


async def set_label(session: Session, name: str) -> None:
    """A label is a courtesy: where GitHub refuses it, the log says so and the run goes on."""
    number = session.job.request.number
    if number and session.notice:
        try:
            await session.notice.forge.label(number, add=name, remove=_other_than(name))
        except CodeonflyError as error:
            say(f"the label could not be set: {error}")


async def last_words(session: Session, inputs: Inputs, how: str, outcome: str, why: str = "") -> None:
    """For a run that ends without a record; where GitHub can't be told, it ends all the same."""
    run = PastRun(session.run_id, session.started_at, outcome, 0, 0, 0.0, text=session.job.text)
    number = session.job.request.number
    with contextlib.suppress(CodeonflyError):
        await session.tell(ended_early(how, why, inputs), run)
        if number and session.notice:
            await session.notice.forge.label(number, remove=_other_than(""))


def ended_early(how: str, why: str, inputs: Inputs) -> str:
    """``Code-on-Fly could not start · the reason · run``: what the notice says of such a run."""
    parts = (f"**Code-on-Fly {how}**", markdown(why, 600), f"[run]({inputs.run_url})")
    return " · ".join(part for part in parts if part)


def _other_than(label: str) -> Sequence[str]:
    return [name for name in (RUNNING, VERIFIED, NEEDS_HELP) if name != label]
