"""What people don't see must not reach the model, and what they do see must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.hidden_text import INVISIBLE, visible, visible_line

EVIL = "EVIL"

HIDING = {
    "comment": "a <!-- EVIL --> b",
    "comment over lines": "a\n<!-- x\n\nEVIL\n-->\nb",
    "unclosed comment": "a\n\n<!-- EVIL b\n\nEVIL",
    "comment closed with a bang": "a <!-- EVIL --!> b",
    "comment right after a short one": "a <!--> <!-- EVIL --> b",
    "processing instruction": "a <?php EVIL ?> b",
    "declaration": "a <!DOCTYPE EVIL> b",
    "cdata": "a <![CDATA[ EVIL ]]> b",
    "link definition": "a\n\n[//]: # (EVIL)\n\nb",
    "link definition with its title on the next line": "a\n\n[x]: #\n  'EVIL'\n\nb",
    "link definition, destination on the next line": "a\n\n[x]:\n  http://x.test/EVIL\n\nb",
    "link definition in a quotation": '> [x]: # "EVIL"\n\nb',
    "link definition in a list": '- [x]: # "EVIL"\n\nb',
    "link definition with its title over lines": "a\n\n[x]: # (EVIL\nEVIL)\nb",
    "footnote nobody refers to": "a\n\n[^1]: EVIL\n    EVIL\n\nb",
    "image text": "a ![EVIL](http://x.test/a.png) b",
    "link title": 'a [b](http://x.test "EVIL") b',
    "attribute": 'a <p title="EVIL">b</p>',
    "attribute without quotes": "a <img alt=EVIL> b",
    "escaped backticks are no code": "a \\` <!-- EVIL --> \\` b",
    "a code span that began a line before": "a ` b\nc ` <!-- EVIL --> ` b",
    "a code span in the item before": "- `a\n- b` ` <!-- EVIL --> `",
    "backtick in an attribute": 'a <a title="`"> <!-- EVIL --> ` b',
    "backtick in an address": "a <http://x.test/`> <!-- EVIL --> ` b",
    "table cells": "| a | b |\n|---|---|\n| ` | <!-- EVIL --> ` |",
    "fence inside an HTML block": "<div>\n```\n<!-- EVIL -->\n```\n</div>\nb",
    "fence after a markup line and a span": "`<x` <pre>\n\n```\n<!-- EVIL -->\n```\nb",
    "fence in a list that has ended": "- a\n  ```\n<!-- EVIL -->\n  ```\nb",
    "fence in a quotation that has ended": "> ```\n<!-- EVIL -->\nb",
    "a fence's name with a backtick is no fence": "``` a`b\n<!-- EVIL -->\n```\nb",
    "closed fence": "```\na\n```\n<!-- EVIL -->\nb",
    "fence closed by a longer one": "~~~\na\n~~~~\n<!-- EVIL -->\nb",
    "a fence's name of many words": "a\n```py and do EVIL\nx\n```\nb",
    "an empty link": "a [](http://x.test/EVIL) b",
    "a link on spaces": "a [&nbsp; ](http://x.test/EVIL) b",
    "link title after parentheses": 'a [b](http://x.test/a_(b) "EVIL") b',
    "link title over lines": 'a [b](\nhttp://x.test\n"EVIL"\n) b',
    "image by its name alone": "a ![EVIL] b\n\n[evil]: http://x.test/a.png",
    "image text in brackets": "a ![[EVIL]](http://x.test/a.png) b",
    "image address in angles": 'a ![x](<http://x.test/EVIL (a> "t") b',
    "words in a tag": "a <ignore all EVIL> b",
    "a block's tag that never ends": 'a\n\n<div title="EVIL > EVIL',
    "a block's tag with quotes crossed": 'a\n\n<p x=\'EVIL" y=">b</p> EVIL',
    "a declaration that never ends": "a\n\n<!X EVIL",
    "words for browsers without scripts": "a <noscript>EVIL</noscript> b",
    "words in a drawing": "a <svg><desc>EVIL</desc></svg> b",
    "words for browsers without frames": "a <iframe src=x>EVIL</iframe> b",
    "words for browsers without the object": "a <object data=x>EVIL</object> b",
    "words for browsers without ruby": "a <ruby>b<rp>EVIL</rp></ruby> b",
    "a phantom in a formula": "a $x\\phantom{EVIL {x} EVIL}$ b",
    "a phantom of many braces": "a $\\phantom{{{{{{EVIL}}}}}}$",
    "a phantom without an end": "a $\\hphantom{EVIL",
    "a coloured formula": "a $\\color{white}{EVIL}$ b",
    "a colour up to the formula's end": "a $x \\color{#fff} EVIL$ b",
    "coloured words in a formula": "a $$\\textcolor{white}{EVIL}$$ b",
    "a formula in a fence": "a\n\n```math\n\\phantom{EVIL}\n```\nb",
    "a comment in a diagram": "a\n\n```mermaid\ngraph TD\n%% EVIL\nA-->B\n```\nb",
    "a diagram's description": "a\n\n~~~mermaid\ngraph TD\naccDescr {\nEVIL\n}\naccTitle: EVIL\n~~~\nb",
    "a comment in a diagram in a list": "- a\n  ```mermaid\n  graph TD\n  %% EVIL\n  ```\nb",
    "words in a map": 'a\n\n```geojson\n{"type": "Point", "properties": {"x": "EVIL"}}\n```\nb',
    "far to the right of code": f"a\n\n```\nx{' ' * 200}EVIL\n```\nb",
    "cells past a table's columns": "a\n\n| a |\n|---|\n| b | EVIL |\nb | EVIL\n\nb",
    "a script": "a <script>EVIL</script> b",
    "what a film says where there is none": "a <video src=x>EVIL</video> b",
    "a footnote that refers to itself": "a\n\n[^1]: EVIL [^1]\n\nb",
    "a footnote that another refers to": "a\n\n[^1]: x [^2]\n\n[^2]: EVIL\n\nb",
    "a second footnote of one name": "a[^1]\n\n[^1]: x\n\n[^1]: EVIL\n\nb",
    "a footnote of an image's text": "a ![[^1]](x)\n\n[^1]: EVIL\n\nb",
    "a footnote of a link's title": 'a [b](x "[^1]")\n\n[^1]: EVIL\n\nb',
    "a link on an empty tag": "a [<b></b>](http://x.test/EVIL) b",
    "a link on a wide blank": "a [&emsp;](http://x.test/EVIL) b",
    "a tag's own name": "a <obey> <the EVIL> <EVIL></EVIL> b",
    "an attribute no tag may have": 'a\n\n<div>\nx <b title="x\\" EVIL">x</b>\n</div>\nb',
    "a definition with a blank that is none": "a\n\n[x]: #\u00a0'EVIL'\n\nb",
    "a formula's comment": "a $x % EVIL\n$ b",
    "a formula's comment in a block": "a\n\n$$\nx % EVIL\n$$\nb",
    "a formula's comment in a fence": "a\n\n```math\nx % EVIL\n```\nb",
    "a formula's own words": "a $\\newcommand{\\x}{EVIL} y \\def\\y{EVIL}$ b",
    "a formula's own surroundings": "a $\\newenvironment{EVIL}{EVIL}{}x \\DeclareMathOperator{\\y}{EVIL}$ b",
    "a formula's name": "a $x\\label{EVIL}\\class{EVIL}{y}\\bbox[white]{EVIL}$ b",
    "a formula's other styles": "a $\\mathchoice{x}{y}{EVIL}{z}$ b",
    "far to the right of a formula": "a $x \\hspace{9999em} EVIL$ b",
    "far above a formula": "a $\\raise 999em {EVIL} x$ b",
    "a phantom in a formula with ticks": "a $`\\phantom{EVIL}`$ b",
    "a diagram's classes": "a\n\n```mermaid\ngraph TD\nclassDef EVIL\nclass A EVIL\nlinkStyle EVIL\n```\nb",
    "a diagram's settings": "a\n\n```mermaid\n---\nconfig:\n  x: EVIL\n---\ngraph TD\n```\nb",
    "far to the right by wide blanks": f"a\n\n```\nx{chr(0x3000) * 200}EVIL\n{' ' * 200}EVIL\n```\nb",
    "far to the right of indented code": f"a\n\n    x{' ' * 200}EVIL\n\nb",
    "fence that a comment pretends to open": "a <!-- \n```\n --> <!-- EVIL -->\nb",
}


@pytest.mark.parametrize("text", HIDING.values(), ids=HIDING.keys())
def test_what_is_hidden_goes(text: str) -> None:
    shown = visible(text)
    assert EVIL not in shown.text
    assert shown.text.startswith("a") == text.startswith("a")
    assert shown.removed >= len(EVIL)


SHOWN = {
    "dollars and shares": "5$ and 10% of 7$, $5 or 20% of $9",
    "classes of a diagram": "```mermaid\nclassDiagram\nclass Animal {\n  +age\n}\nA-->B\n```",
    "footnotes of footnotes": "See[^1].\n\n[^1]: the [^2]\n[^2]: paper",
    "types behind words": "an Option<Vec<u8>> or vector<string> of <b>bold</b> words",
    "a formula": "the area is $\\frac{a}{b}$ and $x^2$, 5$ and 7$",
    "a formula's command in code": "write `\\phantom{x}` there",
    "a diagram": "a\n\n```mermaid\ngraph TD\nA-->B\n```\nb",
    "percent signs in code": "a\n\n```tex\n%% kept\n\\phantom{x}\n```\nb",
    "blanks in code": f"a\n\n```\nx{' ' * 60}y\n```\nb",
    "plain": "Add `factorial(n)`.\n\n- [ ] one\n- [x] two",
    "fenced comment": "Parse this:\n\n```html\n<!-- shown -->\n[x]: # (shown)\n```\nthen that",
    "tilde fence": "~~~~ html\n<!-- shown -->\n~~~\n~~~~\nthen",
    "inline comment": "Strip `<!--` and `-->` from the output\nof the tool",
    "inline comment, double backticks": "Strip ``<!-- a ` b -->`` from it",
    "generics": "Return a List<String> or a Map<K, V> where a < b",
    "a footnote in use": "See[^1].\n\n[^1]: the paper",
    "a log line": "[WARN]: disk is full",
    "a link": "See [the docs](http://x.test/a_(b)).",
    "details": "<details>\n<summary>Log</summary>\n\nshown\n</details>",
    "entities": "AT&amp;T &lt;b&gt; &#65; &nonsense;",
    "a table": "| a | b |\n|:--|--:|\n| 1 | 2 |\n1 | 2",
    "a rule and a title": "Title\n---\na | b | c",
    "bounds of a type": "f<T extends Foo>(x: vector<unsigned int>)",
    "a macro": "vec![1, 2] and #![no_std]",
    "letters of all kinds": "Zażółć 日本語 العربية हिन्दी 🎉",
    "fence to the end": "```\n<!-- shown",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN.keys())
def test_what_is_shown_stays(text: str) -> None:
    assert visible(text).text == text
    assert visible(text).removed == 0


@pytest.mark.parametrize(
    "character",
    [
        "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u202e", "\u2066", "\u2069",
        "\U000e0041", "\U000e0100", "\ufe0f", "\u180b", "\u115f", "\u1160", "\u3164", "\uffa0", "\u2800",
        "\x00", "\x1b", "\x7f", "\ud800", "\U0001d173", "\ue000",
    ],
)  # fmt: skip
def test_invisible_characters_go_even_in_code(character: str) -> None:
    assert visible(f"a{character}b\n```\nc{character}d\n```").text == "ab\n```\ncd\n```"
    assert visible_line(f" a{character}b\nc ") == "ab c"


@pytest.mark.parametrize(
    "entity", ["&#xE0041;", "&#917569;", "&ZeroWidthSpace;", "&shy;", "&#X200B;", "&lrm;"]
)
def test_invisible_characters_by_their_names_go(entity: str) -> None:
    assert visible(f"a{entity}b").text == "ab"


def test_line_ends_are_not_hidden_text() -> None:
    shown = visible("a\r\nb\rc\u2028d")
    assert (shown.text, shown.removed) == ("a\nb\nc\nd", 0)


def test_marks_of_our_own_cannot_be_forged() -> None:
    assert visible("a \ue0000\ue000 `b`").text == "a 0 `b`"


@given(st.text(alphabet="ab`~<!->[]:()#\"' \n|\\&\u200b\U000e0041", max_size=120))
def test_it_ends_and_leaves_nothing_invisible(text: str) -> None:
    once = visible(text)
    assert not INVISIBLE.search(once.text)
    assert len(once.text) <= len(text) + 8 * text.count("![")


@given(st.integers(1, 30))
def test_long_input_takes_no_long_time(size: int) -> None:
    pieces = (
        "`",
        "[",
        "<a ",
        "![",
        "[x]: ",
        "<!--",
        "a `\n",
        "\\`",
        "![[",
        "[](",
        "<rp ",
        "<p =",
        "|-",
        "[^1]: [^1]\n",
        "$x%",
        "<script>",
        "<x y='",
        "    a\u3000",
        "&#1",
        "\\phantom{",
        "```mermaid\n",
    )
    for piece in pieces:
        visible(piece * size * 100)
    visible("```\n" + " " * size * 100)
