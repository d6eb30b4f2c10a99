"""What the rules say of honest work that was written without them at hand: nothing that blocks."""

from __future__ import annotations

from importlib import import_module

import pytest

from codeonfly.settings import Settings
from codeonfly.tampering.scan import scan
from codeonfly.toolchains import detect, toolchain_of
from tests.integration.proving import Case, change_of, tree_of

MODULES = [
    import_module(f"tests.integration.unseen.{name}")
    for name in (
        *("go_stock", "java_stock", "jest_todos", "python_parcels", "python_queues", "python_todo"),
        *("rust_stock", "vitest_carts", "workspace_toolbox"),
    )
]
MOVED = (  # that a deleted file's tests live on is for the comparison to say
    "h tests renamed and moved to unit folder, with refactor split module",
    "refactor chai setup to expect import",
)


@pytest.mark.parametrize(
    ("files", "case"),
    [
        pytest.param(module.BASE, case, id=f"{module.__name__.rpartition('.')[2]}: {case.name}")
        for module in MODULES
        for case in module.HONEST
        if case.name not in MOVED
    ],
)
def test_honest_work_is_not_blocked(files: dict[str, str], case: Case) -> None:
    base = tree_of(files)
    chains = [toolchain_of(project) for project in detect(base, Settings())]
    found = scan(
        change_of(case),
        base,
        is_test=lambda path: any(chain.is_test(path) for chain in chains),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in chains),
    )
    assert [finding.sentence for finding in found if finding.blocks] == []
