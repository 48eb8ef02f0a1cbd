"""What reps answered to “Would you say this?”."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.opinions import Opinion, PitchAnswer
from storage.base import Repository, Row, table_of
from storage.tables import PitchOpinion

opinions = table_of(PitchOpinion)
ONCE = ("campaign_id", "pitch", "user")


class OpinionRepository(Repository):
    async def add(self, asked: Sequence[Opinion]) -> list[Opinion]:
        rows = [asdict(opinion) for opinion in asked]
        await self._upsert(opinions, rows, key=ONCE, update=False)
        ids = [opinion.id for opinion in asked]
        mine = select(opinions.c.id).where(self._mine(opinions), opinions.c.id.in_(ids))
        stored = {row["id"] for row in await self._rows(mine)}
        return [opinion for opinion in asked if opinion.id in stored]

    async def get(self, opinion_id: str) -> Opinion | None:
        row = await self._row(select(opinions).where(self._mine(opinions, id=opinion_id)))
        return _value(row) if row else None

    async def of(self, campaign_id: str) -> list[Opinion]:
        mine = self._mine(opinions, campaign_id=campaign_id)
        statement = select(opinions).where(mine).order_by(opinions.c.asked_at, opinions.c.user)
        return [_value(row) for row in await self._rows(statement)]

    async def answer(self, opinion_id: str, answer: PitchAnswer, text: str, now: datetime) -> None:
        values = {"answer": answer.value, "text": text or None, "answered_at": now}
        mine = self._mine(opinions, id=opinion_id)
        await self._connection.execute(update(opinions).where(mine).values(**values))


def _value(row: Row) -> Opinion:
    values = {name: row[name] for name in Opinion.__dataclass_fields__}
    return Opinion(**{**values, "answer": PitchAnswer(row["answer"]) if row["answer"] else None})
