"""Which files a change moves, and how a test that imports them has to name them by then."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from codeonfly.change import Change
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree, text_of

_ALIKE = 0.6  # of the lines, where the file's own name may be in many
_MOST = 100  # files of a change that are looked at
_PACKAGE = re.compile(r"^package ([\w.]+)", re.MULTILINE)
_MODULE = re.compile(r"^module (\S+)", re.MULTILINE)
_RELATIVE = re.compile(r"(?P<quote>['\"`])(?P<to>\.{1,2}/[^'\"`\n]*)(?P=quote)")
_ROOTS = ("src/main/java/", "src/test/java/", "src/", "lib/")


@dataclass(frozen=True)
class Moves:
    """What a change moves: each file that it deletes, where it adds one that is much the same.

    Of the new path something has to be among the ``words`` of the request: what nobody asked to have moved
    is gone.
    """

    change: Change
    base: Tree
    words: frozenset[str]

    @cached_property
    def files(self) -> Mapping[str, str]:
        """New paths by the old ones; of several that are alike the one of the same name."""
        made = [one for one in self.change.files if one.file is not None and one.path not in self.base.files]
        new = {one.path: _lines(text_of(one.file)) for one in made[:_MOST]}
        gone = [one.path for one in self.change.files if one.file is None and one.path in self.base.files]
        found = dict[str, str]()
        for path in gone[:_MOST]:
            mine, (name, suffix) = _lines(self.base.text(path) or ""), _name(path)
            alike = {
                one: _alike(mine, lines) for one, lines in new.items() if suffix and one.endswith(suffix)
            }
            ways = sorted(
                (_name(one)[0] != name, -much, one)
                for one, much in alike.items()
                if much >= _ALIKE and self.is_asked(path, one)
            )
            if ways:
                found[path] = ways[0][2]
        return found

    def is_asked(self, old: str, new: str) -> bool:
        """Whether the request has a word that is in the new path alone: "move it to `store/sqlite`"."""
        asked = {part for word in self.words for part in _words(word)}
        return not asked.isdisjoint(Counter(_words(new)) - Counter(_words(old)))

    @cached_property
    def packages(self) -> Mapping[str, tuple[str, str, str]]:
        """By the folder of each package of Go that moved: the new folder, the old and the new name."""
        head = self.change.apply(self.base.files)
        left = {path.rpartition("/")[0] for path in head if _is_go(path)}
        found: dict[str, set[tuple[str, str, str]]] = {}
        for old, new in self.files.items():
            was, now = (_PACKAGE.search(text) for text in (self.base.text(old) or "", text_of(head[new])))
            if _is_go(old) and was and now and old.rpartition("/")[0] not in left:
                found.setdefault(old.rpartition("/")[0], set()).add((new.rpartition("/")[0], was[1], now[1]))
        return {folder: next(iter(ways)) for folder, ways in found.items() if len(ways) == 1}

    @cached_property
    def _modules(self) -> Mapping[str, str]:
        """Where a module of Go begins, and what its packages' paths begin with; the innermost first."""
        paths = [path for path in self.base if path.rpartition("/")[2] == "go.mod"]
        found = {path.rpartition("/")[0]: _MODULE.search(self.base.text(path) or "") for path in paths}
        return {home: found[home][1] for home in sorted(found, key=len, reverse=True) if found[home]}  # type: ignore[index]

    def place(self, path: str) -> str:
        """Where a test stands by now."""
        folder, _, name = path.rpartition("/")
        if path.endswith(".go"):
            return f"{self.packages[folder][0]}/{name}" if folder in self.packages else path
        return self.files.get(path, path)

    def owner(self, path: str) -> str:
        """What the ids of a test file's tests begin with."""
        if path.endswith(".java"):
            return _dotted(path)[-1]
        return self._import_path(path.rpartition("/")[0]) if path.endswith(".go") else path

    def renamed(self, path: str, text: str) -> str:
        """The text of a test with what it imports, and its own package, as they are called by now."""
        if path.endswith(".go"):
            return self._of_go(path, text)
        if path.endswith(SUFFIXES):
            return _RELATIVE.sub(lambda match: self._of_script(path, match), text)
        if path.endswith((".py", ".java")):
            return self._of_dotted(path, text)
        return text

    def _import_path(self, folder: str) -> str:
        home = next((one for one in self._modules if not one or f"{folder}/".startswith(f"{one}/")), None)
        return (
            folder
            if home is None
            else f"{self._modules[home]}/{folder.removeprefix(home).strip('/')}".rstrip("/")
        )

    def _of_go(self, path: str, text: str) -> str:
        for folder, (to, was, now) in self.packages.items():
            old, new = (self._import_path(one) for one in (folder, to))
            # by the old name where the test says so, by the new one where it has come to that
            known = [one for one in (was, now) if re.search(rf"(?<![\w.]){one}\.[A-Z]", text)] or [was]
            lines = "\n\t".join(f'"{new}"' if one == now else f'{one} "{new}"' for one in known)
            text = re.sub(rf'(?<!\w )"{re.escape(old)}"', lines, text).replace(f'"{old}"', f'"{new}"')
            if path.rpartition("/")[0] == folder:
                text = re.sub(
                    rf"^package {was}(?=_test\b|\b)", f"package {now}", text, count=1, flags=re.MULTILINE
                )
        return text

    def _of_script(self, path: str, match: re.Match[str]) -> str:
        """A relative import from the test's new place to what it names, wherever that is by now."""
        named = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["to"]))
        stem = named.rpartition(".")[0] if named.endswith((".js", ".mjs", ".cjs", ".jsx")) else named
        ways = [
            named,
            *(
                f"{one}{end}{suffix}"
                for one in (named, stem)
                for end in ("", "/index")
                for suffix in SUFFIXES
            ),
        ]
        found = next((one for one in ways if one in self.base.files), None)
        if found is None or (found not in self.files and self.place(path) == path):
            return match[0]
        now, ending = self.files.get(found, found), found[len(stem) :]
        if ending and now.endswith(
            ending
        ):  # as it was named: without the suffix, or with that of what it is compiled to
            now = now.removesuffix(ending) + named[len(stem) :]
        way = posixpath.relpath(now, posixpath.dirname(self.place(path)) or ".")
        return f"{match['quote']}{way if way.startswith('.') else f'./{way}'}{match['quote']}"

    def _of_dotted(self, path: str, text: str) -> str:
        for old, new in self.files.items():
            for was, now in (
                zip(_dotted(old), _dotted(new), strict=False) if old.endswith((".py", ".java")) else ()
            ):
                text = re.sub(rf"(?<![\w.]){re.escape(was)}(?!\w)", now, text)
                (package, _, name), (to, _, called) = was.rpartition("."), now.rpartition(".")
                alone = rf"^([ \t]*)from {re.escape(package)} import {re.escape(name)}$"
                if package and to:
                    text = re.sub(alone, rf"\1from {to} import {called} as {name}", text, flags=re.MULTILINE)
        return self._in_package(path, text) if path.endswith(".java") else text

    def _in_package(self, path: str, text: str) -> str:
        """A test of Java in its package, with imports of what was in the same one as it, and no longer is."""
        was, mine = (_dotted(one)[-1].rpartition(".")[0] for one in (path, self.place(path)))
        moved = [
            _dotted(new)[-1] for new in self.files.values() if new.endswith(".java") and "/test/" not in new
        ]
        needed = [one for one in moved if one.rpartition(".")[0] != mine and _names_alone(one, text)]
        if was != mine and any(_dotted(one)[-1].rpartition(".")[0] == was for one in self._stays):
            needed.append(f"{was}.*")
        lines = "".join(f"\nimport {one};" for one in sorted(needed))
        return _PACKAGE.sub(f"package {mine}", text, count=1).replace(
            f"package {mine};", f"package {mine};{lines}", 1
        )

    @cached_property
    def _stays(self) -> tuple[str, ...]:
        """The sources of Java that are where they were."""
        gone = {one.path for one in self.change.files if one.file is None}
        return tuple(
            path for path in self.base if path.endswith(".java") and path not in gone and "/test/" not in path
        )


def _words(path: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+", path)]


def _names_alone(name: str, text: str) -> bool:
    """Whether a class is called by its last name, and not imported."""
    last = name.rpartition(".")[2]
    return re.search(rf"(?<![\w.]){last}\b", text) is not None and f"import {name};" not in text


def _lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if line.strip())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max(one.total(), other.total(), 1)


def _name(path: str) -> tuple[str, str]:
    pure = PurePosixPath(path)
    return pure.name, pure.suffix


def _is_go(path: str) -> bool:
    return path.endswith(".go") and not path.endswith("_test.go")


def _dotted(path: str) -> list[str]:
    """What Python and Java may call the file: as it lies, and below a folder for sources."""
    plain = str(PurePosixPath(path).with_suffix("")).removesuffix("/__init__")
    below = [f"/{plain}".partition(f"/{root}")[2] for root in _ROOTS if f"/{root}" in f"/{plain}"]
    return [one.replace("/", ".") for one in (plain, *below[:1])]
