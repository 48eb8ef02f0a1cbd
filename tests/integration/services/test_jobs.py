"""Who is told of a job that keeps failing, and when."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import select

from bot.ports import Member
from bot.services.jobs import Jobs
from storage.base import table_of
from storage.engine import Database
from storage.tables import Message
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def sent(database: Database, team: str) -> list[tuple[str, str]]:
    """(kind, to), the latest last."""
    messages = table_of(Message)
    mine = select(messages).where(messages.c.team_id == team).order_by(messages.c.created_at)
    async with database.transaction(database.read) as connection:
        return [(row.kind, row.to) for row in await connection.execute(mine)]


async def test_the_admins_hear_once_of_a_job_that_keeps_failing(
    database: Database, units: Units, team: str
) -> None:
    """Whatever replica it fails in, and however often Leadloop is started again."""
    clock = SimpleNamespace(now=lambda: NOW)
    here, there = Jobs(units, team, clock), Jobs(units, team, clock)

    async def told(minutes: int) -> list[tuple[str, str]]:
        """After so many minutes in which it fails in both: (kind, to), the latest last."""
        clock.now = lambda: NOW + minutes * MINUTE
        for jobs in (here, there, Jobs(units, team, clock)):
            await jobs.failed("digest")
            await jobs.worked("reminders")
        return await sent(database, team)

    await here.worked("digest")
    assert [await told(minutes) for minutes in (0, 59, 60)] == [[]] * 3, "no admin was met yet"
    async with units(team) as uow:
        await uow.members.put([Member("U0SAM", "Sam", is_admin=True)], NOW)
        await uow.commit()
    fails, works = ("job_fails", "U0SAM"), ("job_works", "U0SAM")
    assert [await told(minutes) for minutes in (61, 200)] == [[fails]] * 2
    for jobs in (here, there):
        await jobs.worked("digest")
    assert await sent(database, team) == [fails, works]
    await told(201)
    await here.worked("digest")
    assert await told(262) == [fails, works], "it worked in between"
    assert await told(322) == [fails, works, fails]


async def test_what_a_replica_noted_that_is_gone_counts_for_nothing_later(
    database: Database, units: Units, team: str
) -> None:
    clock = SimpleNamespace(now=lambda: NOW)
    async with units(team) as uow:
        await uow.members.put([Member("U0SAM", "Sam", is_admin=True)], NOW)
        await uow.commit()
    here = Jobs(units, team, clock)
    await here.worked("digest")
    await Jobs(units, team, clock).failed("digest")

    clock.now = lambda: NOW + 59 * MINUTE
    await here.worked("digest")
    clock.now = lambda: NOW + 70 * MINUTE
    await here.failed("digest")
    assert await sent(database, team) == [], "it worked until now"
    await here.worked("digest")

    await Jobs(units, team, clock).failed("digest")
    clock.now = lambda: NOW + 140 * MINUTE
    await here.worked("digest")
    await Jobs(units, team, clock).failed("digest")
    assert await sent(database, team) == [], "it works elsewhere"
