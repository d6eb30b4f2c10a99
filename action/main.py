"""The one place that wires real clients, and the only one that expects the unexpected."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping

from action.flow import Ending, ignored, perform
from action.inputs import Inputs, file_of
from action.outputs import LogSink, say, say_error, write_outputs, write_summary
from action.running import INTERRUPTED, World
from action.world import import_sdk, make_host, make_model
from codeonfly.adapters.github_client import Client
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.commands.world import run_interruptible
from codeonfly.errors import UNFORESEEN, CodeonflyError, UserError, unforeseen, where_it_happened
from codeonfly.event import Dispatched, NotOurs, parse_event, read_payload

STARTING_SECONDS = 600  # for everything before the settings are read


def main(environ: Mapping[str, str]) -> int:
    """Runs the step; its documented exit code. Nothing is raised and no traceback is shown."""
    try:
        inputs = Inputs.from_environ(environ)
    except CodeonflyError as error:
        say_error(str(error))
        with contextlib.suppress(OSError):
            write_outputs(file_of(environ, "GITHUB_OUTPUT"), {"outcome": error.outcome})
        return error.exit_code
    try:
        ending = run_interruptible(act(inputs))
    except CodeonflyError as error:
        ending = Ending(error.exit_code, {"outcome": error.outcome}, error=str(error))
    except KeyboardInterrupt:
        ending = Ending(INTERRUPTED, {"outcome": "cancelled"}, error="the run was interrupted")
    except Exception as bug:
        say(where_it_happened(bug))
        ending = Ending(UNFORESEEN, {"outcome": "failed"}, error=unforeseen(bug))
    return _end(ending, inputs)


async def act(inputs: Inputs) -> Ending:
    """Reads the event and does what it asks for."""
    try:
        payload = read_payload(inputs.event_path.read_bytes())
    except OSError as error:
        raise UserError(f"cannot read GITHUB_EVENT_PATH {inputs.event_path}: {error.strerror}") from None
    event = parse_event(inputs.event_name, payload, label=inputs.settings.get("label", ""))
    if isinstance(event, NotOurs):
        return ignored(event.reason)
    if event.repository.casefold() != inputs.repository.casefold():
        raise UserError(f"the event is of {event.repository}, but GITHUB_REPOSITORY is {inputs.repository}")
    if isinstance(event, Dispatched):
        inputs = inputs.as_dispatched(event.inputs)
    ending: Ending | None = None
    try:
        async with Client(inputs.token, inputs.api_url) as client:
            forge = GitHubForge(client, event.repository)
            with contextlib.closing(LogSink(sys.stdout)) as log:
                client.allow(STARTING_SECONDS)
                world = World(forge, make_model, make_host, (log,), allow=client.allow, warm_up=import_sdk)
                ending = await perform(event, inputs, world)
    except asyncio.CancelledError:
        if ending is None:
            raise  # else the issue has been told how it ended: a signal while connections close is too late
    return ending


def _end(ending: Ending, inputs: Inputs) -> int:
    try:
        write_outputs(inputs.output_file, ending.outputs)
        write_summary(inputs.summary_file, ending.summary or _brief(ending))
    except OSError as error:
        say_error(f"the outputs could not be written: {error.strerror}")
    if ending.error:
        say_error(_without(ending.error, inputs.secrets))
    return ending.exit_code


def _brief(ending: Ending) -> str:
    return f"Code-on-Fly: {ending.outputs['outcome']}\n"


def _without(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
