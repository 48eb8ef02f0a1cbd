"""A lead that somebody types in."""

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
                (campaign.external_id, campaign.name)
                for _, campaign in await uow.campaigns.all()
                if campaign.ends_on is None or campaign.ends_on >= today
            ]
        return Offer(tuple(running), settings)

    async def add(self, lead: Lead, now: datetime) -> Added:
        [result] = await self._intake.accept(Source(self._team, SOURCE), [lead], now)
        if result.error:
            raise Conflict(result.error)
        async with self._units.reading(self._team) as uow:
            [found] = await uow.leads.search(result.id or "", 1)
            return Added(result, found, await uow.settings.get(), now)
