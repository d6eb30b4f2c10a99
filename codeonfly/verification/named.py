"""Which tests somebody means: by their ids, by their files, or as runners and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from codeonfly.verification import missing

_FILES = (".rs", *missing.SUFFIXES)
_SEPARATOR = re.compile(r"[\0#.]")
_PARAMETERS = re.compile(r"(?<=\w)[\[(]")
_QUOTES = re.compile(r"\A[\s`'\"]+|[\s`'\"]+\Z|\A\./|\bcrate::|\(\)[`'\"\s]*\Z")
# what stands between a file and a test in it, in the words of people
_BEHIND_FILE = re.compile(r"(\.(?:go|py|rs|java|[cm]?[jt]sx?))(?:::|:\s*|\s+>\s+|\s+\u203a\s+|#)(?=\S)")
_AFTER_CRATE = re.compile(r"\w+::(\w+(?:::\w+)+)")
_CLASS = re.compile(r"[A-Z]\w+")


def covers(wanted: Sequence[str], name: str, path: str = "") -> bool:
    """Whether a test is meant: by its id, its file or suite, or as its runner writes it ("suite > name").

    ``path`` is where it stands, for tests whose id has a package or a class in place of a file.
    """
    # an id is one as it stands: a title may have a file's name in it, and a colon behind that
    ways = [way for one in wanted for way in dict.fromkeys((one, _tidy(one))) if way]
    if not ways:
        return False
    if path.endswith(".rs"):  # a crate's name before its modules
        ways += [match[1] for one in ways if (match := _AFTER_CRATE.fullmatch(one))]
    return any(_covers(ways, one) for whole in (name, *_around(name, path)) for one in _by_file(whole, path))


def _tidy(wanted: str) -> str:
    return _BEHIND_FILE.sub(r"\1::", _QUOTES.sub("", wanted))


def _around(name: str, path: str) -> Iterator[str]:
    """The tests of Go that it is a part of: ``TestX/a`` is meant where ``TestX`` is."""
    owner, _, title = name.partition("::")
    if path.endswith(".go"):
        parts = title.split("/")
        yield from (f"{owner}::{'/'.join(parts[:count])}" for count in range(1, len(parts)))
        if len(parts) > 1 and parts[1].startswith("Test"):  # a method of a suite
            yield from (f"{owner}::{'/'.join(parts[1:count])}" for count in range(2, len(parts) + 1))


def _by_file(name: str, path: str) -> Iterator[str]:
    """The id, then with the file in the place of the package or class, and with the class behind it."""
    yield name
    if not path:
        return
    owner, _, title = name.partition("::")
    title = re.sub(r"(?<=\w)\([^()]*\)", "", title)  # Java's types of parameters
    yield f"{path}::{title}"
    if path.endswith(".java"):
        yield f"{path}::{owner.rpartition('.')[2].replace('$', '::')}::{title}"


def _covers(wanted: Sequence[str], name: str) -> bool:
    file, _, title = _plainly(name).partition("\0")
    ways = [_plainly(one) for one in wanted if one.strip()]
    full, whole = f"{file}\0{title}", f"{file} {title}"
    bare = _PARAMETERS.split(title)[0]  # of all its parameters
    owner = file.partition("$")[0]  # the class of Java around a nested one
    return (
        any(
            one in (full, whole, file, title, owner)
            or whole.startswith(f"{one} ")
            or full.startswith((f"{one} ", f"{one}\0", f"{one}[", f"{one}/"))
            or title.startswith(f"{one}/")
            or ("/" not in file and f"{owner} {file} ".count(f".{one} "))  # a class without its package
            for one in ways
        )
        or any(
            f" {title}".endswith(f" {one}")
            or f" {bare}".endswith(f" {one}")
            or _is_end(one, file, title)
            or _is_within(one, file, title)
            or (file.endswith(".py") and _CLASS.fullmatch(one) and one in title.split()[:-1])
            for one in ways
        )
    )


def _is_within(wanted: str, file: str, title: str) -> bool:
    """Whether it is the file and the test's own name, without the class or suite between them."""
    path, found, name = wanted.partition("\0")
    if not f"/{file}".endswith(f"/{path}"):
        return False
    if not found:
        return path.endswith((*_FILES, ".go", ".java"))  # all of a file
    return f" {title.partition('[')[0]}".endswith(f" {name}") or title.endswith(f" {name}")


def _is_end(wanted: str, file: str, title: str) -> bool:
    """Whether it is the class and method, or modules and function, that a longer name ends with."""
    words = _SEPARATOR.sub(" ", wanted)
    # in cargo's words the tests of ``tests/cli.rs`` begin with ``cli``, in unittest's with ``tests.cli``
    stem = file.removesuffix(PurePosixPath(file).suffix) if file.endswith(_FILES) else file
    places = (file, stem, stem.replace("/", " "))
    ways = (re.split(r"[\[(]", _SEPARATOR.sub(" ", f"{one} {title}"))[0] for one in places)
    whole = [f"/{one.rstrip()}" for one in ways]
    return " " in words and any(one.endswith((f" {words}", f"/{words}")) for one in whole)


def _plainly(name: str) -> str:
    """The file, a zero character, and the words of suites and test with one space between them."""
    file, found, rest = name.partition("::")
    words = " ".join(re.sub(r"::| [>\u203a] ", " ", rest if found else file).split())
    return f"{file}\0{words}" if found else words
