"""Cards, drawn at the moment they are sent: read model → blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import card, rollup
from bot.blocks.message import Message
from bot.blocks.status import CardContext
from bot.delivery.people import People
from bot.domain.cards import LeadCard
from bot.domain.rollup import Burst
from bot.domain.settings import Settings
from bot.ports import Clock, UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """`revision` is the one that the message shows."""

    message: Message
    revision: int


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands on a card: `leads`, and where they are a list, its `page`. The revision is read
    before them: a change since has the card drawn again."""

    revision: int
    page: Burst | None
    leads: Sequence[LeadCard]
    settings: Settings


class Cards:
    """Of one workspace."""

    def __init__(self, units: UnitOfWorkFactory, team: str, clock: Clock, people: People) -> None:
        self._units = units
        self._team = team
        self._clock = clock
        self._people = people

    async def draw(self, lead_id: str) -> DrawnCard | None:
        """The card that the lead has of its own; None when there is no such lead any more."""
        shown = await self._read(lead_id)
        if await self._people.settle(shown.leads):
            shown = await self._read(lead_id)
        if not shown.leads and shown.page is None:
            return None
        here = CardContext.of(shown.settings, self._clock.now())
        return DrawnCard(_message(shown, here), shown.revision)

    async def _read(self, lead_id: str) -> _Shown:
        async with self._units.reading(self._team) as uow:
            revision = await uow.cards.revision(lead_id)
            page = await uow.leads.burst(lead_id, rollup.BURST_SHOWN)
            if page is None:
                ids = [lead_id, *await uow.cards.rolled_up(lead_id)]
            else:
                ids = [line.lead.id for line in page.lines]
            leads = [lead for one in ids if (lead := await uow.leads.card(one))]
            return _Shown(revision, page, leads, await uow.settings.get())


def _message(shown: _Shown, here: CardContext) -> Message:
    if shown.page is not None:
        return rollup.burst(shown.page, here)
    if len(shown.leads) > 1:
        return rollup.build(shown.leads, here)
    return card.build(shown.leads[0], here)
