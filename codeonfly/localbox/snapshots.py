"""Snapshots and their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from codeonfly.localbox.box import Descriptor
from codeonfly.localbox.storage import Layer


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen file system, and what sandboxes made from it start as."""

    id: str
    name: str
    sandbox_id: str
    layers: tuple[Layer, ...]
    descriptor: Descriptor
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def names(self) -> list[str]:
        return [f"local/{self.name}" + ("" if ":" in self.name else ":default")] if self.name else []

    def is_named(self, wanted: str, *, any_tag: bool = False) -> bool:
        """By id or name, with or without namespace; no tag means the default one, or any."""
        name = self.name.split(":")[0] if any_tag and ":" not in wanted else self.name
        return plain_name(wanted) in {plain_name(self.id), name}


def plain_name(name: str) -> str:
    """Without the namespace and tag that go without saying."""
    return name.removeprefix("local/").removesuffix(":default")
