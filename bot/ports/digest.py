"""What the digest reads, and what it stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.agreement import Graded, Promises
from bot.domain.calibration import CameBack
from bot.domain.cards import Quote
from bot.domain.changes import Answer
from bot.domain.digest import DigestFacts, Known, WeekFacts
from bot.domain.drift import Weekly
from bot.domain.export import LeadRow
from bot.domain.figures import ByRep, CampaignFigures
from bot.domain.losses import Loss
from bot.domain.maturity import Wait
from bot.domain.schedule import Span
from bot.domain.segments import PitchCount, ReasonCount, Segment
from bot.domain.stats import Agreement, Share
from bot.ports.outward import MessageKind


class FigureRepository(Protocol):
    """Counts over the qualified leads that came in a span."""

    async def week(self, span: Span, as_of: datetime) -> WeekFacts:
        """With what had happened to the leads before `as_of`."""

    async def campaigns(self, span: Span, now: datetime) -> list[CampaignFigures]: ...

    async def reasons(self, span: Span) -> list[ReasonCount]: ...

    async def losses(self, span: Span) -> list[Loss]:
        """Leads that named a competitor, by its spelling and why."""

    async def agreement(self, span: Span, bar: int) -> Agreement:
        """Marketing says yes to a lead when its fit and intent together reach `bar`."""

    async def quotes(
        self, campaign_id: str, span: Span, *, reason: str = "", limit: int = 1
    ) -> list[tuple[str, Quote]]:
        """(event, quote) of pitches that landed; those whose main reason is `reason` first."""


class FactRepository(Protocol):
    """More of what is counted over the qualified leads that came in a span."""

    async def segments(self, span: Span, now: datetime) -> list[Segment]: ...

    async def pitch(self, span: Span) -> list[PitchCount]: ...

    async def discounts(self, span: Span) -> list[tuple[str, int]]: ...

    async def graded(self, span: Span) -> list[Graded]: ...

    async def promises(self, span: Span, as_of: datetime) -> Promises: ...

    async def rejected(self, span: Span) -> dict[str, int]:
        """The leads that are rejected now, by their first reason."""

    async def came_back(self, span: Span) -> list[CameBack]: ...

    async def rows(self, span: Span, limit: int) -> list[LeadRow]:
        """The leads themselves, not only qualified ones; the latest first."""


class TrendRepository(Protocol):
    """Counts over the qualified leads that came in a span, for judging figures."""

    async def weekly(self, weeks: Sequence[tuple[str, Span]]) -> list[Weekly]:
        """Each campaign's landed of told in each of the successive weeks, and its opening line's
        where they differ."""

    async def by_rep(self, span: Span) -> ByRep:
        """Leads taken of those decided, and pitches landed of those told; known reps only."""

    async def waits(self, span: Span, now: datetime) -> list[Wait]:
        """From the arrival of the taken leads to their end, or to `now`."""

    async def won(self, span: Span) -> dict[str, Share]:
        """Won of taken, by campaign."""


class DigestRepository(Protocol):
    async def claim(self, period: str, now: datetime) -> bool:
        """True when this week's digest was not started before."""

    async def store(self, facts: DigestFacts) -> None: ...

    async def stored(self, period: str) -> DigestFacts | None: ...

    async def latest(self, before: str = "9999") -> DigestFacts | None:
        """The facts of the latest period that was sent, of those earlier than `before`."""

    async def filled(self, facts: DigestFacts) -> DigestFacts:
        """With the people's names, the quotes and the promises as they stand now."""

    async def posted(self, period: str, messages: Mapping[MessageKind, str]) -> None:
        """Remembers which messages show the period's digest."""

    async def recent(self, since: datetime) -> list[tuple[DigestFacts, Mapping[MessageKind, str]]]:
        """The weekly digests that were sent later than `since`, with the messages that show
        them."""

    async def known(self, span: Span, as_of: datetime) -> Known:
        """What of the leads that came in `span` is known, and happened, up to `as_of`."""


class AnswerRepository(Protocol):
    async def add(self, answer: Answer) -> None: ...

    async def get(self, answer_id: str) -> Answer | None: ...

    async def since(self, moment: datetime) -> list[Answer]:
        """Those given later than `moment`, newest first."""
