"""Delivery: takes lanes, and in each sends one thing at a time.

Leases, pacing and back-off are in real time; what is compared with Slack's own message times
(`attempted_at`, `posted_at`) in the people's.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.blocks.message import Message
from bot.delivery.outcomes import Fault, SendError
from bot.delivery.render import Renderer
from bot.delivery.slack import SlackSender
from bot.domain.ids import new_id
from bot.errors import Unreachable
from bot.ports import CardWork, Clock, DeliveryQueue, Lane, MessageWork, Place, Work

LEASE = timedelta(seconds=60)
LOOK_AGAIN = (timedelta(seconds=5), timedelta(seconds=30))
CHANNEL_PAUSE = timedelta(minutes=5)
MAX_BACKOFF_SECONDS = 300
POLL_SECONDS = 1.0
LANES_AT_ONCE = 16

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outlet:
    """How one workspace is written to."""

    sender: SlackSender
    renderer: Renderer


class Delivery:
    """The worker of one process; any number of them share a database."""

    def __init__(
        self,
        queue: DeliveryQueue,
        outlet: Outlet,
        clocks: tuple[Clock, Clock],
        *,
        pace: timedelta = timedelta(seconds=1),
    ) -> None:
        """`clocks` are real time and the people's time."""
        self._queue = queue
        self._outlet = outlet
        self._real, self._clock = clocks
        self._pace = pace
        self._worker = new_id()
        self._woken = asyncio.Event()
        self._stopping = False
        self._lanes: dict[Lane, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Sends until `stop`. A failing database is retried, never fatal."""
        while not self._stopping:
            self._woken.clear()
            try:
                await self._start_lanes()
            except Exception as error:  # noqa: BLE001  # the loop must survive a restart of the database
                log.error("delivery.poll_failed", error=str(error))
            try:
                await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Finishes what is being sent; takes nothing new."""
        self._stopping = True
        self._woken.set()
        if self._lanes:
            await asyncio.wait(self._lanes.values())

    async def _start_lanes(self) -> None:
        now = self._real.now()
        for lane in await self._queue.lanes(now, 100):
            if self._stopping or len(self._lanes) >= LANES_AT_ONCE:
                return
            if lane in self._lanes:
                continue
            if await self._queue.lease(lane, self._worker, now, now + LEASE):
                task = asyncio.create_task(self._work(lane))
                self._lanes[lane] = task
                task.add_done_callback(partial(self._done, lane))

    def _done(self, lane: Lane, task: asyncio.Task[None]) -> None:
        del self._lanes[lane]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery.lane_failed", channel=lane.channel, error=str(error))
        self.wake()

    async def _work(self, lane: Lane) -> None:
        until, not_before = self._real.now() + LEASE / 2, None
        try:
            while not self._stopping and self._real.now() < until:
                work = await self._queue.next(lane, self._real.now())
                if work is None:
                    return
                not_before = await self._one(lane, work)
                if not_before is not None:
                    return
        finally:
            await self._queue.release(lane, self._worker, not_before)

    async def _one(self, lane: Lane, work: Work) -> datetime | None:
        """Sends one thing; the moment before which the lane must rest, if any."""
        sending = _Sending(self._outlet, self._clock)
        try:
            if (reason := _hopeless(work)) is not None:
                await self._queue.finish(lane, work, *reason)
                return None
            if work.uncertain and not await self._settled(lane, work, sending):
                return None
            rendered = await sending.render(work)
            if rendered is None:
                await self._queue.finish(lane, work, "obsolete", "no longer worth sending")
                return None
            # Slack's message times are the people's time, and the look-up searches by them.
            if not await self._queue.sending(lane, work, self._worker, self._clock.now()):
                return None
            place = await sending.send(work, rendered)
        except SendError as error:
            return await self._failed(lane, work, error)
        except Unreachable as error:
            at = self._real.now() + _backoff(work.attempts)
            await self._queue.later(lane, work, error.sentence, at)
            return None
        except Exception as error:  # one row's fault must not hold back its lane
            log.exception("delivery.broken", work=work.id)
            at = self._real.now() + _backoff(work.attempts)
            await self._queue.later(lane, work, f"{type(error).__name__}: {error}", at)
            return None
        await self._queue.sent(lane, work, place)
        posted = not (isinstance(work, CardWork) and work.ts)
        return self._real.now() + self._pace if posted and self._pace else None

    async def _settled(self, lane: Lane, work: Work, sending: "_Sending") -> bool:
        """Looks for what may have been posted. True: it may be sent now."""
        found = await sending.find(work)
        if found is not None:
            await self._queue.sent(lane, work, found)
            return False
        if work.looks < len(LOOK_AGAIN):
            at = self._real.now() + LOOK_AGAIN[work.looks]
            await self._queue.uncertain(lane, work, "not found yet", at)
            return False
        return True

    async def _failed(self, lane: Lane, work: Work, error: SendError) -> datetime | None:
        now = self._real.now()
        log.warning("delivery.failed", work=work.id, fault=error.fault.value, error=error.error)
        if error.fault is Fault.LATER:
            rest = now + timedelta(seconds=error.retry_after)
            await self._queue.later(lane, work, error.error, rest)
            return rest
        if error.fault in (Fault.CHANNEL, Fault.WORKSPACE):
            await self._queue.later(lane, work, error.error, now)
            await self._queue.pause(lane, error.error)
            return now + CHANNEL_PAUSE
        if error.fault is Fault.GONE:
            await self._queue.finish(lane, work, "deleted", error.error)
        elif error.fault is Fault.ROW or _is_whisper(work):
            await self._queue.finish(lane, work, "dead", error.error)
        elif isinstance(work, CardWork) and work.ts:
            await self._queue.later(lane, work, error.error, now + _backoff(work.attempts))
        else:
            await self._queue.uncertain(lane, work, error.error, now + LOOK_AGAIN[0])
        return None


def _hopeless(work: Work) -> tuple[str, str] | None:
    """The status and the reason of what cannot be sent any more."""
    if work.uncertain and _is_whisper(work):
        # Nobody can look for an ephemeral message: it is sent at most once.
        return "dead", "may have been seen already"
    if isinstance(work, MessageWork) and work.orphaned:
        return "obsolete", "the message it belongs to was not posted"
    return None


def _is_whisper(work: Work) -> bool:
    return isinstance(work, MessageWork) and work.intent.only is not None


def _backoff(attempts: int) -> timedelta:
    """Exponential with full jitter."""
    ceiling = min(MAX_BACKOFF_SECONDS, 2 ** min(attempts + 1, 9))
    return timedelta(seconds=random.uniform(1, ceiling))  # noqa: S311  # jitter, not a secret


class _Sending:
    """One workspace's calls for one thing."""

    def __init__(self, outlet: Outlet, clock: Clock) -> None:
        self._sender = outlet.sender
        self._renderer = outlet.renderer
        self._clock = clock
        self._revision = 0

    async def render(self, work: Work) -> Message | None:
        if isinstance(work, MessageWork):
            return await self._renderer.message(work.intent)
        rendered = await self._renderer.card(work.lead_id)
        if rendered is None:
            return None
        self._revision = rendered.revision
        return rendered.message

    async def send(self, work: Work, message: Message) -> Place:
        """Sends; blocks that Slack refuses are replaced once by the plain text."""
        try:
            return await self._send(work, message)
        except SendError as error:
            if error.fault is not Fault.ROW or not message.blocks:
                raise
            log.error("delivery.blocks_refused", work=work.id, error=error.error)
            return await self._send(work, Message(message.text, []))

    async def _send(self, work: Work, message: Message) -> Place:
        if isinstance(work, CardWork):
            if work.ts:
                await self._sender.update(work.channel, work.ts, message)
                return self._place(work.channel, work.ts)
            if await self._renderer.is_shared(work.channel):
                raise SendError(Fault.CHANNEL, "shared_with_another_company")
            return self._place(*await self._sender.post(work.channel, message, work.id))
        if work.intent.only:
            await self._sender.whisper(work.intent.to, work.intent.only, message)
            return self._place(work.intent.to, None)
        channel = await self._channel(work)
        return self._place(*await self._sender.post(channel, message, work.id, work.parent_ts))

    async def find(self, work: Work) -> Place | None:
        """Where the message stands, if an earlier attempt did post it."""
        if isinstance(work, CardWork):
            channel, thread = work.channel, None
            if work.ts:
                return None
        else:
            channel, thread = await self._channel(work), work.parent_ts
        since = work.attempted_at or self._clock.now()
        ts = await self._sender.find(channel, work.id, since, thread)
        # The revision of what is there is not known: 0 has the card drawn again.
        return None if ts is None else Place(channel, ts, self._clock.now(), 0)

    async def _channel(self, work: MessageWork) -> str:
        if work.channel.startswith(("U", "W")):
            return await self._sender.open_dm(work.channel)
        return work.channel

    def _place(self, channel: str, ts: str | None) -> Place:
        return Place(channel, ts, self._clock.now(), self._revision)
