"""The council at work: independent proposals, blind review, and a chair who writes the plan."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

from codeonfly import overview
from codeonfly.errors import CodeonflyError, LimitReached, ServiceError, UserError
from codeonfly.journal import Journal, Warned
from codeonfly.metering import ask
from codeonfly.money import Budget
from codeonfly.plan import answers
from codeonfly.plan.values import Criterion, Plan, Seat
from codeonfly.ports import Message, Model, ModelRequest, ModelTurn, Text
from codeonfly.prompts import fenced, request_text
from codeonfly.request import Request
from codeonfly.settings import SeatSettings, Settings
from codeonfly.templating import render
from codeonfly.together import together
from codeonfly.tree import Tree
from codeonfly.workflow_request import plan_within_reach

PHASE = "plan"
MAX_OUTPUT_TOKENS = 12_000
CONCERNS = {
    "architect": "You care that the change fits the code that is there, and stays small and clear.",
    "security": "You care about what hostile input, secrets and permissions could do to it.",
    "performance": "You care about time and memory with large input.",
    "testing": "You care that every promise is tested, at its edges too.",
}


@dataclass(frozen=True, slots=True)
class Council:
    """Who is asked, about what (the same bytes for every seat), and out of which purse."""

    model: Model
    settings: Settings
    budget: Budget
    journal: Journal
    environments: Sequence[str]
    subject: str


@dataclass(frozen=True, slots=True)
class Member:
    """A seat with what it has said so far."""

    seat: Seat
    proposal: Mapping[str, Any] | None = None
    judgements: tuple[Mapping[str, Any], ...] = ()


async def make_plan(
    *,
    model: Model,
    request: Request,
    base: Tree,
    settings: Settings,
    budget: Budget,
    journal: Journal,
    environments: Sequence[str],
) -> Plan:
    """What is to be done, decided from the request and the base alone.

    One seat is one call; N seats are N proposals, N reviews and a chair. Where no valid plan comes back
    after one correction, the request itself is the plan, and ``Plan.note`` says so. Raises UserError (key,
    model, address), LimitReached, ServiceError when no seat could be asked, and Refused where all that would
    be changed can't be published.
    """
    shown = (request_text(request), overview.paths(base), overview.contents(base, request))
    council = Council(
        model, settings, budget, journal, environments, "\n\n".join(part for part in shown if part)
    )
    members = _seated(settings)
    if len(members) > 1:
        members = await _all(members, lambda member: _propose(council, member, len(members)))
        members = await _all(members, lambda member: _review(council, member, members))
    plan = await _chaired(council, members, request)
    for warning in plan_within_reach(plan.files):
        journal.emit(Warned(warning))
    return _with_council(plan, members, journal)


def _seated(settings: Settings) -> list[Member]:
    seats = settings.council or (SeatSettings("architect"),)
    return [Member(Seat(seat.role, seat.model or settings.model)) for seat in seats]


# --- several seats --------------------------------------------------------------------------------


async def _all(members: Sequence[Member], work: Callable[[Member], Awaitable[Member]]) -> list[Member]:
    """Every member at once. Who can't be reached is missing with the reason; nobody at all is an error."""
    done: list[tuple[Member, CodeonflyError | None]]
    done = await together(*(_reached(member, work) for member in members))
    errors = [error for _, error in done if error is not None]
    grave = [error for error in errors if isinstance(error, UserError | LimitReached)]
    if grave or len(errors) == len(members):
        raise (grave or errors)[0]
    return [member for member, _ in done]


async def _reached(
    member: Member, work: Callable[[Member], Awaitable[Member]]
) -> tuple[Member, CodeonflyError | None]:
    try:
        return await work(member), None
    except CodeonflyError as error:
        return replace(member, seat=replace(member.seat, error=str(error))), error


async def _propose(council: Council, member: Member, seats: int) -> Member:
    rules = _rules("seat", member, chair=False)
    text = await _answer(
        council, member, rules, [Text("user", council.subject)], answers.PROPOSAL_SCHEMA, seats
    )
    try:
        proposal = answers.read_json(text, answers.PROPOSAL_SCHEMA)
    except answers.UnusableAnswerError as error:
        return replace(member, seat=replace(member.seat, error=f"its proposal was not usable: {error}"))
    return replace(member, proposal=proposal, seat=replace(member.seat, proposal=proposal["summary"].strip()))


async def _review(council: Council, member: Member, members: Sequence[Member]) -> Member:
    """What a member thinks of the others' proposals, which it sees by letter alone."""
    others = {letter: one for letter, one in _lettered(members).items() if one is not member}
    if member.proposal is None or not others:
        return member
    schema = answers.review_schema(list(others))
    shown = "\n\n".join(_proposal(letter, one) for letter, one in others.items())
    messages = [Text("user", council.subject), Text("user", shown)]
    text = await _answer(council, member, _rules("review", member), messages, schema, len(members))
    try:
        judgements = answers.read_json(text, schema)["reviews"]
    except answers.UnusableAnswerError as error:
        return replace(member, seat=replace(member.seat, error=f"its review was not usable: {error}"))
    by_letter = {judgement["proposal"]: judgement for judgement in judgements}
    objections = tuple(
        f"{letter}: {' '.join(judgement['objection'].split())}"
        for letter, judgement in by_letter.items()
        if not judgement["agree"]
    )
    return replace(
        member, judgements=tuple(by_letter.values()), seat=replace(member.seat, objections=objections)
    )


def _lettered(members: Sequence[Member]) -> dict[str, Member]:
    proposed = (member for member in members if member.proposal is not None)
    return dict(zip(ascii_uppercase, proposed, strict=False))


def _proposal(letter: str, member: Member) -> str:
    told = member.proposal or {}
    lines = [f"Proposal {letter}: {told['summary']}"]
    for part in ("criteria", "test_cases", "risks", "files"):
        lines += [f"{part}:", *(f"- {entry}" for entry in told[part])] if told[part] else []
    return fenced("proposal", "\n".join(lines))


# --- the chair ------------------------------------------------------------------------------------


async def _chaired(council: Council, members: Sequence[Member], request: Request) -> Plan:
    """The plan of the first member that can be reached, its own where it sits alone."""
    messages: list[Message] = [Text("user", council.subject)]
    if len(members) > 1:
        said = [_proposal(letter, member) for letter, member in _lettered(members).items()]
        said += [fenced("objection", objection) for member in members for objection in member.seat.objections]
        messages.append(Text("user", "\n\n".join([*said, "You are the chair: write the council's plan."])))
    unreachable: list[ServiceError] = []
    for member in sorted(members, key=lambda member: bool(member.seat.error)):
        try:
            return await _write_plan(council, member, messages, request)
        except ServiceError as error:
            unreachable.append(error)
    raise unreachable[0]


async def _write_plan(
    council: Council, member: Member, messages: Sequence[Message], request: Request
) -> Plan:
    schema = answers.plan_schema(council.environments)
    rules = _rules("seat", member, chair=True)
    asked = list(messages)
    reason = ""
    for _ in range(2):
        text = await _answer(council, member, rules, asked, schema, 1)
        try:
            return answers.read_plan(text, council.environments)
        except answers.UnusableAnswerError as error:
            reason = str(error)
        asked += [
            ModelTurn(text or "(nothing)", ()),
            Text("user", f"That is not a valid plan: {reason}. Answer again, with the JSON object alone."),
        ]
    return _request_as_plan(request, reason, council.journal)


def _request_as_plan(request: Request, reason: str, journal: Journal) -> Plan:
    note = f"no valid plan came back from the model ({reason}), so the request itself is the plan"
    journal.emit(Warned(note))
    wish = " ".join((request.title or request.body or "the request").split())[:500]
    return Plan(summary=wish, criteria=(Criterion("C1", wish),), note=note)


def _with_council(plan: Plan, members: Sequence[Member], journal: Journal) -> Plan:
    for member in members:
        if member.seat.error:
            journal.emit(
                Warned(
                    f"council: the {member.seat.role} ({member.seat.model}) is missing: {member.seat.error}"
                )
            )
    verdicts = [judgement["agree"] for member in members for judgement in member.judgements]
    return replace(
        plan,
        seats=tuple(member.seat for member in members),
        dissent=tuple(
            f"{member.seat.role} on {text}" for member in members for text in member.seat.objections
        ),
        agreement=sum(verdicts) / len(verdicts) if verdicts else None,
    )


# --- asking ---------------------------------------------------------------------------------------


def _rules(template: str, member: Member, **values: Any) -> str:
    role = member.seat.role
    return render(f"prompts/{template}.md.j2", role=role, concern=CONCERNS.get(role, ""), **values)


async def _answer(
    council: Council,
    member: Member,
    rules: str,
    messages: Sequence[Message],
    schema: Mapping[str, Any],
    at_once: int,
) -> str:
    request = ModelRequest(
        model=member.seat.model,
        instructions=rules,
        messages=tuple(messages),
        schema=schema,
        schema_name="answer",
        max_output_tokens=MAX_OUTPUT_TOKENS,
        effort=council.settings.effort,
    )
    reply = await ask(
        council.model, request, budget=council.budget, journal=council.journal, phase=PHASE, share=at_once
    )
    return reply.turn.text
