"""What a transaction on SQLite leaves behind, however it ends."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import Database

LONG = """
INSERT INTO note WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
SELECT 'cut off' FROM n
"""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """With one empty table."""
    made = Database(f"sqlite:///{tmp_path / 'leadloop.db'}")
    async with made.transaction(made.write) as connection:
        await connection.execute(text("CREATE TABLE note (words TEXT)"))
        await connection.commit()
    yield made
    await made.close()


async def _notes(database: Database) -> list[str]:
    async with database.transaction(database.read) as connection:
        return list((await connection.execute(text("SELECT words FROM note"))).scalars())


async def _fill_up(database: Database) -> None:
    async with database.transaction(database.write) as connection:
        await connection.execute(text(LONG))
        await connection.commit()


async def test_what_was_cut_off_is_not_stored_and_the_next_is(database: Database) -> None:
    work = asyncio.create_task(_fill_up(database))
    while not _is_locked(database):  # noqa: ASYNC110  # a lock of SQLite's sets no Event
        await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert await _notes(database) == []

    async with database.transaction(database.write) as connection:
        await connection.execute(text("INSERT INTO note VALUES ('left')"))
    async with database.transaction(database.write) as connection:
        await connection.execute(text("INSERT INTO note VALUES ('kept')"))
        await connection.commit()
    assert await _notes(database) == ["kept"]


def _is_locked(database: Database) -> bool:
    """Whether another program could not write."""
    with closing(
        sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None)
    ) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        other.execute("ROLLBACK")
        return False


async def test_a_write_locks_the_file_from_its_first_statement_to_its_end(
    database: Database,
) -> None:
    """One that reads first, too: it must not find another's change when it comes to write."""
    async with database.transaction(database.write) as connection:
        await connection.execute(text("SELECT words FROM note"))
        assert _is_locked(database)
    assert not _is_locked(database)


async def test_a_read_sees_one_state_and_lets_it_go(database: Database) -> None:
    async with database.transaction(database.read) as connection:
        before = (await connection.execute(text("SELECT count(*) FROM note"))).scalar_one()
        async with database.transaction(database.write) as other:
            await other.execute(text("INSERT INTO note VALUES ('meanwhile')"))
            await other.commit()
        assert (await connection.execute(text("SELECT count(*) FROM note"))).scalar_one() == before
    assert await _notes(database) == ["meanwhile"]
    # A read that stayed open would keep the log from being emptied.
    with closing(sqlite3.connect(str(database.url.database))) as other:
        busy, *_ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy
