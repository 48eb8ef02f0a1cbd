"""A workspace's settings: read, changed, recorded, and what a change sets in motion."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.settings import SettingChange, Settings, as_text, changed
from bot.ports import UnitOfWorkFactory
from bot.services.digest import reschedule


class SettingsService:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def get(self) -> Settings:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.get()

    async def history(self, limit: int = 20) -> list[SettingChange]:
        async with self._units.reading(self._team) as uow:
            return await uow.settings.history(limit)

    async def change(self, given: Mapping[str, str], who: str, now: datetime) -> Settings:
        """Checks and stores; the next digest and waiting cards follow in the same transaction."""
        async with self._units(self._team) as uow:
            before = await uow.settings.get()
            after = changed(before, given)
            old, new = as_text(before), as_text(after)
            changes = [
                SettingChange(now, who, key, old[key], new[key])
                for key in new
                if old[key] != new[key]
            ]
            await uow.settings.save(after, changes)
            await reschedule(uow, after, now)
            if after.sales_channel:
                await uow.cards.want(await uow.leads.cardless(), after.sales_channel)
            await uow.commit()
        return after
