"""What a lead's card shows; with the contact data, what its owner alone gets."""

import functools
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from bot.domain.cards import Brief, LeadCard, LeadLine
from bot.domain.earlier import handed_over, turned_down
from bot.domain.erasing import ERASED
from bot.domain.leads import Touchpoint
from bot.domain.lifecycle import Standing, State
from bot.domain.reasons import DUPLICATE
from storage.absences import AbsenceRepository
from storage.base import Row, table_of
from storage.campaigns import CampaignRepository
from storage.feedback import FeedbackRepository
from storage.lead_lists import PERSON_JOIN, WORKED, LeadLists
from storage.members import MemberRepository
from storage.rows import (
    campaign_value,
    company_value,
    line_value,
    person_value,
    score_value,
    standing_value,
    touchpoint_value,
)
from storage.tables import Campaign, Lead, LeadPerson
from storage.tables import Touchpoint as TouchpointRow

leads, persons, campaigns = table_of(Lead), table_of(LeadPerson), table_of(Campaign)
touchpoints = table_of(TouchpointRow)
TRAILING = timedelta(weeks=6)


class LeadCards(LeadLists):
    async def card(self, lead_id: str) -> LeadCard | None:
        brief = await self.brief(lead_id)
        return brief.card.for_all() if brief else None

    async def brief(self, lead_id: str) -> Brief | None:
        row = await self._row(_card_select().where(self._mine(leads, id=lead_id)))
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
            source=row["source"],
            is_erased=row["fingerprint"] == ERASED,
        )
        return Brief(await self._with_context(card, row), person_value(row, contact=True))

    async def _with_earlier(self, card: LeadCard) -> LeadCard:
        """What an open lead's events say and its standing does not."""
        last = card.standing.last_event
        if last is None or not card.standing.is_open:
            return card
        events = await FeedbackRepository(self._connection, self._team).of(card.id)
        return replace(card, handed=handed_over(events), before=turned_down(events))

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
        is_free = standing.state is State.NEW
        said = [standing, *(one for one in card.before if is_free)]
        if any(one.declined and one.decline_codes[:1] == (DUPLICATE,) for one in said):
            card = replace(card, twin=await self._twin(card.id))
        if row["campaign_id"] is None:
            return replace(card, names=names)
        here = await CampaignRepository(self._connection, self._team).landed_here(
            row["campaign_id"], since=card.arrived_at - TRAILING, excluding=card.id
        )
        return replace(card, names=names, landed_here=here)

    async def _twin(self, lead_id: str) -> LeadLine | None:
        """An open lead that came before, of the same person or else of the same company; one that
        somebody has before one that waits. Imported history waits for nobody."""
        same, person, other = leads.alias("same"), persons.alias("person"), persons.alias("other")
        is_person = other.c.email == person.c.email
        holder = func.coalesce(same.c.owner, same.c.assigned_to)
        found = (
            select(same.c.id)
            .select_from(leads)
            .join(person, and_(person.c.team_id == self._team, person.c.lead_id == leads.c.id))
            .join(same, and_(same.c.team_id == self._team, same.c.id != leads.c.id))
            .join(other, and_(other.c.team_id == self._team, other.c.lead_id == same.c.id))
            .where(
                self._mine(leads, id=lead_id),
                same.c.imported.is_(False),
                same.c.arrived_at <= leads.c.arrived_at,
                same.c.state.in_((State.NEW, *WORKED)),
                or_(is_person, same.c.company_key == leads.c.company_key),
            )
            .order_by(
                case((is_person, 0), else_=1),
                case((holder.is_not(None), 0), else_=1),
                same.c.arrived_at.desc(),
            )
            .limit(1)
        )
        row = await self._row(found)
        lines = await self._rows(self._lines().where(leads.c.id == row["id"])) if row else []
        return line_value(lines[0]) if lines else None

    async def _touchpoints(self, lead_id: str) -> tuple[Touchpoint, ...]:
        statement = (
            select(touchpoints)
            .where(self._mine(touchpoints, lead_id=lead_id))
            .order_by(touchpoints.c.at.desc())
            .limit(20)
        )
        return tuple(touchpoint_value(row) for row in await self._rows(statement))


@functools.cache
def _card_select() -> Select[Any]:
    columns = [column.label(f"campaign_{column.name}") for column in campaigns.c]
    person = [persons.c[name] for name in ("name", "title", "email", "phone")]
    joined = and_(campaigns.c.team_id == leads.c.team_id, campaigns.c.id == leads.c.campaign_id)
    wanted = [column for column in columns if column.name != "campaign_id"]
    return (
        select(leads, *person, persons.c.is_decision_maker, *wanted)
        .join(persons, PERSON_JOIN)
        .outerjoin(campaigns, joined)
    )
