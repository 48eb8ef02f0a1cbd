"""The question behind a tap, and its answer."""

from dataclasses import dataclass
from datetime import date

from bot.domain.lifecycle import State, Verdict
from bot.domain.reasons import ASKS_MORE, CHOSE_COMPETITOR, Reason

MAX_QUOTE = 1000
MARK = "|"
"""Stands in a form's metadata between the lead and what was said of it."""
_ENDED = (State.REJECTED, State.DISQUALIFIED, State.NURTURE)
OPENED_WITH = (("promise", "our promise"), ("own", "own words"), ("pitch", "product pitch"))
PROMISE_TRUE = (("yes", "yes"), ("partly", "partly"), ("no", "no"))


def unquoted(text: str) -> str:
    """The words without the quotation marks that people put around them: screens add their own."""
    return text.strip().strip('"“”„«»').strip()


@dataclass(frozen=True, slots=True)
class Question:
    """“Counted. What landed?” with its chips; `chosen` are codes in the order they were tapped."""

    lead_id: str
    label: str
    state: State
    verdict: Verdict | None
    options: tuple[Reason, ...]
    chosen: tuple[str, ...]
    opened_with: str | None = None
    promise_true: str | None = None
    promise: str | None = None
    returns_on: date | None = None
    competitor: str | None = None
    competitor_why: str | None = None

    @property
    def about(self) -> str:
        """What was said that is to be explained."""
        is_pitch = self.verdict is not None and self.state not in _ENDED
        return str(self.verdict if is_pitch else self.state)

    @property
    def asking(self) -> frozenset[str]:
        """The chosen reasons of which more is to be said."""
        said = {CHOSE_COMPETITOR} if self.competitor else set()
        return ASKS_MORE.intersection(self.chosen) - said


@dataclass(frozen=True, slots=True)
class Why:
    """An answer from the form. `reasons` in order; empty text means nothing was written. `about` is
    what had been said when the form was opened; empty in the forms of an older version."""

    reasons: tuple[str, ...]
    about: str = ""
    opened_with: str | None = None
    promise_true: str | None = None
    competitor: str | None = None
    competitor_why: str | None = None
    quote: str | None = None
    named: bool = True
    wish: str | None = None
