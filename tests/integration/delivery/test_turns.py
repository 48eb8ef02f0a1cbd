"""In what order one channel gets what waits for it."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import AsyncMock, Mock

from bot.blocks.message import Message
from bot.clock import SystemClock
from bot.delivery.cards import DrawnCard
from bot.delivery.render import Renderer
from bot.delivery.sending import Outlet
from bot.delivery.slack import SlackSender
from bot.delivery.timing import Timing
from bot.delivery.worker import Delivery
from bot.ports import DeliveryMeter, Intent, Lane, MessageKind, Place
from bot.services.deliveries import DeliveryService
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.shared_cards import drawn_again
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
CHANNEL = "C0LEADS"
OLD, NEW = [f"old-{n}" for n in range(5)], ["new-1", "new-2"]


async def delivered(database: Database, team: str, until: int) -> list[str]:
    """What a worker does in the channel, in order, until it did so many things."""
    done: list[str] = []
    enough, number = asyncio.Event(), count(1)

    def note(what: str) -> None:
        done.append(what)
        if len(done) == until:
            enough.set()

    async def post(channel: str, _: Message, mark: Any, *__: Any) -> tuple[str, str]:
        note("card" if mark["id"].startswith("card-") else "message")
        return channel, f"2.{next(number)}"

    async def update(*_: Any) -> None:
        note("update")

    sender, renderer = AsyncMock(spec=SlackSender), AsyncMock(spec=Renderer)
    sender.post, sender.update = post, update
    renderer.is_shared.return_value = False
    renderer.card.return_value = DrawnCard(Message("Dana", []), 2)
    renderer.message.return_value = Message("Week 34", [])
    watch = Mock(spec=DeliveryService), Mock(spec=DeliveryMeter)
    worker = Delivery(
        DeliveryQueue(database, team),
        Outlet(sender, renderer),
        (SystemClock(), SystemClock()),
        watch,
        Timing(pace=timedelta(0)),
    )
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        await enough.wait()
        worker.stop()
        await running
        await worker.finish()
    return done


async def test_a_new_card_does_not_wait_for_all_that_are_drawn_again(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = DeliveryQueue(database, team), Lane(team, CHANNEL)
    async with units(team) as uow:
        await uow.cards.want(OLD, CHANNEL)
        await uow.commit()
    for number, _ in enumerate(OLD):
        work = await queue.next(lane, NOW)
        assert work is not None
        await queue.sent(lane, work, Place(CHANNEL, f"1.{number}", NOW, 1))
    async with units(team) as uow:
        await uow.cards.want(NEW, CHANNEL)
        await uow.messages.add([Intent(MessageKind.DIGEST, CHANNEL, {})] * 2, NOW)
        await uow.commit()
    async with database.transaction(database.write) as connection:
        await connection.execute(drawn_again(team, OLD))
        await connection.commit()
    order = await delivered(database, team, len([*OLD, *NEW]) + 2)
    assert order == ["card", "message", "update", "message", "card", *["update"] * 4]
