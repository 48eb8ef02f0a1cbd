"""Rules, turns and what rules ask about a lead, in the database."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.leads import Company, Lead, Person, Source
from bot.domain.lifecycle import Action, Door
from bot.domain.routing import Kind, LeadFacts, Route, RouteDraft, RouteSet, Share
from bot.ports import Member
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from bot.services.routes import Routes
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
POOL = Route("Sales", Kind.PEOPLE, ("U0MAYA", "U0JONAS"))


def lead(number: int, **more: object) -> Lead:
    person = Person(name=f"Lead {number}", email=f"lead{number}@kestrel.example")
    company = Company(name=f"Company {number}", employees=420, country="DE", is_customer=True)
    given = {"campaign": "dock", "owner_email": "Jonas@Tidewell.example", **more}
    return Lead(f"hs-{number}", person, company, **given)  # type: ignore[arg-type]  # by name


async def prepared(units: Units, team: str, *routes: Route) -> IntakeService:
    async with units(team) as uow:
        await uow.settings.save(replace(await uow.settings.get(), sales_channel="C0SALES"), [])
        jonas = Member("U0JONAS", "Jonas", "jonas@tidewell.example")
        await uow.members.put([jonas, Member("U0GONE", "Gone", is_active=False)], NOW)
        await uow.commit()
    if routes:
        await Routes(units, team).apply(routes, "test", NOW)
    return IntakeService(units)


async def receivers(units: Units, team: str) -> list[str | None]:
    """Whom each lead is meant for, by its number."""
    async with units.reading(team) as uow:
        known = await uow.leads.known("crm", [f"hs-{number}" for number in range(40)])
    return [known[key].assigned_to for key in sorted(known)]


async def test_what_rules_ask_is_read_with_the_owners_account(units: Units, team: str) -> None:
    intake = await prepared(units, team)
    [result] = await intake.accept(Source(team, "crm"), [lead(1)], NOW)
    async with units.reading(team) as uow:
        [facts] = await uow.routes.since(NOW - timedelta(days=1), 10)
        assert await uow.routes.since(NOW + timedelta(days=1), 10) == []
        assert await uow.routes.channel(facts.id) == "C0SALES"
    assert facts == LeadFacts(
        id=result.id or "",
        owner_email="Jonas@Tidewell.example",
        owner="U0JONAS",
        country="DE",
        employees=420,
        campaign="dock",
        channel=None,
        is_customer=True,
        label="Lead 1",
    )


async def test_replicas_share_the_turns(units: Units, team: str) -> None:
    """However the leads come, everybody gets as many."""
    intake = await prepared(units, team, POOL)
    source = Source(team, "crm")
    batches = [[lead(number), lead(number + 20)] for number in range(10)]
    await asyncio.gather(*(intake.accept(source, batch, NOW) for batch in batches))
    given = await receivers(units, team)
    assert sorted(given, key=str) == ["U0JONAS"] * 10 + ["U0MAYA"] * 10


async def test_by_load_counts_what_waits_and_what_was_taken(units: Units, team: str) -> None:
    intake = await prepared(units, team, Route("Sales", Kind.PEOPLE, POOL.people, Share.LOAD))
    source = Source(team, "crm")
    [first, second] = await intake.accept(source, [lead(1), lead(2)], NOW)
    async with units(team) as uow:
        for result, action in ((first, Action.TAKE), (second, Action.REJECT)):
            await say_in(uow, Say(result.id or "", "U0MAYA", action, Door.BUTTON), NOW)
        await uow.commit()
    async with units.reading(team) as uow:
        assert await uow.routes.loads(["U0MAYA", "U0JONAS"]) == {"U0MAYA": 1}
    await intake.accept(source, [lead(3)], NOW)
    assert (await receivers(units, team))[2] == "U0JONAS"


async def test_who_was_deactivated_is_passed_over(units: Units, team: str) -> None:
    intake = await prepared(units, team, Route("Sales", Kind.PEOPLE, ("U0GONE", "U0MAYA")))
    await intake.accept(Source(team, "crm"), [lead(1), lead(2)], NOW)
    assert await receivers(units, team) == ["U0MAYA", "U0MAYA"]


async def test_colleagues_of_one_company_stay_together(units: Units, team: str) -> None:
    intake = await prepared(units, team, replace(POOL, post_in="C0YARDS"))
    same = Company(name="Kestrel", domain="kestrel.example")
    given = [
        Lead(f"hs-{number}", Person(name=f"Lead {number}"), same, owner_email=None)
        for number in range(3)
    ]
    results = await intake.accept(Source(team, "crm"), given[:2], NOW)
    results += await intake.accept(Source(team, "crm"), given[2:], NOW + timedelta(seconds=10))
    assert await receivers(units, team) == ["U0MAYA"] * 3
    found = [result.id or "" for result in results]
    async with units.reading(team) as uow:
        assert {await uow.cards.head_of(one) for one in found} == {found[0]}
        assert {await uow.routes.channel(one) for one in found} == {"C0YARDS"}
        assert {facts.route for facts in await uow.routes.facts(found)} == {POOL.name}


async def test_a_lead_that_is_sent_again_stays_where_it_is(units: Units, team: str) -> None:
    intake = await prepared(units, team, POOL)
    await intake.accept(Source(team, "crm"), [lead(1)], NOW)
    await intake.accept(Source(team, "crm"), [lead(1, crm_url="https://crm.example/1")], NOW)
    assert await receivers(units, team) == ["U0MAYA"]


async def test_a_version_is_saved_once_and_a_draft_is_ones_own(units: Units, team: str) -> None:
    first = RouteSet(1, (POOL,), "U0SAM", NOW)
    async with units(team) as uow:
        assert await uow.routes.current() is None
        assert await uow.routes.save(first)
        assert not await uow.routes.save(first)
        await uow.routes.put_draft("U0SAM", RouteDraft(1, (), tested=True))
        await uow.commit()
    async with units(team) as uow:
        assert await uow.routes.current() == first
        assert await uow.routes.draft("U0SAM") == RouteDraft(1, (), tested=True)
        assert await uow.routes.draft("U0MAYA") is None
        await uow.routes.drop_draft("U0SAM")
        assert await uow.routes.draft("U0SAM") is None
