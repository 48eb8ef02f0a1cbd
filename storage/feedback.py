"""What people said about leads: events, and the free text that stands apart from them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, FromClause, exists, func, select

from bot.domain.history import Quoted
from bot.domain.lifecycle import Event
from bot.domain.masked import masked
from storage.base import Repository, table_of
from storage.rows import event_row, event_value
from storage.tables import FeedbackEvent, FeedbackText

events, texts = table_of(FeedbackEvent), table_of(FeedbackText)
_undo = events.alias("undo")


def explained(event: FromClause) -> ColumnElement[str]:
    """The event that a reason was given for; an event that gives none (older ones do not say)
    stands for itself."""
    return func.coalesce(event.c.detail["of"].as_string(), event.c.id)


def taken_back(lead: ColumnElement[str], *said: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether one of these events of a lead was retracted."""
    return exists().where(
        _undo.c.team_id == events.c.team_id, _undo.c.lead_id == lead, _undo.c.retracts.in_(said)
    )


class FeedbackRepository(Repository):
    async def add(self, lead_id: str, event: Event) -> None:
        count = select(func.count()).where(self._mine(events, lead_id=lead_id))
        sequence = (await self._connection.execute(count)).scalar_one()
        await self._insert(events, [event_row(lead_id, sequence, event)])

    async def add_many(self, new: Sequence[tuple[str, Event]]) -> None:
        """Events after those that their leads have, oldest first for each lead."""
        next_one = await self._counts({lead_id for lead_id, _ in new})
        rows = []
        for lead_id, event in new:
            rows.append(event_row(lead_id, next_one.get(lead_id, 0), event))
            next_one[lead_id] = next_one.get(lead_id, 0) + 1
        await self._insert(events, rows)

    async def _counts(self, lead_ids: Iterable[str]) -> dict[str, int]:
        statement = (
            select(events.c.lead_id, func.count().label("n"))
            .where(self._mine(events), events.c.lead_id.in_(lead_ids))
            .group_by(events.c.lead_id)
        )
        return {row["lead_id"]: row["n"] for row in await self._rows(statement)}

    async def of(self, lead_id: str) -> list[Event]:
        statement = (
            select(events).where(self._mine(events, lead_id=lead_id)).order_by(events.c.sequence)
        )
        return [event_value(row) for row in await self._rows(statement)]

    async def of_many(self, lead_ids: Sequence[str]) -> dict[str, list[Event]]:
        statement = (
            select(events)
            .where(self._mine(events), events.c.lead_id.in_(lead_ids))
            .order_by(events.c.lead_id, events.c.sequence)
        )
        found: dict[str, list[Event]] = {}
        for row in await self._rows(statement):
            found.setdefault(row["lead_id"], []).append(event_value(row))
        return found

    async def add_text(self, lead_id: str, event: Event, text: str, named: bool) -> None:
        row = {
            "event_id": event.id,
            "lead_id": lead_id,
            "user": event.user,
            "text": text,
            "named": named,
            "at": event.at,
        }
        await self._insert(texts, [row])

    async def texts(self, lead_id: str) -> dict[str, Quoted]:
        statement = select(texts).where(self._mine(texts, lead_id=lead_id))
        rows = await self._rows(statement)
        return {row["event_id"]: Quoted(masked(row["text"]), row["named"]) for row in rows}
