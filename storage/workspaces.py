"""A workspace's settings with their history, its sources, and its schedule."""

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, delete, select, update

from bot.domain.ids import new_id
from bot.domain.settings import SettingChange, Settings, as_text, stored
from storage.base import Repository, table_of
from storage.tables import Schedule, Source, Workspace
from storage.tables import SettingChange as SettingChangeRow

workspaces, sources, schedules = table_of(Workspace), table_of(Source), table_of(Schedule)
setting_changes = table_of(SettingChangeRow)
# Nearly every unit of work reads the settings: what can be, is done once.
_SETTINGS = select(workspaces.c.settings).where(
    workspaces.c.team_id == bindparam("team", type_=String())
)
_LOCKED_SETTINGS = _SETTINGS.with_for_update()
_HELD_SETTINGS = _SETTINGS.with_for_update(read=True)


@functools.lru_cache(maxsize=64)
def _read(kept: tuple[tuple[str, str], ...]) -> Settings:
    return stored(dict(kept))


class SettingsRepository(Repository):
    async def get(self) -> Settings:
        return await self._settings(_SETTINGS)

    async def held(self) -> Settings:
        return await self._settings(_HELD_SETTINGS)

    async def locked(self) -> Settings:
        # A row that is not there cannot be locked: two would both begin with nothing.
        await self._upsert(workspaces, [{"name": "", "settings": {}}], update=False)
        return await self._settings(_LOCKED_SETTINGS)

    async def _settings(self, statement: Select[Any]) -> Settings:
        found = await self._connection.execute(statement, {"team": self._team})
        kept = found.scalar()
        if kept is None:
            return Settings()
        return _read(tuple((key, text) for key, text in kept.items() if isinstance(text, str)))

    async def save(self, settings: Settings, changes: Sequence[SettingChange]) -> None:
        row = {"name": "", "settings": as_text(settings)}
        await self._upsert(workspaces, [row], keep=["name"])
        rows = [
            {
                "id": new_id(),
                "at": change.at,
                "who": change.who,
                "key": change.key,
                "old": change.old,
                "new": change.new,
            }
            for change in changes
        ]
        await self._insert(setting_changes, rows)

    async def name(self) -> str:
        """What Slack calls the workspace; empty before the first start."""
        row = await self._row(select(workspaces.c.name).where(self._mine(workspaces)))
        return row["name"] if row else ""

    async def rename(self, name: str) -> None:
        row = {"name": name, "settings": as_text(Settings())}
        await self._upsert(workspaces, [row], keep=["settings"])

    async def history(self, limit: int) -> list[SettingChange]:
        statement = (
            select(setting_changes)
            .where(self._mine(setting_changes))
            .order_by(setting_changes.c.at.desc(), setting_changes.c.key)
            .limit(limit)
        )
        names = SettingChange.__dataclass_fields__
        return [
            SettingChange(**{name: row[name] for name in names})
            for row in await self._rows(statement)
        ]


class SourceRepository(Repository):
    async def add(self, name: str, token_hash: str, now: datetime) -> None:
        await self._upsert(sources, [{"name": name, "token_hash": token_hash, "created_at": now}])

    async def names(self) -> list[str]:
        statement = select(sources.c.name).where(self._mine(sources)).order_by(sources.c.name)
        return [row["name"] for row in await self._rows(statement)]


class ScheduleRepository(Repository):
    async def set(self, job: str, due_at: datetime) -> None:
        await self._upsert(schedules, [{"job": job, "next_due_at": due_at}])

    async def due(self, job: str) -> datetime | None:
        row = await self._row(select(schedules).where(self._mine(schedules, job=job)))
        return row["next_due_at"] if row else None

    async def advance(self, job: str, expected: datetime, due_at: datetime) -> bool:
        statement = (
            update(schedules)
            .where(self._mine(schedules, job=job, next_due_at=expected))
            .values(next_due_at=due_at)
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def end(self, job: str) -> bool:
        gone = delete(schedules).where(self._mine(schedules, job=job))
        return (await self._connection.execute(gone)).rowcount == 1
