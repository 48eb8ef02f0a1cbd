"""The list behind a burst's card: turning its pages, taking from it, and saying no."""

from bot.blocks import rollup as blocks
from bot.blocks import why
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
        await self._say(press, replies, Action.TAKE, "yours now. The brief is in your messages.")

    async def not_mine(self, press: Press, replies: Replies) -> None:
        await self._say(press, replies, Action.DECLINE_OWNERSHIP, "not yours any more.")

    async def reject(self, press: Press, replies: Replies) -> None:
        """One tap counts; the form for the why lies on top of the list."""
        if not await self._say(press, replies, Action.REJECT, "not for us."):
            return
        if (question := await self._deps.feedback.question(press.value)) is not None:
            await replies.open(why.form(question))

    async def _say(self, press: Press, replies: Replies, action: Action, done: str) -> bool:
        """The list stays open, without what was answered; in a modal only the modal can reply."""
        view = press.view or {}
        place, _, offset = str(view.get("private_metadata") or "").rpartition(" ")
        say = Say(press.value, press.user, action, Door.BUTTON, press.key)
        try:
            said = await self._deps.record.say(say, self._deps.clock.now())
            text = f"{said.lead.label}: {done}"
        except NotPossible as refused:
            said, text = None, refused.sentence
        await replies.update(view, await self._list(place, int(offset or 0), text))
        return said is not None and said.event is not None

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
    registry.action("burst_reject", rollup.reject)
    registry.action("burst_not_mine", rollup.not_mine)
