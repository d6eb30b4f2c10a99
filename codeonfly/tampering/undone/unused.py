"""New functions, or parameters, for which nothing is done with what tests give them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import hollow_blocks
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

_SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx", ".jsx", ".go", ".rs", ".java")
_DECLARED = re.compile(r"\b(?:def|function|func|fn)\s+(?:\([^()]*\)\s*)?\w+")
# a hook that a class calls of itself is there for others to fill
_CALLED = re.compile(r"(?<!\bself\.)(?<!\bthis\.)\b(\w+)\((?=\s*[^\s)])")
_CALLED_OWN = re.compile(r"\bself\.(_\w+)\((?=\s*[^\s)])")  # one that was there, and takes more by now
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_OPTION = re.compile(r"--([a-z][\w-]*)")
_BRACKETED = re.compile(r"<[^<>]*>|\([^()]*\)|\[[^\]]*\]|\{[^{}]*\}|=[^,]*")
_DECORATOR = re.compile(r"@[\w.]+|\b(?:public|private|protected|readonly|override)\b(?=\s+\w)")
_DEFAULTED = re.compile(r"[\w$]+\s*(?:\?|:[^,={}]+)?\s*=[^,]*|[\w$]+\s*\?[^,]*")
_RECEIVER = re.compile(r"\A[^(),]*\)\s*\w+(?:\[[^\]]*\])?\(")
# named once more only to keep a linter or a compiler quiet
_DISCARDED = re.compile(
    r"\blet _ = [^;\n]*;|^\s*(?:_|_, _) = [^\n]*[^\n{(]$|\bvoid \w+;|^\s*del [^\n]*$", re.MULTILINE
)
_KEPT = re.compile(r"\b(?:self|this)\.(\w+)\s*=[^=][^;\n]*")
# whoever calls these chose the parameters: a framework, a runner, a listener's source
_FRAMEWORKS = frozenset(
    (
        *("request", "req", "res", "response", "reply", "event", "context", "ctx", "info", "next", "err"),
        *("args", "kwargs", "argv", "w", "r", "t", "e", "error", "f", "signum", "frame", "sender", "key"),
        *(
            "param",
            "userdata",
            "client",
            "instance",
            "signal",
            "loop",
            "exc",
            "traceback",
            "tb",
            "index",
            "i",
        ),
        *("options", "opts", "config", "settings", "env", "logger", "log", "callback", "cb", "done", "self"),
    )
)
# what does nothing by design: a listener that is not needed, an answer that is none
_REFUSES = re.compile(
    r"\s*(?:raise|throw|panic|unimplemented!|todo!|pass\b|\.\.\.|(?:return\b\s*)?(?:None|null|nil|undefined|void 0)?\s*;?\s*\Z)"
)


# an error for what is given, in JavaScript and in Python
_GUARD = re.compile(
    r"\bif\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*(?:throw\b[^;\n]*;?|\{\s*throw\b[^;{}]*;?\s*\})"
    r"|^[ ]*if [^\n]*:\n[ ]+raise\b[^\n]*$",
    re.MULTILINE,
)
# what something else is measured by, or looked up in, has done its work in a guard: `if value not in choices`
_MEASURE = r"(?:\b[A-Za-z_]\w*|[)\]])\s*(?:[<>]=?|\bnot in\b|\bin\b|[!=]==?)\s*{0}\b|(?<![\w.]){0}\.(?:includes|has|test|match|fullmatch|search)\("
# a class or an interface that others stand for, or that does nothing by its name
_STANDS_IN = re.compile(
    r"\b(?:extends|implements|interface|trait|abstract|impl\s[^{\n]*\bfor)\b|@Override"
    r"|\b(?:class|struct|type|function|object)\s+\w*?(?:[nN]ull|[nN]o_?[oO]p|[sS]ilent|[dD]ummy|[dD]iscard|[qQ]uiet|[dD]isabled)"
)
_ANSWERS = re.compile(
    r"\breturn\s+(?!(?:true|false|null|undefined|None|True|False|this|self)\b\s*[;\n}]|(?:None|True|False)\Z)\S"
)


@dataclass(frozen=True, slots=True)
class _Function:
    name: str
    line: int
    parameters: frozenset[str]
    body: str
    is_declared: bool = False  # a decorator names the parameters: a command's, a route's
    required: frozenset[str] = frozenset()  # parameters without a default
    is_derived: bool = False  # of a class that stands for another, or that others stand for


def unused(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """One of several of a name is one way among others, and may well be the one that needs nothing."""
    asked = _called(tests)
    said = "\n".join(line for one in tests for _, line in one.added)
    called = asked | _called(texts)
    own = {name for one in texts for _, line in one.added for name in _CALLED_OWN.findall(line)}
    times = Counter(made.name for one in texts for made in _functions(one.path, one.after or ""))
    forgotten = _forgotten(texts, tests, base)
    for one in texts:
        old = {made.name: made.parameters for made in _functions(one.path, one.before or "")}
        for made in _functions(one.path, one.after or ""):
            if made.name in asked and made.name not in old and _only_refuses(made):
                told = f"{one.path}:{made.line}: {made.name} only refuses some of what it is given"
                yield Finding(one.path, made.line, "stub", told)
            is_called = made.name in called or (made.name in own and made.name in old) or made.is_declared
            if not is_called or times[made.name] > 1:
                continue
            if made.name in asked and made.name not in old and _is_idle(made, base):
                told = f"{one.path}:{made.line}: {made.name} does nothing with what it is given"
                yield Finding(one.path, made.line, "stub", told)
            left = _left_aside(made, forgotten) - old.get(made.name, frozenset())
            is_all = made.name not in old and left == made.parameters
            # a command is called by its name, and its parameters by theirs
            is_asked = made.name in asked or (
                made.is_declared and any(f"--{name.replace('_', '-')}" in said for name in left)
            )
            # what a test gives by its name is handed on, and ends there
            is_asked |= one.path.endswith(".py") and any(re.search(rf"\b{name}=", said) for name in left)
            is_odd = left and (is_all or (is_asked and _are_meant(left)))
            if is_odd and (made.name in old or not _is_known(made.name, base)):
                told = f"looks at {'nothing' if is_all else 'only some'} of what it is given"
                yield Finding(one.path, made.line, "stub", f"{one.path}:{made.line}: {made.name} {told}")


def _forgotten(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> frozenset[str]:
    """Attributes that the change sets and nothing reads: what is put there is as good as gone."""
    changed = {one.path for one in (*texts, *tests)}
    now = (one.after or "" for one in (*texts, *tests))
    kept = {name for one in texts for _, line in one.added for name in _KEPT.findall(line)}
    if not kept:
        return frozenset()
    others = (base.text(path) or "" for path in base.files if path.endswith(_SOURCES) and path not in changed)
    for text in chain(now, others):
        kept -= set(_WORD.findall(_KEPT.sub(_value, text)))
        if not kept:
            break
    return frozenset(kept)


def _value(match: re.Match[str]) -> str:
    """What is assigned, without the name that it is assigned to."""
    return match[0].partition("=")[2]


def _left_aside(made: _Function, forgotten: frozenset[str]) -> frozenset[str]:
    """The parameters that the body never uses; none of a body that is empty or only refuses."""
    body = _DISCARDED.sub("", made.body)
    plain = {word.strip("_") for word in made.parameters}
    if not body.strip(" {}\n;") or _REFUSES.match(body) or plain <= _FRAMEWORKS:
        return frozenset()
    used = _KEPT.sub(lambda match: "" if match[1] in forgotten else match[0], body)
    left = made.parameters - set(_WORD.findall(used))
    # what is only looked at to refuse it is not used either, beside others that are
    unrefused = made.parameters - set(_WORD.findall(_GUARD.sub("", used)))
    if unrefused == made.parameters:
        return left
    guards = "\n".join(match[0] for match in _GUARD.finditer(used))
    return frozenset(
        one
        for one in unrefused
        if not re.search(_MEASURE.format(re.escape(one)), guards) and not _decides_beside(one, guards)
    )


def _decides_beside(name: str, guards: str) -> bool:
    """Whether it tells which of other things are refused: `if code in known and not update`."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    for line in guards.splitlines():
        parts = re.split(r"\band\b|&&", line)
        if len(parts) > 1 and any(map(word.search, parts)) and not all(map(word.search, parts)):
            return True
    return False


def _is_idle(made: _Function, base: Tree) -> bool:
    """Whether it is empty, though something has to be given, and no interface asks for one of its name."""
    if made.is_derived or not made.parameters or made.body.strip(" {}\n;") not in ("", "pass", "..."):
        return False
    return _are_meant(made.parameters) and not _is_known(made.name, base)


def _only_refuses(made: _Function) -> bool:
    """Whether all that has to be given is looked at before an error, and nowhere else; the answer is no constant."""
    rest = _GUARD.sub("", made.body)
    is_left = rest != made.body and not made.required & set(_WORD.findall(rest))
    return bool(made.required) and is_left and _ANSWERS.search(rest) is not None


def _is_known(name: str, base: Tree) -> bool:
    """Whether the base declares or calls one of this name: the parameters are those of an interface."""
    asked = re.compile(rf"\b{re.escape(name)}\s*\(")
    sources = (path for path in base.files if path.endswith(_SOURCES))
    return any(asked.search(base.text(path) or "") for path in sources)


def _are_meant(names: frozenset[str]) -> bool:
    """Whether they are parameters that somebody has use for."""
    return not any(name.startswith("_") or name in _FRAMEWORKS for name in names)


def _called(texts: Sequence[Versions]) -> set[str]:
    """What is called with something on added lines."""
    lines = (line for one in texts for _, line in one.added)
    return {name for line in lines for name in _CALLED.findall(_DECLARED.sub("", line))}


def _functions(path: str, text: str) -> Iterator[_Function]:
    if path.endswith(".py"):
        yield from _of_python(text)
        return
    is_derived = _STANDS_IN.search(text) is not None
    for name, parameters, body in hollow_blocks.bodies(path, text):
        line = text[: text.find(body)].count("\n") + 1 if body else 1
        taken = _RECEIVER.sub("", parameters.rpartition(")")[0])
        names, needed = frozenset(_names(path, taken)), frozenset(_names(path, _DEFAULTED.sub("", taken)))
        is_script = path.endswith(SUFFIXES)
        required = needed if is_script else frozenset[str]()
        yield _Function(name.rpartition(".")[2], line, names, body, required=required, is_derived=is_derived)


def _of_python(text: str) -> Iterator[_Function]:
    """A decorator may need parameters that the function does not, save those that it names itself."""
    found = nodes(text)
    classes = (node for node in found if isinstance(node, ast.ClassDef))
    standing = (node for node in classes if node.bases or _STANDS_IN.search(f"class {node.name}"))
    derived = {id(one) for node in standing for one in node.body}
    shared = {
        target.id: node.value
        for node in found
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in found:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            names = frozenset(one.arg for one in node.value.args.args if one.arg not in ("self", "cls"))
            name = getattr(node.targets[0], "id", getattr(node.targets[0], "attr", ""))
            yield _Function(name, node.lineno, names, f"return {ast.unparse(node.value.body)}")
        if not isinstance(node, Function) or node.name.startswith("__"):
            continue
        taken = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        names = frozenset(one.arg for one in taken if one.arg not in ("self", "cls"))
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        # an option that several commands share is often a variable: `@zone_option`
        told = " ".join(ast.unparse(shared.get(getattr(one, "id", ""), one)) for one in node.decorator_list)
        if node.decorator_list:
            quoted = " ".join(_QUOTED.findall(told))
            names &= {*_WORD.findall(quoted), *(name.replace("-", "_") for name in _OPTION.findall(quoted))}
        places = (*node.args.posonlyargs, *node.args.args)
        needed = names & {one.arg for one in places[: len(places) - len(node.args.defaults)]}
        written = "\n".join(map(ast.unparse, body))
        yield _Function(node.name, node.lineno, names, written, bool(told), needed, id(node) in derived)


def _names(path: str, parameters: str) -> Iterator[str]:
    while (plain := _BRACKETED.sub("", parameters)) != parameters:
        parameters = plain
    for part in _DECORATOR.sub("", parameters).split(","):
        words = [word for word in _WORD.findall(part.partition(":")[0]) if word != "mut"]
        if words and words[-1] != "self":
            yield words[-1] if path.endswith(".java") else words[0]
