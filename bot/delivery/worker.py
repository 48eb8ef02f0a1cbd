"""Delivery: takes lanes, and in each sends one thing at a time.

Leases, pacing and back-off are in real time; what is compared with Slack's own message times
(`attempted_at`, `posted_at`), or shown to people, in the people's.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.delivery.failures import (
    NOT_LOOKED_UP,
    NOT_POSTED,
    PROBE_EVERY,
    Failures,
    is_unmarked,
    kind_of,
)
from bot.delivery.outcomes import SendError, described
from bot.delivery.sending import Outlet, Sending
from bot.delivery.timing import Timing
from bot.domain.deliveries import BROKEN, MAYBE_SEEN
from bot.domain.ids import new_id
from bot.errors import Unreachable
from bot.ports import (
    CardWork,
    Clock,
    DeliveryMeter,
    DeliveryQueue,
    Lane,
    MessageWork,
    Place,
    Turn,
    Work,
)
from bot.services.deliveries import DeliveryService

POLL_SECONDS = 1.0
# Not asked before every send whether the workspace is halted: one that is refuses it anyway.
FREE_FOR = timedelta(seconds=1)
LANES_AT_ONCE = 16
CUT_SECONDS = 1.0

log = structlog.get_logger()


class Delivery:
    """The worker of one process; any number of them share a database."""

    def __init__(
        self,
        queue: DeliveryQueue,
        outlet: Outlet,
        clocks: tuple[Clock, Clock],
        watch: tuple[DeliveryService, DeliveryMeter],
        timing: Timing,
    ) -> None:
        """`clocks` are real time and the people's time."""
        self._queue = queue
        self._outlet = outlet
        self._real, self._clock = clocks
        self._meter = watch[1]
        self._failures = Failures(queue, clocks, watch, (outlet.sender, timing.look_again[0]))
        self._timing = timing
        self._worker = new_id()
        self._woken = asyncio.Event()
        self._stopping = False
        self._free_until = datetime.min.replace(tzinfo=UTC)
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._after_card: set[Lane] = set()
        self._after_post: set[Lane] = set()

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

    def stop(self) -> None:
        """Takes nothing new; `run` ends soon."""
        self._stopping = True
        self._woken.set()

    async def finish(self, seconds: float | None = None) -> None:
        """Waits, after `run` has ended, for what is being sent.

        What takes longer than `seconds` is cut off: it stays marked as being sent, so that it is
        looked for before it is sent again.
        """
        if not self._lanes:
            return
        _, late = await asyncio.wait(self._lanes.values(), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("delivery.cut_off", sends=len(late))
            await asyncio.wait(late, timeout=CUT_SECONDS)

    async def _start_lanes(self) -> None:
        now = self._real.now()
        if not await self._may_send(now):
            return
        for lane in await self._queue.lanes(now, 100):
            if self._stopping or len(self._lanes) >= LANES_AT_ONCE:
                return
            if lane in self._lanes:
                continue
            if await self._queue.lease(lane, self._worker, now, now + self._timing.lease):
                task = asyncio.create_task(self._work(lane))
                self._lanes[lane] = task
                task.add_done_callback(partial(self._done, lane))

    async def _may_send(self, now: datetime) -> bool:
        """False while Slack keeps the app out of the workspace; now and then one worker asks."""
        if now < self._free_until:
            return True
        halted = await self._queue.halted()
        if halted is None:
            self._free_until = now + FREE_FOR
            return True
        if not await self._queue.may_probe(now, now + PROBE_EVERY):
            return False
        try:
            scopes = await self._outlet.sender.scopes()
        except SendError as error:
            log.warning("delivery.still_halted", error=error.error)
            return False
        if halted.scopes and _as_set(scopes) == _as_set(halted.scopes):
            return False  # the scope is still missing
        await self._queue.resume()
        log.info("delivery.resumed", after=halted.error)
        return True

    def _done(self, lane: Lane, task: asyncio.Task[None]) -> None:
        del self._lanes[lane]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery.lane_failed", channel=lane.channel, error=str(error))
        self.wake()

    async def _work(self, lane: Lane) -> None:
        until, not_before = self._real.now() + self._timing.lease / 2, None
        try:
            while not self._stopping and self._real.now() < until:
                work = await self._next(lane)
                if work is None:
                    return
                not_before = await self._one(Turn(lane, self._worker), work)
                if not_before is not None:
                    return
        finally:
            await self._queue.release(lane, self._worker, not_before)

    async def _next(self, lane: Lane) -> Work | None:
        """Cards and messages take turns, or a channel whose cards change all the time would never
        get its digest; so do new cards and changed ones, or a new lead would wait for them all."""
        work = await self._queue.next(
            lane,
            self._real.now(),
            messages_first=lane in self._after_card,
            updates_first=lane in self._after_post,
        )
        is_card = isinstance(work, CardWork)
        (self._after_card.add if is_card else self._after_card.discard)(lane)
        if isinstance(work, CardWork):
            (self._after_post.discard if work.ts else self._after_post.add)(lane)
        return work

    async def _one(self, turn: Turn, work: Work) -> datetime | None:
        """Sends one thing; the moment before which the lane must rest, if any."""
        if (reason := _hopeless(work)) is not None:
            await self._failures.finish(turn, work, *reason)
            return None
        sending = Sending(self._outlet, self._clock)
        step = self._look if work.uncertain else self._send
        done = await self._safely(turn, work, step(turn, work, sending))
        if not isinstance(done, Place):
            return done
        # Not within `_safely`: what cannot be recorded as sent stays to be looked for.
        await self._queue.sent(turn.lane, work, done)
        self._meter.delivered(kind_of(work))
        posted = not (isinstance(work, CardWork) and work.ts)
        if posted and isinstance(work, CardWork) and work.open_since:
            self._meter.posted((done.at - work.open_since).total_seconds())
        return self._real.now() + self._timing.pace if posted and self._timing.pace else None

    async def _safely(
        self, turn: Turn, work: Work, step: Coroutine[None, None, Place | None]
    ) -> Place | datetime | None:
        """Where it stands now; if it does not, the moment before which the lane must rest."""
        try:
            return await step
        except SendError as error:
            return await self._failures.handle(turn, work, error)
        except Unreachable as error:
            log.warning("delivery.not_drawn", work=work.id, error=error.sentence)
            return await self._failures.unanswered(turn, work, NOT_LOOKED_UP)
        except Exception as error:  # one row's fault must not hold back its lane
            log.exception("delivery.broken", work=work.id)
            await self._failures.try_again(turn, work, f"{BROKEN} {described(error)}")
        return None

    async def _send(self, turn: Turn, work: Work, sending: Sending) -> Place | None:
        rendered = await sending.render(work)
        if rendered is None:
            await self._failures.finish(turn, work, "obsolete", "no longer worth sending")
            return None
        # Slack's message times are the people's time, and the look-up searches by them.
        if not await self._queue.sending(turn, work, self._real.now(), self._clock.now()):
            return None
        return await sending.send(work, rendered)

    async def _look(self, turn: Turn, work: Work, sending: Sending) -> Place | None:
        """Looks for what may have been posted; only what is not there may be sent again."""
        if (found := await sending.find(work)) is not None:
            return found
        pauses = self._timing.look_again
        if work.looks < len(pauses):
            at = self._real.now() + pauses[work.looks]
            await self._queue.uncertain(turn, work, "not found yet", at)
        else:
            # It counts: Slack may never take this one, nor ever say why.
            await self._failures.try_again(turn, replace(work, uncertain=False), NOT_POSTED)
        return None


def _hopeless(work: Work) -> tuple[str, str] | None:
    """The status and the reason of what cannot be sent any more."""
    if work.uncertain and is_unmarked(work):
        # Nobody can look for an ephemeral message, or for files: they are sent at most once.
        return "dead", MAYBE_SEEN
    if isinstance(work, MessageWork) and work.orphaned:
        return "obsolete", "the message it belongs to was not posted"
    return None


def _as_set(scopes: str) -> set[str]:
    return {scope.strip() for scope in scopes.split(",")}
