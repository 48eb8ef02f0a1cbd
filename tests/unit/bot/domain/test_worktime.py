"""Working hours across nights, weekends and clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.worktime import LATEST, ContactTime, Days, WorkingHours, days_off

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


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis takes naive bounds
calendars = st.builds(
    WorkingHours,
    st.sampled_from(ZONES),
    st.integers(0, 11).map(time),
    st.integers(13, 23).map(time),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=5),
)


@given(calendars, moments, st.integers(0, 80 * 60))
def test_whatever_the_calendar_time_ends_where_it_is_open(
    calendar: WorkingHours, start: datetime, minutes: int
) -> None:
    worked = timedelta(minutes=minutes)
    end = calendar.add(start, worked)
    assert calendar.between(start, end) == worked
    assert end >= start
    local = end.astimezone(ZoneInfo(calendar.zone))
    assert local.weekday() in calendar.days
    assert local.date() not in calendar.holidays


def test_holidays_and_days_away_do_not_count() -> None:
    friday = datetime.fromisoformat("2026-08-21T16:00+02:00")
    off = replace(BERLIN, holidays=days_off(["2026-08-24"]))
    assert off.add(friday, timedelta(hours=2)).isoformat() == "2026-08-25T08:00:00+00:00"
    away = replace(off, away=Days(date(2026, 8, 25), date(2026, 8, 26)))
    assert away.add(friday, timedelta(hours=2)).isoformat() == "2026-08-27T08:00:00+00:00"
    assert not away.is_open(datetime.fromisoformat("2026-08-26T10:00+02:00"))


@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=20)), st.integers(1, 40))
def test_a_lead_taken_in_the_same_hours_is_due_when_it_was(
    calendar: WorkingHours, start: datetime, waited: timedelta, hours: int
) -> None:
    rule = ContactTime(timedelta(hours=hours), calendar)
    assert rule.due_for(calendar, start, start + waited) == rule.due(start)


@given(calendars, calendars, moments, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_other_hours_move_it_by_a_week_at_most_and_never_before_it_was_taken(
    ours: WorkingHours, theirs: WorkingHours, start: datetime, waited: timedelta
) -> None:
    rule = ContactTime(timedelta(hours=4), ours)
    due, taken_at = rule.due(start), start + waited
    moved = rule.due_for(theirs, start, taken_at)
    assert moved <= due + LATEST
    assert moved >= min(due, taken_at)


def test_what_is_left_runs_in_the_hours_of_whoever_took_it() -> None:
    tokyo = WorkingHours("Asia/Tokyo")
    rule = ContactTime(timedelta(hours=4), BERLIN)
    came = datetime.fromisoformat("2026-08-24T17:30+02:00")
    taken_at = datetime.fromisoformat("2026-08-25T09:00+02:00")  # 16:00 in Tokyo
    assert rule.due(came) == datetime.fromisoformat("2026-08-25T13:00+02:00")
    assert rule.due_for(tokyo, came, taken_at) == datetime.fromisoformat("2026-08-26T12:00+09:00")
    late = datetime.fromisoformat("2026-08-25T15:00+02:00")
    assert rule.due_for(tokyo, came, late) == rule.due(came)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "soon", "2026-12-31..2026-12-01", "1999-01-01..9999-01-01"]
)
def test_what_is_no_day_off_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|range|stretch|isoformat"):
        days_off([text])


def test_who_works_an_hour_a_week_does_not_put_a_contact_off_for_a_month() -> None:
    mondays = replace(BERLIN, opens=time(9), closes=time(10), days=frozenset({0}))
    rule = ContactTime(timedelta(hours=4), BERLIN)
    came = datetime.fromisoformat("2026-08-24T09:00+02:00")
    assert rule.due_for(mondays, came, came) == rule.due(came) + LATEST
