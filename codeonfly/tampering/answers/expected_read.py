"""Sources that read, under a name of their own making, what the tests have as the answer they expect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.tree import Tree

_ENDING = re.compile(r"[\"'`][^\"'`\n]*(\.[A-Za-z][\w-]{1,15})[\"'`]")
_READS = re.compile(
    r"\b(?:ReadFile|Open|readFile(?:Sync)?|createReadStream|open|read_text|read_bytes|read_to_string|fs::read|File::open"
    r"|readString|readAllBytes|readAllLines|lines|newBufferedReader|FileReader)\s*\("
)
_WANTED = re.compile(r"want|expect|golden|answer|soll", re.IGNORECASE)


def expected_read(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """An ending which only new files have that the tests expect, and which a source that reads files writes out."""
    code = [one for one in tests if one.path.endswith(CODE)]
    said = [line for one in code for line in (one.after or "").splitlines()]
    new = {ending for one in (*texts, *tests) if one.before is None and (ending := _ending_of(one.path))}
    new -= {_ending_of(path) for path in base.files} | set(CODE)
    wanted = {ending for ending in new if _is_wanted(ending, said)}
    for one in texts if wanted else ():
        if not (one.path.endswith(CODE) and _READS.search(one.after or "")):
            continue
        for number, line in one.added:
            if wanted & set(_ENDING.findall(line)):
                told = f"{one.path}:{number}: the code reads what the tests expect"
                yield Finding(one.path, number, "answers", told)


def _ending_of(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name.lstrip(".") else ""


def _is_wanted(ending: str, said: Sequence[str]) -> bool:
    """Whether tests name such files, and only on lines that say what is expected."""
    naming = [line for line in said if ending in line]
    return bool(naming) and all(map(_WANTED.search, naming))
