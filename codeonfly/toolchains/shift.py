"""Sources whose functions work as written, and give back other results of the same kind.

Numbers are one more, letters and digits the next ones, truth is turned over, in lists and records, too.
A test that takes these results as well does not look at what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from codeonfly.toolchains import effects, hollow_blocks, shift_blocks, shift_python, shift_web
from codeonfly.toolchains.bodies import of_python
from codeonfly.toolchains.hollow import MAX_TEXT
from codeonfly.toolchains.node_stubs import SUFFIXES

# what else may be another one, in Python: what is printed where tests read it; a truth where they ask for it
TRUTHS_LEFT = "truths left"  # other results, but what is true stays so: two turned truths may look like none
_TURNED = (
    ("return tripped(not value)", "return value"),
    ("return cofTripped(!value)", "return value"),
    ("v.SetBool(!v.Bool())", "v.SetBool(v.Bool())"),
    (
        "boolean of(boolean value) { return within() ? value : tripped(!value)",
        "boolean of(boolean value) { return value",
    ),
    ("return tripped(!(Boolean) value)", "return value"),
    ("!self\n", "self\n"),
)
_READS_OUTPUT = re.compile(
    r"\bredirect_stdout\b|\breadouterr\(\)(?!\.err\b)(?s:.*)\bout\b|\bout\b.*\breadouterr\(\)"
)
_TRUTH = re.compile(r"\b(?:True|False|assertTrue|assertFalse)\b")
_NAME = re.compile(r"\.?[A-Za-z_]\w*")
_READ = re.compile(r"\.([A-Za-z_]\w*)\b(?!\s*(?:\(|=(?!=)))|\[['\"](\w+)['\"]\]")
# the words of an error are looked at, and are no other ones in these runs
_ERROR_ASKED = re.compile(r"\.Error\(\)\s*[!=]=\s*[\"`]")
_PRIVATE = re.compile(r"\A[^(]*\bprivate\b")
_CALL = re.compile(r"\b(\w+)\(")
_OF_MANY = frozenset(
    (
        *("String", "Error", "Len", "Less", "Close", "Read", "Write", "Unwrap", "Get", "Set"),
        *("Cmp", "Compare", "Equal", "Add", "Sub", "Mul", "Quo", "Neg", "Abs", "Sign"),  # as big.Rat has them
        *("toString", "equals", "hashCode", "get", "set", "size", "next", "has", "iter", "len", "fmt"),
    )
)
_TRUTHS = frozenset(("true", "false", "True", "False"))
# `expect(find(at) !== undefined).toBe(found)`, `assert (find(at) is not None) == found`
_BEING_THERE = re.compile(
    r"\bexpect\(\s*(?:await )?(?:\w+\.)*(?P<script>\w+)\(.*\)\s*[!=]==?\s*(?:undefined|null)\s*\)"
    r"\.(?:toBe|toEqual|toStrictEqual|to\.equal)\(\s*(?P<told>\w+)\s*\)"
    r"|\bassert \((?:\w+\.)*(?P<python>\w+)\(.*\) is (?:not )?None\) (?:==|is) (?P<as>\w+)"
)
_LENGTH = re.compile(r"\.toHaveLength\(|\.length\)\.to|\.length,\s*\d")
_TAKEN_APART = re.compile(r"\{([^{}]*)\}\s*=(?![=>])")


def modes(path: str, before: str | None, after: str, lines: Mapping[int, str]) -> dict[str, frozenset[str]]:
    """By mode, the names of what the new lines of a test file call, where there is reason to run it so."""
    if not path.endswith(".py"):
        return {}
    text = "\n".join(lines.values())
    found = {}
    if _READS_OUTPUT.search(text):
        found[shift_python.PRINTED] = shift_python.called(before, after)
    if _TRUTH.search(text):
        found |= dict.fromkeys((shift_python.YES, shift_python.NO), shift_python.looked_at(before, after))
    return found


def shifted(
    path: str, after: str, asked: frozenset[str], *, trip: bool, mode: str = shift_python.OTHER
) -> tuple[str, set[str]] | None:
    """The source so, and which of the names ``asked`` are its functions; None where none is.

    With ``trip`` a test ends where a result would have been another one. ``mode`` is one of those of
    ``shift_python``, or ``TRUTHS_LEFT``.
    """
    if mode == TRUTHS_LEFT:
        made = shifted(path, after, asked, trip=trip)
        return (_with_truths_left(made[0]), made[1]) if made is not None else None
    if len(after) > MAX_TEXT:
        return None
    if path.endswith(".py"):
        found = shift_python.shifted(after, asked, trip=trip, mode=mode)
    elif mode != shift_python.OTHER:
        return None
    else:
        found = shift_blocks.shifted(path, after, asked, trip=trip)
    if found is None:
        return None
    parts = sorted({one.removeprefix(".") for one in asked if _NAME.fullmatch(one)})
    return found[0].replace("COF_PARTS", ", ".join(f'"{one}"' for one in parts)), found[1]


def _with_truths_left(text: str) -> str:
    for turned, left in _TURNED:
        text = text.replace(turned, left)
    return text


def looked_at(
    path: str, before: str | None, after: str, lines: Mapping[int, str], said: str = ""
) -> frozenset[str]:
    """Names of what the new lines of a test file call for its value, and of what they read of objects.

    ``said`` is all that the change's sources say: keys that they don't are answers, too.
    """
    looks = shift_web.looks_at_bodies("\n".join(lines.values()))
    if path.endswith(".py"):
        names = shift_python.looked_at(before, after, said)
    else:
        is_script = path.endswith(SUFFIXES)
        names = shift_blocks.looked_at(effects.without_set_aside(after, lines, said) if is_script else lines)
        names -= _by_their_errors(lines.values()) if path.endswith(".go") else set()
        names -= shift_blocks.by_their_errors(lines) if path.endswith(".rs") else set()
    names -= _for_being_there(lines.values())
    return names | _parts("\n".join(lines.values())) | ({shift_web.BODIES} if looks else set())


def set_up(path: str, lines: Mapping[int, str]) -> frozenset[str]:
    """Names of what the new lines of a test file call only to have it done, or for how long its result is."""
    if path.endswith(SUFFIXES):
        return _counted(lines.values())
    return shift_blocks.set_up(lines) if path.endswith(".rs") else frozenset()


def as_before(path: str, before: str | None, after: str, names: frozenset[str]) -> frozenset[str]:
    """Which of these names are functions that the change leaves as they were."""
    if not names or not path.endswith((".rs", *SUFFIXES)) or len(after) > MAX_TEXT:
        return frozenset()
    return names & shift_blocks.as_before(path, before or "", after)


def unchanged(path: str, before: str | None, after: str, names: frozenset[str]) -> frozenset[str]:
    """Which of these names are functions with the body they had, in any language."""
    if not names or not before or len(after) > MAX_TEXT:
        return frozenset()
    if not path.endswith(".py"):
        return names & shift_blocks.as_before(path, before, after)
    was, now = of_python(before), of_python(after)
    as_it_was = {place.rpartition("::")[2] for place in now}
    return names & (
        as_it_was - {place.rpartition("::")[2] for place, body in now.items() if was.get(place) != body}
    )


def others_of_the_name(path: str, before: str | None, after: str, names: frozenset[str]) -> frozenset[str]:
    """Which of these names are of methods that many types have, and that the change leaves as they were.

    ``buffer.String()`` of a test asks for nothing of a flag's own ``String``.
    """
    if path.endswith(".py") or not before or not names & _OF_MANY or len(after) > MAX_TEXT:
        return frozenset()
    return names & _OF_MANY & shift_blocks.as_before(path, before, after)


def out_of_reach(path: str, after: str, names: frozenset[str]) -> frozenset[str]:
    """Which of these names are of private methods alone: what tests call so is another one."""
    if not names or not path.endswith((".java", ".ts", ".tsx")) or len(after) > MAX_TEXT:
        return frozenset()
    private, others = set[str](), set[str]()
    for made in hollow_blocks.functions(path, after):
        (private if _PRIVATE.search(made.header) else others).add(made.name.rpartition(".")[2])
    return names & (private - others)


def _by_their_errors(lines: Iterable[str]) -> set[str]:
    """What is called on the line that compares the error's whole text."""
    return {name for line in lines if _ERROR_ASKED.search(line) for name in _CALL.findall(line)}


def _for_being_there(lines: Iterable[str]) -> set[str]:
    """What is called only for whether anything comes of it, both asked for: another thing is there, too."""
    asked, others = dict[str, set[str]](), set[str]()
    for line in lines:
        found = _BEING_THERE.search(line)
        if found is None:
            others.update(_CALL.findall(line))
        else:
            asked.setdefault(found["script"] or found["python"], set()).add(found["told"] or found["as"])
    return {name for name, told in asked.items() if told - _TRUTHS or len(told) > 1} - others


def _counted(lines: Iterable[str]) -> frozenset[str]:
    """What is called for its length, and nowhere for more: another result of it is as long."""
    counted, others = set[str](), set[str]()
    for line in lines:
        (counted if _LENGTH.search(line) else others).update(_CALL.findall(line))
    return frozenset(counted - others)


def _parts(text: str) -> frozenset[str]:
    """What is read of objects, a point before each; nobody asks about the rest of them."""
    taken = {one for inside in _TAKEN_APART.findall(text) for one in re.findall(r"\w+", inside)}
    read = {next(filter(None, found)) for found in _READ.findall(text)}
    return frozenset(f".{one}" for one in taken | read)
