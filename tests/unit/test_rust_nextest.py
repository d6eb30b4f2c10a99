"""What cargo-nextest 0.9.151 wrote, read as a report; proofs with it: test_verification_rust.py."""

from __future__ import annotations

import json

from codeonfly.results import TestReport
from codeonfly.toolchains.base import WORK, Project
from codeonfly.toolchains.rust import Rust
from codeonfly.toolchains.rust_nextest import LEFT_EARLY
from tests.integration.proving import tree_of

MANIFEST = {"Cargo.toml": '[package]\nname = "sums"\nversion = "0.1.0"\n'}
ARTIFACTS = "".join(
    json.dumps(
        {
            "reason": "compiler-artifact",
            "package_id": "path+file:///home/user/work#sums@0.1.0",
            "target": {"kind": [kind], "name": name, "src_path": f"{WORK}/{source}", "doctest": True},
            "executable": f"{WORK}/target/{name}-{kind}",
        },
        separators=(",", ":"),
    )
    + "\n"
    for kind, name, source in (
        ("bin", "sums", "src/main.rs"),
        ("lib", "sums", "src/lib.rs"),
        ("test", "it", "tests/it.rs"),
    )
)
EVENTS = """\
{"type":"suite","event":"started","test_count":3,"nextest":{"crate":"sums","test_binary":"sums","kind":"lib"}}
{"type":"test","event":"started","name":"sums::sums$tests::adds"}
{"type":"test","event":"ignored","name":"sums::sums$tests::later"}
{"type":"test","event":"ok","name":"sums::sums$tests::adds","exec_time":0.02}
{"type":"test","event":"ok","name":"sums::sums$tests::panics","exec_time":0.02}
{"type":"test","event":"ok","name":"sums::it$leaves","exec_time":0.02}
{"type":"test","event":"failed","name":"sums::it$fails","exec_time":0.05,"stdout":"\\nthread 'fails' panicked\
 at tests/it.rs:1:22:\\nwrong sum\\nstack backtrace:\\n   0: __rustc::rust_begin_unwind\\n"}
"""
OUTPUT = """\
|     Starting 4 tests across 3 binaries (1 test skipped)
|         PASS [   0.029s] (1/4) sums tests::adds
|   output ───
|
|     running 1 test
|     test tests::adds ... ok
|         PASS [   0.008s] (2/4) sums tests::panics
|     test tests::panics - should panic ... ok
|         PASS [   0.048s] (3/4) sums::it leaves
|     running 1 test
|     {"type":"test","event":"ok","name":"sums::it$forged"}
|         FAIL [   0.057s] (4/4) sums::it fails
|     test fails ... FAILED
"""
DOCUMENTS = """\
   Doc-tests sums

running 2 tests
test src/lib.rs - add (line 2) ... ok
test src/lib.rs - later (line 9) ... ignored

test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.26s
"""


def project(*others: str) -> Project:
    found = Rust().detect(tree_of(MANIFEST | dict.fromkeys(others, "")), "")
    assert found is not None
    return found


def report(events: str = EVENTS, output: str = OUTPUT) -> TestReport:
    data = "file: ./src/lib.rs\n" + ARTIFACTS + events + output + DOCUMENTS
    found = Rust().read_report(project(), data.encode(), "", "")
    assert found is not None
    return found


def test_a_process_that_left_early_has_not_passed_and_nothing_printed_is_a_result():
    told = {case.id: (case.outcome, case.message) for case in report().cases}
    assert told == {
        "src/lib.rs::tests::adds": ("passed", ""),
        "src/lib.rs::tests::later": ("skipped", ""),
        "src/lib.rs::tests::panics": ("passed", ""),
        "tests/it.rs::leaves": ("failed", LEFT_EARLY),
        "tests/it.rs::fails": ("failed", "thread 'fails' panicked at tests/it.rs:1:22:\nwrong sum"),
        "doc:sums::src/lib.rs - add": ("passed", ""),
        "doc:sums::src/lib.rs - later": ("skipped", ""),
    }
    assert (report().runner, report().complete, report().note) == ("cargo nextest", True, "")


def test_a_program_is_told_from_the_library_of_its_name():
    events = EVENTS.replace("sums::it$leaves", "sums::sums$tests::adds")
    output = (
        OUTPUT.replace("sums::it leaves", "sums::bin/sums tests::adds") + "|     test tests::adds ... ok\n"
    )
    cases = [case for case in report(events, output).cases if "adds" in case.id]
    assert [(case.id, case.file) for case in cases] == [
        ("src/lib.rs::tests::adds", "src/lib.rs"),
        ("src/main.rs::tests::adds", "src/main.rs"),
    ]


def test_two_tests_of_one_name_need_two_words_of_their_harness():
    events = EVENTS.replace("sums::it$leaves", "sums::it$tests::adds")
    outcomes = [case.outcome for case in report(events).cases if "adds" in case.id]
    assert outcomes == ["passed", "failed"]


def test_a_run_that_ended_early_is_not_complete():
    cut = report(EVENTS.rpartition('{"type":"test","event":"ok"')[0])
    assert (cut.complete, cut.note) == (False, "the run ended before 2 announced tests had reported")


def test_nextest_is_for_projects_that_configure_it():
    plain, configured = project(), project(".config/nextest.toml")
    assert (plain.runner, configured.runner) == ("cargo test", "cargo nextest")
    assert "nextest" not in Rust().plan_tests(plain, report="/r").command
    command = Rust().plan_tests(configured, report="/r").command
    assert "--retries 0" in command
    assert "--doc" in command
    assert command.count("| tee -a /r") == 2  # doc tests, and cargo test where there is no nextest
    chosen = Rust().plan_tests(configured, report="/r", only=["tests/it.rs"]).command
    assert "--test it" in chosen
    assert "--doc" not in chosen


def test_a_count_that_no_run_has_makes_a_report_incomplete():
    huge = "9" * 5000
    assert not report(output=f"running {huge} tests\n{OUTPUT}").complete
    assert not report(output=OUTPUT.replace("Starting 4", f"Starting {huge}")).complete
