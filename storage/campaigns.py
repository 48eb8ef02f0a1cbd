"""Campaigns with their briefs, and what landed in each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select, update

from bot.domain.campaigns import Campaign
from bot.domain.cards import LandedHere, Quote
from bot.domain.ids import new_id
from bot.domain.lifecycle import Verdict
from storage.base import Repository, table_of
from storage.quotes import landed_quotes, quote_value
from storage.rows import campaign_row, campaign_value
from storage.tables import Campaign as CampaignRow
from storage.tables import Card, FeedbackText, Lead

campaigns, leads, texts = table_of(CampaignRow), table_of(Lead), table_of(FeedbackText)
cards = table_of(Card)
OPEN_STATES = ("new", "accepted", "contacted", "sql", "opportunity")


class CampaignRepository(Repository):
    async def put(
        self, values: Sequence[Campaign], now: datetime, *, update: bool = True
    ) -> dict[str, str]:
        unique = {campaign.external_id: campaign for campaign in values}
        rows = [{**campaign_row(item, now), "id": new_id()} for item in unique.values()]
        await self._upsert(campaigns, rows, key=["external_id"], update=update)
        return {key: found[0] for key, found in (await self.by_external_id(list(unique))).items()}

    async def by_external_id(self, external_ids: Sequence[str]) -> dict[str, tuple[str, Campaign]]:
        statement = select(campaigns).where(
            self._mine(campaigns), campaigns.c.external_id.in_(external_ids)
        )
        rows = await self._rows(statement)
        return {row["external_id"]: (row["id"], campaign_value(row)) for row in rows}

    async def find(self, text: str) -> tuple[str, Campaign] | None:
        wanted = text.strip().lower()
        found = [
            (campaign_id, campaign)
            for campaign_id, campaign in await self.all()
            if wanted in campaign.name.lower() or wanted in campaign.external_id.lower()
        ]
        exact = [
            item for item in found if wanted in (item[1].external_id.lower(), item[1].name.lower())
        ]
        return next(iter(exact or found), None)

    async def get(self, campaign_id: str) -> Campaign | None:
        row = await self._row(select(campaigns).where(self._mine(campaigns, id=campaign_id)))
        return campaign_value(row) if row else None

    async def all(self) -> list[tuple[str, Campaign]]:
        statement = select(campaigns).where(self._mine(campaigns)).order_by(campaigns.c.name)
        return [(row["id"], campaign_value(row)) for row in await self._rows(statement)]

    async def touch(self, campaign_id: str) -> None:
        mine = and_(self._mine(leads, campaign_id=campaign_id), leads.c.state.in_(OPEN_STATES))
        await self._connection.execute(
            update(leads).where(mine).values(revision=leads.c.revision + 1)
        )
        current = (
            select(leads.c.revision)
            .where(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id)
            .scalar_subquery()
        )
        shown = select(leads.c.id).where(mine)
        await self._connection.execute(
            update(cards)
            .where(self._mine(cards), cards.c.lead_id.in_(shown))
            .values(revision=current)
        )

    async def landed_here(
        self, campaign_id: str, *, since: datetime, excluding: str = ""
    ) -> LandedHere:
        told = and_(
            self._mine(leads, campaign_id=campaign_id),
            leads.c.arrived_at >= since,
            leads.c.verdict.is_not(None),
        )
        statement = (
            select(leads.c.verdict, leads.c.main_reason, func.count().label("n"))
            .where(told)
            .group_by(leads.c.verdict, leads.c.main_reason)
        )
        rows = await self._rows(statement)
        landed = [row for row in rows if row["verdict"] == Verdict.LANDED]
        named = sorted(
            ((row["main_reason"], row["n"]) for row in landed if row["main_reason"]),
            key=lambda reason: (-reason[1], reason[0]),
        )
        return LandedHere(
            landed=sum(row["n"] for row in landed),
            told=sum(row["n"] for row in rows),
            reasons=tuple(named[:3]),
            quote=await self._quote(campaign_id, since, excluding),
        )

    async def _quote(self, campaign_id: str, since: datetime, excluding: str) -> Quote | None:
        statement = (
            landed_quotes()
            .where(
                self._mine(texts),
                leads.c.campaign_id == campaign_id,
                leads.c.arrived_at >= since,
                leads.c.id != excluding,
            )
            .order_by(texts.c.at.desc())
            .limit(1)
        )
        row = await self._row(statement)
        return quote_value(row) if row else None
