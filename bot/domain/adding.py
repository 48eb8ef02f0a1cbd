"""A lead that somebody types in: what the form offers, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.cards import LeadLine
from bot.domain.leads import IntakeResult
from bot.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class Offer:
    """Running campaigns (our id, name), and the workspace's rule."""

    campaigns: tuple[tuple[str, str], ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Added:
    """`lead` is the one that is now there, or was there before."""

    result: IntakeResult
    lead: LeadLine
    settings: Settings
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.zone
