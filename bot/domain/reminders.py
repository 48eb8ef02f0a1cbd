"""Who is told, and when, that a lead waits for its first contact or for an answer.

Four steps, each taken once for whoever has the lead: its owner is reminded before the contact is
due; where a workspace wants it, a backup and then a sales lead are told once it is overdue; and
later the owner is asked how it went.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.lifecycle import Standing, State
from bot.domain.settings import Settings
from bot.domain.worktime import WorkingHours

RESPITE = timedelta(hours=1)
"""The working time that whoever was told has before the next one is."""
GIVEN_UP = timedelta(days=7)
"""After a downtime, or when a setting was just changed: nothing older is brought up."""
TOGETHER = timedelta(hours=1)
"""Questions that fall due within so much time are asked in one message."""
AT_ONCE = 5
_ASKABLE = (State.ACCEPTED, State.CONTACTED, State.SQL, State.OPPORTUNITY)


class Step(StrEnum):
    OWNER = "owner"
    BACKUP = "backup"
    SALES_LEAD = "sales_lead"
    ASK = "ask"


_LADDER = (Step.OWNER, Step.BACKUP, Step.SALES_LEAD)


@dataclass(frozen=True, slots=True)
class Taken:
    """A lead that somebody took, or that is meant for somebody `since` then; `done` are the steps
    taken since, with when."""

    standing: Standing
    contact_by: datetime
    done: Mapping[Step, datetime]
    since: datetime | None = None

    @property
    def got_at(self) -> datetime:
        """When its present owner got it (an older version knew only when it was taken), or since
        when it is meant for somebody."""
        standing = self.standing
        if standing.state is State.NEW:
            return standing.last_at or self.since or self.contact_by
        known = (standing.owned_at, standing.taken_at)
        return max((at for at in known if at), default=self.contact_by)


def plan(lead: Taken, settings: Settings, hours: WorkingHours) -> dict[Step, datetime]:
    """The steps that are still to be taken, with when; `hours` are the owner's."""
    standing, found = lead.standing, dict[Step, datetime]()
    is_meant = standing.state is State.NEW and lead.since is not None
    if is_meant or (standing.state is State.ACCEPTED and standing.contacted_at is None):
        found = _ladder(lead, settings, hours)
    is_open = standing.state in _ASKABLE and standing.verdict is None
    if settings.ask_after_days and is_open and standing.taken_at:
        asked_after = settings.ask_after_days * hours.day_length
        found[Step.ASK] = hours.add(lead.got_at, asked_after)
    # Not at the end of a day: the next one begins with it.
    return {step: hours.opening(at) for step, at in found.items() if step not in lead.done}


def _ladder(lead: Taken, settings: Settings, hours: WorkingHours) -> dict[Step, datetime]:
    found = {}
    if settings.reminder_percent:
        found[Step.OWNER] = _reminder(lead, settings, hours)
    for step in _LADDER[1:]:
        if step in settings.ladder:
            overdue = timedelta(hours=settings.ladder[step])
            found[step] = hours.add(lead.contact_by, overdue)
    before = None
    for step in _LADDER:
        if step not in found:
            continue
        if before is not None:
            found[step] = max(found[step], hours.add(before, RESPITE))
        before = lead.done.get(step, found[step])
    return found


def _reminder(lead: Taken, settings: Settings, hours: WorkingHours) -> datetime:
    """When so much of the time is left; but whoever just took the lead is left in peace first."""
    part = timedelta(hours=settings.contact_hours) * settings.reminder_percent / 100
    left = hours.between(lead.got_at, lead.contact_by)
    return hours.add(lead.got_at, max(left - part, min(part, RESPITE)))


def waits(standing: Standing, meant_for: str | None, owner: str, step: Step) -> bool:
    """Whether what this step tells of is still awaited of this owner."""
    if standing.holder(meant_for) != owner:
        return False
    if step is Step.ASK:
        return standing.is_open and standing.verdict is None
    return standing.state in (State.NEW, State.ACCEPTED) and standing.contacted_at is None


def in_order(steps: Mapping[Step, datetime], now: datetime) -> list[tuple[Step, datetime]]:
    """Without those that are too old to be brought up."""
    fresh = sorted((at, step) for step, at in steps.items() if at > now - GIVEN_UP)
    return [(step, at) for at, step in fresh]


def next_step(steps: Mapping[Step, datetime], now: datetime) -> tuple[Step, datetime] | None:
    return next(iter(in_order(steps, now)), None)
