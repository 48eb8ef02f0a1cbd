"""The delivery queue: lanes with leases, and the cards and messages that wait in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, update

from bot.ports import CardWork, Intent, Lane, MessageKind, MessageWork, Place, Work
from storage.base import Row, table_of
from storage.engine import Database
from storage.tables import Card, Lead, Message
from storage.tables import Lane as LaneRow

cards, messages, lanes = table_of(Card), table_of(Message), table_of(LaneRow)
leads = table_of(Lead)
# Cards are posted in the order in which their leads came.
_ARRIVED = (
    select(leads.c.arrived_at)
    .where(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id)
    .scalar_subquery()
)
OPEN = ("ready", "sending", "unknown")
WAITING = ("waiting", "sending", "unknown")


class DeliveryQueue:
    """Real time throughout. Each method is one short transaction, none spans a Slack call."""

    def __init__(self, database: Database, team: str) -> None:
        self._database = database
        self._team = team

    async def lanes(self, now: datetime, limit: int) -> list[Lane]:
        free = or_(lanes.c.leased_by.is_(None), lanes.c.lease_until < now)
        due = or_(lanes.c.not_before.is_(None), lanes.c.not_before <= now)
        statement = (
            select(lanes.c.team_id, lanes.c.channel)
            .where(
                lanes.c.team_id == self._team,
                free,
                due,
                or_(
                    exists(_stale(now, _lane_of(cards))), exists(_waiting(now, _lane_of(messages)))
                ),
            )
            .limit(limit)
        )
        async with self._database.transaction(self._database.read) as connection:
            rows = (await connection.execute(statement)).all()
        return [Lane(row.team_id, row.channel) for row in rows]

    async def lease(self, lane: Lane, worker: str, now: datetime, until: datetime) -> bool:
        free = or_(lanes.c.leased_by.is_(None), lanes.c.lease_until < now)
        values = {"leased_by": worker, "lease_until": until, "paused": None}
        return await self._write(update(lanes).where(_is(lane), free).values(**values)) == 1

    async def next(self, lane: Lane, now: datetime) -> Work | None:
        async with self._database.transaction(self._database.read) as connection:
            card = _stale(now, _in(cards, lane)).order_by(cards.c.attempts, _ARRIVED)
            row = (await connection.execute(card.limit(1))).mappings().first()
            if row is not None:
                return _card_work(row)
            waiting = _waiting(now, _in(messages, lane))
            ordered = waiting.order_by(messages.c.created_at, messages.c.sequence).limit(1)
            row = (await connection.execute(ordered)).mappings().first()
            return await self._message_work(connection, row) if row else None

    async def _message_work(self, connection: Any, row: Row) -> MessageWork:
        parent_ts, channel, orphaned = None, row["to"], False
        if row["parent"]:
            mine = and_(messages.c.team_id == row["team_id"], messages.c.id == row["parent"])
            parent = (await connection.execute(select(messages).where(mine))).mappings().first()
            if parent is not None:
                parent_ts, channel = parent["ts"], parent["channel"] or channel
            orphaned = parent_ts is None
        intent = Intent(
            MessageKind(row["kind"]), row["to"], row["subject"], row["only"], row["parent"]
        )
        return MessageWork(
            id=row["id"],
            intent=intent,
            channel=channel,
            parent_ts=parent_ts,
            attempts=row["attempts"],
            uncertain=row["status"] in ("sending", "unknown"),
            attempted_at=row["attempted_at"],
            looks=row["looks"],
            orphaned=orphaned,
        )

    async def sending(self, lane: Lane, work: Work, worker: str, now: datetime) -> bool:
        held = exists(select(literal(1)).where(_is(lane), lanes.c.leased_by == worker))
        table = _table(work)
        values: dict[str, Any] = {
            "status": "sending",
            "attempted_at": now,
        }
        values |= {"looks": 0}
        statement = update(table).where(_row(lane, work), held).values(**values)
        return await self._write(statement) == 1

    async def sent(self, lane: Lane, work: Work, place: Place) -> None:
        values: dict[str, Any] = {"ts": place.ts, "error": None, "not_before": None, "attempts": 0}
        if isinstance(work, CardWork):
            values |= {"shown_channel": place.channel, "shown_revision": place.revision}
            values |= {"status": "ready", "posted_at": func.coalesce(cards.c.posted_at, place.at)}
        else:
            values |= {"channel": place.channel, "status": "sent"}
        await self._set(lane, work, **values)

    async def later(self, lane: Lane, work: Work, error: str, at: datetime) -> None:
        status = "ready" if isinstance(work, CardWork) else "waiting"
        attempts = _table(work).c.attempts + 1
        await self._set(lane, work, status=status, error=error, not_before=at, attempts=attempts)

    async def uncertain(self, lane: Lane, work: Work, error: str, at: datetime) -> None:
        looks = _table(work).c.looks + (1 if work.uncertain else 0)
        await self._set(lane, work, status="unknown", error=error, not_before=at, looks=looks)

    async def finish(self, lane: Lane, work: Work, status: str, error: str) -> None:
        if isinstance(work, CardWork) and status == "dead":
            # Not tried again as it is; the lead's next change may well be accepted.
            await self._set(lane, work, status="ready", error=error, shown_revision=work.revision)
        else:
            await self._set(lane, work, status=status, error=error)

    async def pause(self, lane: Lane, reason: str) -> None:
        await self._write(update(lanes).where(_is(lane)).values(paused=reason))

    async def release(self, lane: Lane, worker: str, not_before: datetime | None) -> None:
        values = {"leased_by": None, "lease_until": None, "not_before": not_before}
        mine = and_(_is(lane), lanes.c.leased_by == worker)
        await self._write(update(lanes).where(mine).values(**values))

    async def _set(self, lane: Lane, work: Work, **values: Any) -> None:
        await self._write(update(_table(work)).where(_row(lane, work)).values(**values))

    async def _write(self, statement: Any) -> int:
        async with self._database.transaction(self._database.write) as connection:
            count: int = (await connection.execute(statement)).rowcount
            await connection.commit()
            return count


def _table(work: Work) -> Any:
    return cards if isinstance(work, CardWork) else messages


def _row(lane: Lane, work: Work) -> ColumnElement[bool]:
    key = cards.c.lead_id if isinstance(work, CardWork) else messages.c.id
    value = work.lead_id if isinstance(work, CardWork) else work.id
    return and_(_table(work).c.team_id == lane.team, key == value)


def _is(lane: Lane) -> ColumnElement[bool]:
    return and_(lanes.c.team_id == lane.team, lanes.c.channel == lane.channel)


def _in(table: Any, lane: Lane) -> ColumnElement[bool]:
    column = table.c.channel if table is cards else table.c.lane
    return and_(table.c.team_id == lane.team, column == lane.channel)


def _lane_of(table: Any) -> ColumnElement[bool]:
    column = table.c.channel if table is cards else table.c.lane
    return and_(table.c.team_id == lanes.c.team_id, column == lanes.c.channel)


def _due(table: Any, now: datetime) -> ColumnElement[bool]:
    return or_(table.c.not_before.is_(None), table.c.not_before <= now)


def _stale(now: datetime, where: ColumnElement[bool]) -> Select[Any]:
    behind = cards.c.shown_revision < cards.c.revision
    return select(cards).where(where, behind, cards.c.status.in_(OPEN), _due(cards, now))


def _waiting(now: datetime, where: ColumnElement[bool]) -> Select[Any]:
    parent = messages.alias("parent_message")
    ready = or_(
        messages.c.parent.is_(None),
        exists(
            select(literal(1)).where(
                parent.c.team_id == messages.c.team_id,
                parent.c.id == messages.c.parent,
                parent.c.status.not_in(WAITING),
            )
        ),
    )
    due = _due(messages, now)
    return select(messages).where(where, messages.c.status.in_(WAITING), due, ready)


def _card_work(row: Row) -> CardWork:
    return CardWork(
        lead_id=row["lead_id"],
        channel=row["shown_channel"] or row["channel"],
        revision=row["revision"],
        ts=row["ts"],
        attempts=row["attempts"],
        uncertain=row["status"] in ("sending", "unknown"),
        attempted_at=row["attempted_at"],
        looks=row["looks"],
    )
