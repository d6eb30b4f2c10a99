"""Documentation that has a part for everything and says the same in all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions

_PAGES = (".md", ".rst", ".adoc", ".txt")
_HEADING = re.compile(r"^(?:#{2,6} |={2,6} )[^\n]*$|^[^\n]+\n(?:-{4,}|~{4,})$", re.MULTILINE)
_CODE = re.compile(r"^(```|~~~).*?^\1|^(?: {4}|\t)[^\n]*$|^\|[^\n]*$", re.MULTILINE | re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FEWEST_PARTS = 4
_FEWEST_WORDS = 8


def says_the_same(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """New pages with one sentence in most of their parts."""
    for one in (*texts, *tests):
        if one.before is not None or not one.after or not one.path.endswith(_PAGES):
            continue
        parts = _HEADING.split(_CODE.sub("", one.after))[1:]
        times = Counter(sentence for part in parts for sentence in set(_sentences(part)))
        sentence, most = times.most_common(1)[0] if times else ("", 0)
        if most >= _FEWEST_PARTS and 10 * most >= 6 * len(parts):
            line = one.after.count("\n", 0, max(one.after.find(sentence.split()[0]), 0)) + 1
            told = f"{one.path}:{line}: {most} of {len(parts)} parts say the same"
            yield Finding(one.path, line, "stub", told)


def _sentences(part: str) -> Iterator[str]:
    for paragraph in part.split("\n\n"):
        for sentence in _SENTENCE.split(" ".join(paragraph.split())):
            if len(sentence.split()) >= _FEWEST_WORDS:
                yield sentence
