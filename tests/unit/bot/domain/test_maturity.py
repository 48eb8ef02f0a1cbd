"""How long leads take, by hand. test_against_scipy.py compares it with a Kaplan-Meier estimate."""

import pytest

from bot.domain.maturity import MIN_ENDED, Wait, usual_days


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


@pytest.mark.parametrize("ended", [True, False])
def test_the_order_does_not_matter(ended: bool) -> None:
    waits = [Wait(9, ended, 3), Wait(2, True, 30), Wait(5, False, 4)]
    assert usual_days(waits) == usual_days(waits[::-1])
