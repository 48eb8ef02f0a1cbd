"""The database: engines for writing and reading, chosen by `DATABASE_URL`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import ConfigError, Conflict, StorageError
from storage import sqlite

SQLITE_BUSY_SECONDS = 1.5  # a thread that waits so cannot be cut off: a stop has to outlast it


class Database:
    """One write engine and one read engine.

    SQLite gets a single writing connection that begins IMMEDIATE: with several, writers wait in
    SQLite's busy loop, and an open read would block a click. PostgreSQL uses one engine for both.
    """

    def __init__(self, url: str) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_folder(self.url)
            self.write = _sqlite_engine(self.url, pool_size=1, begin="BEGIN IMMEDIATE")
            self.read = _sqlite_engine(self.url, pool_size=4, begin="BEGIN")
        else:
            self.write = create_async_engine(self.url, pool_pre_ping=True, hide_parameters=True)
            self.read = self.write

    @asynccontextmanager
    async def transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that is rolled back unless it was committed."""
        with _in_words():
            async with AsyncExitStack() as closing:
                yield await self._connected(engine, closing)

    async def _connected(self, engine: AsyncEngine, closing: AsyncExitStack) -> AsyncConnection:
        where = f"{self.url.host}:{self.url.port or 5432}"
        try:
            return await closing.enter_async_context(engine.connect())
        except OSError as error:
            reason = error.strerror or error
            raise StorageError(f"PostgreSQL cannot be reached at {where}: {reason}.") from error
        except DBAPIError as error:
            if self.is_sqlite:
                raise
            said = str(error.orig).rpartition(">: ")[2]
            raise StorageError(f"PostgreSQL at {where} refused: {said}.") from error

    async def close(self) -> None:
        await self.write.dispose()
        if self.read is not self.write:
            await self.read.dispose()


@contextmanager
def _in_words() -> Iterator[None]:
    """Says in a sentence what is wrong with the database file or with what was to be stored."""
    try:
        yield
    except StatementError as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise StorageError(_BROKEN) from error
        sentence = _sentence(str(error.orig).lower())
        if sentence is not None:
            raise StorageError(sentence) from error
        if _is_refusal(error):
            raise Conflict(_REFUSED) from error
        raise


_BROKEN = (
    "The connection to the database broke. What was under way may or may not have been stored; "
    "try again."
)
_REFUSED = "The database refused a value, or another one was stored first. Nothing was stored."


def _is_refusal(error: StatementError) -> bool:
    """Whether it is about these values, and others or the same ones later would be stored."""
    if not isinstance(error, DBAPIError):
        return True  # a value could not even be converted for the driver
    # SQLAlchemy makes no DataError of asyncpg's data errors (22), nor anything of two transactions
    # that waited for each other (40), but they carry the class of their SQLSTATE.
    state = getattr(error.orig, "sqlstate", None) or ""
    return isinstance(error, (IntegrityError, DataError)) or state.startswith(("22", "40"))


def _sentence(said: str) -> str | None:
    known = {
        "database is locked": "The database is locked: another program writes to it, such as an "
        "import or a copy. Nothing was stored; try again when that is done.",
        "readonly database": "The database cannot be written: its file or folder is read-only.",
        "unable to open database": "The database cannot be opened: check that its folder exists "
        "and may be written.",
        "disk is full": "The disk is full. Nothing was stored; free some space and try again.",
        "disk i/o error": "The database could not write to the disk. Nothing was stored; check the "
        "disk and its quota, then try again.",
        "not a database": "The file named by DATABASE_URL is not a SQLite database.",
    }
    return next((sentence for part, sentence in known.items() if part in said), None)


def _checked(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ConfigError(f"DATABASE_URL is not a database address: {text!r}.") from error
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    backend = url.get_backend_name()
    if backend not in drivers:
        raise ConfigError(f"DATABASE_URL names {backend}; Leadloop runs on SQLite or PostgreSQL.")
    return url.set(drivername=drivers[backend])


def _make_folder(url: URL) -> None:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"The folder of {url.database} cannot be made: {error}.") from error


def _lower(text: object) -> str | None:
    return None if text is None else str(text).lower()


# What is deleted is overwritten: a destroyed key, an erased person.
_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")


def _sqlite_engine(url: URL, *, pool_size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "async_creator_fn": sqlite.connect},
        # The values are personal data, and errors are logged.
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # The driver's own transaction handling would commit savepoints one by one.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        # SQLite's own knows ASCII only: "Ö" would not be found as "ö".
        connection.create_function("lower", 1, _lower)
        connection.driver_connection.begin = begin

    return engine
