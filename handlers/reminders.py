"""What a reminder's buttons do that no other screen has: contacted, and taking over."""

from bot.blocks import why
from bot.domain.lifecycle import Action, Door
from bot.services.record import Say
from handlers.deps import Deps
from handlers.payloads import Press
from handlers.registry import Registry
from handlers.replies import Replies


class Reminders:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def contacted(self, press: Press, replies: Replies) -> None:
        say = Say(press.value, press.user, Action.CONTACT, Door.BUTTON, press.key)
        said = await self._deps.record.say(say, self._deps.clock.now())
        if said.event is not None:
            done = "contacted, the clock has stopped."
            await replies.whisper(why.counted(said.lead.label, done, said.lead.id))

    async def take_over(self, press: Press, replies: Replies) -> None:
        """Only for whom the ladder called: the lead was not contacted in time."""
        mine = {"owner": press.user}
        say = Say(press.value, press.user, Action.HAND_OVER, Door.BUTTON, press.key, detail=mine)
        said = await self._deps.record.say(say, self._deps.clock.now())
        if said.event is not None:
            done = "yours now. The brief with the contact data is in your messages."
            await replies.whisper(why.counted(said.lead.label, done, said.lead.id))


def register(registry: Registry, deps: Deps) -> None:
    reminders = Reminders(deps)
    registry.action("contact", reminders.contacted)
    registry.action("take_over", reminders.take_over)
