"""What rests, what was given up, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deliveries import CANNOT_LOOK, MAYBE_POSTED, Halted
from bot.ports import CardWork, Intent, Lane, MessageKind, MessageWork, Place, Turn, Work
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
SOON = NOW + timedelta(seconds=30)
NEW, SHOWN = "C0NEW", "C0SHOWN"


async def _cards(database: Database, units: Units, team: str) -> DeliveryQueue:
    """A card that is to be posted, and one that stands there and is to be updated."""
    queue, lane = DeliveryQueue(database, team), Lane(team, SHOWN)
    async with units(team) as uow:
        await uow.cards.want(["new"], NEW)
        await uow.cards.want(["shown"], SHOWN)
        await uow.commit()
    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(SHOWN, "1.1", NOW, 0))
    return queue


async def _waiting(queue: DeliveryQueue, now: datetime = NOW) -> set[str]:
    return {lane.channel for lane in await queue.lanes(now, 10)}


async def test_a_rate_limit_holds_back_its_method_only(
    database: Database, units: Units, team: str
) -> None:
    queue = await _cards(database, units, team)
    await queue.halt("chat.postMessage", SOON)
    await queue.halt("chat.postMessage", NOW)  # a shorter one, later, takes nothing back
    assert await _waiting(queue) == {SHOWN}
    assert await queue.next(Lane(team, NEW), NOW) is None
    assert await _waiting(queue, SOON) == {NEW, SHOWN}


async def test_a_rate_limit_on_opening_direct_channels_rests_all_direct_messages(
    database: Database, units: Units, team: str
) -> None:
    queue = await _cards(database, units, team)
    async with units(team) as uow:
        brief = Intent(MessageKind.BRIEF, "U0MAYA", {"lead": "new"})
        edit = Intent(MessageKind.BRIEF_EDIT, "U0JONAS", {"ts": "1.1"})
        await uow.messages.add([brief, edit, Intent(MessageKind.DIGEST, "C0MARK", {})], NOW)
        await uow.commit()
    await queue.halt("conversations.open", SOON)
    assert await _waiting(queue) == {NEW, SHOWN, "U0JONAS", "C0MARK"}
    assert await _waiting(queue, SOON) == {NEW, SHOWN, "U0JONAS", "C0MARK", "U0MAYA"}


async def test_a_workspace_is_halted_once_and_asked_by_one(
    database: Database, units: Units, team: str
) -> None:
    queue = await _cards(database, units, team)
    halted = Halted("token_revoked", NOW)
    assert [await queue.halt_all(halted, SOON) for _ in range(2)] == [True, False]
    assert await _waiting(queue, SOON + timedelta(days=1)) == set()
    assert await queue.halted() == halted
    assert not await queue.may_probe(NOW, SOON)
    later = SOON + timedelta(minutes=1)
    assert [await queue.may_probe(SOON, later) for _ in range(2)] == [True, False]
    await queue.resume()
    assert await _waiting(queue) == {NEW, SHOWN}


async def test_a_pause_begins_once_and_ends_with_a_success(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = await _cards(database, units, team), Lane(team, NEW)
    for at in (NOW, SOON):
        await queue.pause(lane, "not_in_channel", at)
    async with units(team) as uow:
        assert await uow.dead_letters.untold()
        assert await uow.dead_letters.tell_paused(NOW) == [NEW]
        assert await uow.dead_letters.tell_paused(NOW) == []
        paused = await uow.dead_letters.paused(NEW)
        await uow.commit()
    assert paused is not None
    assert (paused.since, paused.waiting) == (NOW, 1)

    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(NEW, "1.2", NOW, 1))
    async with units(team) as uow:
        assert await uow.dead_letters.paused(NEW) is None
    await queue.pause(lane, "is_archived", SOON)
    async with units(team) as uow:
        assert await uow.dead_letters.untold()


async def test_what_may_have_been_posted_stays_so_however_often_it_waits(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = await _cards(database, units, team), Lane(team, NEW)
    work = await queue.next(lane, NOW)
    assert work is not None
    assert await queue.lease(lane, "worker", NOW, SOON)
    turn = Turn(lane, "worker")
    assert await queue.sending(turn, work, NOW, NOW)
    for _ in range(2):
        work = await queue.next(lane, NOW)
        assert isinstance(work, CardWork)
        assert work.uncertain
        await queue.later(turn, work, "ratelimited", NOW)


@pytest.mark.parametrize(
    ("error", "by_id_and_all"),
    [(MAYBE_POSTED, (True, True)), (CANNOT_LOOK, (False, True)), ("not_posted", (False, False))],
)
@pytest.mark.parametrize("of", [CardWork, MessageWork])
async def test_what_may_have_been_posted_is_looked_for_before_a_retry_posts_it(
    database: Database,
    units: Units,
    team: str,
    of: type[Work],
    error: str,
    by_id_and_all: tuple[bool, bool],
) -> None:
    """What nobody can look for is posted by its id only: whoever names it has looked."""
    queue, lane = DeliveryQueue(database, team), Lane(team, NEW)
    async with units(team) as uow:
        if of is CardWork:
            await uow.cards.want(["new"], NEW)
        else:
            await uow.messages.add([Intent(MessageKind.DIGEST, NEW, {})], NOW)
        await uow.commit()
    assert await queue.lease(lane, "worker", NOW, SOON)
    turn = Turn(lane, "worker")
    work = await queue.next(lane, NOW)
    assert work is not None
    assert await queue.sending(turn, work, NOW, NOW)
    for delivery_id, is_looked_for in zip((work.id, None), by_id_and_all, strict=True):
        work = await queue.next(lane, NOW)
        assert isinstance(work, of)
        given_up = replace(work, uncertain=error != "not_posted")
        await queue.finish(turn, given_up, "dead", f"{error} channels:history", NOW)
        async with units(team) as uow:
            assert await uow.dead_letters.retry(delivery_id) == 1
            await uow.commit()
        work = await queue.next(lane, NOW)
        assert work is not None
        assert work.uncertain == is_looked_for
        assert work.attempts == 0


async def test_what_belongs_to_a_message_that_was_given_up_waits_uncounted(
    database: Database, units: Units, team: str
) -> None:
    """It comes when that is retried, and ends when that is dropped."""
    queue, lane = DeliveryQueue(database, team), Lane(team, "U0MAYA")
    async with units(team) as uow:
        [head] = await uow.messages.add([Intent(MessageKind.BRIEF, lane.channel, {})], NOW)
        edit = Intent(MessageKind.BRIEF_EDIT, lane.channel, {}, parent=head)
        await uow.messages.add([edit], NOW)
        await uow.commit()
    work = await queue.next(lane, NOW)
    assert work is not None
    assert await queue.lease(lane, "worker", NOW, SOON)
    await queue.pause(lane, "messages_tab_disabled", NOW)
    async with units.reading(team) as uow:
        assert not await uow.dead_letters.resting(), "a message waits for it"
    await queue.finish(Turn(lane, "worker"), work, "dead", "messages_tab_disabled", NOW)
    async with units(team) as uow:
        backlog = await uow.dead_letters.backlog()
        assert (backlog.messages, backlog.dead, backlog.paused) == (0, 1, 0)
        assert await uow.dead_letters.resting()
        assert await uow.dead_letters.retry(head) == 1
        assert (await uow.dead_letters.backlog()).messages == 2
        await uow.commit()
    work = await queue.next(lane, NOW)
    assert work is not None
    assert work.id == head


async def test_a_dead_letter_of_another_workspace_is_not_ours(
    database: Database, units: Units, team: str
) -> None:
    queue, lane = DeliveryQueue(database, team), Lane(team, "U0MAYA")
    async with units(team) as uow:
        await uow.messages.add([Intent(MessageKind.BRIEF, "U0MAYA", {"lead": "gone"})], NOW)
        await uow.commit()
    work = await queue.next(lane, NOW)
    assert work is not None
    assert await queue.lease(lane, "worker", NOW, SOON)
    await queue.finish(Turn(lane, "worker"), work, "dead", "user_not_found", NOW)
    async with units(f"{team}X") as uow:
        assert (await uow.dead_letters.deliveries()).dead == ()
        assert await uow.dead_letters.retry(None) == 0
        assert await uow.dead_letters.drop(work.id) == 0
    async with units(team) as uow:
        assert [one.id for one in (await uow.dead_letters.deliveries()).dead] == [work.id]
        assert (await uow.dead_letters.backlog()).dead == 1
        assert await uow.dead_letters.drop(work.id) == 1
        assert (await uow.dead_letters.deliveries()).dead == ()
