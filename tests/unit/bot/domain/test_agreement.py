"""Weighted kappa and the area under the curve, against published and independent figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agreement import (
    Graded,
    Verdict,
    area_under_curve,
    graded_table,
    weighted_kappa,
)
from bot.domain.stats import Range

# Two judges of 100 leads, and what `cohens_kappa(TABLE, wt="linear")` says of them.
TABLE = [[20, 5, 2], [8, 15, 7], [3, 10, 30]]
KAPPA, KAPPA_ERROR = 0.5541685242978154, 0.06709346336661434  # statsmodels 0.14


def test_kappa_is_what_statsmodels_says() -> None:
    found = weighted_kappa(TABLE)
    assert found is not None
    assert found.leads == 100
    assert found.value == pytest.approx(KAPPA, abs=1e-9)
    half = 1.959963984540054 * KAPPA_ERROR
    assert (found.likely.low, found.likely.high) == pytest.approx((KAPPA - half, KAPPA + half))


def test_kappa_of_perfect_agreement_is_one_and_of_one_grade_is_unknown() -> None:
    perfect = weighted_kappa([[5, 0, 0], [0, 6, 0], [0, 0, 7]])
    assert perfect is not None
    assert (perfect.value, perfect.likely) == (1, Range(-1.0, 1.0)), "18 alike are no certainty"
    assert weighted_kappa([[9, 0, 0], [0, 0, 0], [0, 0, 0]]) is None
    assert weighted_kappa([[0] * 3] * 3) is None


def test_grades_are_thirds_of_what_qualifies() -> None:
    graded = [
        Graded(79, Verdict.REFUSED, 1),
        Graded(80, Verdict.REFUSED, 2),
        Graded(120, Verdict.TAKEN, 4),
        Graded(160, Verdict.QUALIFIED, 8),
        Graded(200, Verdict.REFUSED, 16),
    ]
    assert graded_table(graded, 80) == [[3, 0, 0], [0, 4, 0], [16, 0, 8]]
    assert sum(map(sum, graded_table(graded, 200))) == 31  # nothing to tell apart


scores = st.lists(st.integers(0, 12), min_size=2, max_size=25)


@given(yes=scores, no=scores)
def test_the_area_is_the_share_of_pairs_in_order(yes: list[int], no: list[int]) -> None:
    graded = [Graded(score, Verdict.QUALIFIED, 1) for score in yes]
    graded += [Graded(score, Verdict.REFUSED, 1) for score in no]
    pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
    found = area_under_curve(graded)
    assert found is not None
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    assert found.likely.low <= found.value <= found.likely.high

    def variance(means: list[float]) -> float:
        return sum((mean - found.value) ** 2 for mean in means) / (len(means) - 1)

    each_yes = [sum((a > b) + (a == b) / 2 for b in no) / len(no) for a in yes]
    each_no = [sum((a > b) + (a == b) / 2 for a in yes) / len(yes) for b in no]
    error = math.sqrt(variance(each_yes) / len(yes) + variance(each_no) / len(no))
    half = 1.959963984540054 * error if error > 1e-6 else 1.0  # no variance: nothing is known
    assert found.likely.high == pytest.approx(min(1, found.value + half))
    assert found.likely.low == pytest.approx(max(0, found.value - half))


def test_nothing_is_said_of_one_kind_and_little_of_one_lead() -> None:
    one = [Graded(50, Verdict.TAKEN, 9)]
    assert area_under_curve(one) is None
    found = area_under_curve([*one, Graded(20, Verdict.REFUSED, 1)])
    assert found is not None
    assert (found.value, found.likely) == (1.0, Range(0.0, 1.0))
