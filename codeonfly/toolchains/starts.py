"""Where a function begins, and what quotes its texts, in the languages whose files are built as a whole.

One test that no longer builds takes all others of its file along there.
"""

from __future__ import annotations

import re

from codeonfly.toolchains.java import METHOD
from codeonfly.toolchains.rust import FUNCTION

STARTS = {
    ".go": (
        re.compile(
            r"^func (?:\(\w*\s*\*?\w+(?:\[[^\]]*\])?\)\s*)?(?P<name>\w+)\([^)]*\)[^{\n]*(?P<open>\{)",
            re.MULTILINE,
        ),
        '"`',
    ),
    ".java": (METHOD, '"'),
    ".rs": (FUNCTION, '"'),
}
