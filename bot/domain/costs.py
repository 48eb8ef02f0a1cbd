"""What a campaign cost in a stretch of weeks, when its whole cost is known."""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.schedule import Span

DAY = timedelta(days=1)


def cost_within(
    cost: int | None, starts_on: date | None, ends_on: date | None, span: Span
) -> int | None:
    """`cost` spread evenly over the campaign's days, those in `span` counted; one that has no end
    has cost that much by the end of `span`. None when the cost or the start is not known."""
    if cost is None or starts_on is None:
        return None
    start = _midnight(starts_on)
    end = _midnight(ends_on) + DAY if ends_on else max(span.end, start + DAY)
    run = end - start
    within = min(end, span.end) - max(start, span.start)
    if run <= timedelta(0):
        return None
    return round(cost * max(within, timedelta(0)) / run)


def _midnight(day: date) -> datetime:
    """Of UTC: within a stretch of weeks the hours to the workspace's own do not show."""
    return datetime.combine(day, time(0), UTC)
