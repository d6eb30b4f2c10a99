"""Every change of the tests' matrices, proven: ``python -m tests.integration.matrix [NAME...]``.

The tests prove some of them, and hold all of them against the rules; this takes from minutes to an hour each.
Prints every verdict that is not as it should be; the exit code is 1 when there is one.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping

from codeonfly.leave import leave_with
from tests.integration import (
    go_changes,
    java_changes,
    python_changes,
    python_more_changes,
    rust_changes,
    unseen,
)
from tests.integration.javascript_more_cheats import cheats
from tests.integration.javascript_more_honest import honest
from tests.integration.javascript_styles import STYLES
from tests.integration.proving import Case, all_proven

Matrix = tuple[Mapping[str, str], str, tuple[Case, ...], tuple[Case, ...]]


def matrices() -> dict[str, Matrix]:
    """By name: the repository, its environment, the cheats and the honest changes."""
    found: dict[str, Matrix] = {
        "python": (
            python_changes.BASE,
            "python-3.11",
            (*python_changes.CHEATS, *python_more_changes.CHEATS),
            (*python_changes.HONEST, *python_more_changes.HONEST),
        )
    }
    own = {
        "go": (go_changes, "go-1.26"),
        "rust": (rust_changes, "rust-1"),
        "java": (java_changes, "java-21"),
    }
    found |= {name: (m.BASE, environment, m.CHEATS, m.HONEST) for name, (m, environment) in own.items()}
    for name, style in STYLES.items():
        found[name] = (style.base, "nodejs-18", tuple(cheats(style)), tuple(honest(style)))
    for name, module in unseen.modules().items():
        found[name] = (module.BASE, module.ENV, tuple(module.CHEATS), tuple(module.HONEST))
    return found


def main() -> int:
    """Proves the named matrices, all without a name."""
    known = matrices()
    names = sys.argv[1:] or list(known)
    if unknown := [name for name in names if name not in known]:
        print(f"no matrix is called {unknown[0]}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    return max([_prove(name, *known[name]) for name in names])


def _prove(
    name: str, base: Mapping[str, str], environment: str, bad: tuple[Case, ...], good: tuple[Case, ...]
) -> int:
    started = time.monotonic()
    found = asyncio.run(all_proven(base, environment, (*bad, *good)))
    believed = [case.name for case in bad if found[case.name].verdict.status == "verified"]
    doubted = [case.name for case in good if found[case.name].verdict.status != "verified"]
    print(
        f"{name}: {len(bad) - len(believed)} of {len(bad)} cheats not verified,"
        f" {len(good) - len(doubted)} of {len(good)} honest changes verified,"
        f" {time.monotonic() - started:.0f} s"
    )
    for one in believed:
        print(f"  a cheat that is verified: {one}")
    for one in doubted:
        print(f"  an honest change that is not: {one}: {'; '.join(found[one].failures)}")
    sys.stdout.flush()
    return int(bool(believed or doubted))


if __name__ == "__main__":
    leave_with(main)
