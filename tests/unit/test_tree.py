"""Tree ids are git's own."""

import subprocess
from pathlib import Path

from codeonfly.tree import File, tree_id


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_id_is_the_one_git_computes(tmp_path: Path) -> None:
    files = {
        "a/b.txt": b"two",
        "a-b/c": b"\0\xff",
        "a.d/e f.py": b"",
    }
    git(tmp_path, "init", "-q")
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "a-b/c").chmod(0o755)
    (tmp_path / "link").symlink_to("a/b.txt")
    git(tmp_path, "add", "-A")
    ours = {path: File("100755" if path == "a-b/c" else "100644", data) for path, data in files.items()}
    ours["link"] = File("120000", b"a/b.txt")
    assert tree_id(ours) == git(tmp_path, "write-tree")


def test_the_empty_tree_has_gits_id() -> None:
    assert tree_id({}) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
