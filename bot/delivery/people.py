"""Whom a card names, asked of Slack before it is drawn: never inside a transaction."""

from collections.abc import Sequence
from contextlib import suppress

from bot.domain.cards import LeadCard
from bot.domain.lifecycle import State
from bot.errors import Unreachable
from bot.ports import Clock, Directory, UnitOfWorkFactory
from bot.services.routing import asks_owner_in, owner_found_in, pass_leaver_in


class People:
    """Of one workspace."""

    def __init__(
        self, units: UnitOfWorkFactory, team: str, clock: Clock, directory: Directory
    ) -> None:
        self._units = units
        self._team = team
        self._clock = clock
        self._directory = directory

    async def know(self, users: Sequence[str]) -> None:
        for user in users:
            with suppress(Unreachable):  # a message can do without the name
                await self._directory.member(user)

    async def of_card(self, lead_id: str) -> None:
        """Fetches whom the card names, and settles whom the lead is meant for."""
        async with self._units.reading(self._team) as uow:
            lead = await uow.leads.card(lead_id)
        if lead is None:
            return
        standing = lead.standing
        await self.know([user for user in {standing.owner, standing.declined_by} if user])
        is_free, meant_for = standing.state is State.NEW, lead.assigned_to
        if is_free and meant_for and await self._has_left(meant_for):
            await self._pass_on(lead)
        elif lead.owner_email:
            await self._find_owner(lead, lead.owner_email)

    async def _has_left(self, user: str) -> bool:
        with suppress(Unreachable):  # it is theirs as long as nobody says that they left
            member = await self._directory.member(user)
            return member is not None and not member.is_active
        return False

    async def _pass_on(self, lead: LeadCard) -> None:
        async with self._units(self._team) as uow:
            await pass_leaver_in(uow, lead.id, self._clock.now())
            await uow.commit()

    async def _find_owner(self, lead: LeadCard, email: str) -> None:
        async with self._units.reading(self._team) as uow:
            if not await asks_owner_in(uow, lead):
                return
        found = await self._directory.by_email(email)
        owner = found.id if found and found.is_active else None
        async with self._units(self._team) as uow:
            await owner_found_in(uow, lead.id, owner, self._clock.now())
            await uow.commit()
