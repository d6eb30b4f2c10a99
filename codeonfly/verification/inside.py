"""Sources that hold tests, as Rust's do: the base's code with the change's tests, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.toolchains.base import Toolchain
from codeonfly.tree import REGULAR, File, Tree

Moved = frozenset[tuple[str, str]]  # a test's own name and what it does


@dataclass(frozen=True, slots=True)
class Mixed:
    """``alone``: the base's code with the change's tests. ``restored``: the change's code with the base's."""

    path: str
    alone: FileChange | None
    restored: FileChange | None
    has_new_tests: bool
    is_unsplit: bool = False


def mixed(made: FileChange, base: Tree, chains: Sequence[Toolchain], gone: Moved) -> Mixed | None:
    """None for a source that holds no tests, in neither version. ``gone``: see ``moved_from``."""
    chain = _splitting(chains)
    if chain is None or not made.path.endswith(".rs") or made.file is None:
        return None
    old, new = base.text(made.path), made.file.data.decode("utf-8", "replace")
    before, bare = chain.spliced("", old or ""), chain.spliced("", new)
    alone, restored = chain.spliced(old or "", new), chain.spliced(new, old or "")
    if before is None or bare is None or alone is None or restored is None:
        return Mixed(made.path, None, None, has_new_tests=True, is_unsplit=True)
    if before == bare and not bare.strip():
        return None
    # a new file's tests stay out of the run with the base's own, save where these have moved there
    keeps = old is None and not gone.isdisjoint(_tests(chain, new))
    return Mixed(
        made.path,
        None if old is None or before == bare else as_file(made, alone),
        as_file(made, new if keeps else restored),
        has_new_tests=bool(bare.strip()) and before != bare,
    )


def moved_from(change: Change, base: Tree, chains: Sequence[Toolchain]) -> Moved:
    """The tests inside sources that the change deletes."""
    chain = _splitting(chains)
    gone = [made.path for made in change.files if made.file is None and made.path.endswith(".rs")]
    return frozenset(test for path in gone if chain for test in _tests(chain, base.text(path) or ""))


def as_file(made: FileChange, text: str) -> FileChange:
    """The change of the same path to another text."""
    mode = made.file.mode if made.file is not None else REGULAR
    return FileChange(made.path, File(mode, text.encode()))


def _splitting(chains: Sequence[Toolchain]) -> Toolchain | None:
    return next((one for one in chains if one.spliced("", "") is not None), None)


def _tests(chain: Toolchain, text: str) -> Iterator[tuple[str, str]]:
    return ((name.rpartition("::")[2], body) for name, body in chain.bodies(text).items())
