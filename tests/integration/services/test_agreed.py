"""Agreed steps in batches: what is released, by whom it is asked about, and once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.leads import Company, Intake, Lead, Person
from bot.ports import Member
from bot.services import agreed
from bot.services.intake import IntakeService, Source
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
EXPO = Campaign("expo", "LogiExpo", committed_step="yard plan")
LEADS = [
    Lead(f"x-{number}", Person(f"Visitor {number}"), Company(f"Firm {number}"), "expo")
    for number in range(agreed.BATCH + 5)
]


async def opened(units: Units, team: str) -> IntakeService:
    async with units(team) as uow:
        settings = await uow.settings.get()
        strict = replace(settings, require_agreed_step=True, sales_channel="C0LEADS")
        await uow.settings.save(strict, [])
        await uow.members.put([Member("U0SAM", "Sam", is_admin=True)], NOW)
        await uow.commit()
    intake = IntakeService(units)
    await intake.put_campaign(Source(team, "crm"), EXPO, NOW)
    return intake


async def test_a_burst_goes_out_in_batches_and_a_replica_adds_nothing(
    units: Units, team: str
) -> None:
    intake = await opened(units, team)
    answers = await intake.accept(Source(team, "crm"), LEADS, NOW)
    assert {one.status for one in answers} == {Intake.NOT_QUALIFIED}
    async with units(team) as uow:
        found = await uow.campaigns.find("expo")
        assert found is not None
        await uow.campaigns.agree(found[0], "yard plan", "U0SAM", NOW)
        await uow.commit()
    later, left = NOW + timedelta(hours=1), []
    for _ in range(3):
        await agreed.run_due(units, team, later)
        async with units.reading(team) as uow:
            left.append(await uow.held.count(found[0], NOW - timedelta(days=1)))
    assert left == [5, 0, 0]
    async with units.reading(team) as uow:
        assert await uow.leads.cardless() == []
        known = await uow.leads.known("crm", ["x-0"])
    assert known["x-0"].contact_by == later + timedelta(hours=4)


async def test_without_the_rule_those_that_waited_go_out(units: Units, team: str) -> None:
    intake = await opened(units, team)
    await intake.accept(Source(team, "crm"), LEADS[:2], NOW)
    async with units(team) as uow:
        settings = await uow.settings.get()
        await uow.settings.save(replace(settings, require_agreed_step=False), [])
        await uow.commit()
    await agreed.run_due(units, team, NOW)
    async with units.reading(team) as uow:
        known = await uow.leads.known("crm", ["x-0", "x-1"])
    assert all(one.qualified for one in known.values())
