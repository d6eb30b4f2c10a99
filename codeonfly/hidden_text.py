"""Takes out of a text what nobody sees when GitHub shows it: the model is told what people were told.

When in doubt it takes out more: a comment stays only inside code where no reading of the Markdown hides it.
"""

from __future__ import annotations

import html
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
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<![A-Za-z][^>]*(?:>|\Z)|<rp\b[^<>]*>.*?(?=</?(?:rp|rt|ruby)\b|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_SILENT = (  # what they hold is not shown
    "script", "style", "template", "video", "audio", "noscript", "iframe", "noembed", "noframes", "object",
    "svg", "math",
)  # fmt: skip
# At the beginning of a line these open HTML however they go on, up to the end of the text if need be.
_BLOCK_TAG = re.compile(
    r"^([ \t>*+-]*+</?(?:p|div|details|summary|table|t[rdh]|[uo]l|li|d[ldt]|h[1-6r]|pre|section|center|"
    r"blockquote|article|aside|header|footer|figure|main|nav|form|dialog|menu|address))\b(?=[\s/>]|\Z)"
    r"""(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))|[^>])*+(?:>|\Z)""",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(
    r"<(/?[A-Za-z][\w-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*(/?)>"
)
# in an HTML block a tag is one however wrong its attributes are
_WRONG_TAG = re.compile(r"<(/?[A-Za-z][\w-]*)\s[^<>]*[\"'][^<>]*>")
# a tag that GitHub does not know is not shown at all; behind a word it is as likely the type of something
_UNKNOWN_TAG = re.compile(
    r"(?:(?<!\w)<|</)(?!(?:a|abbr|b|bdo|blockquote|br|caption|cite|code|d[dlt]|del|details|dfn|div|em|figcaption|"
    r"figure|h[1-8r]|i|img|ins|kbd|li|mark|[ou]l|p|picture|pre|q|r[pt]|ruby|s|samp|small|source|span|strike|"
    r"strong|su[bp]|summary|sup|table|t[bdhrt]|tbody|tfoot|thead|time|tt|var|wbr|audio|script|style|template|video)\b)"
    r"[A-Za-z][\w-]*(?:\s+[\w.]+){0,2}\s*/?>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"\s+([\w:@.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)")
_BOUND = re.compile(r"(?:\s+(?:extends|super|keyof|typeof|const|dyn|mut|in|out))?\s+[\w.]{1,40}")
_TITLE = r"(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))"
_PREFIX = r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*"
_LABEL = r"\[(?!\^)(?:\\.|[^\[\]\\])+\]"
_DEFINITION = re.compile(
    rf"(?m)^{_PREFIX}{_LABEL}:\s*(?:<[^<>\n]*>|[^ \t\n<][^ \t\n]*)"
    rf"(?:(?:[ \t]+|[ \t]*\n{_PREFIX}){_TITLE})?[ \t]*$\n?"
)
_FOOTNOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:.*(?:\n(?: {2,}|\t).*|\n(?=\n(?: {2,}|\t)))*\n?")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
_ADDRESS = r"(?:<[^<>\n]*+>|(?:[^\s()]|\([^\s()]*+\))*+)"
_IMAGE = re.compile(
    r"!\[(?:\\.|[^\[\]\\]|\[(?:\\.|[^\[\]\\])*+\])*+\]"
    rf"(?:\((?:<[^<>\n]*+>|[^()\n]|\([^()\n]*+\))*+\)|{_LABEL}|\[\]|(?P<short>))"
)
_LINK_TITLE = re.compile(rf"(\]\(\s*+{_ADDRESS})\s+{_TITLE}\s*\)")
_BLANK = r"(?:\s|&(?:nbsp|[a-z0-9]{2,6}sp|hairsp|NonBreakingSpace|#0*160|#x0*a0);|</?[A-Za-z][\w-]*\s*/?>)"
_EMPTY_LINK = re.compile(rf"\[{_BLANK}*+\]\(\s*+{_ADDRESS}\s*\)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z]{2,31});")
_FENCES_NAME = re.compile(r"(?m)\A([`~]{3,}[ \t]*[\w+#./-]{0,20}).*$")
_COLUMNS = re.compile(r"[ \t>]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*(?::?-+:?)?[ \t]*")
# what GitHub draws instead of showing it: diagrams and formulas in part, of maps and bodies no word
_DRAWING = re.compile(
    r"^([ \t>*+-]*(`{3,}|~{3,})[ \t]*(mermaid|geojson|topojson|stl|math)\b[^\n]*\n)(.*?)"
    r"(?=^[ \t>]*\2[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_UNDRAWN = re.compile(
    r"^[ \t>]*(?:%%[^\n]*|acc(?:Title|Descr)[ \t]*:[^\n]*|accDescr\s*\{[^}]*(?:\}|\Z)|click\b[^\n]*"
    r"|(?:classDef|linkStyle)\b[^\n]*|style[ \t]+\S+[ \t]+[\w-]+:[^\n]*"
    r"|class[ \t]+[\w,]+[ \t]+\w+;?[ \t]*$)\n?"
    r"|\A[ \t>]*---[ \t]*\n.*?^[ \t>]*---[ \t]*\n",
    re.MULTILINE | re.DOTALL,
)
_BRACED = r"(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+(?:\}|\Z)|\{.*)"  # nested deeper, the whole line
_PHANTOM = re.compile(
    r"\\(?:(?:[hv]?phantom|smash|[rl]lap|mathllap|mathrlap|cssId|style|unicode|href|tooltip|mathtip|texttip|label"
    r"|class|mathchoice|(?:re)?new(?:command|environment)|DeclareMathOperator|require|mmlToken|raise|lower|move(?:left|right))\b(?:\s*-?[\d.]+\s*[a-z]{2})?"
    rf"|(?:textcolor|bbox|(?:f?color)box)\b|[egx]?def\s*\\\w{{1,80}}[^{{$\n\\]{{0,80}})(?:\s*\[[^\]]*\])?(?:\s*{_BRACED})+"
    rf"|\\color\s*(?:\[[^\]]*\])?\s*{_BRACED}[^$}}`]*"
    r"|\\(?:hspace\*?|[hm]skip|m?kern)\s*\{?\s*-?\d{3,}[^$`]*"
)
_FORMULA = re.compile(r"(?<![\w\\$])\$\$?(?=\S|\n)[^$]{1,4000}\$(?!\d)")
_FORMULA_COMMENT = re.compile(r"(?<!\\)%[^\n$`]*")
_FAR_RIGHT = re.compile(r"(?<![^\S\n])[^\S\n]{100,}+\S[^\n]*")  # of code, where a line is as long as it is
_INDENTED = re.compile(r"(?m)^(?: {4}|\t).*$")
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
    pieces = [_code(piece) if is_code else _uncovered(piece) for is_code, piece in _pieces(clean)]
    shown = _DRAWING.sub(_drawn, "".join(pieces))
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


def _code(text: str) -> str:
    return _FAR_RIGHT.sub("", _FENCES_NAME.sub(r"\1", text))


def _drawn(found: re.Match[str]) -> str:
    """A diagram or a formula without what nobody sees of it; of maps and bodies only that there was one."""
    match found[3].lower():
        case "mermaid":
            return found[1] + _UNDRAWN.sub("", found[4])
        case "math":
            return found[1] + _FORMULA_COMMENT.sub("", _PHANTOM.sub("", found[4]))
    return f"{found[1]}(a drawing)\n"


def _uncovered(text: str) -> str:
    spans, bare = _spans(text)
    bare = _ENTITY.sub(lambda found: INVISIBLE.sub("", html.unescape(found[0])) and found[0], bare)
    bare = _without_silent(_HIDDEN_MARKUP.sub("", bare))
    bare = _BLOCK_TAG.sub(r"\1>", bare)
    defined = "".join(found[0] for found in _DEFINITION.finditer(bare)).casefold()
    bare = _DEFINITION.sub("", bare)
    bare = _IMAGE.sub(lambda found: _image(found, defined), bare)
    bare = _FORMULA.sub(lambda found: _FORMULA_COMMENT.sub("", found[0]), _PHANTOM.sub("", bare))
    bare = _EMPTY_LINK.sub("", _LINK_TITLE.sub(r"\1)", bare))
    bare = _UNKNOWN_TAG.sub("", _WRONG_TAG.sub(r"<\1>", _TAG.sub(_bare_tag, bare)))
    bare = _INDENTED.sub(lambda found: _FAR_RIGHT.sub("", found[0]), bare)
    bare = _within_columns(_footnotes(bare))
    return re.sub(f"{_CODE_MARK}(\\d+){_CODE_MARK}", lambda found: spans[int(found.group(1))], bare)


def _without_silent(text: str) -> str:
    """Only up to the last end of each kind: a thousand beginnings must not be a thousand searches for one."""
    for name in _SILENT:
        closing = rf"</{name}\b[^<>]*>"
        last = max((found.end() for found in re.finditer(closing, text, re.IGNORECASE)), default=0)
        pair = re.compile(rf"<{name}\b[^<>]*>.*?{closing}", re.DOTALL | re.IGNORECASE)
        text = pair.sub("", text[:last]) + text[last:]
    return text


def _footnotes(text: str) -> str:
    """A footnote that nothing shown refers to is not shown, and of two of one name only the first."""
    notes: dict[str, str] = {}
    for found in _FOOTNOTE.finditer(text):
        notes.setdefault(found[1].casefold(), found[0])
    shown: dict[str, None] = {}
    waiting = [_FOOTNOTE.sub("", text)]
    while waiting:
        names = [name.casefold() for name in _REFERENCE.findall(waiting.pop())]
        for name in names:
            if name in notes and name not in shown:
                shown[name] = None
                waiting.append(notes[name].partition(":")[2])
    left = {name: notes[name] for name in shown}
    return _FOOTNOTE.sub(lambda found: left.pop(found[1].casefold(), ""), text)


def _image(found: re.Match[str], defined: str) -> str:
    """Brackets alone are an image only where the text defines its address."""
    is_image = found["short"] is None or found[0][1:].casefold() + ":" in defined
    return "(image)" if is_image else found[0]


def _within_columns(text: str) -> str:
    """Of a table's rows, the cells past its columns are not shown."""
    columns, shown = 0, []
    for line in text.split("\n"):
        bars = [found.start() for found in re.finditer(r"(?<!\\)\|", line)]
        edge = int(line.lstrip(" \t>").startswith("|"))
        if not line.strip(" \t>"):
            columns = 0
        elif bars and "-" in line and _COLUMNS.fullmatch(line):
            columns = len(bars) - edge + (not line.rstrip().endswith("|"))
        elif columns and len(bars) >= columns + edge:
            line = line[: bars[columns + edge - 1] + 1]  # noqa: PLW2901
        shown.append(line)
    return "\n".join(shown)


def _bare_tag(found: re.Match[str]) -> str:
    """Attributes are not shown; a word or two without a value are as likely code that nobody quoted."""
    words = _ATTRIBUTE.sub("", found.group(2))
    return f"<{found.group(1)}{words if _BOUND.fullmatch(words) else ''}{found.group(3)}>"


def _spans(text: str) -> tuple[list[str], str]:
    """Inline code that is code in every reading, and the text with marks in its place."""
    spans: list[str] = []
    blocks = re.split(r"(\n[ \t]*\n)", text)
    for index, block in enumerate(blocks):
        for start, end in reversed(_certain_spans(block)):
            if block[start - 1 : start] == block[end : end + 1] == "$":
                continue  # a formula
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
