"""What the delivery queue hands out, and to whom."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.leads import Lead, Person, Source
from bot.domain.settings import Settings
from bot.ports import CardWork, Intent, Lane, MessageKind, MessageWork, Place, Turn
from bot.services.intake import IntakeService
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
CHANNEL = "C0LEADS"
LEASE = timedelta(seconds=60)


async def take(queue: DeliveryQueue, lane: Lane, worker: str, now: datetime = NOW) -> Turn:
    assert await queue.lease(lane, worker, now, now + LEASE)
    return Turn(lane, worker)


async def test_a_queue_hands_out_its_own_workspace_only(
    database: Database, units: Units, team: str
) -> None:
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    assert await DeliveryQueue(database, team).lanes(NOW, 10) == [Lane(team, CHANNEL)]
    assert await DeliveryQueue(database, f"{team}X").lanes(NOW, 10) == []


@pytest.mark.parametrize("how", ["retried", "dropped"])
async def test_a_thread_part_waits_while_its_message_may_be_retried(
    database: Database, units: Units, team: str, how: str
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
    await queue.finish(await take(queue, lane, "one"), first, "dead", "refused", NOW)
    assert await queue.next(lane, NOW) is None
    async with units(team) as uow:
        letters = uow.dead_letters
        assert await (letters.retry if how == "retried" else letters.drop)(parent) == 1
        await uow.commit()
    if how == "retried":
        again = await queue.next(lane, NOW)
        assert again is not None
        await queue.sent(lane, again, Place(CHANNEL, "1.000001", NOW))
    second = await queue.next(lane, NOW)
    assert isinstance(second, MessageWork)
    expected = ("1.000001", False) if how == "retried" else (None, True)
    assert (second.parent_ts, second.orphaned) == expected


async def test_of_all_that_reach_for_a_channel_one_gets_it(
    database: Database, units: Units, team: str
) -> None:
    lane, until = Lane(team, CHANNEL), NOW + LEASE
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    reaching = [DeliveryQueue(database, team).lease(lane, f"w{n}", NOW, until) for n in range(8)]
    assert sum(await asyncio.gather(*reaching)) == 1


async def test_who_lost_a_channel_sends_nothing_there(
    database: Database, units: Units, team: str
) -> None:
    """It was paused for longer than its lease, and somebody else went on."""
    queue, lane, later = DeliveryQueue(database, team), Lane(team, CHANNEL), NOW + 2 * LEASE
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    paused = await take(queue, lane, "paused")
    work = await queue.next(lane, NOW)
    assert work is not None
    assert not await queue.sending(paused, work, later, NOW), "nobody took it, but somebody may"
    other = await take(queue, lane, "other", later)
    assert not await queue.sending(paused, work, later, NOW)
    assert await queue.sending(other, work, later, NOW)


async def test_what_a_killed_worker_was_sending_has_to_be_looked_for(
    database: Database, units: Units, team: str
) -> None:
    queue, lane, later = DeliveryQueue(database, team), Lane(team, CHANNEL), NOW + 2 * LEASE
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    killed = await take(queue, lane, "killed")
    work = await queue.next(lane, NOW)
    assert work is not None
    assert not work.uncertain
    assert await queue.sending(killed, work, NOW, NOW)
    assert await queue.lanes(NOW, 10) == []
    assert await queue.lanes(later, 10) == [lane]
    other = await take(queue, lane, "other", later)
    assert not await queue.sending(other, work, later, later), "it read this before"
    left = await queue.next(lane, later)
    assert left is not None
    assert left.uncertain
    await queue.sent(lane, left, Place(CHANNEL, "1.000001", NOW, 0))
    update = await queue.next(lane, later)
    assert update is not None
    assert await queue.sending(other, update, later, later)
    repeated = await queue.next(lane, later)
    assert repeated is not None
    assert not repeated.uncertain, "an update is simply made again"


async def test_a_card_that_got_another_message_is_not_written_by_an_older_send(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = DeliveryQueue(database, team), Lane(team, CHANNEL)
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    first = await queue.next(lane, NOW)
    assert isinstance(first, CardWork)
    await queue.sent(lane, first, Place(CHANNEL, "1.000001", NOW, 0))
    under_way = await queue.next(lane, NOW)
    assert isinstance(under_way, CardWork)
    async with units(team) as uow:
        await uow.cards.repost("lead", CHANNEL)
        await uow.commit()
    await queue.sent(lane, under_way, Place(CHANNEL, "1.000001", NOW, 1))
    fresh = await queue.next(lane, NOW)
    assert isinstance(fresh, CardWork)
    assert fresh.ts is None, "it still is to be posted"


async def test_a_card_that_moved_while_it_was_posted_still_comes_where_it_belongs(
    database: Database, units: Units, team: str
) -> None:
    queue, lane, other = DeliveryQueue(database, team), Lane(team, CHANNEL), Lane(team, "C0OTHER")
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    under_way = await queue.next(lane, NOW)
    assert isinstance(under_way, CardWork)
    async with units(team) as uow:
        await uow.cards.repost("lead", other.channel)
        await uow.commit()
    await queue.sent(lane, under_way, Place(CHANNEL, "1.000001", NOW, 1))
    moved = await queue.next(other, NOW)
    assert isinstance(moved, CardWork)
    assert (moved.channel, moved.ts) == (other.channel, None)


async def test_a_worker_that_lost_its_channel_does_not_unsay_what_the_other_found(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = DeliveryQueue(database, team), Lane(team, CHANNEL)
    async with units(team) as uow:
        await uow.cards.want(["lead"], CHANNEL)
        await uow.commit()
    turn, work = await take(queue, lane, "one"), await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(CHANNEL, "1.000001", NOW, 0))
    await queue.uncertain(turn, work, "TimeoutError", NOW)
    await queue.finish(turn, work, "dead", "invalid_blocks", NOW)
    found = await queue.next(lane, NOW)
    assert isinstance(found, CardWork)
    assert (found.ts, found.uncertain) == ("1.000001", False)
    await queue.sent(lane, found, Place(CHANNEL, "1.000001", NOW, found.revision))

    async with units(team) as uow:
        await uow.messages.add([Intent(MessageKind.DIGEST, CHANNEL, {})], NOW)
        await uow.commit()
    message = await queue.next(lane, NOW)
    assert message is not None
    await queue.sent(lane, message, Place(CHANNEL, "1.000002", NOW))
    await queue.later(turn, message, "not posted", NOW)
    assert await queue.next(lane, NOW) is None


@pytest.mark.parametrize("kind", ["card", "message"])
async def test_a_worker_that_lost_its_channel_leaves_what_the_other_is_sending_to_be_looked_for(
    database: Database, units: Units, team: str, kind: str
) -> None:
    """It was paused while it was told of a rate limit; the other was killed while it posted."""
    queue, lane, later = DeliveryQueue(database, team), Lane(team, CHANNEL), NOW + 2 * LEASE
    async with units(team) as uow:
        if kind == "card":
            await uow.cards.want(["lead"], CHANNEL)
        else:
            await uow.messages.add([Intent(MessageKind.DIGEST, CHANNEL, {})], NOW)
        await uow.commit()
    paused, limited = await take(queue, lane, "paused"), await queue.next(lane, NOW)
    assert limited is not None
    assert await queue.sending(paused, limited, NOW, NOW)
    killed, left = await take(queue, lane, "killed", later), await queue.next(lane, later)
    assert left is not None
    await queue.later(killed, replace(left, uncertain=False), "not posted", later)
    certain = await queue.next(lane, later)
    assert certain is not None
    assert not certain.uncertain
    assert await queue.sending(killed, certain, later, later)

    await queue.later(paused, limited, "ratelimited", later, counts=False)
    await queue.finish(paused, limited, "dead", "invalid_blocks", later)
    after = later + 2 * LEASE
    await take(queue, lane, "third", after)
    found = await queue.next(lane, after)
    assert found is not None
    assert found.uncertain


async def test_a_card_that_failed_waits_for_what_came_before_its_turn_and_no_longer(
    database: Database, units: Units, team: str
) -> None:
    queue, lane, minute = DeliveryQueue(database, team), Lane(team, CHANNEL), timedelta(minutes=1)
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel=CHANNEL), [])
        await uow.commit()
    intake, crm = IntakeService(units), Source(team, "crm")
    ids = [
        (await intake.accept(crm, [Lead(f"hs-{n}", Person(f"Lead {n}"))], NOW + n * minute))[0].id
        for n in range(3)
    ]
    turn, limited = await take(queue, lane, "one"), await queue.next(lane, NOW)
    assert limited is not None
    await queue.later(turn, limited, "ratelimited", NOW + 1.5 * minute, counts=False)
    first = await queue.next(lane, NOW + 5 * minute)
    assert isinstance(first, CardWork)
    assert first.lead_id == ids[0], "a rest of all is no failure: it keeps its place"
    await queue.later(turn, first, "ekm_access_denied", NOW + 1.5 * minute)
    order = []
    while (work := await queue.next(lane, NOW + 5 * minute)) is not None:
        assert isinstance(work, CardWork)
        order.append(work.lead_id)
        await queue.sent(lane, work, Place(CHANNEL, f"1.{len(order)}", NOW, work.revision))
    assert order == [ids[1], ids[0], ids[2]]
