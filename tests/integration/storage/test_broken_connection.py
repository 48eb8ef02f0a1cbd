"""What only a server does: go away in the middle, end one of two that wait for each other, or let
one wait for another's row."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Conflict, StorageError
from bot.ports import Lane, Turn
from storage.base import table_of
from storage.delivery import DeliveryQueue
from storage.engine import Database
from storage.tables import Card
from storage.uow import Units
from tests.scenario.waiting import until


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


async def test_a_channel_is_not_leased_while_who_lost_it_still_writes(
    database: Database, units: Units, team: str
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: nothing comes between")
    now, minute = datetime(2026, 8, 24, 9, tzinfo=UTC), timedelta(minutes=1)
    queue, lane = DeliveryQueue(database, team), Lane(team, "C0LEADS")
    async with units(team) as uow:
        await uow.cards.want(["lead"], lane.channel)
        await uow.commit()
    assert await queue.lease(lane, "slow", now, now + minute)
    work = await queue.next(lane, now)
    assert work is not None
    async with database.transaction(database.write) as connection:
        cards = table_of(Card)
        mine = select(cards.c.lead_id).where(cards.c.team_id == team).with_for_update()
        await connection.execute(mine)
        writing = asyncio.create_task(queue.later(Turn(lane, "slow"), work, "ratelimited", now))
        await until(lambda: _waiting(connection, 1))
        at = now + 2 * minute
        leasing = asyncio.create_task(queue.lease(lane, "other", at, at + minute))

        async def decided() -> bool:
            return leasing.done() or await _waiting(connection, 2)

        await until(decided)
        assert not leasing.done()
    await writing
    assert await leasing, "and then it is"


async def _waiting(connection: AsyncConnection, count: int) -> bool:
    """Whether so many wait for what the connection holds, or for those that do."""
    waiting = text(
        "WITH RECURSIVE those(pid) AS (SELECT pg_backend_pid() UNION SELECT locks.pid "
        "FROM pg_locks locks JOIN those ON those.pid = ANY(pg_blocking_pids(locks.pid)) "
        "WHERE NOT locks.granted) SELECT count(*) - 1 FROM those"
    )
    found: int = (await connection.execute(waiting)).scalar_one()
    return found == count
