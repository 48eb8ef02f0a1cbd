"""The why behind a tap: which chips to offer, and what was chosen."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.digest import TRAILING_WEEKS
from bot.domain.lifecycle import Action, State, explains
from bot.domain.nurture import default_return
from bot.domain.questions import Question, Why
from bot.domain.reasons import MORE_REJECTION, NOT_NOW, label, offered
from bot.domain.wishes import OFFERED
from bot.errors import InvalidInput, NotPossible
from bot.ports import StoredLead, UnitOfWork, UnitOfWorkFactory
from bot.services.nurture import rest_in, rest_until_in
from bot.services.record import Said, Say, is_said, say_in

LAST_WEEKS = timedelta(weeks=TRAILING_WEEKS)
NOTHING_TO_EXPLAIN = (
    "There is nothing to explain any more: the answer was taken back, or the lead went on."
)


class Feedback:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def question(self, lead_id: str) -> Question | None:
        """What can be asked about the lead now; None when there is nothing to explain."""
        async with self._units.reading(self._team) as uow:
            return await question_in(uow, lead_id)

    async def toggle(self, say: Say, code: str, now: datetime) -> Question | None:
        """Adds a reason, or takes it away again. The first one tapped is the main one. None: for
        that reason the lead was passed on. For “not now” it rests.

        A chip of an older row, which no longer fits what was said since, changes nothing.
        """
        async with self._units(self._team) as uow:
            await _explained(uow, say.lead_id)
            asked = await question_in(uow, say.lead_id)
            if asked is None or code not in {reason.code for reason in asked.options}:
                return _something(asked)
            chosen = asked.chosen
            codes = tuple(c for c in chosen if c != code) if code in chosen else (*chosen, code)
            if code == NOT_NOW.code:
                back = default_return((await uow.settings.get()).today(now))
                said = await rest_in(uow, say, back, now)
            else:
                said = await say_in(uow, replace(say, action=Action.EXPLAIN, codes=codes), now)
            question = await question_in(uow, say.lead_id)
            await uow.commit()
        if said.event is not None and said.event.action is Action.REROUTE:
            return None
        return _something(question)

    async def explain(self, say: Say, why: Why, now: datetime) -> Said:
        """Stores the form's answer. The main reason stays first if it is still chosen. For some
        reasons the lead is passed on: the event is that then."""
        async with self._units(self._team) as uow:
            lead = await _explained(uow, say.lead_id)
            _check_fit(why, await question_in(uow, say.lead_id))
            kept = tuple(code for code in _chosen(lead) if code in why.reasons)
            codes = (*kept, *(code for code in why.reasons if code not in kept))
            given = {
                "opened_with": why.opened_with,
                "promise_true": why.promise_true,
                "competitor": why.competitor,
                "competitor_why": why.competitor_why,
            }
            answer = replace(
                say,
                action=Action.EXPLAIN,
                codes=codes,
                detail={key: value for key, value in given.items() if value},
                text=why.quote,
                named=why.named,
                wish=why.wish,
            )
            said = await say_in(uow, answer, now)
            await uow.commit()
        return said

    async def rest(self, say: Say, returns_on: date, now: datetime) -> Question | None:
        """It comes back on that day; None when there is nothing to explain any more."""
        async with self._units(self._team) as uow:
            await rest_until_in(uow, say, returns_on, now)
            question = await question_in(uow, say.lead_id)
            await uow.commit()
        return question

    async def quote(self, say: Say, now: datetime) -> Said:
        """Keeps `say.text` and `say.wish`, with the verdict `say.action` when that is new."""
        async with self._units(self._team) as uow:
            lead = await uow.leads.locked(say.lead_id)
            if lead is not None and is_said(say, lead.standing):
                say = replace(say, action=Action.EXPLAIN, codes=_chosen(lead))
            said = await say_in(uow, say, now)
            await uow.commit()
        return said

    async def wishes(self, now: datetime) -> list[str]:
        """What leads asked for in the last weeks, to be chosen again rather than spelled anew."""
        async with self._units.reading(self._team) as uow:
            return await uow.wishes.named(now - LAST_WEEKS, OFFERED)


async def question_in(uow: UnitOfWork, lead_id: str) -> Question | None:
    """`Feedback.question` inside a transaction of the caller's."""
    card = await uow.leads.card(lead_id)
    if card is None or not explains(card.standing):
        return None
    standing = card.standing
    return Question(
        lead_id=card.id,
        label=card.label,
        state=standing.state,
        verdict=standing.verdict,
        options=offered(standing.state, standing.verdict, card.campaign),
        chosen=standing.decline_codes if standing.declined else standing.reasons,
        opened_with=standing.opened_with,
        promise_true=standing.promise_true,
        promise=card.campaign.promise if card.campaign else None,
        returns_on=standing.returns_on,
        competitor=standing.competitor,
        competitor_why=standing.competitor_why,
    )


def _something(question: Question | None) -> Question:
    if question is None:
        raise NotPossible(NOTHING_TO_EXPLAIN)
    return question


def _check_fit(why: Why, asked: Question | None) -> None:
    """InvalidInput for reasons of a form that was opened before something else was said. Those it
    offered are kept, also if the campaign's chips are others by now."""
    if asked is None or why.about == asked.about:
        return
    more = MORE_REJECTION if asked.state is State.REJECTED else ()
    fitting = {*(reason.code for reason in (*asked.options, *more)), *asked.chosen}
    if others := [label(code) for code in why.reasons if code not in fitting]:
        sentence = (
            f"Something else was said of {asked.label} since this form was opened. Take these "
            f"away, or close it and press More… again: {', '.join(others)}."
        )
        raise InvalidInput(sentence, {"reasons": sentence})


async def _explained(uow: UnitOfWork, lead_id: str) -> StoredLead:
    lead = await uow.leads.locked(lead_id)
    if lead is None or not explains(lead.standing):
        raise NotPossible(NOTHING_TO_EXPLAIN)
    return lead


def _chosen(lead: StoredLead) -> tuple[str, ...]:
    standing = lead.standing
    return standing.decline_codes if standing.declined else standing.reasons
