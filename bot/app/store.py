"""The database, opened and ready."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.config import Config
from storage.cross_team import CrossTeam
from storage.engine import Database
from storage.migrate import check_schema, migrate
from storage.uow import Units


@dataclass(frozen=True, slots=True)
class Store:
    """The database with what is built on it; also for the command line, without Slack."""

    database: Database
    units: Units
    cross_team: CrossTeam


@contextlib.asynccontextmanager
async def open_store(config: Config) -> AsyncIterator[Store]:
    """The database, its schema ready."""
    async with connected(Database(config.database_url)) as store:
        await prepare(store.database)
        yield store


@contextlib.asynccontextmanager
async def connected(database: Database) -> AsyncIterator[Store]:
    try:
        yield Store(database, Units(database), CrossTeam(database))
    finally:
        await database.close()


async def prepare(database: Database) -> None:
    """SQLite is migrated here, PostgreSQL must be up to date."""
    await (migrate(database) if database.is_sqlite else check_schema(database))
