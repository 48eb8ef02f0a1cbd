"""Log outcome by every door of Slack's, and “Good fit, not now”."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.blocks import outcome as blocks
from bot.blocks import why
from bot.blocks.text import shorten
from bot.domain import nurture
from bot.domain.cards import LeadLine
from bot.domain.lifecycle import DISCOUNT, Action, Door, State
from bot.domain.outcomes import (
    DISCOUNTS,
    OUTCOMES,
    Typed,
    checked_amount,
    discount_of,
    discounted,
    typed,
)
from bot.domain.outcomes import Outcome as Logged
from bot.domain.reasons import ASKS_MORE, CHOSE_COMPETITOR
from bot.domain.words import spaced
from bot.errors import InvalidInput, NotFound
from bot.services.record import Say
from handlers.deps import Deps
from handlers.inputs import wish_of
from handlers.payloads import Command, Press, Shortcut, Submission
from handlers.registry import Registry
from handlers.replies import Replies

_COMPETITOR = ("competitor", "competitor_why")
_OLD_NAME = "outcome"
"""Of the input for what happened, in the forms of an older version."""


class Outcome:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def open_form(self, press: Press, replies: Replies) -> None:
        """The button's value may say what happened: `lead|won|18000`."""
        lead_id, _, known = press.value.partition(blocks.MARK)
        await self._open(lead_id, press.user, Door.MODAL, replies, known)

    async def _open(
        self, lead_id: str, user: str, door: Door, replies: Replies, known: str = ""
    ) -> None:
        card = await self._deps.leads.to_work(lead_id, user, self._deps.clock.now())
        await replies.form(blocks.form(card, await self._offered(door, known)))

    async def _offered(self, door: Door, known: str = "") -> blocks.Offered:
        code, _, given = known.partition(blocks.MARK)
        settings = await self._deps.settings.get()
        wishes = await self._deps.feedback.wishes(self._deps.clock.now())
        return blocks.Offered(settings.currency, wishes, code, given, door)

    async def at_message(self, given: Shortcut, replies: Replies) -> None:
        """On a card, or on anything in its thread; elsewhere the lead is to be chosen too."""
        message = given.message or {}
        place = str(message.get("thread_ts") or message.get("ts") or "")
        here, mine = await self._deps.leads.to_log(given.user, given.channel or "", place)
        if here is not None:
            return await self._open(here, given.user, Door.SHORTCUT, replies)
        if not mine:
            raise NotFound("You have no open lead. Take one first: `/leads open` lists them.")
        await replies.form(blocks.form_for(mine, await self._offered(Door.SHORTCUT)))

    async def command(self, given: Command, replies: Replies) -> None:
        """`NAME won 18000` and `NAME not now 1 Oct` store at once; a name alone opens the form."""
        asked = typed(given.rest)
        if not asked.name:
            raise NotFound("Whose? Write `/leads outcome Dana won 18000`, or only the name.")
        found, asked = await self._found(asked, given)
        if asked.code is None and len(found) == 1:
            return await self._open(found[0].id, given.user, Door.COMMAND, replies)
        detail = await self._typed_detail(asked)
        if len(found) > 1:
            said = str(detail.get("amount") or (asked.day and detail["returns_on"]))
            return await replies.answer(blocks.which(found, asked.code or "", said))
        await self._log_typed(found[0].id, asked.code or "", detail, given, replies)

    async def _found(self, asked: Typed, given: Command) -> tuple[list[LeadLine], Typed]:
        """Somebody may be called like an outcome: the whole text is tried as a name too, and first
        where what stands behind the outcome may be any words."""
        whole = Typed(given.rest)
        for one in (whole, asked) if asked.day else (asked, whole):
            if found := await self._deps.leads.of(given.user, one.name):
                return found, one
        called = shorten(given.rest, 60)
        raise NotFound(
            f"No lead is called “{called}”. Write a part of the name or the company, then what "
            "happened: contacted, met, qualified, opportunity, won, lost or not now."
        )

    async def _typed_detail(self, asked: Typed) -> dict[str, Any]:
        outcome = OUTCOMES.get(asked.code or "")
        if outcome is not None and "returns_on" in outcome.fields:
            return await self._rests(outcome, asked.day)
        has_amount = outcome is not None and "amount" in outcome.fields
        return {"amount": asked.amount} if has_amount and asked.amount is not None else {}

    async def _log_typed(
        self, lead_id: str, code: str, detail: dict[str, Any], given: Command, replies: Replies
    ) -> None:
        outcome = OUTCOMES[code].with_detail(detail)
        say = Say(
            lead_id,
            given.user,
            outcome.action,
            Door.COMMAND,
            given.key,
            codes=outcome.codes,
            detail=detail,
        )
        said = await self._deps.record.say(say, self._deps.clock.now())
        done = await self._done(outcome, detail)
        if outcome.action is Action.WIN:
            return await replies.answer(blocks.won(said.lead.label, done, lead_id))
        asks = outcome.action is Action.NURTURE or ASKS_MORE.intersection(outcome.codes)
        if asks and (question := await self._deps.feedback.question(lead_id)):
            return await replies.answer(why.chips(question))
        return await replies.answer(why.counted(said.lead.label, f"{done}. Counted.", lead_id))

    async def _done(self, outcome: Logged, detail: Mapping[str, Any]) -> str:
        done = outcome.label.lower()
        if "amount" not in detail:
            return done
        currency = (await self._deps.settings.get()).currency
        return f"{done}, {spaced(detail['amount'])} {currency}"

    async def happened(self, press: Press, replies: Replies) -> None:
        """An outcome was chosen in the open form."""
        view = press.view or {}
        await replies.update(view, blocks.again(view, await self._offered(Door.MODAL, press.value)))

    async def log(self, sent: Submission, replies: Replies) -> None:
        """What is wrong is said beside its field, and nothing is stored."""
        now = self._deps.clock.now()
        lead_id, _, door = sent.metadata.partition(blocks.MARK)
        outcome = _outcome_of(sent)
        _has_competitor(sent, outcome)
        detail = await self._detail(sent, outcome)
        outcome = outcome.with_detail(detail)
        say = Say(
            sent.text("lead") or lead_id,
            sent.user,
            outcome.action,
            Door(door or Door.MODAL),
            sent.key,
            codes=outcome.codes,
            detail=detail,
            text=sent.text("quote") or None,
            wish=wish_of(sent),
        )
        said = await self._deps.record.say(say, now)
        if outcome.action is Action.WIN and DISCOUNT not in say.detail:
            done = await self._done(outcome, say.detail)
            await replies.whisper(blocks.won(said.lead.label, done, said.lead.id))

    async def discount(self, press: Press, replies: Replies) -> None:
        """No, Yes…, and then what for."""
        lead_id, _, code = press.value.partition(blocks.MARK)
        if code not in dict(DISCOUNTS):
            card = await self._deps.leads.card(lead_id)
            if card is None:
                raise NotFound("This lead no longer exists here. Nothing was changed.")
            return await replies.replace(blocks.discounts(card.label, lead_id))
        given = {DISCOUNT: code}
        say = Say(lead_id, press.user, Action.EXPLAIN, Door.BUTTON, press.key, detail=given)
        said = await self._deps.record.say(say, self._deps.clock.now())
        done = f"won, {discounted(code)}. Counted."
        return await replies.replace(why.counted(said.lead.label, done, lead_id))

    async def _detail(self, sent: Submission, outcome: Logged) -> dict[str, Any]:
        """Only what belongs to this outcome: Save may be quicker than the form follows a choice."""
        given = {key: value for key in outcome.fields if (value := sent.text(key))}
        detail: dict[str, Any] = {key: given[key] for key in _COMPETITOR if key in given}
        if amount := checked_amount(given.get("amount", "")):
            detail["amount"] = amount
        if DISCOUNT in given:
            detail[DISCOUNT] = discount_of(given[DISCOUNT])
        if "returns_on" in outcome.fields:
            detail |= await self._rests(outcome, given.get("returns_on", ""))
        return detail

    async def _rests(self, outcome: Logged, day: str) -> dict[str, str]:
        """What is closed for bad timing stays so without a day."""
        return await self._back(day) if day or outcome.action is Action.NURTURE else {}

    async def _back(self, day: str) -> dict[str, str]:
        """When it comes back; without a day, in three months."""
        today = await self._today()
        back = nurture.checked_return(day, today) if day else nurture.default_return(today)
        return {"returns_on": back.isoformat()}

    async def not_now(self, press: Press, replies: Replies) -> None:
        detail = await self._back("")
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

    async def another_day(self, sent: Submission, replies: Replies) -> None:
        day = nurture.checked_return(sent.text("returns_on"), await self._today())
        say = Say(sent.metadata, sent.user, Action.EXPLAIN, Door.MODAL, sent.key)
        question = await self._deps.feedback.rest(say, day, self._deps.clock.now())
        if question is not None:
            await replies.replace(why.chips(question))

    async def _today(self) -> date:
        return (await self._deps.settings.get()).today(self._deps.clock.now())


def _outcome_of(sent: Submission) -> Logged:
    outcome = OUTCOMES.get(sent.text(blocks.HAPPENED) or sent.text(_OLD_NAME))
    if outcome is None:
        raise InvalidInput("Nothing was stored. Close this form and open it again.")
    return outcome


def _has_competitor(sent: Submission, outcome: Logged) -> None:
    if CHOSE_COMPETITOR in outcome.codes and not sent.text("competitor"):
        sentence = "Write which competitor they chose; nothing is stored yet."
        raise InvalidInput(sentence, {"competitor": sentence})


def register(registry: Registry, deps: Deps) -> None:
    outcome = Outcome(deps)
    registry.action("outcome", outcome.open_form)
    registry.view("outcome", outcome.log)
    registry.action(blocks.HAPPENED, outcome.happened)
    registry.action("discount", outcome.discount)
    registry.action("nurture", outcome.not_now)
    registry.action("nurture_in", outcome.not_now_until)
    registry.view("another_day", outcome.another_day)
    registry.shortcut("log_outcome", outcome.at_message)
    usage = "what happened: contacted, met, won 18000, not now 1 Oct …"
    registry.command("outcome NAME [WHAT]", usage, outcome.command)
