"""The statistics against SciPy and statsmodels.

All in one file, which imports them late: it takes seconds, and only the worker with it pays.
"""

from collections.abc import Iterator
from itertools import product
from math import comb
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.drift import change_point
from bot.domain.maturity import MIN_ENDED, Wait, usual_days
from bot.domain.rep_mix import Stratum, odds_ratio, p_value
from bot.domain.shrinkage import Prior, beta_below, beta_quantile, fit
from bot.domain.stats import Share, certain, difference, discoveries, suffices, total, wilson

SHARES = st.integers(1, 400).flatmap(lambda n: st.integers(0, n).map(lambda hits: Share(hits, n)))
MIXED = st.integers(2, 60).flatmap(lambda n: st.integers(1, n - 1).map(lambda hits: Share(hits, n)))
SIDE = st.floats(0.3, 900)
# Most lie between the bounds of the first and the last of them, none on a bound.
FEW_P_VALUES = st.lists(st.integers(1, 60).map(lambda n: n / 997), min_size=2, max_size=4)


@pytest.fixture(scope="module")
def scipy() -> Any:
    """Its `stats`."""
    from scipy import stats

    return stats


@pytest.fixture(scope="module")
def statsmodels() -> Iterator[Any]:
    """Its `stats`, with the modules that are compared."""
    import statsmodels.stats.contingency_tables
    import statsmodels.stats.multitest
    import statsmodels.stats.proportion

    with pytest.MonkeyPatch.context() as patch:
        # multipletests collects garbage at each call: a quarter of a second in a full process
        patch.setattr("gc.collect", lambda: 0)
        yield statsmodels.stats


@given(SHARES)
def test_wilsons_interval(statsmodels: Any, share: Share) -> None:
    theirs = statsmodels.proportion.proportion_confint(share.hits, share.of, 0.05, "wilson")
    assert (wilson(share).low, wilson(share).high) == pytest.approx(theirs, abs=1e-12)


@given(SHARES, SHARES)
def test_a_difference(statsmodels: Any, first: Share, second: Share) -> None:
    theirs = statsmodels.proportion.confint_proportions_2indep(
        first.hits, first.of, second.hits, second.of, method="newcomb"
    )
    ours = difference(first, second)
    assert (ours.low, ours.high) == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30) | FEW_P_VALUES)
def test_families_of_p_values(scipy: Any, statsmodels: Any, p_values: list[float]) -> None:
    adjusted = scipy.false_discovery_control(p_values)
    if all(abs(p - 0.05) > 1e-9 for p in adjusted):
        assert discoveries(p_values, 0.05) == {i for i, p in enumerate(adjusted) if p <= 0.05}
    rejected, stepped, *_ = statsmodels.multitest.multipletests(p_values, 0.05, "holm")
    if all(abs(p - 0.05) > 1e-9 for p in stepped):
        assert certain(p_values, 0.05) == {i for i, found in enumerate(rejected) if found}


@given(SHARES, st.integers(1, 999).map(lambda hits: Share(hits * 10**6, 10**9)))
def test_as_many_as_suffice_leave_the_rest_out_of_the_range(
    statsmodels: Any, own: Share, rest: Share
) -> None:
    """With an endless rest, against Wilson's interval at n and at n - 1."""
    needed = suffices(own, rest)
    if needed is None or needed > 10**4:
        return
    interval = statsmodels.proportion.proportion_confint
    rate, others = own.hits / own.of, rest.hits / rest.of
    low, high = interval((needed + 1) * rate, needed + 1, 0.05, "wilson")
    assert not low <= others <= high
    if needed > 10:
        low, high = interval((needed - 1.01) * rate, needed - 1.01, 0.05, "wilson")
        assert low <= others <= high


@given(st.lists(st.builds(Stratum, MIXED, MIXED), min_size=1, max_size=6))
def test_a_stratified_table(statsmodels: Any, parts: list[Stratum]) -> None:
    table = statsmodels.contingency_tables.StratifiedTable(
        [[[s.hits, s.of - s.hits] for s in (part.own, part.rest)] for part in parts]
    )
    ratio, chance = odds_ratio(parts), p_value(parts)
    assert ratio == pytest.approx(table.oddsratio_pooled)
    assert chance == pytest.approx(table.test_null_odds(correction=False).pvalue, abs=1e-9)


@given(st.floats(0.001, 0.999), SIDE, SIDE)
def test_the_beta_distribution(scipy: Any, x: float, a: float, b: float) -> None:
    assert beta_below(x, a, b) == pytest.approx(scipy.beta.cdf(x, a, b), abs=1e-9)


@given(st.sampled_from((0.025, 0.5, 0.975)), SIDE, SIDE)
def test_the_beta_quantile(scipy: Any, level: float, a: float, b: float) -> None:
    assert beta_quantile(level, a, b) == pytest.approx(scipy.beta.ppf(level, a, b), abs=1e-9)


@given(SHARES, st.floats(0.05, 0.95), st.floats(1, 300))
def test_the_likely_range_of_a_rate(scipy: Any, share: Share, rate: float, weight: float) -> None:
    prior = Prior(rate, weight)
    a = share.hits + rate * weight
    b = share.of - share.hits + (1 - rate) * weight
    low, high = scipy.beta.interval(0.95, a, b)
    likely = prior.likely(share)
    assert (likely.low, likely.high) == pytest.approx((low, high), abs=1e-9)
    assert prior.expected(share) == pytest.approx(scipy.beta.mean(a, b))


def test_the_prior_finds_what_the_leads_were_drawn_from(scipy: Any) -> None:
    """300 campaigns of a beta-binomial with rate 0.4 and weight 15."""
    hits = scipy.betabinom.rvs(50, 6, 9, size=300, random_state=1)
    prior = fit([Share(int(count), 50) for count in hits])
    assert prior is not None
    assert prior.rate == pytest.approx(0.4, abs=0.03)
    assert prior.weight == pytest.approx(15, rel=0.2)


def test_the_prior_is_close_to_the_most_likely_one(scipy: Any) -> None:
    shares = [Share(19, 22), Share(52, 64), Share(36, 51), Share(29, 88), Share(3, 3)]
    prior = fit(shares)
    assert prior is not None

    def likelihood(weight: float) -> float:
        a, b = prior.rate * weight, (1 - prior.rate) * weight
        return float(sum(scipy.betabinom.logpmf(s.hits, s.of, a, b) for s in shares))

    best = max(likelihood(1.2**step) for step in range(40))
    assert likelihood(prior.weight) > best - 1.0


WAITS = st.builds(Wait, st.integers(0, 60), st.booleans(), st.integers(1, 9))


@given(st.lists(WAITS, min_size=1, max_size=20))
def test_the_usual_days_are_kaplan_meiers(scipy: Any, waits: list[Wait]) -> None:
    ended = [wait.days for wait in waits if wait.ended for _ in range(wait.leads)]
    watched = [wait.days for wait in waits if not wait.ended for _ in range(wait.leads)]
    assume(len(ended) >= MIN_ENDED)
    data = scipy.CensoredData(uncensored=ended, right=watched)
    survival = scipy.ecdf(data).sf
    reached = [
        int(day)
        for day, left in zip(survival.quantiles, survival.probabilities, strict=True)
        if left <= 0.2 + 1e-9
    ]
    assert usual_days(waits) == (min(reached) if reached else None)


def _ratio(scipy: Any, before: Share, after: Share) -> float:
    table = [[before.hits, before.of - before.hits], [after.hits, after.of - after.hits]]
    found = scipy.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    return float(found.statistic)


def _by_counting(scipy: Any, shares: list[Share]) -> tuple[float, int]:
    """The largest ratio and its exact chance: every way to deal the hits, one by one."""
    whole, sizes = total(shares), [share.of for share in shares]

    def largest(hits: tuple[int, ...]) -> tuple[float, int]:
        dealt = [Share(*pair) for pair in zip(hits, sizes, strict=True)]
        return max(
            (_ratio(scipy, total(dealt[:at]), total(dealt[at:])), at)
            for at in range(1, len(dealt))
            if min(sum(sizes[:at]), sum(sizes[at:])) >= 10
        )

    observed = largest(tuple(share.hits for share in shares))
    reached = sum(
        _ways(hits, sizes)
        for hits in product(*(range(size + 1) for size in sizes))
        if sum(hits) == whole.hits and largest(hits)[0] >= observed[0] - 1e-9
    )
    return reached / comb(whole.of, whole.hits), observed[1]


def _ways(hits: tuple[int, ...], sizes: list[int]) -> int:
    result = 1
    for some, of in zip(hits, sizes, strict=True):
        result *= comb(of, some)
    return result


@pytest.mark.parametrize(
    "shares",
    [
        [Share(6, 7), Share(5, 6), Share(1, 6), Share(1, 5)],
        [Share(3, 6), Share(3, 5), Share(2, 6), Share(4, 6)],
        [Share(1, 12), Share(9, 11)],
        [Share(8, 10), Share(2, 3), Share(3, 10)],
    ],
)
def test_the_chance_of_a_change_is_that_of_all_ways_to_deal_the_hits(
    scipy: Any, shares: list[Share]
) -> None:
    chance, start = _by_counting(scipy, shares)
    point = change_point(shares)
    assert point is not None
    assert point.start == start
    assert point.p_value == pytest.approx(chance, abs=1e-9)


def test_one_possible_change_is_the_likelihood_ratio_test_of_two_rates(scipy: Any) -> None:
    """Asymptotically: chi-squared with one degree of freedom."""
    before, after = Share(260, 500), Share(230, 500)
    point = change_point([before, after])
    assert point is not None
    expected = scipy.chi2.sf(_ratio(scipy, before, after), 1)
    assert point.p_value == pytest.approx(expected, rel=0.2)
