"""Whom a card names, asked of Slack before it is drawn: never inside a transaction."""

from collections.abc import Iterable
from contextlib import suppress

from bot.domain.cards import LeadCard
from bot.domain.lifecycle import State
from bot.errors import Unreachable
from bot.ports import Clock, Directory, UnitOfWorkFactory
from bot.services.owner_routing import asks_owner_in, owner_found_in
from bot.services.rerouting import pass_leaver_in


class People:
    """Of one workspace."""

    def __init__(
        self, units: UnitOfWorkFactory, team: str, clock: Clock, directory: Directory
    ) -> None:
        self._units = units
        self._team = team
        self._clock = clock
        self._directory = directory

    async def know(self, users: Iterable[str]) -> dict[str, str]:
        """Their names, stored for whoever draws next; without those whom Slack does not know."""
        names = {}
        for user in users:
            with suppress(Unreachable):  # a message can do without the name
                if (member := await self._directory.member(user)) is not None:
                    names[user] = member.name
        return names

    async def settle(self, leads: Iterable[LeadCard]) -> bool:
        """Fetches whom the cards of these leads name, and settles whom each is meant for. True when
        that may change what they show."""
        changed = [await self._settle(lead) for lead in leads]
        return any(changed)

    async def of_card(self, lead_id: str) -> None:
        """The same for a lead that nobody has read yet."""
        async with self._units.reading(self._team) as uow:
            lead = await uow.leads.card(lead_id)
        if lead is not None:
            await self._settle(lead)

    async def _settle(self, lead: LeadCard) -> bool:
        standing = lead.standing
        names = await self.know(user for user in {standing.owner, standing.declined_by} if user)
        is_free, meant_for = standing.state is State.NEW, lead.assigned_to
        if is_free and meant_for and await self._has_left(meant_for):
            await self._pass_on(lead)
            return True
        if lead.owner_email and await self._find_owner(lead, lead.owner_email):
            return True
        return any(lead.names.get(user) != name for user, name in names.items())

    async def _has_left(self, user: str) -> bool:
        with suppress(Unreachable):  # it is theirs as long as nobody says that they left
            member = await self._directory.member(user)
            return member is not None and not member.is_active
        return False

    async def _pass_on(self, lead: LeadCard) -> None:
        async with self._units(self._team) as uow:
            await pass_leaver_in(uow, lead.id, self._clock.now())
            await uow.commit()

    async def _find_owner(self, lead: LeadCard, email: str) -> bool:
        """True when Slack was asked."""
        async with self._units.reading(self._team) as uow:
            if not await asks_owner_in(uow, lead):
                return False
        found = await self._directory.by_email(email)
        owner = found.id if found and found.is_active else None
        async with self._units(self._team) as uow:
            await owner_found_in(uow, lead, owner, self._clock.now())
            await uow.commit()
        return True
