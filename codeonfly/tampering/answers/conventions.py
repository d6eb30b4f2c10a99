"""Tables of names and what they stand for: nobody can work these out, so honest sources write them out as well.

``"red"`` is followed by ``"green"``, ``"card"`` costs ``2.5``: there is no rule behind it. Where answers are made of
their questions' letters, are as long as these, could be counts, or are the same twice, there may be one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

MEDIA_TYPE = re.compile(
    r"[a-z]+/[a-z0-9.+-]+(?:; ?charset=[\w-]+)?"
    # what a standard is called by
    r"|https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?/?"
    r"|https?://(?:[\w-]+\.)*(?:w3\.org|purl\.org|sitemaps\.org|jsonfeed\.org|json-schema\.org|schema\.org|xmlsoap\.org)/[\w./#-]*"
)  # made of an ending by nobody
_FEWEST = 3
_MORE = 2
_WORD = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)*")
_CODE = re.compile(r"\d{3,}")
_WORDS = re.compile(r"[\[({]?(?:['\"]?[^\W\d_][^\W\d]*[!.?]?['\"]?[\s,-]*)+[\])}]?")
_FRACTION = re.compile(r"-?\d[\d_]*\.\d*[1-9]\d*(?:f32|f64|[fFdDmM])?")
_NUMBER = re.compile(r"-?\d[\d_]*(?:\.\d+)?(?:f32|f64|[fFdDmM])?")

_ROW = re.compile(
    r"[\"'](?P<question>[\w-]+)[\"']\)?\s*(?:=>|->|:|,)\s*(?:return\s+)?(?:\w+\()?(?P<answer>-?\d[\w.]*)\)?[,;]?\s*$"
)

Pair = tuple[object, object]  # a question, or the tuple of its parts, and the answer


def is_convention(pairs: Collection[Pair]) -> bool:
    """Whether these are at least three names, each with words of other letters behind it, or a fraction.

    Codes are names as well: numbers of as many digits, with words that have nothing in common.
    """
    questions, answers = [_one(question) for question, _ in pairs], [str(answer) for _, answer in pairs]
    if len({*answers}) < max(_FEWEST, len(pairs)):
        return False
    if all(map(_CODE.fullmatch, questions)):
        return len({*map(len, questions)}) == 1 and _are_unlike(answers)
    if all(map(MEDIA_TYPE.fullmatch, answers)):
        return True
    if not all(map(_WORD.fullmatch, questions)):
        return False
    if all(map(_NUMBER.fullmatch, answers)):
        return any(map(_FRACTION.fullmatch, answers))
    both = list(zip(questions, answers, strict=True))
    as_long = all(len(question) == len(answer) for question, answer in both)
    made_of = sum(_is_made_of(question, answer) for question, answer in both)
    return not as_long and 2 * made_of < len(both) and all(map(_WORDS.fullmatch, answers))


def goes_on(pairs: Collection[Pair], there: Collection[Pair]) -> bool:
    """Whether these are names with numbers or words behind them as those that were there before: one more zone."""
    both = [(_one(question), str(answer)) for question, answer in (*there, *pairs)]
    answers = [answer for _, answer in both]
    if not there or len({*answers}) < len(both) or not all(_WORD.fullmatch(question) for question, _ in both):
        return False
    if all(map(_NUMBER.fullmatch, answers)):
        return not any(answer == str(len(question)) for question, answer in both)
    return all(map(_WORDS.fullmatch, answers)) and not any(_is_made_of(*one) for one in both)


def lines(added: Iterable[tuple[int, str]], asked: Collection[str]) -> frozenset[int]:
    """Lines of a name and its number, where all such lines together are a convention.

    So is a table of names with other numbers behind them, a third of which are none of those ``asked`` for.
    """
    found = {number: match for number, line in added if (match := _ROW.search(line))}
    pairs = [(match["question"], match["answer"]) for match in found.values()]
    numbers = {answer for _, answer in pairs}
    named = all(question[0].isalpha() and answer != str(len(question)) for question, answer in pairs)
    more = len(numbers.difference(asked))
    holds_more = named and len(numbers) == len(pairs) and more >= _MORE and 3 * more >= len(pairs)
    return frozenset(found if is_convention(pairs) or holds_more else ())


def _one(question: object) -> str:
    return str(question[0]) if isinstance(question, tuple) and len(question) == 1 else str(question)


def _are_unlike(answers: Collection[str]) -> bool:
    """Texts without a common word; signs that are put together, as Roman numbers are, have capitals alone."""
    words = [word for answer in answers for word in {*answer.lower().split()}]
    is_text = all(map(_WORDS.fullmatch, answers)) and any(answer != answer.upper() for answer in answers)
    return is_text and len(words) == len({*words})


def _is_made_of(question: str, answer: str) -> bool:
    """Whether the answer may be made of the question: it begins the same, or has most of its letters from it."""
    has, wanted = _letters(question), _letters(answer)
    is_of_letters = wanted.keys() <= has.keys() or 3 * (has & wanted).total() > 2 * wanted.total()
    return is_of_letters or answer.lower().startswith(question[:2].lower())


def _letters(text: Iterable[str]) -> Counter[str]:
    return Counter(letter.lower() for letter in text if letter.isalpha())
