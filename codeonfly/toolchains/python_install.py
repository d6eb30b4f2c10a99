"""What a Python project asks for to be run and tested, from the files that people write it down in."""

from __future__ import annotations

import ast
import configparser
import posixpath
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from codeonfly.parsing import UNREADABLE, parse, toml
from codeonfly.toolchains.python_locks import LOCKS, pinned
from codeonfly.tree import Tree

GROUPS = ("dev", "test", "tests", "testing", "develop", "development", "ci", "all")
_FILES = re.compile(r"(?:[\w.]+[-_.])?requirements[\w.-]*\.txt")
_FOLDER = re.compile(
    r"(?:base|common|main|requirements|local|tests?|testing|dev|develop|development|ci)\.txt"
)
_REQUIREMENT = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[\w, .-]+\])?(?:\s*(?:[<>=!~]=?|===|@|;).*)?")
_INCLUDED = re.compile(r"^[ \t]*(?:-r|--requirement|-c|--constraint)[ \t=]*([^\s#]+)", re.MULTILINE)
_PIP = "pip install --quiet"
PYTEST = f"(python -c 'import pytest' 2>/dev/null || {_PIP} pytest)"
DJANGO = f"(python -c 'import pytest_django' 2>/dev/null || {_PIP} pytest-django)"


def requirements(tree: Tree, folder: str) -> list[str]:
    """The requirement files, relative to ``folder``: in it, in ``requirements/``, with the tests."""
    start = f"{folder}/" if folder else ""
    found = []
    for path in tree.files:
        if not path.startswith(start):
            continue
        place, _, name = path[len(start) :].rpartition("/")
        beside = not place and _FILES.fullmatch(name)
        inside = place == "requirements" and _FOLDER.fullmatch(name)
        if beside or inside or (place in ("test", "tests") and name == "requirements.txt"):
            found.append(path[len(start) :])
    return sorted(found)


def included(tree: Tree, folder: str, files: Sequence[str]) -> list[str]:
    """The files that these requirement files name, relative to ``folder``, and what those name in turn."""
    start = f"{folder}/" if folder else ""
    found: list[str] = []
    asked = list(files)
    while asked:
        path = asked.pop()
        for name in _INCLUDED.findall(_text(tree, folder, path)):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            if other not in (*files, *found) and start + other in tree.files:
                found.append(other)
                asked.append(other)
    return sorted(found)


def command(tree: Tree, folder: str, *, django: bool = False) -> str:
    """What installs the project and its tests, by its lock file if there is one; pytest at the end.

    ``django``: and what makes pytest run Django's tests.
    """
    pytest = DJANGO if django else PYTEST
    project = toml(_text(tree, folder, "pyproject.toml"))
    if _text(tree, folder, "uv.lock"):
        every = " --all-packages" if at(project, "tool", "uv", "workspace") else ""
        sync = f"uv sync --frozen --all-groups --inexact --quiet{every}"
        return f"{_PIP} uv && ({sync} --all-extras || {sync}) && {pytest}"
    itself = _itself(tree, folder, project)
    for name in LOCKS:
        text = _text(tree, folder, name)
        locked = pinned(name, text) if text else None
        if locked is not None:
            return f"{_PIP} --no-deps {' '.join((*locked, *itself))} && {pytest}"
        if text and name == "poetry.lock":
            # what comes from elsewhere than an index only Poetry itself can install
            return f"{_PIP} poetry && poetry install --quiet --no-interaction --all-extras && {pytest}"
    words = [f"-r {shlex.quote(name)}" for name in requirements(tree, folder)]
    words += [shlex.quote(one) for one in _declared(tree, folder, project)]
    words += itself
    more = [shlex.quote(one) for one in _of_tools(tree, folder, project)]
    steps = [f"{_PIP} {' '.join(dict.fromkeys(words))}"] if words else []
    if more:  # what a tool installs for its tests can be more than can be had here
        steps.append(f"({_PIP} {' '.join(dict.fromkeys(more))} || true)")
    return " && ".join((*steps, pytest))


def is_installed(tree: Tree, folder: str) -> bool:
    """Whether the command installs the project itself; uv does so with those that have a build system."""
    project = toml(_text(tree, folder, "pyproject.toml"))
    if _text(tree, folder, "uv.lock"):
        return "build-system" in project and at(project, "tool", "uv", "package") is not False
    return bool(_itself(tree, folder, project))


def _itself(tree: Tree, folder: str, project: Mapping[str, Any]) -> list[str]:
    """The project, where it can be installed, with its extras for tests."""
    setup = ini(_text(tree, folder, "setup.cfg"))
    old = _text(tree, folder, "setup.py")
    start = f"{folder}/src/" if folder else "src/"
    packaged = "project" in project and any(path.startswith(start) for path in tree.files)
    if not ("build-system" in project or packaged or old or setup.has_section("metadata")):
        return []
    if at(project, "tool", "poetry", "package-mode") is False:
        return []
    extras = [name for name in _names_of_extras(setup, old) if name in GROUPS]
    return [f"-e {shlex.quote(_with_extras('.', extras))}"]


def _with_extras(name: str, extras: Sequence[str]) -> str:
    return f"{name}[{','.join(extras)}]" if extras else name


def _names_of_extras(setup: configparser.ConfigParser, old: str) -> list[str]:
    written = _keyword(old, "extras_require")
    named = list(written) if isinstance(written, Mapping) else []
    if setup.has_section("options.extras_require"):
        named += setup.options("options.extras_require")
    return list(dict.fromkeys(map(str, named)))


def _declared(tree: Tree, folder: str, project: Mapping[str, Any]) -> list[str]:
    """What pyproject.toml, Pipfile and setup files ask for; a project that is installed brings the rest."""
    installable = "build-system" in project
    found: list[str] = [] if installable else _strings(at(project, "project", "dependencies"))
    for name in GROUPS:
        found += _strings(at(project, "project", "optional-dependencies", name))
        found += _group(at(project, "dependency-groups"), name, set())
        found += _strings(at(project, "tool", "pdm", "dev-dependencies", name))
    found += _strings(at(project, "tool", "uv", "dev-dependencies"))
    found += _of_poetry(at(project, "tool", "poetry"), installable=installable)
    pipfile = toml(_text(tree, folder, "Pipfile"))
    for section in ("packages", "dev-packages"):
        found += _versions(pipfile.get(section))
    found += _strings(_keyword(_text(tree, folder, "setup.py"), "tests_require"))
    setup = ini(_text(tree, folder, "setup.cfg"))
    found += setup.get("options", "tests_require", fallback="").splitlines()
    return _usable(found)


def _group(groups: object, name: str, seen: set[str]) -> list[str]:
    """A dependency group with those that it includes (PEP 735)."""
    listed = at(groups, name)
    if name in seen or not isinstance(listed, list):
        return []
    seen.add(name)
    found: list[str] = []
    for one in listed:
        included = one.get("include-group") if isinstance(one, Mapping) else None
        found += _group(groups, str(included), seen) if included else _strings([one])
    return found


def _of_poetry(poetry: object, *, installable: bool) -> list[str]:
    """Poetry's own tables, in the words of pip."""
    found = [] if installable else _versions(at(poetry, "dependencies"))
    found += _versions(at(poetry, "dev-dependencies"))
    groups = at(poetry, "group")
    for group in groups.values() if isinstance(groups, Mapping) else ():
        found += _versions(at(group, "dependencies"))
    return found


def _versions(table: object) -> list[str]:
    """``name = "^1.2"`` and ``name = {version = ..., extras = [...]}`` as requirements; no paths, no git."""
    found = []
    for name, told in table.items() if isinstance(table, Mapping) else ():
        version = told.get("version", "") if isinstance(told, Mapping) else told
        elsewhere = isinstance(told, Mapping) and bool(
            {"path", "git", "url", "file", "optional"} & told.keys()
        )
        if name == "python" or elsewhere or not isinstance(version, str):
            continue
        extras = _strings(told.get("extras")) if isinstance(told, Mapping) else []
        found.append(f"{_with_extras(name, extras)}{_as_pip_says(version)}")
    return found


def _as_pip_says(version: str) -> str:
    """A caret or a tilde as a range: https://python-poetry.org/docs/dependency-specification/."""
    parts = re.fullmatch(r"([~^])\s*(\d+(?:\.\d+)*)", version.strip())
    if parts is None:
        plain = version.strip()
        return "" if plain in ("", "*") else (f"=={plain}" if plain[0].isdigit() else plain)
    numbers = [int(one) for one in parts[2].split(".")]
    if parts[1] == "~":
        place = min(1, len(numbers) - 1)
    else:
        place = next((index for index, one in enumerate(numbers) if one), len(numbers) - 1)
    upper = [*numbers[:place], numbers[place] + 1]
    return f">={parts[2]},<{'.'.join(map(str, upper))}"


def _of_tools(tree: Tree, folder: str, project: Mapping[str, Any]) -> list[str]:
    """What tox, nox and hatch install into the environments of their tests."""
    legacy = at(project, "tool", "tox", "legacy_tox_ini")
    found: list[str] = []
    for text in (_text(tree, folder, "tox.ini"), legacy if isinstance(legacy, str) else ""):
        found += ini(text).get("testenv", "deps", fallback="").splitlines()
    found += _strings(at(project, "tool", "tox", "env_run_base", "deps"))
    for name in ("default", "test", "tests", "hatch-test"):
        for key in ("dependencies", "extra-dependencies"):
            found += _strings(at(project, "tool", "hatch", "envs", name, key))
    return _usable((*found, *_of_nox(_text(tree, folder, "noxfile.py"))))


def _of_nox(text: str) -> list[str]:
    """The words of ``session.install(...)``."""
    calls = (node for node in ast.walk(_parsed(text)) if isinstance(node, ast.Call))
    return [
        argument.value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "install"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _usable(lines: Iterable[str]) -> list[str]:
    """Requirements as they are; options, files, and what goes for some environments only, are left out."""
    found = (line.strip() for line in lines)
    return list(dict.fromkeys(line for line in found if _REQUIREMENT.fullmatch(line)))


def _keyword(text: str, name: str) -> object:
    """The literal that setup() is given for it, or None."""
    for node in ast.walk(_parsed(text)):
        if isinstance(node, ast.keyword) and node.arg == name:
            try:
                return ast.literal_eval(node.value)
            except (ValueError, TypeError):
                return None
    return None


def _parsed(text: str) -> ast.Module:
    try:
        return parse(text)
    except UNREADABLE:
        return ast.Module([], [])


def at(value: object, *keys: str) -> object:
    """What is at the end of these keys, or None: files are written by people."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(tree: Tree, folder: str, name: str) -> str:
    return tree.text(f"{folder}/{name}" if folder else name) or ""


def ini(text: str) -> configparser.ConfigParser:
    """The file's sections; none where it can't be read."""
    found = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        found.read_string(text)
    except configparser.Error:
        return configparser.ConfigParser(interpolation=None)
    return found
