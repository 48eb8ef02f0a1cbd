"""What a card says of the steps before the latest, read from its lead's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.fold import stood_before
from bot.domain.lifecycle import Action, Event, Standing, kept

_LEFT = (Action.RELEASE, Action.RETURN, Action.REOPEN, Action.REROUTE)


@dataclass(frozen=True, slots=True)
class HandOver:
    """The latest change of owner: `before` had the lead until then, `by` said so."""

    before: str | None
    by: str | None
    at: datetime


def handed_over(events: Sequence[Event]) -> HandOver | None:
    """None while whoever took the lead has it."""
    owner, found = None, None
    for event in kept(events):
        if event.action is Action.TAKE:
            owner, found = event.user, None
        elif event.action is Action.HAND_OVER:
            found = HandOver(owner, event.user, event.at)
            owner = event.detail["owner"]
        elif event.action in _LEFT:
            owner, found = None, None
    return found


def turned_down(events: Sequence[Event]) -> tuple[Standing, ...]:
    """How an open lead stood each time that it was turned down or set aside before it came back,
    the latest last; with the state new where only whom it was meant for said no. Nothing of it
    counts once somebody gave the lead back."""
    found: list[Standing] = []
    for event in kept(events):
        if event.action is Action.RELEASE:
            found = []
        elif event.action is Action.DECLINE_OWNERSHIP:
            found.append(Standing(declined_by=event.user, closed_at=event.at))
        elif event.action in _LEFT:
            found.append(stood_before(events, event))
    return tuple(found)
