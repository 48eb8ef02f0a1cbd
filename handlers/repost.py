"""Post it again: a card that somebody deleted in Slack."""

from bot.blocks.lists import sentence
from handlers.deps import Deps
from handlers.payloads import Press
from handlers.registry import Registry
from handlers.replies import Replies


class Repost:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def repost(self, press: Press, replies: Replies) -> None:
        await self._deps.deliveries.repost(press.value)
        await replies.whisper(sentence("The card is on its way to the channel for leads."))


def register(registry: Registry, deps: Deps) -> None:
    registry.action("repost", Repost(deps).repost)
