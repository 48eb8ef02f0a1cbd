"""What can happen to a lead: the one state table, and how events fold into where a lead stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.errors import NotPossible

OUTSIDE = "outside:"
"""Begins the user id of somebody whom Slack does not know, such as an owner in a CRM."""
DISCOUNT = "discount"
UNDO_WINDOW = timedelta(minutes=10)
REOPEN_WINDOW = timedelta(hours=72)


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
_COMMENTS = frozenset({Action.EXPLAIN, Action.SECOND})
_PASSES_ON = frozenset({Action.DECLINE_OWNERSHIP, Action.REROUTE})
"""Whoever it was passed on to has been told: taking it back would not take that back."""
_VERDICTS = {Action.LANDED: Verdict.LANDED, Action.FELL_FLAT: Verdict.FELL_FLAT}
_MOVES = frozenset(Action) - _COMMENTS - {Action.UNDO}
_EXPLAINABLE = frozenset({*_VERDICTS, Action.REJECT, Action.DISQUALIFY, Action.NURTURE})


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


def apply(standing: Standing, event: Event) -> Standing:
    """The standing after `event`; NotPossible when the table has no such row."""
    after = TABLE.get((standing.state, event.action))
    if after is None:
        raise NotPossible(f"A lead that is {standing.state} cannot be changed by {event.action}.")
    if event.action in _COMMENTS:
        return _comment(standing, event)
    moved = replace(standing, state=after, last_event=event.id, last_at=event.at)
    if event.action in _TALK and moved.contacted_at is None:
        moved = replace(moved, contacted_at=event.at)
    return _EFFECTS.get(event.action, _unchanged)(moved, event)


def fold(events: Iterable[Event]) -> Standing:
    """Where a lead stands after `events` (oldest first), retracted ones left out."""
    history = list(events)
    retracted = {event.retracts for event in history if event.retracts}
    standing = Standing()
    for event in history:
        if event.action is Action.UNDO or event.id in retracted:
            continue
        if event.action in _COMMENTS and _is_stale(standing, event, retracted):
            continue
        standing = apply(standing, event)
    return standing


def _is_stale(standing: Standing, event: Event, retracted: set[str]) -> bool:
    """Whether what a comment was about has been taken back."""
    if event.detail.get("of") in retracted:
        return True
    if event.action is Action.EXPLAIN and DISCOUNT in event.detail:
        return standing.state is not State.WON
    return (standing.state, event.action) not in TABLE or (
        event.action is Action.EXPLAIN and not explains(standing)
    )


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


def explained(events: Iterable[Event], detail: Mapping[str, Any]) -> Event | None:
    """The latest event that this detail can be given for, retracted ones left out."""
    history = list(events)
    retracted = {event.retracts for event in history if event.retracts}
    actions = (Action.WIN,) if DISCOUNT in detail else _EXPLAINABLE
    about = [e for e in history if e.action in actions and e.id not in retracted]
    return about[-1] if about else None


def to_undo(events: Iterable[Event], user: str, now: datetime, names: Mapping[str, str]) -> Event:
    """The event that `user` may take back now: their latest, if it still explains the state.
    `names` are of those who acted."""
    history = list(events)
    retracted = {event.retracts for event in history if event.retracts}
    standing = [e for e in history if e.action in _MOVES and e.id not in retracted]
    latest = standing[-1] if standing else None
    if latest is not None and latest.user == user and latest.action in _PASSES_ON:
        raise NotPossible("It went on to others and is open. Take it if it is yours after all.")
    if latest is None or latest.user != user:
        acted = any(event.user == user for event in standing)
        after = f": {_actor(latest, names)} acted after you" if latest and acted else ""
        raise NotPossible(f"There is nothing of yours to undo here{after}.")
    if now - latest.at > UNDO_WINDOW:
        raise NotPossible(
            "Undo works for ten minutes; this is older. Log an outcome, hand it on or reopen it."
        )
    return latest


def _actor(event: Event, names: Mapping[str, str]) -> str:
    return names.get(event.user, "a colleague") if event.user else "another system"


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
    """Reasons and seconds: they say more about the standing and never move the state."""
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
