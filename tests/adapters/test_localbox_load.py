"""Much at once, much in one piece, and nonsense: the server stays small and alive."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from e2b import AsyncSandbox
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

ROOT = Path(__file__).parents[2]
GIB = 1 << 30
SERVE = "from codeonfly.localbox.server import Options, serve_forever; serve_forever(Options())"

NAME = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}


def _operation(parameters: list[dict[str, Any]], body: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"parameters": parameters, "responses": {"default": {"description": "any"}}}
    if body is not None:
        content = {"application/json": {"schema": {"type": "object", "properties": body}}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _query(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": kind}}


NUMBER, YES, TEXT = {"type": "integer"}, {"type": "boolean"}, {"type": "string"}
NAMES = {"type": "array", "items": TEXT}
NETWORK = {"allowOut": NAMES, "denyOut": NAMES, "allowInternetAccess": YES}
NEW = {
    "templateID": {"enum": ["base", "", "no-such"]},
    "timeout": NUMBER,
    "metadata": TEXTS,
    "envVars": TEXTS,
    "autoPause": YES,
    "secure": YES,
    "network": {"type": "object", "properties": NETWORK},
}
PAGE = [_query("metadata", "string"), _query("limit", "integer"), _query("nextToken", "string")]
# what of E2B's published description is served, its names and types
DESCRIPTION = {
    "openapi": "3.0.0",
    "info": {"title": "sandboxes", "version": "1"},
    "paths": {
        "/sandboxes": {"get": _operation(PAGE), "post": _operation([], NEW)},
        "/v2/sandboxes": {"get": _operation(PAGE), "post": _operation([], NEW)},
        "/sandboxes/metrics": {"get": _operation([_query("sandbox_ids", "string")])},
        "/sandboxes/{id}": {"get": _operation([NAME]), "delete": _operation([NAME])},
        "/sandboxes/{id}/timeout": {"post": _operation([NAME], {"timeout": NUMBER})},
        "/sandboxes/{id}/refreshes": {"post": _operation([NAME], {"duration": NUMBER})},
        "/sandboxes/{id}/pause": {"post": _operation([NAME], {"memory": YES})},
        "/sandboxes/{id}/resume": {"post": _operation([NAME], {"timeout": NUMBER, "autoPause": YES})},
        "/v2/sandboxes/{id}/connect": {"post": _operation([NAME], {"timeout": NUMBER})},
        "/sandboxes/{id}/snapshots": {"post": _operation([NAME], {"name": TEXT})},
        "/sandboxes/{id}/fork": {"post": _operation([NAME], {"count": NUMBER, "timeout": NUMBER})},
        "/sandboxes/{id}/metrics": {
            "get": _operation([NAME, _query("start", "integer"), _query("end", "integer")])
        },
        "/sandboxes/{id}/network": {"put": _operation([NAME], NETWORK)},
        "/templates/{id}": {"delete": _operation([NAME])},
        "/snapshots": {"get": _operation([_query("sandboxID", "string"), _query("limit", "integer")])},
        "/files": {"get": _operation([_query("path", "string"), _query("signature", "string")])},
    },
}
schema = schemathesis.openapi.from_dict(DESCRIPTION)
turns = itertools.cycle([True, False])


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, dict[str, str]]]:
    """Its pid and endpoint: a process of its own, so that its memory can be told."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            assert process.stdout is not None
            yield process.pid, json.loads(process.stdout.readline())
            assert process.poll() is None  # nothing that was sent ended it
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def control(server: tuple[int, dict[str, str]]) -> Iterator[httpx.Client]:
    """The control plane with its key."""
    with httpx.Client(
        base_url=server[1]["api_url"], headers={"X-API-Key": server[1]["api_key"]}, timeout=10
    ) as client:
        yield client


@pytest.fixture
async def sandbox(server: tuple[int, dict[str, str]]) -> AsyncIterator[AsyncSandbox]:
    options: dict[str, Any] = {**server[1], "debug": False}
    sandbox = await AsyncSandbox.create(timeout=120, **options)
    yield sandbox
    await sandbox.kill()


def _headers(sandbox: AsyncSandbox) -> dict[str, str]:
    return {"E2b-Sandbox-Id": sandbox.sandbox_id, "X-Access-Token": sandbox._envd_access_token or ""}


def _peak_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


async def test_two_hundred_streams_at_once(server, sandbox):
    handles = await asyncio.gather(
        *(
            sandbox.commands.run("read word; echo $word", background=True, stdin=True, timeout=20)
            for _ in range(200)
        )
    )
    # the SDK keeps 200 connections, and all are taken: the words come over others
    async with httpx.AsyncClient(base_url=server[1]["sandbox_url"], headers=_headers(sandbox)) as client:
        listed = await client.post("/process.Process/List", json={})
        assert {one["pid"] for one in listed.json()["processes"]} == {one.pid for one in handles}
        for number, one in enumerate(handles):
            word = base64.b64encode(f"{number}\n".encode()).decode()
            message = {"process": {"pid": one.pid}, "input": {"stdin": word}}
            assert (await client.post("/process.Process/SendInput", json=message)).status_code == 200
    results = await asyncio.gather(*(one.wait() for one in handles))
    assert [one.stdout for one in results] == [f"{number}\n" for number in range(200)]
    assert await sandbox.commands.list() == []


async def test_an_endless_writer_waits_for_a_client_that_does_not_read(server, sandbox):
    pid, endpoint = server
    message = json.dumps({"process": {"cmd": "/usr/bin/yes"}}).encode()
    stream = {"Content-Type": "application/connect+json"}
    before = _peak_mib(pid)
    async with (
        httpx.AsyncClient(base_url=endpoint["sandbox_url"], headers=_headers(sandbox)) as client,
        client.stream(
            "POST",
            "/process.Process/Start",
            content=b"\0" + len(message).to_bytes(4, "big") + message,
            headers=stream,
        ) as answer,
    ):
        assert answer.status_code == 200
        await asyncio.sleep(2)  # it would have written gigabytes
        assert (await sandbox.commands.run("echo fine")).stdout == "fine\n"
        assert _peak_mib(pid) - before < 48
    (process,) = await sandbox.commands.list()
    assert await sandbox.commands.kill(process.pid)


async def test_a_gibibyte_goes_through_a_small_server(server, sandbox):
    if shutil.disk_usage(tempfile.gettempdir()).free < 3 * GIB:
        pytest.skip("less than 3 GiB of disk free")
    pid, endpoint = server
    before, piece = _peak_mib(pid), bytes(1 << 20)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(GIB // len(piece)):
            yield piece

    async with httpx.AsyncClient(
        base_url=endpoint["sandbox_url"], headers=_headers(sandbox), timeout=60
    ) as client:
        octets = {"Content-Type": "application/octet-stream"}
        answer = await client.post("/files", params={"path": "big"}, content=pieces(), headers=octets)
    assert answer.status_code == 200
    assert (await sandbox.files.get_info("big")).size == GIB
    assert _peak_mib(pid) - before < 64


async def test_half_closed_streams_end_without_a_trace(server, sandbox):
    host, port = server[1]["sandbox_url"].removeprefix("http://").split(":")
    message = b'{"process":{"cmd":"/bin/sleep","args":["60"]}}'
    lines = [f"{name}: {value}" for name, value in _headers(sandbox).items()]
    lines += ["Host: x", "Content-Type: application/connect+json", f"Content-Length: {len(message) + 5}"]
    head = "POST /process.Process/Start HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head.encode() + len(message).to_bytes(5, "big") + message)
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
    writer.get_extra_info("socket").shutdown(socket.SHUT_WR)
    async with asyncio.timeout(10):
        await reader.read()  # the server ends the stream too
    writer.close()
    async with asyncio.timeout(10):
        for process in await sandbox.commands.list():
            assert await sandbox.commands.kill(process.pid)
    assert await sandbox.is_running()


async def test_a_download_ends_with_its_client(server, sandbox):
    pid, endpoint = server
    await sandbox.commands.run("truncate -s 9G sparse")
    host, port = endpoint["sandbox_url"].removeprefix("http://").split(":")
    lines = [f"{name}: {value}" for name, value in (_headers(sandbox) | {"Host": "x"}).items()]
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(("GET /files?path=sparse HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
    assert _opened(pid, "sparse")
    writer.transport.abort()
    writer.close()
    for _ in range(100):  # to read all of it would take longer
        if not _opened(pid, "sparse"):
            return
        await asyncio.sleep(0.02)
    pytest.fail("it is still read")


def _opened(pid: int, name: str) -> bool:
    """Whether a process has a file of this name open."""
    links = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            links.append(link.readlink().name)
    return name in links


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nonsense_gets_e2bs_errors(control: httpx.Client, case: Case) -> None:
    if "{id}" in case.path and next(turns):  # else one that nobody made
        made = control.post("/sandboxes", json={"templateID": "base", "timeout": 60})
        case.path_parameters = {"id": made.json()["sandboxID"]}
    answer = case.call(base_url=str(control.base_url), headers=dict(control.headers), timeout=10)
    for one in control.get("/v2/sandboxes").json():
        control.delete(f"/sandboxes/{one['sandboxID']}")
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        told = json.loads(answer.content)
        assert set(told) == {"code", "message"}
        assert told["code"] == answer.status_code
