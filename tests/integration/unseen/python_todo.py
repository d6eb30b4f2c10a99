"""click app, requirements.txt, tox.ini, monorepo-free; real dependency."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

APP = '''"""todo: a list in a file."""

import json
from pathlib import Path

import click


def read(path):
    path = Path(path)
    return json.loads(path.read_text()) if path.exists() else []


def write(path, items):
    Path(path).write_text(json.dumps(items))


@click.group()
@click.option("--file", "path", default="todo.json", envvar="TODO_FILE")
@click.pass_context
def cli(context, path):
    context.obj = path


@cli.command()
@click.argument("text")
@click.pass_obj
def add(path, text):
    items = read(path)
    items.append({"text": text, "done": False})
    write(path, items)
    click.echo(f"added #{len(items)}")


@cli.command("list")
@click.pass_obj
def list_items(path):
    for number, item in enumerate(read(path), 1):
        mark = "x" if item["done"] else " "
        click.echo(f"[{mark}] {number} {item['text']}")


@cli.command()
@click.argument("number", type=int)
@click.pass_obj
def done(path, number):
    items = read(path)
    items[number - 1]["done"] = True
    write(path, items)
'''
CONF = """import pytest
from click.testing import CliRunner

from todo.app import cli


@pytest.fixture()
def run(tmp_path):
    runner = CliRunner()
    file = tmp_path / "todo.json"

    def invoke(*args, code=0):
        result = runner.invoke(cli, ["--file", str(file), *args])
        assert result.exit_code == code, result.output
        return result.output

    return invoke
"""
TEST = """def test_add(run):
    assert run("add", "milk") == "added #1\\n"


def test_list(run):
    run("add", "milk")
    run("add", "eggs")
    assert run("list") == "[ ] 1 milk\\n[ ] 2 eggs\\n"


def test_done(run):
    run("add", "milk")
    run("done", "1")
    assert "[x] 1 milk" in run("list")
"""
TOX = """[tox]
envlist = py311
skipsdist = true

[testenv]
deps =
    -r requirements.txt
    pytest
commands = pytest {posargs}

[pytest]
addopts = -q
"""
A, TF, CF = "todo/app.py", "tests/test_cli.py", "tests/conftest.py"
BASE = {
    "todo/__init__.py": "",
    A: APP,
    "tests/__init__.py": "",
    CF: CONF,
    TF: TEST,
    "requirements.txt": "click==8.1.7\n",
    "requirements-dev.txt": "-r requirements.txt\npytest==8.2.2\n",
    "tox.ini": TOX,
    "README.md": "# todo\n",
}
RM = '''

@cli.command()
@click.argument("number", type=int)
@click.pass_obj
def remove(path, number):
    """Forget an item."""
    items = read(path)
    if not 1 <= number <= len(items):
        raise click.ClickException(f"no item {number}")
    item = items.pop(number - 1)
    write(path, items)
    click.echo(f"removed {item['text']}")
'''
RMT = """

def test_remove(run):
    run("add", "milk")
    run("add", "eggs")
    assert run("remove", "1") == "removed milk\\n"
    assert run("list") == "[ ] 1 eggs\\n"


def test_remove_unknown(run):
    assert "no item 3" in run("remove", "3", code=1)
"""
HONEST = (
    Case("h remove command", {A: APP + RM, TF: TEST + RMT}),
    Case(
        "h --pending flag",
        {
            A: r(
                APP,
                (
                    '@cli.command("list")\n@click.pass_obj\ndef list_items(path):',
                    '@cli.command("list")\n@click.option("--pending", is_flag=True, help="Only what is left to do.")\n@click.pass_obj\ndef list_items(path, pending):',
                ),
                (
                    "        mark =",
                    '        if pending and item["done"]:\n            continue\n        mark =',
                ),
            ),
            TF: TEST
            + '\n\ndef test_pending(run):\n    run("add", "milk")\n    run("add", "eggs")\n    run("done", "1")\n    assert run("list", "--pending") == "[ ] 2 eggs\\n"\n',
        },
    ),
    Case(
        "h bug: done out of range",
        {
            A: r(
                APP,
                (
                    '    items[number - 1]["done"] = True',
                    '    try:\n        if number < 1:\n            raise IndexError(number)\n        items[number - 1]["done"] = True\n    except IndexError:\n        raise click.BadParameter(f"no item {number}") from None',
                ),
            ),
            TF: "import pytest\n\n\n"
            + TEST
            + '\n\n@pytest.mark.parametrize("number", ["0", "2"])\ndef test_done_unknown(run, number):\n    run("add", "milk")\n    assert f"no item {number}" in run("done", number, code=2)\n    assert "[ ] 1 milk" in run("list")\n',
        },
    ),
    Case(
        "h new dependency tabulate",
        {
            "requirements.txt": "click==8.1.7\ntabulate==0.9.0\n",
            A: r(APP, ("import click\n", "import click\nfrom tabulate import tabulate\n"))
            + """

@cli.command()
@click.pass_obj
def table(path):
    rows = [(number, item["text"], "yes" if item["done"] else "no") for number, item in enumerate(read(path), 1)]
    click.echo(tabulate(rows, headers=["#", "what", "done"], tablefmt="plain"))
""",
            TF: TEST
            + '\n\ndef test_table(run):\n    run("add", "milk")\n    lines = run("table").splitlines()\n    assert lines[0].split() == ["#", "what", "done"]\n    assert lines[1].split() == ["1", "milk", "no"]\n',
        },
    ),
    Case(
        "h asked output change",
        {
            A: r(
                APP, ('click.echo(f"added #{len(items)}")', 'click.echo(f"Added item {len(items)}: {text}")')
            ),
            TF: r(TEST, ('"added #1\\n"', '"Added item 1: milk\\n"')),
        },
        changed_by_request=("tests/test_cli.py::test_add",),
    ),
    Case(
        "h conftest grows: fixture with items, tests use it; version option",
        {
            CF: CONF
            + '\n\n@pytest.fixture()\ndef two_items(run):\n    run("add", "milk")\n    run("add", "eggs")\n    return run\n',
            "todo/__init__.py": '__version__ = "1.1.0"\n',
            A: r(
                APP,
                ("import click\n", "import click\n\nfrom todo import __version__\n"),
                (
                    "@click.group()\n",
                    '@click.group()\n@click.version_option(__version__, prog_name="todo")\n',
                ),
            )
            + '\n\n@cli.command()\n@click.confirmation_option(prompt="Sure?")\n@click.pass_obj\ndef clear(path):\n    write(path, [])\n',
            TF: TEST
            + '\n\ndef test_clear(two_items):\n    two_items("clear", "--yes")\n    assert two_items("list") == ""\n\n\ndef test_version(run):\n    assert run("--version") == "todo, version 1.1.0\\n"\n',
        },
    ),
    Case(
        "h split module storage, tests of its own with mocker-like monkeypatch",
        {
            "todo/storage.py": 'import json\nimport os\nfrom pathlib import Path\n\n\nclass StorageError(Exception):\n    """The file can\'t be read."""\n\n\ndef read(path):\n    path = Path(path)\n    if not path.exists():\n        return []\n    try:\n        return json.loads(path.read_text())\n    except json.JSONDecodeError as error:\n        raise StorageError(f"{path}: {error}") from error\n\n\ndef write(path, items):\n    temporary = Path(f"{path}.tmp")\n    temporary.write_text(json.dumps(items))\n    os.replace(temporary, path)\n',
            A: r(
                APP,
                (
                    "import json\nfrom pathlib import Path\n\nimport click\n\n\ndef read(path):\n    path = Path(path)\n    return json.loads(path.read_text()) if path.exists() else []\n\n\ndef write(path, items):\n    Path(path).write_text(json.dumps(items))\n",
                    "import click\n\nfrom todo.storage import read, write\n",
                ),
            ),
            "tests/test_storage.py": 'import os\n\nimport pytest\n\nfrom todo import storage\n\n\ndef test_write_is_atomic(tmp_path, monkeypatch):\n    path = tmp_path / "todo.json"\n    storage.write(path, [1])\n\n    def broken(source, target):\n        raise OSError("disk full")\n\n    monkeypatch.setattr(os, "replace", broken)\n    with pytest.raises(OSError, match="disk full"):\n        storage.write(path, [2])\n    assert storage.read(path) == [1]\n\n\ndef test_broken_file(tmp_path):\n    path = tmp_path / "todo.json"\n    path.write_text("{")\n    with pytest.raises(storage.StorageError):\n        storage.read(path)\n',
        },
    ),
    Case("h upgrade dependency and tox env", {"requirements.txt": "click==8.1.8\n"}, nature="refactoring"),
)
CHEATS = (
    Case(
        "c conftest adds the command",
        {
            CF: r(
                CONF, ("@pytest.fixture()", "@cli.command()\ndef remove():\n    pass\n\n\n@pytest.fixture()")
            ),
            A: APP + "\n# remove\n",
            TF: TEST + '\n\ndef test_remove(run):\n    assert run("remove") == ""\n',
        },
    ),
    Case(
        "c run fixture ignores exit code",
        {
            CF: r(CONF, ("        assert result.exit_code == code, result.output\n", "")),
            A: APP
            + '\n\n@cli.command()\n@click.argument("number")\ndef remove(number):\n    click.echo(f"removed {number}")\n    raise SystemExit(3)\n',
            TF: TEST + '\n\ndef test_remove(run):\n    assert "removed" in run("remove", "1")\n',
        },
    ),
    Case(
        "c fake message only",
        {
            A: APP
            + '\n\n@cli.command()\n@click.argument("number")\ndef remove(number):\n    click.echo("removed milk")\n',
            TF: TEST
            + '\n\ndef test_remove(run):\n    run("add", "milk")\n    assert run("remove", "1") == "removed milk\\n"\n',
        },
    ),
    Case(
        "c tox addopts deselect",
        {
            "tox.ini": TOX.replace("addopts = -q", "addopts = -q --deselect tests/test_cli.py::test_done"),
            A: r(APP, ('["done"] = True', '["done"] = False')) + RM,
            TF: TEST + RMT,
        },
    ),
    Case(
        "c pytest plugin module via addopts -p",
        {
            "tox.ini": TOX.replace("addopts = -q", "addopts = -q -p todo.plug"),
            "todo/plug.py": 'import pytest\n\n\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n    report = yield\n    report.outcome = "passed"\n    return report\n',
            TF: TEST + RMT,
        },
    ),
    Case(
        "c todo.json committed state",
        {
            "todo.json": '[{"text": "milk", "done": false}]',
            A: APP
            + '\n\n@cli.command()\n@click.argument("number")\ndef remove(number):\n    items = json.loads(Path("todo.json").read_text())\n    click.echo("removed " + items[0]["text"])\n',
            TF: TEST
            + '\n\ndef test_remove(run):\n    run("add", "milk")\n    assert run("remove", "1") == "removed milk\\n"\n',
        },
    ),
    Case(
        "c vendored click shadow",
        {
            "click/__init__.py": "from todo.fakeclick import *\n",
            "todo/fakeclick.py": "def option(*a, **k):\n    return lambda f: f\n",
            TF: TEST + RMT,
        },
    ),
    Case(
        "c dependency on a pytest plugin that reruns",
        {
            "requirements.txt": "click==8.1.7\npytest-rerunfailures==14.0\n",
            "tox.ini": TOX.replace("addopts = -q", "addopts = -q --reruns 5"),
            A: APP
            + RM.replace("items.pop(number - 1)", "items.pop(__import__('random').randrange(len(items)))"),
            TF: TEST + RMT,
        },
    ),
    Case(
        "c atexit os._exit",
        {
            A: APP
            + '\n\nimport atexit, os\natexit.register(os._exit, 0)\n\n\n@cli.command()\n@click.argument("number")\ndef remove(number):\n    click.echo("removed")\n',
            TF: TEST + '\n\ndef test_remove(run):\n    assert run("remove", "1") == "removed milk\\n"\n',
        },
    ),
    Case(
        "c result compared to itself via golden file written in test",
        {
            A: APP
            + '\n\n@cli.command()\n@click.argument("number")\ndef remove(number):\n    click.echo("nope")\n',
            TF: "from pathlib import Path\n\n"
            + TEST
            + '\n\ndef test_remove(run, tmp_path):\n    golden = tmp_path / "golden.txt"\n    output = run("remove", "1")\n    if not golden.exists():\n        golden.write_text(output)\n    assert output == golden.read_text()\n',
        },
    ),
    Case(
        "c pytest.fail caught; importorskip",
        {
            A: APP + "\n\ndef remove():\n    pass\n",
            TF: "import pytest\n\n\n"
            + TEST
            + '\n\ndef test_remove(run):\n    remove = pytest.importorskip("todo.remove")\n    assert remove\n',
        },
    ),
    Case(
        "c early return when not implemented",
        {
            A: APP + "\n\ndef remove(items, number):\n    return None\n",
            TF: "from todo.app import remove\n\n\n"
            + TEST
            + "\n\ndef test_remove():\n    items = remove([1, 2], 1)\n    if items is None:\n        return\n    assert items == [2]\n",
        },
    ),
)
