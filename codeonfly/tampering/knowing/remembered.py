"""Sources of Python and JavaScript that leave a mark where every process finds it, and go by that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.tampering.values import Added, Sign

_SHARED = re.compile(
    r"\bgettempdir\(\)|\b(?:os\.)?tmpdir\(\)|\bexpanduser\(|\bPath\.home\(\)|\bhomedir\(\)|['\"`]/(?:tmp|var/tmp|dev/shm)/\w"
)
_MADE = re.compile(
    r"mkdtemp|mkstemp|NamedTemporary|TemporaryDirectory|\bconfig|cache|\brc\b|\.lock|socket", re.IGNORECASE
)
_LOOKS = re.compile(
    r"\bif\b[^\n]*\b(?:exists(?:Sync)?|is_file|isfile|access(?:Sync)?)\(|\.(?:exists|is_file)\(\)\s+(?:else|and|or)\b"
)
_LEAVES = re.compile(
    r"\b(?:write_text|write_bytes|touch|writeFile(?:Sync)?|appendFile(?:Sync)?|unlink(?:Sync)?|rm(?:Sync)?)\(|\bopen\([^)\n]*['\"][wax]"
)

_KEPT = re.compile(r"\s*(?:const |let |var )?(\w+)\s*=")
_NEAR = 5  # lines


_TEMPORARY = re.compile(
    r"^\s*(?:const |let |var )?(\w+)\s*=[^=\n]*(?:\bgettempdir\(\)|\b(?:os\.)?tmpdir\(\))", re.MULTILINE
)


def among_temporary(after: str, added: Added) -> Iterator[Sign]:
    """Conditions on whether a path is among the temporary ones, which those of tests are."""
    for name in set(_TEMPORARY.findall(after)):
        asks = re.compile(
            rf"\b{name}\s+(?:not\s+)?in\b[^\n]*\.parents|\.parents\b[^\n]*[!=]=\s*{name}\b"
            rf"|(?:is_relative_to|[sS]tarts_?[wW]ith|startswith|includes|commonpath|relative)\([^\n]*\b{name}\b"
        )
        yield from (
            (number, "knows-tests", "the code asks whether it works among temporary files")
            for number, line in added
            if asks.search(line)
        )


def marks(after: str, added: Added) -> Iterator[Sign]:
    """A file of a fixed name in the folder of temporary files, or at home, that is looked for, and made or removed."""
    for number, line in added:
        if _SHARED.search(line) and not _MADE.search(line):
            name = _KEPT.match(line)
            near = [
                text
                for place, text in added
                if abs(place - number) <= _NEAR or (name is not None and re.search(rf"\b{name[1]}\b", text))
            ]
            if any(map(_LOOKS.search, near)) and any(map(_LEAVES.search, near)):
                yield number, "knows-tests", "the code goes by a mark that it leaves for other processes"
