"""The change's tests without the options, arguments and fields that nothing but the change takes.

A program or a function refuses what it does not know, so that a new test of an option fails on the base
whatever the option does. One that passes there as soon as it is left out shows nothing of what it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.tampering import Versions
from codeonfly.toolchains.arguments import grown, without_new
from codeonfly.toolchains.fields import new_fields, without_fields
from codeonfly.toolchains.hollow import MAX_TEXT
from codeonfly.tree import File, Tree, text_of
from codeonfly.verification.parts import Parts

_OPTION = re.compile(r"(?<=[\"'`\s])--?(?P<name>[A-Za-z][A-Za-z\d-]+)(?=[\"'`=\s])")
_CODE = (".py", ".go", ".rs", ".java", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")
_WORD = re.compile(r"\w+")
_OWNED = r"(?:\.(?:into|to_string|to_owned|clone)\(\))?"
# what follows an option: a text, a number, or a name, with brackets in a pair
_VALUE = r"(?:\"(?![-])[^\"\n]*\"|'(?![-])[^'\n]*'|`[^`\n]*`|[\w.&]+(?:\([^()\n]*\))?)"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``names``: what was left out. ``changes``: the tests without it, in the one or two ways there are."""

    names: tuple[str, ...]
    changes: tuple[Change, ...]


def leave_out(parts: Parts, base: Tree, head: Mapping[str, File]) -> LeftOut:
    """The tests for the base's sources; no changes where they give nothing that only the change takes."""
    sources = [
        Versions(path, base.text(path), text_of(head[path]))
        for path in parts.change.paths
        if path in head and path.endswith(_CODE) and not parts.is_test(path)
    ]
    texts = {made.path: text_of(made.file) for made in parts.tests_alone.files if made.file is not None}
    texts = {path: text for path, text in texts.items() if path.endswith(_CODE) and len(text) <= MAX_TEXT}
    options = sorted(_new_options(sources, texts, base))
    took: dict[str, tuple[str, ...]] = {}
    for one in sources:
        took |= grown(one.path, one.before or "", one.after or "")
    called = [
        name for name in sorted(took) if any(re.search(rf"\b{name}\(", text) for text in texts.values())
    ]
    said = set(_WORD.findall("\n".join(texts.values())))
    fields = sorted(_new_fields(sources, base) & said)
    names, changes = [], []
    for with_value in (False, True) if options else (False,):
        files = []
        for made in parts.tests_alone.files:
            if made.file is None or made.path not in texts:
                continue
            text = without_fields(made.path, without_new(made.path, texts[made.path], took), fields)
            for option in options:
                text = _without(text, option, with_value=with_value)
            if text != texts[made.path]:
                files.append(FileChange(made.path, File(made.file.mode, text.encode())))
        if files:
            changes.append(Change(tuple(files)))
            names = [*(f"--{option}" for option in options), *(f"{name}(...)" for name in called), *fields]
    return LeftOut(tuple(names), tuple(dict.fromkeys(changes)))


def _new_options(sources: list[Versions], texts: Mapping[str, str], base: Tree) -> Iterator[str]:
    """Names of options that the tests give, that added lines of the sources know, and the base does not."""
    added = "\n".join(line for one in sources for _, line in one.added)
    asked = {match["name"] for text in texts.values() for match in _OPTION.finditer(text)}
    known = {name for name in asked if re.search(rf"\b{name.replace('-', '[-_]')}\b", added)}
    for name in known:
        there = re.compile(rf"[\"'`\s]-{{0,2}}{name}[\"'`=]|\s--{name}\b|\b{name.replace('-', '_')}\s*:")
        old = (base.text(path) or "" for path in base.files if path.endswith(_CODE))
        if not any(map(there.search, old)):
            yield name


def _new_fields(sources: list[Versions], base: Tree) -> set[str]:
    """Names of records' fields that the base's sources of that language nowhere say."""
    found = {name for one in sources for name in new_fields(one.path, one.before or "", one.after or "")}
    suffixes = {one.path[one.path.rfind(".") :] for one in sources}
    for path in base.files if found else ():
        if path[path.rfind(".") :] in suffixes:
            found -= set(_WORD.findall(base.text(path) or ""))
    return found


def _without(text: str, option: str, *, with_value: bool) -> str:
    """Out of lists of texts, and out of a text that holds a whole line of commands."""
    value = rf"(?:\s*,\s*{_VALUE}{_OWNED})?" if with_value else ""
    quoted = rf"(?P<q>[\"'`])--?{option}(?:=[^\"'`\n]*(?P=q){_OWNED}|(?P=q){_OWNED}{value})"
    word = r"(?:=[^\s\"'`]*|\s+[^\s\"'`-][^\s\"'`]*)?" if with_value else r"(?:=[^\s\"'`]*)?"
    last = rf",\s*{quoted}(?=\s*[)\]}}])"
    others = rf"{quoted}\s*,?[ \t]*"
    within = rf"(?<=[\s\"'`])--?{option}{word}(?=[\s\"'`])"
    for rule in (last, others, within):
        text = re.sub(rule, "", text)
    return text
