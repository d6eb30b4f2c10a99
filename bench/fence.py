"""What a sandbox's fence alone costs: its own bwrap line, with ``true`` where its agent would be.

``python -m bench.fence FOLDER`` prints the median in milliseconds; the folder is the caller's to remove. In
a process of its own, which takes what it mounts with it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path
from unittest import mock

from codeonfly.localbox import templates
from codeonfly.localbox.isolation import CA_BUNDLE, Isolation
from codeonfly.localbox.mirror import host_setup
from codeonfly.localbox.owners import found
from codeonfly.localbox.storage import Disk, Storage
from codeonfly.localbox.tenants import Tenant

ROUNDS = 30


def main() -> None:
    root = Path(sys.argv[1])
    root.chmod(0o711)  # the sandboxes' uid passes through it
    setup = host_setup(os.environ, CA_BUNDLE)
    isolation = Isolation(root, setup.certificates, found())
    storage = Storage(root, isolation.owners, setup.files)
    disks = [asyncio.run(storage.make(f"bench{number}", storage.base)) for number in range(ROUNDS)]
    for disk in disks:
        disk.tell({})
    tenant = Tenant(isolation.owners, root)
    with mock.patch.object(templates, "agent_python", return_value="/bin/true"):
        times = [_once(isolation, disk, tenant) for disk in disks]
    isolation.close()
    print(statistics.median(times) * 1000)


def _once(isolation: Isolation, disk: Disk, tenant: Tenant) -> float:
    began = time.perf_counter()
    spawned = isolation.spawn(disk, None, (), tenant=tenant)
    code = spawned.process.wait()
    took = time.perf_counter() - began
    spawned.channel.close()
    os.close(spawned.info)
    assert code == 0, f"bwrap exits with {code}"
    return took


if __name__ == "__main__":
    main()
