"""Where a sandbox may connect to: E2B's rules, decided purely, and the addresses nobody may reach.

Names are matched first (ports 80 and 443 only), then addresses; what is allowed beats what is denied.
Without any rule nothing can be reached.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from codeonfly.localbox.http import HttpError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAMED_PORTS = frozenset({80, 443})
MAX_RULES = 1000
BURST, PER_SECOND = 500, 50  # connections that a sandbox makes in a moment, and in the long run
INGRESS: dict[str, type] = {"allowPublicTraffic": bool, "maskRequestHost": str, "httpsPorts": list}
_NAME = re.compile(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?", re.IGNORECASE)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_TEST_NETS = tuple(ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")  # what of IPv6 is given out for the internet


def checked(network: object) -> dict[str, Any]:
    """The network configuration of a request; raises HttpError 400."""
    if network is None:
        return {}
    if not isinstance(network, dict):
        raise HttpError(400, "network must be an object")
    _check_ingress(network)
    _check_rules(network.get("rules"))
    if network.get("egressProxy") is not None:  # to go out past it would be worse than not at all
        raise HttpError(400, "network.egressProxy is not supported here")
    for name in ("allowOut", "denyOut"):
        rules = network.get(name)
        if rules is None:
            continue
        if (
            not isinstance(rules, list)
            or len(rules) > MAX_RULES
            or not all(isinstance(rule, str) for rule in rules)
        ):
            raise HttpError(400, f"network.{name} must be a list of at most {MAX_RULES} strings")
        for rule in rules:
            if _network(rule) is None and (name == "denyOut" or _NAME.fullmatch(rule) is None):
                what = (
                    "an address or CIDR block"
                    if name == "denyOut"
                    else "an address, a CIDR block or a domain name"
                )
                raise HttpError(400, f"invalid network.{name} entry {rule!r}: it is not {what}")
    if any(_network(rule) is None for rule in network.get("allowOut") or ()) and not denies_all(network):
        raise HttpError(
            400, "when specifying allowed domains in allowOut, you must include 'ALL_TRAFFIC' in denyOut"
        )
    return {key: value for key, value in network.items() if value is not None}


def _check_ingress(network: Mapping[str, Any]) -> None:
    ports = network.get("httpsPorts") or []
    if not isinstance(ports, list) or not all(type(port) is int and 0 < port < 65536 for port in ports):
        raise HttpError(400, "network.httpsPorts must be a list of ports")
    for name, kind in INGRESS.items():
        if not isinstance(network.get(name), kind | None):
            raise HttpError(400, f"network.{name} must be a {kind.__name__}")


def _check_rules(rules: object) -> None:
    """Of each host a list of ``{"transform": {"headers": {name: value}}}``."""
    if rules is None:
        return
    lists = list(rules.values()) if isinstance(rules, dict) else [None]
    for rule in [rule for of_host in lists for rule in (of_host if isinstance(of_host, list) else [None])]:
        transform = rule.get("transform") or {} if isinstance(rule, dict) else None
        headers = transform.get("headers") or {} if isinstance(transform, dict) else None
        if not isinstance(headers, dict) or not all(_is_header(*header) for header in headers.items()):
            raise HttpError(400, "network.rules must be lists of transforms by host, with headers as strings")


def _is_header(name: str, value: object) -> bool:
    return bool(_TOKEN.fullmatch(name)) and isinstance(value, str) and value.isprintable() and value.isascii()


def headers_for(network: Mapping[str, Any], host: str) -> dict[str, str]:
    """The headers that requests to this host are to have."""
    found: dict[str, str] = {}
    for name, rules in (network.get("rules") or {}).items():
        if _is_named(name, host):
            for rule in rules:
                found |= (rule.get("transform") or {}).get("headers") or {}
    return found


def denies_all(network: Mapping[str, Any]) -> bool:
    """Whether a deny rule covers everything."""
    return any(rule in {"0.0.0.0/0", "::/0"} for rule in network.get("denyOut") or ())


def _network(rule: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(rule, strict=False)
    except ValueError:
        return None


def name_allowed(rules: Sequence[str], host: str, port: int) -> bool:
    """Whether an allow rule names this host."""
    if port not in NAMED_PORTS:
        return False
    return any(_is_named(rule, host) for rule in rules)


def _is_named(rule: str, host: str) -> bool:
    host, wanted = host.rstrip(".").lower(), rule.rstrip(".").lower()
    return wanted == host or (wanted.startswith("*.") and host.endswith(wanted[1:])) or wanted == "*"


def address_allowed(network: Mapping[str, Any], address: Address, *, internet: bool) -> bool:
    """Whether the address rules let it through; without any, ``internet`` decides."""
    if _listed(network.get("allowOut") or (), address):
        return True
    if denies_all(network) or _listed(network.get("denyOut") or (), address):
        return False
    return internet


def _listed(rules: Sequence[str], address: Address) -> bool:
    """An IPv4 address that is written as an IPv6 one is the same place."""
    spellings = {address, _embedded(address) or address}
    return any((net := _network(rule)) is not None and any(one in net for one in spellings) for rule in rules)


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """Where a mapped, translated or 6to4 address leads."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def reachable(address: Address) -> bool:
    """False for loopback, link-local (cloud metadata), private, shared, multicast and reserved addresses.

    The documentation networks count as reachable: nobody's service is there but a test's or a mirror's.
    """
    if (embedded := _embedded(address)) is not None:
        return reachable(embedded)
    if any(address in net for net in _TEST_NETS):
        return True
    if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
        return False
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, ipaddress.IPv4Address) and address in _SHARED:
        return False
    return address.is_global


def turn(last: float, now: float) -> float:
    """When the next connection is made, by the turn of the one before: not before now, for a whole burst."""
    return max(last + 1 / PER_SECOND, now - BURST / PER_SECOND)
