"""The day on which a lead comes back, as people write it."""

from datetime import date

import pytest

from bot.domain.nurture import checked_return
from bot.errors import InvalidInput

NOVEMBER = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("1.7.", date(2027, 7, 1)),
        ("friday", date(2026, 11, 27)),
        ("tomorrow", date(2026, 11, 23)),
        ("1.7.2028", date(2028, 7, 1)),
        ("1 Jul", date(2027, 7, 1)),
        ("July 1, 2028", date(2028, 7, 1)),
        ("In 3 months", date(2027, 2, 21)),
    ],
)
def test_people_write_it_their_way(text: str, expected: date) -> None:
    assert checked_return(text, NOVEMBER) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "today", "2026-11-22", "2028-11-22", "1.10.", "1.7.2026"]
)
def test_no_day_a_day_that_is_over_and_one_too_far_ahead_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        checked_return(text, NOVEMBER)
