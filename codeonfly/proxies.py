"""A proxy is for what lies outside: sandboxes and model servers on this machine are reached directly."""

from __future__ import annotations

from collections.abc import MutableMapping

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def reach_loopback_directly(environ: MutableMapping[str, str]) -> None:
    """Adds this machine to NO_PROXY where a proxy is set; every HTTP client reads it when it is made."""
    given = {name.lower(): value for name, value in environ.items()}
    if not any(given.get(name) for name in _PROXIES):
        return
    hosts = [host.strip() for host in given.get("no_proxy", "").split(",") if host.strip()]
    hosts += [host for host in LOOPBACK if host not in hosts]
    environ["NO_PROXY"] = environ["no_proxy"] = ",".join(hosts)
