"""How long leads take: by hand, and against SciPy's Kaplan-Meier."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bot.domain.maturity import MIN_ENDED, Wait, usual_days

WAITS = st.builds(Wait, st.integers(0, 60), st.booleans(), st.integers(1, 9))


def test_without_open_leads_it_is_the_percentile() -> None:
    assert usual_days([Wait(day, True, 1) for day in range(1, 101)]) == 80


def test_open_leads_make_it_longer() -> None:
    quick = [Wait(day, True, 4) for day in range(1, 11)]
    assert usual_days(quick) == 8
    assert usual_days([*quick, Wait(5, False, 40)]) == 9


def test_nobody_knows_while_most_are_open_or_few_have_ended() -> None:
    assert usual_days([]) is None
    assert usual_days([Wait(3, True, MIN_ENDED - 1)]) is None
    assert usual_days([Wait(3, True, MIN_ENDED), Wait(30, False, 100)]) is None


@given(st.lists(WAITS, min_size=1, max_size=20))
def test_it_is_scipys_kaplan_meier(waits: list[Wait]) -> None:
    ended = [wait.days for wait in waits if wait.ended for _ in range(wait.leads)]
    watched = [wait.days for wait in waits if not wait.ended for _ in range(wait.leads)]
    assume(len(ended) >= MIN_ENDED)
    data = scipy_stats.CensoredData(uncensored=ended, right=watched)
    survival = scipy_stats.ecdf(data).sf
    reached = [
        int(day)
        for day, left in zip(survival.quantiles, survival.probabilities, strict=True)
        if left <= 0.2 + 1e-9
    ]
    assert usual_days(waits) == (min(reached) if reached else None)


@pytest.mark.parametrize("ended", [True, False])
def test_the_order_does_not_matter(ended: bool) -> None:
    waits = [Wait(9, ended, 3), Wait(2, True, 30), Wait(5, False, 4)]
    assert usual_days(waits) == usual_days(waits[::-1])
