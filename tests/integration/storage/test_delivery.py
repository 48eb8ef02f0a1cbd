"""What the delivery queue hands out, and to whom."""

from datetime import UTC, datetime

from bot.ports import Intent, Lane, MessageKind, MessageWork
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
CHANNEL = "C0LEADS"


async def test_a_queue_hands_out_its_own_workspace_only(
    database: Database, units: Units, team: str
) -> None:
    async with units(team) as uow:
        await uow.cards.want([("lead", 1)], CHANNEL)
        await uow.commit()
    assert await DeliveryQueue(database, team).lanes(NOW, 10) == [Lane(team, CHANNEL)]
    assert await DeliveryQueue(database, f"{team}X").lanes(NOW, 10) == []


async def test_a_thread_part_without_its_message_is_orphaned(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = DeliveryQueue(database, team), Lane(team, CHANNEL)
    async with units(team) as uow:
        [parent] = await uow.messages.add([Intent(MessageKind.DIGEST, CHANNEL, {})], NOW)
        part = Intent(MessageKind.DIGEST_THREAD, CHANNEL, {}, parent=parent)
        await uow.messages.add([part], NOW)
        await uow.commit()
    first = await queue.next(lane, NOW)
    assert isinstance(first, MessageWork)
    assert (first.id, first.orphaned) == (parent, False)
    await queue.finish(lane, first, "dead", "refused")
    second = await queue.next(lane, NOW)
    assert isinstance(second, MessageWork)
    assert second.orphaned
