"""What came of leads by what they have in common: channel, offer, industry, country, size."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.lead_counts import COUNTS, LeadCounts
from bot.domain.spelling import key, usual
from bot.domain.stats import Share, total

SIZE_BANDS = (10, 50, 200, 1000)
"""The largest number of employees of each band but the last."""


class Dimension(StrEnum):
    """By what leads are told apart. Channel and offer are the campaign's."""

    CHANNEL = "channel"
    OFFER = "offer"
    INDUSTRY = "industry"
    COUNTRY = "country"
    SIZE = "size"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Segment(LeadCounts):
    """Counts of the leads that have `name` in common; an empty name: nobody said. As storage counts
    them, of one campaign; `folded` ones are of all."""

    dimension: Dimension
    name: str
    campaign_id: str = ""


def segment_of(dimension: Dimension, name: str | None, counted: LeadCounts) -> Segment:
    counts = {count: getattr(counted, count) for count in COUNTS}
    return Segment(dimension, name or "", **counts)


def folded(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """One for each dimension and name however it is capitalised and spaced, spelled as most
    leads spell it; within a dimension by leads."""
    groups: dict[tuple[Dimension, str], list[Segment]] = {}
    for one in segments:
        groups.setdefault((one.dimension, key(one.name)), []).append(one)
    found = [_together(group) for group in groups.values()]
    order = tuple(Dimension)
    found.sort(key=lambda one: (order.index(one.dimension), -one.delivered, one.name))
    return tuple(found)


def first_of_each(segments: Iterable[Segment], limit: int) -> tuple[Segment, ...]:
    """The first `limit` of each dimension, in the order given."""
    seen: Counter[Dimension] = Counter()
    kept = []
    for one in segments:
        seen[one.dimension] += 1
        if seen[one.dimension] <= limit:
            kept.append(one)
    return tuple(kept)


def _together(group: list[Segment]) -> Segment:
    spelled: Counter[str] = Counter()
    for one in group:
        spelled[one.name] += one.delivered
    counts: dict[str, Any] = {name: sum(getattr(one, name) for one in group) for name in COUNTS}
    return replace(group[0], name=usual(spelled), campaign_id="", **counts)


def size_bands() -> tuple[tuple[int | None, str], ...]:
    """(largest number of employees or None, what a person reads), the smallest first."""
    lows = (1, *(top + 1 for top in SIZE_BANDS))
    tops: tuple[int | None, ...] = (*SIZE_BANDS, None)
    return tuple(
        (top, f"{low}–{top}" if top else f"over {low - 1}")
        for low, top in zip(lows, tops, strict=True)
    )


@dataclass(frozen=True, slots=True)
class PitchCount:
    """What reps answered after a talk, and whether the pitch landed there. `question` is
    `opened_with` or `promise_true`, `answer` its code. As storage counts them, of one campaign;
    `folded_pitch` are of all."""

    question: str
    answer: str
    told: int
    landed: int
    campaign_id: str = ""

    @property
    def landed_share(self) -> Share:
        return Share(self.landed, self.told)


def folded_pitch(counts: Iterable[PitchCount]) -> tuple[PitchCount, ...]:
    """One for each question and answer; within a question by how often."""
    sums: dict[tuple[str, str], Share] = {}
    for one in counts:
        place = one.question, one.answer
        sums[place] = total([sums.get(place, Share()), one.landed_share])
    found = [PitchCount(*place, share.of, share.hits) for place, share in sums.items()]
    return tuple(sorted(found, key=lambda one: (one.question, -one.told, one.answer)))


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a campaign's leads were given a reason as the first one. `kind` is landed, flat or
    no; an empty `campaign_id` is no campaign."""

    campaign_id: str
    kind: str
    code: str
    leads: int
