"""What a kept installation is named after: everything it depends on, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from codeonfly.dependencies import Kept, keep, name_of, recall
from codeonfly.errors import ServiceError
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.tree import File, Tree
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.watched_host import WatchedHost

PLAIN = {"requirements.txt": "iniconfig\n", "tests/test_a.py": "", "a.py": "x = 1\n"}
INSTALLED = {"pyproject.toml": '[build-system]\nrequires = []\n[project]\nname = "a"\n', "a.py": "x = 1\n"}
NODE = {
    "package.json": '{"scripts": {"test": "jest"}, "devDependencies": {"jest": "*"}}',
    "a.js": "1;\n",
}
PREPARED = {**NODE, "package.json": NODE["package.json"].replace('"test"', '"prepare": "tsc", "test"')}


def name(files: dict[str, str], settings: Settings | None = None) -> str:
    tree = Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})
    settings = settings or Settings()
    return name_of(tree, detect(tree, settings), settings)


@pytest.mark.parametrize(
    ("files", "changed", "same"),
    [
        (PLAIN, {"a.py": "x = 2\n"}, True),
        (PLAIN, {"requirements.txt": "iniconfig\nsix\n"}, False),
        (PLAIN, {"requirements-dev.txt": "six\n"}, False),
        (PLAIN, {".python-version": "3.13\n"}, False),
        # an installation that runs the project's own code depends on all of it
        (INSTALLED, {"a.py": "x = 2\n"}, False),
        (NODE, {"a.js": "2;\n"}, True),
        (NODE, {"package-lock.json": "{}"}, False),
        (PREPARED, {"a.js": "2;\n"}, False),
        ({"Cargo.toml": '[package]\nname = "a"\n', "src/lib.rs": ""}, {"src/lib.rs": "// b\n"}, False),
    ],
)
def test_a_name_changes_with_what_the_installation_depends_on(
    files: dict[str, str], changed: dict[str, str], same: bool
) -> None:
    before, after = name(files), name({**files, **changed})
    assert before.startswith("code-on-fly-")
    assert (before == after) is same


@pytest.mark.parametrize(
    ("files", "settings"),
    [({"package.json": '{"scripts": {"test": "node --test"}}'}, Settings()), (PLAIN, Settings(cache=False))],
)
def test_nothing_to_keep_has_no_name(files: dict[str, str], settings: Settings) -> None:
    assert name(files, settings) == ""


def test_hosts_that_the_settings_add_are_part_of_it() -> None:
    assert name(PLAIN) != name(PLAIN, replace(Settings(), egress=("example.org",)))


@pytest.mark.parametrize("failing", ["", "create", "read_file", "run"])
async def test_what_can_not_be_recalled_is_installed_again(failing: str) -> None:
    inner, kept = DirectHost(), Kept(("index.example.com",), ("Python 3.13.1",), 2.0)
    before = await inner.create(environment="python-3.13")
    await before.run("mkdir -p /home/user/work && git init -q /home/user/work")
    assert await keep(before, "code-on-fly-0", kept)
    await before.kill()

    def watch(call: str, _: Any) -> None:
        if call == failing:
            raise ServiceError("the service is down")

    host: Any = WatchedHost(inner, watch)
    found = await recall(host, "code-on-fly-0", lifetime_seconds=60, labels={})
    assert (found[1] if found else None) == (None if failing else kept)
    assert len(host.alive) == (0 if failing else 1), "a sandbox is left"
    if found:
        await found[0].kill()
