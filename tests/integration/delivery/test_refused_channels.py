"""A channel that refuses everything: who is told, and what becomes of what waits for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.campaigns import Campaign
from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.routing import Kind, Route
from bot.domain.settings import Settings
from bot.errors import NotFound
from bot.ports import CardWork, Intent, Lane, Member, MessageKind, Place, Turn
from bot.services.deliveries import DeliveryService
from bot.services.erasing import Erasing
from bot.services.intake import IntakeService
from bot.services.routes import Routes
from bot.services.settings import SettingsService
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.shared_cards import drawn_again
from storage.tables import Card, Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MONTHS_LATER = NOW + timedelta(days=90)
SAM, OLD, NEW, NORTH = "U0SAM", "C0OLD", "C0NEW", "C0NORTH"
CARD_MOVED, CARD_LEFT = MessageKind.CARD_MOVED, MessageKind.CARD_LEFT
cards, messages = table_of(Card), table_of(Message)


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


async def test_a_refused_channel_is_told_once_there_is_an_admin(
    database: Database, units: Units, team: str
) -> None:
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel=OLD), [])
        await uow.commit()
    await accept(units, team, NOW, "Dana")
    queue, service = DeliveryQueue(database, team), DeliveryService(units, team)
    async with units(team) as uow:
        await uow.messages.add([Intent(MessageKind.DIGEST, NORTH, {})], NOW)
        await uow.commit()
    work = await queue.next(Lane(team, NORTH), NOW)
    assert work is not None
    await queue.sent(Lane(team, NORTH), work, Place(NORTH, "1.1", NOW))
    for channel in (OLD, NORTH):  # nothing waits for the second any more: that pause is over
        await queue.pause(Lane(team, channel), "is_archived", NOW)
    await service.tell(NOW)
    async with units(team) as uow:
        await uow.members.put([Member(SAM, "Sam", is_admin=True)], NOW)
        await uow.commit()
    await service.tell(NOW)
    assert await told(database, team) == 1


async def waiting(database: Database, team: str) -> list[tuple[str, str, bool]]:
    """(lead, channel, is shown on another's card) of the cards that are not posted."""
    mine = cards.c.team_id == team, cards.c.ts.is_(None)
    async with database.transaction(database.read) as connection:
        rows = await connection.execute(select(cards).where(*mine))
        return sorted((row.lead_id, row.channel, row.roll_up is not None) for row in rows)


async def change(units: Units, team: str, **given: str) -> None:
    await SettingsService(units, team).change(given, SAM, NOW)


async def test_what_a_refused_channel_did_not_get_comes_in_the_one_chosen_instead(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    await change(units, team, marketing_channel=OLD, burst="2")
    queue, lane = DeliveryQueue(database, team), Lane(team, OLD)
    [shown] = await accept(units, team, NOW, "Shown")
    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(OLD, "1.1", NOW, 0))
    [perhaps] = await accept(units, team, NOW, "Perhaps")
    work = await queue.next(lane, NOW)
    assert isinstance(work, CardWork)
    while work.lead_id != perhaps:
        await queue.sent(lane, work, Place(OLD, "1.1", NOW, work.revision))
        work = await queue.next(lane, NOW)
        assert isinstance(work, CardWork)
    assert await queue.lease(lane, "worker", NOW, NOW + timedelta(minutes=1))
    await queue.uncertain(Turn(lane, "worker"), work, "timeout", NOW)
    await queue.release(lane, "worker", None)
    burst = await accept(units, team, NOW, "Kim", "Lea", "Ola")
    async with units(team) as uow:
        digest = Intent(MessageKind.DIGEST, OLD, {"period": "2026-W34"})
        [head] = await uow.messages.add([digest], NOW)
        thread = Intent(MessageKind.DIGEST_THREAD, OLD, {"period": "2026-W34"}, parent=head)
        await uow.messages.add([thread], NOW)
        await uow.commit()
    await queue.pause(lane, "is_archived", NOW)
    before = await waiting(database, team)
    assert len(before) == 4
    assert any(on_anothers for *_, on_anothers in before)

    await change(units, team, sales_channel=NEW, marketing_channel=NORTH)
    assert await waiting(database, team) == [
        (lead, NEW, on_anothers) for lead, _, on_anothers in before
    ], "each where it was shown, in the other channel"
    async with units.reading(team) as uow:
        assert await uow.cards.is_posted(shown), "what stands there already stays"
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(select(messages).where(messages.c.team_id == team))).all()
    assert {row.kind: row.to for row in rows} == {
        "digest": NORTH,
        "digest_thread": NORTH,
        "card_left": OLD,  # looked for: it may stand there after all
        "card_moved": OLD,
    }
    assert {perhaps, *burst} == {lead for lead, *_ in before}


async def test_of_the_messages_those_follow_whose_head_waits_too(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    await change(units, team, marketing_channel=OLD)
    queue, turn = DeliveryQueue(database, team), Turn(Lane(team, OLD), "worker")
    async with units(team) as uow:
        heads = await uow.messages.add([Intent(MessageKind.DIGEST, OLD, {})] * 2, NOW)
        parts = [Intent(MessageKind.DIGEST_THREAD, OLD, {}, parent=head) for head in heads]
        ids = heads + await uow.messages.add(parts, NOW + timedelta(seconds=1))
        await uow.commit()
    work = await queue.next(turn.lane, NOW)
    assert work is not None
    await queue.sent(turn.lane, work, Place(OLD, "1.1", NOW))
    work = await queue.next(turn.lane, NOW)
    assert work is not None
    assert await queue.lease(turn.lane, "worker", NOW, NOW + timedelta(minutes=1))
    await queue.later(turn, work, "is_archived", NOW + timedelta(hours=1))

    await change(units, team, marketing_channel=NORTH)
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(select(messages).where(messages.c.team_id == team))).all()
    found = {row.id: row.lane for row in rows}
    assert [found[one] for one in ids] == [OLD, NORTH, OLD, NORTH]
    assert await queue.lanes(NOW, 10) == [Lane(team, NORTH)], "and at once"
    assert not await queue.sending(turn, work, NOW, NOW), "it is not the old channel's any more"


async def test_what_may_stand_in_a_channel_that_takes_it_is_looked_for_there(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    queue, turn = DeliveryQueue(database, team), Turn(Lane(team, OLD), "worker")
    [perhaps] = await accept(units, team, NOW, "Perhaps")
    work = await queue.next(turn.lane, NOW)
    assert work is not None
    assert await queue.lease(turn.lane, "worker", NOW, NOW + timedelta(minutes=1))
    await queue.uncertain(turn, work, "timeout", NOW)
    [fresh] = await accept(units, team, NOW, "Fresh")
    await change(units, team, sales_channel=NEW)
    expected = sorted([(perhaps, OLD, False), (fresh, NEW, False)])
    assert await waiting(database, team) == expected
    assert await queue.lanes(NOW, 10) == [Lane(team, NEW)]


async def test_what_waits_follows_the_route_that_placed_it(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    routes = Routes(units, team)
    await routes.apply([Route("All", Kind.CHANNEL, post_in=NORTH)], SAM, NOW)
    [dana] = await accept(units, team, NOW, "Dana")
    queue = DeliveryQueue(database, team)
    await queue.pause(Lane(team, NORTH), "is_archived", NOW)
    await change(units, team, sales_channel=NEW)
    assert await waiting(database, team) == [(dana, NORTH, False)]
    await routes.apply([Route("All", Kind.CHANNEL, post_in=OLD)], SAM, NOW)
    assert await waiting(database, team) == [(dana, OLD, False)]
    assert Lane(team, OLD) in await queue.lanes(NOW, 10)
    before = Route("First", Kind.CHANNEL, post_in=NEW)
    await routes.apply([before, Route("All", Kind.CHANNEL, post_in=NORTH)], SAM, NOW)
    assert await waiting(database, team) == [(dana, NORTH, False)], "not the first that matches"
    await routes.apply([Route("Renamed", Kind.CHANNEL, post_in=OLD)], SAM, NOW)
    assert await waiting(database, team) == [(dana, OLD, False)]
    await routes.apply([], SAM, NOW)
    assert await waiting(database, team) == [(dana, NEW, False)], "no rule: the channel for leads"


async def test_dropped_in_a_refused_channel_are_changes_and_never_a_lead(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    queue, lane = DeliveryQueue(database, team), Lane(team, OLD)
    service = DeliveryService(units, team)
    await accept(units, team, NOW, "Shown")
    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(OLD, "1.1", NOW, 0))  # and to be drawn again
    await accept(units, team, NOW, "Fresh")
    async with units(team) as uow:
        stands = {"lead": "x", "ts": "1.0"}
        lines = [Intent(kind, OLD, stands) for kind in (CARD_MOVED, CARD_LEFT)]
        await uow.messages.add([*lines, Intent(CARD_MOVED, NORTH, stands)], NOW)
        await uow.cards.want(["elsewhere"], NORTH)
        await uow.commit()
    work = await queue.next(Lane(team, NORTH), NOW)
    assert work is not None
    await queue.sent(Lane(team, NORTH), work, Place(NORTH, "1.2", NOW, 0))
    before = await service.backlog()
    with pytest.raises(NotFound):
        await service.drop(OLD)  # it takes what it is sent, as far as anybody knows
    await queue.pause(lane, "is_archived", NOW)

    assert await service.drop(OLD) == 3, "a card that stands there, and two lines about a lead"
    after = await service.backlog()
    left = before.cards - after.cards, before.messages - after.messages
    assert left == (1, 2), "and nothing of another channel's"
    [paused] = (await service.state()).paused
    assert paused.waiting == 1, "the lead that is not posted yet"
    work = await queue.next(lane, NOW)
    assert isinstance(work, CardWork)
    assert work.ts is None
    assert await service.drop(OLD) == 0


async def test_what_takes_an_erased_person_out_of_slack_is_never_dropped(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    queue, lane = DeliveryQueue(database, team), Lane(team, OLD)
    service, erasing = DeliveryService(units, team), Erasing(units, team)
    source, fair = Source(team, "crm"), Campaign("fair", "Trade fair")
    await IntakeService(units).put_campaign(source, fair, NOW)
    company = Company("Kestrel", "kestrel.example")
    leads = [
        Lead("Kim", Person("Kim"), company),
        Lead("Lea", Person("Lea"), company, campaign="fair"),  # on Kim's card
        Lead("Ola", Person("Ola"), campaign="fair"),  # may quote Lea
        Lead("Pat", Person("Pat")),
    ]
    await IntakeService(units).accept(source, leads, NOW)
    shown = 0
    while (work := await queue.next(lane, NOW)) is not None:
        assert isinstance(work, CardWork)
        shown += 1
        await queue.sent(lane, work, Place(OLD, f"1.{shown}", NOW, work.revision))
    async with database.transaction(database.write) as connection:
        every = select(cards.c.lead_id).where(cards.c.team_id == team)
        await connection.execute(drawn_again(team, every))
        await connection.commit()
    await erasing.erase("Lea", NOW)
    async with units(team) as uow:
        [lea] = await uow.erasure.find("Lea")
        edits = [
            Intent(MessageKind.ERASED, OLD, {"ts": "2.1"}),
            Intent(MessageKind.CARD_MOVED, OLD, {"lead": lea, "ts": "2.2"}),
            Intent(MessageKind.DIGEST_EDIT, OLD, {"period": "2026-W34", "ts": "2.3"}),
            Intent(MessageKind.CARD_MOVED, OLD, {"lead": "x", "ts": "2.4"}),
        ]
        await uow.messages.add(edits, NOW)
        await uow.commit()
    await queue.pause(lane, "is_archived", NOW)
    assert shown == 3, "Kim and Lea share a card"
    assert await service.drop(OLD) == 2, "Pat's card, and a line about nobody who was erased"
    paused = await service.paused(OLD)
    assert paused is not None
    assert paused.waiting == 2 + 3


async def test_a_card_that_was_given_up_before_it_was_dropped_is_not_listed(
    database: Database, units: Units, team: str
) -> None:
    await set_up(units, team)
    queue, service, lane = (
        DeliveryQueue(database, team),
        DeliveryService(units, team),
        Lane(team, OLD),
    )
    [dana] = await accept(units, team, NOW, "Dana")
    assert await queue.lease(lane, "worker", NOW, NOW + timedelta(minutes=1))
    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.sent(lane, work, Place(OLD, "1.1", NOW, 0))
    work = await queue.next(lane, NOW)
    assert work is not None
    await queue.finish(Turn(lane, "worker"), work, "dead", "invalid_blocks", NOW)
    assert (await service.backlog()).dead == 1
    async with database.transaction(database.write) as connection:
        await connection.execute(drawn_again(team, [dana]))
        await connection.commit()
    await queue.pause(lane, "is_archived", NOW)
    assert await service.drop(OLD) == 1
    assert (await service.state()).dead == ()
