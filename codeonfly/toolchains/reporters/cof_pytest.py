"""Pytest plugin that runs inside the sandbox: one signed JSON line an event, written as it happens.

Loaded with ``-p`` from outside the work tree. A run that ends early leaves tests that were announced but
never reported. Needs nothing but pytest and the standard library, of any version.

The key is read from a file and the file removed before any code of the project is loaded; a line that
anything else writes to the report has no valid signature.
"""

import hmac
import json
import os
import random

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
        self._stream = open(path, "a")

    def _write(self, **event):
        text = json.dumps(event)
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
            seconds=round(report.duration, 4),
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


def _message(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)[:2000]
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[-1])[:2000]
    return str(report.longrepr or "")[-2000:]


_REPORTER = _Reporter(_PATH) if _PATH and os.path.exists(_PATH + ".key") else None


def pytest_configure(config):
    if _REPORTER is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_REPORTER, "code-on-fly-reporter")
