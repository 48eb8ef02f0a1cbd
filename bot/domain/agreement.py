"""Whether marketing's grade and sales' verdict agree, and whether both kept their promise.

Shown in the export; the screen says "71 of 92 alike". `docs/statistics.md` explains.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bot.domain.stats import Z95, Range, Share

MAX_SCORE = 200
"""Fit plus intent, each 0 to 100."""
_NOTHING = 1e-12


class Verdict(IntEnum):
    """What sales made of a lead, worst first; procedural rejections are no verdict."""

    REFUSED = 0
    TAKEN = 1
    QUALIFIED = 2


@dataclass(frozen=True, slots=True)
class Graded:
    """How many leads of this score (fit plus intent, 0 to 200) had this verdict."""

    score: int
    verdict: Verdict
    leads: int


@dataclass(frozen=True, slots=True)
class Promises:
    """What each side owes the other. Marketing: leads that are taken, and of those, that qualify.
    Sales: a first contact in time, of the leads whose time is up."""

    taken: Share = field(default_factory=Share)
    qualified: Share = field(default_factory=Share)
    in_time: Share = field(default_factory=Share)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % range; `leads` is what it rests on."""

    value: float
    likely: Range
    leads: int


Table = Sequence[Sequence[int]]


def graded_table(graded: Iterable[Graded], lowest: int) -> list[list[int]]:
    """Rows: marketing's grade (the thirds from `lowest`, the least that qualifies, to 200);
    columns: sales' verdict. Both worst first."""
    table = [[0] * len(Verdict) for _ in Verdict]
    width = (MAX_SCORE - lowest) / len(Verdict) or 1.0
    for one in graded:
        grade = min(max(int((one.score - lowest) / width), 0), len(Verdict) - 1)
        table[grade][one.verdict] += one.leads
    return table


def weighted_kappa(table: Table) -> Estimate | None:
    """Cohen's kappa with linear weights; None when it cannot be told (nothing, or all alike).

    J. Cohen, Psychol. Bull. 70 (1968) 213-220; the standard error is that of J. L. Fleiss,
    J. Cohen, B. S. Everitt, Psychol. Bull. 72 (1969) 323-327.
    """
    n, size = sum(map(sum, table)), len(table)
    if n == 0:
        return None
    rows = [sum(row) / n for row in table]
    columns = [sum(row[j] for row in table) / n for j in range(size)]
    cells = [(i, j, table[i][j] / n) for i in range(size) for j in range(size)]

    def weight(i: int, j: int) -> float:
        return 1 - abs(i - j) / (size - 1)

    observed = sum(weight(i, j) * share for i, j, share in cells)
    chance = sum(weight(i, j) * rows[i] * columns[j] for i, j, _ in cells)
    if math.isclose(chance, 1.0):
        return None
    kappa = (observed - chance) / (1 - chance)
    of_row = [sum(weight(i, j) * columns[j] for j in range(size)) for i in range(size)]
    of_column = [sum(weight(i, j) * rows[i] for i in range(size)) for j in range(size)]
    spread = sum(
        share * (weight(i, j) - (of_row[i] + of_column[j]) * (1 - kappa)) ** 2
        for i, j, share in cells
    )
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    return _estimate(kappa, variance, n, -1.0)


def area_under_curve(graded: Iterable[Graded]) -> Estimate | None:
    """How well the score tells taken from refused: the chance that a taken lead scores higher
    than a refused one, ties counting half. None without both kinds.

    E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845; with fewer
    than two of a kind there is no variance.
    """
    yes, no = _by_score(graded)
    m, n = sum(yes.values()), sum(no.values())
    if not m or not n:
        return None
    placed_yes = [(_below(score, no) / n, count) for score, count in yes.items()]
    placed_no = [(1 - _below(score, yes) / m, count) for score, count in no.items()]
    area = sum(place * count for place, count in placed_yes) / m
    if min(m, n) < 2:
        return _estimate(area, 0.0, m + n, 0.0)
    variance = _variance(placed_yes, area, m) / m + _variance(placed_no, area, n) / n
    return _estimate(area, variance, m + n, 0.0)


def _by_score(graded: Iterable[Graded]) -> tuple[dict[int, int], dict[int, int]]:
    yes: dict[int, int] = {}
    no: dict[int, int] = {}
    for one in graded:
        kind = no if one.verdict is Verdict.REFUSED else yes
        kind[one.score] = kind.get(one.score, 0) + one.leads
    return yes, no


def _below(score: int, others: dict[int, int]) -> float:
    return sum(
        count if other < score else count / 2 for other, count in others.items() if other <= score
    )


def _variance(placed: Sequence[tuple[float, int]], mean: float, n: int) -> float:
    return sum(count * (place - mean) ** 2 for place, count in placed) / (n - 1)


def _estimate(value: float, variance: float, leads: int, lowest: float) -> Estimate:
    """A variance of nothing is not certainty (five leads may all be judged alike by chance): the
    range is then all there is."""
    if variance < _NOTHING:
        return Estimate(value, Range(lowest, 1.0), leads)
    half = Z95 * math.sqrt(variance)
    return Estimate(value, Range(max(lowest, value - half), min(1.0, value + half)), leads)
