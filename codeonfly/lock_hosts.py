"""Which hosts do the files name from which packages are installed?"""

from __future__ import annotations

import re

_NAMES = re.compile(
    r"package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|deno\.lock|\.npmrc|"
    r"\.yarnrc(?:\.yml)?|(?:poetry|uv|pdm|pipfile|requirements|cargo|gemfile|composer)\.lock|uv\.toml|"
    r"pip\.(?:conf|ini)|go\.sum"
)
_PATHS = re.compile(
    r"(?:^|/)(?:\.cargo/config(?:\.toml)?|\.mvn/settings\.xml|pylock(?:\.[\w-]+)?\.toml"
    r"|(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements/[\w.-]+\.(?:txt|in))$"
)
_COMMENT = re.compile(rb"(?m)(?:^|[ \t])#[^\n]*")  # a hash right after an address belongs to it
_ADDRESS = re.compile(
    rb"""
    (?: [a-z][a-z0-9+.-]*:(?:\\?/){2} | (?<=["'\s=])(?:\\?/){2}(?=[a-z0-9.@:-]+\.) | \bgit@(?=[a-z0-9.-]+:) )
    (?: [^/@\s"'\\]*@ )*
    ( \[[0-9a-f:.]+\] | [a-z0-9_.-]+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)


def names_hosts(path: str) -> bool:
    """Whether a package manager takes addresses from the file of this path."""
    plain = path.casefold()
    return bool(_NAMES.fullmatch(plain.rpartition("/")[2]) or _PATHS.search(plain))


def hosts_in(data: bytes) -> frozenset[str]:
    """The hosts of every address, in lower case, wherever but in comments."""
    found = _ADDRESS.findall(_COMMENT.sub(b"", data))
    return frozenset(host.decode("ascii").lower().strip(".") for host in found)
