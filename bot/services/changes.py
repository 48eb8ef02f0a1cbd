"""You said, we did: marketing promises a change, and the reps whose words led to it are told."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.changes import Change, ChangeList, ChangeState, Measure, Proposal
from bot.domain.digest import DigestFacts, trailing
from bot.domain.figures import share_of
from bot.domain.findings import figures_in_words, in_words
from bot.domain.ids import new_id
from bot.domain.roles import Deed
from bot.domain.schedule import Span, parse_week, weeks
from bot.domain.stats import Reading, Share
from bot.errors import InvalidInput, NotFound, NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.digest_edits import answered
from bot.services.figures import progress
from bot.services.roles import Roles
from bot.services.trends import judged

MAX_WHAT = 300
CHANGES_LISTED = 20
ANSWERS_LISTED = timedelta(weeks=12)
OVERDUE = timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Promise:
    """What marketing writes in the form: what changes, and by when."""

    campaign_id: str
    period: str
    what: str
    due_on: date | None
    by: str


class Changes:
    """With `roles`, people are asked about: who may promise, keep and drop."""

    def __init__(self, units: UnitOfWorkFactory, team: str, roles: Roles | None = None) -> None:
        self._units = units
        self._team = team
        self._roles = roles

    async def proposal(self, campaign_id: str, period: str, now: datetime) -> Proposal:
        """The finding that a promise would answer, and whom it would cite."""
        async with self._units.reading(self._team) as uow:
            return await proposal_in(uow, campaign_id, period, now)

    async def promise(self, given: Promise, now: datetime, receipt: str | None = None) -> Change:
        """Stores the change and tells everybody whose feedback led to it."""
        await self.may_promise(given.by)
        async with self._units(self._team) as uow:
            proposal = await proposal_in(uow, given.campaign_id, given.period, now)
            today = now.astimezone((await uow.settings.get()).zone).date()
            change = _checked(given, proposal, now, today)
            if receipt is None or await uow.receipts.claim(receipt, now):
                await uow.changes.add(change)
                told = [
                    Intent(MessageKind.CHANGE_TOLD, user, {"change": change.id})
                    for user in change.cites
                    if user != given.by
                ]
                again = await answered(uow, change.campaign_id, change.period, now)
                await uow.messages.add([*told, *again], now)
                await uow.commit()
        return change

    async def may_promise(self, user: str) -> None:
        """NotAllowed for who may not."""
        if self._roles is not None:
            await self._roles.check(user, Deed.PROMISE_CHANGE)

    async def keep(self, change_id: str, now: datetime, by: str = "") -> Change:
        """The change is in effect from now on."""
        await self.may_promise(by)
        return await self._end(change_id, ChangeState.KEPT, now)

    async def drop(self, change_id: str, now: datetime, by: str = "") -> Change:
        await self.may_promise(by)
        return await self._end(change_id, ChangeState.DROPPED, now)

    async def _end(self, change_id: str, state: ChangeState, now: datetime) -> Change:
        async with self._units(self._team) as uow:
            ended = await uow.changes.set_state(change_id, state, now)
            change = await uow.changes.get(change_id)
            if change is None:
                raise NotFound("This change no longer exists.")
            if not ended and change.state is not state:
                raise NotPossible(f"This change was already {change.state}. Promise a new one.")
            if ended:
                again = await answered(uow, change.campaign_id, change.period, now)
                await uow.messages.add(again, now)
            await uow.commit()
        return change

    async def get(self, change_id: str) -> Change | None:
        async with self._units.reading(self._team) as uow:
            return await uow.changes.get(change_id)

    async def listing(self, now: datetime) -> ChangeList:
        """The open promises by when they are due, then what ended, newest first, with what came of
        it."""
        async with self._units.reading(self._team) as uow:
            ended = [one for one in await uow.changes.all() if one.state is not ChangeState.OPEN]
            listed = await _listed(uow, [*await uow.changes.promised(), *ended], now)
            answers = await uow.answers.since(now - ANSWERS_LISTED)
            names = await uow.members.names(sorted({answer.by for answer in answers}))
            return replace(
                listed,
                answers=tuple(answers[:CHANGES_LISTED]),
                names={**names, **listed.names},
            )


async def because_of(uow: UnitOfWork, user: str) -> list[Change]:
    """The changes that cite this person, newest first, dropped ones left out."""
    return [
        change
        for change in await uow.changes.all()
        if user in change.cites and change.state is not ChangeState.DROPPED
    ]


async def escalate_due(units: UnitOfWorkFactory, team: str, now: datetime) -> int:
    """Tells the named executive, once, of each promise that is two weeks overdue; how many."""
    async with units.reading(team) as uow:
        settings = await uow.settings.get()
        if not settings.executive:
            return 0
        overdue = await uow.changes.overdue(settings.today(now) - OVERDUE)
    told = 0
    for change in overdue:
        async with units(team) as uow:
            if await uow.changes.escalate(change.id, settings.executive, now):
                subject = {"change": change.id}
                intent = Intent(MessageKind.CHANGE_OVERDUE, settings.executive, subject)
                await uow.messages.add([intent], now)
                await uow.commit()
                told += 1
    return told


async def _listed(uow: UnitOfWork, changes: list[Change], now: datetime) -> ChangeList:
    items = await progress(uow, changes[:CHANGES_LISTED], now)
    users = {user for item in items for user in (item.change.by, *item.change.cites)}
    names = await uow.members.names(sorted(users))
    return ChangeList(items, names, more=len(changes) - len(items))


async def proposal_in(uow: UnitOfWork, campaign_id: str, period: str, now: datetime) -> Proposal:
    """What the digest of `period` said of the campaign, and who said something about its leads."""
    campaign = await uow.campaigns.get(campaign_id)
    if campaign is None:
        raise NotFound("This campaign no longer exists. Nothing was promised.")
    week = parse_week(period)
    span = weeks(trailing(week), week, (await uow.settings.get()).zone)
    cites = tuple(user for user in await uow.changes.citing(campaign_id, span) if _is_person(user))
    sent = await uow.digests.stored(period)
    found = _finding(sent, campaign_id) or await _figures(uow, campaign_id, span, now)
    promised = tuple(one for one in await uow.changes.promised() if one.campaign_id == campaign_id)
    names = await uow.members.names(sorted({*cites, *(one.by for one in promised)}))
    text, measure, share = found
    return Proposal(
        campaign_id, campaign.name, period, text, measure, cites, names, share, promised
    )


def _is_person(user: str) -> bool:
    """Outcomes that a CRM reported may name people whom Slack does not know."""
    return re.fullmatch(r"[UW][A-Z0-9]+", user) is not None


def _finding(sent: DigestFacts | None, campaign_id: str) -> tuple[str, Measure, Share] | None:
    """What the digest said against the campaign, or else for it."""
    found = [item for item in (sent.findings if sent else ()) if item.campaign_id == campaign_id]
    found.sort(key=lambda item: item.reading is not Reading.BELOW)
    return next(((in_words(item), item.measure, item.share) for item in found), None)


async def _figures(
    uow: UnitOfWork, campaign_id: str, span: Span, now: datetime
) -> tuple[str, Measure, Share]:
    """The counts alone, when the campaign does not stand out."""
    for item in await judged(uow, span, now):
        if item.campaign_id == campaign_id:
            measure = Measure.LANDED if item.told else Measure.TAKEN
            return figures_in_words(item), measure, share_of(item, measure)
    return "no leads in these six weeks", Measure.LANDED, Share()


def _checked(given: Promise, proposal: Proposal, now: datetime, today: date) -> Change:
    what = given.what.strip()
    if not what:
        raise InvalidInput("Write what will change.", {"what": "Write what will change."})
    if len(what) > MAX_WHAT:
        raise InvalidInput(
            "Say it shorter.", {"what": f"At most {MAX_WHAT} characters; this has {len(what)}."}
        )
    if given.due_on is not None and given.due_on < today:
        raise InvalidInput("Pick today or a later day.", {"due_on": "Pick today or a later day."})
    return Change(
        id=new_id(),
        campaign_id=proposal.campaign_id,
        campaign=proposal.campaign,
        finding=proposal.finding,
        what=what,
        due_on=given.due_on,
        by=given.by,
        made_at=now,
        period=proposal.period,
        cites=proposal.cites,
        measure=proposal.measure,
    )
