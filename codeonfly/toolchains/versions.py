"""Which version of its language a project asks for, as the name of an environment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeonfly.tree import Tree

TEMPLATE_PREFIX = "code-on-fly-"  # before an environment's name: what its template is called
# The environments that E2B templates are built for, the oldest of a language first.
KNOWN_ENVIRONMENTS = (
    "python-3.11",
    "python-3.13",
    "nodejs-18",
    "nodejs-24",
    "go-1.21",
    "go-1.26",
    "rust-1",
    "java-21",
)
_BOUND = re.compile(r"([<>=!~^]*)\s*v?(\d+(?:\.\d+)*)")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,2}")
_NOT_LOWER = frozenset(("<", "<=", "!="))


def environment(family: str, wanted: str) -> str:
    """The oldest environment that ``wanted`` allows (">=3.12,<4", "v20.1", ""), at least our oldest.

    Of alternatives ("18 || 20") the first counts. A name that no template has, such as ``python-3.12``,
    stands for that version or a newer one.
    """
    oldest = _ours(family)[0]
    least = max(map(_parts, _lower_bounds(wanted)), default=())
    if least <= _parts(oldest.partition("-")[2]):
        return oldest
    return f"{family}-{'.'.join(map(str, least[:1] if family == 'nodejs' else least[:2]))}"


def template_environment(name: str) -> str:
    """The oldest known environment that serves ``name``, else its language's newest; "base" as it is."""
    family, _, version = name.partition("-")
    ours = _ours(family)
    if not ours:
        return name
    return next((one for one in ours if _parts(one.partition("-")[2]) >= _parts(version)), ours[-1])


def is_served(name: str) -> bool:
    """Whether ``name`` is a version of a language for which there is a known environment as new or newer."""
    family, _, version = name.partition("-")
    if not _VERSION.fullmatch(version):
        return False
    ours = [_parts(one.partition("-")[2]) for one in _ours(family)]
    return any(one >= _parts(version)[: len(one)] for one in ours)  # one named 1 has each 1.x


def least(family: str, wanted: str = "") -> int:
    """The major version that ``wanted`` asks for at least, our oldest where that is more."""
    return int(re.split(r"[-.]", environment(family, wanted))[1])


def told(tree: Tree, folder: str, names: Sequence[str]) -> str:
    """The first line of the first of these files that is there, such as ``.python-version``; else ""."""
    for name in names:
        text = tree.text(f"{folder}/{name}" if folder else name)
        if text and text.strip():
            return text.strip().splitlines()[0]
    return ""


def _ours(family: str) -> list[str]:
    return [name for name in KNOWN_ENVIRONMENTS if name.startswith(f"{family}-")]


def _lower_bounds(wanted: str) -> list[str]:
    first = wanted.partition("||")[0]
    return [version for operator, version in _BOUND.findall(first) if operator not in _NOT_LOWER]


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
