"""Servers inside sandboxes, reached from outside as E2B serves them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from e2b import AsyncSandbox, SandboxState

from tests.fakes.localbox import WHO, running_as, sdk_options

SERVER = """
import http.server, json, socket, ssl, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/forever":
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(b"tick")
                time.sleep(0.02)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.tell({"path": self.path, "headers": headers, "names": list(self.headers)})

    def do_POST(self):
        size = 0
        while chunk := int(self.rfile.readline(), 16):
            size += len(self.rfile.read(chunk + 2)) - 2
        self.rfile.readline()
        self.tell({"size": size})

    def tell(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if sys.argv[1] == "::1" else socket.AF_INET

server = Server((sys.argv[1], int(sys.argv[2])), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print("ready", flush=True)
server.serve_forever()
"""


ODD = """
import json, socket
answers = json.load(open("answers.json"))
listener = socket.create_server(("127.0.0.1", 8000))
print("ready", flush=True)
for answer in answers:
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(answer.encode("latin-1"))
    connection.close()
"""

MIRROR = """
import socket, threading
listener = socket.create_server(("127.0.0.1", 8000))
print("ready", flush=True)

def serve(connection):
    head = b""
    while b"\\r\\n\\r\\n" not in head:
        head += connection.recv(1)
    if head.startswith(b"POST /refused "):
        connection.sendall(b"HTTP/1.1 401 No\\r\\nContent-Length: 2\\r\\n\\r\\nno")
        threading.Event().wait()
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n")
    said = b""
    while not said.endswith(b"\\r\\n0\\r\\n\\r\\n"):
        if not (piece := connection.recv(65536)):
            break
        said = (said + piece)[-16:]
        connection.sendall(piece)
    connection.close()

while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


@pytest.fixture(scope="module", params=WHO)
def options(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    with running_as(request.param) as endpoint:
        yield sdk_options(endpoint)


@pytest.fixture
async def sandbox(options: dict) -> AsyncIterator[AsyncSandbox]:
    sandbox = await AsyncSandbox.create(timeout=60, **options)
    yield sandbox
    await sandbox.kill()


async def serve(sandbox: AsyncSandbox, *arguments: object) -> None:
    """Starts a server inside, and waits until it listens."""
    ready = asyncio.Event()
    await sandbox.files.write("server.py", SERVER)
    command = "python3 server.py " + " ".join(map(str, arguments))
    await sandbox.commands.run(command, background=True, on_stdout=lambda _: ready.set())
    await asyncio.wait_for(ready.wait(), 20)


def client(sandbox: AsyncSandbox, port: int, **headers: str) -> httpx.AsyncClient:
    """To the address that the SDK names; whoever has no ``*.localhost`` says it in a header."""
    name, _, local_port = sandbox.get_host(port).partition(":")
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{local_port}", headers={"Host": f"{name}:{local_port}", **headers}
    )


async def test_a_port_is_served_under_its_host_name(sandbox):
    await serve(sandbox, "127.0.0.1", 8000)
    async with client(sandbox, 8000, Cookie="a=b") as there:
        told = (await there.get("/a%20b?c=d")).json()
        assert told["path"] == "/a%20b?c=d"
        assert told["headers"]["cookie"] == "a=b"
        assert {"Host", "Cookie", "User-Agent"} <= set(told["names"])  # as they come out of E2B's proxy
        assert told["headers"]["host"] == sandbox.get_host(8000)
        assert (await there.request("HEAD", "/")).status_code == 501


async def test_the_routing_headers_serve_as_well_and_stay_outside(options, sandbox):
    await serve(sandbox, "::1", 8000)
    headers = {"E2b-Sandbox-Id": sandbox.sandbox_id, "E2b-Sandbox-Port": "8000", "X-Access-Token": "secret"}
    async with httpx.AsyncClient(base_url=options["sandbox_url"], headers=headers) as there:
        told = (await there.get("/")).json()["headers"]
    assert not {"e2b-sandbox-id", "e2b-sandbox-port", "x-access-token"} & set(told)


async def test_a_closed_port_is_told_in_e2bs_words(sandbox):
    for port in (3000, 3128, 99999):
        async with client(sandbox, port) as there:
            answer = await there.get("/")
        assert answer.status_code == 502
        assert answer.json()["message"] == "The sandbox is running but port is not open"
        assert (answer.json()["sandboxId"], answer.json()["port"]) == (sandbox.sandbox_id, port)


async def test_a_port_that_is_none_is_told(options, sandbox):
    async with httpx.AsyncClient(base_url=options["sandbox_url"]) as there:
        for port in ("abc", "-1", "0x50", "123456", "\u0668".encode()):
            answer = await there.get(
                "/", headers={"E2b-Sandbox-Id": sandbox.sandbox_id, "E2b-Sandbox-Port": port}
            )
            assert (answer.status_code, answer.json()["message"]) == (400, "Invalid sandbox port")


async def test_what_is_no_http_or_no_sandbox_is_a_bad_gateway(sandbox):
    await sandbox.commands.run(
        "python3 -c \"import socket; s = socket.create_server(('', 9000)); s.accept()[0].sendall(b'hi')\" &"
    )
    async with client(sandbox, 9000) as there:
        assert (await there.get("/")).status_code == 502
        unknown = await there.get("/", headers={"Host": "8000-i0123456789012345678.localhost"})
    assert (unknown.status_code, "not found" in unknown.text) == (502, True)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("200 OK\r\nX: a\x01b\r\nContent-Length: 1\r\n\r\nx", (502, None)),
        ("999 Odd\r\nContent-Length: 1\r\n\r\nx", (502, None)),
        ("099 Odd\r\n\r\n", (502, None)),
        (
            "200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            (200, "abc"),
        ),
        ("304 Not Modified\r\nContent-Length: 3\r\n\r\n", (304, "")),
        ("204 No Content\r\nContent-Length: 3\r\n\r\nabc", (204, "")),
        ("100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", (200, "x")),
    ],
)
async def test_odd_answers_reach_the_caller_as_answers(sandbox, caplog, answer, told):
    ready = asyncio.Event()
    await sandbox.files.write("answers.json", json.dumps([f"HTTP/1.1 {answer}"]))
    await sandbox.files.write("odd.py", ODD)
    await sandbox.commands.run("python3 odd.py", background=True, on_stdout=lambda _: ready.set())
    await asyncio.wait_for(ready.wait(), 20)
    status, text = told
    async with client(sandbox, 8000) as there:
        got = await there.get("/")
    assert (got.status_code, got.text if text is not None else None) == (status, text)
    assert not [record for record in caplog.records if record.name == "uvicorn.error"]


async def test_bodies_stream_both_ways(sandbox):
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65536

    await serve(sandbox, "0.0.0.0", 8000)  # noqa: S104 - inside
    async with client(sandbox, 8000) as there:
        assert (await there.post("/", content=pieces())).json() == {"size": 64 * 65536}
        async with there.stream("GET", "/forever") as answer:
            assert await anext(answer.aiter_bytes()) == b"tick"
    gone = "for i in $(seq 100); do grep -q ' 01 ' /proc/net/tcp || exit 0; sleep 0.05; done; exit 1"
    await sandbox.commands.run(gone)  # the vanished client's connection inside, too, is


@pytest.mark.parametrize(
    ("path", "said", "heard"),
    [("/", [b"ping", b"pong"], [b"ping", b"pong"]), ("/refused", [b"ping"], [b"401"])],
)
async def test_an_answer_may_come_before_the_end_of_what_it_answers(sandbox, path, said, heard):
    ready = asyncio.Event()
    await sandbox.files.write("mirror.py", MIRROR)
    await sandbox.commands.run("python3 mirror.py", background=True, on_stdout=lambda _: ready.set())
    await asyncio.wait_for(ready.wait(), 20)
    name, _, port = sandbox.get_host(8000).partition(":")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    head = f"POST {path} HTTP/1.1\r\nHost: {name}:{port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode())
    async with asyncio.timeout(10):
        for one, other in zip(said, heard, strict=True):
            writer.write(b"4\r\n%s\r\n" % one)
            await reader.readuntil(other)
        writer.write(b"0\r\n\r\n")
        await reader.readuntil(b"0\r\n\r\n" if path == "/" else b"no")
    writer.close()


async def test_closed_traffic_needs_its_own_token(options):
    sandbox = await AsyncSandbox.create(timeout=60, network={"allow_public_traffic": False}, **options)
    await serve(sandbox, "127.0.0.1", 8000)
    token = sandbox.traffic_access_token
    async with client(sandbox, 8000) as there:
        missing = await there.get("/")
        wrong = await there.get("/", headers={"e2b-traffic-access-token": "wrong"})
        assert (missing.status_code, wrong.status_code) == (403, 403)
        assert ("is missing" in missing.text, "is invalid" in wrong.text) == (True, True)
        answer = await there.get("/", headers={"e2b-traffic-access-token": token})
        assert (answer.status_code, "e2b-traffic-access-token" in answer.json()["headers"]) == (200, False)
    async with client(sandbox, 49983, **{"X-Access-Token": token}) as envd:
        assert (await envd.get("/files", params={"path": "server.py"})).status_code == 401
    await sandbox.kill()


async def test_the_host_is_masked_and_tls_spoken_where_asked(options):
    network: Any = {"mask_request_host": "shown.test:${PORT}", "https_ports": [8443]}
    sandbox = await AsyncSandbox.create(timeout=60, network=network, **options)
    await sandbox.commands.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout pair -out pair.crt -days 2 -subj /CN=localhost"
        " 2>/dev/null && cat pair.crt >> pair"
    )
    await serve(sandbox, "127.0.0.1", 8443, "pair")
    async with client(sandbox, 8443) as there:
        assert (await there.get("/")).json()["headers"]["host"] == "shown.test:8443"
    await sandbox.kill()


async def test_a_request_wakes_a_sandbox_that_wants_it(options):
    lifecycle: Any = {"on_timeout": "pause", "auto_resume": True}
    sandbox = await AsyncSandbox.create(timeout=60, lifecycle=lifecycle, **options)
    await serve(sandbox, "127.0.0.1", 8000)
    await sandbox.pause()
    async with client(sandbox, 8000) as there:
        assert (await there.get("/")).status_code == 200
    assert (await sandbox.get_info()).state == SandboxState.RUNNING
    await sandbox.kill()


async def test_who_lacks_the_token_wakes_no_sandbox(options):
    lifecycle: Any = {"on_timeout": "pause", "auto_resume": True}
    network: Any = {"allow_public_traffic": False}
    sandbox = await AsyncSandbox.create(timeout=60, lifecycle=lifecycle, network=network, **options)
    await sandbox.files.write("server.py", SERVER)  # no stream of ours: the SDK asks after one that was cut
    await sandbox.commands.run("python3 server.py 127.0.0.1 8000 > up & until [ -s up ]; do sleep 0.1; done")
    await sandbox.pause()
    tokens = {"X-Access-Token": "wrong", "e2b-traffic-access-token": "wrong"}
    for port, headers in ((8000, {}), (8000, tokens), (49983, {}), (49983, tokens)):
        async with client(sandbox, port, **headers) as there:
            for path in ("/", "/health", "/files?path=server.py"):
                assert (await there.get(path)).status_code == 403
    assert (await sandbox.get_info()).state == SandboxState.PAUSED
    async with client(sandbox, 8000, **{"e2b-traffic-access-token": sandbox.traffic_access_token}) as there:
        assert (await there.get("/")).status_code == 200
    await sandbox.pause()
    assert await sandbox.files.read("server.py") == SERVER
    await sandbox.kill()


async def test_envd_has_a_host_name_too(sandbox):
    await sandbox.files.write("a", "b")
    async with client(sandbox, 49983, **{"X-Access-Token": str(sandbox._envd_access_token)}) as envd:
        assert (await envd.get("/files", params={"path": "a"})).text == "b"
        assert json.loads((await envd.post("/process.Process/List", json={})).text) == {"processes": []}
