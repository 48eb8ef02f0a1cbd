"""What the releases before stored is understood, and they can go on while this one starts."""

import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from bot.errors import StorageError
from storage.base import table_of
from storage.engine import Database
from storage.migrate import FOLDER, _config, _revisions, check_schema, migrate
from storage.tables import Campaign, Lead

campaigns, leads = table_of(Campaign), table_of(Lead)
NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
TEAM = "T1"
LACKS_STEP = "the campaign Dock, 2nd “day” has no agreed next step"


@pytest.fixture
async def first_release(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of the test's own, as the first release made it."""
    given = os.environ.get("TEST_DATABASE_URL")
    database = Database(f"sqlite:///{tmp_path}/old.db")
    if given:
        name = f"upgrade_{uuid.uuid4().hex}"
        await _on_server(given, f"CREATE DATABASE {name}")
        database = Database(
            Database(given).url.set(database=name).render_as_string(hide_password=False)
        )
    async with database.transaction(database.write) as connection:
        await connection.run_sync(lambda old: command.upgrade(_config(old), "0001"))
        await connection.commit()
    yield database
    await database.close()
    if given:
        await _on_server(given, f"DROP DATABASE {name}")


async def _on_server(url: str, statement: str) -> None:
    engine = create_async_engine(Database(url).url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def _store(database: Database, table: Any, *rows: dict[str, Any]) -> None:
    async with database.transaction(database.write) as connection:
        for row in rows:
            await connection.execute(table.insert().values(team_id=TEAM, **row))
        await connection.commit()


async def _column(database: Database, table: Any, name: str) -> dict[str, Any]:
    async with database.transaction(database.read) as connection:
        rows = await connection.execute(select(table.c.id, table.c[name]))
        return {row[0]: row[1] for row in rows if row[1] is not None}


def _campaign(name: str, step: str | None) -> dict[str, Any]:
    lists = ("objections", "landed_chips", "dont_say", "proof_links")
    row = {"id": name, "external_id": name, "name": name, "committed_step": step}
    return {**{key: [] for key in lists}, **row, "updated_at": NOW}


def _lead(name: str, **more: Any) -> dict[str, Any]:
    lists = ("failed", "fit_reasons", "intent_reasons", "reasons", "decline_codes", "seconded_by")
    row = {"id": name, "source": "crm", "external_id": name, "fingerprint": "x", "utm": {}}
    times = {"arrived_at": NOW, "contact_by": NOW}
    return {**{key: [] for key in lists}, **row, **times, **more}


def _lacking(name: str, *failed: str, **more: Any) -> dict[str, Any]:
    return _lead(name, **{"campaign_id": "dock", "qualified": False, "failed": failed, **more})


async def test_an_upgrade_understands_what_the_first_release_stored(
    first_release: Database,
) -> None:
    await _store(first_release, campaigns, _campaign("dock", "yard review"))
    await _store(first_release, campaigns, _campaign("expo", None))
    await _store(
        first_release,
        leads,
        _lead("taken", state="accepted", owner="U0MAYA", taken_at=NOW, last_at=LATER),
        _lead("judged", state="contacted", owner="U0MAYA", verdict="landed", taken_at=NOW),
        _lead("rejected", state="rejected", owner="U0MAYA"),
        _lead("bought in", state="accepted", owner="U0MAYA", imported=True),
        _lacking("held", LACKS_STEP),
        _lacking("more", "fit is 3, the minimum is 50", LACKS_STEP),
        _lacking("other", "email is missing"),
        _lacking("of none", "a lead without a campaign has no agreed next step", campaign_id=None),
    )
    await migrate(first_release)
    # Campaigns that exist count as agreed, and leads in work are looked at by the reminders.
    assert await _column(first_release, campaigns, "agreed_step") == {"dock": "yard review"}
    assert await _column(first_release, leads, "remind_at") == {"taken": NOW}
    # Handed on before anybody was contacted, or since then nobody knows when.
    assert await _column(first_release, leads, "owned_at") == {"taken": LATER, "judged": NOW}
    # What lacks nothing but the agreed step waits for it; before, it was only refused.
    assert await _column(first_release, leads, "held_for") == {"held": "agreed_step"}


async def test_migrations_make_the_tables_and_leave_what_the_release_before_needs(
    first_release: Database,
) -> None:
    async with first_release.transaction(first_release.read) as connection:
        before = await connection.run_sync(_columns)
    await migrate(first_release)
    async with first_release.transaction(first_release.read) as connection:
        assert await connection.run_sync(_differences) == []
        now = await connection.run_sync(_columns)
    assert set(before) <= set(now)
    for table, columns in before.items():
        assert set(columns) <= set(now[table])
        # It does not fill what it does not know.
        assert not [name for name in set(now[table]) - set(columns) if now[table][name]], table


def test_every_migration_is_known_by_the_name_of_its_file() -> None:
    scripts = ScriptDirectory(str(FOLDER)).walk_revisions()
    assert [script.revision for script in scripts] == list(_revisions())


async def test_a_newer_schema_is_refused_and_left_as_it_is(first_release: Database) -> None:
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    async with first_release.transaction(first_release.write) as connection:
        await connection.execute(newer)
        await connection.commit()
    for start in (migrate, check_schema):
        with pytest.raises(StorageError, match="made by a newer Leadloop"):
            await start(first_release)
    async with first_release.transaction(first_release.read) as connection:
        assert "halt" not in await connection.run_sync(_columns)


def _columns(connection: Connection) -> dict[str, dict[str, bool]]:
    """Of each table: by name, whether every row has to bring it."""
    found = inspect(connection)
    return {
        table: {
            column["name"]: not column["nullable"] and column["default"] is None
            for column in found.get_columns(table)
        }
        for table in found.get_table_names()
    }


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))
