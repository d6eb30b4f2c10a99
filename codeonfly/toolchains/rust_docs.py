"""Examples in the documentation of Rust code: tests in comments, in front of what they are about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from codeonfly.toolchains.rust_text import TOKEN

_ITEM = re.compile(
    r"\s*(?:pub(?:\([^)]*\))? )?(?:\w+ )*?"
    r"(fn|struct|enum|union|trait|mod|type|const|static|impl|macro_rules!)\b\s*([^({;=]*)"
)
_TOP = ("//!", 1)  # the key of a file's own documentation
Key = tuple[str, int]  # what is documented, and the how manieth of this name


def examples(text: str) -> Iterator[str]:
    """Every documentation that holds an example."""
    return (docs for docs in _documentation(text).values() if "```" in docs)


def documented(code: str, docs: str) -> str:
    """The code of one version with the documentation of another one; what is not there has none."""
    wanted = _documentation(docs)
    return "\n".join([*_lines(wanted.get(_TOP, "")), *_with(code, wanted)]) + "\n"


def _documentation(text: str) -> dict[Key, str]:
    found: dict[Key, str] = {}
    above: list[str] = []
    for line, key, is_doc in _walk(text):
        if is_doc and line.lstrip().startswith("//!"):
            found[_TOP] = f"{found.get(_TOP, '')}{line}\n"
        elif is_doc:
            above.append(line)
        elif key is not None and above:
            found[key] = "\n".join(above)
        if key is not None:
            above = []
    return found


def _with(code: str, wanted: dict[Key, str]) -> Iterator[str]:
    attributes: list[str] = []
    for line, key, is_doc in _walk(code):
        if is_doc:
            continue
        if key is not None:
            yield from (*_lines(wanted.get(key, "")), *attributes, line)
            attributes = []
        elif line.lstrip().startswith("#["):
            attributes.append(line)
        else:
            yield from (*attributes, line)
            attributes = []
    yield from attributes


def _walk(text: str) -> Iterator[tuple[str, Key | None, bool]]:
    """Each line, the key of the item that begins there, and whether it is documentation."""
    docs = {text[: one.start()].count("\n") for one in TOKEN.finditer(text) if one[0][:3] in ("///", "//!")}
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines()):
        is_doc = number in docs and line.lstrip().startswith(("///", "//!"))
        match = None if is_doc else _ITEM.match(line)
        if match is None:
            yield line, None, is_doc
            continue
        name = f"{match[1]} {match[2].strip()}"
        seen[name] += 1
        yield line, (name, seen[name]), False


def _lines(text: str) -> list[str]:
    return text.splitlines()
