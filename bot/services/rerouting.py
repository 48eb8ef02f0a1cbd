"""Where a lead goes that is somebody else's. All of it is part of the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.lifecycle import Action, Event, State
from bot.domain.reasons import CUSTOMER, DUPLICATE, PROCEDURAL
from bot.domain.routing import MOST_REROUTES, LeadFacts, Placed
from bot.ports import Intent, MessageKind, StoredLead, UnitOfWork
from bot.services.roles import sales_leads_in
from bot.services.routing import here_in, next_in, receivers_in


async def rerouted_in(
    uow: UnitOfWork, lead: StoredLead, events: Sequence[Event], now: datetime
) -> Placed | None:
    """Where a lead goes that was declined as somebody else's; None: it stays declined.

    Never back to who declined it, and no further than `MOST_REROUTES` times.
    """
    code = next(iter(lead.standing.decline_codes), "")
    facts, refused = await uow.routes.facts([lead.id]), refused_by(events)
    times = sum(event.action is Action.REROUTE for event in events)
    if not facts or code not in PROCEDURAL or times >= MOST_REROUTES:
        return None
    if code == DUPLICATE:
        return await _to_holder(uow, facts[0], now, refused)
    saved = await uow.routes.current()
    if saved is None or code == CUSTOMER:
        return await _to_owner(uow, facts[0], now, refused)
    return await next_in(uow, saved.routes, facts[0], now, refused)


async def declined_in(
    uow: UnitOfWork, lead: StoredLead, events: Sequence[Event], now: datetime
) -> Placed | None:
    """Where a lead goes that was meant for somebody who said that it is not theirs."""
    saved, facts = await uow.routes.current(), await uow.routes.facts([lead.id])
    if saved is None or not facts:
        return None
    return await next_in(uow, saved.routes, facts[0], now, refused_by(events))


async def pass_leaver_in(uow: UnitOfWork, lead_id: str, now: datetime) -> None:
    """Whom a lead was meant for has left the company: it is placed as if it came now."""
    stored = await uow.leads.locked(lead_id)
    if stored is None or stored.assigned_to is None or stored.standing.state is not State.NEW:
        return
    saved = await uow.routes.current()
    if saved is None:
        return await uow.leads.assign(lead_id, None)
    [facts] = await uow.routes.facts([lead_id])
    lead = replace(facts, route=None, owner_email=facts.owner and facts.owner_email)
    refused = refused_by(await uow.feedback.of(lead_id))
    await next_in(uow, saved.routes, lead, now, refused)
    return None


def refused_by(events: Sequence[Event]) -> list[str]:
    """Who said that it is not theirs, the latest last."""
    said_no = (Action.REJECT, Action.DECLINE_OWNERSHIP)
    return [event.user for event in events if event.action in said_no and event.user]


async def _to_owner(
    uow: UnitOfWork, lead: LeadFacts, now: datetime, but_for: Collection[str]
) -> Placed:
    """Where no rule says more: to the owner (of a customer's account) when known, else a sales lead
    looks at it, else anybody may have it. Its card stays where it is."""
    wanted = [lead.owner] if lead.owner else []
    wanted += await sales_leads_in(uow)
    return await here_in(uow, lead, await _first_able(uow, wanted, now, but_for))


async def _to_holder(
    uow: UnitOfWork, lead: LeadFacts, now: datetime, but_for: Collection[str]
) -> Placed | None:
    """A duplicate goes to whoever has the older lead, to a sales lead where they have left. None
    where nobody could get this one too, or who would has closed it: then it is as good as closed.
    """
    holder = await _holder(uow, lead.id)
    wanted = [holder] if holder else []
    if await uow.members.inactive(wanted):
        wanted = await sales_leads_in(uow)
    user = await _first_able(uow, wanted, now, ())
    return await here_in(uow, lead, user) if user and user not in but_for else None


async def _first_able(
    uow: UnitOfWork, wanted: Sequence[str], now: datetime, but_for: Collection[str]
) -> str | None:
    receivers = await receivers_in(uow, wanted, await uow.settings.get(), now)
    able = (user for one in wanted if (user := receivers[one]) and user not in but_for)
    return next(able, None)


async def _holder(uow: UnitOfWork, lead_id: str) -> str | None:
    """Who has the open lead of which this one is a duplicate."""
    card = await uow.leads.card(lead_id)
    return card.twin.holder if card and card.twin else None


async def tell_in(
    uow: UnitOfWork, lead: StoredLead, placed: Placed | None, by: str | None, now: datetime
) -> None:
    """Whoever gets it learns so; of a duplicate that nobody gets, who has the older lead, once."""
    kind, to = MessageKind.PASSED_ON, placed.user if placed else None
    if lead.standing.decline_codes[:1] == (DUPLICATE,):
        kind, to = MessageKind.CAME_AGAIN, to or await _holder(uow, lead.id)
    if to is None or to == by or await uow.members.inactive([to]):
        return
    if placed or await uow.receipts.claim(f"duplicate {lead.id} {to}", now):
        await uow.messages.add([Intent(kind, to, {"lead": lead.id, "by": by})], now)


async def settle_passed_in(
    uow: UnitOfWork, lead: StoredLead, before: StoredLead, now: datetime
) -> None:
    """Has what `tell_in` sent drawn again to whom the lead is not passed on any more, or is again
    after an undo; in the caller's transaction."""
    had, has = (
        one.assigned_to if one.standing.state is State.NEW else None for one in (before, lead)
    )
    if had == has:
        return
    users = [user for user in (had, has) if user]
    kinds, edits = (MessageKind.PASSED_ON, MessageKind.CAME_AGAIN), []
    for message_id, sent in await uow.messages.standing(kinds, {"lead": lead.id}, users):
        subject = {**sent.subject, "of": sent.kind.value}
        edits.append(Intent(MessageKind.PASSED_ON_EDIT, sent.to, subject, parent=message_id))
    await uow.messages.add(edits, now)
