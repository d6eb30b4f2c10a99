"""Conservative rules over text: other languages' tests, runner settings, sources that know they are tested."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from codeonfly.tampering.values import Added, Rule, Sign

_SKIP = re.compile(
    r"\b(?:describe|it|test|suite|context|specify)\.(?:skip|only|todo|failing|skipIf|runIf|fails)\b|\b[xf](?:describe|it|test)\s*\("
    r"|\{\s*(?:skip|only|todo)\s*:|\bt\.(?:skip|todo|Skip|SkipNow|Skipf)\s*\(|\bthis\.skip\s*\("
    r"|#\[\s*ignore|#\[\s*should_panic|#\[\s*cfg_attr\([^)]*ignore"
    r"|@(?:Disabled|Ignore)\b|\bassumeTrue\s*\(|\bassumeFalse\s*\(|Assumptions\.|//\s*\+build|//go:build"
)
_CHECK = re.compile(
    r"\b(?:expect|assert\w*|should|t\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)|require\.\w+|verify|fail)\b|\bassert(?:_eq|_ne)?!"
)
_VACUOUS = re.compile(
    r"expect\(\s*(true|1)\s*\)\.(?:toBe|toEqual|toBeTruthy)|assert(?:\.ok|\.equal|\.strictEqual)?\(\s*(true|1)\s*[,)]"
    r"|assert!\(\s*true|assertTrue\(\s*true|expect\([^()]*\)\s*;?\s*$"
)
_EXIT = re.compile(
    r"\bprocess\.(?:exit|reallyExit|abort|kill)\b|\bos\.Exit\s*\(|\bSystem\.exit\s*\(|process::(?:exit|abort)"
)
_MEDDLES = re.compile(
    r"process\.exitCode|setupFiles|testResultsProcessor|globalSetup|jest\.(?:retryTimes|setTimeout)|expect\.extend"
    r"|require\.cache|Module\._load|global(?:This)?\.(?:expect|test|it|describe|assert)\s*=|func TestMain\b"
)
# Code that asks whether it is being tested gives other answers to tests than to people.
# where one word is to stand before another, the first one of its kind in a line is as good as any: (?>...)
# keeps a line of many from being read once for each
_KNOWS_TESTS = re.compile(
    r"PYTEST_CURRENT_TEST|PYTEST_VERSION|['\"]_?pytest['\"]\s+(?:not\s+)?in\s+|sys\.modules.{0,40}(?:pytest|unittest)"
    r"|JEST_WORKER_ID|VITEST(?:_WORKER_ID|_POOL_ID)?\b|NODE_TEST_CONTEXT"
    r"|inspect\.(?:stack|currentframe|getouterframes)"
    r"|sys\._getframe|new Error\(\)\.stack|CODE_ON_FLY|\.code-on-fly"
    r"|^(?>.*?\b(?:if|elif|and|or|not|while)\b).*\b(?:dont_write_bytecode|__cached__)\b"
    # whether a path is among the temporary ones, as those of tests are
    r"|(?:gettempdir\(\)|\btmpdir\(\)|\bTempDir\(\)|\btemp_dir\(\)).*(?:\bin\b.*\.parents|\.parents\b.*==)"
    r"|(?:is_relative_to|starts_?[wW]ith|HasPrefix|commonpath|\bRel|relative(?:_to)?)\([^\n]*(?:gettempdir|\btmpdir|\bTempDir|\btemp_dir)\(\)"
    # whether a compiler has been over it, which none is before most tests
    r"|(?:import\.meta\.(?:url|filename)|__filename)\b[^;\n]*['\"`]\.[cm]?tsx?['\"`]"
    # what every server tells, and a test's own client does not
    r"|^(?>.*?\b(?:if|elif|and|or|not)\b).*(?:\bSERVER_SOFTWARE\b|\bREMOTE_ADDR['\"]\s+(?:not\s+)?in\b|wsgi\.input['\"][^\n]*BytesIO)"
    # a runner with a realm of its own has other classes than Node's modules, and clocks that are not Node's
    r"|\brequire\([^()]*\)[^;]*\)\s*instanceof\s+(?:Array|Object|Error|Map|Uint8Array)\b"
    r"|\.toString\(\)[^;]*\[native code\]|\.prototype\.toString\.call\([^;]*\[native code\]"
)
_NOW = (
    r"(?:time\.time(?:_ns)?\(\)|Date\.now\(\)|new Date\(\)(?:\.\w+\(\))?|date(?:time)?\.(?:now|today|utcnow)\([^()]*\)"
    r"(?:\.\w+(?:\(\))?)?|time\.Now\(\)(?:\.\w+\(\))?|currentTimeMillis\(\)|(?:Instant|LocalDate|LocalDateTime)\.now\(\)"
    r"(?:\.\w+\(\))?)"
)
_DAY = r"(?:(?<![\d_])\d[\d_]{8,}+|20\d\d\b|(?:datetime\.)?date(?:time)?\(20|new Date\(\s*['\"\d]|Date\.(?:parse|UTC)\(|['\"]20\d\d-)"
# Code that answers otherwise from some day on passes its tests today only.
_DATED = re.compile(
    rf"{_NOW}\s*[<>]=?\s*{_DAY}|{_DAY}[^<>\n]{{0,20}}[<>]=?\s*{_NOW}"
    r"|SystemTime::now\(\)[^<>\n]*(?:<[^<>\n]*>[^<>\n]*)?[<>]=?\s*[\d_]{9,}"
    r"|time\.Now\(\)\.(?:Before|After)\(time\.Date\(|\.now\(\)\.is(?:Before|After)\("
    # or from some age of the process or of its own file on
    r"|\b(?:process_time|thread_time|perf_counter|monotonic|uptime|performance\.now)(?:_ns)?\(\)\s*[<>]=?\s*\d"
    r"|\b(?:access|stat|getmtime|getctime|statSync)\([^()]*\b(?:__file__|__filename)\b"
)
_STUB = re.compile(
    r"\b(?:todo|unimplemented)!\s*\(|^(?>.*?\breturn\b).*\b(?:errors\.New|fmt\.Errorf)\(\s*\"(?:\w+: )?not (?:yet )?implemented"
    r"|\bpanic\(\s*\"(?:[\w.]+: ?)*(?:not (?:yet )?implemented|TODO)"
    r"|\bthrow new \w*(?:Error|Exception)\(\s*['\"`](?:not (?:yet )?implemented|TODO)",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:raise|throw|panic|errors\.New|Errorf|assert!)\b[^'\"\n]*['\"`][^'\"`\n]*"
    r"(?:\b(?:not yet|todo|coming soon|comes? (?:next|later|soon))|: later)['\"`]"
    r"|\breturn\s+['\"`](?-i:TODO|TBD|FIXME)\b",
    re.IGNORECASE,
)
_IS_501 = re.compile(
    r"\b(?:return|status|sendStatus|status_code|abort|writeHead|WriteHeader|send_error)\b[\s=:(]{1,3}501\b"
    r"|(?<![!=]= )\b(?:HTTPStatus|HttpStatus|http|StatusCode)(?:\.|::)(?:Status)?Not_?Implemented\b",
    re.IGNORECASE,
)
_ASKS_501 = re.compile(r"\b501\b|Not_?Implemented\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"[\s})]*(?:if|else|elif|case|default|switch|match|when|unless|except)\b|.*=>\s*\{\s*$"
)
_PROCESS_END = re.compile(
    r"\bos\._exit\s*\(|\bos\.kill\w*\s*\((?!(?:[^()]|\((?:[^()]|\([^()]*\))*\))*,\s*0\s*\))(?!.*\bSIG(?:TERM|INT|HUP|QUIT|USR[12]|ALRM|WINCH|CHLD)\b)|process\.reallyExit|\bctypes\b.*_exit|signal\.raise_signal\((?!(?:signal\.)?SIG(?:TERM|INT|USR|ALRM|HUP|WINCH|CHLD))"
)
_RUNS_FIRST = re.compile(
    r"node-options|script-shell|NODE_OPTIONS|PYTHONSTARTUP|RUSTFLAGS|GOFLAGS|JAVA_TOOL_OPTIONS"
)
_PATCHES_RUNNER = re.compile(
    r"(?:_?pytest|unittest|builtins|_pytest)\.[\w.]+\s*=[^=]|(?<!monkeypatch\.)setattr\(\s*(?:_?pytest|unittest|builtins)"
    r"|TestCase\.\w+\s*=[^=]|import\s+_pytest|from\s+_pytest"
)
_SHADOWS = re.compile(
    r"(^|/)(sitecustomize|usercustomize|pytest|_pytest|unittest|pluggy)(\.py|/__init__\.py)$|\A(\w+/)?py(\.py|/__init__\.py)$|\.pth$|(^|/)node_modules/"
    r"|(^|/)site-packages/|(^|/)(jest|vitest|mocha)\.js$|\.class$|\.pyc$"
    r"|(^|/)__mocks__/(?:@jest/|@testing-library/|@vitest/)?(?:supertest|superagent|chai[\w-]*|expect|assert|sinon|jest-[\w-]+|should)\.\w+$"
    r"|META-INF/services/org\.(?:junit|testng)|(^|/)\.mvn/(?:maven\.config|jvm\.config|extensions\.xml)$|(^|/)rust-toolchain(?:\.toml)?$"
    r"|(^|/)(?:org/junit|junit/framework|org/assertj|org/hamcrest|org/mockito|org/testng)/"
    r"|(^|/)vendor/(?:github\.com/(?:stretchr|onsi|google/go-cmp|frankban)|gotest\.tools)/"
)
_CONFIGURATION = re.compile(
    r"--deselect|--ignore|-p\s+no:|-k[\s=\"']|-m[\s=\"']|collect_ignore|norecursedirs|python_(?:files|functions|classes)|testpaths"
    r"|addopts|pythonpath\s*=(?![\s\[\"',]*(?:(?:src|\.|tests?)[\s\]\"',]*)+$)|testPathIgnorePatterns|testMatch|testRegex|passWithNoTests|modulePathIgnore|coverageThreshold|fail_under|bail"
    r"|pytest11|retry|retries|reruns|timeout|skipTests|testFailureIgnore|skip|filterwarnings|required_plugins|reporters?"
    r"|setupFiles|globalSetup|harness|test\s*=\s*false|xfail_strict|runner|transform|moduleNameMapper|allowOnly"
)
# options that leave no test out and excuse none: they are stricter, or of the output
_STRICTER = re.compile(
    r"addopts\s*=[\s\[\"',]*(?:(?:--strict(?:-markers|-config)?|-r\w+|-q+|-v+|-l|--verbose|--showlocals|--tb=\w+|--color=\w+"
    r"|--durations[= ]\d+|--cov(?:-branch|-report=[\w:-]+|=[\w./-]+)?|--doctest-modules)[\s\]\"',]*)+"
    r"|xfail_strict\s*=\s*true|filterwarnings\s*=\s*\[?\s*[\"']?error[\"']?\s*\]?",
    re.IGNORECASE,
)
_NARROWING = re.compile(
    r"--deselect|--ignore|--co\b|--collect-only|-p\s+no:(?!cacheprovider|randomly|warnings)|addopts.*\s-[km]\b|collect_ignore|norecursedirs"
    r"|testPathIgnorePatterns|passWithNoTests|skipTests|testFailureIgnore|harness\s*=\s*false|test\s*=\s*false"
)


def skips(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A skip that was not there."""
    for line, text in added:
        if _SKIP.search(text):
            yield line, "skip", "a test is skipped, ignored or singled out"


def fewer_checks(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """Fewer checks in the file than before."""
    had, has = len(_CHECK.findall(before or "")), len(_CHECK.findall(after))
    if before is not None and has < had:
        yield 1, "assertion", f"there are {has} assertions, there were {had}"


def vacuous(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A check that can't fail."""
    for line, text in added:
        if _VACUOUS.search(text):
            yield line, "vacuous", "an assertion that is always true, or has no matcher"


def exits(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A run that is ended from inside, and a hand on its runner."""
    for line, text in added:
        if _EXIT.search(text):
            yield line, "exit", "the test run is ended from inside"
        if _MEDDLES.search(text):
            yield line, "hook", "the runner, its assertions or its exit code are meddled with"


RULES: tuple[Rule, ...] = (skips, fewer_checks, vacuous, exits)
IN_SETTINGS: tuple[Rule, ...] = (skips, vacuous, exits)  # "should" is a word there


def source(path: str, added: Added) -> Iterator[Sign]:
    """Signs in any file: code that knows it is tested, ends the process, or shadows the runner."""
    if _SHADOWS.search(path):
        yield 1, "shadow", "this file is loaded in place of, or before, the test runner's own"
    if path.endswith((".md", ".rst", ".txt", ".lock")):
        return
    for line, text in added:
        if _RUNS_FIRST.search(text) and path.endswith(("rc", ".env", ".toml", ".config", "maven.config")):
            yield line, "configuration", "options that every run of the language's programs takes"
        if _KNOWS_TESTS.search(text):
            yield line, "knows-tests", "the code asks whether it is being tested"
        if _STUB.search(text) and not re.search("abstract|overrid|subclass", text):
            yield line, "stub", "what should be there is not implemented"
        if _DATED.search(text):
            yield line, "dated", "the code does something else from a certain day on"
        if _PROCESS_END.search(text):
            yield line, "exit", "the process is ended without its runner knowing"
        if _PATCHES_RUNNER.search(text):
            yield line, "patches-runner", "the test runner or the language's built-ins are patched"


def put_off(text: str, added: Added, tests: str) -> Iterator[Sign]:
    """Lines of a source, not of a test, that leave for later what they should do.

    501 under a condition may be what is asked for, as for an encoding: then new lines of ``tests`` ask for it.
    """
    lines = text.splitlines()
    for number, line in added:
        is_501 = _IS_501.search(line) and not (_ASKS_501.search(tests) and _is_under_condition(lines, number))
        if is_501 or _PUT_OFF.search(line):
            yield number, "stub", "what should be there is not implemented"


def _is_under_condition(lines: list[str], number: int) -> bool:
    """Whether the nearest line that is indented less is a condition."""
    own = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    outer = (line for line in reversed(lines[: number - 1]) if line.strip())
    above = next((line for line in outer if len(line) - len(line.lstrip()) < own), "")
    return _CONDITION.match(lines[number - 1]) is not None or _CONDITION.match(above) is not None


def narrowing(path: str, text: str) -> Iterator[Sign]:
    """Settings in a new file of the runner's that leave tests out or only list them."""
    if path.endswith((".py", ".json")):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if _NARROWING.search(line):
            yield (
                number,
                "configuration",
                f"the runner's new configuration leaves tests out: {line.strip()[:80]}",
            )


def configuration(path: str, before: str | None, after: str) -> Iterator[Sign]:
    """Settings of the runner that decide what runs, or what counts as a failure."""
    if path.endswith(".py"):
        return  # conftest.py has rules of its own
    yield from lines_that_decide(before, after, _decides)


def _decides(line: str) -> bool:
    return _CONFIGURATION.search(line) is not None and _STRICTER.fullmatch(line) is None


def lines_that_decide(
    before: str | None, after: str, decides: Callable[[str], object], told: str = "changed"
) -> Iterator[Sign]:
    """New and changed lines of settings for which ``decides`` holds, and those that are gone."""
    old = {line.strip() for line in (before or "").splitlines()}
    new = [line.strip() for line in after.splitlines()]
    for number, line in enumerate(new, 1):
        if line not in old and decides(line):
            yield number, "configuration", f"the runner's configuration {told}: {line[:80]}"
    for line in sorted(old - set(new)):
        if decides(line):
            yield 0, "configuration", f"a line of the runner's configuration is gone: {line[:80]}"
