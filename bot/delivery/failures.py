"""What becomes of a thing whose call failed: it waits, holds others back, or is given up."""

import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.delivery.outcomes import Fault, SendError
from bot.delivery.sending import is_edit
from bot.delivery.slack import SlackSender
from bot.domain.deliveries import CANNOT_LOOK, MAYBE_POSTED, MAYBE_SEEN, Halted, remedy
from bot.ports import (
    CardWork,
    Clock,
    DeliveryMeter,
    DeliveryQueue,
    MessageKind,
    MessageWork,
    Turn,
    Work,
)
from bot.services.deliveries import DeliveryService

CHANNEL_PAUSE = timedelta(minutes=5)
PROBE_EVERY = timedelta(minutes=1)
AWAY_PAUSE = timedelta(minutes=1)
MAX_BACKOFF_SECONDS = 300
GIVE_UP_AFTER = 50
"""Attempts at what fails for a reason that we do not know, though Slack works: about two hours.
While Slack answers nobody, an attempt says nothing about what is sent, and does not count."""

log = structlog.get_logger()
Handle = Callable[[Turn, Work, SendError], Awaitable[datetime | None]]


class Failures:
    """Work that still is uncertain failed while it was looked for; it must stay uncertain, or it
    would be posted again."""

    def __init__(
        self,
        queue: DeliveryQueue,
        clocks: tuple[Clock, Clock],
        watch: tuple[DeliveryService, DeliveryMeter],
        slack: tuple[SlackSender, timedelta],
    ) -> None:
        """`clocks` are real time and the people's time; `slack`, and how long after a call whose
        outcome is unknown it is asked what became of it."""
        self._sender, self._look_after = slack
        self._queue = queue
        self._real, self._clock = clocks
        self._service, self._meter = watch
        self._by_fault: Mapping[Fault, Handle] = {
            Fault.LATER: self._limited,
            Fault.GONE: self._gone,
            Fault.WORKSPACE: self._kept_out,
            Fault.CHANNEL: self._refused_there,
            Fault.ROW: self._refused,
            Fault.PERSON: self._refused,
            Fault.UNCLEAR: self._unclear,
            Fault.UNKNOWN: self._unknown,
        }

    async def handle(self, turn: Turn, work: Work, error: SendError) -> datetime | None:
        """The moment before which the lane must rest, if any."""
        log.warning("delivery.failed", work=work.id, fault=error.fault.value, error=error.error)
        self._meter.failed(error.fault.value)
        return await self._by_fault[error.fault](turn, work, error)

    async def unanswered(self, turn: Turn, work: Work, error: str) -> datetime | None:
        """It counts only when Slack answers something else: or it would be given up for an outage,
        in which the lane rests."""
        if (at := await self._away_until()) is None:
            await self.try_again(turn, work, error)
        else:
            await self._queue.later(turn, work, error, at, counts=False)
        return at

    async def _away_until(self) -> datetime | None:
        """When to try again, while Slack answers nobody; None: it works."""
        if await self._sender.answers():
            return None
        log.warning("delivery.slack_is_away")
        return self._real.now() + AWAY_PAUSE

    async def try_again(
        self, turn: Turn, work: Work, error: str, rest: timedelta = timedelta(0)
    ) -> None:
        """After a while, of `rest` at least; for a long time, but not for ever."""
        if work.attempts >= GIVE_UP_AFTER:
            await self.finish(turn, work, "dead", MAYBE_POSTED if work.uncertain else error)
            return
        at = self._real.now() + max(rest, _backoff(work.attempts))
        await self._queue.later(turn, work, error, at)

    async def finish(self, turn: Turn, work: Work, status: str, error: str) -> None:
        await self._queue.finish(turn, work, status, error, self._clock.now())
        if status == "dead":
            kind = kind_of(work)
            self._meter.gave_up(kind)
            log.error(
                "delivery.gave_up", work=work.id, kind=kind, to=turn.lane.channel, error=error
            )

    async def _limited(self, turn: Turn, work: Work, error: SendError) -> None:
        rest = timedelta(seconds=error.retry_after)
        until = self._real.now() + rest
        # Slack counts by method and workspace, whatever the channel.
        await self._queue.halt(error.method, until)
        if work.uncertain and not error.got_on:
            # A post waits for this look: when none comes to its end, somebody has to know.
            await self.try_again(turn, work, error.error, rest)
        else:
            await self._queue.later(turn, work, error.error, until, counts=False)

    async def _gone(self, turn: Turn, work: Work, error: SendError) -> None:
        if isinstance(work, CardWork):
            await self._service.gone(work.lead_id, work.ts, error.error, self._clock.now())
        else:
            await self.finish(turn, work, "deleted", error.error)

    async def _kept_out(self, turn: Turn, work: Work, error: SendError) -> None:
        await self._queue.later(turn, work, error.error, self._real.now(), counts=False)
        halted = Halted(error.error, self._clock.now(), error.scopes)
        if await self._queue.halt_all(halted, self._real.now() + PROBE_EVERY):
            # Nobody can be told in Slack: the log, /readyz and `leadloop deliveries` say it.
            log.error("delivery.halted", error=error.error, remedy=remedy(error.error, ""))

    async def _refused_there(self, turn: Turn, work: Work, error: SendError) -> datetime | None:
        if is_whisper(work):
            await self._refused(turn, work, error)
            return None
        now = self._real.now()
        await self._queue.later(turn, work, error.error, now, counts=False)
        await self._queue.pause(turn.lane, error.error, self._clock.now())
        return now + CHANNEL_PAUSE

    async def _refused(self, turn: Turn, work: Work, error: SendError) -> None:
        code, _, scope = error.error.partition(" ")
        blind = work.uncertain and code == "missing_scope"
        reason = f"{CANNOT_LOOK} {scope}".strip() if blind else error.error
        await self.finish(turn, work, "dead", reason)

    async def _unclear(self, turn: Turn, work: Work, error: SendError) -> datetime | None:
        if is_whisper(work):
            await self._refused(turn, work, error)
        elif not error.is_answer:
            return await self.unanswered(turn, work, error.error)
        else:
            await self.try_again(turn, work, error.error)
        return None

    async def _unknown(self, turn: Turn, work: Work, error: SendError) -> datetime | None:
        if is_unmarked(work):
            await self.finish(turn, work, "dead", MAYBE_SEEN)
        elif work.uncertain or is_edit(work):
            return await self.unanswered(turn, work, error.error)
        else:
            at = self._real.now() + self._look_after
            await self._queue.uncertain(turn, work, error.error, at)
            # What else waits there would only become uncertain, too.
            return await self._away_until()
        return None


NOT_POSTED = "not_posted"
NOT_LOOKED_UP = "not_looked_up"


def kind_of(work: Work) -> str:
    return "card" if isinstance(work, CardWork) else work.intent.kind.value


def is_whisper(work: Work) -> bool:
    """An ephemeral message: it is worth nothing later, and nobody can look for it."""
    return isinstance(work, MessageWork) and work.intent.only is not None


def is_unmarked(work: Work) -> bool:
    """Shown without our id: nobody can look whether it was."""
    if isinstance(work, CardWork):
        return False
    return is_whisper(work) or work.intent.kind is MessageKind.EXPORT


def _backoff(attempts: int) -> timedelta:
    """Exponential with full jitter."""
    ceiling = min(MAX_BACKOFF_SECONDS, 2 ** min(attempts + 1, 9))
    return timedelta(seconds=random.uniform(1, ceiling))  # noqa: S311  # jitter, not a secret
