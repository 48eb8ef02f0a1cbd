"""Landed, Fell flat, the chips for the why, and the form behind More…"""

from bot.blocks import why
from bot.blocks.elements import modal
from bot.blocks.lists import sentence
from bot.blocks.message import Message
from bot.domain.lifecycle import Action, Door
from bot.domain.questions import MARK, Question, Why
from bot.domain.reasons import BAD_TIMING
from bot.errors import NotFound
from bot.services.feedback import NOTHING_TO_EXPLAIN
from bot.services.record import Say
from handlers.deps import Deps
from handlers.inputs import is_named, wish_of
from handlers.payloads import Press, Submission
from handlers.registry import OnPress, Registry
from handlers.replies import Replies


class FeedbackHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    def verdict(self, action: Action) -> OnPress:
        """The button's value may bring a reason: `lead|Customer proof`."""

        async def handle(press: Press, replies: Replies) -> None:
            lead_id, _, code = press.value.partition(MARK)
            codes = (code,) if code else ()
            say = Say(lead_id, press.user, action, Door.BUTTON, press.key, codes=codes)
            said = await self._deps.record.say(say, self._deps.clock.now())
            if said.event is not None and said.event.action is Action.SECOND:
                kept = "kept as a second opinion. Only the owner's word counts."
                await replies.whisper(sentence(f"{said.lead.label}: {kept}"))
                return
            question = await self._deps.feedback.question(said.lead.id)
            if question is not None:
                await replies.whisper(why.chips(question))

        return handle

    async def chip(self, press: Press, replies: Replies) -> None:
        """A tap adds a reason, a second tap takes it away; the row shows what is chosen. Some ask
        more: which competitor, until when, what else."""
        lead_id, _, code = press.value.partition("|")
        say = Say(lead_id, press.user, Action.EXPLAIN, Door.BUTTON, press.key)
        now = self._deps.clock.now()
        question = await self._deps.feedback.toggle(say, code, now)
        if question is None:
            return await replies.replace(await passed_on(self._deps, lead_id))
        if code in question.asking:
            await self._ask_more(question, code, replies)
        return await replies.replace(why.chips(question))

    async def _ask_more(self, question: Question, code: str, replies: Replies) -> None:
        if code == BAD_TIMING:
            await replies.open(why.another_day(question))
            return
        wishes = await self._deps.feedback.wishes(self._deps.clock.now())
        await replies.open(why.form(question, wishes))

    async def which_day(self, press: Press, replies: Replies) -> None:
        question = await self._deps.feedback.question(press.value)
        if question is None or BAD_TIMING not in question.asking:
            raise NotFound(NOTHING_TO_EXPLAIN)
        await replies.form(why.another_day(question))

    async def more(self, press: Press, replies: Replies) -> None:
        question = await self._deps.feedback.question(press.value)
        if question is None:
            raise NotFound(NOTHING_TO_EXPLAIN)
        wishes = await self._deps.feedback.wishes(self._deps.clock.now())
        if not await replies.open(why.form(question, wishes)):
            await replies.whisper(why.stored(question))

    async def explained(self, sent: Submission, replies: Replies) -> None:
        lead_id, _, about = sent.metadata.partition(MARK)
        answer = Why(
            reasons=sent.many("reasons"),
            about=about,
            opened_with=sent.text("opened_with") or None,
            promise_true=sent.text("promise_true") or None,
            competitor=sent.text("competitor") or None,
            competitor_why=sent.text("competitor_why") or None,
            quote=sent.text("quote") or None,
            named=is_named(sent),
            wish=wish_of(sent),
        )
        say = Say(lead_id, sent.user, Action.EXPLAIN, Door.MODAL, sent.key)
        said = await self._deps.feedback.explain(say, answer, self._deps.clock.now())
        if said.event is not None and said.event.action is Action.REROUTE:
            await self._passed_on(lead_id, sent.origin, replies)
        elif (question := await self._deps.feedback.question(lead_id)) is not None:
            await replies.replace(why.chips(question))

    async def _passed_on(self, lead_id: str, origin: str, replies: Replies) -> None:
        """In the place of the row of chips; without one, of the form."""
        message = await passed_on(self._deps, lead_id)
        if origin:
            return await replies.replace(message)
        return await replies.show(modal("told", "Not for us", message.blocks))


async def passed_on(deps: Deps, lead_id: str) -> Message:
    """To whom the routes gave what somebody said is not theirs."""
    card = await deps.leads.card(lead_id)
    if card is None:
        return sentence("This lead no longer exists here.")
    return why.passed_on(card.label, card.assigned_to)


def register(registry: Registry, deps: Deps) -> None:
    feedback = FeedbackHandlers(deps)
    registry.action("landed", feedback.verdict(Action.LANDED))
    registry.action("fell_flat", feedback.verdict(Action.FELL_FLAT))
    registry.action("why", feedback.chip)
    registry.action("why_more", feedback.more)
    registry.action("why_day", feedback.which_day)
    registry.view("why", feedback.explained)
