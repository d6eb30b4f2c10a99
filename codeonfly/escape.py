"""Other people's words made inert: in Markdown, titles, commits, terminals and GitHub's Actions files.

Whatever a model, an issue or a program under test wrote passes through here before a person or a
machine reads it. Two ideas carry the module. What nobody can see is taken out. What GitHub or a bot
would act upon is broken by ``GAP``, a narrow space that people read over: unlike a zero-width
character it survives normalising, and unlike an entity it also holds where the raw text becomes a
commit message, as a pull request's body does in a squash merge.
"""

from __future__ import annotations

import re
import secrets

from codeonfly.hidden_text import INVISIBLE

GAP = "\u202f"  # narrow no-break space
ELLIPSIS = "…"
COMMIT_COLUMNS = 70  # of a commit message's lines, where there are blanks to break them at

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_MARKS = re.compile(f"({_MARK}{{3}}){_MARK}+")

_SIGNS = str.maketrans(
    dict.fromkeys("✅✔✓☑🗸🟢🟩🆗", "(tick)")
    | dict.fromkeys("❌✖✗✘❎☒🔴🟥", "(cross)")
    | dict.fromkeys("⚠⛔🛑🚫🟡🟠🟨🟧", "(sign)")
    | dict.fromkeys("◻◽☐⬜▫□", "(box)")
)

# each pattern ends where the gap goes
_ACTED_UPON = re.compile(
    r"""
      [@\uff20\ufe6b](?=[^\W_])             # mentions, mail addresses, owner/repo@commit
    | [\#\uff03\ufe5f](?=\d)                 # issue references, and closing keywords before them
    | (?<![^\W_])GH-(?=\d)                    # the other spelling of an issue reference
    | --(?=skip-ci)                           # for one more service no brackets are needed
    | \#\#(?=\[)                              # commands of runners, anywhere in a line of a log
    | :(?=//)                                 # addresses: autolinks, closing keywords before them
    | www(?=\.)                               # autolinks without a scheme: any host, past the dot
    | -(?=by\s*:)                             # Co-authored-by and its kin
    | skip-(?=checks\s*:)                     # trailers that switch checks off
    | breaking.chang(?=e\s*:)
    | release-(?=as\s*:)
    | <(?=[A-Za-z!/?])                        # tags and comments
    | &(?=\#|[a-z]{2,31};)                     # entities, for readers that decode them
    | !(?=\[)                                 # images
    | \](?=[(\[:])                            # links and their definitions
    """,
    re.VERBOSE | re.IGNORECASE,
)
# what can be a commit's name, which GitHub links wherever it stands in words; of seven digits are our own
_HASH = re.compile(r"(?<![0-9a-z])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,40}(?![0-9a-z])", re.IGNORECASE)
_SIX = re.compile(r".{6}(?=.)")
_SKIP_CI = re.compile(r"\[([^\[\]\n]*(?:\b|_)(?:skip|ci|cd|actions?)(?:\b|_)[^\[\]\n]*)\]", re.IGNORECASE)
_NO_CI = re.compile(r"\*{3}NO_CI(?:\*{3})?", re.IGNORECASE)


# --- what everything below shares -----------------------------------------------------------------


def visible(text: str) -> str:
    """``text`` without what cannot be seen: control, format, bidi, tag and filler characters.

    Every kind of line end becomes a newline, a lone surrogate U+FFFD; tabs stay.
    """
    text = _SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    return _PILED_MARKS.sub(r"\1", INVISIBLE.sub("", text))


def inert(text: str) -> str:
    """Visible text in which GitHub and its bots find nothing to act upon, and no sign of ours."""
    text = visible(text).translate(_SIGNS)
    text = _NO_CI.sub("NO_CI", _SKIP_CI.sub(r"(\1)", text))
    return _ACTED_UPON.sub(lambda found: found[0] + GAP, text)


def unlinked(text: str) -> str:
    """Inert text whose hexadecimal words are no commits either. In code they are no links, and stay."""
    return _HASH.sub(lambda found: _SIX.sub(lambda six: six[0] + GAP, found[0]), inert(text))


def one_line(text: str, limit: int = 300) -> str:
    """Visible text on one line of at most ``limit`` characters; what is cut ends in an ellipsis."""
    return clip(" ".join(visible(text[: limit * 8]).split()), limit)


def clip(text: str, limit: int) -> str:
    """``text``, or its first ``limit - 1`` characters and an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + ELLIPSIS


# --- Markdown -------------------------------------------------------------------------------------

_MARKUP = re.compile(r"[\\`*_\[\]|~]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_EMOJI = re.compile(r":(?=[0-9_]*[a-z+-][a-z0-9_+-]*:)")  # not the colons of a time of day
_MATH = re.compile(r"\$(?!\d)")  # an amount of dollars neither opens nor closes a formula
_LINE_OPENER = re.compile(r"^(?P<digits>(?:\d{1,9}(?=[.)]))?)(?P<mark>[.)#+=/:!-])")
_CODE_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LONGEST_TICKS = re.compile("`+")


def markdown(text: str, limit: int = 300, *, cell: bool = False) -> str:
    """``text`` as inline Markdown on one line: plain words and code spans, nothing else.

    ``cell``: it goes into a table, where a pipe has to be escaped even inside a code span.
    """
    line = one_line(text, limit)
    parts = _CODE_SPAN.split(line)  # plain words at even places, the insides of code spans at odd ones
    shown = [code(part, limit, cell=cell) if place % 2 else _plain(part) for place, part in enumerate(parts)]
    return _LINE_OPENER.sub(r"\g<digits>\\\g<mark>", "".join(shown))


def code(text: str, limit: int = 200, *, cell: bool = False) -> str:
    """``text`` as a Markdown code span on one line; ``cell`` as for ``markdown``."""
    inside = inert(one_line(text, limit))
    if cell:
        inside = inside.replace("|", "\\|")
    if not inside.strip():
        return "(empty)"
    ticks = "`" * (1 + max((len(run) for run in _LONGEST_TICKS.findall(inside)), default=0))
    pad = " " if inside[0] in "` " or inside[-1] in "` " else ""
    return f"{ticks}{pad}{inside}{pad}{ticks}"


def quote(text: str, limit: int = 4000, lines: int = 60) -> str:
    """``text`` as a Markdown block quote: paragraphs and bullets of inert words, at most ``lines`` lines.

    Everything else it may contain (headings, fences, tables, HTML) is shown as the plain text it is.
    """
    shown = visible(text[: limit * 2]).strip().split("\n")
    kept = shown[:lines]
    quoted = [_quoted(line.strip()) for line in clip("\n".join(kept), limit).split("\n")]
    if len(shown) > lines:
        quoted.append(f"> {ELLIPSIS}")
    return "\n".join(quoted)


_FENCE = re.compile(r"^(?:`{3,}|~{3,})[^`]*$")
_BULLET = re.compile(r"^[-*+]\s+")


def _quoted(line: str) -> str:
    if not line or _FENCE.match(line):
        return ">"
    bullet = _BULLET.match(line)
    return f"> - {markdown(line[bullet.end() :], 1000)}" if bullet else f"> {markdown(line, 1000)}"


def _plain(text: str) -> str:
    text = _EMOJI.sub(":" + GAP, _MATH.sub(GAP + "$" + GAP, unlinked(text)))
    return _MARKUP.sub(r"\\\g<0>", text.translate(_ENTITIES))


# --- HTML -----------------------------------------------------------------------------------------

_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})


def html(text: str) -> str:
    """``text`` as HTML: visible words, line ends kept, and code spans; no tag or sign of its own."""
    parts = _CODE_SPAN.split(visible(text).translate(_SIGNS).translate(_HTML))
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


# --- titles and commits ---------------------------------------------------------------------------


def title(text: str, limit: int = 120) -> str:
    """``text`` as the title of a pull request or the first line of a commit: one inert line."""
    return clip(unlinked(one_line(text, limit)), limit)


def commit_quote(text: str) -> str:
    """``text`` as a quoted paragraph of a commit message: no line of it can be a trailer or a command."""
    words = unlinked(one_line(text, 600)).split(" ")
    lines = [""]
    for word in words:
        if not lines[-1]:
            lines[-1] = word
        elif len(lines[-1]) + 1 + len(word) > COMMIT_COLUMNS:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return "\n".join(f"> {line}" for line in lines)


# --- terminals ------------------------------------------------------------------------------------


def terminal(text: str, limit: int = 200) -> str:
    """One line for a terminal: what would move the cursor, colour or ring is not in it."""
    return one_line(text, limit)


# --- GitHub Actions -------------------------------------------------------------------------------


def action_file_entry(name: str, value: str) -> str:
    """An entry of GITHUB_OUTPUT or GITHUB_ENV; the delimiter is random and not in ``value``."""
    delimiter = f"ghadelimiter_{secrets.token_hex(16)}"
    while delimiter in value:
        delimiter = f"ghadelimiter_{secrets.token_hex(16)}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def log_line(text: str) -> str:
    """``text`` for the middle of a line of an Actions log: runners know ``##[command]`` anywhere in it."""
    return one_line(text).replace("##[", f"##{GAP}[")


def action_command(command: str, message: str, **properties: str) -> str:
    """A workflow command of ours (notice, warning, error, group) with everything in it escaped."""
    options = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{command}{' ' if options else ''}{options}::{_data(visible(message))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
