"""Rejections that marketing disputes, and what both sides rule."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update

from bot.domain.cards import LeadLine
from bot.domain.definition import Side
from bot.domain.disputes import DISPUTABLE, Dispute, DisputeCounts, Ruled, Ruling
from bot.domain.leads import known_as
from bot.domain.lifecycle import State
from bot.domain.masked import bare, masked
from bot.domain.schedule import Span
from storage.base import Repository, Row, table_of
from storage.lead_lists import PERSON_JOIN
from storage.rows import line_value
from storage.tables import Campaign, Lead, LeadPerson, Run
from storage.tables import Dispute as DisputeRow

disputes, runs = table_of(DisputeRow), table_of(Run)
leads, persons, campaigns = table_of(Lead), table_of(LeadPerson), table_of(Campaign)
JOB = "disputes"
_CAMPAIGN = and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id)
_LEAD = and_(leads.c.team_id == disputes.c.team_id, leads.c.id == disputes.c.lead_id)
_BOTH = disputes.c.closed_at.is_not(None)


class DisputeRepository(Repository):
    async def add(self, new: Dispute) -> bool:
        row = {
            "lead_id": new.lead_id,
            "disputed_by": new.disputed_by,
            "at": new.at,
            "sentence": new.sentence,
            "rejected_by": new.rejected_by,
            "code": new.code,
        }
        return await self._upsert(disputes, [row], update=False) == 1

    async def get(self, lead_id: str, *, lock: bool = False) -> Dispute | None:
        statement = self._select().where(disputes.c.lead_id == lead_id)
        if lock:
            statement = statement.with_for_update(of=disputes)
        row = await self._row(statement)
        return _value(row) if row else None

    async def rule(self, lead_id: str, side: Side, said: Ruled) -> None:
        values = {f"{side}_ruling": said.ruling.value, f"{side}_by": said.ruled_by}
        await self._set(lead_id, values)

    async def close(self, lead_id: str, now: datetime) -> None:
        await self._set(lead_id, {"closed_at": now})

    async def _set(self, lead_id: str, values: dict[str, Any]) -> None:
        mine = self._mine(disputes, lead_id=lead_id)
        await self._connection.execute(update(disputes).where(mine).values(**values))

    async def listed(self, before: datetime, limit: int, since: datetime) -> list[Dispute]:
        shown = or_(disputes.c.closed_at.is_(None), disputes.c.closed_at >= since)
        statement = (
            self._select()
            .where(disputes.c.at < before, shown)
            .order_by(disputes.c.at, disputes.c.lead_id)
            .limit(limit)
        )
        return [_value(row) for row in await self._rows(statement)]

    async def claim_list(self, period: str, now: datetime) -> bool:
        run = {"job": JOB, "period": period, "at": now, "facts": None}
        return await self._upsert(runs, [run], update=False) == 1

    async def candidates(self, span: Span, limit: int) -> list[LeadLine]:
        """Rejected leads, come in `span`, that can be disputed and were not; newest first."""
        disputed = select(disputes.c.lead_id).where(self._mine(disputes))
        names = (persons.c.name.label("person_name"), campaigns.c.name.label("campaign_name"))
        statement = (
            select(leads, *names)
            .join(persons, PERSON_JOIN)
            .outerjoin(campaigns, _CAMPAIGN)
            .where(
                self._mine(leads, state=State.REJECTED),
                leads.c.arrived_at >= span.start,
                leads.c.arrived_at < span.end,
                leads.c.decline_code.in_(DISPUTABLE),
                leads.c.imported.is_(False),
                leads.c.id.not_in(disputed),
            )
            .order_by(leads.c.arrived_at.desc(), leads.c.id)
            .limit(limit)
        )
        return [line_value(row) for row in await self._rows(statement)]

    async def counts(self, span: Span) -> DisputeCounts:
        agreed = disputes.c.sales_ruling
        statement = select(
            func.count().label("raised"),
            func.count().filter(~_BOTH).label("open"),
            *(func.count().filter(_BOTH, agreed == one.value).label(one.value) for one in Ruling),
        ).where(self._mine(disputes), disputes.c.at >= span.start, disputes.c.at < span.end)
        row = await self._row(statement)
        return DisputeCounts(**row) if row else DisputeCounts()

    def _select(self) -> Select[Any]:
        return (
            select(disputes, persons.c.name, leads.c.company_name)
            .add_columns(leads.c.source, leads.c.external_id)
            .add_columns(campaigns.c.name.label("campaign"), leads.c.definition_version)
            .join(leads, _LEAD)
            .join(persons, PERSON_JOIN)
            .outerjoin(campaigns, _CAMPAIGN)
            .where(self._mine(disputes))
        )


def _value(row: Row) -> Dispute:
    said = {
        side: Ruled(Ruling(row[f"{side}_ruling"]), row[f"{side}_by"])
        for side in Side
        if row[f"{side}_ruling"]
    }
    return Dispute(
        lead_id=row["lead_id"],
        disputed_by=row["disputed_by"],
        at=row["at"],
        sentence=masked(row["sentence"]),
        rejected_by=row["rejected_by"],
        code=masked(row["code"]),
        label=known_as(row["name"], row["company_name"], row["source"], row["external_id"]),
        company=bare(row["company_name"]),
        campaign=row["campaign"],
        version=row["definition_version"],
        rulings=said,
        closed_at=row["closed_at"],
    )
