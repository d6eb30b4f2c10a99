"""``codeonfly doctor``: what a run needs, what of it holds here, and how to repair the rest."""

from __future__ import annotations

import asyncio
import datetime
import json
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.commands.finding import Finding
from codeonfly.commands.github_checks import github_findings
from codeonfly.commands.template_checks import templates_finding
from codeonfly.commands.world import e2b_host
from codeonfly.errors import CodeonflyError
from codeonfly.progress import MIN_WIDTH, wrap
from codeonfly.settings import SETTINGS_PATH, Settings, load_settings
from codeonfly.toolchains import detect

MODELS_SECONDS = 40  # for the vendor's list of models, from the first byte to the last
MAX_LINE = 10_000
WARN_DAYS = 60  # before a model's shutdown date


def examine(repo: Path, environ: Mapping[str, str], *, as_json: bool) -> int:
    """Prints the findings; exit code 2 when a run could not work, else 0."""
    findings = asyncio.run(_findings(repo, environ))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        # a log's lines stay whole
        columns = max(MIN_WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else MAX_LINE
        print("\n".join(as_lines(findings, columns)))
    return 2 if any(finding.status == "wrong" for finding in findings) else 0


async def _findings(repo: Path, environ: Mapping[str, str]) -> list[Finding]:
    settings, about_settings = _settings(repo)
    findings = [_python(), _git(), about_settings]
    findings += await sandbox_findings(settings, environ)
    findings += await _model(settings, environ)
    findings += await github_findings(settings, environ)
    return findings


def _python() -> Finding:
    return Finding("Python", "ok", f"{platform.python_version()} ({sys.executable})")


def _git() -> Finding:
    found = shutil.which("git")
    if found is None:
        return Finding("git", "wrong", "not on PATH", "install git")
    return Finding("git", "ok", found)


def _settings(repo: Path) -> tuple[Settings, Finding]:
    try:
        tree = LocalRepository(repo).read()
    except CodeonflyError as error:
        remedy = "run doctor in a repository, or name one with --repo"
        return Settings(), Finding("settings", "not checked", str(error), remedy)
    file = tree.files.get(SETTINGS_PATH)
    try:
        settings = load_settings(file.data if file else None, SETTINGS_PATH)
        detect(tree, settings)  # as a run does, before anything else
    except CodeonflyError as error:
        return Settings(), Finding("settings", "wrong", str(error), f"correct {SETTINGS_PATH} and commit it")
    return settings, Finding("settings", "ok", SETTINGS_PATH if file else "no file: the defaults hold")


async def sandbox_findings(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Whether the sandboxes that the settings ask for can be had, and which limits hold in local ones."""
    local = await asyncio.to_thread(_local, environ)
    key = environ.get("E2B_API_KEY", "").strip()
    if settings.sandbox == "local":
        return [local]
    if not key and settings.sandbox == "e2b":
        found = "E2B_API_KEY is not set, and the settings say e2b"
        return [Finding("sandbox", "wrong", found, "set it, or set sandbox to local")]
    if not key:
        in_action = "the Action needs E2B_API_KEY, or sandbox: local"
        return [replace(local, remedy=local.remedy or in_action)]
    return [*await _e2b(key, settings, environ), _beside_e2b(local)]


async def _e2b(key: str, settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    try:
        alive = len(await e2b_host(key, environ).list_sandboxes({}))
    except CodeonflyError as error:
        return [Finding("sandbox", "wrong", str(error), "check E2B_API_KEY and E2B_DOMAIN")]
    answers = Finding("sandbox", "ok", f"E2B answers; {alive} sandboxes alive")
    return [answers, await templates_finding(settings, environ)]


def _local(environ: Mapping[str, str]) -> Finding:
    from codeonfly.localbox.server import Options, describe

    try:
        enforced = describe(Options(environ=environ))
    except CodeonflyError as error:
        return Finding("sandbox", "wrong", str(error), "or set E2B_API_KEY to use E2B")
    return Finding("sandbox", "ok", f"local: {enforced}")


def _beside_e2b(local: Finding) -> Finding:
    """What the machine itself could do is good to know, and nothing a run on E2B needs."""
    if local.status == "ok":
        return replace(local, what="local sandbox")
    return Finding("local sandbox", "not checked", local.found, "needed with sandbox: local only")


async def _model(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    key = environ.get("OPENAI_API_KEY", "").strip()
    if not key:
        return [Finding("model", "wrong", "OPENAI_API_KEY is not set", "set it to your vendor's key")]
    import openai

    from codeonfly.adapters.openai_model import within_bounds

    base_url = environ.get("OPENAI_BASE_URL", "").strip() or None
    bounded = openai.DefaultAsyncHttpxClient(event_hooks={"response": [within_bounds]})
    async with openai.AsyncOpenAI(
        api_key=key, base_url=base_url, max_retries=0, timeout=20, http_client=bounded
    ) as client:
        try:
            async with asyncio.timeout(MODELS_SECONDS):  # the SDK's own begins anew with each byte
                answer = await client.models.with_raw_response.list()
            listed = json.loads(answer.content)
        except openai.AuthenticationError:
            return [Finding("model", "wrong", "the vendor refused OPENAI_API_KEY", "set a valid key")]
        except UnicodeEncodeError:
            return [
                Finding("model", "wrong", "OPENAI_API_KEY has letters that no key has", "set a valid key")
            ]
        except (openai.OpenAIError, ValueError, RecursionError, TimeoutError) as error:
            found = f"GET models failed: {type(error).__name__}"
            return [Finding("model", "wrong", found, "check OPENAI_BASE_URL and the network")]
    served = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(served, list):
        return [Finding("model", "wrong", "GET models answers no list of models", "check OPENAI_BASE_URL")]
    entries = {str(entry.get("id")): entry for entry in served if isinstance(entry, dict)}
    wanted = dict.fromkeys([settings.model, *(seat.model for seat in settings.council if seat.model)])
    today = datetime.datetime.now(datetime.UTC).date()
    return [model_finding(name, entries, today) for name in wanted]


def model_finding(name: str, entries: Mapping[Any, Mapping[str, Any]], today: datetime.date) -> Finding:
    """Whether the vendor serves ``name``, and until when (``shutdown_date`` of GET /v1/models)."""
    entry = entries.get(name)
    if entry is None:
        near = ", ".join(sorted(str(key) for key in entries)[:5]) or "none"
        return Finding("model", "wrong", f"{name} is not served", f"set model to one that is: {near}")
    end = _date(entry.get("shutdown_date"))
    if end is None:
        return Finding("model", "ok", name)
    if end <= today:
        return Finding("model", "wrong", f"{name} was shut down on {end}", "choose another model")
    if (end - today).days <= WARN_DAYS:
        return Finding(
            "model", "warning", f"{name} is shut down on {end}", "choose another model before then"
        )
    return Finding("model", "ok", f"{name}, served until {end}")


def _date(value: object) -> datetime.date | None:
    try:
        if isinstance(value, int | float):
            return datetime.datetime.fromtimestamp(value, datetime.UTC).date()
        return datetime.date.fromisoformat(str(value)[:10])
    except (ValueError, OverflowError, OSError):
        return None


def as_lines(findings: Sequence[Finding], columns: int) -> list[str]:
    """The findings one below the other, each with its remedy, in lines of at most so many columns."""
    marks = {"ok": "ok   ", "warning": "warn ", "wrong": "WRONG", "not checked": "-    "}
    width = max(len(finding.what) for finding in findings)
    lines = []
    for finding in findings:
        first, *rest = wrap(finding.found, columns - width - 8) or [""]
        lines.append(f"{marks[finding.status]} {finding.what:<{width}}  {first}")
        if finding.remedy:
            one, *more = wrap(finding.remedy, columns - width - 11)
            rest += [f"-> {one}", *(f"   {line}" for line in more)]
        lines += [f"{'':<{width + 8}}{line}" for line in rest]
    return lines
