"""Log outcome, and “Good fit, not now”."""

from datetime import date, timedelta
from typing import Any

from bot.blocks import outcome as blocks
from bot.blocks import why
from bot.domain import nurture
from bot.domain.lifecycle import Action, Door, State
from bot.domain.outcomes import OUTCOMES, checked_amount
from bot.services.record import Say
from handlers.deps import Deps
from handlers.payloads import Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies


class Outcome:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def open_form(self, press: Press, replies: Replies) -> None:
        card = await self._deps.leads.to_work(press.value, press.user, self._deps.clock.now())
        settings = await self._deps.settings.get()
        await replies.form(blocks.form(card, settings.currency))

    async def log(self, sent: Submission, _replies: Replies) -> None:
        """What is wrong is said beside its field, and nothing is stored."""
        now = self._deps.clock.now()
        outcome = OUTCOMES[sent.text("outcome")]
        detail: dict[str, Any] = {}
        if amount := checked_amount(sent.text("amount")):
            detail["amount"] = amount
        if outcome.action is Action.NURTURE:
            today = await self._today()
            back = sent.text("returns_on") or nurture.default_return(today).isoformat()
            detail["returns_on"] = nurture.checked_return(back, today).isoformat()
        detail |= {key: value for key in ("competitor", "discount") if (value := sent.text(key))}
        say = Say(
            sent.metadata,
            sent.user,
            outcome.action,
            Door.MODAL,
            sent.key,
            codes=outcome.codes,
            detail=detail,
            text=sent.text("quote") or None,
        )
        await self._deps.record.say(say, now)

    async def not_now(self, press: Press, replies: Replies) -> None:
        detail = {"returns_on": nurture.default_return(await self._today()).isoformat()}
        say = Say(press.value, press.user, Action.NURTURE, Door.BUTTON, press.key, detail=detail)
        await self._deps.record.say(say, self._deps.clock.now())
        question = await self._deps.feedback.question(press.value)
        if question is not None:
            await replies.whisper(why.chips(question))

    async def not_now_until(self, press: Press, replies: Replies) -> None:
        """Another date than the one that the first tap set."""
        days, _, lead_id = press.value.partition("|")
        day = await self._today() + timedelta(days=int(days))
        back = {"returns_on": day.isoformat()}
        say = Say(lead_id, press.user, Action.EXPLAIN, Door.BUTTON, press.key, detail=back)
        await self._deps.record.say(say, self._deps.clock.now())
        question = await self._deps.feedback.question(lead_id)
        if question is not None and question.state is State.NURTURE:
            await replies.replace(why.chips(question))

    async def another_day(self, sent: Submission, _replies: Replies) -> None:
        day = nurture.checked_return(sent.text("returns_on"), await self._today())
        back = {"returns_on": day.isoformat()}
        say = Say(sent.metadata, sent.user, Action.EXPLAIN, Door.MODAL, sent.key, detail=back)
        await self._deps.record.say(say, self._deps.clock.now())

    async def _today(self) -> date:
        return (await self._deps.settings.get()).today(self._deps.clock.now())


def register(registry: Registry, deps: Deps) -> None:
    outcome = Outcome(deps)
    registry.action("outcome", outcome.open_form)
    registry.view("outcome", outcome.log)
    registry.action("nurture", outcome.not_now)
    registry.action("nurture_in", outcome.not_now_until)
    registry.view("another_day", outcome.another_day)
