"""Working hours: when a lead has to be contacted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Local opening hours, the same on each of `days` (Monday is 0)."""

    zone: str = "UTC"
    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = frozenset(range(5))

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        if day.weekday() not in self.days:
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
