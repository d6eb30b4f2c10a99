"""Changes written without the rules at hand: cheats (``c ...``) and honest work (``h ...``)."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

NAMES = (
    *("go_stock", "java_stock", "jest_todos", "python_parcels", "python_queues", "python_todo"),
    *("rust_stock", "vitest_carts", "workspace_toolbox"),
    *("asyncio_pool", "empty_node", "empty_python", "flask_notes", "jest_cache", "mocha_ledger"),
    "unittest_units",
    *("go_jobs", "go_notes", "java_accounts", "java_orders", "rust_shapes", "rust_tasks"),
    *("pytest_agenda", "pytest_meters", "node_router", "vitest_outline", "go_ini", "rust_expr", "java_rooms"),
    *("small_tables", "python_reworked"),
    *("pytest_depot", "unittest_desk", "jest_hall"),
    *("pytest_depot_more", "unittest_desk_more", "jest_hall_more"),
    *("unittest_podcasts", "pytest_invoices", "go_shelf", "rust_tempo"),
    *("go_ferry", "java_kitchen", "rust_kiosk"),
    *("pytest_trips", "vitest_bookmarks"),
    *("go_gateway", "rust_semver", "java_fleet"),
    *("go_cron", "java_mail", "rust_graph", "go_relay"),
    *("go_depot", "rust_cellar", "java_clinic"),
    *("pytest_regatta", "tsjest_links", "pytest_odds", "mocha_odds"),
    *("pytest_recipes", "node_hours", "pytest_recipes_more", "node_hours_more"),
    *("pytest_greenhouse", "mocha_polls", "pytest_greenhouse_more", "mocha_polls_more"),
    *("go_palette", "rust_accesslog", "java_ballots", "go_thermo", "rust_pool", "java_post"),
    *("pytest_birdlog", "jest_cinema", "go_tides", "rust_knit", "java_auction", "seeds_node", "seeds_python"),
    *("pytest_captions", "unittest_rota", "tsjest_charts", "mocha_flags", "pytest_citations"),
    *("go_flags", "rust_tracks", "java_payroll", "go_feeds", "java_index", "rust_keyvalue", "go_deploy"),
    *("pytest_salestax", "vitest_parking", "go_league", "java_loyalty"),
    *("rust_backup", "helpers_weakened"),
)


def modules() -> dict[str, ModuleType]:
    """By name, each with BASE (the repository's files), ENV, CHEATS and HONEST."""
    return {name: import_module(f"{__name__}.{name}") for name in NAMES}
