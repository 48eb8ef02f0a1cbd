"""Joins leads that arrive at the same time into one transaction.

One transaction per request stores some 360 leads a second; one for all that wait, many thousands.
Nobody waits for a timer: what arrives while a batch is being stored is the next batch.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.leads import IntakeResult, Lead, Source
from bot.ports import Clock
from bot.services.intake import IntakeService

MAX_BATCH = 256
MAX_WAITING = 5_000


class Overloaded(Exception):
    """More leads are waiting than can be stored soon."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    source: Source
    leads: Sequence[Lead]
    done: asyncio.Future[list[IntakeResult]]


class Gatherer:
    def __init__(
        self,
        intake: IntakeService,
        clock: Clock,
        count: Callable[[Sequence[IntakeResult]], None] = lambda _results: None,
    ) -> None:
        """`count` sees every result."""
        self._intake = intake
        self._clock = clock
        self._count = count
        self._queue: deque[_Waiting] = deque()
        self._task: asyncio.Task[None] | None = None

    async def accept(self, source: Source, leads: Sequence[Lead]) -> list[IntakeResult]:
        """Stores the leads together with whatever else is waiting; answers after the commit."""
        if len(self._queue) >= MAX_WAITING:
            raise Overloaded
        done: asyncio.Future[list[IntakeResult]] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(source, leads, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._store())
        return await done

    async def drain(self) -> None:
        """Waits until nothing is waiting."""
        if self._task is not None:
            await self._task

    async def _store(self) -> None:
        while self._queue:
            batch = self._take()
            try:
                results = await self._intake.accept(
                    batch[0].source,
                    [lead for waiting in batch for lead in waiting.leads],
                    self._clock.now(),
                )
            except Exception as error:  # noqa: BLE001  # whoever waits is told, the next go on
                for waiting in batch:
                    if not waiting.done.done():
                        waiting.done.set_exception(error)
                continue
            self._count(results)
            self._answer(batch, results)

    def _take(self) -> list[_Waiting]:
        """The longest run of one source, so that a batch is one workspace's transaction."""
        batch = [self._queue.popleft()]
        size = len(batch[0].leads)
        while self._queue and self._queue[0].source == batch[0].source:
            size += len(self._queue[0].leads)
            if size > MAX_BATCH:
                break
            batch.append(self._queue.popleft())
        return batch

    def _answer(self, batch: Sequence[_Waiting], results: Sequence[IntakeResult]) -> None:
        start = 0
        for waiting in batch:
            mine = list(results[start : start + len(waiting.leads)])
            start += len(waiting.leads)
            if not waiting.done.done():
                waiting.done.set_result(mine)
