"""Who is away."""

from bot.domain.absence import Absence
from storage.base import Repository, table_of
from storage.tables import Absence as AbsenceRow

absences = table_of(AbsenceRow)


class AbsenceRepository(Repository):
    async def get(self, user: str) -> Absence | None:
        row = await self._row(absences.select().where(self._mine(absences, user=user)))
        return Absence(row["user"], row["until"], row["backup"]) if row else None

    async def put(self, absence: Absence) -> None:
        row = {"user": absence.user, "until": absence.until, "backup": absence.backup}
        await self._upsert(absences, [row])

    async def remove(self, user: str) -> bool:
        gone = absences.delete().where(self._mine(absences, user=user))
        return (await self._connection.execute(gone)).rowcount == 1
