"""JavaScript and TypeScript that is no test: what finds out who runs it, and what meddles with who does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.languages.javascript_rules import UNSTEADY
from codeonfly.tampering.values import Added, Sign

_COMMENT = re.compile(r"\s*(?://|/?\*)")
_RUNNERS = r"(?:test|spec|jest|mocha|vitest)"
_NODE = (
    r"(?:assert|child_process|events|fs|module|process|timers|util|vm|worker_threads|perf_hooks|async_hooks)"
)
_LIBRARY = (
    r"(?:node:test|vitest|mocha|chai|expect|sinon|ava|jest|jest-[\w-]+|@jest/[\w-]+|@vitest/[\w-]+)(?:/\w+)?"
)
_BUILT_IN = (
    r"(?:Array|Boolean|Buffer|Date|Error|EventEmitter|Function|JSON|Map|Math|Number|Object|Promise|Reflect"
    r"|RegExp|Set|String|Symbol|console|process)"
)
_MEMBER = r"(?:\.(?!exitCode|title|env|stackTraceLimit)\w+|\[[^\]]+\])"
_IS_COMPARED = r"\s*(?:[!=]==?|\??\.(?:startsWith|endsWith|includes|match|indexOf|search)\()"

_KNOWS = re.compile(
    r"process\.execArgv|npm_lifecycle|prepareStackTrace|captureStackTrace\((?!\s*(?:this|err|error)\b)"
    r"|\.stack\b.*(?:includes|match|indexOf|split|search)|\.test\([^)]*\.stack\b|\{\s*stack\b[^}]*\}\s*=|Error\([^()]*\)\)?\.stack"
    r"|require\.main\s*!==?|!require\.main|require\.main\.|module\.parent\.|module\.parent\s*&&|require\.cache|mainModule"
    r"|getOwnProperty(?:Names|Symbols)\(\s*global|Reflect\.(?:has|ownKeys)\(\s*global|['\"]\w+['\"]\s+in\s+global"
    r"|typeof\s+(?:global(?:This)?\??\.)?(?:it|describe|test|expect|jest|vi|before|after|beforeEach|afterEach)\b|\bglobal(?:This)?\s*\[|\b__(?:vitest|jest)"
    r"|Object\.(?:keys|entries|values)\(\s*process\.env\s*\)|process\.env\[[^\]]*\+|process\.env\.(?:CI\b|MOCHA|VITEST|JEST)"
    rf"|process\.argv\b.*{_RUNNERS}|{_RUNNERS}\b.*process\.argv|process\.argv\b[^;]*['\"]\w+['\"]\s*\+\s*['\"]\w|\bppid\b|process\.(?:send|connected|channel)\b(?!\?\.\()"
    r"|\bglobal(?:This)?\??\.(?:describe|expect|it|vi|jest|mocha|suite|beforeEach|afterEach)\b(?!\s*=[^=])"
    r"|process\.env\.(?:TEST|TESTING|IS_TEST|TEST_MODE|TEST_ENV|UNDER_TEST|UNIT_TEST\w*)\b|\bthreadId\s*[!=<>]=*"
    rf"|process\.title\b.*{_RUNNERS}|_getActive(?:Handles|Requests)|getActiveResourcesInfo"
    r"|\?\.mock\b|\.mock\??\.(?:calls|results)\b|\bgetMock(?:Name|Implementation)\b|\.isSinonProxy\b"
    r"|\.name\s*[!=]==?\s*['\"](?:spy|stub|fake|mock\w*)['\"]|\.toString\(\)\.includes\(\s*['\"]\w*mock"
    r"|['\"`]/proc/|/home/user\b|import\.meta\.vitest|import\.meta\.env\??\.(?:MODE|VITEST)"
    r"|\.(?:local|remote)(?:Port|Address)\s*[=!]==?\s*['\"\d]|superagent|supertest"
    r"|user-?agent[^\n]*(?:[!=]==?|\.(?:includes|startsWith|match|indexOf|search)\()\s*['\"/](?:node|undici|node-fetch|axios|jest|test)\b"
    r"|\b(?:Date|set(?:Timeout|Interval))\.(?:clock|isFake\w*|_isMock\w*)"
    r"|\._isMockFunction|\bapp\.get\(\s*['\"]env['\"]\s*\)\s*[!=]==?\s*['\"]test"
    r"|\barguments\.callee\b|(?:\bDate|set(?:Timeout|Interval|Immediate)|fetch)\.toString\(\)|require\.resolve\(\s*['\"](?:jest|vitest|mocha|chai)\b"
    r"|(?:exists|stat|access)\w*\(\s*['\"`][^'\"`]*node_modules/(?:\.bin/)?(?:jest|vitest|mocha|chai)"
    rf"|(?:userInfo\(\)\.\w+|homedir\(\)|hostname\(\)|process\.cwd\(\)){_IS_COMPARED}"
    r"|(?:exists|stat|access)\w*\(\s*['\"`](?:\./)?(?:tests?|specs?|__tests__)\b"
)
_ENVIRONMENT = re.compile(
    # for what is done, not for what is told of it
    r"NODE_ENV\s*!==?\s*['\"]production['\"]\s*(?:&&(?!.*(?:stack|debug|trace|detail|message))|\)\s*\{?\s*return\b(?!\s+next\b))"
    r"|NODE_ENV\W{1,6}(?:={2,3}|!={1,2})\W{0,3}test|['\"]test['\"]\s*[!=]={1,2}\s*(?:process\.env\.)?NODE_ENV"
    r"|NODE_ENV\??\.\w+\("
)
# `backups: ["test", "staging"]`: what is switched on where
_AMONG = re.compile(r"\[(?:\s*['\"]\w+['\"]\s*,)*\s*['\"]test['\"]\s*[,\]]")
_OF_VARIABLE = re.compile(r"\b\w*(?:[eE]nv|ENV|environment|[mM]ode)\s*[!=]==?\s*['\"]test['\"]")
_HARMLESS = re.compile(r"\.listen\(|morgan|logger|console\.|\bconnect\(|\.log\(")
_MAIN_GUARD = re.compile(r"pathToFileURL|fileURLToPath|import\.meta|realpath|__filename")
_TERMINAL = re.compile(
    r"colou?r|ansi|x1b|u001b|\\033|readline|prompt|columns|spinner|progress|chalk", re.IGNORECASE
)
_READS = re.compile(r"\b(readFile|readdir|createReadStream|openSync|globSync)\w*\b|\bglob\(")
_TEST_FILE = re.compile(r"['\"`][^'\"`\n]*(\.test\.|\.spec\.|__tests__|(?<![\w.])tests?/)")
_PATCHES = re.compile(
    rf"(?<![\w.]){_BUILT_IN}(?:\.prototype)?{_MEMBER}\s*=[^=>]|process\.std(?:out|err)\.write\s*=[^=]"
    r"|\.Assertion\b|overwriteMethod|getBuiltinModule|removeAllListeners\(\s*['\"](?:exit|uncaught|unhandled)"
    rf"|(?:Object\.(?:define(?:Property|Properties)|assign|setPrototypeOf)|Reflect\.(?:set|defineProperty|setPrototypeOf))"
    rf"\(\s*{_BUILT_IN}(?:\.prototype)?\s*,"
    r"|require\(\s*['\"`][^'\"`]*['\"`]\s*\+|process\s*\[\s*['\"`]|asymmetricMatch|\bnew Proxy\([^;]*\bget\s*(?::\s*)?\(\s*\)|Symbol\.toPrimitive"
    r"|global(?:This)?\.(?:it|test|describe|expect|assert|before\w*|after\w*)\b\s*=|\bvm\b.*runIn\w*Context"
    r"|\bexpect\.(?:extend|addEqualityTesters)|(?<![\w.])(?:jest|vi)\.(?:mock|fn|spyOn)\("
)
_LOADS_LIBRARY = re.compile(rf"(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['\"`]{_LIBRARY}['\"`]")
_FOR_TESTS = re.compile(
    r"test|spec|mock|fixture|setup|stor(?:y|ies)\.|\.config\.|\.(?:conf|rc)\.", re.IGNORECASE
)
_IMPORTED = re.compile(
    rf"\b(?:const|let|var)\s+(\w+)\s*=\s*require\(\s*['\"](?:node:)?{_NODE}(?:/\w+)?['\"]\s*\)"
    rf"|import\s+(?:\*\s+as\s+)?(\w+)\b[^;\n]*\bfrom\s+['\"](?:node:)?{_NODE}(?:/\w+)?['\"]"
)
# also what is made here: not another name for what the language or a library brings
_DECLARED = re.compile(
    rf"\b(?:class|function)\s+(\w+)|\b(?:const|let|var)\s+(\w+)\s*=\s*(?!(?:await\s+)?(?:{_BUILT_IN}|require|import|global\w*)\b)[\w.]+\s*\("
    r"|\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s+)?(?:function|class)\b"
)
_CAST = re.compile(r"\((\w+) as \w+(?:<[^<>]*>)?\)|\(<\w+>\s*(?=\w+\))")
_PROTOTYPE = re.compile(r"\b(\w+)\.prototype(?:\.(?!constructor)\w+|\[[^\]]+\])\s*=[^=]")
_ASKS = "the code asks whether it is being tested"


def in_source(path: str, text: str, added: Added) -> Iterator[Sign]:
    """Signs at the added lines of a source that holds no tests; comments say nothing."""
    lines = text.splitlines()
    patched = _patched(text)
    own = {name for found in _DECLARED.findall(text) for name in found if name}
    reads = _READS.search(text) is not None
    for number, line in added:
        if _COMMENT.match(line):
            continue
        line = _CAST.sub(r"\1", line)  # noqa: PLW2901 - what it is said to be does not matter
        if _knows(line, text, lines[number - 1 : number + 3]):
            yield number, "knows-tests", _ASKS
        if UNSTEADY.search(line):
            yield number, "unsteady", "what the code does is left to chance"
        if reads and _TEST_FILE.search(line):
            yield number, "knows-tests", "the code reads files of tests"
        others = [name for name in _PROTOTYPE.findall(line) if name not in own]
        if _PATCHES.search(line) or others or (patched is not None and patched.search(line)):
            yield number, "patches-runner", "the test library or the language's built-ins are patched"
        if _LOADS_LIBRARY.search(line) and not _FOR_TESTS.search(path):
            yield number, "patches-runner", "a source that is no test loads the test library"


def _knows(line: str, text: str, following: Sequence[str]) -> bool:
    if _KNOWS.search(line):
        return True
    if _ENVIRONMENT.search(line) or (
        "NODE_ENV" in text and (_OF_VARIABLE.search(line) or _AMONG.search(line))
    ):
        return not _HARMLESS.search("\n".join(following))
    if re.search(r"process\.argv\[1\]", line):
        return not _MAIN_GUARD.search(line)
    if "isMainThread" in line:
        return not re.search(r"parentPort|new Worker\b", text)
    return "isTTY" in line and not _TERMINAL.search(text)


def _patched(text: str) -> re.Pattern[str] | None:
    """Finds assignments to what Node's own modules export."""
    names = "|".join(
        {re.escape(name) for match in _IMPORTED.finditer(text) for name in match.groups() if name}
    )
    if not names:
        return None
    return re.compile(
        rf"(?<![\w.])(?:{names})(?:\.\w+|\[[^\]]+\])\s*=[^=>]"
        rf"|\b(?:assign|definePropert(?:y|ies)|set|method)\(\s*(?:{names})\s*,"
    )
