"""Realistic records of runs, one for every way a run can end; the words in them are hostile on demand."""

from __future__ import annotations

from dataclasses import replace

from codeonfly.attempt import Attempt
from codeonfly.change import Change, FileChange, GateFinding
from codeonfly.journal import CommandEnded, CommandStarted, Entry, PhaseEnded, PhaseStarted, Spent, TestsRan
from codeonfly.money import Charge, Usage
from codeonfly.plan import Criterion, Plan, Seat
from codeonfly.ports import CommandResult, SandboxInfo
from codeonfly.record import Record, Round
from codeonfly.request import Request
from codeonfly.results import Comparison, TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.toolchains.base import Project
from codeonfly.tree import File, Tree
from codeonfly.verification import (
    CommandRecord,
    CriterionResult,
    Finding,
    Proof,
    Reason,
    Verdict,
    Verification,
)
from codeonfly.workbench import Workbench

BASE = Tree(
    "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
    {
        "mathkit/__init__.py": File("100644", b"from mathkit.basics import add\n"),
        "mathkit/basics.py": File("100644", b"def add(a, b):\n    return a + b\n"),
        "tests/test_basics.py": File(
            "100644", b"from mathkit import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n"
        ),
        "README.md": File("100644", b"# mathkit\n"),
    },
)

CHANGE = Change(
    (
        FileChange(
            "mathkit/__init__.py",
            File("100644", b"from mathkit.basics import add\nfrom mathkit.factorial import factorial\n"),
        ),
        FileChange(
            "mathkit/factorial.py",
            File(
                "100644",
                b"def factorial(n):\n    if n < 0:\n        raise ValueError(n)\n"
                b"    return 1 if n < 2 else n * factorial(n - 1)\n",
            ),
        ),
        FileChange(
            "tests/test_factorial.py",
            File(
                "100644",
                b"import pytest\nfrom mathkit import factorial\n\n\n"
                b"def test_negative():\n    with pytest.raises(ValueError):\n        factorial(-1)\n",
            ),
        ),
    )
)

PATCH = b"""diff --git a/mathkit/__init__.py b/mathkit/__init__.py
--- a/mathkit/__init__.py
+++ b/mathkit/__init__.py
@@ -1 +1,2 @@
 from mathkit.basics import add
+from mathkit.factorial import factorial
diff --git a/mathkit/factorial.py b/mathkit/factorial.py
new file mode 100644
--- /dev/null
+++ b/mathkit/factorial.py
@@ -0,0 +1,4 @@
+def factorial(n):
+    if n < 0:
+        raise ValueError(n)
+    return 1 if n < 2 else n * factorial(n - 1)
"""

OLD = tuple(f"tests/test_basics.py::test_add[{a}-{a + 1}]" for a in range(42))
NEW = (
    "tests/test_factorial.py::test_values[5-120]",
    "tests/test_factorial.py::test_values[0-1]",
    "tests/test_factorial.py::test_values[1-1]",
    "tests/test_factorial.py::test_exported",
    "tests/test_factorial.py::test_negative",
)
SKIPPED = "tests/test_basics.py::test_slow"


def report(new_outcomes: dict[str, str] | None = None, gone: tuple[str, ...] = ()) -> TestReport:
    """The old tests passing, one skipped, and the new ones with these outcomes."""
    cases = [TestCase(test, "passed", 0.002, file="tests/test_basics.py") for test in OLD if test not in gone]
    cases.append(TestCase(SKIPPED, "skipped", 0.0, "too slow", "tests/test_basics.py"))
    for test, outcome in (new_outcomes or {}).items():
        message = "Failed: DID NOT RAISE ValueError" if outcome == "failed" else ""
        cases.append(TestCase(test, outcome, 0.004, message, "tests/test_factorial.py"))  # type: ignore[arg-type]
    return TestReport("pytest", tuple(cases))


GREEN = report(dict.fromkeys(NEW, "passed"))
RED = report({**dict.fromkeys(NEW, "passed"), NEW[-1]: "failed"})

PROJECT = Project(
    toolchain="python",
    runner="pytest",
    folder="",
    environment="python-3.13",
    reason="pyproject.toml names pytest",
    install="python -m venv /home/user/.venv && pip install -e .",
    test="pytest",
    ecosystems=("pypi",),
    manifests=("pyproject.toml",),
)

WORKBENCH = Workbench(
    snapshot="snap-1",
    info=SandboxInfo("e2b", "code-on-fly-python-3.13", 2, 4096, "E2B"),
    projects=(PROJECT,),
    baseline=report(),
    versions=("Python 3.13.1", "pytest 9.2.0"),
    commands=(CommandResult("pip install -e .", 0, "ok\n", "", 0.8),),
    hosts=("packages.example.com",),
    cache="hit",
    seconds_saved=11.4,
    seconds=1.9,
    command_seconds=1.2,
)

PLAN = Plan(
    summary="Add `factorial(n)` and export it",
    criteria=(
        Criterion("C1", "`factorial(5)` is 120"),
        Criterion("C2", "negative input is refused"),
        Criterion("C3", "documented in the README"),
    ),
    test_cases=("factorial(5) == 120", "factorial(-1) raises ValueError"),
    risks=("recursion depth for large n",),
    files=("mathkit/factorial.py", "tests/test_factorial.py"),
    seats=(
        Seat("architect", "gpt-6.1-terra", "One module, one function."),
        Seat("security", "gpt-6.1-terra", "Bound the input."),
        Seat("performance", "gpt-6.1-sol", "Iterate.", ("performance: iterative, not recursive",)),
        Seat("testing", "gpt-6.1-terra", error="no valid answer in 2 tries"),
    ),
    dissent=("performance: iterative, not recursive",),
    agreement=0.82,
)

COMPARISON = Comparison(new_passing=NEW, still_passing=OLD, still_skipped=(SKIPPED,))

PROOFS = (
    Proof(
        "fail-to-pass",
        True,
        True,
        "5 of 5 new tests fail on the base (`ModuleNotFoundError: mathkit.factorial`)",
        NEW,
    ),
    Proof("restore", True, True, "with the base's own tests put back, 42 of 42 still pass"),
    Proof("reruns", True, True, "new tests ran 3 times in random order, 15 of 15 passed"),
    Proof("clean-room", True, True, "fresh sandbox, network closed; its tree is exactly this change's"),
    Proof(
        "tampering",
        True,
        True,
        "no test deleted, loosened or skipped; test command and configuration unchanged",
    ),
)

CRITERIA = (
    CriterionResult("C1", "`factorial(5)` is 120", (NEW[0],), True, "1 test passes"),
    CriterionResult("C2", "negative input is refused", (NEW[-1],), True, "1 test passes"),
    CriterionResult("C3", "documented in the README", (), False, "no test names it"),
)

VERIFIED = Verification(
    verdict=Verdict("verified"),
    tree_id="9f3c1e70aa10b9dd2d5e0d1a8a9a1f7e0c4b5a60",
    base=report(),
    head=GREEN,
    comparison=COMPARISON,
    proofs=PROOFS,
    criteria=CRITERIA,
    commands=(CommandRecord("proof 2", "pytest", 0, 0.9, "5f" * 32, "47 passed, 1 skipped"),),
    refused_connections=("example.com:443",),
    seconds=2.6,
    command_seconds=2.0,
)

FAILED = replace(
    VERIFIED,
    verdict=Verdict("unverified", (Reason("tests-fail", "1 of 5 new tests fails: `test_negative`"),)),
    head=RED,
    comparison=replace(COMPARISON, new_passing=NEW[:-1], new_failing=NEW[-1:]),
    proofs=(PROOFS[3],),
    criteria=(CRITERIA[0], replace(CRITERIA[1], proven=False, sentence="it fails"), CRITERIA[2]),
)

SUMMARY = (
    "`factorial(n)` in `mathkit/factorial.py`, exported from the package; negative input raises `ValueError`."
)

FIRST = Attempt(
    1,
    CHANGE,
    "finished",
    summary=SUMMARY,
    claims={"C1": (NEW[0],), "C2": (NEW[-1],)},
    steps=5,
    commands=4,
    seconds=78.0,
    command_seconds=3.0,
    microdollars=14_000,
    transcript=("ran pytest: 46 passed, 1 failed",),
)
SECOND = replace(FIRST, number=2, steps=2, commands=2, seconds=38.0, microdollars=9_000)

CHARGES = (
    Charge("model", "gpt-6.1-terra", "plan", 2_000, Usage(6_000, 0, 700, 200), calls=4),
    Charge("model", "gpt-6.1-terra", "attempt 1", 13_000, Usage(24_000, 20_000, 1_500, 100, 3_000), calls=5),
    Charge("model", "gpt-6.1-terra", "attempt 2", 8_500, Usage(11_200, 13_900, 700, 50), calls=2),
    Charge("sandbox", "sandbox", "attempt 1", 3_600, seconds=80.0, vcpus=2, memory_mib=4096),
    Charge("sandbox", "sandbox", "proof 2", 3_900, seconds=84.0, vcpus=2, memory_mib=4096),
)

ENTRIES = (
    Entry(0.0, PhaseStarted("base")),
    Entry(0.0, PhaseStarted("plan")),
    Entry(0.2, CommandStarted("base", "pytest")),
    Entry(1.8, CommandEnded("base", "pytest", 0, 1.6, "42 passed, 1 skipped")),
    Entry(1.8, TestsRan("base", 42, 0, 1)),
    Entry(1.9, PhaseEnded("base", "ok", "mathkit @ a1b2c3d, Python 3.13.1, 42 passed, 1 skipped", 1.9)),
    Entry(31.0, PhaseEnded("plan", "ok", "3 criteria, 4 seats", 31.0, 2_000)),
    Entry(31.0, PhaseStarted("attempt 1")),
    Entry(40.0, Spent("attempt 1", 12_000, 2_000_000)),
    Entry(41.0, CommandStarted("attempt 1", "pytest -q")),
    Entry(42.0, CommandEnded("attempt 1", "pytest -q", 1, 0.8, "46 passed, 1 failed")),
    Entry(42.0, TestsRan("attempt 1", 46, 1, 1)),
    Entry(109.0, PhaseEnded("attempt 1", "ok", "5 steps, 4 commands, 3 files changed", 78.0, 13_000)),
    Entry(109.0, PhaseStarted("proof 1")),
    Entry(127.0, TestsRan("proof 1", 46, 1, 1)),
    Entry(127.0, PhaseEnded("proof 1", "failed", "46 passed, 1 failed; 1 of 5 new tests fails", 18.0, 0)),
    Entry(127.0, PhaseStarted("attempt 2")),
    Entry(165.0, PhaseEnded("attempt 2", "ok", "2 steps, 2 commands, 3 files changed", 38.0, 8_500)),
    Entry(165.0, PhaseStarted("proof 2")),
    Entry(190.0, TestsRan("proof 2", 47, 0, 1)),
    Entry(190.0, PhaseEnded("proof 2", "ok", "47 passed, 1 skipped; nothing weakened", 25.0, 3_900)),
)

REQUEST = Request(
    title="Build a function that calculates factorial",
    body="It refuses negative input.",
    number=12,
    repository="acme/mathkit",
    requested_by="mona",
    text_hash="c0ffee" * 10 + "c0ff",
    as_of="2026-11-23T10:02:00Z",
)

verified = Record(
    run_id="run-7",
    started_at="2026-11-23T10:02:05Z",
    request=REQUEST,
    base=BASE,
    outcome="verified",
    exit_code=0,
    workbench=WORKBENCH,
    plan=PLAN,
    rounds=(Round(FIRST, (), FAILED), Round(SECOND, (), VERIFIED)),
    best=1,
    charges=CHARGES,
    limit_microdollars=2_000_000,
    warnings=("attempt 1: a connection to example.com:443 was refused",),
    entries=ENTRIES,
    seconds=192.0,
    settings=Settings(),
)

demo = replace(
    verified,
    recorded_replies=True,
    request=replace(REQUEST, number=None, repository="mathkit"),
    workbench=replace(
        WORKBENCH,
        info=SandboxInfo(
            "localbox", "python-3.11", 2, 4096, "bubblewrap: user, pid, net namespaces; memory by cgroup v1"
        ),
    ),
)

unverified = replace(
    verified,
    outcome="unverified",
    exit_code=1,
    rounds=(
        Round(FIRST, (), FAILED),
        Round(SECOND, (), FAILED),
        Round(replace(SECOND, number=3), (), FAILED),
    ),
    best=2,
)

regressed = replace(
    unverified,
    rounds=(
        Round(
            FIRST,
            (),
            replace(
                FAILED,
                verdict=Verdict(
                    "unverified",
                    (
                        Reason("regressed", "2 tests that passed on the base fail now"),
                        Reason("tampering", "an assertion is gone from tests/test_basics.py"),
                    ),
                ),
                head=report({**dict.fromkeys(NEW, "passed"), OLD[0]: "failed"}, gone=OLD[:2]),
                comparison=replace(COMPARISON, still_passing=OLD[2:], regressed=OLD[:1], lost=OLD[1:2]),
                findings=(
                    Finding("tests/test_basics.py", 5, "removed-assertion", "an assertion was removed"),
                ),
                proofs=(
                    Proof("fail-to-pass", False, False, "not run: the tests fail"),
                    Proof("tampering", True, False, "1 sign of weakened tests"),
                ),
            ),
        ),
    ),
    best=0,
)

proof_missing = replace(
    verified,
    outcome="unverified",
    exit_code=1,
    rounds=(
        Round(
            FIRST,
            (),
            replace(
                VERIFIED,
                verdict=Verdict(
                    "unverified",
                    (
                        Reason(
                            "fail-to-pass",
                            "all 5 new tests pass on the base too, so they prove nothing about this change",
                        ),
                    ),
                ),
                proofs=(
                    Proof("fail-to-pass", True, False, "0 of 5 new tests fail on the base", NEW),
                    *PROOFS[1:],
                ),
            ),
        ),
    ),
    best=0,
)

limit = replace(
    verified,
    outcome="unverified",
    exit_code=4,
    stopped="the cost limit of $2.00 is reached ($2.00 spent, at least $0.01 needed to go on); "
    "raise max-cost-usd to let the run go on",
    rounds=(
        Round(FIRST, (), FAILED),
        Round(replace(SECOND, ended="money", note="the cost limit of $2.00 is reached")),
    ),
    best=1,
)

limit_without_change = replace(limit, rounds=(), best=None)

blocked = replace(
    verified,
    outcome="blocked",
    exit_code=3,
    rounds=(
        Round(
            FIRST,
            (
                GateFinding(
                    ".github/workflows/ci.yml",
                    "workflows",
                    "the change touches `.github/workflows/ci.yml`, which Code-on-Fly never publishes",
                    "block",
                ),
            ),
        ),
    ),
    best=0,
)

cancelled = replace(verified, outcome="cancelled", exit_code=0, stopped="the label was taken off")
interrupted = replace(
    cancelled,
    exit_code=130,
    stopped="the run was interrupted",
    rounds=(Round(replace(FIRST, ended="stopped")),),
    best=0,
)

failed = replace(
    verified,
    outcome="failed",
    exit_code=5,
    stopped="the model's service did not answer in 3 tries (HTTP 500)",
    plan=None,
    rounds=(),
    best=None,
    charges=(),
)

unchanged = replace(
    verified,
    outcome="unverified",
    exit_code=1,
    best=None,
    rounds=(Round(Attempt(1, Change(), "finished", "the agent left every file as it was", steps=3)),),
)

no_baseline = replace(
    unverified,
    workbench=replace(WORKBENCH, baseline=None, note="the install command failed"),
    rounds=(
        Round(
            FIRST,
            (),
            replace(
                VERIFIED,
                verdict=Verdict(
                    "unverified",
                    (
                        Reason(
                            "no-baseline",
                            "the base's tests could not be run, so there is nothing to compare with",
                        ),
                    ),
                ),
                base=None,
                comparison=None,
            ),
        ),
    ),
    best=0,
)

refactoring = replace(
    verified,
    plan=replace(PLAN, nature="refactoring"),
    rounds=(
        Round(
            FIRST,
            (),
            replace(
                VERIFIED,
                head=report(),
                comparison=Comparison(still_passing=OLD, still_skipped=(SKIPPED,)),
                proofs=(
                    Proof(
                        "fail-to-pass",
                        False,
                        True,
                        "not needed: the request asks for a refactoring; no behaviour proof",
                    ),
                    *PROOFS[1:],
                ),
            ),
        ),
    ),
    best=0,
)

unpriced = replace(
    verified,
    charges=(*CHARGES, Charge("model", "house-model", "attempt 2", None, Usage(900, 0, 80), calls=1)),
)

EVERY = {
    "verified": verified,
    "demo": demo,
    "unverified": unverified,
    "regressed": regressed,
    "proof_missing": proof_missing,
    "limit": limit,
    "limit_without_change": limit_without_change,
    "blocked": blocked,
    "cancelled": cancelled,
    "interrupted": interrupted,
    "failed": failed,
    "unchanged": unchanged,
    "no_baseline": no_baseline,
    "refactoring": refactoring,
    "unpriced": unpriced,
}


def with_words(record: Record, text: str) -> Record:
    """The record with ``text`` in every place that a model, a person or a program under test can fill."""
    plan = record.plan or PLAN
    plan = replace(
        plan,
        summary=text,
        criteria=(Criterion("C1", text),),
        risks=(text,),
        note=text,
        dissent=(text,),
        seats=(Seat(text, text, text, (text,), text),),
    )
    return replace(
        record,
        request=replace(record.request, title=text, body=text, requested_by=text),
        plan=plan,
        stopped=text if record.stopped else "",
        warnings=(text,),
        charges=tuple(
            replace(charge, what=text) if charge.kind == "model" else charge for charge in record.charges
        ),
        workbench=replace(
            WORKBENCH, versions=(text,), note=text, info=replace(WORKBENCH.info, template=text)
        ),
        rounds=tuple(_round_with_words(made, text) for made in record.rounds),
        entries=(*record.entries, Entry(9.0, PhaseEnded(text, "ok", text, 1.0))),
    )


def _round_with_words(made: Round, text: str) -> Round:
    path = text.replace("\n", " ").replace("\0", "") or "x"
    attempt = replace(
        made.attempt,
        summary=text,
        note=text,
        transcript=(text,),
        change=Change((FileChange(path, File("100644", text.encode("utf-8", "replace"))),)),
    )
    gate = tuple(replace(finding, path=path, sentence=text) for finding in made.gate)
    if made.verification is None:
        return Round(attempt, gate)
    old = made.verification
    verification = replace(
        old,
        verdict=replace(
            old.verdict, reasons=tuple(replace(one, sentence=text) for one in old.verdict.reasons)
        ),
        head=TestReport("pytest", (TestCase(text, "failed", 0.1, text, text),), note=text),
        comparison=Comparison(new_passing=(text,), fixed=(text,), regressed=(text,), lost=(text,)),
        proofs=tuple(replace(proof, sentence=text, details=(text,)) for proof in old.proofs),
        findings=(Finding(path, 1, text, text),),
        criteria=(CriterionResult("C1", text, (text,), True, text),),
        changed_by_request=(text,),
        commands=(CommandRecord("proof", text, 0, 0.1, "0" * 64, text),),
        refused_connections=(text,),
    )
    return Round(attempt, gate, verification)
