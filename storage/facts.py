"""More of what a digest and its export say, counted over the weeks' index range.

Segments read the rows of their weeks: industry and country may be longer than PostgreSQL takes
into an index entry. All else is read from `lead_figures` alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)

from bot.domain.agreement import Graded, Promises, Verdict
from bot.domain.calibration import CameBack
from bot.domain.customers import CustomerKind
from bot.domain.export import LeadRow
from bot.domain.lead_counts import COUNTS
from bot.domain.lifecycle import State
from bot.domain.lifecycle import Verdict as Pitch
from bot.domain.masked import bare, masked, masked_id
from bot.domain.schedule import Span
from bot.domain.segments import Dimension, PitchCount, Segment, size_bands
from bot.domain.stats import Share
from storage.base import Repository, Row, table_of
from storage.feedback import FeedbackRepository
from storage.figures import PROCEDURAL_LEAD, REACHED_SQL, TAKEN, came_in, counting, funnel, running
from storage.tables import BACK_AGAIN, Campaign, FeedbackEvent, Lead

leads, campaigns, events = table_of(Lead), table_of(Campaign), table_of(FeedbackEvent)
MOST_BACK = 2_000
_SCORE = func.coalesce(leads.c.fit_score, leads.c.intent_score) + func.coalesce(
    leads.c.intent_score, leads.c.fit_score
)


def _size() -> ColumnElement[Any]:
    bands = size_bands()
    known = [(leads.c.employees <= top, label) for top, label in bands if top is not None]
    return case((leads.c.employees.is_(None), ""), *known, else_=bands[-1][1])


_CAMPAIGN = func.coalesce(leads.c.campaign_id, "")
_CUSTOMER = func.coalesce(
    leads.c.customer_kind,
    case(
        (leads.c.is_customer.is_(True), CustomerKind.EXPANSION.value),
        (leads.c.is_customer.is_(False), CustomerKind.NEW.value),
        else_="",
    ),
)
_SEGMENTS: Mapping[Dimension, ColumnElement[Any]] = {
    Dimension.INDUSTRY: func.coalesce(leads.c.industry, ""),
    Dimension.COUNTRY: func.coalesce(leads.c.country, ""),
    Dimension.SIZE: _size(),
    Dimension.CUSTOMER: _CUSTOMER,
}


class FactRepository(Repository):
    async def segments(self, span: Span, now: datetime) -> list[Segment]:
        """By industry, country, size and kind of customer, of each campaign: the leads are read
        once, then the few combinations that there are."""
        cells = (
            select(
                _CAMPAIGN.label("campaign_id"),
                *(column.label(name) for name, column in _SEGMENTS.items()),
                *funnel(now),
            )
            .where(self._came_in(span), leads.c.qualified)
            .group_by(_CAMPAIGN, *_SEGMENTS.values())
            .cte("cells")
        )
        sums = [func.sum(cells.c[name]).label(name) for name in COUNTS]
        parts = [
            select(
                literal(dimension.value).label("dimension"),
                cells.c[dimension].label("name"),
                cells.c.campaign_id,
                *sums,
            ).group_by(cells.c[dimension], cells.c.campaign_id)
            for dimension in _SEGMENTS
        ]
        return [
            Segment(
                Dimension(row["dimension"]),
                row["name"],
                campaign_id=row["campaign_id"],
                **{name: int(row[name]) for name in COUNTS},
            )
            for row in await self._rows(union_all(*parts))
        ]

    async def pitch(self, span: Span) -> list[PitchCount]:
        """What the opening and the truth of the promise did to "landed", in each campaign."""
        parts = [
            select(
                literal(column.name).label("question"),
                column.label("answer"),
                _CAMPAIGN.label("campaign_id"),
                func.count().label("told"),
                counting(leads.c.verdict == Pitch.LANDED, name="landed"),
            )
            .where(
                self._came_in(span),
                leads.c.qualified,
                leads.c.verdict.is_not(None),
                column.is_not(None),
            )
            .group_by(column, _CAMPAIGN)
            for column in (leads.c.opened_with, leads.c.promise_true)
        ]
        return [PitchCount(**row) for row in await self._rows(union_all(*parts))]

    async def discounts(self, span: Span) -> list[tuple[str, int]]:
        """What was said of a discount where a lead was won, most named first; `""`: nothing."""
        said, count = func.coalesce(leads.c.discount, ""), func.count()
        statement = (
            select(said.label("code"), count.label("n"))
            .where(self._came_in(span), leads.c.qualified, leads.c.state == State.WON)
            .group_by(said)
            .order_by(count.desc(), said)
        )
        return [(row["code"], row["n"]) for row in await self._rows(statement)]

    async def graded(self, span: Span) -> list[Graded]:
        """The leads that both have judged, by score; one score that is missing counts as the
        other."""
        refused = and_(leads.c.state == State.REJECTED, ~PROCEDURAL_LEAD)
        verdict = case(
            (refused, Verdict.REFUSED.value),
            (leads.c.state.in_(REACHED_SQL), Verdict.QUALIFIED.value),
            else_=Verdict.TAKEN.value,
        )
        statement = (
            select(_SCORE.label("score"), verdict.label("verdict"), func.count().label("n"))
            .where(self._came_in(span), leads.c.qualified, _SCORE.is_not(None), or_(refused, TAKEN))
            .group_by(_SCORE, verdict)
            .order_by(_SCORE, verdict)
        )
        rows = await self._rows(statement)
        return [Graded(row["score"], Verdict(row["verdict"]), row["n"]) for row in rows]

    async def promises(self, span: Span, as_of: datetime) -> Promises:
        mine = leads.c.qualified
        up, reached = leads.c.contact_by < as_of, leads.c.contacted_at <= leads.c.contact_by
        row = await self._row(
            select(
                counting(TAKEN, name="taken"),
                counting(mine, ~PROCEDURAL_LEAD, ~running(as_of), name="delivered"),
                counting(TAKEN, leads.c.state.in_(REACHED_SQL), name="qualified"),
                counting(mine, ~PROCEDURAL_LEAD, up, name="up"),
                counting(mine, ~PROCEDURAL_LEAD, up, reached, name="in_time"),
            ).where(self._came_in(span))
        )
        if row is None:
            return Promises()
        return Promises(
            taken=Share(row["taken"], row["delivered"]),
            qualified=Share(row["qualified"], row["taken"]),
            in_time=Share(row["in_time"], row["up"]),
        )

    async def rejected(self, span: Span) -> dict[str, int]:
        """The leads that are rejected now, by their first reason."""
        statement = (
            select(leads.c.decline_code, func.count().label("n"))
            .where(
                self._came_in(span),
                leads.c.qualified,
                leads.c.state == State.REJECTED,
                leads.c.decline_code.is_not(None),
            )
            .group_by(leads.c.decline_code)
        )
        counts: Counter[str] = Counter()
        for row in await self._rows(statement):
            counts[masked(row["decline_code"])] += row["n"]
        return dict(counts)

    async def came_back(self, span: Span) -> list[CameBack]:
        """The leads that were rejected once and are not now, the latest first, at most
        `MOST_BACK`."""
        back = select(events.c.lead_id).where(
            self._mine(events), events.c.at >= span.start, text(BACK_AGAIN)
        )
        statement = (
            select(leads.c.id, leads.c.state, leads.c.taken_at)
            .where(
                self._came_in(span),
                leads.c.qualified,
                leads.c.state != State.REJECTED,
                leads.c.id.in_(back),
            )
            .order_by(leads.c.arrived_at.desc())
            .limit(MOST_BACK)
        )
        rows = await self._rows(statement)
        told = await FeedbackRepository(self._connection, self._team).of_many(
            [row["id"] for row in rows]
        )
        return [
            CameBack(
                State(row["state"]), row["taken_at"] is not None, tuple(told.get(row["id"], ()))
            )
            for row in rows
        ]

    async def rows(self, span: Span, limit: int) -> list[LeadRow]:
        """The leads themselves, without anything that says whom to call; the latest first."""
        own = [name for name in LeadRow.__dataclass_fields__ if name in leads.c]
        statement: Select[Any] = (
            select(*(leads.c[name] for name in own), campaigns.c.name.label("campaign"))
            .outerjoin(
                campaigns,
                and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id),
            )
            .where(self._came_in(span))
            .order_by(leads.c.arrived_at.desc(), leads.c.id)
            .limit(limit)
        )
        return [_lead_row(row) for row in await self._rows(statement)]

    def _came_in(self, span: Span) -> ColumnElement[bool]:
        return came_in(self._team, span)


def _lead_row(row: Row) -> LeadRow:
    """Files go to a channel."""
    lead = LeadRow(**row)
    return replace(
        lead,
        external_id=masked_id(lead.external_id),
        company_name=bare(lead.company_name),
        competitor=_masked(lead.competitor),
        main_reason=_masked(lead.main_reason),
        decline_code=_masked(lead.decline_code),
    )


def _masked(text: str | None) -> str | None:
    return masked(text) if text else None
