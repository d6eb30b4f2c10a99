"""Kills the Action after every call to GitHub, or interrupts it there, and starts it again: one end for all.

``python -m tests.kills [WORD...]`` does so at every call of every flow whose name holds one of the words,
with real processes and signals around a canned run. ``tests/integration/test_action_kills.py`` takes samples.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.integration.killing import FLOWS, sweep


def main(words: Sequence[str]) -> int:
    """Sweeps; the number of calls that were not borne."""
    wrong = 0
    for name, flow in FLOWS.items():
        if words and not any(word in name for word in words):
            continue
        for number in (signal.SIGKILL, signal.SIGTERM):
            with tempfile.TemporaryDirectory() as folder:
                found = list(sweep(flow, number, Path(folder)))
            print(f"{name}, {number.name}: {len(found)} wrong", *found, sep="\n  ", flush=True)
            wrong += len(found)
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 100))
