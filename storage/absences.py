"""Who is away."""

from collections.abc import Sequence

from sqlalchemy import and_, select

from bot.domain.absence import Absence
from storage.base import Repository, Row, table_of
from storage.tables import Absence as AbsenceRow
from storage.tables import Member

absences, members = table_of(AbsenceRow), table_of(Member)


class AbsenceRepository(Repository):
    async def get(self, user: str) -> Absence | None:
        row = await self._row(absences.select().where(self._mine(absences, user=user)))
        return _value(row) if row else None

    async def of_email(self, email: str) -> Absence | None:
        """Of the person with this address, also one that is over."""
        same = and_(members.c.team_id == absences.c.team_id, members.c.user == absences.c.user)
        mine = self._mine(members, email=email.lower())
        row = await self._row(select(absences).join(members, same).where(mine))
        return _value(row) if row else None

    async def of(self, users: Sequence[str]) -> dict[str, Absence]:
        if not users:
            return {}
        statement = absences.select().where(self._mine(absences), absences.c.user.in_(users))
        return {row["user"]: _value(row) for row in await self._rows(statement)}

    async def put(self, absence: Absence) -> None:
        row = {"user": absence.user, "until": absence.until, "backup": absence.backup}
        await self._upsert(absences, [{**row, "since": absence.since}])


def _value(row: Row) -> Absence:
    return Absence(row["user"], row["until"], row["backup"], row["since"])
