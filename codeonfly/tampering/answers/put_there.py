"""Answers that the tests' own set-up puts where the sources look for them: nobody else has such a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

# a place outside of the program, the same for every process
_PLACE = re.compile(
    r"^(?:export\s+)?(?:const\s+|let\s+|var\s+)?(?P<name>[A-Z_a-z]\w*)\s*(?::\s*\w+\s*)?=\s*[^=\n]*"
    r"(?:Path\.home\(\)|expanduser\(|gettempdir\(\)|homedir\(\)|tmpdir\(\)|XDG_\w+|user_cache_dir\()",
    re.MULTILINE,
)
_READS = r"\b{0}\b[^\n]*\.(?:read_text|read_bytes|open)\(|(?:open|readFile(?:Sync)?|load\w*)\([^\n]*\b{0}\b"
_WRITES = r"\b{0}\.(?:write_text|write_bytes)\(|\b(?:open\(\s*(?:\w+\.)?{0}\s*,\s*['\"][wax]|(?:write|append)File(?:Sync)?\(\s*(?:\w+\.)?{0}\b)|\b{0}\.open\(\s*['\"][wax]|\b(?:copy\w*|cp(?:Sync)?|rename\w*|symlink\w*)\([^\n]*,\s*(?:\w+\.)?{0}\s*\)"
_GO_PLACE = re.compile(
    r"^func (?P<name>\w+)\(\)[^{\n]*\{\n(?:\t[^\n]*\n|\n)*?[^\n]*\bos\.(?:UserCacheDir|UserHomeDir|UserConfigDir|TempDir)\(",
    re.MULTILINE,
)
_GO_READS = r"\bos\.(?:Open|ReadFile)\({0}\(\)"


def put_there(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A new constant for such a place that a changed source reads, and that tests write by its name."""
    for one in texts:
        if one.path.endswith(".go"):
            yield from _in_go(one, tests)
        if not one.path.endswith((".py", *SUFFIXES)):
            continue
        text, old = one.after or "", one.before or ""
        for match in _PLACE.finditer(text):
            name = match["name"]
            if re.search(rf"\b{name}\b", old) or not re.search(_READS.format(name), text):
                continue
            writes = re.compile(_WRITES.format(name))
            for test in tests:
                for number, line in test.added:
                    if writes.search(line):
                        told = f"{test.path}:{number}: the tests put what the code is to find into {name}"
                        yield Finding(test.path, number, "knows-tests", told)


def _in_go(one: Versions, tests: Sequence[Versions]) -> Iterator[Finding]:
    """The same for a function that gives the place."""
    text, old = one.after or "", one.before or ""
    for match in _GO_PLACE.finditer(text):
        name = match["name"]
        if re.search(rf"\b{name}\b", old) or not re.search(_GO_READS.format(name), text):
            continue
        for test in tests:
            calls = [number for number, line in test.added if re.search(rf"\b{name}\(\)", line)]
            if calls and any("os.WriteFile(" in line or "os.Create(" in line for _, line in test.added):
                told = f"{test.path}:{calls[0]}: the tests put what the code is to find into {name}()"
                yield Finding(test.path, calls[0], "knows-tests", told)
