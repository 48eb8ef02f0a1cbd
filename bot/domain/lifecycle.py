"""What can happen to a lead: the one state table, and the words for what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

OUTSIDE = "outside:"
"""Begins the user id of somebody whom Slack does not know, such as an owner in a CRM."""
DISCOUNT = "discount"
_MAX_OUTSIDER = 100
REOPEN_WINDOW = timedelta(hours=72)


def outsider(owner: str) -> str:
    """The user id of an owner whom Slack does not know."""
    return OUTSIDE + owner[:_MAX_OUTSIDER]


class State(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    WON = "won"
    LOST = "lost"
    REJECTED = "rejected"
    DISQUALIFIED = "disqualified"
    NURTURE = "nurture"


class Action(StrEnum):
    TAKE = "take"
    REJECT = "reject"
    RELEASE = "release"
    DECLINE_OWNERSHIP = "not_mine"
    HAND_OVER = "hand_over"
    CONTACT = "contact"
    MEET = "meet"
    QUALIFY = "qualify"
    OPEN_OPPORTUNITY = "open_opportunity"
    WIN = "win"
    LOSE = "lose"
    DISQUALIFY = "disqualify"
    NURTURE = "nurture"
    RETURN = "return"
    REOPEN = "reopen"
    REROUTE = "reroute"
    LANDED = "landed"
    FELL_FLAT = "fell_flat"
    EXPLAIN = "explain"
    SECOND = "second"
    UNDO = "undo"


class Door(StrEnum):
    """The way an event came in."""

    BUTTON = "button"
    REACTION = "reaction"
    MODAL = "modal"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    API = "api"
    IMPORT = "import"
    SCHEDULE = "schedule"


class Verdict(StrEnum):
    """What a rep says about the pitch (not about the lead)."""

    LANDED = "landed"
    FELL_FLAT = "fell_flat"


WORKED = (State.ACCEPTED, State.CONTACTED, State.SQL, State.OPPORTUNITY)
_TALKED = (*WORKED[1:], State.WON, State.LOST, State.DISQUALIFIED)


def _table() -> dict[tuple[State, Action], State]:
    table = {
        (State.NEW, Action.TAKE): State.ACCEPTED,
        (State.NEW, Action.REJECT): State.REJECTED,
        (State.NEW, Action.DECLINE_OWNERSHIP): State.NEW,
        (State.ACCEPTED, Action.REJECT): State.REJECTED,
        (State.ACCEPTED, Action.RELEASE): State.NEW,
        (State.ACCEPTED, Action.CONTACT): State.CONTACTED,
        (State.ACCEPTED, Action.DISQUALIFY): State.DISQUALIFIED,
        (State.CONTACTED, Action.DISQUALIFY): State.DISQUALIFIED,
        (State.SQL, Action.DISQUALIFY): State.DISQUALIFIED,
        (State.ACCEPTED, Action.QUALIFY): State.SQL,
        (State.CONTACTED, Action.QUALIFY): State.SQL,
        (State.NURTURE, Action.RETURN): State.NEW,
        (State.NURTURE, Action.REOPEN): State.NEW,
        (State.REJECTED, Action.REOPEN): State.NEW,
        (State.REJECTED, Action.REROUTE): State.NEW,
        (State.DISQUALIFIED, Action.REOPEN): State.NEW,
    }
    for state in (State.NEW, State.ACCEPTED, State.CONTACTED, State.SQL):
        table[state, Action.NURTURE] = State.NURTURE
    for state in WORKED:
        table[state, Action.HAND_OVER] = state
        table[state, Action.MEET] = State.CONTACTED if state is State.ACCEPTED else state
        table[state, Action.WIN] = State.WON
        table[state, Action.LOSE] = State.LOST
        table[state, Action.SECOND] = state
        if state is not State.OPPORTUNITY:
            table[state, Action.OPEN_OPPORTUNITY] = State.OPPORTUNITY
    # Nobody knows whether a pitch landed without having talked: the verdict says "contacted".
    for verdict in (Action.LANDED, Action.FELL_FLAT):
        table[State.ACCEPTED, verdict] = State.CONTACTED
        table.update({(state, verdict): state for state in _TALKED})
    for state in (*_TALKED, State.REJECTED, State.NURTURE):
        table[state, Action.EXPLAIN] = state
    return table


TABLE: Mapping[tuple[State, Action], State] = _table()

OWNER_ONLY = frozenset(
    {
        Action.RELEASE,
        Action.HAND_OVER,
        Action.CONTACT,
        Action.MEET,
        Action.QUALIFY,
        Action.OPEN_OPPORTUNITY,
        Action.WIN,
        Action.LOSE,
        Action.DISQUALIFY,
        Action.LANDED,
        Action.FELL_FLAT,
    }
)
COMMENTS = frozenset({Action.EXPLAIN, Action.SECOND})
"""They say more about where a lead stands and never move it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody said about a lead. Append-only; an UNDO names what it retracts.

    `detail` may hold: owner (hand_over); to, whom it was passed on to (reroute); returns_on
    (nurture); amount, discount (opportunity, win);
    competitor, competitor_why (disqualify, lose); opened_with, promise_true (explain); discount
    (explain: of a win); of, the event that is explained; verdict (second).
    """

    id: str
    at: datetime
    user: str | None
    action: Action
    door: Door
    codes: tuple[str, ...] = ()
    retracts: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def kept(events: Iterable[Event]) -> list[Event]:
    """What was not taken back; that something was, is left out too."""
    history = list(events)
    gone = retracted(history)
    return [e for e in history if e.action is not Action.UNDO and e.id not in gone]


def retracted(events: Iterable[Event]) -> set[str]:
    """The ids of what was taken back."""
    return {event.retracts for event in events if event.retracts}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lead stands: the fold of its events. `owned_at` is when its present owner got it,
    `amount` is in whole units of the currency."""

    state: State = State.NEW
    owner: str | None = None
    taken_at: datetime | None = None
    owned_at: datetime | None = None
    contacted_at: datetime | None = None
    met_at: datetime | None = None
    verdict: Verdict | None = None
    verdict_by: str | None = None
    verdict_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    opened_with: str | None = None
    promise_true: str | None = None
    declined_by: str | None = None
    decline_codes: tuple[str, ...] = ()
    competitor: str | None = None
    competitor_why: str | None = None
    returns_on: date | None = None
    amount: int | None = None
    discount: str | None = None
    closed_at: datetime | None = None
    seconded_by: tuple[str, ...] = ()
    last_event: str | None = None
    last_at: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Whether the owner is somebody of the workspace; what a CRM keeps is anybody's here."""
        return self.owner is not None and not self.owner.startswith(OUTSIDE)

    def holder(self, meant_for: str | None) -> str | None:
        """Of whom something is awaited: its owner, or whom it is meant for until somebody acts."""
        return meant_for if self.state is State.NEW else self.owner

    @property
    def declined(self) -> bool:
        return self.state in (State.REJECTED, State.DISQUALIFIED)

    @property
    def is_open(self) -> bool:
        return self.state in (State.NEW, *WORKED)


def may_reopen(standing: Standing, now: datetime) -> bool:
    """What rests until its date can be had back at any time, what was turned down for a while."""
    if (standing.state, Action.REOPEN) not in TABLE:
        return False
    if standing.state is State.NURTURE or standing.last_at is None:
        return True
    return now - standing.last_at <= REOPEN_WINDOW


def explains(standing: Standing) -> bool:
    """Whether there is anything that a reason could be given for."""
    return standing.verdict is not None or standing.declined or standing.state is State.NURTURE
