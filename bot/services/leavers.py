"""Leads of somebody who has left the company: a sales lead or an admin hands them on."""

from datetime import datetime, timedelta

from bot.domain.lifecycle import WORKED, Action, Standing
from bot.domain.roles import Deed
from bot.errors import Unreachable
from bot.ports import Directory, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory, departure
from bot.services.roles import may_in, refusal_in, sales_leads_in

HANDS_ON = (Action.HAND_OVER, Action.RELEASE)
LOOKED_UP = timedelta(days=1)
AT_ONCE = 20


class Leavers:
    """Finds out who left, and tells the sales leads once of each."""

    def __init__(self, units: UnitOfWorkFactory, team: str, people: Directory) -> None:
        self._units = units
        self._team = team
        self._people = people
        self._told: set[str] = set()
        # Whom Slack did not know, and when it was asked. Not stored: as members they would count as
        # known, also where somebody else has their address now.
        self._unknown: dict[str, datetime] = {}

    async def look(self, now: datetime) -> None:
        await self._look_up(now)
        async with self._units.reading(self._team) as uow:
            leavers = set(await uow.leads.leavers())
            leads = await sales_leads_in(uow)
            gone = await uow.members.inactive(leads)
        self._told &= leavers  # who comes back may leave again
        left, told = leavers - self._told, [user for user in leads if user not in gone]
        if not (left and told):
            return
        async with self._units(self._team) as uow:
            for owner in sorted(left):
                if await uow.receipts.claim(departure(owner), now):
                    to = [Intent(MessageKind.LEFT_BEHIND, user, {"owner": owner}) for user in told]
                    await uow.messages.add(to, now)
            await uow.commit()
        self._told |= left

    async def _look_up(self, now: datetime) -> None:
        """Asks Slack once a day about who has open leads: nothing else may ask about them."""
        since = now - LOOKED_UP
        self._unknown = {user: at for user, at in self._unknown.items() if at >= since}
        async with self._units.reading(self._team) as uow:
            owners = await uow.leads.owners_seen_before(since, AT_ONCE, but_for=[*self._unknown])
        for owner in owners:
            try:
                if await self._people.member(owner) is None:
                    self._unknown[owner] = now
            except Unreachable:
                return  # at the next tick again


async def may_hand_on_in(uow: UnitOfWork, user: str | None, standing: Standing) -> bool:
    is_left = user is not None and await _is_left_in(uow, standing)
    return is_left and await may_in(uow, str(user), Deed.HAND_ON)


async def way_on_in(uow: UnitOfWork, standing: Standing) -> str:
    """Who may hand the lead on; empty while its owner is here."""
    return (
        (await refusal_in(uow, Deed.HAND_ON)).sentence if await _is_left_in(uow, standing) else ""
    )


async def _is_left_in(uow: UnitOfWork, standing: Standing) -> bool:
    is_worked = standing.is_ours and standing.state in WORKED
    return is_worked and bool(await uow.members.inactive([str(standing.owner)]))
