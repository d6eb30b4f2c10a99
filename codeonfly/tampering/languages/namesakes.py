"""A second module of one name in a Python project: whichever comes first on the path is tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_INSIDE = "__init__.py"
_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt")


def namesakes(texts: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """New modules that stand beside one of the base in another folder of the same project, which stays."""
    new = [
        one.path for one in texts if one.path.endswith(".py") and one.before is None and one.after is not None
    ]
    if not new:
        return
    gone = {one.path for one in texts if one.after is None}
    there = base.files.keys() - gone
    all_files = {*there, *(one.path for one in texts if one.after is not None)}
    known = {}
    for path in sorted(there):
        if path.endswith(".py") and (name := _module(path, there)):
            known[_project(path, all_files), name] = path
    for path in new:
        name = _module(path, all_files)
        other = known.get((_project(path, all_files), name)) if name else None
        if other is not None and not path.endswith(_INSIDE):
            told = f"{path} has the name of {other}: what is imported depends on the path"
            yield Finding(path, 1, "shadow", told)


def _module(path: str, files: set[str]) -> str:
    """Its name within packages; "" for one that stands in none."""
    folder, _, name = path.rpartition("/")
    packages = []
    while folder and f"{folder}/{_INSIDE}" in files:
        folder, _, package = folder.rpartition("/")
        packages.append(package)
    return ".".join([*reversed(packages), name]) if packages else ""


def _project(path: str, files: set[str]) -> str:
    """The nearest folder with a manifest."""
    folder = path.rpartition("/")[0]
    while folder and not any(f"{folder}/{name}" in files for name in _MANIFESTS):
        folder = folder.rpartition("/")[0]
    return folder
