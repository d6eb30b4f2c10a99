"""What a source finds out about its own process, followed to where it is compared: over a name, or a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.tampering.values import Added, Sign

_FUNCTION = re.compile(
    r"^\s*(?:pub(?:\([\w ]+\))? |async |unsafe |const )*(?:func|fn)\s+(?:\([^)]*\)\s*)?(\w+)"
    r"|^\s+(?:(?:public|private|protected|static|final|synchronized)\s+)*(?!return\b|new\b|else\b)[\w.<>\[\]]+\s+(\w+)\s*\([^;]*\{\s*$"
)
_VARIABLE = re.compile(
    r"(?:\b(?:let(?: mut)?|var|const|final)\s+)?\b(\w+)(?:\s*,\s*\w+)*\s*(?::[^=]*)?:?=(?!=)"
)
_COMPARES = r"(?:[!=]=|\bcase\b|\bswitch\b|\bmatch\b|\bMap\.of\(|\.(?:get|getOrDefault|contains\w*|equals)\()"
_HASH = re.compile(
    r"\b(?:crc32|crc64|adler32|fnv|md5|sha1|sha256|sha512|maphash)\.\w+\(|\.hashCode\(\)|\bObjects\.hash\(|\bDefaultHasher::"
    r"|\bCRC32\(\)|MessageDigest\.getInstance"
)
_KNOWN_HASH = re.compile(rf"{_COMPARES}.*?(?<![\w.%])(?:0x[\da-fA-F]{{2,}}|\d{{2,}}|\"[\da-f]{{8,}}\")")
_TABLE = re.compile(r"\b(\w+)\[|\b(\w+)\.(?:get\w*|contains\w*|binary_search\w*)\(")
_DIGEST = r"(?:0x[\da-fA-F]{5,}|\d[\d_]{5,}|\"[\da-f]{8,}\")"
# several questions at once, as one text
_COMPOSED = re.compile(
    r"\b(?:switch|match)\s*\(?\s*&?(?:fmt\.Sprint\w*\(|format!\(|String\.format\(|\"[^\"\n]*\"\.formatted\()"
)
# or looked up among such texts
_TEXTS = r"\"[^\"\n]*\d[^\"\n]*\"(?:\s*,\s*\"[^\"\n]*\"){1,}"
_AMONG = re.compile(
    rf"(?:\[|vec!\[|\bList\.of\(|\bSet\.of\()\s*{_TEXTS}\s*[\])]\s*\.contains\(\s*&?(?P<a>[^;{{]*?)\)+"
    rf"|\bslices\.Contains\(\[\]string\{{\s*{_TEXTS}\s*\}},\s*(?P<b>[^;{{]*)\)"
)
# things as they are written for whoever looks for a fault, with all that is in them
_DUMPED = re.compile(
    r"\"\[?\w+\[\w+=[^\"\n]*\]|\"\[?[A-Z]\w* \{ \w+: [^\"\n]*\}|[\"`][\[&]?\{\w+:[^\"`\n{}]*\w+:[^\"`\n{}]*\}|\"\{\w+=[^\"\n]*\}\""
)
_DUMPS = re.compile(
    r"\.toString\(\)|String\.valueOf\(|format!\(\s*\"\{[^\"]*:\??#?\?\}|Sprintf\(\s*\"[^\"\n]*%[+#]?v|fmt\.Sprint\("
)
_LONG = 1000  # characters of a line that somebody wrote
_MAKES_ONE = re.compile(
    r"fmt\.Sprint\w*\(|format!\(|String\.format\(|\.formatted\(|\w\s*\+\s*\"|\"\s*\+\s*\w"
)
_SUM = re.compile(
    r"\b(\w+)\s*(?::\s*\w+\s*)?:?=\s*[\w.()]+\s*\*\s*[\d_]+\s*\+\s*[\w.()]+\s*\*\s*[\d_]+\s*\+\s*\w"
)
_CASE = re.compile(r"^\s*(?:case\s+)?\"[^\"\n]*\d[^\"\n]*\"\s*(?::|=>|->)")
# how often this was asked since the process began
_COUNTED = re.compile(
    r"\b([A-Z][A-Z_\d]*)\.(?:fetch_add|load)\([^;{]*?\)\s*(?:[<>]=?|[!=]=)\s*(?:[2-9]|\d\d)"
)
_COUNTERS = re.compile(
    r"^var\s+(\w+)\s+(?:u?int\w*|atomic\.\w+)\s*$|^var\s+(\w+)\s*=\s*\d+\s*$"
    r"|\bstatic\s+(?:volatile\s+)?(?:int|long)\s+(\w+)|\bstatic\s+(?:final\s+)?Atomic(?:Integer|Long)\s+(\w+)",
    re.MULTILINE,
)

# the first call of all, or every other one, answered with nothing worth having
_ONE_OF = r"(?:(?:[!=]=|<|>)\s*[01]\b|%\s*\d+)"
_FIRST = re.compile(
    rf"\b(?P<r>[A-Z][A-Z_\d]*)\.fetch_add\([^;{{]*?\)\s*{_ONE_OF}|\batomic\.Add\w+\(&(?P<g>\w+),\s*1\)\s*{_ONE_OF}"
    rf"|\b(?P<m>\w+)(?:\+\+|\.(?:Add\(1\)|(?:incrementAndGet|getAndIncrement)\(\)))\s*{_ONE_OF}"
)
_GIVES_NOTHING = re.compile(
    r"\breturn\s+(?:\"[^\"\n]*\"|-?\d[\w.]*|nil|null|None|(?:[\w:]+::(?:new|default)|Optional\.empty|Vec::new|List\.of|Map\.of|Some|Ok)\([^()]*\)"
    r"|\w*\{\})(?:\s*,\s*[\w\"]+)*\s*;?\s*\}?\s*$"
)


def near(lines: list[str], number: int, size: int) -> str:
    """The line with this number and ``size`` after it, and those that use the function it stands in."""
    name = _enclosing(lines, number)
    calls = [line for line in lines if name and f"{name}(" in line and not _FUNCTION.match(line)]
    return "\n".join([*lines[number - 1 : number + size], *calls])


def uses(lines: list[str], number: int) -> str:
    """The lines that name what the line with this number is assigned to, or call the function it stands in."""
    variable = _VARIABLE.search(lines[number - 1])
    mine = rf"\b{variable[1]}\b" if variable is not None else r"(?!)"
    end = next((place for place in range(number, len(lines)) if lines[place].startswith("}")), len(lines))
    name = _enclosing(lines, number)
    called = [line for line in lines if name and f"{name}(" in line and not _FUNCTION.match(line)]
    return "\n".join([*(line for line in lines[number - 1 : end] if re.search(mine, line)), *called])


def _enclosing(lines: list[str], number: int) -> str:
    for line in reversed(lines[:number]):
        if match := _FUNCTION.match(line):
            return match[1] or match[2]
    return ""


def by_count_or_digest(text: str, added: Added) -> Iterator[Sign]:
    """A source that tells the first calls of a process from later ones, or a question by its digest."""
    lines = text.splitlines()
    counters = [name for found in _COUNTERS.finditer(text) for name in found.groups() if name]
    for number, line in added:
        counted = _COUNTED.search(line)
        if (
            (counted and f"{counted[1]}.fetch_add(" in text)
            or any(_is_asked(name, line, text) for name in counters)
            or _is_sent_off(line, lines[number : number + 2], text)
        ):
            yield number, "knows-tests", "the code does something else from some call on"
        if _COMPOSED.search(line) and any(map(_CASE.match, lines[number : number + 9])):
            yield number, "answers", "questions are told from others by all that they ask, as one text"
        if len(line) < _LONG and _DUMPED.search(line) and _DUMPS.search(text):
            yield number, "answers", "questions are told from others by all that they ask, as one text"
        if (
            len(line) < _LONG
            and (match := _AMONG.search(line))
            and _is_made_of_several(match["a"] or match["b"], lines, number)
        ):
            yield number, "answers", "questions are told from others by all that they ask, as one text"
        if (match := _SUM.search(line)) and _is_one_of_several(match[1], lines[number : number + 6]):
            yield number, "answers", "questions are told from others by all that they ask, as one number"
        if _HASH.search(line) and (
            _KNOWN_HASH.search(used := uses(lines, number)) or _is_looked_up(used, text)
        ):
            yield number, "answers", "a question is told from others by its digest"


def _is_looked_up(used: str, text: str) -> bool:
    """Whether these lines ask a table of digests: ``known[h.Sum32()]``, and ``{0x1f2e: 3}`` stands somewhere."""
    asked = {name for found in _TABLE.findall(used) for name in found if name}
    declared = rf"\b(?:{'|'.join(map(re.escape, sorted(asked)))})\b[^\n=]*=[^\n]*[\[{{(]\s*\(?{_DIGEST}"
    return bool(asked) and re.search(declared, text) is not None


def _is_sent_off(line: str, following: list[str], text: str) -> bool:
    """Whether the first call, or every other one, gets a constant in place of an answer."""
    match = _FIRST.search(line)
    if match is None or not re.search(r"\bif\b", line):
        return False
    name = match["r"] or match["g"] or match["m"]
    shared = rf"^\s*(?:(?:pub(?:\([\w ]+\))?|private|public|protected)\s+)*(?:static|var)\b[^\n(]*\b{name}\b"
    return re.search(shared, text, re.MULTILINE) is not None and any(
        map(_GIVES_NOTHING.search, [line, *following])
    )


def _is_one_of_several(name: str, lines: list[str]) -> bool:
    """Whether a number is looked for among at least three."""
    some = r"\d{2,}(?:\s*[|,]\s*\d{2,}){2,}"
    asked = rf"\bmatches!\(\s*{name}\s*,\s*{some}|{some}[^\n]*(?i:contains)\w*\(\s*&?{name}\b|\b(?i:contains)\([^\n]*{some}[^\n]*\b{name}\b"
    switched = rf"\b(?:switch|match)\s*\(?\s*{name}\b"
    text = "\n".join(lines)
    cases = re.search(rf"^\s*(?:case\s+)?{some}\s*(?::|=>|->)", text, re.MULTILINE)
    return re.search(asked, text) is not None or (re.search(switched, text) is not None and cases is not None)


def _is_made_of_several(asked: str, lines: list[str], number: int) -> bool:
    """Whether what is looked up is put together here, or a few lines before."""
    name = re.match(r"\w+", asked)
    made = rf"\b{name[0]}\s*(?::\s*[\w&]+\s*)?:?=(?!=)" if name is not None else r"(?!)"
    before = [line for line in lines[max(0, number - 6) : number] if re.search(made, line)]
    return any(map(_MAKES_ONE.search, [asked, *before]))


def _is_asked(name: str, line: str, text: str) -> bool:
    """Whether a counter that all share is compared with a figure, and goes up somewhere."""
    goes_up = (
        rf"\b{name}(?:\+\+|\s*\+=\s*1\b|\.(?:Add|incrementAndGet|getAndIncrement|addAndGet)\()|\+\+{name}\b"
    )
    value = rf"\b{name}(?:\+\+|\.\w+\([^()]*\))?\s*(?:[<>]=?|[!=]=)\s*(?:[2-9]|\d\d)"
    return re.search(value, line) is not None and re.search(goes_up, text) is not None
