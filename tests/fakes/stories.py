"""What the stories of the Action begin with: a GitHub that holds the example's repository and its request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fakes.github import FakeGitHub
from tests.fakes.payloads import changed
from tests.record_demo import plan

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "factorial" / "python"
TITLE = "Build a function that calculates factorial"
BODY = (EXAMPLE / "REQUEST.md").read_text().partition("\n")[2].strip()
PLAN = plan("python", "ValueError", ["mathkit/factorial.py"])


@contextmanager
def github_with_example(settings: str = "") -> Iterator[FakeGitHub]:
    """``ann`` may write, ``eve`` may only read and wrote issue 12."""
    with FakeGitHub() as server:
        server.repository.add_user("ann", 101, level="write")
        server.repository.add_user("eve", 666, level="read")
        files = {
            str(path.relative_to(EXAMPLE)): path.read_bytes()
            for path in sorted(EXAMPLE.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts and path.name != "REQUEST.md"
        }
        if settings:
            files[".github/code-on-fly.yml"] = settings.encode()
        server.repository.commit_files(files)
        server.repository.add_issue(12, TITLE, BODY, "eve", labels=("code-on-fly",))
        yield server


def here(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as one of the test GitHub's repository."""
    return changed(payload, "repository.full_name", "acme/mathkit")
