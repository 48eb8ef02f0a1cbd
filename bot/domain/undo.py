"""Which of a lead's events a person may take back."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.lifecycle import COMMENTS, Action, Event, Standing, kept
from bot.domain.refusals import Overtaken, Refusal
from bot.errors import NotPossible

UNDO_WINDOW = timedelta(minutes=10)
_PASSES_ON = frozenset({Action.DECLINE_OWNERSHIP, Action.REROUTE})
"""Whoever it was passed on to has been told: taking it back would not take that back."""
_MOVES = frozenset(Action) - COMMENTS - {Action.UNDO}


def to_undo(events: Iterable[Event], user: str, now: datetime, names: Mapping[str, str]) -> Event:
    """The event that `user` may take back now: their latest, if it still explains the state.
    `names` are of those who acted."""
    standing = [event for event in kept(events) if event.action in _MOVES]
    latest = standing[-1] if standing else None
    if latest is not None and latest.user == user and latest.action in _PASSES_ON:
        raise NotPossible("It went on to others and is open. Take it if it is yours after all.")
    if latest is None or latest.user != user:
        if latest is not None and any(event.user == user for event in standing):
            raise Refusal(Overtaken(latest.user, names))
        raise NotPossible("There is nothing of yours to undo here.")
    if now - latest.at > UNDO_WINDOW:
        raise NotPossible(
            "Undo works for ten minutes; this is older. Log an outcome, hand it on or reopen it."
        )
    return latest


def may_undo(events: Iterable[Event], user: str, now: datetime) -> bool:
    try:
        to_undo(events, user, now, {})
    except NotPossible:
        return False
    return True


def is_recent(standing: Standing, now: datetime) -> bool:
    """Whether whoever acted last may still take it back."""
    return standing.last_at is not None and now - standing.last_at <= UNDO_WINDOW
