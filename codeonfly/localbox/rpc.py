"""The RPCs of envd by name."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

from codeonfly.localbox import rpc_files, rpc_processes
from codeonfly.localbox.calls import Call
from codeonfly.localbox.connect import Json

Unary = Callable[[Call, Json], Awaitable[Json]]
Stream = Callable[[Call, Json], AsyncGenerator[Json, None]]

UNARY: dict[str, Unary] = {
    "process.Process/List": rpc_processes.list_processes,
    "process.Process/Update": rpc_processes.update,
    "process.Process/SendInput": rpc_processes.send_input,
    "process.Process/SendSignal": rpc_processes.send_signal,
    "process.Process/CloseStdin": rpc_processes.close_stdin,
    "filesystem.Filesystem/Stat": rpc_files.stat,
    "filesystem.Filesystem/MakeDir": rpc_files.make_dir,
    "filesystem.Filesystem/Move": rpc_files.move,
    "filesystem.Filesystem/ListDir": rpc_files.list_dir,
    "filesystem.Filesystem/Remove": rpc_files.remove,
    "filesystem.Filesystem/CreateWatcher": rpc_files.create_watcher,
    "filesystem.Filesystem/GetWatcherEvents": rpc_files.get_watcher_events,
    "filesystem.Filesystem/RemoveWatcher": rpc_files.remove_watcher,
}
STREAMS: dict[str, Stream] = {
    "process.Process/Start": rpc_processes.start,
    "process.Process/Connect": rpc_processes.connect_process,
    "filesystem.Filesystem/WatchDir": rpc_files.watch_dir,
}
CLIENT_STREAM = "process.Process/StreamInput"
