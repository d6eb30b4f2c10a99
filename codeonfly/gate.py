"""May this change be published? A pure decision over (path, mode, bytes): all or nothing."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pathspec

from codeonfly.change import Change, FileChange, GateFinding
from codeonfly.settings import Settings
from codeonfly.tree import EXECUTABLE, REGULAR, File, Tree

# What no setting can allow: files that decide what runs on the maintainers' machines or with their rights.
_BLOCKED = (
    (re.compile(r"\.github/workflows(/|$)"), "workflows"),
    (re.compile(r"\.github/actions(/|$)"), "workflows"),
    (re.compile(r"\.github/code-on-fly\.ya?ml$"), "own-settings"),
    (re.compile(r"(|\.github/|docs/|\.gitlab/)codeowners$"), "codeowners"),
    (re.compile(r"(.*/)?\.gitmodules$"), "submodule"),
    (re.compile(r"(.*/)?\.git(/|$)"), "git-internals"),
    (re.compile(r"(.*/)?(git~\d+|\.git[ .]+|\.git:.*)(/|$)"), "git-internals"),
)
# Names that Windows keeps for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")
# Characters file systems drop or nobody sees: HFS+ ignores them, so they can hide a ".git".
_IGNORABLE = dict.fromkeys(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        0xAD,
        *range(0xE0000, 0xE0200),
    ]
)
_TOKENS = re.compile(
    rb"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}|"
    rb"e2b_[0-9a-f]{32,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{20,}|"
    rb"-----BEGIN (?:RSA |EC |OPENSSH |DSA |)PRIVATE KEY-----"
)
_LOCKS = frozenset(
    (
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        ".npmrc",
        ".yarnrc",
        ".yarnrc.yml",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "pipfile.lock",
        "pip.conf",
        "cargo.lock",
        "go.sum",
        "gemfile.lock",
        "composer.lock",
    )
)
_ADDRESS = re.compile(rb"(?:https?|git|ssh)(?:\+\w+)?://(?:[^/@\s\"']*@)?([A-Za-z0-9.-]+)")


def gate(
    change: Change,
    base: Tree,
    settings: Settings,
    *,
    secrets: Sequence[str] = (),
    allowed_hosts: Sequence[str] = (),
) -> tuple[GateFinding, ...]:
    """Every reason against the change; one "block" keeps all of it from being published.

    ``secrets``: values that must not appear in any form. ``allowed_hosts``: registries lock files may name.
    """
    return (
        *_sizes(change, settings),
        *_collisions(change, base),
        *(finding for made in change.files for finding in _judge(made, base)),
        *_lock_files(change, base, frozenset(allowed_hosts)),
        *_secrets(change, secrets),
        *_protected(change, settings),
    )


def normalised(path: str) -> str:
    """The path as the most forgiving file system sees it: compatibility form, case folded, no ignorables."""
    text = unicodedata.normalize("NFKC", path).translate(_IGNORABLE).casefold()
    text = unicodedata.normalize("NFKC", text).replace("\\", "/")
    return "/".join(part.rstrip(" .") or part for part in text.split("/"))


def _block(path: str, rule: str, sentence: str) -> GateFinding:
    return GateFinding(path, rule, sentence, "block")


def _judge(made: FileChange, base: Tree) -> Iterator[GateFinding]:
    path, plain = made.path, normalised(made.path)
    if reason := _bad_path(path, plain):
        yield _block(path, "path", f"{path!r} {reason}")
    for pattern, rule in _BLOCKED:
        if pattern.match(plain) or pattern.match(path.casefold()):
            yield _block(path, rule, f"the change touches {path!r}, which Code-on-Fly never publishes")
            break
    if made.file is not None and made.file.mode not in (REGULAR, EXECUTABLE):
        yield _block(path, "mode", f"{path!r} is not a regular file (mode {made.file.mode})")
    before = base.files.get(path)
    if before is not None and before.mode not in (REGULAR, EXECUTABLE):
        yield _block(
            path, "mode", f"{path!r} is a symlink or submodule on the base; a person has to change it"
        )


def _bad_path(path: str, plain: str) -> str:
    if not path or path.startswith("/") or "\\" in path or "\0" in path:
        return "is not a relative path with forward slashes"
    if any(part in ("", ".", "..") for part in (*path.split("/"), *plain.split("/"))):
        return "has an empty, '.' or '..' part"
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in path):
        return "has a control character or is not valid Unicode"
    if path.translate(_IGNORABLE) != path:
        return "has characters that nobody sees"
    if any(_RESERVED.match(part) for part in plain.split("/")):
        return "has a name that Windows reserves"
    if any(part != part.rstrip(" .") or ":" in part for part in path.split("/")):
        return "has a name that ends in a dot or space, or has a colon"
    return "is longer than 4,096 bytes" if len(path.encode(errors="replace")) > 4096 else ""


def _sizes(change: Change, settings: Settings) -> Iterator[GateFinding]:
    if len(change.files) > settings.max_files:
        yield _block(
            "", "too-many-files", f"{len(change.files)} files changed, the limit is {settings.max_files}"
        )
    sizes = {made.path: len(made.file.data) for made in change.files if made.file is not None}
    for path, size in sizes.items():
        if size > settings.max_file_bytes:
            sentence = f"{path!r} has {size} bytes, the limit for a file is {settings.max_file_bytes}"
            yield _block(path, "file-too-large", sentence)
    if sum(sizes.values()) > settings.max_change_bytes:
        sentence = f"the change has {sum(sizes.values())} bytes, the limit is {settings.max_change_bytes}"
        yield _block("", "change-too-large", sentence)


def _collisions(change: Change, base: Tree) -> Iterator[GateFinding]:
    """Two names that one file system would take for one, or a name that is a file and a folder."""
    head = change.apply(base.files)
    seen: dict[str, str] = {}
    for path in sorted(head, key=lambda path: (path not in base.files, path)):
        other = seen.setdefault(normalised(path), path)
        if other != path and (path not in base.files or other not in base.files):
            yield _block(path, "collision", f"{path!r} and {other!r} are one file on some systems")
    for path in change.paths:
        parts = path.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        if path in head and any(folder in head for folder in above):
            yield _block(path, "collision", f"{path!r} lies in a folder that is a file")


def _lock_files(change: Change, base: Tree, allowed: frozenset[str]) -> Iterator[GateFinding]:
    for made in change.files:
        if made.file is None or made.path.rpartition("/")[2].casefold() not in _LOCKS:
            continue
        foreign = _hosts(made.file) - _hosts(base.files.get(made.path)) - allowed
        if foreign:
            sentence = (
                f"{made.path!r} points to {', '.join(sorted(foreign)[:3])}, which the base does not use"
            )
            yield _block(made.path, "foreign-host", sentence)


def _hosts(file: File | None) -> frozenset[str]:
    return frozenset(host.decode().lower() for host in _ADDRESS.findall(file.data)) if file else frozenset()


def _secrets(change: Change, secrets: Sequence[str]) -> Iterator[GateFinding]:
    forms = {form for secret in secrets for form in _forms(secret)}
    for made in change.files:
        data = made.path.encode(errors="replace") + b"\n" + (made.file.data if made.file is not None else b"")
        joined = re.sub(rb"[\s\"'+\\,]+", b"", data)  # a value split over lines or string pieces
        if any(form in data or form in joined or form.lower() in data.lower() for form in forms):
            yield _block(made.path, "secret", f"{made.path!r} holds one of this run's secrets")
        elif made.file is not None and _TOKENS.search(data):
            yield _block(made.path, "secret", f"{made.path!r} holds what looks like a key or token")


def _forms(secret: str) -> set[bytes]:
    raw = secret.encode()
    if len(raw) < 8:
        return set()
    forms = {raw, raw[::-1], raw.hex().encode(), quote(secret, safe="").encode()}
    forms.add("".join(f"%{byte:02x}" for byte in raw).encode())
    for shift in range(3):  # base64 of a text that holds the secret at any offset
        encoded = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        middle = encoded[4 if shift else 0 : -2]
        forms |= {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in forms if len(form) >= 8}


def _protected(change: Change, settings: Settings) -> Iterator[GateFinding]:
    spec = pathspec.GitIgnoreSpec.from_lines(settings.protected_paths)
    for path in change.paths:
        if spec.match_file(path):
            yield GateFinding(
                path, "protected", f"{path!r} is protected by the settings: please review it", "review"
            )
