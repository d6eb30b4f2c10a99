"""The shapes of what council members answer, and the reading of it: valid, or the reason why not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from codeonfly.plan.values import Criterion, Plan

Json = Mapping[str, Any]

MOST_CRITERIA = 30
MOST_ENTRIES = 40
LONGEST_ENTRY = 1_000


class UnusableAnswerError(ValueError):
    """What was wrong with the answer, as a sentence the model can act on."""


def _strings() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}}


def _object(**properties: Any) -> dict[str, Any]:
    # strict JSON Schema output wants every property required and nothing else allowed
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_PROPOSAL = {
    "summary": {"type": "string"},
    "criteria": {**_strings(), "minItems": 1},
    "test_cases": _strings(),
    "risks": _strings(),
    "files": _strings(),
}
PROPOSAL_SCHEMA = _object(**_PROPOSAL)


def plan_schema(environments: Sequence[str]) -> dict[str, Any]:
    """The chair's answer: a proposal, and what proof and sandbox are decided by."""
    return _object(
        **_PROPOSAL,
        nature={"type": "string", "enum": ["behaviour", "refactoring", "documentation"]},
        changes_by_request=_strings(),
        environment={"type": "string", "enum": ["", *environments]},
    )


def review_schema(letters: Sequence[str]) -> dict[str, Any]:
    """A blind review: a judgement of each proposal by its letter."""
    judgement = _object(
        proposal={"type": "string", "enum": list(letters)},
        agree={"type": "boolean"},
        objection={"type": "string"},
    )
    return _object(reviews={"type": "array", "items": judgement})


def read_json(text: str, schema: Json) -> dict[str, Any]:
    """The JSON object in ``text`` (a code fence or words around it do no harm), checked by ``schema``.

    Raises UnusableAnswerError.
    """
    from jsonschema import Draft202012Validator

    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise UnusableAnswerError("there is no JSON object in it")
    try:
        value = json.loads(text[start : end + 1])
    except (ValueError, RecursionError) as error:
        raise UnusableAnswerError(f"it is not JSON ({str(error)[:120]})") from None
    wrong = next(iter(sorted(Draft202012Validator(schema).iter_errors(value), key=str)), None)
    if wrong is not None:
        raise UnusableAnswerError(f"at {wrong.json_path}: {wrong.message[:200]}")
    found: dict[str, Any] = value
    return found


def read_plan(text: str, environments: Sequence[str]) -> Plan:
    """The plan in a chair's answer. Raises UnusableAnswerError with the reason."""
    told = read_json(text, plan_schema(environments))
    criteria = _entries(told["criteria"])[:MOST_CRITERIA]
    if not criteria:
        raise UnusableAnswerError("at $.criteria: a plan needs at least one criterion")
    return Plan(
        summary=told["summary"].strip() or criteria[0],
        criteria=tuple(Criterion(f"C{number}", text) for number, text in enumerate(criteria, 1)),
        test_cases=_entries(told["test_cases"]),
        risks=_entries(told["risks"]),
        files=_entries(told["files"]),
        nature=told["nature"],
        changes_by_request=_named_tests(told["changes_by_request"]),
        environment=told["environment"],
    )


def _entries(texts: Sequence[str]) -> tuple[str, ...]:
    cleaned = (" ".join(text.split())[:LONGEST_ENTRY] for text in texts)
    return tuple(dict.fromkeys(text for text in cleaned if text))[:MOST_ENTRIES]


def _named_tests(texts: Sequence[str]) -> tuple[str, ...]:
    """Names of tests; a pattern or a folder would excuse more than the request can ask for."""
    return tuple(
        text for text in _entries(texts) if not set(text) & set("*?") and not text.endswith(("/", "."))
    )
