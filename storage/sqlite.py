"""SQLite's driver, asked once for each statement.

A connection lives in a thread of its own, and going there and back costs more than most statements
do. aiosqlite goes for each step: BEGIN, the cursor, the statement, its rows, the cursor's end.
"""

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import aiosqlite

ROWS_AT_ONCE = 64  # aiosqlite's own default, for reading row by row: nothing here does


class Connection(aiosqlite.Connection):
    """Begins a transaction, with `begin`, together with the first statement in it."""

    begin = ""
    _used = False

    def cursor(self) -> "Cursor":  # type: ignore[override]  # SQLAlchemy only enters it
        return Cursor(self)

    async def run(self, cursor: sqlite3.Cursor, what: str, *given: Any) -> list[Any]:
        """Calls `cursor.<what>(*given)`; the rows."""
        self._used = True
        work = self._execute(self._run, cursor, what, given)  # type: ignore[no-untyped-call]  # theirs
        rows: list[Any] = await work
        return rows

    def _run(self, cursor: sqlite3.Cursor, what: str, given: tuple[Any, ...]) -> list[Any]:
        if self.begin and not cursor.connection.in_transaction:
            cursor.connection.execute(self.begin)
        getattr(cursor, what)(*given)
        return cursor.fetchall() if cursor.description else []

    async def commit(self) -> None:
        if self._used:
            await super().commit()
            self._used = False

    async def rollback(self) -> None:
        if self._used:
            await super().rollback()
            self._used = False


class Cursor:
    """What SQLAlchemy asks of one. Its rows are read at once, so that nothing is left to close."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Only made here: SQLAlchemy allows other threads to touch the connection to a file.
        self._cursor = connection._conn.cursor()
        self._rows: list[Any] = []

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, values: Iterable[Any] = ()) -> "Cursor":
        self._rows = await self._connection.run(self._cursor, "execute", sql, values)
        return self

    async def executemany(self, sql: str, values: Iterable[Iterable[Any]]) -> "Cursor":
        await self._connection.run(self._cursor, "executemany", sql, values)
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid


def connect(file: str, **options: Any) -> Connection:
    """To be awaited, as aiosqlite's; its thread keeps no process from ending."""
    connection = Connection(partial(sqlite3.connect, file, **options), ROWS_AT_ONCE)
    connection._thread.daemon = True
    return connection
