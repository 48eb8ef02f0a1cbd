"""When one person works: read from what they type, and what follows for their clock."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.absence import Absence
from bot.domain.person_hours import (
    PersonHours,
    only_holidays,
    read_hours,
    settled,
    working_hours,
)
from bot.domain.setting_values import DAYS
from bot.domain.settings import Settings
from bot.domain.worktime import Days
from bot.errors import InvalidInput

SETTINGS = Settings(timezone="Europe/Berlin", work_start=time(8), holidays=("2026-12-25",))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9-17", PersonHours(time(9), time(17), DAYS[:5])),
        ("9:30-15 mon-thu", PersonHours(time(9, 30), time(15), DAYS[:4])),
        (" 10 – 18:15 sat,mon", PersonHours(time(10), time(18, 15), ("monday", "saturday"))),
        ("9-13 fri-mon", PersonHours(time(9), time(13), (*DAYS[:1], *DAYS[4:]))),
        ("9-17 mon utc", PersonHours(time(9), time(17), DAYS[:1], "UTC")),
        ("9-17 America/New_York", PersonHours(time(9), time(17), DAYS[:5], "America/New_York")),
    ],
)
def test_hours_as_people_type_them(text: str, hours: PersonHours) -> None:
    assert read_hours(text, SETTINGS) == hours
    assert read_hours(hours.text, SETTINGS).days == hours.days


@pytest.mark.parametrize("text", ["", "nine", "9", "17-9", "9-9", "9-25", "9-17 x", "9-17 A/B"])
def test_what_cannot_be_read_names_the_way(text: str) -> None:
    with pytest.raises(InvalidInput, match="/leads hours 9-17 mon-thu"):
        read_hours(text, SETTINGS)


def test_who_said_nothing_works_the_workspaces_hours_where_they_are() -> None:
    hours = working_hours(SETTINGS, None, "Asia/Tokyo")
    assert (hours.zone, hours.opens, hours.closes) == ("Asia/Tokyo", time(8), time(17))
    assert hours.holidays == {date(2026, 12, 25)}
    assert working_hours(SETTINGS, None).zone == "Europe/Berlin"
    # a zone that this machine has not heard of yet
    assert working_hours(SETTINGS, None, "Mars/Olympus").zone == "Europe/Berlin"
    own = PersonHours(time(9), time(12), DAYS[:2], "UTC")
    assert working_hours(SETTINGS, own, "Asia/Tokyo").zone == "UTC"


def test_who_said_only_holidays_works_the_workspaces_hours_but_for_them() -> None:
    own = only_holidays(("2026-08-24", "2026-12-24..2026-12-25"))
    assert settled(SETTINGS, own).text == "08:00-17:00 mon,tue,wed,thu,fri"
    usual = working_hours(SETTINGS, None, "Asia/Tokyo")
    off = frozenset({date(2026, 8, 24), date(2026, 12, 24), date(2026, 12, 25)})
    assert working_hours(SETTINGS, own, "Asia/Tokyo") == replace(usual, holidays=off)


def test_days_away_count_only_where_a_backup_works_on_them() -> None:
    first, last = date(2026, 8, 24), date(2026, 8, 28)
    alone, covered = Absence("U1", last, None, first), Absence("U1", last, "U2", first)
    assert working_hours(SETTINGS, None, None, alone).away == Days(first, last)
    assert working_hours(SETTINGS, None, None, covered).away is None
