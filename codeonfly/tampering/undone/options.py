"""Options and parameters that tests give a value, and of which the code only knows that they are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from codeonfly.tampering.python_tree import Function, by_place, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import node_stubs
from codeonfly.tree import Tree

_SOURCES = (".py", *node_stubs.SUFFIXES)
_DECLARED = re.compile(
    r"^\s*['\"]?(?P<plain>[a-z][\w-]*)['\"]?:\s*\{\s*type:\s*['\"](?:string|boolean)['\"]"
    r"|\b(?:add_argument|option|Option|addOption|requiredOption)\(\s*(?:['\"]-\w['\"],\s*)?['\"](?:-\w, ?)?--([\w-]+)"
)
# whoever takes them all reads each
_ALL = re.compile(
    r"\bvars\(|\*\*\w|_get_kwargs|\.\.\.(?:opts|options|args|argv)\b|Object\.\w+\((?:opts|options|args|argv)\b"
)
_BY_ITSELF = re.compile(r"action\s*=\s*['\"](?:version|help)|\bdest\s*=|count\s*=\s*True|expose_value")
_HELPER = re.compile(r"(?:^|/)(?:__)?(?:tests?|spec)(?:__)?/")
_WORD = re.compile(r"\w+")
_PARAMETERS = re.compile(r"^\s*(?:async\s+)?def\s+\w+\([^()]*\)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?:#|//|/?\*).*$|\bhelp\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE)


def unread(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """A new option of the command line that tests set, and whose name stands nowhere else in the sources."""
    asked = "\n".join(line for one in tests for _, line in one.added)
    changed = {one.path for one in (*texts, *tests)}
    for one in texts:
        for number, line in one.added if one.path.endswith(_SOURCES) else ():
            match = _DECLARED.search(line)
            option = next(filter(None, match.groups()), "") if match is not None else ""
            if not option or f"--{option}" not in asked or _BY_ITSELF.search(line):
                continue
            others = (
                base.text(path) or ""
                for path in base.files
                if path.endswith(_SOURCES)
                and path not in changed
                and not (is_test(path) or _HELPER.search(path))
            )
            mine = (two.after or "" for two in texts if two.path.endswith(_SOURCES))
            sources = [text.replace(line, "") for text in (*mine, *others)]
            if match is not None and match["plain"]:
                # what the parser of node:util gives is often handed on under its name, for others to take
                name = re.escape(option)
                handed_on = re.compile(
                    rf"\b\w+:\s*\w+(?:\.{name}\b|\[['\"]{name}['\"]\])\s*,?\s*$", re.MULTILINE
                )
                sources = [handed_on.sub("", text) for text in sources]
            if not any(_ALL.search(text) or _reads(option, text) for text in sources):
                told = f"{one.path}:{number}: nothing is done with what --{option} says"
                yield Finding(one.path, number, "stub", told)


def _reads(option: str, text: str) -> bool:
    if re.search(rf"\[['\"]{re.escape(option)}['\"]\]", text):
        return True
    words = set(_WORD.findall(_PARAMETERS.sub("", _COMMENT.sub("", text))))
    plain = option.replace("-", "_")
    head, *rest = option.removeprefix("no-").split("-")
    return bool(words & {plain, head + "".join(map(str.capitalize, rest))})


def only_told(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A new parameter of Python's that tests give a text or a number, and the code only asks whether it is there."""
    calls: dict[str, list[ast.Call]] = {}
    for call in (call for one in tests if one.path.endswith(".py") for call in _added_calls(one)):
        calls.setdefault(_called(call), []).append(call)
    said = "\n".join(line for one in tests for _, line in one.added)
    for one in texts:
        if not one.path.endswith(".py"):
            continue
        old = {place: set(_parameters(node)) for place, node in by_place(one.before or "").items()}
        for where, node in by_place(one.after or "").items():
            for place, name in enumerate(_parameters(node)) if where in old else ():
                if name in old[where] or name in _switches(node) or not _is_only_asked(name, node):
                    continue
                if any(_gives(call, name, place) for call in calls.get(node.name, ())) or _is_set(name, said):
                    told = f"{node.name} asks whether there is a {name}, and not for its value"
                    yield Finding(one.path, node.lineno, "stub", f"{one.path}:{node.lineno}: {told}")


def _added_calls(one: Versions) -> Iterator[ast.Call]:
    lines = {number for number, _ in one.added}
    return (node for node in nodes(one.after or "") if isinstance(node, ast.Call) and node.lineno in lines)


def _parameters(node: Function) -> list[str]:
    taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    return [one for one in taken if one not in ("self", "cls")] + [one.arg for one in node.args.kwonlyargs]


def _switches(node: Function) -> set[str]:
    """Parameters that are a yes or a no by their type: there is no more to be asked for."""
    every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    typed = (one for one in every if one.annotation is not None)
    return {one.arg for one in typed if re.search(r"\bbool\b", ast.unparse(one.annotation or one))}


def _called(call: ast.Call) -> str:
    return str(call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))


def _gives(call: ast.Call, name: str, place: int) -> bool:
    given = [one.value for one in call.keywords if one.arg == name] or call.args[place : place + 1]
    return any(_says_much(one) for one in given)


def _says_much(value: ast.expr) -> bool:
    """Whether this is a text or a number, and no other way to say yes or no."""
    plain = isinstance(value, ast.Constant) and isinstance(value.value, str | int | float)
    return plain and value.value not in (0, 1, "")  # type: ignore[attr-defined]


def _is_set(name: str, said: str) -> bool:
    """Whether the option of this name gets a value on a command line."""
    option = re.escape(name.strip("_").replace("_", "-"))
    return re.search(rf"--{option}(?:['\"],\s*[f]?['\"]|=\S)", said) is not None


def _is_only_asked(name: str, node: Function) -> bool:
    uses = {id(part) for part in ast.walk(node) if isinstance(part, ast.Name) and part.id == name}
    asked = {id(part) for test in _conditions(node) for part in _truths(test)}
    return bool(uses) and uses <= asked


def _conditions(node: Function) -> Iterator[ast.expr]:
    for part in ast.walk(node):
        if isinstance(part, ast.If | ast.IfExp | ast.While):
            yield part.test
        elif isinstance(part, ast.comprehension):
            yield from part.ifs


def _truths(test: ast.expr) -> Iterator[ast.expr]:
    """What a condition only holds to be something or nothing."""
    if isinstance(test, ast.BoolOp):
        for one in test.values:
            yield from _truths(one)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _truths(test.operand)
    elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot):
        # ``is True`` is a switch's own way to be asked
        nothing = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        yield from _truths(test.left) if nothing else ()
    else:
        yield test
