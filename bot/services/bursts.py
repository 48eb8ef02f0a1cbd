"""More leads than a channel bears: one card with a list instead of a message for each."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.rollup import ALONE, TOGETHER, Burst, Together, spread
from bot.ports import UnitOfWork, UnitOfWorkFactory


class Bursts:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def page(self, place: tuple[str, str], offset: int, size: int) -> Burst | None:
        """The leads to be had on the card that stands at this place; None where there is none."""
        async with self._units.reading(self._team) as uow:
            shown = await uow.cards.leads_at(*place)
            if not shown:
                return None
            page = await uow.leads.burst(shown[0], size, offset)
            if page and page.waiting and not page.lines:  # the last of its page was taken
                page = await uow.leads.burst(shown[0], size, (page.waiting - 1) // size * size)
            return page


async def want_in(
    uow: UnitOfWork,
    lead_ids: Sequence[str],
    channel: str,
    now: datetime,
    given: Together = ALONE,
) -> None:
    """Asks for cards in the caller's transaction."""
    load = await uow.cards.load(channel, now - TOGETHER)
    limit = (await uow.settings.get()).burst
    fresh = lead_ids
    if given.crowd or load.cards + len(lead_ids) > limit:
        fresh = await uow.cards.without(lead_ids)
    found = spread(fresh, given, load, limit)
    await uow.cards.want(lead_ids, channel, found.heads, found.burst)
