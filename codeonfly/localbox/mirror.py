"""What sandboxes inherit of the host's package manager set-up, so that mirrors work there too."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HostSetup:
    """``envs`` for every command, the CA bundle to trust, and what was left out and why."""

    envs: dict[str, str] = field(default_factory=dict)
    ca_bundle: str | None = None
    notes: tuple[str, ...] = ()


def host_setup() -> HostSetup:
    """The set-up of this machine."""
    import os

    from codeonfly.localbox.isolation import CA_BUNDLE

    proxy = "http://127.0.0.1:3128"
    envs = {name: proxy for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")}
    envs |= dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1,::1")
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    if os.path.exists(bundle):
        envs |= dict.fromkeys(
            (
                "SSL_CERT_FILE",
                "PIP_CERT",
                "REQUESTS_CA_BUNDLE",
                "NODE_EXTRA_CA_CERTS",
                "GIT_SSL_CAINFO",
                "CURL_CA_BUNDLE",
                "CARGO_HTTP_CAINFO",
            ),
            CA_BUNDLE,
        )
        return HostSetup(envs, bundle)
    return HostSetup(envs)
