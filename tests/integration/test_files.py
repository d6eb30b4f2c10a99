"""A repository's files into a sandbox and back: exact bytes, in the direct sandbox and in localbox."""

from __future__ import annotations

import asyncio
import io
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from codeonfly import files
from codeonfly.change import Change, FileChange, difference
from codeonfly.errors import LimitReached, ServiceError, UserError
from codeonfly.files import apply_change, collect, ignore_rules, listing, put_tree, tree_differences
from codeonfly.journal import Journal, Warned
from codeonfly.localbox.host import LocalHost
from codeonfly.ports import Sandbox
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.toolchains.base import WORK
from codeonfly.tree import EXECUTABLE, REGULAR, SUBMODULE, SYMLINK, File, Tree
from codeonfly.workbench import prepare
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.watched_host import GOES_ON, WatchedHost
from tests.integration.proving import tree_of

NOT_UTF8 = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
NEWLINE = "a\nb c.txt"
BIG = bytes(range(256)) * 4 * 1024 * 5  # 5 MiB
BASE = Tree(
    "a" * 40,
    {
        ".gitignore": File(REGULAR, b"*.log\n!kept.log\n/build/\n"),
        "sub/.gitignore": File(REGULAR, b"local.txt\n"),
        "README.md": File(REGULAR, b"# base\n"),
        "run.sh": File(EXECUTABLE, b"#!/bin/sh\n"),
        "src/one.py": File(REGULAR, b"ONE = 1\n"),
        "src/two.py": File(REGULAR, b"TWO = 2\r\n"),
        "src/deep/er/three.py": File(REGULAR, b""),
        "link": File(SYMLINK, b"src/one.py"),
        "broken": File(SYMLINK, b"no/where"),
        "away": File(SYMLINK, b"../../../etc/passwd"),
        "tracked.log": File(REGULAR, b"ignored, and tracked all the same\n"),
        "module": File(SUBMODULE, b"c" * 40),
        "folder/file": File(REGULAR, b"x\n"),
        "plain": File(REGULAR, b"y\n"),
        "-rf": File(REGULAR, b"an option by its looks\n"),
        NEWLINE: File(REGULAR, b"odd\n"),
        NOT_UTF8: File(REGULAR, b"odder\n"),
        "ünïcode 🙂.txt": File(REGULAR, b"even\n"),
        "quote'\"$(x)`.txt": File(REGULAR, b"odd too\n"),
        "big.bin": File(REGULAR, BIG),
    },
)
# What a change can do to a file, each of them once.
HEAD = {
    **{path: file for path, file in BASE.files.items() if path not in ("README.md", "src/deep/er/three.py")},
    "run.sh": File(REGULAR, b"#!/bin/sh\n"),
    "src/one.py": File(EXECUTABLE, b"ONE = 1\n"),
    "src/two.py": File(REGULAR, b"TWO = 3\r\n"),
    "src/new/four.py": File(REGULAR, b"FOUR = 4\n"),
    "link": File(SYMLINK, b"src/two.py"),
    "broken": File(REGULAR, b"a file now\n"),
    "folder/file": File(SYMLINK, b"../plain"),
    "tracked.log": File(REGULAR, b"changed\n"),
    "kept.log": File(REGULAR, b"not ignored\n"),
    "empty": File(REGULAR, b""),
    "-rf": File(REGULAR, b"changed\n"),
    NEWLINE: File(REGULAR, b"changed\n"),
    NOT_UTF8: File(REGULAR, b"changed\n"),
    "new\nline": File(REGULAR, b"new\n"),
    b"new-\xff\xfe".decode("utf-8", "surrogateescape"): File(REGULAR, b"new\n"),
    "big.bin": File(REGULAR, BIG[::-1]),
}
CHANGE = difference(BASE, HEAD)


@pytest.fixture(params=["direct", "localbox"])
async def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sandbox]:
    host: Any = DirectHost(tmp_path) if request.param == "direct" else LocalHost()
    try:
        made = await host.create(environment="python-3.11", labels={"run": "files"})
    except UserError as reason:
        pytest.skip(str(reason))
    yield made
    await host.kill_all()


async def told(sandbox: Sandbox, command: str) -> str:
    result = await sandbox.run(f"cd {WORK}\n{command}", timeout_seconds=30)
    assert result.ok, result.stderr
    return result.stdout


async def test_a_change_comes_back_as_it_went_in(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    assert not await collect(sandbox, BASE)
    assert not await tree_differences(sandbox, BASE, BASE.files)
    await apply_change(sandbox, CHANGE)
    assert await collect(sandbox, BASE) == CHANGE
    assert not await tree_differences(sandbox, BASE, HEAD)
    assert set(await tree_differences(sandbox, BASE, BASE.files)) == {
        path for path in CHANGE.paths if path in BASE.files
    }
    assert await told(sandbox, "find . -type d -empty") == "./module\n", "a folder without files is none"


async def test_taking_a_change_back_gives_the_base(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await apply_change(sandbox, CHANGE)
    await apply_change(sandbox, difference(Tree("", HEAD), BASE.files))
    assert not await collect(sandbox, BASE)
    assert not await tree_differences(sandbox, BASE, BASE.files)


async def test_a_change_is_younger_than_what_was_built_just_before_it(sandbox: Sandbox) -> None:
    """What cargo built a moment ago, in the same second, would count as built from the change as well."""
    await put_tree(sandbox, BASE.files)
    for data in (b"ONE = 5\n", b"ONE = 6\n"):
        await sandbox.run("touch ~/built", timeout_seconds=30)
        await apply_change(sandbox, Change((FileChange("src/one.py", File(REGULAR, data)),)))
        younger = await sandbox.run(f"find {WORK}/src/one.py -newer ~/built", timeout_seconds=30)
        assert younger.stdout


async def test_a_file_becomes_a_folder_and_a_folder_a_file(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    head = {path: file for path, file in BASE.files.items() if path not in ("plain", "folder/file")}
    head |= {"plain/file": File(REGULAR, b"in a folder\n"), "folder": File(REGULAR, b"a file\n")}
    change = difference(BASE, head)
    await apply_change(sandbox, change)
    assert await collect(sandbox, BASE) == change
    assert change.paths == ("folder", "folder/file", "plain", "plain/file")
    assert not await tree_differences(sandbox, BASE, head)


async def test_a_file_that_is_ignored_may_be_of_a_change_all_the_same(sandbox: Sandbox) -> None:
    """As after ``git add --force``: it is compared with what lies there, and no listing has it."""
    await put_tree(sandbox, BASE.files)
    head = {**BASE.files, "forced.log": File(REGULAR, b"for a test\n")}
    assert await tree_differences(sandbox, BASE, head) == ("forced.log",)
    await apply_change(sandbox, difference(BASE, head))
    assert not await tree_differences(sandbox, BASE, head)
    await sandbox.run(f"echo >> {WORK}/forced.log", timeout_seconds=30)
    assert await tree_differences(sandbox, BASE, head) == ("forced.log",)


async def test_what_commands_do_is_collected_byte_for_byte(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(
        sandbox,
        "printf 'a\\0b' > nul.bin && chmod 755 plain && rm README.md && ln -sf plain link"
        " && mkdir -m 0 closed && printf x > $'tab\\there' && printf y > $'\\xff'"
        " && mv src/one.py src/moved.py && chmod 200 src/two.py && ln run.sh hard.sh && mkfifo pipe",
    )
    change = await collect(sandbox, BASE)
    found = {one.path: one.file for one in change.files}
    assert found == {
        "nul.bin": File(REGULAR, b"a\0b"),
        "plain": File(EXECUTABLE, b"y\n"),
        "README.md": None,
        "link": File(SYMLINK, b"plain"),
        "tab\there": File(REGULAR, b"x"),
        "\udcff": File(REGULAR, b"y"),
        "src/one.py": None,
        "src/moved.py": File(REGULAR, b"ONE = 1\n"),
        "hard.sh": File(EXECUTABLE, b"#!/bin/sh\n"),
    }


async def test_what_is_ignored_stays_out(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(
        sandbox,
        "mkdir -p build src/build node_modules/a src/node_modules/a src/__pycache__ .venv && touch build/out"
        " src/build/in a.log kept.log src/b.log sub/local.txt local.txt node_modules/a/x src/node_modules/a/x"
        " src/__pycache__/x.pyc src/y.pyc .venv/x && git init -q . && printf 'x.py\\n' >> .git/info/exclude"
        " && touch x.py",
    )
    change = await collect(sandbox, BASE)
    assert change.paths == ("kept.log", "local.txt", "src/build/in", "x.py")


def test_lines_that_are_no_patterns_hide_nothing_and_end_nothing() -> None:
    odd = File(REGULAR, b"!\n[z-a]\nback\\\n*.log\n")
    rules = ignore_rules(Tree("a" * 40, {".gitignore": odd, "sub/.gitignore": odd}))
    assert [path for path in ("a.log", "sub/b.log", "sub/back", "z") if rules.match_file(path)] == [
        "a.log", "sub/b.log",
    ]  # fmt: skip


async def test_a_change_to_the_ignore_rules_does_not_hide_files(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(sandbox, "echo '*' > .gitignore && echo new > seen.py")
    assert (await collect(sandbox, BASE)).paths == (".gitignore", "seen.py")


async def test_leftovers_are_a_change_once_they_differ(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(sandbox, "echo made > lock.json && echo made > other.json && ln -s x made-link")
    before = {
        path: entry.sha256 for path, entry in (await listing(sandbox, BASE)).items() if path not in BASE.files
    }
    assert set(before) == {"lock.json", "other.json", "made-link"}
    await told(sandbox, "echo changed > other.json")
    assert (await collect(sandbox, BASE, leftovers=before)).paths == ("other.json",)
    await told(sandbox, "ln -sf y made-link")
    assert (await collect(sandbox, BASE, leftovers=before)).paths == ("made-link", "other.json")


async def test_a_process_that_is_left_can_not_change_what_was_collected(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(sandbox, "(while true; do date +%N > plain; done) > /dev/null 2>&1 & sleep 0.2")
    first = await collect(sandbox, BASE)
    await asyncio.sleep(0.2)
    assert await collect(sandbox, BASE) == first
    assert first.paths == ("plain",)


async def test_too_many_files_are_a_limit(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(sandbox, f"mkdir many && cd many && seq {files.MAX_COLLECTED_FILES + 1} | xargs touch")
    with pytest.raises(LimitReached, match=r"the change touches 5001 files, the limit is 5000"):
        await collect(sandbox, BASE)


async def test_too_many_bytes_are_a_limit(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(sandbox, f"head -c {files.MAX_COLLECTED_BYTES + 1} /dev/zero > zeros")
    with pytest.raises(LimitReached):
        await collect(sandbox, BASE)


async def test_what_can_not_be_unpacked_is_an_error_with_its_reason(sandbox: Sandbox) -> None:
    await put_tree(sandbox, {"plain": File(REGULAR, b"")})
    await told(sandbox, "cd .. && rm -rf work && touch work")
    with pytest.raises(ServiceError, match="could not handle the repository's files"):
        await put_tree(sandbox, BASE.files)


async def test_a_link_out_of_the_repository_is_never_followed(sandbox: Sandbox) -> None:
    await put_tree(sandbox, BASE.files)
    await told(sandbox, "mkdir ../outside && echo secret > ../outside/kept && ln -s ../outside out")
    await apply_change(sandbox, Change((FileChange("out", None), FileChange("plain", File(REGULAR, b"z\n")))))
    assert await told(sandbox, "cat ../outside/kept") == "secret\n"
    await told(sandbox, "ln -s ../outside out")
    change = await collect(sandbox, BASE)
    assert {one.path: one.file for one in change.files} == {
        "out": File(SYMLINK, b"../outside"),
        "plain": File(REGULAR, b"z\n"),
    }


# --- a sandbox whose programs are the agent's own ---------------------------------------------------


def archived(*members: tuple[dict[str, Any], bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for fields, data in members:
            info = tarfile.TarInfo("plain")
            for name, value in {"size": len(data), **fields}.items():
                setattr(info, name, value)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


LINK = {"type": tarfile.LNKTYPE, "linkname": "big"}
HOLES = {"type": tarfile.REGTYPE, "pax_headers": {"GNU.sparse.map": "0,1", "GNU.sparse.size": str(10**12)}}
FORGED = {
    "a list of words": ("listing", b"what you want\0\0", ServiceError),
    "a size that is none": ("listing", b"f 644 many plain\0\0", ServiceError),
    "a mode that is none": ("listing", b"f rwx 1 plain\0\0", ServiceError),
    "half an entry": ("listing", b"f 644 1 plain\0", ServiceError),
    "no archive": ("change.tar", b"what you want", ServiceError),
    "a compressed archive": ("change.tar", archived(({}, b"\0" * 5_000_000), mode="w:gz"), ServiceError),
    "a link to nothing": ("change.tar", archived((LINK, b"")), ServiceError),
    "a file of holes": ("change.tar", archived((HOLES, b"x")), ServiceError),
    "one file many times": (
        "change.tar",
        archived(({"name": "big"}, b"\0" * (1 << 20)), *[(LINK, b"")] * 70),
        LimitReached,
    ),
}


@pytest.mark.parametrize("name", FORGED)
async def test_what_is_told_by_other_programs_is_an_error_of_one_sentence(name: str) -> None:
    file, data, kind = FORGED[name]
    host = WatchedHost(
        DirectHost(),
        lambda call, path: data if call == "read_file" and str(path).endswith(file) else GOES_ON,
    )
    sandbox = await host.create(environment="base")
    await put_tree(sandbox, {"plain": File(REGULAR, b"y\n")})
    await told(sandbox, "echo z > plain")
    with pytest.raises(kind):
        await collect(sandbox, BASE)
    await host.kill_all()


async def test_a_repository_that_git_can_not_make_is_said() -> None:
    test = "import test from 'node:test';\ntest('a', () => {});\n"
    files = {"a.test.mjs": test, "package.json": '{"scripts": {"test": "node --test"}}', ".git": "no folder"}
    base, settings, said = tree_of(files), Settings(), []
    bench = await prepare(
        host=DirectHost(),
        base=base,
        projects=detect(base, settings),
        settings=settings,
        journal=Journal((lambda entry: said.append(entry.event),)),
        labels={},
    )
    told = [event.sentence for event in said if isinstance(event, Warned)]
    assert bench.baseline is not None
    assert [sentence for sentence in told if "git" in sentence] == [
        f"base: no git repository could be made in the sandbox: fatal: invalid gitfile format: {WORK}/.git"
    ]
