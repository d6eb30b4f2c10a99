"""A run's secrets, taken out of every text that leaves it: reports, comments, logs, files of the artifact.

Sandboxes and models are given none, so nothing should ever be found; a change is the gate's to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Protocol, TypeVar, cast

from codeonfly.change import Change
from codeonfly.leaks import SHORTEST, Forms, forms_of, tells
from codeonfly.settings import Settings
from codeonfly.tree import Tree

T = TypeVar("T")
MASK = "***"
LEFT_OUT = "(left out: it held one of this run's secrets)"
_AS_IT_IS = (Change, Tree, Settings)


class Cleaner(Protocol):
    """Gives back a value of the same kind."""

    def __call__(self, value: T, /) -> T: ...


def cleaner(secrets: Sequence[str]) -> Cleaner:
    """What gives back a value of frozen parts without the secrets: the value itself where it holds none.

    Of texts the lines are left out that hold one in another form, or the whole where it is in several;
    of bytes only the plain form is masked.
    """
    known = [secret for secret in secrets if len(secret.encode()) >= SHORTEST]
    forms = forms_of(known)

    def text(value: str) -> str:
        for secret in known:
            value = value.replace(secret, MASK)
        return _untold(value, forms)

    def raw(value: bytes) -> bytes:
        for secret in known:
            value = value.replace(secret.encode(), MASK.encode())
        return value

    def clean(value: object) -> object:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, bytes):
            return raw(value)
        if isinstance(value, tuple | frozenset | list):
            pairs = [(clean(one), one) for one in value]
            same = all(new is old for new, old in pairs)
            return value if same else type(value)(new for new, _ in pairs)
        if isinstance(value, Mapping):
            items = clean(tuple(value.items()))
            return value if items == tuple(value.items()) else dict(cast(Any, items))
        if is_dataclass(value) and not isinstance(value, (type, *_AS_IT_IS)):
            parts = {part.name: getattr(value, part.name) for part in fields(value) if part.init}
            cleaned = {name: clean(part) for name, part in parts.items()}
            changed = {name: part for name, part in cleaned.items() if part is not parts[name]}
            return replace(value, **changed) if changed else value
        return value

    def cleaned(value: T, /) -> T:
        return cast(T, clean(value)) if known else value

    return cleaned


def _untold(value: str, forms: Forms) -> str:
    """The text without the lines that tell, or nothing of it where what is left tells as well."""
    if not _telling(value, forms):
        return value
    kept = "\n".join(LEFT_OUT if _telling(line, forms) else line for line in value.split("\n"))
    return LEFT_OUT if _telling(kept, forms) else kept


def _telling(value: str, forms: Forms) -> bool:
    return tells(value.encode(errors="replace"), forms)
