"""Is this event ours? Runs on the runner's own Python before anything is installed; standard library only.

A first sieve, cheap and silent: it grants nothing. What passes is read again, with rights, by the Action.
"""

from __future__ import annotations

import json
import os
import re
import sys

OWN_LABELS = "code-on-fly:"
DEFAULT_LABEL = "code-on-fly"
EVENTS = ("issues", "issue_comment", "pull_request_review", "workflow_dispatch")
SETTINGS = ".github/code-on-fly.yml"


def reason_to_ignore(name: str, payload: dict[str, object], labels: set[str]) -> str:
    """Why the event is not for us, or "" when it may be."""
    if name == "workflow_dispatch":
        return ""
    action = payload.get("action")
    if name == "issues":
        if action != "labeled":
            return "the issue was not labeled"
        label = _get(payload, "label", "name")
        if (
            not isinstance(label, str)
            or (labels and label.casefold() not in labels)
            or label.casefold().startswith(OWN_LABELS)
        ):
            return "another label"
        issue = payload.get("issue")
        if (
            not isinstance(issue, dict)
            or issue.get("pull_request") is not None
            or issue.get("state") != "open"
        ):
            return "not an open issue"
        return ""
    if name == "issue_comment":
        if action != "created" or not _get(payload, "issue", "pull_request"):
            return "not a new comment on a pull request"
        return _command(payload, "comment")
    if name == "pull_request_review":
        return _command(payload, "review") if action == "submitted" else "not a submitted review"
    return "not an event of ours"


def _command(payload: dict[str, object], key: str) -> str:
    if _get(payload, "sender", "type") != "User":
        return "not written by a person"
    body = _get(payload, key, "body")
    found = isinstance(body, str) and re.match(r"/retry(?![^\s])", body)
    return "" if found else "it does not begin with /retry"


def _get(source: object, *keys: str) -> object:
    for key in keys:
        source = source.get(key) if isinstance(source, dict) else None
    return source


def _labels(environ: os._Environ[str] | dict[str, str]) -> set[str]:
    """The label that starts a run: the input's, else the default and, where checked out, the settings'.

    None at all where only the Action itself can tell.
    """
    given = environ.get("INPUT_LABEL", "").strip()
    if given:
        return {given.casefold()}
    labels = {DEFAULT_LABEL}
    text = ""
    try:
        with open(os.path.join(environ.get("GITHUB_WORKSPACE", ""), SETTINGS), encoding="utf-8") as file:  # noqa: PTH118, PTH123 - pathlib alone costs more than the whole gate
            text = file.read(65536)
    except (OSError, ValueError):
        return labels
    found = re.search(
        r"(?m)^label:[ ]+(?:\"([^\"\\\n]+)\"|'([^'\n]+)'|([^\s\"'#&*!|>][^#\n]*?))[ ]*(?:#.*)?$", text
    )
    if found:
        labels.add((found[1] or found[2] or found[3]).casefold())
    elif re.search("label[\"']?[ ]*:", text):
        return set()  # written in a way that only YAML's own reader takes: every label may be the one
    return labels


def main(environ: os._Environ[str] | dict[str, str]) -> int:
    """Prints one line and writes the step's output ``run``; 0 unless the runner is broken."""
    name, path = environ.get("GITHUB_EVENT_NAME", ""), environ.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - see above
            payload = json.loads(file.read(26 << 20))
    except (OSError, ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict) and name in EVENTS:
        print("Code-on-Fly: the event file is missing or not a JSON object; GITHUB_EVENT_PATH must name it.")
        return 2
    reason = reason_to_ignore(name, payload or {}, _labels(environ))
    print(f"Code-on-Fly: not for us, {reason}." if reason else "Code-on-Fly: this event may be ours.")
    outputs = environ.get("GITHUB_OUTPUT")
    if outputs:
        with open(outputs, "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write("run=false\noutcome=ignored\n" if reason else "run=true\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
