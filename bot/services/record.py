"""One thing that somebody says about a lead: checked against the table, stored, shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.ids import new_id
from bot.domain.lifecycle import (
    OWNER_ONLY,
    REOPEN_WINDOW,
    TABLE,
    Action,
    Door,
    Event,
    Standing,
    State,
    apply,
    explained,
    fold,
    to_undo,
)
from bot.domain.questions import unquoted
from bot.domain.refusals import Refusal, Refused
from bot.errors import NotFound, NotPossible
from bot.ports import Directory, Intent, MessageKind, StoredLead, UnitOfWork, UnitOfWorkFactory

_VERDICTS = (Action.LANDED, Action.FELL_FLAT)
_BACK = (Action.RETURN, Action.REOPEN)


@dataclass(frozen=True, slots=True)
class Say:
    """What a person (or, without a user, a system) says about a lead.

    `receipt` is the key of the delivery that brought it; a second one with that key changes
    nothing. `text` is a quote, shown with the name unless `named` is False.
    """

    lead_id: str
    user: str | None
    action: Action
    door: Door
    receipt: str | None = None
    codes: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """The lead as it stands now; `event` is None when nothing was new."""

    lead: StoredLead
    event: Event | None


class Record:
    """The use cases that add events to a lead. Each is one transaction."""

    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people

    async def say(self, say: Say, now: datetime) -> Said:
        """Stores what was said. NotPossible tells who did what instead; NotFound: no such lead."""
        try:
            async with self._units(self._team) as uow:
                said = await say_in(uow, say, now)
                await uow.commit()
        except Refusal as refusal:
            raise await named(refusal, self._people) from refusal
        return said

    async def undo(self, say: Say, now: datetime) -> Said:
        """Takes back the person's latest event while it still explains the state."""
        async with self._units(self._team) as uow:
            said = await undo_in(uow, say, now)
            await uow.commit()
        return said


async def named(refusal: Refusal, people: Directory) -> Refusal:
    """With the names of those who acted a moment ago. Asks Slack: never inside a transaction."""
    found = [await people.member(user) for user in refusal.refused.unnamed]
    return refusal.naming({member.id: member.name for member in found if member})


async def say_in(uow: UnitOfWork, say: Say, now: datetime) -> Said:
    """`Record.say` inside a transaction of the caller's."""
    lead = await _locked(uow, say.lead_id)
    if say.receipt and not await uow.receipts.claim(say.receipt, now):
        return Said(lead, None)
    say = await _about(uow, _seconded(say, lead))
    await _check(uow, say, lead, now)
    if is_said(say, lead.standing):
        return Said(lead, None)
    event = Event(
        new_id(), now, say.user, say.action, say.door, codes=say.codes, detail=dict(say.detail)
    )
    return await _store(uow, lead, event, apply(lead.standing, event), say)


async def undo_in(uow: UnitOfWork, say: Say, now: datetime, only: str | None = None) -> Said:
    """`Record.undo` inside a transaction of the caller's; `only` is the event it may retract."""
    lead = await _locked(uow, say.lead_id)
    if say.receipt and not await uow.receipts.claim(say.receipt, now):
        return Said(lead, None)
    events = await uow.feedback.of(say.lead_id)
    target = to_undo(events, say.user or "", now)
    if only is not None and target.id != only:
        raise NotPossible("Something was said after it; taking the emoji away changes nothing.")
    return await _retract(uow, lead, events, target.id, say, now)


async def take_back_second(uow: UnitOfWork, say: Say, event_id: str, now: datetime) -> Said:
    """A second opinion moves nothing, so it can be taken back at any time."""
    lead = await _locked(uow, say.lead_id)
    return await _retract(uow, lead, await uow.feedback.of(say.lead_id), event_id, say, now)


async def _retract(
    uow: UnitOfWork, lead: StoredLead, events: list[Event], target: str, say: Say, now: datetime
) -> Said:
    event = Event(new_id(), now, say.user, Action.UNDO, say.door, retracts=target)
    return await _store(uow, lead, event, fold([*events, event]), say)


async def _locked(uow: UnitOfWork, lead_id: str) -> StoredLead:
    lead = await uow.leads.locked(lead_id)
    if lead is None:
        raise NotFound("This lead no longer exists here. Nothing was changed.")
    return lead


def _seconded(say: Say, lead: StoredLead) -> Say:
    """A colleague's verdict on a taken lead is kept, but does not count as the owner's."""
    someone_elses = lead.standing.owner not in (None, say.user)
    if say.action in _VERDICTS and someone_elses and say.user is not None:
        return replace(say, action=Action.SECOND, detail={"verdict": say.action.value})
    return say


async def _about(uow: UnitOfWork, say: Say) -> Say:
    """A reason names the event that it explains, and falls with it."""
    if say.action is not Action.EXPLAIN:
        return say
    event = explained(await uow.feedback.of(say.lead_id))
    return replace(say, detail={**say.detail, "of": event.id if event else None})


def is_said(say: Say, standing: Standing) -> bool:
    """The same verdict of the same person again: it would only wipe the reasons given for it."""
    again = say.action in _VERDICTS and standing.verdict == say.action.value
    return again and say.user is not None and standing.verdict_by == say.user


async def _check(uow: UnitOfWork, say: Say, lead: StoredLead, now: datetime) -> None:
    standing = lead.standing
    allowed = (standing.state, say.action) in TABLE and _may(say, standing)
    if say.action is Action.REOPEN and standing.last_at and now - standing.last_at > REOPEN_WINDOW:
        allowed = allowed and standing.state is State.NURTURE
    if say.action is Action.DECLINE_OWNERSHIP and lead.assigned_to != say.user:
        raise NotPossible(f"{lead.label} is not waiting for you. Take it if you want it.")
    if not allowed:
        raise await _refusal(uow, say, lead, now)


def _may(say: Say, standing: Standing) -> bool:
    if say.user is None:
        return True
    if say.action is Action.EXPLAIN:
        return say.user in (standing.owner, standing.declined_by, standing.verdict_by)
    if standing.owner is None:
        return say.action not in OWNER_ONLY
    own = OWNER_ONLY | {Action.REJECT, Action.NURTURE}
    return standing.owner == say.user or say.action not in own


async def _refusal(uow: UnitOfWork, say: Say, lead: StoredLead, now: datetime) -> Refusal:
    settings = await uow.settings.get()
    users = [user for user in (lead.standing.owner, lead.standing.declined_by) if user]
    names = await uow.members.names(users)
    return Refusal(
        Refused(lead.label, lead.standing, say.action, say.user, names, now, settings.zone)
    )


async def _store(
    uow: UnitOfWork, lead: StoredLead, event: Event, standing: Standing, say: Say
) -> Said:
    await uow.feedback.add(lead.id, event)
    if text := unquoted(say.text or ""):
        await uow.feedback.add_text(lead.id, event, text, say.named)
    await uow.leads.save_standing(lead.id, standing)
    if event.action is Action.DECLINE_OWNERSHIP:
        await uow.leads.assign(lead.id, None)
    if event.action in _BACK:
        settings = await uow.settings.get()
        hours = timedelta(hours=settings.contact_hours)
        await uow.leads.restart_clock(lead.id, settings.hours.add(event.at, hours))
    if event.action in (Action.TAKE, Action.HAND_OVER) and standing.owner:
        brief = Intent(MessageKind.BRIEF, standing.owner, {"lead": lead.id})
        await uow.messages.add([brief], event.at)
    return Said(replace(lead, standing=standing, revision=lead.revision + 1), event)
