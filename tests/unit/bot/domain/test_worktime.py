"""Working hours across nights, weekends and clock changes."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.worktime import WorkingHours

BERLIN = WorkingHours("Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-08-24T09:00+02:00", 4, "2026-08-24T13:00+02:00"),
        ("2026-08-24T15:00+02:00", 4, "2026-08-25T11:00+02:00"),  # over night
        ("2026-08-21T16:00+02:00", 4, "2026-08-24T12:00+02:00"),  # over the weekend
        ("2026-08-22T12:00+02:00", 1, "2026-08-24T10:00+02:00"),  # arrived on a Saturday
        ("2026-08-24T06:00+02:00", 1, "2026-08-24T10:00+02:00"),  # before opening
        ("2026-10-23T16:00+02:00", 2, "2026-10-26T10:00+01:00"),  # the clocks went back
    ],
)
def test_contact_time_counts_working_hours_only(start: str, hours: int, due: str) -> None:
    given_start = datetime.fromisoformat(start)
    assert BERLIN.add(given_start, timedelta(hours=hours)) == datetime.fromisoformat(due)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # Hypothesis takes naive bounds
    st.integers(1, 40),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
def test_what_was_added_is_what_lies_between(start: datetime, hours: int, zone: str) -> None:
    calendar = WorkingHours(zone, time(8), time(16))
    worked = timedelta(hours=hours)
    assert calendar.between(start, calendar.add(start, worked)) == worked
