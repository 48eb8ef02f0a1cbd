"""Which of the reps' words may stand beside a campaign: the same on a card and in a digest."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.fold import fold
from bot.domain.lifecycle import Action, Door, Event
from bot.domain.schedule import Span
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import keep, lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, JONAS = "U0MAYA", "U0JONAS"


def _event(minute: int, user: str, action: Action, of: int | None = None) -> Event:
    detail = {} if of is None else {"of": f"e{of}"}
    at = NOW + timedelta(minutes=minute)
    return Event(f"e{minute}", at, user, action, Door.BUTTON, detail=detail)


def _undo(minute: int, what: int) -> Event:
    at = NOW + timedelta(minutes=minute)
    return Event(f"e{minute}", at, MAYA, Action.UNDO, Door.BUTTON, retracts=f"e{what}")


TAKE = _event(0, MAYA, Action.TAKE)
LANDED = _event(2, MAYA, Action.LANDED)
FLAT = _event(1, MAYA, Action.FELL_FLAT)
FLAT_AFTER = _event(3, MAYA, Action.FELL_FLAT)


@pytest.mark.parametrize(
    ("events", "told", "is_shown"),
    [
        ([LANDED], 2, True),
        ([LANDED, _event(3, MAYA, Action.EXPLAIN, of=2)], 3, True),
        ([LANDED, _event(3, MAYA, Action.EXPLAIN)], 3, True),
        ([FLAT, LANDED], 1, False),
        ([LANDED, _event(3, JONAS, Action.SECOND)], 3, False),
        ([LANDED, _event(3, MAYA, Action.DISQUALIFY)], 3, False),
        (
            [
                LANDED,
                _event(3, MAYA, Action.DISQUALIFY),
                _event(4, MAYA, Action.EXPLAIN, of=3),
            ],
            4,
            False,
        ),
        ([LANDED, FLAT_AFTER, _event(4, MAYA, Action.EXPLAIN, of=3), _undo(5, 3)], 4, False),
        ([LANDED, FLAT_AFTER], 2, False),
    ],
)
async def test_only_what_the_one_whose_verdict_counts_said_about_landing(
    database: Database, units: Units, team: str, events: list[Event], told: int, is_shown: bool
) -> None:
    [campaign] = await some_campaigns(units, team, ["LogiExpo"], NOW)
    item = lived(1, campaign, NOW)
    await keep(database, units, team, [item])
    lead_id = item.new.id
    history = [TAKE, *events]
    async with units(team) as uow:
        await uow.feedback.add_many([(lead_id, event) for event in history])
        await uow.leads.save_standing(lead_id, fold(history))
        said = next(event for event in history if event.id == f"e{told}")
        await uow.feedback.add_text(lead_id, said, "Hamm costs us two hours", True)
        await uow.commit()
    async with units.reading(team) as uow:
        on_card = (await uow.campaigns.landed_here(campaign, since=NOW)).quote
        in_digest = await uow.figures.quotes(campaign, Span(NOW, NOW + timedelta(days=1)))
    assert (on_card is not None) == is_shown
    assert [quote for _, quote in in_digest] == ([on_card] if is_shown else [])
