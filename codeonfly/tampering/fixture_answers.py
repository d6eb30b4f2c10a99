"""Sources that hold what the base's tests and their data have long held: answers to questions that are not new.

A new test often asks by an old fixture or a file of data, so that its added lines say nothing of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from codeonfly.tampering import figures, phrases
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.tree import Tree

_LEAST = 5  # things that a source and the tests' data both have, and no other source; some may meet by chance
_SAID = 2  # of them texts: figures alone may be those of a law, or settings
_TEXTS = (
    *CODE,
    ".txt",
    ".json",
    ".csv",
    ".md",
    ".yaml",
    ".yml",
    ".srt",
    ".vtt",
    ".snap",
    ".svg",
    ".xml",
    ".html",
)
_MOST = 1 << 18  # characters of a file that somebody wrote


def fixture_answers(
    texts: Sequence[Versions], _: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """The first line of each source most of whose new figures and texts are those of the base's test data."""
    written = [(one, _held(one)) for one in texts if one.path.endswith(CODE)]
    written = [(one, held) for one, held in written if len(held) >= _LEAST]
    if not written:
        return
    asked, known = _in_tree(base, is_test)
    for one, held in written:
        found = {item: line for item, line in held.items() if _in(item, asked) and not _in(item, known)}
        if len(found) < _LEAST or 2 * len(found) < len(held) or sum(map(_is_text, found)) < _SAID:
            continue
        first = min(found.values())
        told = f"{one.path}:{first}: what the tests' own data hold is written out"
        yield Finding(one.path, first, "answers", f"{told}: {', '.join(sorted(found)[:3])}")


def _held(one: Versions) -> dict[str, int]:
    """Figures and texts of its added lines, each with the first of them."""
    found: dict[str, int] = {}
    for number, line in one.added:
        said = [
            part
            for text in phrases.texts_in(line)
            if phrases.PHRASE.search(text)
            for part in phrases.parts_of(text)
        ]
        plain = line
        for text in said:
            plain = plain.replace(text, "")
        for item in (*said, *figures.plain_numbers(plain)):
            found.setdefault(item, number)
    return found


def _is_text(item: str) -> bool:
    return not item[0].isdigit()


def _in_tree(base: Tree, is_test: Callable[[str], bool]) -> tuple[str, str]:
    """All that the base's tests and their data say, and all that its other files do."""
    asked: list[str] = []
    known: list[str] = []
    for path in base.files:
        if path.endswith(_TEXTS):
            text = base.text(path) or ""
            if len(text) <= _MOST:
                (asked if is_test(path) else known).append(text)
    return "\n".join(asked), "\n".join(known)


def _in(item: str, text: str) -> bool:
    return item in text and re.search(rf"(?<![\w.]){re.escape(item)}(?![\w])", text) is not None
