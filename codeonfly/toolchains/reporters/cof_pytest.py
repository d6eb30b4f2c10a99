"""Pytest plugin that runs inside the sandbox: one signed JSON line an event, written as it happens.

Loaded with ``-p`` from outside the work tree. A run that ends early leaves tests that were announced but
never reported. Needs nothing but pytest and the standard library, of any version.

The key is read from a file and the file removed before any code of the project is loaded; a line that
anything else writes to the report has no valid signature.

A run with a seed leaves the code under test less to know it by: other streams, handlers and variables than
pytest's own, and test files in which every checked value is another one.
"""

import ast
import contextlib
import hmac
import json
import linecache
import logging
import os
import random
import sys

import pytest

_PATH = os.environ.pop("CODE_ON_FLY_REPORT", "")
_SEED = os.environ.pop("CODE_ON_FLY_SEED", "")
_OUTCOMES = {"passed": "passed", "failed": "failed", "skipped": "skipped"}


def _signer(path):
    """A function that signs the next line; the key itself is kept nowhere else."""
    with open(path + ".key", "rb") as stream:
        keyed = hmac.new(stream.read(), digestmod="sha256")
    os.unlink(path + ".key")
    count = 0

    def sign(text):
        nonlocal count
        one = keyed.copy()
        one.update(("%d %s" % (count, text)).encode())
        count += 1
        return one.hexdigest()

    return sign


class _Reporter:
    def __init__(self, path):
        self._sign = _signer(path)
        # a test that has put something else in the place of json.dumps is reported before that is undone
        self._encode = json.JSONEncoder().encode
        self._stream = open(path, "a")

    def _write(self, **event):
        text = self._encode(event)
        self._stream.write("%s %s\n" % (self._sign(text), text))
        self._stream.flush()

    def pytest_collection_finish(self, session):
        if not hasattr(session.config, "workerinput"):
            self._write(event="planned", ids=[item.nodeid for item in session.items])

    def pytest_collectreport(self, report):
        if report.failed:
            self._write(
                event="test", id=report.nodeid, outcome="errored", seconds=0, message=_message(report)
            )

    def pytest_runtest_logreport(self, report):
        outcome = _OUTCOMES.get(report.outcome, "errored")
        if hasattr(report, "wasxfail"):
            outcome = "xfailed" if report.skipped else "passed"
        if report.when != "call" and outcome == "passed":
            return
        if report.when != "call" and outcome == "failed":
            outcome = "errored"
        self._write(
            event="test",
            id=report.nodeid,
            outcome=outcome,
            seconds=report.duration,
            message=_message(report) if outcome != "passed" else "",
        )

    def pytest_sessionfinish(self, session, exitstatus):
        if not hasattr(session.config, "workerinput"):
            self._write(event="end", status=int(exitstatus))


def pytest_collection_modifyitems(items):
    """A random order within each module: between modules, fixtures would be set up again and again."""
    if not _SEED:
        return
    modules = {}
    for item in items:
        modules.setdefault(item.nodeid.partition("::")[0], []).append(item)
    for inner in modules.values():
        random.Random(_SEED).shuffle(inner)
    items[:] = [item for inner in modules.values() for item in inner]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    paths = {str(item.fspath) for item in session.items if isinstance(item, pytest.Function)}
    for path in sorted(paths) if _SEED else ():
        with open(path, "rb") as stream:
            text = stream.read()
        linecache.getlines(path)  # tracebacks go on showing what is run, as size and time stay the same
        try:
            told = ast.unparse(_Otherwise().visit(ast.parse(text))).encode()
        except (AttributeError, SyntaxError, ValueError, RecursionError):
            continue  # nothing that this Python can write down
        if len(told) <= len(text):
            with contextlib.suppress(OSError):
                _replace(path, told.ljust(len(text), b"\n"))
                _TEXTS[path] = text


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish():
    while _TEXTS:
        _replace(*_TEXTS.popitem())


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    run = item.runtest

    def plainly():
        with _plain(set(getattr(item, "fixturenames", ()))):
            return run()

    if _SEED:
        item.runtest = plainly  # pytest names the test in a variable right before it calls this
    yield
    if _SEED:
        del item.runtest


def _replace(path, text):
    before = os.stat(path)
    with open(path, "wb") as stream:
        stream.write(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


_TEXTS = {}


class _Otherwise(ast.NodeTransformer):
    """Checks and tables of cases with other values: who reads them instead of working learns nothing."""

    _deep = 0

    def visit_Assert(self, node):
        return self._within(node)

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return self._within(node) if name.startswith(("assert", "parametrize")) else self.generic_visit(node)

    def visit_Constant(self, node):
        if self._deep and isinstance(node.value, str):
            return ast.Constant(node.value[::-1])
        if self._deep and type(node.value) in (int, float):
            return ast.Constant(node.value + 1)
        return node

    def visit_JoinedStr(self, node):
        return node

    def _within(self, node):
        self._deep += 1
        try:
            return self.generic_visit(node)
        finally:
            self._deep -= 1


@contextlib.contextmanager
def _plain(fixtures):
    """What surrounds a test, as a program has it: for as long as it runs, and where it does not ask for more."""
    root, kept = logging.getLogger(), {}
    handlers = [one for one in root.handlers if type(one).__module__.startswith("_pytest")]
    handlers = [] if "caplog" in fixtures else handlers
    quiet = logging.NullHandler()
    variables = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    if not {"capsys", "capfd", "capsysbinary", "capfdbinary"} & fixtures:
        kept = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    for name in kept.keys() - {"stdin"}:
        kept[name].flush()
    opened = {name: _stream(name) for name in kept}
    vars(sys).update(opened)
    for one in handlers:
        root.removeHandler(one)
    if handlers:
        root.addHandler(quiet)
    try:
        yield
    finally:
        root.removeHandler(quiet)
        for one in handlers:
            root.addHandler(one)
        for name, one in opened.items():
            one.flush()
            if getattr(sys, name) is one:
                setattr(sys, name, kept[name])
        os.environ.update(variables)


def _stream(name):
    """A standard stream by its descriptor, wherever that leads; nothing to read. Kept: others may hold it."""
    if name not in _STREAMS:
        number = os.open(os.devnull, os.O_RDONLY) if name == "stdin" else _NUMBERS[name]
        mode = "r" if name == "stdin" else "w"
        _STREAMS[name] = open(number, mode, encoding="utf-8", errors="replace", closefd=False)
    return _STREAMS[name]


_STREAMS = {}
_NUMBERS = {"stdout": 1, "stderr": 2}


def _message(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)[:2000]
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[-1])[:2000]
    return str(report.longrepr or "")[-2000:]


_REPORTER = _Reporter(_PATH) if _PATH and os.path.exists(_PATH + ".key") else None

# of pytest's cache, which is left out of every run: a project may give them, in its settings or otherwise
_CACHE_FLAGS = (
    ("lf", "--lf", "--last-failed"),
    ("failedfirst", "--ff", "--failed-first"),
    ("newfirst", "--nf", "--new-first"),
    ("cacheclear", "--cache-clear"),
    ("stepwise", "--sw", "--stepwise"),
    ("stepwise_skip", "--sw-skip", "--stepwise-skip"),
    ("stepwise_reset", "--sw-reset", "--stepwise-reset"),
)


def pytest_addoption(parser):
    group = parser.getgroup("code-on-fly")
    with contextlib.suppress(ValueError):  # they are there, by another plugin
        for dest, *names in _CACHE_FLAGS:
            group.addoption(*names, dest=dest, action="store_true")
        group.addoption("--lfnf", "--last-failed-no-failures", dest="last_failed_no_failures")
        parser.addini("cache_dir", "where it would be")


@pytest.hookimpl(hookwrapper=True)
def pytest_load_initial_conftests(early_config):
    """A threshold of coverage is meant for all tests on their own code: it would fail some of them."""
    early_config.known_args_namespace.no_cov = True
    yield


def pytest_configure(config):
    if _REPORTER is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_REPORTER, "code-on-fly-reporter")
