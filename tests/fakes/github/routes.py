"""What a route is given and what it answers; the routes of a topic are in the modules beside this one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.github.store import Repository

Json = Any


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: Json


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


def error(status: int, message: str, headers: dict[str, str] | None = None, **more: Json) -> Answer:
    body = {
        "message": message,
        "documentation_url": "https://example.invalid/docs",
        "status": str(status),
        **more,
    }
    return Answer(status, body, headers or {})


Handler = Callable[..., Answer]
_ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    def add(handler: Handler) -> Handler:
        _ROUTES.append((method, re.compile(pattern), handler))
        return handler

    return add


@dataclass(frozen=True)
class Site:
    """One call's view of the repository; ``url`` is where the server is."""

    of: Repository
    url: str


def answer(site: Site, asked: Asked) -> Answer:
    prefix = f"/repos/{site.of.name}"
    path = asked.path.removeprefix("/api/v3")  # an Enterprise Server's
    for former in site.of.former_names:
        if path.startswith(f"/repos/{former}"):
            now = f"{site.url}{prefix}{path.removeprefix(f'/repos/{former}')}"
            return Answer(301 if asked.method == "GET" else 307, None, {"location": now}, raw=b"")
    inside = path[len(prefix) :] if path.lower().startswith(prefix.lower()) else path
    for method, pattern, handler in _ROUTES:
        match = pattern.fullmatch(inside)
        if method == asked.method and match is not None:
            return handler(site, asked, *match.groups())
    return error(404, "Not Found")


def page_of(site: Site, asked: Asked, entries: list[Json]) -> Answer:
    size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    size = min(size, site.of.page_cap)
    headers = {}
    if site.of.links:
        following = f"{site.url}{asked.path}?page={page + 1}&per_page={size}"
        headers["link"] = f'<{following}>; rel="next"' if page * size < len(entries) else ""
    return Answer(200, entries[(page - 1) * size : page * size], headers)
