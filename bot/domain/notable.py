"""Which kinds of leads, and which ways to open, stand out from the others of their kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.changes import Measure
from bot.domain.rep_mix import chance, strata
from bot.domain.segments import PitchCount, Segment
from bot.domain.spelling import key, usual
from bot.domain.stats import MIN_COUNT, Share, certain, p_value, total

LEVEL = 0.05
"""The chance of any wrong one in a digest: with so many kinds, some always look different."""


@dataclass(frozen=True, slots=True)
class Notable:
    """`name` stands out in one rate from all others of its `kind` (a dimension or a question) that
    somebody named."""

    kind: str
    name: str
    measure: Measure
    share: Share
    rest: Share


@dataclass(frozen=True, slots=True)
class _Count:
    kind: str
    name: str
    campaign_id: str
    measure: Measure
    share: Share


ByCampaign = dict[str, dict[str, Share]]


def notable(segments: Sequence[Segment], pitch: Sequence[PitchCount]) -> tuple[Notable, ...]:
    """The surest of each kind and rate, from counts by campaign; the surest first.

    A name whose leads came by other campaigns than the rest's may only look different: it also has
    to differ from the rest within campaigns.
    """
    asked: list[Notable] = []
    p_values: list[float] = []
    for (kind, measure), by_campaign in _grouped(_counts(segments, pitch)).items():
        for item, found in _compared(kind, measure, by_campaign):
            asked.append(item)
            p_values.append(found)
    named = sorted(certain(p_values, LEVEL), key=lambda place: p_values[place])
    surest: dict[tuple[str, Measure], Notable] = {}
    for place in named:
        surest.setdefault((asked[place].kind, asked[place].measure), asked[place])
    return tuple(surest.values())


def _counts(segments: Sequence[Segment], pitch: Sequence[PitchCount]) -> Iterator[_Count]:
    spelled: dict[tuple[str, str], dict[str, int]] = {}
    for one in segments:
        names = spelled.setdefault((one.dimension, key(one.name)), {})
        names[one.name] = names.get(one.name, 0) + one.delivered
    for one in segments:
        name = usual(spelled[one.dimension, key(one.name)])
        for measure, share in (
            (Measure.TAKEN, one.taken_share),
            (Measure.LANDED, one.landed_share),
        ):
            yield _Count(one.dimension, name, one.campaign_id, measure, share)
    for count in pitch:
        yield _Count(
            count.question, count.answer, count.campaign_id, Measure.LANDED, count.landed_share
        )


def _grouped(counts: Iterator[_Count]) -> dict[tuple[str, Measure], ByCampaign]:
    found: dict[tuple[str, Measure], ByCampaign] = {}
    for one in counts:
        if one.name:
            names = found.setdefault((one.kind, one.measure), {}).setdefault(one.campaign_id, {})
            names[one.name] = total([names.get(one.name, Share()), one.share])
    return found


def _compared(
    kind: str, measure: Measure, by_campaign: Mapping[str, Mapping[str, Share]]
) -> Iterator[tuple[Notable, float]]:
    """Each name with enough on both sides, and how likely chance explains it."""
    everything = total([share for names in by_campaign.values() for share in names.values()])
    for name in sorted({name for names in by_campaign.values() for name in names}):
        own = total([names.get(name, Share()) for names in by_campaign.values()])
        rest = own.rest(everything)
        if min(own.of, rest.of) >= MIN_COUNT:
            within = chance(strata(by_campaign, name), own, rest)
            found = max(p_value(own, rest), within)
            yield Notable(kind, name, measure, own, rest), found
