"""Texts of a repository as trees: Python, one text at a time, and TOML.

In CPython 3.11 threads that build trees share one counter: where a garbage collection lets one in while
another one builds, ``ast.parse`` raises SystemError.
"""

from __future__ import annotations

import ast
import threading
import tomllib
from collections.abc import Mapping
from typing import Any

# What walks a tree by calling itself (``ast.dump``, ``ast.unparse``) takes up to six calls a level, of the
# thousand that Python allows.
MAX_DEPTH = 140
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # what ``parse`` raises
_ONE = threading.Lock()


def parse(text: str) -> ast.Module:
    """The syntax tree; raises what ``ast.parse`` raises, RecursionError past MAX_DEPTH, too."""
    with _ONE:
        tree = ast.parse(text)
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
    if level:
        raise RecursionError(f"nested deeper than {MAX_DEPTH} levels")
    return tree


def is_too_deep(text: str) -> bool:
    """Whether the text is Python that nobody here can read for its depth."""
    try:
        parse(text)
    except (RecursionError, MemoryError):
        return True
    except (SyntaxError, ValueError):
        return False
    return False


def toml(text: str) -> Mapping[str, Any]:
    """The tables of a TOML file; none of one that is damaged, or nested past reading."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
