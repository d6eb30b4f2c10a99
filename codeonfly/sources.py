"""What a manifest takes from elsewhere than a registry, or runs at installation: for a person's eyes.

Lock files and settings of package managers are judged more strictly (see ``lock_hosts``): nobody reads those.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from codeonfly.lock_hosts import hosts_in

LONGEST = 80  # characters of an address that is told

_NODE_LISTS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_NODE_CHOICES = ("overrides", "resolutions", "pnpm")
_AT_INSTALL = re.compile(r"(?:pre|post)?(?:install|prepare|prepublish)|dependencies|uninstall")
_WITHIN_REGISTRY = re.compile(r"(?:npm|workspace|catalog|file|link|portal|jsr):|patch:(?!.*://)")
# keys of TOML below which something is fetched
_FETCHED = frozenset(
    (
        "git",
        "url",
        "registry",
        "registry-index",
        "index",
        "index-url",
        "extra-index-url",
        "default-index",
        "find-links",
        "channels",
    )
)
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://|^git\+|^[\w.-]+@[\w.-]+:", re.IGNORECASE)
_DIRECT = re.compile(r"@\s*([a-z][a-z0-9+.-]*:/?/?\S+)", re.IGNORECASE)
_SETUP = re.compile(
    r"(?:@\s*|[\"'])((?:git\+|https?://)[^\s\"']+\.(?:git|whl|zip|tar\.gz|tgz)[^\s\"']*|git\+[^\s\"']+)"
    # setuptools hands these to pip
    r"|\b(?:index[_-]url|find[_-]links|dependency[_-]links)\s*=[\s\[\"']*([a-z+]+://[^\s\"',]+)"
)
# in whatever file pip may be pointed to: its options, and packages from an address
_OF_PIP = re.compile(
    r"(?m)^[ \t]*(?:(?:-i|-f|-r|-c|-e|--[a-z-]+)[ \t=]*[\"']?([a-z+]+://[^\s\"']+)|--trusted-host[ \t=]+(\S+)"
    r"|(?:[\w.\[\], -]+@[ \t]*)?((?:git|hg|svn|bzr)\+\S+)|[\w.\[\], -]+@[ \t]*([a-z+]+://\S+))"
)
_TRUSTED = re.compile(r"--trusted-host[ \t=]+(\S+)")
_TOOLCHAIN = re.compile(r"(?m)^[ \t]*path[ \t]*=[ \t]*(\S+)")
_EXTENSION = re.compile(r"<artifactId>\s*([^<]*)")
_PNPM = re.compile(
    r"(?m)^((?:scriptShell|nodeOptions|(?:global)?pnpmfile|configDependencies|onlyBuilt\w+|allowBuilds|dangerously\w+"
    r"|registr\w+|cafile|strictSsl|\w*[pP]roxy)[ \t]*:.*)$"
    r"|^[ \t]+[\"']?[@\w./-]+[\"']?[ \t]*:[ \t]*[\"']?"
    r"((?:(?:github|gist|gitlab|bitbucket):)?[\w.-]+/[\w.#-]+)[\"']?[ \t]*$"
)
_REPLACED = re.compile(
    r"(?m)^\s*(?:replace\s+)?[^\s/][^\s]*(?:\s+v\S+)?\s+=>\s+(?!\.{0,2}/|[A-Za-z]:\\)(\S+)"
)
_SLASH_COMMENT = re.compile(r"(?m)(?:^|(?<=[\s;{}]))//[^\n]*")
_XML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REPOSITORY = re.compile(r"<(\w*[rR]epository)\b[^>]*>(.*?)</\1\s*>|<!(DOCTYPE)\b", re.DOTALL)
_URL = re.compile(r"<url>\s*(.*?)\s*</", re.DOTALL)
_SHORT = re.compile(
    r"\b(?:github|gist|gitlab|bitbucket):?\s*(?:=>|\()?\s*[\"']([\w.-]+/[^\"'\n]+|[0-9a-f]{8,})[\"']"
)
_JAVA_SETTING = re.compile(
    r"(?m)^.*(?:systemProp\.|proxyHost|maven\.repo|://|^-(?:g?s|-(?:global-)?settings)\b).*$"
)


def taken_from(path: str, data: bytes) -> frozenset[str]:
    """What this manifest does that a person should see when it is new, each as the end of a sentence."""
    name = path.casefold().rpartition("/")[2]
    for names, read in _READERS:
        if names.fullmatch(name):
            text = data.decode(errors="replace").removeprefix("\ufeff")
            return frozenset(read(text)) if read else frozenset(_from(host) for host in hosts_in(path, data))
    return frozenset()


def _from(place: str) -> str:
    return f"takes code from {place[:LONGEST]!a}"


def _package_json(text: str) -> Iterator[str]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(told, Mapping):
        return
    for key in (*_NODE_LISTS, *_NODE_CHOICES, "imports"):
        for version in _texts(told.get(key)):
            if (
                re.search("[/:]", version)
                and not version.startswith((".", "#"))
                and not _WITHIN_REGISTRY.match(version)
            ):
                yield _from(version)
    for key in ("packageManager", "publishConfig"):
        yield from (_from(text) for text in _texts(told.get(key)) if "://" in text)
    scripts = told.get("scripts")
    for name, command in scripts.items() if isinstance(scripts, Mapping) else ():
        if _AT_INSTALL.fullmatch(name):
            yield f"runs {str(command)[:LONGEST]!a} at installation"


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping | list):
        for one in told.values() if isinstance(told, Mapping) else told:
            yield from _texts(one)


def _toml(text: str) -> Iterator[str]:
    try:
        yield from map(_from, _fetched(tomllib.loads(text), ""))
    except (tomllib.TOMLDecodeError, RecursionError):
        return


def _fetched(told: Any, key: str) -> Iterator[str]:
    if isinstance(told, Mapping):
        for name, one in told.items():
            if name != "urls":
                yield from _fetched(one, str(name))
    elif isinstance(told, list):
        for one in told:
            yield from _fetched(one, key)
    elif isinstance(told, str):
        direct = _DIRECT.search(told)
        if direct:
            yield direct[1]
        elif told.startswith("git+") or (key in _FETCHED and _REMOTE.search(told)):
            yield told


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    """By whichever of its groups it found something."""
    return lambda text: (_from(next(filter(None, found.groups()), "")) for found in pattern.finditer(text))


def _pnpm(text: str) -> Iterator[str]:
    yield from map(_from, hosts_in("pnpm-workspace.yaml", text.encode()))
    for setting, short in _PNPM.findall(text):
        yield f"sets {setting.strip()[:LONGEST]!a}" if setting else _from(short)


def _pom(text: str) -> Iterator[str]:
    for _, inside, declared in _REPOSITORY.findall(_XML_COMMENT.sub("", text)):
        yield from map(_from, _URL.findall(inside))
        if declared:
            yield "declares entities of its own"


def _gemfile(text: str) -> Iterator[str]:
    yield from map(_from, hosts_in("Gemfile", text.encode()))
    yield from map(_from, _SHORT.findall(text))


def _gradle(text: str) -> Iterator[str]:
    yield from map(_from, hosts_in("build.gradle", _SLASH_COMMENT.sub("", text).encode()))


def _java_settings(text: str) -> Iterator[str]:
    yield from (f"sets {line.strip()[:LONGEST]!a}" for line in _JAVA_SETTING.findall(text))


# by name, in lower case; without a reader, the hosts of all addresses
_READERS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[str]] | None], ...] = (
    (re.compile(r"package\.json|deno\.jsonc?|import_map\.json"), _package_json),
    (re.compile(r"pyproject\.toml|cargo\.toml|pipfile|(?:hatch|poetry|pdm|pixi)\.toml"), _toml),
    (re.compile(r"setup\.(?:py|cfg)"), _matches(_SETUP)),
    (re.compile(r"go\.(?:mod|work)"), _matches(_REPLACED)),
    (re.compile(r"pom\.xml"), _pom),
    (re.compile(r"gemfile|gems\.rb|podfile|mix\.exs"), _gemfile),
    (re.compile(r"gradle\.properties|maven\.config|jvm\.config"), _java_settings),
    (re.compile(r".*\.gradle(?:\.kts)?|package\.swift|.*\.sbt"), _gradle),
    (re.compile(r"pnpm-workspace\.yaml"), _pnpm),
    (re.compile(r"rust-toolchain(?:\.toml)?"), _matches(_TOOLCHAIN)),
    (re.compile(r"extensions\.xml"), _matches(_EXTENSION)),
    (re.compile(r"composer\.json|cartfile|(?:conda|environment).*\.ya?ml|chart\.yaml"), None),
    (re.compile(r"(?:workspace|module)(?:\.bazel)?|cmakelists\.txt|tox\.ini|flake\.nix|shard\.yml"), None),
    (re.compile(r"rebar\.config|deps\.edn|project\.clj|stack\.ya?ml|cabal\.project"), None),
    (re.compile(r".*(?:requirements|constraints).*\.(?:txt|in)"), _matches(_TRUSTED)),
    (re.compile(r".*\.(?:txt|in|lst|pip)"), _matches(_OF_PIP)),
    (re.compile(r"vcpkg-configuration\.json|conanfile\.(?:txt|py)|ivysettings\.xml|pubspec\.yaml"), None),
)
