"""Emoji that arrive at the same time."""

import asyncio
from datetime import UTC, datetime

from bot.domain.lifecycle import Action, Door, Event, State
from bot.services.reactions import Reacted, Reactions
from storage.base import table_of
from storage.engine import Database
from storage.tables import Card
from storage.uow import Units
from tests.integration.history import keep, lived, some_campaigns

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA = "U0MAYA"


async def _posted(database: Database, team: str, lead_id: str, ts: str) -> None:
    cards = table_of(Card)
    async with database.transaction(database.write) as connection:
        mine = (cards.c.team_id == team) & (cards.c.lead_id == lead_id)
        await connection.execute(cards.update().where(mine).values(shown_channel="C1", ts=ts))
        await connection.commit()


async def test_an_emoji_and_its_removal_at_once_leave_nothing(
    database: Database, units: Units, team: str
) -> None:
    """Whichever is stored first: the removal is the later one."""
    [campaign] = await some_campaigns(units, team, ["LogiExpo"], NOW)
    take = [Event(f"e{n}", NOW, MAYA, Action.TAKE, Door.BUTTON) for n in range(10)]
    items = [lived(n, campaign, NOW, take[n]) for n in range(10)]
    await keep(database, units, team, items)
    async with units(team) as uow:
        await uow.cards.want([item.new.id for item in items], "C1")
        await uow.feedback.add_many([(item.new.id, take[n]) for n, item in enumerate(items)])
        await uow.commit()
    reactions = Reactions(units, team)
    for n, item in enumerate(items):
        ts = f"{n}.1"
        await _posted(database, team, item.new.id, ts)
        added = Reacted("C1", ts, MAYA, "+1", True, "1.0", f"a{n}")
        removed = Reacted("C1", ts, MAYA, "+1", False, "2.0", f"r{n}")
        await asyncio.gather(reactions.take(added, NOW), reactions.take(removed, NOW))
    async with units.reading(team) as uow:
        for item in items:
            card = await uow.leads.card(item.new.id)
            assert card is not None
            assert card.standing.verdict is None
            assert card.standing.state is State.ACCEPTED
