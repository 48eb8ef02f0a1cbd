"""When people work who said so."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.domain.person_hours import PersonHours
from storage.base import Repository, Row, table_of
from storage.tables import PersonHours as PersonHoursRow

hours = table_of(PersonHoursRow)


class PersonHoursRepository(Repository):
    async def of(self, users: Sequence[str]) -> dict[str, PersonHours]:
        if not users:
            return {}
        statement = select(hours).where(self._mine(hours), hours.c.user.in_(users))
        return {row["user"]: _value(row) for row in await self._rows(statement)}

    async def put(self, user: str, own: PersonHours) -> None:
        row = {"user": user, "opens": own.opens, "closes": own.closes, "days": list(own.days)}
        row |= {"zone": own.zone, "holidays": list(own.holidays)}
        await self._upsert(hours, [row])

    async def remove(self, user: str) -> None:
        await self._connection.execute(hours.delete().where(self._mine(hours, user=user)))


def _value(row: Row) -> PersonHours:
    holidays = tuple(row["holidays"] or ())
    return PersonHours(row["opens"], row["closes"], tuple(row["days"]), row["zone"], holidays)
