"""Rules over all files of a change together: what its sources and its tests say of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from codeonfly.tampering.answers.asked_values import asked_values
from codeonfly.tampering.answers.by_heart import by_heart
from codeonfly.tampering.answers.chains import held
from codeonfly.tampering.answers.composed_keys import composed_keys
from codeonfly.tampering.answers.copied_functions import copied_functions
from codeonfly.tampering.answers.expected_read import expected_read
from codeonfly.tampering.answers.number_rows import number_rows
from codeonfly.tampering.answers.parts_by_heart import parts_by_heart
from codeonfly.tampering.answers.picked_words import picked_words
from codeonfly.tampering.answers.put_there import put_there
from codeonfly.tampering.answers.python_cases import picked
from codeonfly.tampering.answers.short_answers import short_answers
from codeonfly.tampering.checks import (
    asked_doubles,
    helping,
    javascript_doubles,
    javascript_provided,
    prepared,
    sorted_both,
)
from codeonfly.tampering.checks.copied_types import copied_types
from codeonfly.tampering.checks.doubles import doubles, resources, services, worked_out
from codeonfly.tampering.checks.equality import equality
from codeonfly.tampering.checks.fewer_values import fewer_values
from codeonfly.tampering.checks.golden_less import golden_less
from codeonfly.tampering.checks.golden_when_missing import golden_when_missing
from codeonfly.tampering.checks.looser import looser
from codeonfly.tampering.checks.never_run import never_run
from codeonfly.tampering.checks.own_matchers import own_matchers
from codeonfly.tampering.checks.provided import provided
from codeonfly.tampering.checks.recorded import recorded
from codeonfly.tampering.checks.registered import registered
from codeonfly.tampering.checks.self_compared import self_compared
from codeonfly.tampering.checks.swallowing import swallowing
from codeonfly.tampering.checks.uncompared import uncompared
from codeonfly.tampering.checks.untouched import untouched
from codeonfly.tampering.knowing import chosen, surroundings
from codeonfly.tampering.knowing.own_defaults import own_defaults
from codeonfly.tampering.knowing.own_kinds import own_kinds
from codeonfly.tampering.knowing.rust_features import features
from codeonfly.tampering.knowing.switches import asked_by_tests_alone, left_behind, switched, turned_on
from codeonfly.tampering.languages.namesakes import namesakes
from codeonfly.tampering.languages.standing_in import standing_in
from codeonfly.tampering.undone import dry_runs, half_locked, javascript_routes, left_lying, options
from codeonfly.tampering.undone.dead_fields import dead_fields
from codeonfly.tampering.undone.dropped_work import dropped_work
from codeonfly.tampering.undone.given_more import given_more
from codeonfly.tampering.undone.kept_fields import kept_fields
from codeonfly.tampering.undone.keys_alone import keys_alone
from codeonfly.tampering.undone.moved_write import moved_write, never_renamed
from codeonfly.tampering.undone.names_alone import names_alone
from codeonfly.tampering.undone.one_at_a_time import one_after_another, one_at_a_time
from codeonfly.tampering.undone.only_kept import only_kept
from codeonfly.tampering.undone.only_tested import only_tested
from codeonfly.tampering.undone.removes_nothing import removes_nothing
from codeonfly.tampering.undone.routes import unread
from codeonfly.tampering.undone.says_the_same import says_the_same
from codeonfly.tampering.undone.sent_in_vain import sent_in_vain
from codeonfly.tampering.undone.set_aside import set_aside
from codeonfly.tampering.undone.swallowed_errors import swallowed_errors
from codeonfly.tampering.undone.trivial import passed_on, trivial
from codeonfly.tampering.undone.undefined import undefined
from codeonfly.tampering.undone.unused import unused
from codeonfly.tampering.undone.write_only import write_only
from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

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
    number_rows,
    uncompared,
    never_run,
    equality,
    untouched,
    looser,
    golden_less,
    golden_when_missing,
    recorded,
    dropped_work,
    moved_write,
    never_renamed,
    dry_runs.only_told,
    helping.takes_errors,
    javascript_provided.mocked_alone,
    prepared.prepared,
    left_lying.left_lying,
    half_locked.half_locked,
    half_locked.own_locks,
    one_after_another,
    sorted_both.sorted_both,
    chosen.always_the_same,
    says_the_same,
    one_at_a_time,
    prepared.zone,
    composed_keys,
    keys_alone,
)


def whole(
    texts: list[Versions], tests: list[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """Findings that take more than one file: what sources and tests say of each other, and of the base."""
    for rule in _BOTH:
        yield from rule(texts, tests)
    yield from by_heart(texts, tests, base, is_test)
    yield from unread(texts)
    yield from javascript_routes.unread(texts)
    yield from copied_types(texts, tests, base)
    yield from unused(texts, tests, base)
    yield from given_more(texts, base)
    yield from own_kinds(texts, tests, base)
    yield from dead_fields(texts, tests, base)
    yield from kept_fields(texts, base)
    yield from only_tested(texts, tests, base)
    yield from expected_read(texts, tests, base)
    yield from options.unread(texts, tests, base, is_test)
    yield from only_kept(texts, tests, base)
    yield from write_only(texts, tests, base)
    yield from undefined(texts, base)
    yield from namesakes(texts + tests, base)
    yield from standing_in(texts + tests, base)
    yield from own_matchers(tests)
    yield from provided(texts, tests, base, is_test)
    yield from swallowing(texts, tests, base, is_test)
    yield from javascript_provided.provided(texts, tests, base, is_test)
    yield from javascript_provided.injected(texts, tests, base, is_test)
    yield from helping.gives_alone(texts, tests, base, is_test)
    yield from helping.taken_alone(texts, tests, base)
    yield from chosen.no_clock(texts, base)
    yield from set_aside(texts, base, is_test)
