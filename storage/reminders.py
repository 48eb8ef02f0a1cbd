"""The clocks of open leads, and which reminders were given."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from bot.domain.history import Told
from bot.domain.lifecycle import State
from bot.domain.reminders import Step
from bot.ports import Intent, LeadClock, MessageKind, StoredLead
from storage.base import Repository, table_of
from storage.lead_lists import PERSON_JOIN, WORKED
from storage.leads import CONTACT, stored_lead
from storage.shared_cards import drawn_again
from storage.tables import Lead, LeadPerson, Message, Reminder

leads, persons, reminders = table_of(Lead), table_of(LeadPerson), table_of(Reminder)
messages = table_of(Message)
_REMINDS = (MessageKind.REMINDER, MessageKind.QUESTION)
_LATEST = 100
_RUNS = (State.NEW, State.ACCEPTED)
# as `StoredLead.holder` and `StoredLead.since`
holder = case((leads.c.state == State.NEW, leads.c.assigned_to), else_=leads.c.owner)
since = func.coalesce(leads.c.taken_at, leads.c.clock_from, leads.c.arrived_at)


class ReminderRepository(Repository):
    async def owners_due(self, now: datetime, limit: int) -> list[str]:
        first = func.min(leads.c.remind_at)
        statement = (
            select(holder.label("owner"))
            .where(self._mine(leads), leads.c.remind_at <= now, holder.is_not(None))
            .group_by(holder)
            .order_by(first)
            .limit(limit)
        )
        return [row["owner"] for row in await self._rows(statement)]

    async def due(self, owner: str, until: datetime, limit: int) -> list[StoredLead]:
        due = and_(self._mine(leads), holder == owner, leads.c.remind_at <= until)
        return await self._locked(due, leads.c.remind_at, limit)

    async def running(self, owner: str | None, limit: int) -> list[StoredLead]:
        runs = and_(leads.c.state.in_(_RUNS), leads.c.qualified, leads.c.imported.is_(False))
        mine = self._mine(leads) if owner is None else and_(self._mine(leads), holder == owner)
        return await self._locked(and_(mine, runs), leads.c.contact_by.desc(), limit)

    async def _locked(
        self, where: ColumnElement[bool], order: ColumnElement[datetime], limit: int
    ) -> list[StoredLead]:
        some = select(leads.c.id).where(where).order_by(order).limit(limit)
        statement = (
            select(leads, *CONTACT)
            .join(persons, PERSON_JOIN)
            .where(self._mine(leads), leads.c.id.in_(some))
            # In one order, or two that lock many leads could wait for each other.
            .order_by(leads.c.id)
            .with_for_update(of=leads)
        )
        return [stored_lead(row) for row in await self._rows(statement)]

    async def set_clocks(self, clocks: Mapping[str, LeadClock]) -> None:
        rows = [
            {
                "id": lead_id,
                "contact_by": clock.contact_by,
                "clock_from": clock.clock_from,
                "remind_at": clock.remind_at,
            }
            for lead_id, clock in clocks.items()
        ]
        if rows:
            await self._update_each(leads, "id", rows)

    async def redraw(self, lead_ids: Sequence[str]) -> None:
        if lead_ids:
            await self._connection.execute(drawn_again(self._team, lead_ids))

    async def look_again(self, owner: str | None, now: datetime) -> None:
        mine = self._mine(leads) if owner is None else and_(self._mine(leads), holder == owner)
        taken = and_(
            leads.c.state.in_((State.NEW, *WORKED)),
            holder.is_not(None),
            leads.c.verdict.is_(None),
            leads.c.imported.is_(False),
            or_(leads.c.remind_at.is_(None), leads.c.remind_at > now),
        )
        await self._connection.execute(update(leads).where(mine, taken).values(remind_at=now))

    async def done(self, lead_ids: Sequence[str]) -> dict[str, dict[Step, datetime]]:
        """By lead; only those since its owner took it."""
        current = and_(
            leads.c.team_id == reminders.c.team_id,
            leads.c.id == reminders.c.lead_id,
            holder == reminders.c.owner,
            since == reminders.c.since,
        )
        statement = (
            select(reminders.c.lead_id, reminders.c.step, reminders.c.at)
            .join(leads, current)
            .where(self._mine(reminders), reminders.c.lead_id.in_(lead_ids))
        )
        found: dict[str, dict[Step, datetime]] = {}
        for row in await self._rows(statement):
            found.setdefault(row["lead_id"], {})[Step(row["step"])] = row["at"]
        return found

    async def claim(self, lead: StoredLead, step: Step, user: str | None, now: datetime) -> bool:
        row = {
            "lead_id": lead.id,
            "step": step.value,
            "owner": lead.holder,
            "since": lead.since,
            "user": user,
            "at": now,
        }
        return await self._upsert(reminders, [row], update=False) == 1

    async def was_told(self, lead: StoredLead, user: str) -> bool:
        now = {"owner": lead.holder, "since": lead.since}
        told = self._mine(reminders, lead_id=lead.id, user=user, **now)
        row = await self._row(select(reminders.c.step).where(told).limit(1))
        return row is not None

    async def told(self, lead_id: str) -> list[Told]:
        mine = self._mine(reminders, lead_id=lead_id)
        rows = await self._rows(
            select(reminders)
            .where(mine, reminders.c.user.is_not(None))
            .order_by(reminders.c.at, reminders.c.step)
        )
        return [Told(row["at"], row["user"], Step(row["step"]), row["owner"]) for row in rows]

    async def messages(self, lead_id: str) -> list[tuple[str, Intent]]:
        told = select(reminders.c.user).where(self._mine(reminders, lead_id=lead_id)).distinct()
        users = [row["user"] for row in await self._rows(told) if row["user"]]
        if not users:
            return []
        sent = and_(self._mine(messages, status="sent"), messages.c.lane.in_(users))
        latest = select(messages).where(sent, messages.c.kind.in_(_REMINDS))
        rows = await self._rows(latest.order_by(messages.c.created_at.desc()).limit(_LATEST))
        return [
            (row["id"], Intent(MessageKind(row["kind"]), row["to"], row["subject"]))
            for row in rows
            if lead_id in row["subject"]["leads"]
        ]
