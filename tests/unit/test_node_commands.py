"""A Node project's own test command with our reporter in it, for all its tests or for some files."""

from __future__ import annotations

import json

import pytest

from codeonfly.toolchains.node import Node
from codeonfly.tree import File, Tree

OURS = "--test --test-reporter=/r/cof_node_test.mjs --test-reporter-destination=/r/a.report"
MOCHAS = "--no-bail --reporter /r/cof_mocha.cjs"
JESTS = "--ci --bail=0 --coverage=false --reporters=default --reporters=/r/cof_jest.cjs"
VITESTS = (
    "--run --bail=0 --coverage.enabled=false --reporter=default --reporter=/r/node_modules/cof_vitest.mjs"
)


@pytest.mark.parametrize(
    ("script", "files", "command"),
    [
        ("node --test", [], f"node {OURS}"),
        ("node --test --watch --test-reporter=spec test/", [], f"node {OURS} test/"),
        ("node --test-reporter spec --test", ["test/a.js"], f"node {OURS} test/a.js"),
        ("node --test --experimental-test-coverage --test-coverage-lines=90", [], f"node {OURS}"),
        ("tsx --test src/*.test.ts", [], f"tsx {OURS} src/*.test.ts"),
        ("tsx --test src/*.test.ts", ["src/a.test.ts"], f"tsx {OURS} src/a.test.ts"),
        (
            "node --test 'test/**/*.test.js' --import=tsx",
            [],
            f"shopt -s globstar && node {OURS} test/**/*.test.js --import=tsx",
        ),
        ("node --test 'test/**/*.test.js'", ["test/a b.js"], f"node {OURS} 'test/a b.js'"),
        ("node --test '**/*.test.js'", [], f"node {OURS} '**/*.test.js'"),  # packages hold tests as well
        ('tsx --test "test/a.test.ts"', [], f'tsx {OURS} "test/a.test.ts"'),
        ("mocha 'test/**/*.js'", [], f"mocha 'test/**/*.js' {MOCHAS}"),
        ("mocha -R spec --exit test", [], f"mocha --exit test {MOCHAS}"),
        ("mocha --reporter=dot -b -w", ["test/a.js"], f"mocha test/a.js {MOCHAS}"),
        ("mocha -g fast --file a.js test/*.js", ["b.js"], f"mocha -g fast --file a.js b.js {MOCHAS}"),
        (
            "NODE_OPTIONS='--no-warnings --enable-source-maps' mocha test",
            ["b.js"],
            f"NODE_OPTIONS='--no-warnings --enable-source-maps' mocha b.js {MOCHAS}",
        ),
        ("dotenv -e .env -- mocha test", ["b.js"], f"dotenv -e .env -- mocha b.js {MOCHAS}"),
        (
            "node --no-warnings node_modules/mocha/bin/mocha.js test",
            ["b.js"],
            f"node --no-warnings node_modules/mocha/bin/mocha.js b.js {MOCHAS}",
        ),
        ("jest --watchAll", [], f"jest {JESTS}"),
        ("jest --watch=true -i", ["a.js"], f"jest -i {JESTS} --runTestsByPath a.js"),
        ("react-scripts test --watch", [], f"react-scripts test {JESTS}"),
        ("vitest watch", [], f"vitest {VITESTS}"),
        ("vitest dev --ui --config vitest.watch.js", [], f"vitest --config vitest.watch.js {VITESTS}"),
    ],
)
def test_it_is_run_once_and_reports_to_us_alone(script: str, files: list[str], command: str) -> None:
    package = File("100644", json.dumps({"scripts": {"test": script}}).encode())
    project = Node().detect(Tree("", {"package.json": package}), "")
    assert project is not None
    plan = Node().plan_tests(project, report="/r/a.report", only=files)
    assert plan.command.partition("; ")[2] == command
    assert all(path in command for path in plan.files)
