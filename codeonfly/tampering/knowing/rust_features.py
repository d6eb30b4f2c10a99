"""Behaviour of Rust's behind a feature that only the manifests' development dependencies turn on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codeonfly.tampering.languages.rust_rules import declares
from codeonfly.tampering.values import Finding, Versions

_BRANCHES = r"cfg!\([^\n]*\bfeature\s*=\s*\"{0}\"|#!?\[\s*cfg\([^\n]*\bnot\([^\n]*\bfeature\s*=\s*\"{0}\""
_ONLY_WITH = r"#!?\[\s*cfg\([^\n]*\bfeature\s*=\s*\"{0}\""


def features(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Sources that do something else with such a feature: helpers of tests may well stand behind one."""
    manifests = [one for one in (*texts, *tests) if one.path.endswith("Cargo.toml") and one.after]
    names = {name for one in manifests for name in _for_tests(one)}
    for one in texts if names else ():
        for number, line in one.added if one.path.endswith(".rs") else ():
            if any(_is_behaviour(name, line, one.after or "", number) for name in names):
                told = (
                    f"{one.path}:{number}: the code does something else with a feature that only tests have"
                )
                yield Finding(one.path, number, "switch", told)


def _is_behaviour(name: str, line: str, text: str, number: int) -> bool:
    escaped = re.escape(name)
    if re.search(_BRANCHES.format(escaped), line):
        return True
    return re.search(_ONLY_WITH.format(escaped), line) is not None and not declares(line, text, number)


def _for_tests(manifest: Versions) -> set[str]:
    """Features that a change asks for in development, of crates beside it, and that are not there by default."""
    now, was = _of(manifest.after or ""), _of(manifest.before or "")
    usual = _table(now, "features").get("default")
    return _asked(now) - _asked(was) - set(_names(usual))


def _asked(manifest: Mapping[str, Any]) -> set[str]:
    wanted = _table(manifest, "dev-dependencies")
    mine = [_table(wanted, name) for name in wanted if "path" in _table(wanted, name)]
    return {name for one in mine for name in _names(one.get("features"))}


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _table(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _of(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
