"""Figures in words."""

from datetime import date

import pytest

from bot.domain import phrases
from bot.domain.digest import WeekFacts
from bot.domain.drift import Drift
from bot.domain.figures import with_readings
from bot.domain.sit_ins import SatIn
from bot.domain.stats import Agreement, Range, Share
from tests.unit.bot.facts import CAMPAIGNS, figures, tidewell


def plain(text: str) -> str:
    return text.replace(phrases.SPACE, " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (47 * 60, "47 min"),
        (119 * 60, "119 min"),
        (2 * 3600, "2 h"),
        (3 * 3600 + 600, "3 h 10 min"),
        (48 * 3600, "2 days"),
        (14 * 24 * 3600, "14 days"),
    ],
)
def test_durations(seconds: int, said: str) -> None:
    assert plain(phrases.duration(seconds)) == said


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (0, "EUR", "€ 0"),
        (4500, "EUR", "€ 4 500"),
        (184_200, "USD", "$ 184k"),
        (12_400_000, "CHF", "CHF 12m"),
    ],
)
def test_money(amount: int, currency: str, said: str) -> None:
    assert plain(phrases.money(amount, currency)) == said


def test_shares_have_a_range_only_from_ten_on() -> None:
    assert plain(phrases.counted(Share(52, 64))) == "52/64  70–89 %"
    assert phrases.counted(Share(9, 9)) == "9/9"
    assert phrases.counted(Share()) == "–"
    assert plain(phrases.likely(Range(0.0, 1.0))) == "0–100 %"
    assert phrases.percent(None) == "–"


def test_titles_across_a_month_and_a_year() -> None:
    assert phrases.title(tidewell()) == "Week 34 · 17–23 Aug 2026"
    turn = tidewell(
        period="2026-W53", starts_on=date(2026, 12, 28), ends_on=date(2027, 1, 3), headline="-"
    )
    assert phrases.title(turn) == "Week 53 · 28 Dec–3 Jan 2027"


def test_one_is_one() -> None:
    facts = tidewell(week=WeekFacts(delivered=1, met=1), headline="-")
    assert phrases.funnel(facts) == "1 lead → 0 taken → 0 contacted → 1 meeting"


def test_what_is_counted_apart_is_said() -> None:
    said = phrases.pace(WeekFacts(delivered=9, procedural=2, not_qualified=3), WeekFacts())
    assert said == (
        "0 unanswered · 2 customer, duplicate or misrouted, counted apart"
        " · 3 not posted: below the rule"
    )


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [
        (WeekFacts(delivered=100, met=30), WeekFacts(delivered=100, met=10), "a real change"),
        (WeekFacts(delivered=41, met=9), WeekFacts(delivered=38, met=9), "no real change"),
        (WeekFacts(delivered=41, met=9), WeekFacts(delivered=4, met=1), "too few to compare"),
    ],
)
def test_a_change_of_meetings_is_called_real_only_when_it_is(
    now: WeekFacts, then: WeekFacts, verdict: str
) -> None:
    assert phrases.load(now, then).endswith(f"before: {verdict})")


def test_without_anything_to_compare_nothing_is_compared() -> None:
    assert phrases.load(WeekFacts(), WeekFacts()) == ""
    assert phrases.load(WeekFacts(delivered=50), WeekFacts(delivered=40)) == ""
    assert phrases.load(WeekFacts(delivered=10, met=1), WeekFacts()) == (
        "Meetings per 100 leads 10"
    )


def test_agreement_needs_thirty_leads() -> None:
    assert phrases.agreement(tidewell(agreement=Agreement(15, 10, 2, 2))) == ""
    assert plain(phrases.agreement(tidewell(agreement=Agreement(15, 10, 2, 3)))) == (
        "Marketing and sales judged 25 of 30 alike (83 %; chance ≈ 51 %)"
    )


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (SatIn(), ""),
        (SatIn(calls=3, lines=2), "3 sat in on calls; 2 lines learnt"),
        (SatIn(calls=1, reviews=2, lines=1), "1 sat in on a call, 2 on reviews; 1 line learnt"),
        (SatIn(reviews=1), "1 sat in on a review"),
        (SatIn(lines=1), "1 line learnt"),
    ],
)
def test_who_sat_in(week: SatIn, said: str) -> None:
    assert phrases.sat_in(week) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("LogiExpo", "below the rest"),
        ("Calculator", "too few to judge (about 10 would do)"),
    ],
)
def test_a_reading_says_how_many_would_do(name: str, said: str) -> None:
    [item] = [item for item in with_readings(CAMPAIGNS) if item.name == name]
    assert phrases.reading(item) == said


@pytest.mark.parametrize(
    ("suffices", "said"),
    [
        (37, "too few to judge (about 40 would do)"),
        (213, "too few to judge (about 300 would do)"),
        (999, "too few to judge (about 1000 would do)"),
        (1000, "too few to judge"),
        (None, "too few to judge"),
    ],
)
def test_a_rough_number_is_not_made_to_look_exact(suffices: int | None, said: str) -> None:
    item = figures("Dock", Share(3, 4), Share(), taken_suffices=suffices)
    assert phrases.reading(item) == said


def test_the_silent_are_counted_both_ways() -> None:
    item = figures("Dock", Share(19, 22), Share(9, 14))
    assert plain(phrases.silent(item)) == "14 of 19 told: 47–74 % whatever the rest say"
    assert phrases.silent(figures("Dock", Share(14, 22), Share(9, 14))) == ""


def test_young_leads_are_pending_once_it_is_known_how_long_they_take() -> None:
    item = figures("Dock", Share(19, 22), Share(), won=3, won_share=Share(4, 31), pending=12)
    assert phrases.won(item, None) == "won 3"
    assert plain(phrases.won(item, 40)) == (
        "won 3 (4/31  5–29 % of those over 40 days old, 12 pending)"
    )
    assert phrases.won(figures("Dock", Share(), Share()), 40) == "won 0"


def test_since_when_a_pitch_lands_less() -> None:
    item = Drift("c", "Dock", "2026-W31", Share(42, 70), Share(5, 50))
    assert phrases.drift(item) == ("stopped landing in week 31 (42 of 70 before, 5 of 50 since)")
