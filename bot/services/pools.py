"""Words told without a name: kept in the pool, taken back, shown once five people have written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.pools import author_mark, event_mark, new_key, wish_mark
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


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What somebody told without a name, with which event; either text may be empty. `instead` are
    the events of earlier answers in the same form."""

    event_id: str
    user: str
    instead: tuple[str, ...] = ()
    quote: str = ""
    wish: str = ""


async def pool_in(uow: UnitOfWork, told: Unnamed, now: datetime) -> None:
    """Keeps texts apart from the event that they were told with."""
    if not (told.quote or told.wish):
        return
    week = await _week(uow, now)
    await _end_over(uow, week)
    pool = await uow.pools.open(new_key(), week)
    author = author_mark(pool.key, told.user)
    wish = f"They asked for {told.wish}" if told.wish else ""
    for mark, text in ((event_mark, told.quote), (wish_mark, wish)):
        if text:
            await uow.pools.take_back([mark(pool.key, one) for one in told.instead])
            await uow.pools.add(mark(pool.key, told.event_id), author, text)


async def take_back_in(uow: UnitOfWork, events: Sequence[str]) -> None:
    """Deletes what was told with these events, while the pool's key can still find it."""
    pool = await uow.pools.current(lock=True)
    if pool is not None:
        marks = (event_mark, wish_mark)
        await uow.pools.take_back([mark(pool.key, one) for one in events for mark in marks])


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
