"""Templates: every prompt and every text a person reads, with a missing value as an error.

The kind of text decides what happens to a value on its way in, so that forgetting is safe:

- ``*.md.j2``: numbers as they are, text as inert inline Markdown, unless a filter made it Markdown
- ``*.txt.j2``: text as one visible line, for terminals and commits
- ``*.html.j2``: HTML-escaped
- ``prompts/*`` and everything else: as it is
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from codeonfly import escape, words
from codeonfly.money import dollars
from codeonfly.words import Listing

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def render(name: str, **values: Any) -> str:
    """The template ``name`` (below ``templates/``) with ``values``; a missing value raises."""
    if name.endswith(".md.j2") and not name.startswith("prompts/"):
        return _markdown_environment().get_template(name).render(**values)
    if name.endswith(".txt.j2"):
        return _text_environment().get_template(name).render(**values)
    if name.endswith(".html.j2"):
        return _html_environment().get_template(name).render(**values)
    return _plain_environment().get_template(name).render(**values)


@cache
def _plain_environment() -> Environment:
    return _environment()


@cache
def _html_environment() -> Environment:
    environment = _environment(autoescape=True, finalize=_as_html)
    environment.filters |= {"prose": _prose}
    return environment


@cache
def _text_environment() -> Environment:
    environment = _environment(finalize=_as_line)
    environment.filters |= {"ours": _ours}
    return environment


@cache
def _markdown_environment() -> Environment:
    environment = _environment(finalize=_as_markdown)
    environment.filters |= {
        "code": _code,
        "cell": _cell,
        "words": _words,
        "quote": _quote,
        "more": _more,
        "ours": _ours,
    }
    return environment


def _environment(**options: Any) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - escaping is decided by the kind of text, above
        loader=PackageLoader("codeonfly", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )
    environment.filters |= {
        "dollars": dollars,
        "duration": words.duration,
        "count": words.count,
        "listed": words.listed,
        "size": words.size,
        "short": lambda test: test.rsplit("::", 1)[-1],
        "memory": lambda mebibytes: f"{mebibytes / 1024:g} GiB",
        "thousands": lambda number: f"{number:,}",
    }
    return environment


def _ours(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - this marks what the escaping module made


def _code(text: str, limit: int = 200, *, cell: bool = False) -> Markup:
    return _ours(escape.code(text, limit, cell=cell))


def _cell(text: str, limit: int = 300) -> Markup:
    return _ours(escape.markdown(text, limit, cell=True))


def _words(text: str, limit: int = 300) -> Markup:
    return _ours(escape.markdown(text, limit))


def _quote(text: str, limit: int = 4000) -> Markup:
    return _ours(escape.quote(text, limit))


def _prose(text: str) -> Markup:
    return _ours(escape.html(text))


def _more(listing: Listing[Any], noun: str, plural: str = "") -> Markup:
    """What a list that was cut says at its end, and where the rest is; "" for a whole one."""
    rest = words.count(listing.more, f"more {noun}", f"more {plural}" if plural else "")
    return _ours(f"\n… and {rest}: in `evidence.json`" if listing.more else "")


def _as_markdown(value: Any) -> Any:
    """What a value becomes in Markdown when no filter was named: the safe thing."""
    return value if _is_ours(value) else escape.markdown(str(value))


def _as_html(value: Any) -> Any:
    return value if _is_ours(value) else escape.visible(str(value))  # the environment escapes the rest


def _as_line(value: Any) -> Any:
    return value if _is_ours(value) else escape.one_line(str(value), 4_000)


def _is_ours(value: Any) -> bool:
    return isinstance(value, int | float) or hasattr(value, "__html__")
