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


@pytest.mark.parametrize("text", ["2026-08-28", " 2026-08-28 ", "fri", "Friday", "FR"])
def test_people_may_write_it_their_way(text: str) -> None:
    assert last_day(text, date(2026, 8, 24)) == FRIDAY


@pytest.mark.parametrize("text", ["", "t", "s", "28.8.", "2026-02-30", "frixday", "2026-08-23"])
def test_what_is_no_day_or_is_over_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        last_day(text, date(2026, 8, 24))


def test_today_may_be_the_last_day_and_the_day_itself_is_covered() -> None:
    assert last_day("2026-08-28", FRIDAY) == FRIDAY
    absence = Absence("U1", FRIDAY)
    assert absence.covers(FRIDAY)
    assert not absence.covers(FRIDAY + timedelta(days=1))
