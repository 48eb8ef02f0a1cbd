"""Proportions with honest ranges: what a count can and cannot say. `docs/statistics.md` explains.

Ranges are two-sided and cover 95 % unless another `z` is given.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
Z95 = _NORMAL.inv_cdf(0.975)
Z96 = _NORMAL.inv_cdf(0.98)
Z99 = _NORMAL.inv_cdf(0.995)
MIN_COUNT = 10
"""Below this nothing is judged, whatever the range says."""
MAX_WIDTH = 0.30
"""A range wider than this (±15 points) is too wide to call a campaign average."""


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    high: float

    def excludes(self, value: float) -> bool:
        return value < self.low or value > self.high


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`; both counts, hits <= of."""

    hits: int = 0
    of: int = 0

    @property
    def rate(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def likely(self) -> Range:
        return wilson(self)

    def rest(self, total: "Share") -> "Share":
        """All the others, when `total` includes this one."""
        return Share(total.hits - self.hits, total.of - self.of)


def total(shares: Sequence[Share]) -> Share:
    return Share(sum(share.hits for share in shares), sum(share.of for share in shares))


def wilson(share: Share, z: float = Z95) -> Range:
    """The score interval of a proportion, without continuity correction; 0 to 1 when n is 0.

    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
    """
    hits, n = share.hits, share.of
    if n == 0:
        return Range(0.0, 1.0)
    p, zz = hits / n, z * z
    middle = p + zz / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
    scale = 1 + zz / n
    # Rounding would leave 0 of n a hair above 0, and n of n a hair below 1.
    low = 0.0 if hits == 0 else max(0.0, (middle - half) / scale)
    return Range(low, 1.0 if hits == n else min(1.0, (middle + half) / scale))


def difference(first: Share, second: Share, z: float = Z95) -> Range:
    """The interval of `first` minus `second`, from the two Wilson intervals; -1 to 1.

    R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    if first.of == 0 or second.of == 0:
        return Range(-1.0, 1.0)
    p, q = first.hits / first.of, second.hits / second.of
    a, b = wilson(first, z), wilson(second, z)
    low = p - q - math.hypot(p - a.low, b.high - q)
    high = p - q + math.hypot(a.high - p, q - b.low)
    return Range(max(-1.0, low), min(1.0, high))


@lru_cache(maxsize=4096)
def p_value(first: Share, second: Share) -> float:
    """The smallest level at which Newcombe's interval excludes no difference (bisection on z)."""
    low, high = 0.0, 8.0
    for _ in range(24):
        z = (low + high) / 2
        if difference(first, second, z).excludes(0.0):
            low = z
        else:
            high = z
    return 2 * _NORMAL.cdf(-low)


def suffices(own: Share, rest: Share, z: float = Z95) -> int | None:
    """How many leads it takes until a campaign's range leaves out the rest's rate, if both rates
    stay as they are; at least `MIN_COUNT`. None when they are alike, or the rest too few.

    The score test with the rest's variance on both sides, solved for n; with an endless rest it is
    where Wilson's interval begins to leave the rest's rate out.
    """
    if own.of == 0 or rest.of == 0:
        return None
    p, q = own.hits / own.of, rest.hits / rest.of
    spread = q * (1 - q)
    room = ((p - q) / z) ** 2 - spread / rest.of
    return max(MIN_COUNT, math.ceil(spread / room - 1e-9)) if room > 0 else None


def bounds(share: Share, asked: int) -> Range:
    """The rate of all `asked`, whatever the silent ones would have said: from all of them no to
    all of them yes. `asked` below the answers counts as those.

    C. F. Manski, Am. Econ. Rev. 80 (1990) 319-323.
    """
    everyone = max(asked, share.of)
    if everyone == 0:
        return Range(0.0, 1.0)
    return Range(share.hits / everyone, (share.hits + everyone - share.of) / everyone)


def discoveries(p_values: Sequence[float], level: float) -> set[int]:
    """The positions that stand out when at most `level` of those named may be chance.

    Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300: the step-up procedure.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    passing = [
        rank
        for rank, position in enumerate(order, start=1)
        if p_values[position] <= level * rank / len(order)
    ]
    return set(order[: max(passing, default=0)])


def certain(p_values: Sequence[float], level: float) -> set[int]:
    """The positions that stand out when the chance of any wrong one is at most `level`.

    S. Holm, Scand. J. Stat. 6 (1979) 65-70: the step-down procedure.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    found: set[int] = set()
    for rank, position in enumerate(order):
        if p_values[position] > level / (len(order) - rank):
            break
        found.add(position)
    return found


class Reading(StrEnum):
    """What a rate says of a campaign against the rest, in a rep's words."""

    GOOD = "good"
    AVERAGE = "average"
    BELOW = "below the rest"
    MIXED = "mixed"
    NO_CALL = "mixed reps: no call"
    TOO_FEW = "too few to judge"
    ALONE = "nothing to compare with"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A campaign's share and all the others' together; `by_rep` is how likely chance explains the
    difference when each rep is compared with themselves (0 when nobody looked)."""

    own: Share
    rest: Share
    by_rep: float = 0.0

    @property
    def p_value(self) -> float:
        """Both must hold, so the weaker counts (R. L. Berger, Technometrics 24 (1982) 295-300)."""
        return max(p_value(self.own, self.rest), self.by_rep)

    @property
    def enough(self) -> bool:
        return min(self.own.of, self.rest.of) >= MIN_COUNT


def judge(comparisons: Sequence[Comparison], level: float = 0.05) -> list[Reading]:
    """A reading for each; all of them are one family for the false discovery rate `level`."""
    asked = [index for index, item in enumerate(comparisons) if item.enough]
    items = [comparisons[index] for index in asked]
    together = [p_value(item.own, item.rest) for item in items]
    seemed = {asked[position] for position in discoveries(together, level)}
    holds = discoveries([item.p_value for item in items], level)
    found = {asked[position] for position in holds}
    return [
        Reading.NO_CALL if index in seemed - found else _reading(item, index in found)
        for index, item in enumerate(comparisons)
    ]


def _reading(item: Comparison, stands_out: bool) -> Reading:
    own, rest = item.own, item.rest
    if own.of < MIN_COUNT:
        return Reading.TOO_FEW
    if rest.of < MIN_COUNT:
        return Reading.ALONE
    if stands_out:
        # Cross-multiplied: exact, and neither count is 0 here.
        return Reading.GOOD if own.hits * rest.of > rest.hits * own.of else Reading.BELOW
    # Average is a claim too: the range is narrow, and the others' rate lies in it.
    likely = own.likely
    narrow = likely.high - likely.low <= MAX_WIDTH
    return Reading.AVERAGE if narrow and not likely.excludes(rest.rate or 0.0) else Reading.TOO_FEW


def together(taken: Reading, landed: Reading) -> Reading:
    """One reading from both rates: what stands out says it; both ways is mixed."""
    both = {taken, landed}
    if both >= {Reading.GOOD, Reading.BELOW}:
        return Reading.MIXED
    for reading in _TELLING:
        if reading in both:
            return reading
    return Reading.TOO_FEW


_TELLING = (Reading.GOOD, Reading.BELOW, Reading.NO_CALL, Reading.AVERAGE, Reading.ALONE)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two judges' yes and no on the same leads: marketing's grade, sales' verdict."""

    both_yes: int = 0
    both_no: int = 0
    only_marketing: int = 0
    only_sales: int = 0

    @property
    def alike(self) -> Share:
        same = self.both_yes + self.both_no
        return Share(same, same + self.only_marketing + self.only_sales)

    @property
    def by_chance(self) -> float | None:
        """The share alike if the two judged independently at their own rates.

        J. Cohen, Educ. Psychol. Meas. 20 (1960) 37-46: the p_e of kappa.
        """
        n = self.alike.of
        if n == 0:
            return None
        marketing = (self.both_yes + self.only_marketing) / n
        sales = (self.both_yes + self.only_sales) / n
        return marketing * sales + (1 - marketing) * (1 - sales)
