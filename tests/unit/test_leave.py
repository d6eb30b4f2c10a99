"""How a process of ours ends: its code, and nothing lost, although the interpreter is not taken down."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def ended(body: str, **given: object) -> subprocess.CompletedProcess[str]:
    code = "import sys, atexit, threading, time\nfrom codeonfly.leave import leave_with\n" + body
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    options = {
        "env": variables,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
        "timeout": 30,
    } | given
    return subprocess.run([sys.executable, "-c", code], check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("main", "code"),
    [
        ("lambda: None", 0),
        ("lambda: 5", 5),
        ("lambda: sys.exit(4)", 4),
        ("lambda: sys.exit()", 0),
        ("lambda: sys.exit('too bad')", 1),
        ("lambda: 1 / 0", 1),
    ],
)
def test_the_code_is_the_one_that_was_given(main: str, code: int) -> None:
    assert ended(f"leave_with({main})").returncode == code


def test_what_an_end_says_is_said() -> None:
    assert ended("leave_with(lambda: sys.exit('too bad'))").stderr == "too bad\n"
    assert ended("leave_with(lambda: 1 / 0)").stderr.endswith("ZeroDivisionError: division by zero\n")


def test_what_was_printed_and_what_was_to_run_at_the_end_is_not_lost() -> None:
    body = """
def main():
    atexit.register(print, "at the end")
    threading.Thread(target=lambda: (time.sleep(0.2), print("in a thread"))).start()
    print("first", end=" ")
leave_with(main)
"""
    assert ended(body).stdout == "first in a thread\nat the end\n"


def test_nothing_of_the_interpreter_is_taken_down() -> None:
    body = """
class Late:
    def __del__(self): print("taken down", flush=True)
kept = Late()
leave_with(lambda: print("left"))
"""
    assert ended(body).stdout == "left\n"


@pytest.mark.parametrize(("code", "ends"), [(0, 120), (3, 3)])
def test_what_cannot_be_written_is_no_success(code: int, ends: int) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = ended(f"leave_with(lambda: (print('lost'), {code})[1])", stdout=full)
    assert done.returncode == ends


def test_the_command_line_says_that_it_could_not_write() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = ended(
            "from codeonfly.cli import main\nsys.argv = ['codeonfly', '--help']\nmain()", stdout=full
        )
    assert done.returncode == 1
    assert done.stderr == "codeonfly: the system refused: No space left on device\n"
