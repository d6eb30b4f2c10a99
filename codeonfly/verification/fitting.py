"""The base's own tests with what they take to be built with the change's sources, and no check less.

Where an interface gains a method, doubles of the tests need it as well; where a constructor gains an
argument, tests that call it have to give one. In languages that are built as a whole the base's tests
would not even run. Of what the change adds to such a file only this is taken over: whole declarations
beside the functions, an argument of a constructor, a field of a record; none that could be true, a
number or a text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.change import Change, FileChange
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification.fitting_calls import names_in_tests, with_arguments
from codeonfly.verification.fitting_declarations import (
    are_locals,
    declarations,
    holds_tests,
    is_marked,
    is_of_suite,
    is_use_list,
    may_stand,
    suites,
)
from codeonfly.verification.fitting_doubles import are_matchers
from codeonfly.verification.fitting_places import (
    calls,
    checks,
    constructs,
    implements,
    is_no_argument,
    is_test_class,
    makes_record,
)
from codeonfly.verification.fitting_python import with_abstract_methods
from codeonfly.verification.fitting_results import with_values
from codeonfly.verification.fitting_rust import with_defaults
from codeonfly.verification.fitting_scripts import holds_declarations, is_allowed_in_script
from codeonfly.verification.fitting_text import Text, is_balanced
from codeonfly.verification.refitted import (
    has_twice,
    refitted,
    with_imports,
    with_methods,
    without_idle_imports,
)

# a brace around members, not around what is done
_HOLDS = {
    ".go": frozenset[str](),
    ".java": frozenset(("class", "interface", "record", "enum")),
    ".rs": frozenset(("impl", "mod", "trait", "mock")),  # mockall's `mock!`
    # whose runner may check types; or what is missing ends a test before it checks anything
    **dict.fromkeys(SUFFIXES, frozenset(("class", "interface"))),
}
_NEUTRAL = re.compile(r"0|0?\.0|\"\"|null|nil|None|[A-Za-z_]\w*|[^\w\"'`\s]")
# of a record; none that says what a test expects
_FIELD = re.compile(r"(?!\w*(?:[wW]ant|[eE]xp|[rR]esult|[eE]rr|[oO]ut|[gG]ot|[sS]hould))[A-Za-z_]\w*")
_OF_TYPES = re.compile(r"\w+|[\[\]*.(),;:<>&]|//.*")  # a field of a struct of Go, and nothing that is done
_NOTHING = frozenset((":", ",", "0", ".", '""', "nil", "None"))
_NAMED = re.compile(r"[A-Za-z_]\w*|,")
_IMPORTED = re.compile(r"\"[^\"]+\"|[A-Za-z]\w*")  # Go's, and none that lets names in without their package
_NO_NEUTRAL = frozenset(("true", "false"))
_MOST_STEPS = 100  # a declaration begins a few tokens earlier than it seems to
_MOST = 3000  # tokens that differ, from the first to the last: comparing takes their square


def fitting(change: Change, base: Tree, over: Change, head: Mapping[str, File], request: str = "") -> Change:
    """The changed files of tests that are put back, with what they need.

    ``over``: what stands over the base where its tests are put back; ``head``: the files with the change.
    A function that the ``request`` names may gain an argument, too.
    """
    there = {**base.files, **{one.path: one.file for one in over.files}}
    # a source of Rust that has tests inside has the base's there
    mine = [one for one in over.files if one.file == head.get(one.path) or one.path.endswith(".rs")]
    sources = "\n".join(text_of(one.file) for one in mine)
    before = "\n".join(base.text(one.path) or "" for one in over.files)
    words = frozenset(re.findall(r"[A-Za-z_]\w{2,}", request))
    taken = names_in_tests(there)
    for path, file in there.items():
        taken |= (
            suites(PurePosixPath(path).suffix, text_of(file)) if path.endswith("_test.go") else frozenset()
        )
    made = []
    for path in change.paths:
        old = there.get(path)
        text = (
            fitted(path, text_of(old), text_of(head[path]), sources, words, taken, before)
            if old is not None and path in head
            else None
        )
        if old is not None and text is not None:
            made.append(FileChange(path, File(old.mode, text.encode())))
    return Change((*made, *_new_helpers(change, there, made, taken)))


def _new_helpers(
    change: Change, there: Mapping[str, File | None], made: list[FileChange], taken: frozenset[str]
) -> Iterator[FileChange]:
    """New files without tests that what was taken over names, and nothing before: a double of its own."""
    before = " ".join(text_of(there[one.path]) for one in made)
    now = " ".join(text_of(one.file) for one in made)
    for one in change.files:
        stem, suffix = PurePosixPath(one.path).stem, PurePosixPath(one.path).suffix
        if (
            one.file is None
            or one.path in there
            or suffix not in _HOLDS
            or holds_tests(suffix, text_of(one.file))
            or (suffix == ".go" and is_of_suite(Text(text_of(one.file)).tokens, taken))
        ):
            continue
        if re.search(rf"\b{re.escape(stem)}\b", now) and not re.search(rf"\b{re.escape(stem)}\b", before):
            yield one


def fitted(
    path: str,
    old: str,
    new: str,
    sources: str = "",
    words: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
    before: str = "",
) -> str | None:
    """The old text with all that may be taken over from the new one; None where there is nothing.

    ``sources``: the change's, with the interfaces that doubles stand for; ``words``: those of the request;
    ``taken``: those of the base's tests in Python, its suites in Go; ``before``: the sources of the base.
    """
    if path.endswith(".py"):
        made = with_arguments(with_abstract_methods(old, new, sources), new, words, taken)
        return made if made != old else None
    if PurePosixPath(path).suffix not in _HOLDS or old == new:
        return None
    made = with_defaults(path, old, before, sources) if path.endswith(".rs") else old
    made = with_values(path, made, before, sources, words)
    made = refitted(path, with_imports(path, made, new), new, sources, taken)
    filled = _filled_in(path, old, made, new, words, taken)
    filled = with_methods(path, filled, new, sources, taken | suites(PurePosixPath(path).suffix, old))
    again = _filled_in(path, old, filled, new, words, taken)  # more of it stands where it stood by now
    filled = filled if has_twice(path, again, old) else again
    made = without_idle_imports(path, old, filled)
    return made if made != old else None


def _filled_in(
    path: str, before: str, old: str, new: str, words: frozenset[str], elsewhere: frozenset[str]
) -> str:
    suffix, was, now = PurePosixPath(path).suffix, Text(old), Text(new)
    was.known = frozenset(Text(before).tokens)  # what was put in already may need an import
    elsewhere |= suites(suffix, old)
    parts, place = [], 0
    for insertion in _insertions(was, now):
        ways = [
            (way, _taken(suffix, was, now, words, elsewhere, *way))
            for way in _rotations(was, now, *insertion)
        ]
        (at, _, end), taken = max(ways, key=lambda one: sum(last - first for first, last in one[1]))
        here = was.ends[at - 1] if at else 0
        if taken and here >= place:
            texts = [new[now.ends[first - 1] if first else 0 : now.ends[last - 1]] for first, last in taken]
            ends_line = at == 0 or now.tokens[end - 1].startswith("//")
            parts += [old[place:here], *texts, "\n" if ends_line else ""]
            place = here
    return "".join([*parts, old[place:]])


def _insertions(was: Text, now: Text) -> Iterator[tuple[int, int, int]]:
    """Where something was put in, and which tokens of the new text that is."""
    old, new = was.tokens, now.tokens
    first = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    most = min(len(old), len(new)) - first
    last = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    if max(len(old), len(new)) > _MOST:
        return
    for kind, at, _, begin, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "insert":
            yield first + at, first + begin, first + end


def _rotations(was: Text, now: Text, at: int, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The same insertion a few tokens earlier or later, where the text around it allows for that."""
    yield at, begin, end
    most = min(end - begin, _MOST_STEPS)
    for step in range(1, most + 1):
        if at < step or was.tokens[at - step] != now.tokens[end - step]:
            break
        yield at - step, begin - step, end - step
    for step in range(most):
        if at + step >= len(was.tokens) or was.tokens[at + step] != now.tokens[begin + step]:
            break
        yield at + step + 1, begin + step + 1, end + step + 1


def _taken(
    suffix: str,
    was: Text,
    now: Text,
    words: frozenset[str],
    taken: frozenset[str],
    at: int,
    begin: int,
    end: int,
) -> list[tuple[int, int]]:
    """Which tokens of what was put in there are taken over: all of them, some declarations, or none."""
    made, around = now.tokens[begin:end], list(was.around(at))
    if not is_balanced(made):  # more of one body, the rest of which is that of a new test
        end = now.closes(begin, end)
        made = now.tokens[begin:end]
        is_local = was.begins_line(at) and are_locals(suffix, now.lines(begin, end), was.known)
        is_inside = suffix == ".rs" and bool(made and around) and is_balanced(made)
        is_inside = is_inside and _is_allowed(suffix, was, around, made, words)
        return [(begin, end)] if is_local or is_inside else []
    if all(_holds_members(suffix, was, place) for place in around):
        if is_marked(was.tokens, at) or not was.begins_line(at):
            return []
        in_trait = bool(around) and implements(was.tokens, around[0])
        known, several = was.known, declarations(now.tokens, begin, end, now.begins_line)
        made_of = [(one, now.tokens[one[0] : one[1]]) for one in several]
        of_tests = suffix == ".java" and bool(around) and is_test_class(was.tokens, around[0])
        return [
            one
            for one, said in made_of
            if may_stand(suffix, said, known, in_trait)
            and not (suffix == ".go" and is_of_suite(said, taken))
            and not (of_tests and "Override" in said)
        ]
    if was.begins_line(at) and are_locals(suffix, now.lines(begin, end), was.known):
        return [(begin, end)]
    return [(begin, end)] if _is_allowed(suffix, was, around, made, words) else []


def _is_allowed(suffix: str, was: Text, around: list[int], made: list[str], words: frozenset[str]) -> bool:
    """Whether it may be put into the brackets ``around``, the innermost first."""
    place = around[0]
    if suffix in SUFFIXES and is_allowed_in_script(was.tokens, place, made):
        return True
    if suffix == ".rs" and is_use_list(was.tokens, place):
        return all(map(_NAMED.fullmatch, made)) and not set(made) - {","} & was.known
    if are_matchers(suffix, was.tokens, place, made):
        return True
    if was.tokens[place - 1 : place + 1] == ["struct", "{"] and was.tokens[place - 3] == "type":
        return suffix == ".go" and all(map(_OF_TYPES.fullmatch, made))
    if was.tokens[place - 1 : place + 1] == ["import", "("]:
        return all(_IMPORTED.fullmatch(token) for token in made)
    if was.tokens[place] == "(" and constructs(suffix, was.tokens, place):
        return "," in (made[0], made[-1]) and _is_neutral(made)
    if is_no_argument(made) and calls(was.tokens, place) and not checks(was.tokens, place):
        return True
    if was.tokens[place] == "(" and was.tokens[place - 1] in words and not checks(was.tokens, place):
        return ("," in (made[0], made[-1]) or was.tokens[place + 1] == ")") and _is_neutral(made)
    if suffix == ".rs" and was.tokens[place - 2 : place - 1] == ["struct"] and was.tokens[place] == "{":
        return all(map(_OF_TYPES.fullmatch, made))
    made = made[1:] if made[0] == "," else made  # of the last one, without a comma after it
    is_field = (
        len(made) > 2 and _FIELD.fullmatch(made[0]) is not None and made[1] == ":" and made[2] not in "=:"
    )
    if was.tokens[place] != "{" or not is_field or not makes_record(was.tokens, place):
        return False
    if any(checks(was.tokens, one) for one in around):  # what is compared with may only have nothing more
        return suffix not in SUFFIXES and set(made[1:]) <= _NOTHING
    return _is_neutral(made)


def _holds_members(suffix: str, was: Text, place: int) -> bool:
    """Whether this brace is one of a class, an ``impl`` or a module."""
    if suffix in SUFFIXES and holds_declarations(was.tokens, place):
        return True
    if was.tokens[place] != "{":
        return False
    words = set[str]()
    for token in reversed(was.tokens[:place]):
        if token in (";", "{", "}", ")"):
            break
        words.add(token)
    return bool(words & _HOLDS[suffix])


def _is_neutral(made: list[str]) -> bool:
    """Whether nothing is given that turns something on: doubles, clocks, what stands for nothing."""
    return not _NO_NEUTRAL & set(made) and all(map(_NEUTRAL.fullmatch, made))
