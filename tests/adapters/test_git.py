"""Reading a user's repository and writing patches, against the real git."""

import os
import subprocess
from pathlib import Path

import pytest

from codeonfly.adapters.git import make_patch, patched, read_tree
from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.change import Change, FileChange, difference
from codeonfly.errors import UserError
from codeonfly.tree import EXECUTABLE, REGULAR, SUBMODULE, SYMLINK, File, Tree, tree_id

IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@b",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b",
}


def run(folder: Path, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", **IDENTITY}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "src/deep").mkdir(parents=True)
    (folder / "README.md").write_bytes(b"hello\r\nworld")
    (folder / "src/deep/data.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "src/run.sh").write_text("#!/bin/sh\n")
    (folder / "src/run.sh").chmod(0o755)
    (folder / "link").symlink_to("README.md")
    (folder / 'na"me\nwith é').write_text("x")
    run(folder, "init", "-q")
    run(folder, "add", "-A")
    run(folder, "commit", "-qm", "first")
    return folder


def test_the_tree_is_what_git_has_not_what_lies_in_the_folder(repository: Path) -> None:
    (repository / "README.md").write_text("edited, not committed")
    (repository / "new.txt").write_text("untracked")
    tree = read_tree(repository, LocalRepository(repository).commit())
    assert tree.id == run(repository, "rev-parse", "HEAD^{tree}")
    assert tree.files["README.md"] == File(REGULAR, b"hello\r\nworld")
    assert tree.files["src/run.sh"].mode == EXECUTABLE
    assert tree.files["link"] == File(SYMLINK, b"README.md")
    assert LocalRepository(repository).uncommitted() == 1


CHANGES = {
    "binary, text without newline, new executable": {
        "src/deep/data.bin": File(REGULAR, bytes(reversed(range(256))) * 41),
        "README.md": File(REGULAR, b"hello\r\nthere"),
        "bin/new tool": File(EXECUTABLE, b"#!/bin/sh\necho 1"),
    },
    "deletions": {"src/deep/data.bin": None, "link": None},
    "a mode, an empty file, odd names": {
        "src/run.sh": File(REGULAR, b"#!/bin/sh\n"),
        "empty": File(REGULAR, b""),
        'na"me\nwith é': File(REGULAR, b"\0"),
    },
    "a folder where a file was": {"README.md": None, "README.md/a": File(REGULAR, b"a\n")},
    "a symlink where a file was": {"README.md": File(SYMLINK, b"src")},
}


@pytest.mark.parametrize("name", CHANGES)
def test_git_apply_of_the_patch_gives_the_tree_byte_for_byte(name: str, repository: Path) -> None:
    base = read_tree(repository, "HEAD")
    change = Change(tuple(FileChange(path, file) for path, file in sorted(CHANGES[name].items())))
    patch = make_patch(base, change)
    (repository.parent / "change.patch").write_bytes(patch)
    run(repository, "apply", "--index", str(repository.parent / "change.patch"))
    assert run(repository, "write-tree") == tree_id(change.apply(base.files))
    submodule = {"vendor/lib": File(SUBMODULE, b"a" * 40)}
    assert patched(Tree("", {**base.files, **submodule}), patch).files == {
        **change.apply(base.files),
        **submodule,
    }


def test_a_patch_of_another_base_is_refused(repository: Path) -> None:
    base = read_tree(repository, "HEAD")
    patch = make_patch(base, Change((FileChange("README.md", None),)))
    assert patched(base, b"").files == base.files
    with pytest.raises(UserError, match=r"does not apply to the base"):
        patched(Tree("", {}), patch)


def test_no_change_is_an_empty_patch(repository: Path) -> None:
    base = read_tree(repository, "HEAD")
    assert make_patch(base, difference(base, base.files)) == b""


def test_hooks_and_configuration_of_the_repository_do_not_run(repository: Path) -> None:
    trap = repository.parent / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repository.parent}/sprung\n")
    trap.chmod(0o755)
    run(repository, "config", "core.fsmonitor", str(trap))
    before = {path: path.read_bytes() for path in (repository / ".git").rglob("*") if path.is_file()}
    local = LocalRepository(repository)
    read_tree(repository, local.commit())
    local.uncommitted()
    assert not (repository.parent / "sprung").exists()
    assert before == {path: path.read_bytes() for path in (repository / ".git").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda _: None, "is not a folder"),
        (lambda folder: folder.mkdir(), "is not a git repository"),
        (lambda folder: (folder.mkdir(), run(folder, "init", "-q")), "has no commit HEAD"),
    ],
)
def test_a_folder_that_is_no_base_is_refused_in_one_sentence(make, sentence: str, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    make(folder)
    with pytest.raises(UserError, match=sentence):
        LocalRepository(folder).commit()


def test_a_commit_that_another_repository_has_is_looked_for_there(repository: Path) -> None:
    with pytest.raises(UserError, match="fetch it, or name the repository that has it with --repo"):
        LocalRepository(repository, "a" * 40).commit()
    with pytest.raises(UserError, match="or name one with --base"):
        LocalRepository(repository, "v9").commit()
