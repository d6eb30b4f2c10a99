"""Manifests in the run with the base's own tests: what sets these up is the base's, all else the change's."""

from __future__ import annotations

import json

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.tree import REGULAR, File
from codeonfly.verification.parts import split
from codeonfly.verification.set_up import put_back, without_entries
from tests.integration.proving import tree_of


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"jest": {}}, {"jest": {"setupFiles": ["./s.js"], "verbose": True}}, {"jest": {"verbose": True}}),
        ({}, {"jest": {"setupFilesAfterEnv": ["./s.js"]}, "name": "é"}, {"jest": {}, "name": "é"}),
        (
            {"mocha": {"require": "a.js"}},
            {"mocha": {"require": "b.js", "spec": "t"}},
            {"mocha": {"require": "a.js", "spec": "t"}},
        ),
        ({"mocha": {"file": "a.js"}}, {"mocha": {}}, {"mocha": {"file": "a.js"}}),
    ],
)
def test_what_is_set_up_is_the_bases(before: object, after: object, expected: object) -> None:
    assert json.loads(put_back(json.dumps(before), json.dumps(after))) == expected


@pytest.mark.parametrize(
    "after", ['{"jest": {"verbose":true}}', '{"jest": "config.js"}', "[1]", "{", "", '{"jest": null}']
)
def test_a_manifest_with_the_same_set_up_stays_to_the_letter(after: str) -> None:
    assert put_back('{"jest": {"testEnvironment": "node"}}', after) == after


def test_the_restore_run_has_the_changes_manifest_without_its_set_up() -> None:
    base = tree_of(
        {
            "package.json": json.dumps({"scripts": {"test": "jest"}, "devDependencies": {"jest": "^29"}}),
            "test/a.test.js": "test('a', () => {});\n",
        }
    )
    made = {
        "package.json": json.dumps({"dependencies": {"x": "1"}, "jest": {"setupFiles": ["./test/setup.js"]}}),
        "test/setup.js": "expect.extend({});\n",
    }
    change = Change(tuple(FileChange(path, File(REGULAR, text.encode())) for path, text in made.items()))
    restored = split(change, base, detect(base, Settings())).restored
    (manifest,) = restored.files
    assert manifest.path == "package.json"
    assert manifest.file is not None
    assert json.loads(manifest.file.data) == {"dependencies": {"x": "1"}, "jest": {}}


def test_what_a_package_offers_is_none_of_its_tests_set_up() -> None:
    before = json.dumps({"name": "a", "main": "a.js", "scripts": {"test": "node --test"}})
    offered = json.dumps({"name": "a", "exports": {".": "./b.js"}, "scripts": {"test": "node --test"}})
    assert without_entries(before, offered) == before
    both = json.dumps({"name": "a", "exports": {".": "./b.js"}, "scripts": {"test": "node --test test/"}})
    assert json.loads(without_entries(before, both)) == {
        "name": "a",
        "main": "a.js",
        "scripts": {"test": "node --test test/"},
    }
    assert without_entries(before, before) == before
    base = tree_of({"package.json": before, "a.js": "exports.a = 1;\n"})
    test = "const test = require('node:test');\ntest('a', () => require('a'));\n"
    change = Change(
        tuple(
            FileChange(path, File(REGULAR, text.encode()))
            for path, text in (("package.json", offered), ("test/a.test.js", test))
        )
    )
    parts = split(change, base, detect(base, Settings()))
    assert parts.tests_alone.paths == ("test/a.test.js",), "the base is asked with its own manifest"
