"""Whose word it is, when both agree, and when the month's list is due."""

from datetime import UTC, datetime

import pytest

from bot.domain.definition import Side
from bot.domain.disputes import DISPUTABLE, Dispute, Ruled, Ruling, list_due
from bot.domain.settings import Settings

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
BOTH = (Side.SALES, Side.MARKETING)


def ruled(**said: tuple[Ruling, str]) -> Dispute:
    rulings = {Side(side): Ruled(*word) for side, word in said.items()}
    return Dispute("L1", "U0LENA", NOW, "They have docks.", "U1", "outside_icp", rulings=rulings)


def test_only_what_the_lead_is_and_its_data_can_be_disputed() -> None:
    assert {"outside_icp", "wrong_persona", "invalid_contact", "incomplete"} <= set(DISPUTABLE)
    assert not {"misrouted", "duplicate", "spam", "student"} & set(DISPUTABLE)


def test_both_have_to_say_the_same() -> None:
    right, taken = Ruling.RIGHT, Ruling.SHOULD_HAVE_TAKEN
    assert ruled().agreed is None
    assert ruled(sales=(right, "U1")).agreed is None
    assert ruled(sales=(right, "U1"), marketing=(taken, "U2")).agreed is None
    assert ruled(sales=(taken, "U1"), marketing=(taken, "U2")).agreed is taken


def test_nobody_speaks_for_both_sides() -> None:
    said = ruled(sales=(Ruling.RIGHT, "U1"))
    assert said.side_for(BOTH, "U1") is Side.SALES, "they may change their word"
    assert said.side_for(BOTH, "U2") is Side.MARKETING
    assert said.side_for((Side.SALES,), "U3") is Side.SALES, "another sales lead may, too"
    assert said.side_for((), "U3") is None
    assert ruled().side_for(BOTH, "U1") is Side.SALES


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-08-24", "2026-08-03T09:00"),  # the 1st is a Saturday
        ("2026-09-01", "2026-09-01T09:00"),
        ("2027-01-15", "2027-01-04T09:00"),  # the 1st is a holiday, a Friday
    ],
)
def test_the_list_is_due_as_the_first_working_day_begins(now: str, due: str) -> None:
    settings = Settings(holidays=("2027-01-01",))
    moment = datetime.fromisoformat(f"{now}T12:00+00:00")
    assert list_due(settings, moment) == datetime.fromisoformat(f"{due}+00:00")
