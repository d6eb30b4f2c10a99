"""Methods of the tests' doubles as an interface of the change asks for them: with other arguments or results.

A double with the old signature would leave all tests of its file unbuilt, in languages that are built as
a whole. The method is taken over with what it does: it answers for a part that the tests replace anyhow,
and every check is the base's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.starts import STARTS
from codeonfly.verification.fitting_declarations import is_denied, suites
from codeonfly.verification.fitting_text import Text

_STARTS = {
    ".go": re.compile(
        r"^func \(\w*\s*\*?(?P<owner>\w+)(?:\[[^\]\n]*\])?\) (?P<name>\w+)\([^)]*\)[^{\n]*(?P<open>\{)",
        re.MULTILINE,
    ),
    ".java": re.compile(
        r"@Override\s+(?:(?:public|protected|final|synchronized) ){0,4}[\w<>,.?\[\] ]{1,200} "
        r"(?P<name>\w+)\([^)]*\)[^{;]*(?P<open>\{)"
    ),
    ".rs": re.compile(r"\b(?:async )?fn (?P<name>\w+)(?:<[^(\n]{0,200}>)?\([^)]*\)[^{;]*(?P<open>\{)"),
}
_TEST = re.compile(r"Test|Benchmark|Fuzz|Example|Set[uU]p|TearDown|Before|After|setUp|tearDown|main\Z|init\Z")
_TEST_CLASS = re.compile(r"class (?:(?:Test|IT)\w*|\w+(?:Tests?|IT|Spec|TestCase|Contract))\b")
_OF_JAVA = re.compile(r"^import [\w.*]+;", re.MULTILINE)
_IMPORT = re.compile(r"^([ \t]+(?:(\w+) )?\"[^\"\n]+\"\n)", re.MULTILINE)
_HOLDERS = {
    ".java": re.compile(r"\bclass \w+[^{;]{0,300}\{|\bnew \w+(?:<[^>(){};]{0,100}>)?\(\) \{"),
    ".rs": re.compile(r"^[ \t]*impl\b[^{;]{0,300}\bfor\b[^{;]{0,300}\{", re.MULTILINE),
}
_Method = tuple[str, int, int, str]  # name, begin, end, signature


def refitted(path: str, old: str, new: str, sources: str, taken: frozenset[str] = frozenset()) -> str:
    """The old text with the methods of doubles from the new one whose signature is another one there.

    ``sources``: the change's, in which the interface has to name the method; ``taken``: the suites of Go.
    """
    suffix = PurePosixPath(path).suffix
    if suffix not in _STARTS:
        return old
    before, after = _methods(suffix, old), _methods(suffix, new)
    asked = _called(sources)
    tests = taken | suites(suffix, old)
    came = _came(suffix, before, after, new, asked, tests)
    parts, place = [], 0
    for key, (name, begin, end, signature) in before.items():
        now = after.get(key)
        owner = key.rpartition(".")[0]
        if begin < place or _holds_tests(suffix, owner, tests):
            continue
        if now is None and name not in asked and owner in came:
            parts.append(old[place:begin])  # what its interface has no more
        elif now is not None and now[3] != signature and name in asked:
            parts += [old[place:begin], new[now[1] : now[2]]]
        else:
            continue
        place = end
    return "".join([*parts, old[place:]])


def with_methods(path: str, made: str, new: str, sources: str, taken: frozenset[str] = frozenset()) -> str:
    """The text with the methods that its doubles lack and ``sources`` ask for, as the last of each."""
    suffix = PurePosixPath(path).suffix
    if suffix not in _STARTS:
        return made
    have, after = _methods(suffix, made), _methods(suffix, new)
    there = {key for key, *_ in _all(suffix, made)}
    came = _came(
        suffix, {key: after[key] for key in there & after.keys()}, after, new, _called(sources), taken
    )
    last = {key.rpartition(".")[0]: end for key, (_, _, end, _) in have.items()}
    for owner, end in sorted(last.items(), key=lambda one: -one[1]):
        made = made[:end] + came.get(owner, "") + made[end:]
    return made


def has_twice(path: str, text: str, before: str) -> bool:
    """Whether a method is there twice that was not ``before``."""
    suffix = PurePosixPath(path).suffix
    if suffix not in _STARTS:
        return False
    had, now = (Counter(key for key, *_ in _all(suffix, one)) for one in (before, text))
    return any(many > max(had[key], 1) for key, many in now.items())


def _called(sources: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b\w++(?=\s*(?:<[^<>()]*>)?\()", sources))


def _came(
    suffix: str,
    before: Mapping[str, _Method],
    after: Mapping[str, _Method],
    new: str,
    asked: Collection[str],
    tests: frozenset[str],
) -> dict[str, str]:
    """By owner the methods that are asked of it by now, to stand where others go, or last."""
    found: dict[str, str] = {}
    for key, (name, begin, end, _) in after.items():
        owner = key.rpartition(".")[0]
        if key in before or name not in asked or _holds_tests(suffix, owner, tests):
            continue
        if not is_denied(suffix, Text(new[begin:end]).tokens):
            found[owner] = f"{found.get(owner, '')}\n\n    {new[begin:end]}"
    return found


def _holds_tests(suffix: str, owner: str, suites_of_go: frozenset[str]) -> bool:
    """Whether its methods are tests, and what they check by: none of a double."""
    return owner in suites_of_go if suffix == ".go" else _TEST_CLASS.match(owner) is not None


def _methods(suffix: str, text: str) -> dict[str, _Method]:
    """By owner and name: the name, begin, end, signature."""
    found = list(_all(suffix, text))
    times = Counter(key for key, *_ in found)
    return {key: rest for key, *rest in found if times[key] == 1}  # type: ignore[misc]


def _all(suffix: str, text: str) -> Iterator[tuple[str, str, int, int, str]]:
    quotes = STARTS[suffix][1]
    blocks = list(_blocks(_HOLDERS[suffix], text, quotes)) if suffix in _HOLDERS else []
    for match in _STARTS[suffix].finditer(text):
        end, name = closing(text, match.start("open"), quotes), match["name"]
        owner = match["owner"] if suffix == ".go" else _block(match.start(), blocks)
        if end is not None and owner is not None and not _TEST.match(name):
            signature = "".join(text[match.start() : match.start("open")].split())
            yield f"{owner}.{name}", name, match.start(), end + 1, signature


def _blocks(head: re.Pattern[str], text: str, quotes: str) -> Iterator[tuple[int, int, str]]:
    for match in head.finditer(text):
        end = closing(text, match.end() - 1, quotes)
        yield match.end(), end or match.end(), match[0]


def _block(at: int, blocks: list[tuple[int, int, str]]) -> str | None:
    """What the innermost block begins with that holds the place."""
    return next((head for begin, end, head in reversed(blocks) if begin <= at < end), None)


def with_imports(path: str, old: str, new: str) -> str:
    """The old text of Java with the packages of the JDK that the new one imports whole, and it in part."""
    had, made = set(_OF_JAVA.findall(old)), list(_OF_JAVA.findall(new))
    if not path.endswith(".java") or not had:
        return old
    whole = [line for line in made if line not in had and re.match(r"import java\.[\w.]+\.\*;", line)]
    gone = {line for line in had if line not in made}
    for line in whole:
        package = line.removesuffix("*;")
        first = next((one for one in sorted(gone) if one.startswith(package)), None)
        old = old.replace(first, f"{first}\n{line}", 1) if first else old
    return old


def without_idle_imports(path: str, old: str, made: str) -> str:
    """The text made of ``old`` without the imports of Go that came with it and that nothing there needs."""
    if not path.endswith(".go"):
        return made
    had = set(_IMPORT.findall(old))
    for line, name in _IMPORT.findall(made):
        if (line, name) not in had and not re.search(rf"\b{re.escape(_package(line, name))}\.", made):
            made = made.replace(line, "", 1)
    return made


def _package(line: str, name: str) -> str:
    """What an import is called where it is used: ``"math/rand/v2"`` is ``rand``."""
    if name:
        return name
    parts = [part for part in line.strip().strip('"').split("/") if not re.fullmatch(r"v\d+", part)]
    return re.sub(r"\Ago-|\.v\d+\Z|[.-]go\Z", "", parts[-1]) if parts else ""
