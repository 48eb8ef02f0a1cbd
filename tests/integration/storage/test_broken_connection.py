"""What only a server does: go away in the middle, or end one of two that wait for each other."""

import asyncio

import pytest
from sqlalchemy import text

from bot.errors import Conflict, StorageError
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


async def test_one_of_two_that_wait_for_each_other_may_try_again(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: nothing waits for each other")
    met = asyncio.Barrier(2)

    async def locks(first: int, second: int) -> None:
        async with database.transaction(database.write) as connection:
            for number in (first, second):
                lock = text("SELECT pg_advisory_xact_lock(:team, :number)")
                await connection.execute(lock, {"team": id(met) % 2**31, "number": number})
                if number == first:
                    await met.wait()

    found = await asyncio.gather(locks(1, 2), locks(2, 1), return_exceptions=True)
    [ended] = [error for error in found if error is not None]
    assert isinstance(ended, Conflict)
