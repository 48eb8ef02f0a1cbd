"""A week as a file: its sheets, and what they are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.agreement import Graded, Promises
from bot.domain.calibration import Calibration
from bot.domain.digest import DigestFacts, WeekFacts
from bot.domain.schedule import Week
from bot.domain.segments import ReasonCount, Segment

MAX_LEADS = 100_000
Cell = str | int | float | date | datetime | None


class Kind(Enum):
    """How a column's cells are shown; a share is 0 to 1."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """Moments are aware."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Export:
    """All sheets of a week; moments are shown in `zone`."""

    week: Week
    zone: ZoneInfo
    sheets: tuple[Sheet, ...]

    @property
    def name(self) -> str:
        """The files' name without what says their kind."""
        return f"leadloop-{self.week}"


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead without a person in it; `owner` is a user, and a name once it is looked up."""

    external_id: str
    source: str
    arrived_at: datetime
    campaign: str | None
    company_name: str | None
    industry: str | None
    country: str | None
    employees: int | None
    customer_kind: str | None
    fit_score: int | None
    intent_score: int | None
    qualified: bool
    state: str
    owner: str | None
    taken_at: datetime | None
    contacted_at: datetime | None
    met_at: datetime | None
    verdict: str | None
    main_reason: str | None
    opened_with: str | None
    promise_true: str | None
    decline_code: str | None
    competitor: str | None
    competitor_why: str | None
    amount: int | None
    discount: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What the sheets are made from. `lowest` is the least fit plus intent that qualifies;
    `names` are those of the owners."""

    digest: DigestFacts
    weeks: tuple[tuple[Week, WeekFacts], ...] = ()
    segments: tuple[Segment, ...] = ()
    reasons: tuple[ReasonCount, ...] = ()
    graded: tuple[Graded, ...] = ()
    lowest: int = 0
    promises: Promises = field(default_factory=Promises)
    calibration: tuple[Calibration, ...] = ()
    leads: Sequence[LeadRow] = ()
    names: Mapping[str, str] = field(default_factory=dict)
