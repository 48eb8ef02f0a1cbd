"""The facts of a week and of a campaign, read in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.answers import RESTS, resting, unanswered
from bot.domain.calibration import Calibration, calibrated
from bot.domain.campaigns import Campaign
from bot.domain.cards import Quote
from bot.domain.changes import Change, ChangeProgress, ChangeState, Measure, RateAsked
from bot.domain.digest import TRAILING_WEEKS, DigestFacts, SayMore, WeekFacts, judged_from, trailing
from bot.domain.figures import CampaignFigures, CampaignReport, prior_of
from bot.domain.findings import findings, headline, say_more
from bot.domain.losses import lost_to
from bot.domain.notable import notable
from bot.domain.schedule import Reported, Span, week_of, weeks
from bot.domain.segments import (
    Dimension,
    Segment,
    first_of_each,
    folded,
    folded_pitch,
    segment_of,
)
from bot.domain.settings import Settings
from bot.domain.stats import Reading
from bot.domain.wishes import asked_for
from bot.errors import NotFound
from bot.ports import UnitOfWork, UnitOfWorkFactory
from bot.services.agreed import WAITS
from bot.services.trends import drifting, judged, with_wins

BEFORE_A_CHANGE = timedelta(weeks=TRAILING_WEEKS)
CHANGES_SHOWN = timedelta(weeks=12)
WEEK = timedelta(weeks=1)
QUOTES = 5
EDITS = 5
CALIBRATED = timedelta(weeks=26)
NAMED = 10


async def collect(uow: UnitOfWork, week: Reported, now: datetime) -> DigestFacts:
    """Everything that the digest of a week (or a month) says, as it stands `now`."""
    settings = await uow.settings.get()
    zone = settings.zone
    span, own = weeks(judged_from(week), week, zone), weeks(week, week, zone)
    last = weeks(week.plus(-1), week.plus(-1), zone)
    found = await judged(uow, span, now)
    campaigns, usual_days = await with_wins(uow, found, min(span.end, now), now)
    lost = lost_to(await uow.figures.losses(span))[:NAMED]
    previous = await uow.digests.latest(before=str(week_of(week.starts_on)))
    answers = await uow.answers.since(now - RESTS)
    segments, pitch = await uow.facts.segments(span, now), await uow.facts.pitch(span)
    facts = DigestFacts(
        period=str(week),
        workspace=await uow.settings.name(),
        starts_on=week.starts_on,
        ends_on=week.ends_on,
        since=judged_from(week).starts_on,
        computed_at=now,
        currency=settings.currency,
        headline="",
        week=await uow.figures.week(own, now),
        before=await _week_before(uow, last, now - (own.start - last.start)),
        campaigns=campaigns,
        findings=unanswered(findings(campaigns), answers, now),
        resting=resting(answers, now),
        known=await uow.digests.known(own, now),
        known_in_all=await uow.digests.known(span, now),
        say_more=await _quoted(uow, say_more(campaigns), span),
        lost_to=tuple((item.competitor, item.leads) for item in lost),
        lost_because={item.competitor: item.because for item in lost if item.because},
        asked_for=asked_for(await uow.wishes.asked(span), _fit_bar(settings))[:NAMED],
        sat_in=await uow.sit_ins.sat_in(week.starts_on, week.ends_on, own),
        changes=await _progress_of(uow, span, now),
        drifts=await drifting(uow, week_of(week.ends_on), zone),
        landed_prior=prior_of(campaigns, Measure.LANDED),
        usual_days=usual_days,
        agreement=await uow.figures.agreement(span, _bar(settings)),
        segments=first_of_each(segments_of(campaigns, segments), NAMED),
        pitch=folded_pitch(pitch),
        notable=notable(segments, pitch),
        discounts=tuple(await uow.facts.discounts(span)),
        promises=await uow.facts.promises(span, now),
        calibration=await calibration_in(uow, span),
    )
    said = headline(facts, span.start, _below(previous))
    return await uow.digests.filled(replace(facts, headline=said))


def _below(previous: DigestFacts | None) -> set[tuple[str, Measure]]:
    """What the digest before already found below the rest."""
    return {
        (item.campaign_id, item.measure)
        for item in (previous.findings if previous else ())
        if item.reading is Reading.BELOW
    }


def segments_of(
    campaigns: Sequence[CampaignFigures], segments: Sequence[Segment]
) -> tuple[Segment, ...]:
    """Every segment over all campaigns; channel and offer are those of the campaigns."""
    of_campaigns = [
        segment_of(dimension, name, item)
        for item in campaigns
        for dimension, name in ((Dimension.CHANNEL, item.channel), (Dimension.OFFER, item.offer))
    ]
    return folded([*of_campaigns, *segments])


async def calibration_in(uow: UnitOfWork, span: Span) -> tuple[Calibration, ...]:
    """Over longer than other figures: a deal takes time."""
    longer = Span(span.end - CALIBRATED, span.end)
    return calibrated(await uow.facts.rejected(longer), await uow.facts.came_back(longer))


async def _week_before(uow: UnitOfWork, last: Span, as_of: datetime) -> WeekFacts:
    """Like with like: as it stood when it was as old as the digest's week is now."""
    return await uow.figures.week(Span(last.start, min(last.end, as_of)), as_of)


def _bar(settings: Settings) -> int:
    """Fit plus intent of a lead in the upper half of what qualifies."""
    return (settings.min_fit + settings.min_intent + 200) // 2


def _fit_bar(settings: Settings) -> int:
    """The fit of a lead in our target: in the upper half of what qualifies."""
    return (settings.min_fit + 100) // 2


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
    return await progress(uow, shown, now, min(now, span.end))


async def progress(
    uow: UnitOfWork, changes: Sequence[Change], now: datetime, until: datetime | None = None
) -> tuple[ChangeProgress, ...]:
    """Of each the six weeks before it took effect and the time since, or from then `until`. Nothing
    is counted for those that are not in effect, and all others at once: hundreds may be open."""
    kept = [one for one in changes if one.state is ChangeState.KEPT]
    asked = [
        RateAsked(one.campaign_id, one.measure, span)
        for one in kept
        for at in (one.done_at or one.made_at,)
        for span in (Span(at - BEFORE_A_CHANGE, at), Span(at, until or now))
    ]
    shares = iter(await uow.changes.shares(asked, now))
    counted = {one.id: ChangeProgress(one, next(shares), next(shares)) for one in kept}
    return tuple(counted.get(one.id, ChangeProgress(one)) for one in changes)


class Figures:
    """What `/leads worked` and `/leads campaign` look up: the six weeks up to today."""

    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def campaigns(self, now: datetime) -> tuple[CampaignFigures, ...]:
        """Every campaign that brought leads, judged; those that stand out first."""
        async with self._units.reading(self._team) as uow:
            return await judged(uow, await _to_date(uow, now), now)

    async def campaign(self, text: str, now: datetime) -> CampaignReport:
        """The campaign of this name, or whose name contains it. NotFound names those there are."""
        async with self._units.reading(self._team) as uow:
            campaign_id, campaign = await _found(uow, text)
            span = await _to_date(uow, now)
            figures = await judged(uow, span, now)
            changes = [c for c in await uow.changes.all() if c.campaign_id == campaign_id]
            none = CampaignFigures(campaign_id, campaign.name)
            edits = tuple(await uow.campaigns.history(campaign_id, EDITS))
            opinions = tuple(await uow.opinions.of(campaign_id))
            people = {*(one.who for one in edits), *(one.user for one in opinions)}
            people |= {user for change in changes[:3] for user in (change.by, *change.cites)}
            return CampaignReport(
                campaign=campaign,
                figures=next((f for f in figures if f.campaign_id == campaign_id), none),
                quotes=await _quotes(uow, campaign_id, span, QUOTES),
                changes=await progress(uow, changes[:3], now),
                opinions=tuple(one for one in opinions if one.pitch == campaign.pitch),
                edits=edits,
                waiting=await uow.held.count(campaign_id, now - WAITS),
                names=await uow.members.names(sorted(people | {campaign.agreed_by or ""})),
            )

    async def worked(self, now: datetime) -> list[tuple[CampaignFigures, Quote | None]]:
        """The campaigns in which most pitches landed, each with its latest quote."""
        async with self._units.reading(self._team) as uow:
            span = await _to_date(uow, now)
            figures = await judged(uow, span, now)
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
