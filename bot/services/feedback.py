"""The why behind a tap: which chips to offer, and what was chosen."""

from datetime import datetime

from bot.domain.lifecycle import Action, Door, explains
from bot.domain.questions import Question, Why
from bot.domain.reasons import offered
from bot.errors import NotPossible
from bot.ports import StoredLead, UnitOfWork, UnitOfWorkFactory
from bot.services.record import Said, Say, is_said, say_in


class Feedback:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def question(self, lead_id: str) -> Question | None:
        """What can be asked about the lead now; None when there is nothing to explain."""
        async with self._units.reading(self._team) as uow:
            return await question_in(uow, lead_id)

    async def toggle(self, say: Say, code: str, now: datetime) -> Question:
        """Adds a reason, or takes it away again. The first one tapped is the main one.

        A chip of an older row, which no longer fits what was said since, changes nothing.
        """
        async with self._units(self._team) as uow:
            await _explained(uow, say.lead_id)
            asked = await question_in(uow, say.lead_id)
            if asked is None or code not in {reason.code for reason in asked.options}:
                return _something(asked)
            chosen = asked.chosen
            codes = tuple(c for c in chosen if c != code) if code in chosen else (*chosen, code)
            await say_in(uow, _explain(say, codes), now)
            question = await question_in(uow, say.lead_id)
            await uow.commit()
        return _something(question)

    async def explain(self, say: Say, why: Why, now: datetime) -> Said:
        """Stores the form's answer. The main reason stays first if it is still chosen."""
        async with self._units(self._team) as uow:
            lead = await _explained(uow, say.lead_id)
            kept = tuple(code for code in _chosen(lead) if code in why.reasons)
            codes = (*kept, *(code for code in why.reasons if code not in kept))
            given = {
                "opened_with": why.opened_with,
                "promise_true": why.promise_true,
                "competitor": why.competitor,
            }
            detail = {key: value for key, value in given.items() if value}
            said = await say_in(uow, _explain(say, codes, detail, why.quote, why.named), now)
            await uow.commit()
        return said

    async def quote(self, say: Say, now: datetime) -> Said:
        """Keeps `say.text`, with the verdict `say.action` when that is new."""
        async with self._units(self._team) as uow:
            lead = await uow.leads.locked(say.lead_id)
            if lead is not None and is_said(say, lead.standing):
                say = _explain(say, _chosen(lead), None, say.text, say.named)
            said = await say_in(uow, say, now)
            await uow.commit()
        return said


async def question_in(uow: UnitOfWork, lead_id: str) -> Question | None:
    """`Feedback.question` inside a transaction of the caller's."""
    card = await uow.leads.card(lead_id)
    if card is None or not explains(card.standing):
        return None
    standing = card.standing
    chips = card.campaign.landed_chips if card.campaign else ()
    return Question(
        lead_id=card.id,
        label=card.label,
        state=standing.state,
        verdict=standing.verdict,
        options=offered(standing.state, standing.verdict, chips),
        chosen=standing.decline_codes if standing.declined else standing.reasons,
        opened_with=standing.opened_with,
        promise_true=standing.promise_true,
        promise=card.campaign.promise if card.campaign else None,
        returns_on=standing.returns_on,
    )


def _something(question: Question | None) -> Question:
    if question is None:
        raise NotPossible("There is nothing to explain any more: the answer was taken back.")
    return question


async def _explained(uow: UnitOfWork, lead_id: str) -> StoredLead:
    lead = await uow.leads.locked(lead_id)
    if lead is None or not explains(lead.standing):
        raise NotPossible("There is nothing to explain any more: the answer was taken back.")
    return lead


def _chosen(lead: StoredLead) -> tuple[str, ...]:
    standing = lead.standing
    return standing.decline_codes if standing.declined else standing.reasons


def _explain(
    say: Say,
    codes: tuple[str, ...],
    detail: dict[str, str] | None = None,
    text: str | None = None,
    named: bool = True,
) -> Say:
    return Say(
        lead_id=say.lead_id,
        user=say.user,
        action=Action.EXPLAIN,
        door=Door(say.door),
        receipt=say.receipt,
        codes=codes,
        detail=detail or {},
        text=text,
        named=named,
    )
