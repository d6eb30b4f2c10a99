"""Readers of single values, from YAML or from an input's text; ValueError says what is expected."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

import pathspec

from codeonfly.money import MICRODOLLARS

Reader = Callable[[Any], Any]


def matching(pattern: str, expected: str) -> Reader:
    """Text that matches the whole pattern."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return read


def choice(*names: str) -> Reader:
    """One of the names."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return value

    return read


def whole(low: int, high: int) -> Reader:
    """A whole number in the range."""

    def read(value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"0|[1-9][0-9]{0,11}", value.strip()):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return read


def amount(high: int) -> Reader:
    """Dollars above zero, as micro-dollars."""

    def read(value: Any) -> int:
        dollars = _decimal(value)
        if not dollars.is_finite() or not Decimal("0.000001") <= dollars <= high:
            raise ValueError(f"an amount in dollars above 0 and up to {high}, such as 2.50")
        return int(dollars * MICRODOLLARS)

    return read


def price(value: Any) -> float:
    """Dollars per million tokens."""
    dollars = _decimal(value)
    if not dollars.is_finite() or not 0 <= dollars <= 10_000:
        raise ValueError("dollars per million tokens, from 0 to 10000")
    return float(dollars)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return Decimal("nan")
    text = str(value).strip().removeprefix("$")
    # Decimal also takes underscores, other scripts' digits and 010, which are something else elsewhere
    if len(text) > 40 or not re.fullmatch(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?", text):
        return Decimal("nan")
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("nan")


def flag(value: Any) -> bool:
    """True or false, as YAML 1.1 spells them; inputs are text."""
    if isinstance(value, bool):
        return value
    word = value.lower() if isinstance(value, str) else ""
    if word in ("true", "yes", "on"):
        return True
    if word in ("false", "no", "off"):
        return False
    raise ValueError("true or false")


def several(reader: Reader, most: int) -> Reader:
    """A list, each item read by ``reader``; in an input's text: separated by commas or lines."""

    def read(value: Any) -> tuple[Any, ...]:
        if isinstance(value, str):
            value = [item.strip() for item in re.split(r"[,\n]", value) if item.strip()]
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"a list of at most {most}")
        return tuple(reader(item) for item in value)

    return read


def address_block(value: Any) -> str:
    """An address or a block of them, written with its prefix's length."""
    try:  # by way of text: ip_network takes a number for an address
        return str(ipaddress.ip_network(f"{value}".strip()))
    except ValueError:
        raise ValueError("an address or a block of them, such as 10.1.2.3 or 10.1.0.0/16") from None


def folder(value: Any) -> str:
    """A folder of the repository, "" for its root."""
    if not isinstance(value, str) or "\\" in value or value.startswith("/") or ".." in value.split("/"):
        raise ValueError("a folder inside the repository, such as packages/api")
    return str(PurePosixPath(value)).removeprefix(".")


def path_pattern(value: Any) -> str:
    """A pattern of .gitignore; one that git would pass over protects nothing, and is refused."""
    try:
        pathspec.GitIgnoreSpec.from_lines([line(value)])
    except (ValueError, re.error):
        raise ValueError("patterns as in .gitignore, such as /migrations/** or *.lock") from None
    return str(value)


line = matching(r"[^\x00-\x1f\x7f]{1,4000}", "text of one line, at most 4000 characters")
model_name = matching(r"[A-Za-z0-9][\w.:/@+-]{0,127}", "a model's name, such as gpt-6.1-terra")
role_name = matching(r"[a-z][a-z0-9 -]{0,39}", "a role, such as architect, security, performance or testing")
login = matching(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(\[bot\])?", "a bot's login, such as renovate[bot]")
host_name = matching(
    r"(?=.{1,253}\Z)(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{1,62}",
    "a host's name without scheme, port or path, such as files.example.com",
)
environment_name = matching(
    r"[a-z0-9][a-z0-9.+-]{0,40}", "an environment's name, such as python-3.13 or nodejs-24"
)
label_name = matching(
    r"(?i)(?!code-on-fly:)[^\s\x00-\x1f\x7f,]([^\x00-\x1f\x7f,]{0,48}[^\s\x00-\x1f\x7f,])?",
    "a label of at most 50 characters that does not begin with code-on-fly:",
)
