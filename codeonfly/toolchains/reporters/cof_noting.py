"""Pytest plugin that runs inside the sandbox: what the project's own public functions are given while tests run.

Loaded with ``-p`` from outside the work tree. Needs nothing but pytest and the standard library, of any version.
``cof_again.py`` makes the calls again.
"""

import base64
import inspect
import json
import os
import pickle
import re
import sys
import types

import pytest

_PATH = os.environ.pop("CODE_ON_FLY_REPORT", "")
_MOST_CALLS = 6  # of one function
_MOST_FUNCTIONS = 300
_MOST_BYTES = 20000  # that one call is given
_TESTS = re.compile(r"(^|/)(tests?|testing)/|(^|/)(test_[^/]*|[^/]*_test|tests|conftest)\.py$")


def _modules():
    root = os.path.join(os.getcwd(), "")
    for name, module in sorted(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if not isinstance(path, str) or not path.startswith(root) or "site-packages" in path:
            continue
        if not _TESTS.search(path[len(root) :]):
            yield name, module


def _functions(name, module):
    """``(code, qualified name, kind)`` of each public function; kind "new" for a class that is called."""
    for key, value in list(vars(module).items()):
        if key.startswith("_") or getattr(value, "__module__", None) != name:
            continue
        if isinstance(value, types.FunctionType):
            yield value.__code__, key, "plain"
        elif isinstance(value, type):
            made = vars(value).get("__init__")
            if isinstance(made, types.FunctionType):
                yield made.__code__, key, "new"
            for inner, method in list(vars(value).items()):
                kind = "plain"
                if isinstance(method, (staticmethod, classmethod)):
                    kind = "class" if isinstance(method, classmethod) else "plain"
                    method = method.__func__
                elif isinstance(method, property):
                    kind, method = "property", method.fget
                if not inner.startswith("_") and isinstance(method, types.FunctionType):
                    yield method.__code__, key + "." + inner, kind


class _Listener:
    """Notes the calls of the project's functions while tests run."""

    def __init__(self):
        self.calls = {}
        self._codes = {}
        self._known = set()

    def learn(self):
        for name, module in _modules():
            if name in self._known:
                continue
            self._known.add(name)
            for code, key, kind in _functions(name, module):
                if not code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
                    self._codes[code] = (name, key, kind)

    def __call__(self, frame, event, _):
        if event != "call":
            return
        target = self._codes.get(frame.f_code)
        if target is None:
            return
        known = self.calls.setdefault(target, [])
        if len(known) < _MOST_CALLS and len(self.calls) <= _MOST_FUNCTIONS:
            given = _given(frame, target[2])
            if given is not None and given not in known:
                known.append(given)


def _given(frame, kind):
    code, values = frame.f_code, frame.f_locals
    count, only = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    try:
        plain = [values[one] for one in names[:count]]
        named = {one: values[one] for one in names[count : count + only]}
        rest = names[count + only :]
        if code.co_flags & inspect.CO_VARARGS:
            plain += values[rest[0]]
            rest = rest[1:]
        if code.co_flags & inspect.CO_VARKEYWORDS:
            named.update(values[rest[0]])
        blob = pickle.dumps((plain[1:] if kind in ("new", "class") else plain, named))
    except Exception:
        return None  # what can't be written down can't be given again
    return blob if len(blob) <= _MOST_BYTES else None


_LISTENER = _Listener()
_encode = json.JSONEncoder().encode  # a test may leave something else in the place of json.dumps


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    _LISTENER.learn()
    before = sys.getprofile()
    sys.setprofile(_LISTENER)
    try:
        yield
    finally:
        sys.setprofile(before)


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        calls = _LISTENER.calls.items()
        told = [(*target, base64.b64encode(blob).decode()) for target, blobs in calls for blob in blobs]
        with open(_PATH, "w") as stream:
            stream.write(_encode(told))
