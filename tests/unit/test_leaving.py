"""Changes that only add ways out which give nothing, and those that do more."""

from __future__ import annotations

import pytest

from codeonfly.verification.leaving import only_leaves_earlier

PYTHON = """def load(path, only=None):
    kept = []
    for line in open(path):
        kept.append(line)
    return kept
"""
SCRIPT = """class Store {
  async all() {
    return parse(await read(this.file));
  }

  async add(line) {
    await append(this.file, line);
  }
}
"""
READ = "    return parse(await read(this.file));\n"


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        (PYTHON, "    kept = []\n", "    if not path:\n        return []\n    kept = []\n"),
        (
            PYTHON,
            "    kept = []\n",
            "    if not path:\n        raise ValueError('no path')\n\n    kept = []\n",
        ),
        (PYTHON, "def load", "import os\n\n\ndef load"),
        (
            PYTHON,
            "    for line in open(path):\n        kept.append(line)\n",
            (
                "    try:\n        for line in open(path):\n            kept.append(line)\n"
                "    except FileNotFoundError:\n        return None\n"
            ),
        ),
        (SCRIPT, READ, "    if (!this.file) return [];\n" + READ),
        (SCRIPT, READ, "    // nothing yet\n    if (!this.file) return [];\n" + READ),
        (
            SCRIPT,
            READ,
            "    if (!this.file) {\n      throw new Error(\n        `no ${this}`,\n      );\n    }\n" + READ,
        ),
        (
            PYTHON,
            "    kept = []\n",
            (
                "    if not path:\n        # as ever\n"
                "        raise KeyError(\n            'no'\n        )\n    kept = []\n"
            ),
        ),
        (
            SCRIPT,
            READ,
            "    if (this.file === '' || this.size <= 0) {\n      throw new Error(`no ${this}`);\n    }\n"
            + READ,
        ),
        (
            SCRIPT,
            READ,
            (
                f"    try {{\n  {READ}    }} catch (error) {{\n"
                "      if (error.code === 'ENOENT') return [];\n      throw error;\n    }\n"
            ),
        ),
    ],
)
def test_ways_out_that_give_nothing(before: str, old: str, new: str) -> None:
    assert only_leaves_earlier(before, before.replace(old, new, 1))


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        (PYTHON, "    kept = []\n", "    if not path:\n        return ['a']\n    kept = []\n"),
        (PYTHON, "    kept = []\n", "    if not path:\n        return 0\n    kept = []\n"),
        (PYTHON, "    kept = []\n", "    return []\n    kept = []\n"),
        (
            PYTHON,
            "        kept.append(line)\n",
            "        if only:\n            return []\n            kept.append(line)\n",
        ),
        (
            PYTHON,
            "        kept.append(line)\n",
            "        if not line:\n            continue\n        kept.append(line)\n",
        ),
        (PYTHON, "only=None", "only=()"),
        (PYTHON, "    return kept\n", "    # done\n    return kept\n"),
        (
            PYTHON,
            "    return kept\n",
            (
                "    if not kept:\n"
                "        raise KeyError(\n            'no'\n        ); kept = 1\n    return kept\n"
            ),
        ),
        (PYTHON, "        kept.append(line)\n", "        pass\n"),
        (PYTHON, "", ""),
        (SCRIPT, READ, "    if (!this.file) return [];\n    return parse(await read(this.other));\n"),
        (SCRIPT, READ, "    if (!this.file) return [];\n    this.file = this.other;\n" + READ),
        (SCRIPT, READ, "    if (!this.file) throw new Error('no'); this.file = 'a';\n" + READ),
        (SCRIPT, READ, "    if (!(this.file = other)) return [];\n" + READ),
        (SCRIPT, READ, "    if (this.file) other(); if (!this.file) return [];\n" + READ),
        (SCRIPT, READ, f"    try {{\n  {READ}    }} catch (error) {{\n      return [{{ id: 1 }}];\n    }}\n"),
    ],
)
def test_all_else(before: str, old: str, new: str) -> None:
    assert not only_leaves_earlier(before, before.replace(old, new, 1))


def test_new_and_deleted_files_do_more() -> None:
    assert not only_leaves_earlier(None, PYTHON)
    assert not only_leaves_earlier(PYTHON, None)


def test_a_condition_without_an_end_costs_no_time() -> None:
    hard = "if (a " + "!== b <= c ==== d ) " * 2_000
    assert not only_leaves_earlier(SCRIPT, SCRIPT.replace(READ, hard + "\n" + READ))
