"""Look-ups that cross workspaces: whose token is this, what is due, which workspaces are there."""

from datetime import datetime

from sqlalchemy import select

from storage.base import table_of
from storage.engine import Database
from storage.tables import Schedule, Source, Workspace

sources, schedules, workspaces = table_of(Source), table_of(Schedule), table_of(Workspace)


class CrossTeam:
    """Reads that belong to no single workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def source_of(self, token_hash: str) -> tuple[str, str] | None:
        """The workspace and the name of the source that holds this token."""
        statement = select(sources.c.team_id, sources.c.name).where(
            sources.c.token_hash == token_hash
        )
        async with self._database.transaction(self._database.read) as connection:
            row = (await connection.execute(statement)).first()
        return (row.team_id, row.name) if row else None

    async def due(self, job: str, now: datetime) -> list[tuple[str, datetime]]:
        """The workspaces whose `job` is due, with the due date."""
        statement = select(schedules.c.team_id, schedules.c.next_due_at).where(
            schedules.c.job == job, schedules.c.next_due_at <= now
        )
        async with self._database.transaction(self._database.read) as connection:
            return [(row.team_id, row.next_due_at) for row in await connection.execute(statement)]

    async def teams(self) -> list[str]:
        async with self._database.transaction(self._database.read) as connection:
            return list((await connection.execute(select(workspaces.c.team_id))).scalars())
