"""What crosses workspaces: whose token is this, what is due, which workspaces are there."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from storage.base import Repository, table_of
from storage.engine import Database
from storage.tables import Schedule, Source, Workspace

sources, schedules, workspaces = table_of(Source), table_of(Schedule), table_of(Workspace)
LOCAL = "local"
"""The workspace of a database that has not met Slack yet."""


class CrossTeam:
    """What belongs to no single workspace."""

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

    async def teams(self) -> list[str]:
        async with self._database.transaction(self._database.read) as connection:
            return await _teams(connection)

    async def add(self, team: str) -> None:
        """A workspace with the settings it begins with; one that is there is left as it is."""
        async with self._database.transaction(self._database.write) as connection:
            await Workspaces(connection, team).add()
            await connection.commit()

    async def adopt(self, team: str) -> None:
        """Like `add`; what was prepared in `LOCAL` before Slack was known becomes the team's."""
        async with self._database.transaction(self._database.write) as connection:
            if await _teams(connection) == [LOCAL]:
                await _rename(connection, LOCAL, team)
            await Workspaces(connection, team).add()
            await connection.commit()


class Workspaces(Repository):
    async def add(self) -> None:
        await self._upsert(workspaces, [{"name": "", "settings": {}}], update=False)


async def _teams(connection: AsyncConnection) -> list[str]:
    statement = select(workspaces.c.team_id).order_by(workspaces.c.team_id)
    return list((await connection.execute(statement)).scalars())


async def _rename(connection: AsyncConnection, old: str, new: str) -> None:
    """Every table has the team in its key, and none refers to another."""
    for table in SQLModel.metadata.sorted_tables:
        renamed = update(table).where(table.c.team_id == old).values(team_id=new)
        await connection.execute(renamed)
