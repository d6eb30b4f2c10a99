"""What other people write can't act, link, forge or hide in any text of ours, and stays readable."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from codeonfly import escape

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])

ATTACKS = {
    "mention": "thanks @octocat and @acme/team",
    "mention in code": "`@octocat`",
    "mention after invisible": "@\u200boctocat",
    "full-width mention": "\uff20octocat",
    "entity mention": "&#64;octocat &commat;octocat &#x40;octocat",
    "closing": "fixes #1",
    "closing with colon": "Closes: #1",
    "closing across repositories": "resolves acme/mathkit#12",
    "closing by address": "Fixed https://github.com/acme/mathkit/issues/12",
    "closing by GH": "closes GH-12",
    "closing hidden": "fi\u200bxes #\u20601",
    "closing by entity": "closes &#35;1 and &num;1",
    "closing in a code span": "`fixes #1`",
    "full-width closing": "fixes \uff031",
    "full-width digits": "fixes #\uff11",
    "link": "[click](https://evil.example/x)",
    "reference link": "[click][1]\n\n[1]: https://evil.example",
    "autolink": "<https://evil.example> https://evil.example www.evil.example a@evil.example",
    "autolink after an underscore": "_https://evil.example_ ~www.evil.example",
    "image": "![](https://evil.example/pixel.png?run=1)",
    "image in HTML": "<img src=https://evil.example/pixel.png>",
    "script": "<script>alert(1)</script>",
    "details": "</details><details open><summary>x</summary>",
    "comment": "<!-- code-on-fly:runs:1 W10= -->",
    "unclosed comment": "a <!-- everything after this",
    "comment in code": "`<!-- code-on-fly:runs:1 W10= -->`",
    "heading": "# Verified",
    "heading by underline": "Verified\n========",
    "heading by dashes": "Verified\n--------",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "cell break": "a | b `c | d` \\| e",
    "fence": "```suggestion\nrm -rf /\n```",
    "unclosed fence": "~~~~\nthe rest is code",
    "indented code": "    code",
    "quote": "> [!NOTE]\n> forged",
    "task": "- [x] all tests pass",
    "rule": "***\n---\n___",
    "ordered list": "1. one\n2) two",
    "emphasis": "**Verified** _really_ ~~not~~ __init__",
    "ticks": "✅ ☑ ✔ ❌ ⚠️ 🛑",
    "emoji": ":white_check_mark: :+1:",
    "math": "$\\color{green}\\checkmark$ and $$x$$ and $`x`$",
    "footnote": "a[^1]\n\n[^1]: b",
    "backticks": "`` ` `` ``` a` `b",
    "backslashes": "\\`code\\` \\\\[x](y) \\<b>",
    "slash command": "/retry do it\n/merge\n/lgtm",
    "bot command": "@dependabot merge\nbors r+",
    "skip ci": "[skip ci] [ci skip] [no ci] [skip actions] [actions skip] [skip netlify] ***NO_CI***",
    "skip ci in other spellings": "[skip_ci] [ci_skip] --skip-ci",
    "trailers": "x\n\nCo-authored-by: A <a@b.example>\nSigned-off-by: B <b@b.example>\nskip-checks: true",
    "release trailers": "BREAKING CHANGE: all\nBREAKING-CHANGE: all\nRelease-As: 9.9.9",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069",
    "tags": "a\U000e0041\U000e0042b",
    "control": "\x1b[31mred\x1b[0m\x07\x08\x9b31m",
    "carriage return": "a\rb\r\nc\u2028d\u2029e\x85f\x0bg\x0ch",
    "surrogate": "a\udcffb",
    "piled marks": "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306algo",
    "commands of Actions": "::set-output name=x::y\n##[error]x\n::stop-commands::x",
}

INVISIBLE = {"Cc", "Cf", "Cs"}
# signs of Arabic, Syriac and Kaithi that are drawn around the digits after them
DRAWN = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
ACTIONS = {
    "mention": re.compile(r"(?<![\w])[@\uff20][a-z0-9]", re.IGNORECASE),
    "reference": re.compile(r"[#\uff03]\d|\bGH-\d", re.IGNORECASE),
    "address": re.compile(r"https?://|ftp://|www\.|@[a-z0-9-]+\.[a-z]", re.IGNORECASE),
    "link": re.compile(r"!\[|\][(\[:]"),
    "comment": re.compile(r"<!--"),
    "tag": re.compile(r"<[a-z/!?]", re.IGNORECASE),
    "skip ci": re.compile(
        r"\[[\w -]*(\b|_)(skip|ci|actions)(\b|_)[\w -]*\]|\*\*\*NO_CI|--skip-ci", re.IGNORECASE
    ),
    # a gap before the colon would do for git, but a blank is what some readers take it for
    "trailer": re.compile(r"-by\s*:|skip-checks\s*:|breaking.change\s*:|release-as\s*:", re.IGNORECASE),
    "sign": re.compile("[✅☑✔❌✖⚠⛔🛑]"),
}
HARMLESS = {"text", "code_inline", "softbreak", "inline", "paragraph_open", "paragraph_close"}
LISTS = {"blockquote_open", "blockquote_close", "bullet_list_open", "bullet_list_close"} | {
    "list_item_open",
    "list_item_close",
}

pieces = st.sampled_from(
    [*ATTACKS.values(), *"@#`|[]()<>!*_~$:\\/-=+.&;\n\t ", "a1", "\u200b", "1", "x", "fixes "]
)
hostile = st.lists(pieces | st.text(max_size=6), max_size=8).map("".join)
attacks = pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
many = settings(max_examples=250)


def acts(text: str) -> list[str]:
    """What GitHub or a bot would find in the raw text, also after undoing what hides it."""
    decoded = html.unescape(text)
    bare = "".join(char for char in text if unicodedata.category(char) != "Cf")
    forms = (text, bare)
    found = [name for name, pattern in ACTIONS.items() for form in forms if pattern.search(form)]
    # markup is escaped in Markdown by entities, so that decoding it is what the renderer does
    return found + [name for name in ("mention", "reference") if ACTIONS[name].search(decoded)]


def unseen(text: str) -> list[str]:
    return [hex(ord(char)) for char in text if _hides(char) and char not in DRAWN]


def _hides(char: str) -> bool:
    return unicodedata.category(char) in INVISIBLE and char != "\n"


def tokens(parsed: Iterable[Token]) -> Iterator[Token]:
    for token in parsed:
        yield token
        yield from tokens(token.children or ())


def kinds(markdown: str) -> set[str]:
    return {token.type for token in tokens(MARKDOWN.parse(markdown))}


def check_inline(text: str) -> None:
    shown = escape.markdown(text)
    assert "\n" not in shown
    assert acts(shown) == []
    assert unseen(shown) == []
    assert kinds(shown) <= HARMLESS
    assert kinds(f"- {shown}") <= HARMLESS | LISTS


NOT_IN_THE_RAW_TEXT = (
    """
    rule|ordered list|backticks|backslashes|heading|heading by underline|heading by dashes|table|cell break
    |fence|unclosed fence|indented code|quote|emphasis|math|footnote|link|carriage return|piled marks
    |commands of Actions|task|slash command|emoji
""".replace("\n    ", "")
    .strip()
    .split("|")
)


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - set(NOT_IN_THE_RAW_TEXT)))
def test_the_checks_see_the_attacks(name: str) -> None:
    assert acts(ATTACKS[name]) or unseen(ATTACKS[name])


@attacks
def test_inline_markdown_is_inert(text: str) -> None:
    check_inline(text)


@many
@given(hostile)
def test_inline_markdown_is_inert_whatever_it_is(text: str) -> None:
    check_inline(text)


def check_cell(text: str) -> None:
    row = f"| {escape.markdown(text, cell=True)} | {escape.code(text, cell=True)} | end |"
    parsed = MARKDOWN.parse(f"| a | b | c |\n|---|---|---|\n{row}\n\nafter")
    cells = [token for token in parsed if token.type == "td_open"]
    assert len(cells) == 3
    inline = [token for token in parsed if token.type == "inline"]
    assert inline[-2].content == "end"
    allowed = {"thead", "tbody", "table", "tr", "td", "th"}
    assert kinds(f"| a | b | c |\n|---|---|---|\n{row}") <= HARMLESS | {
        f"{name}_{side}" for name in allowed for side in ("open", "close")
    }


@attacks
def test_a_table_cell_stays_one_cell(text: str) -> None:
    check_cell(text)


@many
@given(hostile)
def test_a_table_cell_stays_one_cell_whatever_is_in_it(text: str) -> None:
    check_cell(text)


def check_code(text: str) -> None:
    span = escape.code(text)
    parsed = [token for token in tokens(MARKDOWN.parse(f"a {span} b")) if token.type != "inline"]
    assert [token.type for token in parsed if token.type in ("code_inline", "text")] in (
        ["text", "code_inline", "text"],
        ["text"],  # nothing visible was in it
    )
    assert acts(span) == []


@attacks
def test_a_code_span_is_one_span(text: str) -> None:
    check_code(text)


@many
@given(hostile)
def test_a_code_span_is_one_span_whatever_is_in_it(text: str) -> None:
    check_code(text)


def check_quote(text: str) -> None:
    quoted = escape.quote(text)
    assert all(line.startswith(">") for line in quoted.split("\n"))
    assert acts(quoted) == []
    assert unseen(quoted) == []
    assert kinds(quoted) <= HARMLESS | LISTS
    top = [token.type for token in MARKDOWN.parse(f"{quoted}\n\nOurs") if token.level == 0]
    assert top == ["blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close"]


@attacks
def test_a_quotation_is_one_quotation(text: str) -> None:
    check_quote(text)


@many
@given(hostile)
def test_a_quotation_is_one_quotation_whatever_is_in_it(text: str) -> None:
    check_quote(text)


def check_commit(text: str) -> None:
    for made in (escape.title(text), escape.commit_quote(text)):
        assert acts(made) == []
        assert unseen(made) == []
    assert "\n" not in escape.title(text)
    assert all(line.startswith("> ") for line in escape.commit_quote(text).split("\n"))


@attacks
def test_titles_and_commits_are_inert(text: str) -> None:
    check_commit(text)


@many
@given(hostile)
def test_titles_and_commits_are_inert_whatever_is_in_them(text: str) -> None:
    check_commit(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`factorial(5)` is 120", "`factorial(5)` is 120"),
        ("negative input is refused", "negative input is refused"),
        ("costs $2.00 of $5.00", "costs $2.00 of $5.00"),
        ("at 10:02:00 UTC", "at 10:02:00 UTC"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("naïve café, 日本語, العربية", "naïve café, 日本語, العربية"),
        ("e.g. 3.5 times", "e.g. 3.5 times"),
    ],
)
def test_plain_words_stay_as_they_are(text: str, shown: str) -> None:
    assert escape.markdown(text) == shown


@pytest.mark.parametrize("text", [":tada:", "a :+1: b", ":white_check_mark:", "x:tada:y", ":a::b:"])
def test_no_word_becomes_an_emoji(text: str) -> None:
    assert not re.search(r":[a-z0-9_+-]+:", escape.markdown(text))


@pytest.mark.parametrize("text", ["$x$", "$\\checkmark$", "$$x$$", "a $5 b $x$ c", "$`x`$", "$2$ $"])
def test_no_formula_opens_or_closes(text: str) -> None:
    shown = escape.markdown(text)
    assert not re.search(r"\$(?![\d\s])", shown)
    assert not re.search(r"\S\$(?!\d)", shown)


@pytest.mark.parametrize("text", ["snake_case * 2", "1. first", "a | b", "[x]", "C:\\temp", "# one", "- two"])
def test_escaped_words_are_rendered_as_they_were(text: str) -> None:
    rendered = re.sub(r"<[^>]+>", "", MARKDOWN.render(escape.markdown(text)))
    assert html.unescape(rendered).strip() == text


def test_bullets_and_paragraphs_of_a_quotation_survive() -> None:
    quoted = escape.quote("Two things:\n\n- one\n* two\n\nDone.")
    assert quoted == "> Two things:\n>\n> - one\n> - two\n>\n> Done."


@pytest.mark.parametrize(("limit", "expected"), [(5, "abcd…"), (10, "abcdefghij"), (1, "…")])
def test_clipping_says_that_it_clipped(limit: int, expected: str) -> None:
    assert escape.clip("abcdefghij", limit) == expected


def test_a_long_quotation_is_cut_by_lines_and_by_characters() -> None:
    assert escape.quote("x\n" * 100, lines=3) == "> x\n> x\n> x\n> …"
    assert len(escape.quote("x" * 100_000, limit=500)) < 600


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_long_texts_cost_no_more_than_their_limit(size: int) -> None:
    assert len(escape.markdown("`@#<" * size, 300)) < 4_000


# --- terminals and HTML ---------------------------------------------------------------------------


@many
@given(hostile)
def test_a_terminal_gets_one_line_without_control(text: str) -> None:
    line = escape.terminal(text)
    assert "\n" not in line
    assert "\t" not in line
    assert unseen(line) == []


@many
@given(hostile)
def test_html_has_no_tag_but_code(text: str) -> None:
    made = escape.html(text)
    assert re.sub("</?code>", "", made).count("<") == 0
    assert made.count("<code>") == made.count("</code>")
    assert '"' not in made
    assert "'" not in made


# --- GitHub Actions -------------------------------------------------------------------------------


def read_entry(written: str) -> tuple[str, str]:
    """An entry as the runner reads it: the value goes up to the first line that is the delimiter."""
    head, rest = written.split("\n", 1)
    name, delimiter = head.split("<<", 1)
    value, end = rest.split(f"\n{delimiter}\n", 1)
    assert end == ""
    return name, value


@many
@given(hostile)
def test_an_output_is_read_back_as_it_was(text: str) -> None:
    assert read_entry(escape.action_file_entry("summary", text)) == ("summary", text)


def test_an_output_cannot_guess_its_delimiter() -> None:
    first, second = (escape.action_file_entry("a", "b") for _ in range(2))
    assert first != second


def commands(log: str) -> list[str]:
    """The workflow commands that a runner obeys in a log."""
    obeyed, token = [], None
    for line in re.split("\r\n|\r|\n", log):
        if token is not None:
            token = None if line.strip() == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith(("::", "##[")):
            obeyed.append(line)
    assert token is None
    return obeyed


@many
@given(hostile)
def test_a_command_is_one_line_and_one_command(text: str) -> None:
    made = escape.action_command("error", text, title=text)
    assert commands(made) == [made.removesuffix("\n")]
    properties, message = made.removeprefix("::error title=").split("::", 1)
    assert "," not in properties
    assert message.count("\n") == 1
