"""A few seeds of `make simulate`: the digest is right where it speaks, and silent where it must be.

`make soak` runs as many as docs/statistics.md tells of.
"""

import pytest

from benchmarks.simulate import ALIKE, CHANGED, DIFFERENT, MENDED, ONE_SIDED, finding, naming

SEEDS = 12
MANY = pytest.param(200, marks=pytest.mark.soak)
each = pytest.mark.parametrize("seeds", [SEEDS, MANY])


@each
def test_with_enough_leads_the_true_best_and_worst_are_named(seeds: int) -> None:
    found = naming(DIFFERENT, 30, seeds)
    for named in (found.best, found.worst, found.sentence):
        assert named.count("right") >= 0.95 * seeds - 1
        assert named.count("wrong") <= 0.02 * seeds + 1


@each
def test_with_too_few_leads_nothing_is_named(seeds: int) -> None:
    found = naming(DIFFERENT, 1, seeds)
    assert {*found.best, *found.worst, *found.sentence} == {"silent"}


@each
def test_where_all_are_alike_false_alarms_are_rare(seeds: int) -> None:
    for campaigns in (ALIKE, ONE_SIDED):
        found = naming(campaigns, 30, seeds)
        assert found.best.count("wrong") <= 0.05 * seeds + 1
        assert found.worst.count("wrong") <= 0.05 * seeds + 1
        assert found.sentence.count("wrong") <= 0.03 * seeds + 1


def test_without_the_check_of_reps_strictness_would_be_taken_for_quality() -> None:
    found = naming(ONE_SIDED, 30, SEEDS, check_reps=False)
    assert found.worst.count("wrong") > SEEDS / 2


@each
def test_the_change_of_week_7_is_found_and_dated(seeds: int) -> None:
    for campaigns in (CHANGED, MENDED):
        found = finding(campaigns, 30, seeds)
        assert sum(week is not None for week in found.found_in) >= 0.95 * seeds - 1
        assert sum(week in (6, 7, 8) for week in found.week) >= 0.85 * seeds - 1
        assert sum(found.others) <= 0.25 * seeds + 2


@each
def test_what_marketing_changed_is_seen_to_be_better(seeds: int) -> None:
    assert sum(finding(MENDED, 30, seeds).better) >= 0.95 * seeds - 1


@each
def test_nothing_is_found_in_too_few_answers(seeds: int) -> None:
    found = finding(MENDED, 2, seeds)
    assert not any(found.found_in)
    assert not any(found.better)
