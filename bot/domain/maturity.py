"""How long a workspace's leads usually take to end, and which are too young for a win rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

USUAL = 0.8
HISTORY = timedelta(weeks=26)
"""How far back is looked for how long leads take, and what was won."""
MIN_ENDED = 20


@dataclass(frozen=True, slots=True)
class Wait:
    """`leads` that were taken and, `days` after they arrived, ended or (not `ended`) are open."""

    days: int
    ended: bool
    leads: int


def usual_days(waits: Sequence[Wait]) -> int | None:
    """The days within which 80 % of taken leads have a final answer; None when nobody knows yet.

    The open ones count as long as they were watched: E. L. Kaplan, P. Meier, J. Am. Stat. Assoc. 53
    (1958) 457-481. Without them the quick ones would make the time look short.
    """
    if sum(wait.leads for wait in waits if wait.ended) < MIN_ENDED:
        return None
    watched = sum(wait.leads for wait in waits)
    open_still = 1.0
    for day in sorted({wait.days for wait in waits}):
        today = [wait for wait in waits if wait.days == day]
        ended = sum(wait.leads for wait in today if wait.ended)
        open_still *= 1 - ended / watched
        watched -= sum(wait.leads for wait in today)
        if open_still <= 1 - USUAL + 1e-12:
            return day
    return None
