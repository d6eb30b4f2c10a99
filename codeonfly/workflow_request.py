"""Does a request ask for workflow files, which are never published? Found before money is spent, or once
the plan names the files, whatever language the request is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from codeonfly.errors import Refused
from codeonfly.request import Request

Need = Literal["", "also", "only"]

_MAKE = r"(?:add|create|write|set[ -]?up|setup|introduce|generate|provide|implement|configure|make)"
_CHANGE = (
    r"(?:update|change|edit|modify|fix|extend|rename|move|delete|remove|drop|bump|upgrade|pin|enable|disable|"
    r"migrate|improve|simplify|clean up|split|cache|adjust|switch)"
)
_PLAIN = (  # what may stand between the verb and what is to be made
    r"(?:\s+(?:a|an|the|our|my|this|some|new|simple|basic|minimal|missing|another|existing|nightly|weekly|daily|"
    r"scheduled|separate|proper|first|second|working|reusable|release|deploy|deployment|test|lint|build))*"
)
_FILE = r"`?(?:\./)?\.github/(?:workflows|actions)(?:/[\w./*-]*)?`?"
_WORKFLOW = (
    r"(?:github[ -]actions?\s+(?:ci\s+)?(?:workflows?|pipelines?|jobs?|config(?:uration)?|files?|setup|ci)"
    r"(?:\s+files?)?|(?:ci|cd|ci/cd)\s+workflows?(?:\s+files?)?|workflow\s+files?)"
)
# what follows shows that the workflow itself is meant, not a parser, a badge or a page about it
_ENDS = (
    r"(?=\s*(?:$|[.,;:!?()\n]|\b(?:for|to|that|which|so|with|on|in|when|and|as|of|using|running|under|by|"
    r"from|too|also|please)\b))"
)
_IN_IT = (
    r"(?:\s+(?!that\b|which\b|who\b|so\b)[\w@/.`'-]+){1,6}"
    r"\s+(?:in|of|inside|within|from|under|to)(?:\s+the)?\s+"
)
_ASKED = re.compile(
    rf"\b(?:(?:{_MAKE}|{_CHANGE}){_PLAIN}\s+(?:{_FILE}|{_WORKFLOW}){_ENDS}|{_CHANGE}{_IN_IT}{_FILE}{_ENDS})",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"\b(?:functions?|class(?:es)?|methods?|modules?|packages?|endpoints?|commands?|options?|api|cli|parsers?|"
    r"libraries|library|code|scripts?|bugs?|pages?|tests? for)\b|\w\(\w*\)"
    r"|(?<![\w./-])(?!\.github/)[\w/-]*[\w-]\.(?!com\b|org\b|ya?ml\b)[a-z]{1,5}\b|(?<![\w.])(?!\.github/)[\w-]+/[\w./-]+\.ya?ml",
    re.IGNORECASE,
)


def workflow_need(request: Request) -> Need:
    """ "only" when nothing else is asked for, "also" when it is asked for among other things, else ""."""
    asked = [text for text in (request.title, request.body, request.instructions) if _ASKED.search(text)]
    if not asked:
        return ""
    whole = f"{request.title}\n{request.body}"
    plain = bool(_ASKED.search(request.title)) and not request.instructions
    return "only" if plain and not _OTHER_WORK.search(_ASKED.sub(" ", whole)) else "also"


_PLANNED = re.compile(r"[\s`'\"]*(?:\./)*/?\.github/(?:workflows|actions)(?:/|$)", re.IGNORECASE)


def plan_within_reach(files: Sequence[str]) -> tuple[str, ...]:
    """The same of the files that a plan names: before an agent is paid to write what nobody may publish."""
    beyond = [path for path in files if _PLANNED.match(path)]
    if not beyond:
        return ()
    told = f"the plan needs {beyond[0][:100]}, and Code-on-Fly never publishes workflow files"
    if len(beyond) == len(files):
        raise Refused(f"{told}; a person has to write them")
    return (f"{told}: add them by hand",)


def within_reach(request: Request) -> tuple[str, ...]:
    """A warning for a request that workflow files are a part of. Raises Refused where they are all of it:
    better now than after the bill.
    """
    need = workflow_need(request)
    if need == "only":
        raise Refused(
            "this asks for workflow files, and Code-on-Fly never publishes what is under .github/workflows; "
            "a person has to add them"
        )
    if not need:
        return ()
    told = "this asks for workflow files too: nothing under .github/workflows is published, add them by hand"
    return (told,)
