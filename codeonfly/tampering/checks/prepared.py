"""Tests' helpers that bring what they are given into the form that the code was to bring it into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import functions
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains import hollow_blocks
from codeonfly.toolchains.node_stubs import SUFFIXES

# how letters are brought into one case, in five languages
_CASE = re.compile(
    r"\b(?:toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|lower|upper|casefold|ToLower|ToUpper|EqualFold"
    r"|to_lowercase|to_uppercase|to_ascii_lowercase|to_ascii_uppercase|eq_ignore_ascii_case|equalsIgnoreCase|capitalize"
    r"|CASE_INSENSITIVE|COLLATE|IGNORECASE|localeCompare|Collator|sensitivity)\b|/i\b|\(\?i\)"
)
_CHANGES = r"(?P<open>[(,:=]\s*){0}(?:\.\w+\(\))*\.(?:toLowerCase|toUpperCase|lower|upper|casefold|to_lowercase|to_uppercase)\(\)\s*(?=[,)}}\]\n]|$)"
_IN_GO = r"(?P<open>[(,:=]\s*)strings\.To(?:Lower|Upper)\({0}\)\s*(?=[,)}}\]\n]|$)"
# one without braces, which the other finder does not look for
_ARROW = re.compile(
    r"\bconst (?P<name>\w+) = (?:async )?(?:\((?P<taken>[^()]*)\)) =>\s*(?P<body>[\w$.]+\([^;]*?)(?:;|$)",
    re.MULTILINE,
)
_ZONE = re.compile(
    r"\bprocess\.env(?:\.TZ|\[['\"]TZ['\"]\])\s*=\s*(?:(?P<name>[a-zA-Z]\w*)\b(?!\s*[.(])|['\"](?P<text>\w+/\w+)['\"])"
)
_MOST_PARAMETERS = 30
_MOST_ZONES = 5
_TEST = re.compile(r"^(?:test|Test|should)|[Tt]est$")
_WORD = re.compile(r"\w+")


def prepared(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A helper that gives what it was given in one case, where no changed source does anything with case.

    Part of another text (an address made of a name), or beside the thing as it was, it is what a test is about.
    """
    mine = [one for one in texts if one.path.endswith(CODE)]
    if any(_CASE.search(line) for one in mine for _, line in one.added):
        return
    for one in tests if mine else ():
        lines = {number for number, _ in one.added}
        if not lines or not _CASE.search("\n".join(line for _, line in one.added)):
            continue
        for name, line, parameters, body in _helpers(one):
            for parameter in parameters if len(parameters) <= _MOST_PARAMETERS else ():
                pattern = (_IN_GO if one.path.endswith(".go") else _CHANGES).format(re.escape(parameter))
                match = re.search(pattern, body)
                if match is None:
                    continue
                rest = body[: match.end("open")] + body[match.end() :]
                if re.search(rf"\b{re.escape(parameter)}\b(?!\s*:|=[^=])", rest):
                    continue  # it is given as it is, too
                at = line + body.count("\n", 0, match.start())
                if at in lines or line in lines:
                    told = f"{one.path}:{at}: {name} brings {parameter} into the case that the code was to see to"
                    yield Finding(one.path, at, "provided", told)


def zone(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Tests that bring the machine into the very zone which they ask the code for: then it has nothing to do."""
    for one in tests:
        set_here = [(number, match) for number, line in one.added if (match := _ZONE.search(line))]
        for number, match in set_here[:_MOST_ZONES] if one.path.endswith(CODE) else ():
            value = match["name"] or match["text"]
            if value.rpartition("/")[2] in (
                "UTC",
                "Etc",
                "GMT",
                "before",
                "original",
                "previous",
            ):
                continue
            quoted = rf"['\"]{re.escape(value)}['\"]" if match["text"] else rf"(?<![\w.]){re.escape(value)}\b"
            rest = "\n".join(text for at, text in one.added if at != number)
            if re.search(rf"\b(?!setenv|expect|toBe|equal|strictEqual)\w+\([^\n]*{quoted}", rest):
                told = f"{one.path}:{number}: the tests bring the machine into the zone that they ask for"
                yield Finding(one.path, number, "provided", told)


def _helpers(one: Versions) -> Iterator[tuple[str, int, set[str], str]]:
    """Name, first line, parameters and body of every function that is no test."""
    text = one.after or ""
    lines = text.splitlines()
    if one.path.endswith(".py"):
        for node in functions(text):
            taken = {arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
            if not _TEST.search(node.name):
                rows = lines[node.body[0].lineno - 1 : node.end_lineno]
                yield node.name, node.body[0].lineno, taken, "\n".join(rows)
        return
    for made in hollow_blocks.functions(one.path, text):
        if not _TEST.search(made.name.rpartition(".")[2]):
            taken = set(_WORD.findall(text[made.start : made.body])) - {made.name}
            yield made.name, text.count("\n", 0, made.body) + 1, taken, text[made.body : made.end]
    for match in _ARROW.finditer(text) if one.path.endswith(SUFFIXES) else ():
        line = text.count("\n", 0, match.start("body")) + 1
        yield match["name"], line, set(_WORD.findall(match["taken"])), match["body"]
