"""Dependencies installed once and found again by a later run, through E2B's SDK and localbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from codeonfly.errors import UserError
from codeonfly.journal import Journal
from codeonfly.localbox.host import LocalHost
from codeonfly.localbox.kept import MOST, Kept
from codeonfly.localbox.server import Options
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.workbench import Workbench, prepare
from tests.integration.proving import tree_of

FILES = {
    "requirements.txt": "iniconfig\n",
    "old.py": "",
    "tests/test_a.py": "import iniconfig\n\n\ndef test_a():\n    assert iniconfig.__name__ == 'iniconfig'\n",
}


async def prepared(kept: Path | None, files: dict[str, str], settings: Settings | None = None) -> Workbench:
    """The workbench that one run makes, by a server of its own."""
    base, settings = tree_of(files), settings or Settings()
    host = LocalHost(Options(kept=kept))
    try:
        return await prepare(
            host=host,
            base=base,
            projects=detect(base, settings),
            settings=settings,
            journal=Journal(),
            labels={},
        )
    except UserError as error:
        pytest.skip(str(error))
    finally:
        await host.kill_all()


def kept_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def edit_notes(kept: Path, old: str, new: str) -> None:
    """Changes what every kept installation says of itself."""
    notes = list(kept.glob("*/files/home/user/.code-on-fly/dependencies.json"))
    assert notes
    for note in notes:
        assert old in note.read_text()
        note.write_text(note.read_text().replace(old, new))


async def test_a_later_run_starts_from_what_was_installed_unless_it_is_not_what_it_was(
    tmp_path: Path,
) -> None:
    first = await prepared(tmp_path, FILES)
    later = {path: text for path, text in FILES.items() if path != "old.py"}
    later["tests/test_b.py"] = "import os\n\n\ndef test_gone():\n    assert not os.path.exists('old.py')\n"
    second = await prepared(tmp_path, later)
    assert (first.cache, len(first.commands)) == ("miss", 2)
    assert (second.cache, len(second.commands)) == ("hit", 1)  # the tests alone
    assert second.seconds_saved == pytest.approx(first.commands[0].seconds)
    assert (second.hosts, second.versions) == (first.hosts, first.versions)
    assert second.hosts
    assert second.baseline is not None
    assert {case.id: case.outcome for case in second.baseline.cases} == {
        "tests/test_a.py::test_a": "passed",
        "tests/test_b.py::test_gone": "passed",
    }
    edit_notes(tmp_path, "Python 3", "Python 2")
    other_versions = await prepared(tmp_path, FILES)
    assert (other_versions.cache, len(other_versions.commands)) == ("miss", 2)
    edit_notes(tmp_path, '"hosts": [', '"hosts": ["not a host", ')
    damaged = await prepared(tmp_path, FILES)
    assert (damaged.cache, len(damaged.commands)) == ("miss", 2)
    other_requirements = await prepared(tmp_path, {**FILES, "requirements.txt": "iniconfig>=1\n"})
    assert other_requirements.cache == "miss"


async def test_where_nothing_is_kept_between_runs_none_is_made_for_later() -> None:
    bench = await prepared(None, FILES)
    assert bench.cache == "off"


def test_a_server_keeps_what_it_has_a_folder_for(tmp_path: Path) -> None:
    hosts = LocalHost(), LocalHost(Options()), LocalHost(Options(kept=tmp_path))
    assert [host.keeps_snapshots for host in hosts] == [False, False, True]


async def test_the_oldest_go_first_and_nothing_else_is_left(tmp_path: Path) -> None:
    layer = tmp_path / "layer"
    layer.mkdir()
    (layer / "file").write_text("x")
    kept = Kept(tmp_path / "kept")
    for number in range(MOST + 2):
        await kept.put(f"name {number}", "base", layer)
    assert len(list(kept.folder.iterdir())) == MOST
    assert await kept.take("name 0", tmp_path / "none") is None
    assert await kept.take(f"name {MOST + 1}", tmp_path / "copy") == "base"
    assert (tmp_path / "copy/file").read_text() == "x"


async def test_a_deleted_snapshot_is_gone_for_later_servers_too(tmp_path: Path) -> None:
    host = LocalHost(Options(kept=tmp_path))
    try:
        sandbox = await host.create(environment="base")
        await sandbox.snapshot("a-name")
        found = await host.find_snapshot("a-name")
        assert found is not None
        assert len(kept_in(tmp_path)) == 1
        await host.delete_snapshot(found)
        assert kept_in(tmp_path) == []
        assert await host.find_snapshot("a-name") is None
    except UserError as error:
        pytest.skip(str(error))
    finally:
        await host.kill_all()


async def test_no_room_keeps_nothing(tmp_path: Path) -> None:
    layer, blocked = tmp_path / "layer", tmp_path / "a file"
    layer.mkdir()
    blocked.write_text("")
    kept = Kept(blocked / "kept")
    await kept.put("name", "base", layer)
    assert await kept.take("name", tmp_path / "copy") is None
    assert not (tmp_path / "copy").exists()
