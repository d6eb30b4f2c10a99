"""Which of the declarations that a change adds to a file of tests may stand beside the base's own tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from codeonfly.toolchains.node_stubs import SUFFIXES

OPENS = frozenset("([{")
CLOSES = frozenset(")]}")
_FIELD_OF_CLASS = re.compile(
    r"(?:(?:private|public|protected|readonly|static) )+(?P<name>\w+) (?:[?!] )?[:=;]"
)
_GROUPS = ("import", "var", "const", "type")  # of Go: `var (...)`
_BEGINS = re.compile(
    r"func|function|let|export|interface|class|type|var|const|import|use|fn|pub|impl|struct|async|private|protected|public|readonly|static|final|void|int|long"
    r"|boolean|double|[@#]|[A-Z]\w*|//.*|/\*.*",
    re.DOTALL,
)
# what decides whether, when or how tests run, or what is equal to what
_DENIED = re.compile(
    r"(?:Before|After)\w*|Disabled\w*|Enabled\w*|Ignore|ignore|should_panic|ExtendWith|RegisterExtension|Rule|ClassRule"
    r"|Test(?:Method|Class)Order|Timeout|TestMain|init|Skip\w*|[eE]xit|halt|abort|equals|hashCode|compareTo|Equal|PartialEq|eq|Drop"
    r"|(?:Set[uU]p|TearDown)\w*|setUp|tearDown|static_assert|assume\w*|cfg|macro_rules"
)
_SUITE = re.compile(r"^func \(\w* ?\*?(\w+)\) Test\w*\(", re.MULTILINE)
_EQUALITY = re.compile(r"equals|hashCode|compareTo|Equal|eq")
_DENIED_OF_SCRIPTS = re.compile(
    r"(?:before|after)(?:Each|All)?|(?:do|un)?[mM]ock|spyOn|skip\w*|only|todo|fails|setTimeout|useFakeTimers|expect"
)
# a test by itself: it has no part in the run of the base's own, and may need what is not taken over
_TESTS = {
    ".go": re.compile(r"\bfunc (?:\( [^)]*\) )?(?:Test|Benchmark|Fuzz|Example)\w* \("),
    ".rs": re.compile(r"# \[ (?:\w+ : : )*(?:test|rstest|test_case|bench)\b"),
    ".java": re.compile(r"@ (?:Parameterized|Repeated)?Test\b|@ Test(?:Factory|Template)\b"),
}

_TESTS_OF_SCRIPTS = re.compile(r"^\s*(?:it|test|describe|suite)\b[\w. ]* \(", re.MULTILINE)
_LOCAL = {
    ".go": re.compile(r"(?P<name>\w+) : = "),
    ".rs": re.compile(r"let (?:mut )?(?P<name>\w+) (?:: [^=]+)?= .*;\Z"),
    ".java": re.compile(r"(?:final )?(?:var|[A-Z][\w.<>, ]*) (?P<name>\w+) = .*;\Z"),
    **dict.fromkeys(SUFFIXES, re.compile(r"(?:const|let) (?P<name>\w+) (?:: [^=]+)?= ")),
}
_STUB = re.compile(
    r"(?:lenient \( \) \. )?(?:when|given) \( (?P<name>\w+) \. \w+"
    r" \( (?:any\w*(?: \( [\w. ]*\))? (?:, )?)*\) \)"
    r" \. (?:(?:then|will)Return \( (?:\d+|null|\w+ \. (?:of|empty|empty\w+) \( \)) \)"
    r"|(?:then|will)CallRealMethod \( \)) ;"
)
_BARE = re.compile(r"true|-? ?[\d_]*[1-9][\w.]*(?: \. \w+)?|\"[^\"]+\"|`[^`]+`|' [^']+ '|'[^']+'")
# what is called to make something, by its name alone; in Go functions have capitals as well
_MAKES = re.compile(r"[A-Z]\w*|new\w*|of|from|with\w*|default|fn|func|function")
_MAKES_IN_GO = re.compile(
    r"(?:[nN]ew|Must|Default|With|From|Parse)\w*|Date|Unix|Duration|Of|func|make|len|append|string|byte|u?int\d*|float\d+"
)


def holds_tests(suffix: str, text: str) -> bool:
    """Whether the file has tests by itself."""
    found = _TESTS.get(suffix, _TESTS_OF_SCRIPTS)
    return found.search(re.sub(r"([#@()\[\]:])", r" \1 ", text).replace("  ", " ")) is not None


def declarations(
    tokens: Sequence[str], begin: int, end: int, begins_line: Callable[[int], bool]
) -> Iterator[tuple[int, int]]:
    """From which to which token each declaration goes; what begins none belongs to the one before."""
    depth, start = 0, begin
    for place in range(begin, end):
        depth += (tokens[place] in OPENS) - (tokens[place] in CLOSES)
        is_last = place + 1 == end
        follows = is_last or _BEGINS.fullmatch(tokens[place + 1]) is not None
        is_end = tokens[place] in ("}", ";") or (tokens[place] == ")" and tokens[start] in _GROUPS)
        if not is_last and tokens[place + 1] in ("func", *_GROUPS):  # of Go: `var one = 1`
            is_end = is_end or begins_line(place + 1)
        if depth == 0 and follows and (is_end or is_last):
            yield start, place + 1
            start = place + 1


def may_stand(suffix: str, made: Sequence[str], known: frozenset[str], in_trait: bool = False) -> bool:
    """Whether it is a whole declaration of names that are not ``known``, which does not decide what runs."""
    ends = ("}", ";", ")") if suffix == ".go" and made[0] in _GROUPS else ("}", ";")
    last = next((token for token in reversed(made) if not token.startswith(("//", "/*"))), "")
    is_import = suffix in SUFFIXES and made[0] == "import" and last[:1] in ("'", '"')
    is_value = suffix == ".go" and made[0] in ("var", "const")
    if (
        not _BEGINS.fullmatch(made[0])
        or not (last in ends or is_import or is_value)
        or is_denied(suffix, made)
    ):
        return False
    field = _FIELD_OF_CLASS.match(" ".join(made)) if suffix in SUFFIXES else None
    if field is not None and field["name"] in known:
        return False
    if made[0] in ("import", "use") and not _brings_only_new(made, known):
        return False
    if _is_bare(made) or (is_value and not _only_makes(suffix, made)):
        return False
    if suffix in _TESTS and _TESTS[suffix].search(" ".join(made)):
        return False
    depth, names = 0, set[str]()
    for before, mark in pairwise(made):
        if mark == "(" and depth == 0 and re.fullmatch(r"\w+", before):
            names.add(before)
        if before in ("const", "let", "var") and depth == 0:
            names.add(mark)
        depth += (mark in OPENS) - (mark in CLOSES)
    # a method of Go, or of a trait in Rust, is one of its type's, whatever others are called
    is_method = tuple(made[:2]) == ("func", "(") or (suffix == ".rs" and in_trait)
    return depth == 0 and (is_method or not (names - {"func"}) & known)


def suites(suffix: str, text: str) -> frozenset[str]:
    """Types of Go whose methods are tests: one method more may stand for a check, such as ``Contains``."""
    return frozenset(_SUITE.findall(text)) if suffix == ".go" else frozenset()


def is_of_suite(made: Sequence[str], names: frozenset[str]) -> bool:
    """Whether a method of one of these types is among it."""
    starts = (place for place, two in enumerate(pairwise(made)) if two == ("func", "("))
    return any(names & set(made[place + 2 : list(made).index(")", place)]) for place in starts)


def is_denied(suffix: str, tokens: Sequence[str]) -> bool:
    """Whether it may decide what runs, or what is equal to what; to ask whether two are equal does not."""
    denied = _DENIED_OF_SCRIPTS if suffix in SUFFIXES else _DENIED
    return any(
        denied.fullmatch(token) and not (before == "." and _EQUALITY.fullmatch(token))
        for before, token in pairwise(["", *tokens])
    )


def _brings_only_new(made: Sequence[str], known: frozenset[str]) -> bool:
    """Whether no name of an import is one that the file has already: `import static lenient.assertEquals`."""
    line = " ".join(made)
    if "*" in made:
        return (
            re.match(r"import (?:static )?(?:java|org \. (?:junit|mockito|assertj|hamcrest)) \.", line)
            is not None
        )
    inside = re.search(r"\{(.*)\}", line)
    leaves = re.split(r" , ", inside[1]) if inside else [re.sub(r" from .*", "", line)]
    names = (re.findall(r"[A-Za-z_]\w*", leaf)[-1:] for leaf in leaves)
    return not {name for found in names for name in found} & known


def are_locals(suffix: str, lines: Sequence[Sequence[str]], known: frozenset[str]) -> bool:
    """Whether each line gives a name that is not ``known`` to a value: what an argument is to be made of.

    Or has a double of Mockito that is not known answer anything with one and the same.
    """
    for tokens in lines:
        line = " ".join(tokens)
        stub = _STUB.fullmatch(line) if suffix == ".java" else None
        if stub is not None and stub["name"] not in known:
            continue
        match = _LOCAL[suffix].match(line) if suffix in _LOCAL else None
        makes = _only_makes(suffix, tokens) and not is_denied(suffix, tokens)
        if match is None or match["name"] in known or not makes or _is_bare(tokens):
            return False
    return bool(lines)


def _only_makes(suffix: str, tokens: Sequence[str]) -> bool:
    """Whether all that is called there makes something, as far as names tell: no `locker.Relax()`."""
    calls = [name for name, mark in pairwise(tokens) if mark == "(" and re.fullmatch(r"\w+", name)]
    return all(map((_MAKES_IN_GO if suffix == ".go" else _MAKES).fullmatch, calls))


def _is_bare(tokens: Sequence[str]) -> bool:
    """Whether a name stands for nothing but `true`, a number or a text: none of them may be an argument."""
    value = list(tokens[tokens.index("=") + 1 :]) if "=" in tokens else []
    return _BARE.fullmatch(" ".join(value).removesuffix(" ;")) is not None


def is_use_list(tokens: Sequence[str], place: int) -> bool:
    """Whether the bracket is that of names which Rust takes in: ``use desk::{``."""
    while place > 0 and tokens[place] not in (";", "}") and tokens[place] != "use":
        place -= 1
    return tokens[place] == "use"


def is_marked(tokens: Sequence[str], at: int) -> bool:
    """Whether an attribute of Rust or an annotation stands right before: what is put there would get it."""
    place, depth = at - 1, 0
    if place >= 0 and tokens[place] in CLOSES - {"}"}:
        while place >= 0:
            depth += (tokens[place] in CLOSES) - (tokens[place] in OPENS)
            if depth == 0:
                break
            place -= 1
        if place > 0 and tokens[place - 1] == "#":
            return True
        place -= 1
    return place > 0 and tokens[place - 1] == "@"
