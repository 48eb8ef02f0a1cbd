"""Looking leads up: my leads, unclaimed leads, one lead with its history."""

from bot.blocks import disputes, lists, sit_ins
from bot.blocks import history as histories
from bot.blocks.elements import modal
from bot.blocks.message import Message
from bot.blocks.status import CardContext
from bot.blocks.text import escape
from bot.domain.history import History
from bot.domain.sit_ins import SitInKind
from bot.errors import NotFound
from handlers.allowed import workable
from handlers.deps import Deps
from handlers.payloads import Command, Press
from handlers.registry import Registry
from handlers.replies import Replies


class LeadHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def mine(self, given: Command, replies: Replies) -> None:
        found = await self._deps.leads.mine(given.user)
        empty = "You have no open leads. `/leads open` shows what nobody has yet."
        zone = (await self._deps.settings.get()).zone
        now = self._deps.clock.now()
        await replies.answer(lists.listing("Your open leads", found, empty, now, zone))

    async def unclaimed(self, _given: Command, replies: Replies) -> None:
        found = await self._deps.leads.unclaimed()
        zone = (await self._deps.settings.get()).zone
        empty = "Nothing is waiting: every lead has an owner."
        now = self._deps.clock.now()
        await replies.answer(lists.listing("Nobody has these yet", found, empty, now, zone))

    async def show(self, given: Command, replies: Replies) -> None:
        if not given.rest:
            raise NotFound("Whom? Write a name or a company, such as `/leads show Dana`.")
        found = await self._deps.leads.search(given.rest)
        now, settings = self._deps.clock.now(), await self._deps.settings.get()
        if len(found) == 1:
            history = await self._deps.leads.history(found[0].id)
            if history is not None:
                here = CardContext.of(settings, now)
                is_gone = await self._deps.deliveries.is_deleted(found[0].id)
                message = histories.shown(history, here, is_gone=is_gone)
                message = await workable(self._deps, message, history, given.user)
                if await self._deps.sit_ins.can_join(history.card, given.user, now):
                    message = sit_ins.offered(message, SitInKind.CALL, history.card.id)
                return await replies.answer(await self._with_second_look(message, history, given))
        wanted = escape(given.rest, 60)
        empty = f"No lead is called “{wanted}”. Try a part of the name or the company."
        title, rest = f"Leads that match “{wanted}”", "Write more of the name to find the others."
        return await replies.answer(lists.listing(title, found, empty, now, settings.zone, rest))

    async def _with_second_look(
        self, message: Message, history: History, given: Command
    ) -> Message:
        """With what marketing asked about its rejection, or a button with which it can."""
        card, service = history.card, self._deps.disputes
        if (asked := await service.of(card.id)) is not None:
            return disputes.noted(message, asked)
        can = await service.can_dispute(card, given.user, self._deps.clock.now())
        return disputes.offered(message, card.id) if can else message

    async def history(self, press: Press, replies: Replies) -> None:
        history = await self._deps.leads.history(press.value)
        if history is None:
            raise NotFound("This lead no longer exists here.")
        here = CardContext.of(await self._deps.settings.get(), self._deps.clock.now())
        message = histories.history(history, here)
        if not await replies.open(modal("history", "History", message.blocks)):
            await replies.whisper(message)


def register(registry: Registry, deps: Deps) -> None:
    leads = LeadHandlers(deps)
    registry.command("", "your open leads", leads.mine)
    registry.command("open", "leads that nobody has yet", leads.unclaimed)
    registry.command("show NAME", "a lead's card and history", leads.show)
    registry.action("history", leads.history)
