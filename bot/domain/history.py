"""The read model of a lead's history."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.cards import LeadCard
from bot.domain.lifecycle import Event


@dataclass(frozen=True, slots=True)
class History:
    """A lead with all that was said about it, oldest first; `texts` are quotes by event."""

    card: LeadCard
    events: tuple[Event, ...]
    texts: dict[str, str]
    names: dict[str, str]
    zone: ZoneInfo
