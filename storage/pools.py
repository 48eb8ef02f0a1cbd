"""Pools of words told without a name.

A row of an open pool has no time, lead, user or place in an order, only marks under the pool's
key. Sealing destroys the key and writes the texts anew, all in one transaction and in the order of
random ids: neither SQLite's pages nor PostgreSQL's row versions tell then which came when.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, distinct, func, select, update

from bot.domain.ids import new_id
from bot.domain.masked import masked
from bot.domain.pools import OpenPool
from bot.domain.schedule import Week, parse_week
from storage.base import Repository, table_of
from storage.tables import Pool, PooledText

pools, texts = table_of(Pool), table_of(PooledText)
OPEN = "open"
"""The id of the open pool: there is at most one."""


class PoolRepository(Repository):
    async def open(self, key: bytes, week: Week) -> OpenPool:
        row = {"id": OPEN, "key": key, "opened_in": str(week)}
        await self._upsert(pools, [row], update=False)
        pool = await self.current(lock=True)
        assert pool is not None  # noqa: S101  # written above, in the same transaction
        return pool

    async def current(self, *, lock: bool = False) -> OpenPool | None:
        mine = select(pools).where(self._mine(pools, id=OPEN))
        row = await self._row(mine.with_for_update() if lock else mine)
        if row is None:
            return None
        people = select(func.count(distinct(texts.c.author))).where(self._open())
        found = (await self._connection.execute(people)).scalar_one()
        return OpenPool(row["key"], parse_week(row["opened_in"]), found)

    async def add(self, event_mark: str, author_mark: str, text: str) -> None:
        row = {"pool_id": OPEN, "id": event_mark, "author": author_mark, "text": text}
        await self._insert(texts, [row])

    async def take_back(self, event_marks: Sequence[str]) -> None:
        found = delete(texts).where(self._open(), texts.c.id.in_(event_marks))
        await self._connection.execute(found)

    async def unsay(self, author_mark: str) -> int:
        found = delete(texts).where(self._open(), texts.c.author == author_mark)
        return (await self._connection.execute(found)).rowcount

    async def seal(self) -> None:
        """Destroys the key, and with it all that tells who wrote which text."""
        kept = select(texts.c.text).where(self._open())
        said = list((await self._connection.execute(kept)).scalars())
        await self.give_up()
        pool_id = new_id()
        await self._insert(pools, [{"id": pool_id, "key": None}])
        rows = [{"pool_id": pool_id, "id": new_id(), "author": None, "text": t} for t in said]
        await self._insert(texts, sorted(rows, key=lambda row: str(row["id"])))

    async def give_up(self) -> None:
        """Deletes the open pool with its key and its texts."""
        await self._connection.execute(delete(texts).where(self._open()))
        await self._connection.execute(delete(pools).where(self._mine(pools, id=OPEN)))

    async def show(self, period: str) -> None:
        """Has this week's digest show what was sealed and not shown yet."""
        waiting = (self._mine(pools), pools.c.id != OPEN, pools.c.shown_in.is_(None))
        await self._connection.execute(update(pools).where(*waiting).values(shown_in=period))

    async def shown_in(self, period: str) -> tuple[str, ...]:
        statement = (
            select(texts.c.text)
            .join(pools, (pools.c.team_id == texts.c.team_id) & (pools.c.id == texts.c.pool_id))
            .where(self._mine(pools, shown_in=period))
            .order_by(texts.c.id)
        )
        return tuple(masked(row["text"]) for row in await self._rows(statement))

    def _open(self) -> ColumnElement[bool]:
        return self._mine(texts, pool_id=OPEN)
