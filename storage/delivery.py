"""The delivery queue: lanes with leases, and the cards and messages that wait in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.domain.deliveries import Halted
from bot.ports import CardWork, Intent, Lane, MessageKind, MessageWork, Place, Work
from storage.base import Repository, Row, table_of
from storage.engine import Database
from storage.tables import Card, Halt, Lead, Message
from storage.tables import Lane as LaneRow

cards, messages, lanes = table_of(Card), table_of(Message), table_of(LaneRow)
leads, halts = table_of(Lead), table_of(Halt)
# Cards are posted in the order in which their leads came.
_ARRIVED = (
    select(leads.c.arrived_at)
    .where(leads.c.team_id == cards.c.team_id, leads.c.id == cards.c.lead_id)
    .scalar_subquery()
)
OPEN = ("ready", "sending", "unknown")
WAITING = ("waiting", "sending", "unknown")
UNCERTAIN = ("sending", "unknown")
EVERYTHING = "*"


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
        values = {"leased_by": worker, "lease_until": until}
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
            uncertain=row["status"] in UNCERTAIN,
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
        # A card that was moved to another channel meanwhile is that lane's.
        here = and_(_row(lane, work), _in(table, lane))
        statement = update(table).where(here, held).values(**values)
        return await self._write(statement) == 1

    async def sent(self, lane: Lane, work: Work, place: Place) -> None:
        values: dict[str, Any] = {"ts": place.ts, "attempts": 0}
        values |= dict.fromkeys(("error", "not_before", "dead_at"))
        if isinstance(work, CardWork):
            values |= {"shown_channel": place.channel, "shown_revision": place.revision}
            values |= {"status": "ready", "posted_at": func.coalesce(cards.c.posted_at, place.at)}
        else:
            values |= {"channel": place.channel, "status": "sent"}
        sent = update(_table(work)).where(_row(lane, work)).values(**values)
        over = dict.fromkeys(("paused", "paused_at", "told_at"))
        going = update(lanes).where(_is(lane), lanes.c.paused.is_not(None)).values(**over)
        await self._write(sent, going)

    async def later(
        self, lane: Lane, work: Work, error: str, at: datetime, *, counts: bool = True
    ) -> None:
        status = "ready" if isinstance(work, CardWork) else "waiting"
        values = {"status": "unknown" if work.uncertain else status}
        attempts = _table(work).c.attempts + int(counts)
        await self._set(lane, work, **values, error=error, not_before=at, attempts=attempts)

    async def uncertain(self, lane: Lane, work: Work, error: str, at: datetime) -> None:
        looks = _table(work).c.looks + (1 if work.uncertain else 0)
        await self._set(lane, work, status="unknown", error=error, not_before=at, looks=looks)

    async def finish(self, lane: Lane, work: Work, status: str, error: str, at: datetime) -> None:
        values: dict[str, Any] = {"status": status, "error": error}
        if status == "dead":
            values |= {"dead_at": at, "attempts": _table(work).c.attempts + 1}
            if isinstance(work, CardWork) and not work.uncertain:
                # Not tried again as it is; the lead's next change may well be accepted.
                values |= {"status": "ready", "shown_revision": work.revision}
        await self._set(lane, work, **values)

    async def pause(self, lane: Lane, reason: str, at: datetime) -> None:
        since = func.coalesce(lanes.c.paused_at, at)
        await self._write(update(lanes).where(_is(lane)).values(paused=reason, paused_at=since))

    async def halt(self, method: str, until: datetime) -> None:
        later = update(halts).where(self._halt(method), halts.c.until < until).values(until=until)
        async with self._database.transaction(self._database.write) as connection:
            await Halts(connection, self._team).add({"method": method, "until": until})
            await connection.execute(later)
            await connection.commit()

    async def halt_all(self, halted: Halted, until: datetime) -> bool:
        row = {"method": EVERYTHING, "until": until, "error": halted.error}
        row |= {"scopes": halted.scopes, "since": halted.since}
        async with self._database.transaction(self._database.write) as connection:
            is_first = await Halts(connection, self._team).add(row)
            await connection.commit()
        return is_first

    async def halted(self) -> Halted | None:
        async with self._database.transaction(self._database.read) as connection:
            return await Halts(connection, self._team).all()

    async def may_probe(self, now: datetime, until: datetime) -> bool:
        due = and_(self._halt(EVERYTHING), halts.c.until <= now)
        return await self._write(update(halts).where(due).values(until=until)) == 1

    async def resume(self) -> None:
        await self._write(delete(halts).where(self._halt(EVERYTHING)))

    def _halt(self, method: str) -> ColumnElement[bool]:
        return and_(halts.c.team_id == self._team, halts.c.method == method)

    async def release(self, lane: Lane, worker: str, not_before: datetime | None) -> None:
        values = {"leased_by": None, "lease_until": None, "not_before": not_before}
        mine = and_(_is(lane), lanes.c.leased_by == worker)
        await self._write(update(lanes).where(mine).values(**values))

    async def _set(self, lane: Lane, work: Work, **values: Any) -> None:
        await self._write(update(_table(work)).where(_row(lane, work)).values(**values))

    async def _write(self, statement: Any, *more: Any) -> int:
        """All of them or none; how many rows the first one changed."""
        async with self._database.transaction(self._database.write) as connection:
            count: int = (await connection.execute(statement)).rowcount
            for following in more:
                await connection.execute(following)
            await connection.commit()
            return count


class Halts(Repository):
    async def add(self, row: Mapping[str, Any]) -> bool:
        """False when the method was halted already, which is left as it is."""
        return await self._upsert(halts, [row], update=False) == 1

    async def all(self) -> Halted | None:
        """What halts everything."""
        row = await self._row(select(halts).where(self._mine(halts, method=EVERYTHING)))
        return Halted(row["error"], row["since"], row["scopes"]) if row else None


def _table(work: Work) -> Any:
    return cards if isinstance(work, CardWork) else messages


def _row(lane: Lane, work: Work) -> ColumnElement[bool]:
    """What the work is about, as it was handed out: a card that meanwhile was given another
    message, or left its own to a colleague's lead, is not that any more."""
    if isinstance(work, MessageWork):
        return and_(messages.c.team_id == lane.team, messages.c.id == work.id)
    mine = and_(cards.c.team_id == lane.team, cards.c.lead_id == work.lead_id)
    return and_(mine, cards.c.ts.is_not_distinct_from(work.ts))


def _is(lane: Lane) -> ColumnElement[bool]:
    return and_(lanes.c.team_id == lane.team, lanes.c.channel == lane.channel)


def _in(table: Any, lane: Lane) -> ColumnElement[bool]:
    column = table.c.channel if table is cards else table.c.lane
    return and_(table.c.team_id == lane.team, column == lane.channel)


def _lane_of(table: Any) -> ColumnElement[bool]:
    column = table.c.channel if table is cards else table.c.lane
    return and_(table.c.team_id == lanes.c.team_id, column == lanes.c.channel)


def _due(table: Any, now: datetime) -> ColumnElement[bool]:
    halted = exists(
        select(literal(1)).where(
            halts.c.team_id == table.c.team_id,
            or_(
                halts.c.method == EVERYTHING,
                and_(halts.c.method == _method(table), halts.c.until > now),
            ),
        )
    )
    return and_(or_(table.c.not_before.is_(None), table.c.not_before <= now), ~halted)


def _method(table: Any) -> ColumnElement[str]:
    """The method of Slack's that a row waits for: each has a rate limit of its own."""
    look = table.c.status.in_(UNCERTAIN)
    if table is cards:
        is_new = cards.c.ts.is_(None)
        looked_for = and_(look, is_new)
        return case(
            (looked_for, "conversations.history"), (is_new, "chat.postMessage"), else_="chat.update"
        )
    return case(
        (messages.c.kind == MessageKind.DIGEST_EDIT.value, "chat.update"),
        (messages.c.only.is_not(None), "chat.postEphemeral"),
        (and_(look, messages.c.parent.is_not(None)), "conversations.replies"),
        (look, "conversations.history"),
        else_="chat.postMessage",
    )


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
        uncertain=row["status"] in UNCERTAIN,
        attempted_at=row["attempted_at"],
        looks=row["looks"],
    )
