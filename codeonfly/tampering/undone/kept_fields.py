"""Fields of Java's classes that a change adds, fills and hands out again, and by which nothing is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_FIELD = re.compile(
    r"^\s+private (?:final )?(?P<kind>[A-Z]\w*)(?:<[^;=]*>)? (?P<name>\w+)\s*(?:=[^;]*)?;", re.MULTILINE
)
_DECLARED = re.compile(r"\b(?:class|record|interface|enum) (\w+)")
# libraries that read fields by their names
_READ_BY_NAME = re.compile(
    r"@(?:Data|Getter|Value|Entity|Json\w+|Column|Autowired|Inject|Mock\w*)\b|\bRecord\b|Serializable"
)
# a method that does more than hand something out
_WORKS = re.compile(
    r"^\s+(?:public |protected )?(?:static )?[\w<>\[\], ?]+ \w+\([^()]*\)[^{;]*\{\n(?!\s+(?:return|this)\b)",
    re.MULTILINE,
)
_MOST_FIELDS = 100  # each is looked for in its file
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def kept_fields(texts: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """Of classes that were there and do something; the kind of such a field is new, too."""
    mine = [one for one in texts if one.path.endswith(".java")]
    new = {name for one in mine if one.before is None for name in _DECLARED.findall(one.after or "")}
    for one in mine if new else ():
        before, after = one.before or "", _COMMENT.sub(_blank, one.after or "")
        if not before or _READ_BY_NAME.search(after) or not _WORKS.search(before):
            continue
        for match in islice(_FIELD.finditer(after), _MOST_FIELDS):
            name = match["name"]
            if (
                match["kind"] in new
                and match["name"] not in before
                and not _is_read(name, one.path, after, texts, base)
            ):
                line = after.count("\n", 0, match.start("name")) + 1
                told = f"{one.path}:{line}: {name} is kept, and nothing looks at it"
                yield Finding(one.path, line, "stub", told)


def _is_read(name: str, path: str, text: str, texts: Sequence[Versions], base: Tree) -> bool:
    """Whether it is used but to be declared, set and handed out, or anyone has it handed out."""
    handed_out = re.compile(rf"\breturn\s+(?:this\.)?{name}\s*;")
    idle = re.compile(
        rf"\bprivate (?:final )?[\w<>, ?]+ {name}\b|\bthis\.{name}\s*=(?!=)[^;]*;|\breturn\s+(?:this\.)?{name}\s*;"
        rf"|\b[A-Z][\w<>]* {name}\s*(?=[,)])|\b{name}\(\)"
    )
    if re.search(rf"\b{name}\b", idle.sub("", text)):
        return True
    if handed_out.search(text) is None:
        return False
    asks = re.compile(rf"\.(?:{name}|get{name[0].upper()}{name[1:]})\(\)")
    changed = {one.path for one in texts}
    others = (
        base.text(other) or ""
        for other in base.files
        if other.endswith(".java") and other not in changed and "/test/" not in other
    )
    return any(map(asks.search, (*(one.after or "" for one in texts), *others)))


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
