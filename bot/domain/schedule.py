"""When weekly and monthly work is due, and which ISO week or month a moment belongs to. Pure
local-date arithmetic."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import InvalidInput


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week. `start` and `end` are the local Mondays that bound it."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def starts_on(self) -> date:
        return self.monday

    @property
    def ends_on(self) -> date:
        return self.monday + timedelta(days=6)

    def plus(self, weeks: int) -> "Week":
        return week_of(self.monday + timedelta(weeks=weeks))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The week's first moment and the next week's, in UTC."""
        return _bounds(self.starts_on, self.ends_on, zone)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, and without, `end`. Aware."""

    start: datetime
    end: datetime


def weeks(first: "Reported", last: "Reported", zone: ZoneInfo) -> Span:
    """All of the local weeks (or months) from `first` to `last`."""
    return Span(first.bounds(zone)[0], last.bounds(zone)[1])


def week_of(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(year, number)


def parse_week(text: str) -> Week:
    """`2026-W34` as a Week; InvalidInput otherwise."""
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text.strip(), re.IGNORECASE)
    try:
        if match:
            date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Week(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise InvalidInput(f"{text!r} is not a week. Write the year and the week: 2026-W34.")


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """`at` on `day` in `zone` as UTC.

    A time that a clock change skips becomes the same distance after midnight; of one that comes
    twice, the first counts (PEP 495, fold=0).
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def next_weekly(after: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The first `at` on `weekday` (Monday is 0) in `zone` that is later than `after`, in UTC."""
    local = after.astimezone(zone).date()
    day = local + timedelta(days=(weekday - local.weekday()) % 7)
    due = local_moment(day, at, zone)
    return due if due > after else local_moment(day + timedelta(days=7), at, zone)


def last_weekly(until: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The last `at` on `weekday` in `zone` that is not later than `until`, in UTC."""
    # Eight days back is before it, even in a week that a clock change makes longer.
    latest = next_weekly(until - timedelta(days=8), weekday, at, zone)
    while (following := next_weekly(latest, weekday, at, zone)) <= until:
        latest = following
    return latest


def reported_week(due: datetime, zone: ZoneInfo) -> Week:
    """The last whole ISO week before the local day of `due`: what a digest sent then reports."""
    return week_of(due.astimezone(zone).date()).plus(-1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, `2026-08`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @property
    def starts_on(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def ends_on(self) -> date:
        return self.plus(1).starts_on - timedelta(days=1)

    def plus(self, months: int) -> "Month":
        years, month = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The month's first moment and the next month's, in UTC."""
        return _bounds(self.starts_on, self.ends_on, zone)


Reported = Week | Month
"""What a digest tells of."""


def _bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = datetime.combine(first, time(0), zone)
    after = datetime.combine(last + timedelta(days=1), time(0), zone)
    return start.astimezone(UTC), after.astimezone(UTC)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def parse_reported(text: str) -> Reported:
    """`2026-08` as a Month, anything else as a Week; InvalidInput otherwise."""
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text.strip())
    return Month(int(match[1]), int(match[2])) if match else parse_week(text)


IsWorkday = Callable[[date], bool]


def _monthly(month: Month, at: time, zone: ZoneInfo, is_workday: IsWorkday) -> datetime:
    """`at` on the month's first working day (or its first day, when it has none), in UTC."""
    days = [month.starts_on + timedelta(days=n) for n in range(month.ends_on.day)]
    day = next((day for day in days if is_workday(day)), month.starts_on)
    return local_moment(day, at, zone)


def next_monthly(after: datetime, at: time, zone: ZoneInfo, is_workday: IsWorkday) -> datetime:
    """The first working day's `at` that is later than `after`, in UTC."""
    month = month_of(after.astimezone(zone).date())
    while (due := _monthly(month, at, zone, is_workday)) <= after:
        month = month.plus(1)
    return due


def last_monthly(until: datetime, at: time, zone: ZoneInfo, is_workday: IsWorkday) -> datetime:
    """The latest first working day's `at` that is not later than `until`, in UTC."""
    month = month_of(until.astimezone(zone).date())
    while (due := _monthly(month, at, zone, is_workday)) > until:
        month = month.plus(-1)
    return due


def reported_month(due: datetime, zone: ZoneInfo) -> Month:
    """The whole month before the local day of `due`."""
    return month_of(due.astimezone(zone).date()).plus(-1)
