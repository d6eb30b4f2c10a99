"""What watchers keep of changes that nobody has fetched yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from codeonfly.localbox.notices import CREATE, MAX_PENDING, Notices
from codeonfly.localbox.watching import Watcher


@dataclass(frozen=True)
class Watched:
    """What a watcher asks of its sandbox."""

    notices: Notices
    id: str = "one"

    def held(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


@pytest.fixture
def box() -> Iterator[Watched]:
    notices = Notices()
    yield Watched(notices)
    notices.close()


def watcher(box: Watched) -> Watcher:
    made = Watcher(box, "user", recursive=False, with_entry=False)
    made._folders[1] = "/home/user"
    return made


def test_a_flood_is_limited_by_its_size_and_takes_no_change_from_other_watchers(box: Watched) -> None:
    flooded, other = watcher(box), watcher(box)
    for _ in range(2 * MAX_PENDING // 600):
        flooded.heard(1, CREATE, "n" * 200)
    other.heard(1, CREATE, "first")
    other.heard(1, CREATE, "second")
    assert [change.name for change in other.take()] == ["home/user/first", "home/user/second"]
    kept = sum(change.weight for change in flooded.take())
    assert MAX_PENDING // 2 < kept <= MAX_PENDING
    assert box.notices.of(box.id).pending == 0
