"""New options of a command in Python or JavaScript for which the same is said, whatever the command is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Added, Sign

_HELD = frozenset(("args", "options", "opts", "ns", "namespace", "parsed", "flags", "arguments", "values"))
# what is rightly the same for everybody
_SAME = re.compile(
    r"help|version|usage|license|licence|about|copyright|quiet|silent|list|\Ah\Z|\AV\Z", re.IGNORECASE
)
_OPTION = re.compile(r"--?([A-Za-z][\w-]*)")
_BRANCH = re.compile(
    r"\bif\s*\((?P<condition>[^\n]*?)\)\s*\{\s*\n(?P<body>(?:\s*(?:console\.log|process\.stdout\.write|out|print|log)\(\s*(?P<quote>['\"`])[^'\"`$\n]+(?P=quote)\s*\);?\s*\n)+"
    r"(?:\s*(?:return\b\s*\d*|process\.exitCode\s*=\s*0)\s*;?\s*\n)*)\s*\}"
)
_TOLD = "an option says the same whatever the command is given"


def in_python(after: str, added: Added) -> Iterator[Sign]:
    """``if "--json" in argv: print("[]"); return 0``"""
    lines = {number for number, _ in added}
    for node in nodes(after):
        if isinstance(node, Function):
            for part in ast.walk(node):
                if (
                    isinstance(part, ast.If)
                    and part.lineno in lines
                    and _asks(part.test)
                    and _says_the_same(part)
                ):
                    yield part.lineno, "stub", _TOLD


def _asks(condition: ast.expr) -> bool:
    """Whether it asks for an option alone, and one that might do something."""
    found = []
    for part in ast.walk(condition):
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            return False
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            found += _OPTION.findall(part.value) if part.value.startswith("-") else []
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in _HELD:
            found.append(part.attr)
    return bool(found) and not any(map(_SAME.search, found))


def _says_the_same(branch: ast.If) -> bool:
    said = [
        part.value.args[0]
        for part in branch.body
        if isinstance(part, ast.Expr)
        and isinstance(part.value, ast.Call)
        and ast.unparse(part.value.func) in ("print", "click.echo", "sys.stdout.write")
        and len(part.value.args) == 1
        and not any(one.arg == "file" for one in part.value.keywords)
    ]
    ends = [part for part in branch.body if isinstance(part, ast.Return)]
    plain = all(isinstance(one.value, ast.Constant | None) for one in ends)
    is_well = all(one.value is None or getattr(one.value, "value", 1) in (0, None) for one in ends)
    constant = all(isinstance(one, ast.Constant | ast.List | ast.Dict) for one in said)
    return bool(said) and constant and plain and is_well and len(said) + len(ends) == len(branch.body)


def in_javascript(after: str, added: Added) -> Iterator[Sign]:
    """``if (args.includes('--json')) { console.log('[]'); return; }``"""
    lines = {number for number, _ in added}
    for match in _BRANCH.finditer(after):
        line = after.count("\n", 0, match.start()) + 1
        held = "|".join(_HELD)
        options = _OPTION.findall(
            " ".join(re.findall(r"['\"`](--?[A-Za-z][\w-]*)['\"`]", match["condition"]))
        )
        options += re.findall(rf"\b(?:{held})\.(\w+)\b(?!\()", match["condition"])
        is_asked = bool(options) and "!" not in match["condition"].replace("!==", "").replace("!=", "")
        if line in lines and is_asked and not any(map(_SAME.search, options)):
            yield line, "stub", _TOLD
