"""When a pitch stopped landing: false alarms, and the week that is named."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.drift import Drift, Weekly, change_point, drifts
from bot.domain.stats import Share

WEEKS = tuple(f"2026-W{number}" for number in range(24, 36))


def _weekly(name: str, *shares: Share) -> Weekly:
    return Weekly(f"id-{name.lower()}", name, WEEKS[-len(shares) :], shares)


def test_the_week_is_named_on_the_digest_and_on_the_card() -> None:
    steady = [Share(6, 10)] * 12
    fell = [Share(6, 10)] * 7 + [Share(1, 10)] * 5
    (found,) = drifts([_weekly("Search", *steady), _weekly("Dock", *fell)])
    assert (found.campaign, found.week, found.before, found.after, found.strong) == (
        "Dock",
        "2026-W31",
        Share(42, 70),
        Share(5, 50),
        True,
    )
    assert found.in_words == "stopped landing in week 31"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (Share(40, 50), Share(20, 50), "stopped landing in week 5"),
        (Share(40, 50), Share(21, 50), "lands less often since week 5"),
        (Share(20, 50), Share(40, 50), "lands more often since week 5"),
    ],
)
def test_half_is_stopped(before: Share, after: Share, words: str) -> None:
    assert Drift("c", "C", "2026-W05", before, after).in_words == words


@pytest.mark.parametrize(
    "shares",
    [
        [],
        [Share(5, 10)],
        [Share(9, 9), Share(0, 300)],  # nine answers before are too few
        [Share(20, 20), Share(30, 30)],
        [Share(0, 20), Share(0, 30)],
        [Share(), Share(5, 19), Share()],
    ],
)
def test_nothing_is_asked_of_too_little(shares: list[Share]) -> None:
    assert change_point(shares) is None


def test_a_week_without_answers_begins_nothing() -> None:
    shares = [Share(9, 10), Share(9, 10), Share(), Share(1, 10), Share(1, 10)]
    point = change_point(shares)
    assert point is not None
    assert point.start == 3


def test_an_opener_is_named_before_its_campaign_and_instead_of_it() -> None:
    shares = [Share(6, 10)] * 7 + [Share(1, 10)] * 5
    campaign = _weekly("Dock", *shares)
    opener = replace(campaign, opener="What does an hour cost you?")
    (found,) = drifts([campaign, opener])
    assert (found.opener, found.week) == (opener.opener, "2026-W31")
    steady = replace(opener, shares=(Share(6, 10),) * 12)
    (found,) = drifts([steady, campaign])
    assert found.opener == ""


def test_what_holds_at_five_percent_only_is_no_headline() -> None:
    weeks = (Share(7, 10), Share(7, 10), Share(2, 10), Share(3, 10))
    found = change_point(weeks)
    assert found is not None
    assert 0.01 < found.p_value < 0.05
    [drift] = drifts([_weekly("Dock", *weeks)])
    assert not drift.strong


def test_what_got_worse_comes_first() -> None:
    fell = [Share(8, 10)] * 6 + [Share(2, 10)] * 6
    rose = [Share(1, 10)] * 6 + [Share(9, 10)] * 6
    found = drifts([_weekly("Rose", *rose), _weekly("Fell", *fell)])
    assert [item.campaign for item in found] == ["Fell", "Rose"]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 25), min_size=2, max_size=8), st.integers(0, 2**16))
def test_a_chance_is_a_chance(sizes: list[int], seed: int) -> None:
    rng = random.Random(seed)
    shares = [Share(rng.randint(0, of), of) for of in sizes]
    point = change_point(shares)
    if point is not None:
        assert 0.0 <= point.p_value <= 1.0
        assert 0 < point.start < len(shares)


def test_steady_pitches_raise_no_more_alarms_than_promised() -> None:
    """200 digests of five steady campaigns: at a rate of 5 %, ten are expected at most."""
    rng, alarms = random.Random(31), 0
    for _ in range(200):
        series = [
            _weekly(f"C{n}", *(Share(sum(rng.random() < 0.5 for _ in range(6)), 6) for _ in WEEKS))
            for n in range(5)
        ]
        alarms += bool(drifts(series))
    assert alarms <= 19  # a Poisson count of 10 exceeds 19 once in 290
