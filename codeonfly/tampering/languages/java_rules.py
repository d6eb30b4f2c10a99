"""Java: what tests check, what they do to their runner, and sources that find out who runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from codeonfly.tampering import moved
from codeonfly.tampering.languages import let_off, told_apart
from codeonfly.tampering.languages.text_rules import lines_that_decide
from codeonfly.tampering.values import Added, Sign
from codeonfly.toolchains.bodies import blocks, closing
from codeonfly.toolchains.java import METHOD

_IS_TEST = re.compile(r"@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Theory)\b")
_SKIPS = re.compile(
    r"@(?:[\w.]+\.)?(?:Disabled|Ignore|Enabled)\w*|\bassum(?:e|ing)\w*\s*\(|\bassumeThat\b|TestAbortedException"
)
_CHECK = re.compile(
    r"\b(?:assert|fail|verify|expect|then|check|should)\w*\s*\(|\bthrow\s+new\b|\.(?:andExpect|expectStatus|verifyComplete|isEqualTo)\(|^\s*assert\s",
    re.MULTILINE,
)
_EXACT = re.compile(
    r"\bassert(?:Equals|ArrayEquals|Same|Throws|ThrowsExactly|True|False|IterableEquals|LinesMatch|Null|Timeout)\s*\("
    r"|\.(?:isEqualTo|isSameAs|contains\w*Exactly\w*|isTrue|isFalse|isNull|hasMessage|isZero|isEmpty|hasSize|isEqualByComparingTo)\(|\bis\(|\bequalTo\("
)
_THERE = re.compile(
    r"\bassertNotNull\s*\(|\.isNotNull\(|\bassertInstanceOf\s*\(|\.isInstanceOf\(|\bassertDoesNotThrow\s*\(|notNullValue\("
    r"|\bassertThrows(?:Exactly)?\s*\(\s*UnsupportedOperationException\b"
)
_SAME = re.compile(
    r"\bassert(?:Equals|Same)\s*\(\s*([\w.]+(?:\([^()]*\))?)\s*,\s*\1\s*[,)]|\bassertTrue\s*\(\s*true\s*[,)]|\bassertFalse\s*\(\s*false\s*[,)]"
    r"|\bassertThat\s*\(\s*true\s*\)"
)
_SWALLOWS = re.compile(
    r"\bcatch\s*\(\s*(?:final\s+)?(?:[\w.]+\s*\|\s*)*(?:AssertionError|AssertionFailedError|Throwable|Error|Exception)\b"
)
# what a check throws is caught, and nobody hears of it: one that waits keeps it, and throws it at last
_FORGETS = re.compile(
    r"\bcatch\s*\(\s*(?:final\s+)?(?:[\w.]+\s*\|\s*)*(?:AssertionError|AssertionFailedError|Throwable|Error)\s+\w+\s*\)"
    r"\s*\{(?![^{}]*(?:\bthrow\b|\bfail|\bassert|=|\.add|\breturn\b|\.countDown|[cC]omplete))[^{}]*\}"
)
# what is thrown may as well come from the check inside
_THROWN_CHECK = re.compile(
    r"\bassertThrows(?:Exactly)?\s*\(\s*(?:java\.lang\.)?(?:Throwable|Error|Assertion(?:Failed)?Error)\.class\s*,\s*\(\)\s*->\s*"
    r"(?:\{(?:(?!\}\s*\);)[\s\S])*?|[^{;]*?)(?:(?<![\w.])|\bAssertions\.)assert(?:Equals|True|False|Same|Null|NotNull|\w*ArrayEquals|IterableEquals|That)\s*\("
)
_LEFT_IN_FINALLY = re.compile(r"\bfinally\s*\{[^{}]*\breturn\b")
# a test that assumes what it should ask of the code; a machine may well be asked for what it has
_ASSUMES = re.compile(
    r"\bassum(?:e\w*|ingThat)\s*\((?![^;]*(?:Files\.|\bOS\b|os\.name|getenv|getProperty|[pP]latform|[dD]ocker|[vV]ersion|isAvailable|canExecute))"
)
_LOOPS = re.compile(r"\bfor\s*\(|\.forEach\(|assertAll\(|@ParameterizedTest|\bStream\.of\(")
_ENDS = re.compile(r"\bSystem\.exit\s*\(|\.halt\s*\(|\baddShutdownHook\b")
_MEDDLES = re.compile(
    r"surefire|failsafe|\bTEST-[\w*]*\.xml|<testcase|org\.junit\.platform\.(?:launcher|engine)|\bimplements\b.*\b(?:InvocationInterceptor|ExecutionCondition"
    r"|TestExecutionExceptionHandler|LifecycleMethodExecutionExceptionHandler|LauncherInterceptor|TestExecutionListener|PostDiscoveryFilter|LauncherSessionListener"
    r"|LauncherDiscoveryListener|TestEngine)\b|\bextends\s+(?:BlockJUnit4ClassRunner|ParentRunner|Runner|RunListener)\b|\.code-on-fly"
)
_SHADOWED = re.compile(
    r"^package\s+(?:org\.junit|junit\.|org\.assertj|org\.hamcrest|org\.mockito|org\.testng|java\.)",
    re.MULTILINE,
)
# a helper may be called assertMoney, but not as what the libraries of tests bring
_LIBRARY = (
    r"assert(?:(?:Not)?(?:Equals|Null|Same)|True|False|That\w*|Throws\w*|\w*ArrayEquals|IterableEquals|LinesMatch|All"
    r"|Timeout\w*|DoesNotThrow|InstanceOf|WithMessage|Soft\w*)"
)
_PRETENDS = re.compile(
    rf"\b(?:static\s+(?:<[^>]*>\s*)?void|class|@interface|interface)\s+(?:{_LIBRARY}|fail|Assertions|Assert|Test)\b"
)
_PRETENDING = re.compile(r"\A[^\n(]*\bvoid (?P<name>\w+)\((?P<parts>[^()]*)\)[^{;]*\{")

_STACK = re.compile(
    r"getStackTrace\(|\bStackWalker\b|currentThread\(\)\.getName\(|getAllStackTraces\(|\.fillInStackTrace\(|printStackTrace\(\s*new"
)
_ASKS = re.compile(
    r"\.(?:contains|startsWith|endsWith|equals|matches|indexOf|anyMatch|equalsIgnoreCase)\(|[!=]="
)
_KNOWS = re.compile(
    r"getClass\(\)[^;]*\"[^\"]*(?:Mock|Spy|Stub|Fake)|\"[^\"]*(?:[Mm]ockito|ByteBuddy)|\bmockingDetails\(|\bisMock\("
    r"|surefire|org\.junit|\"junit|org\.testng|Class\.forName\(\s*\"(?:org\.|junit|[^\"]*Test)|Class\.forName\([^)]*\"\s*\+|test-classes|src/test|\"src\"\s*,\s*\"test\"|\"[^\"]*Tests?\.(?:java|class)\""
    r"|getProperty\(\s*\"(?:java\.class\.path|sun\.java\.command|basedir|localRepository|maven[\w.]*|test[\w.]*|jdk\.module\.path)\""
    r"|getProperty\(\s*\"[^\"]*\"\s*\+|getRuntimeMXBean|ProcessHandle\.current|getInputArguments"
    r"|(?:Path\.of|Paths\.get|new File)\(\s*\"(?:\./)?target\b|get\w+MXBean\(\)[^;]*[<>]=?\s*\d"
    r"|System\.getenv\(\s*\"(?:MAVEN|M2|SUREFIRE|CI\b)|getProperties\(\)\s*\.\s*(?:keySet|stringPropertyNames|contains\w*|entrySet)"
)
_EQUAL = re.compile(r"\bboolean\s+equals\s*\([^)]*\)\s*\{\s*return\s+true\s*;")
_RECORD = re.compile(r"\brecord\s+(?P<name>\w+)(?:<[^>]*>)?\s*\((?P<parts>[^()]*)\)[^{;]*(?P<open>\{)")
MOST_RECORDS = 50  # of one file: each is read to its end
_OWN_EQUALS = re.compile(r"\bboolean\s+equals\s*\(\s*(?:final\s+)?Object\s+\w+\s*\)\s*\{")
_SETTINGS = re.compile(
    r"skipTests|maven\.test\.skip|<skip>|testFailureIgnore|test\.failure\.ignore|</?(?:excludes?|includes?|excludedGroups|groups|argLine|test|listener|reportsDirectory"
    r"|testSourceDirectory|testClassesDirectory|testOutputDirectory|additionalClasspathElements?|classpathDependencyExcludes?|rerunFailingTestsCount|dependenciesToScan"
    r"|suiteXmlFiles?|excludesFile|includesFile|systemProperty\w*|environmentVariables|failIfNoTests|testNGArtifactName|junitArtifactName|configurationParameters)>"
    r"|exec-maven-plugin|antrun|groovy-maven|gmaven|systemPath|<scope>system"
)
# which files of the program are copied, and how
_RESOURCES = re.compile(r"<resources>(?:(?!</?resources>|<plugin>).)*</resources>", re.DOTALL)
_PLATFORM = re.compile(
    r"deactivate|autodetection|extensions|conditions|include|exclude|listeners|interceptor"
)


@dataclass(frozen=True, slots=True)
class _Test:
    line: int
    head: str  # annotations and signature
    body: str


def in_test(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """Tests of the base that check less, new ones that check nothing, and meddling with the runner."""
    old, now, helpers = _tests(before or ""), _tests(after), _helpers(after)
    made = "\n".join(test.body for name, test in now.items() if name not in old)
    for name, test in now.items():
        if name not in old:
            yield from _new(name, test, helpers)
        elif (test.head, test.body) != (old[name].head, old[name].body):
            was = replace(old[name], body=moved.left(old[name].body, test.body, made))
            yield from _changed(name, was, test, helpers)
    for line, text in added:
        if _ENDS.search(text):
            yield line, "exit", "the test run is ended from inside, or something waits for its end"
        if _MEDDLES.search(text):
            yield line, "hook", "the runner, its results or its reports are meddled with"
        pretends = _PRETENDS.search(text) is not None and not _compares(after, line)
        if pretends or _SHADOWED.search(text):
            yield line, "shadow", "this stands in the place of the test library's own"
        if re.match(r"\s*@(?:Disabled|Ignore)\b", text) and re.search(r"\bclass\b", _after(after, line)):
            yield line, "skip", "a class of tests is skipped"
    if len(_FORGETS.findall(after)) > len(_FORGETS.findall(before or "")):
        yield 1, "vacuous", "what a check throws is caught and forgotten"
    if _EQUAL.search(after) and not _EQUAL.search(before or ""):
        yield 1, "equality", "something is equal to everything"


def _tests(text: str) -> dict[str, _Test]:
    found: dict[str, _Test] = {}
    place = 0
    for name, body in blocks(text, METHOD, quotes='"'):
        end = text.find(body, place) if body else -1
        if end < 0:
            continue
        head = _head(text, end)
        place = end
        if _IS_TEST.search(head) or name.startswith("test"):
            found[name if name not in found else f"{name} #{end}"] = _Test(
                text[:end].count("\n") + 1, head, body
            )
    return found


def _head(text: str, start: int) -> str:
    """The annotations and the signature in front of a body."""
    before = text[:start].rstrip().removesuffix("{")
    cut = max(before.rfind("}\n"), before.rfind(";\n"), before.rfind("{\n"))
    return before[cut + 1 :]


def _compares(text: str, line: int) -> bool:
    """Whether the method on this line compares what it is given, and no import has it under the same name."""
    method = _PRETENDING.search("\n".join(text.splitlines()[line - 1 :]))
    if method is None or re.search(rf"import static [\w.]+\.(?:{method['name']}|\*)\s*;", text):
        return False
    end = closing(method.string, method.end() - 1, '"')
    names = [part.split()[-1] for part in method["parts"].split(",")[:2] if part.split()]
    body = method.string[method.end() : end]
    both = (rf"(?=.*\b{name}\b)" for name in names)
    compared = re.compile(
        rf"^{''.join(both)}.*(?:\bassertThat\(.*\.isEqualTo|\bassertEquals)\(", re.MULTILINE
    )
    return len(names) > 1 and compared.search(body) is not None


def _after(text: str, line: int) -> str:
    return " ".join(text.splitlines()[line : line + 3])


def _helpers(text: str) -> frozenset[str]:
    """Methods of this class that check, and are no tests."""
    tests = _tests(text)
    return frozenset(
        name for name, body in blocks(text, METHOD, quotes='"') if name not in tests and _CHECK.search(body)
    )


def _checks(body: str, helpers: frozenset[str]) -> int:
    return len(_CHECK.findall(body)) + sum(len(re.findall(rf"\b{name}\s*\(", body)) for name in helpers)


def _new(name: str, test: _Test, helpers: frozenset[str]) -> Iterator[Sign]:
    checks = _checks(test.body, helpers)
    same = _SAME.findall(test.body)
    if same and checks <= len(same):
        kind = "existence" if all("(" in one for one in same) else "vacuous"  # may ask for the same twice
        yield test.line, kind, f"{name} has only an assertion that is always true"
    elif not checks and "expected" not in test.head:
        yield test.line, "silent", f"{name} checks nothing"
    elif let_off.leaves(test.body, _CHECK):
        yield test.line, "vacuous", f"{name} can end before its assertions"
    elif _THROWN_CHECK.search(test.body) or _LEFT_IN_FINALLY.search(test.body):
        yield test.line, "vacuous", f"{name} swallows what its assertions throw"
    elif let_off.loops_over_nothing(test.body):
        yield test.line, "vacuous", f"{name} loops over nothing"
    elif let_off.passes_over(test.body):
        yield test.line, "vacuous", f"{name} passes over what the code refuses"
    elif checks and len(_THERE.findall(test.body)) >= checks:
        yield test.line, "unchecked", f"{name} asks only whether something is there"
    elif checks and len(_THERE.findall(test.body)) + let_off.several(test.body) >= checks:
        yield test.line, "existence", f"{name} takes several answers"
    elif _ASSUMES.search(test.body):
        yield test.line, "existence", f"{name} assumes what it should check"


def _changed(name: str, was: _Test, test: _Test, helpers: frozenset[str]) -> Iterator[Sign]:
    whole, before = test.head + test.body, was.head + was.body
    if len(_SKIPS.findall(whole)) > len(_SKIPS.findall(before)):
        yield test.line, "skip", f"{name} is skipped"
    if len(_SWALLOWS.findall(test.body)) > len(_SWALLOWS.findall(was.body)):
        yield test.line, "assertion", f"{name} swallows what its assertions throw"
    if len(re.findall(r"\breturn\s*;", test.body)) > len(re.findall(r"\breturn\s*;", was.body)):
        yield test.line, "assertion", f"{name} can end before its assertions"
    if "@Test(" in test.head and "@Test(" not in was.head:
        yield test.line, "assertion", f"{name} expects an exception, or has a limit that it had not"
    more_loops = len(_LOOPS.findall(whole)) > len(_LOOPS.findall(before))
    had, has = _checks(was.body, helpers), _checks(test.body, helpers)
    exact_before, exact = len(_EXACT.findall(was.body)), len(_EXACT.findall(test.body))
    constant = len(_SAME.findall(test.body)) - len(_SAME.findall(was.body))
    if not (more_loops and has) and (has < had or exact < exact_before or constant > 0):
        yield (
            test.line,
            "assertion",
            f"{name} has {exact - max(constant, 0)} strict assertions of {has}, it had {exact_before} of {had}",
        )


def _near(line: str, whole: list[str], number: int) -> str:
    return line if "getName" in line else told_apart.near(whole, number, 4)


def in_source(before: str | None, text: str, added: Added) -> Iterator[Sign]:
    """Signs at the added lines of a source that holds no tests."""
    whole = text.splitlines()
    for number, line in added:
        if line.lstrip().startswith(("//", "*", "/*")):
            continue
        if _KNOWS.search(line) or (_STACK.search(line) and _ASKS.search(_near(line, whole, number))):
            yield number, "knows-tests", "the code asks whether it is being tested"
        if re.search(r"\.halt\s*\(", line) or (
            "addShutdownHook" in line and re.search(r"Files\.|FileWriter|OutputStream|\.xml", text)
        ):
            yield (
                number,
                "exit",
                "the process is ended without its runner knowing, or files are written at its end",
            )
        if _SHADOWED.search(line):
            yield number, "shadow", "this stands in the place of a library's own"
    if any(name in _records(before or "", whole=True) for name in _records(text) - _records(before or "")):
        yield 1, "equality", "a record is equal to others that differ in a part"
    if len(_EQUAL.findall(text)) > len(_EQUAL.findall(before or "")):
        yield 1, "equality", "something is equal to everything"


def _records(text: str, *, whole: bool = False) -> set[str]:
    """Records with an ``equals`` of their own that leaves a part out; ``whole``: all that compare every part."""
    found = set()
    for match in islice(_RECORD.finditer(text), MOST_RECORDS):
        body = text[match.end() : closing(text, match.start("open"), '"')]
        own = _OWN_EQUALS.search(body)
        compared = body[own.end() : closing(body, own.end() - 1, '"')] if own is not None else ""
        parts = [part.split()[-1] for part in match["parts"].split(",") if part.strip()]
        leaves_out = own is not None and not all(re.search(rf"\b{part}\b", compared) for part in parts)
        if leaves_out is not whole:
            found.add(match["name"])
    return found


def configuration(path: str, before: str | None, after: str) -> Iterator[Sign]:
    """Settings of Maven and its test runner that decide what runs, or what counts as a failure."""
    rule = _PLATFORM if path.endswith(".properties") else _SETTINGS
    copied = {
        number
        for match in _RESOURCES.finditer(after)
        for number in range(after.count("\n", 0, match.start()) + 1, after.count("\n", 0, match.end()) + 2)
    }
    yield from (sign for sign in lines_that_decide(before, after, rule.search) if sign[0] not in copied)
