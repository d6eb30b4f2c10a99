"""The settings file: what it may say, and one sentence for everything else."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.errors import UserError
from codeonfly.settings import (
    _KEYS,
    PriceSettings,
    ProjectSettings,
    SeatSettings,
    Settings,
    is_setting,
    load_settings,
    override,
)

WHERE = ".github/code-on-fly.yml"


def test_no_file_and_an_empty_file_are_the_defaults() -> None:
    assert load_settings(None) == load_settings(b"") == load_settings(b"# nothing\n") == Settings()


def test_every_field_can_be_set() -> None:
    assert {name for name, _ in _KEYS.values()} == {field.name for field in dataclasses.fields(Settings)}


def test_every_key_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "settings.md").read_text()
    assert re.findall(r"(?m)^\| `([a-z-]+)` \|", page) == list(_KEYS)


def test_a_full_file() -> None:
    settings = load_settings(
        b"""
label: build it
model: vendor/model-2:free
api: chat
effort: high
council: [architect, {role: security, model: gpt-6.1-sol}, "testing=other"]
environment: python-3.13
projects:
  - working-directory: ./packages/api/
    install: npm ci
    test: npm test -- --ci
    report: packages/api/out.xml
sandbox: e2b
max-attempts: 5
max-cost-usd: 0.25
max_minutes: 30
review: true
egress: [files.example.com, "*.mirror.example.org"]
private-egress: [10.1.2.3, "fd00:1::/32"]
protected-paths: ["/migrations/**"]
allowed-bots: ["renovate[bot]"]
prices:
  local_model: {input: 0, output: 0.5}
"""
    )
    assert settings == Settings(
        label="build it",
        model="vendor/model-2:free",
        api="chat",
        effort="high",
        council=(
            SeatSettings("architect"),
            SeatSettings("security", "gpt-6.1-sol"),
            SeatSettings("testing", "other"),
        ),
        environment="python-3.13",
        projects=(ProjectSettings("packages/api", "", "npm ci", "npm test -- --ci", "packages/api/out.xml"),),
        sandbox="e2b",
        max_attempts=5,
        max_cost_microdollars=250_000,
        max_minutes=30,
        review=True,
        egress=("files.example.com", "*.mirror.example.org"),
        private_egress=("10.1.2.3/32", "fd00:1::/32"),
        protected_paths=("/migrations/**",),
        allowed_bots=("renovate[bot]",),
        prices={"local_model": PriceSettings(0, 0, 0.5)},
    )


REFUSED: dict[str, tuple[bytes, str]] = {
    "typo": (b"model: x\nmax-atempts: 3\n", "line 2: unknown key 'max-atempts'; did you mean max-attempts?"),
    "a key of nothing": (b"zzzzzz: 1", "line 1: unknown key 'zzzzzz'; known are label, model,"),
    "duplicate": (b"model: a\nmodel: b\n", "line 2: 'model' is set twice"),
    "duplicate in two spellings": (b"max-files: 1\nmax_files: 2\n", "line 2: max-files is set twice"),
    "duplicate inside": (b"prices:\n  m: {input: 1, input: 2, output: 3}", "line 2: 'input' is set twice"),
    "alias": (b"model: &a x\nlabel: *a\n", "line 1: anchors and aliases"),
    "merge": (b"projects:\n  - <<: {test: x}\n", "line 2: a key must be a plain word"),
    "python tag": (b"model: !!python/object/apply:os.system [ls]", "line 1: the tag"),
    "local tag": (b"model: !secret x", "line 1: the tag '!secret'"),
    "plain tag": (b"model: !!str x", "line 1: the tag"),
    "two documents": (b"model: a\n---\nmodel: b\n", "line 2: a second document"),
    "directive": (b"%YAML 9.9\n---\nmodel: a\n", "not valid YAML"),
    "windows": (b"model: a\r\n", "Windows line ends (CRLF)"),
    "huge": (b"#" * 70_000, "70,000 bytes"),
    "deep": (b"council: " + b"[" * 5000, "nested more than 8 deep"),
    "not utf-8": (b"model: \xff", "byte 7 is not UTF-8"),
    "utf-16": ("model: a".encode("utf-16"), "is not UTF-8"),
    "null bytes": (b"model: \x00", "not valid YAML"),
    "tab": (b"projects:\n\t- test: x", "line 2: not valid YAML"),
    "unclosed": (b'model: "x', "not valid YAML"),
    "a list": (b"- model", "must be a list of settings such as"),
    "a word": (b"model", "must be a list of settings such as"),
    "number as key": (b"1: x", "line 1: a key must be a plain word"),
    "a list as key": (b"? [a]\n: x", "line 1: a key must be a plain word"),
    "null": (b"model:", "model is None; expected a model's name"),
    "date": (b"model: [2026-13-99]", "model is ['2026-13-99']"),
    "nan": (b"max-cost-usd: .nan", "nan; expected an amount in dollars above 0 and up to 100"),
    "infinite": (b"max-cost-usd: .inf", "max-cost-usd is inf"),
    "exponent": (b"max-cost-usd: 1e999999", "max-cost-usd is '1e999999'"),
    "a time, which YAML takes for a number": (b"max-file-bytes: 12:30:00", "max-file-bytes is '12:30:00'"),
    "a time as a price": (b"max-cost-usd: 1:30.5", "max-cost-usd is '1:30.5'"),
    "digits without end": (b"max-attempts: " + b"9" * 5000, "is not a readable number"),
    "negative infinity": (b"cost-per-day-usd: -.inf", "cost-per-day-usd is -inf"),
    "binary": (b"model: !!binary aGk=", "line 1: the tag"),
    "a set": (b"model: !!set {a}", "line 1: the tag"),
    "a tag in full": (b"model: !<tag:yaml.org,2002:str> x", "line 1: the tag"),
    "a tag's short hand": (b"%TAG ! tag:x,2000:\n---\nmodel: !a x", "line 3: the tag"),
    "an anchor on everything": (b"&a\nmodel: x", "anchors and aliases"),
    "an alias of itself": (b"council: &a [*a]", "anchors and aliases"),
    "many aliases": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "line 1: anchors and aliases"),
    "a merge of a list": (b"<<: [{model: x}]", "line 1: a key must be a plain word"),
    "duplicate, one quoted": (b"model: a\n'model': b\n", "line 2: 'model' is set twice"),
    "duplicate on one line": (b"{model: a, model: b}", "line 1: 'model' is set twice"),
    "a key of two lines": (b"? |\n  model\n: x\n", "unknown key 'model\\n'"),
    "Macintosh": (b"model: a\rlabel: b", "Windows line ends (CRLF)"),
    "one Windows line end": (b"model: a\nlabel: b\r\n", "Windows line ends (CRLF)"),
    "text turned round": ("label: '\u202enur'".encode(), "line 1: '\\u202enur' has characters"),
    "text turned round by an escape": (b'label: "\\u202enur"', "'\\u202enur' has characters"),
    "a pattern of nothing": (b"protected-paths: ['!']", "protected-paths is ['!']; expected patterns as in"),
    "a pattern backwards": (b"protected-paths: ['[z-a]']", "protected-paths is ['[z-a]']; expected patterns"),
    "a pattern that escapes nothing": (b"protected-paths: ['a\\']", "expected patterns as in .gitignore"),
    "half a character": (b'protected-paths: ["\\ud800"]', "has characters that nobody sees"),
    "a null by an escape": (b'label: "a\\0b"', "has characters that nobody sees"),
    "a zero width": ("label: 'b\u200bot'".encode(), "has characters that nobody sees"),
    "a mapping for a word": (b"model: {name: x}", "model is {'name': 'x'}; expected a model's name"),
    "a list for a word": (b"label: [a]", "label is ['a']; expected"),
    "a word for a list": (b"projects: api", "projects is 'api'"),
    "a number for a list": (b"egress: 7", "egress is 7"),
    "a number for a flag": (b"review: 1", "review is 1; expected true or false"),
    "a list in a list": (b"council: [[architect]]", "council is"),
    "null in a list": (b"allowed-bots: [~]", "allowed-bots is"),
    "a list for prices": (b"prices: [1]", "prices is [1]"),
    "a word for a price": (b"prices: {m: free}", "prices is"),
    "negative": (b"max-cost-usd: -1", "max-cost-usd is -1"),
    "zero": (b"max-cost-usd: 0", "max-cost-usd is 0"),
    "over the ceiling": (b"max-cost-usd: 100.01", "max-cost-usd is 100.01"),
    "attempts": (b"max-attempts: 11", "max-attempts is 11; expected a whole number from 1 to 10"),
    "no attempts": (b"max-attempts: 0", "max-attempts is 0"),
    "half an attempt": (b"max-attempts: 1.5", "max-attempts is 1.5"),
    "yes for a number": (b"max-attempts: yes", "max-attempts is 'yes'; expected a whole number"),
    "a number that is 8 or 10": (b"max-attempts: 010", "max-attempts is '010'; expected a whole number"),
    "an amount that is 8 or 10": (b"max-cost-usd: 010", "max-cost-usd is '010'; expected an amount"),
    "a price with a zero before": (b"max-cost-usd: 010.5", "max-cost-usd is '010.5'"),
    "digits in groups": (b"max-file-bytes: 1_000", "max-file-bytes is '1_000'; expected a whole number"),
    "cents in groups": (b"max-cost-usd: 0.1_5", "max-cost-usd is '0.1_5'; expected an amount"),
    "another octal": (b"max-attempts: 0o7", "max-attempts is '0o7'; expected a whole number"),
    "binary digits": (b"max-attempts: 0b11", "max-attempts is '0b11'; expected a whole number"),
    "another script's digit": ("max-cost-usd: '\uff11'".encode(), "max-cost-usd is '\\uff11'"),
    "yes as a key": (b"yes: x", "line 1: a key must be a plain word, not 'yes'"),
    "a key that a comment hides": ("model: a # b\u2029label: c".encode(), "line 1: '\\u2029' ends a line"),
    "a line's end that nobody sees": ("model: a\nlabel: b\x85c: d".encode(), "line 2: '\\x85' ends a line"),
    "a line's end by an escape": (b'label: "a\\u2028b"', "has characters that nobody sees"),
    "octal nonsense": (b"max-attempts: 0x", "max-attempts is '0x'"),
    "binary without digits": (b"max-attempts: 0b_", "max-attempts is '0b_'; expected"),
    "word for a flag": (b"review: maybe", "review is 'maybe'; expected true or false"),
    "sandbox": (b"sandbox: docker", "sandbox is 'docker'; expected one of auto, e2b, local"),
    "the bot's own label": (b"label: Code-On-Fly:running", "does not begin with code-on-fly:"),
    "no seats": (b"council: []", "expected one to eight seats"),
    "a seat without a role": (b"council: [{model: x}]", "expected a seat with a role"),
    "a seat with more": (b"council: [{role: x, modell: y}]", "not modell (model?)"),
    "nine seats": (b"council: [a, b, c, d, e, f, g, h, i]", "a list of at most 8"),
    "a url as host": (b"egress: ['https://x.test']", "a host's name without scheme"),
    "every host": (b"egress: ['*']", "a host's name"),
    "an address": (b"egress: ['169.254.169.254']", "a host's name"),
    "this machine": (b"egress: [localhost]", "a host's name"),
    "a name for a block": (b"private-egress: [registry.test]", "an address or a block"),
    "a block with a host's part": (b"private-egress: [10.1.2.3/16]", "an address or a block"),
    "a number for a block": (b"private-egress: [10]", "an address or a block"),
    "outside": (b"projects: [{working-directory: ../x}]", "a folder inside the repository"),
    "absolute": (b"projects: [{working-directory: /x}]", "a folder inside the repository"),
    "a price without output": (b"prices: {m: {input: 1}}", "a price for m with input and output"),
    "a price that is none": (b"prices: {m: {input: .nan, output: 1}}", "a price for m whose input is"),
    "command with a line end": (b'projects: [{test: "a\\nb"}]', "text of one line"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_told_in_one_sentence(data: bytes, told: str) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(data, WHERE)
    sentence = str(caught.value)
    assert sentence.startswith(WHERE)
    assert told in sentence
    assert "\n" not in sentence
    assert len(sentence) < 800


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\n", Settings()),
        (b"cache: off\nreview: yes", Settings(cache=False, review=True)),
        (b"cache: 'False'\nreview: On", Settings(cache=False, review=True)),
        (b"label: on\nmodel: 010", Settings(label="on", model="010")),
        (b"label: 2026-01-01", Settings(label="2026-01-01")),
        (b"max-attempts: 0x5\nmax-cost-usd: 1e1", Settings(max_attempts=5, max_cost_microdollars=10_000_000)),
        (b"max-cost-usd: .5", Settings(max_cost_microdollars=500_000)),
    ],
)
def test_what_yaml_has_two_minds_about_is_what_it_looks_like(data: bytes, expected: Settings) -> None:
    assert load_settings(data) == expected


def test_inputs_go_over_the_file() -> None:
    settings = load_settings(b"max-attempts: 5\nmodel: a\n")
    given = {
        "max-attempts": "2", "model": "", "max-cost-usd": " $1.5 ", "review": "TRUE",
        "council": "architect, security=b", "egress": "a.example.com\nb.example.com",
    }  # fmt: skip
    assert override(settings, given, "the input") == dataclasses.replace(
        settings,
        max_attempts=2,
        max_cost_microdollars=1_500_000,
        review=True,
        council=(SeatSettings("architect"), SeatSettings("security", "b")),
        egress=("a.example.com", "b.example.com"),
    )


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("max-attempts", "three", "the input: max-attempts is 'three'; expected a whole number from 1 to 10"),
        ("max-attempts", "٣", "expected a whole number"),
        ("max-cost-usd", "1,50", "expected an amount"),
        ("max-cost-usd", "NaN", "expected an amount"),
        ("max-attempts", "010", "expected a whole number"),
        ("max-costs", "1", "did you mean max-cost-usd?"),
        ("model", "a b\n::set-output", "expected a model's name"),
    ],
)
def test_bad_inputs(key: str, text: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        override(Settings(), {key: text}, "the input")
    assert told in str(caught.value)


def test_which_keys_there_are() -> None:
    assert is_setting("max-attempts")
    assert not is_setting("openai-api-key")


@given(
    st.binary(max_size=200) | st.text(alphabet="modelax-: \n[]{}&*!'\"#|>%,?0.e", max_size=80).map(str.encode)
)
def test_any_bytes_are_settings_or_one_sentence(data: bytes) -> None:
    try:
        loaded: Any = load_settings(data, WHERE)
    except UserError as error:
        assert "\n" not in str(error)  # noqa: PT017 - both ends are fine, a third is not
        loaded = Settings()
    assert isinstance(loaded, Settings)
