"""Where a branch began: the commit that it and the default branch share."""

from __future__ import annotations

from codeonfly.errors import UserError
from codeonfly.ports import Forge

MAX_COMMITS = 60  # that are looked through


async def fork_point(forge: Forge, tip: str, head: str) -> str:
    """The first commit that both histories share, both followed in turn. Raises UserError past a limit."""
    seen: tuple[set[str], set[str]] = ({tip}, {head})
    fronts = [[tip], [head]]
    for _ in range(MAX_COMMITS):
        shared = seen[0] & seen[1]
        if shared:
            return min(shared)
        for side in (0, 1):
            parents = [parent for commit in fronts[side] for parent in (await forge.commit(commit)).parents]
            fronts[side] = [parent for parent in dict.fromkeys(parents) if parent not in seen[side]]
            seen[side].update(fronts[side])
    raise UserError(
        "the branch began too long ago to go on from; close its pull request and label the issue again"
    )
