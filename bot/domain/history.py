"""The read model of a lead's history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.domain.cards import LeadCard
from bot.domain.lifecycle import Event


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's words; `named` is False when their name is not to be shown with them."""

    text: str
    named: bool


@dataclass(frozen=True, slots=True)
class History:
    """A lead with all that was said about it, oldest first; `texts` are quotes by event, `wishes`
    what they asked for."""

    card: LeadCard
    events: tuple[Event, ...]
    texts: dict[str, Quoted]
    names: dict[str, str]
    zone: ZoneInfo
    wishes: Mapping[str, str] = field(default_factory=dict)
