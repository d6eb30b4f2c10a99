"""A package's test script: what it comes down to, and which part of it is the runner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

RUNNERS = ("vitest", "jest", "mocha")
# What is around the runner measures coverage, and ends red when a test less is run.
_COVERAGE = re.compile(r"^(?:npx\s+)?(?:c8|nyc)(?:\s+-\S+)*\s+")
_ANOTHER = re.compile(
    r"(?:npm|pnpm|yarn)\s+(?:(?:run|run-script)\s+)?(?:--?s(?:ilent)?\s+)?([\w:.-]+)(?:\s+-s)?"
)
_INSTALLED = re.compile(r"(?:^|/)node_modules/(?:\.bin/)?(vitest|jest|mocha)(?:/|$)")
# These judge how code is written: of no use where only some tests are wanted.
_STYLE = re.compile(
    r"\b(?:eslint|prettier|standard|xo|biome|stylelint|tslint|lint(?:-\w+)?|oxlint)\b|--noEmit\b"
)
_MOST_STEPS = 5  # of scripts that call scripts


@dataclass(frozen=True, slots=True)
class Script:
    """A runner's command and its name, and the commands around it; "unknown": ``command`` is all of it."""

    command: str
    runner: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def around(self, command: str, *, some: bool) -> str:
        """The whole again, with ``command`` for the runner's; ``some``: only some of the tests are run."""
        before = [one for one in self.before if not (some and _STYLE.search(one))]
        after = [] if some else self.after
        return " && ".join((*before, command, *after))


def resolved(package: Mapping[str, Any]) -> str:
    """What ``npm test`` does, with scripts that it calls and its ``pre`` script; "" for nothing."""
    scripts = package.get("scripts")
    listed = scripts.items() if isinstance(scripts, dict) else ()
    known = {key: text.strip() for key, text in listed if isinstance(text, str)}
    # what `npm init` writes when there are no tests yet
    return "" if "no test specified" in known.get("test", "") else _written_out(known, "test", _MOST_STEPS)


def _written_out(scripts: Mapping[str, str], name: str, left: int) -> str:
    text = scripts.get(name, "")
    if not text:
        return ""
    parts = [scripts[f"pre{name}"], text] if scripts.get(f"pre{name}") else [text]
    steps = [step.strip() for part in parts for step in _steps(part)]
    return " && ".join(_step(scripts, step, left) for step in steps)


def _step(scripts: Mapping[str, str], step: str, left: int) -> str:
    called = _ANOTHER.fullmatch(step)
    name = {"t": "test", "tst": "test"}.get(called[1], called[1]) if called is not None else ""
    inner = _written_out(scripts, name, left - 1) if left and name in scripts else ""
    # as it is where it is a chain that can't be part of another
    return step if not inner or re.search(r"[|;]|(?<!&)&(?!&)", inner) else inner


def _steps(text: str) -> list[str]:
    """The commands of a chain; all of it where quotes or other operators make that more than a chain."""
    if re.search(r"[|;<>`$]|(?<!&)&(?!&)", text) or "&&" in "".join(re.findall(r"'[^']*'|\"[^\"]*\"", text)):
        return [text]
    return text.split("&&")


def read(text: str) -> Script:
    """The script's parts. Only one plain command that is a known runner can be given a reporter."""
    if not text:
        return Script("node --test", "node:test")
    steps = [step.strip() for step in _steps(text)]
    runners = [runner_of(step) for step in steps]
    known = [place for place, runner in enumerate(runners) if runner != "unknown"]
    if len(known) != 1:
        return Script(text, "unknown")
    place = known[0]
    return Script(
        _COVERAGE.sub("", steps[place]), runners[place], tuple(steps[:place]), tuple(steps[place + 1 :])
    )


def runner_of(step: str) -> str:
    """The runner that a plain command starts, or "unknown"."""
    if re.search(r"[|;&<>`$]", step):
        return "unknown"
    bare = _COVERAGE.sub("", step)
    words = [word for word in bare.split() if "=" not in word and word not in ("npx", "cross-env")]
    program = PurePosixPath(words[0]).name if words else ""
    if program == "node":
        if "--test" in words:
            return "node:test"
        started = next((found[1] for word in words[1:] if (found := _INSTALLED.search(word))), "")
        return started or "unknown"
    return program if program in RUNNERS else "unknown"
