"""Answers that follow from what the tests ask, and that a source or its data has written out all the same."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from codeonfly.tampering.answers.text_answers import Case
from codeonfly.toolchains import node_stubs

SUFFIXES = (*node_stubs.SUFFIXES, ".json", ".yml", ".yaml", ".csv")
MIN_LETTERS = 6  # shorter ones are too often words of the language or of the subject
_QUOTED = re.compile(r"'((?:\\.|[^'\\\n])*)'|\"((?:\\.|[^\"\\\n])*)\"|`((?:\\.|[^`\\\n])*)`")
MIN_PACKED = 12
_WORD = re.compile(r"[A-Za-z]{3,}")
_OF_HTTP = frozenset(("no-cache", "no-store", "nosniff", "no-transform", "keep-alive", "text/event-stream"))
_COMMENT = re.compile(r"\s*(?://|/?\*)")


def written_out(asked: Iterable[Case], added: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Numbers of the added lines that hold an answer which the test's own question nearly spells."""
    answers = {answer for question, answer in asked if _follows(question, answer)}
    for number, line in added:
        if answers and not _COMMENT.match(line) and not answers.isdisjoint(_texts(line)):
            yield number


def hidden(answers: Iterable[str], line: str) -> bool:
    """Whether a text on this line holds one of the answers once it is decoded, and is not read as it stands."""
    words = [word for text in _texts(line) if text.isprintable() for word in re.findall(r"[\w.-]+", text)]
    plain = set(re.findall(r"[\w.-]+", line))
    return not plain.issuperset(words) and not set(answers).isdisjoint(set(words) - plain)


def packed(words: Iterable[str], told: str, line: str) -> bool:
    """Whether a text on this line, once it is decoded, holds several of the words that tests quote, or is a list of theirs.

    ``told``: what the tests say, without spaces.
    """
    decoded = ("".join(text.split()) for text in _texts(line) if text not in line)
    if any(len(text) > 2 and text[0] in "[{" and text in told for text in decoded):
        return True
    unpacked = {
        text for text in _texts(line) if len(text) >= MIN_PACKED and text not in line and text.isprintable()
    }
    hidden_words = set(words).difference(_WORD.findall(line))  # "nan" is the same from behind
    return any(len(hidden_words.intersection(_WORD.findall(text))) > 1 for text in unpacked)


def quoted(line: str) -> set[str]:
    """The words in the texts of a line."""
    return {word for parts in _QUOTED.findall(line) for text in parts for word in _WORD.findall(text)}


def _follows(question: Sequence[str], answer: str) -> bool:
    """Whether the answer's letters are all in the question, though it is no part of it."""
    letters, there = Counter(_letters(answer)), Counter(_letters("".join(question)))
    if answer in _OF_HTTP:
        return False  # cache-control: no-cache
    spelt = sum(letters.values()) >= MIN_LETTERS and letters <= there
    return spelt and not any(answer in part for part in question)


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _texts(line: str) -> set[str]:
    plain = {one or other or third for one, other, third in _QUOTED.findall(line)}
    return plain | {decoded for text in plain for decoded in _decoded(text)}


def _decoded(text: str) -> Iterator[str]:
    for decode in (base64.b64decode, bytes.fromhex, base64.b85decode, lambda value: value[::-1].encode()):
        try:
            yield decode(text).decode()
        except (ValueError, binascii.Error):
            continue
