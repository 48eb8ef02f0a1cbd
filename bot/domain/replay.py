"""What another system says happened to a lead, replayed through the state table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.ids import new_id
from bot.domain.lifecycle import TABLE, Action, Door, Event, Standing, State, apply, fold
from bot.domain.outcomes import OUTCOMES
from bot.domain.reasons import DISQUALIFICATION, MORE_REJECTION, REJECTION, Reason
from bot.errors import InvalidInput, NotPossible

OUTSIDE = "outside:"
"""Begins the user id of somebody whom Slack does not know, such as an owner in a CRM."""

_PLAIN: Mapping[str, Action] = {
    "taken": Action.TAKE,
    "rejected": Action.REJECT,
    "contacted": Action.CONTACT,
    "met": Action.MEET,
    "qualified": Action.QUALIFY,
    "opportunity": Action.OPEN_OPPORTUNITY,
    "won": Action.WIN,
    "lost": Action.LOSE,
    "disqualified": Action.DISQUALIFY,
}
_SAME = {
    "accepted": "taken",
    "not_for_us": "rejected",
    "sql": "qualified",
    "closed_won": "won",
    "closed_lost": "lost",
}
_REASONS: Mapping[Action, Sequence[Reason]] = {
    Action.REJECT: (*REJECTION, *MORE_REJECTION),
    Action.DISQUALIFY: DISQUALIFICATION,
    Action.LOSE: DISQUALIFICATION,
}
_ORDER = {action: place for place, action in enumerate(_PLAIN.values())}
_MAX_REASON = 60


@dataclass(frozen=True, slots=True)
class Reported:
    """One outcome. `owner` is how the other system calls the lead's owner; `detail` as in Event."""

    external_id: str
    action: Action
    at: datetime
    owner: str | None = None
    codes: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, int]:
        """Sorts a lead's outcomes into the order in which they happened."""
        return self.at, _ORDER[self.action]


def outcome_of(word: str, reason: str = "") -> tuple[Action, tuple[str, ...]]:
    """The action and the codes that a system's words mean; InvalidInput names those there are.

    A reason that is none of ours is kept in its own words.
    """
    name = _name(word)
    name = _SAME.get(name, name)
    if name in _PLAIN:
        return _PLAIN[name], _codes(_PLAIN[name], reason)
    known = OUTCOMES.get(name)
    if known is not None and known.action is Action.DISQUALIFY:
        return known.action, known.codes
    if any(name == item.code for item in _REASONS[Action.REJECT]):
        return Action.REJECT, (name,)
    raise InvalidInput(
        f"“{word[:40]}” is not an outcome. Known are {', '.join(_PLAIN)} and the reasons for not "
        "for us."
    )


def _codes(action: Action, reason: str) -> tuple[str, ...]:
    if not reason.strip() or action not in _REASONS:
        return ()
    name = _name(reason)
    found = [r.code for r in _REASONS[action] if name in (r.code, _name(r.label))]
    return (found[0] if found else reason.strip()[:_MAX_REASON],)


def _name(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower().replace("'", "").replace("’", ""))


class Replay:
    """One lead's outcomes, oldest first, on top of what was said about it before.

    Outcomes that an earlier replay has seen change nothing, so that a file can be replayed again.
    """

    def __init__(self, history: Sequence[Event]) -> None:
        self.standing = fold(history)
        self.added: list[Event] = []
        seen = [_order(event) for event in history if event.door is Door.IMPORT]
        self._until = max(seen, default=None)

    def add(self, reported: Reported, user: str | None) -> bool:
        """Whether anything changed. `user` is the owner's id; NotPossible when the outcome
        contradicts what is known."""
        way = () if self._is_seen(reported) else _way(self.standing, reported)
        for action in way:
            event = _event(reported, action, user)
            self.standing = apply(self.standing, event)
            self.added.append(event)
        return bool(way)

    def _is_seen(self, reported: Reported) -> bool:
        """An earlier replay went at least as far, so it has judged this outcome already."""
        return self._until is not None and reported.order <= self._until


def _order(event: Event) -> tuple[datetime, int]:
    """Like `Reported.order`; a step on the way to an outcome comes before every outcome."""
    return event.at, _ORDER.get(event.action, -1)


def _event(reported: Reported, action: Action, user: str | None) -> Event:
    # Somebody whom Slack does not know can own a lead, but nothing can be sent to them: what
    # they did stays the system's word.
    is_outside = user is not None and user.startswith(OUTSIDE)
    said_by = None if is_outside and action is not Action.TAKE else user
    is_outcome = action is reported.action
    return Event(
        new_id(),
        reported.at,
        said_by,
        action,
        Door.IMPORT,
        codes=reported.codes if is_outcome else (),
        detail=dict(reported.detail) if is_outcome else {},
    )


def _way(standing: Standing, reported: Reported) -> Sequence[Action]:
    """The shortest way through the state table; empty when there is nothing to add."""
    action = reported.action
    if _has(standing, action):
        return ()
    ways: list[Sequence[Action]] = [(action,), (Action.TAKE, action)]
    is_older = standing.last_at is not None and reported.at <= standing.last_at
    if not is_older:
        ways += [(Action.REOPEN, action), (Action.REOPEN, Action.TAKE, action)]
    for way in ways:
        if _is_possible(standing.state, way):
            return way
    if is_older:
        return ()
    raise NotPossible(f"the lead is {standing.state} already; {_SAID[action]} cannot follow")


def _is_possible(state: State | None, way: Sequence[Action]) -> bool:
    for action in way:
        state = TABLE.get((state, action)) if state is not None else None
    return state is not None


_SAID = {action: word for word, action in _PLAIN.items()}
_DEALS = (State.OPPORTUNITY, State.WON, State.LOST)


def _has(standing: Standing, action: Action) -> bool:
    """Whether the lead already has this outcome, or one that includes it."""
    state = standing.state
    return {
        Action.TAKE: state is not State.NEW and not standing.declined,
        Action.REJECT: state is State.REJECTED,
        Action.CONTACT: standing.contacted_at is not None,
        Action.MEET: standing.met_at is not None,
        Action.QUALIFY: state in (State.SQL, *_DEALS),
        Action.OPEN_OPPORTUNITY: state in _DEALS,
        Action.WIN: state is State.WON,
        Action.LOSE: state is State.LOST,
        Action.DISQUALIFY: state is State.DISQUALIFIED,
    }[action]
