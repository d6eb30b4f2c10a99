"""Rules over all files of a change together: what its sources and its tests say of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from codeonfly.tampering import (
    asked_doubles,
    chosen,
    dry_runs,
    half_locked,
    helping,
    javascript_doubles,
    javascript_provided,
    javascript_routes,
    left_lying,
    options,
    prepared,
    sorted_both,
    surroundings,
)
from codeonfly.tampering.asked_values import asked_values
from codeonfly.tampering.by_heart import by_heart
from codeonfly.tampering.chains import held
from codeonfly.tampering.composed_keys import composed_keys
from codeonfly.tampering.copied_functions import copied_functions
from codeonfly.tampering.copied_types import copied_types
from codeonfly.tampering.dead_fields import dead_fields
from codeonfly.tampering.doubles import doubles, resources, services, worked_out
from codeonfly.tampering.dropped_work import dropped_work
from codeonfly.tampering.equality import equality
from codeonfly.tampering.expected_read import expected_read
from codeonfly.tampering.fewer_values import fewer_values
from codeonfly.tampering.given_more import given_more
from codeonfly.tampering.golden_less import golden_less
from codeonfly.tampering.golden_when_missing import golden_when_missing
from codeonfly.tampering.kept_fields import kept_fields
from codeonfly.tampering.looser import looser
from codeonfly.tampering.moved_write import moved_write, never_renamed
from codeonfly.tampering.names_alone import names_alone
from codeonfly.tampering.namesakes import namesakes
from codeonfly.tampering.never_run import never_run
from codeonfly.tampering.one_at_a_time import one_after_another, one_at_a_time
from codeonfly.tampering.only_kept import only_kept
from codeonfly.tampering.only_tested import only_tested
from codeonfly.tampering.own_defaults import own_defaults
from codeonfly.tampering.own_kinds import own_kinds
from codeonfly.tampering.own_matchers import own_matchers
from codeonfly.tampering.parts_by_heart import parts_by_heart
from codeonfly.tampering.picked_words import picked_words
from codeonfly.tampering.provided import provided
from codeonfly.tampering.put_there import put_there
from codeonfly.tampering.python_cases import picked
from codeonfly.tampering.registered import registered
from codeonfly.tampering.removes_nothing import removes_nothing
from codeonfly.tampering.routes import unread
from codeonfly.tampering.rust_features import features
from codeonfly.tampering.says_the_same import says_the_same
from codeonfly.tampering.self_compared import self_compared
from codeonfly.tampering.sent_in_vain import sent_in_vain
from codeonfly.tampering.set_aside import set_aside
from codeonfly.tampering.short_answers import short_answers
from codeonfly.tampering.standing_in import standing_in
from codeonfly.tampering.swallowed_errors import swallowed_errors
from codeonfly.tampering.switches import asked_by_tests_alone, left_behind, switched, turned_on
from codeonfly.tampering.trivial import passed_on, trivial
from codeonfly.tampering.uncompared import uncompared
from codeonfly.tampering.undefined import undefined
from codeonfly.tampering.untouched import untouched
from codeonfly.tampering.unused import unused
from codeonfly.tampering.values import Finding, Versions
from codeonfly.tampering.write_only import write_only
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
    uncompared,
    never_run,
    equality,
    untouched,
    looser,
    golden_less,
    golden_when_missing,
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
    yield from javascript_provided.provided(texts, tests, base, is_test)
    yield from helping.gives_alone(texts, tests, base, is_test)
    yield from helping.taken_alone(texts, tests, base)
    yield from chosen.no_clock(texts, base)
    yield from set_aside(texts, base, is_test)
