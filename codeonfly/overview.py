"""What a model is shown of a repository before it can look for itself: paths, and the files that matter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from codeonfly.prompts import bounded, fenced
from codeonfly.request import Request
from codeonfly.tree import Tree

MOST_PATHS = 250
PATHS_CHARACTERS = 6_000
FILE_CHARACTERS = 6_000
FILES_CHARACTERS = 24_000
MOST_FILES = 12
SEARCHED_FILES = 3_000
SEARCHED_BYTES = 64_000
MANIFESTS = ("pyproject.toml", "package.json", "go.mod", "Cargo.toml", "pom.xml", "build.gradle", "setup.py")
DULL = re.compile(
    r"(^|/)(node_modules|vendor|dist|build|\.git)/|\.(lock|svg|map|min\.js)$|(^|/)package-lock\.json$"
)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,}")
COMMON = frozenset(
    {
        "that",
        "this",
        "with",
        "from",
        "have",
        "should",
        "when",
        "then",
        "into",
        "must",
        "which",
        "each",
        "more",
    }
    | {"build", "create", "test", "tests", "file", "files", "code", "true", "false", "none", "null", "than"}
    | {
        "the",
        "and",
        "for",
        "not",
        "are",
        "def",
        "let",
        "var",
        "new",
        "int",
        "str",
        "can",
        "all",
        "any",
        "its",
    }
    | {"return", "returns", "error", "please", "want", "also", "given", "other", "function", "there"}
)


def paths(base: Tree) -> str:
    """The files of ``base``, one a line; folders with their number of files where there are many."""
    if not base.files:
        return "The repository is empty."
    listed = sorted(base.files)
    if len(listed) > MOST_PATHS:
        listed = list(_by_folder(base))
    return fenced("files", bounded("\n".join(listed), PATHS_CHARACTERS))


def _by_folder(base: Tree) -> Iterator[str]:
    folders = Counter("/".join(path.split("/")[:-1][:3]) for path in base.files)
    for folder, count in sorted(folders.items()):
        yield f"{folder or '.'}/ ({count} files)"


def contents(base: Tree, request: Request) -> str:
    """The files that the request is most likely about, most likely first, within a fixed length."""
    left = FILES_CHARACTERS
    shown = []
    for path in _by_relevance(base, request):
        text = base.text(path)
        if not text or left < 200:
            continue
        shown.append(fenced("file", f"{path}:\n{bounded(text, min(left, FILE_CHARACTERS))}"))
        left -= len(shown[-1])
    return "\n".join(shown)


def _by_relevance(base: Tree, request: Request) -> list[str]:
    wanted = _words(f"{request.title} {request.body} {request.instructions}")
    candidates = [path for path in sorted(base.files) if not DULL.search(path)][:SEARCHED_FILES]
    small = len(candidates) <= MOST_FILES  # then everything is shown
    scores = {path: _score(base, path, wanted) or int(small) for path in candidates}
    return sorted((path for path in candidates if scores[path]), key=lambda path: (-scores[path], path))[
        :MOST_FILES
    ]


def _score(base: Tree, path: str, wanted: frozenset[str]) -> int:
    name = path.rpartition("/")[2]
    score = 5 * (name in MANIFESTS) + 2 * name.lower().startswith("readme") - path.count("/")
    score += 4 * len(wanted & _words(path))
    if len(base.files[path].data) <= SEARCHED_BYTES:
        score += 2 * min(6, len(wanted & _words(base.text(path) or "")))
    return max(0, score)


def _words(text: str) -> frozenset[str]:
    found = {word.lower() for word in WORD.findall(text)}
    parts = {part for word in found for part in word.split("_") if len(part) > 2}
    return frozenset((found | parts) - COMMON)
