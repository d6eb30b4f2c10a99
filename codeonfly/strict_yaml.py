"""The plain part of YAML: mappings, lists and scalars; whatever could surprise is refused in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from codeonfly.errors import UserError

MAX_BYTES = 64 << 10
MAX_DEPTH = 8
# what YAML 1.1 and 1.2 take for the same thing. The rest stays text, for a setting's reader to judge:
# 010 is 8 or 10, 1_000 a thousand or a word, 1:30 is 90 or a time, yes is true or a word
_ALIKE = {
    "tag:yaml.org,2002:int": re.compile(r"[-+]?(0|[1-9][0-9]*|0x[0-9a-fA-F]+)"),
    "tag:yaml.org,2002:float": re.compile(
        r"[-+]?((0|[1-9][0-9]*)?\.[0-9]*([eE][-+][0-9]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN)"
    ),
    "tag:yaml.org,2002:bool": re.compile("true|True|TRUE|false|False|FALSE"),
    "tag:yaml.org,2002:null": re.compile("(~|null|Null|NULL)?"),
}
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")  # to YAML 1.1; people and YAML 1.2 see no end of a line there
# control characters, halves of characters, and what turns the direction of the text around it
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's value, and the line of the file it stands in."""

    value: Any
    line: int


def read_mapping(data: bytes, where: str) -> dict[str, Entry]:
    """The file's top-level keys. Raises UserError naming ``where`` and the line."""
    text = _text(data, where)
    try:
        _check_events(text, where)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise UserError(
            f"{where}{line}: not valid YAML: {problem}; compare it with docs/settings.md"
        ) from None
    if root is None or root.tag == "tag:yaml.org,2002:null":
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise UserError(f"{where}: the file must be a list of settings such as `model: NAME`, one a line")
    return {key: Entry(_plain(node, where), line) for key, node, line in _items(root, where)}


def _text(data: bytes, where: str) -> str:
    if len(data) > MAX_BYTES:
        raise UserError(f"{where}: {len(data):,} bytes; a settings file has at most {MAX_BYTES:,}")
    if b"\r" in data:
        raise UserError(f"{where}: the file has Windows line ends (CRLF); save it with LF line ends")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise UserError(f"{where}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    if found := _LINE_ENDS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UserError(f"{where}, line {line}: {found[0]!a} ends a line unseen; take it out")
    return text


def _check_events(text: str, where: str) -> None:
    """Judges the stream before anything is built from it: an alias can make a small file huge."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        mark = event.start_mark
        line = f"{where}, line {mark.line + 1}" if mark is not None else where
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UserError(f"{line}: anchors and aliases (& and *) are not accepted; write the value out")
        tag = getattr(event, "tag", None)
        if tag:
            raise UserError(f"{line}: the tag {ascii(tag)[:60]} is not accepted; write a plain value")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise UserError(f"{line}: a second document begins; a settings file has one")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise UserError(f"{line}: nested more than {MAX_DEPTH} deep; no setting needs that")


def _items(node: yaml.MappingNode, where: str) -> list[tuple[str, yaml.Node, int]]:
    """Keys in order, each once, with its line."""
    found: dict[str, tuple[str, yaml.Node, int]] = {}
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
            name = f", not {ascii(key_node.value)[:60]}" if isinstance(key_node, yaml.ScalarNode) else ""
            raise UserError(f"{where}, line {line}: a key must be a plain word{name}")
        key = key_node.value
        if key in found:
            raise UserError(f"{where}, line {line}: {key!a} is set twice; keep one of the two")
        found[key] = (key, value, line)
    return list(found.values())


def _plain(node: yaml.Node, where: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key: _plain(value, where) for key, value, _ in _items(node, where)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, where) for item in node.value]
    line = f"{where}, line {node.start_mark.line + 1}"
    if _UNSEEN.search(node.value):
        raise UserError(f"{line}: {ascii(node.value)[:60]} has characters that nobody sees; take them out")
    if node.tag not in _ALIKE or not _ALIKE[node.tag].fullmatch(node.value):
        return str(node.value)
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except ValueError:
        raise UserError(f"{line}: {ascii(node.value)[:60]} is not a readable number") from None
