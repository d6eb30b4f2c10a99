"""The sandbox adapter through the real SDK, against localbox and against servers that misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import threading
import time
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import httpx
import pytest
from typer.testing import CliRunner

from codeonfly.adapters.e2b_errors import translated
from codeonfly.adapters.e2b_sandbox import LAST_SECONDS, E2BHost
from codeonfly.cli import app
from codeonfly.commands.sandboxes import listed
from codeonfly.errors import LimitReached, ServiceError, UserError
from codeonfly.localbox.server import Endpoint
from codeonfly.ports import Sandbox, SandboxFile
from tests.fakes.localbox import running
from tests.fakes.loopback import Loopback

SLEEPING = "cat /proc/[0-9]*/comm | grep -c '^sleep$' || true"  # procps is not everywhere


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with running() as endpoint:
        yield endpoint


def _host(endpoint: Endpoint) -> E2BHost:
    return E2BHost(
        endpoint.api_key, api_url=endpoint.api_url, sandbox_url=endpoint.sandbox_url, engine="localbox"
    )


@pytest.fixture
async def host(endpoint: Endpoint) -> AsyncIterator[E2BHost]:
    host = _host(endpoint)
    yield host
    await host.kill_all()


@pytest.fixture
async def sandbox(host: E2BHost) -> Sandbox:
    return await host.create(environment="base", labels={"run": "r1"})


async def test_info_and_the_bill(host, sandbox):
    assert (sandbox.info.engine, sandbox.info.vcpus, sandbox.info.memory_mib) == ("localbox", 2, 4096)
    assert "shares the host's kernel" in sandbox.info.isolation
    assert host.sandbox_seconds()[2, 4096] > 0
    assert await host.kill_all() == 1
    assert await host.kill_all() == 0
    await sandbox.kill()


async def test_exits_are_data(sandbox):
    result = await sandbox.run("echo out; echo err >&2; exit 7", envs={"A": "b"})
    assert (result.exit_code, result.stdout, result.stderr, result.ok) == (7, "out\n", "err\n", False)
    assert (await sandbox.run("echo $A; pwd", cwd="/tmp", envs={"A": "b"})).stdout == "b\n/tmp\n"


async def test_timeouts_are_data_with_what_was_written(sandbox):
    result = await sandbox.run("echo so far; sleep 60", timeout_seconds=0.5)
    assert (result.exit_code, result.timed_out, result.stdout) == (None, True, "so far\n")
    assert (await sandbox.run(SLEEPING)).stdout == "0\n"


async def test_output_is_bounded_head_and_tail(sandbox):
    result = await sandbox.run("seq 100000", output_limit=1000)
    assert result.stdout.startswith("1\n2\n")
    assert result.stdout.endswith("99999\n100000\n")
    assert result.truncated_bytes == 588_895 - 1000
    assert len(result.stdout) < 1100


async def test_a_flood_is_cut_off(sandbox):
    result = await sandbox.run("yes", timeout_seconds=60, output_limit=1000)
    assert (result.exit_code, result.timed_out) == (None, False)
    assert result.truncated_bytes > 60 << 20


async def test_files_go_both_ways(sandbox):
    await sandbox.write_files(
        [SandboxFile(f"/home/user/work/{number}/file", bytes([number])) for number in range(5)]
    )
    assert await sandbox.read_file("/home/user/work/3/file") == b"\x03"
    assert await sandbox.read_file("/home/user/work/nosuch") is None
    assert await sandbox.read_file("/home/user/work") is None
    with pytest.raises(LimitReached):
        await sandbox.read_file("/proc/kallsyms", limit_bytes=1000)


async def test_processes_end_and_files_stay(sandbox):
    await sandbox.run("touch kept; setsid sleep 300 & sleep 300 &")
    await sandbox.kill_processes()
    assert (await sandbox.run(f"{SLEEPING}; ls kept")).stdout == "0\nkept\n"


async def test_even_where_none_can_be_started(sandbox):
    script = "import os, time\nwhile True:\n  if os.fork() == 0:\n    os.setsid(); time.sleep(300)"
    assert "BlockingIOError" in (await sandbox.run(f"python3 -c '{script}'", timeout_seconds=20)).stderr
    await sandbox.kill_processes()
    assert (await sandbox.run("cat /proc/[0-9]*/cmdline | grep -cz 'os[.]setsid' || true")).stdout == "0\n"


async def test_refused_connections_are_told(sandbox):
    await sandbox.set_egress(["example.com"])
    for address in ("https://example.org/", "http://169.254.169.254/latest/"):
        script = f"import urllib.request as r; r.urlopen('{address}', timeout=20)"
        assert "403" in (await sandbox.run(f'python3 -c "{script}"', timeout_seconds=30)).stderr
    assert await sandbox.refused_connections() == ("example.org:443", "169.254.169.254:80")


async def test_snapshots_become_sandboxes(host, sandbox):
    await sandbox.run("echo from the snapshot > here")
    snapshot = await sandbox.snapshot()
    await sandbox.kill()
    copy = await host.create(snapshot=snapshot)
    assert (await copy.run("cat here")).stdout == "from the snapshot\n"
    await host.delete_snapshot(snapshot)
    await host.delete_snapshot(snapshot)
    with pytest.raises(ServiceError):
        await host.create(snapshot=snapshot)


async def test_labels_find_and_reap(host, sandbox):
    other = await host.create(environment="base", labels={"run": "r2"})
    found = await host.list_sandboxes({"run": "r2"})
    assert [one.sandbox_id for one in found] == [other.id]
    assert await host.reap({"run": "r2"}, older_than_seconds=3600) == 0
    assert await host.reap({"run": "r2"}, older_than_seconds=0) == 1
    assert await host.kill(sandbox.id) is True
    assert await host.kill(sandbox.id) is False


async def test_a_dead_sandbox_is_a_service_error(host, sandbox):
    await host.kill(sandbox.id)
    with pytest.raises(ServiceError):
        await sandbox.run("true")
    with pytest.raises(ServiceError):
        await sandbox.snapshot()


async def test_a_missing_environment_says_how_to_get_it(host):
    with pytest.raises(UserError, match=r"python-99.*not available on this machine.*install"):
        await host.create(environment="python-99")


async def test_a_missing_template_falls_back_to_base_and_says_so(host):
    sandbox = await host.create(environment="cobol-85")
    assert sandbox.info.template == "base"
    assert "codeonfly templates build" in host.warnings[0]


async def test_what_a_run_left_is_found_by_the_commands_that_clean_up(endpoint, host, capsys):
    environ = {"E2B_API_KEY": endpoint.api_key, "E2B_API_URL": endpoint.api_url}
    for run, issue in (("77-1", "12"), ("78-1", "13"), ("79-1", "14")):
        labels = {"run": run, "repository": "acme/mathkit", "issue": issue}
        await host.create(environment="base", labels=labels)
    await host.create(environment="base")
    await asyncio.to_thread(listed, environ)
    shown = capsys.readouterr().out
    assert "run=77-1" in shown
    assert "4 sandboxes" in shown
    for given, count in (
        ("--older-than 1h", 0),
        ("--older-than 0s --run 77-1", 1),
        ("--older-than 0s --run=", 0),
        ("--older-than 0s --issue 13", 1),
        ("--older-than 0s --repository acme/other", 0),
        ("--older-than 0s --repository acme/mathkit", 1),
        ("--older-than 0s", 1),
    ):
        reap = ["sandboxes", "reap", *given.split()]
        done = await asyncio.to_thread(CliRunner().invoke, app, reap, env=environ)
        assert done.stdout == f"{count} sandboxes killed\n", given


async def test_a_cancelled_creation_leaves_nothing(endpoint):
    host = _host(endpoint)
    creating = asyncio.ensure_future(host.create(environment="base", labels={"run": "cancelled"}))
    await asyncio.sleep(0.005)
    creating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await creating
    await host.kill_all()
    assert await host.list_sandboxes({"run": "cancelled"}) == ()


async def test_a_cancelled_command_is_killed(sandbox):
    running = asyncio.ensure_future(sandbox.run("touch begun; sleep 300"))
    while await sandbox.read_file("/home/user/begun") is None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert (await sandbox.run(SLEEPING)).stdout == "0\n"


async def test_a_wrong_key_is_the_users_to_repair(endpoint):
    host = E2BHost("wrong", api_url=endpoint.api_url, sandbox_url=endpoint.sandbox_url, engine="localbox")
    with pytest.raises(UserError, match="API key"):
        await host.create(environment="base")


class _Broken(BaseHTTPRequestHandler):
    status = 500
    body = b'{"code": 0, "message": "no"}'

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.send_header("Should-Retry", "false")
        body = b"" if self.status == 502 else self.body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.mark.parametrize("answer", [(200, _Broken.body), (201, b"{}"), (201, b'{"sandboxID": null}')])
async def test_a_page_that_is_no_answer_of_the_service_is_told_as_such(answer):
    with Loopback(type("Handler", (_Broken,), dict(zip(("status", "body"), answer, strict=True)))) as server:
        host = E2BHost("key", api_url=server.url)
        with pytest.raises(ServiceError, match="answer makes no sense"):
            await host.create(environment="base")


@pytest.mark.parametrize(
    ("status", "error"), [(500, ServiceError), (502, ServiceError), (503, ServiceError), (429, LimitReached)]
)
async def test_a_broken_service_is_told_as_such(status, error):
    handler = type("Handler", (_Broken,), {"status": status})
    with Loopback(handler) as server:
        host = E2BHost("key", api_url=server.url)
        with pytest.raises(error):
            await host.create(environment="base")


class _Stumbling(BaseHTTPRequestHandler):
    """Localbox's API, whose first answer to every kind of request is lost, or an error."""

    api = ""
    lost = False
    seen: ClassVar[set[str]]

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        kind = f"{self.command} {self.path.rpartition('/')[2]}"
        new = kind not in self.seen
        self.seen.add(kind)
        if new and not self.lost:
            self._answer(500, b'{"code": 500, "message": "no"}')
            return
        kept = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        answer = httpx.request(self.command, f"{self.api}{self.path}", content=body, headers=kept, timeout=60)
        if not new:
            self._answer(answer.status_code, answer.content)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        return


@pytest.mark.parametrize("lost", [False, True], ids=["an error", "an answer that is lost"])
async def test_what_passes_is_asked_again_and_nothing_is_made_twice(endpoint, lost):
    handler = type("Handler", (_Stumbling,), {"api": endpoint.api_url, "lost": lost, "seen": set()})
    labels = {"run": f"stumbling-{lost}"}
    with Loopback(handler) as server:
        host = E2BHost(endpoint.api_key, api_url=server.url, sandbox_url=endpoint.sandbox_url)
        sandbox = await host.create(environment="base", labels=labels)
        assert len(await _host(endpoint).list_sandboxes(labels)) == 1
        await sandbox.set_egress(["a.example"])
        copy = await host.create(snapshot=await sandbox.snapshot(), labels=labels)
        assert await host.find_snapshot("none") is None
        assert (await copy.run("echo there")).stdout == "there\n"
        await host.kill_all()
    assert await _host(endpoint).list_sandboxes(labels) == ()


class _Undying(_Stumbling):
    """Localbox's API, which ends no sandbox."""

    def do_DELETE(self) -> None:
        self._answer(500, b'{"code": 500, "message": "no"}')


async def test_a_sandbox_that_cannot_be_killed_is_a_warning(endpoint):
    with Loopback(type("Handler", (_Undying,), {"api": endpoint.api_url, "seen": set()})) as server:
        host = E2BHost(endpoint.api_key, api_url=server.url, sandbox_url=endpoint.sandbox_url)
        sandbox = await host.create(environment="base", labels={"run": "undying"})
        await sandbox.kill()
        assert await host.kill_all() == 1
    assert "may be left until its own time limit: could not kill" in " ".join(host.warnings)
    assert sum(host.sandbox_seconds().values()) > 0
    assert await _host(endpoint).reap({"run": "undying"}, 0) == 1


class _Everything(set[str]):
    def __contains__(self, _: object) -> bool:
        return True


class _Undescribed(_Stumbling):
    """Localbox's API, which does not say what isolates a sandbox."""

    seen = _Everything()

    def do_GET(self) -> None:
        if self.path.endswith("/localbox"):
            self._answer(500, b'{"code": 500, "message": "no"}')
        else:
            self._pass_on()


async def test_a_sandbox_nothing_is_known_of_is_none(endpoint):
    labels = {"run": "undescribed"}
    with Loopback(type("Handler", (_Undescribed,), {"api": endpoint.api_url})) as server:
        host = E2BHost(
            endpoint.api_key, api_url=server.url, sandbox_url=endpoint.sandbox_url, engine="localbox"
        )
        with pytest.raises(ServiceError, match="could not ask localbox"):
            await host.create(environment="base", labels=labels)
    assert await _host(endpoint).list_sandboxes(labels) == ()


class _Silent(_Stumbling):
    """Localbox's API, which answers no creation while a test goes on: ``makes`` first, last or never."""

    makes = ""
    told: threading.Event
    made: threading.Event

    def do_POST(self) -> None:
        if self.makes == "first":
            httpx.request("POST", f"{self.api}{self.path}", content=self._body(), headers=self._kept())
        self.told.wait(60)
        if self.makes == "last":
            httpx.request("POST", f"{self.api}{self.path}", content=self._body(), headers=self._kept())
        self.made.set()

    def do_DELETE(self) -> None:
        answer = httpx.request("DELETE", f"{self.api}{self.path}", headers=self._kept())
        self._answer(answer.status_code, answer.content)

    def do_GET(self) -> None:
        answer = httpx.request("GET", f"{self.api}{self.path}", headers=self._kept())
        self._answer(answer.status_code, answer.content)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["content-length"]))

    def _kept(self) -> dict[str, str]:
        return {name: value for name, value in self.headers.items() if name.lower() != "host"}


@pytest.mark.parametrize("makes", ["first", "last", "never"])
async def test_a_creation_that_is_never_answered_holds_nothing_up_and_leaves_nothing_unseen(endpoint, makes):
    told, made, labels = threading.Event(), threading.Event(), {"run": f"silent-{makes}"}
    handler = type(
        "Handler", (_Silent,), {"api": endpoint.api_url, "makes": makes, "told": told, "made": made}
    )
    with Loopback(handler) as server:
        host = E2BHost(endpoint.api_key, api_url=server.url, sandbox_url=endpoint.sandbox_url)
        creating = asyncio.ensure_future(host.create(environment="base", labels=labels))
        await asyncio.sleep(0.5)
        creating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await creating
        began = time.monotonic()
        await host.kill_all()
        assert time.monotonic() - began < LAST_SECONDS + 1
        assert "may be left until its own time limit" in " ".join(host.warnings)
        assert await _host(endpoint).list_sandboxes(labels) == ()
        told.set()
        assert await asyncio.to_thread(made.wait, 20)
    assert await _host(endpoint).reap(labels, 0) == (makes == "last")


class _Forgetful(_Stumbling):
    """Localbox's way into its sandboxes, where the first answer to every kind of request is lost."""

    lost = True

    def _pass_on(self) -> None:
        if "chunked" not in (self.headers.get("transfer-encoding") or ""):
            super()._pass_on()
            return
        chunks = b""
        while size := int(self.rfile.readline(), 16):
            chunks += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        del self.headers["transfer-encoding"]
        self.headers["content-length"] = str(len(chunks))
        self.rfile = io.BytesIO(chunks)
        self.close_connection = True
        super()._pass_on()

    do_GET = do_POST = _pass_on  # noqa: N815 - http.server's names


async def test_files_are_read_and_written_again_where_an_answer_was_lost(endpoint):
    handler = type("Handler", (_Forgetful,), {"api": endpoint.sandbox_url, "seen": set()})
    with Loopback(handler) as server:
        host = E2BHost(endpoint.api_key, api_url=endpoint.api_url, sandbox_url=server.url)
        sandbox = await host.create(environment="base")
        await sandbox.write_files([SandboxFile("/home/user/a", b"once")])
        assert await sandbox.read_file("/home/user/a") == b"once"
        await host.kill_all()


async def test_an_unreachable_service_is_told_as_such():
    host = E2BHost("key", api_url="http://127.0.0.1:1", sandbox_url="http://127.0.0.1:1")
    with pytest.raises(ServiceError, match="could not create a sandbox"):
        await host.create(environment="base")


@pytest.mark.parametrize("seconds", [0.0, 0.002, 0.005, 0.01, 0.02])
async def test_a_start_that_is_cancelled_leaves_neither_a_command_nor_an_error(sandbox, seconds):
    errors: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    running = [asyncio.create_task(sandbox.run("exec sleep 300")) for _ in range(3)]
    await asyncio.sleep(seconds)
    for task in running:
        task.cancel()
    ended = await asyncio.gather(*running, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended
    gc.collect()
    assert not errors, "errors that nobody took are told when they are collected"
    assert (await sandbox.run(SLEEPING)).stdout.strip() == "0"


async def test_an_answer_that_came_with_a_cancellation_does_not_undo_it() -> None:
    async def answered() -> None:
        with translated("write files"), contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        pytest.fail("it went on")

    task = asyncio.ensure_future(answered())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
