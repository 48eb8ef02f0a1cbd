"""A migrated database for each test: a copy of one that was migrated once, or TEST_DATABASE_URL."""

import asyncio
import atexit
import functools
import os
import shutil
import tempfile
import threading
from pathlib import Path

from storage.engine import Database
from storage.migrate import migrate


def fresh(folder: Path) -> str:
    """The address of an empty database, its schema ready."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    file = folder / "leadloop.db"
    shutil.copyfile(_template(), file)
    return f"sqlite:///{file}"


class Shared(Database):
    """One for many tests: each has a workspace of its own in it, and what SQLAlchemy compiled for
    one the next need not."""

    async def close(self) -> None:
        """Whoever uses it leaves it open."""

    async def end(self) -> None:
        await super().close()


async def migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


@functools.cache
def _template() -> Path:
    """Migrating takes a quarter of a second, a copy none."""
    folder = Path(tempfile.mkdtemp(prefix="leadloop-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "empty.db"
    # A test's loop is running already; the other thread has one of its own.
    work = threading.Thread(target=asyncio.run, args=(migrated(f"sqlite:///{file}"),))
    work.start()
    work.join()
    return file
