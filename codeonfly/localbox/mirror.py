"""What sandboxes inherit of the host's package manager set-up, so that mirrors work there too.

Only what names a place to download from, a limit or a certificate; never a credential.
"""

from __future__ import annotations

import configparser
import re
import ssl
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException, ElementTree

from codeonfly.localbox.inside.wire import PROXY_PORT

PROXY = f"http://127.0.0.1:{PROXY_PORT}"
LOCAL = "localhost,127.0.0.1,::1"
CERTIFICATE_VARIABLES = (
    "SSL_CERT_FILE",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "GIT_SSL_CAINFO",
    "CARGO_HTTP_CAINFO",
    "NPM_CONFIG_CAFILE",
    "AWS_CA_BUNDLE",
)
SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_PIP = ("index-url", "extra-index-url", "trusted-host", "timeout", "default-timeout", "retries")
_PLAIN = (
    "PIP_DEFAULT_TIMEOUT",
    "PIP_RETRIES",
    "PIP_TRUSTED_HOST",
    "PIP_DISABLE_PIP_VERSION_CHECK",
    "UV_HTTP_TIMEOUT",
    "GOPROXY",
    "GOSUMDB",
    "GONOSUMDB",
    "GONOPROXY",
    "GOPRIVATE",
    "GOFLAGS",
    "GOTOOLCHAIN",
    "CARGO_NET_RETRY",
    "CARGO_HTTP_TIMEOUT",
    "CARGO_REGISTRIES_CRATES_IO_PROTOCOL",
)
_ADDRESSES = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "NPM_CONFIG_REGISTRY",
)
_SECRET = re.compile(r"token|password|_auth|secret|credential|username|\bkey\b", re.IGNORECASE)
_CARGO_KEPT = {"source", "registries", "registry", "http", "net"}
_NPM_KEPT = re.compile(
    r"(@[\w.-]+:)?registry|fetch-[\w-]+|strict-ssl|omit-lockfile-registry-resolved|fund|audit"
)


@dataclass(frozen=True, slots=True)
class HostSetup:
    """``envs`` for every command, ``files`` for every new sandbox (path inside -> text), and the certificates
    to trust. Credentials stay on the host."""

    envs: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    certificates: str = ""


def host_setup(environ: Mapping[str, str], bundle: str, home: Path | None = None) -> HostSetup:
    """The set-up of this machine; ``bundle`` is where the certificates will be inside."""
    home = home or Path.home()
    certificates = "\n".join(_certificates(environ))
    envs = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), PROXY)
    envs |= dict.fromkeys(("NO_PROXY", "no_proxy"), LOCAL)
    envs |= {
        "NODE_USE_ENV_PROXY": "1",
        "PIP_BREAK_SYSTEM_PACKAGES": "1",
        "NPM_CONFIG_PREFIX": "/home/user/.local",
    }
    if certificates:
        envs |= dict.fromkeys(CERTIFICATE_VARIABLES, bundle)
    envs |= _pip(home) | _go(home) | _variables(environ)
    files = {
        "/home/user/.m2/settings.xml": _maven(home),
        "/home/user/.gradle/gradle.properties": _gradle(),
    }
    for path, text in (
        ("/home/user/.npmrc", _npm(home)),
        ("/.cargo/config.toml", _cargo(home)),
    ):
        files |= {path: text} if text else {}
    return HostSetup(envs, files, certificates)


def _certificates(environ: Mapping[str, str]) -> Iterator[str]:
    """The system's bundle, and every other that a variable names."""
    default = ssl.get_default_verify_paths().cafile
    system = next((path for path in (*SYSTEM_BUNDLES, default or "") if path and Path(path).is_file()), "")
    named = [environ.get(name, "") for name in CERTIFICATE_VARIABLES]
    seen: set[str] = set()
    for path in dict.fromkeys(path for path in (system, *named) if path):
        text = _text(Path(path))
        if "BEGIN CERTIFICATE" in text and text not in seen:
            seen.add(text)
            yield text


def _variables(environ: Mapping[str, str]) -> dict[str, str]:
    upper = {name.upper(): value for name, value in environ.items() if value}
    found = {name: upper[name] for name in _PLAIN if name in upper}
    for name in _ADDRESSES:
        if name in upper:
            found[name] = _without_credentials(upper[name])
    if "GOPROXY" in found:
        found["GOPROXY"] = ",".join(map(_without_credentials, found["GOPROXY"].split(",")))
    return found


def _without_credentials(value: str) -> str:
    """The addresses (several are parted by spaces) without user and password."""
    parts = ((word, urlsplit(word)) for word in value.split())
    return " ".join(
        urlunsplit(part._replace(netloc=part.netloc.rpartition("@")[2])) if "@" in part.netloc else word
        for word, part in parts
    )


def _pip(home: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (Path("/etc/pip.conf"), home / ".pip/pip.conf", home / ".config/pip/pip.conf"):
        parser = configparser.RawConfigParser()
        try:
            parser.read_string(_text(path))
        except configparser.Error:
            continue
        for key in _PIP:
            value = parser.get("global", key, fallback="").strip()
            if value:
                name = "PIP_DEFAULT_TIMEOUT" if key == "timeout" else f"PIP_{key.replace('-', '_').upper()}"
                found[name] = _without_credentials(value)
    return found


def _go(home: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in _text(home / ".config/go/env").splitlines())
    return {name: value for name, _, value in lines if name in _PLAIN and value}


def _npm(home: Path) -> str:
    kept: list[str] = []
    for path in (Path("/etc/npmrc"), Path("/usr/etc/npmrc"), home / ".npmrc"):
        for line in _text(path).splitlines():
            key, _, value = (part.strip() for part in line.partition("="))
            if _NPM_KEPT.fullmatch(key):
                kept.append(f"{key}={_without_credentials(value)}")
    return "".join(f"{line}\n" for line in kept)


def _cargo(home: Path) -> str:
    """The tables that say where crates come from; what looks like a credential is left out."""
    for name in ("config.toml", "config"):
        text = _text(home / ".cargo" / name)
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        kept: dict[str, object] = {key: value for key, value in tables.items() if key in _CARGO_KEPT}
        if kept:
            return "\n".join(_toml(kept, ())) + "\n"
    return ""


def _toml(table: Mapping[str, object], path: Sequence[str]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if path and plain:
        yield "[" + ".".join(_quoted(part) for part in path) + "]"
    for key, value in plain.items():
        if _SECRET.search(key):
            continue
        if isinstance(value, bool):
            yield f"{_quoted(key)} = {str(value).lower()}"
        elif isinstance(value, int):
            yield f"{_quoted(key)} = {value}"
        elif isinstance(value, str) and key not in {"cainfo", "proxy"}:
            yield f"{_quoted(key)} = {_quoted(_without_credentials(value))}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _toml(value, (*path, key))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _maven(home: Path) -> str:
    """Settings with the sandbox's proxy, and the host's mirrors."""
    mirrors = ""
    for path in (home / ".m2/settings.xml", Path("/etc/maven/settings.xml")):
        try:
            root = ElementTree.fromstring(_text(path) or "<settings/>")
        except (ElementTree.ParseError, DefusedXmlException):
            continue
        for mirror in (element for element in root.iter() if _tag(element.tag) == "mirror"):
            values = {_tag(child.tag): (child.text or "").strip() for child in mirror}
            if "url" in values and "maven-default-http-blocker" not in values.get("id", ""):
                values["url"] = _without_credentials(values["url"])
                inner = "".join(
                    f"<{key}>{escape(values[key])}</{key}>"
                    for key in ("id", "mirrorOf", "url")
                    if key in values
                )
                mirrors += f"<mirror>{inner}</mirror>"
        if mirrors:
            break
    proxies = "".join(
        f"<proxy><id>{scheme}</id><active>true</active><protocol>{scheme}</protocol><host>127.0.0.1</host>"
        f"<port>{PROXY_PORT}</port><nonProxyHosts>localhost|127.0.0.1</nonProxyHosts></proxy>"
        for scheme in ("http", "https")
    )
    return f"<settings><proxies>{proxies}</proxies><mirrors>{mirrors}</mirrors></settings>\n"


def _tag(name: object) -> str:
    return str(name).rpartition("}")[2]


def _gradle() -> str:
    return "".join(
        f"systemProp.{scheme}.proxyHost=127.0.0.1\nsystemProp.{scheme}.proxyPort={PROXY_PORT}\n"
        for scheme in ("http", "https")
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
