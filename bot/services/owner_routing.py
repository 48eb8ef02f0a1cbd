"""A lead whose owner the CRM names, once Slack was asked who that is. All of it is part of the
caller's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.cards import LeadCard
from bot.domain.routing import ANEW, Kind, LeadFacts, Route
from bot.ports import UnitOfWork
from bot.services.away import standing_in
from bot.services.routing import here_in, next_in, open_in, put_in


async def asks_owner_in(uow: UnitOfWork, lead: LeadCard) -> bool:
    """Whether it matters now who in Slack the owner is whom the CRM names: once before its card is
    posted or when they are another, then as long as the lead may be given to them."""
    if not await uow.cards.is_posted(lead.id):
        return True
    if lead.standing.last_event is not None:
        return False  # who said "not mine" is not asked again
    [facts] = await uow.routes.facts([lead.id]) or [LeadFacts(lead.id)]
    if facts.route == ANEW or lead.assigned_to:
        return facts.route == ANEW
    saved = await uow.routes.current()
    return saved is None or _is_owners(saved.routes, facts)


async def owner_found_in(uow: UnitOfWork, lead: LeadCard, owner: str | None, now: datetime) -> None:
    """Slack was asked who the owner is whom the CRM names; None: nobody there."""
    stored = await uow.leads.locked(lead.id)
    if stored is None or stored.standing.last_event is not None:
        return
    if stored.owner_email != lead.owner_email:
        return  # another one meanwhile: the lead's next card asks for them
    saved, [facts] = await uow.routes.current(), await uow.routes.facts([lead.id])
    facts = replace(facts, owner=owner, holder=stored.assigned_to)
    if saved is not None:
        return await _to_owner_by(saved.routes, uow, facts, now)
    receiver = await standing_in(uow, owner, now) if owner else None
    if facts.route == ANEW:
        await here_in(uow, facts, receiver)
    elif receiver and facts.holder is None:
        await uow.leads.assign(lead.id, receiver)
    return None


async def _to_owner_by(
    routes: Sequence[Route], uow: UnitOfWork, lead: LeadFacts, now: datetime
) -> None:
    owner = lead.owner
    if lead.route == ANEW:
        named = replace(lead, route=None, owner_email=owner and lead.owner_email)
        await next_in(uow, routes, named, now)
    elif owner and await _to_team_in(uow, routes, lead, now):
        return
    elif _is_owners(routes, lead) and lead.holder is None:
        if receiver := await standing_in(uow, owner, now) if owner else None:
            await uow.leads.assign(lead.id, receiver)
        else:
            await next_in(uow, routes, lead, now)


async def _to_team_in(
    uow: UnitOfWork, routes: Sequence[Route], lead: LeadFacts, now: datetime
) -> bool:
    """Whether a rule for the owner's team has the lead now: one before the rule that placed it
    while nobody knew the owner. A card that is posted stays where it is."""
    names = [route.name for route in routes]
    end = names.index(lead.route) if lead.route in names else len(names)
    asking = [route for route in routes[:end] if route.owner_team]
    if not asking or await uow.cards.is_posted(lead.id):
        return False
    counter = await open_in(uow, asking, [lead], now)
    placed = counter.desk.place(lead)
    if placed.route is not None:
        await put_in(counter, lead, placed, None, now)
    return placed.route is not None


def _is_owners(routes: Sequence[Route], lead: LeadFacts) -> bool:
    return any(route.name == lead.route and route.kind is Kind.OWNER for route in routes)
