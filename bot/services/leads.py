"""What people look up: lists of leads, one lead with its history, App Home."""

import re
from datetime import datetime

from bot.domain.cards import LeadCard, LeadLine
from bot.domain.history import History
from bot.domain.lifecycle import WORKED, Action, State
from bot.domain.refusals import Refusal, Refused
from bot.domain.rollup import MAX_LEADS
from bot.errors import NotFound
from bot.ports import Directory, UnitOfWorkFactory
from bot.services.leavers import may_hand_on_in, way_on_in
from bot.services.record import named

PAGE = 20
LISTED = PAGE + 1
"""One more than a list shows: whether there are others."""
NAMES_ASKED = 5


class Leads:
    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people

    async def mine(self, user: str) -> list[LeadLine]:
        """What waits for this person, then what they took."""
        async with self._units.reading(self._team) as uow:
            waiting = await uow.leads.waiting_for(user, LISTED)
            return [*waiting, *await uow.leads.owned_by(user, LISTED)]

    async def unclaimed(self) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.unclaimed(LISTED)

    async def search(self, text: str) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.search(text, LISTED)

    async def card(self, lead_id: str) -> LeadCard | None:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.card(lead_id)

    async def to_work(self, lead_id: str, user: str, now: datetime) -> LeadCard:
        """An open lead for its owner to act on; Refusal says who has it or what became of it."""
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
            zone = (await uow.settings.get()).zone
            way_on = await way_on_in(uow, card.standing) if card else ""
        if card is None:
            raise NotFound("This lead no longer exists here.")
        standing = card.standing
        taken = standing.is_open and standing.state is not State.NEW
        if not taken or (standing.is_ours and standing.owner != user):
            refused = Refused(
                card.label, standing, Action.MEET, user, card.names, now, zone, way_on
            )
            raise await named(Refusal(refused), self._people)
        return card

    async def to_hand_over(self, lead_id: str, user: str, now: datetime) -> LeadCard:
        """As `to_work`; also for who may hand on what somebody left behind."""
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
        if card is not None and await self.may_hand_on(card, user):
            return card
        return await self.to_work(lead_id, user, now)

    async def may_hand_on(self, card: LeadCard, user: str) -> bool:
        """Whether somebody left it behind who has left, and this person may see to that."""
        async with self._units.reading(self._team) as uow:
            return await may_hand_on_in(uow, user, card.standing)

    async def history(self, lead_id: str) -> History | None:
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
            if card is None:
                return None
            events = await uow.feedback.of(lead_id)
            texts = await uow.feedback.texts(lead_id)
            wishes = await uow.wishes.of(lead_id)
            told = await uow.reminders.told(lead_id)
            acted = {event.user for event in events if event.user}
            users = sorted(acted | {user for one in told for user in (one.user, one.owner)})
            names = await uow.members.names(users)
            zone = (await uow.settings.get()).zone
        names = await self._more_names(users, names)
        return History(card, tuple(events), texts, names, zone, wishes, tuple(told))

    async def _more_names(self, users: list[str], names: dict[str, str]) -> dict[str, str]:
        """With those whom no card named so far. Outcomes from a CRM may name strangers to Slack."""
        unknown = [u for u in users if u not in names and re.fullmatch(r"[UW][A-Z0-9]+", u)]
        found = [await self._people.member(user) for user in unknown[:NAMES_ASKED]]
        return {**names, **{member.id: member.name for member in found if member}}

    async def of(self, user: str, text: str) -> list[LeadLine]:
        """The leads called like that: this person's own open ones, if there are any."""
        async with self._units.reading(self._team) as uow:
            found = await uow.leads.search(text, PAGE) if text else []
        open_ones = [lead for lead in found if lead.owner == user and lead.state in WORKED]
        return open_ones or found

    async def to_log(self, user: str, channel: str, ts: str) -> tuple[str | None, list[LeadLine]]:
        """The lead on the card at this place, if it is one, and this person's open leads."""
        async with self._units.reading(self._team) as uow:
            here = await uow.cards.leads_at(channel, ts)
            mine = await uow.leads.owned_by(user, PAGE)
        own = [lead.id for lead in mine if lead.id in here]
        one = here if len(here) == 1 else own
        return one[0] if len(one) == 1 else None, mine

    async def to_quote(self, user: str, channel: str, ts: str) -> tuple[list[LeadLine], str | None]:
        """The leads a person may quote for, and the one whose card stands at this place."""
        async with self._units.reading(self._team) as uow:
            here = await uow.cards.leads_at(channel, ts)
            here = here if len(here) <= MAX_LEADS else []
            found = [lead for one in here for lead in await uow.leads.search(one, 1)]
            mine = await uow.leads.owned_by(user, PAGE)
        others = [lead for lead in mine if lead.id not in here]
        return [*found, *others], found[0].id if len(found) == 1 else None
