"""Where the rules put a lead: when it comes, and when it is not theirs. All of it is part of the
caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.cards import LeadCard
from bot.domain.lifecycle import Action, Event, State
from bot.domain.reasons import CUSTOMER, DUPLICATE, PROCEDURAL
from bot.domain.rollup import ALONE, Together
from bot.domain.routing import (
    ANEW,
    MOST_REROUTES,
    Desk,
    Kind,
    LeadFacts,
    Placed,
    Route,
    named_groups,
    people_in,
)
from bot.domain.settings import Settings
from bot.ports import Intent, MessageKind, Posted, StoredLead, UnitOfWork
from bot.services.away import standing_in
from bot.services.bursts import want_in
from bot.services.roles import sales_leads_in


@dataclass(frozen=True, slots=True)
class _Counter:
    """A desk with what it has to remember for the next lead."""

    uow: UnitOfWork
    desk: Desk

    async def place(
        self, lead: LeadFacts, *, after: str | None = None, but_for: Collection[str] = ()
    ) -> Placed:
        placed = self.desk.place(lead, after=after, but_for=but_for)
        await self.uow.routes.place(lead.id, placed)
        return placed

    async def close(self) -> None:
        await self.uow.routes.set_turns(self.desk.turns)


async def _open_in(
    uow: UnitOfWork, routes: Sequence[Route], leads: Sequence[LeadFacts], now: datetime
) -> _Counter:
    """For these leads. Locks the turns: of two replicas the second goes on where the first
    stopped."""
    settings = await uow.settings.get()
    pools = [route for route in routes if route.kind is Kind.PEOPLE]
    turns = await uow.routes.turns([route.name for route in pools]) if pools else {}
    groups = await uow.members.groups(named_groups(routes))
    people = {user for route in pools for user in people_in(route.people, groups)}
    owners = {lead.owner for lead in leads if lead.owner}
    receivers = await receivers_in(uow, sorted(people | owners), settings, now)
    loads = await uow.routes.loads(sorted({user for user in receivers.values() if user}))
    return _Counter(uow, Desk(routes, settings.sales_channel, groups, receivers, turns, loads))


async def receivers_in(
    uow: UnitOfWork, people: Sequence[str], settings: Settings, now: datetime
) -> dict[str, str | None]:
    """Who gets what is meant for each: they, their backup while they are away, or nobody."""
    today, absences = settings.today(now), await uow.absences.of(people)
    away = {user: item.backup for user, item in absences.items() if item.covers(today)}
    backups = sorted({backup for backup in away.values() if backup})
    others = await uow.absences.of(backups)
    absent = {user for user, item in others.items() if item.covers(today)}
    gone = await uow.members.inactive([*people, *backups])
    found = {user: away.get(user, user) for user in people}
    out = absent | gone | set(away)
    return {
        user: None if to is None or to in gone or (to != user and to in out) else to
        for user, to in found.items()
    }


async def show_in(
    uow: UnitOfWork,
    lead_ids: Sequence[str],
    settings: Settings,
    now: datetime,
    together: Together = ALONE,
) -> None:
    """Places new leads and asks for their cards, in the caller's transaction."""
    saved = await uow.routes.current()
    if saved is None:
        return await want_in(uow, lead_ids, settings.sales_channel, now, together)
    fresh, given = await uow.cards.without(lead_ids), together.heads
    leads = await uow.routes.facts([one for one in fresh if one not in given])
    counter = await _open_in(uow, saved.routes, leads, now)
    placed = {lead.id: await counter.place(lead) for lead in leads}
    await counter.close()
    for one in fresh:
        if one in given:  # with its colleagues, on their card
            placed[one] = placed.get(given[one]) or await _like(uow, saved.routes, given[one])
            await uow.routes.place(one, placed[one])
    for channel in dict.fromkeys(item.channel for item in placed.values()):
        here = [one for one in fresh if placed[one].channel == channel]
        theirs = {one: given[one] for one in here if one in given}
        await want_in(uow, here, channel, now, replace(together, heads=theirs))
    return None


async def _like(uow: UnitOfWork, routes: Sequence[Route], head: str) -> Placed:
    """Where a lead was placed whose card is there already, and by which rule."""
    lead, channel = await uow.leads.card(head), await uow.routes.channel(head)
    [facts] = await uow.routes.facts([head]) or [LeadFacts(head)]
    route = next((one for one in routes if one.name == facts.route), None)
    return Placed(route, channel or "", lead.assigned_to if lead else None)


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
        await _here(uow, facts, receiver)
    elif receiver and facts.holder is None:
        await uow.leads.assign(lead.id, receiver)
    return None


async def _to_owner_by(
    routes: Sequence[Route], uow: UnitOfWork, lead: LeadFacts, now: datetime
) -> None:
    owner = lead.owner
    if lead.route == ANEW:
        named = replace(lead, route=None, owner_email=owner and lead.owner_email)
        await _next_in(uow, routes, named, now)
    elif owner and await _to_team_in(uow, routes, lead, now):
        return
    elif _is_owners(routes, lead) and lead.holder is None:
        if receiver := await standing_in(uow, owner, now) if owner else None:
            await uow.leads.assign(lead.id, receiver)
        else:
            await _next_in(uow, routes, lead, now)


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
    counter = await _open_in(uow, asking, [lead], now)
    placed = counter.desk.place(lead)
    if placed.route is not None:
        await _put_in(counter, lead, placed, None, now)
    return placed.route is not None


def _is_owners(routes: Sequence[Route], lead: LeadFacts) -> bool:
    return any(route.name == lead.route and route.kind is Kind.OWNER for route in routes)


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
    refused = _refused_by(await uow.feedback.of(lead_id))
    await _next_in(uow, saved.routes, lead, now, refused)
    return None


async def rerouted_in(
    uow: UnitOfWork, lead: StoredLead, events: Sequence[Event], now: datetime
) -> Placed | None:
    """Where a lead goes that was declined as somebody else's; None: it stays declined.

    Never back to who declined it, and no further than `MOST_REROUTES` times.
    """
    code = next(iter(lead.standing.decline_codes), "")
    facts, refused = await uow.routes.facts([lead.id]), _refused_by(events)
    times = sum(event.action is Action.REROUTE for event in events)
    if not facts or code not in PROCEDURAL or times >= MOST_REROUTES:
        return None
    if code == DUPLICATE:
        return await _to_holder(uow, facts[0], now, refused)
    saved = await uow.routes.current()
    if saved is None or code == CUSTOMER:
        return await _to_owner(uow, facts[0], now, refused)
    return await _next_in(uow, saved.routes, facts[0], now, refused)


async def tell_in(
    uow: UnitOfWork, lead: StoredLead, placed: Placed | None, by: str | None, now: datetime
) -> None:
    """Whoever gets it learns so; of a duplicate that nobody gets, who has the older lead, once."""
    kind, to = MessageKind.PASSED_ON, placed.user if placed else None
    if lead.standing.decline_codes[:1] == (DUPLICATE,):
        kind, to = MessageKind.CAME_AGAIN, to or await _holder(uow, lead.id)
    if to is None or to == by:
        return
    if placed or await uow.receipts.claim(f"duplicate {lead.id} {to}", now):
        await uow.messages.add([Intent(kind, to, {"lead": lead.id, "by": by})], now)


async def _holder(uow: UnitOfWork, lead_id: str) -> str | None:
    """Who has the open lead of which this one is a duplicate."""
    card = await uow.leads.card(lead_id)
    return card.twin.holder if card and card.twin else None


async def declined_in(
    uow: UnitOfWork, lead: StoredLead, events: Sequence[Event], now: datetime
) -> Placed | None:
    """Where a lead goes that was meant for somebody who said that it is not theirs."""
    saved, facts = await uow.routes.current(), await uow.routes.facts([lead.id])
    if saved is None or not facts:
        return None
    return await _next_in(uow, saved.routes, facts[0], now, _refused_by(events))


def _refused_by(events: Sequence[Event]) -> list[str]:
    """Who said that it is not theirs, the latest last."""
    said_no = (Action.REJECT, Action.DECLINE_OWNERSHIP)
    return [event.user for event in events if event.action in said_no and event.user]


async def _next_in(
    uow: UnitOfWork,
    routes: Sequence[Route],
    lead: LeadFacts,
    now: datetime,
    but_for: Sequence[str] = (),
) -> Placed:
    """By the rules after the one that placed it; its card goes along."""
    counter = await _open_in(uow, routes, [lead], now)
    placed = counter.desk.place(lead, after=lead.route, but_for=but_for)
    await _put_in(counter, lead, placed, but_for[-1] if but_for else None, now)
    return placed


async def _put_in(
    counter: _Counter, lead: LeadFacts, placed: Placed, by: str | None, now: datetime
) -> None:
    await counter.uow.routes.place(lead.id, placed)
    await counter.close()
    if await counter.uow.routes.channel(lead.id) not in (None, placed.channel):
        await post_anew_in(counter.uow, lead.id, placed.channel, by, now)


async def post_anew_in(
    uow: UnitOfWork, lead_id: str, channel: str, by: str | None, now: datetime
) -> None:
    """Asks for a new card; the old one becomes a line that says where the lead is, and who passed
    it on."""
    left = await uow.cards.alone_on(lead_id)
    await uow.cards.repost(lead_id, channel)
    await say_moved_in(uow, lead_id, left, channel, by=by, now=now)


async def say_moved_in(
    uow: UnitOfWork,
    lead_id: str,
    left: Posted | None,
    channel: str,
    *,
    by: str | None,
    now: datetime,
) -> None:
    """Makes the message that a lead left a line that says where it is now."""
    parent = None
    if left is None or (left.ts is None and left.channel == channel):
        return  # there is none, or it still is the lead's
    if left.ts is None:
        sought = Intent(MessageKind.CARD_LEFT, left.channel, {"lead": lead_id})
        parent = await uow.messages.look_for(left, sought, now)
    subject = {"lead": lead_id, "ts": left.ts, "channel": channel, "by": by}
    moved = Intent(MessageKind.CARD_MOVED, left.channel, subject, parent=parent)
    await uow.messages.add([moved], now)


async def _to_owner(
    uow: UnitOfWork, lead: LeadFacts, now: datetime, but_for: Collection[str]
) -> Placed:
    """Where no rule says more: to the owner (of a customer's account) when known, else a sales lead
    looks at it, else anybody may have it. Its card stays where it is."""
    wanted = [lead.owner] if lead.owner else []
    wanted += await sales_leads_in(uow)
    return await _here(uow, lead, await _first_able(uow, wanted, now, but_for))


async def _to_holder(
    uow: UnitOfWork, lead: LeadFacts, now: datetime, but_for: Collection[str]
) -> Placed | None:
    """A duplicate goes to whoever has the older lead. None where nobody has it who could get this
    one too: then it is as good as closed."""
    holder = await _holder(uow, lead.id)
    user = await _first_able(uow, [holder], now, but_for) if holder else None
    return await _here(uow, lead, user) if user else None


async def _first_able(
    uow: UnitOfWork, wanted: Sequence[str], now: datetime, but_for: Collection[str]
) -> str | None:
    receivers = await receivers_in(uow, wanted, await uow.settings.get(), now)
    able = (user for one in wanted if (user := receivers[one]) and user not in but_for)
    return next(able, None)


async def _here(uow: UnitOfWork, lead: LeadFacts, user: str | None) -> Placed:
    """For this person or anybody, on the card that there is."""
    channel = await uow.routes.channel(lead.id) or (await uow.settings.get()).sales_channel
    placed = Placed(None, channel, user)
    await uow.routes.place(lead.id, placed)
    return placed
