"""The clock of an open lead: it runs in the hours of whoever has the lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.lifecycle import Action, State
from bot.domain.person_hours import working_hours
from bot.domain.reminders import Step, Taken, next_step, plan
from bot.domain.settings import Settings
from bot.domain.worktime import ContactTime, WorkingHours
from bot.ports import LeadClock, StoredLead, UnitOfWork

MOST_AT_ONCE = 5_000
"""A change of hours moves so many clocks, those of the newest leads."""
_BACK = (Action.RETURN, Action.REOPEN, Action.REROUTE)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The workspace's rule, and the hours of some people."""

    settings: Settings
    hours: Mapping[str, WorkingHours]

    def hours_of(self, user: str | None) -> WorkingHours:
        return self.hours.get(user or "", self.settings.hours)

    def contact_by(self, lead: StoredLead) -> datetime:
        """Once somebody was in contact it stays as it was."""
        rule = ContactTime(timedelta(hours=self.settings.contact_hours), self.settings.hours)
        start, standing = lead.clock_from or lead.arrived_at, lead.standing
        if standing.state is State.NEW:
            return rule.due(start)
        if standing.state is State.ACCEPTED and standing.taken_at:
            return rule.due_for(self.hours_of(standing.owner), start, standing.taken_at)
        return lead.contact_by

    def plan(self, lead: StoredLead, done: Mapping[Step, datetime]) -> dict[Step, datetime]:
        since = lead.since if lead.holder else None
        taken = Taken(lead.standing, lead.contact_by, done, since)
        return plan(taken, self.settings, self.hours_of(lead.holder))

    def set(self, lead: StoredLead, done: Mapping[Step, datetime], now: datetime) -> StoredLead:
        """The lead with its clock as it should be."""
        due = replace(lead, contact_by=self.contact_by(lead))
        step = next_step(self.plan(due, done), now)
        return replace(due, remind_at=step[1] if step else None)


async def clocks_in(uow: UnitOfWork, users: Sequence[str]) -> Clocks:
    settings = await uow.settings.get()
    own, zones = await uow.hours.of(users), await uow.members.zones(users)
    away = await uow.absences.of(users)
    return Clocks(
        settings,
        {
            user: working_hours(settings, own.get(user), zones.get(user), away.get(user))
            for user in users
        },
    )


async def follow_in(uow: UnitOfWork, lead: StoredLead, before: StoredLead, action: Action) -> None:
    """Sets the clock of a lead that `action` gave to somebody else, or brought back."""
    changed = (lead.standing.owner, lead.holder) != (before.standing.owner, before.holder)
    if lead.imported or not (changed or action in (*_BACK, Action.UNDO)):
        return
    if action in _BACK:
        lead = replace(lead, clock_from=lead.standing.last_at)
    clocks = await clocks_in(uow, [lead.holder] if lead.holder else [])
    done = await uow.reminders.done([lead.id])
    now = lead.standing.last_at or lead.arrived_at
    await uow.reminders.set_clocks(
        {lead.id: as_clock(clocks.set(lead, done.get(lead.id, {}), now))}
    )


async def reset_in(uow: UnitOfWork, now: datetime, owner: str | None = None) -> None:
    """After hours changed (of `owner`: those of this person), in the caller's transaction.

    What reminders follow from it is found out at the next tick.
    """
    leads = await uow.reminders.running(owner, MOST_AT_ONCE)
    clocks = await clocks_in(uow, sorted({lead.holder or "" for lead in leads}))
    await store_in(
        uow, [(lead, replace(lead, contact_by=clocks.contact_by(lead))) for lead in leads]
    )
    await uow.reminders.look_again(owner, now)


async def store_in(uow: UnitOfWork, moved: Sequence[tuple[StoredLead, StoredLead]]) -> None:
    """Keeps the clocks of leads, each as it was and as it is; a card whose time moved is drawn
    again."""
    changed = {new.id: as_clock(new) for old, new in moved if as_clock(old) != as_clock(new)}
    await uow.reminders.set_clocks(changed)
    await uow.reminders.redraw([new.id for old, new in moved if old.contact_by != new.contact_by])


def as_clock(lead: StoredLead) -> LeadClock:
    return LeadClock(lead.contact_by, lead.clock_from, lead.remind_at)
