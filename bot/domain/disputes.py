"""Rejections that marketing asks sales to look at again, and what both make of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from bot.domain.cards import LeadCard
from bot.domain.definition import Side
from bot.domain.lifecycle import State
from bot.domain.reasons import MORE_REJECTION, REJECTION
from bot.domain.schedule import local_moment
from bot.domain.settings import Settings

MAX_SENTENCE = 300
LISTED = 12
"""In one message: each takes three of its 50 blocks."""
DISPUTABLE = tuple(
    reason.code
    for reason in (*REJECTION, *MORE_REJECTION)
    if reason.group in ("definitional", "clerical")
)


class Ruling(StrEnum):
    """What a side makes of a disputed rejection."""

    RIGHT = "right"
    SHOULD_HAVE_TAKEN = "should_have_taken"
    CHANGE_DEFINITION = "change_definition"


RULINGS: Mapping[Ruling, str] = {
    Ruling.RIGHT: "Was right",
    Ruling.SHOULD_HAVE_TAKEN: "Should have been taken",
    Ruling.CHANGE_DEFINITION: "Change the definition",
}


@dataclass(frozen=True, slots=True)
class Ruled:
    """What one side said."""

    ruling: Ruling
    ruled_by: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A lead's; there is one at most. `label` to `code` describe the lead that was turned down."""

    lead_id: str
    disputed_by: str
    at: datetime
    sentence: str
    rejected_by: str | None
    code: str
    label: str = ""
    company: str | None = None
    campaign: str | None = None
    version: int | None = None
    rulings: Mapping[Side, Ruled] = field(default_factory=dict)
    closed_at: datetime | None = None

    @property
    def agreed(self) -> Ruling | None:
        """What both say; None while one has not spoken or they differ."""
        said = {one.ruling for one in self.rulings.values()}
        return next(iter(said)) if len(said) == 1 and len(self.rulings) == len(Side) else None

    def side_for(self, sides: tuple[Side, ...], user: str) -> Side | None:
        """For which of `sides` this person speaks: the one they spoke for, or else one for which
        nobody else did. Nobody speaks for both."""
        for side, said in self.rulings.items():
            if said.ruled_by == user:
                return side
        free = [side for side in sides if side not in self.rulings]
        return next(iter([*free, *sides]), None)


@dataclass(frozen=True, slots=True)
class DisputeCounts:
    """Of the disputes that were raised in some weeks."""

    raised: int = 0
    open: int = 0
    right: int = 0
    should_have_taken: int = 0
    change_definition: int = 0


def is_disputable(card: LeadCard) -> bool:
    """Whether a lead was turned down for what it is or for its data, and not for its way here."""
    return card.standing.state is State.REJECTED and code_of(card) in DISPUTABLE


def code_of(card: LeadCard) -> str:
    return next(iter(card.standing.decline_codes), "")


def list_due(settings: Settings, now: datetime) -> datetime:
    """When this month's list is due: as its first working day begins."""
    first = settings.today(now).replace(day=1)
    return settings.hours.opening(local_moment(first, time(0), settings.zone))
