"""APScheduler only ticks. What is due, and who does it, is decided in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.digest import MONTHLY_JOB
from bot.ports import Clock, UnitOfWorkFactory
from bot.services import agreed, digest, disputes, nurture, pools, reminders, sit_ins
from bot.services.changes import escalate_due
from bot.services.digest_edits import edit_due

TICK_SECONDS = 20
FIRST_TICK_SECONDS = 2.0
Tick = Callable[[], Awaitable[None]]

Due = Callable[[UnitOfWorkFactory, str, datetime], Awaitable[object]]

log = structlog.get_logger()


def due_work(units: UnitOfWorkFactory, team: str, clock: Clock) -> dict[str, Tick]:
    """What a tick looks for, by its name in the log."""

    def at_now(due: Due) -> Tick:
        async def tick() -> None:
            await due(units, team, clock.now())

        return tick

    return {
        "digest": at_now(digest.run_due),
        "digest_month": at_now(partial(digest.run_due, job=MONTHLY_JOB)),
        "digest_edits": at_now(edit_due),
        "changes": at_now(escalate_due),
        "nurture": at_now(nurture.bring_back),
        "reminders": at_now(reminders.run_due),
        "pools": at_now(pools.end_due),
        "sit_ins": at_now(sit_ins.ask_learnt),
        "agreed": at_now(agreed.run_due),
        "disputes": at_now(disputes.run_due),
    }


class Watch(Protocol):
    """Is told how each job's latest run ended."""

    async def failed(self, job: str) -> None: ...

    async def worked(self, job: str) -> None: ...


class Scheduler:
    """Runs every tick one after the other; a failing one does not stop the others. `failed` is
    told its name each time."""

    def __init__(
        self,
        ticks: Mapping[str, Tick],
        failed: Callable[[str], None] = lambda _job: None,
        watch: Watch | None = None,
    ) -> None:
        self._ticks = ticks
        self._failed = failed
        self._watch = watch
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        # What came due while nothing ran is not kept waiting any longer.
        asyncio.get_running_loop().call_later(FIRST_TICK_SECONDS, self._tick_once)

    def _tick_once(self) -> None:
        if self._scheduler is not None:
            self._scheduler.add_job(self.tick, misfire_grace_time=None)

    async def tick(self) -> None:
        try:
            for name, tick in self._ticks.items():
                await self._run(name, tick)
        except asyncio.CancelledError:
            if self._scheduler is not None:
                raise
            # stopped in the middle of it; another process or the next start goes on

    async def _run(self, name: str, tick: Tick) -> None:
        try:
            await tick()
        except Exception:  # one job's fault must not stop the others
            log.exception("tick.failed", job=name)
            self._failed(name)
            await self._note(name, worked=False)
        else:
            await self._note(name, worked=True)

    async def _note(self, name: str, *, worked: bool) -> None:
        try:
            if self._watch is not None:
                await (self._watch.worked if worked else self._watch.failed)(name)
        except Exception:  # nor may that it cannot be told, such as while the database is away
            log.exception("tick.untold", job=name)

    def stop(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=False)
