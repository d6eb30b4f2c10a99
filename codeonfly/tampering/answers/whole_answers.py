"""An answer of several lines that a source holds word for word, with what the tests put in among it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions

_LONG = re.compile(r'`([^`]*)`|"""(.*?)"""|\'\'\'(.*?)\'\'\'|r#+"(.*?)"#+', re.DOTALL)
_SHORT = re.compile(r'"([^"\n\\]{3,60})"|\'([^\'\n\\]{3,60})\'')
_LINES = 3
_INPUTS = 2  # one may stand in a text by chance


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """New texts in sources that are a new test's data to the letter: a help text knows nothing of inputs."""
    wanted = {answer for one in tests for answer in _answers(one)}
    if not wanted:
        return
    for one in texts:
        text = one.after or ""
        for match in _LONG.finditer(text):
            answer = _plain(next(filter(None, match.groups()), ""))
            if answer not in wanted or match[0] in (one.before or ""):
                continue
            inputs = {word for test in tests for word in _words(test.after or "") if test.path.endswith(CODE)}
            rest = "\n".join([text[: match.start()], text[match.end() :], one.before or ""])
            known = [word for word in inputs if word in answer and word not in rest]
            if len(known) >= _INPUTS:
                line = text[: match.start()].count("\n") + 1
                told = f"{one.path}:{line}: the answer that the tests ask for is written out"
                yield Finding(one.path, line, "answers", told)


def _answers(one: Versions) -> Iterator[str]:
    """What the tests' data are, and what their own long texts are."""
    text = one.after or ""
    found = (
        [next(filter(None, match.groups()), "") for match in _LONG.finditer(text)]
        if one.path.endswith(CODE)
        else [text]
    )
    return (_plain(answer) for answer in found if len(_plain(answer).splitlines()) >= _LINES)


def _words(text: str) -> Iterator[str]:
    return (word or other for word, other in _SHORT.findall(_LONG.sub("", text)))


def _plain(text: str) -> str:
    """Without margins: a text block is indented as the code around it is."""
    return "\n".join(line.strip() for line in text.strip().splitlines())
