"""Files that are written as they were, behind a new interface, while the tests look at a double that does better."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codeonfly.tampering.values import CODE, Finding, Versions

_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")


@dataclass(frozen=True, slots=True)
class _Language:
    """How a file is written, where a method begins, and whose it is."""

    writes: re.Pattern[str]
    method: re.Pattern[str]
    owner: re.Pattern[str]


def _language(writes: str, method: str, owner: str) -> _Language:
    return _Language(re.compile(writes), re.compile(method, re.MULTILINE), re.compile(owner, re.MULTILINE))


_GO = _language(
    r"\bos\.(WriteFile|Create|OpenFile)\(",
    r"^func \(\w*\s*\*?\w+\) (?P<name>\w+)\(",
    r"^func \((?:\w+\s+)?\*?(?P<name>\w+)\) \w+\(",
)
_RUST = _language(
    r"\b(fs::write|File::create)\(",
    r"^[ \t]+(?:pub )?fn (?P<name>\w+)\(",
    r"\bimpl\b[^{\n]*\bfor (?P<name>\w+)",
)
_JAVA = _language(
    r"\bFiles\.(write|writeString|newBufferedWriter|newOutputStream)\(|\bnew FileWriter\(",
    r"^[ \t]+(?:@Override\s+)?(?:public |final )*[\w<>\[\]]+ (?!if\b)(?P<name>\w+)\([^()]*\)[^;{=]*\{",
    r"\b(?:class|record) (?P<name>\w+)[^{;]*\bimplements\b",
)
_JAVASCRIPT = _language(
    r"\b(writeFile(?:Sync)?|createWriteStream)\(",
    r"^[ \t]+(?:async )?(?!(?:if|for|while|switch|catch)\b)(?P<name>\w+)\s*(?::\s*(?:async\s*)?)?\([^()]*\)\s*(?::[^{=]*)?(?:=>|\{)",
    r"\b(?:class|const|let) (?P<name>\w+)",
)
_PYTHON = _language(
    r"\.(write_text|write_bytes)\(|\bopen\([^)\n]*['\"][wx]b?['\"]",
    r"^[ \t]+(?:async )?def (?P<name>\w+)\(",
    r"^class (?P<name>\w+)",
)
_LANGUAGES = {".go": _GO, ".rs": _RUST, ".java": _JAVA, ".py": _PYTHON} | dict.fromkeys(_SCRIPTS, _JAVASCRIPT)
# what else is done with files: beside it, nothing is written as it was
_MORE = re.compile(
    r"\b(?:[Rr]ename\w*|[Uu]nlink\w*|os\.(?:Remove\w*|Link|replace|remove|fsync|open|CreateTemp|MkdirTemp)|remove_file|copy_file"
    r"|Files\.(?:move|copy|delete\w*|createTemp\w*)|copyFile\w*|f?sync(?:_all|_data|Sync)?|Sync|tempfile|mkstemp|mkdtemp\w*|flock|lock)\("
    r"|\w*(?:tmp|temp|draft|aside)\w*\.replace\(|\bO_(?:EXCL|APPEND)\b"
)

_ATOMIC = re.compile(
    r"\b(?:def|func|fn|function|void|boolean|Path)\s+(?:\([^()]*\)\s*)?(?P<name>\w*[aA]tomic(?:ally)?\w*)\s*\("
)
_WRITES_FILE = re.compile(
    r"\bopen\(|\.[wW]rite\w*\(|OpenFile|os\.Create|File::create|fs::write|writeFile|Files\.(?:write|copy)"
)
# also where somebody else sees to it: a library, a database
_IN_ITS_PLACE = re.compile(
    r"[rR]ename|\breplace\(|Files\.move|ATOMIC_MOVE|\.persist\(|\blink\w*\(|atomicwrites|atomically|renameio|BEGIN|[cC]ommit|transaction|atomic\.Write"
)


def moved_write(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Such a method, new, where tests have one of the same name and never the type that it belongs to."""
    for suffix, language in _LANGUAGES.items():
        mine = [one for one in texts if one.path.endswith(suffix)]
        added = "\n".join(line for one in mine for _, line in one.added)
        before = _writes([one.before for one in mine], language)
        after = _writes([one.after for one in mine], language)
        moved = {call for call, times in before.items() if after[call] == times}
        if not moved or _MORE.search(added):
            continue
        said = "\n".join(line for one in tests if one.path.endswith(suffix) for _, line in one.added)
        doubled = {match["name"] for match in language.method.finditer(said)}
        for one in mine:
            yield from _found(one, language, moved, doubled, said)


def _writes(texts: Sequence[str | None], language: _Language) -> Counter[str]:
    return Counter(match[0] for text in texts for match in language.writes.finditer(text or ""))


def _found(
    one: Versions, language: _Language, moved: set[str], doubled: set[str], said: str
) -> Iterator[Finding]:
    text = one.after or ""
    lines = {number for number, _ in one.added}
    methods, owners = list(language.method.finditer(text)), list(language.owner.finditer(text))
    for match in language.writes.finditer(text):
        number = text.count("\n", 0, match.start()) + 1
        method, owner = _last(methods, match.start()), _last(owners, match.start())
        if number not in lines or match[0] not in moved or method is None or owner is None:
            continue
        begun = text.count("\n", 0, method.start("name")) + 1
        if begun in lines and method["name"] in doubled and not re.search(rf"\b{owner['name']}\b", said):
            told = f"{one.path}:{number}: {method['name']} writes as it was written, and the tests ask a double of their own"
            yield Finding(one.path, number, "double", told)


def _last(found: Sequence[re.Match[str]], end: int) -> re.Match[str] | None:
    """The last one that ends before a place."""
    count = bisect_right(found, end, key=re.Match.end)
    return found[count - 1] if count else None


def never_renamed(texts: Sequence[Versions], _: Sequence[Versions]) -> Iterator[Finding]:
    """A new function that is called atomic and writes, in sources that put nothing in another file's place."""
    mine = [one for one in texts if one.path.endswith(CODE)]
    named = [
        (one, number, match) for one in mine for number, line in one.added if (match := _ATOMIC.search(line))
    ]
    if not named or any(_IN_ITS_PLACE.search(other.after or "") for other in mine):
        return
    writing = {one.path for one in mine if _WRITES_FILE.search(one.after or "")}
    for one, number, match in named:
        if one.path in writing:
            told = f"{one.path}:{number}: {match['name']} puts no whole file in the place of another"
            yield Finding(one.path, number, "stub", told)
