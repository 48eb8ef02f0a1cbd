"""What was answered to findings instead of a promise."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from bot.domain.changes import Answer, AnswerKind, Measure
from bot.domain.digest import DigestFacts
from bot.domain.stats import Share
from storage.base import Repository, Row, table_of
from storage.tables import Campaign, FindingAnswer

answers, campaigns = table_of(FindingAnswer), table_of(Campaign)
NEWEST = 200


class AnswerRepository(Repository):
    async def add(self, answer: Answer) -> None:
        row = {name: getattr(answer, name) for name in _SAME}
        row |= {"kind": answer.kind.value, "measure": answer.measure.value}
        row |= {"hits": answer.share.hits, "of": answer.share.of}
        await self._insert(answers, [{**row, "cites": list(answer.cites)}])

    async def get(self, answer_id: str) -> Answer | None:
        row = await self._row(self._select().where(answers.c.id == answer_id))
        return _value(row) if row else None

    async def since(self, moment: datetime) -> list[Answer]:
        """Those given later than `moment`, newest first."""
        return await self._newest(answers.c.at > moment)

    async def to(self, facts: DigestFacts) -> list[Answer]:
        """Those to this digest, and those given since it was counted, newest first."""
        is_own = answers.c.period == facts.period
        return await self._newest(or_(is_own, answers.c.at > facts.computed_at))

    async def _newest(self, where: ColumnElement[bool]) -> list[Answer]:
        statement = self._select().where(where)
        newest = statement.order_by(answers.c.at.desc(), answers.c.id).limit(NEWEST)
        return [_value(row) for row in await self._rows(newest)]

    def _select(self) -> Select[Any]:
        joined = and_(
            campaigns.c.team_id == answers.c.team_id, campaigns.c.id == answers.c.campaign_id
        )
        return (
            select(answers, campaigns.c.name.label("campaign"))
            .outerjoin(campaigns, joined)
            .where(self._mine(answers))
        )


_SAME = ("id", "campaign_id", "by", "at", "period", "why")


def _value(row: Row) -> Answer:
    return Answer(
        **{name: row[name] for name in _SAME},
        kind=AnswerKind(row["kind"]),
        campaign=row["campaign"] or "A campaign",
        measure=Measure(row["measure"]),
        share=Share(row["hits"], row["of"]),
        cites=tuple(row["cites"]),
    )
