"""The read model of a lead's history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.cards import LeadCard
from bot.domain.lifecycle import Event
from bot.domain.reminders import Step


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's words; `named` is False when their name is not to be shown with them."""

    text: str
    named: bool


@dataclass(frozen=True, slots=True)
class Told:
    """That `user` was told in private of a lead that waited for its `owner`."""

    at: datetime
    user: str
    step: Step
    owner: str


@dataclass(frozen=True, slots=True)
class History:
    """A lead with all that was said about it, oldest first; `texts` are quotes by event, `wishes`
    what they asked for, `told` who was reminded of it, oldest first."""

    card: LeadCard
    events: tuple[Event, ...]
    texts: dict[str, Quoted]
    names: dict[str, str]
    zone: ZoneInfo
    wishes: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
