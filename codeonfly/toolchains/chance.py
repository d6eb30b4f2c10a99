"""Functions that give what is drawn by lot, as an id: no test can know it, or tell two of them apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codeonfly.parsing import UNREADABLE, parse
from codeonfly.toolchains import hollow_blocks

_DRAWS = re.compile(
    r"\b(?:random|secrets|uuid|rand)\.\w+\(|\buuid[147]\(|\burandom\(|\btoken_(?:hex|urlsafe|bytes)\("
    r"|\bMath\.random\(|\brandom(?:UUID|Bytes|Int)\(|\bgetRandomValues\(|\bnanoid\("
    r"|\brand::|\bthread_rng\(|\bUuid::new_v\d\(|\bgetrandom\b"
    r"|\b(?:Secure)?Random\(|\bThreadLocalRandom\b"
)
# who takes more than how much is asked for makes something of it, and that a test can look at
_HOW_MUCH = re.compile(
    r"(?:self|cls|&self|this)?|.*\b(?:n|len|length|size|bytes|digits|count)\b.*", re.DOTALL
)


def drawn(path: str, text: str) -> frozenset[str]:
    """Their names, as tests call them."""
    found = _of_python(text) if path.endswith(".py") else _of_braces(path, text)
    return frozenset(
        name
        for name, taken, body in found
        if "," not in taken and _HOW_MUCH.fullmatch(taken.strip()) and _DRAWS.search(body)
    )


def _of_braces(path: str, text: str) -> Iterator[tuple[str, str, str]]:
    for one in hollow_blocks.functions(path, text):
        name = one.name.rpartition(".")[2]
        taken = re.search(rf"\b{re.escape(name)}\b[^()]*\(([^()]*)\)", text[one.start : one.body])
        if taken is not None:
            yield name, taken[1], text[one.body : one.end]


def _of_python(text: str) -> Iterator[tuple[str, str, str]]:
    try:
        tree = parse(text)
    except UNREADABLE:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = [one.arg for one in node.args.args if one.arg not in ("self", "cls")]
            yield node.name, ",".join(taken), "\n".join(map(ast.unparse, node.body))
