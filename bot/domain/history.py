"""Read models for a lead's history and for App Home."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.cards import LeadCard, LeadLine
from bot.domain.lifecycle import Event


@dataclass(frozen=True, slots=True)
class History:
    """A lead with all that was said about it, oldest first; `texts` are quotes by event."""

    card: LeadCard
    events: tuple[Event, ...]
    texts: dict[str, str]
    names: dict[str, str]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Home:
    """App Home of one person."""

    do_now: tuple[LeadLine, ...]
    owed: tuple[LeadLine, ...]
    unclaimed: tuple[LeadLine, ...]
    zone: ZoneInfo
    now: datetime
