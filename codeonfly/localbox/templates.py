"""Templates: the toolchains of this machine by environment name, and where they appear in a sandbox."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codeonfly.errors import UserError

PREFIX = "code-on-fly-"  # toolchains.versions.TEMPLATE_PREFIX, whose package takes long to import
HIDDEN = "/opt/code-on-fly"
_HOW = {
    "python": "install Python {wanted} or newer (your distribution's python3, pyenv or uv python install)",
    "nodejs": "install Node.js {wanted} or newer (your distribution's nodejs, nvm or the Node.js installer)",
    "go": "install Go {wanted} or newer",
    "rust": "install Rust with rustup or your distribution's cargo",
    "java": "install a JDK, version {wanted} or newer",
}


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A toolchain of the host: mounted read-only from ``source`` at ``target`` ("" when /usr has it)."""

    name: str
    version: tuple[int, ...]
    source: str = ""
    target: str = ""
    bin: str = ""  # folder for PATH inside
    home: str = ""  # its home inside, or a system Python's program, where one is to be told (JAVA_HOME)
    libraries: str = ""  # folder inside for the loader, where its programs name a host path that is not there

    @property
    def label(self) -> str:
        return f"{self.name} {'.'.join(map(str, self.version))}"


@dataclass(frozen=True, slots=True)
class Template:
    """What a sandbox is made of: ``first`` goes first on PATH; ``note`` tells of a newer version."""

    name: str
    first: Toolchain | None = None
    note: str = ""


def resolve(name: str) -> Template | None:
    """The template of this name, or None when there is no such name.

    Raises UserError when the name is an environment and the machine lacks it.
    """
    plain = name.removeprefix(PREFIX)
    if plain == "base":
        return Template("base")
    found = re.fullmatch(r"(python|nodejs|go|rust|java)-(\d+(?:\.\d+){0,2})", plain)
    if found is None:
        return None
    kind, wanted = found[1], tuple(map(int, found[2].split(".")))
    candidates = [toolchain for toolchain in toolchains() if toolchain.name == kind]
    exact = [one for one in candidates if one.version[: len(wanted)] == wanted]
    newer = sorted((one for one in candidates if one.version >= wanted), key=lambda one: one.version)
    chosen = exact[0] if exact else (newer[0] if newer else None)
    if chosen is None:
        have = ", ".join(one.label for one in candidates) or f"no {kind}"
        raise UserError(
            f'environment "{plain}" is not available on this machine (it has {have}):'
            f" {_HOW[kind].format(wanted=found[2])}, or set E2B_API_KEY to use E2B"
        )
    note = "" if exact else f"{plain} runs on {chosen.label}, the nearest that this machine has"
    return Template(plain, chosen, note)


def still_here(name: str) -> Template | None:
    """The template that a kept snapshot was made of; None where this machine lacks it by now."""
    try:
        return resolve(name)
    except UserError:
        return None


@functools.cache
def toolchains() -> tuple[Toolchain, ...]:
    """All toolchains of this machine, the running Python first."""
    found = [own_python(), *_other_pythons()]
    found += [one for one in (_node(), _go(), _rust(), *_javas()) if one is not None]
    return tuple(found)


@functools.cache
def own_python() -> Toolchain:
    """The interpreter that runs this program: it also runs the agent in every sandbox."""
    version = tuple(sys.version_info[:3])
    if _inside_usr(sys.base_prefix):
        return Toolchain("python", version, bin=str(Path(os.path.realpath(sys.executable)).parent))
    return _mounted_python(version, sys.base_prefix, f"{HIDDEN}/python")


def _mounted_python(version: tuple[int, ...], prefix: str, target: str) -> Toolchain:
    shared = any(Path(prefix, "lib").glob("libpython3.*.so*"))
    libraries = f"{target}/lib" if shared else ""
    return Toolchain("python", version, prefix, target, f"{target}/bin", libraries=libraries)


def library_path(first: Toolchain | None) -> str:
    """For LD_LIBRARY_PATH in a sandbox with this toolchain; "" when nothing there needs it.

    Every program that starts looks for each of its libraries in all of them, at 24 system calls a folder.
    """
    there = (own_python(), first)
    return ":".join(one.libraries for one in toolchains() if one.libraries and one in there)


def agent_python() -> str:
    """The interpreter's path inside a sandbox."""
    own = own_python()
    return f"{own.bin}/python{own.version[0]}.{own.version[1]}"


def _other_pythons() -> list[Toolchain]:
    """Interpreters on PATH and beside the running one (pyenv's and uv's folders of versions)."""
    found: dict[tuple[int, ...], Toolchain] = {}
    own = own_python()
    for folder in Path(own.source).parent.glob("*/bin") if own.source else ():
        prefix = folder.parent
        version = tuple(map(int, match.groups())) if (match := _VERSION.search(prefix.name)) else ()
        if version >= (3, 8) and version != own.version and os.access(folder / "python3", os.X_OK):
            target = f"{HIDDEN}/python-{'.'.join(map(str, version))}"
            found[version] = _mounted_python(version, str(prefix), target)
    for place in ("/usr/bin", "/usr/local/bin"):
        for program in sorted(Path(place).glob("python3.[0-9]*")):
            match = re.fullmatch(r"python(3)\.(\d+)", program.name)
            if match and (version := (3, int(match[2]))) != own.version[:2]:
                inside = f"{HIDDEN}/{program.name}"
                found.setdefault(version, Toolchain("python", version, bin=inside, home=str(program)))
    return sorted(found.values(), key=lambda one: one.version)


_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def _node() -> Toolchain | None:
    path = shutil.which("node")
    return _prefixed("nodejs", path, ["--version"], "node") if path else None


def _go() -> Toolchain | None:
    path = shutil.which("go") or (
        "/usr/local/go/bin/go" if os.access("/usr/local/go/bin/go", os.X_OK) else None
    )
    return _prefixed("go", path, ["version"], "go") if path else None


def _rust() -> Toolchain | None:
    """A rustup toolchain by itself: rustup's proxies need a home of their own."""
    home = Path("~/.rustup/toolchains").expanduser()
    folders = sorted(home.glob("*")) if os.access(home, os.R_OK) else []  # root's home may be another's
    stable = [folder for folder in folders if folder.name.startswith("stable")] or folders
    paths = [str(stable[-1] / "bin" / "cargo")] if stable else []
    paths += [path for path in [shutil.which("cargo", path="/usr/local/bin:/usr/bin")] if path]
    return _prefixed("rust", paths[0], ["--version"], "rust") if paths else None


def _javas() -> list[Toolchain | None]:
    """The JDK on PATH and those that distributions keep beside each other."""
    paths = [path for path in [shutil.which("javac") or shutil.which("java")] if path]
    paths += [str(path) for path in sorted(Path("/usr/lib/jvm").glob("*/bin/javac"))]
    own = {os.path.realpath(path): path for path in reversed(paths)}
    return [_prefixed("java", path, ["-version"], "java") for path in own.values()]


def _prefixed(name: str, path: str, words: list[str], folder: str) -> Toolchain | None:
    """The toolchain whose program is at ``path``, unless it does not start."""
    prefix = Path(os.path.realpath(path)).parent.parent
    match = re.search(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", _written(prefix) or _told(path, words))
    if match is None:
        return None
    version = tuple(int(part) for part in match.groups() if part is not None)
    if prefix.name == "lib" and name == "nodejs":  # a package manager's shim
        prefix = Path(path).parent.parent
    if _inside_usr(str(prefix)):
        inside = str(prefix / "bin")
        return Toolchain(name, version, bin=inside, home=str(prefix))
    target = f"{HIDDEN}/{folder}"
    return Toolchain(name, version, str(prefix), target, f"{target}/bin", target)


def _written(prefix: Path) -> str:
    """What a JDK or Go says of itself in a file: starting a JDK to ask takes half a second."""
    for name, pattern in (("release", r'^JAVA_VERSION="([^"]+)"'), ("VERSION", r"^go([\d.]+)")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if found := re.search(pattern, (prefix / name).read_text(), re.MULTILINE):
                return found[1]
    return ""


def _told(path: str, words: list[str]) -> str:
    """What the program says when it is asked; "" when it does not start."""
    try:
        told = subprocess.run(
            [path, *words], capture_output=True, text=True, check=False, timeout=20, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if told.returncode else told.stdout + told.stderr


def _inside_usr(path: str) -> bool:
    return os.path.realpath(path) == "/usr" or os.path.realpath(path).startswith("/usr/")


def base_environment(user: str, first: Toolchain | None, extra: Mapping[str, str]) -> dict[str, str]:
    """The variables every command starts with; ``first`` goes first on PATH."""
    home = "/root" if user == "root" else "/home/user"
    folders = [f"{home}/.local/bin", f"{HIDDEN}/bin"]
    ordered = ([first] if first else []) + list(toolchains())
    names: set[str] = set()
    for toolchain in ordered:
        if toolchain.name not in names:
            names.add(toolchain.name)
            folders.append(toolchain.bin)
    folders += [f"{home}/.cargo/bin", f"{home}/go/bin"]
    folders += ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    path = ":".join(dict.fromkeys(folder for folder in folders if folder))
    libraries = library_path(first)
    return {
        "PATH": path,
        "SANDBOX_PATH": path,
        "HOME": home,
        "USER": user,
        "LOGNAME": user,
        "SHELL": "/bin/bash",
        "LC_CTYPE": "C.UTF-8",  # all that it has beyond C: LANG would make each shell read eleven files more
        **({"LD_LIBRARY_PATH": libraries} if libraries else {}),
        **extra,
    }
