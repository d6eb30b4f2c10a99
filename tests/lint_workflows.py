"""Lints the action, the workflows, and those that README.md and docs/ offer for copying (``make lint``)."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def documented_workflows(text: str) -> list[str]:
    """The fenced YAML blocks that are whole workflows, with our own tag pinned as the page advises."""
    pinned = text.replace("code-on-fly/code-on-fly@v0", f"code-on-fly/code-on-fly@{'0' * 40} # v0")
    return [block for block in _BLOCK.findall(pinned) if re.search(r"(?m)^jobs:", block)]


def commands(action: Path, workflows: list[Path], forms: list[Path]) -> list[list[str]]:
    """The linters' command lines; each one is silent about clean files."""
    schema = [str(BIN / "check-jsonschema"), "--quiet", "--builtin-schema"]
    return [
        [str(BIN / "zizmor"), "--offline", "--persona=pedantic", "--no-progress", "--quiet"]
        + [str(path) for path in (action, *workflows)],
        [str(BIN / "actionlint"), "-shellcheck=", "-pyflakes=", *(str(path) for path in workflows)],
        [*schema, "vendor.github-actions", str(action)],
        [*schema, "vendor.github-workflows", *(str(path) for path in workflows)],
        [*schema, "vendor.github-issue-forms", *(str(path) for path in forms)],
    ]


def main() -> int:
    """Prints what the linters find; 1 when they find something."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
            for number, text in enumerate(documented_workflows(page.read_text())):
                copies.append(Path(folder) / ".github" / "workflows" / f"{page.stem}-{number}.yml")
                copies[-1].parent.mkdir(parents=True, exist_ok=True)
                copies[-1].write_text(text)
        workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml")) + copies
        forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("code-on-fly.yml"))
        for command in commands(ROOT / "action.yml", workflows, forms):
            failed += subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    print(f"{len(workflows)} workflows and action.yml: {'clean' if not failed else 'see above'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
