"""Figures for the digest: counted in SQL over the weeks' index range, never by loading leads."""

from collections import Counter
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
from bot.domain.costs import cost_within
from bot.domain.digest import WeekFacts
from bot.domain.figures import CampaignFigures, Counts
from bot.domain.lifecycle import State, Verdict
from bot.domain.losses import Loss
from bot.domain.masked import masked
from bot.domain.reasons import PROCEDURAL
from bot.domain.schedule import Span
from bot.domain.segments import ReasonCount
from bot.domain.stats import Agreement
from storage.base import Repository, table_of
from storage.quotes import landed_quotes, quote_value, quotes
from storage.tables import Campaign, Card, FeedbackText, Lead

leads, campaigns, cards = table_of(Lead), table_of(Campaign), table_of(Card)
texts = table_of(FeedbackText)
NO_CAMPAIGN = "No campaign"
TOP = 3
_DECLINED = (State.REJECTED, State.DISQUALIFIED)
_POSTED = func.coalesce(cards.c.posted_at, leads.c.arrived_at)
_WAITS: Mapping[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    "posting": (leads.c.arrived_at, cards.c.posted_at),
    "taking": (_POSTED, leads.c.taken_at),
    "reaching": (leads.c.taken_at, leads.c.contacted_at),
    "first_contact": (_POSTED, leads.c.contacted_at),
}
REACHED_SQL = (State.SQL, State.OPPORTUNITY, State.WON, State.LOST)
_ANSWERED = (State.DISQUALIFIED, State.NURTURE, State.WON, State.LOST)


class FigureRepository(Repository):
    async def week(self, span: Span, as_of: datetime) -> WeekFacts:
        """The leads that came in `span`, with what had happened to them before `as_of`."""
        row = await self._row(
            select(
                counting(leads.c.qualified, name="delivered"),
                counting(leads.c.qualified.is_(False), name="not_qualified"),
                counting(_PROCEDURAL, leads.c.closed_at < as_of, name="procedural"),
                counting(_TAKEN, leads.c.taken_at < as_of, name="taken"),
                counting(leads.c.qualified, leads.c.contacted_at < as_of, name="contacted"),
                counting(leads.c.qualified, leads.c.met_at < as_of, name="met"),
                counting(leads.c.qualified, leads.c.state == State.NEW, name="unanswered"),
                _sum(leads.c.amount, leads.c.qualified).label("opened"),
                func.count(distinct(leads.c.owner))
                .filter(_TAKEN, leads.c.taken_at < as_of)
                .label("reps"),
            ).where(self._came_in(span))
        )
        counted: dict[str, Any] = dict(row) if row else {}
        for name, wait in _WAITS.items():
            counted[name] = await self._median(span, as_of, *wait)
        return WeekFacts(**counted)

    async def _median(
        self, span: Span, as_of: datetime, start: ColumnElement[Any], end: ColumnElement[Any]
    ) -> int | None:
        """From `start` to `end`, in seconds. Leads whose contact is only known from their end (a
        deal that a CRM reported) are left out: nobody knows when they were first spoken to."""
        known = or_(leads.c.closed_at.is_(None), leads.c.closed_at != end)
        waited = self._seconds(end) - self._seconds(start)
        ranked = (
            select(
                waited.label("waited"),
                func.row_number().over(order_by=waited).label("place"),
                func.count().over().label("n"),
            )
            .outerjoin(
                cards, and_(cards.c.team_id == leads.c.team_id, cards.c.lead_id == leads.c.id)
            )
            .where(self._came_in(span), leads.c.qualified, end < as_of, start.is_not(None), known)
            .subquery()
        )
        middle = ranked.c.place.in_([(ranked.c.n + 1) // 2, (ranked.c.n + 2) // 2])
        row = await self._row(select(func.avg(ranked.c.waited).label("median")).where(middle))
        return max(0, round(row["median"])) if row and row["median"] is not None else None

    def _seconds(self, moment: Any) -> ColumnElement[int]:
        if self._connection.dialect.name == "sqlite":
            return cast(func.strftime("%s", moment), Integer)
        return cast(func.floor(func.extract("epoch", moment)), Integer)

    async def campaigns(self, span: Span, now: datetime) -> list[CampaignFigures]:
        """Every campaign that leads came from, in no order; `campaign_id` is empty for none."""
        statement = (
            select(func.coalesce(leads.c.campaign_id, "").label("campaign_id"), *funnel(now))
            .where(self._came_in(span))
            .group_by(leads.c.campaign_id)
        )
        rows = [row for row in await self._rows(statement) if row["delivered"]]
        named = await self._described([row["campaign_id"] for row in rows], span)
        reasons = _by_campaign(await self.reasons(span))
        return [
            CampaignFigures(
                **row,
                **named.get(row["campaign_id"], {"name": NO_CAMPAIGN}),
                landed_reasons=_top(reasons, row["campaign_id"], "landed"),
                flat_reasons=_top(reasons, row["campaign_id"], "flat"),
                why_no=_top(reasons, row["campaign_id"], "no"),
            )
            for row in rows
        ]

    async def _described(
        self, campaign_ids: Sequence[str], span: Span
    ) -> dict[str, dict[str, Any]]:
        told = campaigns.c.name, campaigns.c.channel, campaigns.c.offer
        run = campaigns.c.cost, campaigns.c.starts_on, campaigns.c.ends_on
        statement = select(campaigns.c.id, *told, *run).where(
            self._mine(campaigns), campaigns.c.id.in_(campaign_ids)
        )
        return {
            row["id"]: {
                **{column.name: row[column.name] for column in told},
                "cost": cost_within(row["cost"], row["starts_on"], row["ends_on"], span),
            }
            for row in await self._rows(statement)
        }

    async def reasons(self, span: Span) -> list[ReasonCount]:
        """Every campaign's first reasons, most named first; procedural ones are left out."""
        declined = and_(
            leads.c.state.in_(_DECLINED), leads.c.decline_code.not_in(sorted(PROCEDURAL))
        )
        parts = union_all(
            self._named(span, "landed", leads.c.main_reason, leads.c.verdict == Verdict.LANDED),
            self._named(span, "flat", leads.c.main_reason, leads.c.verdict == Verdict.FELL_FLAT),
            self._named(span, "no", leads.c.decline_code, declined),
        ).subquery()
        named = parts.c.campaign_id, parts.c.kind, parts.c.code
        statement = select(*named, func.count().label("leads")).group_by(*named)
        counts: Counter[tuple[str, str, str]] = Counter()
        for row in await self._rows(statement):
            counts[row["campaign_id"], row["kind"], masked(row["code"])] += row["leads"]
        found = [ReasonCount(*key, leads) for key, leads in counts.items()]
        return sorted(found, key=lambda one: (-one.leads, one.code))

    def _named(
        self, span: Span, kind: str, code: ColumnElement[Any], where: ColumnElement[bool]
    ) -> Select[Any]:
        campaign = func.coalesce(leads.c.campaign_id, "").label("campaign_id")
        return select(campaign, literal(kind).label("kind"), code.label("code")).where(
            self._came_in(span), leads.c.qualified, where, code.is_not(None)
        )

    async def losses(self, span: Span) -> list[Loss]:
        named = leads.c.competitor, leads.c.competitor_why
        statement = (
            select(*named, func.count().label("n"))
            .where(
                self._came_in(span),
                leads.c.qualified,
                leads.c.state.in_((State.LOST, *_DECLINED)),
                leads.c.competitor.is_not(None),
            )
            .group_by(*named)
        )
        return [Loss(*row.values()) for row in await self._rows(statement)]

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
                counting(_TAKEN, high, name="both_yes"),
                counting(refused, low, name="both_no"),
                counting(refused, high, name="only_marketing"),
                counting(_TAKEN, low, name="only_sales"),
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
        return came_in(self._team, span)


_PROCEDURAL_CODE = func.coalesce(leads.c.decline_code, "").in_(sorted(PROCEDURAL))
_PROCEDURAL = and_(leads.c.qualified, leads.c.state == State.REJECTED, _PROCEDURAL_CODE)
_TAKEN = and_(leads.c.qualified, leads.c.taken_at.is_not(None))
PROCEDURAL_LEAD, TAKEN = _PROCEDURAL, _TAKEN


def came_in(team: str, span: Span) -> ColumnElement[bool]:
    return and_(
        leads.c.team_id == team, leads.c.arrived_at >= span.start, leads.c.arrived_at < span.end
    )


def running(now: datetime) -> ColumnElement[bool]:
    """Nobody has answered, and there still is time to."""
    return and_(leads.c.state == State.NEW, ~_TAKEN, leads.c.contact_by > now)


def funnel(now: datetime) -> list[Any]:
    """What is counted of leads that have something in common; only qualified ones count."""
    told, landed = leads.c.verdict.is_not(None), leads.c.verdict == Verdict.LANDED
    qualified, won = leads.c.qualified, leads.c.state == State.WON
    return [
        counting(qualified, name="delivered"),
        counting(_PROCEDURAL, name="procedural"),
        counting(_TAKEN, name="taken"),
        counting(qualified, leads.c.contacted_at.is_not(None), name="contacted"),
        counting(qualified, leads.c.met_at.is_not(None), name="met"),
        counting(qualified, leads.c.state.in_(REACHED_SQL), name="sql"),
        counting(qualified, told, name="told"),
        counting(qualified, landed, name="landed"),
        counting(_TAKEN, or_(told, leads.c.state.in_(_ANSWERED)), name="answered"),
        counting(qualified, won, name="won"),
        counting(qualified, leads.c.state == State.NEW, ~_TAKEN, name="unanswered"),
        counting(qualified, running(now), name="running"),
        _sum(leads.c.amount, qualified).label("opened"),
        _sum(leads.c.amount, qualified, won).label("won_amount"),
    ]


def counting(*where: ColumnElement[bool], name: str) -> Any:
    return func.count().filter(*where).label(name)


def _sum(column: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(column).filter(*where), 0)


def _by_campaign(reasons: Sequence[ReasonCount]) -> Mapping[tuple[str, str], Counts]:
    found: dict[tuple[str, str], Counts] = {}
    for one in reasons:
        key = (one.campaign_id, one.kind)
        found[key] = (*found.get(key, ()), (one.code, one.leads))
    return found


def _top(reasons: Mapping[tuple[str, str], Counts], campaign_id: str, kind: str) -> Counts:
    return reasons.get((campaign_id, kind), ())[:TOP]
