"""Leads that rest until a date come back by themselves."""

from datetime import datetime

from bot.domain.lifecycle import Action, Door, State
from bot.ports import UnitOfWorkFactory
from bot.services.record import Say, say_in


async def bring_back(units: UnitOfWorkFactory, team: str, now: datetime) -> int:
    """Returns every lead whose date has come; how many. Each in a transaction of its own."""
    async with units.reading(team) as uow:
        today = now.astimezone((await uow.settings.get()).zone).date()
        due = await uow.leads.returning(today)
    for lead_id in due:
        async with units(team) as uow:
            lead = await uow.leads.locked(lead_id)
            if lead is not None and lead.standing.state is State.NURTURE:
                await say_in(uow, Say(lead_id, None, Action.RETURN, Door.SCHEDULE), now)
                await uow.commit()
    return len(due)
