"""Only one bot on a SQLite file: several share the work on PostgreSQL only."""

import os.path
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.errors import ConfigError
from storage.engine import Database

_LOCK = ".lock"


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Held while a bot runs; ConfigError when another one does.

    SQLite itself locks an empty file beside the database: on every system, let go by it when the
    process ends, however it ends. Short commands do not ask for it: WAL lets them read and write.
    """
    file = database.url.database
    if not database.is_sqlite or not file or file == ":memory:":
        yield
        return
    with closing(_locked(file)):
        yield


def _locked(file: str) -> sqlite3.Connection:
    lock = None
    # Through a symbolic link it is the same database.
    beside = f"{os.path.realpath(file)}{_LOCK}"
    try:
        lock = sqlite3.connect(beside, timeout=0, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if lock is not None:
            lock.close()
        raise ConfigError(_sentence(str(error), file, beside)) from error
    return lock


def _sentence(said: str, file: str, beside: str) -> str:
    if "locked" in said:
        return (
            f"Another Leadloop is running on {file}. Stop it first, or give this one a "
            "DATABASE_URL of its own; several share one PostgreSQL."
        )
    return f"{beside} cannot be written ({said}): check that its folder may be written."
