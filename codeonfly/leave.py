"""Ends a process of ours with the code it was given, whatever native threads are still about.

E2B's SDK speaks HTTP through ``pyqwest``, whose threads call into the interpreter when an answer arrives
late. When that happens while Python takes itself down, Python up to 3.13 ends the thread, the Rust frames on
its stack turn that into ``abort()``, and a run that was verified ends with signal 6 instead of exit code 0,
or never (``curioswitch/pyqwest`` issue 164; seen here in one of seven runs of ``templates build``). So the
interpreter is not taken down: threads are waited for, what was registered for the end runs, the streams are
flushed, and the process ends.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from typing import NoReturn

UNWRITTEN = 120  # what Python itself ends with when standard output can't be flushed


def leave_with(main: Callable[[], int | None]) -> NoReturn:
    """Runs ``main`` and ends the process with its code, or with the one it raised SystemExit with."""
    code = 1
    atexit.register(lambda: _end(code))  # registered first, so it runs last
    try:
        code = main() or 0
    except SystemExit as asked:
        code = _code(asked.code)
        raise
    sys.exit(code)


def _code(given: object) -> int:
    return given if isinstance(given, int) else int(given is not None)


def _end(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # a closed pipe, a full disk
            code = code or UNWRITTEN
    os._exit(code & 0xFF)
