"""Leads: what intake stores, and what an action changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select, update

from bot.domain.adding import OpenLead
from bot.domain.erasing import ERASED
from bot.domain.leads import Company, Person, Touchpoint, known_as
from bot.domain.lifecycle import Standing, State
from bot.ports import NewLead, StoredLead
from storage.base import Row, table_of
from storage.lead_cards import LeadCards
from storage.lead_lists import PERSON_JOIN, WORKED
from storage.rows import (
    lead_row,
    person_row,
    standing_row,
    standing_value,
    touchpoint_rows,
    touchpoint_value,
)
from storage.shared_cards import drawn_again
from storage.tables import Card, Lead, LeadAlias, LeadPerson
from storage.tables import Touchpoint as TouchpointRow

leads, persons, touchpoints = table_of(Lead), table_of(LeadPerson), table_of(TouchpointRow)
cards, aliases = table_of(Card), table_of(LeadAlias)
CONTACT = persons.c.name, persons.c.email, persons.c.phone
_OPEN = (
    leads.c.state.in_((State.NEW, *WORKED)),
    leads.c.qualified,
    leads.c.imported.is_(False),
)


class LeadRepository(LeadCards):
    async def known(
        self, source: str, external_ids: Sequence[str], *, lock: bool = False
    ) -> dict[str, StoredLead]:
        statement = (
            select(leads, *CONTACT)
            .join(persons, PERSON_JOIN)
            .where(self._mine(leads, source=source), leads.c.external_id.in_(external_ids))
        )
        if lock:
            # In one order, or two that lock many leads could wait for each other.
            statement = statement.order_by(leads.c.id).with_for_update(of=leads)
        return {row["external_id"]: stored_lead(row) for row in await self._rows(statement)}

    async def add(self, new: Sequence[NewLead]) -> None:
        await self._insert(leads, [{**lead_row(item), **_FRESH} for item in new])
        await self._insert(persons, [person_row(item) for item in new])
        await self._add_touchpoints(new)

    async def update(self, changed: Sequence[NewLead]) -> None:
        if not changed:
            return
        ids = [item.id for item in changed]
        rows = [lead_row(item) for item in changed]
        for row in rows:
            del row["revision"]  # counted by the database, as a click at the same time does
        await self._update_each(leads, "id", rows, revision=leads.c.revision + 1)
        await self._update_each(persons, "lead_id", [person_row(item) for item in changed])
        old = and_(self._mine(touchpoints), touchpoints.c.lead_id.in_(ids))
        await self._connection.execute(touchpoints.delete().where(old))
        await self._add_touchpoints(changed)
        await self._redraw(*ids)

    async def merged(self, source: str, external_ids: Sequence[str]) -> dict[str, str]:
        statement = select(aliases.c.external_id, aliases.c.lead_id).where(
            self._mine(aliases, source=source), aliases.c.external_id.in_(external_ids)
        )
        return {row["external_id"]: row["lead_id"] for row in await self._rows(statement)}

    async def open_by_email(self, emails: Sequence[str]) -> dict[tuple[str, str | None], str]:
        statement = (
            select(leads.c.id, leads.c.campaign_id, persons.c.email)
            .join(persons, PERSON_JOIN)
            .where(
                leads.c.team_id == self._team,
                persons.c.email.in_(emails),
                *_OPEN,
            )
            .order_by(leads.c.arrived_at)
        )
        rows = await self._rows(statement) if emails else []
        return {(row["email"], row["campaign_id"]): row["id"] for row in rows}

    async def open_since(self, since: datetime) -> list[OpenLead]:
        columns = leads.c.id, leads.c.campaign_id, leads.c.company_name, leads.c.company_domain
        statement = (
            select(*columns, *CONTACT)
            .join(persons, PERSON_JOIN)
            .where(self._mine(leads), leads.c.arrived_at >= since, *_OPEN)
            .order_by(leads.c.arrived_at.desc())
        )
        return [
            OpenLead(
                row["id"],
                row["campaign_id"],
                Person(row["name"], phone=row["phone"]),
                Company(row["company_name"], row["company_domain"]),
            )
            for row in await self._rows(statement)
        ]

    async def add_alias(self, source: str, external_id: str, lead_id: str) -> None:
        row = {"source": source, "external_id": external_id, "lead_id": lead_id}
        await self._upsert(aliases, [row], update=False)

    async def add_touchpoints(self, lead_id: str, points: Sequence[Touchpoint]) -> bool:
        """Adds what is not known yet; False when nothing was new, or nothing may be stored."""
        erased = self._mine(leads, id=lead_id, fingerprint=ERASED)
        if await self._row(select(leads.c.id).where(erased)):
            return False
        stored = select(touchpoints).where(self._mine(touchpoints, lead_id=lead_id))
        rows = await self._rows(stored)
        known = [touchpoint_value(row) for row in rows]
        fresh = [point for point in points if point not in known]
        start = max((row["position"] for row in rows), default=-1) + 1
        await self._insert(touchpoints, touchpoint_rows(lead_id, fresh, start))
        if fresh:
            mine = self._mine(leads, id=lead_id)
            raised = {"revision": leads.c.revision + 1}
            await self._connection.execute(update(leads).where(mine).values(**raised))
            await self._redraw(lead_id)
        return bool(fresh)

    async def cardless(self) -> list[str]:
        carded = select(cards.c.lead_id).where(self._mine(cards))
        statement = (
            select(leads.c.id)
            .where(
                self._mine(leads, state=State.NEW),
                leads.c.qualified,
                leads.c.imported.is_(False),
                leads.c.id.not_in(carded),
            )
            .order_by(leads.c.arrived_at, leads.c.id)
        )
        return [row["id"] for row in await self._rows(statement)]

    async def locked(self, lead_id: str) -> StoredLead | None:
        statement = (
            select(leads, *CONTACT)
            .join(persons, PERSON_JOIN)
            .where(self._mine(leads, id=lead_id))
            .with_for_update(of=leads)
        )
        row = await self._row(statement)
        return stored_lead(row) if row else None

    async def save_standing(self, lead_id: str, standing: Standing) -> None:
        values = {**standing_row(standing), "revision": leads.c.revision + 1}
        await self._connection.execute(
            update(leads).where(self._mine(leads, id=lead_id)).values(**values)
        )
        await self._redraw(lead_id)

    async def save_standings(self, standings: Mapping[str, Standing]) -> None:
        if standings:
            rows = [{"id": key, **standing_row(value)} for key, value in standings.items()]
            await self._update_each(leads, "id", rows, revision=leads.c.revision + 1)
            await self._redraw(*standings)

    async def assign(self, lead_id: str, user: str | None) -> None:
        mine = self._mine(leads, id=lead_id)
        values: dict[str, Any] = {"revision": leads.c.revision + 1, **meant_for(user)}
        await self._connection.execute(update(leads).where(mine).values(**values))
        await self._redraw(lead_id)

    async def exist(self) -> bool:
        one = select(leads.c.id).where(leads.c.team_id == self._team).limit(1)
        return await self._row(one) is not None

    async def returning(self, today: date) -> list[str]:
        statement = select(leads.c.id).where(
            self._mine(leads, state=State.NURTURE),
            leads.c.returns_on <= today,
            leads.c.imported.is_(False),
        )
        return [row["id"] for row in await self._rows(statement)]

    async def _add_touchpoints(self, new: Sequence[NewLead]) -> None:
        rows = [touchpoint_rows(item.id, item.lead.touchpoints) for item in new]
        await self._insert(touchpoints, [row for group in rows for row in group])

    async def _redraw(self, *lead_ids: str) -> None:
        await self._connection.execute(drawn_again(self._team, lead_ids))


_FRESH = standing_row(Standing())


def meant_for(user: str | None) -> dict[str, Any]:
    """A new lead's columns; the next tick looks when this person is reminded."""
    return {"assigned_to": user, "remind_at": leads.c.arrived_at if user else None}


def stored_lead(row: Row) -> StoredLead:
    return StoredLead(
        id=row["id"],
        external_id=row["external_id"],
        revision=row["revision"],
        fingerprint=row["fingerprint"],
        label=known_as(row["name"], row["company_name"], row["source"], row["external_id"]),
        campaign_id=row["campaign_id"],
        assigned_to=row["assigned_to"],
        qualified=row["qualified"],
        standing=standing_value(row),
        arrived_at=row["arrived_at"],
        contact_by=row["contact_by"],
        imported=row["imported"],
        clock_from=row["clock_from"],
        definition_version=row["definition_version"],
        remind_at=row["remind_at"],
        email=row["email"],
        phone=row["phone"],
        owner_email=row["owner_email"],
    )
