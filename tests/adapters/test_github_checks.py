"""What doctor asks of GitHub, over HTTP, with an answer for everything that can be missing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from codeonfly.commands.github_checks import github_findings
from codeonfly.settings import Settings

ROOT = "/repos/acme/mathkit"
REPOSITORY: dict[str, Any] = {
    "full_name": "acme/mathkit", "default_branch": "main", "archived": False, "html_url": "https://x.test",
    "permissions": {"pull": True, "push": True},
}  # fmt: skip
GOOD: dict[str, Any] = {
    ROOT: REPOSITORY,
    f"{ROOT}/actions/permissions/workflow": {"can_approve_pull_request_reviews": True},
    f"{ROOT}/labels": [{"name": "Code-on-Fly"}],
}


@contextmanager
def answering(answers: Mapping[str, Any]) -> Iterator[str]:
    """A server that knows these paths and answers 403 to all others."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path.partition("?")[0])
            data = json.dumps(answer if answer is not None else {"message": "Forbidden"}).encode()
            self.send_response(200 if answer is not None else 403)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


async def statuses(answers: Mapping[str, Any], **environ: str) -> dict[str, str]:
    with answering(answers) as url:
        given = {"GITHUB_TOKEN": "ghs_x", "GITHUB_REPOSITORY": "acme/mathkit", "GITHUB_API_URL": url}
        rows = await github_findings(Settings(), given | environ)
    assert all(found and (remedy or status in ("ok", "not checked")) for _, status, found, remedy in rows)
    return {what: status for what, status, _, _ in rows}


async def test_all_is_well() -> None:
    expected = {"GitHub": "ok", "token": "ok", "pull requests": "ok", "label": "ok"}
    assert await statuses(GOOD) == expected


@pytest.mark.parametrize(
    ("changes", "what", "status"),
    [
        ({ROOT: REPOSITORY | {"archived": True}}, "GitHub", "wrong"),
        ({ROOT: REPOSITORY | {"permissions": {"pull": True, "push": False}}}, "token", "wrong"),
        ({ROOT: REPOSITORY | {"permissions": None}}, "token", "not checked"),
        ({f"{ROOT}/actions/permissions/workflow": {}}, "pull requests", "warning"),
        ({f"{ROOT}/actions/permissions/workflow": None}, "pull requests", "not checked"),
        ({f"{ROOT}/labels": []}, "label", "warning"),
        ({f"{ROOT}/labels": None}, "label", "not checked"),
        ({ROOT: None}, "GitHub", "wrong"),
    ],
)
async def test_what_is_missing_is_named(changes: dict[str, Any], what: str, status: str) -> None:
    assert (await statuses({**GOOD, **changes}))[what] == status


async def test_without_a_token_nothing_is_asked() -> None:
    assert await statuses({}, GITHUB_TOKEN="") == {"GitHub": "not checked"}
