"""What the run needs from outside, as Protocols, and the frozen values that cross that line.

Adapters implement these over real SDKs; tests implement them by hand. Nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from codeonfly.change import Change
from codeonfly.event import Actor
from codeonfly.money import Usage
from codeonfly.tree import File, Tree

# --- models ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool offered to the model; ``parameters`` is a JSON Schema object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call as the model wrote it; ``arguments`` is its raw JSON, possibly malformed."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The answer to the ToolCall of the same id."""

    id: str
    output: str


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words of one side."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class ModelTurn:
    """A model's earlier reply, handed back unchanged; ``raw`` is the adapter's own (reasoning items...)."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    raw: Any = field(default=None, repr=False)


Message = Text | ModelTurn | ToolResult


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call. The prefix (instructions, tools, first messages) must be byte-stable between steps."""

    model: str
    instructions: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    schema: Mapping[str, Any] | None = None  # JSON Schema of the whole answer; excludes tools
    schema_name: str = ""
    max_output_tokens: int = 16_000
    cache_key: str = ""
    effort: str = ""  # reasoning effort; "" leaves it to the vendor


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and what it was billed. ``truncated``: the output limit cut it."""

    turn: ModelTurn
    usage: Usage
    model: str
    truncated: bool = False


class Model(Protocol):
    async def reply(self, request: ModelRequest) -> Reply:
        """One billed call. Raises UserError (key, model name, address) or ServiceError."""
        ...

    def price_microdollars(self, model: str, usage: Usage) -> int | None:
        """What this usage costs, or None when the model has no known price."""
        ...


# --- sandboxes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommandResult:
    """A finished command. A non-zero exit is data; ``exit_code`` is None when it was cut by a limit."""

    command: str
    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    timed_out: bool = False
    truncated_bytes: int = 0  # output that was dropped between head and tail

    @property
    def ok(self) -> bool:
        return self.exit_code == 0


@dataclass(frozen=True, slots=True)
class SandboxFile:
    """A file to put into a sandbox; ``path`` is absolute there."""

    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SandboxInfo:
    """Where code ran: told in the report. ``isolation`` says "E2B" or what localbox enforces."""

    engine: str  # "e2b" | "localbox"
    template: str
    vcpus: int
    memory_mib: int
    isolation: str


class Sandbox(Protocol):
    """A running sandbox. Every method raises ServiceError when the sandbox is gone or unreachable."""

    @property
    def id(self) -> str: ...

    @property
    def info(self) -> SandboxInfo: ...

    async def run(
        self,
        command: str,
        *,
        cwd: str | None = None,
        envs: Mapping[str, str] | None = None,
        timeout_seconds: float = 300,
        output_limit: int = 200_000,
    ) -> CommandResult:
        """Runs ``command`` with bash; past a limit its process group is killed, and that is data too.

        ``output_limit``: bytes kept of stdout and of stderr each, head and tail; past 64 MiB of raw
        output the command is killed.
        """
        ...

    async def write_files(self, files: Sequence[SandboxFile]) -> None:
        """Writes all, making parent folders; modes as the umask gives them."""
        ...

    async def read_file(self, path: str, *, limit_bytes: int = 16 << 20) -> bytes | None:
        """The bytes, or None when there is no such regular file. Raises LimitReached past the limit."""
        ...

    async def set_egress(self, hosts: Sequence[str]) -> None:
        """Only these hosts can be reached from now on; none closes the network."""
        ...

    async def kill_processes(self) -> None:
        """Ends every process in it, also those that were left in the background; files stay."""
        ...

    async def refused_connections(self) -> tuple[str, ...]:
        """``host:port`` of connections that the egress rules refused, where the engine tells."""
        ...

    async def snapshot(self) -> str:
        """An id from which SandboxHost.create makes copies of this sandbox's file system."""
        ...

    async def kill(self) -> None:
        """Ends it and everything in it; calling it again is fine."""
        ...


class SandboxHost(Protocol):
    @property
    def engine(self) -> str:
        """ "e2b" or "localbox"; only the first one is billed."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a maintainer should know about the sandboxes, such as a template that was missing."""
        ...

    async def create(
        self,
        *,
        environment: str | None = None,
        snapshot: str | None = None,
        egress: Sequence[str] = (),
        lifetime_seconds: int = 3600,
        labels: Mapping[str, str] | None = None,
    ) -> Sandbox:
        """A sandbox of an environment name ("python-3.11") or of a snapshot id: exactly one of them.

        Raises UserError (key, environment not available here), LimitReached (too many), ServiceError.
        """
        ...

    async def delete_snapshot(self, snapshot: str) -> None: ...

    async def kill_all(self) -> int:
        """Kills every sandbox this host made and that still lives; how many there were."""
        ...

    def sandbox_seconds(self) -> Mapping[tuple[int, int], float]:
        """Allocated seconds so far by (vCPUs, memory MiB), for the bill; localbox costs nothing."""
        ...


# --- forges ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """Where the change is now. ``fallback`` says why there is a branch, but no pull request."""

    branch: str
    commit: str
    number: int | None
    url: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """``full_name`` and ``default_branch`` as they are now: both can have been renamed."""

    full_name: str
    default_branch: str
    archived: bool
    web_url: str


@dataclass(frozen=True, slots=True)
class Access:
    """What GitHub says about an account's rights here: the account's own id, and a level's name."""

    user_id: int
    level: str  # "none" | "read" | "triage" | "write" | "maintain" | "admin"


@dataclass(frozen=True, slots=True)
class IssueFacts:
    number: int
    title: str
    body: str
    is_open: bool
    locked: bool
    labels: tuple[str, ...]
    author: Actor
    updated_at: str
    is_pull: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or a review comment as GitHub keeps it now."""

    id: int
    author: Actor
    text: str
    created_at: str
    updated_at: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class PullFacts:
    """A pull request, with what decides whether it is the bot's own."""

    number: int
    url: str
    is_open: bool
    draft: bool
    author: Actor
    head_repository: str
    head_branch: str
    head_commit: str
    title: str
    body: str
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class CommitFacts:
    commit: str
    tree: str
    parents: tuple[str, ...]
    message: str


class Forge(Protocol):
    """The fixed list of what is ever asked of, or done to, a repository on GitHub.

    Every method raises UserError where the token or its rights are the reason, and ServiceError where
    GitHub is. Writes are safe to repeat: each first looks for what an earlier try made.
    """

    async def repository(self) -> RepositoryFacts: ...

    async def myself(self) -> Actor:
        """The account that the token writes as."""
        ...

    async def access(self, login: str) -> Access: ...

    async def issue(self, number: int) -> IssueFacts | None:
        """None when it was deleted, transferred, or never was."""
        ...

    async def comments(self, number: int) -> tuple[Said, ...]: ...

    async def review_comments(self, pull: int) -> tuple[Said, ...]: ...

    async def tree(self, commit: str) -> Tree:
        """The complete tree at ``commit``, byte for byte what git has."""
        ...

    async def branch(self, name: str) -> str | None:
        """The commit a branch is at, or None when there is no such branch."""
        ...

    async def commit(self, commit: str) -> CommitFacts: ...

    async def create_commit(self, *, parent: str, change: Change, base: Tree, message: str) -> str:
        """The id of a new commit on ``parent``, whose tree is ``base``'s; author left to GitHub."""
        ...

    async def point_branch(self, name: str, commit: str, *, expected: str | None) -> bool:
        """Creates the branch (``expected`` None) or moves it forward; False when somebody else was first."""
        ...

    async def pull(self, number: int) -> PullFacts | None: ...

    async def find_pull(self, branch: str) -> PullFacts | None:
        """The open pull request from this repository's branch, or None."""
        ...

    async def own_pulls(self) -> tuple[PullFacts, ...]:
        """The newest pull requests from branches of ours, open and closed."""
        ...

    async def create_pull(self, *, title: str, body: str, branch: str, base: str, draft: bool) -> PullFacts:
        """Raises Refused where this token may not open pull requests."""
        ...

    async def update_pull(self, pull: PullFacts, *, title: str, body: str, draft: bool) -> PullFacts: ...

    async def create_comment(self, number: int, body: str) -> int: ...

    async def edit_comment(self, comment: int, body: str) -> None: ...

    async def react(self, content: str, *, issue: int | None = None, comment: int | None = None) -> None: ...

    async def label(self, number: int, *, add: str = "", remove: Sequence[str] = ()) -> None: ...


__all__ = [
    "Access",
    "Actor",
    "Change",
    "CommandResult",
    "CommitFacts",
    "File",
    "Forge",
    "IssueFacts",
    "Message",
    "Model",
    "ModelRequest",
    "ModelTurn",
    "Published",
    "PullFacts",
    "Reply",
    "RepositoryFacts",
    "Said",
    "Sandbox",
    "SandboxFile",
    "SandboxHost",
    "SandboxInfo",
    "Text",
    "ToolCall",
    "ToolResult",
    "ToolSpec",
    "Tree",
]
