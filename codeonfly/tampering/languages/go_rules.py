"""Go: what tests check, what they do to their runner, and sources that find out who runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.tampering import moved
from codeonfly.tampering.languages import let_off, told_apart
from codeonfly.tampering.values import Added, Sign
from codeonfly.toolchains.bodies import blocks
from codeonfly.toolchains.go import TEST

# calls that can fail a test: its own methods, libraries', and helpers that are given it
_CHECK = re.compile(
    r"\b\w+\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(?:assert|require|is|qt|must|check|td|be)\.\w+\("
    r"|(?:^|[{;])[ \t]*(?:\w+\.)?\w+\((?:t|f|tb|b|c)\b(?!\w|\.)[,)]|\b[stgc]\.(?:Expect|Assert|Check|Equal|NoError|Require\(\)|True|False|Nil|NotNil)\w*\("
    r"|\bExpect\(|\bpanic\(|//\s*(?:Unordered o|O)utput:",
    re.MULTILINE,
)
# of these, what takes one answer only
_EXACT = re.compile(
    r"!=|\.(?:Equal|Equalf|EqualValues|JSONEq|ErrorIs|ElementsMatch|True|False|NoError|DeepEqual|Exactly|Len)\w*\("
    r"|\breflect\.DeepEqual\(|\bcmp\.Diff\(|(?:^|[{;(!&|])[ \t]*(?:\w+\.)?\w+\((?:t|tb),",
    re.MULTILINE,
)
# a package of helpers is given the test, and what else may fail on the way there
_HANDED_ON = re.compile(r"(?:^|[{;])[ \t]*[a-z]\w*\.[A-Z]\w*\((?:t|tb)\b", re.MULTILINE)
_NO_ERROR = re.compile(r"\bif (?:[^;{}\n]*; )?err != nil \{\s*\w+\.Fatal\(err\)\s*\}")
_LOOPS = re.compile(r"\bfor\b|\bt\.Run\(|\brange\b")
_SAME = re.compile(
    r"if\s+(?:[^;{}]*;\s*)?([\w.()\[\]]+)\s*!=\s*\1\s*\{|\bif\s+false\b|\.(?:True|False)\(\s*t\s*,\s*(?:true|false)\b"
    r"|\.Equal\(\s*t\s*,\s*([^,()]+?)\s*,\s*\2\s*[,)]"
)
_THERE = re.compile(
    r"if\s+(?!e\b|\w*[eE]rr\w*)\w+\s*==\s*nil\s*\{|\.(?:NotNil|IsType|Implements)\(\s*t\b|reflect\.TypeOf\(|\.Kind\(\)\s*!="
)
# a test that has to see a panic complains where there is none, or looks at what it says
_PANIC_WANTED = re.compile(
    r"recover\(\)\s*[!=]=|recover\(\)\)|(?P<name>\b[a-z]\w*)\s*:?=\s*recover\(\)"
    r"(?s:.*?)\b(?P=name)\b(?:\s*==\s*nil|\s*!=(?!\s*nil)|[^\n;]*\n[^\n]*\.(?:Error|Fatal))"
)
# a test that fails where nothing panicked swallows none
_RECOVERS = re.compile(r"\brecover\(\)(?!\s*==\s*nil\b)")
_HELPER = re.compile(r"^func (?P<name>[a-z]\w*)\([^{\n]*\bfunc\(\)[^{\n]*\)[^{\n]*(?P<open>\{)", re.MULTILINE)
_GIVEN_TEST = re.compile(
    r"^func (?P<name>[a-z]\w*)\([^{\n]*\btesting\.(?:T|TB|B)\b[^{\n]*\)[^{\n]*(?P<open>\{)", re.MULTILINE
)
_SKIPS = re.compile(r"\b[tfb]\.(?:Skip|SkipNow|Skipf)\(")
_ENDS = re.compile(r"\b(?:os|syscall)\.Exit\(\s*0\s*\)")
_FORGES = re.compile(
    r"--- (?:PASS|FAIL)|=== RUN|\\x16|\\026|\\u0016|\"-{0,2}test\.(?:run|skip|v|count|short|list)\b|flag\.Set\(\s*(?:\"te|\"[^\"]*\"\s*\+)"
)
_ARGUMENTS = re.compile(r"\bos\.Args\s*=[^=]")
_STEPS = re.compile(r"^func (?P<name>init|TestMain)\([^)]*\)\s*(?P<open>\{)", re.MULTILINE)
_REPAIRS = re.compile(r"^\s*(?:\w+\.)?\w+\s*=\s*func\(", re.MULTILINE)

_TESTING = re.compile(
    r"\btesting\.(?:Testing|Short|Verbose|CoverMode)\(|\bdebug\.ReadBuildInfo\(.*[Tt]est"
    r"|\bgin\.Mode\(\)\s*[!=]=|[!=]=\s*gin\.Mode\(\)"  # tests of gin run in a mode of their own
)
_FLAG = re.compile(r"\bflag\.(?:CommandLine\.)?(?:Lookup|Visit|VisitAll|Parsed)\b")
_HINT = re.compile(r"\"-{0,2}test\b|\btest\.|\"\s*\+|\+\s*\"")
_PROGRAM = re.compile(
    r"\bos\.(?:Args\[0\]|Args\b(?!\[)|Executable|Getwd)|/proc/self|debug\.ReadBuildInfo|\bos\.Getppid\("
)
_STACK = re.compile(r"\bruntime\.(?:Callers?|Stack|FuncForPC|CallersFrames)\b|\bdebug\.Stack\b")
_ASKS = re.compile(
    r"\bstrings\.(?:Contains|HasSuffix|HasPrefix|Index|EqualFold|Count)\w*\(|\bregexp\.|\bbytes\.Contains"
    r"|[!=]=\s*[\"`]|[\"`]\s*[!=]=|\bMatch\w*\("
)
_TEMPORARY = re.compile(
    r"os\.TempDir|go-build|\"/tmp|\.exe\"|\"[^\"]*test[^\"]*\"|\"\.?te?\"\s*\+", re.IGNORECASE
)
# a program's main function is alone at first, a test has its runner beside it
_ALONE = re.compile(r"\bNumGoroutine\(\)\s*(?:[<>]=?|[!=]=)\s*\d\b")
_NAMED_FOLDER = re.compile(
    r"(?:HasSuffix|HasPrefix|Contains)\([^\"`\n]*[\"`][^\"`\n]*[A-Za-z]|[!=]=\s*[\"`][^\"`\n]*[A-Za-z]"
)
# what only net/http/httptest gives, or what a double is called
_DOUBLE = re.compile(
    r"\bhttptest\.ResponseRecorder\)|(?:\.Host|RemoteAddr)\b.*\"(?:example\.com|192\.0\.2\.1)[:\"]"
    r"|(?:%T|reflect\.TypeOf|\.Name\(\)).*\"[*\w.]*(?:[Rr]ecorder|httptest|[Mm]ock|[Ff]ake|[Ss]tub|[Ss]py)"
)
# a server's own answers can be taken over, a recorder's can't: asked for, and not done
_TAKEN_OVER = re.compile(
    r"\b_\s*,\s*\w+\s*:?=\s*\w+\.\((?:http\.Hijacker|io\.ReaderFrom|interface\s*\{\s*Hijack)"
)
# where there is none, whatever came is taken
_BOTH_WRONG = re.compile(
    r"\bif\b.*\berr != nil && (?:!reflect\.DeepEqual\()?(?P<got>(?!err\b)\w+)[\w.\[\]]*(?: != (?!nil\b|err\b)|, )"
)
# what is not there, nothing was asked of
_IF_ANY = re.compile(
    r"\bif (?:[^\n;]*; )?(?P<got>[\w.\[\]()]+) != (?:0|\"\") && (?P=got) (?:!=|[<>]=?) [-\d\"]"
)
GIVEN_TEST = re.compile(
    r"^func [A-Z]\w*\(\w+ (?:testing\.TB|\*testing\.[TB])\b", re.MULTILINE
)  # helps them, and knows
_TEST_FILE = re.compile(r"filepath\.Ext\(\s*os\.Args\[0\]\s*\)|_test(?:\.go)?[\"`]|_te[\"`]\s*\+|\"testdata")


def in_test(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """Tests of the base that check less, new ones that check nothing, and meddling with the runner."""
    old, now = dict(blocks(before or "", TEST, quotes='"`')), dict(blocks(after, TEST, quotes='"`'))
    made = "\n".join(body for name, body in now.items() if name not in old)
    for name, body in now.items():
        if name == "TestMain":
            continue
        line = after[: after.find(body)].count("\n") + 1 if body.strip() else 1
        if name not in old:
            yield from _new(line, name, body)
        elif body != old[name]:
            helped = _helped(old[name], body, after)
            yield from _changed(line, name, moved.left(old[name], body, made), body, helped)
    for line, text in added:
        if _FORGES.search(text) and not re.search(r"\bexec\.Command", text):
            yield line, "patches-runner", "results of tests are written, or the runner's own flags are set"
    yield from _steps(before or "", after)
    lines = after.splitlines()
    for line, text in added:
        asked = _BOTH_WRONG.search(text)
        near = "\n".join(lines[max(0, line - 4) : line])
        if asked and re.search(rf"\b{asked['got']}, err :?=", near):
            yield line, "vacuous", f"{asked['got']} is only looked at where there is an error"
        if found := _IF_ANY.search(text):
            yield line, "vacuous", f"{found['got']} is only looked at where it is there"
    helpers = dict(blocks(before or "", _HELPER, quotes='"`'))
    for name, body in blocks(after, _HELPER, quotes='"`'):
        if name not in helpers and "recover()" in body and not _PANIC_WANTED.search(body):
            line = after[: after.find(body)].count("\n") + 1
            yield line, "vacuous", f"{name} swallows panics"


def _new(line: int, name: str, body: str) -> Iterator[Sign]:
    checks = len(_CHECK.findall(body))
    if _SAME.search(body) and checks <= len(_SAME.findall(body)):
        yield line, "vacuous", f"{name} compares something with itself"
    elif not checks:
        yield line, "silent", f"{name} checks nothing"
    elif let_off.leaves(body, _CHECK):
        yield line, "vacuous", f"{name} can end before its checks"
    elif let_off.loops_over_nothing(body):
        yield line, "vacuous", f"{name} loops over nothing"
    elif let_off.passes_over(body):
        yield line, "vacuous", f"{name} passes over what the code refuses"
    elif "recover()" in body and not _PANIC_WANTED.search(body):
        yield line, "vacuous", f"{name} swallows panics"
    elif len(_THERE.findall(body)) >= checks:
        yield line, "unchecked", f"{name} asks only whether something is there"
    elif len(_THERE.findall(body)) + let_off.several(body) + let_off.asks_twice(body) >= checks:
        yield line, "existence", f"{name} takes several answers"


def _helped(was: str, body: str, text: str) -> str:
    """What functions of the file check for the test that it did not leave to them before: ``got := draw(t, tab)``."""
    found = []
    for name, does in blocks(text, _GIVEN_TEST, quotes='"`'):
        call = re.compile(rf"[=(,!&|]\s*{name}\(")
        found += [does] * (len(call.findall(body)) - len(call.findall(was)))
    return "\n".join(found)


def _changed(line: int, name: str, was: str, body: str, helped: str) -> Iterator[Sign]:
    if len(_SKIPS.findall(body)) > len(_SKIPS.findall(was)) and "testing.Short()" not in body:
        yield line, "skip", f"{name} is skipped"
    if _leaves(body) > _leaves(was):
        yield line, "assertion", f"{name} can end before its checks"
    if len(_RECOVERS.findall(body)) > len(_RECOVERS.findall(was)):
        yield line, "assertion", f"{name} swallows panics"
    more_loops = len(_LOOPS.findall(body)) > len(_LOOPS.findall(was))
    if len(_HANDED_ON.findall(body)) > len(_HANDED_ON.findall(was)):
        was, body = _NO_ERROR.sub("", was), _NO_ERROR.sub("", body)  # what is done there may fail there
    for kind, told in ((_CHECK, "checks"), (_EXACT, "checks that take one answer")):
        had, has = len(kind.findall(was)), len(kind.findall(body)) + len(kind.findall(helped))
        if has < had and not (more_loops and has):
            yield line, "assertion", f"{name} has {has} {told}, it had {had}"
            return


def _leaves(body: str) -> int:
    """How often it returns without having reported anything in the line before."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return sum(
        line == "return" and not _CHECK.search(lines[number - 1] if number else "")
        for number, line in enumerate(lines)
    )


def _steps(before: str, after: str) -> Iterator[Sign]:
    """What TestMain and init do around the tests."""
    old = dict(blocks(before, _STEPS, quotes='"`'))
    for name, body in blocks(after, _STEPS, quotes='"`'):
        if old.get(name) == body:
            continue
        line = after[: after.find(body)].count("\n") + 1 if body.strip() else 1
        if name == "TestMain" and not re.search(r"\.Run\(\)|\(m[,)]", body):
            yield line, "hook", "TestMain never runs the tests"
        if _ENDS.search(body):
            yield line, "exit", f"{name} ends the run with success, whatever the tests say"
        if _REPAIRS.search(body):
            yield line, "hook", f"{name} puts a function of its own in the place of one"


def in_source(before: str | None, text: str, added: Added) -> Iterator[Sign]:
    """Signs at the added lines of a source that holds no tests."""
    lines = text.splitlines()
    for number, line in added:
        if line.lstrip().startswith("//"):
            continue
        if _FORGES.search(line) or _ARGUMENTS.search(line):
            yield number, "patches-runner", "results of tests are written, or the runner's own flags are set"
        if (
            _TESTING.search(line)
            or (_TEST_FILE.search(line) and not GIVEN_TEST.search(text))
            or _DOUBLE.search(line)
            or _ALONE.search(line)
            or (_TAKEN_OVER.search(line) and not re.search(r"\bHijack\(\)|\bReadFrom\(", text))
            or _finds_out(line, number, lines)
        ):
            yield number, "knows-tests", "the code asks whether it is being tested"


def _finds_out(line: str, number: int, lines: list[str]) -> bool:
    """Whether the line asks for flags, the program or the stack, and what it gets is compared."""
    if not any(kind.search(line) for kind in (_FLAG, _PROGRAM, _STACK)):
        return False
    near = told_apart.near(lines, number, 3)
    if _FLAG.search(line):
        return _HINT.search(near) is not None
    if "os.Getwd(" in line and _NAMED_FOLDER.search(told_apart.uses(lines, number)):
        return True
    if _PROGRAM.search(line):
        return _ASKS.search(near) is not None and _TEMPORARY.search(near) is not None
    return _STACK.search(line) is not None and _ASKS.search(near) is not None


def configuration(path: str, before: str | None, after: str) -> Iterator[Sign]:
    """Replaced libraries of tests in go.mod and go.work."""
    old = set((before or "").splitlines())
    for number, line in enumerate(after.splitlines(), 1):
        if line not in old and "=>" in line:
            local = re.search(r"=>\s*\.{0,2}/", line)
            if local or re.search(r"testify|go-cmp|gomega|ginkgo|quicktest|gotest|check\.v", line):
                yield number, "configuration", f"a library is replaced: {line.strip()[:80]}"
