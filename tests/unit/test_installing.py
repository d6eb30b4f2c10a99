"""Why an installation failed, in the words of the program that says most about it."""

from __future__ import annotations

import pytest

from codeonfly.installing import failure_of
from codeonfly.ports import CommandResult
from codeonfly.settings import Settings

NPM = """npm error code EUSAGE
npm error
npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.
npm error
npm error Missing: labels@1.0.0 from lock file
"""
PIP = """  error: subprocess-exited-with-error

  x Getting requirements to build editable did not run successfully.
      Traceback (most recent call last):
        File "main.py", line 1, in <module>
      flit_core.config.ConfigError: description must be specified
  note: This error originates from a subprocess, and is likely not a problem with pip.
error: subprocess-exited-with-error
"""


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (
            NPM,
            NPM.splitlines()[2] + "; npm error Missing: labels@1.0.0 from lock file",
        ),
        (PIP, "flit_core.config.ConfigError: description must be specified"),
        (
            "ERROR: No matching distribution found for six==9\n",
            "ERROR: No matching distribution found for six==9",
        ),
        ("[ERROR] Failed to execute goal\n[ERROR] \n[ERROR] more", "[ERROR] Failed to execute goal; [ERROR]"),
        ("npm error code E1\n", "npm error code E1"),
        ("Error: no jar\nError: no jar\n", "Error: no jar"),
        ("gone\n", "gone"),
        ("", "no output"),
    ],
)
def test_the_reason(output: str, reason: str) -> None:
    told = failure_of(CommandResult("npm ci", 1, "", output, 0.0), Settings())
    assert told == f"the install command failed with exit code 1: {reason}"
