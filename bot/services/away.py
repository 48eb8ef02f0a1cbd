"""Who is away, and who gets their leads meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.absence import Absence, last_day
from bot.errors import InvalidInput
from bot.ports import Directory, Member, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Away:
    """A person's absence with its backup's name, and when the backup is away too."""

    absence: Absence
    backup: Member | None = None
    backup_away: Absence | None = None
    open_leads: int = 0


class Absences:
    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people

    async def of(self, user: str, now: datetime) -> Away | None:
        """The person's absence, unless it is over."""
        async with self._units.reading(self._team) as uow:
            absence = await _current(uow, user, now)
        return await self._described(absence, now) if absence else None

    async def leave(self, user: str, until: str, backup: str | None, now: datetime) -> Away:
        """Notes that somebody is away up to and including the day `until` names."""
        async with self._units.reading(self._team) as uow:
            today = now.astimezone((await uow.settings.get()).zone).date()
        absence = Absence(user, last_day(until, today), backup)
        if backup is not None:
            await self._checked(user, backup)
        async with self._units(self._team) as uow:
            await uow.absences.put(absence)
            await uow.commit()
        return await self._described(absence, now)

    async def come_back(self, user: str) -> bool:
        """False when the person was not away."""
        async with self._units(self._team) as uow:
            was_away = await uow.absences.remove(user)
            await uow.commit()
        return was_away

    async def _checked(self, user: str, backup: str) -> None:
        if backup == user:
            raise InvalidInput("Your backup has to be somebody else.")
        member = await self._people.member(backup)
        if member is None or not member.is_active:
            raise InvalidInput("Your backup has to be a colleague of this workspace.")

    async def _described(self, absence: Absence, now: datetime) -> Away:
        backup = await self._people.member(absence.backup) if absence.backup else None
        async with self._units.reading(self._team) as uow:
            theirs = await _current(uow, absence.backup, now) if absence.backup else None
            open_leads = len(await uow.leads.owned_by(absence.user, 100))
        return Away(absence, backup, theirs, open_leads)


async def _current(uow: UnitOfWork, user: str, now: datetime) -> Absence | None:
    absence = await uow.absences.get(user)
    today = now.astimezone((await uow.settings.get()).zone).date()
    return absence if absence and absence.covers(today) else None


async def standing_in(uow: UnitOfWork, user: str, now: datetime) -> str | None:
    """Who gets a lead meant for `user`: they, their backup, or nobody (then everybody)."""
    absence = await _current(uow, user, now)
    if absence is None:
        return user
    if absence.backup is None or await _current(uow, absence.backup, now):
        return None
    return absence.backup
