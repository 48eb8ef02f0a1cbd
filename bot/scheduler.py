"""APScheduler only ticks. What is due, and who does it, is decided in the database."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 20
FIRST_TICK_SECONDS = 2.0
Tick = Callable[[], Awaitable[None]]

log = structlog.get_logger()


class Scheduler:
    """Runs every tick one after the other; a failing one does not stop the others."""

    def __init__(self, ticks: dict[str, Tick]) -> None:
        self._ticks = ticks
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
        for name, tick in self._ticks.items():
            try:
                await tick()
            except asyncio.CancelledError:
                if self._scheduler is not None:
                    raise
                return  # stopped in the middle of it; another process or the next start goes on
            except Exception:  # one job's fault must not stop the others
                log.exception("tick.failed", job=name)

    def stop(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=False)
