"""Agreed, “Propose another step…” and “Use this step”: which next step of a campaign counts."""

from bot.blocks import agreed as blocks
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class AgreedHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def agree(self, press: Press, replies: Replies) -> None:
        campaign_id, _, step = press.value.partition("|")
        given = await self._deps.agreements.agree(
            campaign_id, step, press.user, self._deps.clock.now()
        )
        await replies.replace(blocks.agreed(given, press.user))

    async def open_form(self, press: Press, replies: Replies) -> None:
        now = self._deps.clock.now()
        given = await self._deps.agreements.current(press.value, press.user, now)
        await replies.form(blocks.form(given))

    async def propose(self, sent: Submission, replies: Replies) -> None:
        """Stored first; the form then says who reads it."""
        await self._deps.agreements.propose(
            sent.metadata, sent.text("step"), sent.user, self._deps.clock.now(), sent.key
        )
        await replies.show(blocks.passed_on())

    async def use(self, press: Press, replies: Replies) -> None:
        proposed, now = blocks.pressed(press.value), self._deps.clock.now()
        given = await self._deps.agreements.accept(proposed, press.user, now)
        await replies.replace(blocks.agreed(given, proposed.by))


def register(registry: Registry, deps: Deps) -> None:
    agreed = AgreedHandlers(deps)
    registry.action(blocks.AGREE, agreed.agree)
    registry.action(blocks.PROPOSE, agreed.open_form)
    registry.action(blocks.USE, agreed.use)
    registry.view(blocks.PROPOSE, agreed.propose)
