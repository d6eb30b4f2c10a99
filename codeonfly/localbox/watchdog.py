"""A process that outlives a server which is killed, and ends what the kernel can't.

``--die-with-parent`` ends every sandbox with its server, but a bwrap that is killed between its fork and its
own word to the child leaves that child waiting for ever.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

# A child of the killed server may be about to become bwrap, so it looks until nothing was there for a second.
_SCRIPT = """
IFS= read -r folder || exit 0
IFS= read -r end && exit 0
quiet=0
while [ $quiet -lt 5 ]; do
    sleep 0.2
    quiet=$((quiet + 1))
    for file in $(printf '%s\\n' "$folder" | grep -lsaFf - /proc/[0-9]*/cmdline); do
        grep -qsaFe --die-with-parent "$file" || continue
        pid=${file#/proc/}
        kill -KILL "${pid%/cmdline}" 2>/dev/null && quiet=0
    done
done
"""


@contextlib.contextmanager
def watching(sandboxes: Path) -> Iterator[None]:
    """Until the end of the block; ``sandboxes`` is the folder that the command line of each bwrap names.

    It is a session of its own, so that no signal to the server's group reaches it, and inherits nothing.
    """
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["/bin/sh", "-c", _SCRIPT],
        stdin=reading,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        cwd="/",
        start_new_session=True,
    )
    os.close(reading)
    try:
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing, "w") as told:
            print(f"{sandboxes}/", file=told, flush=True)
            yield
            print("end", file=told)
    finally:
        process.wait()
