"""Changes that only add names: for plain values, empty classes, or what is there already."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence

from codeonfly.tampering.python_tree import parsed
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_VALUE = r"(?:-?\d[\d_.]*|'[^'\n]*'|\"[^\"\n]*\"|`[^`$\n]*`|true|false|null)"
_PLAIN = re.compile(
    rf"\s*(?:(?:export\s+)?const\s+\w+(?:\s*:\s*\w+)?\s*=\s*{_VALUE}\s*;?|(?:export\s+)?class\s+\w+(?:\s+extends\s+[\w.]+)?\s*\{{\s*\}}|//.*|/\*.*\*/)?\s*"
)
_EXPORTS = re.compile(r"\s*(?:(?:module\.)?exports\b[^()]*|export\s*\{[\w\s,]*\}\s*;?)\s*")
_RENAMED = re.compile(r"\b(\w+):\s*\w+\s*(?=[,}])")
_NUMBER_OR_TEXT = r"(?:-?\d[\w.]*|\"[^\"\n]*\"|`[^`\n]*`|true|false)"
_CONSTANT = {
    ".go": re.compile(
        rf"\s*(?:(?:const|var)\s+|(?=[A-Z]))(?P<name>\w+)(?:\s+\w+)?\s*=\s*{_NUMBER_OR_TEXT}\s*(?://.*)?"
    ),
    ".rs": re.compile(
        rf"\s*(?:pub(?:\([\w ]+\))?\s+)?(?:const|static)\s+(?P<name>\w+)\s*:\s*[&'\w ]+=\s*{_NUMBER_OR_TEXT}\s*;\s*(?://.*)?"
    ),
    ".java": re.compile(
        rf"\s*(?:(?:public|private|protected|static|final)\s+)+[\w.]+\s+(?P<name>\w+)\s*=\s*{_NUMBER_OR_TEXT}\s*;\s*(?://.*)?"
    ),
}
_NOTHING = re.compile(r"\s*(?://.*|/?\*.*|(?:const|var) \(|\))?\s*")
_BASES = frozenset(("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


def names_alone(texts: Sequence[Versions], tests: Sequence[Versions]) -> list[Finding]:
    """The first of them, where the change adds nothing else to any source, and its tests name one."""
    mine = [one for one in texts if one.path.endswith(CODE)]
    found = [_names(one) for one in mine]
    said = "\n".join(line for one in tests for _, line in one.added)
    if not mine or not all(found):
        return []
    for one, names in zip(mine, found, strict=True):
        for name, line in names.items():
            if re.search(rf"\b{name}\b", said):
                told = f"{one.path}:{line}: the change does no more than to give {name} its name"
                return [Finding(one.path, line, "stub", told)]
    return []


def _names(one: Versions) -> dict[str, int]:
    if one.path.endswith(".py"):
        return _python(one)
    suffix = one.path[one.path.rfind(".") :]
    return _constants(one, _CONSTANT[suffix]) if suffix in _CONSTANT else _javascript(one)


def _constants(one: Versions, constant: re.Pattern[str]) -> dict[str, int]:
    """New constants, where nothing but these and comments comes to a file that was there, and nothing goes."""
    before, after = (
        [" ".join(line.split()) for line in (text or "").splitlines()] for text in (one.before, one.after)
    )
    if one.before is None or one.after is None or Counter(before) - Counter(after):
        return {}
    names: dict[str, int] = {}
    for number, line in one.added:
        if match := constant.fullmatch(line):
            names[match["name"]] = number
        elif _NOTHING.fullmatch(line) is None and " ".join(line.split()) not in before:
            return {}
    return names


def _python(one: Versions) -> dict[str, int]:
    """The new names with their lines; none where anything else changes."""
    before, after = parsed(one.before or ""), parsed(one.after or "")
    if one.before is None or before is None or after is None:
        return {}
    old = Counter(ast.dump(node) for node in before.body)
    names: dict[str, int] = {}
    for node in after.body:
        if old[written := ast.dump(node)]:
            old[written] -= 1
        elif name := _named(node):
            names[name] = node.lineno
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            return {}
    return {} if +old else names


def _named(node: ast.stmt) -> str:
    if isinstance(node, ast.ClassDef):
        is_enum = any(ast.unparse(one).rpartition(".")[2] in _BASES for one in node.bases)
        is_plain = all(
            isinstance(one, ast.Pass)
            or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            or (is_enum and isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant))
            for one in node.body
        )
        return node.name if is_plain and not node.decorator_list else ""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        is_plain = isinstance(node.value, ast.Constant | ast.Name) and isinstance(target, ast.Name)
        name = target.id if isinstance(target, ast.Name) else ""
        return name if is_plain and name[:2] != "__" else ""
    return ""


def _javascript(one: Versions) -> dict[str, int]:
    if one.before is None or one.after is None or not one.path.endswith(SUFFIXES):
        return {}
    left = Counter(one.before.splitlines()) - Counter(one.after.splitlines())
    if not all(map(_EXPORTS.fullmatch, left)):
        return {}
    names: dict[str, int] = {}
    for number, line in one.added:
        if _EXPORTS.fullmatch(line):
            names |= dict.fromkeys(_RENAMED.findall(line), number)
            continue
        if _PLAIN.fullmatch(line) is None:
            return {}
        names |= dict.fromkeys(re.findall(r"\b(?:const|class)\s+(\w+)", line), number)
    return names
