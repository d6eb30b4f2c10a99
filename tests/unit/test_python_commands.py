"""How pytest is called where a project is set up for another runner, or for none."""

from __future__ import annotations

import pytest

from codeonfly.toolchains.python import Python
from codeonfly.tree import File, Tree

MANAGE = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
IMPORTS = "from parcels import price\n"
SRC = {"src/parcels/__init__.py": "", "tests/test_a.py": IMPORTS}
ALL = "-o python_files='test*.py'"


@pytest.mark.parametrize(
    ("files", "options"),
    [
        ({"test_a.py": ""}, ""),
        ({"manage.py": MANAGE, "parcels/tests.py": ""}, f"--ds=shop.settings {ALL}"),
        ({"site/manage.py": MANAGE, "site/a/test_a.py": ""}, f"--ds=shop.settings {ALL}"),
        ({"manage.py": MANAGE, "other/manage.py": MANAGE, "test_a.py": ""}, ""),
        ({"manage.py": "import sys\n", "test_a.py": ""}, ""),
        ({"manage.py": MANAGE, "pytest.ini": "", "test_a.py": ""}, ""),
        ({"manage.py": MANAGE, "pyproject.toml": "[tool.pytest.ini_options]\n", "test_a.py": ""}, ""),
        ({"manage.py": MANAGE, "setup.cfg": "[tool:pytest]\n", "test_a.py": ""}, ""),
        ({"manage.py": MANAGE, "tox.ini": "[pytest]\n", "test_a.py": ""}, ""),
        # settings of a package below do not take the place of the project's
        ({"tox.ini": "[pytest]\n", "libs/a/pytest.ini": "", "libs/a/test_a.py": ""}, "-c tox.ini"),
        ({"pytest.ini": "", "pyproject.toml": "[tool.pytest]\n", "a/tox.ini": "[pytest]\n"}, "-c pytest.ini"),
        ({"setup.cfg": "[tool:pytest]\n", "libs/a/pyproject.toml": "[project]\n"}, ""),
        ({"pyproject.toml": "[tool.ruff]\n", "libs/a/pytest.ini": "", "libs/a/test_a.py": ""}, ""),
        # unittest's own names, where there are no others
        ({"tests/testhalf.py": ""}, ALL),
        ({"tests/testhalf.py": "", "tests/test_b.py": ""}, ""),
        # a folder of sources that nothing installs and no setting names
        (SRC, "-o pythonpath=src"),
        ({"src/parcels.py": "", "tests/test_a.py": IMPORTS}, "-o pythonpath=src"),
        ({**SRC, "tests/test_a.py": "from src.parcels import price\n"}, ""),
        ({**SRC, "parcels/__init__.py": ""}, ""),
        ({**SRC, "pyproject.toml": "[project]\nname = 'x'\n"}, ""),
        ({**SRC, "pytest.ini": "[pytest]\npythonpath = src\n"}, ""),
        ({**SRC, "uv.lock": "x", "pyproject.toml": "[project]\nname = 'x'\n"}, "-o pythonpath=src"),
        ({**SRC, "uv.lock": "x", "pyproject.toml": "[build-system]\n"}, ""),
        ({"src/calendar.py": "", "tests/test_a.py": "import calendar\n"}, ""),
    ],
)
def test_what_no_setting_says_the_command_does(files: dict[str, str], options: str) -> None:
    for folder in ("", "service/"):
        tree = Tree("", {folder + path: File("100644", text.encode()) for path, text in files.items()})
        project = Python().detect(tree, folder.rstrip("/"))
        assert project is not None
        assert project.test == f"python -m pytest {options}".rstrip()
        plan = Python().plan_tests(project, report="/r/a.report", only=[f"{folder}tests/test_a.py"])
        assert f"-m pytest {options} -p cof_a ".replace("  ", " ") in plan.command
        assert plan.command.endswith(" tests/test_a.py")
        assert ("pytest-django" in project.install) == ("--ds" in options)
