"""Takes out of a text what nobody sees when GitHub shows it: the model is told what people were told.

When in doubt it takes out more: a comment stays only inside code where no reading of the Markdown hides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Unicode: format, filler and default-ignorable characters that no font draws. Arabic and Kaithi signs
# of the same category are drawn, and stay.
_INVISIBLE_RANGES = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xD800, 0xE000), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0x13430, 0x1345F),
    (0x16FE4, 0x16FE4), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
INVISIBLE = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _INVISIBLE_RANGES) + "]")

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FENCE = re.compile(r"(?m)^(`{3,}(?=[^`\n]*$)|~{3,}).*$")
_MARKUP = re.compile(r"<[A-Za-z/?!]")
# Comments, processing instructions, declarations and CDATA; an unclosed one hides all that follows.
_HIDDEN_MARKUP = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z][^>]*>", re.DOTALL
)
_TAG = re.compile(
    r"<(/?[A-Za-z][\w-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*(/?)>"
)
_ATTRIBUTE = re.compile(r"\s+([\w:@.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)")
_TITLE = r"(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))"
_PREFIX = r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*"
_LABEL = r"\[(?!\^)(?:\\.|[^\[\]\\])+\]"
_DEFINITION = re.compile(
    rf"(?m)^{_PREFIX}{_LABEL}:\s*(?:<[^<>\n]*>|[^\s<]\S*)(?:(?:[ \t]+|[ \t]*\n{_PREFIX}){_TITLE})?[ \t]*$\n?"
)
_FOOTNOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:.*(?:\n(?: {2,}|\t).*|\n(?=\n(?: {2,}|\t)))*\n?")
_IMAGE = re.compile(rf"!\[(?:\\.|[^\[\]\\])*\](?:\((?:[^()\n]|\([^()\n]*\))*\)|{_LABEL}|\[\])")
_LINK_TITLE = re.compile(rf"(\]\([^\s()]*)\s+{_TITLE}\s*\)")
_CODE_MARK = "\ue000"  # private use; taken out of the input first


@dataclass(frozen=True, slots=True)
class Visible:
    """What a person sees, and how many characters were taken out (line ends aside)."""

    text: str
    removed: int


def visible(text: str) -> Visible:
    """The text as GitHub shows it, as Markdown with LF line ends and nothing hidden in it."""
    normal = _LINE_ENDS.sub("\n", text)
    clean = INVISIBLE.sub("", normal)
    pieces = [piece if is_code else _uncovered(piece) for is_code, piece in _pieces(clean)]
    shown = "".join(pieces)
    return Visible(shown, len(normal) - len(shown))


def visible_line(text: str) -> str:
    """One line of what a person sees: for titles and names, which GitHub shows as plain text."""
    return " ".join(INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)).split())


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Fenced code and what lies around it, in order.

    Only fences at the very left count, and only before the first markup: inside a list, a quotation or
    an HTML block the same lines can be no fence at all, and hide what they seem to show.
    """
    position = 0
    while opening := _FENCE.search(text, position):
        if _MARKUP.search(_without_spans(text[position : opening.start()])):
            break
        fence = opening.group(1)
        closing = re.compile(rf"(?m)^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$").search(text, opening.end())
        end = closing.end() if closing else len(text)
        yield False, text[position : opening.start()]
        yield True, text[opening.start() : end]
        position = end
    yield False, text[position:]


def _uncovered(text: str) -> str:
    spans, bare = _spans(text)
    bare = _HIDDEN_MARKUP.sub("", bare)
    bare = _DEFINITION.sub("", bare)
    bare = _FOOTNOTE.sub(lambda found: _footnote(found, bare), bare)
    bare = _IMAGE.sub("(image)", bare)
    bare = _LINK_TITLE.sub(r"\1)", bare)
    bare = _TAG.sub(_bare_tag, bare)
    return re.sub(f"{_CODE_MARK}(\\d+){_CODE_MARK}", lambda found: spans[int(found.group(1))], bare)


def _footnote(found: re.Match[str], text: str) -> str:
    """A footnote that nothing refers to is not shown."""
    return found.group() if text.count(f"[^{found.group(1)}]") > 1 else ""


def _bare_tag(found: re.Match[str]) -> str:
    """Attributes are not shown; a word without a value is as likely to be code that nobody quoted."""
    return f"<{found.group(1)}{_ATTRIBUTE.sub('', found.group(2))}{found.group(3)}>"


def _spans(text: str) -> tuple[list[str], str]:
    """Inline code that is code in every reading, and the text with marks in its place."""
    spans: list[str] = []
    blocks = re.split(r"(\n[ \t]*\n)", text)
    for index, block in enumerate(blocks):
        for start, end in reversed(_certain_spans(block)):
            spans.append(block[start:end])
            block = f"{block[:start]}{_CODE_MARK}{len(spans) - 1}{_CODE_MARK}{block[end:]}"  # noqa: PLW2901
        blocks[index] = block
        if _MARKUP.search(block):
            break  # from here on an HTML block may be open, and in it nothing is code
    return spans, "".join(blocks)


def _without_spans(text: str) -> str:
    return _spans(text)[1]


def _certain_spans(block: str) -> list[tuple[int, int]]:
    """Where backticks make code, whichever line of the block its paragraph, item or cell begins with."""
    starts = [0, *(found.end() for found in re.finditer("\n", block))]
    if "|" in block or "`" not in block or len(starts) > 40:
        return []
    certain = set(_code_spans(block))
    for start in starts[1:]:
        found = {(a + start, b + start) for a, b in _code_spans(block[start:])}
        certain = {span for span in certain if span in found or span[1] <= start}
    markup = _MARKUP.search(re.sub("`+[^`]*`+", lambda code: "." * len(code.group()), block))
    limit = markup.start() if markup else len(block)
    return sorted(span for span in certain if span[1] <= limit and "\n" not in block[slice(*span)])


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """CommonMark's code spans: a run of backticks up to the next run of the same length."""
    position = 0
    while opening := re.compile(r"\\.|`+", re.DOTALL).search(text, position):
        position = opening.end()
        if opening.group()[0] == "\\":
            continue
        closing = re.compile(rf"(?<!`){opening.group()}(?!`)").search(text, position)
        if closing:
            yield opening.start(), closing.end()
            position = closing.end()
