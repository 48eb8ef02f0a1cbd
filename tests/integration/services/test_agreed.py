"""Agreed steps in batches: what is released, by whom it is asked about, and once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.blocks import agreed as blocks
from bot.delivery.messages import draw
from bot.domain.campaigns import AgreedStep, Campaign, ProposedStep
from bot.domain.leads import Company, Intake, Lead, Person, Source, Touchpoint
from bot.errors import NotPossible
from bot.ports import Directory, Lane, Member, MessageKind, MessageWork, Place
from bot.services import agreed
from bot.services.agreed import Agreements
from bot.services.intake import IntakeService
from bot.services.roles import Roles
from bot.services.settings import SettingsService
from storage.campaigns import CampaignRepository
from storage.delivery import DeliveryQueue
from storage.engine import Database
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


async def agree(units: Units, team: str) -> str:
    """The campaign's id."""
    async with units(team) as uow:
        found = await uow.campaigns.find("expo")
        assert found is not None
        await uow.campaigns.agree(found[0], "yard plan", "U0SAM", NOW)
        await uow.commit()
    return found[0]


async def test_a_burst_goes_out_in_batches_and_a_replica_adds_nothing(
    units: Units, team: str
) -> None:
    intake = await opened(units, team)
    answers = await intake.accept(Source(team, "crm"), LEADS, NOW)
    assert {one.status for one in answers} == {Intake.NOT_QUALIFIED}
    campaign_id = await agree(units, team)
    later, left = NOW + timedelta(hours=1), []
    for _ in range(3):
        await agreed.run_due(units, team, later)
        async with units.reading(team) as uow:
            left.append(await uow.held.count(campaign_id, NOW - timedelta(days=1)))
    assert left == [5, 0, 0]
    async with units.reading(team) as uow:
        assert await uow.leads.cardless() == []
        known = await uow.leads.known("crm", ["x-0"])
    assert known["x-0"].contact_by == later + timedelta(hours=4)


async def test_two_forms_of_one_person_go_out_as_one_lead(units: Units, team: str) -> None:
    intake, crm = await opened(units, team), Source(team, "crm")
    person, firm = Person("Dana Ruiz", email="dana@firm.example"), Company("Firm", "firm.example")
    visit = Touchpoint(NOW, "web", "Asked for a plan")
    forms = [Lead("x-1", person, firm, "expo"), Lead("x-2", person, firm, "expo")]
    forms[1] = replace(forms[1], touchpoints=(visit,))
    colleague = Lead("x-3", Person("Bo Ahlers", email="bo@firm.example"), firm, "expo")
    ids = []
    for second, form in enumerate((*forms, colleague)):
        [answer] = await intake.accept(crm, [form], NOW + timedelta(seconds=second))
        ids.append(answer.id or "")
    await agree(units, team)
    await agreed.run_due(units, team, NOW + timedelta(hours=1))
    dana, later, bo = ids
    async with units.reading(team) as uow:
        assert await uow.leads.card(later) is None
        found = await uow.leads.card(dana)
        assert await uow.cards.rolled_up(dana) == [bo]
    assert found is not None
    assert found.touchpoints == (visit,)
    [again] = await intake.accept(crm, forms[1:], NOW + timedelta(hours=2))
    assert (again.status, again.id) == (Intake.DUPLICATE, dana)


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


class Nobody:
    """A directory that is not asked who has a role: everybody is listed."""

    async def by_email(self, _email: str) -> None:
        return None


async def agreements(units: Units, team: str) -> tuple[str, Agreements]:
    """And the campaign's id."""
    await opened(units, team)
    async with units(team) as uow:
        sales, marketing = (
            ("U0SAM", "U0JONAS"),
            {"marketing": ("U0LENA",), "marketing_channel": "C0M"},
        )
        settings = replace(await uow.settings.get(), sales_leads=sales, **marketing)  # type: ignore[arg-type]  # fields by name
        await uow.settings.save(settings, [])
        await uow.commit()
        found = await uow.campaigns.find("expo")
    assert found is not None
    nobody = cast(Directory, Nobody())
    return found[0], Agreements(units, team, Roles(units, team, nobody), nobody)


async def test_a_proposal_replaces_no_step_that_it_was_not_made_for(
    units: Units, team: str
) -> None:
    campaign_id, given = await agreements(units, team)
    campaign = await given.propose(campaign_id, "site visit", "U0SAM", NOW, "press")
    posted = blocks.proposed(AgreedStep(campaign_id, campaign), "site visit", "U0SAM")
    assert "*Instead of*  yard plan" in str(posted.blocks), "true whatever the step becomes"
    proposal = blocks.pressed(posted.blocks[-1]["elements"][0]["value"])
    assert (proposal.step, proposal.by) == ("site visit", "U0SAM")

    newer = replace(EXPO, committed_step="signs a letter")
    await IntakeService(units).put_campaign(Source(team, "crm"), newer, NOW)
    with pytest.raises(NotPossible, match="another since: “signs a letter”"):
        await given.accept(proposal, "U0LENA", NOW)
    older = blocks.pressed(f"{campaign_id}|U0SAM|a|b")
    assert (older.step, older.by, older.is_against("anything")) == ("a|b", "U0SAM", True)

    await IntakeService(units).put_campaign(Source(team, "crm"), EXPO, NOW)
    accepted = await given.accept(proposal, "U0LENA", NOW)
    assert accepted.campaign.committed_step == "site visit"


async def test_the_question_to_another_sales_lead_says_who_agreed(
    database: Database, units: Units, team: str
) -> None:
    campaign_id, given = await agreements(units, team)
    queue, asked = DeliveryQueue(database, team), Lane(team, "U0JONAS")
    async with units(team) as uow:
        assert await agreed.ask(uow, campaign_id, replace(EXPO, committed_step="b"), NOW)
        assert await agreed.ask(uow, campaign_id, EXPO, NOW)
        await uow.commit()
    for second in range(2):
        question = await queue.next(asked, NOW)
        assert question is not None
        await queue.sent(asked, question, Place("D0JONAS", f"1.00000{second}", NOW))
    await given.agree(campaign_id, "yard plan", "U0SAM", NOW)
    edit = await queue.next(asked, NOW)
    assert isinstance(edit, MessageWork)
    assert (edit.intent.kind, edit.parent_ts) == (MessageKind.AGREE_EDIT, "1.000001")
    async with units.reading(team) as uow:
        drawn = await draw(uow, edit.intent, NOW)
    assert drawn is not None
    assert "<@U0SAM> agreed to “yard plan”" in str(drawn.blocks)
    assert "actions" not in str(drawn.blocks)


async def test_a_step_is_accepted_while_another_channel_is_chosen(
    database: Database, units: Units, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both want the settings and the campaign's cards."""
    if database.is_sqlite:
        pytest.skip("one writes after the other")
    campaign_id, given = await agreements(units, team)
    await agree(units, team)
    await IntakeService(units).accept(Source(team, "crm"), LEADS[:1], NOW)
    touch, touched, go_on = CampaignRepository.touch, asyncio.Event(), asyncio.Event()

    async def slowly(self: CampaignRepository, *of: Any) -> int:
        count = await touch(self, *of)
        touched.set()
        await go_on.wait()
        return count

    monkeypatch.setattr(CampaignRepository, "touch", slowly)
    proposal = ProposedStep(campaign_id, "site visit", "U0SAM")
    accepting = asyncio.create_task(given.accept(proposal, "U0LENA", NOW))
    await touched.wait()
    to_other = SettingsService(units, team).change({"sales_channel": "C0OTHER"}, "U0SAM", NOW)
    choosing = asyncio.create_task(to_other)
    _, waits = await asyncio.wait((choosing,), timeout=0.5)
    go_on.set()
    accepted, _ = await asyncio.gather(accepting, choosing)
    assert waits == {choosing}, "until the step is accepted"
    assert accepted.campaign.committed_step == "site visit"
    async with units.reading(team) as uow:
        assert [card.channel for card in await uow.cards.unposted()] == ["C0OTHER"]
