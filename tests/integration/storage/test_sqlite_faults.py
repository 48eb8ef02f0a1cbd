"""What SQLite meets on a machine: each fault is one sentence, and nothing is half stored."""

import os
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import ConfigError, StorageError
from bot.ports import Member
from storage.alone import alone
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that everybody may enter: root, who may write anywhere, has to be somebody else here."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made)
        path.chmod(0o777)
        yield path
        path.chmod(0o777)


@pytest.fixture
async def file(folder: Path) -> Path:
    """A migrated database, closed."""
    path = folder / "leadloop.db"
    database = Database(f"sqlite:///{path}")
    await migrate(database)
    await _store(database)
    await database.close()
    _allow(path, 0o666)
    return path


async def _store(database: Database, count: int = 1) -> None:
    people = [Member(f"U{number}", "A long name " * 50) for number in range(count)]
    async with Units(database)("T1") as uow:
        await uow.members.put(people, NOW)
        await uow.commit()


async def _failing(database: Database, count: int = 1) -> str:
    with pytest.raises(StorageError) as caught:
        await _store(database, count)
    return caught.value.sentence


def _allow(path: Path, mode: int) -> None:
    path.chmod(mode)


@contextmanager
def without_roots_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_locked_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.SQLITE_BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "another program writes to it" in await _failing(database)
        other.execute("ROLLBACK")
    await _store(database)
    await database.close()


async def test_a_full_disk(file: Path) -> None:
    """SQLite answers a full disk and a full page quota with the same code."""
    database = Database(f"sqlite:///{file}")
    async with database.transaction(database.write) as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    assert "disk is full" in await _failing(database, 100)
    async with Units(database).reading("T1") as uow:
        assert await uow.members.names(["U0", "U50"]) == {"U0": "A long name " * 50}
    await database.close()


async def test_a_disk_that_fails(file: Path) -> None:
    """A limit on the size of files fails a write as a broken disk or a quota does."""
    database = Database(f"sqlite:///{file}")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    try:
        assert "could not write to the disk" in await _failing(database, 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    await _store(database)
    await database.close()


async def test_a_file_that_may_not_be_written(file: Path) -> None:
    _allow(file, 0o444)
    with without_roots_rights():
        database = Database(f"sqlite:///{file}")
        assert "read-only" in await _failing(database)
        await database.close()


async def test_a_folder_that_may_not_be_written(file: Path) -> None:
    _allow(file.parent, 0o555)
    with without_roots_rights():
        database = Database(f"sqlite:///{file}")
        assert "folder is read-only" in await _failing(database)
        await database.close()


async def test_a_new_file_where_none_may_be(folder: Path) -> None:
    _allow(folder, 0o555)
    with without_roots_rights():
        database = Database(f"sqlite:///{folder / 'leadloop.db'}")
        with pytest.raises(StorageError, match="may be written"):
            await migrate(database)
        await database.close()
        with pytest.raises(ConfigError, match="may be written"), alone(database):
            pass


async def test_what_cannot_be_written_is_named_though_a_link_leads_there(folder: Path) -> None:
    (folder / "link.db").symlink_to(folder / "leadloop.db")
    _allow(folder, 0o555)
    database = Database(f"sqlite:///{folder / 'link.db'}")
    with without_roots_rights(), pytest.raises(ConfigError) as caught, alone(database):
        pass
    assert caught.value.sentence.startswith(f"{folder / 'leadloop.db'}.lock cannot be written")
    await database.close()


def _diary(folder: Path) -> Path:
    path = folder / "leadloop.db"
    path.write_text("Dear diary, " * 100)
    return path


async def test_a_file_that_is_no_database(folder: Path) -> None:
    path = _diary(folder)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StorageError, match="not a SQLite database"):
        await migrate(database)
    await database.close()


async def test_only_one_runs_on_a_file(file: Path) -> None:
    link = file.with_name("link.db")
    link.symlink_to(file)
    first, second, linked = (Database(f"sqlite:///{path}") for path in (file, file, link))
    with alone(first):
        for other in (second, linked):
            with pytest.raises(ConfigError, match="Another Leadloop is running on"), alone(other):
                pass
        await _store(second)  # short commands go on beside it
    with alone(second):
        pass
    for database in (first, second, linked):
        await database.close()
