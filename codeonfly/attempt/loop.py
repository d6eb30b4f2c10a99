"""The agent's loop: ask the model, carry out its tool calls, until it finishes or a limit is reached."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from codeonfly import overview
from codeonfly.attempt import tools
from codeonfly.attempt.arguments import MalformedCallError
from codeonfly.attempt.values import Assignment, Attempt, Ending
from codeonfly.change import Change
from codeonfly.errors import LimitReached, ServiceError, UserError
from codeonfly.journal import Journal
from codeonfly.metering import ask
from codeonfly.money import Budget
from codeonfly.ports import (
    Message,
    Model,
    ModelRequest,
    Reply,
    Sandbox,
    Text,
    ToolCall,
    ToolResult,
)
from codeonfly.prompts import bounded, fenced, request_text
from codeonfly.settings import Settings
from codeonfly.templating import render
from codeonfly.toolchains.base import WORK

MAX_OUTPUT_TOKENS = 16_000
MOST_MALFORMED = 3  # in a row
EARLIER_LINES = 12
FAILURES_CHARACTERS = 12_000
MOST_CHARACTERS = 400_000  # of tool output in a prompt; past it, older output is shortened
RECENT_MESSAGES = 20
SHORT_CHARACTERS = 600


@dataclass(slots=True)
class Agent:
    """A conversation under way. Its messages grow at the end alone, so that prompts share a prefix."""

    model: Model
    toolbox: tools.Toolbox
    settings: Settings
    budget: Budget
    journal: Journal
    rules: str
    messages: list[Message]
    cache_key: str = ""
    steps: int = 0
    malformed: int = 0  # in a row

    async def ask(self) -> Reply:
        self.messages = shortened(self.messages)
        request = ModelRequest(
            model=self.settings.model,
            instructions=self.rules,
            messages=tuple(self.messages),
            tools=tools.SPECS,
            max_output_tokens=MAX_OUTPUT_TOKENS,
            cache_key=self.cache_key,
            effort=self.settings.effort,
        )
        phase = self.toolbox.phase
        reply = await ask(self.model, request, budget=self.budget, journal=self.journal, phase=phase)
        self.steps += 1
        self.messages.append(reply.turn)
        return reply

    async def act(self, reply: Reply) -> None:
        for call in reply.turn.tool_calls:
            self.messages.append(ToolResult(call.id, await self._answer(call, cut=reply.truncated)))
        if not reply.turn.tool_calls:
            self.malformed += 1
            cut = "Your reply was cut off at the output limit. " if reply.truncated else ""
            self.messages.append(
                Text("user", f"{cut}Go on by calling tools; call `finish` when all is done.")
            )

    async def _answer(self, call: ToolCall, *, cut: bool) -> str:
        if self.toolbox.finished is not None or self.malformed >= MOST_MALFORMED:
            return "not carried out: the work has ended"
        try:
            told = await self.toolbox.carry_out(call)
        except MalformedCallError as error:
            self.malformed += 1
            return f"error: {error}" + ("; your reply was cut off at the output limit" if cut else "")
        self.malformed = 0
        return told


async def run_attempt(
    given: Assignment,
    *,
    model: Model,
    sandbox: Sandbox,
    settings: Settings,
    budget: Budget,
    journal: Journal,
    collect: Callable[[], Awaitable[Change]],
    written: dict[str, bytes] | None = None,
) -> Attempt:
    """Works on the request in ``sandbox`` until the agent finishes or a limit ends it; keeps the change.

    A limit, a model that can't be used any more, a key that is refused and malformed calls are how an
    attempt ends, not errors. Raises what ``collect`` raises, as when the sandbox is gone; a cancelled
    attempt leaves collecting to its caller. ``written`` gets what the file tools wrote.
    """
    started, spent = time.monotonic(), budget.spent
    toolbox = tools.Toolbox(
        sandbox=sandbox,
        journal=journal,
        phase=f"attempt {given.number}",
        projects=given.projects,
        command_seconds=settings.command_seconds,
        deadline=given.deadline,
        nature=given.plan.nature,
        criteria=given.plan.criteria,
        known_paths=given.previous.change.paths if given.previous else (),
        written={} if written is None else written,
    )
    agent = Agent(
        model=model,
        toolbox=toolbox,
        settings=settings,
        budget=budget,
        journal=journal,
        rules=render("prompts/rules.md.j2", work=WORK),
        messages=_opening(given),
        cache_key=f"code-on-fly-{given.request.text_hash[:16]}",
    )
    ended, note = await _until_the_end(agent, given.deadline)
    attempt = _left(agent, given.number, await collect(), ended, note)
    return replace(attempt, seconds=time.monotonic() - started, microdollars=budget.spent - spent)


def _left(agent: Agent, number: int, change: Change, ended: Ending, note: str) -> Attempt:
    toolbox, done = agent.toolbox, agent.toolbox.finished
    return Attempt(
        number=number,
        change=change,
        ended=ended,
        note=note or ("" if change else "the agent finished without changing anything"),
        summary=done.summary if done else "",
        claims=done.claims if done else {},
        steps=agent.steps,
        commands=toolbox.commands,
        command_seconds=toolbox.seconds_in_commands,
        transcript=tuple(toolbox.transcript),
    )


async def _work(agent: Agent) -> tuple[Ending, str]:
    while agent.steps < agent.settings.max_steps:
        reply = await agent.ask()
        await agent.act(reply)
        if agent.toolbox.finished is not None:
            return "finished", ""
        if agent.malformed >= MOST_MALFORMED:
            return (
                "malformed",
                f"the model's last {MOST_MALFORMED} replies held no tool call that could be used",
            )
    return "steps", f"the limit of {agent.settings.max_steps} steps is reached; raise max-steps to allow more"


async def _until_the_end(agent: Agent, deadline: float) -> tuple[Ending, str]:
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())) as limit:
            return await _work(agent)
    except TimeoutError:
        if not limit.expired():
            raise
        return "time", "the time limit is reached; raise max-minutes to allow more"
    except LimitReached as error:
        return "money", str(error)
    except ServiceError as error:
        return "model", str(error)
    except UserError as error:  # a key that was revoked meanwhile, a model's name that is none
        return "refused", str(error)


def shortened(messages: list[Message]) -> list[Message]:
    """The same messages, or copies with older output cut short once there is too much of it to send."""
    outputs = [message for message in messages if isinstance(message, ToolResult)]
    if sum(len(message.output) for message in outputs) <= MOST_CHARACTERS:
        return messages
    older = len(messages) - RECENT_MESSAGES
    return [
        replace(message, output=bounded(message.output, SHORT_CHARACTERS))
        if isinstance(message, ToolResult) and index < older and len(message.output) > 2 * SHORT_CHARACTERS
        else message
        for index, message in enumerate(messages)
    ]


# --- the opening ----------------------------------------------------------------------------------


def _opening(given: Assignment) -> list[Message]:
    """First what is the same in every attempt, then what this one has to mend."""
    task = render(
        "prompts/task.md.j2",
        request=request_text(given.request),
        plan=fenced("plan", render("prompts/plan_text.md.j2", plan=given.plan)),
        overview=overview.paths(given.base),
        projects=given.projects,
    )
    messages: list[Message] = [Text("user", task)]
    if given.previous is not None or given.failures:
        messages.append(Text("user", _what_failed(given)))
    return messages


def _what_failed(given: Assignment) -> str:
    previous = given.previous
    reasons = [*given.failures] or ([previous.note] if previous and previous.note else [])
    earlier = [line for line in previous.transcript if not line.startswith("ok: ")] if previous else []
    return render(
        "prompts/retry.md.j2",
        work=WORK,
        number=given.number,
        changed=previous.change.paths[:100] if previous else (),
        failures=fenced("failures", bounded("\n".join(reasons) or "none were told", FAILURES_CHARACTERS)),
        earlier=fenced("earlier", "\n".join(earlier[-EARLIER_LINES:])) if earlier else "",
    )
