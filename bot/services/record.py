"""One thing that somebody says about a lead: checked against the table, stored, shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.fold import apply, explained, fold
from bot.domain.ids import new_id
from bot.domain.lifecycle import (
    DISCOUNT,
    OWNER_ONLY,
    TABLE,
    Action,
    Door,
    Event,
    Standing,
    State,
    kept,
    may_reopen,
)
from bot.domain.pools import same_form
from bot.domain.questions import unquoted
from bot.domain.refusals import Refusal, Refused
from bot.domain.undo import to_undo
from bot.domain.wishes import wish_of
from bot.errors import NotFound, NotPossible
from bot.ports import Directory, StoredLead, UnitOfWork, UnitOfWorkFactory
from bot.services.briefs import brief_in
from bot.services.clock import follow_in
from bot.services.leavers import HANDS_ON, may_hand_on_in, way_on_in
from bot.services.pools import Unnamed, pool_in, take_back_in
from bot.services.reminders import settle_in
from bot.services.rerouting import declined_in, rerouted_in, settle_passed_in, tell_in
from bot.services.roles import may_work_in

_VERDICTS = (Action.LANDED, Action.FELL_FLAT)
_ENDS = (Action.REJECT, Action.DISQUALIFY)


@dataclass(frozen=True, slots=True)
class Say:
    """What a person (or, without a user, a system) says about a lead.

    `receipt` is the key of the delivery that brought it; a second one with that key changes
    nothing. `text` is a quote, `wish` what they asked for; unless they are `named` they are kept in
    the pool, apart from the lead.
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
    wish: str | None = None


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

    async def take_all(
        self, lead_id: str, user: str, receipt: str | None, now: datetime
    ) -> list[StoredLead]:
        """Takes every lead that waits on the card on which this one is shown: those taken."""
        taken: list[StoredLead] = []
        async with self._units(self._team) as uow:
            head = await uow.cards.head_of(lead_id)
            if receipt and not await uow.receipts.claim(receipt, now):
                return taken
            shown = (head, *await uow.cards.rolled_up(head))
            for one in sorted(shown):  # in one order, or two people could wait for each other
                await uow.leads.locked(one)
            for one in shown:
                lead = await uow.leads.locked(one)
                if lead is not None and may(user, Action.TAKE, lead.standing):
                    say = Say(one, user, Action.TAKE, Door.BUTTON)
                    taken.append((await say_in(uow, say, now)).lead)
            await uow.commit()
        return taken

    async def undo(self, say: Say, now: datetime) -> Said:
        """Takes back the person's latest event while it still explains the state."""
        try:
            async with self._units(self._team) as uow:
                said = await undo_in(uow, say, now)
                await uow.commit()
        except Refusal as refusal:
            raise await named(refusal, self._people) from refusal
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
    say = await _about(uow, _seconded(_ended(say, lead), lead))
    if say.user is not None and say.user not in (lead.standing.owner, lead.assigned_to):
        await may_work_in(uow, say.user)
    await _check(uow, say, lead, now)
    if is_said(say, lead.standing):
        return Said(lead, None)
    event = Event(
        new_id(), now, say.user, say.action, say.door, codes=say.codes, detail=dict(say.detail)
    )
    said = await _store(uow, lead, event, apply(lead.standing, event), say)
    return await _passed_on(uow, said, say, now)


async def _passed_on(uow: UnitOfWork, said: Said, say: Say, now: datetime) -> Said:
    """What is somebody else's lead goes where the routes lead next, or to its owner."""
    lead, event = said.lead, said.event
    is_rejected = lead.standing.state is State.REJECTED
    if event is None or not (is_rejected or event.action is Action.DECLINE_OWNERSHIP):
        return said
    events = await uow.feedback.of(lead.id)
    placed = await (rerouted_in if is_rejected else declined_in)(uow, lead, events, now)
    await tell_in(uow, lead, placed, say.user, now)
    if placed is None:
        return said
    if is_rejected:
        detail = {"to": placed.user} if placed.user else {}
        codes = lead.standing.decline_codes[:1]
        passed = Event(new_id(), now, say.user, Action.REROUTE, say.door, codes, detail=detail)
        once = replace(say, action=Action.REROUTE, text=None, wish=None)
        lead = replace(lead, assigned_to=placed.user)
        said = await _store(uow, lead, passed, apply(lead.standing, passed), once)
    return replace(said, lead=replace(said.lead, assigned_to=placed.user))


async def undo_in(uow: UnitOfWork, say: Say, now: datetime, only: str | None = None) -> Said:
    """`Record.undo` inside a transaction of the caller's; `only` is the event it may retract."""
    lead = await _locked(uow, say.lead_id)
    if say.receipt and not await uow.receipts.claim(say.receipt, now):
        return Said(lead, None)
    events = await uow.feedback.of(say.lead_id)
    names = await uow.members.names(sorted({event.user for event in events if event.user}))
    target = to_undo(events, say.user or "", now, names)
    if only is not None and target.id != only:
        raise NotPossible("Something was said after it; taking the emoji away changes nothing.")
    return await _retract(uow, lead, events, target.id, say, now)


async def instead_in(uow: UnitOfWork, say: Say, now: datetime) -> Said:
    """`say` in the place of the same person's rejection or disqualification, which is taken back;
    what was written with it is kept."""
    lead = await _locked(uow, say.lead_id)
    if say.receipt and not await uow.receipts.claim(say.receipt, now):
        return Said(lead, None)
    if not lead.standing.declined or lead.standing.declined_by != say.user:
        raise await _refusal(uow, say, lead, now)
    events = await uow.feedback.of(say.lead_id)
    ended = [event for event in kept(events) if event.action in _ENDS]
    undone = Event(new_id(), now, say.user, Action.UNDO, say.door, retracts=ended[-1].id)
    standing = fold([*events, undone])
    await _store(uow, lead, undone, standing, Say(lead.id, say.user, Action.UNDO, say.door))
    return await say_in(uow, replace(say, receipt=None), now)


async def take_back_second(uow: UnitOfWork, say: Say, event_id: str, now: datetime) -> Said:
    """A second opinion moves nothing, so it can be taken back at any time."""
    lead = await _locked(uow, say.lead_id)
    return await _retract(uow, lead, await uow.feedback.of(say.lead_id), event_id, say, now)


async def _retract(
    uow: UnitOfWork, lead: StoredLead, events: list[Event], target: str, say: Say, now: datetime
) -> Said:
    event = Event(new_id(), now, say.user, Action.UNDO, say.door, retracts=target)
    await take_back_in(uow, [target, *(e.id for e in events if e.detail.get("of") == target)])
    return await _store(uow, lead, event, fold([*events, event]), say)


async def _locked(uow: UnitOfWork, lead_id: str) -> StoredLead:
    lead = await uow.leads.locked(lead_id)
    if lead is None:
        raise NotFound("This lead no longer exists here. Nothing was changed.")
    return lead


def _ended(say: Say, lead: StoredLead) -> Say:
    """“Not for us” about a lead that was talked to closes it: the reasons are others then."""
    state = lead.standing.state
    talked = (state, Action.REJECT) not in TABLE and (state, Action.DISQUALIFY) in TABLE
    is_ended = talked and say.action is Action.REJECT and not say.codes
    return replace(say, action=Action.DISQUALIFY) if is_ended else say


def _seconded(say: Say, lead: StoredLead) -> Say:
    """A colleague's verdict on a taken lead is kept, but does not count as the owner's."""
    someone_elses = lead.standing.is_ours and lead.standing.owner != say.user
    if say.action in _VERDICTS and someone_elses and say.user is not None:
        return replace(say, action=Action.SECOND, detail={"verdict": say.action.value})
    return say


async def _about(uow: UnitOfWork, say: Say) -> Say:
    """A reason names the event that it explains, and falls with it."""
    if say.action is not Action.EXPLAIN:
        return say
    event = explained(await uow.feedback.of(say.lead_id), say.detail)
    return replace(say, detail={**say.detail, "of": event.id if event else None})


def is_said(say: Say, standing: Standing) -> bool:
    """The same verdict of the same person again: it would only wipe the reasons given for it."""
    again = say.action in _VERDICTS and standing.verdict == say.action.value
    return again and say.user is not None and standing.verdict_by == say.user


async def _check(uow: UnitOfWork, say: Say, lead: StoredLead, now: datetime) -> None:
    standing = lead.standing
    if DISCOUNT in say.detail and say.action is Action.EXPLAIN and standing.state is not State.WON:
        raise NotPossible(f"{lead.label} is not won, so there is no discount to tell of.")
    allowed = (standing.state, say.action) in TABLE and (
        _may(say.user, say.action, standing)
        or await _was_called(uow, say, lead)
        or (say.action in HANDS_ON and await may_hand_on_in(uow, say.user, standing))
    )
    if say.action is Action.REOPEN:
        allowed = allowed and may_reopen(standing, now)
    if say.action is Action.DECLINE_OWNERSHIP and lead.assigned_to != say.user:
        raise NotPossible(f"{lead.label} is not waiting for you. Take it if you want it.")
    if _is_stale_date(say, standing):
        raise NotPossible(f"{lead.label} does not rest any more. Nothing was changed.")
    if not allowed:
        raise await _refusal(uow, say, lead, now)


def _is_stale_date(say: Say, standing: Standing) -> bool:
    """Another day from an older line: as a reason for what was said since it would wipe others."""
    is_date = say.action is Action.EXPLAIN and "returns_on" in say.detail
    return is_date and standing.state is not State.NURTURE


async def _was_called(uow: UnitOfWork, say: Say, lead: StoredLead) -> bool:
    """Whoever was told that a lead waits may take it over until its owner was in contact."""
    is_waiting = lead.standing.state is State.ACCEPTED and say.action is Action.HAND_OVER
    takes_over = say.user is not None and say.detail.get("owner") == say.user
    return is_waiting and takes_over and await uow.reminders.was_told(lead, str(say.user))


def may(user: str, action: Action, standing: Standing) -> bool:
    """Whether the table and the lead's owner let this person do that now."""
    return (standing.state, action) in TABLE and _may(user, action, standing)


def _may(user: str | None, action: Action, standing: Standing) -> bool:
    if user is None:
        return True
    if action is Action.EXPLAIN:
        return user in (standing.owner, standing.declined_by, standing.verdict_by)
    if not standing.is_ours:
        return True
    own = OWNER_ONLY | {Action.REJECT, Action.NURTURE}
    return standing.owner == user or action not in own


async def _refusal(uow: UnitOfWork, say: Say, lead: StoredLead, now: datetime) -> Refusal:
    settings = await uow.settings.get()
    users = [user for user in (lead.standing.owner, lead.standing.declined_by) if user]
    names = await uow.members.names(users)
    refused = Refused(lead.label, lead.standing, say.action, say.user, names, now, settings.zone)
    return Refusal(replace(refused, way_on=await way_on_in(uow, lead.standing)))


def _lets_go(event: Event, lead: StoredLead) -> bool:
    """Whether it is meant for nobody any more: whoever turned it down is not asked again, unless
    they reopen it themselves."""
    if event.action is Action.REOPEN:
        return lead.standing.declined_by == lead.assigned_to != event.user
    return event.action in (Action.RELEASE, Action.DECLINE_OWNERSHIP)


async def _keep_words(uow: UnitOfWork, lead_id: str, event: Event, say: Say) -> None:
    text, wish = unquoted(say.text or ""), wish_of(unquoted(say.wish or ""))
    if not say.named and say.user is not None:
        instead = same_form(await uow.feedback.of(lead_id), event)
        told = Unnamed(event.id, say.user, instead, text, wish.label if wish else "")
        return await pool_in(uow, told, event.at)
    if text:
        await uow.feedback.add_text(lead_id, event, text, True)
    if wish:
        await uow.wishes.add([(lead_id, event, wish)])


async def _store(
    uow: UnitOfWork, lead: StoredLead, event: Event, standing: Standing, say: Say
) -> Said:
    await uow.feedback.add(lead.id, event)
    await _keep_words(uow, lead.id, event, say)
    await uow.leads.save_standing(lead.id, standing)
    if event.action is Action.TAKE:
        await uow.cards.set_apart([lead.id])
    before = lead
    if _lets_go(event, lead):
        await uow.leads.assign(lead.id, None)
        lead = replace(lead, assigned_to=None)
    after = replace(lead, standing=standing, revision=lead.revision + 1)
    await brief_in(uow, after, before, event)
    await follow_in(uow, after, before, event.action)
    await settle_in(uow, after, before, event.at)
    await settle_passed_in(uow, after, before, event.at)
    return Said(after, event)
