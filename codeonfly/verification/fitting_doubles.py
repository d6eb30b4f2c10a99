"""Whether a call of a double is told to take anything for one more argument, in the words of each library."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOCKITO = re.compile(r"\b(?:when|given) \( \w+ \. \w+\Z|\bverify \( [^()]*(?:\( [^()]*\) )?\) \. \w+\Z")
_ANY_OF_MOCKITO = re.compile(r"(?:, any\w* \( [\w. ]*\) ?)+|(?:any\w* \( [\w. ]*\) , ?)+")
_GOMOCK = re.compile(r"\bEXPECT \( \) \. \w+\Z")
_TESTIFY = re.compile(r"\. On\Z")
# testify's, gomock's; or a name, which asks for more than that anything comes
_ANY_OF_GO = re.compile(r"(?:, )?(?:mock \. Anything|gomock \. Any \( \)|\w+(?: \. \w+)?)(?: ,)?")
_MOCKALL = re.compile(r"\. (?:returning(?:_st)?|withf|with)\Z")
_ANY_OF_RUST = re.compile(r"(?:, )?(?:_|(?:predicate : : )?always \( \))(?: ,)?")
_NO_NAME = re.compile(r"true|false|\d.*")


def are_matchers(suffix: str, tokens: Sequence[str], place: int, made: Sequence[str]) -> bool:
    """For Mockito (Java), testify and gomock (Go), mockall (Rust); ``place`` is that of the bracket."""
    before, given = " ".join(tokens[max(0, place - 12) : place]), " ".join(made)
    if tokens[place] != "(":
        return False
    if suffix == ".java":
        return _MOCKITO.search(before) is not None and _ANY_OF_MOCKITO.fullmatch(given) is not None
    if suffix == ".go":
        is_double = _TESTIFY.search(before) or _GOMOCK.search(before)
        is_name = not any(map(_NO_NAME.fullmatch, made))
        return is_double is not None and is_name and _ANY_OF_GO.fullmatch(given) is not None
    is_mocked = suffix == ".rs" and _MOCKALL.search(before) is not None
    return is_mocked and _ANY_OF_RUST.fullmatch(given) is not None
