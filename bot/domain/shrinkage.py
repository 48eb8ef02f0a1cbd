"""What to expect of a campaign with few leads: empirical Bayes with a beta-binomial model.

A rate is drawn towards the rate of all campaigns, the more the fewer leads stand behind it.
`docs/statistics.md` explains.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.stats import Range, Share, total

MIN_CAMPAIGNS = 3
"""From fewer, nothing can be learnt of how far campaigns lie apart."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected before the first lead: `rate`, held as firmly as after `weight` leads."""

    rate: float
    weight: float

    def expected(self, share: Share) -> float:
        """The posterior mean."""
        return (share.hits + self.weight * self.rate) / (share.of + self.weight)

    def likely(self, share: Share) -> Range:
        """The posterior's middle 95 %."""
        hits = share.hits + self.weight * self.rate
        misses = share.of - share.hits + self.weight * (1 - self.rate)
        return Range(beta_quantile(0.025, hits, misses), beta_quantile(0.975, hits, misses))


def fit(shares: Sequence[Share]) -> Prior | None:
    """The prior by moments; None when there are too few campaigns, or all hit or all miss.

    J. C. Kleinman, J. Am. Stat. Assoc. 68 (1973) 46-54, with weights n. When the campaigns lie no
    further apart than chance puts them, the prior weighs as much as all leads together.
    """
    known = [share for share in shares if share.of]
    whole = total(known)
    if len(known) < MIN_CAMPAIGNS or whole.hits in (0, whole.of):
        return None
    n, rate = whole.of, whole.hits / whole.of
    spread = sum((share.hits - share.of * rate) ** 2 / share.of for share in known)
    free = len(known) - 1
    by_chance = rate * (1 - rate)
    room = n - sum(share.of**2 for share in known) / n - free
    apart = (spread - by_chance * free) / (by_chance * room) if room > 0 else 0.0
    apart = min(max(apart, 1 / (n + 1)), 0.5)
    return Prior(rate, 1 / apart - 1)


def beta_quantile(level: float, a: float, b: float) -> float:
    """By bisection of the distribution function."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if beta_below(middle, a, b) < level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if not 0.0 < x < 1.0:
        return float(x >= 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_below(1.0 - x, b, a)
    log_scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_scale + a * math.log(x) + b * math.log1p(-x)) / a
    return front * _continued(x, a, b)


def _continued(x: float, a: float, b: float) -> float:
    """Lentz's evaluation, as modified by Thompson and Barnett, J. Comput. Phys. 64 (1986)."""
    tiny = 1e-300
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1) or tiny)
    result = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / (1.0 + term * d or tiny)
            c = 1.0 + term / c or tiny
            result *= c * d
        if abs(c * d - 1.0) < 1e-13:
            break
    return result
