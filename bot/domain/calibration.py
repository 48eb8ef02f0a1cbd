"""What became of leads that were rejected: a reason whose leads win elsewhere is no good reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.fold import stood_before
from bot.domain.lifecycle import Action, Event, State, kept
from bot.domain.reasons import label
from bot.domain.stats import Share

MIN_BACK = 5
"""Of a reason whose leads came back less often nothing is said."""
_BACK = (Action.REOPEN, Action.REROUTE)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reason for rejecting: leads rejected for it, those that came back (reopened or passed on),
    what those have become."""

    code: str
    rejected: int
    back: int = 0
    taken: int = 0
    won: int = 0

    @property
    def won_share(self) -> Share:
        return Share(self.won, self.back)

    @property
    def keeps_winning(self) -> bool:
        """Enough came back, and more than one of them was won."""
        return self.back >= MIN_BACK and self.won > 1


@dataclass(frozen=True, slots=True)
class CameBack:
    """A lead that is not rejected any more, with all that happened to it, oldest first."""

    state: State
    taken: bool
    events: tuple[Event, ...]


def said(found: Calibration) -> str:
    """`“Too small or too early” leads that came back won 4 of 11`."""
    return f"“{label(found.code)}” leads that came back won {found.won} of {found.back}"


def calibrated(still: Mapping[str, int], back: Iterable[CameBack]) -> tuple[Calibration, ...]:
    """`still` are the leads that are rejected now, by reason. A lead counts once for a reason;
    those that win most first."""
    counts: dict[str, Counter[str]] = {code: Counter(rejected=n) for code, n in still.items()}
    for lead in back:
        for code in reasons_before_return(lead.events):
            one = counts.setdefault(code, Counter())
            one.update(rejected=1, back=1, taken=int(lead.taken), won=int(lead.state is State.WON))
    found = [Calibration(code, **one) for code, one in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.won, -one.back, -one.rejected, one.code)))


def reasons_before_return(events: Sequence[Event]) -> set[str]:
    """The first reason of each rejection that the lead came back from; a rejection that was taken
    back by whoever said it was none."""
    found = set()
    for event in kept(events):
        if event.action in _BACK:
            before = stood_before(events, event)
            if before.state is State.REJECTED and before.decline_codes:
                found.add(before.decline_codes[0])
    return found
