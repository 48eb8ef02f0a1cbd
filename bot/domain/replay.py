"""What another system says happened to a lead, replayed through the state table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.domain.fold import apply, fold
from bot.domain.ids import new_id
from bot.domain.lifecycle import OUTSIDE, TABLE, Action, Door, Event, Standing, State
from bot.domain.nurture import LONGEST, default_return
from bot.domain.outcomes import OUTCOMES
from bot.domain.reasons import DISQUALIFICATION, MORE_REJECTION, REJECTION, Reason
from bot.domain.spelling import cleaned
from bot.errors import InvalidInput, NotPossible

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
    "nurture": Action.NURTURE,
}
_SAME = {
    "meeting": "met",
    "not_now": "nurture",
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
    """One outcome. `owner` is how the other system calls the lead's owner; `detail` as in Event.

    `key` is the other system's own id of the outcome: what comes again under it is not judged
    again.
    """

    external_id: str
    action: Action
    at: datetime
    owner: str | None = None
    codes: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None

    @property
    def day_problem(self) -> str | None:
        """What is wrong with the day on which it says that the lead returns. The day of `at` is
        left for zones in which it is the next."""
        named = self.detail.get("returns_on")
        if named is None:
            return None
        day, said_on = date.fromisoformat(named), self.at.date()
        if day < said_on:
            return "lies in the past"
        return "lies more than two years ahead" if day > said_on + LONGEST else None

    @property
    def order(self) -> tuple[datetime, int]:
        """Sorts a lead's outcomes into the order in which they happened."""
        return self.at, _ORDER[self.action]


def outcome_of(word: str, reason: str = "") -> tuple[Action, tuple[str, ...]]:
    """The action and the codes that a system's words mean; InvalidInput names those there are.

    A reason that is none of ours is kept in its own words, as everybody may read them.
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
    code = found[0] if found else cleaned(reason, _MAX_REASON)
    return (code,) if code else ()


def _name(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower().replace("'", "").replace("’", ""))


class Replay:
    """One lead's outcomes, oldest first, on top of what was said about it before.

    Of a file (by the door IMPORT), outcomes that an earlier replay has seen change nothing, so
    that it can be replayed again.
    """

    def __init__(self, history: Sequence[Event], door: Door = Door.IMPORT) -> None:
        self.standing = fold(history)
        self.added: list[Event] = []
        self._door = door
        files = history if door is Door.IMPORT else ()
        seen = [_order(event) for event in files if event.door is Door.IMPORT]
        self._until = max(seen, default=None)
        self._dated_at = max((e.at for e in history if "returns_on" in e.detail), default=None)

    def way(self, reported: Reported) -> Sequence[Action]:
        """What has to be said for the outcome to be true; empty when nothing is new. NotPossible
        when it contradicts what is known."""
        if self._is_seen(reported):
            return ()
        return (Action.EXPLAIN,) if self._moves(reported) else _way(self.standing, reported)

    def _moves(self, reported: Reported) -> bool:
        """Whether it only names another day for a lead that rests, and is the latest to do so."""
        standing, day = self.standing, reported.detail.get("returns_on")
        if standing.state is not State.NURTURE or reported.action is not Action.NURTURE:
            return False
        is_other = bool(day and standing.returns_on and day != standing.returns_on.isoformat())
        return is_other and (self._dated_at is None or reported.at > self._dated_at)

    def add(self, reported: Reported, user: str | None) -> bool:
        """Whether anything changed; NotPossible as from `way`. `user` is the owner's id."""
        way = self.way(reported)
        for action in way:
            event = _event(reported, action, user, self._door)
            if action is Action.EXPLAIN:
                of = self.standing.last_event
                event = replace(event, detail={**reported.detail, "of": of})
            self.standing = apply(self.standing, event)
            self.added.append(event)
        if way and reported.action is Action.NURTURE:
            self._dated_at = reported.at
        return bool(way)

    def _is_seen(self, reported: Reported) -> bool:
        """An earlier replay went at least as far, so it has judged this outcome already."""
        return self._until is not None and reported.order <= self._until


def _order(event: Event) -> tuple[datetime, int]:
    """Like `Reported.order`; a step on the way to an outcome comes before every outcome."""
    return event.at, _ORDER.get(event.action, -1)


def _event(reported: Reported, action: Action, user: str | None, door: Door) -> Event:
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
        door,
        codes=reported.codes if is_outcome else (),
        detail=_detail(reported) if is_outcome else {},
    )


def _detail(reported: Reported) -> dict[str, Any]:
    if reported.action is not Action.NURTURE:
        return dict(reported.detail)
    return {"returns_on": default_return(reported.at.date()).isoformat(), **reported.detail}


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
        Action.NURTURE: state is State.NURTURE,
    }[action]
