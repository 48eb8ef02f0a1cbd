"""What was already said about leads elsewhere, replayed through the state table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.fold import fold
from bot.domain.leads import Lead, Source
from bot.domain.lifecycle import Action, Event, Standing
from bot.domain.wishes import wish_of
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.intake import IntakeService


@dataclass(frozen=True, slots=True)
class Past:
    """A lead with its events, oldest first; `quotes` and `wishes` are (event id, text)."""

    lead: Lead
    events: tuple[Event, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    wishes: tuple[tuple[str, str], ...] = ()


async def store(
    units: UnitOfWorkFactory, source: Source, pasts: Sequence[Past], now: datetime
) -> int:
    """Stores leads with their history, known ones left as they are; how many were new."""
    results = await IntakeService(units).accept(source, [item.lead for item in pasts], now)
    found = {result.id: item for item, result in zip(pasts, results, strict=True) if result.id}
    async with units(source.team) as uow:
        told = await uow.feedback.of_many(list(found))
        new = {lead_id: item for lead_id, item in found.items() if lead_id not in told}
        await _replay(uow, new)
        await uow.commit()
    return len(new)


async def append(
    uow: UnitOfWork,
    events: Mapping[str, Sequence[Event]],
    standings: Mapping[str, Standing],
) -> None:
    """Adds events to leads, oldest first for each, and writes where that leaves them."""
    await uow.feedback.add_many([(key, event) for key, said in events.items() for event in said])
    await uow.leads.save_standings(standings)
    taken = [key for key, said in events.items() if any(e.action is Action.TAKE for e in said)]
    await uow.cards.set_apart(taken)


async def _replay(uow: UnitOfWork, pasts: Mapping[str, Past]) -> None:
    events = {lead_id: past.events for lead_id, past in pasts.items()}
    await append(uow, events, {lead_id: fold(said) for lead_id, said in events.items()})
    for lead_id, past in pasts.items():
        by_id = {event.id: event for event in past.events}
        for event_id, text in past.quotes:
            await uow.feedback.add_text(lead_id, by_id[event_id], text, True)
        said = [(by_id[event_id], wish_of(text)) for event_id, text in past.wishes]
        await uow.wishes.add([(lead_id, event, wish) for event, wish in said if wish])
