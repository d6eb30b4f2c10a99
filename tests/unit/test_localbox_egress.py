"""Egress rules, decided purely."""

from __future__ import annotations

import ipaddress
import ssl

import pytest

from codeonfly.localbox import egress, hello
from codeonfly.localbox.http import HttpError

ALL = "0.0.0.0/0"


@pytest.mark.parametrize(
    ("rules", "host", "port", "allowed"),
    [
        (["example.com"], "example.com", 443, True),
        (["example.com"], "EXAMPLE.com.", 80, True),
        (["example.com"], "example.com", 22, False),
        (["example.com"], "www.example.com", 443, False),
        (["*.example.com"], "www.example.com", 443, True),
        (["*.example.com"], "a.b.example.com", 443, True),
        (["*.example.com"], "example.com", 443, False),
        (["*.example.com"], "badexample.com", 443, False),
        ([], "example.com", 443, False),
    ],
)
def test_names(rules, host, port, allowed):
    assert egress.name_allowed(rules, host, port) is allowed


@pytest.mark.parametrize(
    ("network", "address", "internet", "allowed"),
    [
        ({}, "1.1.1.1", False, False),
        ({}, "1.1.1.1", True, True),
        ({"denyOut": [ALL]}, "1.1.1.1", True, False),
        ({"denyOut": [ALL]}, "2606:4700::1111", True, False),  # "all" is written for IPv4 alone
        ({"denyOut": [ALL], "allowOut": ["1.1.1.1"]}, "1.1.1.1", False, True),
        ({"denyOut": ["8.8.8.8"], "allowOut": ["8.8.8.0/24"]}, "8.8.8.8", False, True),
        ({"denyOut": ["8.8.8.8"]}, "8.8.8.8", True, False),
        ({"allowOut": ["2606:4700::/32"]}, "2606:4700::1111", False, True),
        *(
            ({"denyOut": ["8.8.8.0/24"]}, spelling, True, False)
            for spelling in ("::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1")
        ),
    ],
)
def test_addresses(network, address, internet, allowed):
    assert egress.address_allowed(network, ipaddress.ip_address(address), internet=internet) is allowed


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("1.1.1.1", True),
        ("203.0.113.7", True),  # documentation addresses harm nobody, and mirrors live there
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("::127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("::ffff:0:127.0.0.1", False),
        ("100:0:0:1::1", False),
        ("4000::1", False),
        ("64:ff9b::101:101", True),
        ("2002:101:101::1", True),
    ],
)
def test_what_nobody_may_reach(address, reachable):
    assert egress.reachable(ipaddress.ip_address(address)) is reachable


BAD_RULES = (
    *([], {"a.test": {}}, {"a.test": ["x"]}, {"a.test": [{"transform": "x"}]}),
    *(
        {"a.test": [{"transform": {"headers": headers}}]}
        for headers in (["x"], {"A": 1}, {"A b": "x"}, {"A": "x\r\nB: y"})
    ),
)


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ([], "must be an object"),
        ({"allowOut": "example.com"}, "must be a list"),
        ({"denyOut": ["example.com"]}, "an address or CIDR block"),
        ({"allowOut": ["no spaces"], "denyOut": [ALL]}, "invalid network.allowOut entry"),
        ({"allowOut": ["example.com"]}, "ALL_TRAFFIC"),
        ({"httpsPorts": [0]}, "list of ports"),
        ({"allowPublicTraffic": "no"}, "must be a bool"),
        *(({"rules": rules}, "transforms by host") for rules in BAD_RULES),
    ],
)
def test_bad_rules_are_refused(network, words):
    with pytest.raises(HttpError, match=words):
        egress.checked(network)


def test_headers_are_those_of_the_hosts_rules():
    first, second = ({"transform": {"headers": headers}} for headers in ({"A": "1", "B": "2"}, {"B": "3"}))
    network = egress.checked({"rules": {"api.test": [first, {}, second], "*.wide.test": [first]}})
    assert egress.headers_for(network, "API.test.") == {"A": "1", "B": "3"}
    assert egress.headers_for(network, "a.wide.test") == {"A": "1", "B": "2"}
    assert egress.headers_for(network, "test") == egress.headers_for({}, "api.test") == {}


def test_good_rules_pass():
    network = {"allowOut": ["example.com", "*.example.org", "1.2.3.0/24"], "denyOut": [ALL], "rules": None}
    assert egress.checked(network) == {"allowOut": network["allowOut"], "denyOut": [ALL]}
    assert egress.checked(None) == {}


def test_a_burst_of_connections_passes_and_then_so_many_a_second():
    now, last, waits = 1000.0, 0.0, []
    for _ in range(egress.BURST + 2 * egress.PER_SECOND):
        last = egress.turn(last, now)
        waits.append(last - now)
    assert max(waits[: egress.BURST]) <= 0
    assert waits[-1] == pytest.approx(2, abs=0.05)
    assert egress.turn(last, now + 1000) <= now + 1000


def greeting(name: str | None) -> bytes:
    """What a TLS client says that asks for this name."""
    context, out = ssl.create_default_context(), ssl.MemoryBIO()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name).do_handshake()
    return out.read()


def cut(message: bytes, size: int) -> bytes:
    """The same in records of ``size`` bytes."""
    pieces = [message[5:][start : start + size] for start in range(0, len(message) - 5, size)]
    return b"".join(message[:3] + len(piece).to_bytes(2, "big") + piece for piece in pieces)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (greeting("a.example.com"), "a.example.com"),
        (cut(greeting("a.example.com"), 3), "a.example.com"),
        (greeting("a.example.com") + b"more", "a.example.com"),
        (greeting("a.example.com").replace(b"a.example.com", b"a\n## evil[\x1bmx"), ""),
        (greeting(None), ""),
        (greeting("127.0.0.1"), ""),
        (b"SSH-2.0-OpenSSH", ""),
        (b"\x16\x03\x01\x00\x04\x02\x00\x00\x00", ""),
        (b"\x16\x03\x01\x00\x08\x01\x00\x00\x04abcd", ""),
    ],
)
def test_whom_a_tls_client_asks_for(said, name):
    assert hello.server_name(said) == name


def test_a_greeting_that_is_not_whole_is_waited_for():
    whole = greeting("a.example.com")
    assert {hello.server_name(whole[:length]) for length in range(len(whole))} == {None}
