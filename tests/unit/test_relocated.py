"""Tests of the base follow what a change moves, word for word."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.results import TestCase, TestReport
from codeonfly.tree import REGULAR, File
from codeonfly.verification.relocated import relocated
from tests.integration.proving import tree_of

STORE = "package {}\n\ntype Store struct{{}}\n\nfunc (Store) Get() int {{\n\treturn 3\n}}\n"
GO = {
    "go.mod": "module example.com/desk\n\ngo 1.21\n",
    "internal/sqlite/store.go": STORE.format("sqlite"),
    "internal/sqlite/store_test.go": "package sqlite_test\n\nfunc TestGet(t *testing.T) {}\n",
    "internal/sqlite/testdata/a.txt": "3\n4\n",
    "app/app.go": "package app\n",
    "app/app_test.go": 'package app\n\nimport (\n\t"testing"\n\n\t"example.com/desk/internal/sqlite"\n\tdb "example.com/desk/internal/sqlite"\n)\n',
}
PYTHON = {
    "src/shop/units.py": "def convert(a):\n    return a * 2\n\n\ndef name():\n    return 'm'\n",
    "src/shop/__init__.py": "from shop.units import convert\n",
    "tests/test_units.py": "from shop.units import convert\nfrom shop import units\n\npatch('shop.units.name')\npatch('shop.units_of')\n",
    "tests/test_shop.py": "from shop import convert\n",
}
SCRIPT = {
    "src/units.ts": "export const convert = (a: number) => a * 2;\nexport const name = () => 'm';\n",
    "src/shop.ts": "export * from './units';\n",
    "src/units.spec.ts": "import { convert } from './units';\nimport { shop } from './shop.js';\njest.mock('./units');\n",
    "test/all.spec.ts": "import { convert } from '../src/units.js';\nimport fs from 'fs';\n",
}
JAVA = {
    "src/main/java/a/b/Desk.java": "package a.b;\n\npublic class Desk {\n    int open() {\n        return 3;\n    }\n}\n",
    "src/test/java/a/b/DeskTest.java": "package a.b;\n\nclass DeskTest {\n}\n",
    "src/test/java/a/AllTest.java": "package a;\n\nimport a.b.Desk;\n\nclass AllTest {\n}\n",
}


ASKED = "Move it to storage/store, `shop.sums`, src/lib or a.c."


def moved(
    base: dict[str, str], moves: dict[str, str], *, more: str = "", request: str = ASKED
) -> dict[str, str | None]:
    """What the base's tests are, by path, after sources and tests moved, and tests were changed by ``more``."""
    made = [FileChange(old, None) for old in moves]
    for old, new in moves.items():
        text = base[old].replace("package sqlite", "package store").replace("package a.b", "package a.c")
        made.append(FileChange(new, File(REGULAR, (text + (more if is_test(old) else "")).encode())))
    back = Change(
        tuple(FileChange(path, File(REGULAR, base[path].encode())) for path in moves if is_test(path))
    )
    sources = tuple(one for one in made if not is_test(one.path))
    found = relocated(
        Change(tuple(made)),
        tree_of(base),
        Change((*back.files, *sources)),
        frozenset(filter(is_test, base)),
        request,
    )
    return {one.path: one.file.data.decode() if one.file else None for one in found.change.files}


def is_test(path: str) -> bool:
    return "test" in path or "spec" in path


def test_a_package_of_go() -> None:
    moves = {path: path.replace("internal/sqlite", "storage/store") for path in GO if "sqlite" in path}
    assert moved(GO, moves, more="// less\n") == {
        "internal/sqlite/store_test.go": None,
        "internal/sqlite/testdata/a.txt": None,
        "storage/store/store_test.go": "package store_test\n\nfunc TestGet(t *testing.T) {}\n",
        "storage/store/testdata/a.txt": "3\n4\n",
        "app/app_test.go": GO["app/app_test.go"]
        .replace('\t"example.com/desk/internal/sqlite"', '\tsqlite "example.com/desk/storage/store"')
        .replace('db "example.com/desk/internal/sqlite"', 'db "example.com/desk/storage/store"'),
    }


def test_a_field_with_the_name_of_a_package_that_moves_is_not_the_package() -> None:
    test = GO["app/app_test.go"] + "\nfunc TestApp() {\n\ts.sqlite.Get()\n\tstore.Get()\n}\n"
    moves = {path: path.replace("internal/sqlite", "storage/store") for path in GO if "sqlite" in path}
    made = moved({**GO, "app/app_test.go": test}, moves)["app/app_test.go"]
    assert made is not None
    assert '\t"example.com/desk/storage/store"\n' in made
    assert 'sqlite "' not in made


def test_a_package_of_which_something_stays_has_not_moved() -> None:
    base = {**GO, "internal/sqlite/other.go": "package sqlite\n"}
    assert moved(base, {"internal/sqlite/store.go": "storage/store/store.go"}) == {}


def test_a_module_of_python() -> None:
    moves = {"src/shop/units.py": "src/shop/sums.py", "tests/test_units.py": "tests/test_sums.py"}
    assert moved(PYTHON, moves, more="# less\n") == {
        "tests/test_units.py": None,
        "tests/test_sums.py": "from shop.sums import convert\nfrom shop import sums as units\n\n"
        "patch('shop.sums.name')\npatch('shop.units_of')\n",
    }
    assert moved(PYTHON, moves, request="Move it to shop/lengths.") == {}  # elsewhere


@pytest.mark.parametrize("to", ["src/lib/sums.ts", "src/sums.ts"])
def test_a_module_of_typescript(to: str) -> None:
    way = to.removeprefix("src/").removesuffix(".ts")
    spec = to.replace(".ts", ".spec.ts")
    shop = "../shop.js" if "lib" in to else "./shop.js"
    assert moved(SCRIPT, {"src/units.ts": to, "src/units.spec.ts": spec}) == {
        "src/units.spec.ts": None,
        spec: f"import {{ convert }} from './sums';\nimport {{ shop }} from '{shop}';\njest.mock('./sums');\n",
        "test/all.spec.ts": f"import {{ convert }} from '../src/{way}.js';\nimport fs from 'fs';\n",
    }


def test_a_class_of_java() -> None:
    moves = {path: path.replace("a/b", "a/c") for path in JAVA if "a/b" in path}
    assert moved(JAVA, moves) == {
        "src/test/java/a/b/DeskTest.java": None,
        "src/test/java/a/c/DeskTest.java": "package a.c;\n\nclass DeskTest {\n}\n",
        "src/test/java/a/AllTest.java": JAVA["src/test/java/a/AllTest.java"].replace("a.b.Desk", "a.c.Desk"),
    }


def test_a_class_of_java_that_leaves_its_package() -> None:
    base = {
        **JAVA,
        "src/main/java/a/b/Clock.java": "package a.b;\n\npublic class Clock {\n}\n",
        "src/test/java/a/b/ClockTest.java": "package a.b;\n\nclass ClockTest {\n    Desk desk;\n}\n",
    }
    moves = {path: path.replace("a/b", "a/c") for path in JAVA if "a/b" in path}
    made = moved(base, moves)
    assert made["src/test/java/a/b/ClockTest.java"] == base["src/test/java/a/b/ClockTest.java"].replace(
        "package a.b;", "package a.b;\nimport a.c.Desk;"
    )
    assert made["src/test/java/a/c/DeskTest.java"] == "package a.c;\nimport a.b.*;\n\nclass DeskTest {\n}\n"


def test_what_is_another_file_has_not_moved() -> None:
    base = tree_of(PYTHON)
    other = FileChange(
        "src/shop/sums.py", File(REGULAR, b"def convert(a):\n    return 4\n\n\nX = 1\nY = 2\nZ = 3\n")
    )
    change = Change((FileChange("src/shop/units.py", None), other))
    assert relocated(change, base, change, frozenset({"tests/test_units.py"}), ASKED).change == Change()


def test_ids_are_those_of_the_base() -> None:
    base = tree_of(GO)
    moves = {path: path.replace("internal/sqlite", "storage/store") for path in GO if "sqlite" in path}
    made = tuple(FileChange(new, base.files[old]) for old, new in moves.items())
    change = Change((*made, *(FileChange(old, None) for old in moves)))
    over = Change((FileChange("internal/sqlite/store_test.go", base.files["internal/sqlite/store_test.go"]),))
    found = relocated(
        change, base, over, frozenset({"internal/sqlite/store_test.go", "app/app_test.go"}), ASKED
    )
    ids = ("storage/store::TestGet/a", "storage/store_more::TestGet", "app::TestApp")
    cases = tuple(TestCase(f"example.com/desk/{one}", "passed") for one in ids)
    before = found.as_before(TestReport("go", cases))
    assert before is not None
    assert [case.id.removeprefix("example.com/desk/") for case in before.cases] == [
        "internal/sqlite::TestGet/a",
        *ids[1:],
    ]
    assert found.as_before(None) is None
