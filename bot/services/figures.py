"""The facts of a week and of a campaign, read in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.cards import Quote
from bot.domain.changes import Change, ChangeProgress, ChangeState
from bot.domain.digest import (
    TRAILING_WEEKS,
    CampaignFigures,
    CampaignReport,
    DigestFacts,
    SayMore,
    trailing,
    with_readings,
)
from bot.domain.findings import findings, headline, say_more
from bot.domain.schedule import Span, Week, week_of, weeks
from bot.domain.settings import Settings
from bot.domain.stats import Reading, Share
from bot.errors import NotFound
from bot.ports import UnitOfWork, UnitOfWorkFactory

BEFORE_A_CHANGE = timedelta(weeks=TRAILING_WEEKS)
CHANGES_SHOWN = timedelta(weeks=12)
WEEK = timedelta(weeks=1)
QUOTES = 5


async def collect(uow: UnitOfWork, week: Week, now: datetime) -> DigestFacts:
    """Everything that the digest of `week` says, as it stands `now`."""
    settings = await uow.settings.get()
    zone = settings.zone
    span, own = weeks(trailing(week), week, zone), weeks(week, week, zone)
    # Like with like: the week before, as it stood when it was as old as this week is now.
    as_of = now - WEEK
    last = weeks(week.plus(-1), week.plus(-1), zone)
    before = Span(last.start, min(last.end, as_of))
    campaigns = with_readings(await uow.figures.campaigns(span))
    previous = await uow.digests.latest(before=str(week))
    facts = DigestFacts(
        period=str(week),
        workspace=await uow.settings.name(),
        starts_on=week.monday,
        ends_on=week.monday + timedelta(days=6),
        since=trailing(week).monday,
        computed_at=now,
        currency=settings.currency,
        headline="",
        week=await uow.figures.week(own, now),
        before=await uow.figures.week(before, as_of),
        campaigns=campaigns,
        findings=findings(campaigns),
        say_more=await _quoted(uow, say_more(campaigns), span),
        lost_to=await uow.figures.lost_to(span),
        changes=await _progress_of(uow, span, now),
        agreement=await uow.figures.agreement(span, _bar(settings)),
    )
    known = {
        (item.campaign_id, item.measure)
        for item in (previous.findings if previous else ())
        if item.reading is Reading.BELOW
    }
    return await uow.digests.filled(replace(facts, headline=headline(facts, known)))


def _bar(settings: Settings) -> int:
    """Fit plus intent of a lead in the upper half of what qualifies."""
    return (settings.min_fit + settings.min_intent + 200) // 2


async def _quoted(uow: UnitOfWork, more: Sequence[SayMore], span: Span) -> tuple[SayMore, ...]:
    result = []
    for item in more:
        found = await uow.figures.quotes(item.campaign_id, span, reason=item.reason)
        result.append(replace(item, quote_of=found[0][0]) if found else item)
    return tuple(result)


async def _progress_of(uow: UnitOfWork, span: Span, now: datetime) -> tuple[ChangeProgress, ...]:
    """The open changes and the recently kept ones that the week's digest could know of."""
    shown = [
        change
        for change in await uow.changes.all(since=span.end - CHANGES_SHOWN)
        if change.state is not ChangeState.DROPPED and change.made_at < span.end + WEEK
    ]
    return tuple([await progress(uow, change, now) for change in shown])


async def progress(uow: UnitOfWork, change: Change, now: datetime) -> ChangeProgress:
    """The six weeks before the change took effect (or, open, was promised) and the time since."""
    kept = change.done_at if change.state is ChangeState.KEPT else None
    at = kept or change.made_at

    async def share(span: Span) -> Share:
        return await uow.changes.share(change.campaign_id, change.measure, span)

    before = await share(Span(at - BEFORE_A_CHANGE, at))
    return ChangeProgress(change, before, await share(Span(kept, now)) if kept else Share())


class Figures:
    """What `/leads worked` and `/leads campaign` look up: the six weeks up to today."""

    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def campaigns(self, now: datetime) -> tuple[CampaignFigures, ...]:
        """Every campaign that brought leads, judged; those that stand out first."""
        async with self._units.reading(self._team) as uow:
            return with_readings(await uow.figures.campaigns(await _to_date(uow, now)))

    async def campaign(self, text: str, now: datetime) -> CampaignReport:
        """The campaign of this name, or whose name contains it. NotFound names those there are."""
        async with self._units.reading(self._team) as uow:
            campaign_id, campaign = await _found(uow, text)
            span = await _to_date(uow, now)
            figures = with_readings(await uow.figures.campaigns(span))
            changes = [c for c in await uow.changes.all() if c.campaign_id == campaign_id]
            none = CampaignFigures(campaign_id, campaign.name)
            return CampaignReport(
                campaign=campaign,
                figures=next((f for f in figures if f.campaign_id == campaign_id), none),
                quotes=await _quotes(uow, campaign_id, span, QUOTES),
                changes=tuple([await progress(uow, change, now) for change in changes[:3]]),
            )

    async def worked(self, now: datetime) -> list[tuple[CampaignFigures, Quote | None]]:
        """The campaigns in which most pitches landed, each with its latest quote."""
        async with self._units.reading(self._team) as uow:
            span = await _to_date(uow, now)
            figures = with_readings(await uow.figures.campaigns(span))
            landed = sorted((f for f in figures if f.landed), key=lambda f: (-f.landed, f.name))
            quotes = [await _quotes(uow, f.campaign_id, span, 1) for f in landed[:QUOTES]]
            return [
                (item, next(iter(said), None))
                for item, said in zip(landed[:QUOTES], quotes, strict=True)
            ]


async def _quotes(uow: UnitOfWork, campaign_id: str, span: Span, limit: int) -> tuple[Quote, ...]:
    return tuple(quote for _, quote in await uow.figures.quotes(campaign_id, span, limit=limit))


async def _found(uow: UnitOfWork, text: str) -> tuple[str, Campaign]:
    found = await uow.campaigns.find(text)
    if found is None:
        names = [campaign.name for _, campaign in await uow.campaigns.all()]
        some = ", ".join(names[:5]) + (" and others" if len(names) > 5 else "")
        there = f"There are {some}." if names else "There are none yet."
        raise NotFound(f"No campaign is called “{text[:60]}”. {there}")
    return found


async def _to_date(uow: UnitOfWork, now: datetime) -> Span:
    zone = (await uow.settings.get()).zone
    week = week_of(now.astimezone(zone).date())
    return weeks(trailing(week), week, zone)
