"""Runs of the digest: one for each week, with the facts that it said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, func, select, update

from bot.domain.changes import ChangeState
from bot.domain.digest import JOB, DigestFacts, Known, job_of
from bot.domain.lifecycle import State, Verdict
from bot.domain.schedule import Span
from bot.ports import MessageKind
from storage.answers import AnswerRepository
from storage.base import Repository, table_of
from storage.changes import ChangeRepository
from storage.figures import FigureRepository
from storage.members import MemberRepository
from storage.pools import PoolRepository
from storage.sit_ins import SitInRepository
from storage.tables import Lead, Run

runs, leads = table_of(Run), table_of(Lead)


class DigestRepository(Repository):
    async def claim(self, period: str, now: datetime) -> bool:
        run = {"job": job_of(period), "period": period, "at": now, "facts": None}
        return await self._upsert(runs, [run], update=False) == 1

    async def store(self, facts: DigestFacts) -> None:
        """Keeps the facts with their run; names and texts stay where they can be erased."""
        bare = tuple(replace(item, quote=None) for item in facts.say_more)
        sat_in = replace(facts.sat_in, quote=None)
        kept = replace(facts, say_more=bare, sat_in=sat_in, names={}, unnamed=())
        kept = replace(kept, promised=(), answers=())
        dumped = _json().dump_python(kept, mode="json")
        mine = self._mine(runs, job=job_of(facts.period), period=facts.period)
        await self._connection.execute(update(runs).where(mine).values(facts=dumped))

    async def stored(self, period: str) -> DigestFacts | None:
        return await self._facts(
            select(runs.c.facts).where(self._mine(runs, job=job_of(period), period=period))
        )

    async def latest(self, before: str = "9999") -> DigestFacts | None:
        """The facts of the latest period that was sent, of those earlier than `before`."""
        sent = (self._mine(runs, job=JOB), runs.c.period < before)
        return await self._facts(
            select(runs.c.facts).where(*sent).order_by(runs.c.period.desc()).limit(1)
        )

    async def posted(self, period: str, messages: Mapping[MessageKind, str]) -> None:
        mine = self._mine(runs, job=job_of(period), period=period)
        kept = {kind.value: message_id for kind, message_id in messages.items()}
        await self._connection.execute(update(runs).where(mine).values(messages=kept))

    async def recent(self, since: datetime) -> list[tuple[DigestFacts, Mapping[MessageKind, str]]]:
        shown = (runs.c.facts.is_not(None), runs.c.messages.is_not(None), runs.c.at > since)
        rows = await self._rows(select(runs).where(self._mine(runs, job=JOB), *shown))
        return [
            (
                _json().validate_python(row["facts"]),
                {MessageKind(kind): one for kind, one in (row["messages"] or {}).items()},
            )
            for row in rows
            if row["facts"]  # JSON's own null is not the database's
        ]

    async def known(self, span: Span, as_of: datetime) -> Known:
        """What is not dated (a verdict that was imported) counts from its lead's arrival."""
        statement = select(
            func.count().filter(leads.c.taken_at <= as_of).label("taken"),
            func.count().filter(leads.c.verdict == Verdict.LANDED, _told_by(as_of)).label("landed"),
            func.count()
            .filter(leads.c.state == State.WON, leads.c.closed_at <= as_of)
            .label("won"),
        ).where(
            self._mine(leads, qualified=True),
            leads.c.arrived_at >= span.start,
            leads.c.arrived_at < span.end,
        )
        row = await self._row(statement)
        return Known(**row) if row else Known()

    async def _facts(self, statement: Select[Any]) -> DigestFacts | None:
        row = await self._row(statement)
        if row is None or row["facts"] is None:
            return None
        return await self.filled(_json().validate_python(row["facts"]))

    async def filled(self, facts: DigestFacts) -> DigestFacts:
        """With the people's names, the quotes, promises and answers as they stand now; what was
        erased or dropped stays away."""
        figures = FigureRepository(self._connection, self._team)
        quotes = await figures.quoted([item.quote_of for item in facts.say_more if item.quote_of])
        since = await ChangeRepository(self._connection, self._team).all(facts.computed_at)
        promised = tuple(one for one in since if one.state is not ChangeState.DROPPED)
        changes = [*(item.change for item in facts.changes), *promised]
        answers = await AnswerRepository(self._connection, self._team).to(facts)
        users = {user for change in changes for user in (change.by, *change.cites)}
        users |= {answer.by for answer in answers}
        names = await MemberRepository(self._connection, self._team).names(sorted(users))
        more = tuple(
            replace(item, quote=quotes.get(item.quote_of or "")) for item in facts.say_more
        )
        unnamed = await PoolRepository(self._connection, self._team).shown_in(facts.period)
        sit_ins = SitInRepository(self._connection, self._team)
        line = await sit_ins.quoted(facts.sat_in.quote_of) if facts.sat_in.quote_of else None
        sat_in = replace(facts.sat_in, quote=line)
        return replace(
            facts,
            say_more=more,
            names=names,
            unnamed=unnamed,
            promised=promised,
            answers=tuple(answers),
            sat_in=sat_in,
        )


def _told_by(as_of: datetime) -> ColumnElement[bool]:
    return func.coalesce(leads.c.verdict_at, leads.c.arrived_at) <= as_of


@cache
def _json() -> TypeAdapter[DigestFacts]:
    return TypeAdapter(DigestFacts)
