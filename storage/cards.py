"""Cards, as state: what each is to show, and where."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, literal, or_, select, update

from bot.domain.ids import new_id
from bot.ports import Posted, Unposted
from storage.base import Row, table_of
from storage.shared_cards import CARRIES, SharedCards, drawn_again
from storage.tables import Card, Lane
from storage.waiting import UNCERTAIN

cards, lanes = table_of(Card), table_of(Lane)


class CardRepository(SharedCards):
    async def want(
        self,
        lead_ids: Sequence[str],
        channel: str,
        heads: Mapping[str, str] | None = None,
        burst: Collection[str] = (),
    ) -> None:
        rows = [
            {**_NEW_CARD, "lead_id": lead_id, "channel": channel, "roll_up": None}
            | {"message_id": new_id()}
            | {"burst": True if lead_id in burst else None}
            | ({"roll_up": heads[lead_id], "revision": 0} if heads and lead_id in heads else {})
            for lead_id in lead_ids
        ]
        await self._upsert(cards, rows, update=False)
        await self._upsert(lanes, [{"channel": channel}] if rows else [], update=False)
        if heads:
            await self._connection.execute(drawn_again(self._team, sorted(set(heads.values()))))

    async def without(self, lead_ids: Sequence[str]) -> list[str]:
        asked = select(cards.c.lead_id).where(self._mine(cards), cards.c.lead_id.in_(lead_ids))
        known = {row["lead_id"] for row in await self._rows(asked)}
        return [lead_id for lead_id in lead_ids if lead_id not in known]

    async def set_apart(self, lead_ids: Sequence[str]) -> None:
        listed = select(cards.c.lead_id, cards.c.channel).where(
            self._mine(cards), cards.c.lead_id.in_(lead_ids), cards.c.burst.is_not(None)
        )
        for row in await self._rows(listed.order_by(cards.c.lead_id)) if lead_ids else ():
            await self._set_apart(row["lead_id"], row["channel"])

    async def _set_apart(self, lead_id: str, channel: str) -> None:
        """The last one on a burst's card keeps the message."""
        head = await self._locked_head(lead_id)
        alone = head == lead_id and not await self.rolled_up(lead_id)
        if not alone:
            await self.repost(lead_id, channel)
            return
        mine = self._mine(cards, lead_id=lead_id)
        fresh = {"burst": None, "revision": cards.c.revision + 1}
        await self._connection.execute(update(cards).where(mine).values(**fresh))

    async def is_posted(self, lead_id: str) -> bool:
        mine = self._mine(cards, lead_id=await self.head_of(lead_id))
        return await self._row(select(cards.c.ts).where(mine, cards.c.ts.is_not(None))) is not None

    async def revision(self, lead_id: str) -> int:
        row = await self._row(select(cards.c.revision).where(self._mine(cards, lead_id=lead_id)))
        return row["revision"] if row else 0

    async def repost(self, lead_id: str, channel: str) -> None:
        await self._leave(lead_id)
        mine = self._mine(cards, lead_id=lead_id)
        row = await self._row(select(cards).where(mine))
        drawn: dict[str, Any] = {"revision": cards.c.revision + 1, "burst": None}
        if row is not None and not _is_coming(row, channel):
            drawn = {**_another_message(), "channel": channel, **drawn}
        await self._connection.execute(update(cards).where(mine).values(**drawn))
        await self._upsert(lanes, [{"channel": channel}], update=False)

    async def _leave(self, lead_id: str) -> None:
        """Leaves the message to those with whom it was shared."""
        shared = await self._locked_head(lead_id)
        mine = self._mine(cards, lead_id=lead_id)
        if shared != lead_id:
            await self._connection.execute(update(cards).where(mine).values(roll_up=None))
            await self._connection.execute(drawn_again(self._team, [shared]))
            return
        row, others = await self._row(select(cards).where(mine)), await self.rolled_up(lead_id)
        if row is None or not others:
            return
        kept = {name: row[name] for name in (*_MESSAGE, *_NEW_CARD)}
        kept |= {"message_id": message_id(row)}
        heir = self._mine(cards, lead_id=others[0])
        await self._connection.execute(
            update(cards).where(self._mine(cards, roll_up=lead_id)).values(roll_up=others[0])
        )
        await self._connection.execute(update(cards).where(heir).values(**kept, roll_up=None))
        left = {**_another_message(), "revision": cards.c.revision}
        await self._connection.execute(update(cards).where(mine).values(**left))
        await self._connection.execute(drawn_again(self._team, others[:1]))

    async def alone_on(self, lead_id: str) -> Posted | None:
        if await self._locked_head(lead_id) != lead_id or await self.rolled_up(lead_id):
            return None
        row = await self._row(select(cards).where(self._mine(cards, lead_id=lead_id)))
        if row is None or (row["ts"] is None and not _is_perhaps_there(row)):
            return None
        channel = row["shown_channel"] or row["channel"]
        return Posted(message_id(row), channel, row["ts"], row["attempted_at"])

    async def unposted(self) -> list[Unposted]:
        lane = and_(lanes.c.team_id == cards.c.team_id, lanes.c.channel == cards.c.channel)
        paused = exists(select(literal(1)).where(lane, lanes.c.paused.is_not(None)))
        waits = and_(cards.c.status == "ready", cards.c.shown_revision < cards.c.revision)
        given_up = and_(cards.c.status.in_(("ready", DEAD)), cards.c.dead_at.is_not(None))
        movable = or_(waits, given_up, and_(cards.c.status.in_(UNCERTAIN), paused))
        found = select(cards).where(self._mine(cards, roll_up=None, ts=None), movable)
        rows = await self._rows(found.order_by(cards.c.lead_id).with_for_update())
        return [Unposted(row["lead_id"], row["channel"], _sought(row)) for row in rows]

    async def move(self, lead_id: str, channel: str) -> None:
        moved = {**_another_message(), "channel": channel, "revision": cards.c.revision + 1}
        mine, others = self._mine(cards, lead_id=lead_id), self._mine(cards, roll_up=lead_id)
        await self._connection.execute(update(cards).where(mine).values(**moved))
        await self._connection.execute(update(cards).where(others).values(channel=channel))
        await self._upsert(lanes, [{"channel": channel}], update=False)

    async def leads_at(self, channel: str, ts: str) -> list[str]:
        mine = self._mine(cards, shown_channel=channel, ts=ts)
        row = await self._row(select(cards.c.lead_id).where(mine))
        return [row["lead_id"], *await self.rolled_up(row["lead_id"])] if row else []

    async def may_be_posted(self, channel: str, by: datetime) -> bool:
        mine = self._mine(cards, channel=channel, ts=None)
        sent = (cards.c.status.in_(UNCERTAIN), cards.c.attempted_at <= by)
        return await self._row(select(cards.c.lead_id).where(mine, *sent).limit(1)) is not None


_NEW_CARD = {"revision": 1, "shown_revision": 0, "status": "ready", "attempts": 0, "looks": 0}
_MESSAGE = ("shown_channel", "ts", "posted_at", "attempted_at", "not_before", "error", "dead_at")
CARD = "card-"
DEAD = "dead"
"""Given up although it may have been posted; what surely was not is `ready` for the next change."""


def message_id(row: Row) -> str:
    """The id of a card's message; the first releases knew it by the lead."""
    return row["message_id"] or f"{CARD}{row['lead_id']}"


def _is_perhaps_there(row: Row) -> bool:
    return row["status"] in (*UNCERTAIN, DEAD)


def _sought(row: Row) -> Posted | None:
    if not _is_perhaps_there(row):
        return None
    return Posted(message_id(row), row["channel"], None, row["attempted_at"])


def _another_message() -> dict[str, Any]:
    """What a card is that stands nowhere yet."""
    return {**_NEW_CARD, **dict.fromkeys(_MESSAGE), "message_id": new_id()}


def _is_coming(row: Row, channel: str) -> bool:
    """Whether the card's message is to be posted there, or perhaps just was: another one would be
    the second."""
    return row["ts"] is None and row["channel"] == channel and row["status"] in CARRIES
