"""What delivery gave up, and what waits because Slack refuses it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, literal, select, update

from bot.domain.deliveries import (
    MAYBE_POSTED,
    UNCERTAIN_CODES,
    Backlog,
    DeadLetter,
    Deliveries,
)
from bot.domain.ids import new_id
from bot.domain.leads import known_as
from bot.ports import MessageKind
from storage.base import Row, table_of
from storage.cards import CARD
from storage.delivery import Halts
from storage.paused_channels import WAITING_CARD, PausedChannels
from storage.tables import Card, Halt, Lane, Lead, LeadPerson, Message
from storage.types import UtcDateTime
from storage.waiting import EVERYTHING, OPEN, WAITING_MESSAGE, perhaps_there

cards, messages, lanes, halts = (
    table_of(Card),
    table_of(Message),
    table_of(Lane),
    table_of(Halt),
)
leads, persons = table_of(Lead), table_of(LeadPerson)
DELETED = "deleted"
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
# A newer revision waits to be tried: that card is not given up any more.
_DEAD_CARD = and_(
    cards.c.dead_at.is_not(None),
    (cards.c.shown_revision >= cards.c.revision) | cards.c.status.not_in(OPEN),
)
_DEAD_MESSAGE = and_(messages.c.dead_at.is_not(None), messages.c.status == "dead")


class DeadLetterRepository(PausedChannels):
    async def deliveries(self) -> Deliveries:
        halted = await Halts(self._connection, self._team).all()
        dead = [*await self._dead_cards(), *await self._dead_messages()]
        ordered = sorted(dead, key=lambda letter: letter.since)
        return Deliveries(halted, tuple(await self._paused()), tuple(ordered))

    async def backlog(self) -> Backlog:
        waits = self._mine(messages) & WAITING_MESSAGE
        return Backlog(
            cards=await self._count(cards, self._mine(cards) & WAITING_CARD),
            messages=await self._count(messages, waits),
            oldest=await self._oldest(),
            dead=await self._count(cards, self._mine(cards) & _DEAD_CARD)
            + await self._count(messages, self._mine(messages) & _DEAD_MESSAGE),
            paused=len(await self._paused()),
            is_halted=await Halts(self._connection, self._team).all() is not None,
        )

    async def _count(self, table: Table, where: ColumnElement[bool]) -> int:
        found = await self._connection.execute(select(func.count()).select_from(table).where(where))
        return int(found.scalar_one())

    async def _oldest(self) -> datetime | None:
        """A lead that came back gets its new card then, not when it first came."""
        wanted = func.coalesce(leads.c.last_at, leads.c.arrived_at)
        statement = (
            select(func.min(wanted, type_=UtcDateTime))
            .join(cards, and_(cards.c.team_id == leads.c.team_id, cards.c.lead_id == leads.c.id))
            .where(self._mine(cards), WAITING_CARD, cards.c.ts.is_(None))
        )
        found: datetime | None = (await self._connection.execute(statement)).scalar()
        return found

    async def retry(self, delivery_id: str | None) -> int:
        again: dict[str, Any] = {"attempts": 0, "looks": 0}
        again |= dict.fromkeys(("dead_at", "not_before", "error"))
        # Whoever names what cannot be looked for has looked.
        codes = (MAYBE_POSTED,) if delivery_id else UNCERTAIN_CODES
        card, message = (
            {"status": case((perhaps_there(table, codes), "unknown"), else_=otherwise)}
            for table, otherwise in ((cards, "ready"), (messages, "waiting"))
        )
        for_cards = {**again, **card, "shown_revision": 0}
        refused = self._dead_cards_of(delivery_id) & (cards.c.status != DELETED)
        return await self._change(refused, for_cards, delivery_id, {**again, **message})

    async def hasten(self) -> None:
        paused = self._mine(lanes) & lanes.c.paused.is_not(None)
        await self._connection.execute(update(lanes).where(paused).values(not_before=None))
        ask_now = update(halts).where(self._mine(halts, method=EVERYTHING))
        await self._connection.execute(ask_now.values(until=_AT_ONCE))

    async def drop(self, delivery_id: str | None) -> int:
        of_cards = self._dead_cards_of(delivery_id)
        return await self._change(of_cards, {"dead_at": None}, delivery_id, {"status": "dropped"})

    async def newest(self) -> datetime | None:
        newest_card = select(func.max(cards.c.dead_at)).where(self._mine(cards), _DEAD_CARD)
        newest_message = select(func.max(messages.c.dead_at)).where(
            self._mine(messages), _DEAD_MESSAGE, messages.c.only.is_(None), _NOT_NEWS
        )
        found = [
            (await self._connection.execute(statement)).scalar()
            for statement in (newest_card, newest_message)
        ]
        return max((at for at in found if at is not None), default=None)

    async def told_at(self) -> datetime | None:
        told = select(func.max(messages.c.created_at)).where(
            self._mine(messages, kind=MessageKind.GIVEN_UP.value)
        )
        found: datetime | None = (await self._connection.execute(told)).scalar()
        return found

    async def gone(self, lead_id: str, ts: str | None, error: str) -> bool:
        mine = self._mine(cards, lead_id=lead_id) & cards.c.ts.is_not_distinct_from(ts)
        gone = update(cards).where(mine, cards.c.status.in_(OPEN))
        found = await self._connection.execute(gone.values(status=DELETED, error=error))
        return found.rowcount == 1

    async def list_deleted(self, lead_id: str, now: datetime) -> None:
        mine = self._mine(cards, lead_id=lead_id, status=DELETED)
        await self._connection.execute(update(cards).where(mine).values(dead_at=now))

    async def listed_deleted(self, delivery_id: str | None) -> list[str]:
        listed = self._dead_cards_of(delivery_id) & (cards.c.status == DELETED)
        return [row["lead_id"] for row in await self._rows(select(cards.c.lead_id).where(listed))]

    async def deleted(self, lead_id: str) -> bool:
        return await self._row(select(cards.c.lead_id).where(self._deleted(lead_id))) is not None

    async def repost(self, lead_id: str, channel: str) -> bool:
        fresh: dict[str, Any] = {"status": "ready", "channel": channel, "shown_revision": 0}
        fresh |= {"revision": cards.c.revision + 1, "attempts": 0, "looks": 0}
        fresh |= {"message_id": new_id()}
        fresh |= dict.fromkeys(
            ("ts", "shown_channel", "posted_at", "attempted_at", "not_before", "error", "dead_at")
        )
        again = update(cards).where(self._deleted(lead_id)).values(**fresh)
        await self._upsert(lanes, [{"channel": channel}], update=False)
        return (await self._connection.execute(again)).rowcount == 1

    def _deleted(self, lead_id: str) -> ColumnElement[bool]:
        """The deleted card on which a lead is shown."""
        own = cards.alias("own")
        shown_on = select(func.coalesce(own.c.roll_up, own.c.lead_id)).where(
            own.c.team_id == self._team, own.c.lead_id == lead_id
        )
        return self._mine(cards, status=DELETED) & (cards.c.lead_id == shown_on.scalar_subquery())

    async def _change(
        self,
        of_cards: ColumnElement[bool],
        card: Mapping[str, Any],
        delivery_id: str | None,
        message: Mapping[str, Any],
    ) -> int:
        """Writes to these cards, and to the dead message of this id (None: to all of them)."""
        of_message = self._mine(messages) & _DEAD_MESSAGE
        if delivery_id is not None:
            of_message &= messages.c.id == delivery_id
        changed = (
            update(cards).where(of_cards).values(**card),
            update(messages).where(of_message).values(**message),
        )
        counts = [(await self._connection.execute(statement)).rowcount for statement in changed]
        return sum(counts)

    def _dead_cards_of(self, delivery_id: str | None) -> ColumnElement[bool]:
        dead = self._mine(cards) & _DEAD_CARD
        if delivery_id is None:
            return dead
        return dead & (literal(CARD) + cards.c.lead_id == delivery_id)

    async def _dead_cards(self) -> list[DeadLetter]:
        where = self._mine(cards) & _DEAD_CARD
        place = func.coalesce(cards.c.shown_channel, cards.c.channel)
        statement = select(cards, place.label("place")).where(where)
        rows = await self._rows(statement)
        labels = await self._labels([row["lead_id"] for row in rows])
        return [
            DeadLetter(
                id=f"{CARD}{row['lead_id']}",
                kind="card",
                to=row["place"],
                subject=labels.get(row["lead_id"], ""),
                error=row["error"] or "",
                since=row["dead_at"],
                attempts=row["attempts"],
            )
            for row in rows
        ]

    async def _dead_messages(self) -> list[DeadLetter]:
        rows = await self._rows(select(messages).where(self._mine(messages) & _DEAD_MESSAGE))
        labels = await self._labels([lead for row in rows if (lead := row["subject"].get("lead"))])
        return [
            DeadLetter(
                id=row["id"],
                kind=row["kind"],
                to=row["to"],
                subject=_subject(row, labels),
                error=row["error"] or "",
                since=row["dead_at"],
                attempts=row["attempts"],
            )
            for row in rows
        ]

    async def _labels(self, lead_ids: Sequence[str]) -> dict[str, str]:
        """What people call these leads."""
        known = and_(persons.c.team_id == leads.c.team_id, persons.c.lead_id == leads.c.id)
        names = (persons.c.name, leads.c.company_name, leads.c.source, leads.c.external_id)
        statement = (
            select(leads.c.id, *names)
            .outerjoin(persons, known)
            .where(self._mine(leads), leads.c.id.in_(set(lead_ids)))
        )
        return {
            row["id"]: known_as(*(row[name.name] for name in names))
            for row in await self._rows(statement)
        }


_NOT_NEWS = messages.c.kind.not_in((MessageKind.GIVEN_UP.value, MessageKind.CHANNEL_PAUSED.value))


def _subject(row: Row, labels: Mapping[str, str]) -> str:
    subject: dict[str, Any] = row["subject"]
    return labels.get(subject.get("lead", ""), "") or str(subject.get("period", ""))
