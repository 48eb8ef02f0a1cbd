"""Leads that rest until a date come back by themselves."""

from datetime import datetime

from bot.domain.lifecycle import Action, Door, State
from bot.domain.settings import Settings
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.channels import channels_in
from bot.services.record import Say, say_in
from bot.services.routing import post_anew_in


async def bring_back(units: UnitOfWorkFactory, team: str, now: datetime) -> int:
    """Returns every lead whose date has come; how many. Each in a transaction of its own. No card
    arrives at midnight, on a weekend or on a holiday: it waits for the next working morning."""
    async with units.reading(team) as uow:
        settings = await uow.settings.get()
        due = await uow.leads.returning(settings.hours.begun(now))
    for lead_id in due:
        async with units(team) as uow:
            await _return(uow, lead_id, settings, now)
    return len(due)


async def _return(uow: UnitOfWork, lead_id: str, settings: Settings, now: datetime) -> None:
    """A new card, since the old one is months up; who set the lead aside is told."""
    lead = await uow.leads.locked(lead_id)
    if lead is None or lead.standing.state is not State.NURTURE:
        return
    await say_in(uow, Say(lead_id, None, Action.RETURN, Door.SCHEDULE), now)
    if settings.sales_channel:
        channel = (await channels_in(uow, [lead_id], settings))[lead_id]
        await uow.cards.want([lead_id], channel)
        await post_anew_in(uow, lead_id, channel, None, now)
    if lead.standing.declined_by:
        subject = {"lead": lead_id}
        told = Intent(MessageKind.RETURNED, lead.standing.declined_by, subject)
        await uow.messages.add([told], now)
    await uow.commit()
