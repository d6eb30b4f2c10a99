"""A manifest of Node with the base's set-up of tests: what a change sets up is none of the base's tests."""

from __future__ import annotations

import json

_RUNNERS = ("jest", "mocha", "vitest", "ava")
# settings that name files which run before the tests, or around them
_FILES = (
    *("setupFiles", "setupFilesAfterEnv", "globalSetup", "globalTeardown", "snapshotSerializers"),
    *("require", "file"),
)


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


def _table(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
