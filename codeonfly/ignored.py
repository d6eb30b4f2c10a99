"""What lies in a work tree and is no part of a change: what .gitignore names, and what tools leave."""

from __future__ import annotations

import re

import pathspec

from codeonfly.tree import Tree

# Never part of a change: git's own folder and what tools leave beside sources in any project.
CACHES = (
    ".git",
    "node_modules/",
    "__pycache__/",
    "*.py[co]",
    ".pytest_cache/",
    ".mypy_cache/",
    ".ruff_cache/",
    ".hypothesis/",
    ".tox/",
    ".nox/",
    ".venv/",
    "*.egg-info/",
    ".coverage",
    ".nyc_output/",
    ".npm/",
    ".gradle/",
)
BUILD_FOLDERS = {
    "Cargo.toml": "target/",
    "pom.xml": "target/",
    "build.gradle": "build/",
    "build.gradle.kts": "build/",
}


def ignore_rules(base: Tree) -> pathspec.GitIgnoreSpec:
    """What ``base`` and our list of caches ignore, nested .gitignore files included."""
    lines = list(CACHES)
    lines += sorted({folder for name, folder in BUILD_FOLDERS.items() if _has_file(base, name)})
    for path in sorted(path for path in base.files if path.rpartition("/")[2] == ".gitignore"):
        folder = path.rpartition("/")[0]
        lines += [_anchored(line, folder) for line in (base.text(path) or "").splitlines()]
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):  # a line that is no pattern: git passes it over
        return pathspec.GitIgnoreSpec.from_lines(filter(_is_pattern, lines))


def _is_pattern(line: str) -> bool:
    try:
        pathspec.GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _anchored(line: str, folder: str) -> str:
    """A pattern of ``folder/.gitignore`` as the root's .gitignore would have to write it."""
    if not folder or not line.strip(" !") or line.startswith("#"):
        return line
    bang, pattern = ("!", line[1:]) if line.startswith("!") else ("", line)
    rooted = "/" in pattern.rstrip("/")
    return f"{bang}/{folder}/{pattern.lstrip('/')}" if rooted else f"{bang}/{folder}/**/{pattern}"


def _has_file(base: Tree, name: str) -> bool:
    return any(path == name or path.endswith("/" + name) for path in base.files)
