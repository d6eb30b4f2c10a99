"""What the first lines of a connection ask the proxy for, read purely.

Host names have the letters that names on the wire have, and no others: they are told to people.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_CONNECT = re.compile(rb"CONNECT (\[[0-9a-fA-F:.]+\]|[^\s:/]+):(\d{1,5}) HTTP/1\.[01]")
_PLAIN = re.compile(rb"([A-Z]{1,16}) (http://[^\s]+) HTTP/1\.([01])")
_NAME = re.compile(r"[a-z0-9._-]{1,253}")
_DROPPED = (b"proxy-", b"connection:", b"keep-alive:", b"host:")
_HEADER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*")


class Refused(Exception):
    """A connection that is not made: the HTTP status line's words."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to, and what to send on first: None for a tunnel."""

    host: str
    port: int
    first: bytes | None


def read(head: bytes) -> Asked:
    """The request that a head is; raises Refused."""
    line, _, rest = head.partition(b"\r\n")
    tunnel = _CONNECT.fullmatch(line)
    if tunnel:
        return Asked(_host(tunnel[1].decode("latin-1").strip("[]")), _port(int(tunnel[2])), None)
    plain = _PLAIN.fullmatch(line)
    if plain is None:
        raise Refused("400 Bad Request", "this is a proxy: send CONNECT or an absolute http:// address")
    try:
        address = urlsplit(plain[2].decode("latin-1"))
        host, port = _host(address.hostname or ""), _port(address.port or 80)
    except ValueError:
        raise Refused("400 Bad Request", "the address makes no sense") from None
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    named = f"[{host}]" if ":" in host else host
    first = [
        b"%s %s HTTP/1.1" % (plain[1], path.encode("latin-1")),
        f"Host: {named}".encode() + (b"" if port == 80 else b":%d" % port),
        *_kept(rest),
        b"Connection: close",
    ]
    return Asked(host, port, b"\r\n".join(first) + b"\r\n\r\n")


def _kept(headers: bytes) -> list[bytes]:
    """Those that concern the server. What readers could read differently is not passed on."""
    lines = [line for line in headers.split(b"\r\n") if line]
    if not all(_HEADER.fullmatch(line) for line in lines):
        raise Refused("400 Bad Request", "a header makes no sense")
    return [line for line in lines if not line.lower().startswith(_DROPPED)]


def _host(name: str) -> str:
    if not (_NAME.fullmatch(name.lower()) or (":" in name and "%" not in name and literal(name))):
        raise Refused("400 Bad Request", "the host name makes no sense")
    return name.lower()


def _port(number: int) -> int:
    if not 0 < number < 65536:
        raise Refused("400 Bad Request", "the port makes no sense")
    return number


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that it is, where it is no name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
