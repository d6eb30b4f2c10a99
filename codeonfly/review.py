"""The council's review of a finished change: an opinion a seat, beside the proof and never instead of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from codeonfly.change import Change, FileChange
from codeonfly.errors import CodeonflyError
from codeonfly.journal import Journal, Warned
from codeonfly.metering import ask
from codeonfly.money import Budget
from codeonfly.plan.answers import UnusableAnswerError, read_json
from codeonfly.plan.council import CONCERNS
from codeonfly.ports import Model, ModelRequest, Text
from codeonfly.prompts import bounded, fenced, request_text
from codeonfly.request import Request
from codeonfly.settings import SeatSettings, Settings
from codeonfly.templating import render
from codeonfly.together import together
from codeonfly.tree import Tree

DIFF_CHARACTERS = 80_000
MAX_OUTPUT_TOKENS = 6_000
MOST_REASONS = 10
LONGEST_REASON = 600
SCHEMA = {
    "type": "object",
    "properties": {
        "approve": {"type": "boolean"},
        "reasons": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["approve", "reasons"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one seat thinks. Who could not be asked has "not reviewed", with the reason: never an approval."""

    role: str
    model: str
    verdict: Literal["approve", "revise", "not reviewed"]
    reasons: tuple[str, ...] = ()


async def review_change(
    *,
    model: Model,
    request: Request,
    base: Tree,
    change: Change,
    settings: Settings,
    budget: Budget,
    journal: Journal,
) -> tuple[Opinion, ...]:
    """Every seat's opinion of ``change``, asked for at once; raises nothing that a seat fails with."""
    seats = settings.council or (SeatSettings("architect"),)
    subject = "\n\n".join(
        (request_text(request), fenced("change", bounded(diff(base, change), DIFF_CHARACTERS)))
    )

    async def opinion(seat: SeatSettings) -> Opinion:
        name = seat.model or settings.model
        asked = ModelRequest(
            model=name,
            instructions=render("prompts/judge.md.j2", role=seat.role, concern=CONCERNS.get(seat.role, "")),
            messages=(Text("user", subject),),
            schema=SCHEMA,
            schema_name="review",
            max_output_tokens=MAX_OUTPUT_TOKENS,
            effort=settings.effort,
        )
        try:
            reply = await ask(model, asked, budget=budget, journal=journal, phase="review", share=len(seats))
            return _read(seat.role, name, reply.turn.text)
        except (CodeonflyError, UnusableAnswerError) as error:
            journal.emit(Warned(f"review: the {seat.role} ({name}) did not review the change: {error}"))
            return Opinion(seat.role, name, "not reviewed", (str(error),))

    return tuple(await together(*map(opinion, seats)))


def _read(role: str, model: str, text: str) -> Opinion:
    told = read_json(text, SCHEMA)
    reasons = tuple(" ".join(reason.split())[:LONGEST_REASON] for reason in told["reasons"] if reason.strip())
    if told["approve"]:
        return Opinion(role, model, "approve")
    if not reasons:
        raise UnusableAnswerError("it did not approve, and gave no reason")
    return Opinion(role, model, "revise", reasons[:MOST_REASONS])


def diff(base: Tree, change: Change) -> str:
    """The change as a unified diff for reading; what is no text is named, not shown."""
    return "\n".join(line for file in change.files for line in _file_diff(base, file))


def _file_diff(base: Tree, file: FileChange) -> Iterator[str]:
    old, new = base.files.get(file.path), file.file
    before, after = (_lines(one.data if one else b"") for one in (old, new))
    if before is None or after is None:
        yield f"{file.path}: binary, {len(new.data) if new else 0} bytes"
        return
    if old and new and old.mode != new.mode:
        yield f"{file.path}: mode {old.mode} -> {new.mode}"
    names = (file.path if old else "/dev/null", file.path if new else "/dev/null")
    yield from difflib.unified_diff(before, after, *names, lineterm="")


def _lines(data: bytes) -> list[str] | None:
    try:
        return data.decode().split("\n") if data else []
    except UnicodeDecodeError:
        return None
