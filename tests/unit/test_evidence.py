"""The evidence: complete, valid against its shipped schema, the same every time, and without secrets."""

import copy
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from codeonfly.evidence import MAX_TEXT, canonical, evidence, manifest, plain, schema
from codeonfly.record import Record
from codeonfly.tree import blob_id, tree_id
from tests.fakes import records
from tests.unit.test_escape import ATTACKS, hostile

VALIDATOR = Draft202012Validator(schema())
every = pytest.mark.parametrize("record", records.EVERY.values(), ids=records.EVERY)


def errors(value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(value)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@every
def test_every_record_makes_valid_evidence(record: Record) -> None:
    made = evidence(record, records.PATCH)
    assert errors(made) == []
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    assert evidence(record, records.PATCH) == made


def closed(rule: Any) -> Any:
    """The schema without room for properties that it does not describe."""
    if isinstance(rule, list):
        return [closed(one) for one in rule]
    if not isinstance(rule, dict):
        return rule
    made = {name: closed(one) for name, one in rule.items()}
    is_object = rule.get("type") == "object" and "properties" in rule
    return {"additionalProperties": False, **made} if is_object else made


@every
def test_every_property_is_described(record: Record) -> None:
    found = Draft202012Validator(closed(schema())).iter_errors(evidence(record, records.PATCH))
    assert [f"{error.json_path}: {error.message}" for error in found] == []


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_other_peoples_words_stay_valid(text: str) -> None:
    made = evidence(records.with_words(records.regressed, text), b"")
    assert errors(made) == []
    json.dumps(made, ensure_ascii=False).encode()  # a lone surrogate would raise


@settings(max_examples=50)
@given(hostile)
def test_any_words_stay_valid(text: str) -> None:
    made = evidence(records.with_words(records.verified, text), b"")
    assert errors(made) == []
    json.dumps(made, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", sorted(evidence(records.verified, b"")))
def test_a_missing_part_is_noticed(name: str) -> None:
    made = evidence(records.verified, b"")
    del made[name]
    assert errors(made) != []


def _set(made: dict[str, Any], path: str, value: Any) -> None:
    *front, last = path.split(".")
    for step in front:
        made = made[int(step)] if isinstance(made, list) else made[step]
    made[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", 2),
        ("verdict.outcome", "correct"),
        ("change.patch_sha256", "abc"),
        ("proof.head.cases.0.outcome", "green"),
        ("proof.commands.0.exit_code", "0"),
        ("cost.microdollars", 1.5),
        ("cost.charges.0.microdollars", -1),
        ("base.tree", "9f3c1e7"),
        ("attempts.0.proof.reasons.0.code", None),
    ],
)
def test_a_wrong_value_is_noticed(path: str, value: Any) -> None:
    made = copy.deepcopy(evidence(records.verified, b""))
    _set(made, path, value)
    assert errors(made) != []


def test_the_digests_are_those_of_the_change() -> None:
    made = evidence(records.verified, records.PATCH)
    change = made["change"]
    assert change["patch_sha256"] == hashlib.sha256(records.PATCH).hexdigest()
    assert change["manifest_sha256"] == hashlib.sha256(canonical(change["files"])).hexdigest()
    file = records.CHANGE.files[1].file
    assert file is not None
    assert change["files"][1] == {
        "path": "mathkit/factorial.py",
        "deleted": False,
        "mode": "100644",
        "size": len(file.data),
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "blob": blob_id(file.data),
    }
    assert made["base"] == {
        "commit": records.BASE.commit,
        "tree": tree_id(records.BASE.files),
        "files": len(records.BASE.files),
    }


def test_another_byte_is_another_manifest() -> None:
    other = replace(records.CHANGE.files[1], file=records.BASE.files["README.md"])
    changed = replace(records.CHANGE, files=(records.CHANGE.files[0], other, records.CHANGE.files[2]))
    assert canonical(manifest(changed)) != canonical(manifest(records.CHANGE))


def test_both_reports_are_there_test_by_test() -> None:
    proof = evidence(records.verified, b"")["proof"]
    assert len(proof["base"]["cases"]) == 43
    assert proof["base"]["counts"] == {"passed": 42, "failed": 0, "errored": 0, "skipped": 1, "xfailed": 0}
    assert len(proof["head"]["cases"]) == 48
    assert proof["comparison"]["new_passing"] == list(records.NEW)


def test_every_command_has_its_exit_code_seconds_and_digest() -> None:
    made = evidence(records.verified, b"")
    commands = [*made["environment"]["commands"], *made["proof"]["commands"]]
    assert len(commands) == 2
    for command in commands:
        assert set(command) >= {"phase", "command", "exit_code", "seconds", "output_sha256", "tail"}


def test_what_verify_needs_is_there() -> None:
    made = evidence(records.verified, b"")
    inputs = made["inputs"]
    assert inputs["criteria"][0] == ["C1", "`factorial(5)` is 120"]
    assert inputs["claims"] == {"C1": [records.NEW[0]], "C2": [records.NEW[-1]]}
    assert inputs["nature"] == "behaviour"
    assert made["limits"]["settings"]["test_seconds"] == 1200


def test_environment_values_and_snapshots_stay_out() -> None:
    project = replace(records.PROJECT, envs={"TOKEN": "hunter2"})
    record = replace(records.verified, workbench=replace(records.WORKBENCH, projects=(project,)))
    text = json.dumps(evidence(record, b""))
    assert "hunter2" not in text
    assert "snap-1" not in text


def test_long_texts_are_cut_and_say_so() -> None:
    assert plain("x" * (MAX_TEXT + 5)) == "x" * MAX_TEXT + " [5 characters cut]"
    assert plain(("a\udcff", 1.23456789, None, True)) == ["a\\udcff", 1.2346, None, True]
