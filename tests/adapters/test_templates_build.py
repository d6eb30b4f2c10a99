"""``codeonfly templates build`` through the real SDK against a server that speaks E2B's build API."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from codeonfly.commands.templates import RECIPES, build
from codeonfly.errors import CodeonflyError, ServiceError, UserError
from codeonfly.toolchains import KNOWN_ENVIRONMENTS
from tests.fakes.e2b_templates import Answer, TemplateServer


def environ(server: TemplateServer) -> dict[str, str]:
    return {"E2B_API_KEY": server.key, "E2B_API_URL": server.url}


def steps(server: TemplateServer, number: str = "b0") -> list[tuple[str, str]]:
    told = server.builds[number].steps
    assert told is not None
    return [(step["type"], step["args"][0]) for step in told["steps"]]


def test_every_environment_is_built(capsys: pytest.CaptureFixture[str]) -> None:
    with TemplateServer(polls=0) as server:
        assert build((), environ(server)) == 0
    assert not server.refused
    assert [made.name for made in server.builds.values()] == [f"code-on-fly-{name}" for name in RECIPES]
    assert {(made.request["cpuCount"], made.request["memoryMB"]) for made in server.builds.values()} == {
        (2, 4096)
    }
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "code-on-fly-python-3.11: building from python:3.11-bookworm",
        "code-on-fly-python-3.11: ready as t-code-on-fly-python-3.11",
    ]
    assert len(lines) == 2 * len(RECIPES)


def test_there_is_a_recipe_for_every_environment() -> None:
    assert set(KNOWN_ENVIRONMENTS) <= set(RECIPES)


def test_a_template_has_the_toolchain_git_and_its_path(capsys: pytest.CaptureFixture[str]) -> None:
    with TemplateServer() as server:
        build(("go-1.26",), environ(server))
    told = server.builds["b0"].steps
    assert told is not None
    assert told["fromImage"] == "golang:1.26-bookworm"
    assert not told.get("force")
    commands = [text for kind, text in steps(server) if kind == "RUN"]
    assert any("apt-get install" in text and " git" in text for text in commands)
    assert "echo 'export PATH=/usr/local/go/bin:/go/bin:$PATH' > /etc/profile.d/code-on-fly.sh" in commands
    users = [text for kind, text in steps(server) if kind == "USER"]
    assert (users[0], users[-1]) == ("root", "user"), "installed as root, used as nobody special"
    assert server.builds["b0"].asked >= 3, "it waits until the build is done"
    assert "ready" in capsys.readouterr().out


def test_what_goes_wrong_on_the_way_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    logs = (*(("info", f"layer {number}") for number in range(250)), ("warn", "an old mirror"))
    with TemplateServer(logs=logs) as server:
        build(("nodejs-24",), environ(server))
    said = capsys.readouterr().out
    assert said.count("  warn: an old mirror") == 1, "the third page of the logs, and once"
    assert "layer" not in said


FAILURES = {
    "a step that fails": (
        {"failing": {"code-on-fly-rust-1": {"message": "apt-get exited with 100", "step": "2"}}},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: apt-get exited with 100",
    ),
    "no reason": (
        {"failing": {"code-on-fly-rust-1": None}},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: Build failed",
    ),
    "wrong key": (
        {"instead": lambda *_: Answer.error(401, "Invalid API key")},
        UserError,
        "E2B refused the key in E2B_API_KEY: ",
    ),
    "no right": (
        {"instead": lambda *_: Answer.error(403, "too many vCPUs for this plan")},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: ",
    ),
    "too often": (
        {"instead": lambda *_: Answer.error(429, "slow down")},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: ",
    ),
    "down": (
        {"instead": lambda *_: Answer.error(500, "it is down")},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: 500: it is down",
    ),
    "not JSON": (
        {"instead": lambda *_: Answer(202, b"<html>hello</html>")},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: ",
    ),
    "another JSON": (
        {"instead": lambda *_: Answer(202, b'{"hello": "there"}')},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: ",
    ),
    "hangs up": (
        {"instead": lambda *_: Answer(0, None)},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: ",
    ),
    "many lines": (
        {"failing": {"code-on-fly-rust-1": {"message": "E: broken\n" * 1_000}}},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: E: broken E: broken",
    ),
    "gone while it builds": (
        {"instead": lambda _, path: Answer.error(404, "no such build") if "status" in path else None},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: 404: no such build",
    ),
    "refuses to start": (
        {"instead": lambda _, path: Answer.error(400, "bad image") if path[:4] == "/v2/" else None},
        ServiceError,
        "E2B could not build code-on-fly-rust-1: 400: bad image",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_one_sentence(name: str) -> None:
    given, kind, words = FAILURES[name]
    with TemplateServer(polls=0, **given) as server, pytest.raises(CodeonflyError) as told:
        build(("rust-1",), environ(server))
    assert type(told.value) is kind
    sentence = str(told.value)
    assert sentence.startswith(words)
    assert len(sentence) > len("E2B could not build code-on-fly-rust-1: ")
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert server.key not in sentence


def test_an_address_where_nobody_is_is_one_sentence() -> None:
    with pytest.raises(ServiceError, match=r"E2B could not build code-on-fly-rust-1: .+"):
        build(("rust-1",), {"E2B_API_KEY": TemplateServer.key, "E2B_API_URL": "http://127.0.0.1:9"})


@pytest.mark.parametrize(
    ("names", "variables", "words"),
    [
        (("cobol-74",), {"E2B_API_KEY": "e2b_x"}, "no environment is called cobol-74; there are python-3.11"),
        ((), {}, "E2B_API_KEY is not set"),
        ((), {"E2B_API_KEY": " "}, "E2B_API_KEY is not set"),
    ],
)
def test_what_is_refused_before_anything_is_built(
    names: tuple[str, ...], variables: dict[str, str], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        build(names, variables)


def command(server: TemplateServer) -> subprocess.Popen[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "codeonfly.cli", "templates", "build", "rust-1", "go-1.21"],
        env=kept | environ(server),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_line_ends_with_the_documented_exit_code() -> None:
    reason = {"code-on-fly-go-1.21": {"message": "no space left"}}
    with TemplateServer(polls=0, failing=reason) as server, command(server) as process:
        said, error = process.communicate(timeout=60)
    assert process.returncode == 5, error
    assert error == "codeonfly: E2B could not build code-on-fly-go-1.21: no space left\n"
    assert "code-on-fly-rust-1: ready as" in said


def test_an_interruption_ends_it_without_a_traceback() -> None:
    with TemplateServer(polls=10_000) as server, command(server) as process:
        deadline = time.monotonic() + 60
        while not any(made.asked for made in server.builds.values()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in error
