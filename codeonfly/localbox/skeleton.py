"""The files every sandbox starts with: its users, its resolver, its shell profile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

FOLDERS = {
    "home/user": 0o755,
    "root": 0o755,
    "tmp": 0o1777,
    "var/tmp": 0o1777,
    "var/log": 0o755,
    "var/lib": 0o755,
    "var/cache": 0o755,
    "run": 0o755,
    "opt/code-on-fly/bin": 0o755,
    "srv": 0o755,
    "mnt": 0o755,
    "media": 0o755,
    "usr": 0o755,
    "proc": 0o755,
    "dev": 0o755,
    "etc": 0o755,
}
FILES = {
    "etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\n"
        "user:x:1000:1000:user:/home/user:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    ),
    "etc/group": "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",
    "etc/hostname": "sandbox\n",
    "etc/resolv.conf": "# names are resolved outside, by the proxy at 127.0.0.1:3128\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "etc/profile": 'export PATH="${SANDBOX_PATH:-$PATH}"\n',
    "etc/bash.bashrc": "",
    "etc/shells": "/bin/sh\n/bin/bash\n",
    "etc/gitconfig": "[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n",
    "home/user/.bashrc": "",
    "home/user/.profile": "",
    "root/.profile": "",
}
SHARED = (  # of the host's /etc, read-only, where they exist
    "alternatives",
    "ssl/certs",
    "ssl/openssl.cnf",
    "ca-certificates",
    "pki/tls",
    "pki/ca-trust",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "protocols",
    "services",
    "maven",
    "java-11-openjdk",
    "java-17-openjdk",
    "java-21-openjdk",
    "java-25-openjdk",
)
_PROGRAMS = {
    "pip": '#!/bin/sh\nexec python3 -m pip "$@"\n',
    "pip3": '#!/bin/sh\nexec python3 -m pip "$@"\n',
}


def links() -> Iterator[tuple[str, str]]:
    """Name and target of the host's links into /usr, such as bin -> usr/bin."""
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if os.path.islink(f"/{name}"):
            yield name, str(Path(f"/{name}").readlink()).lstrip("/")


def unpack(root: Path) -> None:
    """Makes ``root``, which must not exist, the file system of a new sandbox."""
    root.mkdir(mode=0o755)
    for name, mode in FOLDERS.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name).chmod(mode)
    for name, text in FILES.items():
        (root / name).write_text(text)
    for name, text in _PROGRAMS.items():
        program = root / "opt/code-on-fly/bin" / name
        program.write_text(text)
        program.chmod(0o755)
    for name, target in links():
        (root / name).symlink_to(target)


def mountpoints(targets: list[str], root: Path) -> None:
    """The empty folders and files that bwrap needs below ``root`` for what it mounts there."""
    for target in targets:
        path = root / target.lstrip("/")
        if not os.path.lexists(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir()
