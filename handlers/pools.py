"""/leads unsay: words told without a name, taken back before anybody reads them."""

from bot.blocks.lists import sentence
from bot.domain.phrases import plural
from handlers.deps import Deps
from handlers.payloads import Command
from handlers.registry import Registry
from handlers.replies import Replies


class PoolHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def unsay(self, given: Command, replies: Replies) -> None:
        count = await self._deps.pools.unsay(given.user)
        texts = plural(count, "text")
        them = "it" if count == 1 else "them"
        done = f"{texts} of yours taken back. Nobody has read {them}; your answers stay."
        none = "Nothing of yours waits to be shown without your name."
        await replies.answer(sentence(done if count else none))


def register(registry: Registry, deps: Deps) -> None:
    pools = PoolHandlers(deps)
    registry.command("unsay", "take back what you wrote without your name", pools.unsay)
