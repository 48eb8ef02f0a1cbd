"""Whom a card shows, while two transactions change it at once: each sees what the other did."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.refusals import Refusal
from bot.domain.settings import Settings
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from storage.engine import Database
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
KESTREL = Company(name="Kestrel Foods")
MAYA = "U0MAYA"
WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def come(units: Units, team: str, *names: str, company: Company = KESTREL) -> list[str]:
    leads = [Lead(name, Person(name), company) for name in names]
    results = await IntakeService(units).accept(Source(team, "crm"), leads, NOW)
    return [result.id or "" for result in results]


async def choose(units: Units, team: str, burst: int = 20) -> None:
    async with units(team) as uow:
        await uow.settings.save(Settings(sales_channel="C0LEADS", burst=burst), [])
        await uow.commit()


async def under_way(database: Database, task: "asyncio.Task[Any]") -> None:
    """Until it is done or waits for the other one. On SQLite it waits for the writer's end."""
    while not (database.is_sqlite or task.done()):
        async with database.transaction(database.read) as connection:
            if (await connection.execute(WAITS)).scalar_one():
                return


async def shown_with(units: Units, team: str, lead: str) -> tuple[str, list[str]]:
    async with units.reading(team) as uow:
        head = await uow.cards.head_of(lead)
        return head, await uow.cards.rolled_up(head)


async def test_a_colleague_that_comes_while_the_head_leaves_keeps_the_card(
    database: Database, units: Units, team: str
) -> None:
    [colleague] = await come(units, team, "bo")  # without a card: there is no channel yet
    await choose(units, team)
    [head] = await come(units, team, "ines")

    async def leave() -> None:
        async with units(team) as uow:
            await uow.cards.repost(head, "C0OTHER")
            await uow.commit()

    async with units(team) as uow:
        [found] = await uow.cards.heads([KESTREL.key or ""], NOW - timedelta(minutes=1))
        leaving = asyncio.create_task(leave())
        await under_way(database, leaving)
        await uow.cards.want([colleague], "C0LEADS", {colleague: found.lead_id})
        await uow.commit()
    await leaving
    assert await shown_with(units, team, head) == (head, [])
    assert await shown_with(units, team, colleague) == (colleague, [])


async def test_a_colleague_is_not_added_to_a_card_that_somebody_just_took(
    database: Database, units: Units, team: str
) -> None:
    await choose(units, team)
    [head] = await come(units, team, "ines")
    async with units(team) as uow:
        await say_in(uow, Say(head, MAYA, Action.TAKE, Door.BUTTON), NOW)
        coming = asyncio.create_task(come(units, team, "bo"))
        await under_way(database, coming)
        await uow.commit()
    [colleague] = await coming
    assert await shown_with(units, team, colleague) == (colleague, [])


async def test_of_two_that_take_a_lead_at_once_one_gets_it(
    database: Database, units: Units, team: str
) -> None:
    await choose(units, team)
    [lead] = await come(units, team, "ines")

    async def take(user: str) -> None:
        async with units(team) as uow:
            await say_in(uow, Say(lead, user, Action.TAKE, Door.BUTTON), NOW)
            await uow.commit()

    async with units(team) as uow:
        await say_in(uow, Say(lead, MAYA, Action.TAKE, Door.BUTTON), NOW)
        taking = asyncio.create_task(take("U0JONAS"))
        await under_way(database, taking)
        await uow.commit()
    with pytest.raises(Refusal) as refused:
        await taking
    assert refused.value.refused.unnamed == {MAYA}


async def test_a_lead_of_a_burst_is_not_added_to_a_card_that_is_no_list_any_more(
    database: Database, units: Units, team: str
) -> None:
    """The last one of the list was taken: it keeps the message as a card of its own."""
    await choose(units, team, burst=1)
    [_, last] = await come(units, team, "ines", "bo", company=Company())
    async with units(team) as uow:
        await say_in(uow, Say(last, MAYA, Action.TAKE, Door.BUTTON), NOW)
        coming = asyncio.create_task(come(units, team, "ruth", company=Company()))
        await under_way(database, coming)
        await uow.commit()
    [late] = await coming
    assert await shown_with(units, team, late) == (late, [])


async def test_two_that_leave_a_card_at_once_both_do(
    database: Database, units: Units, team: str
) -> None:
    """The head leaves its message to the next, who is leaving as well: it goes to the third."""
    await choose(units, team)
    [head, *_] = await come(units, team, "ines", "bo", "ruth")
    _, [heir, third] = await shown_with(units, team, head)

    async def leave() -> None:
        async with units(team) as uow:
            await uow.cards.repost(heir, "C0OTHER")
            await uow.commit()

    async with units(team) as uow:
        await uow.cards.repost(head, "C0OTHER")
        leaving = asyncio.create_task(leave())
        await under_way(database, leaving)
        await uow.commit()
    await leaving
    for lead in (head, heir, third):
        assert await shown_with(units, team, lead) == (lead, [])
