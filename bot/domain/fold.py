"""How a lead's events fold into where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.lifecycle import (
    COMMENTS,
    DISCOUNT,
    TABLE,
    Action,
    Event,
    Standing,
    State,
    Verdict,
    explains,
    kept,
    retracted,
)
from bot.errors import NotPossible

_TALK = frozenset(
    {
        Action.CONTACT,
        Action.MEET,
        Action.QUALIFY,
        Action.OPEN_OPPORTUNITY,
        Action.WIN,
        Action.LOSE,
        Action.LANDED,
        Action.FELL_FLAT,
    }
)
_VERDICTS = {Action.LANDED: Verdict.LANDED, Action.FELL_FLAT: Verdict.FELL_FLAT}
_EXPLAINABLE = frozenset({*_VERDICTS, Action.REJECT, Action.DISQUALIFY, Action.NURTURE})


def apply(standing: Standing, event: Event) -> Standing:
    """The standing after `event`; NotPossible when the table has no such row."""
    after = TABLE.get((standing.state, event.action))
    if after is None:
        raise NotPossible(f"A lead that is {standing.state} cannot be changed by {event.action}.")
    if event.action in COMMENTS:
        return _comment(standing, event)
    moved = replace(standing, state=after, last_event=event.id, last_at=event.at)
    if event.action in _TALK and moved.contacted_at is None:
        moved = replace(moved, contacted_at=event.at)
    return _EFFECTS.get(event.action, _unchanged)(moved, event)


def fold(events: Iterable[Event]) -> Standing:
    """Where a lead stands after `events` (oldest first), retracted ones left out."""
    history, standing = list(events), Standing()
    gone = retracted(history)
    for event in kept(history):
        if event.action in COMMENTS and _is_stale(standing, event, gone):
            continue
        standing = apply(standing, event)
    return standing


def stood_before(events: Sequence[Event], event: Event) -> Standing:
    """How the lead stood just before one of its events; what was taken back since never was."""
    place = events.index(event)
    return fold([*events[:place], *(e for e in events[place:] if e.action is Action.UNDO)])


def _is_stale(standing: Standing, event: Event, gone: set[str]) -> bool:
    """Whether what a comment was about has been taken back."""
    if event.detail.get("of") in gone:
        return True
    if event.action is Action.EXPLAIN and DISCOUNT in event.detail:
        return standing.state is not State.WON
    return (standing.state, event.action) not in TABLE or (
        event.action is Action.EXPLAIN and not explains(standing)
    )


def explained(events: Iterable[Event], detail: Mapping[str, Any]) -> Event | None:
    """The latest event that this detail can be given for, retracted ones left out."""
    actions = (Action.WIN,) if DISCOUNT in detail else _EXPLAINABLE
    about = [event for event in kept(events) if event.action in actions]
    return about[-1] if about else None


def _unchanged(standing: Standing, _event: Event) -> Standing:
    return standing


def _take(standing: Standing, event: Event) -> Standing:
    return replace(standing, owner=event.user, taken_at=event.at, owned_at=event.at)


def _hand_over(standing: Standing, event: Event) -> Standing:
    return replace(standing, owner=event.detail["owner"], owned_at=event.at)


def _release(_standing: Standing, event: Event) -> Standing:
    return Standing(last_event=event.id, last_at=event.at)


def _decline(standing: Standing, event: Event) -> Standing:
    return replace(
        standing,
        declined_by=event.user,
        decline_codes=event.codes,
        competitor=event.detail.get("competitor"),
        competitor_why=event.detail.get("competitor_why"),
        closed_at=event.at,
        taken_at=None if event.action is Action.REJECT else standing.taken_at,
    )


def _nurture(standing: Standing, event: Event) -> Standing:
    returns_on = date.fromisoformat(event.detail["returns_on"])
    return replace(standing, returns_on=returns_on, declined_by=event.user, closed_at=event.at)


def _judge(standing: Standing, event: Event) -> Standing:
    return replace(
        standing,
        verdict=_VERDICTS[event.action],
        verdict_by=event.user,
        verdict_at=event.at,
        reasons=event.codes,
        opened_with=None,
        promise_true=None,
    )


def _met(standing: Standing, event: Event) -> Standing:
    return replace(standing, met_at=standing.met_at or event.at)


def _deal(standing: Standing, event: Event) -> Standing:
    closed = None if event.action is Action.OPEN_OPPORTUNITY else event.at
    return replace(
        standing,
        amount=event.detail.get("amount", standing.amount),
        discount=event.detail.get("discount", standing.discount),
        competitor=event.detail.get("competitor", standing.competitor),
        competitor_why=event.detail.get("competitor_why", standing.competitor_why),
        closed_at=closed,
    )


_EFFECTS = {
    Action.TAKE: _take,
    Action.HAND_OVER: _hand_over,
    Action.RELEASE: _release,
    Action.RETURN: _release,
    Action.REOPEN: _release,
    Action.REROUTE: _release,
    Action.REJECT: _decline,
    Action.DISQUALIFY: _decline,
    Action.NURTURE: _nurture,
    Action.LANDED: _judge,
    Action.FELL_FLAT: _judge,
    Action.MEET: _met,
    Action.OPEN_OPPORTUNITY: _deal,
    Action.WIN: _deal,
    Action.LOSE: _deal,
}


def _comment(standing: Standing, event: Event) -> Standing:
    if event.action is Action.SECOND:
        others = tuple(u for u in standing.seconded_by if u != event.user)
        return replace(standing, seconded_by=(*others, event.user or ""))
    if DISCOUNT in event.detail:
        return replace(standing, discount=event.detail[DISCOUNT])
    if standing.state is State.NURTURE and "returns_on" in event.detail:
        return replace(standing, returns_on=date.fromisoformat(event.detail["returns_on"]))
    if standing.declined:
        return replace(
            standing,
            decline_codes=event.codes,
            competitor=event.detail.get("competitor", standing.competitor),
            competitor_why=event.detail.get("competitor_why", standing.competitor_why),
        )
    return replace(
        standing,
        reasons=event.codes,
        opened_with=event.detail.get("opened_with", standing.opened_with),
        promise_true=event.detail.get("promise_true", standing.promise_true),
    )
