"""A record's costs, by model and by size of sandbox. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codeonfly.money import Charge, Usage, total
from codeonfly.record import Record


@dataclass(frozen=True, slots=True)
class ModelCost:
    """``microdollars`` None: the model has no known price."""

    model: str
    calls: int
    usage: Usage
    microdollars: int | None


@dataclass(frozen=True, slots=True)
class SandboxCost:
    """All sandboxes of one size together."""

    vcpus: int
    memory_mib: int
    seconds: float
    microdollars: int


@dataclass(frozen=True, slots=True)
class Bill:
    """``microdollars`` is without the models named in ``unpriced``."""

    models: tuple[ModelCost, ...]
    sandboxes: tuple[SandboxCost, ...]
    microdollars: int
    limit: int
    unpriced: tuple[str, ...] = ()


def bill(record: Record) -> Bill:
    """What the record cost, by model and by size of sandbox."""
    models = [charge for charge in record.charges if charge.kind == "model"]
    sandboxes = [charge for charge in record.charges if charge.kind == "sandbox"]
    names = dict.fromkeys(charge.what for charge in models)
    sizes = dict.fromkeys((charge.vcpus, charge.memory_mib) for charge in sandboxes)
    rows = tuple(_model_cost(name, [one for one in models if one.what == name]) for name in names)
    return Bill(
        models=rows,
        sandboxes=tuple(
            _sandbox_cost(size, [one for one in sandboxes if (one.vcpus, one.memory_mib) == size])
            for size in sizes
        ),
        microdollars=total(record.charges),
        limit=record.limit_microdollars,
        unpriced=tuple(row.model for row in rows if row.microdollars is None),
    )


def _model_cost(name: str, charges: Sequence[Charge]) -> ModelCost:
    priced = all(charge.microdollars is not None for charge in charges)
    usage = sum((charge.usage for charge in charges), Usage())
    return ModelCost(name, sum(one.calls for one in charges), usage, total(charges) if priced else None)


def _sandbox_cost(size: tuple[int, int], charges: Sequence[Charge]) -> SandboxCost:
    return SandboxCost(*size, sum(charge.seconds for charge in charges), total(charges))
