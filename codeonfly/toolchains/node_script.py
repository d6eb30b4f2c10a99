"""A package's test script: what it comes down to, and which part of it is the runner."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

RUNNERS = ("vitest", "jest", "mocha")
# Programs that start one of these and hand on what they are given.
_AS = {"ts-mocha": "mocha", "_mocha": "mocha"}
_AS_JEST = ("react-scripts", "craco", "react-app-rewired")  # with "test" behind it
_ASSIGNED = r"""[A-Za-z_]\w*=(?:"[^"`]*"|'[^']*'|\$\w+|[^\s"'`$()|;&<>])*"""
# what stands in front of a program and changes no more than its environment
_BEFORE = rf"(?:(?:{_ASSIGNED}|npx|cross-env|env|dotenv(?:\s+-e\s+\S+)*\s+--|env-cmd\s+-f\s+\S+)\s+)*"
_PREFIX = re.compile(rf"^{_BEFORE}")
# What is around the runner measures coverage, and ends red when a test less is run.
_COVERAGE = re.compile(
    rf"^(?P<before>{_BEFORE})(?:c8|nyc)\s+(?:[^\s|;&<>`$]+\s+)*?"
    rf"(?={_BEFORE}(?:node|tsx|vitest|jest|mocha|_mocha|ts-mocha|\S*node_modules/\S+)(?:\s|$))"
)
# package managers that run a program of the project's: it is found without them, and they may not be there
_BY_MANAGER = re.compile(
    rf"^(?P<before>{_BEFORE})(?:(?:yarn|pnpm)(?:\s+(?:exec|run))?|npm\s+exec(?:\s+--)?)\s+"
    r"(?=(?:vitest|jest|mocha|ts-mocha|tsc|tsx|tsup|eslint|prettier|rimraf|babel|esbuild|swc|rollup|vite)"
    r"(?:\s|$))"
)
_ANOTHER = re.compile(
    r"(?:npm|pnpm|yarn)\s+(?:(?:run|run-script)\s+)?(?:--?s(?:ilent)?\s+)?(?P<name>[\w:.-]+)(?:\s+-s)?"
)
# one of the scripts with more arguments: npm wants two dashes before them
_GIVEN = re.compile(
    r"(?:npm\s+(?:run\s+)?(?P<name>[\w:.-]+)\s+--|(?:pnpm|yarn)\s+run\s+(?P<other>[\w:.-]+)(?:\s+--)?)"
    r"\s+(?P<arguments>[^|;&<>`$]+)"
)
# a race, such as of a server and its tests, is none
_SEVERAL = re.compile(
    r"(?!.*\s(?:-r|--race)\b)(?:npx\s+)?(?:run-[sp]|npm-run-all2?)\s+(?P<names>[\w:.*\s-]+)"
)
_INSTALLED = re.compile(r"(?:^|/)node_modules/(?:\.bin/)?(vitest|jest|mocha)(?:/|$)")
# These judge how code is written: of no use where only some tests are wanted.
_STYLE = re.compile(
    r"\b(?:eslint|prettier|standard|xo|biome|stylelint|tslint|lint(?:-\w+)?|oxlint)\b|--noEmit\b"
)
_OTHERWISE = ("test:unit", "unit", "test:ci", "tests", "jest", "vitest", "mocha")
_MOST_STEPS = 5  # of scripts that call scripts
_LONGEST = 4_000  # characters of a script that is looked into


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
    """What ``npm test`` does, with scripts that it calls and its ``pre`` script; "" for nothing.

    Where there is no such script: another that is there for tests, or a runner that is installed.
    """
    scripts = package.get("scripts")
    listed = scripts.items() if isinstance(scripts, dict) else ()
    known = {key: text.strip() for key, text in listed if isinstance(text, str)}
    scripts = _Scripts(known)
    if is_test(known.get("test")):
        return scripts.written_out("test", _MOST_STEPS)
    others = (scripts.written_out(name, _MOST_STEPS) for name in _OTHERWISE)
    runs = next((text for text in others if text and read(text).runner != "unknown"), "")
    kinds = (package.get(kind) for kind in ("dependencies", "devDependencies"))
    installed = {name for kind in kinds if isinstance(kind, dict) for name in kind}
    return runs or next((name for name in RUNNERS if name in installed), "")


def is_test(script: object) -> bool:
    """Whether it is more than what ``npm init`` writes when there are no tests yet."""
    return isinstance(script, str) and bool(script.strip()) and "no test specified" not in script


@dataclass(frozen=True, slots=True)
class _Scripts:
    """The scripts of a package.json, each written out once for each depth."""

    known: Mapping[str, str]
    done: dict[tuple[str, int], str] = field(default_factory=dict)

    def written_out(self, name: str, left: int) -> str:
        if (name, left) not in self.done:
            self.done[name, left] = self._whole(name, left)
        return self.done[name, left]

    def _whole(self, name: str, left: int) -> str:
        text, before = self.known.get(name, ""), self.known.get(f"pre{name}", "")
        if not text or len(text) + len(before) > _LONGEST:
            return text
        parts = [before, text] if before else [text]
        steps = [step.strip() for part in parts for step in _steps(part)]
        whole = " && ".join(self._step(step, left) for step in steps)
        return whole if len(whole) <= _LONGEST else text

    def _step(self, step: str, left: int) -> str:
        if several := _SEVERAL.fullmatch(step):
            steps = [f"npm run {name}" for name in _named(self.known, several["names"].split())]
            return " && ".join(self._step(one, left) for one in steps) if left and steps else step
        called = _ANOTHER.fullmatch(step)
        given = None if called is not None else _GIVEN.fullmatch(step)
        found = called["name"] if called is not None else ""
        if given is not None:
            found = given["name"] or given["other"]
        name = {"t": "test", "tst": "test"}.get(found, found)
        inner = self.written_out(name, left - 1) if left and name in self.known else ""
        # as it is where it is a chain that can't be part of another
        if not inner or _NO_CHAIN.search(inner):
            return _BY_MANAGER.sub(r"\g<before>", step)
        # arguments go to the script's last command
        return f"{inner} {given['arguments']}" if given is not None else inner


def _named(scripts: Mapping[str, str], words: Sequence[str]) -> list[str]:
    """The scripts that these words mean: a star stands for what has no colon in it."""
    return [
        name
        for word in words
        if not word.startswith("-")
        for name in (fnmatch.filter(scripts, word) if "*" in word else [word])
        if name in scripts and (word.endswith("**") or name.count(":") == word.count(":"))
    ]


_NO_CHAIN = re.compile(r"[|;]|(?<!&)&(?!&)")  # more than commands one after the other


def _steps(text: str) -> list[str]:
    """The commands of a chain; all of it where quotes or other operators make that more than a chain."""
    quoted = "".join(re.findall(r"'[^']*'|\"[^\"]*\"", text))
    if re.search(r"[|;<>`]|\$(?![A-Za-z_])|(?<!&)&(?!&)", text) or "&&" in quoted:
        return [text]
    return text.split("&&")


def before_the_last(text: str) -> tuple[str, ...]:
    """The commands of a chain before its last, without those that judge how code is written."""
    *steps, _ = [step.strip() for step in _steps(text)]
    return tuple(step for step in steps if not _STYLE.search(step))


def read(text: str) -> Script:
    """The script's parts. Only one plain command that is a known runner can be given a reporter."""
    if not text:
        return Script("node --test", "node:test")
    if len(text) > _LONGEST:
        return Script(text, "unknown")
    steps = [step.strip() for step in _steps(text)]
    runners = [runner_of(step) for step in steps]
    known = [place for place, runner in enumerate(runners) if runner != "unknown"]
    if len(known) != 1:
        return Script(text, "unknown")
    place = known[0]
    command = _BY_MANAGER.sub(r"\g<before>", _COVERAGE.sub(r"\g<before>", steps[place]))
    return Script(command, runners[place], tuple(steps[:place]), tuple(steps[place + 1 :]))


def runner_of(step: str) -> str:
    """The runner that a plain command starts, or "unknown"."""
    bare = _PREFIX.sub("", _BY_MANAGER.sub("", _COVERAGE.sub("", step)))
    if re.search(r"[|;&<>`$]", bare):
        return "unknown"
    words = bare.split()
    program = PurePosixPath(words[0]).name if words else ""
    if program in ("node", "tsx"):
        if "--test" in words:
            return "node:test"
        started = next((found[1] for word in words[1:] if (found := _INSTALLED.search(word))), "")
        return started or "unknown"
    if program in _AS_JEST:
        return "jest" if "test" in words else "unknown"
    program = _AS.get(program, program)
    return program if program in RUNNERS else "unknown"
