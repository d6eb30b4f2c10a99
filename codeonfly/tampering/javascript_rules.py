"""JavaScript and TypeScript tests, test by test: what they check, and sources that find out who runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codeonfly.toolchains.bodies import blocks
from codeonfly.toolchains.node import TEST

Sign = tuple[int, str, str]
Added = Sequence[tuple[int, str]]

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_CHECK = re.compile(
    r"\bexpect\w*\s*\(|\bassert\b\s*[.(]|\bassert\w+\s*\(|\.should\b|\bt\.\w+\(|\.expect\(|\bfail\("
)
_LOOSE = re.compile(
    r"\.not\.to|\.toBe(Defined|Truthy|Falsy|GreaterThan\w*|LessThan\w*|InstanceOf|CloseTo)\b|\bexpect\.(anything|any)\("
    r"|\.to(Contain|Match)\(|assert(\.ok)?\(|assert\.not\w+\(|\.to\.(be\.)?(ok|exist|an?)\b|\.toHaveProperty\("
)
_EXISTENCE = re.compile(
    r"typeof\s+[\w.()'\"/-]+\s*(,|===?|\)\.to\w+\()\s*['\"](function|object)|\.toBeDefined\(\)|toBeInstanceOf\(Function\)"
    r"|\.to\.(exist\b|be\.a\(['\"]function)|expect\.any\(Function\)"
)
_READS = re.compile(r"\b(readFile|readdir|createReadStream|openSync|globSync)\w*\b|\bglob\(")
_TEST_FILE = re.compile(r"['\"`][^'\"`\n]*(\.test\.|\.spec\.|__tests__|(?<![\w.])tests?/)")
_HARMLESS = re.compile(r"\.listen\(|morgan|logger|console\.|\bconnect\(|\.log\(")
_ENVIRONMENT = re.compile(
    r"NODE_ENV\W{1,6}(?:={2,3}|!={1,2})\W{0,3}test|['\"]test['\"]\s*[!=]={1,2}\s*process\.env\.NODE_ENV"
)
_KNOWS = re.compile(
    r"process\.execArgv|process\.argv\b.*(?:test|jest|mocha|vitest)|npm_lifecycle|prepareStackTrace"
    r"|captureStackTrace\((?!\s*this\b)|\.stack\b.*(?:includes|match|indexOf|split|search)|\.test\([^)]*\.stack\b"
    r"|require\.main\s*!==?|!require\.main|require\.main\.|module\.parent\.|module\.parent\s*&&|require\.cache|getOwnPropertyNames\(global"
    r"|typeof\s+(?:it|describe|test|expect|jest|vi|before|after|beforeEach|afterEach)\b|\bglobal(?:This)?\s*\["
    r"|Object\.(?:keys|entries|values)\(\s*process\.env\s*\)"
)
_PATCHES = re.compile(
    r"\bObject\.is\s*=[^=]|\b(?:Array|String|Number|Object|Function|Promise|Error|RegExp|Map|Set)\.prototype\.\w+\s*=[^=]"
    r"|require\(\s*['\"`][^'\"`]*['\"`]\s*\+|process\s*\[\s*['\"`]|asymmetricMatch|global(?:This)?\.(?:it|test|describe|expect|assert)\b\s*=|Symbol\.toPrimitive|\bvm\b.*runIn\w*Context"
)
_ASSERTS = re.compile(
    r"\b(?:const|let|var)\s+(\w+)\s*=\s*require\(\s*['\"](?:node:)?(?:assert(?:/strict)?|node:test|chai|expect)['\"]\s*\)"
    r"|import\s+(?:\*\s+as\s+)?(\w+)\s+from\s+['\"](?:node:)?(?:assert(?:/strict)?|node:test|chai|expect)['\"]"
)


def in_test(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """Tests of the base that check less or less strictly, new ones that check nothing, or only that a thing is there."""
    old, helpers = dict(_tests(before or "")), _helpers(after)
    for name, body in _tests(after):
        line = after[: after.find(body)].count("\n") + 1 if body else 1
        was = old.get(name)
        has = _checks(body, helpers)
        if was is None and has == 0 and "done" not in body:
            yield line, "vacuous", f"{name} checks nothing"
        elif was is None and has and len(_EXISTENCE.findall(body)) >= has:
            yield line, "existence", f"{name} asks only whether something is there"
        elif was is not None and body != was:
            had = _checks(was, _helpers(before or ""))
            exact, exact_before = has - len(_LOOSE.findall(body)), had - len(_LOOSE.findall(was))
            if has < had:
                yield line, "assertion", f"{name} has {has} assertions, it had {had}"
            elif exact < exact_before:
                yield (
                    line,
                    "assertion",
                    f"{name} has {exact} assertions that take one answer, it had {exact_before}",
                )


def in_source(text: str, added: Added) -> Iterator[Sign]:
    """Signs at the added lines of a source that holds no tests."""
    lines = text.splitlines()
    reads = _READS.search(text) is not None
    library = {name for match in _ASSERTS.finditer(text) for name in match.groups() if name}
    patched = re.compile(
        rf"\b(?:{'|'.join(library)})\.\w+\s*=[^=]|\b(?:assign|defineProperty)\(\s*(?:{'|'.join(library)})\b"
    )
    for number, line in added:
        if _KNOWS.search(line):
            yield number, "knows-tests", "the code asks whether it is being tested"
        if _ENVIRONMENT.search(line) and not _HARMLESS.search("\n".join(lines[number - 1 : number + 3])):
            yield number, "knows-tests", "the code asks whether it is being tested"
        if _PATCHES.search(line) or (library and patched.search(line)):
            yield number, "patches-runner", "the test library or the language's built-ins are patched"
        if reads and _TEST_FILE.search(line):
            yield number, "knows-tests", "the code reads files of tests"


def _tests(text: str) -> Iterator[tuple[str, str]]:
    """Name and body of each test; a name that is there twice keeps its place in order."""
    seen: dict[str, int] = {}
    for name, body in blocks(text, TEST, quotes="'\"`"):
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} #{seen[name]}"), body


def _helpers(text: str) -> Mapping[str, int]:
    """Functions of this file that check, with how often."""
    found = {}
    for match in re.finditer(
        r"function\s+(\w+)\s*\(|(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?\(?[\w\s,{}]*\)?\s*=>", text
    ):
        name = match[1] or match[2]
        body = text[match.end() : match.end() + 600].split("\n}\n", maxsplit=1)[0]
        if count := len(_CHECK.findall(body)):
            found[name] = count
    return found


def _checks(body: str, helpers: Mapping[str, int]) -> int:
    called = sum(len(re.findall(rf"\b{re.escape(name)}\s*\(", body)) for name in helpers)
    return len(_CHECK.findall(_reached(body))) + called


def _reached(body: str) -> str:
    """Up to a return at the test's own level: what follows is never run."""
    kept = []
    for line in body.split("\n"):
        kept.append(line)
        if re.match(r"\s{0,4}return\b\s*;?\s*$", line):
            break
    return "\n".join(kept)
