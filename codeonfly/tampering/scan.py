"""All rules over one change: what happened to tests, to the runner's configuration, and in the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from codeonfly.change import Change
from codeonfly.tampering.checks import python_own
from codeonfly.tampering.knowing import machine, remembered, surroundings
from codeonfly.tampering.knowing.dated import dated
from codeonfly.tampering.languages import (
    go_rules,
    java_rules,
    javascript_rules,
    javascript_settings,
    javascript_source,
    python_rules,
    python_setup,
    python_source,
    rust_rules,
    text_rules,
    told_apart,
)
from codeonfly.tampering.languages.past_reading import past_reading
from codeonfly.tampering.undone import idle_filters, idle_options
from codeonfly.tampering.values import Finding, Rule, Sign, Versions, shortened
from codeonfly.tampering.whole import whole
from codeonfly.toolchains import node_stubs, rust_inline
from codeonfly.tree import EXECUTABLE, REGULAR, File, Tree

_TOLD = (
    "existence",
    "unchecked",
    "silent",
    "status",
    "replaced",
)  # weighed by the proofs, no reason by themselves
_BRACES = {".go": go_rules, ".java": java_rules, ".rs": rust_rules}  # judged test by test
_CODE = frozenset((".py", *_BRACES, *node_stubs.SUFFIXES))
_SETTINGS = {
    "go.mod": go_rules.configuration,
    "go.work": go_rules.configuration,
    "Cargo.toml": rust_rules.configuration,
    "build.rs": rust_rules.configuration,
    "config.toml": rust_rules.configuration,
    "pom.xml": java_rules.configuration,
    "junit-platform.properties": java_rules.configuration,
}
_JUDGED_WHEN_NEW = ("go.work", "build.rs", "config.toml", "junit-platform.properties")
MAX_BYTES = 1 << 20  # a larger file is no hand-written test


def scan(
    change: Change,
    base: Tree,
    *,
    is_test: Callable[[str], bool],
    is_configuration: Callable[[str], bool],
) -> tuple[Finding, ...]:
    """Every finding, in the order of paths and lines."""
    found: list[Finding] = []
    texts: list[Versions] = []
    tests: list[Versions] = []
    for made in change.files:
        versions = Versions(made.path, _text(base.files.get(made.path)), _text(made.file))
        if _suffix(made.path) in _CODE or is_configuration(made.path):
            found += past_reading(versions, made.file)
        if is_test(made.path) or is_configuration(made.path):
            tests.append(versions)
            found += _in_test(versions, base, made.path, configuration=is_configuration(made.path))
        else:
            source, inside = _apart(versions)
            texts.append(source)
            tests.append(inside)
            found += _in_source(source)
            found += _by_rules(inside) if inside.after else ()
        found += _at_lines(made.path, text_rules.source(made.path, versions.added))
    found += whole(texts, tests, base, is_test)
    found += _put_off(texts, tests)
    found = [one for one in found if one.kind != "marker" or not _opens_a_package(one.path, texts)]
    return tuple(sorted(set(found), key=lambda finding: (finding.path, finding.line, finding.kind)))


def _in_test(versions: Versions, base: Tree, path: str, *, configuration: bool) -> Iterator[Finding]:
    if path in base.files and versions.after is None:
        yield Finding(path, 0, "deleted", f"{path} was deleted", blocks=not configuration)
        return
    if configuration and javascript_settings.is_mine(path):
        if path in base.files or not path.endswith("package.json"):
            yield from _in_settings(versions, javascript_settings.configuration)
        return
    yield from _by_rules(versions)
    name = path.rpartition("/")[2]
    if configuration and (path in base.files or name in _JUDGED_WHEN_NEW):
        yield from _in_settings(versions, _SETTINGS.get(name, text_rules.configuration))
    if configuration and path not in base.files:
        yield from _at_lines(path, text_rules.narrowing(path, versions.after or ""))


def _in_settings(
    versions: Versions, rule: Callable[[str, str | None, str], Iterator[Sign]]
) -> Iterator[Finding]:
    path = versions.path
    for line, kind, sentence in rule(path, versions.before, versions.after or ""):
        yield Finding(path, line, kind, f"{path}: {sentence}")


def _by_rules(versions: Versions) -> Iterator[Finding]:
    for rule in _rules(versions.path):
        yield from _at_lines(versions.path, rule(versions.before, versions.after or "", versions.added))


def _at_lines(path: str, signs: Iterable[Sign]) -> Iterator[Finding]:
    for line, kind, sentence in signs:
        yield Finding(path, line, kind, f"{path}:{line}: {sentence}", blocks=kind not in _TOLD)


def _apart(versions: Versions) -> tuple[Versions, Versions]:
    """A source without the tests inside it, and these tests, each on the lines it has."""
    nothing = Versions(versions.path, None, None)
    if not versions.path.endswith(".rs"):
        return versions, nothing
    before, after = rust_inline.apart(versions.before or ""), rust_inline.apart(versions.after or "")
    if before is None or after is None or not (before.tests + after.tests).strip():
        return versions, nothing
    is_new = versions.before is None
    return (
        Versions(versions.path, None if is_new else before.source, after.source),
        Versions(versions.path, None if is_new else before.tests, after.tests),
    )


def _rules(path: str) -> tuple[Rule, ...]:
    if path.endswith(".py"):
        return (*python_rules.RULES, *python_setup.RULES, *python_own.RULES)
    if path.endswith(node_stubs.SUFFIXES):
        return javascript_rules.RULES
    braces = _BRACES.get(_suffix(path))
    if braces is not None:
        return (braces.in_test,)
    return text_rules.IN_SETTINGS if path.endswith((".ini", ".cfg", ".toml")) else text_rules.RULES


def _in_source(versions: Versions) -> Iterator[Finding]:
    path, before, after, added = versions.path, versions.before, versions.after or "", versions.added
    suffix = _suffix(path)
    if suffix in _CODE:
        yield from _at_lines(path, dated(after, added))
    if suffix in (".py", *node_stubs.SUFFIXES):
        yield from _at_lines(path, surroundings.counted(after, added))
        yield from _at_lines(path, remembered.marks(after, added))
        yield from _at_lines(path, remembered.among_temporary(after, added))
    if suffix == ".py":
        yield from _in_python(versions)
        yield from _at_lines(path, idle_filters.in_python(after, added))
        yield from _at_lines(path, idle_options.in_python(after, added))
    elif suffix in node_stubs.SUFFIXES:
        yield from _at_lines(path, javascript_source.in_source(path, after, added))
        yield from _at_lines(path, idle_filters.in_javascript(added))
        yield from _at_lines(path, idle_options.in_javascript(after, added))
    elif javascript_settings.is_mine(path):
        yield from _in_settings(versions, javascript_settings.configuration)
    elif suffix in _BRACES:
        yield from _at_lines(path, _BRACES[suffix].in_source(before, after, added))
        filters = {".rs": idle_filters.in_rust, ".java": idle_filters.in_java}.get(suffix)
        yield from _at_lines(path, filters(added) if filters is not None else ())
        yield from _at_lines(path, told_apart.by_count_or_digest(after, added))
        yield from _at_lines(path, machine.asked(after, added))


def _opens_a_package(path: str, texts: Iterable[Versions]) -> bool:
    """Whether it only says that a folder is a package, whose other new modules hold the behaviour."""
    folder, _, name = path.rpartition("/")
    return name == "__init__.py" and any(
        one.before is None
        and one.path.startswith(f"{folder}/")
        and one.path.endswith(".py")
        and not python_source.is_marker(one.after or "")
        for one in texts
    )


def _put_off(texts: Iterable[Versions], tests: Iterable[Versions]) -> Iterator[Finding]:
    asked = "\n".join(line for one in tests for _, line in one.added)
    for one in texts:
        if _suffix(one.path) in _CODE:
            yield from _at_lines(one.path, text_rules.put_off(one.after or "", one.added, asked))


def _suffix(path: str) -> str:
    return path[path.rfind(".") :] if "." in path else ""


def _in_python(versions: Versions) -> Iterator[Finding]:
    lines = frozenset(number for number, _ in versions.added)
    yield from _at_lines(versions.path, python_source.judge(versions.after or "", lines))
    if versions.before is None and versions.after is not None and python_source.is_marker(versions.after):
        sentence = f"{versions.path} holds nothing but plain values: a test that needs it shows no behaviour"
        yield Finding(versions.path, 1, "marker", sentence, blocks=False)


def _text(file: File | None) -> str | None:
    if file is None or file.mode not in (REGULAR, EXECUTABLE) or len(file.data) > MAX_BYTES:
        return None
    try:
        return shortened(file.data.decode())
    except UnicodeDecodeError:
        return None
