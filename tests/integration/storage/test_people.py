"""Who is away, and the lists of leads that one person reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.absence import Absence
from bot.domain.lifecycle import Action, Door, Event
from bot.ports import CardWork, Lane, Place
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.uow import Units
from tests.integration.history import keep, lived

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, JONAS = "U0MAYA", "U0JONAS"


async def test_an_absence_is_noted_and_changed(units: Units, team: str) -> None:
    async with units(team) as uow:
        await uow.absences.put(Absence(MAYA, date(2026, 8, 28), JONAS))
        await uow.absences.put(Absence(MAYA, date(2026, 8, 30)))
        await uow.commit()
    async with units.reading(team) as uow:
        assert await uow.absences.get(MAYA) == Absence(MAYA, date(2026, 8, 30))
        assert await uow.absences.of([MAYA, JONAS]) == {MAYA: Absence(MAYA, date(2026, 8, 30))}
    async with units.reading(f"{team}X") as uow:
        assert await uow.absences.get(MAYA) is None


def _did(number: int, action: Action) -> Event:
    return Event(f"e{number}-{action}", NOW, MAYA, action, Door.BUTTON)


async def test_my_leads_come_by_their_clock_and_imported_ones_are_history(
    database: Database, units: Units, team: str
) -> None:
    taken = [_did(n, Action.TAKE) for n in range(6)]
    talked = [_did(n, Action.CONTACT) for n in range(6)]
    judged = _did(3, Action.LANDED)
    at = [NOW + timedelta(hours=n) for n in range(6)]
    some = [
        lived(0, "c", at[0], taken[0], talked[0]),
        lived(1, "c", at[1], taken[1]),
        lived(2, "c", at[2], taken[2]),
        lived(3, "c", at[3], taken[3], talked[3], judged),
        lived(4, "c", at[4]),
        lived(5, "c", at[5], taken[5]),
    ]
    some[5] = replace(some[5], new=replace(some[5].new, imported=True))
    some[2] = replace(some[2], new=replace(some[2].new, contact_by=NOW - timedelta(hours=1)))
    ids = [item.new.id for item in some]
    await keep(database, units, team, some)
    async with units(team) as uow:
        await uow.leads.assign(ids[4], JONAS)
        await uow.commit()
    async with units.reading(team) as uow:
        mine = [lead.id for lead in await uow.leads.owned_by(MAYA, 10)]
        assert mine == [ids[2], ids[1], ids[3], ids[0]]
        assert [lead.id for lead in await uow.leads.owed_by(MAYA, 10)] == [ids[0]]
        [waiting] = await uow.leads.waiting_for(JONAS, 10)
        assert (waiting.id, waiting.assigned_to) == (ids[4], JONAS)
        assert await uow.leads.waiting_for(MAYA, 10) == []
        assert await uow.leads.exist()
    async with units.reading(f"{team}X") as uow:
        assert not await uow.leads.exist()


async def test_a_lead_that_came_back_gets_a_new_card(
    database: Database, units: Units, team: str
) -> None:
    queue, old = DeliveryQueue(database, team), Lane(team, "C0LEADS")
    async with units(team) as uow:
        await uow.cards.want(["lead"], old.channel)
        await uow.commit()
    posted = await queue.next(old, NOW)
    assert posted is not None
    await queue.sent(old, posted, Place(old.channel, "1.000001", NOW, revision=1))
    async with units(team) as uow:
        await uow.cards.repost("lead", "C0OTHER")
        await uow.commit()
    again = await queue.next(Lane(team, "C0OTHER"), NOW)
    assert isinstance(again, CardWork)
    assert (again.channel, again.ts) == ("C0OTHER", None)
