"""Exactly what a lock file of Python's names, installed by pip: its own program takes longer, and needs more
than an index of files."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from codeonfly.parsing import toml

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")  # the first is read by uv itself
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def pinned(name: str, text: str) -> list[str] | None:
    """Each locked package as a requirement quoted for the shell, with the environments that the lock names.

    None where it holds something that is in no index of packages, or nothing that can be read.
    """
    found = list(_of_pipenv(text) if name == "Pipfile.lock" else _of_tables(text))
    if not found or None in found:
        return None
    return list(dict.fromkeys(shlex.quote(one) for one in found if one))


def _of_tables(text: str) -> Iterator[str | None]:
    """Poetry's and PDM's; "" for what is not wanted."""
    packages = toml(text).get("package")
    for one in packages if isinstance(packages, list) else []:
        if not isinstance(one, Mapping):
            continue
        if any(key in one for key in ("source", "git", "path", "url")):
            yield None
        elif one.get("optional") is True:
            yield ""
        else:
            yield _requirement(
                one.get("name"), f"=={one.get('version')}", one.get("markers", one.get("marker"))
            )


def _of_pipenv(text: str) -> Iterator[str | None]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    for section in ("default", "develop"):
        packages = told.get(section) if isinstance(told, Mapping) else None
        for name, one in packages.items() if isinstance(packages, Mapping) else ():
            version = one.get("version") if isinstance(one, Mapping) else None
            if not isinstance(version, str) or not version.startswith("=="):
                yield None
            else:
                yield _requirement(name, version, one.get("markers"))


def _requirement(name: Any, version: str, marker: Any) -> str | None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None  # an option of pip's, say
    return f"{name}{version} ; {marker}" if isinstance(marker, str) else f"{name}{version}"
