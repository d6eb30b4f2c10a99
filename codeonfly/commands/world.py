"""Builds what a run on this machine acts through, from the environment that the command line was given."""

from __future__ import annotations

import asyncio
import datetime
import secrets
import signal
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.errors import UserError
from codeonfly.ports import SandboxHost
from codeonfly.settings import Settings

if TYPE_CHECKING:
    from codeonfly.adapters.e2b_sandbox import E2BHost

T = TypeVar("T")


def new_run_id() -> str:
    """Short, unique, and fit for names of branches and sandboxes."""
    return f"{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def now() -> str:
    """ISO 8601, UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def make_model(settings: Settings, environ: Mapping[str, str]) -> OpenAIModel:
    """The model behind OPENAI_API_KEY and OPENAI_BASE_URL. Raises UserError when there is no key."""
    key = environ.get("OPENAI_API_KEY", "").strip()
    if not key:
        raise UserError(
            "OPENAI_API_KEY is not set: set it to your model vendor's key (and OPENAI_BASE_URL for another"
            " vendor than OpenAI), or try `codeonfly demo`, which needs none"
        )
    base_url = environ.get("OPENAI_BASE_URL", "").strip() or None
    models = (settings.model, *(seat.model for seat in settings.council if seat.model))
    return OpenAIModel(key, base_url=base_url, api=settings.api, prices=settings.prices, models=models)


def make_host(settings: Settings, environ: Mapping[str, str]) -> SandboxHost:
    """E2B with a key, else the local sandbox server, as ``sandbox:`` says. Raises UserError."""
    key = environ.get("E2B_API_KEY", "").strip()
    if settings.sandbox == "e2b" and not key:
        raise UserError("sandbox is e2b, but E2B_API_KEY is not set; set it, or set sandbox to local")
    if settings.sandbox == "local" or not key:
        from codeonfly.localbox.host import local_host
        from codeonfly.localbox.server import Options

        return local_host(
            Options(environ=environ, kept=kept_folder(environ), permitted=settings.private_egress)
        )
    return e2b_host(key, environ)


def e2b_host(key: str, environ: Mapping[str, str]) -> E2BHost:
    """E2B, or the self-hosted one that E2B_DOMAIN or the addresses name."""
    from codeonfly.adapters.e2b_sandbox import E2BHost

    return E2BHost(
        key,
        domain=environ.get("E2B_DOMAIN") or None,
        api_url=environ.get("E2B_API_URL") or None,
        sandbox_url=environ.get("E2B_SANDBOX_URL") or None,
    )


def kept_folder(environ: Mapping[str, str]) -> Path | None:
    """Where installed dependencies stay between runs, as the XDG base directory specification says."""
    cache, home = environ.get("XDG_CACHE_HOME", ""), environ.get("HOME", "")
    if Path(cache).is_absolute():
        return Path(cache, "code-on-fly", "snapshots")
    return Path(home, ".cache", "code-on-fly", "snapshots") if home else None


def secrets_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The values that must appear nowhere: what the gate looks for in the change."""
    names = ("OPENAI_API_KEY", "E2B_API_KEY", "GITHUB_TOKEN")
    return tuple(environ[name] for name in names if len(environ.get(name, "")) >= 8)


def run_interruptible(work: Coroutine[Any, Any, T]) -> T:
    """Runs ``work``; the first SIGINT or SIGTERM cancels it, further ones don't disturb its cleaning up.

    Raises KeyboardInterrupt where that was its end; work that has something to say of it returns that.
    """

    async def supervised() -> T:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        signalled = False

        def once() -> None:
            nonlocal signalled
            if not signalled:
                signalled = True
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, once)
        return await task

    try:
        return asyncio.run(supervised())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
