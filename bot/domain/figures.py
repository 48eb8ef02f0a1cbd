"""A campaign's figures, and how they are judged against the others'."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.campaigns import Campaign, CampaignChange
from bot.domain.cards import Quote
from bot.domain.changes import ChangeProgress, Measure
from bot.domain.lead_counts import LeadCounts
from bot.domain.opinions import Opinion
from bot.domain.rep_mix import chance, strata
from bot.domain.shrinkage import Prior, fit
from bot.domain.stats import Comparison, Reading, Share, judge, suffices, together, total

Counts = tuple[tuple[str, int], ...]
"""Codes (or chips) with how often each was named, most named first."""
ByRep = Mapping[Measure, Mapping[str, Mapping[str, Share]]]
"""For each rate, from rep to campaign to share: the answers of which the rep is known."""
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


@dataclass(frozen=True, slots=True)
class CampaignFigures(LeadCounts):
    """A campaign's counts over a stretch of weeks. `cost` is what it cost in these weeks, where
    that is known. `why_no` leaves procedural codes out. `…_expected` are the rates drawn towards
    the others' (nothing with under three campaigns), `…_suffices` how many leads would do to judge,
    `…_by_rep` how likely chance explains it rep by rep. `won_share` is of the leads old enough to
    have ended, `pending` those that are not."""

    campaign_id: str
    name: str
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


def share_of(figures: CampaignFigures, measure: Measure) -> Share:
    return figures.taken_share if measure is Measure.TAKEN else figures.landed_share


def expected_of(figures: CampaignFigures, measure: Measure) -> float | None:
    is_taken = measure is Measure.TAKEN
    return figures.taken_expected if is_taken else figures.landed_expected


def with_readings(
    campaigns: Sequence[CampaignFigures], by_rep: ByRep | None = None
) -> tuple[CampaignFigures, ...]:
    """Each judged against all the others, and rep by rep where that is known: those that stand out
    first, then by most delivered."""
    by_rep = by_rep or {}
    totals = {name: total([share_of(item, name) for item in campaigns]) for name in by_rep}
    checked = [_checked(item, totals, by_rep) for item in campaigns]
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
    item: CampaignFigures, totals: Mapping[Measure, Share], by_rep: ByRep
) -> CampaignFigures:
    """With what comparing each rep with themselves says of it."""
    found: dict[str, Any] = {}
    for measure, reps in by_rep.items():
        own = share_of(item, measure)
        rest = own.rest(totals[measure])
        found[f"{measure}_by_rep"] = chance(strata(reps, item.campaign_id), own, rest)
    return replace(item, **found)


def prior_of(campaigns: Sequence[CampaignFigures], measure: Measure) -> Prior | None:
    return fit([share_of(item, measure) for item in campaigns])


def best_first(campaigns: Sequence[CampaignFigures], limit: int) -> list[CampaignFigures]:
    """The first `limit`, by reading, then by what is expected of them. Never by rate: one lead of
    one would rank best."""
    return sorted(campaigns[:limit], key=lambda item: (_ORDER.index(item.reading), -item.merit))


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
