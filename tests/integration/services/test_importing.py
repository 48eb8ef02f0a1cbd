"""Imported history: counted, never posted, replayed through the state table, and again at will."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.blocks.status import CardContext, status_line
from bot.domain.fold import fold
from bot.domain.leads import Company, Intake, Lead, Person, Score, Source
from bot.domain.lifecycle import OUTSIDE, Action, Door, State
from bot.domain.replay import Reported
from bot.domain.schedule import Span
from bot.ports import Member, StoredLead
from bot.services.importing import Importing, Row, Tally, batches, batches_by_lead
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from storage.base import table_of
from storage.engine import Database
from storage.tables import Card, FeedbackEvent
from storage.uow import Rehearsal, Units

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CAME = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def importing(units: Units, team: str) -> Importing:
    return Importing(units, team, "crm", NOW)


@pytest.fixture(autouse=True)
async def _sales_channel(units: Units, team: str) -> None:
    """With a channel set, anything that could be posted would be."""
    async with units(team) as uow:
        settings = replace(await uow.settings.get(), sales_channel="C0SALES", min_fit=50)
        await uow.settings.save(settings, [])
        await uow.commit()


def leads(*ids: str, campaign: str | None = "dock", at: datetime = CAME) -> list[Row[Lead]]:
    return [
        Row(place, Lead(external_id=key, campaign=campaign, occurred_at=at))
        for place, key in enumerate(ids, start=2)
    ]


def outcome(key: str, action: Action, day: int, owner: str | None = None) -> Row[Reported]:
    return Row(2, Reported(key, action, CAME + timedelta(days=day), owner))


async def found(units: Units, team: str, key: str) -> StoredLead:
    async with units.reading(team) as uow:
        return (await uow.leads.known("crm", [key]))[key]


async def cards(database: Database, team: str) -> int:
    counted = select(func.count()).where(table_of(Card).c.team_id == team)
    async with database.transaction(database.read) as connection:
        return int((await connection.execute(counted)).scalar_one())


async def sequences(database: Database, team: str, lead_id: str) -> list[int]:
    events = table_of(FeedbackEvent)
    mine = select(events.c.sequence).where(events.c.team_id == team, events.c.lead_id == lead_id)
    async with database.transaction(database.read) as connection:
        return sorted((await connection.execute(mine)).scalars())


async def test_leads_come_once_in_the_week_they_came_in(
    importing: Importing, units: Units, team: str
) -> None:
    assert await importing.leads(leads("1", "2", "3")) == Tally(new=3)
    assert await importing.leads(leads("1", "2", "3")) == Tally(unchanged=3)
    async with units.reading(team) as uow:
        week = await uow.figures.week(Span(CAME, CAME + timedelta(days=7)), NOW)
        [campaign] = await uow.figures.campaigns(Span(CAME, CAME + timedelta(days=7)), NOW)
    assert (week.delivered, week.not_qualified) == (3, 0)
    assert (campaign.name, campaign.delivered) == ("dock", 3)


async def test_nothing_of_it_is_posted_or_waits_for_a_rep(
    importing: Importing, database: Database, units: Units, team: str
) -> None:
    await importing.leads(leads("1", "2"))
    await importing.leads(leads("1", campaign="other"))
    await importing.outcomes([outcome("2", Action.WIN, 1)])
    async with units.reading(team) as uow:
        assert await uow.leads.cardless() == []
        assert await uow.leads.unclaimed(10) == []
    assert await cards(database, team) == 0


async def test_a_corrected_file_corrects_the_leads(
    importing: Importing, units: Units, team: str
) -> None:
    await importing.leads(leads("1", "2"))
    later = CAME + timedelta(days=3)
    assert await importing.leads(leads("1", campaign="second", at=later)) == Tally(updated=1)
    lead, other = await found(units, team, "1"), await found(units, team, "2")
    assert lead.arrived_at == later
    assert lead.campaign_id != other.campaign_id
    assert other.arrived_at == CAME


async def test_a_file_leaves_what_a_system_sent(
    importing: Importing, units: Units, team: str, database: Database
) -> None:
    sent = Lead(external_id="1", person=Person(name="Dana"), campaign="dock")
    [answer] = await IntakeService(units).accept(Source(team, "crm"), [sent], NOW)
    assert answer.status is Intake.NOT_QUALIFIED
    assert await importing.leads(leads("1")) == Tally(unchanged=1)
    lead = await found(units, team, "1")
    assert (lead.label, lead.qualified, lead.arrived_at) == ("Dana", False, NOW)
    assert await cards(database, team) == 0


async def test_a_lead_without_a_name_goes_by_its_id(
    importing: Importing, units: Units, team: str
) -> None:
    await importing.leads(leads("mql-7"))
    lead = await found(units, team, "mql-7")
    assert lead.label == "mql-7"
    async with units.reading(team) as uow:
        [line] = await uow.leads.search("mql-7", 10)
        card = await uow.leads.card(lead.id)
    assert line.label == "mql-7"
    assert card is not None
    assert card.label == "mql-7"


async def test_outcomes_are_events_whose_fold_is_the_standing(
    importing: Importing, units: Units, team: str, database: Database
) -> None:
    await importing.leads(leads("1", "2"))
    rows = [outcome("1", Action.WIN, 9), outcome("1", Action.CONTACT, 2)]
    assert await importing.outcomes(rows) == Tally(new=2)
    assert await importing.outcomes(rows) == Tally(unchanged=2)
    later = [*rows, outcome("2", Action.OPEN_OPPORTUNITY, 3), outcome("2", Action.WIN, 4)]
    assert await importing.outcomes(later) == Tally(new=2, unchanged=2)

    for key in ("1", "2"):
        lead = await found(units, team, key)
        async with units.reading(team) as uow:
            events = await uow.feedback.of(lead.id)
        assert fold(events) == lead.standing
        assert lead.standing.state is State.WON
        assert {event.door for event in events} == {Door.IMPORT}
        assert await sequences(database, team, lead.id) == list(range(len(events)))
    assert (await found(units, team, "1")).standing.contacted_at == CAME + timedelta(days=2)


async def test_outcomes_that_cannot_be_say_why(importing: Importing) -> None:
    await importing.leads(leads("1"))
    tally = await importing.outcomes(
        [
            outcome("1", Action.WIN, 1),
            outcome("1", Action.LOSE, 2),
            outcome("nobody", Action.WIN, 1),
        ]
    )
    assert tally.new == 1
    assert sorted(row.problem for row in tally.refused) == [
        "no lead of the source “crm” has this id",
        "the lead is won already; lost cannot follow",
    ]


async def test_an_owner_is_found_by_e_mail_or_goes_by_name(
    importing: Importing, units: Units, team: str
) -> None:
    async with units(team) as uow:
        await uow.members.put([Member("U0MAYA", "Maya", "Maya@x.example")], CAME)
        await uow.commit()
    await importing.leads(leads("1", "2"))
    await importing.outcomes(
        [outcome("1", Action.WIN, 1, "maya@X.example"), outcome("2", Action.WIN, 1, "rep 9")]
    )
    assert (await found(units, team, "1")).standing.owner == "U0MAYA"
    assert (await found(units, team, "2")).standing.owner == f"{OUTSIDE}rep 9"
    async with units.reading(team) as uow:
        assert await uow.members.names([f"{OUTSIDE}rep 9"]) == {f"{OUTSIDE}rep 9": "rep 9"}


async def test_a_live_leads_outcome_is_drawn_on_its_card(
    importing: Importing, units: Units, team: str, database: Database
) -> None:
    sent = Lead(external_id="1", company=Company(name="Kestrel"), fit=Score(80))
    [answer] = await IntakeService(units).accept(Source(team, "crm"), [sent], CAME)
    assert answer.id is not None
    taken = Say(answer.id, "U0MAYA", Action.TAKE, Door.BUTTON)
    async with units(team) as uow:
        await say_in(uow, taken, CAME + timedelta(hours=1))
        await uow.commit()
    before = await found(units, team, "1")

    await importing.outcomes([outcome("1", Action.WIN, 2, "somebody else")])

    lead = await found(units, team, "1")
    assert (lead.standing.state, lead.standing.owner) == (State.WON, "U0MAYA")
    assert lead.revision == before.revision + 1
    card = table_of(Card)
    async with database.transaction(database.read) as connection:
        wanted = select(card.c.revision).where(card.c.team_id == team)
        assert (await connection.execute(wanted)).scalar_one() == lead.revision


async def test_a_card_names_an_owner_whom_slack_does_not_know(
    importing: Importing, units: Units, team: str
) -> None:
    sent = Lead(external_id="1", company=Company(name="Kestrel"), fit=Score(80))
    [answer] = await IntakeService(units).accept(Source(team, "crm"), [sent], CAME)
    for action, word in ((Action.CONTACT, "took it"), (Action.WIN, "won it")):
        await importing.outcomes([outcome("1", action, 1, "<rep> 9")])
        async with units.reading(team) as uow:
            card = await uow.leads.card(str(answer.id))
            here = CardContext.of(await uow.settings.get(), NOW)
        assert card is not None
        assert status_line(card, here).startswith(f"&lt;rep&gt; 9 {word}")


async def test_a_dry_run_says_the_same_and_keeps_nothing(
    database: Database, importing: Importing, units: Units, team: str
) -> None:
    await importing.leads(leads("1"))
    rehearsal = Importing(Rehearsal(database), team, "crm", NOW)
    rows = leads("1", "2", "3")
    assert await rehearsal.leads(rows) == Tally(new=2, unchanged=1)
    assert await rehearsal.outcomes([outcome("1", Action.WIN, 1)]) == Tally(new=1)
    assert await importing.leads(rows) == Tally(new=2, unchanged=1)
    events = table_of(FeedbackEvent)
    async with database.transaction(database.read) as connection:
        counted = select(func.count()).where(events.c.team_id == team)
        assert (await connection.execute(counted)).scalar_one() == 0


def test_every_row_is_in_one_batch() -> None:
    assert list(batches(range(5), size=2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], size=2)) == []


def test_a_leads_outcomes_stay_in_one_batch() -> None:
    rows = [outcome(str(place % 7), Action.WIN, place) for place in range(50)]
    batches = list(batches_by_lead(rows, size=10))
    assert sum(map(len, batches)) == 50
    keys = [{row.item.external_id for row in batch} for batch in batches]
    assert len(keys) > 2
    assert sum(map(len, keys)) == 7
