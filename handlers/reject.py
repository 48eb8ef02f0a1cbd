"""Not for us, and Reopen."""

from bot.blocks import why
from bot.domain.lifecycle import Action, Door
from bot.domain.questions import MARK
from bot.domain.reasons import mentioned
from bot.services.record import Say
from handlers.deps import Deps
from handlers.payloads import Press
from handlers.registry import Registry
from handlers.replies import Replies


class Reject:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def reject(self, press: Press, replies: Replies) -> None:
        """One tap counts; the chips for the why come after it, unless the button's value brings the
        reason: `lead|duplicate`."""
        lead_id, _, code = press.value.partition(MARK)
        codes = (code,) if code else ()
        say = Say(lead_id, press.user, Action.REJECT, Door.BUTTON, press.key, codes=codes)
        said = await self._deps.record.say(say, self._deps.clock.now())
        question = await self._deps.feedback.question(said.lead.id)
        if said.event is None or question is None:
            return
        if code:
            counted = why.counted(said.lead.label, f"not for us, {mentioned(code)}.", said.lead.id)
            return await replies.whisper(counted)
        await replies.whisper(why.chips(question))

    async def reopen(self, press: Press, replies: Replies) -> None:
        say = Say(press.value, press.user, Action.REOPEN, Door.BUTTON, press.key)
        said = await self._deps.record.say(say, self._deps.clock.now())
        await replies.whisper(why.counted(said.lead.label, "open again.", said.lead.id))


def register(registry: Registry, deps: Deps) -> None:
    reject = Reject(deps)
    registry.action("reject", reject.reject)
    registry.action("reopen", reject.reopen)
