"""Who asked to sit in on what, what was answered, and what was learnt."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from bot.domain.cards import Quote
from bot.domain.masked import bare, masked
from bot.domain.schedule import Span
from bot.domain.sit_ins import SatIn, SitIn, SitInAnswer, SitInKind, SitInState
from storage.base import Repository, Row, table_of
from storage.tables import Campaign, Lead, Member, SitInLine
from storage.tables import SitIn as SitInRow

sit_ins, lines = table_of(SitInRow), table_of(SitInLine)
leads, campaigns, members = table_of(Lead), table_of(Campaign), table_of(Member)


class SitInRepository(Repository):
    async def add(self, new: SitIn) -> None:
        is_call = new.kind is SitInKind.CALL
        row = {
            "id": new.id,
            "kind": new.kind.value,
            "lead_id": new.about if is_call else None,
            "campaign_id": None if is_call else new.about,
            "asked_by": new.asked_by,
            "host": new.host,
            "state": new.state.value,
            "asked_at": new.asked_at,
        }
        await self._insert(sit_ins, [row])

    async def get(self, sit_in_id: str) -> SitIn | None:
        row = await self._row(select(sit_ins).where(self._mine(sit_ins, id=sit_in_id)))
        if row is None:
            return None
        said = select(lines.c.user, lines.c.text).where(self._mine(lines, sit_in_id=sit_in_id))
        learnt = {line["user"]: line["text"] for line in await self._rows(said)}
        return _value(row, learnt)

    async def asked(self, kind: SitInKind, about: str, user: str, today: date) -> SitIn | None:
        """What this person asked for already and nobody answered, or that is still to come."""
        to_come = and_(sit_ins.c.state == SitInState.ACCEPTED, sit_ins.c.held_on >= today)
        is_open = (sit_ins.c.state == SitInState.ASKED) | to_come
        column = {SitInKind.CALL: "lead_id", SitInKind.REVIEW: "campaign_id"}[kind]
        mine = self._mine(sit_ins, asked_by=user, **{column: about})
        row = await self._row(select(sit_ins).where(mine, is_open))
        return _value(row, {}) if row else None

    async def open_for(self, user: str, today: date) -> list[SitIn]:
        is_asked = and_(sit_ins.c.state == SitInState.ASKED, sit_ins.c.host == user)
        is_in = or_(sit_ins.c.host == user, sit_ins.c.asked_by == user)
        to_come = and_(sit_ins.c.state == SitInState.ACCEPTED, sit_ins.c.held_on >= today, is_in)
        mine = select(sit_ins).where(self._mine(sit_ins), or_(is_asked, to_come))
        # Without a day come those that are not answered yet.
        order = (sit_ins.c.held_on.is_not(None), sit_ins.c.held_on, sit_ins.c.asked_at)
        return [_value(row, {}) for row in await self._rows(mine.order_by(*order))]

    async def answer(self, sit_in_id: str, answer: SitInAnswer, now: datetime) -> bool:
        state = SitInState.ACCEPTED if answer.accepted else SitInState.DECLINED
        values = {
            "state": state.value,
            "held_on": answer.held_on,
            "word": answer.word or None,
            "answered_at": now,
        }
        mine = self._mine(sit_ins, id=sit_in_id, state=SitInState.ASKED.value)
        done = await self._connection.execute(update(sit_ins).where(mine).values(**values))
        return done.rowcount == 1

    async def held(self, before: date) -> list[str]:
        """Those held before that day whose people were not asked yet what they learnt."""
        mine = self._mine(sit_ins, state=SitInState.ACCEPTED.value)
        unasked = (sit_ins.c.held_on < before, sit_ins.c.learnt_asked_at.is_(None))
        rows = await self._rows(select(sit_ins.c.id).where(mine, *unasked))
        return [row["id"] for row in rows]

    async def ask_learnt(self, sit_in_id: str, now: datetime) -> bool:
        mine = (self._mine(sit_ins, id=sit_in_id), sit_ins.c.learnt_asked_at.is_(None))
        done = update(sit_ins).where(*mine).values(learnt_asked_at=now)
        return (await self._connection.execute(done)).rowcount == 1

    async def learn(self, sit_in_id: str, user: str, text: str, now: datetime) -> None:
        row = {"sit_in_id": sit_in_id, "user": user, "text": text, "at": now}
        await self._upsert(lines, [row], keep=["at"])

    async def sat_in(self, first: date, last: date, span: Span) -> SatIn:
        held = and_(
            self._mine(sit_ins, state=SitInState.ACCEPTED.value),
            sit_ins.c.held_on >= first,
            sit_ins.c.held_on <= last,
        )
        per_kind = (
            select(sit_ins.c.kind, func.count().label("n")).where(held).group_by(sit_ins.c.kind)
        )
        counts = {row["kind"]: row["n"] for row in await self._rows(per_kind)}
        written = (self._mine(lines), lines.c.at >= span.start, lines.c.at < span.end)
        newest = select(lines.c.sit_in_id).where(*written).order_by(lines.c.at.desc())
        found = [row["sit_in_id"] for row in await self._rows(newest)]
        return SatIn(
            calls=counts.get(SitInKind.CALL.value, 0),
            reviews=counts.get(SitInKind.REVIEW.value, 0),
            lines=len(found),
            quote_of=next(iter(found), None),
        )

    async def quoted(self, sit_in_id: str) -> Quote | None:
        """The latest line that was learnt there."""
        statement = (
            select(lines.c.text, members.c.name, leads.c.company_name, campaigns.c.name.label("of"))
            .join(sit_ins, _same(sit_ins.c.team_id, sit_ins.c.id, lines.c.sit_in_id))
            .outerjoin(members, _same(members.c.team_id, members.c.user, lines.c.user))
            .outerjoin(leads, _same(leads.c.team_id, leads.c.id, sit_ins.c.lead_id))
            .outerjoin(campaigns, _same(campaigns.c.team_id, campaigns.c.id, sit_ins.c.campaign_id))
            .where(self._mine(lines, sit_in_id=sit_in_id))
            .order_by(lines.c.at.desc())
            .limit(1)
        )
        row = await self._row(statement)
        if row is None:
            return None
        return Quote(masked(row["text"]), row["name"], bare(row["company_name"]) or row["of"])


def _same(team: ColumnElement[str], left: ColumnElement[str], right: ColumnElement[str]) -> Any:
    return and_(team == lines.c.team_id, left == right)


def _value(row: Row, learnt: Mapping[str, str]) -> SitIn:
    return SitIn(
        id=row["id"],
        kind=SitInKind(row["kind"]),
        about=row["lead_id"] or row["campaign_id"],
        asked_by=row["asked_by"],
        host=row["host"],
        asked_at=row["asked_at"],
        state=SitInState(row["state"]),
        held_on=row["held_on"],
        word=row["word"],
        learnt=learnt,
    )
