"""A campaign's cost over its days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.costs import cost_within
from bot.domain.schedule import Span

START = datetime(2026, 8, 3, tzinfo=UTC)
SPAN = Span(START, START + timedelta(weeks=6))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "cost"),
    [
        (date(2026, 8, 3), date(2026, 9, 13), 8400),  # exactly the six weeks
        (date(2026, 6, 22), date(2026, 9, 13), 4200),  # half of its days
        (date(2026, 9, 13), date(2026, 9, 22), 840),  # the first of ten days
        (date(2026, 6, 22), None, 4200),  # runs on: it has cost that much so far
        (date(2025, 1, 1), date(2025, 2, 1), 0),
        (date(2027, 1, 1), None, 0),
        (date(2026, 8, 3), date(2026, 8, 1), None),
        (None, date(2026, 9, 13), None),
    ],
)
def test_only_the_days_in_the_weeks_count(
    starts_on: date | None, ends_on: date | None, cost: int | None
) -> None:
    assert cost_within(8400, starts_on, ends_on, SPAN) == cost


def test_an_unknown_cost_stays_unknown() -> None:
    assert cost_within(None, date(2026, 8, 3), None, SPAN) is None
