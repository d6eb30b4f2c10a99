"""Repositories of several projects: each is tested in its folder, and all of it is one proof."""

from __future__ import annotations

from codeonfly.journal import Journal, Warned
from codeonfly.localbox.host import LocalHost
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.workbench import prepare
from tests.integration.proving import Case, all_proven, tree_of

HALF_PY = "def half(n):\n    return n / 2\n"
TWICE_PY = "\n\ndef twice(n):\n    return 2 * n\n"
HALF_TEST_PY = "from {0}.calc import half\n\n\ndef test_half():\n    assert half(4) == 2\n"
TWICE_TEST_PY = "from {0}.calc import twice\n\n\ndef test_twice():\n    assert twice(5) == 10\n    assert twice(-1) == -2\n"  # noqa: E501 - the text of a file
TOML = '[project]\nname = "{0}"\nversion = "1"\n\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'  # noqa: E501 - the text of a file
TEST_JS = "const test = require('node:test');\nconst assert = require('node:assert');\nconst {{ {0} }} = require('./calc');\n\ntest('{0} of four', () => assert.strictEqual({0}(4), {1}));\n"  # noqa: E501 - the text of a file


def python_package(name: str, folder: str) -> dict[str, str]:
    return {
        f"{folder}/pyproject.toml": TOML.format(name),
        f"{folder}/src/{name}/__init__.py": "",
        f"{folder}/src/{name}/calc.py": HALF_PY,
        f"{folder}/tests/test_{name}.py": HALF_TEST_PY.format(name),
    }


MIXED = {
    "package.json": '{"name": "web", "scripts": {"test": "node --test web/"}}\n',
    "web/calc.js": "exports.half = (n) => n / 2;\n",
    "web/calc.test.js": TEST_JS.format("half", 2),
    **python_package("alpha", "services/alpha"),
    **python_package("beta", "services/beta"),
}
MIXED_CASES = (
    Case(
        "in the second package",
        {
            "services/beta/src/beta/calc.py": HALF_PY + TWICE_PY,
            "services/beta/tests/test_twice.py": TWICE_TEST_PY.format("beta"),
        },
    ),
    Case(
        "breaks another package",
        {
            "web/calc.js": "exports.half = (n) => n / 2;\nexports.twice = (n) => 2 * n;\n",
            "web/twice.test.js": TEST_JS.format("twice", 8),
            "services/alpha/src/alpha/calc.py": HALF_PY.replace("n / 2", "n / 3"),
        },
    ),
)


async def test_a_change_is_proven_by_its_own_project_and_by_all_others() -> None:
    found = await all_proven(MIXED, "", MIXED_CASES)
    good, bad = (found[case.name] for case in MIXED_CASES)
    assert good.verdict.status == "verified", good.failures
    assert bad.verdict.status == "unverified"
    assert bad.comparison is not None
    assert bad.comparison.regressed == ("services/alpha/tests/test_alpha.py::test_half",)


async def test_what_can_not_be_installed_is_left_out_and_said() -> None:
    files = {
        **{path: text for path, text in MIXED.items() if "beta" not in path},
        "broken/requirements.txt": "./nowhere\n",
        "broken/test_a.py": "def test_a():\n    pass\n",
    }
    base, settings, warned = tree_of(files), Settings(), []
    host = LocalHost()
    try:
        bench = await prepare(
            host=host,
            base=base,
            projects=detect(base, settings),
            settings=settings,
            journal=Journal((lambda entry: warned.append(entry.event),)),
            labels={},
        )
    finally:
        await host.kill_all()
    assert [project.folder for project in bench.projects] == ["", "services/alpha"]
    assert bench.baseline is not None
    assert bench.baseline.count("passed") == 2
    told = [event.sentence for event in warned if isinstance(event, Warned)]
    assert len(told) == 1
    assert told[0].startswith(
        "base: broken is left out of the proof: the install command failed with exit code"
    )
    assert "nowhere" in told[0]
