"""What a ranking must never do. test_against_scipy.py compares the figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import best_first, with_readings
from bot.domain.shrinkage import MIN_CAMPAIGNS, beta_below, fit
from bot.domain.stats import Reading, Share, total
from tests.unit.bot.facts import figures

SHARES = st.integers(1, 400).flatmap(lambda n: st.integers(0, n).map(lambda hits: Share(hits, n)))


def test_beyond_its_ends_nothing_or_all_lies_below() -> None:
    assert (beta_below(0.0, 2, 3), beta_below(1.0, 2, 3)) == (0.0, 1.0)


@pytest.mark.parametrize(
    "shares",
    [
        [],
        [Share(5, 9), Share(40, 90)],
        [Share(0, 9), Share(0, 90), Share(0, 3)],
        [Share(9, 9), Share(90, 90), Share(3, 3)],
        [Share(1, 2), Share(0, 0), Share(0, 0), Share(1, 3)],
    ],
)
def test_nothing_is_learnt_from_too_little(shares: list[Share]) -> None:
    assert fit(shares) is None


@given(st.lists(SHARES, min_size=MIN_CAMPAIGNS, max_size=30))
def test_a_rate_is_drawn_towards_all_and_never_past_it(shares: list[Share]) -> None:
    prior, whole = fit(shares), total(shares)
    if prior is None:
        assert whole.hits in (0, whole.of)
        return
    assert 1 <= prior.weight <= whole.of + 1e-6
    for share in shares:
        low, high = sorted((share.hits / share.of, prior.rate))
        assert low - 1e-12 <= prior.expected(share) <= high + 1e-12


def test_alike_campaigns_weigh_as_much_as_all_their_leads() -> None:
    prior = fit([Share(30, 60)] * 5)
    assert prior is not None
    assert prior.weight == pytest.approx(300)


def test_one_of_one_is_expected_near_the_rest_and_below_what_has_proved_itself() -> None:
    shares = [Share(1, 1), Share(90, 100), Share(40, 100), Share(10, 100), Share(50, 100)]
    prior = fit(shares)
    assert prior is not None
    assert prior.expected(shares[0]) < prior.expected(shares[1])


def test_within_a_reading_the_expected_rate_ranks_not_the_rate() -> None:
    """Twelve of twelve has the best rate; 190 of 200 has proved more."""
    campaigns = with_readings(
        [
            figures("Small", Share(12, 12), Share()),
            figures("Big", Share(190, 200), Share()),
            *(figures(f"Other {n}", Share(40 + n, 100), Share()) for n in range(6)),
        ]
    )
    ranked = best_first(campaigns, len(campaigns))
    assert [item.name for item in ranked[:2]] == ["Big", "Small"]
    assert {item.reading for item in ranked[:2]} == {Reading.GOOD}
    assert math.isclose(campaigns[0].merit, campaigns[0].taken_expected or 0)
