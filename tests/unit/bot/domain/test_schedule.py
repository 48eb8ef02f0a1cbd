"""When weekly work is due, over all zones and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import (
    Month,
    Week,
    last_monthly,
    last_weekly,
    local_moment,
    next_monthly,
    next_weekly,
    parse_reported,
    parse_week,
    reported_month,
    reported_week,
    week_of,
    weeks,
)
from bot.errors import InvalidInput

ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis takes naive bounds


@given(MOMENTS, st.integers(0, 6), st.times(), st.sampled_from(ZONES))
def test_the_next_run_is_the_only_one_within_a_week(
    after: datetime, weekday: int, at: time, name: str
) -> None:
    zone = ZoneInfo(name)
    due = next_weekly(after, weekday, at, zone)
    assert due > after
    assert due - after <= timedelta(days=8)
    days = (after.astimezone(zone).date() + timedelta(days=n) for n in range(-1, 9))
    runs = [local_moment(day, at, zone) for day in days if day.weekday() == weekday]
    assert due == min(run for run in runs if run > after)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-03-28T12:00+00:00", "2026-03-29T01:30+00:00"),  # 02:30 does not exist that night
        ("2026-10-24T12:00+00:00", "2026-10-25T00:30+00:00"),  # 02:30 comes twice: the first
    ],
)
def test_clock_changes_neither_skip_nor_double(after: str, due: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = next_weekly(datetime.fromisoformat(after), 6, time(2, 30), berlin)
    assert found == datetime.fromisoformat(due)
    assert next_weekly(found, 6, time(2, 30), berlin) - found > timedelta(days=6)


def test_a_week_knows_its_neighbours_and_bounds() -> None:
    assert parse_week("2026-W34") == parse_week("2026W34") == Week(2026, 34)
    assert week_of(date(2026, 8, 23)) == Week(2026, 34)
    assert Week(2020, 53).plus(1) == Week(2021, 1)
    start, end = Week(2026, 13).bounds(ZoneInfo("Europe/Berlin"))
    assert end - start == timedelta(days=7, hours=-1)


@pytest.mark.parametrize("text", ["", "34", "2026-34", "2026-W54", "2025-W53", "W34-2026"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_week(text)


@given(MOMENTS, st.integers(0, 6), st.times(), st.sampled_from(ZONES))
def test_the_last_run_is_the_one_before_the_next(
    until: datetime, weekday: int, at: time, name: str
) -> None:
    zone = ZoneInfo(name)
    last = last_weekly(until, weekday, at, zone)
    assert last <= until
    assert next_weekly(last, weekday, at, zone) == next_weekly(until, weekday, at, zone)


@given(MOMENTS, st.integers(0, 6), st.times(), st.sampled_from(ZONES))
def test_a_year_of_runs_reports_each_week_once(
    after: datetime, weekday: int, at: time, name: str
) -> None:
    zone, seen = ZoneInfo(name), []
    due = next_weekly(after, weekday, at, zone)
    for _ in range(53):
        seen.append(reported_week(due, zone))
        due = next_weekly(due, weekday, at, zone)
    assert seen == [seen[0].plus(number) for number in range(53)]


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_moment_is_in_its_own_week_and_in_no_other(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    week = week_of(moment.astimezone(zone).date())
    for other in (week.plus(-1), week, week.plus(1)):
        span = weeks(other, other, zone)
        assert (span.start <= moment < span.end) is (other == week)


def _clock_changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year in which the zone's offset changes."""
    hour, found = datetime(year, 1, 1, tzinfo=UTC), []
    step = timedelta(days=1)
    while hour.year == year:
        if hour.astimezone(zone).utcoffset() != (hour + step).astimezone(zone).utcoffset():
            found.append(hour)
        hour += step
    return found


@pytest.mark.parametrize("year", [2023, 2026, 2029])
def test_around_every_clock_change_of_every_zone_each_week_comes_once(year: int) -> None:
    for name in ZONES:
        zone = ZoneInfo(name)
        for change in _clock_changes(zone, year):
            for at in (time(0), time(2, 30), time(23, 59)):
                weekday = change.astimezone(zone).weekday()
                due, seen = change - timedelta(days=15), []
                while due < change + timedelta(days=15):
                    due = next_weekly(due, weekday, at, zone)
                    seen.append(reported_week(due, zone))
                assert seen == [seen[0].plus(number) for number in range(len(seen))], name


WORKDAYS = frozenset(range(5))


@given(MOMENTS, st.times(), st.sampled_from(ZONES))
def test_a_year_of_months_is_told_once_each_on_a_working_day(
    after: datetime, at: time, name: str
) -> None:
    zone, seen = ZoneInfo(name), []

    def is_workday(day: date) -> bool:
        return day.weekday() in WORKDAYS

    due = next_monthly(after, at, zone, is_workday)
    assert due > after
    for _ in range(13):
        seen.append(reported_month(due, zone))
        assert last_monthly(due, at, zone, is_workday) == due
        due = next_monthly(due, at, zone, is_workday)
    assert seen == [seen[0].plus(number) for number in range(13)]


def test_months_are_read_and_bounded() -> None:
    assert parse_reported("2026-08") == Month(2026, 8)
    assert parse_reported("2026-W34") == Week(2026, 34)
    assert (Month(2026, 12).plus(1), Month(2026, 1).plus(-1)) == (Month(2027, 1), Month(2025, 12))
    start, end = Month(2026, 10).bounds(ZoneInfo("Europe/Berlin"))
    assert end - start == timedelta(days=31, hours=1)
    holidays = {date(2026, 1, 1), date(2026, 1, 2)}
    due = next_monthly(
        datetime(2026, 1, 1, tzinfo=UTC),
        time(9),
        ZoneInfo("UTC"),
        lambda day: day.weekday() < 5 and day not in holidays,
    )
    assert due == datetime(2026, 1, 5, 9, tzinfo=UTC)
