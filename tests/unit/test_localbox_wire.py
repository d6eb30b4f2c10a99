"""The formats localbox speaks: Connect's envelopes, multipart bodies, the system call filter."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.localbox import bodies, connect, multipart, seccomp
from codeonfly.localbox.connect import Envelopes, RpcError
from codeonfly.localbox.http import HttpError


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers()), max_size=5), st.integers(1, 7))
def test_envelopes_survive_any_cut(messages, size):
    data = b"".join(connect.envelope(message) for message in messages) + connect.end_of_stream()
    envelopes = Envelopes()
    found = [m for start in range(0, len(data), size) for m in envelopes.feed(data[start : start + size])]
    assert found == messages


@pytest.mark.parametrize("data", [b"\x01\x00\x00\x00\x00", b"\x00\xff\xff\xff\xff", b"\x00\x00\x00\x00\x01["])
def test_broken_envelopes_are_refused(data):
    with pytest.raises(RpcError):
        list(Envelopes().feed(data))


@pytest.mark.parametrize(
    ("value", "data"),
    [("aGk=", b"hi"), ("aGk", b"hi"), ("-_8", b"\xfb\xff"), ("+/8=", b"\xfb\xff"), ("", b"")],
)
def test_base64_in_either_alphabet(value, data):
    assert connect.octets(value) == data


@pytest.mark.parametrize(
    ("value", "seconds"), [(b"1500", 1.5), (b"", None), (b"-1", None), (b"9" * 11, None), (b"x", None)]
)
def test_deadlines(value, seconds):
    assert connect.timeout_seconds({b"connect-timeout-ms": value}) == seconds


async def _pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _body(files: list[tuple[str, bytes]]) -> bytes:
    parts = [
        b'--mark\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n'
        % (name.encode(), data)
        for name, data in files
    ]
    return b"".join(parts) + b"--mark--\r\n"


@pytest.mark.parametrize("size", [1, 2, 7, 64, 10_000])
@pytest.mark.parametrize(
    "files",
    [
        [("a", b"x")],
        [("a", b"")],
        [("a", b""), ("b", b"")],
        [("a", b"\r\n--mar\r\n--\r\n"), ("b", b"\r\n"), ("c d", b"-" * 300)],
        [],
    ],
)
async def test_multipart_survives_any_cut(files, size):
    found: list[tuple[str, bytes]] = []
    async for piece in multipart.parts(_pieces(_body(files), size), b"mark"):
        if isinstance(piece, bytes):
            found[-1] = found[-1][0], found[-1][1] + piece
        else:
            found.append((piece.filename or "", b""))
    assert found == files


@pytest.mark.parametrize(
    "data", [b"", b"--mark\r\n", _body([("a", b"x")])[:-6], b"--mark\r\n" + b"x" * 20_000]
)
async def test_broken_multipart_is_refused(data):
    with pytest.raises(multipart.BadMultipart):
        async for _ in multipart.parts(_pieces(data, 1000), b"mark"):
            pass


def test_the_boundary_is_found():
    assert multipart.boundary("multipart/form-data; boundary=abc") == b"abc"
    assert multipart.boundary('multipart/form-data; charset=x; Boundary="a b"') == b"a b"
    with pytest.raises(multipart.BadMultipart):
        multipart.boundary("multipart/form-data")


# --- the filter, run by a small interpreter of classic BPF ---

_ALLOW, _KILL, _EPERM, _ENOSYS, _EAFNOSUPPORT = 0x7FFF0000, 0x80000000, 0x50001, 0x50026, 0x50061
_EPROTONOSUPPORT, _EOPNOTSUPP = 0x5005D, 0x5005F


def _run(program: bytes, number: int, architecture: int, arguments: tuple[int, ...] = ()) -> int:
    data = struct.pack("=IIQ6Q", number, architecture, 0, *(*arguments, *[0] * (6 - len(arguments))))
    code = [struct.unpack_from("=HBBI", program, start) for start in range(0, len(program), 8)]
    position = value = 0
    while True:
        operation, if_true, if_false, constant = code[position]
        position += 1
        if operation == 0x20:
            value = struct.unpack_from("=I", data, constant)[0]
        elif operation == 0x54:
            value &= constant
        elif operation == 0x06:
            return int(constant)
        else:
            tests = {0x15: value == constant, 0x45: bool(value & constant), 0x35: value >= constant}
            position += if_true if tests[operation] else if_false


@pytest.mark.parametrize(
    ("machine", "audit", "number", "arguments", "answer"),
    [
        ("x86_64", 0xC000003E, 0, (), _ALLOW),  # read
        ("x86_64", 0xC000003E, 59, (), _ALLOW),  # execve
        ("x86_64", 0x40000003, 0, (), _KILL),  # a 32-bit call
        ("x86_64", 0xC000003E, 0x40000000, (), _ENOSYS),  # an x32 call
        ("x86_64", 0xC000003E, 101, (), _EPERM),  # ptrace
        ("x86_64", 0xC000003E, 165, (), _EPERM),  # mount
        ("x86_64", 0xC000003E, 321, (), _EPERM),  # bpf
        ("x86_64", 0xC000003E, 435, (), _ENOSYS),  # clone3
        ("x86_64", 0xC000003E, 56, (0x1200011,), _ALLOW),  # fork by clone
        ("x86_64", 0xC000003E, 56, (0x10000011,), _EPERM),  # clone into a user namespace
        ("x86_64", 0xC000003E, 41, (2, 1 | 0x80000), _ALLOW),  # a TCP socket, close on exec
        ("x86_64", 0xC000003E, 41, (2, 3), _EPERM),  # a raw socket
        ("x86_64", 0xC000003E, 41, (10, 2, 17), _ALLOW),  # UDP over IPv6
        ("x86_64", 0xC000003E, 41, (2, 5), _EPERM),  # sequenced packets, which are SCTP's
        ("x86_64", 0xC000003E, 41, (2, 1, 132), _EPROTONOSUPPORT),  # SCTP
        ("x86_64", 0xC000003E, 41, (1, 5), _ALLOW),  # sequenced packets of Unix's
        ("x86_64", 0xC000003E, 41, (16, 3), _ALLOW),  # netlink, for routes
        ("x86_64", 0xC000003E, 41, (16, 3, 12), _EPROTONOSUPPORT),  # netlink, for netfilter
        ("x86_64", 0xC000003E, 53, (1, 1), _ALLOW),  # a pair of Unix sockets
        ("x86_64", 0xC000003E, 53, (30, 1), _EAFNOSUPPORT),  # a pair of TIPC's
        ("x86_64", 0xC000003E, 206, (), _ENOSYS),  # io_setup
        ("x86_64", 0xC000003E, 285, (3, 0), _EOPNOTSUPP),  # space ahead
        ("x86_64", 0xC000003E, 285, (3, 3), _ALLOW),  # a hole
        ("x86_64", 0xC000003E, 203, (), _ALLOW),  # sched_setaffinity
        ("x86_64", 0xC000003E, 41, (17, 3), _EAFNOSUPPORT),  # packets
        ("x86_64", 0xC000003E, 41, (40, 1), _EAFNOSUPPORT),  # vsock
        ("x86_64", 0xC000003E, 16, (0, 0x5412), _EPERM),  # TIOCSTI
        ("x86_64", 0xC000003E, 16, (0, 0x5423), _EPERM),  # TIOCSETD
        ("x86_64", 0xC000003E, 16, (0, 0x5413), _ALLOW),  # TIOCGWINSZ
        ("aarch64", 0xC00000B7, 117, (), _EPERM),  # ptrace
        ("aarch64", 0xC00000B7, 220, (0x10000000,), _EPERM),  # clone into a user namespace
        ("aarch64", 0xC00000B7, 198, (1, 1), _ALLOW),  # a Unix socket
        ("aarch64", 0xC00000B7, 63, (), _ALLOW),  # read
    ],
)
def test_the_filter(machine, audit, number, arguments, answer):
    assert _run(seccomp.program(machine), number, audit, arguments) == answer


def test_who_has_no_other_limit_stays_on_its_processors():
    assert _run(seccomp.program("x86_64", pinned=True), 203, 0xC000003E, ()) == _EPERM


@pytest.mark.parametrize("told", [-1, float("nan"), float("inf"), 10**400, 90_000, True, "5", None])
def test_lifetimes_that_are_none_are_refused(told):
    with pytest.raises(HttpError) as refused:
        bodies.seconds({"timeout": told})
    assert refused.value.status == 400
    assert bodies.seconds({"timeout": 90}) == 90.0
