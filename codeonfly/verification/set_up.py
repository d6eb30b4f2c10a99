"""A manifest of Node in parts: how tests are set up in it, and what it offers to others."""

from __future__ import annotations

import json

_RUNNERS = ("jest", "mocha", "vitest", "ava")
# settings that name files which run before the tests, or around them
_FILES = (
    *("setupFiles", "setupFilesAfterEnv", "globalSetup", "globalTeardown", "snapshotSerializers"),
    *("require", "file"),
)
# what others get of a package
_OFFERED = ("exports", "main", "module", "browser", "bin", "files", "types", "typings", "version")


def put_back(before: str, after: str) -> str:
    """The text ``after`` of a package.json, whose runners set up what they did; unchanged where they do."""
    old, new = _table(before), _table(after)
    changed = False
    for runner in _RUNNERS:
        was, now = old.get(runner) or {}, new.get(runner)
        if not isinstance(was, dict) or not isinstance(now, dict):
            continue
        for name in _FILES:
            if now.get(name) == was.get(name):
                continue
            changed = True
            now.pop(name, None)
            if name in was:
                now[name] = was[name]
    return json.dumps(new, indent=2, ensure_ascii=False) + "\n" if changed else after


def without_entries(before: str, after: str) -> str:
    """The text ``after`` of a package.json that offers what the base's does: that is no set-up of tests."""
    old, new = _table(before), _table(after)
    changed = [name for name in _OFFERED if new.get(name) != old.get(name)]
    for name in changed:
        new.pop(name, None)
        if name in old:
            new[name] = old[name]
    if not changed:
        return after
    return before if new == old else json.dumps(new, indent=2, ensure_ascii=False) + "\n"


def _table(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
