"""Tests of the base that live on: in another file, by the new name of what they ask, or asking for more.

Such a test has another body, so it is none that was renamed. It is no lost one either where it asks for no
less, and where the base's own, put back, passes as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codeonfly.change import Change, FileChange
from codeonfly.results import Bodies, TestReport, compare
from codeonfly.tampering import Finding, scan
from codeonfly.toolchains import toolchain_of
from codeonfly.toolchains.base import Project
from codeonfly.toolchains.hollow import MAX_TEXT
from codeonfly.toolchains.hollow_blocks import functions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import File, Tree, text_of

_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_WAY = re.compile(
    r"\b(?:return|if|else|try|catch|except\w*|with|switch|match|while|skip\w*)\b", re.IGNORECASE
)
_FUNCTION = re.compile(r"\w+")
_MOST = 20  # pairs of names that are tried for one file
_MOST_FILES = 20  # that tests moved from and to: each is read once more
_MOST_PAIRS = 10_000  # of a test that is gone and a new one


def living_on(
    base: TestReport | None,
    head: TestReport | None,
    before: Mapping[str, File],
    after: Mapping[str, File],
    projects: Sequence[Project],
    bodies: Bodies,
) -> frozenset[str]:
    """The ids of such tests of the base."""
    if base is None or head is None:
        return frozenset()
    comparison = compare(base, head, bodies)
    if not comparison.lost or not comparison.new_passing:
        return frozenset()
    files = {case.id: case.file for report in (base, head) for case in report.cases}
    pairs = [
        (lost, new, files[lost], files[new]) for lost, new in _pairs(comparison.lost, comparison.new_passing)
    ]
    moved = [pair for pair in pairs if pair[2] in before and pair[3] in after and pair[2] != pair[3]]
    places = list(dict.fromkeys((was, now) for _, _, was, now in moved))[:_MOST_FILES]
    less = {(was, now): _asks_less(before[was], now, after[now]) for was, now in places}
    kept = {
        lost
        for lost, new, was, now in moved
        if (was, now) in less and not any(finding.is_about(new) for finding in less[was, now])
    }
    few = len(comparison.lost) * len(comparison.new_passing) <= _MOST_PAIRS
    here = [
        (lost, new)
        for lost in (comparison.lost if few else ())
        for new in comparison.new_passing
        if files[lost] == files[new]
    ]
    kept |= set(_renamed(here, files, before, after, projects))
    return frozenset(kept | set(_grown(here, files, before, after, projects)))


def not_run(
    head: TestReport | None, after: Mapping[str, File], paths: Sequence[str], projects: Sequence[Project]
) -> frozenset[str]:
    """Names of tests, without suites and parameters, that these files have and no run of the head had."""
    ran = {own_name(case.id) for case in head.cases} if head is not None else set()
    # a test of Rust with cases is a module of them
    ran |= {part for case in head.cases for part in case.id.split("::")[1:-1]} if head is not None else set()
    chains = {project.toolchain: toolchain_of(project) for project in projects}.values()
    found = {name for path in paths for chain in chains for name in chain.bodies(text_of(after.get(path)))}
    return frozenset({name.rpartition("::")[2] for name in found} - ran)


def own_name(test: str) -> str:
    """The last part of a test's id, without parameters."""
    return test.partition("[")[0].rpartition("::")[2].removesuffix("()")


def _pairs(lost: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each that is gone, and the only new one with its name and its suites'."""
    made: dict[str, list[str]] = {}
    for one in new:
        made.setdefault(_title(one), []).append(one)
    for one in lost:
        same = made.get(_title(one), [])
        if len(same) == 1:
            yield one, same[0]


def _title(test: str) -> str:
    return test.partition("::")[2] or test


def _asks_less(was: File, path: str, now: File) -> list[Finding]:
    """What the rules would say of tests that ask for less, were it the same file."""
    found = scan(
        Change((FileChange(path, now),)),
        Tree("", {path: was}),
        is_test=lambda _: True,
        is_configuration=lambda _: False,
    )
    return [finding for finding in found if finding.kind == "assertion"]


def _renamed(
    pairs: Sequence[tuple[str, str]],
    files: Mapping[str, str],
    before: Mapping[str, File],
    after: Mapping[str, File],
    projects: Sequence[Project],
) -> Iterator[str]:
    """Where the name of a new function stands for one that was there, in the test and in its name."""
    chains = list({project.toolchain: toolchain_of(project) for project in projects}.values())
    changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    old, now = (_defined(some, changed) for some in (before, after))
    titles = ["\n".join(one[side] for one in pairs) for side in (0, 1)]
    names = [
        (one, other)
        for one in sorted(name for name in old if name in titles[0])
        for other in sorted(name for name in now - old if name in titles[1])
    ][:_MOST_PAIRS]
    for lost, new in pairs:
        was, made = (_title(one).partition("[")[0] for one in (lost, new))
        fits = [pair for pair in names if pair[0] in was and was.replace(*pair) == made][:_MOST]
        path = files[lost]
        if not fits or _title(lost).partition("[")[2] != _title(new).partition("[")[2] or path not in before:
            continue
        text, told = text_of(before[path]), text_of(after.get(path))
        for one, other in fits:
            same = re.sub(rf"\b{re.escape(one)}\b", other, text)
            bodies = [(chain.bodies(same).get(was), chain.bodies(told).get(made)) for chain in chains]
            if any(mine is not None and mine == theirs for mine, theirs in bodies):
                yield lost


def _grown(
    pairs: Sequence[tuple[str, str]],
    files: Mapping[str, str],
    before: Mapping[str, File],
    after: Mapping[str, File],
    projects: Sequence[Project],
) -> Iterator[str]:
    """Where a test got a new name and asks for more: all of its body is in the other's, in that order."""
    chains = list({project.toolchain: toolchain_of(project) for project in projects}.values())
    known = {
        (path, side): {
            name: body for chain in chains for name, body in chain.bodies(text_of(tree[path])).items()
        }
        for path in {files[lost] for lost, _ in pairs}
        for side, tree in enumerate((before, after))
        if path in tree
    }
    taken, grown = set[str](), dict[tuple[str, str, str], bool]()
    for lost, new in pairs:
        path, (was, tail), (made, other) = files[lost], _parted(lost, files[lost]), _parted(new, files[lost])
        if new in taken or tail != other or (path, 0) not in known or (path, 1) not in known:
            continue
        which = path, was, made
        if which not in grown and len(grown) < _MOST:
            old, now = _body(known[path, 0], was), _body(known[path, 1], made)
            grown[which] = _is_more(old, now)
            if grown[which]:
                less = _asks_less(before[path], path, _called(after[path], made, was))
                grown[which] = not any(finding.is_about(lost) for finding in less)
        if grown.get(which):
            taken.add(new)
            yield lost


def _parted(test: str, path: str) -> tuple[str, str]:
    """The name of its function, and which of its rows it is, or which subtest of Go."""
    if path.endswith(SUFFIXES):
        return test.rpartition("::")[2], ""  # a title, which may be anything
    suites, bracket, row = test.partition("::")[2].partition("[")
    name = suites.rpartition("::")[2]
    own = _FUNCTION.match(name)
    return (own[0], f"{name[own.end() :]}{bracket}{row}") if own is not None else (name, "")


def _called(file: File, name: str, other: str) -> File:
    """The file with another name for a function."""
    text = other.join(re.split(rf"(?<!\w){re.escape(name)}(?!\w)", text_of(file)))
    return File(file.mode, text.encode("utf-8", "replace"))


def _body(known: Mapping[str, str], name: str) -> str:
    """Of the only test of this name, whatever its suite."""
    found = [body for one, body in known.items() if one.rpartition("::")[2] == name]
    return found[0] if len(found) == 1 else ""


def _is_more(old: str, new: str) -> bool:
    """Whether all words of one body are in the other, in that order, and no further way past them."""
    rest = iter(new.split())
    return bool(old) and all(word in rest for word in old.split()) and _way(old) == _way(new)


def _way(body: str) -> list[str]:
    return [word.lower() for word in _WAY.findall(body)]


def _defined(files: Mapping[str, File], paths: Sequence[str]) -> set[str]:
    """Names of the functions in these files, as far as they can be read."""
    found = set[str]()
    for path in paths:
        text = text_of(files.get(path))
        if path.endswith(".py"):
            found |= set(_DEFINED.findall(text))
        elif len(text) <= MAX_TEXT:
            found |= {one.name.rpartition(".")[2] for one in functions(path, text)}
    return found
