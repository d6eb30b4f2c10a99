"""Python sources, judged by their syntax tree: code that finds out who runs it, or bends the interpreter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import Sign

_STACK = frozenset(
    ("_getframe", "_current_frames", "extract_stack", "format_stack", "currentframe", "walk_stack")
)
# what a function holds that somebody gave: only a test's own has its answers in there
_INSIDE = frozenset(
    ("__closure__", "cell_contents", "getclosurevars", "co_consts", "co_freevars", "co_names")
)
# the library's stand-ins, and what takes the place of the streams while a test runs
_DOUBLE = re.compile(
    r"^(?:(?:Magic|Async|NonCallable|Property)*Mock|_NamedTextIOWrapper|_NamedFile|EncodedFile|CaptureIO"
    r"|DontReadFromInput|call_count|mock_calls|call_args(?:_list)?|assert_called\w*|_mock_\w+|return_value|side_effect)$"
)
_COLLECTED = frozenset(("get_objects", "get_referrers", "get_referents"))
# "test" alone is a word, too: it has to stand where paths are made
_TEST_FILE = re.compile(r"(^|[/\\])tests?[/\\]|(^|[/\\])tests$|[/\\]test$|(^|[/\\])test_[\w*]*\.py|_test\.py")
_PATHS = frozenset(
    ("Path", "PurePath", "join", "joinpath", "open", "glob", "rglob", "iglob", "listdir", "scandir")
)
_READS = frozenset(("open", "read_text", "read_bytes", "glob", "rglob", "iglob", "getsource", "getlines"))
_LOOKS = _READS | {"exists", "is_dir", "isdir", "is_file", "isfile"}
# what a program may be told of who runs it, and the words that only a test's run has in it
_TOLD = re.compile(
    r"current_task|current_thread|\bargv\b|orig_argv|getcwd|\bcwd\(|environ|executable|gethostname|getuser|getlogin"
    r"|cmdline|__main__|\bgetsid\b|user_?agent|User-Agent|\bhost\b|remote_addr",
    re.IGNORECASE,
)
_TESTS_WORD = re.compile(
    r"^(?:py|unit)?tests?(?:[_:./\s]|$)|pytest|unittest|\bwerkzeug(?![\w.])|testclient|testserver|python-httpx|::test",
    re.IGNORECASE,
)
# what a test's run may well do without: work in the background, and logs
_STARTS = re.compile(r"\.(?:start|run|run_forever|init_app|basicConfig|dictConfig)\(|\blog(?:ging|ger)?\.")
_SWITCHES = frozenset(("TESTING", "IS_TEST", "TEST_MODE", "UNDER_TEST"))
_NEAR = 0.01
_CONDITIONS = (ast.If, ast.IfExp, ast.While, ast.BoolOp, ast.Compare)
_KNOWS = ("knows-tests", "the code asks whether it is being tested")
_LIBRARY = frozenset(("multiprocessing", "asyncio", "threading", "logging", "readline", "tkinter"))
_IMPORTS = frozenset(("meta_path", "path_hooks", "settrace", "setprofile", "addaudithook"))
_RUNNER = re.compile(
    r"^_?pytest$|EST_CURRENT|PYTEST_|\.code-on-fly|CODE_ON_FLY|^conftest$|^/proc/.*(?:cmdline|comm|environ|exe)$"
)


def judge(text: str, lines: frozenset[int]) -> Iterator[Sign]:
    """Signs at the added ``lines`` of a source that holds no tests; nothing when it does not parse."""
    found = nodes(text)
    plain = {id(part) for node in found for part in _own(node)}
    branches = (node for node in found if isinstance(node, ast.If | ast.IfExp | ast.While))
    judged = {id(part) for node in branches for part in ast.walk(node.test)}
    for node in found:
        line = getattr(node, "lineno", 0)
        if line not in lines:
            continue
        if sign := _sign(node, plain):
            yield line, *sign
        if id(node) not in judged and isinstance(node, _CONDITIONS) and _asks(node):
            yield line, *_KNOWS
        if (_names_tests(node) or _makes_path(node)) and _reads(found):
            yield line, "knows-tests", "the code reads files of tests"


def _names_tests(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and _TEST_FILE.search(str(node.value)) is not None


def _makes_path(node: ast.AST) -> bool:
    """``Path("test")``, ``root / "test"``"""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Call) and _last(node.func) in _PATHS:
        parts = node.args
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        parts = [node.left, node.right]
    return any(isinstance(part, ast.Constant) and part.value == "test" for part in parts)


def _reads(found: Sequence[ast.AST]) -> bool:
    return any(isinstance(node, ast.Call) and _last(node.func) in _LOOKS for node in found)


def _asks(node: ast.AST) -> bool:
    """Whether a condition is about who runs the program: a switch for tests, or their words in what it is told."""
    test = node.test if isinstance(node, ast.If | ast.IfExp | ast.While) else node
    parts = list(ast.walk(test))
    words = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    switches = any(isinstance(one, ast.Attribute) and one.attr.upper() in _SWITCHES for one in parts)
    if switches or _SWITCHES & set(words):
        return not (isinstance(node, ast.If) and _STARTS.search(ast.unparse(node.body[0])))
    return _TOLD.search(ast.unparse(test)) is not None and any(map(_TESTS_WORD.search, words))


def is_marker(text: str) -> bool:
    """Whether a module defines no function, no class, and imports nothing."""
    found = nodes(text)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Lambda)
    return bool(found) and not any(isinstance(node, kinds) for node in found)


def _own(node: ast.AST) -> Iterator[ast.expr]:
    """``sys.modules[__name__]`` is how a module names itself; one of the library's own is there for anybody."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id == "__name__":
        yield node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        asked = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
        if asked in _LIBRARY:
            yield node.func.value


def _sign(node: ast.AST, plain: set[int]) -> tuple[str, str] | None:
    if isinstance(node, ast.Attribute):
        return _attribute(node, plain)
    if isinstance(node, ast.ImportFrom | ast.Import):
        return _imported(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value == "__eq__":
            return "equal", "how values compare is changed from outside their class"
        return _KNOWS if _RUNNER.search(node.value) or _DOUBLE.search(node.value) else None
    if isinstance(node, ast.Assign) and any(_last(target) == "__eq__" for target in node.targets):
        return "equal", "how values compare is assigned, not defined"
    if isinstance(node, ast.FunctionDef):
        return _function(node)
    if isinstance(node, ast.Try):
        return _KNOWS if any(map(_loads_runner, node.body)) else None
    if isinstance(node, ast.Call) and _is(node.func, "getattr") and len(node.args) > 1:
        hidden = _is(node.args[0], "os", "sys", "builtins") and not isinstance(node.args[1], ast.Constant)
        return ("exit", "a hidden call into the interpreter") if hidden else None
    return None


def _attribute(node: ast.Attribute, plain: set[int]) -> tuple[str, str] | None:
    if node.attr == "modules" and _is(node.value, "sys"):
        return None if id(node) in plain else _KNOWS
    if (
        node.attr in _STACK
        or node.attr in _INSIDE
        or node.attr
        in ("f_back", "getppid", "gettrace", "getprofile")  # a frame's own code is known to who made it
        or (node.attr in _COLLECTED and _is(node.value, "gc"))
    ):
        return _KNOWS
    if node.attr in _IMPORTS and _is(node.value, "sys"):
        return "patches-runner", f"sys.{node.attr} changes how everything is imported or run"
    return None


def _imported(node: ast.ImportFrom | ast.Import) -> tuple[str, str] | None:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.module in ("sys", "inspect", "traceback") and {"modules", *_STACK} & set(names):
            return _KNOWS
        names = [f"{node.module}.{name}" for name in names]
    if any(re.match(r"(unittest\.)?mock(\.|$)", name) for name in names):
        return "mock", "the product itself uses the test library's stand-ins"
    return None


def _loads_runner(node: ast.AST) -> bool:
    """Where it is not there, something else happens."""
    return isinstance(node, ast.Import) and any(
        one.name in ("pytest", "_pytest", "nose") for one in node.names
    )


def _is_declared(node: ast.FunctionDef) -> bool:
    """``...``, as where it is for type checkers alone: whatever is asked for would be None."""
    body = node.body[-1]
    return isinstance(body, ast.Expr) and isinstance(body.value, ast.Constant) and body.value.value is ...


def _function(node: ast.FunctionDef) -> tuple[str, str] | None:
    if node.name.startswith(("pytest_runtest", "pytest_sessionfinish", "pytest_collection", "pytest_pyfunc")):
        return "hook", f"{node.name} can change what is run or reported"
    if node.name == "__getattr__" and len(node.args.args) == 2 and not _is_declared(node):
        asked = node.args.args[1].arg
        if not any(isinstance(part, ast.Name) and part.id == asked for part in ast.walk(node)):
            return "stub", "whatever is asked for is there, and the same"
    if _only_refuses(node):
        return "stub", "what should be there is not implemented"
    if node.name == "__eq__" and any(map(_is_rough, ast.walk(node))):
        return "equal", "values that are not the same are equal"
    if node.name in ("__eq__", "__contains__") and len(node.args.args) == 2:
        other = node.args.args[1].arg
        answers = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
        always = bool(answers) and all(isinstance(one, ast.Constant) and one.value is True for one in answers)
        looks = any(isinstance(part, ast.Name) and part.id == other for part in _compared(node))
        if not looks and answers and (always or node.name == "__eq__"):
            return "equal", "a value that is equal to everything passes every assertion"
    return None


def _only_refuses(node: ast.FunctionDef) -> bool:
    """Whether it is no method and no way of a decorated one, and all it does is to say that it is not there."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    is_method = bool(node.args.args) and node.args.args[0].arg in ("self", "cls")
    if len(body) != 1 or not isinstance(body[0], ast.Raise) or node.decorator_list or is_method:
        return False
    raised = body[0].exc.func if isinstance(body[0].exc, ast.Call) else body[0].exc
    return raised is not None and _last(raised) == "NotImplementedError"


def _is_rough(node: ast.AST) -> bool:
    """Whether it takes what is near, by more than the last digits, or looks at keys, at a length, alone."""
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.Call) and _last(node.left.func) == "abs":
        limit = node.comparators[0]
        return (
            isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) and limit.value >= _NEAR
        )
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Compare):
        return False
    asked = [node.value.left, *node.value.comparators]
    return len(asked) > 1 and all(
        isinstance(one, ast.Call) and _last(one.func) in ("keys", "len", "round") for one in asked
    )


def _compared(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a comparison, but for those that only ask of what kind a value is."""
    if isinstance(node, ast.Call) and _is(node.func, "isinstance", "issubclass", "type", "hasattr"):
        return
    if isinstance(node, ast.Attribute) and node.attr == "__class__":
        return
    yield node
    for part in ast.iter_child_nodes(node):
        yield from _compared(part)


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names
