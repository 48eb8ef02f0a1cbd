"""The server goes away in the middle of a transaction."""

import pytest
from sqlalchemy import text

from bot.errors import StorageError
from storage.engine import Database


async def test_a_connection_that_breaks_is_a_sentence_and_the_next_one_works(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is a file: there is no server to lose")
    with pytest.raises(StorageError, match="may or may not have been stored"):
        await _ask_when_it_is_gone(database)
    async with database.transaction(database.write) as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def _ask_when_it_is_gone(database: Database) -> None:
    async with database.transaction(database.write) as connection:
        mine = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with database.transaction(database.write) as other:
            await other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        await connection.execute(text("SELECT 1"))
