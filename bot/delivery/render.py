"""What waits, drawn at the moment it is sent."""

import time

from bot.blocks.message import Message
from bot.delivery import messages
from bot.delivery.cards import Cards, DrawnCard
from bot.delivery.people import People
from bot.domain.deliveries import is_user
from bot.ports import Clock, Directory, Intent, UnitOfWorkFactory

SHARED_KEPT_SECONDS = 300.0


class Renderer:
    """Renders for one workspace. None means: no longer worth sending."""

    def __init__(
        self, units: UnitOfWorkFactory, team: str, clock: Clock, directory: Directory
    ) -> None:
        self._units = units
        self._team = team
        self._clock = clock
        self._directory = directory
        self._people = People(units, team, clock, directory)
        self._cards = Cards(units, team, clock, self._people)
        self._shared: dict[str, tuple[bool, float]] = {}

    async def card(self, lead_id: str) -> DrawnCard | None:
        return await self._cards.draw(lead_id)

    async def message(self, intent: Intent) -> Message | None:
        if "refused" in intent.subject:
            await self._people.of_card(intent.subject["lead"])
        if is_user(by := intent.subject.get("by") or ""):
            await self._people.know([by])
        async with self._units.reading(self._team) as uow:
            return await messages.draw(uow, intent, self._clock.now())

    async def is_shared(self, channel: str) -> bool:
        """Whether people of another company read along (Slack Connect); asked every few minutes."""
        shared, until = self._shared.get(channel, (False, 0.0))
        if until < time.monotonic():
            found = await self._directory.channel(channel)
            shared = found is not None and found.is_shared
            self._shared[channel] = (shared, time.monotonic() + SHARED_KEPT_SECONDS)
        return shared
