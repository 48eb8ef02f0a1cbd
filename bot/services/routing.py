"""Where the rules put a lead, and what becomes of its card. All of it is part of the caller's
transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.rollup import ALONE, Together
from bot.domain.routing import Desk, Kind, LeadFacts, Placed, Route, named_groups, people_in
from bot.domain.settings import Settings
from bot.ports import Intent, MessageKind, Posted, UnitOfWork
from bot.services.bursts import want_in


@dataclass(frozen=True, slots=True)
class Counter:
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


async def open_in(
    uow: UnitOfWork, routes: Sequence[Route], leads: Sequence[LeadFacts], now: datetime
) -> Counter:
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
    return Counter(uow, Desk(routes, settings.sales_channel, groups, receivers, turns, loads))


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
    counter = await open_in(uow, saved.routes, leads, now)
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


async def next_in(
    uow: UnitOfWork,
    routes: Sequence[Route],
    lead: LeadFacts,
    now: datetime,
    but_for: Sequence[str] = (),
) -> Placed:
    """By the rules after the one that placed it; its card goes along."""
    counter = await open_in(uow, routes, [lead], now)
    placed = counter.desk.place(lead, after=lead.route, but_for=but_for)
    await put_in(counter, lead, placed, but_for[-1] if but_for else None, now)
    return placed


async def put_in(
    counter: Counter, lead: LeadFacts, placed: Placed, by: str | None, now: datetime
) -> None:
    """There; a card that is posted elsewhere goes along. `by` passed it on."""
    await counter.uow.routes.place(lead.id, placed)
    await counter.close()
    if await counter.uow.routes.channel(lead.id) not in (None, placed.channel):
        await post_anew_in(counter.uow, lead.id, placed.channel, by, now)


async def here_in(uow: UnitOfWork, lead: LeadFacts, user: str | None) -> Placed:
    """For this person or anybody, on the card that there is."""
    channel = await uow.routes.channel(lead.id) or (await uow.settings.get()).sales_channel
    placed = Placed(None, channel, user)
    await uow.routes.place(lead.id, placed)
    return placed


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
