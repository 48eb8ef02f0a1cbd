"""A lead goes from its owner to a colleague, who must be there for it."""

from dataclasses import replace
from datetime import datetime

from bot.domain import words
from bot.errors import InvalidInput, NotAllowed
from bot.ports import Directory, Member, UnitOfWork, UnitOfWorkFactory
from bot.services.away import away_in
from bot.services.record import Record, Said, Say
from bot.services.roles import may_work_in


class HandOvers:
    def __init__(
        self, units: UnitOfWorkFactory, team: str, people: Directory, record: Record
    ) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._record = record

    async def to_colleague(self, say: Say, to: str, now: datetime) -> Said:
        """InvalidInput when `to` is no colleague, may not work leads, or is away."""
        member = await self._people.member(to)
        if member is None or not member.is_active or to == say.user:
            raise _refused("Pick a colleague of this workspace.")
        async with self._units.reading(self._team) as uow:
            try:
                await may_work_in(uow, to)
            except NotAllowed as error:
                raise _refused(f"{member.name} cannot take it on. {error.sentence}") from error
            if absent := await _absence_in(uow, member, now):
                raise _refused(f"{absent} Nothing was changed.")
        return await self._record.say(replace(say, detail={"owner": to}), now)


async def _absence_in(uow: UnitOfWork, member: Member, now: datetime) -> str | None:
    """Until when somebody is away, and who stands in for them."""
    away = await away_in(uow, member.id, now)
    if away is None:
        return None
    backup = away.absence.backup if away.backup_is_there else None
    names = await uow.members.names([backup]) if backup else {}
    stands_in = names.get(backup or "", "nobody")
    return f"{member.name} is away until {words.day(away.absence.until)}; {stands_in} stands in."


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, {"to": sentence})
