"""Whole proofs in real sandboxes, for what only runs can show; the rules have tables of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codeonfly.localbox.host import LocalHost
from codeonfly.reader import Reader
from codeonfly.toolchains.base import WORK
from codeonfly.verification import proving
from tests.adapters.test_toolchains import online
from tests.integration.proving import Case, all_proven, built, proven
from tests.integration.python_changes import BASE, CHEATS, HONEST, with_fix

SHOWN_BY_RUNS = ("conftest repairs the source", "behaviour broken, its test adapted", "left-over state")
HONEST_WORK = ("tests parametrised", "changed by request")


WAITS = """import queue
import threading

from shop.prices import discounted


def test_in_a_thread():
    answers = queue.Queue()

    def work():
        price = discounted(1000, 10)
        assert price > 0
        answers.put(price)

    threading.Thread(target=work, daemon=True).start()
    price = answers.get()
    assert price == 900
"""
REACHES_NOTHING = """from shop.prices import discounted, total


def test_prices():
    for price in range(total([])):
        assert discounted(price, 10) == price
"""
REACHING = (
    with_fix("waits for a check", {"tests/test_waits.py": WAITS}),
    with_fix("reaches none of its checks", {"tests/test_nothing.py": REACHES_NOTHING}),
)


async def test_no_cheat_is_verified_and_honest_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "CHECKS", replace(proving.CHECKS, most_seconds=4))
    cases = tuple(case for case in (*CHEATS, *HONEST) if case.name in SHOWN_BY_RUNS + HONEST_WORK)
    found = await all_proven(BASE, "python-3.11", (*cases, *REACHING))
    waits, nothing = (found.pop(case.name) for case in REACHING)
    assert waits.verdict.status == "verified", waits.verdict
    assert [one.seconds >= 4 for one in waits.commands if one.phase == "canary"] == [True, False]
    assert [reason.code for reason in nothing.verdict.reasons] == ["canary"], nothing.verdict
    assert "test_prices passes even where every check in it fails" in nothing.verdict.reasons[0].sentence
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(SHOWN_BY_RUNS, "unverified") | dict.fromkeys(HONEST_WORK, "verified")


PLAIN = """[project]
name = "shop"
version = "1"
dependencies = [{}]

[tool.pytest.ini_options]
pythonpath = ["."]
"""
NEEDY = {
    "pyproject.toml": PLAIN.format(""),
    "shop.py": "def add(a, b):\n    return a + b\n",
    "test_shop.py": "from shop import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n",
}
SIX = {
    "pyproject.toml": PLAIN.format('"six>=1.16"'),
    "shop.py": f"import six\n\n\n{NEEDY['shop.py']}\n\ndef name(text):\n    return six.ensure_str(text)\n",
    "test_name.py": "from shop import name\n\n\ndef test_name():\n    assert name(b'x') == 'x'\n",
}


@pytest.mark.skipif(not online(), reason="no package registry from here")
async def test_what_an_agent_installed_is_not_there_in_the_proof_but_what_it_declares_is() -> None:
    undeclared = {path: text for path, text in SIX.items() if path != "pyproject.toml"}
    host = LocalHost()
    try:
        bench = await built(host, NEEDY, "python-3.11")
        workshop = await host.create(
            snapshot=bench.snapshot, egress=bench.hosts, lifetime_seconds=120, labels={}
        )
        command = "pip install --quiet six && python -c 'import six' && python -m pip --version"
        installed = await workshop.run(command, cwd=WORK, timeout_seconds=60)
        assert installed.ok, installed.stderr
        with Reader() as reader:
            declared, forgotten = [
                await proven(host, bench, NEEDY, Case("six", files), reader) for files in (SIX, undeclared)
            ]
    finally:
        await host.kill_all()
    assert (declared.verdict.status, forgotten.verdict.status) == ("verified", "unverified"), declared.verdict
    # once for the copies with the change's sources, once for the one with the base's
    assert [one.phase for one in declared.commands if one.phase == "install"] == ["install"] * 2
    assert forgotten.head is not None
    assert any("No module named 'six'" in case.message for case in forgotten.head.cases)


STAMPED = {
    "pyproject.toml": PLAIN.format(""),
    "shop.py": "def add(a, b):\n    return a + b\n",
    "test_shop.py": NEEDY["test_shop.py"],
    "version.txt": "0\n",
    "conftest.py": "from pathlib import Path\n\nPath('version.txt').write_text('1.2.3\\n')\n",
}


async def test_what_the_bases_own_set_up_writes_anew_is_none_of_the_change() -> None:
    shop = STAMPED["shop.py"] + "\n\ndef less(a, b):\n    return a - b\n"
    test = "from shop import less\n\n\ndef test_less():\n    assert less(5, 2) == 3\n"
    case = Case("less", {"shop.py": shop, "test_less.py": test})
    (found,) = (await all_proven(STAMPED, "python-3.11", (case,))).values()
    assert found.verdict.status == "verified", found.verdict


ORDERED = {
    "pyproject.toml": PLAIN.format(""),
    "shop.py": "seen = []\n\n\ndef see(name):\n    seen.append(name)\n    return len(seen)\n",
    "test_shop.py": "from shop import see\n\n\n"
    + "\n\n".join(f"def test_{n}():\n    assert see('a') == {n}\n" for n in (1, 2, 3, 4)),
}
FIRST = "\n\ndef first():\n    return seen[0]\n"
CHECKED = "\n\ndef test_first():\n    assert first() == 'a'\n"
LEANS = "\n\ndef test_first():\n    assert first() == 'a' and len(seen) == 4\n"


async def test_an_order_that_the_bases_tests_need_is_no_fault_of_the_change() -> None:
    """One of a new test is; so is one that only the change brings."""

    def with_first(test: str) -> dict[str, str]:
        tests = ORDERED["test_shop.py"].replace("import see", "import first, see, seen")
        return {"shop.py": ORDERED["shop.py"] + FIRST, "test_shop.py": tests + test}

    cases = (
        Case("leans on none", with_first(CHECKED.replace("    assert", "    see('a')\n    assert"))),
        Case("leans on the others", with_first(LEANS)),
    )
    found = await all_proven(ORDERED, "python-3.11", cases)
    assert {name: one.verdict.status for name, one in found.items()} == {
        "leans on none": "verified",
        "leans on the others": "unverified",
    }
    assert "as the base's own tests need it" in str(found["leans on none"].proofs)


CLEAN = {
    "pyproject.toml": PLAIN.format(""),
    "shop.py": "def see(name):\n    return 1\n",
    "test_shop.py": "from shop import see\n\n\n"
    + "\n\n".join(f"def test_{n}():\n    assert see('{'a' * n}') == 1\n" for n in (1, 2, 3, 4)),
}
BRINGS = (
    "seen = []\n\n\ndef see(name):\n    seen.append(name)\n    return 1 if len(name) == len(seen) else 2\n"
)


async def test_an_order_that_the_change_brings_is() -> None:
    files = {
        "shop.py": BRINGS + FIRST,
        "test_shop.py": CLEAN["test_shop.py"].replace("see\n", "first, see\n", 1),
    }
    files["test_shop.py"] += CHECKED
    (one,) = (await all_proven(CLEAN, "python-3.11", (Case("brings one", files),))).values()
    assert "flaky" in "; ".join(one.failures)
