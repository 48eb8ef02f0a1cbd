"""“Save as feedback”: what a message says, as a quote."""

from bot.blocks import quote as blocks
from bot.blocks import why
from bot.domain.lifecycle import Action, Door
from bot.domain.questions import MAX_QUOTE
from bot.errors import NotFound
from bot.services.record import Say
from handlers.deps import Deps
from handlers.inputs import is_named, wish_of
from handlers.payloads import Payload, Shortcut, Submission, as_typed
from handlers.registry import Registry
from handlers.replies import Replies


class QuoteHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def asked(self, given: Shortcut, replies: Replies) -> None:
        message = given.message or {}
        place = str(message.get("thread_ts") or message.get("ts") or "")
        leads, here = await self._deps.leads.to_quote(given.user, given.channel or "", place)
        if not leads:
            raise NotFound(
                "You have no open lead that this could be about. Take one first, or use this on "
                "an answer in a lead's thread."
            )
        wishes = await self._deps.feedback.wishes(self._deps.clock.now())
        await replies.form(blocks.form(leads, here, _said(message), wishes))

    async def sent(self, sent: Submission, replies: Replies) -> None:
        say = Say(
            lead_id=sent.text("lead"),
            user=sent.user,
            action=Action(sent.text("verdict")),
            door=Door.SHORTCUT,
            receipt=sent.key,
            text=sent.text("quote"),
            named=is_named(sent),
            wish=wish_of(sent),
        )
        said = await self._deps.feedback.quote(say, self._deps.clock.now())
        if said.event is not None and said.event.action is Action.SECOND:
            return await replies.show(blocks.kept(said.lead.label))
        question = await self._deps.feedback.question(said.lead.id)
        if question is not None:
            await replies.show(why.form(question, is_quoted=True))


def _said(message: Payload) -> str:
    """What a person wrote, as they read it; a bot's message is nobody's words."""
    if message.get("bot_id"):
        return ""
    return as_typed(str(message.get("text") or "")).strip()[:MAX_QUOTE]


def register(registry: Registry, deps: Deps) -> None:
    quote = QuoteHandlers(deps)
    registry.shortcut("save_feedback", quote.asked)
    registry.view("save_feedback", quote.sent)
