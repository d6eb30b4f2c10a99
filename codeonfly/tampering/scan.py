"""All rules over one change: what happened to tests, to the runner's configuration, and in the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from codeonfly.change import Change
from codeonfly.tampering import (
    asked_doubles,
    go_rules,
    idle_filters,
    idle_options,
    java_rules,
    javascript_doubles,
    javascript_provided,
    javascript_routes,
    javascript_rules,
    javascript_settings,
    javascript_source,
    machine,
    options,
    python_own,
    python_rules,
    python_setup,
    python_source,
    remembered,
    rust_rules,
    surroundings,
    text_rules,
    told_apart,
)
from codeonfly.tampering.asked_values import asked_values
from codeonfly.tampering.by_heart import by_heart
from codeonfly.tampering.chains import held
from codeonfly.tampering.copied_functions import copied_functions
from codeonfly.tampering.copied_types import copied_types
from codeonfly.tampering.dated import dated
from codeonfly.tampering.dead_fields import dead_fields
from codeonfly.tampering.doubles import doubles, resources, services, worked_out
from codeonfly.tampering.equality import equality
from codeonfly.tampering.fewer_values import fewer_values
from codeonfly.tampering.given_more import given_more
from codeonfly.tampering.golden_when_missing import golden_when_missing
from codeonfly.tampering.names_alone import names_alone
from codeonfly.tampering.namesakes import namesakes
from codeonfly.tampering.never_run import never_run
from codeonfly.tampering.only_kept import only_kept
from codeonfly.tampering.own_defaults import own_defaults
from codeonfly.tampering.own_kinds import own_kinds
from codeonfly.tampering.own_matchers import own_matchers
from codeonfly.tampering.parts_by_heart import parts_by_heart
from codeonfly.tampering.past_reading import past_reading
from codeonfly.tampering.picked_words import picked_words
from codeonfly.tampering.provided import provided
from codeonfly.tampering.put_there import put_there
from codeonfly.tampering.python_cases import picked
from codeonfly.tampering.registered import registered
from codeonfly.tampering.removes_nothing import removes_nothing
from codeonfly.tampering.routes import unread
from codeonfly.tampering.rust_features import features
from codeonfly.tampering.self_compared import self_compared
from codeonfly.tampering.sent_in_vain import sent_in_vain
from codeonfly.tampering.short_answers import short_answers
from codeonfly.tampering.standing_in import standing_in
from codeonfly.tampering.swallowed_errors import swallowed_errors
from codeonfly.tampering.switches import asked_by_tests_alone, left_behind, switched, turned_on
from codeonfly.tampering.trivial import passed_on, trivial
from codeonfly.tampering.uncompared import uncompared
from codeonfly.tampering.undefined import undefined
from codeonfly.tampering.unused import unused
from codeonfly.tampering.values import Finding, Rule, Sign, Versions, shortened
from codeonfly.tampering.write_only import write_only
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
# what sources and tests say of each other
_BOTH: tuple[Callable[[Sequence[Versions], Sequence[Versions]], Iterable[Finding]], ...] = (
    asked_values,
    switched,
    surroundings.unnamed,
    turned_on,
    asked_by_tests_alone,
    left_behind,
    doubles,
    worked_out,
    resources,
    services,
    features,
    held,
    trivial,
    passed_on,
    options.only_told,
    copied_functions,
    sent_in_vain,
    picked,
    asked_doubles.asked_doubles,
    javascript_doubles.asked_doubles,
    short_answers,
    swallowed_errors,
    picked_words,
    names_alone,
    removes_nothing,
    fewer_values,
    own_defaults,
    registered,
    self_compared,
    put_there,
    parts_by_heart,
    uncompared,
    never_run,
    equality,
    golden_when_missing,
)
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
    found += _of_all(texts, tests, base, is_test)
    return tuple(sorted(set(found), key=lambda finding: (finding.path, finding.line, finding.kind)))


def _of_all(
    texts: list[Versions], tests: list[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """Findings that take more than one file."""
    for rule in (*_BOTH, _put_off):
        yield from rule(texts, tests)
    yield from by_heart(texts, tests, base, is_test)
    yield from unread(texts)
    yield from javascript_routes.unread(texts)
    yield from copied_types(texts, tests, base)
    yield from unused(texts, tests, base)
    yield from given_more(texts, base)
    yield from own_kinds(texts, tests, base)
    yield from dead_fields(texts, tests, base)
    yield from options.unread(texts, tests, base, is_test)
    yield from only_kept(texts, tests, base)
    yield from write_only(texts, tests, base)
    yield from undefined(texts, base)
    yield from namesakes(texts + tests, base)
    yield from standing_in(texts + tests, base)
    yield from own_matchers(tests)
    yield from provided(texts, tests, base, is_test)
    yield from javascript_provided.provided(texts, tests, base, is_test)


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
        yield from _at_lines(path, told_apart.by_count_or_digest(after, added))
        yield from _at_lines(path, machine.asked(after, added))


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
