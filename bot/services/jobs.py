"""Jobs of the scheduler that keep failing: the admins are told once, and when they work again."""

from datetime import datetime, timedelta

from bot.ports import Clock, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.deliveries import known_admins

FAILING = timedelta(hours=1)
LOOK_AGAIN = FAILING / 2
"""For what another replica noted of a job that works here: before that is told."""


class Jobs:
    """Since when a job fails, and that it was told, stands in the schedule: all replicas see it,
    and a restart changes nothing."""

    def __init__(self, units: UnitOfWorkFactory, team: str, clock: Clock) -> None:
        self._units = units
        self._team = team
        self._clock = clock
        self._well: dict[str, datetime] = {}

    async def failed(self, job: str) -> None:
        """Tells it once that the job has failed for an hour; of several replicas one tells."""
        worked_until_now = self._well.pop(job, None) is not None
        now = self._clock.now()
        async with self._units(self._team) as uow:
            if await uow.schedule.due(_told(job)) is not None:
                return
            due = await uow.schedule.due(_to_tell(job))
            if due is None or worked_until_now:
                await uow.schedule.set(_to_tell(job), now + FAILING)
            elif due > now or not await self._tell(uow, MessageKind.JOB_FAILS, job):
                return  # without an admin it is told as soon as there is one
            elif await uow.schedule.end(_to_tell(job)):
                await uow.schedule.set(_told(job), now)
            else:
                return
            await uow.commit()

    async def worked(self, job: str) -> None:
        now = self._clock.now()
        if (looked := self._well.get(job)) is not None and now - looked < LOOK_AGAIN:
            return
        async with self._units.reading(self._team) as uow:
            known = [await uow.schedule.due(key) for key in (_to_tell(job), _told(job))]
        if any(known):
            async with self._units(self._team) as uow:
                await uow.schedule.end(_to_tell(job))
                if await uow.schedule.end(_told(job)):
                    await self._tell(uow, MessageKind.JOB_WORKS, job)
                await uow.commit()
        self._well[job] = now

    async def _tell(self, uow: UnitOfWork, kind: MessageKind, job: str) -> bool:
        """Whether there is somebody to be told."""
        admins = await known_admins(uow)
        told = [Intent(kind, admin, {"job": job}) for admin in admins]
        await uow.messages.add(told, self._clock.now())
        return bool(told)


def _to_tell(job: str) -> str:
    """In the schedule: when its failing is to be told."""
    return f"{job} fails"


def _told(job: str) -> str:
    """In the schedule: when that was told."""
    return f"{job} fails, told"
