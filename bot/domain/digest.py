"""The facts of a digest: frozen, serialisable, and all that is needed to draw it.

Leads count in the week in which they arrived, in the workspace's zone, and only when they met the
workspace's rule. The week is counted; campaigns are judged on the trailing six weeks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.campaigns import Campaign
from bot.domain.cards import Quote
from bot.domain.changes import ChangeProgress, Measure
from bot.domain.schedule import Week
from bot.domain.stats import Agreement, Comparison, Reading, Share, judge, together, total

JOB = "digest"
TRAILING_WEEKS = 6
Counts = tuple[tuple[str, int], ...]
"""Codes (or chips) with how often each was named, most named first."""


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """One week's leads. `opened` is in whole units of the currency; `first_contact` is the median
    from posting a card to the first contact, in seconds. `procedural` ones are none of a
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
class CampaignFigures:
    """A campaign's counts over a stretch of weeks. `answered` are the taken leads that have a
    verdict or an end; `told` those with a verdict on the pitch. `why_no` leaves procedural
    codes out."""

    campaign_id: str
    name: str
    delivered: int = 0
    procedural: int = 0
    taken: int = 0
    contacted: int = 0
    met: int = 0
    told: int = 0
    landed: int = 0
    answered: int = 0
    won: int = 0
    opened: int = 0
    landed_reasons: Counts = ()
    flat_reasons: Counts = ()
    why_no: Counts = ()
    taken_reading: Reading = Reading.TOO_FEW
    landed_reading: Reading = Reading.TOO_FEW

    @property
    def taken_share(self) -> Share:
        return Share(self.taken, self.delivered - self.procedural)

    @property
    def landed_share(self) -> Share:
        return Share(self.landed, self.told)

    @property
    def reading(self) -> Reading:
        return together(self.taken_reading, self.landed_reading)


def share_of(figures: CampaignFigures, measure: Measure) -> Share:
    return figures.taken_share if measure is Measure.TAKEN else figures.landed_share


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

    @property
    def excess(self) -> float:
        """How many leads more (or, negative, fewer) than at the others' rate."""
        return self.share.hits - self.share.of * (self.rest.rate or 0.0)


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
class DigestFacts:
    """Everything a digest says. `starts_on` to `ends_on` is its week, `since` the first day of the
    trailing weeks. `names` (user to name) is filled in on reading, never stored."""

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
    changes: tuple[ChangeProgress, ...] = ()
    agreement: Agreement = field(default_factory=Agreement)
    late: bool = False
    workspace: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def week_number(self) -> int:
        return int(self.period.partition("W")[2])

    @property
    def answered(self) -> Share:
        """The taken leads that have an answer, over all campaigns."""
        return Share(
            sum(item.answered for item in self.campaigns),
            sum(item.taken for item in self.campaigns),
        )

    @property
    def procedural(self) -> int:
        return sum(item.procedural for item in self.campaigns)

    def name_of(self, user: str) -> str:
        return self.names.get(user, "a colleague")


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """One campaign on its own: its brief, its figures among the others', what was said."""

    campaign: Campaign
    figures: CampaignFigures
    quotes: tuple[Quote, ...] = ()
    changes: tuple[ChangeProgress, ...] = ()


def trailing(week: Week) -> Week:
    """The first of the six weeks that end with `week`."""
    return week.plus(1 - TRAILING_WEEKS)


def with_readings(campaigns: Sequence[CampaignFigures]) -> tuple[CampaignFigures, ...]:
    """Each judged against all the others: those that stand out first, then by most delivered."""
    readings = judge(comparisons(campaigns))
    judged = [
        replace(
            item, taken_reading=readings[index], landed_reading=readings[len(campaigns) + index]
        )
        for index, item in enumerate(campaigns)
    ]
    return tuple(
        sorted(judged, key=lambda i: (i.reading not in STANDING_OUT, -i.delivered, i.name))
    )


def best_first(campaigns: Sequence[CampaignFigures], limit: int) -> list[CampaignFigures]:
    """The first `limit`, by reading. Never by rate: one lead of one would rank best."""
    return sorted(campaigns[:limit], key=lambda item: _ORDER.index(item.reading))


STANDING_OUT = (Reading.GOOD, Reading.MIXED, Reading.BELOW)
_ORDER = (
    Reading.GOOD,
    Reading.MIXED,
    Reading.AVERAGE,
    Reading.BELOW,
    Reading.ALONE,
    Reading.TOO_FEW,
)


def comparisons(campaigns: Sequence[CampaignFigures]) -> list[Comparison]:
    """Every campaign's rate against the rest: first all of leads taken, then all of landed."""
    result = []
    for measure in Measure:
        shares = [share_of(item, measure) for item in campaigns]
        everything = total(shares)
        result += [Comparison(share, share.rest(everything)) for share in shares]
    return result
