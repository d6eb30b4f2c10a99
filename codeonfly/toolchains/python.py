"""Python projects: a virtual environment outside the work tree, pytest with our reporter."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from codeonfly.parsing import toml
from codeonfly.results import TestReport
from codeonfly.toolchains import (
    bodies,
    python_canary,
    python_install,
    python_locks,
    python_pytest,
    stream,
    versions,
)
from codeonfly.toolchains.base import PRIVATE, Project, TestPlan
from codeonfly.tree import Tree

VENV = f"{PRIVATE}/venv"
PYTHON = f"{VENV}/bin/python"
MANIFESTS = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "tox.ini",
    "Pipfile",
    "pytest.ini",
    "noxfile.py",
)
CONFIGURATION = frozenset(
    ("conftest.py", "pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "noxfile.py")
)
# A project's own -x would hide what comes after the first failure. The names of tests begin where pytest is
# run: of files that are given, it would take the nearest folder with settings.
_OPTIONS = "-p no:cacheprovider --rootdir=. --maxfail=1000000000"
_TEST_NAME = re.compile(r"(test_.*|.*_test|tests)\.py$")
_TEST_FOLDERS = frozenset(("test", "tests", "testing"))

# A virtual environment outside the work tree, first on PATH, made anew a second time. Making a pip for every
# one takes two seconds: it borrows that of the Python which made it, behind its own packages, so that it can
# be replaced there. A Python without pip of its own still brings one for virtual environments.
_LEND_PIP = (
    "LIB=$(python3 -c 'import os, pip; print(os.path.dirname(os.path.dirname(pip.__file__)))');"
    f" mkdir -p {PRIVATE}/pip; ln -sfn $LIB/pip $LIB/pip-* {PRIVATE}/pip/;"
    f" for SITE in {VENV}/lib/python3*/site-packages; do echo {PRIVATE}/pip > $SITE/pip.pth; done;"
    f" printf '#!/bin/sh\\nexec {PYTHON} -m pip \"$@\"\\n' | tee {VENV}/bin/pip > {VENV}/bin/pip3;"
    f" chmod +x {VENV}/bin/pip {VENV}/bin/pip3"
)
_JOINING = (
    f"export PATH={VENV}/bin:$PATH VIRTUAL_ENV={VENV} UV_PROJECT_ENVIRONMENT={VENV}"
    " PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_WARN_SCRIPT_LOCATION=1"
)
_PREPARE = (
    f"PATH=$(echo \"$PATH\" | sed 's#{VENV}/bin:##g');"
    f" if python3 -m pip --version >/dev/null 2>&1;"
    f" then python3 -m venv --clear --without-pip {VENV} && {_LEND_PIP};"
    f" else python3 -m venv --clear {VENV}; fi"
    f" && {_JOINING} && echo 'PATH={VENV}/bin:$PATH' >> ~/.bash_profile"
)


class Python:
    """The toolchain of Python projects."""

    name = "python"

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """A project where there is a manifest of Python's, or a test file by pytest's or unittest's names."""
        here = _names(tree, folder)
        manifest = next((name for name in MANIFESTS if name in here), None)
        tests = [path for path in tree.files if _within(path, folder) and _is_named(path)]
        if manifest is None and not tests:
            return None
        requirements = python_install.requirements(tree, folder)
        requirements += python_install.included(tree, folder, requirements)
        django = bool(python_pytest.django_settings(tree, folder))
        project = toml(tree.text(_join(folder, "pyproject.toml")) or "")
        return Project(
            toolchain=self.name,
            runner="pytest",
            folder=folder,
            environment=versions.environment("python", _version(tree, folder, project)),
            reason=f"{_join(folder, manifest)} is there" if manifest else f"{tests[0]} is a test of Python's",
            install=python_install.command(tree, folder, django=django),
            prepare=_PREPARE,
            joining=_JOINING,
            test=python_pytest.command(tree, folder, installed=python_install.is_installed(tree, folder)),
            ecosystems=("pypi",),
            manifests=tuple(
                _join(folder, name)
                for name in dict.fromkeys((*MANIFESTS, *python_locks.LOCKS, *requirements))
                if name in here or name in requirements
            ),
        )

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """Pytest by the project's own configuration; our plugin writes the report."""
        chosen = " ".join(shlex.quote(_relative(path, project.folder)) for path in only)
        plan = _plan(project, report, "cof_pytest.py", chosen)
        seeded = {"CODE_ON_FLY_SEED": str(seed)} if seed is not None else {}
        return replace(plan, envs={**plan.envs, "PYTHONHASHSEED": str(seed or 0), **seeded})

    def plan_calls(
        self, project: Project, tree: Tree, *, report: str, calls: bytes | None
    ) -> TestPlan | None:
        if project.runner != "pytest":
            return None
        if calls is None:
            return _plan(project, report, "cof_noting.py", "")
        plan = _plan(project, report, "cof_again.py", "")
        told = f"{PurePosixPath(report).parent}/cof_told.py"
        return replace(plan, files={**plan.files, told: stream.reporter("cof_told.py")})

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        return stream.read(data, "pytest", project.folder, key)

    def canary(self, text: str, test: str, word: str, fresh: Collection[str] = ()) -> str | None:
        return python_canary.canary(text, test, word, fresh)

    def bodies(self, text: str) -> Mapping[str, str]:
        return bodies.of_python(text)

    def spliced(self, source: str, tests: str) -> str | None:
        return None

    def is_test(self, path: str) -> bool:
        parts = path.split("/")
        return bool(_TEST_NAME.fullmatch(parts[-1])) or bool(_TEST_FOLDERS & set(parts[:-1]))

    def is_test_configuration(self, path: str) -> bool:
        return _name(path) in CONFIGURATION

    def version_command(self, project: Project) -> str:
        return (
            f"{PYTHON} -c 'import platform; print(\"Python\", platform.python_version())';"
            f" {PYTHON} -c 'import pytest; print(\"pytest\", pytest.__version__)'"
        )


def _plan(project: Project, report: str, reporter: str, chosen: str) -> TestPlan:
    """Pytest with a plugin of ours, which is in no folder that the project knows."""
    place = PurePosixPath(report).parent
    module = f"cof_{PurePosixPath(report).stem}"
    given = project.test.removeprefix(python_pytest.COMMAND)
    return TestPlan(
        command=f"{PYTHON} -m pytest{given} -p {module} {_OPTIONS} {chosen}".rstrip(),
        report=report,
        files={f"{place}/{module}.py": stream.reporter(reporter)},
        envs={
            "CODE_ON_FLY_REPORT": report,
            "PYTHONPATH": str(place),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
        },
    )


def _version(tree: Tree, folder: str, project: Mapping[str, Any]) -> str:
    """What pyproject.toml, the file of pyenv and uv, or setup.cfg asks for."""
    asked = python_install.at(project, "project", "requires-python")
    if isinstance(asked, str):
        return asked
    classic = re.search(
        r"^\s*python_requires\s*=\s*(.+)", tree.text(_join(folder, "setup.cfg")) or "", re.MULTILINE
    )
    return classic[1] if classic else versions.told(tree, folder, (".python-version",))


def _is_named(path: str) -> bool:
    return bool(_TEST_NAME.fullmatch(_name(path))) or python_pytest.is_unittests(path)


def _names(tree: Tree, folder: str) -> frozenset[str]:
    return frozenset(_name(path) for path in tree.files if path.rpartition("/")[0] == folder)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _within(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")


def _relative(path: str, folder: str) -> str:
    return path.removeprefix(folder + "/") if folder else path
