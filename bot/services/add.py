"""A lead that somebody types in."""

from dataclasses import replace
from datetime import datetime

from bot.domain.adding import Added, Offer
from bot.domain.leads import Lead
from bot.errors import Conflict
from bot.ports import UnitOfWorkFactory
from bot.services.intake import IntakeService, Source

SOURCE = "by hand"


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
        """`campaign_id` is ours, and may be empty."""
        if campaign_id:
            async with self._units.reading(self._team) as uow:
                campaign = await uow.campaigns.get(campaign_id)
            lead = replace(lead, campaign=campaign.external_id if campaign else None)
        [result] = await self._intake.accept(Source(self._team, SOURCE), [lead], now)
        if result.error:
            raise Conflict(result.error)
        async with self._units.reading(self._team) as uow:
            [found] = await uow.leads.search(result.id or "", 1)
            return Added(result, found, await uow.settings.get(), now)
