"""Settings around JavaScript's tests: what runs, with what in place of what, and what counts as a failure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from codeonfly.tampering.languages.text_rules import lines_that_decide
from codeonfly.tampering.values import Sign

_MINE = re.compile(
    r"(package\.json|(jest|vitest|vite|babel|mocha)\.config\.\w+|vitest\.workspace\.\w+|\.mocharc(\.\w+)?|\.babelrc(\.\w+)?"
    r"|\.swcrc|\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs)$"
)
_RUNNERS = ("jest", "mocha", "ava", "c8", "nyc", "vitest", "babel")
# What these say decides neither which tests run nor what they find.
_HARMLESS = re.compile(
    r"collectCoverage|coverage|verbose|displayName|testTimeout|timeout|(clear|reset|restore)Mocks|globals$"
)
_INSTALLS = ("preinstall", "install", "postinstall", "prepare", "dependencies")
_HOOKS = re.compile(r"^(husky|lefthook install|simple-git-hooks|npx simple-git-hooks)\b")
_SAYS_MORE = re.compile(r"(?:\s+--(?:coverage|verbose|colou?rs?|runInBand|ci))+")
_CALLS = re.compile(r"(?:npm|yarn|pnpm) run ([\w:-]+)")
_LINTS = re.compile(r"(?:eslint|prettier --check|biome (?:check|lint)|tsc --noEmit)(?: [\w./*-]+)*")
_LIBRARIES = re.compile(
    r"(vitest|jest|mocha|chai|expect|sinon|ava|(ts|babel)-jest|jest-[\w-]+|@(jest|vitest)/[\w-]+)$"
)
_PLAIN_VERSION = re.compile(
    r"(latest|\*|[\^~>=<v]*\s*\d[\w.+-]*(\s*(\|\||-|\s)\s*[\^~>=<]*\d[\w.+-]*)*|workspace:[*^~])$"
)
# Settings that put something else in place of the sources or of what the runner makes of them.
_DECIDES = re.compile(
    r"testPathIgnorePatterns|modulePathIgnore|passWithNoTests|pass-on-failing|testNamePattern|\bgrep\b|\bfgrep\b|\bignore\b"
    r"|\bretr(y|ies)\b|\bbail\b|\breporters?\b|globalSetup|\bresolver\b|automock|\brunner\b|snapshotSerializers|dangerously"
    r"|allowOnly|\bplugins\b.*\{\s*name|\btransform\s*[(:]\s*(\(|\w+\s*=>)|\btransform\(|\bvisitor\b|\bload\s*\(|resolveId"
    r"|testEnvironment['\"]?\s*:\s*['\"](\.|<rootDir>)|['\"](\./|<rootDir>)[^'\"]*['\"]|ignore-scripts|node-options|script-shell"
)
# a file of set-up is read by the rules for tests itself
_SET_UP = re.compile(r"setupFiles|\brequire['\"]?\s*:")
_OWN_FILE = re.compile(
    r"\brequire['\"]?\s*:|\b(setupFiles(AfterEnv)?|roots|coverage\w*|collectCoverageFrom|include|exclude|testMatch)\b|@/|~/|['\"]@['\"]"
)
# how much of a file tests have to reach; that it is less than it was, other rules see
_THRESHOLDS = re.compile(
    r"['\"`][\w./*-]+['\"`]\s*:\s*\{\s*(?:(?:100|lines|functions|branches|statements|perFile)\s*:\s*(?:true|\d+)\s*,?\s*)+\},?"
)
_REDIRECTS = re.compile(
    r"['\"`/](\.{1,2}/)+\w|find\s*:|moduleNameMapper.*(src|lib)|^\s*['\"][^'\"@~#]*(src|lib)/"
)


def is_mine(path: str) -> bool:
    """Whether this file's name is that of a setting for JavaScript's tools."""
    return _MINE.fullmatch(path.rpartition("/")[2]) is not None


def configuration(path: str, before: str | None, after: str) -> Iterator[Sign]:
    """Signs in a changed or new file of settings."""
    if path.endswith("package.json"):
        yield from _package(before, after)
        return
    yield from lines_that_decide(before, after, _decides, "decides what is tested")


def _decides(line: str) -> bool:
    if line.startswith(("//", "#", "*")) or _THRESHOLDS.fullmatch(line):
        return False
    if _OWN_FILE.search(line) and not _REDIRECTS.search(_SET_UP.split(line, maxsplit=1)[0]):
        return False
    return _DECIDES.search(line) is not None or _REDIRECTS.search(line) is not None


def _package(before: str | None, after: str) -> Iterator[Sign]:
    old, new = _object(before), _object(after)
    for key in _RUNNERS:
        for name in sorted(_changed(old.get(key), new.get(key))):
            value = _object(new.get(key)).get(name)
            environment = name == "testEnvironment" and value in ("node", "jsdom")
            is_set_up = _SET_UP.match(f"{name}:") and value and not _decides(f'"{name}": {json.dumps(value)}')
            if not _HARMLESS.match(name) and not environment and not is_set_up:
                yield 0, "configuration", f'"{key}" changed: {name}'
    if any(
        _object(new.get("imports")).get(name) != value for name, value in _object(old.get("imports")).items()
    ):
        yield 0, "configuration", '"imports" changed: other files take the place of what is tested'
    yield from _scripts(_object(old.get("scripts")), _object(new.get("scripts")))
    for key in ("dependencies", "devDependencies", "optionalDependencies", "overrides", "resolutions"):
        was, now = _object(old.get(key)), _object(new.get(key))
        for name, version in sorted(now.items()):
            told = str(version)
            if was.get(name) != version and _LIBRARIES.match(name) and not _PLAIN_VERSION.match(told):
                yield 0, "configuration", f"{name} is taken from {told[:60]}"


def _scripts(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Sign]:
    for name in ("pretest", "test", "posttest"):
        if old.get(name) != new.get(name) and not _is_harmless(name, old, new):
            yield 0, "test-command", f'the script "{name}" changed to {str(new.get(name))[:80]!r}'
    for name in _INSTALLS:
        told = str(new.get(name, ""))
        if told and old.get(name) != told and not _HOOKS.match(told):
            yield 0, "install-script", f'the script "{name}" runs at each install: {told[:80]!r}'


def _is_harmless(name: str, old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """Whether the tests' own command only says more of what it does, or a linter runs beside it."""
    was, now = old.get(name), str(new.get(name))
    if was is not None:
        return (
            name == "test"
            and now.startswith(str(was))
            and _SAYS_MORE.fullmatch(now[len(str(was)) :]) is not None
        )
    called = _CALLS.fullmatch(now)
    return (
        name != "test"
        and _LINTS.fullmatch(str(new.get(called[1])) if called is not None else now) is not None
    )


def _changed(old: object, new: object) -> set[str]:
    """Names of the settings that differ; the whole where it is no table."""
    if not isinstance(old, dict | None) or not isinstance(new, dict | None):
        return set() if old == new else {"all of it"}
    was, now = old or {}, new or {}
    return {str(name) for name in was.keys() | now.keys() if was.get(name) != now.get(name)}


def _object(value: object) -> dict[str, object]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
