"""What people look up: lists of leads, one lead with its history, App Home."""

import re
from datetime import datetime

from bot.domain.cards import Brief, LeadCard, LeadLine
from bot.domain.history import History
from bot.domain.lifecycle import Action
from bot.domain.refusals import Refusal, Refused
from bot.errors import NotFound
from bot.ports import Directory, UnitOfWorkFactory
from bot.services.record import named

PAGE = 20
NAMES_ASKED = 5


class Leads:
    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people

    async def mine(self, user: str) -> list[LeadLine]:
        """What waits for this person, then what they took."""
        async with self._units.reading(self._team) as uow:
            waiting = await uow.leads.waiting_for(user, PAGE)
            return [*waiting, *await uow.leads.owned_by(user, PAGE)]

    async def unclaimed(self) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.unclaimed(PAGE)

    async def search(self, text: str) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.search(text, PAGE)

    async def brief(self, lead_id: str) -> Brief | None:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.brief(lead_id)

    async def to_work(self, lead_id: str, user: str, now: datetime) -> LeadCard:
        """An open lead for its owner to act on; Refusal says who has it or what became of it."""
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
            zone = (await uow.settings.get()).zone
        if card is None:
            raise NotFound("This lead no longer exists here.")
        standing = card.standing
        if standing.owner != user or not standing.is_open:
            refused = Refused(card.label, standing, Action.MEET, user, card.names, now, zone)
            raise await named(Refusal(refused), self._people)
        return card

    async def history(self, lead_id: str) -> History | None:
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
            if card is None:
                return None
            events = await uow.feedback.of(lead_id)
            texts = await uow.feedback.texts(lead_id)
            users = sorted({event.user for event in events if event.user})
            names = await uow.members.names(users)
            zone = (await uow.settings.get()).zone
        return History(card, tuple(events), texts, await self._more_names(users, names), zone)

    async def _more_names(self, users: list[str], names: dict[str, str]) -> dict[str, str]:
        """With those whom no card named so far. Outcomes from a CRM may name strangers to Slack."""
        unknown = [u for u in users if u not in names and re.fullmatch(r"[UW][A-Z0-9]+", u)]
        found = [await self._people.member(user) for user in unknown[:NAMES_ASKED]]
        return {**names, **{member.id: member.name for member in found if member}}

    async def to_quote(self, user: str, channel: str, ts: str) -> tuple[list[LeadLine], str | None]:
        """The leads a person may quote for, and the one whose card stands at this place."""
        async with self._units.reading(self._team) as uow:
            here = await uow.cards.lead_at(channel, ts)
            found = await uow.leads.search(here, 1) if here else []
            mine = await uow.leads.owned_by(user, PAGE)
        return [*found, *(lead for lead in mine if lead.id != here)], here if found else None
