"""Schema migrations: forward only, and they take nothing away, so that the version before goes on
while this one is started (docs/guarantees.md says how far). It is not started on the new schema.

Alembic is imported when there is something to migrate: most starts find nothing."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import StorageError
from storage.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 7215305


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Several replicas may start at once; the lock ends with the transaction.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    _refuse_newer(connection)
    if _is_behind(connection):
        from alembic import command

        command.upgrade(_config(connection), "head")


@functools.cache
def _revisions() -> tuple[str, ...]:
    """All that this version knows, the newest first: a file's name begins with its revision."""
    files = (FOLDER / "versions").glob("[0-9]*.py")
    return tuple(sorted((file.name.partition("_")[0] for file in files), reverse=True))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _refuse_newer(connection: Connection) -> None:
    current = _current(connection)
    if current is not None and current not in _revisions():
        raise StorageError(
            "The database was made by a newer Leadloop. Nothing was changed; start that version "
            "or a later one."
        )


async def migrate(database: Database) -> None:
    """Brings the schema to this version. StorageError when it is newer."""
    async with database.transaction(database.write) as connection:
        await connection.run_sync(_upgrade)
        await connection.commit()


async def check_schema(database: Database) -> None:
    """StorageError unless the schema is this version's."""
    async with database.transaction(database.read) as connection:
        await connection.run_sync(_refuse_newer)
        behind = await connection.run_sync(_is_behind)
    if behind:
        raise StorageError("The database is not up to date. Run: leadloop migrate")


def _is_behind(connection: Connection) -> bool:
    return _current(connection) != _revisions()[0]
