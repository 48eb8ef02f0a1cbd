"""Words told without a name: kept in the pool, taken back, shown once five people have written."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.pools import author_mark, event_mark, new_key
from bot.domain.schedule import Week, week_of
from bot.ports import UnitOfWork, UnitOfWorkFactory


class Pools:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def unsay(self, user: str) -> int:
        """Deletes all that the person wrote into the open pool: how many texts."""
        async with self._units(self._team) as uow:
            pool = await uow.pools.current(lock=True)
            count = await uow.pools.unsay(author_mark(pool.key, user)) if pool else 0
            await uow.commit()
        return count


async def pool_in(uow: UnitOfWork, event_id: str, user: str, text: str, now: datetime) -> None:
    """Keeps a text apart from the event that it was told with."""
    week = await _week(uow, now)
    await _end_over(uow, week)
    pool = await uow.pools.open(new_key(), week)
    await uow.pools.add(event_mark(pool.key, event_id), author_mark(pool.key, user), text)


async def take_back_in(uow: UnitOfWork, events: Sequence[str]) -> None:
    """Deletes what was told with these events, while the pool's key can still find it."""
    pool = await uow.pools.current(lock=True)
    if pool is not None:
        await uow.pools.take_back([event_mark(pool.key, event_id) for event_id in events])


async def show_in(uow: UnitOfWork, period: str) -> None:
    """Ends a pool in which enough people wrote, and has this week's digest show it."""
    pool = await uow.pools.current(lock=True)
    if pool is not None and pool.is_complete:
        await uow.pools.seal()
    await uow.pools.show(period)


async def end_due(units: UnitOfWorkFactory, team: str, now: datetime) -> None:
    """Ends a pool whose weeks have passed: sealed for the next digest, or else given up."""
    async with units.reading(team) as uow:
        week = await _week(uow, now)
        pool = await uow.pools.current()
    if pool is not None and pool.is_over(week):
        async with units(team) as uow:
            await _end_over(uow, week)
            await uow.commit()


async def _end_over(uow: UnitOfWork, week: Week) -> None:
    pool = await uow.pools.current(lock=True)
    if pool is not None and pool.is_over(week):
        await (uow.pools.seal() if pool.is_complete else uow.pools.give_up())


async def _week(uow: UnitOfWork, now: datetime) -> Week:
    return week_of((await uow.settings.get()).today(now))
