"""Sources that hold what the base's tests and their data have long held: answers to questions that are not new.

A new test often asks by an old fixture or a file of data, so that its added lines say nothing of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from codeonfly.tampering.answers import figures, phrases
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
    files = [(path, file.data) for path, file in base.files.items() if path.endswith(_TEXTS)]
    asked = [data for path, data in files if is_test(path) and len(data) <= _MOST]
    known = [data for path, data in files if not is_test(path) and len(data) <= _MOST]
    for one, held in written:
        said = [item for item in held if _is_said(item, asked)]
        if not _is_telling(said, held):  # so it is nearly always, and all other files need no look
            continue
        found = {item: held[item] for item in said if not _is_said(item, known)}
        if _is_telling(list(found), held):
            first = min(found.values())
            told = f"{one.path}:{first}: what the tests' own data hold is written out"
            yield Finding(one.path, first, "answers", f"{told}: {', '.join(sorted(found)[:3])}")


def _is_telling(found: Sequence[str], held: Collection[str]) -> bool:
    return len(found) >= _LEAST and 2 * len(found) >= len(held) and sum(map(_is_text, found)) >= _SAID


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


def _is_said(item: str, files: Sequence[bytes]) -> bool:
    """Whether one of the files has it, as a word of its own."""
    word = item.encode()
    return any(
        word in data
        and re.search(rf"(?<![\w.]){re.escape(item)}(?![\w])", data.decode("utf-8", "replace")) is not None
        for data in files
    )
