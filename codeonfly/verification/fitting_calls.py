"""Tests of Python whose calls give one argument more: in all else they are the base's own.

Where the base's test and the change's are the same but for that, the change's stands in its place, with
what such an argument is made of: fixtures, doubles, imports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from codeonfly.tampering.python_tree import Function, parsed
from codeonfly.tree import File, text_of

_CONSTRUCTOR = re.compile(r"[A-Z][A-Za-z0-9]*[a-z]\w*")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_CHECKS = re.compile(
    r"assert\w*|expect\w*|is\w*|all|any|len|sorted|repr|str|approx|raises|warns", re.IGNORECASE
)
# what decides whether a test runs, what is equal to what, or what others get
_DENIED = re.compile(
    r"skip\w*|xfail|exit|_exit|abort|kill|setattr|monkeypatch|patch|modules|autouse|usefixtures|__(?:eq|ne|bool|len|hash|getattribute)__"
    r"|pytest_\w+|mark|setup\w*|teardown\w*|setUp\w*|tearDown\w*|exec|eval|globals|builtins|freeze\w*|assert\w*"
)
_TEST = re.compile(r"(?:^|/)(?:tests?/|test_|conftest)|_test\.py$")
_NEUTRAL = (None, 0, 0.0, "", b"")


def with_arguments(old: str, new: str, words: frozenset[str], taken: frozenset[str]) -> str:
    """The old text, whose tests give what the functions of ``words``, and constructors, are given by now.

    ``taken``: what the base's tests say by name: no fixture may come in place of one of these.
    """
    tree, now = parsed(old), parsed(new)
    if tree is None or now is None or old == new:
        return old
    known = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | set(_top_names(tree))
    made = dict(_functions(now))
    lines, texts = old.split("\n"), new.split("\n")
    fitted = [(node, made[name]) for name, node in _functions(tree) if name in made]
    fitted = [
        (was, one) for was, one in fitted if ast.dump(was) != ast.dump(one) and _Same(words).of(was, one)
    ]
    brought = [node for node in now.body if _may_come(node, known, taken)]
    said = {word for _, one in fitted for node in ast.walk(one) for word in _words_of(node)}
    is_shared = not any(name.rpartition(".")[2].startswith("test") for name, _ in _functions(tree))
    if not fitted and not (is_shared and any(isinstance(node, Function) for node in brought)):
        return old
    said |= {
        word for node in brought for part in ast.walk(node) if part is not node for word in _words_of(part)
    }
    brought = [node for node in brought if is_shared or said & set(_names_of(node))]
    for was, one in sorted(fitted, key=lambda pair: -pair[0].lineno):
        lines[_begin(was) - 1 : was.end_lineno] = texts[_begin(one) - 1 : one.end_lineno]
    place = next((_begin(node) for node in tree.body if isinstance(node, ast.ClassDef | Function)), None)
    if place is None:
        return "\n".join(lines)
    lines[place - 1 : place - 1] = [
        line for node in brought for line in (*texts[_begin(node) - 1 : node.end_lineno], "")
    ]
    first = next((node for node in tree.body if _is_import(node)), None)
    at = min(first.lineno if first is not None else place, place) - 1
    lines[at:at] = _imports(now, known)
    return "\n".join(lines)


def names_in_tests(files: Mapping[str, File | None]) -> frozenset[str]:
    """What tests in Python say by name, from which a fixture of theirs may be asked for."""
    texts = (text_of(file) for path, file in files.items() if path.endswith(".py") and _TEST.search(path))
    return frozenset(name for text in texts for name in re.findall(r"[A-Za-z_]\w*", text))


class _Same:
    """Compares two functions of tests: what the second has more may only be arguments that say nothing."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self._known = frozenset[str]()
        self._given = set[str]()  # by fixtures that it takes by now, and made in it
        self._used = set[str]()

    def of(self, was: Function, now: Function) -> bool:
        loaded = {node.id for node in ast.walk(was) if isinstance(node, ast.Name)}
        before = {one.arg for one in was.args.args}
        self._known = frozenset(loaded | before)
        fixtures = {one.arg for one in now.args.args} - before
        self._given, self._used = set(fixtures), set()
        return self._is(was, now) and self._given <= self._used

    def _is(self, was: object, now: object) -> bool:
        if type(was) is not type(now):
            return False
        if isinstance(was, list) and isinstance(now, list):
            return self._are(was, now)
        if isinstance(was, ast.Call) and isinstance(now, ast.Call):
            return self._is(was.func, now.func) and self._is_call(was, now)
        if isinstance(was, ast.arguments) and isinstance(now, ast.arguments):
            return self._takes(was, now)
        if isinstance(was, ast.AST):
            return all(self._is(getattr(was, name, None), getattr(now, name, None)) for name in was._fields)
        return was == now

    def _are(self, was: Sequence[object], now: Sequence[object]) -> bool:
        if not any(isinstance(one, ast.stmt) for one in was):
            return len(was) == len(now) and all(map(self._is, was, now))
        rest = list(was)
        for one in now:
            if rest and self._is(rest[0], one):
                del rest[0]
            elif not self._is_local(one):
                return False
        return not rest

    def _is_call(self, was: ast.Call, now: ast.Call) -> bool:
        more = now.args[len(was.args) :]
        named = {one.arg: one.value for one in now.keywords}
        given = {one.arg: one.value for one in was.keywords}
        extra = [*more, *(value for name, value in named.items() if name not in given)]
        return (
            len(now.args) >= len(was.args)
            and len(named) == len(now.keywords)
            and (None not in named or None in given)
            and all(map(self._is, was.args, now.args))
            and all(name in named and self._is(value, named[name]) for name, value in given.items())
            and (not extra or (self._may_gain(now.func) and all(map(self._is_neutral, extra))))
        )

    def _may_gain(self, function: ast.expr) -> bool:
        name = _last_name(function)
        is_asked = name in self._words or _CONSTRUCTOR.fullmatch(name) is not None
        return is_asked and _CHECKS.fullmatch(name) is None

    def _is_neutral(self, value: ast.expr) -> bool:
        """Nothing that turns something on: what the test has, what is made of such, or nothing at all."""
        if isinstance(value, ast.Constant):
            return value.value is not True and value.value is not False and value.value in _NEUTRAL
        if isinstance(value, ast.Name):
            self._used.add(value.id)
            return value.id in self._known | self._given
        if isinstance(value, ast.Attribute):
            return self._is_neutral(value.value)
        if isinstance(value, ast.List | ast.Tuple | ast.Set):
            return not value.elts
        if isinstance(value, ast.Dict):
            return not value.keys
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            parts = [*value.args, *(one.value for one in value.keywords)]
            return _CONSTRUCTOR.fullmatch(value.func.id) is not None and all(map(self._is_neutral, parts))
        return False

    def _takes(self, was: ast.arguments, now: ast.arguments) -> bool:
        """Whether it asks for more fixtures at most."""
        names = [one.arg for one in now.args]
        rest = iter(names)
        return (
            all(one.arg in rest for one in was.args)
            and self._is(was.defaults, now.defaults)
            and self._is([was.posonlyargs, was.kwonlyargs], [now.posonlyargs, now.kwonlyargs])
            and self._is([was.vararg, was.kwarg, was.kw_defaults], [now.vararg, now.kwarg, now.kw_defaults])
        )

    def _is_local(self, node: object) -> bool:
        """``clock = FixedClock()``: a new name for what an argument is made of, which is nothing that was."""
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            return False
        names = {one.id for one in node.targets if isinstance(one, ast.Name)}
        said = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
        if len(names) != len(node.targets) or names & self._known or said & (self._known | self._given):
            return False
        self._given |= names
        return self._is_neutral(node.value)


def _may_come(node: ast.stmt, known: frozenset[str] | set[str], taken: frozenset[str]) -> bool:
    """Whether it is a fixture or a class that no test of the base knows."""
    names = set(_names_of(node))
    said = {part for one in ast.walk(node) for part in _words_of(one)}
    if not names or names & (known | taken) or any(map(_DENIED.fullmatch, said)):
        return False
    if isinstance(node, ast.ClassDef):
        return not node.name.startswith("Test") and not any("Test" in _last_name(base) for base in node.bases)
    return isinstance(node, Function) and _is_fixture(node)


def _imports(tree: ast.Module, known: frozenset[str] | set[str]) -> Iterator[str]:
    """Lines that bring in what is not ``known``, and never something else by a name that is."""
    for node in tree.body:
        if _is_import(node) and isinstance(node, ast.Import | ast.ImportFrom):
            new = [one for one in node.names if (one.asname or one.name).partition(".")[0] not in known]
            if new and new[0].name != "*":
                node.names = new
                yield ast.unparse(node)


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__"


def _is_fixture(node: Function) -> bool:
    """One that does nothing but to give what it makes: ``return Clerk(...)``."""
    marks = [ast.unparse(one).removesuffix("()") for one in node.decorator_list]
    last = node.body[-1]
    value = last.value if isinstance(last, ast.Return | ast.Expr) else None
    made = value.value if isinstance(value, ast.Yield) else value
    is_alone = len(node.body) == 1 or (len(node.body) == 2 and ast.get_docstring(node) is not None)
    makes = isinstance(made, ast.Call) and _CONSTRUCTOR.fullmatch(_last_name(made.func)) is not None
    return is_alone and makes and marks in (["pytest.fixture"], ["fixture"])


def _words_of(node: ast.AST) -> Iterator[str]:
    for name in ("id", "attr", "name", "arg"):
        if isinstance(word := getattr(node, name, None), str):
            yield word


def _names_of(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom | ast.Import):
        for one in node.names:
            yield (one.asname or one.name).partition(".")[0]
    elif isinstance(node, ast.ClassDef | Function):
        yield node.name


def _top_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        yield from _names_of(node)


def _functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, Function]]:
    """Functions and methods by their names and their classes'; of two of one name none."""
    found: dict[str, list[Function]] = {}
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{above}{node.name}.")
        elif isinstance(node, Function):
            found.setdefault(f"{above}{node.name}", []).append(node)
    yield from ((name, several[0]) for name, several in found.items() if len(several) == 1)


def _begin(node: ast.stmt) -> int:
    marks = node.decorator_list if isinstance(node, ast.ClassDef | Function) else []
    return min([node.lineno, *(one.lineno for one in marks)])


def _last_name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))
