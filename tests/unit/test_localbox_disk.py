"""Trees that a sandbox left behind: measured and removed, whatever it did with them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from codeonfly.localbox import disk, roots


def nest(top: Path, depth: int) -> None:
    """Folders in one another, with a file in the last: no path may be as long."""
    folder = os.open(top, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)


def test_what_is_deeper_than_any_path_goes_too(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    nest(tree, 2100)
    disk.remove_now(tree)
    assert list(tmp_path.iterdir()) == []


def test_locked_folders_go_and_links_are_not_followed(tmp_path):
    kept, tree = tmp_path / "kept", tmp_path / "tree"
    kept.mkdir()
    (kept / "file").write_text("stays")
    for folder in ("a/b/c", "a/d", "e"):
        (tree / folder).mkdir(parents=True)
        (tree / folder / "file").write_text("goes")
        (tree / folder / "link").symlink_to(kept)
    for locked in ("a/b/c", "a/b", "a", "e"):
        (tree / locked).chmod(0)
    disk.remove_now(tree)
    disk.remove_now(tree)  # a second time is fine
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (kept / "file").read_text() == "stays"


def test_who_is_killed_over_a_removal_leaves_what_it_is_found_by(tmp_path):
    tree, lock = tmp_path / "tree", tmp_path / "tree" / "lock"
    for number in range(3000):
        file = tree / str(number % 300) / str(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    lock.touch()
    script = "import sys; from pathlib import Path; from codeonfly.localbox.disk import remove_before;"
    script += "print(flush=True); remove_before(Path(sys.argv[1]))"
    with subprocess.Popen([sys.executable, "-c", script, str(lock)], stdout=subprocess.PIPE) as removing:
        assert removing.stdout is not None
        removing.stdout.readline()
        while len(list(tree.iterdir())) > 60:
            time.sleep(0.0001)
        removing.kill()
    assert len(list(tree.iterdir())) > 1
    assert lock.exists()
    disk.remove_before(lock)
    assert list(tmp_path.iterdir()) == []


def test_space_is_counted_and_what_no_path_reaches_is_too_much(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    empty = disk.used_bytes(tmp_path)
    (tmp_path / "a" / "b" / "file").write_bytes(os.urandom(100_000))
    assert 100_000 <= disk.used_bytes(tmp_path) - empty < 120_000
    for number in range(100):
        (tmp_path / "a" / str(number)).touch()
    assert disk.used_bytes(tmp_path) - empty > 100_000 + 100 * disk.ENTRY_BYTES
    assert disk.used_bytes(tmp_path / "gone") == 0
    nest(tmp_path / "a", 1100)
    assert disk.used_bytes(tmp_path) < 100 << 20
    nest(tmp_path / "a" / "b", 2100)
    assert disk.used_bytes(tmp_path) == disk.BEYOND_MEASURE
    disk.remove_now(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_tree_that_is_gone_takes_no_room(tmp_path):
    """A sandbox may end while it is measured, and the watch over the others goes on."""
    assert disk.used_bytes(tmp_path / "gone") == 0


def test_a_folder_just_made_is_no_leftover_for_others_that_begin(tmp_path: Path) -> None:
    def begin(_: int) -> bool:
        with roots.temporary("mine-", tmp_path) as mine:
            return (mine / "lock").is_file()

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(begin, range(800)))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_process_was_killed_goes_with_the_next_one(tmp_path: Path) -> None:
    with roots.temporary("mine-", tmp_path) as killed:
        (killed / "lock").rename(tmp_path / "kept")
    (killed / "tree").mkdir(parents=True)
    (tmp_path / "kept").rename(killed / "lock")  # as a process leaves it that ends without its finally
    others = tmp_path / "mine-without-a-lock"
    others.mkdir()
    with roots.temporary("mine-", tmp_path) as one, roots.temporary("mine-", tmp_path) as other:
        assert sorted(tmp_path.iterdir()) == sorted([one, other, others])
    assert list(tmp_path.iterdir()) == [others]
