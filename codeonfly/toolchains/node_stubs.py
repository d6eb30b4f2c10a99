"""Modules of JavaScript with nothing behind what they export: tests load on the base, and have to fail.

A test file that imports a name the base doesn't have can't be loaded at all: then every test in it would seem
to need the change, those that check nothing among them.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx")
SUFFIXES = (*_SCRIPTS, ".ts", ".mts", ".cts", ".tsx")
TYPED = re.compile(r"\.[cm]?tsx?$")
_ESM = re.compile(r"^\s*export\b", re.MULTILINE)
_DECLARED = re.compile(
    r"^\s*export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class|const\s+enum|enum|const|let|var)\s+(\w+)",
    re.MULTILINE,
)
# what only types are made of; a class and an enumeration are both
_TYPES = re.compile(
    r"^\s*export\s+(?:declare\s+)?(?:abstract\s+)?(?:interface|type|class|const\s+enum|enum)\s+(\w+)\s*(<)?",
    re.MULTILINE,
)
_LISTED = re.compile(r"^\s*export\s*\{([^{}]*)\}", re.MULTILINE)
_DEFAULT = re.compile(r"^\s*export\s+default\b", re.MULTILINE)
_ASSIGNED = re.compile(r"\bexports\.(\w+)\s*=")
_OBJECT = re.compile(r"\bmodule\.exports\s*=\s*\{([^{}]*)\}")


def stub(path: str, before: str | None, after: str) -> str | None:
    """The base's source with empty functions for what ``after`` adds to its exports, or None."""
    if not path.endswith(SUFFIXES):
        return None
    if not _ESM.search(after):
        return _required(after) if before is None else None
    had = _names(before or "")
    missing = sorted(_names(after) - had)
    typed = TYPED.search(path) is not None
    types = sorted(_types(after, before or "")) if typed else []
    if before is not None and not missing and not types:
        return None
    exported = [_exported(name, before or "", typed=typed) for name in missing]
    return "\n".join([(before or "").rstrip(), *exported, *types, ""])


def compiled_from(made: str, source: str) -> bool:
    """Whether a script is, by its name, what a compiler made of this file of TypeScript."""
    stem = PurePosixPath(made).stem
    return TYPED.search(source) is not None and made.endswith(_SCRIPTS) and stem == PurePosixPath(source).stem


def _names(text: str) -> set[str]:
    listed = [one.strip() for match in _LISTED.finditer(text) for one in match[1].split(",")]
    names = {one.split()[-1] for one in listed if one and not one.startswith("type ")}
    default = {"default"} if _DEFAULT.search(text) else set()
    return set(_DECLARED.findall(text)) | names | default


def _types(after: str, before: str) -> set[str]:
    """Types that ``after`` adds, as anything: a compiler that misses one compiles no test."""
    there = set(re.findall(r"^(?:declare\s+)?(?:interface|type|class|enum)\s+(\w+)", before, re.MULTILINE))
    had = {name for name, _ in _TYPES.findall(before)} | (there & _names(after))
    return {
        f"export type {{ {name} }};"
        if name in there
        else f"export type {name}{'<A = any, B = any, C = any>' if of_others else ''} = any;"
        for name, of_others in _TYPES.findall(after)
        if name not in had
    }


def _exported(name: str, before: str, *, typed: bool) -> str:
    """A compiler that checks types takes "any" for whatever is done with it."""
    if name == "default":
        return "export default (function () {} as any);" if typed else "export default function () {}"
    there = re.search(
        rf"^(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+{name}\b", before, re.MULTILINE
    )
    if there:
        return f"export {{ {name} }};"
    return f"export const {name}: any = function () {{}};" if typed else f"export function {name}() {{}}"


def _required(after: str) -> str:
    """A new module for ``require``."""
    listed = [one.strip() for match in _OBJECT.finditer(after) for one in match[1].split(",")]
    names = {found[0] for one in listed if (found := re.match(r"\w+", one))} | set(_ASSIGNED.findall(after))
    lines = [f"module.exports.{name} = function () {{}};" for name in sorted(names)]
    return "\n".join(["module.exports = function () {};", *lines, ""])
