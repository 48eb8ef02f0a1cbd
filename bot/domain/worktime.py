"""Working hours, and when a lead has to be contacted in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LATEST = timedelta(days=7)
"""Whoever takes a lead puts its contact off by no more than this, however they work."""

MOST_DAYS_OFF = 100


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last of them, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last  # none of them, where the last is before the first


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Local opening hours, the same on each of `days` (Monday is 0) that is not off."""

    zone: str = "UTC"
    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()
    away: Days | None = None

    @property
    def day_length(self) -> timedelta:
        """Of a day on which no clock is changed."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        if day.weekday() not in self.days or day in self.holidays:
            return None
        if self.away is not None and day in self.away:
            return None
        zone = ZoneInfo(self.zone)
        start = datetime.combine(day, self.opens, zone).astimezone(UTC)
        return start, datetime.combine(day, self.closes, zone).astimezone(UTC)

    def add(self, start: datetime, worked: timedelta) -> datetime:
        """`start` plus `worked` of working time, in UTC."""
        left, day = worked, start.astimezone(ZoneInfo(self.zone)).date()
        while True:
            span = self._span(day)
            if span is not None:
                begin = max(span[0], start.astimezone(UTC))
                if begin < span[1]:
                    if left <= span[1] - begin:
                        return begin + left
                    left -= span[1] - begin
            day += timedelta(days=1)

    def opening(self, moment: datetime) -> datetime:
        """`moment` while it is open, otherwise when it opens next."""
        return self.add(moment, timedelta(0))

    def begun(self, moment: datetime) -> date:
        """The latest local day of work that has begun by `moment`."""
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        while (span := self._span(day)) is None or span[0] > moment:
            day -= timedelta(days=1)
        return day

    def is_open(self, moment: datetime) -> bool:
        return self.opening(moment) == moment

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments."""
        total = timedelta(0)
        day = start.astimezone(ZoneInfo(self.zone)).date()
        while (span_start := datetime.combine(day, time(0), ZoneInfo(self.zone))) < end:
            span = self._span(day)
            if span is not None:
                total += max(timedelta(0), min(span[1], end) - max(span[0], start))
            day = span_start.date() + timedelta(days=1)
        return total


@dataclass(frozen=True, slots=True)
class ContactTime:
    """How long a lead may wait for its first contact: `allowed`, in the hours of `workspace`
    until somebody takes it and in theirs afterwards."""

    allowed: timedelta
    workspace: WorkingHours

    def due(self, start: datetime) -> datetime:
        """For a lead that nobody has; `start` is when it arrived or came back."""
        return self.workspace.add(start, self.allowed)

    def due_for(self, owner: WorkingHours, start: datetime, taken_at: datetime) -> datetime:
        """For a lead that was taken. What was over by then stays over."""
        due = self.due(start)
        left = self.allowed - self.workspace.between(start, taken_at)
        if left <= timedelta(0):
            return due
        return min(owner.add(taken_at, left), due + LATEST)


def days_off(written: Iterable[str]) -> frozenset[date]:
    """Every day of `2026-12-25` and `2026-12-24..2027-01-01`. ValueError: not written so."""
    found: set[date] = set()
    for text in written:
        first, _, last = text.partition("..")
        start = date.fromisoformat(first)
        length = (date.fromisoformat(last or first) - start).days
        if not 0 <= length < MOST_DAYS_OFF:
            raise ValueError(f"{text} is no stretch of days")
        found.update(start + timedelta(days=number) for number in range(length + 1))
    return frozenset(found)
