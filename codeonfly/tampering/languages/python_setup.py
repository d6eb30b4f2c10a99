"""What surrounds Python tests, by its syntax tree: hooks that meddle, helpers and values that let more pass."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codeonfly.tampering.languages.python_rules import checks, exact_checks, identifier
from codeonfly.tampering.python_tree import by_place, functions, is_same, nodes
from codeonfly.tampering.values import Added, Rule, Sign

_EXITS = frozenset(("_exit", "abort", "kill", "killpg", "exit"))
# a signal that the tested code catches: where it does not, the run ends early, and that shows
# 0 only asks whether there is such a process
_CAUGHT = re.compile(r"\bos\.kill\(.*(?:\bSIG(?:TERM|INT|HUP|QUIT|USR[12]|ALRM|WINCH|CHLD)|,\s*0)\)$")
_TEST_PART = re.compile(r"\b(?:item|node|pyfuncitem|request)\.(?:_?obj|runtest|function|_testcase)$")
_HOOKS = (
    "pytest_runtest_makereport",
    "pytest_runtest_protocol",
    "pytest_runtest_call",
    "pytest_runtest_logreport",
    "pytest_pyfunc_call",
    "pytest_collection_modifyitems",
    "pytest_ignore_collect",
    "pytest_pycollect_makeitem",
    "pytest_itemcollected",
    "pytest_deselected",
    "pytest_sessionfinish",
    "pytest_report_teststatus",
    "pytest_assertrepr_compare",
    "pytest_terminal_summary",
    "pytest_unconfigure",
    "pytest_cmdline_main",
    "pytest_load_initial_conftests",
)


def hooks(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A hook of pytest that can change what is collected, run or reported."""
    lines = {number for number, _ in added}
    for node in nodes(after):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in _HOOKS:
            touched = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if lines & set(touched):
                yield node.lineno, "hook", f"{node.name} can change what is run or reported"
        if isinstance(node, ast.Name | ast.Attribute) and identifier(node) == "collect_ignore_glob":
            yield node.lineno, "hook", "collect_ignore_glob keeps tests from being collected"
        is_set = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.lineno in lines
        if isinstance(node, ast.Attribute) and is_set and _TEST_PART.search(ast.unparse(node)):
            yield node.lineno, "hook", "something else takes the place of a test"
        if isinstance(node, ast.Name) and node.id in ("collect_ignore", "__test__") and node.lineno in lines:
            yield node.lineno, "hook", f"{node.id} keeps tests from being collected"


def exits(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A call that ends the test process."""
    lines = {number for number, _ in added}
    guarded = {id(part) for node in nodes(after) for part in _guarded(node)}
    for node in nodes(after):
        if isinstance(node, ast.Call) and node.lineno in lines and isinstance(node.func, ast.Attribute):
            if id(node) in guarded or _CAUGHT.search(ast.unparse(node)):
                continue
            owner = node.func.value
            if (
                node.func.attr in _EXITS
                and isinstance(owner, ast.Name)
                and owner.id in ("os", "sys", "pytest")
            ):
                yield node.lineno, "exit", f"{owner.id}.{node.func.attr} ends the test run"


def _guarded(node: ast.AST) -> Iterator[ast.AST]:
    """What a file of tests does when it is run as a program, which no runner does."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
        yield from ast.walk(node)


def helps_less(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A function that helps tests, a fixture for one, and checks less than it did."""
    now = by_place(after)
    for name, old in by_place(before or "").items():
        new = now.get(name)
        if new is None or is_same(before or "", old, after, new):
            continue
        had, has = checks(old), checks(new)
        if has < had:
            yield new.lineno, "assertion", f"{name} has {has} assertions, it had {had}"
        elif exact_checks(new) < exact_checks(old):
            yield new.lineno, "assertion", f"{name} has fewer assertions that take one answer than it had"


def lenient(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A class of the tests' own whose objects are equal to everything."""
    lines = {number for number, _ in added}
    for node in functions(after):
        answers = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
        same = all(isinstance(one, ast.Constant) and one.value is True for one in answers)
        if node.name == "__eq__" and answers and same and node.lineno in lines:
            yield node.lineno, "equal", "a value that is equal to everything passes every assertion"


RULES: tuple[Rule, ...] = (hooks, exits, helps_less, lenient)
