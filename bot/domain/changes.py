"""You said, we did: what marketing promised to change, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.schedule import Span
from bot.domain.stats import MIN_COUNT, Z95, Z99, Range, Share, difference


class Measure(StrEnum):
    """Which of a campaign's two rates a finding or a change is about."""

    TAKEN = "taken"
    LANDED = "landed"


class ChangeState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """`cites` are the people whose feedback led to it; `done_at` when it was kept (from then on it
    is in effect) or dropped. `escalated_to` is the executive who was told that it is overdue."""

    id: str
    campaign_id: str
    campaign: str
    finding: str
    what: str
    due_on: date | None
    by: str
    made_at: datetime
    period: str
    cites: tuple[str, ...] = ()
    state: ChangeState = ChangeState.OPEN
    done_at: datetime | None = None
    measure: Measure = Measure.LANDED
    escalated_to: str | None = None
    escalated_at: datetime | None = None


class Outcome(StrEnum):
    """What the figures say of a change that is in effect."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference yet"
    TOO_FEW = "too few leads to compare"


@dataclass(frozen=True, slots=True)
class RateAsked:
    """One of a campaign's rates, over the leads that came in a span."""

    campaign_id: str
    measure: Measure
    span: Span


@dataclass(frozen=True, slots=True)
class ChangeProgress:
    """The rate of the leads that came in the six weeks before the change took effect, and of those
    that came since; nothing of both where it is open or was dropped."""

    change: Change
    before: Share = field(default_factory=Share)
    after: Share = field(default_factory=Share)

    @property
    def likely(self) -> Range:
        """The likely range of after minus before."""
        return difference(self.after, self.before)

    @property
    def outcome(self) -> Outcome:
        return self._outcome(Z95)

    @property
    def is_certain(self) -> bool:
        """Whether it holds at 99 %: it is looked at every week, which finds chance more often."""
        return self._outcome(Z99) in (Outcome.BETTER, Outcome.WORSE)

    def _outcome(self, z: float) -> Outcome:
        if min(self.before.of, self.after.of) < MIN_COUNT:
            return Outcome.TOO_FEW
        likely = difference(self.after, self.before, z)
        if not likely.excludes(0.0):
            return Outcome.NO_DIFFERENCE
        return Outcome.BETTER if likely.low > 0 else Outcome.WORSE


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form “We'll change this” is about, before it is filled in; `promised` are the
    campaign's open changes."""

    campaign_id: str
    campaign: str
    period: str
    finding: str
    measure: Measure
    cites: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    share: Share = field(default_factory=Share)
    promised: tuple[Change, ...] = ()


class AnswerKind(StrEnum):
    NOT_NOW = "not_now"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer to what the digest of `period` found; `share` is what stood there.

    `why` and `cites` (whose feedback it contradicts) only where somebody disagrees.
    """

    id: str
    kind: AnswerKind
    campaign_id: str
    campaign: str
    measure: Measure
    share: Share
    by: str
    at: datetime
    period: str
    why: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Changes with what came of them, the names of the people, what was answered instead, and how
    many more changes there are."""

    items: tuple[ChangeProgress, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    more: int = 0
