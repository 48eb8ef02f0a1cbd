"""The facts of a digest: frozen, serialisable, and all that is needed to draw it.

Leads count in the week in which they arrived, in the workspace's zone, and only when they met the
workspace's rule. The week is counted; campaigns are judged on the trailing six weeks.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.domain.agreement import Promises
from bot.domain.calibration import Calibration
from bot.domain.campaigns import Campaign, CampaignChange
from bot.domain.cards import Quote
from bot.domain.changes import ChangeProgress, Measure
from bot.domain.drift import Drift
from bot.domain.notable import Notable
from bot.domain.opinions import Opinion
from bot.domain.rep_mix import chance, strata
from bot.domain.schedule import Reported, Week, parse_reported
from bot.domain.segments import PitchCount, Segment
from bot.domain.shrinkage import Prior, fit
from bot.domain.sit_ins import SatIn
from bot.domain.stats import (
    Agreement,
    Comparison,
    Reading,
    Share,
    judge,
    suffices,
    together,
    total,
)
from bot.domain.wishes import AskedFor

JOB = "digest"
MONTHLY_JOB = "digest_month"
TRAILING_WEEKS = 6
Counts = tuple[tuple[str, int], ...]
"""Codes (or chips) with how often each was named, most named first."""


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
class CampaignFigures:
    """A campaign's counts over a stretch of weeks. `answered` are the taken leads that have a
    verdict or an end; `told` those with a verdict on the pitch; `sql` stand at a qualified lead
    or beyond. `cost` is what it cost in these weeks, where that is known. `why_no` leaves
    procedural codes out. `…_expected` are the rates drawn towards the others' (nothing with
    under three campaigns), `…_suffices` how many leads would do to judge, `…_by_rep` how likely
    chance explains it rep by rep. `won_share` is of the leads old enough to have ended,
    `pending` those that are not; to `unanswered` nobody has said anything yet, and of those
    `running` ones there still is time to: they are no answer of anybody's."""

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
    sql: int = 0
    won_amount: int = 0
    channel: str | None = None
    offer: str | None = None
    cost: int | None = None
    landed_reasons: Counts = ()
    flat_reasons: Counts = ()
    why_no: Counts = ()
    taken_reading: Reading = Reading.TOO_FEW
    landed_reading: Reading = Reading.TOO_FEW
    taken_expected: float | None = None
    landed_expected: float | None = None
    taken_by_rep: float = 0.0
    landed_by_rep: float = 0.0
    taken_suffices: int | None = None
    landed_suffices: int | None = None
    won_share: Share = field(default_factory=Share)
    pending: int = 0
    unanswered: int = 0
    running: int = 0

    @property
    def taken_share(self) -> Share:
        return Share(self.taken, self.delivered - self.procedural - self.running)

    @property
    def landed_share(self) -> Share:
        return Share(self.landed, self.told)

    @property
    def cost_per_taken(self) -> float | None:
        return self.cost / self.taken if self.cost is not None and self.taken else None

    @property
    def reading(self) -> Reading:
        return together(self.taken_reading, self.landed_reading)

    @property
    def merit(self) -> float:
        """The expected chance that a lead is taken and its pitch lands: what ranks, not a rate."""
        known = [self.taken_expected, self.landed_expected]
        return math.prod(rate for rate in known if rate is not None)

    @property
    def suffices(self) -> int | None:
        """The fewer of what either rate needs."""
        return min(filter(None, (self.taken_suffices, self.landed_suffices)), default=None)


def share_of(figures: CampaignFigures, measure: Measure) -> Share:
    return figures.taken_share if measure is Measure.TAKEN else figures.landed_share


def expected_of(figures: CampaignFigures, measure: Measure) -> float | None:
    is_taken = measure is Measure.TAKEN
    return figures.taken_expected if is_taken else figures.landed_expected


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
    (texts of a pool that was completed) and `names` (user to name) are filled in on reading,
    never stored. `resting` are the campaigns of which nothing is asked (what was found was
    answered); `edited` says what late data changed since it was posted. `drifts` are of the
    last twelve weeks; `usual_days` is how long a taken lead takes to end, and None while
    nobody knows."""

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
    def procedural(self) -> int:
        return sum(item.procedural for item in self.campaigns)

    def name_of(self, user: str) -> str:
        return self.names.get(user, "a colleague")


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """One campaign on its own: its brief, its figures among the others', what was said, what reps
    say to its pitch, and who edited it. `waiting` leads lack nothing but its agreed step."""

    campaign: Campaign
    figures: CampaignFigures
    quotes: tuple[Quote, ...] = ()
    changes: tuple[ChangeProgress, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    edits: tuple[CampaignChange, ...] = ()
    waiting: int = 0
    names: Mapping[str, str] = field(default_factory=dict)


def trailing(week: Week) -> Week:
    """The first of the six weeks that end with `week`."""
    return week.plus(1 - TRAILING_WEEKS)


def judged_from(reported: Reported) -> Reported:
    """Where the stretch begins on which campaigns are judged; a month is judged by itself."""
    return trailing(reported) if isinstance(reported, Week) else reported


def job_of(period: str) -> str:
    """A week's runs and a month's are told apart by how their periods are written."""
    return JOB if "W" in period else MONTHLY_JOB


ByRep = Mapping[Measure, Mapping[str, Mapping[str, Share]]]
"""For each rate, from rep to campaign to share: the answers of which the rep is known."""


def with_readings(
    campaigns: Sequence[CampaignFigures], by_rep: ByRep | None = None
) -> tuple[CampaignFigures, ...]:
    """Each judged against all the others, and rep by rep where that is known: those that stand out
    first, then by most delivered."""
    checked = [_checked(item, campaigns, by_rep or {}) for item in campaigns]
    pairs = comparisons(checked)
    readings = judge(pairs)
    priors = [prior_of(campaigns, measure) for measure in Measure]
    judged = []
    for index, item in enumerate(checked):
        known: dict[str, Any] = {}
        for position, (measure, prior) in enumerate(zip(Measure, priors, strict=True)):
            place = position * len(checked) + index
            own, rest = pairs[place].own, pairs[place].rest
            too_few = readings[place] is Reading.TOO_FEW
            known[f"{measure}_reading"] = readings[place]
            known[f"{measure}_expected"] = prior.expected(own) if prior else None
            known[f"{measure}_suffices"] = suffices(own, rest) if too_few else None
        judged.append(replace(item, **known))
    return tuple(
        sorted(judged, key=lambda i: (i.reading not in STANDING_OUT, -i.delivered, i.name))
    )


def _checked(
    item: CampaignFigures, campaigns: Sequence[CampaignFigures], by_rep: ByRep
) -> CampaignFigures:
    """With what comparing each rep with themselves says of it."""
    found: dict[str, Any] = {}
    for measure, reps in by_rep.items():
        own = share_of(item, measure)
        rest = own.rest(total([share_of(other, measure) for other in campaigns]))
        found[f"{measure}_by_rep"] = chance(strata(reps, item.campaign_id), own, rest)
    return replace(item, **found)


def prior_of(campaigns: Sequence[CampaignFigures], measure: Measure) -> Prior | None:
    return fit([share_of(item, measure) for item in campaigns])


def best_first(campaigns: Sequence[CampaignFigures], limit: int) -> list[CampaignFigures]:
    """The first `limit`, by reading, then by what is expected of them. Never by rate: one lead of
    one would rank best."""
    return sorted(campaigns[:limit], key=lambda item: (_ORDER.index(item.reading), -item.merit))


STANDING_OUT = (Reading.GOOD, Reading.MIXED, Reading.BELOW)
_ORDER = (
    Reading.GOOD,
    Reading.MIXED,
    Reading.NO_CALL,
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
        result += [
            Comparison(share, share.rest(everything), _by_rep_of(item, measure))
            for share, item in zip(shares, campaigns, strict=True)
        ]
    return result


def _by_rep_of(figures: CampaignFigures, measure: Measure) -> float:
    return figures.taken_by_rep if measure is Measure.TAKEN else figures.landed_by_rep
