"""What tests of TypeScript may take over where a service gains a dependency: a double, and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

# the callbacks of these two, as tokens before their brace; the first holds declarations
_SUITE = re.compile(r"\bdescribe \( (?:' [^']* '|[\"`][^ ]*|\w+) , \( \) = >\Z")
_BEFORE = re.compile(r"\bbeforeEach \( (?:async )?\( \) = >\Z")
_TAKES_NAMES = re.compile(r"(?<!expect )(?<!\w[eE]qual )\bcreate\w* \(\Z|\bnew \w+ \(\Z|\breturn\Z")
_NAMED = re.compile(r"[A-Za-z_$][\w$]*|,")
_PROVIDED = re.compile(r"\{ provide : (?P<what>\w+) , use(?:Value|Class|Existing) : \w+ \}|(?P<own>[A-Z]\w*)")
# of a double that is new: it gives nothing, or is taken from where it was put
_SET_UP = re.compile(
    r"(?P<name>[A-Za-z_]\w*) \. (?P<member>\w+) \. (?:mock(?:Return|Resolved)Value|resolves|returns)"
    r" \( (?:\[ \] |\{ \} |null |undefined |0 )?\)"
    r"|(?P<to>[A-Za-z_]\w*) = (?:await )?"
    r"(?:\w+ \. (?:get|resolve|createStubInstance) \( \w+ \)|new \w+ \( \))"
)
_MOST = 40  # tokens before a brace that are looked at


def holds_declarations(tokens: Sequence[str], place: int) -> bool:
    """Whether this bracket is one of a suite: ``describe("...", () => {``."""
    if tokens[place] == "(":
        return place > 0 and tokens[place - 1] == "describe"
    return tokens[place] == "{" and _SUITE.search(_before(tokens, place)) is not None


def is_allowed_in_script(tokens: Sequence[str], place: int, made: Sequence[str]) -> bool:
    """Whether a name is imported, a dependency provided, or a new double set up, in the innermost bracket."""
    before = _before(tokens, place)
    if tokens[place] == "{" and re.search(r"\bimport(?: type)?\Z", before):
        return all(map(_NAMED.fullmatch, made)) and not set(made) - {","} & set(tokens)
    if tokens[place] == "{" and _TAKES_NAMES.search(before):  # `createApp({ store, limiter })`
        return all(map(_NAMED.fullmatch, made)) and "," in (made[0], made[-1])
    if tokens[place] == "[" and before.endswith("providers :"):
        parts = re.split(r" , (?![^{]*\})", " ".join(made).removesuffix(" ,").removeprefix(", "))
        found = [_PROVIDED.fullmatch(one) for one in parts]
        # nothing in the place of what the test has already: it may be what is tested
        return all(one is not None and (one["what"] or one["own"]) not in tokens for one in found)
    if tokens[place] == "{" and _BEFORE.search(before):
        steps = [_SET_UP.fullmatch(one.strip()) for one in " ".join(made).removesuffix(" ;").split(" ; ")]
        return all(one is not None and not _is_known(one, tokens) for one in steps)
    return False


def _is_known(step: re.Match[str], tokens: Sequence[str]) -> bool:
    """Whether the test has the double, and what is asked of it."""
    if step["to"]:
        return step["to"] in tokens
    return step["name"] in tokens and step["member"] in tokens


def _before(tokens: Sequence[str], place: int) -> str:
    return " ".join(tokens[max(0, place - _MOST) : place])
