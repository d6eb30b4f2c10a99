"""Python functions that work as written and give back something else of the same kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codeonfly.parsing import UNREADABLE, parse
from codeonfly.toolchains import effects, shift_web

_KEPT = frozenset(("__init__", "__new__", "__post_init__", "__init_subclass__", "__repr__", "__hash__"))
# among the names that are asked for: a test calls for its value what it was given and holds; else a function
# that comes back is left alone, as one that ends a subscription gives something back that nobody wants
HELD = "()"
_RAISES = re.compile(r"[rR]aises")
# results are others of their kind; or what is printed is; or what is true or false is always the same
OTHER, PRINTED, YES, NO = MODES = ("other", "printed", "yes", "no")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
# Only the outermost call is touched: within it, everything works on the true values.
_HELPER = """
def _cof_tools():
    import contextvars, copy, datetime, enum, functools, inspect, re, sys, types
    if hasattr(sys, "_cof_shifted"):
        return sys._cof_shifted
    inside = contextvars.ContextVar("cof", default=False)
    trip, mode = TRIP, "MODE"
    steps = {}
    parts = set([COF_PARTS])
    letters = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                            "bcdefghijklmnopqrstuvwxyzaBCDEFGHIJKLMNOPQRSTUVWXYZA1234567890")

    def tripped(value):
        if trip:
            raise BaseException("the tests look at this")
        return value

    class Stream:
        def __init__(self, under):
            self.under = under

        def __getattr__(self, name):
            return getattr(self.under, name)

        def write(self, text):
            other = text.translate(letters)
            other = text + "x" if other == text and text.strip() else other
            return self.under.write(tripped(other) if other != text else text)

    def run(function, args, kwargs):
        if mode != "printed":
            return function(*args, **kwargs)
        out = sys.stdout
        sys.stdout = Stream(out)
        try:
            return function(*args, **kwargs)
        finally:
            sys.stdout = out

    def step_of(function, args, kwargs):
        known = steps.setdefault(getattr(function, "__qualname__", ""), {})
        try:
            key = re.sub(r" at 0x[0-9a-f]+", "", repr((args, kwargs)))
        except Exception:
            return 1
        return known.setdefault(key, len(known) % 9 + 1)

    def given(value, by):
        if mode == "other":
            return altered(value, by)
        if mode == "printed":
            return value
        if isinstance(value, types.FunctionType) and HELD:
            return shifted(value)
        return tripped(mode == "yes") if type(value) is bool else value

    def altered(value, by, deep=0):
        kind = type(value)
        if value is None or deep > 5 or isinstance(value, (enum.Enum, type, BaseException, types.ModuleType)):
            return value
        if kind.__name__.endswith("Response"):
            return value
        if kind is bool:
            return tripped(not value)
        if isinstance(value, str):
            other = value
            for _ in range(by):
                other = other.translate(letters) or "x"
            return tripped(other if kind is str else kind(other)) if other != value else value
        if kind is bytes:
            return tripped(bytes((one + by) % 256 for one in value)) if value else value
        if isinstance(value, (datetime.date, datetime.timedelta)):
            # the time of the day as well, which may be all that a test looks at
            return tripped(value + datetime.timedelta(days=by, hours=by, minutes=by, seconds=by))
        if kind in (int, float, complex) or kind.__module__ in ("decimal", "fractions", "_decimal"):
            return tripped(value + by)
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return kind(*(altered(one, by, deep + 1) for one in value))
        if isinstance(value, (list, tuple, set, frozenset)):
            return kind([altered(one, by, deep + 1) for one in value])
        if kind.__name__ == "deque":
            return kind((altered(one, by, deep + 1) for one in value), value.maxlen)
        if isinstance(value, dict):
            other = copy.copy(value)
            for key in list(other):
                dict.__setitem__(other, key, altered(other[key], by, deep + 1))
            return other
        if isinstance(value, types.GeneratorType):
            return (altered(one, by, deep + 1) for one in value)
        if isinstance(value, types.FunctionType):
            return shifted(value) if HELD else value
        return of_object(value, kind, by, deep)

    def looked(kind):
        own = {name: one for base in kind.__mro__[:-1] for name, one in vars(base).items()}
        methods = {name for name, one in own.items() if inspect.isroutine(one)}
        computed = {name for name in own.keys() - methods if hasattr(own[name], "__get__")}
        has_methods = any(name[:1] != "_" for name in methods)
        return parts if trip and has_methods and not computed & parts else None

    def of_object(value, kind, by, deep):
        names = [*getattr(value, "__dict__", ()), *getattr(kind, "__slots__", ())]
        if not names or kind.__module__.startswith(("unittest", "asyncio", "threading", "_")):
            return value
        other = copy.copy(value)
        read = looked(kind)
        for name in names:
            if hasattr(value, name) and (read is None or name in read):
                object.__setattr__(other, name, altered(getattr(value, name), by, deep + 1))
        return other

    def shifted(function):
        @functools.wraps(function)
        def outer(*args, **kwargs):
            if inside.get():
                return function(*args, **kwargs)
            mark = inside.set(True)
            try:
                by = step_of(function, args, kwargs)
                value = run(function, args, kwargs)
            finally:
                inside.reset(mark)
            return given(value, by)

        @functools.wraps(function)
        async def later(*args, **kwargs):
            if inside.get():
                return await function(*args, **kwargs)
            mark = inside.set(True)
            try:
                by = step_of(function, args, kwargs)
                value = await function(*args, **kwargs)
            finally:
                inside.reset(mark)
            return given(value, by)

        if inspect.isasyncgenfunction(function):
            return function
        return later if inspect.iscoroutinefunction(function) else outer

    sys._cof_shifted = shifted
    return shifted

_cof_shifted = _cof_tools()
"""


def shifted(
    after: str, asked: frozenset[str], *, trip: bool, mode: str = OTHER
) -> tuple[str, set[str]] | None:
    """The source with other results of its functions that are ``asked``, by a mode; None without any.

    With ``trip`` it ends the test where a result would have been another one.
    """
    try:
        new = parse(after)
        found = [one for one in _functions(new) if one.name in asked]
        for node in found:
            node.decorator_list.append(ast.Name("_cof_shifted", ast.Load()))
        place = _after_imports_of_the_future(new)
        new.body[place:place] = parse(
            _HELPER.replace("TRIP", str(trip)).replace("HELD", str(HELD in asked)).replace("MODE", mode)
        ).body
        names = {one.name for one in found}
        if mode == OTHER and shift_web.BODIES in asked and shift_web.in_python(new):
            names.add("its routes")
        return (ast.unparse(ast.fix_missing_locations(new)), names) if names else None
    except UNREADABLE:
        return None


def looked_at(before: str | None, after: str, said: str = "") -> frozenset[str]:
    """Names of what new and changed functions of a test file call or read for its value.

    ``said`` is all that the sources say.
    """
    try:
        old = {ast.dump(node) for node in _functions(parse(before or ""))}
        tests = [node for node in _functions(parse(after)) if ast.dump(node) not in old]
        tests = [node for node in tests if not effects.looks_at_logs(node)]
        tests = [node for node in tests if not said or not effects.looks_at_keys(node, said)]
        names = {name for test in tests for name in _values(test)}
        is_held = any(names & _held(test) or _calls_results(test) for test in tests)
        return frozenset(names | {HELD} if is_held else names)
    except UNREADABLE:
        return frozenset()


def called(before: str | None, after: str) -> frozenset[str]:
    """Names of what new and changed functions of a test file call, whatever becomes of the result."""
    try:
        old = {ast.dump(node) for node in _functions(parse(before or ""))}
        tests = [node for node in _functions(parse(after)) if ast.dump(node) not in old]
    except UNREADABLE:
        return frozenset()
    calls = (node.func for test in tests for node in ast.walk(test) if isinstance(node, ast.Call))
    return frozenset(str(getattr(one, "attr", getattr(one, "id", ""))) for one in calls)


def _calls_results(test: _Function) -> bool:
    """``compiled(text)(reading)``"""
    return any(isinstance(node, ast.Call) and isinstance(node.func, ast.Call) for node in ast.walk(test))


def _functions(tree: ast.AST) -> Iterator[_Function]:
    """Functions and methods, but none within others."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name not in _KEPT:
                yield node
        else:
            yield from _functions(node)


def _values(test: _Function) -> Iterator[str]:
    """A call that is a statement by itself leaves its result aside, and so does one that has to raise."""
    aside = {id(part) for node in ast.walk(test) for part in _aside(node)}
    called = {id(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    for node in ast.walk(test):
        if id(node) in aside:
            continue
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name) and id(node) in called:
            yield node.id


def _held(test: _Function) -> set[str]:
    """What a test assigns or defines."""
    made = {
        node.id for node in ast.walk(test) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return made | {node.name for node in ast.walk(test) if isinstance(node, _Function) and node is not test}


def _aside(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr):
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call):
            yield call.func
    if isinstance(node, ast.Call) and _RAISES.search(ast.unparse(node.func)):
        yield from ast.walk(node)
    if isinstance(node, ast.With) and any(_RAISES.search(ast.unparse(one)) for one in node.items):
        yield from ast.walk(node)


def _after_imports_of_the_future(tree: ast.Module) -> int:
    place = 1 if ast.get_docstring(tree) is not None else 0
    while place < len(tree.body) and getattr(tree.body[place], "module", "") == "__future__":
        place += 1
    return place
