"""Which hosts a package registry lives on: asked of the package manager and its index, in the sandbox.

No registry's name is written here. A package manager's configuration names its index; where it keeps a
built-in one to itself, its complaint about the closed network does. The index then names the file hosts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from codeonfly.ports import Sandbox

ASK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Inquiry:
    """``index`` prints the index's address with the network closed; ``page``, with the index reachable,
    prints what names the file hosts, each behind ``before``.
    """

    index: str
    page: str = ""
    before: str = ""


_FETCH = "curl -sSfL --max-time 20"
_EMPTY = 'cd "$(mktemp -d)"'
INQUIRIES = {
    "pypi": Inquiry(
        "python3 -c 'import os, subprocess, sys\n"
        'said = subprocess.run([sys.executable, "-m", "pip", "config", "get", "global.index-url"],'
        " capture_output=True, text=True).stdout.strip()\n"
        "from pip._internal.models.index import PyPI\n"
        'print(os.environ.get("PIP_INDEX_URL") or said or PyPI.simple_url)\'',
        f"{_FETCH} -H 'Accept: application/vnd.pypi.simple.v1+json' {{index}}/six/",
        # an index answers in JSON or, as mirrors often do whatever they are asked for, in HTML
        r'(?:"url"\s*:\s*|href=)"',
    ),
    "npm": Inquiry("npm config get registry", f"{_FETCH} {{index}}/is-number", r'"tarball"\s*:\s*"'),
    # asked with npm's registry reachable: that is where Yarn itself comes from
    "yarn": Inquiry("npx --yes yarn@1 config get registry"),
    "go": Inquiry("go env GOPROXY | tr ',|' '\\n\\n'; echo https://$(go env GOSUMDB | cut -d' ' -f1)"),
    "crates": Inquiry(
        f'{_EMPTY} && mkdir src && : > src/lib.rs && printf \'[package]\\nname = "ask"\\nversion = "0.1.0"\\n'
        '[dependencies]\\nitoa = "1"\\n\' > Cargo.toml && CARGO_NET_RETRY=0 cargo fetch 2>&1',
        f"{_FETCH} {{index}}/config.json",
        r'"dl"\s*:\s*"',
    ),
    "maven": Inquiry(
        f"{_EMPTY} && printf '<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a"
        "</artifactId><version>1</version></project>' > pom.xml && mvn -B -q test 2>&1 | head -c 20000"
    ),
}
# An address, without the credentials that a configuration may hold, and its host.
_ADDRESS = re.compile(r"https?://(?:[^/@\s\"'`()]*@)?([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)(?::\d+)?[^\s\"'`()<>]*")


async def discover_hosts(sandbox: Sandbox, ecosystems: Sequence[str]) -> tuple[str, ...]:
    """The hosts of these ecosystems, indexes first; the sandbox's egress is left open to the indexes.

    Called with the network closed, which it is for the first ecosystem. One whose package manager does not
    answer has no hosts: its install then says what it could not reach.
    """
    hosts: dict[str, None] = {}
    for ecosystem in ecosystems:
        inquiry = INQUIRIES[ecosystem]
        if hosts:
            await sandbox.set_egress(tuple(hosts))
        told = await sandbox.run(inquiry.index, timeout_seconds=ASK_SECONDS)
        found = list(_ADDRESS.finditer(told.stdout))
        if ecosystem != "go":
            found = found[:1]
        hosts |= dict.fromkeys(match[1] for match in found)
        if not found or not inquiry.page:
            continue
        await sandbox.set_egress(tuple(hosts))
        index = found[0][0].removesuffix("/config.json").rstrip("/")
        page = await sandbox.run(inquiry.page.format(index=index), timeout_seconds=ASK_SECONDS)
        hosts |= dict.fromkeys(re.findall(inquiry.before + _ADDRESS.pattern, page.stdout))
    return tuple(hosts)
