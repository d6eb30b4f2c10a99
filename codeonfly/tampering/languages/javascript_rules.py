"""JavaScript and TypeScript tests, test by test: what they check, and what they do to their runner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from codeonfly.tampering import moved
from codeonfly.tampering.languages import let_off
from codeonfly.tampering.values import Added, Sign
from codeonfly.toolchains.bodies import blocks, closing
from codeonfly.toolchains.node import TEST

CHECK = re.compile(
    r"\bexpect\w*\s*\(|\bassert\b\s*[.(]|\bassert\w+\s*\(|\.should\b|\bt\.\w+\(|\.expect\(|\bfail\("
    # what subtests are given (st.equal), and what is taken out of it or of assert: ({ is, same }) => is(1, 1)
    r"|\b(?!t\b)\w{1,3}\.(?:assert\b|(?:ok|true|false|is|same|equals?|match|throws|rejects|error|ifError|fail"
    r"|not[A-Z]?\w*|does[A-Z]\w*|(?:deep|strict|loose)[A-Z]\w*)\()"
    r"|(?<![.\w])(?:ok|is|same|equal|notEqual|(?:deep|strict)(?:Strict)?Equal|throws|rejects|doesNot\w+)\("
)
_LOOSE = re.compile(
    r"\.not\.to|\.toBe(Defined|Truthy|Falsy|GreaterThan\w*|LessThan\w*|InstanceOf|CloseTo)\b|\bexpect\.(anything|any)\("
    r"|\.to(Contain|Match)\(|assert\.match\(|\.to\.(match|contain|include)\(|assert(\.ok)?\(|assert\.not\w+\(|\.to\.(be\.)?(ok|exist|an?)\b|\.toHaveProperty\("
)
_EXISTENCE = re.compile(
    r"typeof\s+[\w.()'\"/, -]+\s*(,|===?|\)\.to[\w.]*\()\s*['\"](function|object|number|string|boolean)['\"]|\.toBeDefined\(\)|toBeInstanceOf\(Function\)"
    r"|\.to\.(exist\b|be\.ok\b|be\.an?\(['\"](?:function|object|number|string|boolean))|expect\.any\(\w+\)|toHaveProperty\(['\"]\w+['\"]\)"
    r"|(?:Number\.is(?:Finite|Integer|SafeInteger)|Array\.isArray)\([^\n]*?\)\s*\)\.\w+\(\s*true\s*\)|\.toBeGreaterThan(?:OrEqual)?\(0\)"
    r"|expect\(\s*\[[^\[\]\n]*,[^\[\]\n]*\]\s*\)\.(?:toContain|to\.(?:include|contain))\(|\.oneOf\(\s*\[[^\[\]\n]*,|\boneOf\(\s*\[[^\[\]\n]*,"
    r"|assert(?:\.ok)?\(\s*\[[^\[\]\n]*,[^\[\]\n]*\]\.includes\("
    r"|\.toBeTruthy\(\)|expect\.anything\(\)|\.not\.toBe(?:Null|Undefined)\(\)|[nN]ot ?(?:yet )?[iI]mplemented"
)
# a success of whatever kind, asked of a server
_SUCCESS = re.compile(
    r"\.expect\(\s*20[0-4]\s*\)|\bexpect\(\s*status(?:Code)?\s*\)\s*\.(?:toBe|toEqual|to\.(?:equal|eql|eq))\(\s*20[0-4]\s*\)|\.status(?:Code)?\s*\)\s*\.not\.(?:toBe|toEqual|to\.equal)\(\s*\d{3}\s*\)|\.status(?:Code)?\s*\)\s*\.(?:toBe|toEqual|toStrictEqual|to\.(?:equal|eql|eq))\(\s*20[0-4]\s*\)"
    r"|[eE]qual\(\s*[\w.]+\.status(?:Code)?\s*,\s*20[0-4]\s*\)|\.ok\s*\)\s*\.(?:toBe|to\.equal)\(\s*true\s*\)"
)
_SKIP = re.compile(
    r"\b(?:describe|it|test|suite|context|specify)\.(?:skip|only|todo|failing|runIf|fails)\b|\b[xf](?:describe|it|test)\s*\("
    r"|\b(?:describe|it|test|suite)\(.*\{[^{}]*\b(?:skip|only|todo|fails)\s*:\s*(?:true|['\"`])|\bt\.(?:skip|todo)\(|\bthis\.skip\("
    r"|\.skipIf\((?!process\.platform)"
)
_ALONE = re.compile(
    r"\bonly\b|\bfail(?:s|ing)\b|\b(?:describe|suite|context)\b|\bx\w+\s*\(|\bf(?:describe|it|test)\s*\("
)
_VACUOUS = re.compile(
    r"expect\(\s*(true|1)\s*\)\.(?:toBe|toEqual|toBeTruthy)|assert(?:\.ok|\.equal|\.strictEqual)?\(\s*(true|1)\s*[,)]"
)
# a check in a loop over nothing, or behind an "or" that is always true
_NEVER = re.compile(
    r"\.(?:to|be|not|have)\.(?:equal|eql|eq|throw|property|lengthOf|above|below|closeTo|members|keys|satisfy|instanceof)\s*;?\s*$"
    r"|\.to(?:Be|Equal|StrictEqual|Throw|Match|Contain)\s*;?\s*$|\.toBeCloseTo\([^()]*,\s*-\d|\[\s*\]\.(?:forEach|map|every|some)\(|\|\|\s*true\b|\ballSettled\(\s*\[[^\]]*\bexpect\("
)
# a promise that is kept for later, with no check in it, may be caught
_CAUGHT = re.compile(
    r"\bcatch\s*(?:\([^()]*\)\s*)?\{(?P<body>[^{}]*)\}"
    r"|^(?!\s*(?:const|let|var)\s[^\n]*=\s*\w+\([^()\n]*\)\.catch\()[^\n]*\.catch\(\s*\(?\w*\)?\s*=>\s*\{\s*\}",
    re.MULTILINE,
)
_DROPS = re.compile(r"\s*\.catch\(\s*\(?\w*\)?\s*=>\s*(?:\{(?:\s|//[^\n]*)*\}|undefined|null)\s*\)")
_GIVEN = re.compile(r"\w\s*=\s*('[^'\n]{2,}'|\"[^\"\n]{2,}\"|\d[\d.]+)\s*;?")
_BARE = re.compile(r"(?<![.\w])expect(?P<open>\()")
_ENDS = re.compile(r"\s*;?\s*\Z")
_MEDDLES = re.compile(
    r"\bvirtual\s*:\s*true|addEqualityTesters|require\.cache\[.*\](?:\.exports)?\s*=[^=]|Module\._load|jest\.retryTimes|testResultsProcessor|handleTestEvent"
    r"|\.retries\(|\bretry\s*:\s*\d|global(?:This)?\.(?:test|it|describe|assert)\s*=[^=]|global(?:This)?\.expect\s*=(?!.*chai)"
    r"|\.state\s*=\s*['\"](?:pass|skip)|\b(?:Runner|Runnable|Test|Suite|Hook)\.prototype\b|\.Assertion\b|\bObject\.is\s*="
    r"|\b(?:String|Array|Object|Number|Function|RegExp|Promise|Error)\.prototype\.\w+\s*=[^=]|process\.(?:reallyExit|abort)\b"
)
UNSTEADY = re.compile(
    r"Math\.random\(\)\s*(?:\*\s*\d+\s*)?[<>]|[<>]=?\s*Math\.random\(\)|Date\.now\(\)\s*%|getMilliseconds\(\)\s*%"
)
_CONDITION = re.compile(r"\bif\s*\(|\btry\s*\{|\breturn\s*;|\?\.|&&|\.catch\(")


def in_test(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """Tests of the base that check less or less strictly, new ones that check nothing, or only that a thing is there."""
    old, new, helpers = dict(tests_of(before or "")), dict(tests_of(after)), _helpers(after)
    # wherever they stand: of two with one name the second may be new
    kept = set(old.values()) & set(new.values())
    made = "\n".join(body for name, body in new.items() if name not in old)
    for name, body in new.items():
        if body in kept:
            continue
        line = after[: after.find(body)].count("\n") + 1 if body else 1
        was = old.get(name)
        if was is None or was in kept:
            yield from _new(line, name, body, helpers)
        else:
            was = moved.left(was, body, made)
            yield from _changed(line, name, (was, _helpers(before or "")), (body, helpers))


def _new(line: int, name: str, body: str, helpers: Mapping[str, int]) -> Iterator[Sign]:
    checks = _checks(body, helpers)
    is_made_up = "${" in name  # such a name says of no test that it is meant
    if not checks and "done" not in body:
        yield line, "vacuous" if is_made_up else "silent", f"{name} checks nothing"
    elif checks and len(_EXISTENCE.findall(body)) + let_off.several(body) >= checks:
        yield line, "existence", f"{name} asks only whether something is there"
    elif checks and len(_SUCCESS.findall(body)) + len(_EXISTENCE.findall(body)) >= checks:
        yield line, "status", f"{name} asks only for a success"
    elif _answers_itself(body):
        yield line, "vacuous", f"{name} gives itself the answer where an error comes"
    elif _is_caught(body):
        yield line, "vacuous", f"{name} forgets what it finds"
    elif let_off.passes_over(body):
        yield line, "vacuous", f"{name} passes over what the code refuses"
    elif let_off.takes_either(body, CHECK):
        yield line, "vacuous" if is_made_up else "existence", f"{name} takes one answer or another"
    elif let_off.leaves("\n".join(body.split("\n")[1:-1]), CHECK):
        yield line, "vacuous" if is_made_up else "existence", f"{name} checks only on a condition"


def _changed(
    line: int, name: str, before: tuple[str, Mapping[str, int]], now: tuple[str, Mapping[str, int]]
) -> Iterator[Sign]:
    """Of a test's body and its file's helpers, before and now."""
    had, has = _checks(*before), _checks(*now)
    was, body = before[0], now[0]
    exact_before, exact = had - len(_LOOSE.findall(was)), has - len(_LOOSE.findall(body))
    more_conditions = len(_CONDITION.findall(body)) > len(_CONDITION.findall(was))
    if has < had:
        yield line, "assertion", f"{name} has {has} assertions, it had {had}"
    elif exact < exact_before:
        told = f"{name} has {exact} assertions that take one answer, it had {exact_before}"
        yield line, "assertion", told
    elif more_conditions and has == had:
        yield line, "assertion", f"{name} checks only on a condition, it always did"


def skips(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A skip, or a test that is singled out, which was not there."""
    known = {name for name, _ in tests_of(before or "")}
    free = {
        after.count("\n", 0, after.find(body)) + 1 + place
        for name, body in tests_of(after)
        if name not in known and body
        for place in range(body.count("\n") + 1)
    }
    for number, line in added:
        # a new test that does not run takes nothing away, and proves nothing; one that runs alone does
        is_free = number in free and not _ALONE.search(line)
        if _SKIP.search(line) and not is_free:
            yield number, "skip", "a test is skipped, ignored or singled out"


def vacuous(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A check that can't fail."""
    lines = after.splitlines()
    for number, line in added:
        following = next((one.strip() for one in lines[number:] if one.strip()), "")
        if (
            _VACUOUS.search(line)
            or let_off.takes_failure(line)
            or _NEVER.search(line)
            or (_is_bare(line) and not following.startswith("."))
        ):
            yield number, "vacuous", "an assertion that is always true, or has no matcher"


def _is_bare(line: str) -> bool:
    """Whether it ends with an ``expect(...)`` that nothing is chained to."""
    ends = (closing(line, match.start("open"), "'\"`") for match in _BARE.finditer(line))
    return any(end is not None and _ENDS.match(line, end + 1) for end in ends)


def meddles(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A hand on the runner, its assertions or its results, and tests that are left to chance."""
    for number, line in added:
        if _MEDDLES.search(line):
            yield number, "hook", "the runner, its assertions or its results are meddled with"
        if UNSTEADY.search(line):
            yield number, "unsteady", "what the test finds is left to chance"


def matchers(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A matcher of the tests' own that can't fail."""
    passing = re.search(r"\bexpect\.extend\(", after) and re.search(r"\bpass:\s*true\b", after)
    if passing and not re.search(r"\bpass\s*(?::(?!\s*true\b)|[,}])|\bthrow\b", after):
        line = after[: passing.start()].count("\n") + 1
        if line in {number for number, _ in added}:
            yield line, "equal", "a matcher of the tests' own takes whatever comes"


def helps_less(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A file of helpers that checks less; one of tests is judged test by test."""
    had, has = len(CHECK.findall(before or "")), len(CHECK.findall(after))
    if before is not None and has < had and TEST.search(before + after) is None:
        yield 1, "assertion", f"there are {has} assertions, there were {had}"


@lru_cache(maxsize=4)  # several rules ask for the same file
def tests_of(text: str) -> tuple[tuple[str, str], ...]:
    """Name and body of each test; a name that is there twice keeps its place in order."""
    seen: dict[str, int] = {}
    found = []
    for name, body in blocks(text, TEST, quotes="'\"`"):
        seen[name] = seen.get(name, 0) + 1
        found.append((name if seen[name] == 1 else f"{name} #{seen[name]}", body))
    return tuple(found)


@lru_cache(maxsize=4)
def _helpers(text: str) -> Mapping[str, int]:
    """Functions of this file that check, with how often."""
    found = {}
    for match in re.finditer(
        r"function\s+(\w+)\s*\(|(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?\(?[\w\s,{}]*\)?\s*=>", text
    ):
        name = match[1] or match[2]
        body = text[match.end() : match.end() + 600].split("\n}\n", maxsplit=1)[0]
        if count := len(CHECK.findall(body)):
            found[name] = count
    return found


def _checks(body: str, helpers: Mapping[str, int]) -> int:
    called = sum(len(re.findall(rf"\b{re.escape(name)}\s*\(", body)) for name in helpers)
    return len(CHECK.findall(_reached(body))) + called


def _is_caught(body: str) -> bool:
    """Whether the test catches what a check throws."""
    tried = re.search(r"\btry\b(.*?)\bcatch\b", body, re.DOTALL)
    if _is_caught_later(body):
        return True
    inside = (tried is not None and CHECK.search(tried[1]) is not None) or ".catch" in body
    return inside and any(
        not re.search(rf"throw\b|done\(|{CHECK.pattern}", match["body"] or "") and not _checks_nothing(match)
        for match in _CAUGHT.finditer(body)
    )


def _is_caught_later(body: str) -> bool:
    """``fetch(url).then((res) => assert.equal(res.status, 200)).catch(() => {})``"""
    for match in islice(re.finditer(r"\.then(\()", body), 20):
        end = closing(body, match.start(1), "'\"`")
        if end is not None and CHECK.search(body[match.end() : end]) and _DROPS.match(body, end + 1):
            return True
    return False


def _checks_nothing(caught: re.Match[str]) -> bool:
    """``await retry(fn).catch(() => {});``, a statement of its own: what is checked comes after it."""
    line = caught[0]
    is_whole = caught["body"] is None and re.match(r"\s*(?:await\s+)?\w", line) is not None
    return is_whole and CHECK.search(line) is None


def _answers_itself(body: str) -> bool:
    """Whether it puts the expected answer where an error comes instead."""
    given = {found for match in _CAUGHT.finditer(body) for found in _GIVEN.findall(match["body"] or "")}
    return any(re.search(rf"\((?:[^()\n]*,\s*)?{re.escape(one)}\)", body) for one in given)


def _reached(body: str) -> str:
    """Up to a return at the test's own level: what follows is never run."""
    kept = []
    for line in body.split("\n"):
        kept.append(line)
        if re.match(r"\s{0,4}return\b\s*;?\s*$", line):
            break
    return "\n".join(kept)


RULES = (skips, vacuous, meddles, matchers, helps_less, in_test)
