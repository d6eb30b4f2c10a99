"""Rust: what tests check, what they do to their runner, and sources that find out who runs them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering import moved
from codeonfly.tampering.languages import let_off, told_apart
from codeonfly.tampering.values import Added, Sign
from codeonfly.toolchains.bodies import blocks, closing
from codeonfly.toolchains.rust import FUNCTION

_CHECK = re.compile(
    r"\b\w*assert\w*!|\b(?:panic|unreachable|todo)!|\.(?:unwrap|expect|unwrap_err|expect_err)\(|\bcheck\w*\(|\bassert\w*\(|\?;|\bErr\("
)
_EXACT = re.compile(
    r"\b\w*assert_(?:eq|ne)!|\bassert!\(\s*(?:matches!|[^;]*(?:==|\.is_\w+\(\)|\.contains\())|\bmatches!"
)
_SAME = re.compile(
    r"\bassert!\(\s*(?:true|1\s*==\s*1)\s*[,)]|\bassert_eq!\(\s*([\w.:]+(?:\([^()]*\))?)\s*,\s*\1\s*[,)]"
)
_THERE = re.compile(
    r"\bassert!\(\s*(?:\"[^\"\n]*\"|[\w.:()&<>])+\.is_(?:some|ok)\(\)\s*[,)]|size_of|type_name"
)
_LET_GO = re.compile(
    r"\blet _ = (?![^;{}]*(?:unwrap|expect|assert|\?;))[^;{}]*;|^[^;{}\n]*\.or\(Ok\(\(\)\)\)\s*;?\s*$|^[^;={}\n]*\)\.ok\(\);",
    re.MULTILINE,
)
_MOST_CLOSURES = 20  # of one test
_CLOSURE = re.compile(r"\blet (?P<name>\w+) = (?:move )?\|[^|\n]*\|[^{;\n]*\{")
_LOOPS = re.compile(r"\bfor\b|\.for_each\(|\.iter\(|macro_rules!")
_SHADOWS = re.compile(
    r"\bmacro_rules!\s*(?:debug_)?(?:assert|assert_eq|assert_ne|panic|unreachable)\b|\bset_hook\(|#!\[no_main\]|custom_test_frameworks|test_runner\("
    r"|\btest result:|\"test [\w:{}]+ \.\.\. |\.code-on-fly|reexport_test_harness|extern crate \w+ as (?:std|core)\b|\bmod std\b"
)
_ENDS = re.compile(r"\bprocess::(?:exit|abort)\b|\blibc::_?exit\b|\bsyscall\(|\.exec\(\)")
_NEVER = re.compile(r"cfg_attr\([^\]]*\bfeature\b[^\]]*\bignore")
_SKIPS = re.compile(r"#\[\s*ignore|#\[\s*cfg_attr\([^\]]*ignore|#\[\s*cfg\((?!\s*test\s*\))")
# an ``eq`` that compares nothing for equality
_EQUAL = re.compile(
    r"\bfn\s+eq\s*\([^)]*\)\s*->\s*bool\s*\{(?:(?!==|\.eq|matches!|\bmatch\b|cmp\(|discriminant)[^{}])*\}"
)
_EQUAL_TO_ALL = re.compile(
    r"\bimpl\s*<\s*(\w+)\b[^{]*\bPartialEq<\s*&?\1\s*>[^{]*\{\s*fn\s+eq\s*\([^)]*\)\s*->\s*bool\s*\{[^}]*(?:\|\||<|>)"
)
_BRANCHES = re.compile(
    r"cfg!\(\s*(?:\w+\(\s*)*test\b|#!?\[\s*cfg\(\s*not\(\s*test\b|cfg!\(\s*(?:not\(\s*)?debug_assertions|#\[\s*cfg\(\s*(?:not\(\s*)?debug_assertions"
)
_KNOWS = re.compile(
    r"(?:env::var(?:_os)?|env!|option_env!)\(\s*\"(?:RUST_TEST|NEXTEST|CARGO_(?:PKG_NAME\"\s*\)\s*\.is|MANIFEST|TARGET_TMP|BIN_EXE|PRIMARY)|RUST_BACKTRACE|TEST)"
    r"|env::var(?:_os)?\(\s*\"(?:CARGO|LD_)|/proc/self|current_dir\(\).*\.(?:contains|starts_with|ends_with)\(\s*\"|\"[^\"\n]*target/debug|include_(?:str|bytes)!\(\s*\"[^\"]*tests?[/.]|\"tests/"
)
_PLACE = re.compile(
    r"thread::current\(\)|\bcurrent_exe\(|\benv::args(?:_os)?\(\)\.(?:next|nth\(0|any|collect)|Backtrace::|\bvars(?:_os)?\(\)"
    r"|\bbacktrace::"
)
_ASKS = re.compile(
    r"\.(?:contains|starts_with|ends_with|any|is_some|is_some_and|is_ok|find|matches|eq|position|exists|map_or|parent)\(|[!=]=|\bmatches!|if let"
)
_ANY = re.compile(r"\bfn (?P<name>\w+)[^{;]*(?P<open>\{)")  # helpers as well as tests
_TEST_WORDS = re.compile(r"test\b|\bdeps\b|\.name\(\)|cargo|\"LD_|concat!|\"\s*\+", re.IGNORECASE)
# keys of Cargo.toml that decide what runs, and with what
_SETTINGS = (
    *(("test",), ("patch",), ("replace",), ("lib", "test"), ("lib", "doctest"), ("lib", "harness")),
    *(("lib", "path"), ("package", "autotests"), ("package", "build"), ("workspace", "exclude")),
    *(("workspace", "default-members"), ("profile", "test"), ("profile", "dev", "debug-assertions")),
    *(("profile", "dev", "panic"), ("profile", "dev", "overflow-checks")),
)


def in_test(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """Tests of the base that check less, new ones that check nothing, and meddling with the runner."""
    old, now = _tests(before or ""), _tests(after)
    helpers = _helpers(after)
    made = "\n".join(body for name, (_, _, body) in now.items() if name not in old)
    for name, (line, head, body) in now.items():
        if name not in old:
            yield from _new(name, line, head, body, helpers)
        elif old[name][1:] != (head, body):
            was = (*old[name][:2], moved.left(old[name][2], body, made))
            yield from _changed(name, line, was, (head, body), helpers)
    for line, text in added:
        if _ENDS.search(text):
            yield line, "exit", "the test run is ended from inside"
    known = {match["name"] for match in _ANY.finditer(before or "")}
    for name, body in blocks(after, _ANY, quotes='"'):
        if name not in known and name not in now and let_off.takes_errors_too(body):
            line = after.count("\n", 0, after.find(body)) + 1
            yield line, "vacuous", f"{name} takes an error as well as what it asks for"
    yield from _anywhere(before or "", after, added)


def _anywhere(before: str, after: str, added: Added) -> Iterator[Sign]:
    for line, text in added:
        if _SHADOWS.search(text):
            yield line, "patches-runner", "the runner, its words or its assertions are replaced"
    if any(len(rule.findall(after)) > len(rule.findall(before)) for rule in (_EQUAL, _EQUAL_TO_ALL)):
        yield 1, "equality", "something is equal to everything"


def _tests(text: str) -> dict[str, tuple[int, str, str]]:
    """Line, attributes and body of each test, by its name."""
    found: dict[str, tuple[int, str, str]] = {}
    for match in FUNCTION.finditer(text):
        end = closing(text, match.start("open"), '"')
        if end is not None:
            start = _start_of_attributes(text, match.start())
            line = text[: match.start()].count("\n") + 1
            found[match["name"]] = (line, text[start : match.start("open")], text[match.end() : end])
    return found


def _start_of_attributes(text: str, place: int) -> int:
    """Attributes may stand in front of ``#[test]`` too."""
    lines = text[:place].splitlines(keepends=True)
    while lines and (lines[-1].strip().startswith("#[") or not lines[-1].strip()):
        place -= len(lines.pop())
    return place


def _helpers(text: str) -> frozenset[str]:
    """Functions of this file that check, and are no tests."""
    tests = _tests(text)
    found = dict(blocks(text, _ANY, quotes='"'))
    return frozenset(name for name, body in found.items() if name not in tests and "assert" in body)


def _checks(body: str, helpers: frozenset[str]) -> int:
    called = sum(len(re.findall(rf"\b{name}\(", body)) for name in helpers)
    return len(_CHECK.findall(body)) + called


def _new(name: str, line: int, head: str, body: str, helpers: frozenset[str]) -> Iterator[Sign]:
    checks, same = _checks(_without_what_is_let_go(body), helpers), _SAME.findall(body)
    if _NEVER.search(head):
        yield line, "skip", f"{name} is ignored"
    if same and checks <= len(same):
        kind = "existence" if all("(" in one for one in same) else "vacuous"  # may ask for the same twice
        yield line, kind, f"{name} has only an assertion that is always true"
    elif not checks and "should_panic" not in head:
        yield line, "silent", f"{name} checks nothing"
    elif let_off.leaves(body, _CHECK):
        yield line, "vacuous", f"{name} can end before its assertions"
    elif let_off.loops_over_nothing(body):
        yield line, "vacuous", f"{name} loops over nothing"
    elif let_off.passes_over(body):
        yield line, "vacuous", f"{name} passes over what the code refuses"
    elif checks and len(_THERE.findall(body)) >= checks:
        yield line, "unchecked", f"{name} asks only whether something is there"
    elif checks and len(_THERE.findall(body)) + let_off.several(body) >= checks:
        yield line, "existence", f"{name} takes several answers"


def _without_what_is_let_go(body: str) -> str:
    """The body without results that nobody looks at, and without what does nothing else than give them."""
    kept = _LET_GO.sub("", body)
    for match in reversed([*islice(_CLOSURE.finditer(kept), _MOST_CLOSURES)]):
        end = closing(kept, match.end() - 1, '"')
        if end is not None and not re.search(rf"\b{match['name']}\b", kept[end:]):
            kept = kept[: match.start()] + kept[end + 1 :]
    return kept


def _changed(
    name: str, line: int, was: tuple[int, str, str], now: tuple[str, str], helpers: frozenset[str]
) -> Iterator[Sign]:
    (_, head_before, before), (head, body) = was, now
    if len(_SKIPS.findall(head)) > len(_SKIPS.findall(head_before)):
        yield line, "skip", f"{name} is ignored"
    if "should_panic" in head and "should_panic" not in head_before:
        yield line, "assertion", f"{name} may panic, it might not before"
    if len(re.findall(r"\breturn\b", body)) > len(re.findall(r"\breturn\b", before)):
        yield line, "assertion", f"{name} can end before its assertions"
    if "catch_unwind" in body and "catch_unwind" not in before:
        yield line, "assertion", f"{name} swallows panics"
    more_loops = len(_LOOPS.findall(body)) > len(_LOOPS.findall(before))
    had, has = _checks(before, helpers), _checks(body, helpers)
    exact_before, exact = len(_EXACT.findall(before)), len(_EXACT.findall(body))
    constant = len(_SAME.findall(body)) - len(_SAME.findall(before))
    if not (more_loops and has) and (has < had or exact < exact_before or constant > 0):
        told = f"{name} has {exact - max(constant, 0)} strict assertions of {has}, it had {exact_before} of {had}"
        yield line, "assertion", told


def in_source(before: str | None, text: str, added: Added) -> Iterator[Sign]:
    """Signs at the added lines of a source, outside the tests that it holds."""
    whole = text.splitlines()
    for number, line in added:
        if line.lstrip().startswith("//"):
            if line.lstrip().startswith("///") and _SAME.search(line):
                yield number, "vacuous", "an example has an assertion that is always true"
            continue
        if (
            _BRANCHES.search(line)
            or _KNOWS.search(line)
            or (_PLACE.search(line) and _asks(line, told_apart.near(whole, number, 2)))
        ):
            yield number, "knows-tests", "the code asks whether it is being tested"
        if re.search(r"#\[\s*cfg\(\s*(?:all\(\s*)?test\b", line) and not declares(line, text, number):
            yield number, "knows-tests", "the code does something else in tests"
        if re.search(
            r"#!?\[\s*cfg_attr\(\s*(?:not\(\s*)?test\b(?!.*(?:derive|allow|deny|warn|no_std))", line
        ):
            yield number, "knows-tests", "the code does something else in tests"
    yield from _anywhere(before or "", text, added)


def _asks(line: str, near: str) -> bool:
    return _ASKS.search(near) is not None and ("acktrace" in line or _TEST_WORDS.search(near) is not None)


def declares(line: str, text: str, number: int) -> bool:
    """Whether what is there in tests only is a module, an import or a helper: nothing that others lack."""
    rest = re.sub(r"#\[[^\]]*\]\s*", "", "\n".join([line, *text.splitlines()[number : number + 4]])).lstrip()
    return (
        re.match(
            r"(?:pub(?:\([\w ]+\))? )?(?:mod|use|extern crate|fn|impl|struct|type|trait|const fn|async fn)\b",
            rest,
        )
        is not None
    )


def configuration(path: str, before: str | None, after: str) -> Iterator[Sign]:
    """Settings of Cargo that decide what runs, and with what; a build script may do all of that."""
    if path.endswith("build.rs"):
        yield 1, "configuration", "a script that runs before every build changed"
        return
    if path.endswith("config.toml"):
        yield 1, "configuration", "what cargo runs, and with which options, changed"
        return
    old, new = _toml(before or ""), _toml(after)
    for keys in _SETTINGS:
        if _at(old, keys) != _at(new, keys):
            yield 0, "configuration", f'"{".".join(keys)}" changed'


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _at(value: object, keys: Sequence[str]) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
