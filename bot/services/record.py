"""One thing that somebody says about a lead: checked against the table, stored, shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
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
    fold,
    to_undo,
)
from bot.domain.refusals import Refused
from bot.errors import NotFound, NotPossible
from bot.ports import Intent, MessageKind, StoredLead, UnitOfWork, UnitOfWorkFactory

_VERDICTS = (Action.LANDED, Action.FELL_FLAT)


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
    """The lead as it stands now; `event` is None when the delivery was a repetition."""

    lead: StoredLead
    event: Event | None


class Record:
    """The use cases that add events to a lead. Each is one transaction."""

    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def say(self, say: Say, now: datetime) -> Said:
        """Stores what was said. NotPossible tells who did what instead; NotFound: no such lead."""
        async with self._units(self._team) as uow:
            said = await say_in(uow, say, now)
            await uow.commit()
        return said

    async def undo(self, say: Say, now: datetime) -> Said:
        """Takes back the person's latest event while it still explains the state."""
        async with self._units(self._team) as uow:
            said = await undo_in(uow, say, now)
            await uow.commit()
        return said


async def say_in(uow: UnitOfWork, say: Say, now: datetime) -> Said:
    """`Record.say` inside a transaction of the caller's."""
    lead = await _locked(uow, say.lead_id)
    if say.receipt and not await uow.receipts.claim(say.receipt, now):
        return Said(lead, None)
    say = _seconded(say, lead)
    await _check(uow, say, lead, now)
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
    event = Event(new_id(), now, say.user, Action.UNDO, say.door, retracts=target.id)
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


async def _check(uow: UnitOfWork, say: Say, lead: StoredLead, now: datetime) -> None:
    standing = lead.standing
    allowed = (standing.state, say.action) in TABLE and _may(say, standing)
    if say.action is Action.REOPEN and standing.last_at and now - standing.last_at > REOPEN_WINDOW:
        allowed = allowed and standing.state is State.NURTURE
    if say.action is Action.DECLINE_OWNERSHIP and lead.assigned_to != say.user:
        raise NotPossible(f"{lead.label} is not waiting for you. Take it if you want it.")
    if not allowed:
        raise NotPossible(await _refusal(uow, say, lead, now))


def _may(say: Say, standing: Standing) -> bool:
    if say.user is None or standing.owner in (None, say.user):
        return standing.owner is not None or say.action not in OWNER_ONLY or say.user is None
    own = OWNER_ONLY | {Action.REJECT, Action.NURTURE}
    if say.action is Action.EXPLAIN:
        return say.user in (standing.owner, standing.declined_by)
    return say.action not in own


async def _refusal(uow: UnitOfWork, say: Say, lead: StoredLead, now: datetime) -> str:
    settings = await uow.settings.get()
    users = [user for user in (lead.standing.owner, lead.standing.declined_by) if user]
    names = await uow.members.names(users)
    refused = Refused(lead.label, lead.standing, say.action, say.user, names, now, settings.zone)
    return refused.sentence()


async def _store(
    uow: UnitOfWork, lead: StoredLead, event: Event, standing: Standing, say: Say
) -> Said:
    await uow.feedback.add(lead.id, event)
    if say.text:
        await uow.feedback.add_text(lead.id, event, say.text, say.named)
    await uow.leads.save_standing(lead.id, standing)
    if event.action is Action.DECLINE_OWNERSHIP:
        await uow.leads.assign(lead.id, None)
    if event.action in (Action.TAKE, Action.HAND_OVER) and standing.owner:
        brief = Intent(MessageKind.BRIEF, standing.owner, {"lead": lead.id})
        await uow.messages.add([brief], event.at)
    return Said(replace(lead, standing=standing, revision=lead.revision + 1), event)
