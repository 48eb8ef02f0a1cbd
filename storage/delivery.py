"""The delivery queue: lanes with leases, and the cards and messages that wait in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    func,
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
from storage.cards import message_id
from storage.engine import Database
from storage.sending import GOING, HELD, LEASE, RELEASE, SAME, SENDING, SENT, given_for, table_for
from storage.waiting import (
    EVERYTHING,
    LANES,
    NEXT_CARD,
    NEXT_MESSAGE,
    UNCERTAIN,
    WAITING,
    halts,
    lanes,
    messages,
)


class DeliveryQueue:
    """Each method is one short transaction, none spans a Slack call."""

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
        return await self._write(LEASE, given=given) == 1

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
        given = {**given_for(turn.lane, work), "worker": turn.worker}
        given |= {"now": now, "moment": at, "begun": work.attempted_at}
        return await self._write(SENDING[table_for(work)], given=given) == 1

    async def sent(self, lane: Lane, work: Work, place: Place) -> None:
        given = {**given_for(lane, work), "posted_ts": place.ts, "where": place.channel}
        if isinstance(work, CardWork):
            given |= {"drawn": place.revision, "moment": place.at}
        await self._write(SENT[table_for(work)], GOING, given=given)

    async def later(
        self, turn: Turn, work: Work, error: str, at: datetime, *, counts: bool = True
    ) -> None:
        status = "ready" if isinstance(work, CardWork) else "waiting"
        values = {"status": "unknown" if work.uncertain else status}
        attempts = table_for(work).c.attempts + int(counts)
        await self._set(turn, work, **values, error=error, not_before=at, attempts=attempts)

    async def uncertain(self, turn: Turn, work: Work, error: str, at: datetime) -> None:
        looks = table_for(work).c.looks + (1 if work.uncertain else 0)
        await self._set(turn, work, status="unknown", error=error, not_before=at, looks=looks)

    async def finish(self, turn: Turn, work: Work, status: str, error: str, at: datetime) -> None:
        values: dict[str, Any] = {"status": status, "error": error}
        if status == "dead":
            values |= {"dead_at": at, "attempts": table_for(work).c.attempts + 1}
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
        await self._write(RELEASE, given=given | {"until": not_before})

    async def _set(self, turn: Turn, work: Work, **values: Any) -> None:
        """What another worker has sent meanwhile stays sent, and what it is sending has to be
        looked for, should it be killed."""
        table = table_for(work)
        waits = table.c.status.in_(WAITING) if table is messages else true()
        changed = update(table).where(SAME[table], waits, HELD).values(**values)
        await self._write(changed, given={**given_for(turn.lane, work), "worker": turn.worker})

    async def _write(self, statement: Any, *more: Any, given: Values | None = None) -> int:
        """All of them or none; how many rows the first one changed."""
        async with self._database.transaction(self._database.write) as connection:
            count: int = (await connection.execute(statement, given)).rowcount
            for following in more:
                await connection.execute(following, given)
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


def _is(lane: Lane) -> ColumnElement[bool]:
    return and_(lanes.c.team_id == lane.team, lanes.c.channel == lane.channel)


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
