"""What intake stores when leads come together, again, or through another form."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.domain.campaigns import Campaign
from bot.domain.cards import LeadCard
from bot.domain.leads import Intake, Lead, Person, Score, Source, Touchpoint
from bot.domain.lifecycle import Action, Door
from bot.domain.schedule import Span
from bot.errors import Conflict
from bot.intake.gatherer import Gatherer
from bot.ports import NewLead
from bot.services.intake import IntakeService
from bot.services.record import Say, say_in
from sandbox.clock import SandboxClock
from storage.base import table_of
from storage.engine import Database
from storage.tables import Workspace
from storage.uow import Units

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
EMAIL = "dana@kestrel.example"
BRIEF = Campaign("dock", "Dock webinar", promise="Half the waiting", landed_chips=("Proof",))


@pytest.fixture(autouse=True)
async def _rule(units: Units, team: str) -> None:
    async with units(team) as uow:
        settings = replace(await uow.settings.get(), sales_channel="C0SALES", min_fit=50)
        await uow.settings.save(settings, [])
        await uow.commit()


@pytest.fixture
def intake(units: Units) -> IntakeService:
    return IntakeService(units)


@pytest.fixture
def crm(team: str) -> Source:
    return Source(team, "crm")


def lead(key: str, *, fit: int = 80, email: str | None = None, **more: Any) -> Lead:
    return Lead(key, Person("Dana Ruiz", email=email), fit=Score(fit), **more)


def visits(*hours: int) -> tuple[Touchpoint, ...]:
    return tuple(Touchpoint(NOW - timedelta(hours=n), "web", f"Visit {n}") for n in hours)


async def card(units: Units, team: str, lead_id: str | None) -> LeadCard:
    async with units.reading(team) as uow:
        found = await uow.leads.card(lead_id or "")
    assert found is not None
    return found


async def waiting(units: Units, team: str) -> list[str]:
    async with units.reading(team) as uow:
        return [line.id for line in await uow.leads.unclaimed(50)]


async def said(units: Units, team: str, lead_id: str | None, action: Action) -> None:
    async with units(team) as uow:
        await say_in(uow, Say(lead_id or "", "UMAYA", action, Door.BUTTON), NOW)
        await uow.commit()


async def test_a_qualified_lead_is_not_merged_into_one_that_nobody_sees(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    [low] = await intake.accept(crm, [lead("a", fit=31, email=EMAIL)], NOW)
    [high] = await intake.accept(crm, [lead("b", fit=90, email=EMAIL)], NOW)
    [weak] = await intake.accept(crm, [lead("c", fit=20, email=EMAIL)], NOW)
    found = [low.status, high.status, weak.status]
    assert found == [Intake.NOT_QUALIFIED, Intake.ACCEPTED, Intake.NOT_QUALIFIED]
    assert await waiting(units, crm.team) == [high.id]


@pytest.mark.parametrize("together", [True, False])
async def test_two_forms_of_one_person_are_one_lead_however_they_come(
    intake: IntakeService, units: Units, crm: Source, together: bool
) -> None:
    leads = [lead("a", email=EMAIL), lead("b", email=EMAIL.upper(), touchpoints=visits(3))]
    batches = [leads] if together else [[item] for item in leads]
    first, second = [one for batch in batches for one in await intake.accept(crm, batch, NOW)]
    assert [first.status, second.status] == [Intake.ACCEPTED, Intake.UPDATED]
    assert await waiting(units, crm.team) == [first.id] == [second.id]
    assert (await card(units, crm.team, first.id)).touchpoints == visits(3)


async def test_a_merged_lead_sent_again_is_known_also_when_the_other_is_closed(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    [first] = await intake.accept(crm, [lead("a", email=EMAIL)], NOW)
    await intake.accept(crm, [lead("b", email=EMAIL)], NOW)
    await said(units, crm.team, first.id, Action.REJECT)
    [again] = await intake.accept(crm, [lead("b", email=EMAIL)], NOW)
    assert (again.status, again.id) == (Intake.DUPLICATE, first.id)
    [other] = await intake.accept(crm, [lead("c", email=EMAIL)], NOW)
    assert other.status is Intake.ACCEPTED


async def test_another_forms_touchpoints_join_a_long_list(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    [first] = await intake.accept(
        crm, [lead("a", email=EMAIL, touchpoints=visits(*range(1, 31)))], NOW
    )
    results = await intake.accept(
        crm, [lead("b", email=EMAIL, touchpoints=visits(0, 30)), lead("z")], NOW
    )
    assert [result.status for result in results] == [Intake.UPDATED, Intake.ACCEPTED]
    assert (await card(units, crm.team, first.id)).touchpoints[0] == visits(0)[0]
    [again] = await intake.accept(crm, [lead("b", email=EMAIL, touchpoints=visits(0, 30))], NOW)
    assert again.status is Intake.DUPLICATE


async def test_a_lead_that_cannot_be_stored_fails_alone(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    # earlier than the first moment that UTC has
    never = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    gatherer = Gatherer(intake, SandboxClock(NOW))
    leads = [lead("a"), lead("bad", occurred_at=never), lead("c")]
    answers = await asyncio.gather(*(gatherer.accept(crm, [item]) for item in leads))
    results = [result for [result] in answers]
    found = [result.status for result in results]
    assert found == [Intake.ACCEPTED, Intake.FAILED, Intake.ACCEPTED]
    assert set(await waiting(units, crm.team)) == {results[0].id, results[2].id}


async def test_one_lead_that_two_replicas_are_sent_is_stored_once(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    both = (
        intake.accept(crm, [lead("a")], NOW),
        IntakeService(units).accept(crm, [lead("a")], NOW),
    )
    statuses = {result.status for [result] in await asyncio.gather(*both)}
    assert statuses == {Intake.ACCEPTED, Intake.DUPLICATE}


async def test_a_key_that_is_taken_is_a_conflict_that_names_no_value(
    database: Database, team: str
) -> None:
    row = {"team_id": team, "name": "Geheim", "settings": {}}
    with pytest.raises(Conflict) as caught:
        async with database.transaction(database.write) as connection:
            await connection.execute(table_of(Workspace).insert(), [row, row])
    assert "Geheim" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_score_that_falls_leaves_the_lead_in_the_figures(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    [first] = await intake.accept(crm, [lead("a")], NOW)
    await said(units, crm.team, first.id, Action.TAKE)
    [lower] = await intake.accept(crm, [lead("a", fit=40)], NOW)
    assert lower.status is Intake.UPDATED
    day = timedelta(days=1)
    async with units.reading(crm.team) as uow:
        week = await uow.figures.week(Span(NOW - day, NOW + day), NOW + day)
    assert (week.delivered, week.taken, week.not_qualified) == (1, 1, 0)
    assert (await card(units, crm.team, first.id)).fit.score == 40


async def test_an_inline_campaign_adds_to_a_brief_and_never_empties_it(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    await intake.put_campaign(crm, BRIEF, NOW)
    [first] = await intake.accept(crm, [lead("a", campaign="dock")], NOW)
    before = await card(units, crm.team, first.id)
    await intake.accept(crm, [lead("b", inline_campaign=Campaign("dock", "Dock webinar"))], NOW)
    assert await card(units, crm.team, first.id) == before
    fuller = Campaign("dock", "Dock webinar", opening_line="You asked about Hamm")
    await intake.accept(crm, [lead("c", inline_campaign=fuller)], NOW)
    after = await card(units, crm.team, first.id)
    assert after.campaign == replace(BRIEF, opening_line="You asked about Hamm")
    assert after.revision > before.revision


async def test_a_stub_leaves_a_brief_alone_that_came_meanwhile(units: Units, team: str) -> None:
    async with units(team) as uow:
        first = await uow.campaigns.put([BRIEF], NOW)
        assert await uow.campaigns.put([Campaign("dock", "dock")], NOW, update=False) == first
        assert (await uow.campaigns.by_external_id(["dock"]))["dock"][1] == BRIEF


async def test_an_update_counts_on_from_the_revision_that_a_click_made(
    intake: IntakeService, units: Units, crm: Source
) -> None:
    [first] = await intake.accept(crm, [lead("a")], NOW)
    await said(units, crm.team, first.id, Action.TAKE)
    stale = NewLead(first.id or "", "crm", lead("a"), None, (), NOW, NOW, "other", revision=2)
    async with units(crm.team) as uow:
        await uow.leads.update([stale])
        await uow.commit()
    assert (await card(units, crm.team, first.id)).revision == 3


@pytest.mark.parametrize("text", ["Özdemir", "özdemir", "ÖZDEMIR"])
async def test_a_name_is_found_however_it_is_written(
    intake: IntakeService, units: Units, crm: Source, text: str
) -> None:
    await intake.accept(crm, [Lead("a", Person("Jörg Özdemir"), fit=Score(80))], NOW)
    async with units.reading(crm.team) as uow:
        assert [line.label for line in await uow.leads.search(text, 5)] == ["Jörg Özdemir"]
