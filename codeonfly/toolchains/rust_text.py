"""Rust as text: what in a file is no code."""

from __future__ import annotations

import re

# comments, strings (raw ones too) and characters: brackets and attributes in them mean nothing
TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|b?r(?P<hashes>#*)\".*?\"(?P=hashes)|b?\"(?:\\.|[^\"\\])*\"|b?'(?:\\[^\n']+|\\'|[^\\'\n])'",
    re.DOTALL,
)


def masked(text: str) -> str:
    """The text with every comment, string and character blanked; places stay the same."""
    return TOKEN.sub(lambda match: blank(match[0]), text)


def blank(text: str) -> str:
    """Spaces, and the same line ends."""
    return re.sub(r"[^\n]", " ", text)
