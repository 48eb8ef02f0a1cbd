"""Who is away, and who gets their leads meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.absence import Absence, Away, last_day
from bot.errors import InvalidInput, NotAllowed
from bot.ports import Directory, UnitOfWork, UnitOfWorkFactory
from bot.services.clock import reset_in
from bot.services.roles import may_work_in


class Absences:
    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people

    async def of(self, user: str, now: datetime) -> Away | None:
        """The person's absence, unless it is over."""
        async with self._units.reading(self._team) as uow:
            return await away_in(uow, user, now)

    async def leave(self, user: str, until: str, backup: str | None, now: datetime) -> Away:
        """Notes that somebody is away up to and including the day `until` names."""
        async with self._units.reading(self._team) as uow:
            today = now.astimezone((await uow.settings.get()).zone).date()
        absence = Absence(user, last_day(until, today), backup, today)
        if backup is not None:
            await self._checked(user, backup)
        async with self._units(self._team) as uow:
            if before := await _current(uow, user, now):
                absence = replace(absence, since=before.since)
            await uow.absences.put(absence)
            await reset_in(uow, now, user)
            away = await _described(uow, absence, now)
            await uow.commit()
        return away

    async def come_back(self, user: str, now: datetime) -> bool:
        """False when the person was not away. The days until today stay days away."""
        async with self._units(self._team) as uow:
            absence = await _current(uow, user, now)
            if absence is None:
                return False
            yesterday = (await uow.settings.get()).today(now) - timedelta(days=1)
            await uow.absences.put(replace(absence, until=yesterday))
            await reset_in(uow, now, user)
            await uow.commit()
        return True

    async def _checked(self, user: str, backup: str) -> None:
        if backup == user:
            raise InvalidInput("Your backup has to be somebody else.")
        member = await self._people.member(backup)
        if member is None or not member.is_active:
            raise InvalidInput("Your backup has to be a colleague of this workspace.")
        async with self._units.reading(self._team) as uow:
            try:
                await may_work_in(uow, backup)
            except NotAllowed as error:
                raise InvalidInput(f"{member.name} works no leads. {error.sentence}") from error


async def away_in(uow: UnitOfWork, user: str, now: datetime) -> Away | None:
    """`Absences.of` inside a transaction of the caller's."""
    absence = await _current(uow, user, now)
    return await _described(uow, absence, now) if absence else None


async def _described(uow: UnitOfWork, absence: Absence, now: datetime) -> Away:
    backup = absence.backup
    there = backup is not None and await _current(uow, backup, now) is None
    return Away(absence, there, (await uow.leads.counts(absence.user)).open)


async def _current(uow: UnitOfWork, user: str, now: datetime) -> Absence | None:
    absence = await uow.absences.get(user)
    today = now.astimezone((await uow.settings.get()).zone).date()
    return absence if absence and absence.covers(today) else None


async def standing_in(uow: UnitOfWork, user: str, now: datetime) -> str | None:
    """Who gets a lead meant for `user`: they, their backup, or nobody (then everybody)."""
    absence = await _current(uow, user, now)
    if absence is None:
        return user
    backup = absence.backup
    if backup is None or await _current(uow, backup, now) or await uow.members.inactive([backup]):
        return None
    return backup
