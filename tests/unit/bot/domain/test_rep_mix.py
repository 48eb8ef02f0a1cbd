"""Simpson's paradox: what a digest says. test_against_scipy.py compares the figures."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.changes import Measure
from bot.domain.figures import with_readings
from bot.domain.findings import findings
from bot.domain.rep_mix import Stratum, chance, odds_ratio, p_value, strata
from bot.domain.stats import Reading, Share
from tests.unit.bot.facts import figures

SHARES = st.integers(2, 60).flatmap(
    lambda n: st.integers(1, n - 1).map(lambda hits: Share(hits, n))
)
PARTS = st.lists(st.builds(Stratum, SHARES, SHARES), min_size=1, max_size=6)


def test_what_cannot_be_formed_is_none() -> None:
    assert odds_ratio([]) is None
    assert p_value([]) is None
    assert odds_ratio([Stratum(Share(5, 5), Share(0, 9))]) == float("inf")
    assert p_value([Stratum(Share(5, 5), Share())]) is None


@given(PARTS)
def test_a_mirror_turns_the_ratio(parts: list[Stratum]) -> None:
    there, back = odds_ratio(parts), odds_ratio([Stratum(p.rest, p.own) for p in parts])
    assume(there and back)
    assert there == pytest.approx(1 / (back or 1))


MILD_AND_STRICT = {
    # Maya takes 30 % whatever comes, Jonas 80 %: Search mostly came to Jonas.
    "maya": {"search": Share(6, 20), "dock": Share(24, 80)},
    "jonas": {"search": Share(64, 80), "dock": Share(16, 20)},
}


def test_a_campaign_that_only_went_to_a_mild_rep_is_no_call() -> None:
    parts = strata(MILD_AND_STRICT, "search")
    assert odds_ratio(parts) == pytest.approx(1.0)
    assert chance(parts, Share(70, 100), Share(40, 100)) == 1.0

    campaigns = [
        figures("Search", Share(70, 100), Share(), campaign_id="search"),
        figures("Dock", Share(40, 100), Share(), campaign_id="dock"),
    ]
    assert {item.reading for item in with_readings(campaigns)} == {Reading.GOOD, Reading.BELOW}
    judged = with_readings(campaigns, {Measure.TAKEN: MILD_AND_STRICT})
    assert {item.taken_reading for item in judged} == {Reading.NO_CALL}
    assert findings(judged) == ()


def test_a_campaign_that_is_better_with_every_rep_stays_good() -> None:
    by_rep = {
        "maya": {"search": Share(30, 50), "dock": Share(10, 50)},
        "jonas": {"search": Share(45, 50), "dock": Share(25, 50)},
    }
    parts = strata(by_rep, "search")
    assert chance(parts, Share(75, 100), Share(35, 100)) < 0.001
    assert chance(parts, Share(35, 100), Share(75, 100)) == 1.0


def test_a_rep_who_got_nothing_else_cannot_be_told_from_the_campaign() -> None:
    by_rep = {"maya": {"search": Share(90, 100)}, "jonas": {"dock": Share(40, 100)}}
    assert chance(strata(by_rep, "search"), Share(90, 100), Share(40, 100)) == 1.0


def test_where_most_reps_are_unknown_nothing_is_checked() -> None:
    by_rep = {"maya": {"search": Share(9, 9), "dock": Share(9, 9)}}
    assert chance(strata(by_rep, "search"), Share(70, 100), Share(40, 100)) == 0.0
