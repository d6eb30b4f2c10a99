"""May this change be published? A pure decision over (path, mode, bytes): all or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import pathspec

from codeonfly.change import Change, FileChange, GateFinding, Severity, largest
from codeonfly.hidden_text import INVISIBLE
from codeonfly.leaks import forms_of, holds_secret, keys_in
from codeonfly.lock_hosts import hosts_in, is_wrapper, names_hosts
from codeonfly.reader import Reader, Unreadable
from codeonfly.settings import Settings
from codeonfly.sources import taken_from
from codeonfly.tree import EXECUTABLE, REGULAR, Tree

# What no setting can allow: files that decide what runs on the maintainers' machines or with their rights.
_BLOCKED = (
    (re.compile(r"\.github/workflows(/|$)"), "workflows"),
    (re.compile(r"\.github/actions(/|$)"), "workflows"),
    (re.compile(r"\.github/code-on-fly\.ya?ml$"), "own-settings"),
    (re.compile(r"(|\.github/|docs/|\.gitlab/)codeowners$"), "codeowners"),
    (re.compile(r"(.*/)?\.gitmodules$"), "submodule"),
    (re.compile(r"(.*/)?\.git(/|$)"), "git-internals"),
    # Windows' short names, which get shorter as their number grows and turn into a hash from the fifth on
    (
        re.compile(
            r"(.*/)?(git|gith(ub?)?|gitm(od?)?|work(fl?)?|acti(on?)?|(gi|wo|ac|co)[0-9a-f]{4})~\d+(/|$)"
        ),
        "git-internals",
    ),
    (re.compile(r"(|\.github/|docs/|\.gitlab/)code(ow?|-o?)?~\d+(\.\w*)?$"), "git-internals"),
    (re.compile(r"(.*/)?(\.git[ .]+|\.git:.*)(/|$)"), "git-internals"),
)
# Other services' workflows, what merges by itself or gives rights, what editors, shells, hook managers,
# package managers and coding assistants run or obey unasked: for a person's eyes.
_RUNS_BY_ITSELF = re.compile(
    r"\.(?:gitlab-ci|travis|drone|cirrus|appveyor|woodpecker)\.ya?ml|appveyor\.ya?ml|jenkinsfile|"
    r"(?:azure|bitbucket)-pipelines.*\.ya?ml|cloudbuild\.ya?ml|\.(?:circleci|buildkite|woodpecker)/.*|"
    r"buildspec\.ya?ml|wercker\.yml|\.gitpod\.ya?ml|\.builds?(?:/.*)?\.yml|\.(?:semaphore|teamcity|tekton)/.*|"
    r"netlify\.toml|vercel\.json|render\.yaml|(?:fly|wrangler)\.toml|firebase\.json|\.readthedocs\.ya?ml|"
    r"(?:\.github/)?(?:\.?(?:mergify|bulldozer|policy)\.ya?ml|\.?kodiak\.toml|bors\.toml|"
    r"(?:\.?renovaterc|renovate)(?:\.json5?)?)|"
    r"\.github/[^/]+\.(?:ya?ml|json5?|toml)|"  # there apps, Dependabot among them, read what they may do
    r"\.(?:gitea|forgejo)/workflows/.*|"
    r"(?:.*/)?(?:\.vscode/(?:tasks|settings|launch|mcp)\.json|\.zed/(?:tasks|settings)\.json|"
    r"\.idea/runconfigurations/.*|"
    r"\.claude/settings(?:\.local)?\.json|\.gemini/settings\.json|\.cursor/(?:mcp|hooks)\.json|\.mcp\.json|"
    r"\.githooks/.*|\.?mise(?:\.local)?\.toml|\.mise/.*|\.(?:exrc|n?vimrc|nvim\.lua|dir-locals\.el)|"
    # what git itself does with files, and hides of them in a diff; what assistants are told in every session
    r"\.gitattributes|\.lfsconfig|agents\.md|claude\.md|gemini\.md|\.(?:cursor|windsurf|cline)rules|"
    r"\.(?:cursor|windsurf|clinerules|roo|kiro|continue|codex)/.*|opencode\.jsonc?|\.aider\.conf\.ya?ml|"
    r"\.github/(?:copilot-instructions\.md|(?:instructions|prompts|agents)/.*)|"
    # what build tools run beside a build, from files that nobody opens
    r"\.cargo/config(?:\.toml)?|\.mvn/jvm\.config|gradle/wrapper/.*\.jar|"
    r"[^/]+\.code-workspace|\.(?:gdb|lldb)init|\.overcommit\.ya?ml|\.?simple-git-hooks\.\w+|"
    r"\.lintstagedrc(?:\..*)?|"
    r"\.devcontainer(?:/.*|\.json)|\.envrc|\.husky/.*|"
    r"\.?lefthook(?:-local)?\.ya?ml|\.pre-commit-config\.ya?ml|\.yarn/(?:releases|plugins|sdks)/.*|\.pnp\.c?js|"
    r"\.?pnpmfile\.[cm]?js|yarn\.config\.cjs|binding\.gyp|\.pdm-python|mvnw(?:\.cmd)?|gradlew(?:\.bat)?|"
    r"\.mvn/wrapper/.*\.(?:jar|java)|directory\.build\.(?:props|targets)|\.(?:jvm|sbt)opts|\.cargo/credentials.*|"
    # settings of package managers: which program or certificates they use stands there too
    r"\.(?:npm|pnpm|yarn|pyp|conda|bazel|net|curl|wget)rc|\.yarnrc\.yml|bunfig\.toml|uv\.toml|\.?pdm\.toml|"
    r"pip\.(?:conf|ini)|\.pydistutils\.cfg|nuget\.config|\.bundle/config|(?:[\w.-]+-)?settings\.xml|"
    # what interpreters, debuggers and shells run when they are started there
    r"\.(?:rprofile|pdbrc|irbrc|pryrc|ghci|ocamlinit|iex\.exs|octaverc|luarc\.json|replit|stackblitzrc|buckconfig)|"
    r"\.autoenv.*|\.(?:trunk|fleet|hg|svn|jj|bzr)/.*)"
)
# What Windows forbids, and what a shell acts upon when a script hands it the names of changed files.
_FOR_A_SHELL = re.compile(r"[<>\"|?*`]|\$[({]|(?:^|/)-")
# Names that Windows keeps for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(con|conin\$|conout\$|clock\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?$")
MOST_SOURCES = 5  # of a manifest that are told
LONGEST_NAME = 255  # bytes, on nearly every file system


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
        *_manifests(change, base),
        *_secrets(change, base, settings, secrets),
        *_protected(change, settings),
        *_running_by_themselves(change),
    )


async def gate_in_time(
    reader: Reader,
    change: Change,
    base: Tree,
    settings: Settings,
    *,
    secrets: Sequence[str] = (),
    allowed_hosts: Sequence[str] = (),
) -> tuple[GateFinding, ...]:
    """What ``gate`` finds, read by ``reader``; what can't be read in time may not be published."""
    judge = partial(gate, secrets=secrets, allowed_hosts=allowed_hosts)
    try:
        return await reader.ask(judge, change, base, settings)
    except Unreadable as told:
        return (GateFinding(largest(change), "unreadable", str(told), "block"),)


def normalised(path: str) -> str:
    """The path as the most forgiving file system sees it: compatibility form, case folded, no ignorables."""
    # upper case first: some systems take a dotless i for an I
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", path)).upper().casefold()
    text = unicodedata.normalize("NFKC", text.replace("i\u0307", "i")).replace("\\", "/")
    return "/".join(part.rstrip(" .") or part for part in text.split("/"))


def _block(path: str, rule: str, sentence: str) -> GateFinding:
    return GateFinding(path, rule, sentence, "block")


def _judge(made: FileChange, base: Tree) -> Iterator[GateFinding]:
    path, plain = made.path, normalised(made.path)
    if reason := _bad_path(path, plain):
        yield _block(path, "path", f"{path!r} {reason}")
    if path not in base.files and _FOR_A_SHELL.search(unicodedata.normalize("NFKC", path)):
        yield _block(path, "path", f"{path!r} has a name that Windows forbids or that shells act upon")
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
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") for char in path):
        return "has a control character or is not valid Unicode"
    if INVISIBLE.search(path):
        return "has characters that nobody sees"
    if any(_RESERVED.match(part) for part in plain.split("/")):
        return "has a name that Windows reserves"
    shown = unicodedata.normalize("NFKC", path)
    if any(part.rstrip(".") != part or part.rstrip() != part or ":" in part for part in shown.split("/")):
        return "has a name that ends in a dot or space, or has a colon"
    if any(len(part.encode(errors="replace")) > LONGEST_NAME for part in path.split("/")):
        return f"has a name longer than {LONGEST_NAME} bytes"
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
    head = {path: normalised(path) for path in change.apply(base.files)}
    seen: dict[str, str] = {}
    for path in sorted(head, key=lambda path: (path not in base.files, path)):
        other = seen.setdefault(head[path], path)
        if other != path and (path not in base.files or other not in base.files):
            yield _block(path, "collision", f"{path!r} and {other!r} are one file on some systems")
    there, new = ([path for path in head if (path in base.files) is known] for known in (True, False))
    yield from _folders_of_two_names(there, new)
    folders = {folder for plain in head.values() for folder in _above(plain)}
    for path in change.paths:
        if path not in head:
            continue
        if head[path] in folders:
            yield _block(path, "collision", f"{path!r} is a folder too")
        if any(folder in seen for folder in _above(head[path])):
            yield _block(path, "collision", f"{path!r} lies in a folder that is a file")


def _folders_of_two_names(there: Iterable[str], new: Iterable[str]) -> Iterator[GateFinding]:
    """New folders that some systems would take for one that is there."""
    exact = {folder for path in there for folder in _above(path)}
    known = {normalised(folder): folder for folder in exact}
    for path in new:
        for folder in (one for one in _above(path) if one not in exact):
            other = known.setdefault(normalised(folder), folder)
            if other != folder:
                yield _block(
                    path, "collision", f"the folders {folder!r} and {other!r} are one on some systems"
                )


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _lock_files(change: Change, base: Tree, allowed: frozenset[str]) -> Iterator[GateFinding]:
    for made in change.files:
        if made.file is None or not names_hosts(made.path):
            continue
        before = base.files.get(made.path)
        known = hosts_in(made.path, before.data) if before else frozenset[str]()
        foreign = hosts_in(made.path, made.file.data) - known - allowed
        if foreign:
            named = ", ".join(sorted(foreign)[:3])
            sentence = f"{made.path!r} points to {named}, which the base does not use"
            severity: Severity = "review" if is_wrapper(made.path) and before is None else "block"
            yield GateFinding(made.path, "foreign-host", sentence, severity)


def _manifests(change: Change, base: Tree) -> Iterator[GateFinding]:
    for made in change.files:
        before = base.files.get(made.path)
        known = taken_from(made.path, before.data) if before else frozenset[str]()
        new = taken_from(made.path, made.file.data) - known if made.file is not None else ()
        for what in sorted(new)[:MOST_SOURCES]:
            yield GateFinding(made.path, "source", f"{made.path!r} now {what}: please review it", "review")


def _secrets(change: Change, base: Tree, settings: Settings, secrets: Sequence[str]) -> Iterator[GateFinding]:
    forms, alone = forms_of(secrets), False
    for made in change.files:
        data = made.file.data if made.file is not None else b""
        if holds_secret(made.path.encode(errors="replace") + b"\n" + data, forms):
            alone = True
            yield _block(made.path, "secret", f"{made.path!r} holds one of this run's secrets")
        elif any(_is_new(key, base) for key in keys_in(data)):
            yield _block(made.path, "key", f"{made.path!r} holds what looks like a key or token")
    if alone:
        return
    together = b"\n".join(made.file.data for made in change.files if made.file is not None)
    if len(change.files) > 1 and len(together) <= settings.max_file_bytes and holds_secret(together, forms):
        yield _block("", "secret", "the changed files together hold one of this run's secrets")


def _is_new(key: bytes, base: Tree) -> bool:
    """A fixture's made-up key may be moved about."""
    return not any(key in file.data for file in base.files.values())


def _protected(change: Change, settings: Settings) -> Iterator[GateFinding]:
    spec = pathspec.GitIgnoreSpec.from_lines(settings.protected_paths)
    for path in change.paths:
        if spec.match_file(path):
            yield GateFinding(
                path, "protected", f"{path!r} is protected by the settings: please review it", "review"
            )


def _running_by_themselves(change: Change) -> Iterator[GateFinding]:
    for made in change.files:
        if made.file is not None and _RUNS_BY_ITSELF.fullmatch(normalised(made.path)):
            sentence = (
                f"{made.path!r} is run by other services, or unasked on people's machines: please review it"
            )
            yield GateFinding(made.path, "runs-by-itself", sentence, "review")
