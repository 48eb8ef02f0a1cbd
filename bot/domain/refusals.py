"""Why an action is not possible: who did what, in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.lifecycle import REOPEN_WINDOW, Action, Standing, State
from bot.domain.words import day, when
from bot.errors import NotPossible


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody's attempt; `names` maps users to names. `way_on` says who may hand the lead on where
    its owner has left the company."""

    label: str
    standing: Standing
    action: Action
    user: str | None
    names: Mapping[str, str]
    now: datetime
    zone: ZoneInfo
    way_on: str = ""

    @property
    def unnamed(self) -> frozenset[str]:
        """Whom the sentence may name, but whose name is not known yet."""
        people = {self.standing.owner, self.standing.declined_by} - {None, self.user}
        return frozenset(str(user) for user in people if user not in self.names)

    def sentence(self) -> str:
        state = self.standing.state
        if state is State.NEW and self.action is Action.REOPEN:
            return f"{self.label} is open again already."
        if state is State.NEW:
            return f"Nobody has taken {self.label} yet. Take it first."
        if state in (State.REJECTED, State.DISQUALIFIED):
            verb = "said not for us about" if state is State.REJECTED else "closed"
            who = self._who(self.standing.declined_by)
            return f"{who} {verb} {self.label} {self._at()}. {self._way_back()}"
        if state is State.NURTURE and self.standing.returns_on:
            back = day(self.standing.returns_on)
            return f"{self.label} rests until {back}. Reopen it from ⋯ to have it back now."
        if state in (State.WON, State.LOST):
            return f"{self.label} is {state} since {self._at()[3:]}; that is final."
        return self._taken()

    def _taken(self) -> str:
        owner = self.standing.owner
        if owner == self.user:
            return f"You already have {self.label}; that step is behind it."
        taken = self.standing.taken_at
        since = when(taken, self.now, self.zone) if taken else "earlier"
        if self.way_on:
            return f"{self._who(owner)} has {self.label}, but has left this Slack. {self.way_on}"
        if self.action in (Action.TAKE, Action.REJECT, Action.NURTURE, Action.REOPEN):
            return f"{self._who(owner)} took {self.label} {since}."
        return f"{self._who(owner)} has {self.label} (taken {since}); only the owner can do that."

    def _way_back(self) -> str:
        last = self.standing.last_at
        if last and self.now - last > REOPEN_WINDOW:
            return "That is more than 72 hours ago, so it stays closed."
        return "Reopen it from ⋯ to go on."

    def _who(self, user: str | None) -> str:
        if user == self.user:
            return "You"
        return self.names.get(user or "", "A colleague")

    def _at(self) -> str:
        moment = self.standing.closed_at or self.standing.last_at
        return when(moment, self.now, self.zone) if moment else "at an earlier time"


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An attempt to undo after which somebody acted; `by` None is another system."""

    by: str | None
    names: Mapping[str, str]

    @property
    def unnamed(self) -> frozenset[str]:
        return frozenset({self.by} if self.by and self.by not in self.names else ())

    def sentence(self) -> str:
        who = self.names.get(self.by, "a colleague") if self.by else "another system"
        return f"There is nothing of yours to undo here: {who} acted after you."


class Refusal(NotPossible):
    """Somebody else was first. `refused` lets the sentence be said again with more names."""

    def __init__(self, refused: Refused | Overtaken) -> None:
        super().__init__(refused.sentence())
        self.refused = refused

    def naming(self, names: Mapping[str, str]) -> "Refusal":
        return Refusal(replace(self.refused, names={**self.refused.names, **names}))
