"""When a campaign's pitch began to land less, or more, often: one change in a row of weeks."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.stats import MIN_COUNT, Share, certain, total

DRIFT_WEEKS = 12
"""How far back is looked: long enough to see both sides of a change."""
LEVEL = 0.05
HEADLINE_LEVEL = 0.01
_NEGLIGIBLE = 1e-16


@dataclass(frozen=True, slots=True)
class Weekly:
    """A campaign's pitches that landed, of those told, for each week in turn; `weeks` are the ISO
    weeks (`2026-W31`) in which the leads arrived. With an `opener`, only while the brief read as it
    does now, and without those that a rep opened otherwise."""

    campaign_id: str
    campaign: str
    weeks: tuple[str, ...]
    shares: tuple[Share, ...]
    opener: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """`week` is the first with the new rate; `strong` means that a headline may say it. `opener` is
    the opening line whose rate it is; empty: the campaign's."""

    campaign_id: str
    campaign: str
    week: str
    before: Share
    after: Share
    strong: bool = False
    opener: str = ""

    @property
    def worse(self) -> bool:
        return self.after.hits * self.before.of < self.before.hits * self.after.of

    @property
    def stopped(self) -> bool:
        """The rate fell to half or less."""
        return 2 * self.after.hits * self.before.of <= self.before.hits * self.after.of

    @property
    def in_words(self) -> str:
        """`stopped landing in week 31`."""
        number = int(self.week.partition("W")[2])
        if self.stopped:
            return f"stopped landing in week {number}"
        return f"lands {'less' if self.worse else 'more'} often since week {number}"


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """`start` is the place of the first week with the new rate."""

    start: int
    p_value: float


def drifts(series: Sequence[Weekly]) -> tuple[Drift, ...]:
    """The changes that are no chance: all campaigns and openers are one family, and the digest says
    a wrong one in at most 5 % of weeks. Of a campaign the surest, its opener where both are as
    sure. Those that got worse come first, by how surely."""
    openers_first = sorted(series, key=lambda item: not item.opener)
    asked = [(item, point) for item in openers_first if (point := change_point(item.shares))]
    p_values = [point.p_value for _, point in asked]
    named = sorted(certain(p_values, LEVEL), key=lambda place: p_values[place])
    strict = certain(p_values, HEADLINE_LEVEL)
    found: dict[str, Drift] = {}
    for place in named:
        drift = _drift(*asked[place], place in strict)
        found.setdefault(drift.campaign_id, drift)
    return tuple(sorted(found.values(), key=lambda item: not item.worse))


def _drift(item: Weekly, point: ChangePoint, strong: bool) -> Drift:
    before, after = total(item.shares[: point.start]), total(item.shares[point.start :])
    week = item.weeks[point.start]
    return Drift(item.campaign_id, item.campaign, week, before, after, strong, item.opener)


def change_point(shares: Sequence[Share]) -> ChangePoint | None:
    """The split with the largest likelihood ratio, and how often chance alone gives as large a one.

    Exact, given the total: K. J. Worsley, Biometrika 70 (1983) 455-464. None when no split leaves
    enough on both sides, or all landed or none.
    """
    whole = total(shares)
    splits = _splits(shares)
    if not splits or whole.hits in (0, whole.of):
        return None
    ratios = {start: _ratio(total(shares[:start]), whole) for start in splits if shares[start].of}
    start = max(ratios, key=lambda place: (ratios[place], place))
    return ChangePoint(start, _chance(shares, frozenset(ratios), ratios[start]))


def _splits(shares: Sequence[Share]) -> list[int]:
    whole = total(shares).of
    told = 0
    result = []
    for start, share in enumerate(shares):
        # A week without answers begins nothing: the change then shows in the next one.
        if min(told, whole - told) >= MIN_COUNT and share.of:
            result.append(start)
        told += share.of
    return result


def _ratio(before: Share, whole: Share) -> float:
    """Twice the log of the likelihood ratio: two rates against one."""
    return 2 * (_fit(before) + _fit(before.rest(whole)) - _fit(whole))


def _fit(share: Share) -> float:
    """The log-likelihood of a share at its own rate."""
    misses = share.of - share.hits
    parts = [count * math.log(count / share.of) for count in (share.hits, misses) if count]
    return sum(parts)


def _chance(shares: Sequence[Share], splits: frozenset[int], observed: float) -> float:
    """How often the weeks' hits, dealt anew with the same total, reach `observed` somewhere.

    The running total is a Markov chain: paths that reach it are dropped on the way.
    """
    whole = total(shares)
    rate = whole.hits / whole.of
    paths, told = {0: 1.0}, 0
    for start, share in enumerate(shares):
        if start in splits:
            paths = {
                hits: chance
                for hits, chance in paths.items()
                if _possible(hits, told, whole)
                and _ratio(Share(hits, told), whole) < observed - 1e-9
            }
        paths = _further(paths, share.of, rate)
        told += share.of
    kept = paths.get(whole.hits, 0.0) / _binomial(whole.hits, whole.of, rate)
    return min(1.0, max(0.0, 1.0 - kept))


def _possible(hits: int, told: int, whole: Share) -> bool:
    return 0 <= whole.hits - hits <= whole.of - told


def _further(paths: Mapping[int, float], of: int, rate: float) -> dict[int, float]:
    steps = [(hits, _binomial(hits, of, rate)) for hits in range(of + 1)]
    steps = [step for step in steps if step[1] > _NEGLIGIBLE]
    result: dict[int, float] = {}
    for hits, chance in paths.items():
        for more, step in steps:
            if (both := chance * step) > _NEGLIGIBLE**2:
                result[hits + more] = result.get(hits + more, 0.0) + both
    return result


def _binomial(hits: int, of: int, rate: float) -> float:
    ways = math.lgamma(of + 1) - math.lgamma(hits + 1) - math.lgamma(of - hits + 1)
    return math.exp(ways + hits * math.log(rate) + (of - hits) * math.log1p(-rate))
