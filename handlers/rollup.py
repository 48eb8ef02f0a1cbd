"""The list behind a burst's card: turning its pages, and taking from it."""

from bot.blocks import rollup as blocks
from bot.blocks.message import Block
from bot.blocks.status import CardContext
from bot.domain.lifecycle import Action, Door
from bot.errors import NotPossible
from bot.services.record import Say
from handlers.deps import Deps
from handlers.payloads import Press
from handlers.registry import Registry
from handlers.replies import Replies


class RollupHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def show(self, press: Press, replies: Replies) -> None:
        await replies.form(await self._list(f"{press.channel} {press.message_ts}", 0))

    async def turn(self, press: Press, replies: Replies) -> None:
        view = press.view or {}
        place = str(view.get("private_metadata") or "").rsplit(" ", 1)[0]
        await replies.update(view, await self._list(place, int(press.value)))

    async def take(self, press: Press, replies: Replies) -> None:
        """The list stays open, without what was taken; in a modal only the modal can answer."""
        view = press.view or {}
        place, _, offset = str(view.get("private_metadata") or "").rpartition(" ")
        say = Say(press.value, press.user, Action.TAKE, Door.BUTTON, press.key)
        try:
            taken = await self._deps.record.say(say, self._deps.clock.now())
            said = f"{taken.lead.label}: yours now. The brief is in your messages."
        except NotPossible as refused:
            said = refused.sentence
        await replies.update(view, await self._list(place, int(offset or 0), said))

    async def _list(self, place: str, offset: int, said: str = "") -> Block:
        channel, _, ts = place.partition(" ")
        page = await self._deps.bursts.page((channel, ts), offset, blocks.BURST_PAGE)
        here = CardContext.of(await self._deps.settings.get(), self._deps.clock.now())
        return blocks.burst_list(page, place, here, said)


def register(registry: Registry, deps: Deps) -> None:
    rollup = RollupHandlers(deps)
    registry.action("burst_show", rollup.show)
    registry.action("burst_turn", rollup.turn)
    registry.action("burst_take", rollup.take)
