"""Which projects a repository holds: the root's, and of each language the nearest below it that has tests."""

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

JEST = '{"scripts": {"test": "jest"}}'
TOOLS = '{"devDependencies": {"husky": "9"}}'
NO_TESTS = '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'
SPREAD = '{"workspaces": ["packages/*"], "scripts": {"test": "npm test --workspaces"}}'
BUILT = "[build-system]\nrequires = []\n"
PY, GO, CARGO, POM = "[project]\nname = 'x'\n", "module x\n", "[package]\n", "<project/>"

TREES: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "nothing": ({"README.md": ""}, []),
    "one at the root": ({"pyproject.toml": PY, "tests/test_a.py": ""}, [("python", "")]),
    "tests alone": ({"test_a.py": ""}, [("python", "")]),
    "two at the root": (
        {"pyproject.toml": PY, "tests/test_a.py": "", "package.json": JEST, "web/a.test.js": ""},
        [("python", ""), ("node", "")],
    ),
    "a package.json for hooks": (
        {"pyproject.toml": PY, "tests/test_a.py": "", "package.json": TOOLS},
        [("python", "")],
    ),
    "a package.json whose test script says that there are none": (
        {"go.mod": GO, "a_test.go": "", "package.json": NO_TESTS},
        [("go", "")],
    ),
    "a package.json alone, without tests": ({"package.json": TOOLS, "index.js": ""}, [("node", "")]),
    "packages of one language": (
        {
            "packages/a/pyproject.toml": PY,
            "packages/a/tests/test_a.py": "",
            "packages/b/pyproject.toml": PY,
            "packages/b/tests/test_b.py": "",
        },
        [("python", "packages/a"), ("python", "packages/b")],
    ),
    "packages below a root that has settings of tools alone": (
        {
            "pyproject.toml": "[tool.ruff]\n",
            "libs/a/pyproject.toml": BUILT,
            "libs/a/tests/test_a.py": "",
            "services/b/requirements.txt": "",
            "services/b/test_b.py": "",
            "examples/test_c.py": "",
        },
        [("python", "libs/a"), ("python", "services/b")],
    ),
    "packages below a root with tests": (
        {
            "pyproject.toml": "[tool.ruff]\n",
            "libs/a/pyproject.toml": BUILT,
            "libs/a/test_a.py": "",
            "test_b.py": "",
        },
        [("python", "")],
    ),
    "packages below a root where pytest is set up": (
        {
            "pyproject.toml": "[tool.pytest.ini_options]\n",
            "libs/a/pyproject.toml": BUILT,
            "libs/a/test_a.py": "",
        },
        [("python", "")],
    ),
    "packages below a root that installs something": (
        {"requirements.txt": "", "libs/a/pyproject.toml": BUILT, "libs/a/test_a.py": ""},
        [("python", "")],
    ),
    "tests by unittest's names alone": ({"half.py": "", "tests/testhalf.py": ""}, [("python", "")]),
    "packages, and tests that are nobody's": (
        {"a/pyproject.toml": PY, "a/test_a.py": "", "tests/test_all.py": ""},
        [("python", ""), ("python", "a")],
    ),
    "front and back, not equally deep": (
        {
            "backend/requirements.txt": "",
            "backend/test_a.py": "",
            "apps/web/package.json": JEST,
            "apps/web/a.test.ts": "",
        },
        [("python", "backend"), ("node", "apps/web")],
    ),
    "another language below the root": (
        {"package.json": JEST, "a.test.js": "", "api/pyproject.toml": PY, "api/tests/test_a.py": ""},
        [("node", ""), ("python", "api")],
    ),
    "below the root without tests": (
        {"pyproject.toml": PY, "test_a.py": "", "docs/package.json": TOOLS},
        [("python", "")],
    ),
    "below the root with a runner nobody knows": (
        {
            "pyproject.toml": PY,
            "test_a.py": "",
            "web/package.json": '{"scripts": {"test": "ava"}}',
            "web/a.test.js": "",
        },
        [("python", "")],
    ),
    "a root stands for its own language below": (
        {"pom.xml": POM, "core/pom.xml": POM, "core/src/test/java/ATest.java": ""},
        [("java", "")],
    ),
    "but no module of Go for another": (
        {"go.mod": GO, "a_test.go": "", "tools/go.mod": GO, "tools/b_test.go": ""},
        [("go", ""), ("go", "tools")],
    ),
    "tests inside sources": (
        {"crates/a/Cargo.toml": CARGO, "crates/a/src/lib.rs": "#[test]\nfn a() {}\n", "b/go.mod": GO},
        [("rust", "crates/a")],
    ),
    "no tests anywhere": ({"a/go.mod": GO, "b/c/pyproject.toml": PY}, [("go", "a")]),
    "workspaces": (
        {"package.json": SPREAD, "packages/a/package.json": JEST, "packages/a/a.test.js": ""},
        [("node", "packages/a")],
    ),
    "workspaces, and a package that is none of them": (
        {
            "package.json": SPREAD,
            "packages/a/package.json": JEST,
            "packages/a/a.test.js": "",
            "site/package.json": JEST,
            "site/b.test.js": "",
        },
        [("node", "packages/a"), ("node", "site")],
    ),
    "a root that only calls others": (
        {
            "package.json": '{"scripts": {"test": "make test"}}',
            "client/package.json": JEST,
            "client/a.test.js": "",
        },
        [("node", "client")],
    ),
    "what is somebody else's": (
        {
            "go.mod": GO,
            "a_test.go": "",
            "examples/x/pyproject.toml": PY,
            "examples/x/test_a.py": "",
            "web/node_modules/y/package.json": JEST,
            "web/node_modules/y/y.test.js": "",
        },
        [("go", "")],
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_projects(name: str) -> None:
    files, wanted = TREES[name]
    found = detect(tree_of(files), Settings())
    assert [(project.toolchain, project.folder) for project in found] == wanted


def test_no_more_than_eight() -> None:
    files = {f"p{n}/{name}": "" for n in range(20) for name in ("go.mod", "a_test.go")}
    assert [project.folder for project in detect(tree_of(files), Settings())][-1] == "p15"


def test_the_environment_of_the_settings_leaves_the_other_languages_out() -> None:
    files, _ = TREES["another language below the root"]
    found = detect(tree_of(files), Settings(environment="python-3.11"))
    assert [(project.toolchain, project.folder) for project in found] == [("python", "api")]


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("crates/a/Cargo.toml", True),
        ("parcels/pom.xml", True),
        ("app/build.gradle.kts", True),
        ("gradle/libs.versions.toml", True),
        ("web/pnpm-lock.yaml", True),
        ("uv.lock", True),
        ("requirements/prod.txt", True),  # which requirements.txt names
        ("requirements.in", True),
        ("notes/prod.txt", False),
        ("go.work", False),  # decides which tests are run, not what they need
        ("a.py", False),
    ],
)
def test_what_asks_for_an_installation(path: str, asks: bool) -> None:
    files = {"requirements.txt": "-r requirements/prod.txt\n", "requirements/prod.txt": "", "test_a.py": ""}
    base = tree_of(files)
    change = change_of(Case("", {path: "x\n"}))
    assert (split(change, base, detect(base, Settings())).installed is not None) == asks
