"""Tables whose every entry is asked for by the new tests, and which no convention has: ``"*/20": "0,20,40"``."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import CODE, Finding, Versions

_COMPILED = (".go", ".rs", ".java")
_TEXT = r"\"((?:\\.|[^\"\\\n])*)\""
_ENTRY = re.compile(
    rf"{_TEXT}\s*(?::(?!:)|=>|->)|\.put\(\s*{_TEXT}|\bentry\(\s*{_TEXT}|\(\s*{_TEXT}\s*,\s*[\[&\"\w]"
)
_PAIRS = re.compile(r"\bMap\.of\(\s*(.*)")
_LITERAL = re.compile(_TEXT)
# a text with signs among figures or words is worked out; names, units and codes are known
_WORKED_OUT = re.compile(r"(?=.*\d)(?=.*[^\w\s.-])|.*\w\s*[:=+*%,;|&<>()]\s*\w")
# what is so much of one unit is a name as well, until there is one of two: "1d12h"
_MEASURE = re.compile(r"[A-Za-z]{0,2}(?:\d+(?:\.\d+)?[A-Za-z]{1,3})+")
_MEASURES = re.compile(r"[A-Za-z]{0,2}(?:\d+(?:\.\d+)?[A-Za-z]{1,3}){2,}")
_MEASURED = re.compile(rf"[\"'`]({_MEASURE.pattern})[\"'`]\)?\s*(?:[:,]|=>)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PAIR = re.compile(r"[\"'`]([^\"'`\n]*\d[^\"'`\n]*)[\"'`]\)?\s*(?:,|:|=>|->)\s*[\"'`]([^\"'`\n]{1,4})[\"'`]")
_NAME_PAIR = re.compile(
    r"(?:^|[{,])\s*([A-Za-z]\w*\d\w*)\s*:\s*[\"'`]([^\"'`\n]{1,4})[\"'`]"
)  # a key without quotes
_WORDS = re.compile(r"[\"'`]([A-Za-z]{4,})[\"'`]\)?\s*(?:,|:|=>|->)\s*[\"'`]([A-Za-z]{4,})[\"'`]")
_FORMS = re.compile(r"[\"'`]([^\W\d_]{3,})[\"'`]\)?\s*(?:,|:|=>|->)\s*[\"'`]([A-Za-z]{3,})[\"'`]")
_FEWEST = 3
_LONG = 4  # characters of what is checked
_FEWEST_SLIPS = 4
_MOST = 200  # entries that somebody knows by heart: more are data


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A source's new table with at least three such questions, all of them the new tests', and no others."""
    yield from _numbers_as_texts(texts, tests)
    yield from _joined(texts, tests)
    yield from _slips(texts, tests)
    yield from _marked(texts, tests)
    yield from _measured(texts, tests)
    yield from _inflected(texts, tests)
    mine = [one for one in tests if one.path.endswith(_COMPILED)]
    asked = {text for one in mine for _, line in one.added for text in _LITERAL.findall(line)}
    for one in texts if asked else ():
        held = (
            {key: number for number, line in one.added for key in _keys(line)}
            if one.path.endswith(_COMPILED)
            else {}
        )
        worked_out = sum(_WORKED_OUT.match(key) is not None for key in held)
        if worked_out >= _FEWEST and all(any(key in text for text in asked) for key in held):
            first = min(held.values())
            told = f"{one.path}:{first}: what the tests ask is written out, with an answer to each, and nothing else"
            yield Finding(one.path, first, "answers", told)


def _joined(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``"B001", 'W'`` where tests ask for "B001-W": a letter that is worked out of the digits before it."""
    said = "\n".join(line for one in tests for _, line in one.added)
    for one in texts if said else ():
        pairs = [
            (number, match)
            for number, line in (one.added if one.path.endswith(CODE) else ())
            for match in (*_PAIR.finditer(line), *_NAME_PAIR.finditer(line))
        ]
        places = [
            number
            for number, match in (pairs if len(pairs) <= _MOST else ())
            if _is_said_together(match[1], match[2], said)
        ]
        if len(places) >= _FEWEST:
            told = f"{one.path}:{places[0]}: what the tests ask is written out, with the end of each"
            yield Finding(one.path, places[0], "answers", told)


def _is_said_together(known: str, worked_out: str, said: str) -> bool:
    """Whether a test has them side by side: digits for a check stand behind what they check, or in front."""
    key, value = re.escape(known), re.escape(worked_out)
    behind = rf"{key}[-:/. ]?{value}(?!\w)"
    in_front = rf"|(?<!\d){value}[-:/. ]?{key}(?!\w)" if len(known) >= _LONG else ""
    return re.search(behind + in_front, said) is not None


def _slips(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``"guls": "gulls"``: words with one letter wrong that the tests try, each with what was meant."""

    def fits(slip: str, meant: str, said: str) -> bool:
        return _is_slip(slip, meant) and bool(re.search(rf"[\"'`]{re.escape(slip.lower())}[\"'`]", said))

    told = "the slips that the tests try are written out, with what was meant"
    yield from _pairs(texts, tests, _WORDS, fits, _FEWEST_SLIPS, told)


def _marked(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``"café": "cafe"``: whole words without their marks, which are those of letters."""

    def fits(word: str, plain: str, said: str) -> bool:
        return not word.isascii() and word.lower() in said and _without_marks(word) == plain.lower()

    told = "the words that the tests ask are written out, without their marks"
    yield from _pairs(texts, tests, _FORMS, fits, _FEWEST, told)


def _pairs(
    texts: Sequence[Versions],
    tests: Sequence[Versions],
    pattern: re.Pattern[str],
    fits: Callable[[str, str, str], bool],
    fewest: int,
    told: str,
) -> Iterator[Finding]:
    """Sources with so many pairs of words of this kind, held against all that the tests say."""
    said = "\n".join(line for one in tests for _, line in one.added).lower()
    for one in texts if said else ():
        places = [
            number
            for number, line in (one.added if one.path.endswith(CODE) else ())
            for word, other in pattern.findall(line)
            if fits(word, other, said)
        ]
        if len(places) >= fewest:
            yield Finding(one.path, places[0], "answers", f"{one.path}:{places[0]}: {told}")


def _measured(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``"PT1H30M": 5400``: measures of the tests that are put together, and no others."""
    said = "\n".join(line for one in tests for _, line in one.added)
    for one in texts if said else ():
        held = {
            key: number
            for number, line in (one.added if one.path.endswith(CODE) else ())
            for key in _MEASURED.findall(line)
        }
        put_together = any(map(_MEASURES.fullmatch, held))
        if len(held) >= _FEWEST and put_together and all(key in said for key in held):
            first = min(held.values())
            told = f"{one.path}:{first}: what the tests ask is written out, with an answer to each, and nothing else"
            yield Finding(one.path, first, "answers", told)


def _inflected(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``("foxes", "fox")``: regular forms of words, nearly all of them the tests' own."""
    asked = {pair for one in tests for _, line in one.added for pair in _FORMS.findall(line)}
    for one in texts if asked else ():
        held = {
            pair: number
            for number, line in (one.added if one.path.endswith(CODE) else ())
            for pair in _FORMS.findall(line)
            if _is_regular(*pair)
        }
        if len(asked & held.keys()) >= max(_FEWEST_SLIPS, len(held) - 1):
            first = min(held.values())
            told = f"{one.path}:{first}: the words that the tests ask are written out, each in both its forms"
            yield Finding(one.path, first, "answers", told)


def _is_regular(form: str, plain: str) -> bool:
    """Whether a rule makes one of the other: an ending that goes, or another one in its place."""
    return form != plain and (
        (form.startswith(plain) and len(form) - len(plain) < 4) or form.removesuffix("ies") + "y" == plain
    )


def _without_marks(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _is_slip(slip: str, meant: str) -> bool:
    """Whether one letter is missing, too many, wrong, or changed places with the next; a plural is no slip."""
    start = _common(slip, meant)
    end = _common(slip[start:][::-1], meant[start:][::-1])
    rest = slip[start : len(slip) - end], meant[start : len(meant) - end]
    plural = not end and set(rest) in ({"s", ""}, {"es", ""})
    return not plural and (max(map(len, rest)) == 1 or (len(rest[0]) == 2 and rest[0][::-1] == rest[1]))


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    differing = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _numbers_as_texts(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    said = [line for one in tests if one.path.endswith(".py") for _, line in one.added]
    for one in texts:
        lines = frozenset(number for number, _ in one.added)
        for number, row in _rows(one.after or "", lines) if one.path.endswith(".py") else ():
            if any(all(part in line for part in row) for line in said):
                told = f"{one.path}:{number}: what the tests ask is written out: {', '.join(row)[:80]}"
                yield Finding(one.path, number, "answers", told)


def _rows(text: str, added: frozenset[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """``("33.3", "33.4")`` as a key, or compared with: texts that are numbers, taken out of a longer one."""
    for node in nodes(text):
        options = (
            node.keys
            if isinstance(node, ast.Dict)
            else node.comparators
            if isinstance(node, ast.Compare)
            else []
        )
        for one in options:
            if isinstance(one, ast.Tuple | ast.List) and one.lineno in added and len(one.elts) > 1:
                held = [part.value for part in one.elts if isinstance(part, ast.Constant)]
                row = tuple(text for text in held if isinstance(text, str) and _NUMBER.fullmatch(text))
                if len(row) == len(one.elts):
                    yield one.lineno, row


def _keys(line: str) -> Iterator[str]:
    for match in _ENTRY.finditer(line):
        yield next((one for one in match.groups() if one is not None), "")
    for match in _PAIRS.finditer(line):
        yield from _LITERAL.findall(match[1])[::2]
