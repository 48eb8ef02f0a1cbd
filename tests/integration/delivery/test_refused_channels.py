"""A channel that refuses everything: who is told, and what becomes of what waits for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.domain.leads import Lead, Person, Source
from bot.domain.settings import Settings
from bot.ports import Lane, Member
from bot.services.deliveries import DeliveryService
from bot.services.intake import IntakeService
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MONTHS_LATER = NOW + timedelta(days=90)
SAM, OLD, NORTH = "U0SAM", "C0OLD", "C0NORTH"
messages = table_of(Message)


async def set_up(units: Units, team: str) -> None:
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel=OLD), [])
        await uow.members.put([Member(SAM, "Sam", is_admin=True)], NOW)
        await uow.commit()


async def accept(units: Units, team: str, now: datetime, *names: str) -> list[str]:
    leads: Sequence[Lead] = [Lead(name, Person(name)) for name in names]
    results = await IntakeService(units).accept(Source(team, "crm"), leads, now)
    return [result.id or "" for result in results]


async def told(database: Database, team: str) -> int:
    """Of how many pauses the admin was told."""
    mine = messages.c.team_id == team, messages.c.kind == "channel_paused"
    async with database.transaction(database.read) as connection:
        return len((await connection.execute(select(messages.c.id).where(*mine))).all())


async def test_a_channel_that_is_refused_again_long_after_is_told_again(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    queue, service, lane = (
        DeliveryQueue(database, team),
        DeliveryService(units, team),
        Lane(team, OLD),
    )
    [dana] = await accept(units, team, NOW, "Dana")
    for _ in range(2):
        await queue.pause(lane, "is_archived", NOW)
        await service.tell(NOW)
    assert await told(database, team) == 1
    assert (await service.backlog()).paused == 1

    async with units(team) as uow:
        await uow.cards.repost(dana, NORTH)
        await uow.commit()
    assert (await service.backlog()).paused == 0, "nothing waits for it any more"
    await service.tell(NOW)

    await accept(units, team, MONTHS_LATER, "Kim")
    await queue.pause(lane, "is_archived", MONTHS_LATER)
    for _ in range(2):
        await service.tell(MONTHS_LATER)
    assert await told(database, team) == 2
    [paused] = (await service.state()).paused
    assert (paused.channel, paused.since) == (OLD, MONTHS_LATER)
