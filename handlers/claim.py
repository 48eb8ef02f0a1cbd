"""I'll take it, Not mine, Hand to…: who has a lead."""

from bot.blocks import claim as blocks
from bot.blocks import why
from bot.blocks.lists import sentence
from bot.domain.lifecycle import TABLE, Action, Door
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

    async def take_all(self, press: Press, replies: Replies) -> None:
        """The whole company: what a colleague took a moment ago stays theirs."""
        now = self._deps.clock.now()
        taken = await self._deps.record.take_all(press.value, press.user, press.key, now)
        names = ", ".join(lead.label for lead in taken)
        done = f"{names}: yours now. The briefs with the contact data are in your messages."
        nobody = "None of them waits any more: each was taken, declined or set aside before you."
        await replies.whisper(sentence(done if taken else nobody))

    async def not_mine(self, press: Press, replies: Replies) -> None:
        say = Say(press.value, press.user, Action.DECLINE_OWNERSHIP, Door.BUTTON, press.key)
        said = await self._deps.record.say(say, self._deps.clock.now())
        await replies.whisper(why.passed_on(said.lead.label, said.lead.assigned_to))

    async def hand_over(self, press: Press, replies: Replies) -> None:
        now = self._deps.clock.now()
        card = await self._deps.leads.to_hand_over(press.value, press.user, now)
        free = (card.standing.state, Action.RELEASE) in TABLE
        await replies.form(blocks.hand_over(card.id, card.label, may_give_back=free))

    async def handed_over(self, sent: Submission, _replies: Replies) -> None:
        """To a colleague, or back to everybody; both at once would be neither."""
        to, back = sent.text("to"), bool(sent.many("back"))
        if bool(to) == back:
            sentence = "Pick a colleague, or tick that anybody may take it."
            raise InvalidInput(sentence, {"to": sentence})
        now = self._deps.clock.now()
        if back:
            say = Say(sent.metadata, sent.user, Action.RELEASE, Door.MODAL, sent.key)
            await self._deps.record.say(say, now)
        else:
            say = Say(sent.metadata, sent.user, Action.HAND_OVER, Door.MODAL, sent.key)
            await self._deps.hand_overs.to_colleague(say, to, now)


def register(registry: Registry, deps: Deps) -> None:
    claim = Claim(deps)
    registry.action("take", claim.take)
    registry.action("take_all", claim.take_all)
    registry.action("not_mine", claim.not_mine)
    registry.action("hand_over", claim.hand_over)
    registry.view("hand_over", claim.handed_over)
