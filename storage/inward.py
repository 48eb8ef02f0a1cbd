"""What came in from Slack: receipts of deliveries, and the latest known reactions."""

from datetime import datetime

from sqlalchemy import select

from bot.ports import Reaction
from storage.base import Repository, table_of
from storage.tables import Reaction as ReactionRow
from storage.tables import Receipt

receipts, reactions = table_of(Receipt), table_of(ReactionRow)
_FIELDS = tuple(Reaction.__dataclass_fields__)


class ReceiptRepository(Repository):
    async def claim(self, key: str, now: datetime) -> bool:
        written = await self._upsert(receipts, [{"key": key, "at": now}], update=False)
        return written == 1

    async def has(self, key: str) -> bool:
        return (
            await self._row(select(receipts.c.key).where(self._mine(receipts, key=key))) is not None
        )


class ReactionRepository(Repository):
    async def get(self, lead_id: str, user: str, emoji: str) -> Reaction | None:
        mine = self._mine(reactions, lead_id=lead_id, user=user, emoji=emoji)
        row = await self._row(select(reactions).where(mine))
        return Reaction(**{name: row[name] for name in _FIELDS}) if row else None

    async def put(self, reaction: Reaction) -> None:
        await self._upsert(reactions, [{name: getattr(reaction, name) for name in _FIELDS}])
