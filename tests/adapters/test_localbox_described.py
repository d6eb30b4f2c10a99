"""Localbox as E2B's published description has it, where its SDK does not look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from e2b import Sandbox, Template

from codeonfly.localbox.server import Endpoint
from tests.fakes.localbox import running, sdk_options

BASE: dict[str, Any] = {"templateID": "base"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with running() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def control(endpoint: Endpoint) -> Iterator[httpx.Client]:
    headers = {"X-API-Key": endpoint.api_key}
    with httpx.Client(base_url=endpoint.api_url, headers=headers, timeout=20) as client:
        yield client


@pytest.fixture
def sandbox(endpoint: Endpoint) -> Iterator[Sandbox]:
    sandbox = Sandbox.create(timeout=60, metadata={"suite": "described"}, **sdk_options(endpoint))
    yield sandbox
    sandbox.kill()


@pytest.fixture
def envd(endpoint: Endpoint, sandbox: Sandbox) -> Iterator[httpx.Client]:
    headers = {"E2b-Sandbox-Id": sandbox.sandbox_id, "X-Access-Token": sandbox._envd_access_token or ""}
    with httpx.Client(base_url=endpoint.sandbox_url, headers=headers) as client:
        yield client


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"templateID": ""},
        BASE | {"envVars": {"": "x"}},
        BASE | {"envVars": {"A=B": "x"}},
        BASE | {"autoPause": "yes"},
        BASE | {"autoPauseMemory": 0},
        BASE | {"autoResume": True},
        BASE | {"autoResume": {}},
        BASE | {"autoPause": True, "autoPauseMemory": False, "autoResume": {"enabled": True}},
        BASE | {"volumeMounts": [{"name": "data", "path": "/data"}]},
        BASE | {"iam": {"tokens": {"aws": {"audience": "a", "tokenType": "JWT-SVID"}}}},
    ],
)
def test_a_sandbox_that_can_not_be_as_asked_is_refused(control, body):
    answer = control.post("/v2/sandboxes", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


@pytest.mark.parametrize(("path", "seconds"), [("/sandboxes", 15), ("/v2/sandboxes", 300)])
def test_each_version_of_the_api_has_its_own_timeout(control, path, seconds):
    made = control.post(path, json=BASE).json()["sandboxID"]
    told = Sandbox.get_info(made, api_key=control.headers["X-API-Key"], api_url=str(control.base_url))
    assert abs((told.end_at - told.started_at).total_seconds() - seconds) < 2
    assert control.delete(f"/sandboxes/{made}").status_code == 204


@pytest.mark.parametrize(
    "path",
    [
        "/v2/sandboxes?state=gone",
        "/v2/sandboxes?order=up",
        "/v2/sandboxes?limit=101",
        "/v2/sandboxes?limit=%C2%B2",
        "/snapshots?limit=0",
        "/sandboxes/metrics",
        "/sandboxes/metrics?sandbox_ids=" + ",".join("a" * 101),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(control, path):
    assert control.get(path).status_code == 400


def test_the_first_list_holds_running_sandboxes_alone(control, sandbox):
    there = [one["sandboxID"] for one in control.get("/sandboxes?metadata=suite%3Ddescribed").json()]
    assert there == [sandbox.sandbox_id]
    sandbox.pause()
    assert control.get("/sandboxes?metadata=suite%3Ddescribed").json() == []
    both = control.get("/v2/sandboxes?metadata=suite%3Ddescribed")
    assert [one["state"] for one in both.json()] == ["paused"]
    assert both.headers["x-total-running"] == "0"
    assert "x-total-running" not in control.get("/v2/sandboxes?state=paused").headers


@pytest.mark.parametrize(("memory", "mode"), [(True, "full"), (False, "filesystem")])
def test_a_paused_sandbox_tells_what_was_kept_and_resumes_once(control, sandbox, memory, mode):
    path = f"/sandboxes/{sandbox.sandbox_id}"
    assert "pauseMode" not in control.get(path).json()
    assert control.post(f"{path}/pause", json={"memory": memory}).status_code == 204
    assert control.get(path).json()["pauseMode"] == mode
    assert control.post(f"{path}/resume", json={"timeout": 60}).status_code == 201
    assert control.post(f"{path}/resume", json={"timeout": 60}).status_code == 409


def test_connecting_takes_a_timeout_and_refreshing_at_most_an_hour(control, sandbox):
    path = f"/sandboxes/{sandbox.sandbox_id}"
    assert control.post(f"{path}/connect", json={}).status_code == 400
    assert control.post(f"/v2{path}/connect", json={}).status_code == 200
    assert control.post(f"{path}/refreshes", json={"duration": 3601}).status_code == 400
    assert control.post(f"{path}/refreshes", json={"duration": 3600}).status_code == 204


def test_a_template_exists_when_a_sandbox_can_be_made_from_it(endpoint, control, sandbox):
    options = sdk_options(endpoint)
    assert Template.exists("base", **options)
    assert not Template.exists("no-such-name", **options)
    assert not Template.exists("described", **options)
    snapshot = sandbox.create_snapshot(name="described")
    assert Template.exists("described", **options)
    told = control.get("/templates/aliases/described").json()
    assert told == {"templateID": snapshot.snapshot_id, "public": False}


def test_the_service_inside_tells_its_figures_by_its_own_names(envd):
    told = envd.get("/metrics").json()
    assert told["cpu_count"] >= 1
    assert 0 < told["mem_used"] < told["mem_total"] == told["mem_total_mib"] << 20
    assert 0 < told["disk_used"] < told["disk_total"]
    assert told["mem_used_mib"] == told["mem_used"] >> 20
    assert told["ts"] > 1_600_000_000
    assert told["mem_cache"] >= 0 <= told["cpu_used_pct"]


def test_what_can_not_be_written_is_an_error_of_the_service(envd):
    answer = envd.post("/files?path=/usr/new", content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (500, 500)


def _compose(envd: httpx.Client, sources: list[str], target: object) -> httpx.Response:
    return envd.post("/files/compose", json={"source_paths": sources, "destination": target})


def test_files_are_composed_in_their_order_and_are_gone_then(envd, sandbox):
    big = "b" * 3_000_000
    for name, text in (("one", "a"), ("two", big), ("three", "c")):
        sandbox.files.write(name, text)
    answer = _compose(envd, ["three", "/home/user/two", "one"], "deep/whole")
    assert answer.json() == {"path": "/home/user/deep/whole", "name": "whole", "type": "file"}
    assert sandbox.files.read("deep/whole") == "c" + big + "a"
    assert [(one.name, one.owner) for one in sandbox.files.list("deep")] == [("whole", "user")]
    assert {one.name for one in sandbox.files.list(".")} & {"one", "two", "three"} == set()


def test_a_file_can_be_composed_into_itself(envd, sandbox):
    sandbox.files.write("log", "a")
    sandbox.files.write("more", "b")
    assert _compose(envd, ["log", "more", "log"], "log").status_code == 200
    assert sandbox.files.read("log") == "aba"
    assert not sandbox.files.exists("more")


def test_a_failed_composition_leaves_everything_as_it_was(envd, sandbox):
    sandbox.files.write("here", "a")
    before = {one.name for one in sandbox.files.list(".")}
    assert _compose(envd, ["here", "nowhere"], "whole").status_code == 404
    assert _compose(envd, ["here", "."], "whole").status_code == 400
    assert _compose(envd, ["here"], ".").status_code == 400
    assert _compose(envd, [], "whole").status_code == 400
    assert _compose(envd, ["here"], None).status_code == 400
    body = {"source_paths": ["here"], "destination": "whole", "username": "stranger"}
    assert envd.post("/files/compose", json=body).status_code == 401
    assert {one.name for one in sandbox.files.list(".")} == before
    assert sandbox.files.read("here") == "a"
