"""Makes the demo's recordings anew: ``python -m tests.record_demo``.

What the model says is written here; it goes through a scripted server, the real SDK and the real run, and
lands in ``examples/factorial/*.cassette.yaml``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.adapters.recording import recording
from codeonfly.commands.demo import as_repository, example, perform
from codeonfly.settings import Settings
from tests.fakes.model_server import Call, Entry, ModelServer, Say


def step(*calls: Call, prompt: int, output: int, cached: int = 0) -> Say:
    return Say(calls=calls, input=prompt, cached=cached, output=output)


def plan(language: str, error: str, files: list[str]) -> dict[str, Any]:
    return {
        "summary": f"Add factorial(n) as a loop, export it, and refuse negative numbers with {error}.",
        "criteria": ["`factorial(5)` is 120 and `factorial(0)` is 1", f"a negative number raises `{error}`"],
        "test_cases": ["0, 1, 5 and 10", "a negative number"],
        "risks": ["a recursive version would hit the recursion limit"],
        "files": files,
        "nature": "behaviour",
        "changes_by_request": [],
        "environment": "python-3.11" if language == "python" else "nodejs-18",
    }


PYTHON_CODE = '''"""The factorial of a natural number."""


def factorial(n: int) -> int:
    """The product of all whole numbers from 1 to n; 1 for n = 0."""
    result = 1
    for factor in range(2, n + 1):
        result *= factor
    return result
'''
PYTHON_TESTS = """import pytest

from mathkit import factorial


@pytest.mark.parametrize(("n", "expected"), [(0, 1), (1, 1), (5, 120), (10, 3628800)])
def test_values(n, expected):
    assert factorial(n) == expected


def test_negative():
    with pytest.raises(ValueError, match="negative"):
        factorial(-1)
"""
PYTHON: list[Entry] = [
    step(Call("bash", command="cat mathkit/__init__.py tests/test_means.py"), prompt=1_840, output=64),
    step(
        Call("write_file", path="mathkit/factorial.py", content=PYTHON_CODE),
        Call(
            "replace_in_file",
            path="mathkit/__init__.py",
            old='from mathkit.means import mean, median\n\n__all__ = ["mean", "median"]',
            new="from mathkit.factorial import factorial\nfrom mathkit.means import mean, median\n\n"
            '__all__ = ["factorial", "mean", "median"]',
        ),
        Call("write_file", path="tests/test_factorial.py", content=PYTHON_TESTS),
        prompt=2_310,
        cached=1_792,
        output=412,
    ),
    step(
        Call("bash", command="python -m pytest -q tests/test_factorial.py -k values"),
        prompt=2_790,
        cached=2_304,
        output=48,
    ),
    step(
        Call(
            "finish",
            summary="Added `factorial(n)` as a loop in `mathkit/factorial.py` and exported it.",
            criteria=[
                {"id": "C1", "tests": ["tests/test_factorial.py::test_values"]},
                {"id": "C2", "tests": ["tests/test_factorial.py::test_negative"]},
            ],
        ),
        prompt=2_900,
        cached=2_688,
        output=120,
    ),
    step(
        Call(
            "replace_in_file",
            path="mathkit/factorial.py",
            old="    result = 1\n",
            new='    if n < 0:\n        raise ValueError("factorial of a negative number")\n    result = 1\n',
        ),
        Call("bash", command="python -m pytest -q"),
        prompt=2_260,
        cached=1_792,
        output=138,
    ),
    step(
        Call(
            "finish",
            summary="`factorial(n)` in `mathkit/factorial.py`, exported from the package; it multiplies in a"
            " loop, and raises `ValueError` for negative numbers.",
            criteria=[
                {"id": "C1", "tests": ["tests/test_factorial.py::test_values"]},
                {"id": "C2", "tests": ["tests/test_factorial.py::test_negative"]},
            ],
        ),
        prompt=2_610,
        cached=2_176,
        output=131,
    ),
]

NODE_CODE = """'use strict';

/** The product of all whole numbers from 1 to n; 1 for n = 0. */
function factorial(n) {
  let result = 1;
  for (let factor = 2; factor <= n; factor += 1) result *= factor;
  return result;
}

module.exports = { factorial };
"""
NODE_TESTS = """'use strict';

const assert = require('node:assert');
const { test } = require('node:test');

const { factorial } = require('../src');

test('factorial of 0, 1, 5 and 10', () => {
  assert.strictEqual(factorial(0), 1);
  assert.strictEqual(factorial(1), 1);
  assert.strictEqual(factorial(5), 120);
  assert.strictEqual(factorial(10), 3628800);
});

test('factorial of a negative number', () => {
  assert.throws(() => factorial(-1), RangeError);
});
"""
NODE_CLAIMS = [
    {"id": "C1", "tests": ["test/factorial.test.js::factorial of 0, 1, 5 and 10"]},
    {"id": "C2", "tests": ["test/factorial.test.js::factorial of a negative number"]},
]
NODE: list[Entry] = [
    step(Call("bash", command="cat src/index.js test/mean.test.js"), prompt=1_790, output=61),
    step(
        Call("write_file", path="src/factorial.js", content=NODE_CODE),
        Call(
            "replace_in_file",
            path="src/index.js",
            old="const { mean } = require('./mean');\n\nmodule.exports = { mean };",
            new="const { factorial } = require('./factorial');\nconst { mean } = require('./mean');\n\n"
            "module.exports = { factorial, mean };",
        ),
        Call("write_file", path="test/factorial.test.js", content=NODE_TESTS),
        prompt=2_240,
        cached=1_664,
        output=430,
    ),
    step(
        Call("bash", command="node --test --test-name-pattern='5 and 10' test/factorial.test.js"),
        prompt=2_740,
        cached=2_176,
        output=52,
    ),
    step(
        Call(
            "finish",
            summary="Added `factorial(n)` in `src/factorial.js` and exported it.",
            criteria=NODE_CLAIMS,
        ),
        prompt=2_910,
        cached=2_688,
        output=118,
    ),
    step(
        Call(
            "replace_in_file",
            path="src/factorial.js",
            old="  let result = 1;\n",
            new="  if (n < 0) throw new RangeError('factorial of a negative number');\n  let result = 1;\n",
        ),
        Call("bash", command="npm test"),
        prompt=2_200,
        cached=1_664,
        output=141,
    ),
    step(
        Call(
            "finish",
            summary="`factorial(n)` in `src/factorial.js`, exported from the package; it multiplies in a"
            " loop, and throws a `RangeError` for negative numbers.",
            criteria=NODE_CLAIMS,
        ),
        prompt=2_630,
        cached=2_176,
        output=129,
    ),
]

RECORDINGS = {
    "python-3.11": (
        PYTHON,
        plan("python", "ValueError", ["mathkit/factorial.py", "tests/test_factorial.py"]),
    ),
    "nodejs-18": (NODE, plan("nodejs", "RangeError", ["src/factorial.js", "test/factorial.test.js"])),
}


def record(environment: str) -> str:
    """Makes the recording of one environment's example; the outcome of the run it was made with."""
    script, planned = RECORDINGS[environment]
    folder, cassette = example(environment)
    with (
        tempfile.TemporaryDirectory() as place,
        ModelServer(script, plan=planned) as server,
        recording(cassette),
    ):
        model = OpenAIModel("not-a-key", base_url=server.url, models=(Settings().model,))
        repository = as_repository(folder, Path(place) / "mathkit")
        return perform(repository, folder, environment, Path(place), model, (), os.environ).outcome


if __name__ == "__main__":
    for name in sys.argv[1:] or RECORDINGS:
        print(name, record(name))
