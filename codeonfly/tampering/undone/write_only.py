"""What a change of Python or JavaScript puts away and nobody gets out: caches that are not asked, listeners not told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

_SOURCES = (".py", *SUFFIXES)
_EMPTY = re.compile(
    r"^\s*(?:self|this)\.(#?\w+)\s*(?::[^=\n]+)?=\s*(?:\{\}|\[\]|(?:set|dict|list|deque|OrderedDict|WeakValueDictionary)\(\)"
    r"|(?:collections\.)?defaultdict\(\w*\)|new (?:Map|Set|WeakMap)(?:<[^>\n]*>)?\(\))\s*;?\s*$"
)
_ALL = re.compile(r"\bvars\(|\basdict\(|__dict__|\bgetattr\(|JSON\.stringify\(|\{\s*\.\.\.this\b")
_IMPORT = re.compile(r"^\s*(?:from|import)\b.*$", re.MULTILINE)
_EMITS = re.compile(r"\bemit\(|\.dispatchEvent\(|\bpipe\(")
_EMITTER = re.compile(r"\bclass\s+\w+\s+extends\s+(?:\w+\.)?(?:EventEmitter|EventTarget)\b")


def write_only(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """A container that is only ever filled, and a class of events that has none."""
    changed = {one.path for one in (*texts, *tests)}
    mine = [one for one in texts if one.path.endswith(_SOURCES)]
    kept = [
        (one, number, match[1]) for one in mine for number, line in one.added if (match := _EMPTY.match(line))
    ]
    emitters = [(one, number) for one in mine for number, line in one.added if _EMITTER.search(line)]
    if not kept and not emitters:
        return
    others = [base.text(path) or "" for path in base.files if path.endswith(_SOURCES) and path not in changed]
    text = _IMPORT.sub("", "\n".join([*(one.after or "" for one in mine), *others]))
    said = _IMPORT.sub("", "\n".join(one.after or "" for one in tests))
    for one, number in emitters:
        if not _EMITS.search(text):
            told = f"{one.path}:{number}: who listens is never told anything"
            yield Finding(one.path, number, "stub", told)
    for one, number, name in kept if not _ALL.search(text) else ():
        if not re.search(rf"\.{re.escape(name)}\b", said) and _is_only_filled(name, text):
            told = f"{one.path}:{number}: what is put into {name} is never looked at"
            yield Finding(one.path, number, "stub", told)


def _is_only_filled(name: str, text: str) -> bool:
    field = re.escape(name)
    uses = len(re.findall(rf"\.{field}\b|['\"]{field}['\"]", text))
    fills = (
        rf"\.{field}(?:\.(?:append|add|push|set|appendleft|unshift|insert|extend)\(|\[[^\]\n]*\]\s*=(?!=))"
    )
    filled = len(re.findall(rf"^\s*(?:self|this){fills}", text, re.MULTILINE))
    made = len(re.findall(rf"\b(?:self|this)\.{field}\s*(?::[^=\n]+)?=(?!=)", text))
    return filled > 0 and uses == filled + made
