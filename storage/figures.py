"""Figures for the digest: counted in SQL over the weeks' index range, never by loading leads."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import Integer

from bot.domain.cards import Quote
from bot.domain.digest import CampaignFigures, Counts, WeekFacts
from bot.domain.lifecycle import State, Verdict
from bot.domain.reasons import PROCEDURAL
from bot.domain.schedule import Span
from bot.domain.stats import Agreement
from storage.base import Repository, table_of
from storage.quotes import landed_quotes, quote_value, quotes
from storage.tables import Campaign, Card, FeedbackText, Lead

leads, campaigns, cards = table_of(Lead), table_of(Campaign), table_of(Card)
texts = table_of(FeedbackText)
NO_CAMPAIGN = "No campaign"
TOP = 3
_DECLINED = (State.REJECTED, State.DISQUALIFIED)
_ANSWERED = (State.DISQUALIFIED, State.NURTURE, State.WON, State.LOST)


class FigureRepository(Repository):
    async def week(self, span: Span, as_of: datetime) -> WeekFacts:
        """The leads that came in `span`, with what had happened to them before `as_of`."""
        row = await self._row(
            select(
                _count(leads.c.qualified, name="delivered"),
                _count(leads.c.qualified.is_(False), name="not_qualified"),
                _count(_PROCEDURAL, leads.c.closed_at < as_of, name="procedural"),
                _count(_TAKEN, leads.c.taken_at < as_of, name="taken"),
                _count(leads.c.qualified, leads.c.contacted_at < as_of, name="contacted"),
                _count(leads.c.qualified, leads.c.met_at < as_of, name="met"),
                _count(leads.c.qualified, leads.c.state == State.NEW, name="unanswered"),
                _sum(leads.c.amount, leads.c.qualified).label("opened"),
                func.count(distinct(leads.c.owner))
                .filter(_TAKEN, leads.c.taken_at < as_of)
                .label("reps"),
            ).where(self._came_in(span))
        )
        counted = dict(row) if row else {}
        return WeekFacts(**counted, first_contact=await self._first_contact(span, as_of))

    async def _first_contact(self, span: Span, as_of: datetime) -> int | None:
        """The median, in seconds. Leads whose contact is only known from their end (a deal that a
        CRM reported) are left out: nobody knows when they were first spoken to."""
        posted = func.coalesce(cards.c.posted_at, leads.c.arrived_at)
        known = or_(leads.c.closed_at.is_(None), leads.c.closed_at != leads.c.contacted_at)
        waited = self._seconds(leads.c.contacted_at) - self._seconds(posted)
        ranked = (
            select(
                waited.label("waited"),
                func.row_number().over(order_by=waited).label("place"),
                func.count().over().label("n"),
            )
            .outerjoin(
                cards, and_(cards.c.team_id == leads.c.team_id, cards.c.lead_id == leads.c.id)
            )
            .where(self._came_in(span), leads.c.qualified, leads.c.contacted_at < as_of, known)
            .subquery()
        )
        middle = ranked.c.place.in_([(ranked.c.n + 1) // 2, (ranked.c.n + 2) // 2])
        row = await self._row(select(func.avg(ranked.c.waited).label("median")).where(middle))
        return max(0, round(row["median"])) if row and row["median"] is not None else None

    def _seconds(self, moment: Any) -> ColumnElement[int]:
        if self._connection.dialect.name == "sqlite":
            return cast(func.strftime("%s", moment), Integer)
        return cast(func.floor(func.extract("epoch", moment)), Integer)

    async def campaigns(self, span: Span) -> list[CampaignFigures]:
        """Every campaign that leads came from, in no order; `campaign_id` is empty for none."""
        told, landed = leads.c.verdict.is_not(None), leads.c.verdict == Verdict.LANDED
        closed = leads.c.state.in_(_ANSWERED)
        qualified = leads.c.qualified
        statement = (
            select(
                func.coalesce(leads.c.campaign_id, "").label("campaign_id"),
                _count(qualified, name="delivered"),
                _count(_PROCEDURAL, name="procedural"),
                _count(_TAKEN, name="taken"),
                _count(qualified, leads.c.contacted_at.is_not(None), name="contacted"),
                _count(qualified, leads.c.met_at.is_not(None), name="met"),
                _count(qualified, told, name="told"),
                _count(qualified, landed, name="landed"),
                _count(_TAKEN, or_(told, closed), name="answered"),
                _count(qualified, leads.c.state == State.WON, name="won"),
                _sum(leads.c.amount, qualified).label("opened"),
            )
            .where(self._came_in(span))
            .group_by(leads.c.campaign_id)
        )
        rows = [row for row in await self._rows(statement) if row["delivered"]]
        named = await self._names([row["campaign_id"] for row in rows])
        reasons = await self._reasons(span)
        return [
            CampaignFigures(
                **row,
                name=named.get(row["campaign_id"], NO_CAMPAIGN),
                landed_reasons=_top(reasons, row["campaign_id"], "landed"),
                flat_reasons=_top(reasons, row["campaign_id"], "flat"),
                why_no=_top(reasons, row["campaign_id"], "no"),
            )
            for row in rows
        ]

    async def _names(self, campaign_ids: Sequence[str]) -> dict[str, str]:
        statement = select(campaigns.c.id, campaigns.c.name).where(
            self._mine(campaigns), campaigns.c.id.in_(campaign_ids)
        )
        return {row["id"]: row["name"] for row in await self._rows(statement)}

    async def _reasons(self, span: Span) -> Mapping[tuple[str, str], Counts]:
        """(campaign, kind) to its reasons, most named first; kind is landed, flat or no."""
        declined = and_(
            leads.c.state.in_(_DECLINED), leads.c.decline_code.not_in(sorted(PROCEDURAL))
        )
        parts = union_all(
            self._named(span, "landed", leads.c.main_reason, leads.c.verdict == Verdict.LANDED),
            self._named(span, "flat", leads.c.main_reason, leads.c.verdict == Verdict.FELL_FLAT),
            self._named(span, "no", leads.c.decline_code, declined),
        ).subquery()
        statement = (
            select(parts.c.campaign_id, parts.c.kind, parts.c.code, func.count().label("n"))
            .group_by(parts.c.campaign_id, parts.c.kind, parts.c.code)
            .order_by(func.count().desc(), parts.c.code)
        )
        found: dict[tuple[str, str], Counts] = {}
        for row in await self._rows(statement):
            key = (row["campaign_id"], row["kind"])
            found[key] = (*found.get(key, ()), (row["code"], row["n"]))
        return found

    def _named(
        self, span: Span, kind: str, code: ColumnElement[Any], where: ColumnElement[bool]
    ) -> Select[Any]:
        campaign = func.coalesce(leads.c.campaign_id, "").label("campaign_id")
        return select(campaign, literal(kind).label("kind"), code.label("code")).where(
            self._came_in(span), leads.c.qualified, where, code.is_not(None)
        )

    async def lost_to(self, span: Span) -> Counts:
        """Competitors that leads chose, most often named first, however they are capitalised."""
        name = func.max(leads.c.competitor).label("name")
        statement = (
            select(name, func.count().label("n"))
            .where(
                self._came_in(span),
                leads.c.qualified,
                leads.c.state.in_((State.LOST, *_DECLINED)),
                func.trim(leads.c.competitor) != "",
            )
            .group_by(func.lower(func.trim(leads.c.competitor)))
            .order_by(func.count().desc(), name)
            .limit(TOP)
        )
        return tuple((row["name"].strip(), row["n"]) for row in await self._rows(statement))

    async def agreement(self, span: Span, bar: int) -> Agreement:
        """Marketing says yes when fit plus intent reach `bar` (one missing counts as the other),
        sales when the lead was taken, no when it was rejected for a reason that is not
        procedural."""
        fit, intent = leads.c.fit_score, leads.c.intent_score
        high = func.coalesce(fit, intent) + func.coalesce(intent, fit) >= bar
        low = func.coalesce(fit, intent) + func.coalesce(intent, fit) < bar
        refused = and_(leads.c.qualified, leads.c.state == State.REJECTED, ~_PROCEDURAL_CODE)
        row = await self._row(
            select(
                _count(_TAKEN, high, name="both_yes"),
                _count(refused, low, name="both_no"),
                _count(refused, high, name="only_marketing"),
                _count(_TAKEN, low, name="only_sales"),
            ).where(self._came_in(span))
        )
        return Agreement(**row) if row else Agreement()

    async def quotes(
        self, campaign_id: str, span: Span, *, reason: str = "", limit: int = 1
    ) -> list[tuple[str, Quote]]:
        """(event, quote) of pitches that landed; those whose main reason is `reason` first."""
        statement = (
            landed_quotes()
            .where(
                self._mine(texts),
                leads.c.campaign_id == campaign_id,
                leads.c.arrived_at >= span.start,
                leads.c.arrived_at < span.end,
            )
            .order_by(case((leads.c.main_reason == reason, 0), else_=1), texts.c.at.desc())
            .limit(limit)
        )
        return [(row["event_id"], quote_value(row)) for row in await self._rows(statement)]

    async def quoted(self, events: Sequence[str]) -> dict[str, Quote]:
        """The quotes of these events as they stand now; erased ones are missing."""
        rows = await self._rows(quotes().where(self._mine(texts), texts.c.event_id.in_(events)))
        return {row["event_id"]: quote_value(row) for row in rows}

    def _came_in(self, span: Span) -> ColumnElement[bool]:
        return and_(
            self._mine(leads), leads.c.arrived_at >= span.start, leads.c.arrived_at < span.end
        )


_PROCEDURAL_CODE = func.coalesce(leads.c.decline_code, "").in_(sorted(PROCEDURAL))
_PROCEDURAL = and_(leads.c.qualified, leads.c.state == State.REJECTED, _PROCEDURAL_CODE)
_TAKEN = and_(leads.c.qualified, leads.c.taken_at.is_not(None))


def _count(*where: ColumnElement[bool], name: str) -> Any:
    return func.count().filter(*where).label(name)


def _sum(column: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(column).filter(*where), 0)


def _top(reasons: Mapping[tuple[str, str], Counts], campaign_id: str, kind: str) -> Counts:
    return reasons.get((campaign_id, kind), ())[:TOP]
