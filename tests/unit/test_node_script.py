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
        # what is not one of its scripts, or is asked for with arguments, is left as it is
        ({"test": "npm run unit"}, "npm run unit"),
        ({"test": "npm run unit -- --ci", "unit": "jest"}, "npm run unit -- --ci"),
        ({"test": "npm run both && jest", "both": "a | b"}, "npm run both && jest"),
        ({"test": "npm run all", "all": "a & b"}, "npm run all"),
        ({"test": "echo 'a && b' && jest"}, "echo 'a && b' && jest"),
        ({"test": 3}, ""),
    ],
)
def test_scripts_that_call_scripts_are_written_out(scripts: dict[str, object], written: str) -> None:
    assert resolved({"scripts": scripts}) == written


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
