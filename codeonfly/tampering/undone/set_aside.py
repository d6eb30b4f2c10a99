"""New sources that no other source has any use for: where a refactoring was asked for, it was not carried out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.tree import Tree

_DECLARED = re.compile(
    r"^(?:export\s+)?(?:default\s+)?(?:pub(?:\([^)]*\))?\s+|public\s+|static\s+|final\s+|abstract\s+|sealed\s+|async\s+|unsafe\s+)*"
    r"(?:def|class|function\*?|const|let|func|type|fn|struct|enum|trait|interface|record|macro_rules!)\s+(?:\([^()]*\)\s*)?(\w{3,})"
    r"|^exports\.(\w{3,})\s*=",
    re.MULTILINE,
)
_CALLED = re.compile(
    r"\b(?:def|class|function\*?|func|fn|struct|trait|record)\s+(?:\([^()]*\)\s*)?(\w+)|\bconst (\w+) = (?:async )?\("
)
# what only names it: an import, one on several lines, a module that hands it on, a comment
_NAMING = re.compile(
    r"^\s*(?:from\s+[\w.]+\s+)?import\s+\([^()]*\)|^\s*(?:from|import|use|pub use|pub mod|mod|package)\b[^\n;]*(?:\{[^}]*\}[^\n;]*)?;?"
    r"|^\s*export\s+(?:\*|\{[^}]*\})\s*from[^\n]*|^\s*(?:const|let|var)\s+(?:\w+|\{[^}]*\})\s*=\s*require\([^\n]*"
    r"|^\s*(?:#|//|/?\*)[^\n]*|\"\"\"(?:.|\n)*?\"\"\"|/\*(?:.|\n)*?\*/|^__all__\s*=\s*[\[(][^\])]*[\])]",
    re.MULTILINE,
)
_BEGINNING = re.compile(
    r"test|fixture|mock|fake|(?:^|/)(?:__main__|__init__|index|main|cli|mod|lib|build|setup|conftest)\.\w+$|(?:^|/)bin/"
)
_WORD = re.compile(r"\w+")
_MOST_NAMES = 200
_MOST = 400  # files that are read for it


def set_aside(texts: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]) -> Iterator[Finding]:
    """No finding where the change takes as much out of other sources: then it was moved, and is handed on."""
    new = [one for one in texts if one.before is None and one.after and _counts(one.path)]
    if not new or len(base.files) > 20 * _MOST:
        return
    changed = {one.path: one.after or "" for one in texts}
    paths = [path for path in base.files.keys() | changed.keys() if path.endswith(CODE) and not is_test(path)]
    if len(paths) > _MOST:
        return
    said = {
        path: _NAMING.sub("", changed[path] if path in changed else base.text(path) or "") for path in paths
    }
    said = _without_idle(said, set().union(*(_names(one) for one in new)))
    words = {path: set(_WORD.findall(text)) for path, text in said.items()}
    taken_out = sum(_gone(one) for one in texts if one.before is not None)
    for one in new:
        names = _names(one)
        is_used = any(names & said_words for path, said_words in words.items() if path != one.path)
        lines = sum(1 for line in said[one.path].splitlines() if line.strip())
        if names and 2 * taken_out < lines and not is_used:
            told = f"{one.path}:1: no other source has any use for {min(names)}"
            yield Finding(one.path, 1, "aside", told, blocks=False)


def _names(one: Versions) -> set[str]:
    """The functions and classes it declares: that its constants are used does not carry the work out."""
    names = {name for found in _DECLARED.findall(one.after or "") for name in found if name}
    called = {name for found in _CALLED.findall(one.after or "") for name in found if name}
    return names & called


def _without_idle(said: dict[str, str], names: set[str]) -> dict[str, str]:
    """Without what is only made of them, `export const intl = new IntlCache()`, and asked for nowhere."""
    if not names or len(names) > _MOST_NAMES:
        return said
    made = re.compile(
        rf"^(?:export |public |static |private |final )*(?:const |let |var )?(?P<name>\w+)(?:: \w+)? = (?:new )?(?:{'|'.join(map(re.escape, sorted(names)))})\([^\n]*$",
        re.MULTILINE,
    )
    times = Counter(word for text in said.values() for word in _WORD.findall(text))

    def idle(match: re.Match[str]) -> str:
        return "" if times[match["name"]] == 1 else match[0]

    return {path: made.sub(idle, text) for path, text in said.items()}


def _counts(path: str) -> bool:
    return path.endswith(CODE) and _BEGINNING.search(path) is None


def _gone(one: Versions) -> int:
    """How many lines are gone that say something."""
    left = (one.after or "").splitlines()
    kept = {line.strip() for line in left}
    was = _NAMING.sub("", one.before or "").splitlines()
    return sum(1 for line in was if len(line.strip()) > 3 and line.strip() not in kept)
