"""Ten minutes of Undo."""

from bot.blocks import why
from bot.domain.lifecycle import Action, Door
from bot.services.record import Say
from handlers.deps import Deps
from handlers.payloads import Press
from handlers.registry import Registry
from handlers.replies import Replies


class Undo:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def undo(self, press: Press, replies: Replies) -> None:
        say = Say(press.value, press.user, Action.UNDO, Door.BUTTON, press.key)
        said = await self._deps.record.undo(say, self._deps.clock.now())
        taken_back = why.counted(said.lead.label, "taken back.", said.lead.id, undo=False)
        await (replies.replace if press.ephemeral else replies.whisper)(taken_back)


def register(registry: Registry, deps: Deps) -> None:
    registry.action("undo", Undo(deps).undo)
