"""Not now and disagree: what marketing answers to a finding when it promises nothing."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.changes import Answer, AnswerKind, Measure, Proposal
from bot.domain.ids import new_id
from bot.domain.roles import Deed
from bot.domain.stats import Reading, Share
from bot.errors import InvalidInput
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.changes import proposal_in
from bot.services.digest_edits import answered
from bot.services.roles import Roles

MAX_WHY = 300


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody presses or writes; `why` only where they disagree."""

    kind: AnswerKind
    campaign_id: str
    period: str
    by: str
    why: str = ""


class Answers:
    """With `roles`, people are asked about: whoever may promise may also answer otherwise."""

    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles | None = None) -> None:
        self._units = units
        self._team = team
        self._roles = roles

    async def give(self, given: Given, now: datetime, receipt: str | None = None) -> Proposal:
        """The campaign's findings rest. Whose feedback is contradicted is told why."""
        await self.may_answer(given.by)
        why = _checked(given)
        async with self._units(self._team) as uow:
            proposal = await proposal_in(uow, given.campaign_id, given.period, now)
            if receipt is None or await uow.receipts.claim(receipt, now):
                ids = await _add(uow, given, why, proposal, now)
                again = await answered(uow, given.campaign_id, given.period, now)
                is_told = given.kind is AnswerKind.DISAGREE
                told = _told(proposal, given, ids[0]) if is_told else []
                await uow.messages.add([*told, *again], now)
                await uow.commit()
        return proposal

    async def may_answer(self, user: str) -> None:
        """NotAllowed for who may not."""
        if self._roles is not None:
            await self._roles.check(user, Deed.PROMISE_CHANGE)


def _checked(given: Given) -> str:
    why = given.why.strip()
    if given.kind is AnswerKind.NOT_NOW:
        return ""
    if not why:
        raise InvalidInput("Write why.", {"why": "Write why."})
    if len(why) > MAX_WHY:
        problem = f"At most {MAX_WHY} characters; this has {len(why)}."
        raise InvalidInput("Say it shorter.", {"why": problem})
    return why


async def _add(
    uow: UnitOfWork, given: Given, why: str, proposal: Proposal, now: datetime
) -> list[str]:
    """One row for each rate in which the campaign was found behind: they get worse apart."""
    ids = []
    for measure, share in await _found(uow, proposal):
        answer = Answer(
            id=new_id(),
            kind=given.kind,
            campaign_id=proposal.campaign_id,
            campaign=proposal.campaign,
            measure=measure,
            share=share,
            by=given.by,
            at=now,
            period=proposal.period,
            why=why,
            cites=proposal.cites if why else (),
        )
        await uow.answers.add(answer)
        ids.append(answer.id)
    return ids


async def _found(uow: UnitOfWork, proposal: Proposal) -> list[tuple[Measure, Share]]:
    sent = await uow.digests.stored(proposal.period)
    found = [
        (item.measure, item.share)
        for item in (sent.findings if sent else ())
        if item.campaign_id == proposal.campaign_id and item.reading is Reading.BELOW
    ]
    return found or [(proposal.measure, proposal.share)]


def _told(proposal: Proposal, given: Given, answer_id: str) -> list[Intent]:
    return [
        Intent(MessageKind.DISAGREED, user, {"answer": answer_id})
        for user in proposal.cites
        if user != given.by
    ]
