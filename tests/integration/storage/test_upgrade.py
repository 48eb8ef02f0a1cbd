"""An upgrade keeps what was agreed before anybody was asked."""

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, text

from storage.engine import Database
from storage.migrate import _config, migrate

OLD = (
    "INSERT INTO campaign (team_id, id, external_id, name, objections, landed_chips, dont_say, "
    "proof_links, committed_step, updated_at) "
    "VALUES ('T1', :id, :id, :id, '[]', '[]', '[]', '[]', :step, '2026-08-24 09:00:00')"
)


def _first_release(connection: Connection) -> None:
    command.upgrade(_config(connection), "0001")


async def test_campaigns_that_exist_count_as_agreed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/old.db")
    async with database.transaction(database.write) as connection:
        await connection.run_sync(_first_release)
        await connection.execute(
            text(OLD), [{"id": "dock", "step": "yard review"}, {"id": "expo", "step": None}]
        )
        await connection.commit()
    await migrate(database)
    async with database.transaction(database.read) as connection:
        rows = await connection.execute(text("SELECT id, agreed_step FROM campaign ORDER BY id"))
        assert rows.all() == [("dock", "yard review"), ("expo", None)]
    await database.close()
