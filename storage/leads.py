"""Leads: what intake stores, what an action changes, and the cards people read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, or_, select, update

from bot.domain.adding import OpenLead
from bot.domain.cards import Brief, LeadCard, LeadLine
from bot.domain.earlier import handed_over, turned_down
from bot.domain.erasing import ERASED
from bot.domain.leads import Company, Person, Touchpoint
from bot.domain.lifecycle import Standing, State
from bot.domain.reasons import DUPLICATE
from bot.ports import NewLead, StoredLead
from storage.absences import AbsenceRepository
from storage.base import Row, table_of
from storage.campaigns import CampaignRepository
from storage.feedback import FeedbackRepository
from storage.lead_lists import PERSON_JOIN, WORKED, LeadLists
from storage.members import MemberRepository
from storage.outward import drawn_again
from storage.rows import (
    campaign_value,
    company_value,
    line_value,
    person_value,
    score_value,
    standing_row,
    standing_value,
)
from storage.tables import Campaign, Card, Lead, LeadAlias, LeadPerson
from storage.tables import Touchpoint as TouchpointRow

leads, persons, campaigns = table_of(Lead), table_of(LeadPerson), table_of(Campaign)
touchpoints, cards, aliases = table_of(TouchpointRow), table_of(Card), table_of(LeadAlias)
TRAILING = timedelta(weeks=6)
CONTACT = persons.c.name, persons.c.email, persons.c.phone
AGREED_STEP = "agreed_step"
_OPEN = (
    leads.c.state.in_((State.NEW, *WORKED)),
    leads.c.qualified,
    leads.c.imported.is_(False),
)


class LeadRepository(LeadLists):
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
        await self._insert(leads, [{**_lead_row(item), **_FRESH} for item in new])
        await self._insert(persons, [_person_row(item) for item in new])
        await self._add_touchpoints(new)

    async def update(self, changed: Sequence[NewLead]) -> None:
        if not changed:
            return
        ids = [item.id for item in changed]
        rows = [_lead_row(item) for item in changed]
        for row in rows:
            del row["revision"]  # counted by the database, as a click at the same time does
        await self._update_each(leads, "id", rows, revision=leads.c.revision + 1)
        await self._update_each(persons, "lead_id", [_person_row(item) for item in changed])
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
        known = [_touchpoint(row) for row in rows]
        fresh = [point for point in points if point not in known]
        start = max((row["position"] for row in rows), default=-1) + 1
        await self._insert(touchpoints, _touchpoint_rows(lead_id, fresh, start))
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

    async def _add_touchpoints(self, new: Sequence[NewLead]) -> None:
        rows = [_touchpoint_rows(item.id, item.lead.touchpoints) for item in new]
        await self._insert(touchpoints, [row for group in rows for row in group])

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

    async def _redraw(self, *lead_ids: str) -> None:
        await self._connection.execute(drawn_again(self._team, lead_ids))

    async def card(self, lead_id: str) -> LeadCard | None:
        brief = await self.brief(lead_id)
        return brief.card if brief else None

    async def brief(self, lead_id: str) -> Brief | None:
        row = await self._row(self._card_select().where(self._mine(leads, id=lead_id)))
        if row is None:
            return None
        card = LeadCard(
            id=row["id"],
            revision=row["revision"],
            person=person_value(row, contact=False),
            company=company_value(row),
            campaign=campaign_value(row, "campaign_") if row["campaign_external_id"] else None,
            fit=score_value(row, "fit"),
            intent=score_value(row, "intent"),
            committed_step=row["committed_step"],
            touchpoints=await self._touchpoints(lead_id),
            crm_url=row["crm_url"],
            assigned_to=row["assigned_to"],
            owner_email=row["owner_email"],
            arrived_at=row["arrived_at"],
            contact_by=row["contact_by"],
            standing=standing_value(row),
            external_id=row["external_id"],
            is_erased=row["fingerprint"] == ERASED,
        )
        return Brief(await self._with_context(card, row), person_value(row, contact=True))

    async def _with_earlier(self, card: LeadCard) -> LeadCard:
        """What an open lead's events say and its standing does not."""
        last = card.standing.last_event
        if last is None or not card.standing.is_open:
            return card
        events = await FeedbackRepository(self._connection, self._team).of(card.id)
        return replace(card, handed=handed_over(events), before=turned_down(events, last))

    async def _with_absence(self, card: LeadCard) -> LeadCard:
        """Why a lead that nobody acted on is not meant for the owner that the CRM names."""
        if not card.owner_email or card.standing != Standing():
            return card
        absence = await AbsenceRepository(self._connection, self._team).of_email(card.owner_email)
        return replace(card, absence=absence)

    async def _with_context(self, card: LeadCard, row: Row) -> LeadCard:
        card = await self._with_absence(await self._with_earlier(card))
        standing = card.standing
        users = [standing.owner, standing.declined_by, standing.verdict_by, card.assigned_to]
        users += [card.handed.before] if card.handed else []
        users += [card.absence.user] if card.absence else []
        names = await MemberRepository(self._connection, self._team).names(
            [user for user in users if user]
        )
        if standing.declined and standing.decline_codes[:1] == (DUPLICATE,):
            card = replace(card, twin=await self._twin(card.id))
        if row["campaign_id"] is None:
            return replace(card, names=names)
        here = await CampaignRepository(self._connection, self._team).landed_here(
            row["campaign_id"], since=card.arrived_at - TRAILING, excluding=card.id
        )
        return replace(card, names=names, landed_here=here)

    async def _twin(self, lead_id: str) -> LeadLine | None:
        """An open lead that came before, of the same person or else of the same company."""
        same, person, other = leads.alias("same"), persons.alias("person"), persons.alias("other")
        is_person = other.c.email == person.c.email
        found = (
            select(same.c.id)
            .select_from(leads)
            .join(person, and_(person.c.team_id == self._team, person.c.lead_id == leads.c.id))
            .join(same, and_(same.c.team_id == self._team, same.c.id != leads.c.id))
            .join(other, and_(other.c.team_id == self._team, other.c.lead_id == same.c.id))
            .where(
                self._mine(leads, id=lead_id),
                same.c.arrived_at <= leads.c.arrived_at,
                same.c.state.in_((State.NEW, *WORKED)),
                or_(is_person, same.c.company_key == leads.c.company_key),
            )
            .order_by(case((is_person, 0), else_=1), same.c.arrived_at.desc())
            .limit(1)
        )
        row = await self._row(found)
        lines = await self._rows(self._lines().where(leads.c.id == row["id"])) if row else []
        return line_value(lines[0]) if lines else None

    def _card_select(self) -> Select[Any]:
        columns = [column.label(f"campaign_{column.name}") for column in campaigns.c]
        person = [persons.c[name] for name in ("name", "title", "email", "phone")]
        joined = and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id)
        wanted = [column for column in columns if column.name != "campaign_id"]
        return (
            select(leads, *person, persons.c.is_decision_maker, *wanted)
            .join(persons, PERSON_JOIN)
            .outerjoin(campaigns, joined)
        )

    async def _touchpoints(self, lead_id: str) -> tuple[Touchpoint, ...]:
        statement = (
            select(touchpoints)
            .where(self._mine(touchpoints, lead_id=lead_id))
            .order_by(touchpoints.c.at.desc())
            .limit(20)
        )
        return tuple(_touchpoint(row) for row in await self._rows(statement))

    async def returning(self, today: date) -> list[str]:
        statement = select(leads.c.id).where(
            self._mine(leads, state=State.NURTURE),
            leads.c.returns_on <= today,
            leads.c.imported.is_(False),
        )
        return [row["id"] for row in await self._rows(statement)]


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
        label=row["name"] or row["company_name"] or row["external_id"],
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
    )


def _lead_row(new: NewLead) -> dict[str, Any]:
    lead = new.lead
    return {
        "id": new.id,
        "source": new.source,
        "external_id": lead.external_id,
        "fingerprint": new.fingerprint,
        "revision": new.revision,
        "qualified": not new.failed,
        "definition_version": new.definition_version,
        "failed": list(new.failed),
        "held_for": AGREED_STEP if new.held and new.failed else None,
        "imported": new.imported,
        "campaign_id": new.campaign_id,
        "arrived_at": new.arrived_at,
        "occurred_at": lead.occurred_at,
        "contact_by": new.contact_by,
        "company_name": lead.company.name,
        "company_domain": lead.company.domain,
        "company_key": lead.company.key,
        "industry": lead.company.industry,
        "employees": lead.company.employees,
        "country": lead.company.country,
        "is_customer": lead.company.is_customer,
        "products": list(lead.company.products),
        "customer_kind": new.customer_kind,
        "fit_score": lead.fit.score,
        "fit_reasons": list(lead.fit.reasons),
        "intent_score": lead.intent.score,
        "intent_reasons": list(lead.intent.reasons),
        "committed_step": lead.committed_step,
        "utm": dict(lead.utm),
        "crm_url": lead.crm_url,
        "owner_email": lead.owner_email,
    }


def _person_row(new: NewLead) -> dict[str, Any]:
    person = new.lead.person
    return {
        "lead_id": new.id,
        "name": person.name,
        "title": person.title,
        "email": person.email,
        "phone": person.phone,
        "is_decision_maker": person.is_decision_maker,
    }


def _touchpoint(row: Row) -> Touchpoint:
    return Touchpoint(row["at"], row["channel"], row["name"], row["url"])


def _touchpoint_rows(
    lead_id: str, points: Sequence[Touchpoint], start: int = 0
) -> list[dict[str, Any]]:
    return [
        {
            "lead_id": lead_id,
            "position": position,
            "at": point.at,
            "channel": point.channel,
            "name": point.name,
            "url": point.url,
        }
        for position, point in enumerate(points, start)
    ]
