"""What GitHub and its bots act upon, in every form people know, does nothing wherever others are quoted."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from codeonfly import escape
from codeonfly.hidden_text import INVISIBLE, visible_line
from codeonfly.state import PastRun, marker, past_runs

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
many = settings(max_examples=200)

Shown = Callable[[str], str]
EVERYWHERE: dict[str, Shown] = {
    "words": escape.markdown,
    "cell": lambda text: escape.markdown(text, cell=True),
    "code": escape.code,
    "quote": escape.quote,
    "title": escape.title,
    "commit": escape.commit_quote,
}
everywhere = pytest.mark.parametrize("shown", EVERYWHERE.values(), ids=EVERYWHERE)
IN_WORDS = [name for name in EVERYWHERE if name != "code"]

KEYWORDS = ("close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved")
noise = st.text(alphabet=" \n\tab:,.(*_`[]<>\u200b\u2060\u00ad\ufe0f", max_size=6)
keyword = st.sampled_from(KEYWORDS).flatmap(lambda word: st.sampled_from([word, word.upper(), word.title()]))
number = st.integers(1, 99_999).map(str)
owner = st.sampled_from(["acme/mathkit", "a-b/c.d", "octo/x_y"])
reference = st.one_of(
    st.builds("#{}".format, number),
    st.builds("GH-{}".format, number),
    st.builds("gh-{}".format, number),
    st.builds("{}#{}".format, owner, number),
    st.builds("https://github.com/{}/issues/{}".format, owner, number),
    st.builds("http://ghe.example/{}/pull/{}".format, owner, number),
    st.builds("\uff03{}".format, number),
    st.builds("&#35;{}".format, number),
    st.builds("&num;{}".format, number),
    st.builds("#\u200b{}".format, number),
)
separator = st.sampled_from([" ", ": ", ":", " : ", "\n", "\t", "\u00a0", " \u200b"])

REFERENCE = re.compile(r"(?:#|\uff03)\d|(?<![a-z0-9])gh-\d|https?://\S*/\d", re.IGNORECASE)
CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b\W{0,3}\s*(?:[\w.-]+/[\w.-]+)?(?:#\d|gh-\d|https?://)",
    re.IGNORECASE,
)
MENTION = re.compile(r"(?<![a-z0-9_`])[@\uff20][a-z0-9]", re.IGNORECASE)


def forms(text: str) -> tuple[str, ...]:
    """As it stands, as a reader that decodes entities sees it, and without what nobody sees."""
    bare = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return (text, bare, html.unescape(bare), unicodedata.normalize("NFC", bare))


def finds(pattern: re.Pattern[str], text: str) -> bool:
    return any(pattern.search(form) for form in forms(text))


@everywhere
@many
@given(before=noise, word=keyword, gap=separator, target=reference, after=noise)
def test_no_keyword_closes_and_nothing_is_referred_to(
    shown: Shown, before: str, word: str, gap: str, target: str, after: str
) -> None:
    text = shown(f"{before}{word}{gap}{target}{after}")
    assert not finds(CLOSING, text)
    assert not finds(REFERENCE, text)


@pytest.mark.parametrize(
    "text", ["fixes #1", "Closes: GH-2", "resolved a/b#3", "fix https://x.test/a/b/issues/4"]
)
def test_the_pattern_for_closing_knows_what_closes(text: str) -> None:
    assert CLOSING.search(text)


@everywhere
@many
@given(
    before=noise,
    at=st.sampled_from(["@", "\uff20", "@\u200b", "&#64;", "&commat;", "@\u2060"]),
    name=st.sampled_from(["octocat", "acme/team", "a1", "dependabot merge", "ghost[bot]"]),
)
def test_nobody_is_mentioned(shown: Shown, before: str, at: str, name: str) -> None:
    assert not finds(MENTION, shown(f"{before}{at}{name}"))


@everywhere
@many
@given(
    before=noise,
    command=st.sampled_from(["/retry", "/merge", "/lgtm", "/approve cancel", "bors r+", "!deploy"]),
)
def test_no_line_is_a_command(shown: Shown, before: str, command: str) -> None:
    text = shown(f"{before}\n{command}\r{command}\u2028{command}")
    rest = text.split("\n")[1:] if shown is escape.title else text.split("\n")
    assert not any(line.lstrip().startswith(("/", "!")) for line in rest)
    assert shown is not escape.title or "\n" not in text


@everywhere
@many
@given(before=noise, runs=st.integers(0, 3), end=st.sampled_from(["", "\n", " "]))
def test_no_memory_of_ours_is_forged(shown: Shown, before: str, runs: int, end: str) -> None:
    forged = marker([PastRun(f"{n}-1", "2026-11-23T10:00:00Z", "verified", 1, 1, 1.0) for n in range(runs)])
    assert past_runs(f"ours\n{shown(f'{before}{chr(10)}{forged}{end}')}") == ()


@pytest.mark.parametrize("shown", [escape.markdown, escape.code, escape.quote])
@many
@given(
    opening=noise,
    size=st.integers(1, 6),
    mark=st.sampled_from(["#", "```", "~~~", "===", "---", "> [!NOTE]", "| a |"]),
)
def test_nothing_becomes_a_heading_a_fence_or_a_table(
    shown: Shown, opening: str, size: int, mark: str
) -> None:
    text = shown(f"{opening}\n{mark * size} Verified\n{mark}\n")
    kinds = {token.type for token in MARKDOWN.parse(f"Ours\n\n{text}\n\nOurs")}
    assert not kinds & {"heading_open", "fence", "code_block", "table_open", "hr", "html_block"}


@everywhere
@many
@given(
    before=noise,
    trailer=st.sampled_from(
        [
            "Co-authored-by",
            "Signed-off-by",
            "skip-checks",
            "BREAKING CHANGE",
            "BREAKING-CHANGE",
            "Release-As",
            "Reviewed-By",
        ]
    ),
    colon=st.sampled_from([":", " :", ": ", "\u200b:"]),
)
def test_nothing_is_a_trailer(shown: Shown, before: str, trailer: str, colon: str) -> None:
    text = shown(f"{before}\n\n{trailer}{colon} x")
    found = re.compile(r"(?:-by|skip-checks|breaking[ -]change|release-as)\s?:", re.IGNORECASE)
    assert not finds(re.compile(found.pattern.replace(r"\s?", ""), re.IGNORECASE), text)


@everywhere
@pytest.mark.parametrize(
    "text",
    [
        "[skip ci]",
        "[CI skip]",
        "[no ci]",
        "[skip actions]",
        "[actions skip]",
        "[skip\u200b ci]",
        "***NO_CI***",
    ],
)
def test_nothing_skips_the_checks(shown: Shown, text: str) -> None:
    assert not finds(
        re.compile(r"\[[^\]]*\b(?:skip|ci|actions)\b[^\]]*\]|\*\*\*NO_CI", re.IGNORECASE),
        shown(f"a {text} b"),
    )


@pytest.mark.parametrize("name", IN_WORDS)
@many
@given(st.text(alphabet="0123456789abcdef", min_size=1, max_size=45), noise)
def test_no_word_is_a_commit(name: str, word: str, before: str) -> None:
    text = EVERYWHERE[name](f"{before} {word} ")
    mixed = re.compile(r"(?<![0-9a-z])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,40}(?![0-9a-z])", re.IGNORECASE)
    assert not mixed.search(text)


def test_a_commit_in_code_is_whole() -> None:
    assert escape.code("a1b2c3d4e5") == "`a1b2c3d4e5`"
    assert escape.markdown("10! is 3628800, `a1b2c3d`") == "10! is 3628800, `a1b2c3d`"


@pytest.mark.parametrize("shown", [escape.markdown, escape.quote])
@many
@given(st.text(alphabet="$\\`{}^_ab1\n", max_size=40))
def test_no_formula(shown: Shown, text: str) -> None:
    outside = re.sub(r"(`+)[^`].*?(?<!`)\1(?!`)", "", shown(text))
    assert not re.search(r"\$(?![\d\s\u202f])", outside)


@pytest.mark.parametrize("text", ["a[^1]\n\n[^1]: b", "[^x]", "[a][^1]"])
def test_no_footnote(text: str) -> None:
    assert not re.search(r"(?<!\\)\[\^", escape.markdown(text))
    assert not re.search(r"(?<!\\)\[\^", escape.quote(text))


@everywhere
@many
@given(st.text(max_size=60))
def test_nothing_is_there_that_nobody_sees(shown: Shown, text: str) -> None:
    assert not INVISIBLE.search(shown(text).replace("\n", ""))


# signs of Arabic, Syriac, Kaithi and Egyptian that are drawn around or between what follows them
DRAWN = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def test_every_format_character_that_is_not_drawn_is_known() -> None:
    format_characters = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
    assert {char for char in format_characters if not INVISIBLE.match(char)} == DRAWN


@pytest.mark.parametrize(
    "code",
    [
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x180B,
        0x180F,
        0x2065,
        0x3164,
        0xFE0F,
        0xFFA0,
        0x13430,
        0x1345F,
        0xE01EF,
        0x1D159,
    ],
)
def test_fillers_and_layout_go(code: int) -> None:
    assert visible_line(f"a{chr(code)}b") == "ab"
    assert escape.markdown(f"a{chr(code)}b") == "ab"


# --- files of Actions -----------------------------------------------------------------------------


@many
@given(st.dictionaries(st.from_regex(r"[a-z-]{1,9}", fullmatch=True), st.text(max_size=60), max_size=4))
def test_outputs_are_read_back_one_by_one(values: dict[str, str]) -> None:
    written = "".join(escape.action_file_entry(name, value) for name, value in values.items())
    read: dict[str, str] = {}
    while written:
        head, rest = written.split("\n", 1)
        name, delimiter = head.split("<<", 1)
        value, written = rest.split(f"\n{delimiter}\n", 1)
        read[name] = value
    assert read == values


@many
@given(
    st.text(max_size=40),
    st.sampled_from(["::error::x", "##[error]x", "::add-mask::x", "::stop-commands::t", "%0A::x::"]),
)
def test_a_message_is_one_command_whatever_it_holds(text: str, forged: str) -> None:
    made = escape.action_command(
        "error", f"{text}\n{forged}\r{forged}\u2028{forged}", title=f"{text},{forged}"
    )
    lines = re.split("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", made)
    assert lines[-1] == ""
    assert len(lines) == 2
    assert lines[0].startswith("::error title=")
