"""Repositories whose tests no runner of ours knows: the settings' own command, its report, or its console."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codeonfly.report import pull_request_body
from codeonfly.settings import ProjectSettings
from codeonfly.tree import File, Tree
from tests.fakes.model_server import Call
from tests.integration.telling import CODE, HALF, Told, tell

RUNNER = """const fs = require('fs');
const cases = [];
for (const file of fs.readdirSync('test').sort()) {
  for (const [name, check] of Object.entries(require('./test/' + file))) {
    let failure = '';
    try { check(); } catch (error) { failure = `<failure message="${error.name}"/>`; }
    cases.push([name, failure]);
    console.log(failure ? `not ok ${name}` : `ok ${name}`);
  }
}
const one = ([name, failure]) => `<testcase classname="specs" name="${name}">${failure}</testcase>`;
const told = cases.map(one);
fs.writeFileSync('junit.xml', `<testsuite>${told.join('')}</testsuite>`);
process.exit(cases.some(([, failure]) => failure) ? 1 : 0);
"""
SPEC = """const a = require('assert');
const { %s } = require('../calc');
exports.%s = () => a.strictEqual(%s, %s);
"""
BASE = Tree(
    "a" * 40,
    {
        "package.json": File("100644", b'{"name": "calc"}\n'),
        "calc.js": File("100644", HALF.encode()),
        "check.js": File("100644", RUNNER.encode()),
        "test/half.js": File("100644", (SPEC % ("half", "half_of_four", "half(4)", "2")).encode()),
        ".gitignore": File("100644", b"junit.xml\n"),
    },
)
TEST = Call(
    "write_file", path="test/double.js", content=SPEC % ("double", "double_of_five", "double(5)", "10")
)
RUN = Call("bash", command="node check.js; rm -f seen")
FINISH = Call("finish", summary="Added it.", criteria=[{"id": "C1", "tests": ["specs::double_of_five"]}])


async def told(folder: Path, report: str, *calls: Call, accept: bool = False) -> Told:
    project = ProjectSettings(test="node check.js", report=report)
    script = [[*(calls or (CODE, TEST)), RUN, FINISH, FINISH]]
    return await tell(
        folder, script, base=BASE, projects=(project,), max_attempts=1, accept_weak_evidence=accept
    )


async def test_the_report_that_the_settings_name_proves_as_any_other(tmp_path: Path) -> None:
    story = await told(tmp_path, "junit.xml")
    assert story.ending == ("verified", 0), story.record.verification
    verification = story.record.verification
    assert verification is not None
    assert verification.comparison is not None
    assert verification.comparison.new_passing == ("specs::double_of_five",)
    assert [criterion.proven for criterion in verification.criteria] == [True]
    proofs = {proof.name: proof for proof in verification.proofs}
    assert proofs["fail-to-pass"].ran
    # three, and more while they are quick
    assert re.fullmatch(r"([3-7]) of \1 reruns passed", proofs["reruns"].sentence)
    assert story.paths == ("calc.js", "test/double.js"), "the report itself is nothing to publish"


async def test_a_red_test_in_that_report_is_named(tmp_path: Path) -> None:
    story = await told(tmp_path, "junit.xml", TEST)
    assert story.ending == ("unverified", 1)
    assert "`double_of_five`" in pull_request_body(story.record, ())


async def test_one_that_leans_on_a_clean_folder_is_found_by_running_it_again(tmp_path: Path) -> None:
    once = "fs.existsSync('seen') ? 0 : (fs.writeFileSync('seen', ''), double(5))"
    spec = "const fs = require('fs');\n" + SPEC % ("double", "double_of_five", once, "10")
    story = await told(tmp_path, "junit.xml", CODE, Call("write_file", path="test/double.js", content=spec))
    verification = story.record.verification
    assert verification is not None
    assert [reason.code for reason in verification.verdict.reasons] == ["reruns"]
    assert re.match(r"flaky: 1 of [3-7] reruns passed", verification.verdict.reasons[0].sentence)


@pytest.mark.parametrize("accept", [False, True])
async def test_a_console_is_weaker_evidence_that_only_the_settings_accept(
    tmp_path: Path, accept: bool
) -> None:
    story = await told(tmp_path, "", accept=accept)
    verification = story.record.verification
    assert verification is not None
    assert verification.head is not None
    assert verification.head.weak
    codes = [reason.code for reason in verification.verdict.reasons]
    assert ("weak-evidence" in codes) != accept
    assert story.record.outcome == "verified" or codes, codes
