"""The functions of languages with braces, found by their text, and what makes each return at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from codeonfly.toolchains import hollow_heads, hollow_java, hollow_javascript
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_refusals import refusal
from codeonfly.toolchains.node_stubs import SUFFIXES

_WAITS = "synchronized "  # is done by a function of Java, and not asked of it
MOST_UNCLOSED = 5  # each costs a walk to the end of the text


@dataclass(frozen=True, slots=True)
class Function:
    """Places in the text: of the declaration, of the first character of the body, of what ends it."""

    name: str
    start: int
    body: int
    end: int
    header: str
    match: re.Match[str]  # from the parameters' end to the body


@dataclass(frozen=True, slots=True)
class _Language:
    """``starts`` end with the parameters' bracket, ``rest`` leads from its other half to the body's brace."""

    quotes: str
    starts: tuple[re.Pattern[str], ...]
    rest: re.Pattern[str]
    # what the body begins with, and what stands for the match of ``rest``; None: this one is left alone
    returns: Callable[[str, str, Function], tuple[str, str] | None]
    no_names: frozenset[str] = frozenset()


def emptied(
    path: str, before: str, after: str, filler: str, only: frozenset[str] = frozenset()
) -> tuple[str, frozenset[str]] | None:
    """The text, and the names of the functions (``only`` these) that do no more than before; None without.

    ``filler``: new ones give back nothing, or "anything": what bears almost everything, or what is no zero of
    their type. "refusal": they throw or return the error that they give anyway. "constructors": nothing, and
    constructors of JavaScript that take other things do what they did; None where there is no such.
    """
    suffix = PurePosixPath(path).suffix
    language = _LANGUAGES.get(suffix)
    if language is None or (filler in ("zero", "given") and language is not _JAVASCRIPT):
        return None  # with types, nothing is a zero already
    made_names = frozenset[str]()
    if filler == "constructors":
        after, made_names = (
            hollow_javascript.as_before(before, after) if suffix in SUFFIXES else (after, made_names)
        )
        if not made_names:
            return None
    old, new = _outermost(before, language), _outermost(after, language)
    times = Counter(one.name for one in old), Counter(one.name for one in new)
    parts, place, names = [], 0, set(made_names)
    for one in new:
        was = next((other for other in old if other.name == one.name), None)
        if was is not None and times[0][one.name] + times[1][one.name] > 2:
            continue  # several of one name: which was which can't be told
        if was is not None:
            made: tuple[str, str] | None = one.match[0], before[was.body : was.end]
        else:
            made = _new(path, after, one, filler)
        if made is None or (only and one.name not in only):
            continue
        head, body = after[one.start : one.match.start()], after[one.body : one.end]
        is_same = was is not None and _asks(was.header, suffix) == _asks(one.header, suffix)
        if was is None or not (is_same or hollow_heads.in_braces(before[was.body : was.end], head, body)):
            names.add(one.name.rpartition(".")[2])
        parts += [after[place : one.match.start()], *made]
        place = one.end
    whole = "".join([*parts, after[place:]])
    if filler == "anything" and language is _JAVASCRIPT:
        whole += hollow_javascript.ANYTHING.replace(": any", ": any" if "ts" in suffix else "")
    if filler == "anything" and suffix == ".java":
        whole += hollow_java.helper(path)
    return (whole, frozenset(names)) if names else None


def _asks(header: str, suffix: str) -> str:
    """A declaration without what is no parameter: how it waits, and what Java's annotations say of it."""
    plain = hollow_java.ANNOTATION.sub("", header) if suffix == ".java" else header
    return plain.replace(_WAITS, "")


def _new(path: str, text: str, one: Function, filler: str) -> tuple[str, str] | None:
    """A function that the base does not have, as ``filler`` says; None where it can't be."""
    suffix = PurePosixPath(path).suffix
    given = hollow_javascript.first_given(text[one.start : one.match.start()]) if filler == "given" else ""
    filling = "" if filler == "anything" else "0" if filler == "zero" else given or "undefined"
    emptying = _LANGUAGES[suffix].returns(filling, path, one)
    if emptying is None:
        return None
    if filler == "refusal":
        emptying = _refusing(suffix, text[one.body : one.end], one, emptying)
    body = text[one.body : one.end] if one.match[0].endswith("{") else ""
    return emptying[0], emptying[1] + body


def bodies(path: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and body of every function that is in no other; none of a language without braces."""
    for one in functions(path, text):
        yield one.name, text[one.start : one.match.start()].partition("(")[2], text[one.body : one.end]


def functions(path: str, text: str) -> list[Function]:
    """Every function that is in no other, in order; none of a language without braces."""
    language = _LANGUAGES.get(PurePosixPath(path).suffix)
    return _outermost(text, language) if language is not None else []


def _outermost(text: str, language: _Language) -> list[Function]:
    """The functions that are in no other; of two ways to read one, the first."""
    found = sorted(_functions(text, language), key=lambda one: (one.start, -one.end))
    kept: list[Function] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _functions(text: str, language: _Language) -> Iterator[Function]:
    stop = text.find("#[cfg(test)]") if "fn " in text else -1
    unclosed = 0
    for match in (match for start in language.starts for match in start.finditer(text)):
        name = ".".join(part for part in match.groupdict().values() if part)
        if name in language.no_names or 0 <= stop < match.start() or unclosed > MOST_UNCLOSED:
            continue
        after = closing(text, match.end() - 1, language.quotes)
        rest = language.rest.match(text, after + 1) if after is not None else None
        unclosed += after is None
        if rest is None:
            continue
        braced = rest[0].endswith("{")
        end = (
            closing(text, rest.end() - 1, language.quotes)
            if braced
            else hollow_javascript.expression_end(text, rest.end())
        )
        unclosed += braced and end is None
        if end is not None:
            header = " ".join(text[match.start() : rest.end()].split())
            yield Function(name, match.start(), rest.end(), end, header, rest)


def _javascript(filler: str, path: str, function: Function) -> tuple[str, str] | None:
    given = filler or "cofAnything()"
    has_types = "ts" in PurePosixPath(path).suffix
    typed = f"({given} as any)" if has_types else given
    if function.match[0].endswith("{"):
        return function.match[0], f" return {typed};"
    is_type = has_types and not function.header.startswith(("const", "let", "var", "exports"))
    return None if is_type else (function.match[0], f" {typed}")  # of a type, as it may stand in an interface


def _refusing(suffix: str, body: str, function: Function, emptying: tuple[str, str]) -> tuple[str, str]:
    """The first error that a function with a body of its own throws; as emptied where there is none."""
    if _LANGUAGES[suffix] is not _JAVASCRIPT:
        return emptying[0], refusal(suffix, function.header, body) or emptying[1]
    thrown = _THROW.search(body)
    end = closing(body, thrown.end() - 1, _JAVASCRIPT.quotes) if thrown is not None else None
    if thrown is None or end is None or not function.match[0].endswith("{"):
        return emptying
    return function.match[0], f" {body[thrown.start() : end + 1]};"


def _go(filler: str, _: str, function: Function) -> tuple[str, str] | None:
    """Results without names get some: then ``return`` gives what the types begin with."""
    named, given = named_results(function)
    typed = [found for part in given if (found := _GO_PLAIN.fullmatch(part))]
    large = "" if filler else "".join(f" {one[1]} = {_GO_OTHERWISE.get(one[2], '1 << 30')};" for one in typed)
    return named, f"{large} return;"


def named_results(function: Function) -> tuple[str, list[str]]:
    """What stands before the body of a function of Go, with a name for each result, and the results."""
    parts = _split(function.match["results"].strip().removeprefix("(").removesuffix(")"))
    is_named = any(re.match(rf"(?!{_GO_WORDS})\w+\s+\S", part) for part in parts)
    given = parts if is_named else [f"cof{number} {part}" for number, part in enumerate(parts)]
    return function.match[0] if is_named else f" ({', '.join(given)}) {{" if parts else " {", given


def _rust(filler: str, _: str, function: Function) -> tuple[str, str] | None:
    kind = (function.match["type"] or "").strip()
    text = function.match.string
    is_macro = _RUST_MACRO.search(text, max(0, function.start - _NEAR), function.start) is not None
    if is_macro or kind.startswith(("impl", "!")) or function.header.startswith("const "):
        return None  # with nothing behind a macro there may be no test to ask
    return function.match[0], f" return {_rust_value(kind, filler)};" if kind else " return;"


def _rust_value(kind: str, filler: str) -> str:
    """Something of the type that is there without knowing more; what can't be made so ends with a panic."""
    outer, _, inner = kind.partition("<")
    if outer.rpartition("::")[2] == "Result":
        first = _split(inner.removesuffix(">"))[:1]
        return f"Ok({_rust_value(first[0], filler)})" if first else _ZEROED
    if not filler and re.fullmatch(r"[iu](?:8|16|32|64|128|size)|f32|f64", kind):
        return f"{kind}::MAX"
    if not filler and (otherwise := _RUST_OTHERWISE.get(re.sub(r"'\w+ ", "", kind))):
        return otherwise
    return "Default::default()" if _RUST_DEFAULT.fullmatch(kind) else _ZEROED


def _java(filler: str, path: str, function: Function) -> tuple[str, str] | None:
    given = hollow_java.value(function.header, path, anything=not filler)
    return function.match[0], f" if (true) return{given};"


def _split(text: str) -> list[str]:
    """What commas divide, but for those in brackets."""
    depth, parts = 0, [""]
    for char in text:
        depth += (char in "([{<") - (char in ")]}>")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def _starts(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


_THROW = re.compile(r"\bthrow\s+(?:new\s+)?[\w.]+\(")
_GO_WORDS = r"chan\b|func\b|map\b|struct\b|interface\b"
_GO_PLAIN = re.compile(r"(\w+)\s+(u?int(?:32|64)?|float\d\d|bool|string)")
_GO_OTHERWISE = {"bool": "true", "string": '"?"'}
_RUST_OTHERWISE = {"bool": "true", "String": 'String::from("?")', "&str": '"?"'}
_ZEROED = "unsafe { core::mem::zeroed() }"
_RUST_MACRO = re.compile(r"#\[\s*proc_macro[^\]]*\]\s*(?:(?:#\[|//)[^\n]*\s+)*(?:pub\s+)?\Z")
_NEAR = 500  # characters in front of a function
_RUST_DEFAULT = re.compile(
    r"[iu](?:8|16|32|64|128|size)|f32|f64|bool|char|String|&(?:'\w+ )?str|\(\)"
    r"|(?:\w+::)*(?:Vec|Option|HashMap|BTreeMap|HashSet|BTreeSet|VecDeque)<.*>",
    re.DOTALL,
)
_TYPES = r"(?:<[^(){}]*>)?"
_ANONYMOUS = r"(?:async\s*)?(?:function\s*\*?\s*\w*\s*)?"
_MODIFIERS = "public|private|protected|static|async|override|get"
# the type of a result, which may be an object's: `): { errors: number } {`
_GIVES = (
    r"(?::(?:[^{}=;\n]|(?<=[:<|&,(]\s)\{(?:[^{}]|\{[^{}]*\})*\}|(?<=[<(|&:])\{(?:[^{}]|\{[^{}]*\})*\})*)?"
)
# a member of an interface, `reject: (reason: unknown) => void;`, is no function
_ONLY_TYPE = r"\s*(?:void|unknown|any|never|string|number|boolean|Promise<[^;\n]{0,200}>)(?:\[\])*\s*;"
_JAVASCRIPT = _Language(
    quotes="'\"`",
    starts=_starts(
        rf"\bfunction\s*\*?\s*(?P<name>\w+)\s*{_TYPES}\s*\(",
        rf"\b(?:const|let|var)\s+(?P<name>\w+)\s*(?::[^=\n]{0, 200})?=\s*{_ANONYMOUS}{_TYPES}\(",
        rf"\bexports\.(?P<name>\w+)\s*=\s*{_ANONYMOUS}\(",
        rf"(?:^|[{{,])\s*(?P<name>\w+)\s*:\s*{_ANONYMOUS}{_TYPES}\(",
        rf"^[ \t]+(?:(?:{_MODIFIERS})\s+|\*\s*)*#?(?P<name>\w+)\s*{_TYPES}\(",
    ),
    rest=re.compile(rf"\s*{_GIVES}\s*(?:=>\s*)?\{{|\s*{_GIVES}\s*=>(?!\s*\{{)(?!{_ONLY_TYPE})"),
    returns=_javascript,
    no_names=frozenset(("if", "for", "while", "switch", "catch", "with", "function", "constructor", "set")),
)
_LANGUAGES: dict[str, _Language] = {
    **dict.fromkeys(SUFFIXES, _JAVASCRIPT),
    ".go": _Language(
        quotes='"`',
        starts=_starts(r"^func\s+(?:\(\w*\s*\*?(?P<owner>\w+)[^)]*\)\s*)?(?P<name>\w+)(?:\[[^\]]*\])?\("),
        rest=re.compile(r"(?P<results>\s*\([^{}]*?\)|[^{}()\n]*)\s*\{"),
        returns=_go,
        no_names=frozenset(("main", "init")),
    ),
    ".rs": _Language(
        quotes='"',
        starts=_starts(rf"(?:\bconst\s+)?\bfn\s+(?P<name>\w+)\s*{_TYPES}\("),
        rest=re.compile(r"\s*(?:->\s*(?P<type>[^{};]{1,300}?))?\s*(?:\bwhere\b[^{};]{0,500})?\{"),
        returns=_rust,
        no_names=frozenset(("main",)),
    ),
    ".java": _Language(
        quotes='"',
        starts=_starts(
            r"^[ \t]+(?:@\w+(?:\([^)]*\))?\s+)*"
            r"(?:(?:public|protected|private|static|final|synchronized|default)\s+)*(?:<[^(){}]*>\s*)?"
            r"(?!return\b|new\b|else\b|throw\b|record\b|public\b|protected\b|private\b)[\w.]+(?:<[^(){};]*>)?(?:\[\])*\s+(?P<name>\w+)\s*\("
        ),
        rest=re.compile(r"\s*(?:throws\s+[\w.,\s]+)?\{"),
        returns=_java,
    ),
}
