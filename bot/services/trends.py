"""Figures with what they may be taken for: judged rep by rep, by week, and when old enough."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.drift import DRIFT_WEEKS, Drift, drifts
from bot.domain.figures import CampaignFigures, with_readings
from bot.domain.maturity import HISTORY, usual_days
from bot.domain.schedule import Span, Week, weeks
from bot.domain.stats import Share
from bot.ports import UnitOfWork


async def judged(uow: UnitOfWork, span: Span, now: datetime) -> tuple[CampaignFigures, ...]:
    """Every campaign that leads came from, with its readings."""
    return with_readings(await uow.figures.campaigns(span, now), await uow.trends.by_rep(span))


async def drifting(uow: UnitOfWork, week: Week, zone: ZoneInfo) -> tuple[Drift, ...]:
    """What changed in the weeks that end with `week`."""
    asked = [week.plus(back) for back in range(1 - DRIFT_WEEKS, 1)]
    return drifts(await uow.trends.weekly([(str(one), weeks(one, one, zone)) for one in asked]))


async def with_wins(
    uow: UnitOfWork, campaigns: tuple[CampaignFigures, ...], end: datetime, now: datetime
) -> tuple[tuple[CampaignFigures, ...], int | None]:
    """With what was won of the leads old enough at `end`, and the days that leads usually take."""
    days = usual_days(await uow.trends.waits(Span(end - HISTORY, end), now))
    if days is None:
        return campaigns, None
    young = end - timedelta(days=days)
    won = await uow.trends.won(Span(end - HISTORY, young))
    pending = await uow.trends.won(Span(young, end))
    return tuple(
        replace(
            item,
            won_share=won.get(item.campaign_id, Share()),
            pending=pending.get(item.campaign_id, Share()).of,
        )
        for item in campaigns
    ), days
