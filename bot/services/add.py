"""A lead that somebody types in."""

from dataclasses import replace
from datetime import datetime

from bot.domain.adding import RECENT, Added, Offer
from bot.domain.leads import BY_HAND, Lead, Source
from bot.errors import Conflict
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.intake import IntakeService


class Adding:
    def __init__(self, units: UnitOfWorkFactory, team: str, intake: IntakeService) -> None:
        self._units = units
        self._team = team
        self._intake = intake

    async def offer(self, now: datetime) -> Offer:
        async with self._units.reading(self._team) as uow:
            settings = await uow.settings.get()
            today = now.astimezone(settings.zone).date()
            running = [
                (campaign_id, campaign.name)
                for campaign_id, campaign in await uow.campaigns.all()
                if campaign.ends_on is None or campaign.ends_on >= today
            ]
        return Offer(tuple(running), settings)

    async def add(self, lead: Lead, campaign_id: str, now: datetime) -> Added:
        """`campaign_id` is ours, and may be empty: that of an open lead of the same person then."""
        async with self._units.reading(self._team) as uow:
            if wanted := campaign_id or await _campaign_of(uow, lead, now):
                campaign = await uow.campaigns.get(wanted)
                lead = replace(lead, campaign=campaign.external_id if campaign else None)
        [result] = await self._intake.accept(Source(self._team, BY_HAND, typed=True), [lead], now)
        if result.error:
            raise Conflict(result.error)
        async with self._units.reading(self._team) as uow:
            [found] = await uow.leads.search(result.id or "", 1)
            channel = await uow.routes.channel(found.id)
            return Added(result, found, channel, await uow.settings.get(), now)


async def _campaign_of(uow: UnitOfWork, lead: Lead, now: datetime) -> str | None:
    """Who types a person in may not know what brought them here before."""
    emails = [lead.person.email] if lead.person.email else []
    there = [campaign_id for _, campaign_id in await uow.leads.open_by_email(emails)]
    recent = await uow.leads.open_since(now - RECENT)
    there += [one.campaign_id for one in recent if one.is_of(lead.person, lead.company)]
    return next((campaign_id for campaign_id in there if campaign_id), None)
