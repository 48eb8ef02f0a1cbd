"""The last day away, as people write it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absence import Absence, last_day
from bot.domain.setting_values import DAYS
from bot.errors import InvalidInput

FRIDAY = date(2026, 8, 28)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from(DAYS))
def test_a_weekday_is_the_next_one_after_today(today: date, day: str) -> None:
    found = last_day(day[:3], today)
    assert DAYS[found.weekday()] == day
    assert timedelta(days=1) <= found - today <= timedelta(days=7)


SAME = ["2026-08-28", "fri", "Friday", "FR", "28.8.", "28.08", "28.8.2026", "8/28", "28/8/2026"]
SAME += ["28 Aug", "28. August", "Aug. 28", "august  28", "28 aug 2026", "Aug 28, 2026"]


@pytest.mark.parametrize("text", [*SAME, *(f" {text} " for text in SAME)])
def test_people_may_write_it_their_way(text: str) -> None:
    assert last_day(text, date(2026, 8, 24)) == FRIDAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "t",
        "s",
        "frixday",
        "31.9.",
        "8/32",
        "23.8.",
        "28.8.0000",
        "2026-02-30",
        "2026-08-23",
        "31 Sep",
        "1 Ma 2026",
        "1 Foo",
    ],
)
def test_what_is_no_day_or_is_over_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        last_day(text, date(2026, 8, 24))


def test_today_tomorrow_and_the_year_that_is_near() -> None:
    assert last_day("today", FRIDAY) == FRIDAY
    assert last_day("Tomorrow", FRIDAY) == FRIDAY + timedelta(days=1)
    assert last_day("5.1.", date(2026, 12, 20)) == date(2027, 1, 5)
    assert last_day("29.2.", date(2027, 10, 1)) == date(2028, 2, 29)
    assert last_day("8/8", date(2026, 8, 3)) == date(2026, 8, 8)
    assert last_day("8/9", date(2026, 8, 20)) == date(2026, 9, 8), "9 Aug is over"
    assert last_day("31.12.", date(2026, 6, 1)) == date(2026, 12, 31)
    assert last_day("28.8.", date(2026, 1, 15)) == FRIDAY
    with pytest.raises(InvalidInput, match="Write 2027-05-06 or 2027-06-05"):
        last_day("5/6", date(2026, 11, 22))
    with pytest.raises(InvalidInput, match="2026-12-28 is over"):
        last_day("28.12.", date(2027, 1, 2))
    with pytest.raises(InvalidInput, match="Write 2026-08-09 or 2026-09-08"):
        last_day("8/9", date(2026, 8, 3))


def test_today_may_be_the_last_day_and_the_day_itself_is_covered() -> None:
    assert last_day("2026-08-28", FRIDAY) == FRIDAY
    absence = Absence("U1", FRIDAY)
    assert absence.covers(FRIDAY)
    assert not absence.covers(FRIDAY + timedelta(days=1))
