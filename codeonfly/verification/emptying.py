"""The change with nothing behind the functions it adds: tests that pass with it don't check what these do."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.tampering import Versions
from codeonfly.toolchains.hollow import CONSTRUCTORS, FILLERS, MORE, hollow
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.toolchains.unfiltered import unfiltered
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification.parts import Parts
from codeonfly.verification.replaced import replaced

# without a test that expects an error, one that always comes is no other way to do nothing
_ERRORS = frozenset(
    (
        *("raises", "assertRaises", "assertRaisesRegex", "toThrow", "toThrowError", "throw", "throws"),
        *("rejects", "assertThrows", "assertThrowsExactly", "assertThatThrownBy", "expected"),
        *("assertThatExceptionOfType", "err", "is_err", "unwrap_err", "expect_err", "Err"),
    )
)

# a method of a double stands in the code's place, and asks nothing of it
_DEFINED = re.compile(
    r"\bfunc \([^)\n]*\) \w+(?=\()|\b(?:fn|def) \w+|(?<=[\w>\]] )\w+(?=\([^()\n]*\)\s*(?:throws [\w, .]+)?\{)"
    r"|^[ \t]*(?:async )?\w+(?=\([^()\n]*\)(?:: ?[^{};\n]+)?\s*\{)",
    re.MULTILINE,
)
_MOST_NAMES = 200  # each is looked for in all sources


@dataclass(frozen=True, slots=True)
class Emptied:
    """``names``: the emptied functions that the change's tests name; () where there is nothing to ask.

    ``changes``: what is to be written over the head's files, in each of the ways that there are; ``more``: in
    ways in which something is done, that takes no work. ``unpicking``: filters (of ``picking``) pass all.
    """

    changes: tuple[Change, ...]
    names: tuple[str, ...]
    more: tuple[Change, ...] = ()
    picking: tuple[str, ...] = ()
    unpicking: Change = Change()


def empty(parts: Parts, base: Tree, head: Mapping[str, File]) -> Emptied:
    """The sources of the change, emptied."""
    words = {word for path in _tests(parts) for word in _words(head.get(path))}
    sources = [
        made
        for made in parts.change.files
        if made.file is not None
        and not parts.is_test(made.path)
        and not parts.is_configuration(made.path)
        and made.path not in parts.helpers  # checks of tests, of which nothing was asked
    ]
    fillers = FILLERS if _ERRORS & words else FILLERS[:2]
    ways = [_emptied(sources, base, filler, {}) for filler in fillers]
    versions = [Versions(made.path, base.text(made.path), text_of(made.file)) for made in sources]
    # what tests replace may do nothing by itself, and all the rest work
    put = replaced(versions, [text_of(head.get(path)) for path in _tests(parts)])
    if put:
        ways += [way for way in [_emptied(sources, base, FILLERS[0], put)] if way[1]]
    more = [_emptied(sources, base, filler, {}) for filler in MORE if filler != CONSTRUCTORS]
    more += [way for way in [_with_constructors(sources, base)] if way[1]]
    names = {name for _, found in (*ways, *more) for name in found}
    named = frozenset(names & words)
    asked = "\n".join(text_of(head.get(path)) for path in _tests(parts))
    named -= _only_routes(named, asked, sources)
    # others may pick for reasons that no test has to show
    unpicking, picking = _unpicking(sources, base, words)
    return Emptied(_distinct(ways), tuple(sorted(named)), _distinct(more), tuple(sorted(picking)), unpicking)


def _unpicking(
    sources: Sequence[FileChange], base: Tree, asked: Collection[str]
) -> tuple[Change, frozenset[str]]:
    """The sources whose filters have nothing to pick by, and the functions they are in."""
    files, names = [], frozenset[str]()
    for made in sources:
        found = unfiltered(made.path, base.text(made.path), text_of(made.file), asked)
        if found is not None and made.file is not None:
            files.append(FileChange(made.path, File(made.file.mode, found[0].encode())))
            names |= found[1]
    return Change(tuple(files)), names


def _distinct(ways: Sequence[tuple[Change, frozenset[str]]]) -> tuple[Change, ...]:
    return tuple(dict.fromkeys(change for change, _ in ways if change.files))


def _with_constructors(sources: Sequence[FileChange], base: Tree) -> tuple[Change, frozenset[str]]:
    """The sources emptied, and their constructors, too, where there are any that take more than they did."""
    more, names = _emptied(sources, base, CONSTRUCTORS, {})
    plain, _ = _emptied(sources, base, FILLERS[0], {})
    mine = {made.path: made for made in (*plain.files, *more.files)}
    return Change(tuple(mine[path] for path in sorted(mine))), names


def _emptied(
    sources: Sequence[FileChange], base: Tree, filler: str, only: Mapping[str, frozenset[str]]
) -> tuple[Change, frozenset[str]]:
    """The sources, and what is emptied there; with ``only`` some, all, as they are written over others."""
    files, names = [], frozenset[str]()
    for made in sources:
        mine = only.get(made.path, frozenset())
        found = None
        if made.file is not None and (mine or not only):
            found = hollow(made.path, base.text(made.path), text_of(made.file), filler, mine)
        if found is not None and made.file is not None:
            files.append(FileChange(made.path, File(made.file.mode, found.text.encode())))
            names |= found.names
        elif only:
            files.append(made)
    return Change(tuple(files)), names


def _tests(parts: Parts) -> set[str]:
    """Also what only helps tests: a helper may ask in their place."""
    return {*parts.test_files, *(path for path in parts.change.paths if parts.is_test(path))}


def _words(file: File | None) -> set[str]:
    return set(re.findall(r"\w+", _DEFINED.sub(" ", text_of(file))))


def _only_routes(names: frozenset[str], asked: str, sources: Sequence[FileChange]) -> frozenset[str]:
    """Methods of JavaScript named in addresses and titles alone: `/plots/1/offer` is no `client.offer()`.

    One that a source hands on may be what is called there.
    """
    text = "\n".join(text_of(made.file) for made in sources if made.path.endswith(SUFFIXES))
    found = set[str]()
    for name in names if len(names) <= _MOST_NAMES else ():
        is_method = re.search(rf"^[ \t]+(?:async )?{name}\([^()]*\) \{{", text, re.MULTILINE)
        is_asked = rf"\.{name}\b|(?<![/\w]){name}\(|['\"]{name}['\"]|\{{[^{{}}\n]*\b{name}\b[^{{}}\n]*\}}\s*="
        if is_method and not re.search(is_asked, asked):
            handed_on = re.search(rf"[,(\[{{:=]\s*(?:\w+\.)*{name}\s*[,)\]}};]", text)
            found |= {name} if handed_on is None else set()
    return frozenset(found)
