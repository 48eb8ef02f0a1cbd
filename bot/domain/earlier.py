"""What a card says of the steps before the latest, read from its lead's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.fold import fold
from bot.domain.lifecycle import Action, Event, Standing

_LEFT = (Action.RELEASE, Action.RETURN, Action.REOPEN, Action.REROUTE)


@dataclass(frozen=True, slots=True)
class HandOver:
    """The latest change of owner: `before` had the lead until then, `by` said so."""

    before: str | None
    by: str | None
    at: datetime


def handed_over(events: Sequence[Event]) -> HandOver | None:
    """None while whoever took the lead has it."""
    retracted = {event.retracts for event in events if event.retracts}
    owner, found = None, None
    for event in events:
        if event.id in retracted:
            continue
        if event.action is Action.TAKE:
            owner, found = event.user, None
        elif event.action is Action.HAND_OVER:
            found = HandOver(owner, event.user, event.at)
            owner = event.detail["owner"]
        elif event.action in _LEFT:
            owner, found = None, None
    return found


def turned_down(events: Sequence[Event], last_event: str) -> Standing | None:
    """How a lead stood that somebody turned down, if `last_event` opened it again."""
    for place, event in enumerate(events):
        if event.id == last_event and event.action in (Action.REOPEN, Action.REROUTE):
            before = fold(events[:place])
            return before if before.declined else None
    return None
