"""The agent's four tools: what they take, what they do in the sandbox, and what they answer."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from codeonfly.attempt.arguments import MalformedCallError, claims_in, object_in, path_in, text_in
from codeonfly.attempt.output import LONGEST_NOTE, answer, last_line
from codeonfly.attempt.testing import TestWatch, looks_like_a_test
from codeonfly.errors import LimitReached, ServiceError
from codeonfly.files import BASE_TIME
from codeonfly.journal import CommandEnded, CommandStarted, Journal
from codeonfly.plan import Criterion, Nature
from codeonfly.ports import CommandResult, Sandbox, SandboxFile, ToolCall, ToolSpec
from codeonfly.toolchains.base import WORK, Project

KEPT_BYTES = 64_000  # of stdout and of stderr each, read from the sandbox
MOST_FILE_BYTES = 4 << 20


def _spec(name: str, description: str, required: Collection[str], **properties: Any) -> ToolSpec:
    return ToolSpec(
        name, description, {"type": "object", "properties": properties, "required": list(required)}
    )


_TEXT = {"type": "string"}
SPECS = (
    _spec(
        "bash",
        f"Runs a command with bash in {WORK}, each time a fresh shell. Long output is cut in the middle.",
        ["command"],
        command=_TEXT,
    ),
    _spec(
        "write_file",
        "Writes a whole file, folders included.",
        ["path", "content"],
        path=_TEXT,
        content=_TEXT,
    ),
    _spec(
        "replace_in_file",
        "Replaces `old`, which must occur exactly once in the file, by `new`.",
        ["path", "old", "new"],
        path=_TEXT,
        old=_TEXT,
        new=_TEXT,
    ),
    _spec(
        "finish",
        "Ends the work: what was changed and why, and for each criterion of the plan the ids of its tests.",
        ["summary", "criteria"],
        summary=_TEXT,
        criteria={
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": _TEXT, "tests": {"type": "array", "items": _TEXT}},
                "required": ["id", "tests"],
            },
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Finished:
    """What the agent says at the end: claims, until they are proven."""

    summary: str
    claims: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Toolbox:
    """Carries out tool calls in one sandbox and keeps what happened, condensed."""

    sandbox: Sandbox
    journal: Journal
    phase: str
    projects: Sequence[Project]
    command_seconds: float
    deadline: float  # of the monotonic clock
    nature: Nature
    criteria: Sequence[Criterion] = ()
    known_paths: Collection[str] = ()  # changed before this attempt began
    written: dict[str, bytes] = field(default_factory=dict)  # by path: known even when the sandbox is gone
    finished: Finished | None = None
    transcript: list[str] = field(default_factory=list)
    commands: int = 0
    seconds_in_commands: float = 0.0
    watch: TestWatch = field(init=False)
    _objected: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.watch = TestWatch(self.projects)

    async def carry_out(self, call: ToolCall) -> str:
        """What the model is answered. Raises MalformedCallError, and ServiceError without a sandbox."""
        arguments = object_in(call)
        match call.name:
            case "bash":
                return await self._bash(text_in(arguments, "command"))
            case "write_file":
                path, content = path_in(arguments), text_in(arguments, "content")
                return await self._on_files(self._write(path, content))
            case "replace_in_file":
                return await self._replace(
                    path_in(arguments), text_in(arguments, "old"), text_in(arguments, "new")
                )
            case "finish":
                return await self._finish(arguments)
        raise MalformedCallError(
            f"there is no tool {call.name[:60]!r}; the tools are {', '.join(spec.name for spec in SPECS)}"
        )

    async def _bash(self, command: str) -> str:
        result = await self._run(command)
        self.commands += 1
        self.watch.saw_command(command, result)
        told = answer(result)
        verdict = "ok" if result.ok else told.partition("\n")[0]
        self._note(f"{verdict}: $ {command}", last_line(result))
        return told

    async def _run(self, command: str) -> CommandResult:
        self.journal.emit(CommandStarted(self.phase, command))
        result = await self.sandbox.run(
            command,
            cwd=WORK,
            envs={name: value for project in reversed(self.projects) for name, value in project.envs.items()},
            timeout_seconds=max(1.0, min(self.command_seconds, self.deadline - time.monotonic())),
            output_limit=KEPT_BYTES,
        )
        self.seconds_in_commands += result.seconds
        self.journal.emit(
            CommandEnded(self.phase, command, result.exit_code, result.seconds, last_line(result))
        )
        return result

    async def _on_files(self, work: Awaitable[str]) -> str:
        """What a file tool answers; what can't be written there is data, as long as the sandbox lives."""
        try:
            return await work
        except ServiceError as error:
            await self.sandbox.run("true", timeout_seconds=20)  # raises when it is the sandbox that is gone
            return f"error: {error}"

    async def _write(self, path: str, content: str) -> str:
        data = content.encode()
        await self._put(path, data)
        self._note(f"ok: wrote {path}", f"{len(data)} bytes")
        return f"wrote {len(data)} bytes"

    async def _replace(self, path: str, old: str, new: str) -> str:
        data = await self._read(path)
        if data is None:
            return f"error: there is no file {path}"
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return f"error: {path} is not UTF-8 text; change it with bash"
        if "\r\n" in text and "\r\n" not in old:
            old, new = old.replace("\n", "\r\n"), new.replace("\n", "\r\n")
        count = text.count(old) if old else 0
        if count != 1:
            found = (
                "does not occur" if not count else f"occurs {count} times; give more of the text around it"
            )
            return f"error: `old` {found} in {path}; it must match exactly once, white space included"
        await self._put(path, text.replace(old, new).encode())
        self._note(f"ok: edited {path}", "")
        return "edited"

    async def _put(self, path: str, data: bytes) -> None:
        await self.sandbox.write_files([SandboxFile(f"{WORK}/{path}", data)])
        self.written[path] = data
        self.watch.saw_edit(path)

    async def _read(self, path: str) -> bytes | None:
        try:
            return await self.sandbox.read_file(f"{WORK}/{path}", limit_bytes=MOST_FILE_BYTES)
        except LimitReached:
            raise MalformedCallError(f"{path} is larger than {MOST_FILE_BYTES:,} bytes; use bash") from None

    async def _finish(self, arguments: Mapping[str, Any]) -> str:
        summary, claims = text_in(arguments, "summary"), claims_in(arguments.get("criteria"))
        objection = "" if self.nature == "documentation" else await self._objection(claims)
        if objection and objection not in self._objected:  # who finishes once more means it
            self._objected.add(objection)
            self._note("refused: finish", objection)
            return f"Not yet. {objection}"
        self.finished = Finished(summary.strip(), claims)
        return "done"

    async def _objection(self, claims: Mapping[str, tuple[str, ...]]) -> str:
        paths = (*self.watch.edited, *self.known_paths)
        has_test = any(map(looks_like_a_test, paths)) or await self._wrote_a_test()
        unnamed = [one.id for one in self.criteria if not claims.get(one.id)] if has_test else []
        return self.watch.objection(has_test=has_test or self.nature == "refactoring", unnamed=unnamed)

    async def _wrote_a_test(self) -> bool:
        """Whether a command did: files of the base are as old as we make them, everything else is newer."""
        newer = await self.sandbox.run(
            f"find {WORK} \\( -name .git -o -name node_modules -o -name __pycache__ \\) -prune"
            f" -o -type f -newermt @{BASE_TIME + 1} -print",
            timeout_seconds=20,
        )
        return any(looks_like_a_test(path.removeprefix(f"{WORK}/")) for path in newer.stdout.splitlines())

    def _note(self, what: str, result: str) -> None:
        line = " ".join(f"{what} -> {result}".split() if result else what.split())
        self.transcript.append(
            line if len(line) <= 2 * LONGEST_NOTE else f"{line[:LONGEST_NOTE]} … {line[-LONGEST_NOTE:]}"
        )
