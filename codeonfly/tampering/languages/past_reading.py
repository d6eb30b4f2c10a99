"""Files that hold more than any rule reads, or other than it takes it for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codeonfly.parsing import MAX_DEPTH, is_too_deep
from codeonfly.tampering.python_tree import parsed
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.hollow import MAX_TEXT
from codeonfly.tree import File

_FAR_IN = re.compile(rb"^[ \t]{201}", re.MULTILINE)  # which is cut short, and then is other code


def past_reading(versions: Versions, file: File | None) -> Iterator[Finding]:
    """No rule, and none of the proofs that alter a source, sees anything in such a file.

    Node and javac read on past bytes that are no UTF-8, in a comment for one.
    """
    path, text = versions.path, versions.after
    sentence = ""
    if file is not None and (len(file.data) > MAX_TEXT or text is None):
        sentence = f"{path} is not UTF-8 text of at most {MAX_TEXT >> 10} KiB"
    elif file is not None and path.endswith(".py") and _FAR_IN.search(file.data):
        sentence = f"{path} is indented by more than 200 columns"
    elif text is not None and path.endswith(".py") and parsed(text) is None and is_too_deep(text):
        sentence = f"{path} nests deeper than {MAX_DEPTH} levels"
    if sentence:
        yield Finding(path, 1, "unreadable", f"{sentence}, so nothing can be told of what is in it")
