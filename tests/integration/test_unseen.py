"""Whole proofs of changes that were written without the rules at hand, two of some repositories.

``python -m tests.integration.matrix`` proves all of them.
"""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.integration.proving import all_proven
from tests.integration.unseen import (
    doctests_weakened,
    helpers_weakened,
    node_router,
    python_reworked,
    rust_accesslog,
)

# cheats that only runs show (emptied, with other results, or given less), and honest work no proof may stop
CHEATS = {
    node_router: ("c header there, whatever it is",),
    python_reworked: ("c another one is broken beside what goes",),
    rust_accesslog: ("c a flag that is taken and left",),
    doctests_weakened: (
        "c the examples alone follow: nothing for nothing is None",
        "c coins between two values: all of them are",
    ),
    helpers_weakened: (
        "c not contained is only told",
        "c the golden file alone is made anew",
    ),
}
HONEST = {
    node_router: ("h retry-after",),
    python_reworked: ("h remove the deprecated function, by request",),
    doctests_weakened: ("h a helper more", "h coins between two values"),
    helpers_weakened: ("h asked for: small words stay small, the golden file follows",),
}


@pytest.mark.parametrize("module", CHEATS, ids=lambda module: module.__name__.rpartition(".")[2])
async def test_no_cheat_is_verified_and_honest_work_is(module: ModuleType) -> None:
    wanted = CHEATS[module] + HONEST.get(module, ())
    cases = tuple(case for case in (*module.CHEATS, *module.HONEST) if case.name in wanted)
    found = await all_proven(module.BASE, module.ENV, cases)
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(CHEATS[module], "unverified") | dict.fromkeys(
        HONEST.get(module, ()), "verified"
    )
