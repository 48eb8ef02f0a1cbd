"""What people look up: lists of leads, one lead with its history, App Home."""

from datetime import datetime

from bot.domain.cards import Brief, LeadLine
from bot.domain.history import History, Home
from bot.ports import UnitOfWorkFactory

PAGE = 20


class Leads:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def mine(self, user: str) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.owned_by(user, PAGE)

    async def unclaimed(self) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.unclaimed(PAGE)

    async def search(self, text: str) -> list[LeadLine]:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.search(text, PAGE)

    async def brief(self, lead_id: str) -> Brief | None:
        async with self._units.reading(self._team) as uow:
            return await uow.leads.brief(lead_id)

    async def history(self, lead_id: str) -> History | None:
        async with self._units.reading(self._team) as uow:
            card = await uow.leads.card(lead_id)
            if card is None:
                return None
            events = await uow.feedback.of(lead_id)
            users = {event.user for event in events if event.user}
            return History(
                card=card,
                events=tuple(events),
                texts=await uow.feedback.texts(lead_id),
                names=await uow.members.names(sorted(users)),
                zone=(await uow.settings.get()).zone,
            )

    async def home(self, user: str, now: datetime) -> Home:
        async with self._units.reading(self._team) as uow:
            return Home(
                do_now=tuple(await uow.leads.owned_by(user, PAGE)),
                owed=tuple(await uow.leads.owed_by(user, PAGE)),
                unclaimed=tuple(await uow.leads.unclaimed(PAGE)),
                zone=(await uow.settings.get()).zone,
                now=now,
            )
