"""How pytest has to be called in a project that is not set up for it: one of unittest's, or of Django's."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase

from codeonfly.parsing import toml
from codeonfly.toolchains.python_install import at, ini
from codeonfly.tree import Tree

COMMAND = "python -m pytest"
_OURS = ("test_*.py", "*_test.py")  # what pytest takes for test files by itself
_UNITTESTS = "test*.py"  # what unittest and Django do
_TESTS_FOLDERS = frozenset(("test", "tests", "testing"))
# where pytest looks, in this order, and the section that makes it its own
_SETTINGS = {
    "pytest.toml": "",
    "pytest.ini": "",
    ".pytest.ini": "",
    "pyproject.toml": "tool.pytest",
    "tox.ini": "pytest",
    "setup.cfg": "tool:pytest",
}
_DJANGO = re.compile(r"""DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']""")
_IMPORT = re.compile(r"^\s*(?:from|import)\s+(\w+)", re.MULTILINE)


def is_unittests(path: str) -> bool:
    """Whether it is a test file by unittest's own pattern, in a folder of tests."""
    *folders, name = path.split("/")
    return fnmatchcase(name, _UNITTESTS) and bool(_TESTS_FOLDERS & set(folders))


def command(tree: Tree, folder: str, *, installed: bool) -> str:
    """The command as people type it; ``installed``: the project itself is."""
    if settings := _settings(tree, folder):
        # of files that are given, pytest would take the settings nearest to them
        below = {path.rpartition("/")[0] for path in _within(tree, folder) if _name(path) in _SETTINGS} - {""}
        is_one_of_several = any(_settings(tree, _join(folder, place)) for place in below)
        return f"{COMMAND} -c {settings}" if is_one_of_several else COMMAND
    paths = [path for path in _within(tree, folder) if path.endswith(".py")]
    django = django_settings(tree, folder)
    options = [f"--ds={django}"] if django else []
    tests = [path for path in paths if fnmatchcase(_name(path), _UNITTESTS)]
    if tests and (django or not any(fnmatchcase(_name(path), one) for path in paths for one in _OURS)):
        options.append(f"-o python_files={shlex.quote(_UNITTESTS)}")
    if not installed and _needs_src(tree, folder, tests):
        options.append("-o pythonpath=src")
    return " ".join((COMMAND, *options))


def django_settings(tree: Tree, folder: str) -> str:
    """The settings' module that the only manage.py in the folder, or right below it, names; else ""."""
    found = [path for path in _within(tree, folder) if path.count("/") < 2 and _name(path) == "manage.py"]
    text = tree.text(_join(folder, found[0])) or "" if len(found) == 1 else ""
    match = _DJANGO.search(text)
    return match[1] if match is not None and not configured(tree, folder) else ""


def configured(tree: Tree, folder: str) -> bool:
    """Whether the project has settings for pytest."""
    return bool(_settings(tree, folder))


def _settings(tree: Tree, folder: str) -> str:
    """The file in this folder that pytest takes its settings from; "" for none."""
    for name, section in _SETTINGS.items():
        text = tree.text(_join(folder, name))
        if text is not None and (not section or _has_section(name, text, section)):
            return name
    return ""


def _has_section(name: str, text: str, section: str) -> bool:
    if name.endswith(".toml"):
        return at(toml(text), *section.split(".")) is not None
    return ini(text).has_section(section)


def _needs_src(tree: Tree, folder: str, tests: list[str]) -> bool:
    """Whether tests import what is in ``src`` and nowhere else, without the folder's name."""
    paths = list(_within(tree, folder))
    inside = {path.split("/")[1].removesuffix(".py") for path in paths if path.startswith("src/")}
    beside = {path.split("/")[0].removesuffix(".py") for path in paths}
    texts = (tree.text(_join(folder, path)) or "" for path in tests if not path.startswith("src/"))
    alone = inside - beside - sys.stdlib_module_names
    return any(name in alone for text in texts for name in _IMPORT.findall(text))


def _within(tree: Tree, folder: str) -> Iterator[str]:
    """The paths below the folder, relative to it."""
    start = f"{folder}/" if folder else ""
    return (path.removeprefix(start) for path in tree.files if path.startswith(start))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
