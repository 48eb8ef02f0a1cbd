"""What reps tell us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.cards import LeadLine, Quote
from bot.domain.definition import Side
from bot.domain.disputes import Dispute, DisputeCounts, Ruled
from bot.domain.history import Quoted
from bot.domain.lifecycle import Event
from bot.domain.pools import OpenPool
from bot.domain.schedule import Span, Week
from bot.domain.sit_ins import SatIn, SitIn, SitInAnswer, SitInKind
from bot.domain.wishes import Asked, Wish


class FeedbackRepository(Protocol):
    async def add(self, lead_id: str, event: Event) -> None: ...

    async def add_text(self, lead_id: str, event: Event, text: str, named: bool) -> None: ...

    async def of(self, lead_id: str) -> list[Event]: ...

    async def texts(self, lead_id: str) -> dict[str, Quoted]:
        """The quotes of a lead, by event."""

    async def of_many(self, lead_ids: Sequence[str]) -> dict[str, list[Event]]: ...

    async def add_many(self, events: Sequence[tuple[str, Event]]) -> None:
        """(lead, event), oldest first for each lead."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """The latest that is known of one person's emoji on one lead's card."""

    lead_id: str
    user: str
    emoji: str
    event_ts: str
    present: bool
    event_id: str | None = None


class ReactionRepository(Protocol):
    async def get(self, lead_id: str, user: str, emoji: str) -> Reaction | None: ...

    async def put(self, reaction: Reaction) -> None: ...


class WishRepository(Protocol):
    """What leads asked for. What is taken back, or explains what is, does not count."""

    async def add(self, wishes: Sequence[tuple[str, Event, Wish]]) -> None:
        """(lead, the event it was said with, wish)."""

    async def of(self, lead_id: str) -> dict[str, str]:
        """A lead's wishes, by event."""

    async def asked(self, span: Span) -> list[Asked]:
        """What qualified leads asked for in that time."""

    async def named(self, since: datetime, limit: int) -> list[str]:
        """The wishes that most leads named since then, most named first."""


class DisputeRepository(Protocol):
    async def add(self, new: Dispute) -> bool:
        """False when this lead's rejection was disputed before."""

    async def get(self, lead_id: str, *, lock: bool = False) -> Dispute | None:
        """With `lock` nobody else changes it until the unit of work ends."""

    async def rule(self, lead_id: str, side: Side, said: Ruled) -> None: ...

    async def close(self, lead_id: str, now: datetime) -> None: ...

    async def listed(self, before: datetime, limit: int, since: datetime) -> list[Dispute]:
        """Raised before then and open, or closed since `since`; the oldest first."""

    async def claim_list(self, period: str, now: datetime) -> bool:
        """True for the first that sends this month's list."""

    async def candidates(self, span: Span, limit: int) -> list[LeadLine]:
        """Rejected leads, come in `span`, that can be disputed and were not; newest first."""

    async def counts(self, span: Span) -> DisputeCounts:
        """Of those raised in `span`."""


class PoolRepository(Protocol):
    """Words told without a name. At most one pool is open; a sealed one has no key any more."""

    async def open(self, key: bytes, week: Week) -> OpenPool:
        """The open pool, locked until the unit of work ends; a new one with this key if none is."""

    async def current(self, *, lock: bool = False) -> OpenPool | None:
        """The open pool; with `lock` nobody else changes it until the unit of work ends."""

    async def add(self, event_mark: str, author_mark: str, text: str) -> None: ...

    async def take_back(self, event_marks: Sequence[str]) -> None: ...

    async def unsay(self, author_mark: str) -> int:
        """Deletes a person's texts from the open pool: how many."""

    async def seal(self) -> None:
        """Destroys the open pool's key and all marks; its texts wait for a digest, shuffled."""

    async def give_up(self) -> None:
        """Deletes the open pool with its key and its texts."""

    async def show(self, period: str) -> None:
        """Has this week's digest show what was sealed and not shown yet."""

    async def shown_in(self, period: str) -> tuple[str, ...]:
        """The texts that this week's digest shows."""


class SitInRepository(Protocol):
    async def add(self, new: SitIn) -> None: ...

    async def get(self, sit_in_id: str) -> SitIn | None:
        """Without names and label."""

    async def asked(self, kind: SitInKind, about: str, user: str, today: date) -> SitIn | None:
        """What this person asked for already and nobody answered, or that is still to come."""

    async def open_for(self, user: str, today: date) -> list[SitIn]:
        """What this person is asked for, the longest waiting first, and then what is to come that
        they are in, the next first."""

    async def answer(self, sit_in_id: str, answer: SitInAnswer, now: datetime) -> bool:
        """False when it was answered before."""

    async def held(self, before: date) -> list[str]:
        """Those held before that day whose people were not asked yet what they learnt."""

    async def ask_learnt(self, sit_in_id: str, now: datetime) -> bool:
        """True for the one that asks."""

    async def learn(self, sit_in_id: str, user: str, text: str, now: datetime) -> None: ...

    async def sat_in(self, first: date, last: date, span: Span) -> SatIn:
        """What was held on these days, and the lines that were written in that time."""

    async def quoted(self, sit_in_id: str) -> Quote | None:
        """The latest line that was learnt there."""
