"""What the run needs from outside, as Protocols, and the frozen values that cross that line.

Adapters implement these over real SDKs; tests implement them by hand. Nothing here does anything.
"""

from codeonfly.change import Change
from codeonfly.event import Actor
from codeonfly.ports.forges import (
    Access,
    CommitFacts,
    Forge,
    IssueFacts,
    Published,
    PullFacts,
    RepositoryFacts,
    Said,
)
from codeonfly.ports.models import (
    Message,
    Model,
    ModelRequest,
    ModelTurn,
    Reply,
    Text,
    ToolCall,
    ToolResult,
    ToolSpec,
)
from codeonfly.ports.sandboxes import (
    CommandResult,
    Sandbox,
    SandboxFile,
    SandboxHost,
    SandboxInfo,
)
from codeonfly.tree import File, Tree

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
