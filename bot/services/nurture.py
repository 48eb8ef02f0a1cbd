"""Leads that rest until a date come back by themselves."""

from dataclasses import replace
from datetime import date, datetime

from bot.domain.lifecycle import Action, Door, State
from bot.domain.reasons import BAD_TIMING
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.channels import channels_in
from bot.services.record import Said, Say, instead_in, say_in
from bot.services.routing import post_anew_in


async def rest_in(
    uow: UnitOfWork, say: Say, returns_on: date, now: datetime, codes: tuple[str, ...] = ()
) -> Said:
    """Not for us, but for now only: the lead rests in the place of that."""
    detail = {"returns_on": returns_on.isoformat()}
    say = replace(say, action=Action.NURTURE, codes=codes, detail=detail)
    return await instead_in(uow, say, now)


async def rest_until_in(uow: UnitOfWork, say: Say, returns_on: date, now: datetime) -> Said:
    """Another day for a lead that rests, or the day of one that was closed for bad timing."""
    lead = await uow.leads.locked(say.lead_id)
    if lead is not None and lead.standing.state is State.DISQUALIFIED:
        codes = lead.standing.decline_codes
        if BAD_TIMING in codes:
            return await rest_in(uow, say, returns_on, now, codes)
    detail = {"returns_on": returns_on.isoformat()}
    return await say_in(uow, replace(say, action=Action.EXPLAIN, detail=detail), now)


async def bring_back(units: UnitOfWorkFactory, team: str, now: datetime) -> int:
    """Returns every lead whose date has come; how many. Each in a transaction of its own. No card
    arrives at midnight, on a weekend or on a holiday: it waits for the next working morning."""
    async with units.reading(team) as uow:
        settings = await uow.settings.get()
        due = await uow.leads.returning(settings.hours.begun(now))
    for lead_id in due:
        async with units(team) as uow:
            await _return(uow, lead_id, now)
    return len(due)


async def _return(uow: UnitOfWork, lead_id: str, now: datetime) -> None:
    """A new card, since the old one is months up; who set the lead aside is told."""
    settings = await uow.settings.held()
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
