"""To whom a lead goes whose owner the CRM names later than the lead."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.absence import Absence
from bot.domain.cards import LeadCard
from bot.domain.leads import Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.routing import Kind, Route
from bot.ports import Lane, Member, Place
from bot.services.intake import IntakeService
from bot.services.owner_routing import asks_owner_in, owner_found_in
from bot.services.record import Say, say_in
from bot.services.routes import Routes
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
JONAS, MAYA, PRIYA, LENA = "U0JONAS", "U0MAYA", "U0PRIYA", "U0LENA"
LEADS, TEAMS = "C0LEADS", "C0TEAMS"
OWNER = Route("Owner", Kind.OWNER)
POOL = Route("Sales", Kind.PEOPLE, (MAYA, PRIYA))
TEAM = Route("Team Jonas", Kind.CHANNEL, post_in=TEAMS, owner_team=(JONAS,))


@dataclass(frozen=True, slots=True)
class Bench:
    """A workspace whose CRM sends leads and whose cards are drawn by hand."""

    database: Database
    units: Units
    team: str

    async def route(self, *routes: Route) -> None:
        async with self.units(self.team) as uow:
            await uow.settings.save(replace(await uow.settings.get(), sales_channel=LEADS), [])
            await uow.commit()
        if routes:
            await Routes(self.units, self.team).apply(routes, "test", NOW)

    async def card(self, lead: str) -> LeadCard:
        async with self.units.reading(self.team) as uow:
            card = await uow.leads.card(lead)
        assert card is not None
        return card

    async def sent(self, number: int, owner: str | None = None) -> str:
        """By the CRM, for the first time or again: the lead's id."""
        email = f"{owner.lower()}@tidewell.example" if owner else None
        lead = Lead(f"hs-{number}", Person(f"Lead {number}"), owner_email=email)
        [answer] = await IntakeService(self.units).accept(Source(self.team, "crm"), [lead], NOW)
        assert answer.id is not None
        return answer.id

    async def posted(self, number: int, owner: str | None = None) -> str:
        """The id of a lead whose card was drawn and stands in its channel."""
        lead = await self.sent(number, owner)
        _, channel = await self.drawn(lead)
        queue, lane = DeliveryQueue(self.database, self.team), Lane(self.team, channel)
        work = await queue.next(lane, NOW)
        assert work is not None
        await queue.sent(lane, work, Place(channel, f"1.00000{number}", NOW))
        return lead

    async def drawn(self, lead: str) -> tuple[str | None, str]:
        """For whom and where a lead is once delivery asked who its owner is. Slack knows everybody
        but the stranger."""
        card = await self.card(lead)
        async with self.units(self.team) as uow:
            if card.owner_email and await asks_owner_in(uow, card):
                name = card.owner_email.partition("@")[0].upper()
                owner = None if name == "STRANGER" else name
                await uow.members.put([Member(name, name, card.owner_email)] if owner else [], NOW)
                await owner_found_in(uow, card, owner, NOW)
            channel = await uow.routes.channel(lead)
            await uow.commit()
        return (await self.card(lead)).assigned_to, str(channel)

    async def named_later(self, number: int, owner: str) -> tuple[str | None, str]:
        return await self.drawn(await self.sent(number, owner))


@pytest.fixture
def bench(database: Database, units: Units, team: str) -> Bench:
    return Bench(database, units, team)


async def test_a_lead_goes_to_the_owner_whom_the_crm_names_later(bench: Bench) -> None:
    await bench.route(TEAM, OWNER, POOL)
    for number, holder in enumerate((MAYA, PRIYA, MAYA)):
        assert (await bench.card(await bench.posted(number))).assigned_to == holder
    assert await bench.named_later(0, LENA) == (LENA, LEADS)
    assert await bench.named_later(0, "U0SAM") == ("U0SAM", LEADS)
    assert await bench.named_later(1, JONAS) == (None, TEAMS)
    assert await bench.named_later(2, "STRANGER") == (MAYA, LEADS), "as a lead that came so"
    assert await bench.named_later(2, LENA) == (LENA, LEADS)


async def test_an_owner_who_is_away_is_passed_over_also_when_slack_had_to_be_asked(
    bench: Bench,
) -> None:
    await bench.route(OWNER, POOL)
    async with bench.units(bench.team) as uow:
        await uow.absences.put(Absence(LENA, (NOW + timedelta(days=3)).date(), None, NOW.date()))
        await uow.commit()
    for holder in (MAYA, PRIYA):  # unknown at first, then known
        assert await bench.drawn(await bench.sent(ord(holder[2]), LENA)) == (holder, LEADS)


async def test_who_declined_it_or_took_it_is_not_overruled(bench: Bench) -> None:
    await bench.route(OWNER, POOL)
    for number, action in enumerate((Action.DECLINE_OWNERSHIP, Action.TAKE)):
        lead = await bench.posted(number)
        user = (await bench.card(lead)).assigned_to
        async with bench.units(bench.team) as uow:
            await say_in(uow, Say(lead, user, action, Door.BUTTON), NOW)
            await uow.commit()
        before = (await bench.card(lead)).assigned_to
        assert await bench.named_later(number, LENA) == (before, LEADS)


async def test_without_rules_another_owner_gets_it_too(bench: Bench) -> None:
    await bench.route()
    await bench.posted(0)
    assert await bench.named_later(0, JONAS) == (JONAS, LEADS)
    assert await bench.named_later(0, PRIYA) == (PRIYA, LEADS)
    assert await bench.named_later(0, "STRANGER") == (None, LEADS)


async def test_of_two_owners_named_while_slack_is_asked_the_later_counts(bench: Bench) -> None:
    await bench.route(OWNER, POOL)
    lead = await bench.posted(0)
    await bench.sent(0, LENA)
    asked = await bench.card(lead)
    await bench.sent(0, PRIYA)
    async with bench.units(bench.team) as uow:
        await owner_found_in(uow, asked, LENA, NOW)
        await uow.commit()
    assert await bench.drawn(lead) == (PRIYA, LEADS)
