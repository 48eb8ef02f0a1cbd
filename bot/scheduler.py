"""APScheduler only ticks. What is due, and who does it, is decided in the database."""

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 20
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

    async def tick(self) -> None:
        for name, tick in self._ticks.items():
            try:
                await tick()
            except Exception:  # one job's fault must not stop the others
                log.exception("tick.failed", job=name)

    def stop(self) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
