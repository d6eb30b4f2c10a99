"""Where Python projects write down what they need, and what is installed for each."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.toolchains.python import Python
from codeonfly.toolchains.python_install import command
from codeonfly.tree import File, Tree

BUILT = '[build-system]\nrequires = ["hatchling"]\n'
SETUP = "from setuptools import setup\n"
GROUPS = '[dependency-groups]\nx = ["a"]\ndev = ["b", {include-group = "x"}]\n'
NOX = "def tests(session):\n    session.install('-e', '.', 'a', NAME)\n    session.run('b')\n"
NAMED = '[project]\nname = "pkg"\nversion = "1"\n'
ENDING = "(python -c 'import pytest' 2>/dev/null || pip install --quiet pytest)"


LOCK = """[[package]]
name = "a"
version = "1.2"
optional = false

[[package]]
name = "b"
version = "2"
optional = false
markers = 'python_version < "3.11"'

[[package]]
name = "c"
version = "3"
optional = true
"""
ODD = [
    "tool = 1",
    "project = 1",
    "x = " + "[" * 5_000,
    "[project]\ndependencies = 3",
    "[tool]\nhatch = []",
    "[testenv]\ndeps = %(x)s",
]


def asked(files: dict[str, str], folder: str = "") -> str:
    """What is installed before pytest is looked for."""
    made = Tree("a" * 40, {path: File("100644", text.encode()) for path, text in files.items()})
    told = command(made, folder)
    assert told.endswith(ENDING)
    return told.removesuffix(ENDING).removesuffix(" && ").replace("pip install --quiet ", "")


@pytest.mark.parametrize(
    ("files", "installed"),
    [
        ({}, ""),
        ({"pyproject.toml": BUILT + NAMED}, "-e ."),
        ({"pyproject.toml": NAMED}, ""),
        ({"pyproject.toml": NAMED, "src/pkg/__init__.py": ""}, "-e ."),
        ({"pyproject.toml": NAMED + 'dependencies = ["six>=1"]\n'}, "'six>=1'"),
        ({"pyproject.toml": BUILT + NAMED + 'dependencies = ["six"]\n'}, "-e ."),
        (
            {"pyproject.toml": BUILT + '[project.optional-dependencies]\ntest = ["a"]\ndocs = ["b"]\n'},
            "a -e .",
        ),
        (
            {"pyproject.toml": NAMED + GROUPS},
            "b a",
        ),
        ({"pyproject.toml": NAMED + '[dependency-groups]\ndev = [{include-group = "dev"}, "a"]\n'}, "a"),
        ({"pyproject.toml": NAMED + '[tool.uv]\ndev-dependencies = ["a"]\n'}, "a"),
        ({"pyproject.toml": NAMED + '[tool.pdm.dev-dependencies]\ntest = ["a"]\n'}, "a"),
        (
            {
                "pyproject.toml": BUILT
                + '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.9"\nsix = "*"\n'
                '[tool.poetry.group.dev.dependencies]\na = "^1.2.3"\nb = {version = "~2.1", extras = ["x"]}\n'
                'c = {git = "https://x.example"}\nd = "*"\ne = ">=1"\nf = "^0.3"\ng = "1.0"\n'
            },
            "'a>=1.2.3,<2' 'b[x]>=2.1,<2.2' d 'e>=1' 'f>=0.3,<0.4' g==1.0 -e .",
        ),
        ({"pyproject.toml": '[tool.poetry.dependencies]\nsix = "^1"\n'}, "'six>=1,<2'"),
        ({"setup.py": SETUP + "setup(extras_require={'dev': ['a'], 'docs': []})\n"}, "-e '.[dev]'"),
        ({"setup.py": "from setuptools import setup\nsetup(tests_require=['a'])\n"}, "a -e ."),
        ({"setup.py": "setup(extras_require=read())\n"}, "-e ."),
        ({"setup.cfg": "[metadata]\nname = x\n[options.extras_require]\ntests = a\n"}, "-e '.[tests]'"),
        ({"setup.cfg": "[tool:pytest]\ntestpaths = tests\n"}, ""),
        ({"requirements.txt": "", "requirements-dev.txt": "", "dev-requirements.txt": ""},
         "-r dev-requirements.txt -r requirements-dev.txt -r requirements.txt"),
        ({"requirements/base.txt": "", "requirements/test.txt": "", "requirements/docs.txt": ""},
         "-r requirements/base.txt -r requirements/test.txt"),
        ({"tests/requirements.txt": "", "docs/requirements.txt": ""}, "-r tests/requirements.txt"),
        ({"Pipfile": '[packages]\nsix = "*"\n[dev-packages]\na = "==1"\n'}, "six a==1"),
        (
            {"tox.ini": "[testenv]\ndeps =\n    pytest\n    -r{toxinidir}/x.txt\n    py39: old\n    a>=1\n"},
            "(pytest 'a>=1' || true)",
        ),
        ({"pyproject.toml": "[tool.tox]\nlegacy_tox_ini = '''\n[testenv]\ndeps = a\n'''\n"}, "(a || true)"),
        (
            {"noxfile.py": NOX},
            "(a || true)",
        ),
        ({"pyproject.toml": '[tool.hatch.envs.default]\ndependencies = ["a"]\n'}, "(a || true)"),
        ({"poetry.lock": LOCK, "requirements.txt": "", "pyproject.toml": BUILT},
         "--no-deps a==1.2 'b==2 ; python_version < \"3.11\"' -e ."),
        ({"poetry.lock": LOCK, "pyproject.toml": BUILT + "[tool.poetry]\npackage-mode = false\n"},
         "--no-deps a==1.2 'b==2 ; python_version < \"3.11\"'"),
        ({"poetry.lock": LOCK + '[package.source]\ntype = "git"\n'},
         "poetry && poetry install --quiet --no-interaction --all-extras"),
    ],
)  # fmt: skip
def test_what_a_project_asks_for_is_installed(files: dict[str, str], installed: str) -> None:
    assert asked(files) == installed
    inside = {f"service/{path}": text for path, text in files.items()}
    assert asked(inside, "service") == installed
    assert asked(inside) == "", "what a folder asks for is no affair of another's"


def test_a_lock_of_uv_is_installed_with_all_that_it_locks() -> None:
    told = asked({"uv.lock": "version = 1\n", "pyproject.toml": BUILT + NAMED, "requirements.txt": "x"})
    assert "uv sync --frozen --all-groups" in told
    assert "-r" not in told


PIPENV = """{"default": {"a": {"version": "==1.2", "hashes": []}},
"develop": {"b": {"version": "==2", "markers": "python_version < '3.11'"}, "a": {"version": "==1.2"}}}"""
PDM = """[[package]]
name = "a"
version = "1.2"
groups = ["default"]

[[package]]
name = "b"
version = "2"
marker = 'sys_platform == "win32"'
"""


@pytest.mark.parametrize(
    ("name", "text", "installed"),
    [
        ("Pipfile.lock", PIPENV, "--no-deps a==1.2 'b==2 ; python_version < '\"'\"'3.11'\"'\"'' -e ."),
        ("Pipfile.lock", '{"default": {"a": {"path": "."}}}', "a==1 -e ."),
        ("Pipfile.lock", "[" * 100_000, "a==1 -e ."),
        ("Pipfile.lock", "[]", "a==1 -e ."),
        ("Pipfile.lock", '{"default": {"--pre": {"version": "==1"}}}', "a==1 -e ."),
        ("pdm.lock", PDM, "--no-deps a==1.2 'b==2 ; sys_platform == \"win32\"' -e ."),
        ("pdm.lock", PDM + 'git = "https://x.example"\n', "a==1 -e ."),
        ("pdm.lock", "package = 3", "a==1 -e ."),
    ],
)
def test_a_lock_is_installed_exactly_as_far_as_an_index_has_it(name: str, text: str, installed: str) -> None:
    files = {"Pipfile": '[packages]\na = "==1"\n', "setup.py": SETUP, name: text}
    assert asked(files) == installed
    made = Tree("", {path: File("100644", one.encode()) for path, one in files.items()})
    project = Python().detect(made, "")
    assert project is not None
    assert name in project.manifests


def test_what_requirement_files_name_is_part_of_what_is_installed() -> None:
    files = {
        "requirements.txt": "-r requirements/prod.txt\n-c limits.txt # known to work\n-r missing.txt\n",
        "requirements/prod.txt": "--requirement=more.txt\nsix\n",
        "requirements/more.txt": "-r prod.txt\n-r ../requirements.txt\nattrs\n",
        "limits.txt": "six<2\n",
        "notes.txt": "-r other.txt\n",
    }
    for folder in ("", "service"):
        start = f"{folder}/" if folder else ""
        tree = Tree("", {start + path: File("100644", text.encode()) for path, text in files.items()})
        project = Python().detect(tree, folder)
        assert project is not None
        assert set(project.manifests) == {start + path for path in files.keys() - {"notes.txt"}}
        assert "more.txt" not in project.install, "what names it installs it"


def test_a_workspace_of_uv_is_installed_whole() -> None:
    assert "--all-packages" in asked(
        {"uv.lock": "x", "pyproject.toml": "[tool.uv.workspace]\nmembers = []\n"}
    )
    assert "--all-packages" not in asked({"uv.lock": "x", "pyproject.toml": "[tool.uv]\n"})


@pytest.mark.parametrize(
    "name",
    [
        "Pipfile.lock",
        "pdm.lock",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
        "tox.ini",
        "noxfile.py",
        "Pipfile",
        "requirements.txt",
    ],
)
@given(text=st.one_of(st.text(), st.sampled_from(ODD)))
def test_no_file_is_too_odd(name: str, text: str) -> None:
    files = {name: text, "tests/test_a.py": ""}
    tree = Tree("", {path: File("100644", one.encode()) for path, one in files.items()})
    assert command(tree, "").endswith(ENDING)
    assert Python().detect(tree, "") is not None


@given(st.text(alphabet="abc ;$`'\"&|<>=!\\\n", max_size=12))
def test_no_requirement_is_more_than_a_word_to_the_shell(word: str) -> None:
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    told = asked({"pyproject.toml": f'{NAMED}dependencies = ["{quoted}"]\n'})
    assert shlex.split(told) in ([], [word.strip()])
