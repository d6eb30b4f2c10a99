"""What a package's test script comes down to, and which of its commands is the runner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.toolchains.node_script import Script, read, resolved, runner_of

STEPS = ("jest", "tsc -p .", "eslint .", "vitest run", "node build.js", "mocha -r ts-node/register")


@pytest.mark.parametrize(
    ("scripts", "written"),
    [
        ({}, ""),
        ({"test": "jest"}, "jest"),
        ({"test": 'echo "Error: no test specified" && exit 1'}, ""),
        ({"pretest": "tsc", "test": "jest"}, "tsc && jest"),
        ({"test": "npm run unit", "unit": "vitest run"}, "vitest run"),
        ({"test": "pnpm unit", "unit": "jest"}, "jest"),
        ({"test": "yarn -s unit", "unit": "jest"}, "jest"),
        ({"test": "npm run lint && npm run unit -s", "lint": "eslint .", "unit": "jest"}, "eslint . && jest"),
        ({"test": "npm run unit", "preunit": "npm run build", "build": "tsc", "unit": "jest"}, "tsc && jest"),
        # what is not one of its scripts is left as it is
        ({"test": "npm run unit"}, "npm run unit"),
        ({"test": "yarn unit --ci", "unit": "jest"}, "yarn unit --ci"),
        # arguments go behind what it does
        ({"test": "npm run unit -- --ci", "unit": "jest"}, "jest --ci"),
        ({"test": "npm run unit -- --ci", "unit": "tsc && jest"}, "tsc && jest --ci"),
        ({"test": "pnpm run unit --ci", "unit": "vitest"}, "vitest --ci"),
        ({"test": "run-s lint unit", "lint": "eslint .", "unit": "jest"}, "eslint . && jest"),
        (
            {"test": "npm-run-all -s tsc test:*", "tsc": "tsc", "test:a": "jest", "test:a:b": "x"},
            "tsc && jest",
        ),
        ({"test": "run-p test:*", "test:a": "run-s test:b", "test:b": "eslint ."}, "eslint . && eslint ."),
        ({"test": "run-s nothing"}, "run-s nothing"),
        ({"test": "run-p -r serve unit", "serve": "serve", "unit": "jest"}, "run-p -r serve unit"),
        # a package manager that only starts a program is left out
        ({"test": "yarn tsc && yarn jest --ci"}, "tsc && jest --ci"),
        ({"test": "pnpm exec vitest run"}, "vitest run"),
        ({"test": "npm run both && jest", "both": "a | b"}, "npm run both && jest"),
        ({"test": "npm run all", "all": "a & b"}, "npm run all"),
        ({"test": "echo 'a && b' && jest"}, "echo 'a && b' && jest"),
        ({"test": 3}, ""),
        # no test script: another one of tests
        ({"test:unit": "vitest", "dev": "vite"}, "vitest"),
        ({"test": 'echo "Error: no test specified" && exit 1', "unit": "tsc && jest"}, "tsc && jest"),
        ({"test": "ava", "test:unit": "jest"}, "ava"),
        ({"test:ci": "playwright test"}, ""),
    ],
)
def test_scripts_that_call_scripts_are_written_out(scripts: dict[str, object], written: str) -> None:
    assert resolved({"scripts": scripts}) == written


@pytest.mark.parametrize(
    ("package", "written"),
    [
        ({"devDependencies": {"jest": "^29"}}, "jest"),
        ({"dependencies": {"mocha": "*"}, "scripts": {"test": " "}}, "mocha"),
        ({"devDependencies": {"jest": "^29"}, "scripts": {"test:unit": "vitest"}}, "vitest"),
        ({"devDependencies": {"jest": "^29"}, "scripts": {"test": "ava"}}, "ava"),
        ({"devDependencies": {"husky": "9"}}, ""),
        ({"devDependencies": ["jest"]}, ""),
    ],
)
def test_without_a_script_an_installed_runner_is_taken(package: dict[str, object], written: str) -> None:
    assert resolved(package) == written


@pytest.mark.parametrize(
    "scripts",
    [
        {name: " && ".join(f"npm run {one}" for one in "abcdefgh" * 30) for name in ("test", *"abcdefgh")},
        {"test": "c8 " + "npx " * 200_000 + "x"},
        {"test": "npm run a", "a": "A=1 " * 200_000 + "jest"},
    ],
    ids=["calls", "words", "assignments"],
)
@pytest.mark.timeout(20)
def test_no_script_keeps_it_busy(scripts: dict[str, object]) -> None:
    assert read(resolved({"scripts": scripts})).runner == "unknown"


def test_scripts_that_call_each_other_come_to_an_end() -> None:
    text = resolved({"scripts": {"test": "npm run a", "a": "npm test && npm run a"}})
    assert 0 < len(text) < 500
    assert read(text).runner == "unknown"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", Script("node --test", "node:test")),
        ("jest --ci", Script("jest --ci", "jest")),
        ("npx vitest run", Script("npx vitest run", "vitest")),
        ("c8 --all mocha test", Script("mocha test", "mocha")),
        ("NODE_ENV=test cross-env A=1 jest", Script("NODE_ENV=test cross-env A=1 jest", "jest")),
        ("tsc && node --test dist", Script("node --test dist", "node:test", ("tsc",))),
        (
            "eslint . && nyc mocha && node after.js",
            Script("mocha", "mocha", ("eslint .",), ("node after.js",)),
        ),
        (
            "node --experimental-vm-modules node_modules/jest/bin/jest.js",
            Script("node --experimental-vm-modules node_modules/jest/bin/jest.js", "jest"),
        ),
        ("node node_modules/.bin/mocha", Script("node node_modules/.bin/mocha", "mocha")),
        ("tsx --test src/*.test.ts", Script("tsx --test src/*.test.ts", "node:test")),
        ("ts-mocha -p . test/*.ts", Script("ts-mocha -p . test/*.ts", "mocha")),
        ("react-scripts test --env=jsdom", Script("react-scripts test --env=jsdom", "jest")),
        ("react-scripts build", Script("react-scripts build", "unknown")),
        ("c8 -r text -r lcov node --test", Script("node --test", "node:test")),
        ("cross-env A=1 nyc --reporter lcov mocha", Script("cross-env A=1 mocha", "mocha")),
        ("NODE_ENV=test c8 npx mocha", Script("NODE_ENV=test npx mocha", "mocha")),
        ("c8 tape test", Script("c8 tape test", "unknown")),
        ("npm exec -- jest --ci", Script("jest --ci", "jest")),
        ("dotenv -e .env.test -- vitest", Script("dotenv -e .env.test -- vitest", "vitest")),
        (
            "NODE_OPTIONS='$NODE_OPTIONS --experimental-vm-modules --no-warnings' jest",
            Script("NODE_OPTIONS='$NODE_OPTIONS --experimental-vm-modules --no-warnings' jest", "jest"),
        ),
        (
            'tsc && NODE_OPTIONS="$NODE_OPTIONS --experimental-vm-modules" npx jest',
            Script('NODE_OPTIONS="$NODE_OPTIONS --experimental-vm-modules" npx jest', "jest", ("tsc",)),
        ),
        ("A=$(date) jest", Script("A=$(date) jest", "unknown")),
        ("jest $FILES", Script("jest $FILES", "unknown")),
        ("jest && vitest run", Script("jest && vitest run", "unknown")),
        ("jest || true", Script("jest || true", "unknown")),
        ("jest | tee out", Script("jest | tee out", "unknown")),
        ("jest & wait", Script("jest & wait", "unknown")),
        ("ava", Script("ava", "unknown")),
        ("node test.js", Script("node test.js", "unknown")),
    ],
)
def test_the_runner_is_found_among_its_commands(text: str, script: Script) -> None:
    assert read(text) == script


@given(st.permutations(STEPS).flatmap(lambda steps: st.integers(1, 4).map(lambda n: steps[:n])))
def test_put_together_again_a_chain_is_what_it_was(steps: list[str]) -> None:
    text = " && ".join(steps)
    script = read(text)
    assert (script.runner == "unknown") == (sum(runner_of(one) != "unknown" for one in steps) != 1)
    assert script.runner == "unknown" or script.around(script.command, some=False) == text


def test_for_some_of_the_tests_style_is_not_judged_and_nothing_comes_after() -> None:
    script = read("eslint . && tsc --noEmit && tsc && jest && node report.js")
    assert script.around("jest a.test.js", some=True) == "tsc && jest a.test.js"
