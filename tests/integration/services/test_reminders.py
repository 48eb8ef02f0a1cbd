"""The clocks of taken leads and the reminders that follow, on a database."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.domain.absence import Absence
from bot.domain.leads import Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.reminders import Step
from bot.domain.settings import Settings
from bot.ports import Member, StoredLead
from bot.services import clock, reminders
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in, undo_in
from storage.base import table_of
from storage.engine import Database
from storage.reminders import ReminderRepository
from storage.tables import Message, Reminder
from storage.uow import Units

MONDAY = datetime(2026, 8, 24, 9, tzinfo=UTC)
MAYA, JONAS, SAM = "U0MAYA", "U0JONAS", "U0SAM"
messages, taken_steps = table_of(Message), table_of(Reminder)


async def come(units: Units, team: str, count: int = 1, **settings: object) -> list[str]:
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel="C0LEADS", **settings), [])  # type: ignore[arg-type]  # fields by name
        await uow.commit()
    leads = [Lead(f"crm-{n}", Person(f"Person {n}")) for n in range(count)]
    results = await IntakeService(units).accept(Source(team, "crm"), leads, MONDAY)
    return [result.id or "" for result in results]


async def say(
    units: Units, team: str, lead: str, user: str, action: Action, at: datetime, **detail: str
) -> None:
    async with units(team) as uow:
        await say_in(uow, Say(lead, user, action, Door.BUTTON, detail=detail), at)
        await uow.commit()


async def stands(units: Units, team: str, lead: str) -> StoredLead:
    async with units(team) as uow:
        found = await uow.leads.locked(lead)
    assert found is not None
    return found


async def sent(database: Database, team: str, *kinds: str) -> list[tuple[str, list[str]]]:
    wanted = select(messages.c.to, messages.c.subject).where(
        messages.c.team_id == team, messages.c.kind.in_(kinds or ("reminder", "question"))
    )
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(wanted.order_by(messages.c.created_at))).all()
    return [(row.to, row.subject["leads"]) for row in rows]


async def test_replicas_that_tick_together_take_each_step_once(
    database: Database, units: Units, team: str
) -> None:
    leads = await come(units, team, 12)
    for number, lead in enumerate(leads):
        await say(units, team, lead, (MAYA, JONAS)[number % 2], Action.TAKE, MONDAY)
    now = MONDAY + timedelta(hours=3, minutes=1)
    counts = await asyncio.gather(*(reminders.run_due(units, team, now) for _ in range(5)))
    assert sum(counts) == 4  # six leads of each: five and one
    told = await sent(database, team)
    assert sorted(lead for _, some in told for lead in some) == sorted(leads)
    assert max(len(some) for _, some in told) == 5
    assert await reminders.run_due(units, team, now + timedelta(minutes=1)) == 0
    async with database.transaction(database.read) as connection:
        mine = select(taken_steps.c.step).where(taken_steps.c.team_id == team)
        assert (await connection.execute(mine)).scalars().all() == ["owner"] * 12


async def test_a_question_that_was_put_off_stays_so_when_another_replica_looks_too(
    units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, lead in enumerate(await come(units, team, 6, reminder_percent=0)):
        await say(units, team, lead, MAYA, Action.TAKE, MONDAY + timedelta(minutes=5 * number))
    now = MONDAY + timedelta(days=2, minutes=1)
    assert await reminders.run_due(units, team, now) == 1  # five of them

    async def read_before(*_: object) -> list[str]:
        return [MAYA]

    with monkeypatch.context() as late:
        late.setattr(ReminderRepository, "owners_due", read_before)
        assert await reminders.run_due(units, team, now) == 0
    assert await reminders.run_due(units, team, now + timedelta(minutes=40)) == 0
    assert await reminders.run_due(units, team, now + timedelta(minutes=61)) == 1


async def test_whoever_gets_a_lead_is_reminded_anew_and_who_lost_it_is_not(
    database: Database, units: Units, team: str
) -> None:
    [lead] = await come(units, team)
    await say(units, team, lead, MAYA, Action.TAKE, MONDAY)
    await reminders.run_due(units, team, MONDAY + timedelta(hours=3, minutes=1))
    later = MONDAY + timedelta(hours=3, minutes=30)
    await say(units, team, lead, MAYA, Action.HAND_OVER, later, owner=JONAS)
    await reminders.run_due(units, team, later + timedelta(minutes=1))
    await reminders.run_due(units, team, later + timedelta(hours=1, minutes=1))
    assert await sent(database, team) == [(MAYA, [lead]), (JONAS, [lead])]

    await say(units, team, lead, JONAS, Action.RELEASE, later + timedelta(hours=2))
    assert (await stands(units, team, lead)).remind_at is None
    assert await reminders.run_due(units, team, later + timedelta(days=5)) == 0


async def test_nobody_who_left_the_company_is_called(
    database: Database, units: Units, team: str
) -> None:
    ladder, left = {"backup": 0, "sales_lead": 1}, "U0LEFT"
    [lead] = await come(units, team, ladder=ladder, sales_leads=(left, SAM), reminder_percent=0)
    async with units(team) as uow:
        await uow.members.put([Member(left, "Left", is_active=False)], MONDAY)
        await uow.absences.put(Absence(MAYA, MONDAY.date() - timedelta(days=9), left))
        await uow.commit()
    await say(units, team, lead, MAYA, Action.TAKE, MONDAY)
    for hours in (4, 5, 6, 7):
        await reminders.run_due(units, team, MONDAY + timedelta(hours=hours, minutes=1))
    assert await sent(database, team) == [(SAM, [lead])]


async def test_who_comes_back_is_reminded_too_and_nobody_is_told_twice(
    database: Database, units: Units, team: str
) -> None:
    ladder = {"backup": 0, "sales_lead": 1}
    [lead] = await come(units, team, ladder=ladder, sales_leads=(SAM,))
    await say(units, team, lead, MAYA, Action.TAKE, MONDAY)
    async with units(team) as uow:
        await uow.absences.put(Absence(MAYA, MONDAY.date(), JONAS, MONDAY.date()))
        await uow.commit()
    for minutes in range(181, 600, 20):
        await reminders.run_due(units, team, MONDAY + timedelta(minutes=minutes))
    told = [(JONAS, [lead]), (SAM, [lead])]
    assert await sent(database, team) == told
    for hours in (24, 25, 30):
        await reminders.run_due(units, team, MONDAY + timedelta(hours=hours))
    assert await sent(database, team) == [*told, (MAYA, [lead])]


async def test_who_takes_a_lead_again_is_reminded_again(
    database: Database, units: Units, team: str
) -> None:
    [lead] = await come(units, team)
    for day in range(2):
        taken_at = MONDAY + timedelta(days=day)
        await say(units, team, lead, MAYA, Action.TAKE, taken_at)
        for hours in (3, 4, 5):
            await reminders.run_due(units, team, taken_at + timedelta(hours=hours, minutes=1))
        await say(units, team, lead, MAYA, Action.RELEASE, taken_at + timedelta(hours=6))
    assert await sent(database, team) == [(MAYA, [lead])] * 2


async def test_who_was_called_when_she_had_it_before_may_not_take_it_over_now(
    units: Units, team: str
) -> None:
    [lead] = await come(units, team)
    for day in range(2):
        taken_at = MONDAY + timedelta(days=day)
        await say(units, team, lead, MAYA, Action.TAKE, taken_at)
        async with units(team) as uow:
            now = await uow.leads.locked(lead)
            assert now is not None
            assert not await uow.reminders.was_told(now, JONAS)
            await uow.reminders.claim(now, Step.BACKUP, JONAS, taken_at)
            assert await uow.reminders.was_told(now, JONAS)
            await uow.commit()
        await say(units, team, lead, MAYA, Action.RELEASE, taken_at + timedelta(hours=6))


async def test_undo_gives_the_clock_back(units: Units, team: str) -> None:
    [lead] = await come(units, team)
    before = await stands(units, team, lead)
    await say(units, team, lead, MAYA, Action.TAKE, MONDAY)
    async with units(team) as uow:
        await undo_in(uow, Say(lead, MAYA, Action.UNDO, Door.BUTTON), MONDAY + timedelta(minutes=1))
        await uow.commit()
    after = await stands(units, team, lead)
    assert (after.contact_by, after.remind_at) == (before.contact_by, None)


async def test_the_zone_of_whoever_took_it_is_followed_once_it_is_known(
    units: Units, team: str
) -> None:
    [lead] = await come(units, team)
    await say(units, team, lead, MAYA, Action.TAKE, MONDAY)
    assert (await stands(units, team, lead)).contact_by == MONDAY + timedelta(hours=4)
    async with units(team) as uow:
        tokyo = Member(MAYA, "Maya", zone="America/New_York")
        await uow.members.put([tokyo], MONDAY)
        await uow.reminders.look_again(MAYA, MONDAY)
        await uow.commit()
    await reminders.run_due(units, team, MONDAY)
    # 9:00 to 13:00 in New York
    assert (await stands(units, team, lead)).contact_by == MONDAY + timedelta(hours=8)


async def test_a_lead_that_came_back_counts_from_then(units: Units, team: str) -> None:
    [lead] = await come(units, team)
    await say(units, team, lead, MAYA, Action.REJECT, MONDAY)
    again = MONDAY + timedelta(days=1)
    await say(units, team, lead, JONAS, Action.REOPEN, again)
    assert (await stands(units, team, lead)).contact_by == again + timedelta(hours=4)
    await say(units, team, lead, JONAS, Action.TAKE, again + timedelta(hours=1))
    assert (await stands(units, team, lead)).contact_by == again + timedelta(hours=4)


async def test_many_running_clocks_move_at_once_the_newest_first(
    units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "MOST_AT_ONCE", 3)
    leads = await come(units, team, 5)
    async with units(team) as uow:
        await uow.settings.save(Settings(contact_hours=6), [])
        await clock.reset_in(uow, MONDAY)
        await uow.commit()
    due = [(await stands(units, team, lead)).contact_by for lead in leads]
    assert sorted(due) == [MONDAY + timedelta(hours=4)] * 2 + [MONDAY + timedelta(hours=6)] * 3


async def test_a_tick_reads_what_is_due_from_its_index(
    database: Database, units: Units, team: str
) -> None:
    await come(units, team)
    if not database.is_sqlite:
        pytest.skip("PostgreSQL scans a table this small whatever its indexes")
    async with database.transaction(database.read) as connection:
        query = (
            "EXPLAIN QUERY PLAN SELECT owner FROM lead WHERE team_id = 't' AND remind_at <= 'x' "
            "AND owner IS NOT NULL GROUP BY owner ORDER BY min(remind_at) LIMIT 50"
        )
        plan = " ".join(str(row) for row in await connection.execute(text(query)))
    assert "COVERING INDEX lead_remind" in plan
