"""What was already said about leads elsewhere, replayed through the state table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.leads import Lead
from bot.domain.lifecycle import Event, fold
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.intake import IntakeService, Source


@dataclass(frozen=True, slots=True)
class Past:
    """A lead with its events, oldest first; `quotes` are (event id, text)."""

    lead: Lead
    events: tuple[Event, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()


async def store(
    units: UnitOfWorkFactory, source: Source, pasts: Sequence[Past], now: datetime
) -> int:
    """Stores leads with their history, known ones left as they are; how many were new."""
    results = await IntakeService(units).accept(source, [item.lead for item in pasts], now)
    new = 0
    async with units(source.team) as uow:
        for item, result in zip(pasts, results, strict=True):
            if result.id is not None and not await uow.feedback.of(result.id):
                await _replay(uow, result.id, item)
                new += 1
        await uow.commit()
    return new


async def _replay(uow: UnitOfWork, lead_id: str, past: Past) -> None:
    await uow.feedback.add_many([(lead_id, event) for event in past.events])
    by_id = {event.id: event for event in past.events}
    for event_id, text in past.quotes:
        await uow.feedback.add_text(lead_id, by_id[event_id], text, True)
    await uow.leads.save_standing(lead_id, fold(past.events))
