"""Localbox as a server: in a thread beside the caller's own loop, or as a program of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from codeonfly.errors import ServiceError, UserError
from codeonfly.localbox import roots
from codeonfly.localbox.limits import Limits

if TYPE_CHECKING:
    import uvicorn

    from codeonfly.localbox.app import App

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve. ``permitted`` are address blocks that sandboxes may reach although they are private.

    ``root`` None takes a folder of its own, which goes with the server. ``environ`` is the host's
    environment: where package managers download from is taken over from it, and no credential.
    ``kept`` is where named snapshots outlive the server; None keeps none.
    """

    host: str = "127.0.0.1"
    port: int = 0
    api_key: str | None = field(default=None, repr=False)
    root: Path | None = None
    limits: Limits = field(default_factory=Limits)
    permitted: tuple[str, ...] = ()
    kept: Path | None = None
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the server is, and the key to it."""

    api_url: str
    sandbox_url: str
    api_key: str = field(repr=False)


@contextlib.contextmanager
def serving(options: Options = Options()) -> Iterator[Endpoint]:
    """The server in a thread of its own; the end of the block ends it and all its sandboxes.

    Raises UserError where this machine can't isolate, the root is in use or the port is taken.
    """
    from codeonfly.localbox import bubblewrap
    from codeonfly.localbox.watchdog import watching

    bubblewrap.probe()
    key = options.api_key or f"e2b_{secrets.token_hex(20)}"
    with contextlib.ExitStack() as stack:
        root = stack.enter_context(roots.claimed(options.root))
        listener = stack.enter_context(contextlib.closing(_listener(options)))
        shown = stack.enter_context(roots.shown(root))
        stack.enter_context(watching((shown or root) / "sandboxes"))
        thread = _Thread(root, shown, listener, key, options)
        thread.start()
        stack.callback(thread.stop)
        thread.wait_until_ready()
        url = f"http://{options.host}:{listener.getsockname()[1]}"
        yield Endpoint(url, url, key)


def serve_forever(options: Options) -> int:
    """Prints the endpoint as one JSON line, serves until SIGTERM or SIGINT; the exit code."""
    stopped, stop = os.pipe()  # an Event that its own waiter's handler sets can wait for itself for ever
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(stop, b"."))
    with serving(options) as endpoint:
        told = {"api_url": endpoint.api_url, "sandbox_url": endpoint.sandbox_url, "api_key": endpoint.api_key}
        print(json.dumps(told), flush=True)
        os.read(stopped, 1)
    return 0


def describe(options: Options = Options()) -> str:
    """What isolates and limits sandboxes on this machine, in one line; raises UserError where nothing can."""
    from codeonfly.localbox import bubblewrap, isolation, limits, seccomp

    bubblewrap.probe()
    governor = limits.Governor(options.limits, environ=options.environ)
    governor.close()
    return f"{isolation.describe(filtered=seccomp.supported())}; {governor.words()}"


def _listener(options: Options) -> socket.socket:
    try:
        listener = socket.create_server((options.host, options.port), backlog=2048)
        # connections inherit it; without, every small answer waits 40 ms for an acknowledgement
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as failure:
        raise UserError(
            f"localbox can't listen on {options.host}:{options.port}: {failure.strerror or failure}"
        ) from None
    return listener


class _Thread:
    """The server's thread: its loop, its sandboxes, its end."""

    def __init__(
        self, root: Path, shown: Path | None, listener: socket.socket, key: str, options: Options
    ) -> None:
        self._root, self._shown, self._listener = root, shown, listener
        self._key, self._options = key, options
        self._thread = threading.Thread(target=self._run, name="localbox", daemon=True)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._failure: Exception | None = None
        self._wanted = True

    def start(self) -> None:
        self._thread.start()

    def wait_until_ready(self) -> None:
        """Raises what kept it from starting, and ServiceError where that takes too long."""
        if not self._ready.wait(START_SECONDS):
            raise ServiceError(f"the local sandbox server did not start within {START_SECONDS} s; try again")
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Ends it and waits for that, however far it has come."""
        self._wanted = False
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as failure:  # to be raised where somebody waits for it
            self._failure = failure
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        from codeonfly.localbox import fullness, owners, privatemounts
        from codeonfly.localbox.app import App
        from codeonfly.localbox.fleet import Fleet
        from codeonfly.localbox.isolation import CA_BUNDLE, Isolation
        from codeonfly.localbox.limits import Governor, sweep
        from codeonfly.localbox.mirror import host_setup
        from codeonfly.localbox.proxy import Proxy

        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        if not self._wanted:
            return
        _raise_descriptor_limit()
        privatemounts.make_files_for_all()
        sweep()
        setup = host_setup(self._options.environ, CA_BUNDLE)
        root = self._root
        if self._shown is not None:
            privatemounts.begin()
            root = privatemounts.bind(self._root, self._shown)
        governor = Governor(self._options.limits, environ=self._options.environ)
        users = owners.found() if governor.counts("processes") else owners.found().single
        isolation = Isolation(root, setup.certificates, users, pinned=not governor.counts("cpus"))
        proxy = Proxy(self._options.permitted)
        fleet = Fleet(root, isolation, governor, setup, self._options.kept)
        fleet.domain = f"localhost:{self._listener.getsockname()[1]}"
        fleet.on_proxy, fleet.on_rules = proxy.accept, proxy.recheck
        server = _uvicorn(App(fleet, self._key))
        watch = fullness.Watch(fleet.boxes, root, memory=not governor.counts("memory"))
        watching = asyncio.ensure_future(watch.forever())
        serving = asyncio.ensure_future(server.serve(sockets=[self._listener]))
        while not server.started and not serving.done():  # noqa: ASYNC110
            await asyncio.sleep(0.001)  # uvicorn tells by a flag alone
        self._ready.set()
        await asyncio.wait(
            {serving, asyncio.ensure_future(self._stop.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        watching.cancel()
        await fleet.close()
        await proxy.close()
        server.should_exit = True
        await serving
        isolation.close()


def _uvicorn(app: App) -> uvicorn.Server:
    import uvicorn

    from codeonfly.localbox.connections import Connection

    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=Connection,  # type: ignore[arg-type]
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=300,
            timeout_graceful_shutdown=1,
        )
    )


def _raise_descriptor_limit() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 1 << 20), hard))


if __name__ == "__main__":
    sys.exit(serve_forever(Options()))
