"""Which hosts do the files name from which packages are installed?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

_NAMES = re.compile(
    r".*\.lock(?:b|file|\.json)?|gems\.locked|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|"
    r"\.npmrc|\.yarnrc(?:\.yml)?|bunfig\.toml|uv\.toml|pip\.(?:conf|ini)|\.pypirc|go(?:\.work)?\.sum|"
    r"nuget\.config|\.condarc|conda-lock\.yml|package\.resolved|"
    r"\.terraform\.lock\.hcl|\.bazelrc|\.bowerrc|\.pnpmrc|\.netrc|\.curlrc|\.wgetrc"
)
_PATHS = re.compile(
    r"(?:^|/)(?:\.cargo/config(?:\.toml)?|\.(?:mvn|m2)/(?:settings|extensions)\.xml|\.bundle/config|"
    r"pylock(?:\.[\w-]+)?\.toml|[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements/[\w.-]+\.(?:txt|in))$"
)
# they name a build tool's own distribution, which is fetched and run
_WRAPPER = re.compile(r"(?:gradle|maven)-wrapper\.properties")
_OF_PIP = re.compile(r"[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in|lock)|.*\.(?:txt|in)")
# a hash right after an address belongs to it; only pip takes what follows a blank and a hash for a comment
_COMMENT_OF_PIP = re.compile(rb"(?m)(?:^|[ \t])#[^\n]*")
_CONTINUED = re.compile(rb"\\\r?\n")
_COMMENT = re.compile(rb"(?m)^[ \t]*#[^\n]*")
# As the most lenient reader takes them: browsers' rules, which npm goes by, need no slash after https and
# decode what stands in for letters of the host. Whatever cannot be a known registry's name is none. Neither a
# scheme nor a user is looked for further back than it takes: a file may be one long word.
_ADDRESS = re.compile(
    rb"""
    (?: [a-z][a-z0-9+.-]{0,60}:(?:\\?/){2} | \bhttps?:[\\/]*(?=[^\s\\/"'])
      | (?<=["'\s=])(?:\\?/){2}(?=[^\s/"']+\.) | (?<=[a-z0-9_.-])@(?=[a-z0-9-]+\.[a-z0-9.-]+:[^\d/\s]) )
    ( (?: [^/@\s"'\\?\#]*@ )* )
    ( \[[0-9a-f:.]+\] | [^\s/\\@:?\#"'`<>(){}\[\],;]+ )
    (?: : (\d+) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# how npm and its kin write a repository of a well-known host
_SHORT = {
    b"": "github.com",
    b"github": "github.com",
    b"gist": "gist.github.com",
    b"gitlab": "gitlab.com",
    b"bitbucket": "bitbucket.org",
}
_SHORT_ADDRESS = re.compile(
    rb"""(?<=[\s"'@])(github|gist|gitlab|bitbucket):(?=[\w-])|(?<=")[\w-]+/[\w.-]+\#(?=[\w-])""",
    re.IGNORECASE,
)
_TAKES_SHORT = re.compile(r"package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock")
_PORTS = ("22", "80", "443")
_PASSWORD = re.compile(rb":(?![$%{<])[^:@]+@")  # and no variable's name in its place
_XML_NAMES = re.compile(rb"""\b(?:xmlns(?::\w+)?|\w+:schemaLocation)\s*=\s*(?:"[^"]*"|'[^']*')""")
_PROPERTY = re.compile(rb"\\(?:\r?\n[ \t]*|([:=#!\\ ]))")  # what may be escaped in Java's .properties
_ESCAPED = re.compile(rb"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(/))", re.IGNORECASE)

# how Cargo calls its own registry, wherever it fetches from; another source on that host is no registry
_CARGOS_OWN = re.compile(rb'"registry\+https://github\.com/rust-lang/[\w.]+-index"')


def names_hosts(path: str) -> bool:
    """Whether a package manager takes addresses from the file of this path."""
    plain = path.casefold()
    name = plain.rpartition("/")[2]
    return bool(_NAMES.fullmatch(name) or _PATHS.search(plain) or is_wrapper(path))


def is_wrapper(path: str) -> bool:
    """Whether it tells where a build tool itself is fetched from."""
    return _WRAPPER.fullmatch(path.casefold().rpartition("/")[2]) is not None


# What package managers copy from a package's own description: nothing is fetched from there.
_TOLD = frozenset(("funding", "deprecated", "license", "homepage", "support", "authors", "description"))
_TOLD_BY_PNPM = re.compile(rb"(?m)^ {4}deprecated:[^\n]*(?:\n {5,}[^\n]*)*")


def hosts_in(path: str, data: bytes) -> frozenset[str]:
    """The hosts of every address that something can be fetched from, in lower case; comments are none.

    Another port than the usual ones belongs to the host, and so does that there is a password.
    """
    name = path.casefold().rpartition("/")[2]
    text = _addresses_only(name, data)
    plain = _ESCAPED.sub(_letter, text)
    found = {one for form in (text, plain, unquote_to_bytes(plain)) for one in _ADDRESS.findall(form)}
    short = _SHORT_ADDRESS.findall(plain) if _TAKES_SHORT.fullmatch(name) else ()
    return frozenset((*(_place(*one) for one in found), *(_SHORT[forge.lower()] for forge in short)))


def _place(user: bytes, host: bytes, port: bytes) -> str:
    place = host.decode(errors="replace").lower().strip(".")
    if port and (number := port.decode().lstrip("0") or "0") not in _PORTS:
        place += f":{number}"
    return f"{place} with a password" if _PASSWORD.search(user) else place


def _letter(found: re.Match[bytes]) -> bytes:
    """What an escape in a string of JSON, YAML or TOML stands for."""
    code = int(found[1] or found[2] or found[3] or b"2f", 16)
    return chr(code).encode(errors="replace") if code < 0x110000 else b""


def _addresses_only(name: str, data: bytes) -> bytes:
    """Without comments, and without what lock files tell of a package's authors."""
    if name in ("package-lock.json", "npm-shrinkwrap.json", "composer.lock"):
        try:
            return "\n".join(_strings(_without_words(json.loads(data)))).encode()
        except (ValueError, RecursionError):
            return data
    if name in ("bun.lock", "deno.lock"):
        return data
    if name.endswith((".xml", ".config")):
        return _XML_NAMES.sub(b"", data)
    if name.endswith(".properties"):
        data = _PROPERTY.sub(rb"\1", data)
    if name == "cargo.lock":
        data = _CARGOS_OWN.sub(b"", data)
    if name == "pnpm-lock.yaml":
        data = b"".join(
            _TOLD_BY_PNPM.sub(b"", section) if section.startswith(b"packages:") else section
            for section in re.split(rb"(?m)^(?=\S)", data)
        )
    if _OF_PIP.fullmatch(name):
        text = _COMMENT_OF_PIP.sub(b"", data)
        return text + b"\n" + _CONTINUED.sub(b"", text)
    return _COMMENT.sub(b"", data)


_SKIPPED = str.maketrans("", "", "\t\r\n")


def _strings(told: Any) -> Iterator[str]:
    """Every key and text, each in quotes, without the tabs and line ends that readers of addresses skip."""
    if isinstance(told, str):
        yield '"' + told.translate(_SKIPPED) + '"'
    elif isinstance(told, list):
        for one in told:
            yield from _strings(one)
    elif isinstance(told, Mapping):
        for key, value in told.items():
            yield from _strings(key)
            yield from _strings(value)


def _without_words(lock: Any) -> Any:
    """A lock file's object; only entries of packages lose keys: a dependency may have any name."""
    if not isinstance(lock, Mapping):
        return lock
    kept = dict(lock)
    for section in ("packages", "packages-dev", "dependencies"):
        entries = kept.get(section)
        if isinstance(entries, Mapping):
            kept[section] = {name: _entry(one) for name, one in entries.items()}
        elif isinstance(entries, list):
            kept[section] = [_entry(one) for one in entries]
    return kept


def _entry(told: Any) -> Any:
    if not isinstance(told, Mapping):
        return told  # in a package's own list of dependencies: a version, or an address
    return _without_words({key: value for key, value in told.items() if key not in _TOLD})
