"""Imports point only upward in one list: the reader's eye and this test follow the same order."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A module may import what stands before it, or its own package. Every module has a place.
ORDER = [
    "errors",
    "leave",
    "proxies",
    "together",
    "tree",
    "money",
    "words",
    "parsing",
    "strict_yaml",
    "setting_values",
    "settings",
    "hidden_text",
    "escape",
    "event",
    "request",
    "workflow_request",
    "results",
    "change",
    "reader",
    "ports",
    "journal",
    "intake",
    "templating",
    "toolchains",
    "registries",
    "ignored",
    "files",
    "testrun",
    "dependencies",
    "installing",
    "workbench",
    "metering",
    "price_lookup",
    "pricing",
    "prompts",
    "overview",
    "plan",
    "attempt",
    "review",
    "tampering",
    "verification",
    "wrapped",
    "leaks",
    "spotless",
    "lock_hosts",
    "sources",
    "gate",
    "record",
    "run",
    "view",
    "bill",
    "state",
    "sheet",
    "report",
    "status",
    "caps",
    "publication",
    "outcome",
    "resolve",
    "adapters",
    "localbox",
    "evidence",
    "html_report",
    "output",
    "progress",
    "commands",
    "cli",
    "__main__",
]

# Within the rules on tampering: what reads, then the rules themselves, then what runs them all.
RULES = [
    ["values"],
    ["python_tree"],
    ["documentation", "moved"],
    ["languages"],
    ["checks", "answers", "knowing", "undone"],
    ["whole"],
    ["scan"],
]


def modules() -> list[Path]:
    return sorted(
        path
        for path in (ROOT / "codeonfly").rglob("*.py")
        if path.name != "__init__.py" and "reporters" not in path.parts  # those run inside sandboxes
    )


def place(name: str) -> str:
    """The entry of ORDER a dotted module of codeonfly belongs to."""
    return name.split(".")[1] if "." in name else ""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in names if name.split(".")[0] in ("codeonfly", "action", "tests")}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_upward(path: Path) -> None:
    own = path.relative_to(ROOT / "codeonfly").parts[0].removesuffix(".py")
    assert own in ORDER, f"{own} has no place in ORDER"
    for name in imported(path):
        assert name.startswith("codeonfly"), f"{path} imports {name}"
        other = place(name)
        if other and other != own:
            assert other in ORDER, f"{other} has no place in ORDER"
            assert ORDER.index(other) < ORDER.index(own), f"{own} imports {other}, which stands after it"


def test_rules_on_tampering_import_upward() -> None:
    ranks = {name: rank for rank, names in enumerate(RULES) for name in names}
    found = set()
    for path in modules():
        inside = path.relative_to(ROOT / "codeonfly").parts
        if inside[0] == "tampering":
            own = inside[1].removesuffix(".py")
            found.add(own)
            for name in imported(path):
                other = (name + "..").split(".")[2] if name.startswith("codeonfly.tampering.") else own
                assert other == own or ranks[other] < ranks[own], f"{path} imports {name}"
    assert found == set(ranks)


def test_the_proof_imports_nothing_that_a_model_wrote() -> None:
    proof = [path for path in modules() if path.parent.name == "verification"]
    assert ROOT / "codeonfly/verification/deciding.py" in proof
    for module in proof:
        assert not {place(name) for name in imported(module)} & {"plan", "attempt", "templating", "metering"}


def test_the_story_imports_no_adapter() -> None:
    assert not {place(name) for name in imported(ROOT / "codeonfly/resolve.py")} & {"adapters", "localbox"}


def test_only_the_edges_read_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if any(
            isinstance(node, ast.Attribute)
            and node.attr in ("environ", "getenv")
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
            for node in ast.walk(ast.parse(path.read_text()))
        )
    }
    assert readers == {"codeonfly/cli.py"}
