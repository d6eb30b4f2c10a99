"""What doctor asks of GitHub, of E2B and of the models' vendor, and what may be missing in an answer."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Literal

import pytest

from codeonfly.commands.doctor import examine, model_finding, sandbox_findings
from codeonfly.commands.github_checks import github_findings
from codeonfly.commands.template_checks import templates_finding
from codeonfly.settings import DEFAULT_MODEL, ProjectSettings, Settings
from codeonfly.toolchains.versions import KNOWN_ENVIRONMENTS
from tests.fakes.loopback import Loopback

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
def answering(answers: Mapping[str, Any], missing: int = 403, scopes: str | None = None) -> Iterator[str]:
    """A server that knows these paths and answers ``missing`` to all others; ``scopes`` of the token."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path.partition("?")[0])
            data = json.dumps(answer if answer is not None else {"code": missing, "message": "No"}).encode()
            self.send_response(200 if answer is not None else missing)
            self.send_header("content-type", "application/json")
            if scopes is not None:
                self.send_header("X-OAuth-Scopes", scopes)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    with Loopback(Handler) as server:
        yield server.url


async def statuses(
    answers: Mapping[str, Any], *, missing: int = 403, scopes: str | None = None, **environ: str
) -> dict[str, str]:
    with answering(answers, missing, scopes) as url:
        given = {"GITHUB_TOKEN": "ghp_x", "GITHUB_REPOSITORY": "acme/mathkit", "GITHUB_API_URL": url}
        rows = await github_findings(Settings(), given | environ)
    assert all(row.found and (row.remedy or row.status in ("ok", "not checked")) for row in rows)
    return {row.what: row.status for row in rows}


async def test_all_is_well() -> None:
    assert await statuses(GOOD) == {
        "github": "ok",
        "permissions": "ok",
        "pull requests": "ok",
        "label": "ok",
    }


@pytest.mark.parametrize(
    ("changes", "what", "status"),
    [
        ({ROOT: REPOSITORY | {"archived": True}}, "github", "wrong"),
        ({ROOT: None}, "github", "wrong"),
        ({ROOT: REPOSITORY | {"permissions": {"pull": True, "push": False}}}, "permissions", "wrong"),
        ({ROOT: REPOSITORY | {"permissions": None}}, "permissions", "not checked"),
        ({f"{ROOT}/actions/permissions/workflow": []}, "pull requests", "warning"),
        ({f"{ROOT}/actions/permissions/workflow": {}}, "pull requests", "warning"),
        ({f"{ROOT}/actions/permissions/workflow": None}, "pull requests", "not checked"),
        ({f"{ROOT}/labels/code-on-fly": None}, "label", "not checked"),
    ],
)
async def test_what_is_missing_is_named(changes: dict[str, Any], what: str, status: str) -> None:
    assert (await statuses({**GOOD, **changes}))[what] == status


async def test_a_label_that_is_not_there_is_missed() -> None:
    unlabelled = {**GOOD, f"{ROOT}/labels/code-on-fly": None}
    assert (await statuses(unlabelled, missing=404))["label"] == "warning"


@pytest.mark.parametrize(
    ("scopes", "private", "status"),
    [
        ("repo, workflow", True, "ok"),
        ("repo", None, "ok"),
        ("public_repo", False, "ok"),
        ("public_repo", True, "wrong"),
        ("public_repo", None, "wrong"),
        ("read:org, gist", False, "wrong"),
        ("", True, "wrong"),
    ],
)
async def test_a_classic_tokens_scopes_are_read(scopes: str, private: bool | None, status: str) -> None:
    told = {**GOOD, ROOT: REPOSITORY | {"private": private}}
    assert (await statuses(told, scopes=scopes))["permissions"] == status


async def test_what_a_workflows_token_may_do_is_for_the_workflow_to_say() -> None:
    reading = {**GOOD, ROOT: REPOSITORY | {"permissions": {"pull": True, "push": False}}}
    assert (await statuses(reading, GITHUB_TOKEN="ghs_x"))["permissions"] == "not checked"


async def test_what_a_fine_grained_token_may_do_is_not_what_its_account_may() -> None:
    assert (await statuses(GOOD, GITHUB_TOKEN="github_pat_x"))["permissions"] == "not checked"


async def test_without_a_token_nothing_is_asked() -> None:
    assert await statuses({}, GITHUB_TOKEN="") == {"github": "not checked"}


# --- sandboxes, templates and models ---------------------------------------------------------------

E2B_KEY = "e2b_" + "0" * 40


@pytest.mark.parametrize(
    ("sandbox", "key", "expected"),
    [
        ("e2b", "", [("sandbox", "wrong", "set it, or set sandbox to local")]),
        ("auto", E2B_KEY, [("sandbox", "wrong", "check E2B_API_KEY and E2B_DOMAIN")]),
    ],
)
async def test_sandboxes_that_can_not_be_had_are_wrong(
    sandbox: Literal["auto", "e2b"], key: str, expected: list[tuple[str, str, str]]
) -> None:
    with answering({}, missing=500) as url:
        rows = await sandbox_findings(
            Settings(sandbox=sandbox), {"E2B_API_KEY": key, "E2B_API_URL": url, "PATH": os.defpath}
        )
    needed = [(row.what, row.status, row.remedy) for row in rows if row.what != "local sandbox"]
    assert needed == expected
    assert len(rows) == len(expected) + bool(key), "bubblewrap is looked at beside E2B"


async def test_what_is_right_here_and_not_in_the_action_is_told() -> None:
    (row,) = await sandbox_findings(Settings(), {"PATH": os.defpath})
    assert row.what == "sandbox"
    assert "E2B_API_KEY" in row.remedy


async def template_status(settings: Settings, *built: str) -> tuple[str, str]:
    known = {f"/templates/aliases/code-on-fly-{name}": {"templateID": "t", "public": False} for name in built}
    with answering(known, missing=404) as url:
        found = await templates_finding(settings, {"E2B_API_KEY": E2B_KEY, "E2B_API_URL": url})
    return found.status, f"{found.found} {found.remedy}"


async def test_the_settings_templates_are_looked_for() -> None:
    named = Settings(environment="python-3.13", projects=(ProjectSettings(environment="go-1.26"),))
    assert (await template_status(named, "python-3.13", "go-1.26"))[0] == "ok"
    status, told = await template_status(named, "python-3.13")
    assert (status, told) == ("warning", "not built: go-1.26 codeonfly templates build go-1.26")


async def test_without_an_environment_all_templates_are_looked_for() -> None:
    assert (await template_status(Settings(), *KNOWN_ENVIRONMENTS))[0] == "ok"
    assert (await template_status(Settings(), *KNOWN_ENVIRONMENTS[1:]))[0] == "warning"


async def test_an_e2b_that_does_not_answer_is_not_taken_for_one_without_templates() -> None:
    with answering({}, missing=500) as url:
        found = await templates_finding(Settings(), {"E2B_API_KEY": E2B_KEY, "E2B_API_URL": url})
    assert found.status == "not checked"


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (None, "ok"),
        ("2026-11-23", "wrong"),
        ("2026-12-11", "warning"),
        ("2027-06-01T00:00:00Z", "ok"),
        (1_797_000_000, "warning"),
        (1e300, "ok"),
        (float("nan"), "ok"),
        ("soon", "ok"),
    ],
)
def test_a_model_that_ends_is_told_in_time(end: object, status: str) -> None:
    entries = {"gpt-x": {"id": "gpt-x", "shutdown_date": end}}
    assert model_finding("gpt-x", entries, datetime.date(2026, 11, 23)).status == status
    assert model_finding("gpt-y", entries, datetime.date(2026, 11, 23)).status == "wrong"


@pytest.mark.parametrize("models", [[], {"data": None}, {"data": {}}, "x"])
def test_a_doctor_who_can_t_work_says_so_in_json_and_ends_with_two(
    models: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering({"/v1/models": models}) as url:
        environ = {"OPENAI_API_KEY": "sk-x", "OPENAI_BASE_URL": f"{url}/v1"}
        assert examine(tmp_path, environ, as_json=True) == 2
    rows = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["model"]["status"] == "wrong"
    assert rows["model"]["remedy"]
    assert {"Python", "git", "settings", "sandbox", "model", "github"} <= rows.keys()


def test_a_doctor_who_finds_nothing_wrong_ends_with_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text('{"name": "calc", "scripts": {"test": "node --test"}}\n')
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b.test commit -qm base"):
        subprocess.run(["git", "-C", tmp_path, *command.split()], check=True)
    served = {"/v1/models": {"data": [{"id": DEFAULT_MODEL}]}, "/v2/sandboxes": []}
    with answering({**GOOD, **served}) as url:
        environ = {
            "OPENAI_API_KEY": "sk-x", "OPENAI_BASE_URL": f"{url}/v1", "GITHUB_TOKEN": "ghp_x",
            "GITHUB_REPOSITORY": "acme/mathkit", "GITHUB_API_URL": url, "E2B_API_KEY": E2B_KEY,
            "E2B_API_URL": url, "PATH": os.defpath,
        }  # fmt: skip
        assert examine(tmp_path, environ, as_json=False) == 0
    told = capsys.readouterr().out
    for line in ("ok    settings", "ok    sandbox", "ok    model", "ok    permissions", "ok    label"):
        assert line in told
    assert "WRONG" not in told
