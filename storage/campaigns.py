"""Campaigns with their briefs, and what landed in each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from bot.domain.campaigns import Campaign, CampaignChange
from bot.domain.cards import LandedHere, Quote
from bot.domain.digest import JOB
from bot.domain.drift import Drift
from bot.domain.ids import new_id
from bot.domain.lifecycle import Verdict
from bot.domain.shrinkage import Prior
from bot.domain.stats import MIN_COUNT, Share
from storage.base import Repository, table_of
from storage.quotes import landed_quotes, quote_value
from storage.rows import campaign_row, campaign_value
from storage.shared_cards import drawn_again
from storage.tables import Campaign as CampaignRow
from storage.tables import CampaignChange as CampaignChangeRow
from storage.tables import Card, FeedbackText, Lead, Run

campaigns, leads, texts = table_of(CampaignRow), table_of(Lead), table_of(FeedbackText)
cards, campaign_changes, runs = table_of(Card), table_of(CampaignChangeRow), table_of(Run)
AGREEMENT = ("agreed_step", "agreed_by", "agreed_at")
OPEN_STATES = ("new", "accepted", "contacted", "sql", "opportunity")


class CampaignRepository(Repository):
    async def put(
        self, values: Sequence[Campaign], now: datetime, *, update: bool = True
    ) -> dict[str, str]:
        unique = {campaign.external_id: campaign for campaign in values}
        rows = [{**campaign_row(item, now), "id": new_id()} for item in unique.values()]
        await self._upsert(campaigns, rows, key=["external_id"], update=update, keep=AGREEMENT)
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

    async def agree(self, campaign_id: str, step: str, by: str, now: datetime) -> bool:
        """False when that is not the committed step (any more)."""
        as_read = self._mine(campaigns, id=campaign_id, committed_step=step)
        values = {"agreed_step": step, "agreed_by": by, "agreed_at": now}
        done = await self._connection.execute(update(campaigns).where(as_read).values(**values))
        return done.rowcount == 1

    async def ask(self, campaign_id: str, step: str) -> bool:
        """True for the first that asks the sales leads about this step; empty: there is none."""
        fresh = or_(campaigns.c.asked_step.is_(None), campaigns.c.asked_step != step)
        first = and_(self._mine(campaigns, id=campaign_id), fresh)
        done = await self._connection.execute(
            update(campaigns).where(first).values(asked_step=step)
        )
        return done.rowcount == 1

    async def add_changes(self, campaign_id: str, changes: Sequence[CampaignChange]) -> None:
        rows = [
            {
                "id": new_id(),
                "campaign_id": campaign_id,
                "at": change.at,
                "who": change.who,
                "field": change.field,
                "old": change.old,
                "new": change.new,
            }
            for change in changes
        ]
        await self._insert(campaign_changes, rows)

    async def history(self, campaign_id: str, limit: int) -> list[CampaignChange]:
        statement = (
            select(campaign_changes)
            .where(self._mine(campaign_changes, campaign_id=campaign_id))
            .order_by(campaign_changes.c.at.desc(), campaign_changes.c.field)
            .limit(limit)
        )
        names = CampaignChange.__dataclass_fields__
        return [
            CampaignChange(**{name: row[name] for name in names})
            for row in await self._rows(statement)
        ]

    async def touch(self, campaign_id: str) -> int:
        mine = and_(self._mine(leads, campaign_id=campaign_id), leads.c.state.in_(OPEN_STATES))
        await self._connection.execute(
            update(leads).where(mine).values(revision=leads.c.revision + 1)
        )
        redrawn = drawn_again(self._team, select(leads.c.id).where(mine))
        return (await self._connection.execute(redrawn)).rowcount

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
        here = LandedHere(
            landed=sum(row["n"] for row in landed),
            told=sum(row["n"] for row in rows),
            reasons=tuple(named),
            quote=await self._quote(campaign_id, since, excluding),
        )
        return await self._as_judged(campaign_id, here) if here.told else here

    async def _as_judged(self, campaign_id: str, here: LandedHere) -> LandedHere:
        """With what the latest digest says of it: a card fits it, and counts nothing anew."""
        mine = self._mine(campaigns, id=campaign_id)
        opener = select(campaigns.c.opening_line).where(mine).scalar_subquery()
        statement = (
            select(
                runs.c.facts["drifts"].label("drifts"),
                runs.c.facts["landed_prior"].label("prior"),
                opener.label("opener"),
            )
            .where(self._mine(runs, job=JOB))
            .order_by(runs.c.period.desc())
            .limit(1)
        )
        row = await self._row(statement)
        found = [one for one in (row and row["drifts"]) or () if one["campaign_id"] == campaign_id]
        drift = _said(_drift(found[0]), row["opener"]) if row and found else ""
        if row and row["prior"] and here.told < MIN_COUNT:
            expect = Prior(**row["prior"]).expected(Share(here.landed, here.told))
            return replace(here, drift=drift, expect=expect)
        return replace(here, drift=drift)

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


def _said(drift: Drift, opener: str | None) -> str:
    """Nothing of an opener that the card no longer has."""
    if not drift.opener:
        return drift.in_words
    return f"this opener {drift.in_words}" if drift.opener == opener else ""


def _drift(stored: Mapping[str, Any]) -> Drift:
    shares = {side: Share(**stored[side]) for side in ("before", "after")}
    return Drift(**{**stored, **shares})
