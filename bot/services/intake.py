"""Leads and campaigns from marketing's systems: a sequence in, an answer per item."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.domain.adding import RECENT
from bot.domain.campaigns import Campaign
from bot.domain.leads import Intake, IntakeResult, Lead, Source
from bot.errors import Conflict
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.batch import Batch, Stored, campaign_name
from bot.services.campaigns import revised
from bot.services.definition import definition_in


class IntakeService:
    """Stores leads and asks for their cards. Nothing here talks to Slack."""

    def __init__(self, units: UnitOfWorkFactory) -> None:
        self._units = units

    async def accept(
        self, source: Source, leads: Sequence[Lead], now: datetime
    ) -> list[IntakeResult]:
        """One transaction for all; when a statement fails, each lead is tried by itself. Also a
        single one: if another replica stored it meanwhile, it is known now."""
        with suppress(Conflict):
            return await self._accept(source, leads, now)
        results = []
        for lead in leads:
            try:
                results += await self._accept(source, [lead], now)
            except Conflict as error:
                results.append(_failed(lead, error))
        return results

    async def put_campaign(self, source: Source, campaign: Campaign, now: datetime) -> str:
        """Adds or replaces a campaign; its open cards are drawn again. The campaign's id."""
        async with self._units(source.team) as uow:
            known = await uow.campaigns.by_external_id([campaign.external_id])
            campaign_id = (await uow.campaigns.put([campaign], now))[campaign.external_id]
            _, before = known.get(campaign.external_id, (campaign_id, None))
            await revised(uow, campaign_id, before, source.name, now)
            await uow.commit()
        return campaign_id

    async def _accept(
        self, source: Source, leads: Sequence[Lead], now: datetime
    ) -> list[IntakeResult]:
        async with self._units(source.team) as uow:
            settings = await uow.settings.held()
            stored = await _stored(uow, source, leads, now)
            batch = Batch(source, settings, now, stored)
            results = [batch.take(lead) for lead in leads]
            await batch.store(uow)
            added = await batch.merge(uow)
            await uow.commit()
        return [
            replace(result, status=Intake.UPDATED) if result.external_id in added else result
            for result in results
        ]


async def _stored(uow: UnitOfWork, source: Source, leads: Sequence[Lead], now: datetime) -> Stored:
    ids = [lead.external_id for lead in leads]
    return Stored(
        campaigns=await _campaigns(uow, source, leads, now),
        leads=await uow.leads.known(source.name, ids, lock=True),
        merged=await uow.leads.merged(source.name, ids),
        people=await uow.leads.open_by_email(_emails(leads)),
        recent=await uow.leads.open_since(now - RECENT) if source.typed else [],
        definition=await definition_in(uow),
    )


async def _campaigns(
    uow: UnitOfWork, source: Source, leads: Sequence[Lead], now: datetime
) -> dict[str, tuple[str, Campaign]]:
    wanted = sorted({name for lead in leads if (name := campaign_name(lead))})
    found = await uow.campaigns.by_external_id(wanted)
    described = {key: campaign for key, (_, campaign) in found.items()}
    for lead in leads:
        if (given := lead.inline_campaign) is not None:
            known = described.get(given.external_id)
            described[given.external_id] = known.filled(given) if known else given
        elif lead.campaign:
            # A campaign that marketing has not described yet still groups its leads.
            described.setdefault(lead.campaign, Campaign(lead.campaign, lead.campaign))
    missing = [campaign for key, campaign in described.items() if key not in found]
    filled = [described[key] for key, (_, campaign) in found.items() if described[key] != campaign]
    if not (missing or filled):
        return found
    await uow.campaigns.put(missing, now, update=False)
    await uow.campaigns.put(filled, now)
    for campaign in filled:
        campaign_id, before = found[campaign.external_id]
        await revised(uow, campaign_id, before, source.name, now)
    return await uow.campaigns.by_external_id(wanted)


def _emails(leads: Sequence[Lead]) -> list[str]:
    return sorted({lead.person.email.lower() for lead in leads if lead.person.email})


def _failed(lead: Lead, error: Conflict) -> IntakeResult:
    return IntakeResult(lead.external_id, Intake.FAILED, error=error.sentence)
