"""Leads that lack nothing but their campaign's agreed step."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, or_, select, update

from bot.ports import HeldLead
from storage.base import Repository, table_of
from storage.lead_lists import PERSON_JOIN
from storage.rows import AGREED_STEP
from storage.tables import Campaign, FeedbackEvent, Lead, LeadPerson, Touchpoint

leads, campaigns = table_of(Lead), table_of(Campaign)
persons, touchpoints = table_of(LeadPerson), table_of(Touchpoint)
events = table_of(FeedbackEvent)
_OF_IT = and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id)


class HeldRepository(Repository):
    async def count(self, campaign_id: str, since: datetime) -> int:
        of_it = and_(self._held(since), leads.c.campaign_id == campaign_id)
        row = await self._row(select(func.count().label("n")).where(of_it))
        return row["n"] if row else 0

    async def unasked(self, since: datetime) -> list[str]:
        step, agreed = campaigns.c.committed_step, campaigns.c.agreed_step
        never = or_(campaigns.c.asked_step.is_(None), campaigns.c.asked_step != _text(step))
        wanted = and_(self._held(since), never, or_(agreed.is_(None), agreed != _text(step)))
        statement = select(campaigns.c.id).join(leads, _OF_IT).where(wanted).distinct()
        return [row["id"] for row in await self._rows(statement)]

    async def ready(self, since: datetime, limit: int, *, any_campaign: bool) -> list[HeldLead]:
        statement = (
            select(leads.c.id, leads.c.company_key, leads.c.owner_email)
            .add_columns(persons.c.email, leads.c.campaign_id)
            .join(campaigns, _OF_IT)
            .join(persons, PERSON_JOIN)
            .where(self._held(since))
            .order_by(leads.c.arrived_at, leads.c.id)
            .limit(limit)
        )
        if not any_campaign:
            statement = statement.where(campaigns.c.agreed_step == campaigns.c.committed_step)
        return [HeldLead(**row) for row in await self._rows(statement)]

    async def release(
        self, lead_ids: Sequence[str], contact_by: datetime, version: int
    ) -> list[str]:
        still = and_(
            self._mine(leads, held_for=AGREED_STEP, qualified=False), leads.c.id.in_(lead_ids)
        )
        released = (
            update(leads)
            .where(still)
            .values(
                qualified=True,
                failed=[],
                held_for=None,
                definition_version=version,
                contact_by=contact_by,
                revision=leads.c.revision + 1,
            )
            .returning(leads.c.id)
        )
        found = {row["id"] for row in await self._rows(released)}
        return [lead_id for lead_id in lead_ids if lead_id in found]

    async def remove(self, lead_id: str) -> tuple[str, str] | None:
        said = select(literal(1)).where(self._mine(events, lead_id=lead_id))
        held = self._mine(leads, id=lead_id, held_for=AGREED_STEP, qualified=False)
        unsaid = and_(held, ~exists(said))
        gone = delete(leads).where(unsaid).returning(leads.c.source, leads.c.external_id)
        row = await self._row(gone)
        if row is None:
            return None
        for table in (persons, touchpoints):
            mine = self._mine(table, lead_id=lead_id)
            await self._connection.execute(delete(table).where(mine))
        return row["source"], row["external_id"]

    def _held(self, since: datetime) -> ColumnElement[bool]:
        return and_(
            self._mine(leads, held_for=AGREED_STEP),
            leads.c.qualified.is_(False),
            leads.c.arrived_at >= since,
        )


def _text(column: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(column, "")
