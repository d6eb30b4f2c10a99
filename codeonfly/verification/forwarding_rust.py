"""Modules of Rust that moved: for the base's own tests they can be had by their old path, too.

The tests that stand inside of such a module are put into it where it is by now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.toolchains.rust_inline import spliced
from codeonfly.tree import File, text_of
from codeonfly.verification.renaming import by_new_names

_PLACE = re.compile(r"(?P<crate>(?:.*/)?)src/(?P<module>[\w/]+?)(?:/mod)?\.rs")
_ROOTS = ("lib", "main")
_TESTS = "#[cfg(test)]"


def inner_tests(head: Mapping[str, File], names: Mapping[str, str]) -> dict[str, File]:
    """The sources of which the tests inside say names that are others by now."""
    made = {}
    for path, file in head.items() if names else ():
        text = text_of(file) if path.endswith(".rs") else ""
        begin = text.find(_TESTS)
        tests = by_new_names(text[begin:], names) if begin >= 0 else ""
        if begin >= 0 and tests != text[begin:]:
            made[path] = File(file.mode, f"{text[:begin]}{tests}".encode("utf-8", "replace"))
    return made


def forwarded_modules(
    moved: Mapping[str, str], before: Mapping[str, File], head: Mapping[str, File], names: Mapping[str, str]
) -> tuple[dict[str, File], dict[str, str]]:
    """Files in which the ``moved`` modules are known as before; what ids begin with, now and on the base.

    ``names``: what else is called otherwise, in their own tests, too.
    """
    made, owners = dict[str, File](), dict[str, str]()
    for old, new in sorted(moved.items()):
        was, now = _PLACE.fullmatch(old), _PLACE.fullmatch(new)
        if was is None or now is None or was["crate"] != now["crate"] or now["module"] in _ROOTS:
            continue
        crate, path, to = was["crate"], was["module"].split("/"), now["module"].replace("/", "::")
        parent = next((one for one in _parents(crate, path[:-1]) if one in head), None)
        if parent is None or not _is_open(crate, now["module"].split("/"), head):
            continue
        text = text_of(made.get(parent, head[parent]))
        if re.search(rf"\bmod\s+{path[-1]}\b", text):
            continue
        line = f"\n#[allow(unused_imports)]\npub use crate::{to} as {path[-1]};\n"
        made[parent] = File(head[parent].mode, f"{text}{line}".encode("utf-8", "replace"))
        tests = by_new_names(text_of(before[old]), names)
        inside = spliced(text_of(head[new]), tests) if _TESTS in tests else None
        if inside is not None:
            made[new] = File(head[new].mode, inside.encode("utf-8", "replace"))
        root = next((one for one in _parents(crate, []) if one in head), parent)
        owners[f"{root}::{to}"] = f"{root}::{'::'.join(path)}"
    return made, owners


def _is_open(crate: str, path: list[str], head: Mapping[str, File]) -> bool:
    """Whether the crate's root can name the module: within others it has to be ``pub``."""
    for depth in range(1, len(path)):
        inside = next((one for one in _parents(crate, path[:depth]) if one in head), None)
        if inside is None or not re.search(
            rf"\bpub(?:\([^)]*\))?\s+mod\s+{path[depth]}\b", text_of(head[inside])
        ):
            return False
    return True


def _parents(crate: str, path: list[str]) -> Iterator[str]:
    """Where the module may be written in which others are."""
    if not path:
        yield from (f"{crate}src/{name}.rs" for name in _ROOTS)
        return
    folder = PurePosixPath(f"{crate}src", *path)
    yield from (f"{folder}.rs", f"{folder}/mod.rs")
