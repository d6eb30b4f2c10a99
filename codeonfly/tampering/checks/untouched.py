"""New tests that touch nothing of the project: they check what the language itself does."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.languages.javascript_rules import tests_of
from codeonfly.tampering.python_tree import Function, tests
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_OWN = frozenset(dir(builtins))
# also behind `...`, which is no field of anything
_WORD = re.compile(r"(?<![\w$])(?<!(?<!\.\.)\.)[A-Za-z_$][\w$]*")
_CHECK = re.compile(r"(?<![\w$.])(?:expect|assert)\b")
_DECLARED = re.compile(r"\b(?:const|let|var)\s+([\w$]+|[{\[][\w$\s,]*[}\]])")
_SCRIPTS_OWN = frozenset(
    """
    const let var function return if else for of in while
    new typeof instanceof await async try catch throw null
    true false void undefined Array Object String Number Boolean
    JSON Math Date RegExp Map Set Promise Error TypeError
    RangeError parseInt parseFloat isNaN NaN expect assert as
    """.split()  # noqa: SIM905
)
_NO_KEYWORD = re.compile(
    r"(?<![\w$.])(?:of|as|async)\((?!\s*\)\s*=>)"
)  # `of(1, 2)` calls a helper of this name
_TAKES_NOTHING = re.compile(r"\A\s*,\s*(?:async\s*)?(?:function\s*\w*\s*)?\(\s*\)")
_STRING = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|//[^\n]*")


def untouched(_: Sequence[Versions], found: Sequence[Versions]) -> Iterator[Finding]:
    """A test with assertions whose every name is its own, one of its parameters, or the language's."""
    for one in found:
        if one.path.endswith(SUFFIXES):
            yield from _in_javascript(one)
        if not one.path.endswith(".py"):
            continue
        known = {name for name, _ in tests(one.before or "")}
        for name, test in tests(one.after or ""):
            if name not in known and _touches_nothing(test):
                told = f"{one.path}:{test.lineno}: {name} asks nothing of the project's code"
                yield Finding(one.path, test.lineno, "vacuous", told)


def _in_javascript(one: Versions) -> Iterator[Finding]:
    text = one.after or ""
    known = {name for name, _ in tests_of(one.before or "")}
    for name, body in tests_of(text):
        if name in known or not (_TAKES_NOTHING.search(body) and _CHECK.search(body)):
            continue
        plain = _STRING.sub("", body)
        own = {word for match in _DECLARED.finditer(plain) for word in _WORD.findall(match[1])}
        if not _NO_KEYWORD.search(plain) and set(_WORD.findall(plain)) <= own | _SCRIPTS_OWN:
            line = text[: text.find(body)].count("\n") + 1
            yield Finding(
                one.path, line, "vacuous", f"{one.path}:{line}: {name} asks nothing of the project's code"
            )


def _touches_nothing(test: Function) -> bool:
    inner = [part for node in test.body for part in ast.walk(node)]
    given = {part.arg for part in ast.walk(test.args) if isinstance(part, ast.arg)}
    if not any(isinstance(part, ast.Assert) for part in inner) or given - _parameters(test):
        return False  # a fixture may be anything, and so may what ``self`` has
    names = [part for part in inner if isinstance(part, ast.Name)]
    own = {part.id for part in names if isinstance(part.ctx, ast.Store)} | given
    imports = any(isinstance(part, ast.Import | ast.ImportFrom) for part in inner)
    return not imports and all(part.id in own | _OWN for part in names)


def _parameters(test: Function) -> set[str]:
    """Names that ``parametrize`` gives values which are written out here, with nothing of the project's among them."""
    found = set[str]()
    for mark in test.decorator_list:
        if (
            not isinstance(mark, ast.Call)
            or not ast.unparse(mark.func).endswith("mark.parametrize")
            or len(mark.args) < 2
        ):
            continue
        plain = all(part.id in _OWN for part in ast.walk(mark.args[1]) if isinstance(part, ast.Name))
        names = [part.value for part in ast.walk(mark.args[0]) if isinstance(part, ast.Constant)]
        found |= {
            name.strip() for text in names if plain and isinstance(text, str) for name in text.split(",")
        }
    return found
