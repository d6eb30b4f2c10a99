"""New modules that are found in the place of Python's own by the code that is there already."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

# where imports are looked up first: the root, a layout's folder for sources, and that of the tests
_PLACE = re.compile(r"(?:src/|lib/|tests?/)?(?P<name>\w+)(?:\.py|/__init__\.py)")


def standing_in(made: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """A new file with the name of a module of the library that a file of the base imports."""
    for one in made:
        match = _PLACE.fullmatch(one.path)
        if one.before is not None or match is None or match["name"] not in sys.stdlib_module_names:
            continue
        asks = re.compile(rf"^\s*(?:from|import)\s+{match['name']}\b", re.MULTILINE)
        users = (path for path in base.files if path.endswith(".py") and asks.search(base.text(path) or ""))
        if (user := next(users, None)) is not None:
            told = f"{one.path} is imported by {user} in place of the library's own {match['name']}"
            yield Finding(one.path, 1, "shadow", told)
