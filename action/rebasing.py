"""A default branch that moved while a run went on: what of the change it touches."""

from __future__ import annotations

from action.job import Job
from codeonfly.adapters.git import merge_texts
from codeonfly.change import Change, FileChange, difference
from codeonfly.ports import Forge
from codeonfly.tree import EXECUTABLE, REGULAR, File, Tree


async def moved_base(job: Job, change: Change, branch: str, forge: Forge) -> Tree | None:
    """The default branch as it is now, if files of the change are others there than in the job's base."""
    now = await forge.branch(branch)
    if now is None or now == job.base.commit:
        return None
    tree = await forge.tree(now)
    moved = difference(job.base, tree.files).paths
    return tree if set(moved) & set(change.paths) else None


def carried_over(change: Change, base: Tree, now: Tree) -> Change | None:
    """The change made on ``now`` what it was made of ``base``; None where both changed the same lines."""
    files: list[FileChange] = []
    for one in change.files:
        before, theirs = base.files.get(one.path), now.files.get(one.path)
        if before == theirs:
            files.append(one)
            continue
        merged = _merged(before, one.file, theirs)
        if merged is None:
            return None
        if merged != theirs:
            files.append(FileChange(one.path, merged))
    return Change(tuple(files)) or None


def _merged(before: File | None, ours: File | None, theirs: File | None) -> File | None:
    if before is None or ours is None or theirs is None:
        return None
    if before.mode != theirs.mode or not {before.mode, ours.mode} <= {REGULAR, EXECUTABLE}:
        return None
    data = merge_texts(before.data, ours.data, theirs.data)
    return None if data is None else File(ours.mode, data)
