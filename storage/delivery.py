"""The delivery queue: lanes with leases, and the cards and messages that wait in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    true,
    update,
)

from bot.domain.deliveries import Halted
from bot.ports import (
    EDITS,
    CardWork,
    Intent,
    Lane,
    MessageKind,
    MessageWork,
    Place,
    Turn,
    Work,
)
from storage.base import Repository, Row, Values
from storage.cards import CARD, message_id
from storage.engine import Database
from storage.types import UtcDateTime
from storage.waiting import (
    EVERYTHING,
    FREE,
    LANE,
    LANES,
    NEXT_CARD,
    NEXT_MESSAGE,
    TEAM,
    UNCERTAIN,
    WAITING,
    cards,
    halts,
    lanes,
    messages,
)

_LANE = and_(lanes.c.team_id == TEAM, lanes.c.channel == LANE)
_WORKER = bindparam("worker", type_=String())
_UNTIL = bindparam("until", type_=UtcDateTime())
_LEASE = update(lanes).where(_LANE, FREE).values(leased_by=_WORKER, lease_until=_UNTIL)
_RELEASE = (
    update(lanes)
    .where(_LANE, lanes.c.leased_by == _WORKER)
    .values(leased_by=None, lease_until=None, not_before=_UNTIL)
)


class DeliveryQueue:
    """Real time throughout. Each method is one short transaction, none spans a Slack call."""

    def __init__(self, database: Database, team: str) -> None:
        self._database = database
        self._team = team

    async def lanes(self, now: datetime, limit: int) -> list[Lane]:
        given = {"team": self._team, "now": now, "limit": limit}
        async with self._database.transaction(self._database.read) as connection:
            rows = (await connection.execute(LANES, given)).all()
        return [Lane(row.team_id, row.channel) for row in rows]

    async def lease(self, lane: Lane, worker: str, now: datetime, until: datetime) -> bool:
        given = {"team": lane.team, "lane": lane.channel, "now": now}
        given |= {"worker": worker, "until": until}
        return await self._write(_LEASE, given=given) == 1

    async def next(
        self,
        lane: Lane,
        now: datetime,
        *,
        messages_first: bool = False,
        updates_first: bool = False,
    ) -> Work | None:
        given = {"team": lane.team, "lane": lane.channel, "now": now}
        for_cards = {**given, "updates_first": int(updates_first)}
        statements = (NEXT_MESSAGE, NEXT_CARD) if messages_first else (NEXT_CARD, NEXT_MESSAGE)
        async with self._database.transaction(self._database.read) as connection:
            for statement in statements:
                is_card = statement is NEXT_CARD
                found = await connection.execute(statement, for_cards if is_card else given)
                row = found.mappings().first()
                if row is not None:
                    return _card_work(row) if is_card else await self._message_work(connection, row)
        return None

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
            uncertain=row["status"] in UNCERTAIN and intent.kind not in EDITS,
            attempted_at=row["attempted_at"],
            looks=row["looks"],
            orphaned=orphaned,
        )

    async def sending(self, turn: Turn, work: Work, now: datetime, at: datetime) -> bool:
        table, lane = _table(work), turn.lane
        values = {"status": "sending", "attempted_at": at, "looks": 0}
        # A card that was moved to another channel meanwhile is that lane's; one that somebody began
        # to send since it was handed out has to be looked for.
        untouched = table.c.attempted_at.is_not_distinct_from(work.attempted_at)
        here = and_(_row(lane, work), _in(table, lane), untouched)
        held = _held(turn, lanes.c.lease_until >= now)
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
        self, turn: Turn, work: Work, error: str, at: datetime, *, counts: bool = True
    ) -> None:
        status = "ready" if isinstance(work, CardWork) else "waiting"
        values = {"status": "unknown" if work.uncertain else status}
        attempts = _table(work).c.attempts + int(counts)
        await self._set(turn, work, **values, error=error, not_before=at, attempts=attempts)

    async def uncertain(self, turn: Turn, work: Work, error: str, at: datetime) -> None:
        looks = _table(work).c.looks + (1 if work.uncertain else 0)
        await self._set(turn, work, status="unknown", error=error, not_before=at, looks=looks)

    async def finish(self, turn: Turn, work: Work, status: str, error: str, at: datetime) -> None:
        values: dict[str, Any] = {"status": status, "error": error}
        if status == "dead":
            values |= {"dead_at": at, "attempts": _table(work).c.attempts + 1}
            if isinstance(work, CardWork) and not work.uncertain:
                # Not tried again as it is; the lead's next change may well be accepted.
                values |= {"status": "ready", "shown_revision": work.revision}
        await self._set(turn, work, **values)

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
        given = {"team": lane.team, "lane": lane.channel, "worker": worker}
        await self._write(_RELEASE, given=given | {"until": not_before})

    async def _set(self, turn: Turn, work: Work, **values: Any) -> None:
        """What another worker has sent meanwhile stays sent, and what it is sending has to be
        looked for, should it be killed."""
        table = _table(work)
        waits = table.c.status.in_(WAITING) if table is messages else true()
        here = and_(_row(turn.lane, work), waits, _held(turn))
        await self._write(update(table).where(here).values(**values))

    async def _write(self, statement: Any, *more: Any, given: Values | None = None) -> int:
        """All of them or none; how many rows the first one changed."""
        async with self._database.transaction(self._database.write) as connection:
            count: int = (await connection.execute(statement, given)).rowcount
            for following in more:
                await connection.execute(following)
            await connection.commit()
            return count


class Halts(Repository):
    async def add(self, row: Values) -> bool:
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
    message, left its own to a colleague's lead, or was posted by the worker that took the lane
    over, is not that any more."""
    if isinstance(work, MessageWork):
        return and_(messages.c.team_id == lane.team, messages.c.id == work.id)
    mine = and_(cards.c.team_id == lane.team, cards.c.lead_id == work.lead_id)
    same = func.coalesce(cards.c.message_id, literal(CARD) + cards.c.lead_id) == work.message_id
    return and_(mine, same, cards.c.ts.is_not_distinct_from(work.ts))


def _is(lane: Lane) -> ColumnElement[bool]:
    return and_(lanes.c.team_id == lane.team, lanes.c.channel == lane.channel)


def _held(turn: Turn, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the worker is the last that leased the lane; PostgreSQL lets nobody lease it until
    what depends on that is written."""
    held = select(literal(1)).where(_is(turn.lane), lanes.c.leased_by == turn.worker, *where)
    return exists(held.with_for_update(read=True))


def _in(table: Any, lane: Lane) -> ColumnElement[bool]:
    column = table.c.channel if table is cards else table.c.lane
    return and_(table.c.team_id == lane.team, column == lane.channel)


def _card_work(row: Row) -> CardWork:
    return CardWork(
        lead_id=row["lead_id"],
        message_id=message_id(row),
        channel=row["shown_channel"] or row["channel"],
        revision=row["revision"],
        ts=row["ts"],
        attempts=row["attempts"],
        uncertain=row["status"] in UNCERTAIN and row["ts"] is None,
        attempted_at=row["attempted_at"],
        looks=row["looks"],
        open_since=row["open_since"],
    )
