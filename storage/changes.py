"""Changes that marketing promised, and what came of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    column,
    func,
    or_,
    select,
    true,
    union,
    update,
    values,
)

from bot.domain.changes import Change, ChangeState, Measure, RateAsked
from bot.domain.lifecycle import State, Verdict
from bot.domain.reasons import PROCEDURAL
from bot.domain.schedule import Span
from bot.domain.stats import Share
from storage.base import Repository, Row, table_of
from storage.figures import running
from storage.tables import Campaign, Lead
from storage.tables import Change as ChangeRow
from storage.types import UtcDateTime

changes, campaigns, leads = table_of(ChangeRow), table_of(Campaign), table_of(Lead)
NEWEST = 200


class ChangeRepository(Repository):
    async def add(self, change: Change) -> None:
        row = {name: getattr(change, name) for name in Change.__dataclass_fields__}
        del row["campaign"]
        row |= {"cites": list(change.cites)}
        await self._insert(changes, [row])

    async def get(self, change_id: str) -> Change | None:
        row = await self._row(self._select().where(changes.c.id == change_id))
        return _value(row) if row else None

    async def all(self, since: datetime | None = None) -> list[Change]:
        """The open ones and those that ended after `since`, newest first."""
        statement = self._select().order_by(changes.c.made_at.desc()).limit(NEWEST)
        if since is not None:
            open_or_recent = or_(changes.c.done_at.is_(None), changes.c.done_at >= since)
            statement = statement.where(open_or_recent)
        return [_value(row) for row in await self._rows(statement)]

    async def promised(self) -> list[Change]:
        due = (changes.c.due_on.is_(None), changes.c.due_on, changes.c.made_at)
        statement = self._select().where(changes.c.state == ChangeState.OPEN).order_by(*due)
        return [_value(row) for row in await self._rows(statement.limit(NEWEST))]

    async def set_state(self, change_id: str, state: ChangeState, now: datetime) -> bool:
        """Ends an open change; False when it is not open any more."""
        still_open = self._mine(changes, id=change_id, state=ChangeState.OPEN)
        statement = update(changes).where(still_open).values(state=state, done_at=now)
        return (await self._connection.execute(statement)).rowcount == 1

    async def overdue(self, by: date) -> list[Change]:
        """The open ones that were due by this day and of which no executive was told."""
        late = (changes.c.due_on <= by, changes.c.escalated_at.is_(None))
        statement = self._select().where(changes.c.state == ChangeState.OPEN, *late)
        oldest = statement.order_by(changes.c.due_on, changes.c.id).limit(NEWEST)
        return [_value(row) for row in await self._rows(oldest)]

    async def escalate(self, change_id: str, to: str, now: datetime) -> bool:
        """Records who is told; False when somebody was told already."""
        untold = self._mine(changes, id=change_id, state=ChangeState.OPEN, escalated_at=None)
        statement = update(changes).where(untold).values(escalated_to=to, escalated_at=now)
        return (await self._connection.execute(statement)).rowcount == 1

    async def shares(self, asked: Sequence[RateAsked], now: datetime) -> list[Share]:
        """Each rate asked, in that order: one statement reads the index range of each."""
        if not asked:
            return []
        rows = [
            (place, one.campaign_id, one.measure.value, one.span.start, one.span.end)
            for place, one in enumerate(asked)
        ]
        each = values(*_ASKED, name="asked").data(rows).cte("asked")
        counts = [
            case(*((each.c.measure == measure, count) for measure, count in counted)).label(name)
            for name, counted in _counted(now).items()
        ]
        statement = (
            select(each.c.place, *counts)
            .join(
                leads,
                and_(
                    self._mine(leads),
                    leads.c.campaign_id == each.c.campaign_id,
                    leads.c.arrived_at >= each.c.start,
                    leads.c.arrived_at < each.c.end,
                ),
            )
            .group_by(each.c.place, each.c.measure)
        )
        found = {row["place"]: Share(row["hits"], row["of"]) for row in await self._rows(statement)}
        return [found.get(place, Share()) for place in range(len(asked))]

    async def citing(self, campaign_id: str, span: Span) -> tuple[str, ...]:
        """The people who said something about a campaign's leads that came in `span`."""
        mine = self._came_in(campaign_id, span)
        said = union(
            select(leads.c.verdict_by.label("who")).where(mine, leads.c.verdict.is_not(None)),
            select(leads.c.declined_by.label("who")).where(mine, leads.c.state.in_(_DECLINED)),
        ).subquery()
        statement = select(said.c.who).where(said.c.who.is_not(None)).order_by(said.c.who)
        return tuple(row["who"] for row in await self._rows(statement))

    def _came_in(self, campaign_id: str, span: Span) -> ColumnElement[bool]:
        mine = self._mine(leads, campaign_id=campaign_id)
        return and_(mine, leads.c.arrived_at >= span.start, leads.c.arrived_at < span.end)

    def _select(self) -> Select[Any]:
        joined = and_(
            campaigns.c.team_id == changes.c.team_id, campaigns.c.id == changes.c.campaign_id
        )
        return (
            select(changes, campaigns.c.name.label("campaign"))
            .outerjoin(campaigns, joined)
            .where(self._mine(changes))
        )


_DECLINED = (State.REJECTED, State.DISQUALIFIED)
_PROCEDURAL = and_(
    leads.c.state == State.REJECTED,
    func.coalesce(leads.c.decline_code, "").in_(sorted(PROCEDURAL)),
)
_MEASURES: dict[Measure, tuple[ColumnElement[bool], ColumnElement[bool]]] = {
    Measure.TAKEN: (leads.c.taken_at.is_not(None), ~_PROCEDURAL),
    Measure.LANDED: (leads.c.verdict == Verdict.LANDED, leads.c.verdict.is_not(None)),
}


def _counted(now: datetime) -> dict[str, list[tuple[str, ColumnElement[int]]]]:
    """The hits and what they are of, by measure."""
    said = {Measure.TAKEN: ~running(now), Measure.LANDED: true()}
    return {
        name: [
            (measure.value, func.count().filter(leads.c.qualified, which[side], said[measure]))
            for measure, which in _MEASURES.items()
        ]
        for side, name in enumerate(("hits", "of"))
    }


_ASKED: tuple[ColumnClause[Any], ...] = (
    column("place", Integer),
    column("campaign_id", String),
    column("measure", String),
    column("start", UtcDateTime),
    column("end", UtcDateTime),
)


def _value(row: Row) -> Change:
    known: dict[str, Any] = {name: row[name] for name in Change.__dataclass_fields__}
    known["campaign"] = row["campaign"] or "A campaign"
    known["cites"] = tuple(row["cites"])
    known["state"] = ChangeState(row["state"])
    known["measure"] = Measure(row["measure"])
    return Change(**known)
