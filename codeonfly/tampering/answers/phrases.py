"""Words of a test's question that a source holds only for the sake of the answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from codeonfly.tampering.answers import conventions
from codeonfly.tampering.values import CODE, Finding, Versions

_TEXT = re.compile(r"\"((?:\\.|[^\"\\\n])+)\"|'((?:\\.|[^'\\\n])+)'|`((?:\\.|[^`\\])+)`")
_RAW = re.compile(r"\br(#+)\"(.*?)\"\1")
_MOST_PAIRS = 400
_LETTERS = re.compile(r"[\W_]+")
_BREAK = re.compile(r"(?:\\r)?\\n|\n")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ANY_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+(?:\.\d+)*")
_MARKUP = re.compile(r"[][(){}<>#|=:*/]")  # a sentence, as a message is, has none, and one figure at most
_TITLE = re.compile(r"\b(?:it|test|describe|t\.Run|Run)\s*(?:\.\w+)?\(\s*(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`)")
PHRASE = re.compile(r"^(?=.*[^\W\d_]{3})(?=.*[\s()<>\[\]{},;!?^])(?!-)")
_QUOTED = r"(?:\"((?:\\.|[^\"\\\n])+)\"|'((?:\\.|[^'\\\n])+)'|`((?:\\.|[^`\\])+)`)"
_COMPARED = re.compile(rf"(?:[=!]==?\s*|\bcase\s+|\.equals\(\s*){_QUOTED}|{_QUOTED}\s*(?:[=!]==?(?!=)|=>\s)")
_KEYWORD = re.compile(r"[A-Z]{2,12}")  # of a format that is read: NOTE, BEGIN
_COMPARES = re.compile(
    r"[!=]=|\bcase\b|\bmatches!|=>|\bin\b|\|\s*\"|\.(?:starts|ends)_?[wW]ith|\.equals|HasPrefix"
)
_FIGURES = 2  # in one answer
_TELLING = 2  # answers; set by the changes in tests/, as the thresholds in figures.py


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A source with at least two answers of the new tests whose words come out of longer questions there.

    What a format always says stands in the source as well, line by line, and is no question.
    """
    sources = [one for one in texts if one.path.endswith(CODE)]
    mine = [one for one in tests if one.path.endswith(CODE)]
    held = {line for one in sources for line in _lines(one.after or "")}
    asked = {text for one in mine for _, line in one.added for text in texts_in(line)}
    # a test's title is no question
    given = "\n".join(_TITLE.sub("", one.after or "") for one in mine)
    questions = {text for text in texts_in(given) if set(parts_of(text)) - held}
    answers = {line for text in asked for line in parts_of(text)}
    asking = _Questions(questions)
    before = "\n".join(one.before or "" for one in sources)
    for one in sources:
        found: dict[str, int] = {}
        plain = (before + _TEXT.sub("", one.after or "")).lower()  # words of the subject
        for number, line in one.added:
            for part in _lines(line):
                is_keyword = _KEYWORD.fullmatch(part) is not None and _COMPARES.search(line) is not None
                is_answer = part in answers and part not in before and not is_keyword
                if is_answer and _comes_of(part, asking, plain):
                    found.setdefault(part, number)
        if len(found) >= _TELLING or any(_is_worked_out(part, one.after or "") for part in found):
            first = min(found.values())
            told = f"{one.path}:{first}: answers that the tests ask for are written out"
            yield Finding(one.path, first, "answers", f"{told}: {', '.join(sorted(found)[:2])}")


def singled_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A condition on a whole phrase that only the new tests say: no language and no protocol has such words."""
    asked = {text for one in tests for _, line in one.added for text in texts_in(line) if PHRASE.search(text)}
    before = "\n".join(one.before or "" for one in (*texts, *tests))
    for one in texts:
        for number, line in one.added if asked and one.path.endswith(CODE) else ():
            compared = {next(filter(None, match.groups())) for match in _COMPARED.finditer(line)} & asked
            if any(text not in before for text in compared):
                told = f"{one.path}:{number}: what a test asks is told from all else"
                yield Finding(one.path, number, "answers", told)


def spelt(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A table that spells texts of the new tests as these want them: the same letters, and other marks."""
    said = {_plain(text) for one in tests for _, line in one.added for text in _whole_texts(line)}
    asked = "\n".join(said)
    for one in texts:
        rows, tried = list[int](), 0
        for number, line in one.added if asked and one.path.endswith(CODE) else ():
            found = [_plain(text) for text in _whole_texts(line)]
            letters = [_LETTERS.sub("", text) for text in found]
            is_pair = len(found) == 2 and found[0] != found[1] and letters[0] == letters[1]
            if is_pair and len(letters[0]) > 5 and tried < _MOST_PAIRS:
                tried += 1
                rows += [number] if found[1] in asked else []
        if len(rows) > 1:
            told = f"{one.path}:{rows[0]}: how texts of the tests are spelt is written out"
            yield Finding(one.path, rows[0], "answers", told)


def _whole_texts(line: str) -> Iterator[str]:
    """Also between other quotes, as `r#"` in Rust and three in Python are."""
    yield from (match[2] for match in _RAW.finditer(line))
    yield from texts_in(_RAW.sub(" ", line))


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\'", "'")


class _Questions:
    """In how many questions a line stands, and a word."""

    def __init__(self, questions: set[str]) -> None:
        self._questions = questions
        self._parts = Counter(part for one in questions for part in set(parts_of(one)))
        self._words = Counter(word for one in questions for word in set(_ANY_WORD.findall(one)))

    def has_line(self, answer: str) -> bool:
        """But for the question that is the very answer."""
        return self._parts[answer] > (answer in self._questions and answer in parts_of(answer))

    def has_word(self, answer: str, word: str) -> bool:
        return self._words[word] > (answer in self._questions and word in _ANY_WORD.findall(answer))


def _comes_of(answer: str, questions: _Questions, plain: str) -> bool:
    """Whether it is one line of a question, or has a word of one and is no sentence, as a message is."""
    words = [word for word in _WORD.findall(answer) if word.lower() not in plain]
    if not words or conventions.MEDIA_TYPE.fullmatch(answer):
        return False
    is_asked = _is_no_sentence(answer) and any(questions.has_word(answer, word) for word in words)
    return is_asked or questions.has_line(answer)


def _is_no_sentence(text: str) -> bool:
    return _MARKUP.search(text) is not None or len(_FIGURE.findall(text)) >= _FIGURES


def _is_worked_out(answer: str, source: str) -> bool:
    """Whether it has several figures among words that the source says nowhere else."""
    words = set(_WORD.findall(answer))
    return len(_FIGURE.findall(answer)) >= _FIGURES and all(
        len(re.findall(rf"\b{word}\b", source)) == len(re.findall(rf"\b{word}\b", answer)) for word in words
    )


def texts_in(text: str) -> Iterator[str]:
    for match in _TEXT.finditer(text):
        yield next(one for one in match.groups() if one)


def parts_of(text: str) -> list[str]:
    return [" ".join(part.split()) for part in _BREAK.split(text) if part.strip()]


def _lines(text: str) -> Iterator[str]:
    for one in texts_in(text):
        yield from parts_of(one)
