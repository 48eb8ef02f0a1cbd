"""When one person works: read, changed, and what a change does to their clocks."""

from dataclasses import replace
from datetime import datetime

from bot.domain.person_hours import (
    PersonHours,
    only_holidays,
    read_hours,
    settled,
    working_hours,
)
from bot.domain.settings import Settings
from bot.domain.worktime import WorkingHours
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.clock import reset_in


class Hours:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def of(self, user: str) -> tuple[PersonHours, WorkingHours]:
        """What the person said (or, who said nothing, the workspace's), and what follows."""
        async with self._units.reading(self._team) as uow:
            return await _of(uow, user)

    async def write(self, user: str, text: str, now: datetime) -> tuple[PersonHours, WorkingHours]:
        """`9-17 mon-thu`; InvalidInput tells what is wrong with it. Holidays stay as they are."""
        async with self._units.reading(self._team) as uow:
            before, _ = await _of(uow, user)
            own = read_hours(text, await uow.settings.get())
        return await self.put(user, replace(own, holidays=before.holidays), now)

    async def reset(self, user: str, now: datetime) -> tuple[PersonHours, WorkingHours]:
        """The workspace's hours again. Holidays stay as they are."""
        async with self._units.reading(self._team) as uow:
            before, _ = await _of(uow, user)
        return await self.put(user, only_holidays(before.holidays), now)

    async def put(
        self, user: str, own: PersonHours, now: datetime
    ) -> tuple[PersonHours, WorkingHours]:
        """The clocks of their leads follow at once."""
        async with self._units(self._team) as uow:
            is_own = own.days or own.holidays
            await (uow.hours.put(user, own) if is_own else uow.hours.remove(user))
            await reset_in(uow, now, user)
            written = await _of(uow, user)
            await uow.commit()
        return written


async def _of(uow: UnitOfWork, user: str) -> tuple[PersonHours, WorkingHours]:
    settings: Settings = await uow.settings.get()
    own = (await uow.hours.of([user])).get(user)
    zone = (await uow.members.zones([user])).get(user)
    return settled(settings, own), working_hours(settings, own, zone)
