"""Test files of the base whose imports bear that a name is gone."""

from __future__ import annotations

import ast

import pytest

from codeonfly.verification.missing import without

PYTHON = '''"""Of shapes."""

from __future__ import annotations

import gone.altogether
import math, unittest as u
from .shapes import (
    area,
    old as former,
)
from helpers import *


@mark("slow")
def test_old():
    assert former(2) == 4


class TestShapes:
    @mark("a")
    @mark("b")
    def test_old(self):
        assert former(3) == 9

    def test_area(self):
        assert area(3) == 9
'''
SCRIPT = """import test from 'node:test';
import type { Shape } from '../src/kinds.ts';
import { area, old as former, type Kind } from '../src/shapes.ts';
import {
  other,
} from "../src/others.ts";

test('area', () => assert.equal(area(3), 9));
"""


def test_each_imported_name_of_python_may_be_missing() -> None:
    text = without("tests/test_a.py", PYTHON, ())
    tried = [one.body[0] for one in ast.parse(text).body if isinstance(one, ast.Try)]
    assert [ast.unparse(one) for one in tried] == [
        "import gone.altogether",
        "import math",
        "import unittest as u",
        "from .shapes import area",
        "from .shapes import old as former",
    ]
    assert "from __future__ import annotations\n" in text
    assert "from helpers import *\n" in text


def test_a_test_that_is_asked_for_is_left_out_with_its_decorators_and_the_others_stay() -> None:
    text = without("tests/test_a.py", PYTHON, {"TestShapes::test_old"})
    (made,) = [one for one in ast.parse(text).body if isinstance(one, ast.ClassDef)]
    assert ast.unparse(made.body[0]) == "test_old = None"
    assert ast.unparse(made.body[1]) == "def test_area(self):\n    assert area(3) == 9"
    assert "def test_old():\n    assert former(2) == 4\n" in text


def test_a_script_takes_its_names_out_of_what_is_there() -> None:
    text = without("test/a.test.ts", SCRIPT, {"area"})
    assert "import * as __from0 from '../src/shapes.ts'; const { area, old: former, } = __from0;\n" in text
    assert 'import * as __from1 from "../src/others.ts"; const {\n  other,\n} = __from1;\n' in text
    first = "import test from 'node:test';\nimport type { Shape } from '../src/kinds.ts';\n"
    assert text.startswith(f"// @ts-nocheck\n{first}")  # a type that is gone would end the file
    assert without("test/a.test.mjs", SCRIPT, {"area"}).startswith(first)


@pytest.mark.parametrize("text", ["def (:\n", "import os; import sys\n", "x = 1"])
def test_what_can_not_be_taken_apart_stays_as_it_is(text: str) -> None:
    assert without("tests/test_a.py", text, ()) == text


def test_a_module_that_is_gone_has_no_names() -> None:
    lost = {"src/legacy.js", "lib/old/index.ts"}
    text = """const { isLegacy } = require('../src/legacy');
const kept = require('../src/legacy-kept');
import { a, b as c } from '../lib/old/index.js';
import whole from "../lib/old";
import * as all from '../src/legacy.js';
import there from '../src/there.js';
"""
    assert without("test/a.test.js", text, (), lost).splitlines() == [
        "const { isLegacy } = ({});",
        "const kept = require('../src/legacy-kept');",
        "const { a, b: c } = {};",
        "const whole = undefined;",
        "const all = {};",
        "import there from '../src/there.js';",
    ]
