"""Python's own parser, one text at a time.

In CPython 3.11 threads that build trees share one counter: where a garbage collection lets one in while
another one builds, ``ast.parse`` raises SystemError.
"""

from __future__ import annotations

import ast
import threading

_ONE = threading.Lock()


def parse(text: str) -> ast.Module:
    """The syntax tree; raises what ``ast.parse`` raises."""
    with _ONE:
        return ast.parse(text)
