"""Runs of the digest: one for each week, with the facts that it said."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, select, update

from bot.domain.digest import JOB, DigestFacts
from storage.base import Repository, table_of
from storage.figures import FigureRepository
from storage.members import MemberRepository
from storage.tables import Run

runs = table_of(Run)


class DigestRepository(Repository):
    async def claim(self, period: str, now: datetime) -> bool:
        run = {"job": JOB, "period": period, "at": now, "facts": None}
        return await self._upsert(runs, [run], update=False) == 1

    async def store(self, facts: DigestFacts) -> None:
        """Keeps the facts with their run; names and quotes stay where they can be erased."""
        bare = tuple(replace(item, quote=None) for item in facts.say_more)
        dumped = _json().dump_python(replace(facts, say_more=bare, names={}), mode="json")
        mine = self._mine(runs, job=JOB, period=facts.period)
        await self._connection.execute(update(runs).where(mine).values(facts=dumped))

    async def stored(self, period: str) -> DigestFacts | None:
        return await self._facts(
            select(runs.c.facts).where(self._mine(runs, job=JOB, period=period))
        )

    async def latest(self, before: str = "9999") -> DigestFacts | None:
        """The facts of the latest period that was sent, of those earlier than `before`."""
        sent = (self._mine(runs, job=JOB), runs.c.period < before)
        return await self._facts(
            select(runs.c.facts).where(*sent).order_by(runs.c.period.desc()).limit(1)
        )

    async def _facts(self, statement: Select[Any]) -> DigestFacts | None:
        row = await self._row(statement)
        if row is None or row["facts"] is None:
            return None
        return await self.filled(_json().validate_python(row["facts"]))

    async def filled(self, facts: DigestFacts) -> DigestFacts:
        """With the people's names and the quotes as they stand now; erased ones stay away."""
        figures = FigureRepository(self._connection, self._team)
        quotes = await figures.quoted([item.quote_of for item in facts.say_more if item.quote_of])
        users = {user for item in facts.changes for user in (item.change.by, *item.change.cites)}
        names = await MemberRepository(self._connection, self._team).names(sorted(users))
        more = tuple(
            replace(item, quote=quotes.get(item.quote_of or "")) for item in facts.say_more
        )
        return replace(facts, say_more=more, names=names)


@cache
def _json() -> TypeAdapter[DigestFacts]:
    return TypeAdapter(DigestFacts)
