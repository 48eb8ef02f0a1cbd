"""I'll take it, Not mine, Hand to…: who has a lead."""

from bot.blocks import claim as blocks
from bot.blocks import why
from bot.blocks.lists import sentence
from bot.domain.lifecycle import Action, Door
from bot.errors import InvalidInput
from bot.services.record import Say
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class Claim:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def take(self, press: Press, replies: Replies) -> None:
        """The first press wins; the others are told by whom."""
        say = Say(press.value, press.user, Action.TAKE, Door.BUTTON, press.key)
        said = await self._deps.record.say(say, self._deps.clock.now())
        if said.event is not None:
            done = "yours now. The brief with the contact data is in your messages."
            await replies.whisper(why.counted(said.lead.label, done, said.lead.id))

    async def not_mine(self, press: Press, replies: Replies) -> None:
        say = Say(press.value, press.user, Action.DECLINE_OWNERSHIP, Door.BUTTON, press.key)
        said = await self._deps.record.say(say, self._deps.clock.now())
        await replies.whisper(sentence(f"{said.lead.label} is open to everybody now."))

    async def hand_over(self, press: Press, replies: Replies) -> None:
        card = await self._deps.leads.to_work(press.value, press.user, self._deps.clock.now())
        await replies.form(blocks.hand_over(card.id, card.label))

    async def handed_over(self, sent: Submission, _replies: Replies) -> None:
        to = sent.text("to")
        member = await self._deps.directory.member(to)
        if member is None or not member.is_active or to == sent.user:
            raise InvalidInput("Pick a colleague of this workspace.")
        say = Say(
            sent.metadata, sent.user, Action.HAND_OVER, Door.MODAL, sent.key, detail={"owner": to}
        )
        await self._deps.record.say(say, self._deps.clock.now())


def register(registry: Registry, deps: Deps) -> None:
    claim = Claim(deps)
    registry.action("take", claim.take)
    registry.action("not_mine", claim.not_mine)
    registry.action("hand_over", claim.hand_over)
    registry.view("hand_over", claim.handed_over)
