"""What is to be shown in Slack: cards as state, one-off messages as intents."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.ids import new_id
from bot.ports import Intent
from storage.base import Repository, table_of
from storage.tables import Card, Lane, Message

cards, messages, lanes = table_of(Card), table_of(Message), table_of(Lane)


class CardRepository(Repository):
    async def want(self, leads: Sequence[tuple[str, int]], channel: str) -> None:
        rows = [
            {"lead_id": lead_id, "channel": channel, "revision": revision}
            for lead_id, revision in leads
        ]
        await self._upsert(cards, [{**_NEW_CARD, **row} for row in rows], update=False)
        await self._upsert(lanes, [{"channel": channel}] if rows else [], update=False)

    async def repost(self, lead_id: str, channel: str) -> None:
        fresh = {**_NEW_CARD, "channel": channel}
        fresh |= dict.fromkeys(("shown_channel", "ts", "posted_at", "not_before", "error"))
        mine = self._mine(cards, lead_id=lead_id)
        await self._connection.execute(update(cards).where(mine).values(**fresh))
        await self._upsert(lanes, [{"channel": channel}], update=False)

    async def lead_at(self, channel: str, ts: str) -> str | None:
        mine = self._mine(cards, shown_channel=channel, ts=ts)
        row = await self._row(select(cards.c.lead_id).where(mine))
        return row["lead_id"] if row else None


_NEW_CARD = {"shown_revision": 0, "status": "ready", "attempts": 0, "looks": 0}


class MessageRepository(Repository):
    async def add(self, intents: Sequence[Intent], now: datetime) -> list[str]:
        ids = [new_id() for _ in intents]
        rows = [
            {
                "id": message_id,
                "sequence": position,
                "lane": _lane(intent),
                "kind": intent.kind.value,
                "to": intent.to,
                "only": intent.only,
                "parent": intent.parent,
                "subject": dict(intent.subject),
                "status": "waiting",
                "attempts": 0,
                "looks": 0,
                "created_at": now,
            }
            for position, (message_id, intent) in enumerate(zip(ids, intents, strict=True))
        ]
        await self._insert(messages, rows)
        channels = {_lane(intent) for intent in intents}
        await self._upsert(lanes, [{"channel": lane} for lane in sorted(channels)], update=False)
        return ids


def _lane(intent: Intent) -> str:
    """Ephemeral messages do not wait behind a channel's posts."""
    return f"{intent.to}/{intent.only}" if intent.only else intent.to
