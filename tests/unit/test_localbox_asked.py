"""What the first lines to the proxy are read as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.localbox import asked
from codeonfly.localbox.asked import Asked, Refused


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join([line, *headers, "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    ("line", "host", "port"),
    [
        ("CONNECT example.com:443 HTTP/1.1", "example.com", 443),
        ("CONNECT EXAMPLE.com.:80 HTTP/1.0", "example.com.", 80),
        ("CONNECT [2606:4700::1111]:443 HTTP/1.1", "2606:4700::1111", 443),
        ("CONNECT xn--exmple-cua.com:443 HTTP/1.1", "xn--exmple-cua.com", 443),
        ("CONNECT 2130706433:22 HTTP/1.1", "2130706433", 22),  # the lookup makes an address of it
    ],
)
def test_a_tunnel(line, host, port):
    assert asked.read(head(line)) == Asked(host, port, None)


@pytest.mark.parametrize(
    ("address", "host", "port", "target", "named"),
    [
        ("http://example.com", "example.com", 80, "/", "example.com"),
        ("http://example.com:8080/a?b=c#d", "example.com", 8080, "/a?b=c", "example.com:8080"),
        ("http://user:word@example.com/a", "example.com", 80, "/a", "example.com"),
        ("http://example.com@other.test/", "other.test", 80, "/", "other.test"),
        ("http://[::1]:81/", "::1", 81, "/", "[::1]:81"),
    ],
)
def test_a_plain_request_goes_to_the_host_that_its_address_names(address, host, port, target, named):
    headers = "Host: elsewhere.test", "Proxy-Authorization: x", "A: b"
    told = asked.read(head(f"GET {address} HTTP/1.1", *headers))
    sent = f"GET {target} HTTP/1.1\r\nHost: {named}\r\nA: b\r\nConnection: close\r\n\r\n".encode()
    assert told == Asked(host, port, sent)


@pytest.mark.parametrize(
    "lines",
    [
        ("GET / HTTP/1.1",),
        ("CONNECT example.com HTTP/1.1",),
        ("CONNECT example.com:443 HTTP/2",),
        ("CONNECT example.com:0 HTTP/1.1",),
        ("CONNECT example.com:65536 HTTP/1.1",),
        ("CONNECT a@example.com:443 HTTP/1.1",),
        ("CONNECT a\x1b[31m.test:443 HTTP/1.1",),
        ("CONNECT a\x00b.test:443 HTTP/1.1",),
        ("CONNECT ex\xe4mple.test:443 HTTP/1.1",),
        ("CONNECT 127.0.0.1%2500:443 HTTP/1.1",),
        ("CONNECT :::443 HTTP/1.1",),
        ("CONNECT %s.test:443 HTTP/1.1" % ("a" * 250),),
        ("GET http://[fe80::1%25lo]/ HTTP/1.1",),
        ("GET http://[::1/ HTTP/1.1",),
        ("GET http:///path HTTP/1.1",),
        ("GET http://a.test:x/ HTTP/1.1",),
        ("GET http://a.test/ HTTP/1.1", "Host : other.test"),
        ("GET http://a.test/ HTTP/1.1", "A: b\nHost: other.test"),
        ("GET http://a.test/ HTTP/1.1", "A: b", " folded"),
        ("GET http://a.test/ HTTP/1.1", "no colon"),
    ],
)
def test_what_makes_no_sense_goes_nowhere(lines):
    with pytest.raises(Refused):
        asked.read(head(*lines))


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=40))
def test_a_name_that_is_told_to_people_can_not_surprise_them(name):
    for line in (f"CONNECT {name}:443 HTTP/1.1", f"GET http://{name}/ HTTP/1.1"):
        try:
            told = asked.read(head(line))
        except Refused:
            continue
        assert set(told.host) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-:")
