"""App Home: what one person has to do, and how far the workspace is set up."""

from datetime import datetime

from bot.domain.home import Home, SetUp
from bot.domain.lifecycle import State
from bot.ports import Directory, UnitOfWork, UnitOfWorkFactory
from bot.services.away import away_in
from bot.services.changes import Changes

PAGE = 50


class Homes:
    def __init__(
        self, units: UnitOfWorkFactory, team: str, people: Directory, changes: Changes
    ) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._changes = changes

    async def of(self, user: str, now: datetime) -> Home | None:
        """None for somebody of another company."""
        member = await self._people.member(user)
        if member is None:
            return None
        because = await self._changes.because_of(user, now)
        async with self._units.reading(self._team) as uow:
            owned = await uow.leads.owned_by(user, PAGE)
            set_up = await _set_up(uow)
            waiting = await uow.leads.waiting_for(user, PAGE)
            unclaimed = await uow.leads.unclaimed(PAGE)
            return Home(
                waiting=tuple(waiting),
                do_now=tuple(
                    lead for lead in owned if lead.state is State.ACCEPTED or not lead.owes_answer
                ),
                owed=tuple(await uow.leads.owed_by(user, PAGE)),
                unclaimed=tuple(lead for lead in unclaimed if lead.assigned_to != user),
                because=because,
                away=await away_in(uow, user, now),
                set_up=set_up,
                is_admin=member.is_admin,
                zone=set_up.settings.zone,
                now=now,
            )


async def _set_up(uow: UnitOfWork) -> SetUp:
    return SetUp(await uow.settings.get(), bool(await uow.sources.names()), await uow.leads.exist())
