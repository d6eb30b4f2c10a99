"""The environment of the step, read once into a value that shows no secret."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from codeonfly.errors import UserError
from codeonfly.event import is_repository
from codeonfly.setting_values import flag
from codeonfly.settings import is_setting

Mode = Literal["all", "generate", "publish"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """``settings`` holds the inputs that go over the repository's settings, by their keys."""

    event_name: str
    event_path: Path
    repository: str
    out: Path
    token: str = field(repr=False)
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"
    run_id: str = "0"
    run_attempt: str = "1"
    sha: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    issue: str = ""
    request: str = ""
    dry_run: bool = False
    mode: Mode = "all"
    output_file: Path | None = None
    summary_file: Path | None = None
    openai_key: str = field(default="", repr=False)
    openai_base_url: str = ""
    e2b_key: str = field(default="", repr=False)
    e2b_domain: str = ""
    e2b_api_url: str = ""
    e2b_sandbox_url: str = ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Inputs:
        """Raises UserError naming the variable that is missing or wrong, never its value if secret."""
        inputs = _action_inputs(environ)
        run_id = environ.get("GITHUB_RUN_ID", "").strip() or "0"
        token = inputs.pop("github-token", "") or environ.get("GITHUB_TOKEN", "").strip()
        return cls(
            event_name=_required(environ, "GITHUB_EVENT_NAME", "the runner sets it"),
            event_path=Path(_required(environ, "GITHUB_EVENT_PATH", "the runner sets it")),
            repository=_repository(environ),
            out=_out(environ, inputs.pop("out", ""), run_id),
            token=token or _required(environ, "GITHUB_TOKEN", "pass ${{ github.token }} or an App's token"),
            api_url=_url(environ, "GITHUB_API_URL") or "https://api.github.com",
            server_url=_url(environ, "GITHUB_SERVER_URL") or "https://github.com",
            run_id=run_id,
            run_attempt=environ.get("GITHUB_RUN_ATTEMPT", "").strip() or "1",
            sha=environ.get("GITHUB_SHA", "").strip(),
            issue=inputs.pop("issue", ""),
            request=inputs.pop("request", ""),
            dry_run=_flag(inputs.pop("dry-run", ""), "INPUT_DRY_RUN"),
            mode=_mode(inputs.pop("mode", "")),
            settings={key: value for key, value in inputs.items() if is_setting(key)},
            output_file=file_of(environ, "GITHUB_OUTPUT"),
            summary_file=file_of(environ, "GITHUB_STEP_SUMMARY"),
            openai_key=environ.get("OPENAI_API_KEY", "").strip(),
            openai_base_url=_url(environ, "OPENAI_BASE_URL"),
            e2b_key=environ.get("E2B_API_KEY", "").strip(),
            e2b_domain=environ.get("E2B_DOMAIN", "").strip(),
            e2b_api_url=_url(environ, "E2B_API_URL"),
            e2b_sandbox_url=_url(environ, "E2B_SANDBOX_URL"),
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that may appear nowhere."""
        return tuple(value for value in (self.token, self.openai_key, self.e2b_key) if len(value) >= 8)

    @property
    def run_url(self) -> str:
        return f"{self.server_url}/{self.repository}/actions/runs/{self.run_id}"

    def for_dry_run(self) -> Inputs:
        """The same, publishing nothing."""
        return replace(self, dry_run=True)

    def as_dispatched(self, given: Mapping[str, str]) -> Inputs:
        """The same with the workflow's own ``dry-run``. Raises UserError: a slip must not publish."""
        dry = _flag(given.get("dry-run", ""), "the workflow's input dry-run")
        return self.for_dry_run() if dry else self


def _action_inputs(environ: Mapping[str, str]) -> dict[str, str]:
    """``INPUT_MAX_ATTEMPTS`` and the runner's own ``INPUT_MAX-ATTEMPTS`` alike, those that say something."""
    found = {
        name[len("INPUT_") :].lower().replace("_", "-"): value.strip()
        for name, value in environ.items()
        if name.startswith("INPUT_")
    }
    return {name: value for name, value in found.items() if value}


def _mode(text: str) -> Mode:
    if text == "generate":
        return "generate"
    if text == "publish":
        return "publish"
    if text:
        raise UserError(f"INPUT_MODE is {text!a}; it must be generate, publish, or empty for both in one job")
    return "all"


def _required(environ: Mapping[str, str], name: str, remedy: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise UserError(f"{name} is not set; {remedy}")
    return value


def _repository(environ: Mapping[str, str]) -> str:
    name = _required(environ, "GITHUB_REPOSITORY", "the runner sets it")
    if not is_repository(name):
        raise UserError(f"GITHUB_REPOSITORY is {name!a}; it must be owner/name")
    return name


def _url(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip().rstrip("/")
    if value and not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", value):
        raise UserError(f"{name} is not an address such as https://api.example.com without user or password")
    return value


def _flag(text: str, name: str) -> bool:
    try:
        return flag(text or "false")
    except ValueError as expected:
        raise UserError(f"{name} is {text[:60]!a}; expected {expected}") from None


def file_of(environ: Mapping[str, str], name: str) -> Path | None:
    """The file that a variable of the runner names; None where it names none."""
    value = environ.get(name, "").strip()
    return Path(value) if value else None


def _out(environ: Mapping[str, str], given: str, run_id: str) -> Path:
    """Where the artifact's files go: outside the checkout, so that no later step commits them."""
    if given:
        return Path(given).absolute()
    temporary = environ.get("RUNNER_TEMP", "").strip() or tempfile.gettempdir()
    return Path(temporary) / f"code-on-fly-{re.sub('[^0-9A-Za-z-]', '', run_id)}"
