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
    f"{ROOT}/labels/code-on-fly": {"name": "code-on-fly"},
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
    assert all(row.found and (row.remedy or row.status in ("ok", "not checked")) for row in rows)
    return {row.what: row.status for row in rows}


async def test_all_is_well() -> None:
    assert await statuses(GOOD) == {"github": "ok", "pull requests": "ok", "label": "ok"}


@pytest.mark.parametrize(
    ("changes", "what", "status"),
    [
        ({ROOT: REPOSITORY | {"archived": True}}, "github", "wrong"),
        ({ROOT: None}, "github", "wrong"),
        ({f"{ROOT}/actions/permissions/workflow": {}}, "pull requests", "warning"),
        ({f"{ROOT}/actions/permissions/workflow": None}, "pull requests", "not checked"),
        ({f"{ROOT}/labels/code-on-fly": None}, "label", "warning"),
    ],
)
async def test_what_is_missing_is_named(changes: dict[str, Any], what: str, status: str) -> None:
    assert (await statuses({**GOOD, **changes}))[what] == status


async def test_without_a_token_nothing_is_asked() -> None:
    assert await statuses({}, GITHUB_TOKEN="") == {"github": "not checked"}
