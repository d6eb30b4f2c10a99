"""Which hosts a package registry lives on: asked of the package manager and its index, in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codeonfly.ports import Sandbox

# The first prints the index's address from the package manager's own configuration or built-in default, the
# second prints a page of that index, whose addresses name the hosts that serve the files.
_ASK = {
    "pypi": (
        (
            "python3 -c 'import os, subprocess, sys\n"
            "from pip._internal.models.index import PyPI\n"
            'said = subprocess.run([sys.executable, "-m", "pip", "config", "get", "global.index-url"],'
            " capture_output=True, text=True).stdout.strip()\n"
            'print(os.environ.get("PIP_INDEX_URL") or said or PyPI.simple_url)\''
        ),
        "curl -sSfL --max-time 20 -H 'Accept: application/vnd.pypi.simple.v1+json' {index}/six/",
    ),
    "npm": ("npm config get registry", "curl -sSfL --max-time 20 {index}/is-number"),
}
_ADDRESS = re.compile(r"https?://(?:[^/@\s\"']*@)?([\w.-]+)")


async def discover_hosts(sandbox: Sandbox, ecosystems: Sequence[str]) -> tuple[str, ...]:
    """The hosts of these ecosystems, index first; the sandbox's egress is left open to them."""
    hosts: dict[str, None] = {}
    for ecosystem in ecosystems:
        index_command, page_command = _ASK[ecosystem]
        told = await sandbox.run(index_command, timeout_seconds=60)
        index = told.stdout.strip().splitlines()[-1].rstrip("/") if told.stdout.strip() else ""
        match = _ADDRESS.match(index)
        if match is None:
            continue
        hosts[match[1]] = None
        await sandbox.set_egress(tuple(hosts))
        page = await sandbox.run(page_command.format(index=index), timeout_seconds=60)
        hosts |= dict.fromkeys(_file_hosts(page.stdout, ecosystem))
    return tuple(hosts)


def _file_hosts(page: str, ecosystem: str) -> list[str]:
    # an index answers in JSON or, as mirrors often do whatever they are asked for, in HTML
    key = r'(?:"url"\s*:\s*|href=)"' if ecosystem == "pypi" else r'"tarball"\s*:\s*"'
    return list(dict.fromkeys(re.findall(key + _ADDRESS.pattern, page)))
