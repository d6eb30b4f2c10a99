"""The files every sandbox starts with: its users, its resolver, its shell profile.

What never changes is made once a server and shared read-only: making a file costs a millisecond or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FOLDERS = {
    "home/user": 0o755,
    "root": 0o755,
    "tmp": 0o1777,
    "var/tmp": 0o1777,
    "var/log": 0o755,
    "var/lib": 0o755,
    "run": 0o755,
    "run/e2b": 0o755,
    "opt/code-on-fly": 0o755,
    "mnt": 0o755,
    "usr": 0o755,
    "proc": 0o755,
    "dev": 0o755,
    "etc": 0o755,
}
ETC = {
    "passwd": (
        "root:x:0:0:root:/root:/bin/bash\n"
        "user:x:1000:1000:user:/home/user:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    ),
    "group": "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n",
    "hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",
    "hostname": "sandbox\n",
    "resolv.conf": "# names are resolved outside, by the proxy at 127.0.0.1:3128\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "profile": 'export PATH="${SANDBOX_PATH:-$PATH}"\n',
    "bash.bashrc": "",
    "shells": "/bin/sh\n/bin/bash\n",
    "gitconfig": "[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n",
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
_SUDO = """\
#!/bin/sh
# there is one user and no privilege to gain: the command simply runs
while [ $# -gt 0 ]; do
  case "$1" in
    --) shift; break ;;
    -u|-g|-C|-h|-p|-U) shift 2 ;;
    -i|-s) shift; [ $# -gt 0 ] || set -- "${SHELL:-/bin/bash}" ;;
    -*) shift ;;
    *=*) export "$1"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || exit 0
exec env -u SUDO_COMMAND "$@"
"""
_SETFATTR = """\
#!/usr/bin/env python3
import argparse, os
parser = argparse.ArgumentParser(prog="setfattr")
parser.add_argument("-n", "--name")
parser.add_argument("-v", "--value", default="")
parser.add_argument("-x", "--remove")
parser.add_argument("paths", nargs="+")
given = parser.parse_args()
for path in given.paths:
    if given.remove:
        os.removexattr(path, given.remove)
    else:
        os.setxattr(path, given.name, given.value.encode())
"""


def _programs() -> Iterator[tuple[str, str]]:
    """Small programs that E2B's images have: stand-ins where the host lacks them or its own can't work."""
    for name in ("pip", "pip3"):
        yield name, '#!/bin/sh\nexec python3 -m pip "$@"\n'
    yield "python", '#!/bin/sh\nexec python3 "$@"\n'
    yield "sudo", _SUDO
    if not Path("/usr/bin/setfattr").exists():
        yield "setfattr", _SETFATTR


def links() -> Iterator[tuple[str, str]]:
    """Name and target of the host's links into /usr, such as bin -> usr/bin."""
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if Path(f"/{name}").is_symlink():
            yield name, str(Path(f"/{name}").readlink()).lstrip("/")


def share(etc: Path, tools: Path, targets: Iterable[str]) -> list[tuple[str, str]]:
    """Makes the shared folders; what of the host's /etc is to be mounted: source, path inside.

    ``targets`` are paths inside ``tools`` that something will be mounted on.
    """
    mounts: list[tuple[str, str]] = []
    etc.mkdir(mode=0o755)
    for name, text in ETC.items():
        (etc / name).write_text(text)
    for name in SHARED:
        source = Path("/etc", name)
        if source.is_dir():
            (etc / name).mkdir(parents=True, exist_ok=True)
            mounts.append((str(source), str(source)))
        elif source.is_file():
            (etc / name).parent.mkdir(parents=True, exist_ok=True)
            (etc / name).write_bytes(source.read_bytes())
    (tools / "bin").mkdir(mode=0o755, parents=True)
    tools.chmod(0o755)
    for name, text in _programs():
        (tools / "bin" / name).write_text(text)
        (tools / "bin" / name).chmod(0o755)
    for target in targets:
        (tools / target).mkdir(parents=True, exist_ok=True)
    return mounts


def unpack(root: Path, files: Mapping[str, str]) -> None:
    """Makes ``root``, which must not exist, the file system of a new sandbox, with these files."""
    root.mkdir(mode=0o755)
    for name, mode in FOLDERS.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name).chmod(mode)
    for name, text in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, target in links():
        (root / name).symlink_to(target)
