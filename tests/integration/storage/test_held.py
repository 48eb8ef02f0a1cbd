"""Leads that wait for an agreed step: found, counted, released once, of one workspace only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.ids import new_id
from bot.domain.leads import Company, Lead, Person
from bot.ports import NewLead
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MONTH_AGO = NOW - timedelta(days=30)
EXPO = Campaign("expo", "LogiExpo", committed_step="yard plan")


def lead(campaign_id: str, number: int, **more: object) -> NewLead:
    said = Lead(f"x-{number}", Person(f"Visitor {number}"), Company("Firm"))
    waits = NewLead(
        id=new_id(),
        source="crm",
        lead=said,
        campaign_id=campaign_id,
        failed=("sales has not agreed",),
        arrived_at=NOW - timedelta(days=number),
        contact_by=NOW,
        fingerprint=str(number),
        held=True,
    )
    return replace(waits, **more)  # type: ignore[arg-type]  # any field of a lead


async def test_agreed_leads_are_ready_oldest_first_and_released_once(
    units: Units, team: str
) -> None:
    async with units(team) as uow:
        ids = await uow.campaigns.put([EXPO, replace(EXPO, external_id="other")], NOW)
        held = [lead(ids["expo"], number) for number in (1, 2, 31)]
        rest = [
            lead(ids["expo"], 3, held=False),
            lead(ids["expo"], 4, failed=()),
            lead(ids["other"], 5),
        ]
        await uow.leads.add([*held, *rest])
        assert await uow.held.count(ids["expo"], MONTH_AGO) == 2
        assert set(await uow.held.unasked(MONTH_AGO)) == set(ids.values())
        assert await uow.held.ready(MONTH_AGO, 9, any_campaign=False) == []
        assert len(await uow.held.ready(MONTH_AGO, 9, any_campaign=True)) == 3

        assert await uow.campaigns.ask(ids["expo"], "yard plan")
        assert not await uow.campaigns.ask(ids["expo"], "yard plan")
        assert await uow.held.unasked(MONTH_AGO) == [ids["other"]]
        assert not await uow.campaigns.agree(ids["expo"], "another", "U1", NOW)
        assert await uow.campaigns.agree(ids["expo"], "yard plan", "U1", NOW)
        ready = [one.id for one in await uow.held.ready(MONTH_AGO, 9, any_campaign=False)]
        assert ready == [held[1].id, held[0].id]
        assert await uow.held.release(ready, NOW, 1) == ready
        assert await uow.held.release(ready, NOW, 1) == []
        assert await uow.held.count(ids["expo"], MONTH_AGO) == 0
        await uow.commit()
    async with units.reading(f"{team}X") as uow:
        assert await uow.held.count(ids["expo"], MONTH_AGO) == 0
        assert await uow.held.ready(MONTH_AGO, 9, any_campaign=True) == []


async def test_what_a_system_sends_does_not_touch_the_agreement(units: Units, team: str) -> None:
    async with units(team) as uow:
        [campaign_id] = (await uow.campaigns.put([EXPO], NOW)).values()
        await uow.campaigns.agree(campaign_id, "yard plan", "U1", NOW)
        await uow.campaigns.put([replace(EXPO, promise="New", value_points=("An hour",))], NOW)
        found = await uow.campaigns.get(campaign_id)
        await uow.commit()
    assert found is not None
    assert found.is_agreed
    assert (found.agreed_by, found.agreed_at, found.promise) == ("U1", NOW, "New")
    assert found.value_points == ("An hour",)
