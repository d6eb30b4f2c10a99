"""Python tests, judged by their syntax tree: assertions that went, skips that came, checks of nothing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from codeonfly.tampering import moved
from codeonfly.tampering.languages.python_strength import (
    asks_for_success,
    is_always_true,
    is_exact,
    leaves_early,
    loops_over_nothing,
    only_asks_for_existence,
    passes_over,
    takes_either,
)
from codeonfly.tampering.python_tree import Function, functions, is_same, nodes, parsed, tests
from codeonfly.tampering.values import Added, Rule, Sign
from codeonfly.toolchains.python_canary import is_check

_SKIPS = frozenset(
    ("skip", "skipif", "xfail", "skipIf", "skipUnless", "skipTest", "expectedFailure", "importorskip")
)
_VALUE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|(?<![\w.])\d[\w.]*")


def skips(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A skip or an expected failure that was not there."""
    free = _made_new(before, after)
    lines = {number for number, _ in added if number not in free}
    for node in nodes(after):
        if not isinstance(node, ast.expr) or node.lineno not in lines:
            continue
        if (name := _called(node)) in _SKIPS:
            yield node.lineno, "skip", f"a test is skipped or expected to fail ({name})"


def _made_new(before: str | None, after: str) -> set[int]:
    """Lines of tests that were not there: where they don't run they take nothing away, and prove nothing."""
    old, known = parsed(before or ""), dict(tests(before or ""))
    made: list[ast.stmt] = [test for name, test in tests(after) if name not in known]
    tree = parsed(after)
    if before is None and made and tree is not None:
        made = list(tree.body)
    classes = {node.name for node in (old.body if old is not None else ()) if isinstance(node, ast.ClassDef)}
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.ClassDef) and node.name not in classes:
            made.append(node)
    return {
        line
        for node in made
        for first in (node, *getattr(node, "decorator_list", ()))
        for line in range(first.lineno, (node.end_lineno or node.lineno) + 1)
    }


def assertions(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A test of the base that checks less than it did, or nothing any more."""
    if before is None:
        return
    now = dict(tests(after))
    helpers = helpers_of(before), helpers_of(after)
    known = {name for name, _ in tests(before)}
    made = [text for name, test in now.items() if name not in known for text in _written(test, helpers[1])]
    for name, old in tests(before):
        new = now.get(name)
        if new is None:
            continue  # a test that is gone shows in the comparison
        if helpers[0] == helpers[1] and is_same(before, old, after, new):
            continue
        gone = _written(old, helpers[0]) - _written(new, helpers[1])
        moved_on = moved.elsewhere(gone.elements(), made)
        had, has = checks(old, helpers[0]), checks(new, helpers[1])
        if has + moved_on < had:
            yield new.lineno, "assertion", f"{name} has {has} assertions, it had {had}"
            continue
        had, has = exact_checks(old, helpers[0]), exact_checks(new, helpers[1])
        if has + moved_on < had:
            yield new.lineno, "assertion", f"{name} has {has} assertions that take one answer, it had {had}"


def _written(test: Function, helpers: frozenset[str]) -> Counter[str]:
    return Counter(map(ast.unparse, checks_made(test, helpers)))


def replaced(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A test of the base with another value in one of its assertions: the proofs tell what that means."""
    known = dict(tests(before or ""))
    for name, test in tests(after):
        if name in known and not is_same(before or "", known[name], after, test):
            old, new = _asserted(known[name]), _asserted(test)
            gone = [shape for written, shape in old.items() if written not in new]
            if any(shape in new.values() for shape in gone):
                yield test.lineno, "replaced", f"{name} asserts another value than it did"


def _asserted(test: Function) -> dict[str, str]:
    """Its assertions as they are written, each with its form: the same without values."""
    found = [ast.unparse(node) for node in checks_made(test, frozenset())]
    return {text: _VALUE.sub("?", text) for text in found}


def vacuous(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A test that checks what is always true; one that checks nothing is told, and proves nothing."""
    known, helpers = dict(tests(before or "")), helpers_of(after)
    for name, test in tests(after):
        if name in known and is_same(before or "", known[name], after, test):
            continue
        if checks(test, helpers) == 0:
            yield test.lineno, "silent", f"{name} checks nothing"
        for node in ast.walk(test):
            checked = (
                _called(node) in ("assertTrue", "assert_") and isinstance(node, ast.Call) and node.args[:1]
            )
            asked = node.test if isinstance(node, ast.Assert) else checked[0] if checked else None
            if asked is not None and is_always_true(asked):
                yield asked.lineno, "vacuous", f"{name} asserts a constant"
        if loops_over_nothing(test):
            yield test.lineno, "vacuous", f"{name} loops over nothing"
        if name not in known and passes_over(test):
            yield test.lineno, "vacuous", f"{name} passes over what the code refuses"
        if name not in known and takes_either(test):
            yield test.lineno, "existence", f"{name} takes one answer or another"
        if leaves_early(test) and not (name in known and leaves_early(known[name])):
            kind = "vacuous" if name in known else "existence"
            yield test.lineno, kind, f"{name} checks only on a condition"


def existence(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A new test that asks no more than that something is there: any stub passes it."""
    known, helpers = dict(tests(before or "")), helpers_of(after)
    for name, test in tests(after):
        if name not in known and only_asks_for_existence(test, checks_made(test, helpers)):
            yield test.lineno, "existence", f"{name} asks only whether something is there"
        elif name not in known and asks_for_success(checks_made(test, helpers)):
            yield test.lineno, "status", f"{name} asks only for a success"


def swallowed(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """An assertion whose failure is caught."""
    lines = {number for number, _ in added}
    for node in nodes(after):
        if isinstance(node, ast.With) and node.lineno in lines and _expects_failure(node):
            yield node.lineno, "swallowed", "a check is expected to fail"
        if not isinstance(node, ast.Try) or not any(
            isinstance(inner, ast.Assert) for part in node.body for inner in ast.walk(part)
        ):
            continue
        for handler in node.handlers:
            if handler.lineno in lines and _catches_failures(handler) and not _raises(handler):
                yield handler.lineno, "swallowed", "a failing assertion is caught and forgotten"


RULES: tuple[Rule, ...] = (skips, assertions, replaced, vacuous, existence, swallowed)


def checks(test: Function, helpers: frozenset[str] = frozenset()) -> int:
    """Assertions as a reader would count them: assert, self.assert*, pytest.raises, helpers that check.

    What follows a return, is never true, or lies in a function of its own that nobody calls is none.
    """
    made = checks_made(test, helpers)
    return (len(made) + sum(map(asks_for_words, made))) * _times(test)


def exact_checks(test: Function, helpers: frozenset[str] = frozenset()) -> int:
    """How many of them take one answer only."""
    made = checks_made(test, helpers)
    return (sum(map(is_exact, made)) + sum(map(asks_for_words, made))) * _times(test)


def asks_for_words(check: ast.AST) -> bool:
    """``raises(ValueError, match="too long")``, which also looks at what the error says."""
    if not isinstance(check, ast.Call):
        return False
    is_regex = identifier(check.func) in ("assertRaisesRegex", "assertWarnsRegex")
    return is_regex or any(one.arg == "match" for one in check.keywords)


def checks_made(test: Function, helpers: frozenset[str]) -> list[ast.AST]:
    called = {_called(node) for node in ast.walk(test)}
    return [
        node
        for node in _reached(test.body, called)
        if isinstance(node, ast.Assert) or is_check(_called(node)) or _called(node) in helpers
    ]


def _reached(body: Sequence[ast.AST], called: set[str]) -> Iterator[ast.AST]:
    for node in body:
        if isinstance(node, Function) and node.name not in called:
            continue
        if isinstance(node, ast.If) and isinstance(node.test, ast.Constant) and not node.test.value:
            yield from _reached(node.orelse, called)
            continue
        yield node
        if isinstance(node, ast.Assert):  # assert verify(x) is one check
            continue
        yield from _reached(list(ast.iter_child_nodes(node)), called)
        if isinstance(node, ast.Return):
            return


def _times(test: Function) -> int:
    """How often the parameters of a test make it run, as far as they are written out."""
    times = 1
    for node in test.decorator_list:
        if _called(node) == "parametrize" and isinstance(node, ast.Call) and len(node.args) > 1:
            values = node.args[1]
            times *= max(1, len(values.elts)) if isinstance(values, ast.List | ast.Tuple) else 1
    return times


@lru_cache(maxsize=4)  # each test of a file asks for them
def helpers_of(text: str) -> frozenset[str]:
    """Functions of this file, not tests themselves, that assert."""
    mine = list(functions(text))
    found = frozenset(node.name for node in mine if checks(node))
    while more := {node.name for node in mine if node.name not in found and checks(node, found)}:
        found |= more  # helpers of helpers
    return found


def _called(node: ast.AST) -> str:
    """The last part of the name of what is called, or of a decorator without a call."""
    if isinstance(node, ast.Call):
        return identifier(node.func)
    return identifier(node) if isinstance(node, ast.Attribute) and node.attr in _SKIPS else ""


def identifier(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _expects_failure(block: ast.With) -> bool:
    """``with self.assertRaises(AssertionError): self.assertEqual(...)``; a helper of the tests' own may be tested so."""
    expected = {
        identifier(part)
        for item in block.items
        if isinstance(item.context_expr, ast.Call) and "raises" in _called(item.context_expr).lower()
        for part in item.context_expr.args
    }
    inner = [part for statement in block.body for part in ast.walk(statement)]
    return "AssertionError" in expected and any(
        isinstance(part, ast.Assert)
        or (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and identifier(part.func.value) == "self"
            and part.func.attr.startswith("assert")
        )
        for part in inner
    )


def _catches_failures(handler: ast.ExceptHandler) -> bool:
    names = ast.walk(handler.type) if handler.type is not None else ()
    caught = {identifier(name) for name in names}
    return handler.type is None or bool(caught & {"AssertionError", "Exception", "BaseException"})


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(
        isinstance(node, ast.Raise)
        or _called(node) == "fail"
        or (isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant) and not node.test.value)
        for node in ast.walk(handler)
    )
