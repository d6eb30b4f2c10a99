"""Modules of JavaScript with nothing behind what they export: tests load on the base, and have to fail.

A test file that imports a name the base doesn't have can't be loaded at all: then every test in it would seem
to need the change, those that check nothing among them.
"""

from __future__ import annotations

import re

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_ESM = re.compile(r"^\s*export\b", re.MULTILINE)
_DECLARED = re.compile(
    r"^\s*export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class|const\s+enum|enum|const|let|var)\s+(\w+)",
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
    if before is not None and not missing:
        return None
    return "\n".join([(before or "").rstrip(), *(_exported(name, before or "") for name in missing), ""])


def _names(text: str) -> set[str]:
    listed = [one.strip() for match in _LISTED.finditer(text) for one in match[1].split(",")]
    names = {one.split()[-1] for one in listed if one and not one.startswith("type ")}
    default = {"default"} if _DEFAULT.search(text) else set()
    return set(_DECLARED.findall(text)) | names | default


def _exported(name: str, before: str) -> str:
    if name == "default":
        return "export default function () {}"
    there = re.search(
        rf"^(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+{name}\b", before, re.MULTILINE
    )
    return f"export {{ {name} }};" if there else f"export function {name}() {{}}"


def _required(after: str) -> str:
    """A new module for ``require``."""
    listed = [one.strip() for match in _OBJECT.finditer(after) for one in match[1].split(",")]
    names = {found[0] for one in listed if (found := re.match(r"\w+", one))} | set(_ASSIGNED.findall(after))
    lines = [f"module.exports.{name} = function () {{}};" for name in sorted(names)]
    return "\n".join(["module.exports = function () {};", *lines, ""])
