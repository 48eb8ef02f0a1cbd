"""What every repository is made of: a connection, a workspace, and Core statements."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, and_, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

Row = RowMapping
Values = Mapping[str, Any]


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class."""
    table = model.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass
    assert isinstance(table, Table)  # noqa: S101  # narrows the type, cannot fail
    return table


@functools.lru_cache(maxsize=1024)
def _of_team(table: Table, team: str) -> ColumnElement[bool]:
    """In nearly every statement, and building it costs a good part of them."""
    return table.c.team_id == team


class Repository:
    """Bound to one workspace: no method takes a team id."""

    def __init__(self, connection: AsyncConnection, team: str) -> None:
        self._connection = connection
        self._team = team

    def _mine(self, table: Table, **equals: Any) -> ColumnElement[bool]:
        """The workspace's rows of `table` with these values."""
        of_team = _of_team(table, self._team)
        if not equals:
            return of_team
        return and_(of_team, *(table.c[name] == value for name, value in equals.items()))

    async def _row(self, statement: Any) -> Row | None:
        return (await self._connection.execute(statement)).mappings().first()

    async def _rows(self, statement: Any) -> Sequence[Row]:
        return (await self._connection.execute(statement)).mappings().all()

    async def _insert(self, table: Table, rows: Sequence[Values]) -> None:
        if rows:
            values = [{"team_id": self._team, **row} for row in rows]
            await self._connection.execute(table.insert(), values)

    async def _update_each(
        self, table: Table, key: str, rows: Sequence[Values], **also: ColumnElement[Any]
    ) -> None:
        """Writes each row to the one with its `key`, and `also` to all, in one executemany."""
        mine = and_(table.c.team_id == self._team, table.c[key] == bindparam("that"))
        given = [{"that" if name == key else name: row[name] for name in row} for row in rows]
        await self._connection.execute(update(table).where(mine).values(**also), given)

    async def _upsert(
        self,
        table: Table,
        rows: Sequence[Values],
        *,
        key: Sequence[str] = (),
        update: bool = True,
        keep: Sequence[str] = (),
    ) -> int:
        """Inserts; a row whose key exists is updated (but for `keep`), or left alone.

        How many were written.
        """
        if not rows:
            return 0
        values = [{"team_id": self._team, **row} for row in rows]
        keys = ["team_id", *key] if key else [column.name for column in table.primary_key]
        # Both engines speak the same ON CONFLICT, but each dialect has its own construct.
        module = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = module.insert(table).values(values)
        if not update:
            done = statement.on_conflict_do_nothing(index_elements=keys)
            return (await self._connection.execute(done)).rowcount
        rest = [name for name in values[0] if name not in (*keys, *keep, "id")]
        changed = {name: statement.excluded[name] for name in rest}
        merged = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        return (await self._connection.execute(merged)).rowcount
