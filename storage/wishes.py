"""What leads asked for, as reps noted it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, distinct, func, select

from bot.domain.leads import Company
from bot.domain.lifecycle import Event
from bot.domain.masked import masked
from bot.domain.schedule import Span
from bot.domain.wishes import Asked, Wish
from storage.base import Repository, table_of
from storage.feedback import events, explained, taken_back
from storage.tables import Lead
from storage.tables import Wish as WishTable

leads, wishes = table_of(Lead), table_of(WishTable)


class WishRepository(Repository):
    async def add(self, new: Sequence[tuple[str, Event, Wish]]) -> None:
        rows = [
            {
                "event_id": event.id,
                "lead_id": lead_id,
                "key": wish.key,
                "label": wish.label,
                "at": event.at,
            }
            for lead_id, event, wish in new
        ]
        await self._insert(wishes, rows)

    async def of(self, lead_id: str) -> dict[str, str]:
        statement = select(wishes.c.event_id, wishes.c.label)
        rows = await self._rows(statement.where(self._mine(wishes, lead_id=lead_id)))
        return {row["event_id"]: masked(row["label"]) for row in rows}

    async def asked(self, span: Span) -> list[Asked]:
        company = leads.c.company_domain, leads.c.company_name
        statement = (
            select(
                wishes.c.key,
                wishes.c.label,
                *company,
                func.count(distinct(wishes.c.lead_id)).label("leads"),
                func.max(leads.c.fit_score).label("fit"),
            )
            .select_from(_said())
            .where(self._since(span.start), wishes.c.at < span.end)
            .group_by(wishes.c.key, wishes.c.label, *company)
        )
        return [
            Asked(
                wish=Wish(row["key"], masked(row["label"])),
                leads=row["leads"],
                company=Company(row["company_name"], row["company_domain"]),
                fit=row["fit"],
            )
            for row in await self._rows(statement)
        ]

    async def named(self, since: datetime, limit: int) -> list[str]:
        label = func.min(wishes.c.label).label("label")
        statement = (
            select(label)
            .select_from(_said())
            .where(self._since(since))
            .group_by(wishes.c.key)
            .order_by(func.count(distinct(wishes.c.lead_id)).desc(), wishes.c.key)
            .limit(limit)
        )
        return [masked(row["label"]) for row in await self._rows(statement)]

    def _since(self, start: datetime) -> ColumnElement[bool]:
        return and_(
            self._mine(wishes),
            wishes.c.at >= start,
            leads.c.qualified,
            ~taken_back(events.c.lead_id, events.c.id, explained(events)),
        )


def _said() -> FromClause:
    """Wishes with their leads and the events that they were said with."""
    return wishes.join(
        leads, and_(leads.c.team_id == wishes.c.team_id, leads.c.id == wishes.c.lead_id)
    ).join(events, and_(events.c.team_id == wishes.c.team_id, events.c.id == wishes.c.event_id))
