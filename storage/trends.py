"""Counts that judge figures: by week, by rep, and how long leads take. Each over bounded weeks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.types import Integer

from bot.domain.changes import Measure
from bot.domain.drift import Weekly
from bot.domain.figures import ByRep
from bot.domain.lifecycle import State, Verdict
from bot.domain.maturity import Wait
from bot.domain.questions import OPENED_WITH
from bot.domain.reasons import PROCEDURAL
from bot.domain.schedule import Span
from bot.domain.stats import Share, total
from storage.base import Repository, Row, table_of
from storage.tables import Campaign, CampaignChange, Lead
from storage.types import UtcDateTime

leads, campaigns, edits = table_of(Lead), table_of(Campaign), table_of(CampaignChange)
_PITCH = ("promise", "opening_line")
_ENDED = (State.WON, State.LOST, State.DISQUALIFIED)
_TAKEN, _TOLD = leads.c.taken_at.is_not(None), leads.c.verdict.is_not(None)


class TrendRepository(Repository):
    async def weekly(self, weeks: Sequence[tuple[str, Span]]) -> list[Weekly]:
        """Each campaign's pitches that landed, of those told, in each of the successive weeks; and
        those of its opening line, where it has one. Where the two are the same, once."""
        found: dict[tuple[str, bool], list[Share]] = {}
        for row in await self._counted(self._told_in(weeks)):
            share = Share(row["hits"], row["n"])
            for kept in {False, bool(row["opener"])}:
                shares = found.setdefault((row["campaign_id"], kept), [Share()] * len(weeks))
                shares[row["week"]] = total([shares[row["week"]], share])
        named = select(campaigns.c.id, campaigns.c.name, campaigns.c.opening_line).where(
            self._mine(campaigns), campaigns.c.id.in_(sorted({one for one, _ in found}))
        )
        periods = tuple(period for period, _ in weeks)
        series = []
        for row in await self._rows(named.order_by(campaigns.c.id)):
            mine = Weekly(row["id"], row["name"], periods, tuple(found[row["id"], False]))
            told = found.get((row["id"], True)) if row["opening_line"] else None
            if told:
                series.append(replace(mine, shares=tuple(told), opener=row["opening_line"]))
            if not told or tuple(told) != mine.shares:
                series.append(mine)
        return series

    def _told_in(self, weeks: Sequence[tuple[str, Span]]) -> Select[Any]:
        """The leads told of, by campaign, week, and whether they belong to the opening line: they
        came since the brief reads as it does, and no rep said to have opened otherwise."""
        whole = Span(weeks[0][1].start, weeks[-1][1].end)
        ends = [(leads.c.arrived_at < span.end, place) for place, (_, span) in enumerate(weeks)]
        edited = (
            select(edits.c.campaign_id, func.max(edits.c.at).label("at"))
            .where(self._mine(edits), edits.c.at >= whole.start, edits.c.field.in_(_PITCH))
            .group_by(edits.c.campaign_id)
            .subquery()
        )
        since = or_(edited.c.at.is_(None), leads.c.arrived_at >= edited.c.at)
        with_it = or_(leads.c.opened_with.is_(None), leads.c.opened_with == OPENED_WITH[0][0])
        landed = leads.c.verdict == Verdict.LANDED
        opener = case((and_(since, with_it), 1), else_=0)
        asked = self._asked(
            whole, _TOLD, landed, leads.c.campaign_id, week=case(*ends), opener=opener
        )
        return asked.outerjoin(edited, edited.c.campaign_id == leads.c.campaign_id).where(
            leads.c.campaign_id.is_not(None)
        )

    async def by_rep(self, span: Span) -> ByRep:
        """Leads taken of those a rep took or turned down, and pitches landed of those told; leads
        whose rep is not known are left out."""
        procedural = func.coalesce(leads.c.decline_code, "").in_(sorted(PROCEDURAL))
        refused = and_(leads.c.state == State.REJECTED, ~procedural)
        decider = case((_TAKEN, leads.c.owner), else_=leads.c.declined_by)
        landed = leads.c.verdict == Verdict.LANDED
        campaign = leads.c.campaign_id
        taken = self._asked(span, or_(_TAKEN, refused), _TAKEN, campaign, rep=decider)
        told = self._asked(span, _TOLD, landed, campaign, rep=leads.c.owner)
        return {Measure.TAKEN: await self._by_rep(taken), Measure.LANDED: await self._by_rep(told)}

    async def _by_rep(self, inner: Select[Any]) -> dict[str, dict[str, Share]]:
        found: dict[str, dict[str, Share]] = {}
        for row in await self._counted(inner):
            if row["rep"] is not None:
                share = Share(row["hits"], row["n"])
                found.setdefault(row["rep"], {})[row["campaign_id"] or ""] = share
        return found

    async def waits(self, span: Span, now: datetime) -> list[Wait]:
        """How long the taken leads took to end, or were watched without an end; in whole days
        after they arrived."""
        ended = and_(leads.c.state.in_(_ENDED), leads.c.closed_at.is_not(None))
        until = case((ended, leads.c.closed_at), else_=literal(now, UtcDateTime))
        days = (self._seconds(until) - self._seconds(leads.c.arrived_at)) / 86400
        whole = cast(func.floor(days), Integer)
        flag = case((ended, 1), else_=0)
        inner = self._asked(span, _TAKEN, ended, days=whole, ended=flag)
        return [
            Wait(max(0, row["days"]), bool(row["ended"]), row["n"])
            for row in await self._counted(inner)
        ]

    async def won(self, span: Span) -> dict[str, Share]:
        """Won of taken, by campaign."""
        inner = self._asked(span, _TAKEN, leads.c.state == State.WON, leads.c.campaign_id)
        rows = await self._counted(inner)
        return {row["campaign_id"] or "": Share(row["hits"], row["n"]) for row in rows}

    def _asked(
        self,
        span: Span,
        of: ColumnElement[bool],
        hit: ColumnElement[bool],
        *keys: ColumnElement[Any],
        **named: ColumnElement[Any],
    ) -> Select[Any]:
        """The qualified leads that came in `span` and meet `of`: their keys, and 1 for a hit."""
        labelled = [column.label(name) for name, column in named.items()]
        return select(*keys, *labelled, case((hit, 1), else_=0).label("hit")).where(
            self._mine(leads),
            leads.c.arrived_at >= span.start,
            leads.c.arrived_at < span.end,
            leads.c.qualified,
            of,
        )

    async def _counted(self, inner: Select[Any]) -> Sequence[Row]:
        """`n` and `hits` for each combination of keys."""
        asked = inner.subquery()
        keys = [column for column in asked.c if column.name != "hit"]
        hits = func.sum(asked.c.hit).label("hits")
        return await self._rows(select(*keys, func.count().label("n"), hits).group_by(*keys))

    def _seconds(self, moment: Any) -> ColumnElement[Any]:
        if self._connection.dialect.name == "sqlite":
            return cast(func.strftime("%s", moment), Integer)
        return func.extract("epoch", moment)
