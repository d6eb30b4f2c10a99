"""Scopes of a user's service manager: where an ordinary user may make no cgroups, it makes them for him."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SESSION = ("PATH", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")  # by which the manager is found
PROBE_SECONDS = 5
_RUN = ("systemd-run", "--user", "--scope", "--quiet", "--collect")
# Who takes too much memory is to die alone. Managers before 252 lack the word, and leave the others alone.
_ALONE = ("-p", "OOMPolicy=continue")


@dataclass(frozen=True, slots=True)
class Scope:
    """The words that begin one here, and the variables they need."""

    begin: tuple[str, ...]
    session: Mapping[str, str] = field(repr=False)

    def words(self, unit: str, properties: Sequence[str]) -> tuple[str, ...]:
        """The command that becomes the one that follows it, in a scope of this name and these properties."""
        variables = (f"{name}={value}" for name, value in self.session.items())
        given = (word for one in properties for word in ("-p", one))
        return ("env", *variables, *self.begin, f"--unit={unit}", *given, "--")


def found(environ: Mapping[str, str]) -> Scope | None:
    """What works for the user of this process, to whom ``environ`` belongs; None where nothing does."""
    if shutil.which("systemd-run") is None or os.getuid() == 0:
        return None
    session = {name: environ[name] for name in SESSION if name in environ}
    for begin in ((*_RUN, *_ALONE), _RUN):
        trial = [*begin, "-p", "MemoryMax=1G", "true"]
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run(trial, env=session, capture_output=True, check=False, timeout=PROBE_SECONDS)
            if done.returncode == 0:
                return Scope(begin, session)
    return None
