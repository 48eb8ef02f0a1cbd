"""You said, we did: marketing promises a change, and the reps whose words led to it are told."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.changes import Change, ChangeList, ChangeState, Measure, Proposal
from bot.domain.digest import DigestFacts, trailing, with_readings
from bot.domain.findings import figures_in_words, in_words
from bot.domain.ids import new_id
from bot.domain.schedule import Span, parse_week, weeks
from bot.domain.stats import Reading
from bot.errors import InvalidInput, NotFound, NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.figures import progress

MAX_WHAT = 300
CHANGES_LISTED = 20


@dataclass(frozen=True, slots=True)
class Promise:
    """What marketing writes in the form: what changes, and by when."""

    campaign_id: str
    period: str
    what: str
    due_on: date | None
    by: str


class Changes:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def proposal(self, campaign_id: str, period: str) -> Proposal:
        """The finding that a promise would answer, and whom it would cite."""
        async with self._units.reading(self._team) as uow:
            return await _proposal(uow, campaign_id, period)

    async def promise(self, given: Promise, now: datetime, receipt: str | None = None) -> Change:
        """Stores the change and tells everybody whose feedback led to it."""
        async with self._units(self._team) as uow:
            proposal = await _proposal(uow, given.campaign_id, given.period)
            today = now.astimezone((await uow.settings.get()).zone).date()
            change = _checked(given, proposal, now, today)
            if receipt is None or await uow.receipts.claim(receipt, now):
                await uow.changes.add(change)
                told = [
                    Intent(MessageKind.CHANGE_TOLD, user, {"change": change.id})
                    for user in change.cites
                    if user != given.by
                ]
                await uow.messages.add(told, now)
                await uow.commit()
        return change

    async def keep(self, change_id: str, now: datetime) -> Change:
        """The change is in effect from now on."""
        return await self._end(change_id, ChangeState.KEPT, now)

    async def drop(self, change_id: str, now: datetime) -> Change:
        return await self._end(change_id, ChangeState.DROPPED, now)

    async def _end(self, change_id: str, state: ChangeState, now: datetime) -> Change:
        async with self._units(self._team) as uow:
            ended = await uow.changes.set_state(change_id, state, now)
            change = await uow.changes.get(change_id)
            if change is None:
                raise NotFound("This change no longer exists.")
            if not ended and change.state is not state:
                raise NotPossible(f"This change was already {change.state}. Promise a new one.")
            await uow.commit()
        return change

    async def get(self, change_id: str) -> Change | None:
        async with self._units.reading(self._team) as uow:
            return await uow.changes.get(change_id)

    async def listing(self, now: datetime) -> ChangeList:
        """All that was promised, newest first, with what came of it."""
        async with self._units.reading(self._team) as uow:
            return await _listed(uow, await uow.changes.all(), now)

    async def because_of(self, user: str, now: datetime) -> ChangeList:
        """The changes that cite this person, dropped ones left out."""
        async with self._units.reading(self._team) as uow:
            cited = [
                change
                for change in await uow.changes.all()
                if user in change.cites and change.state is not ChangeState.DROPPED
            ]
            return await _listed(uow, cited, now)


async def _listed(uow: UnitOfWork, changes: list[Change], now: datetime) -> ChangeList:
    items = [await progress(uow, change, now) for change in changes[:CHANGES_LISTED]]
    users = {user for item in items for user in (item.change.by, *item.change.cites)}
    return ChangeList(tuple(items), await uow.members.names(sorted(users)))


async def _proposal(uow: UnitOfWork, campaign_id: str, period: str) -> Proposal:
    campaign = await uow.campaigns.get(campaign_id)
    if campaign is None:
        raise NotFound("This campaign no longer exists. Nothing was promised.")
    week = parse_week(period)
    span = weeks(trailing(week), week, (await uow.settings.get()).zone)
    cites = tuple(user for user in await uow.changes.citing(campaign_id, span) if _is_person(user))
    sent = await uow.digests.stored(period)
    found = _finding(sent, campaign_id) or await _figures(uow, campaign_id, span)
    names = await uow.members.names(cites)
    return Proposal(campaign_id, campaign.name, period, *found, cites, names)


def _is_person(user: str) -> bool:
    """Outcomes that a CRM reported may name people whom Slack does not know."""
    return re.fullmatch(r"[UW][A-Z0-9]+", user) is not None


def _finding(sent: DigestFacts | None, campaign_id: str) -> tuple[str, Measure] | None:
    """What the digest said against the campaign, or else for it."""
    found = [item for item in (sent.findings if sent else ()) if item.campaign_id == campaign_id]
    found.sort(key=lambda item: item.reading is not Reading.BELOW)
    return next(((in_words(item), item.measure) for item in found), None)


async def _figures(uow: UnitOfWork, campaign_id: str, span: Span) -> tuple[str, Measure]:
    """The counts alone, when the campaign does not stand out."""
    for item in with_readings(await uow.figures.campaigns(span)):
        if item.campaign_id == campaign_id:
            return figures_in_words(item), Measure.LANDED if item.told else Measure.TAKEN
    return "no leads in these six weeks", Measure.LANDED


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
