"""A running localbox for tests, or a skip where this machine can't isolate."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from codeonfly.errors import UserError
from codeonfly.localbox import privatemounts
from codeonfly.localbox.limits import Limits
from codeonfly.localbox.server import Endpoint, Options, serving

ROOT = Path(__file__).parents[2]
NOBODY = 65534
WHO = ("myself", "nobody")  # the users that servers of the tests belong to
_SERVE = """
import json, os, sys
from codeonfly.localbox.limits import Limits
from codeonfly.localbox.server import Options, serve_forever
sys.exit(serve_forever(Options(limits=Limits(**json.loads(sys.argv[1])), environ=os.environ)))
"""


@contextlib.contextmanager
def running(options: Options | None = None) -> Iterator[Endpoint]:
    """Localbox on a free port."""
    with contextlib.ExitStack() as stack:
        try:
            endpoint = stack.enter_context(serving(options or Options()))
        except UserError as reason:
            pytest.skip(str(reason))
        yield endpoint


@contextlib.contextmanager
def running_as(who: str, limits: Limits = Limits()) -> Iterator[Endpoint]:  # noqa: B008 - frozen
    """Localbox as one of WHO: root's tests drop to an ordinary user for the second."""
    if who == "myself":
        with running(Options(limits=limits, environ=os.environ)) as endpoint:
            yield endpoint
        return
    if os.getuid() != 0:
        pytest.skip("the other tests run as an ordinary user already")
    with as_nobody(limits) as endpoint:
        yield endpoint


@contextlib.contextmanager
def as_nobody(limits: Limits, *through: str, environ: Mapping[str, str] | None = None) -> Iterator[Endpoint]:
    """Localbox as an ordinary user, started ``through`` a command; root's tests drop to one for it."""
    interpreter, packages = others_python()
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is closed to other users
        dropped: dict[str, Any] = {}
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            dropped = {"user": NOBODY, "group": NOBODY, "extra_groups": ()}
        with subprocess.Popen(
            [*through, interpreter, "-c", _SERVE, json.dumps(asdict(limits))],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            **dropped,
            env={"PYTHONPATH": packages, "PATH": os.environ["PATH"], "TMPDIR": folder, **(environ or {})},
        ) as process:
            try:
                assert process.stdout is not None
                yield Endpoint(**json.loads(process.stdout.readline()))
            finally:
                process.terminate()


@contextlib.contextmanager
def among_mounts(mounting: str, *arguments: str) -> Iterator[tuple[dict[str, str], subprocess.Popen[str]]]:
    """The program among mounts of its own, which a shell makes first: its endpoint, and its process."""
    serve = shlex.join([str(Path(sys.executable).with_name("codeonfly")), "localbox", "serve", *arguments])
    line = f"mount --make-rprivate / && {mounting} && exec {serve}"
    with subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", line], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        if not (said := process.stdout.readline()):
            pytest.skip("a mount namespace can't be made here")
        try:
            yield json.loads(said), process
        finally:
            process.kill()


def others_python() -> tuple[str, str]:
    """An interpreter that every user may run, and where the packages are; skips where there is none."""
    own, system = Path(sys.executable).resolve(), Path(f"/usr/bin/python3.{sys.version_info[1]}")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    for interpreter in (own, system):
        if interpreter.exists() and all(
            privatemounts.open_to_all(path) for path in (str(interpreter), f"{packages}/e2b", str(ROOT / "x"))
        ):
            return str(interpreter), packages
    pytest.skip("there is no interpreter that other users may run")


def sdk_options(endpoint: Endpoint) -> dict[str, Any]:
    """What the SDK's methods need to talk to it."""
    return {
        "api_key": endpoint.api_key,
        "api_url": endpoint.api_url,
        "sandbox_url": endpoint.sandbox_url,
        "debug": False,
    }
