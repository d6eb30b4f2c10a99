"""``codeonfly sandboxes``: what runs have left behind on E2B, listed, killed, reaped."""

from __future__ import annotations

import asyncio
import datetime
import re
from collections.abc import Mapping

from codeonfly.adapters.e2b_sandbox import OURS, E2BHost
from codeonfly.commands.world import e2b_host
from codeonfly.errors import UserError

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def seconds_of(text: str) -> int:
    """``90s``, ``30m``, ``2h``, ``1d`` in seconds. Raises UserError for anything else."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", text.strip())
    if match is None:
        raise UserError(f"--older-than {text!r} is not a time; write a number and s, m, h or d, such as 30m")
    return int(match[1]) * UNITS[match[2]]


def listed(environ: Mapping[str, str]) -> int:
    """Prints one line a sandbox: id, state, age in seconds, metadata."""
    now = datetime.datetime.now(datetime.UTC)
    found = asyncio.run(_host(environ).list_sandboxes(OURS))
    for sandbox in found:
        labels = " ".join(f"{name}={value}" for name, value in sorted(sandbox.metadata.items()))
        age = (now - sandbox.started_at).total_seconds()
        print(f"{sandbox.sandbox_id}  {sandbox.state}  {age:.0f} s  {labels}")
    print(f"{len(found)} sandboxes")
    return 0


def killed(sandbox_id: str, environ: Mapping[str, str]) -> int:
    """Kills one; exit code 0 also when it was gone already."""
    gone = asyncio.run(_host(environ).kill(sandbox_id))
    print(f"{sandbox_id} killed" if gone else f"{sandbox_id} was not running")
    return 0


def reaped(older_than: str, labels: Mapping[str, str | None], environ: Mapping[str, str]) -> int:
    """Kills those that match and are older; prints how many."""
    wanted = {**OURS, **{name: value for name, value in labels.items() if value is not None}}
    count = asyncio.run(_host(environ).reap(wanted, seconds_of(older_than)))
    print(f"{count} sandboxes killed")
    return 0


def _host(environ: Mapping[str, str]) -> E2BHost:
    key = environ.get("E2B_API_KEY", "").strip()
    if not key:
        raise UserError("E2B_API_KEY is not set; local sandboxes end with the run that made them")
    return e2b_host(key, environ)
