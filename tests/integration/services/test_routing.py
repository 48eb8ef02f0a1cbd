"""To whom a duplicate goes."""

from datetime import UTC, datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.cards import LeadCard
from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import Action, Door, State
from bot.domain.settings import Settings
from bot.ports import Member
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
JONAS, MAYA, PRIYA, SAM = "U0JONAS", "U0MAYA", "U0PRIYA", "U0SAM"


async def came(
    units: Units,
    team: str,
    name: str,
    days: int,
    campaign: str | None = None,
    *,
    imported: bool = False,
) -> str:
    """The id of a lead from Kestrel Foods."""
    firm = Company("Kestrel Foods", "kestrel.example")
    person = Person(name, email=f"{name.lower()}@kestrel.example")
    lead = Lead(f"{name} {days}", person, firm, campaign)
    now = NOW + timedelta(days=days)
    source = Source(team, "history" if imported else "crm", imported=imported)
    [answer] = await IntakeService(units).accept(source, [lead], now)
    assert answer.id is not None
    return answer.id


async def says(units: Units, team: str, lead: str, user: str, action: Action, *codes: str) -> None:
    async with units(team) as uow:
        say = Say(lead, user, action, Door.BUTTON, codes=codes)
        await say_in(uow, say, NOW + timedelta(days=9))
        await uow.commit()


async def card_of(units: Units, team: str, lead: str) -> LeadCard:
    async with units.reading(team) as uow:
        card = await uow.leads.card(lead)
    assert card is not None
    return card


async def test_whoever_has_the_company_gets_it_before_one_nobody_has(
    units: Units, team: str
) -> None:
    ann = await came(units, team, "Ann", 0)
    await came(units, team, "Bo", 1)
    dana = await came(units, team, "Dana", 2)
    await says(units, team, ann, JONAS, Action.TAKE)
    await says(units, team, dana, MAYA, Action.REJECT, "duplicate")
    card = await card_of(units, team, dana)
    assert (card.standing.state, card.assigned_to) == (State.NEW, JONAS)
    assert card.twin is not None
    assert (card.twin.id, card.twin.holder) == (ann, JONAS)


async def test_the_same_person_comes_before_a_colleague_of_theirs(units: Units, team: str) -> None:
    expo = Campaign("expo", "LogiExpo")
    await IntakeService(units).put_campaign(Source(team, "crm"), expo, NOW)
    first = await came(units, team, "Dana", 0, "expo")
    await says(units, team, first, PRIYA, Action.TAKE)
    ann = await came(units, team, "Ann", 1)
    await says(units, team, ann, JONAS, Action.TAKE)
    again = await came(units, team, "Dana", 2)
    await says(units, team, again, MAYA, Action.REJECT, "duplicate")
    assert (await card_of(units, team, again)).assigned_to == PRIYA


async def test_it_stays_closed_where_nobody_or_who_declined_it_has_the_older(
    units: Units, team: str
) -> None:
    ann = await came(units, team, "Ann", 0)
    dana, eve = [await came(units, team, name, 1) for name in ("Dana", "Eve")]
    await says(units, team, dana, MAYA, Action.REJECT, "duplicate")
    await says(units, team, ann, JONAS, Action.TAKE)
    await says(units, team, eve, JONAS, Action.REJECT, "duplicate")
    for lead in (dana, eve):
        card = await card_of(units, team, lead)
        assert card.standing.state is State.REJECTED
        assert card.twin is not None
        assert card.twin.id == ann


async def test_a_sales_lead_judges_it_where_whoever_has_the_older_has_left(
    units: Units, database: Database, team: str
) -> None:
    async with units(team) as uow:
        leads = Settings(sales_channel="C0LEADS", sales_leads=(SAM, PRIYA))
        await uow.settings.save(leads, [])
        people = [Member(user, user) for user in (MAYA, PRIYA, SAM)]
        await uow.members.put([*people, Member(JONAS, "Jonas", is_active=False)], NOW)
        await uow.commit()
    ann, dana = [await came(units, team, name, days) for days, name in enumerate(("Ann", "Dana"))]
    await says(units, team, ann, JONAS, Action.TAKE)
    standings = []
    for user in (MAYA, SAM):
        await says(units, team, dana, user, Action.REJECT, "duplicate")
        card = await card_of(units, team, dana)
        standings.append((card.standing.state, card.assigned_to))
    assert standings[0] == (State.NEW, SAM)
    assert standings[1][0] is State.REJECTED, "no other is asked once one has closed it"
    messages = table_of(Message)
    told = messages.select().where(messages.c.team_id == team, messages.c.kind == "came_again")
    async with database.transaction(database.read) as connection:
        rows = (await connection.execute(told)).mappings().all()
    assert [row["to"] for row in rows] == [SAM]


async def test_history_is_no_older_lead_of_a_duplicate(units: Units, team: str) -> None:
    old = await came(units, team, "Dana", 0, imported=True)
    await says(units, team, old, JONAS, Action.TAKE)
    dana = await came(units, team, "Dana", 1)
    await says(units, team, dana, MAYA, Action.REJECT, "duplicate")
    card = await card_of(units, team, dana)
    assert (card.standing.state, card.assigned_to, card.twin) == (State.REJECTED, None, None)
