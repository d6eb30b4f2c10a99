"""What a sandbox may connect to, told and changed through E2B's own SDK."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from e2b import ALL_TRAFFIC, AsyncCommandHandle, AsyncSandbox, SandboxException

from codeonfly.commands.world import make_host
from codeonfly.localbox.proxy import PRIVATE
from codeonfly.localbox.server import Options
from codeonfly.settings import Settings
from tests.fakes.localbox import among_mounts, running, sdk_options

LOOPBACK = "127.0.0.1"
TUNNEL = """
import socket, sys
proxy = socket.create_connection(("127.0.0.1", 3128))
proxy.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\\r\\n\\r\\n" % int(sys.argv[1]))
print(proxy.recv(4096).split()[1].decode(), flush=True)
print(proxy.recv(4096) or "cut", flush=True)
"""


@pytest.fixture(scope="module")
def options() -> Iterator[dict]:
    with running(Options(permitted=(f"{LOOPBACK}/32",))) as endpoint:
        yield sdk_options(endpoint)


GREETING = """
import socket, ssl, sys
context, out = ssl.create_default_context(), ssl.MemoryBIO()
try:
    context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=sys.argv[1]).do_handshake()
except ssl.SSLWantReadError:
    proxy = socket.create_connection(("127.0.0.1", 3128))
    proxy.sendall(b"CONNECT localhost:443 HTTP/1.1\\r\\n\\r\\n")
    print(proxy.recv(4096).split()[1].decode())
    proxy.sendall(out.read())
    print(proxy.recv(4096).decode() or "cut")
"""


@contextlib.asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """The port of a server of the host that accepts and keeps still."""
    writers: list[asyncio.StreamWriter] = []

    async def wait(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    async with await asyncio.start_server(wait, LOOPBACK) as server:
        yield server.sockets[0].getsockname()[1]
        for writer in writers:  # from Python 3.12 on the server's end waits for them
            writer.close()
    for writer in writers:
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def opened(sandbox: AsyncSandbox, port: int) -> tuple[str, AsyncCommandHandle]:
    """The proxy's answer to a connection there, and what holds the connection open."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    await sandbox.files.write("tunnel.py", TUNNEL)
    command = f"python3 tunnel.py {port}"
    handle = await sandbox.commands.run(command, background=True, on_stdout=lines.put_nowait)
    return (await asyncio.wait_for(lines.get(), 10)).split()[0], handle


async def tunnel(sandbox: AsyncSandbox, port: int) -> str:
    return (await opened(sandbox, port))[0]


async def test_new_rules_cut_what_they_do_not_allow(options):
    rules = {"allow_out": [LOOPBACK], "deny_out": [ALL_TRAFFIC]}
    sandbox = await AsyncSandbox.create(timeout=60, network=rules, **options)
    async with silent_server() as port:
        status, held = await opened(sandbox, port)
        await sandbox.update_network(rules)
        assert (status, await tunnel(sandbox, port)) == ("200", "200")
        assert "cut" not in held.stdout
        await sandbox.update_network({"deny_out": [ALL_TRAFFIC]})
        assert await tunnel(sandbox, port) == "403"
        assert (await asyncio.wait_for(held.wait(), 10)).stdout == "200\ncut\n"
    await sandbox.kill()


async def test_behind_an_allowed_name_no_other_is_asked_for(options):
    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"heard" if b"localhost" in await reader.read(4096) else b"?")
        writer.close()

    try:
        server = await asyncio.start_server(heard, LOOPBACK, 443)
    except OSError as reason:
        pytest.skip(f"a server can't listen on port 443 here: {reason}")
    rules = {"allow_out": ["localhost"], "deny_out": [ALL_TRAFFIC]}
    async with server:
        sandbox = await AsyncSandbox.create(timeout=60, network=rules, **options)
        await sandbox.files.write("greeting.py", GREETING)
        for name, answer in (("localhost", "heard"), ("other.test", "cut")):
            told = await sandbox.commands.run(f"python3 greeting.py {name}")
            assert told.stdout.split() == ["200", answer]
        assert await refused(options, sandbox) == ["other.test by way of localhost:443"]
        await sandbox.kill()


@pytest.mark.parametrize(("permitted", "answer"), [((), "403"), ((f"{LOOPBACK}/32",), "200")])
async def test_a_setting_alone_opens_private_addresses_to_a_run(permitted: tuple[str, ...], answer: str):
    settings = replace(Settings(), sandbox="local", private_egress=permitted)
    host = make_host(settings, {})
    try:
        async with silent_server() as port:
            sandbox = await host.create(environment="base", egress=[LOOPBACK])
            asking = f"curl -s -m 2 -x 127.0.0.1:3128 --noproxy '' http://{LOOPBACK}:{port}"
            told = await sandbox.run(f"timeout 2 python3 -c {shlex.quote(TUNNEL)} {port}; {asking}")
    finally:
        await host.kill_all()
    assert told.stdout.split()[0] == answer
    assert (PRIVATE in told.stdout) == (answer == "403")


def test_the_program_takes_private_blocks_and_refuses_what_is_none():
    program = [Path(sys.executable).with_name("codeonfly"), "localbox", "serve", "--unsafe-allow"]
    with subprocess.Popen([*program, "127.0.0.0/8"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        endpoint = json.loads(server.stdout.readline())
        asyncio.run(_reached(endpoint))
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
    done = subprocess.run([*program, "registry.test"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "registry.test; expected an address or a block" in done.stderr


async def _reached(endpoint: dict[str, str]) -> None:
    rules = {"allow_out": [LOOPBACK], "deny_out": [ALL_TRAFFIC]}
    sandbox = await AsyncSandbox.create(timeout=60, network=rules, **endpoint)
    async with silent_server() as port:
        assert await tunnel(sandbox, port) == "200"
    await sandbox.kill()


ASKING = """
import json, socket, sys
for head in json.load(open("heads.json")):
    proxy = socket.create_connection(("127.0.0.1", 3128))
    proxy.sendall(head.encode("latin-1"))
    print(proxy.recv(4096).split()[1].decode())
"""


async def asked(sandbox: AsyncSandbox, *heads: str) -> list[str]:
    """The proxy's statuses to what is said to it."""
    await sandbox.files.write("asking.py", ASKING)
    await sandbox.files.write("heads.json", json.dumps(heads))
    return (await sandbox.commands.run("python3 asking.py", timeout=120)).stdout.split()


async def refused(options: dict[str, Any], sandbox: AsyncSandbox) -> list[str]:
    own = f"{options['api_url']}/sandboxes/{sandbox.sandbox_id}/localbox"
    async with httpx.AsyncClient(headers={"X-API-Key": options["api_key"]}) as client:
        return list((await client.get(own)).json()["refused"])


async def test_a_flood_of_refused_names_pushes_none_out_of_the_report(options):
    sandbox = await AsyncSandbox.create(timeout=60, **options)
    names = ["first.test", *(f"a{number}.test" for number in range(300)), "first.test"]
    statuses = await asked(sandbox, *(f"CONNECT {name}:443 HTTP/1.1\r\n\r\n" for name in names))
    told = await refused(options, sandbox)
    assert set(statuses) == {"403"}
    assert (told[0], told[-1], len(told)) == ("first.test:443", "other addresses", 201)
    await sandbox.kill()


async def test_what_the_proxy_can_not_read_is_refused_and_no_line_of_the_report(options):
    sandbox = await AsyncSandbox.create(timeout=60, **options)
    hostile = "CONNECT a\x1b[2J\x00.test:443 HTTP/1.1\r\n\r\n"
    two_hosts = "GET http://a.test/ HTTP/1.1\r\nHost : b.test\r\n\r\n"
    endless = "GET http://a.test/ HTTP/1.1\r\nA: " + "b" * 40_000 + "\r\n\r\n"
    assert await asked(sandbox, hostile, two_hosts, endless) == ["400", "400", "431"]
    assert await refused(options, sandbox) == []
    await sandbox.kill()


FLOOD = """
import socket, threading, time
def ask(number):
    proxy = socket.create_connection(("127.0.0.1", 3128))
    proxy.sendall(b"CONNECT a%d.slow.test:443 HTTP/1.1\\r\\n\\r\\n" % number)
    proxy.recv(4096)
for number in range(60):
    threading.Thread(target=ask, args=[number], daemon=True).start()
print("asked", flush=True)
time.sleep(60)
"""


def test_names_that_nobody_answers_for_hold_up_neither_others_nor_the_end(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        try:
            silent.bind(("127.0.0.99", 53))
        except OSError as reason:
            pytest.skip(f"a name server can't listen here: {reason}")
        (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.99\n")
        with among_mounts(f"mount --bind {tmp_path}/resolv.conf /etc/resolv.conf") as (endpoint, server):
            asyncio.run(_flooded(endpoint))
            server.terminate()
            assert server.wait(5) == 0


async def _flooded(endpoint: dict[str, str]) -> None:
    flooding = await AsyncSandbox.create(timeout=60, allow_internet_access=True, **endpoint)
    await flooding.files.write("flood.py", FLOOD)
    asked = asyncio.Event()
    await flooding.commands.run("python3 flood.py", background=True, on_stdout=lambda _: asked.set())
    await asyncio.wait_for(asked.wait(), 20)
    async with asyncio.timeout(4):
        other = await AsyncSandbox.create(timeout=60, **endpoint)
        await other.files.write("a", "b")
        assert await other.files.read("a") == "b"


async def test_internet_access_is_closed_and_opened_on_a_live_sandbox(options):
    sandbox = await AsyncSandbox.create(timeout=60, allow_internet_access=True, **options)
    async with silent_server() as port:
        assert await tunnel(sandbox, port) == "200"
        await sandbox.update_network({"allow_internet_access": False})
        assert (await sandbox.get_info()).allow_internet_access is False
        assert await tunnel(sandbox, port) == "403"
        (fork,) = await sandbox.fork()
        assert await tunnel(fork, port) == "403"
        await sandbox.update_network({"allow_internet_access": True})
        assert await tunnel(sandbox, port) == "200"
    await fork.kill()
    await sandbox.kill()


async def test_headers_of_a_rule_are_set_over_http_and_nothing_goes_without(options):
    async def repeat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + head)
        writer.close()

    rules = {LOOPBACK: [{"transform": {"headers": {"X-Key": "secret", "Accept": "all"}}}]}
    network: Any = {"allow_out": [LOOPBACK], "deny_out": [ALL_TRAFFIC], "rules": rules}
    async with await asyncio.start_server(repeat, LOOPBACK) as server:
        port = server.sockets[0].getsockname()[1]
        sandbox = await AsyncSandbox.create(timeout=60, network=network, **options)
        asking = f"curl -s -x 127.0.0.1:3128 --noproxy '' -H 'accept: none' http://{LOOPBACK}:{port}/path"
        told = (await sandbox.commands.run(asking)).stdout.splitlines()
        assert told[0] == "GET /path HTTP/1.1"
        assert [line for line in told if line.lower().startswith(("x-key", "accept"))] == [
            "X-Key: secret",
            "Accept: all",
        ]
        assert await tunnel(sandbox, port) == "403"
        assert (await sandbox.get_info()).network["rules"] == rules
        await sandbox.update_network({"allow_out": [LOOPBACK], "deny_out": [ALL_TRAFFIC]})
        assert "X-Key: secret" not in (await sandbox.commands.run(asking)).stdout
        await sandbox.kill()


async def test_rules_of_both_directions_are_told_and_only_those_outward_replaced(options):
    inward = {"allow_public_traffic": False, "mask_request_host": "x.test:${PORT}", "https_ports": [8443]}
    outward = {"allow_out": ["example.com"], "deny_out": [ALL_TRAFFIC]}
    sandbox = await AsyncSandbox.create(timeout=60, network={**inward, **outward}, **options)
    assert (await sandbox.get_info()).network == {**inward, **outward}
    await sandbox.update_network({"deny_out": [ALL_TRAFFIC]})
    assert (await sandbox.get_info()).network == {**inward, "allow_out": [], "deny_out": [ALL_TRAFFIC]}
    with pytest.raises(SandboxException, match="invalid"):
        await sandbox.update_network({"deny_out": ["example.com"]})
    await sandbox.kill()


async def test_a_proxy_to_go_out_through_is_refused(options):
    async with httpx.AsyncClient(headers={"X-API-KEY": options["api_key"]}) as client:
        body = {"templateID": "base", "network": {"egressProxy": {"address": "1.2.3.4:1080"}}}
        answer = await client.post(f"{options['api_url']}/v2/sandboxes", json=body)
    assert answer.status_code == 400
    assert "egressProxy" in answer.json()["message"]
