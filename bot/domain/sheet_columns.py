"""Columns that several sheets of an export have, and their cells."""

from collections.abc import Sequence

from bot.domain.export import Cell, Column, Kind
from bot.domain.figures import CampaignFigures
from bot.domain.phrases import taken_bounds
from bot.domain.segments import Segment
from bot.domain.stats import Share, bounds

SHARE = (Kind.SHARE, Kind.SHARE, Kind.SHARE)
Row = tuple[Cell, ...]


def columns_of(texts: str, kinds: Sequence[Kind]) -> tuple[Column, ...]:
    names = [name.strip() for name in texts.split("|")]
    return tuple(Column(name, kind) for name, kind in zip(names, kinds, strict=True))


FUNNEL = columns_of(
    "Delivered | Procedural | Taken | Taken share | Taken low | Taken high | Contacted | Meetings"
    " | SQL | Told | Landed | Landed share | Landed low | Landed high | Answered"
    " | Answered share | Landed worst case | Landed best case | Unanswered | Still in time"
    " | Taken best case | Won | Pipeline opened | Won amount",
    (
        *(Kind.COUNT,) * 3,
        *SHARE,
        *(Kind.COUNT,) * 5,
        *SHARE,
        Kind.COUNT,
        *SHARE,
        *(Kind.COUNT,) * 2,
        Kind.SHARE,
        *(Kind.COUNT,) * 3,
    ),
)


def funnel(one: CampaignFigures | Segment) -> Row:
    return (
        one.delivered,
        one.procedural,
        one.taken,
        *share_cells(one.taken_share),
        one.contacted,
        one.met,
        one.sql,
        one.told,
        one.landed,
        *share_cells(one.landed_share),
        one.answered,
        Share(one.answered, one.taken).rate,
        *_bounds(one.landed_share, one.taken),
        one.unanswered,
        one.running,
        taken_bounds(one).high if one.delivered > one.procedural else None,
        one.won,
        one.opened,
        one.won_amount,
    )


def _bounds(share: Share, asked: int) -> tuple[Cell, Cell]:
    if not asked:
        return None, None
    found = bounds(share, asked)
    return found.low, found.high


def share_cells(share: Share) -> tuple[Cell, Cell, Cell]:
    """The rate and its likely range; nothing of nothing is empty."""
    if not share.of:
        return None, None, None
    return share.rate, share.likely.low, share.likely.high
