"""Against SciPy, and what a ranking must never do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bot.domain.figures import best_first, with_readings
from bot.domain.shrinkage import MIN_CAMPAIGNS, Prior, beta_below, beta_quantile, fit
from bot.domain.stats import Reading, Share, total
from tests.unit.bot.facts import figures

SHARES = st.integers(1, 400).flatmap(lambda n: st.integers(0, n).map(lambda hits: Share(hits, n)))
SIDE = st.floats(0.3, 900)


@given(st.floats(0.001, 0.999), SIDE, SIDE)
def test_the_beta_distribution_is_scipys(x: float, a: float, b: float) -> None:
    assert beta_below(x, a, b) == pytest.approx(scipy_stats.beta.cdf(x, a, b), abs=1e-9)


@given(st.sampled_from((0.025, 0.5, 0.975)), SIDE, SIDE)
def test_the_beta_quantile_is_scipys(level: float, a: float, b: float) -> None:
    assert beta_quantile(level, a, b) == pytest.approx(scipy_stats.beta.ppf(level, a, b), abs=1e-9)


def test_beyond_its_ends_nothing_or_all_lies_below() -> None:
    assert (beta_below(0.0, 2, 3), beta_below(1.0, 2, 3)) == (0.0, 1.0)


def test_the_prior_finds_what_the_leads_were_drawn_from() -> None:
    """300 campaigns of a beta-binomial with rate 0.4 and weight 15, drawn by SciPy."""
    hits = scipy_stats.betabinom.rvs(50, 6, 9, size=300, random_state=1)
    prior = fit([Share(int(count), 50) for count in hits])
    assert prior is not None
    assert prior.rate == pytest.approx(0.4, abs=0.03)
    assert prior.weight == pytest.approx(15, rel=0.3)


def test_the_prior_is_close_to_the_most_likely_one() -> None:
    shares = [Share(19, 22), Share(52, 64), Share(36, 51), Share(29, 88), Share(3, 3)]
    prior = fit(shares)
    assert prior is not None

    def likelihood(weight: float) -> float:
        a, b = prior.rate * weight, (1 - prior.rate) * weight
        return float(sum(scipy_stats.betabinom.logpmf(s.hits, s.of, a, b) for s in shares))

    best = max(likelihood(1.2**step) for step in range(40))
    assert likelihood(prior.weight) > best - 1.0


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


@given(SHARES, st.floats(0.05, 0.95), st.floats(1, 300))
def test_the_likely_range_is_scipys(share: Share, rate: float, weight: float) -> None:
    prior = Prior(rate, weight)
    a = share.hits + rate * weight
    b = share.of - share.hits + (1 - rate) * weight
    low, high = scipy_stats.beta.interval(0.95, a, b)
    likely = prior.likely(share)
    assert (likely.low, likely.high) == pytest.approx((low, high), abs=1e-9)
    assert prior.expected(share) == pytest.approx(scipy_stats.beta.mean(a, b))


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
