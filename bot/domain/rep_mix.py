"""Whether a campaign is better or only went to milder reps (Simpson's paradox)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from bot.domain.stats import Share

COVERED = 0.5
"""The part of the answers, on either side, that must have a known rep for the check to count."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One rep's answers: on the campaign, and on all the others."""

    own: Share
    rest: Share


def strata(by_rep: Mapping[str, Mapping[str, Share]], campaign_id: str) -> list[Stratum]:
    """From rep to campaign to share: each rep's own part and rest."""
    result = []
    for campaigns in by_rep.values():
        own = campaigns.get(campaign_id, Share())
        everything = [*campaigns.values()]
        hits, of = sum(one.hits for one in everything), sum(one.of for one in everything)
        result.append(Stratum(own, own.rest(Share(hits, of))))
    return result


def odds_ratio(parts: Sequence[Stratum]) -> float | None:
    """The odds ratio common to all reps; above 1 is better. None when it cannot be formed.

    N. Mantel, W. Haenszel, J. Natl. Cancer Inst. 22 (1959) 719-748.
    """
    better = worse = 0.0
    for part in parts:
        if count := part.own.of + part.rest.of:
            better += part.own.hits * (part.rest.of - part.rest.hits) / count
            worse += part.rest.hits * (part.own.of - part.own.hits) / count
    if worse == 0.0:
        return math.inf if better else None
    return better / worse


def p_value(parts: Sequence[Stratum]) -> float | None:
    """Of the Mantel-Haenszel test that no rep's odds differ, without continuity correction. None
    when no rep answered on both sides with both answers."""
    off = variance = 0.0
    for part in parts:
        own, rest = part.own, part.rest
        count, hits = own.of + rest.of, own.hits + rest.hits
        if count > 1:
            off += own.hits - own.of * hits / count
            variance += own.of * rest.of * hits * (count - hits) / (count**2 * (count - 1))
    return 2 * NormalDist().cdf(-abs(off) / math.sqrt(variance)) if variance > 0 else None


def chance(parts: Sequence[Stratum], own: Share, rest: Share) -> float:
    """How likely chance explains, rep by rep, what an `own` share says against the `rest`.

    1 when it turns round, or when reps and campaigns cannot be told apart; 0 (nothing was checked)
    when too few answers have a known rep.
    """
    known = sum(part.own.of for part in parts), sum(part.rest.of for part in parts)
    if known[0] < COVERED * own.of or known[1] < COVERED * rest.of:
        return 0.0
    ratio, found = odds_ratio(parts), p_value(parts)
    is_better = own.hits * rest.of > rest.hits * own.of
    if ratio is None or found is None or (ratio > 1) is not is_better:
        return 1.0
    return found
