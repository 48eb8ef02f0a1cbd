"""The facts of a digest: frozen, serialisable, and all that is needed to draw it.

Leads count in the week in which they arrived, in the workspace's zone, and only when they met the
workspace's rule. The week is counted; campaigns are judged on the trailing six weeks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.agreement import Promises
from bot.domain.calibration import Calibration
from bot.domain.cards import Quote
from bot.domain.changes import Answer, Change, ChangeProgress, Measure
from bot.domain.drift import Drift
from bot.domain.figures import CampaignFigures, Counts
from bot.domain.notable import Notable
from bot.domain.schedule import Reported, Week, parse_reported
from bot.domain.segments import PitchCount, Segment
from bot.domain.shrinkage import Prior
from bot.domain.sit_ins import SatIn
from bot.domain.stats import Agreement, Reading, Share
from bot.domain.wishes import AskedFor

JOB = "digest"
MONTHLY_JOB = "digest_month"
TRAILING_WEEKS = 6


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """One week's leads. `opened` is in whole units of the currency; The waits are
    medians in seconds: `posting` from the arrival to the card, which is delivery's own time;
    `taking` from the card to who took it, `reaching` from there to the first contact, and
    `first_contact` from the card to the first contact. `procedural` ones are none of a
    campaign's fault (misrouted, customer, duplicate) and leave the rate of leads taken."""

    delivered: int = 0
    not_qualified: int = 0
    procedural: int = 0
    taken: int = 0
    contacted: int = 0
    met: int = 0
    unanswered: int = 0
    opened: int = 0
    reps: int = 0
    first_contact: int | None = None
    posting: int | None = None
    taking: int | None = None
    reaching: int | None = None

    @property
    def taken_share(self) -> Share:
        return Share(self.taken, self.delivered - self.procedural)

    @property
    def met_share(self) -> Share:
        return Share(self.met, self.delivered - self.procedural)

    @property
    def per_rep(self) -> float | None:
        """Leads taken by each rep who took any."""
        return self.taken / self.reps if self.reps else None


@dataclass(frozen=True, slots=True)
class Finding:
    """A campaign that stands out from the rest in one rate. `reasons` are the most named ones for
    it; `strong` means that it also stands out at the level a headline needs."""

    campaign_id: str
    campaign: str
    measure: Measure
    reading: Reading
    share: Share
    rest: Share
    reasons: Counts = ()
    strong: bool = False
    expected: float | None = None

    @property
    def excess(self) -> float:
        """How many leads more (or, negative, fewer) than at the others' rate; from the expected
        rate where there is one, so that chance does not rank."""
        own = self.share.rate if self.expected is None else self.expected
        return self.share.of * ((own or 0.0) - (self.rest.rate or 0.0))


@dataclass(frozen=True, slots=True)
class SayMore:
    """What landed most in a campaign: `count` of `landed`. `quote_of` names the event whose text
    is quoted; the text itself stays where it can be erased, and is filled in on reading."""

    campaign_id: str
    campaign: str
    reason: str
    count: int
    landed: int
    quote_of: str | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a stretch's leads at a moment, to tell late data from what came since."""

    taken: int = 0
    landed: int = 0
    won: int = 0


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """Everything a digest says. `starts_on` to `ends_on` is its week, `since` the first day
    of the trailing weeks. `lost_because` has the codes for why, by competitor. `unnamed`
    (texts of a pool that was completed), `promised` (the changes that are open or were kept
    since), `answers` (what was answered instead) and `names` (user to name) are filled in on
    reading, never stored. `resting` are the
    campaigns of which nothing is asked (what was found was answered); `edited` says what late
    data changed since it was posted. `drifts` are of the last twelve weeks; `usual_days` is how
    long a taken lead takes to end, and None while nobody knows."""

    period: str
    starts_on: date
    ends_on: date
    since: date
    computed_at: datetime
    currency: str
    headline: str
    week: WeekFacts
    before: WeekFacts
    campaigns: tuple[CampaignFigures, ...] = ()
    findings: tuple[Finding, ...] = ()
    say_more: tuple[SayMore, ...] = ()
    lost_to: Counts = ()
    lost_because: Mapping[str, Counts] = field(default_factory=dict)
    asked_for: tuple[AskedFor, ...] = ()
    unnamed: tuple[str, ...] = ()
    promised: tuple[Change, ...] = ()
    answers: tuple[Answer, ...] = ()
    sat_in: SatIn = field(default_factory=SatIn)
    changes: tuple[ChangeProgress, ...] = ()
    resting: tuple[str, ...] = ()
    edited: str = ""
    known: Known | None = None
    known_in_all: Known | None = None
    drifts: tuple[Drift, ...] = ()
    landed_prior: Prior | None = None
    usual_days: int | None = None
    agreement: Agreement = field(default_factory=Agreement)
    segments: tuple[Segment, ...] = ()
    pitch: tuple[PitchCount, ...] = ()
    notable: tuple[Notable, ...] = ()
    discounts: Counts = ()
    promises: Promises = field(default_factory=Promises)
    calibration: tuple[Calibration, ...] = ()
    late: bool = False
    workspace: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def reported(self) -> Reported:
        return parse_reported(self.period)

    @property
    def is_monthly(self) -> bool:
        return not isinstance(self.reported, Week)

    @property
    def week_number(self) -> int:
        """The week's, or the month's."""
        return self.reported.number

    @property
    def answered(self) -> Share:
        """The taken leads that have an answer, over all campaigns."""
        return Share(
            sum(item.answered for item in self.campaigns),
            sum(item.taken for item in self.campaigns),
        )

    @property
    def given(self) -> tuple[Change | Answer, ...]:
        """The answers to findings, promises first."""
        return (*self.promised, *self.answers)

    def has_answer(self, campaign_id: str) -> bool:
        return any(one.campaign_id == campaign_id for one in self.given)

    @property
    def procedural(self) -> int:
        return sum(item.procedural for item in self.campaigns)

    def name_of(self, user: str) -> str:
        return self.names.get(user, "a colleague")


def trailing(week: Week) -> Week:
    """The first of the six weeks that end with `week`."""
    return week.plus(1 - TRAILING_WEEKS)


def judged_from(reported: Reported) -> Reported:
    """Where the stretch begins on which campaigns are judged; a month is judged by itself."""
    return trailing(reported) if isinstance(reported, Week) else reported


def job_of(period: str) -> str:
    """A week's runs and a month's are told apart by how their periods are written."""
    return JOB if "W" in period else MONTHLY_JOB
