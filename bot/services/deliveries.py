"""What delivery gave up: listed, tried again or dropped; the admins told once, with the remedy."""

from datetime import datetime, timedelta

from bot.domain.cards import LeadCard
from bot.domain.deliveries import Backlog, Deliveries, PausedChannel, is_user
from bot.domain.lifecycle import State
from bot.errors import NotFound, NotPossible
from bot.ports import Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.channels import channels_in
from bot.services.roles import sales_leads_in

TELL_EVERY = timedelta(hours=1)
ADMINS_TOLD = 5
SETTINGS_READ = 50
NO_CHANNEL = "No channel for leads is chosen yet: `/leads settings`."


class DeliveryService:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def state(self) -> Deliveries:
        async with self._units.reading(self._team) as uow:
            return await uow.dead_letters.deliveries()

    async def backlog(self) -> Backlog:
        async with self._units.reading(self._team) as uow:
            return await uow.dead_letters.backlog()

    async def paused(self, channel: str) -> PausedChannel | None:
        """Why a channel rests; None when it does not any more."""
        async with self._units.reading(self._team) as uow:
            return await uow.dead_letters.paused(channel)

    async def retry(self, delivery_id: str | None) -> int:
        """Has one (None: each) tried again, and what rests tried now. NotFound for a strange id.

        While there is no channel for leads deleted cards stay listed; NotPossible for one of these.
        """
        async with self._units(self._team) as uow:
            settings = await uow.settings.held()
            full_id = await _full(uow, delivery_id)
            deleted = await uow.dead_letters.listed_deleted(full_id)
            if full_id and deleted and not settings.sales_channel:
                raise NotPossible(NO_CHANNEL)
            again = deleted if settings.sales_channel else []
            channels = await channels_in(uow, again, settings)
            for lead_id, channel in channels.items():
                await uow.dead_letters.repost(lead_id, channel)
            count = len(again) + await uow.dead_letters.retry(full_id)
            await uow.dead_letters.hasten()
            await uow.commit()
        return count

    async def hasten(self) -> None:
        """Has what rests because Slack refused it tried now."""
        async with self._units(self._team) as uow:
            await uow.dead_letters.hasten()
            await uow.commit()

    async def drop(self, delivery_id: str | None) -> int:
        """Gives one (None: each) up for good; of a paused channel that is named, what would only
        draw again what stands there. NotFound for what is not listed."""
        async with self._units(self._team) as uow:
            if delivery_id and await uow.dead_letters.paused(delivery_id):
                count = await uow.dead_letters.drop_edits(delivery_id)
            else:
                count = await uow.dead_letters.drop(await _full(uow, delivery_id))
            await uow.commit()
        return count

    async def tell(self, now: datetime) -> None:
        """Tells the admins what is new: each refused channel once, what was given up in batches.

        However many replicas tick, one tells. A channel for which nothing waits any more is not
        paused any more: what it refuses later is news.
        """
        async with self._units.reading(self._team) as uow:
            is_over = await uow.dead_letters.resting()
            admins = await known_admins(uow)
            # Most ticks have nothing to tell: a writer would only be in the way.
            is_news = await uow.dead_letters.untold() or await _is_batch(uow, now)
        if not (admins and is_news) and not is_over:
            return
        async with self._units(self._team) as uow:
            await uow.dead_letters.end_rests()
            paused = await uow.dead_letters.tell_paused(now) if admins else []
            told = [
                Intent(MessageKind.CHANNEL_PAUSED, to, {"channel": name})
                for to in admins
                for name in paused
            ]
            if admins and await _claimed(uow, now):
                told += [Intent(MessageKind.GIVEN_UP, to, {}) for to in admins]
            await uow.messages.add(told, now)
            await uow.commit()

    async def gone(self, lead_id: str, ts: str | None, error: str, now: datetime) -> None:
        """The card was deleted in Slack: asks whose lead it is whether to post it again. Where
        nobody can be asked it is given up, and told and listed with the rest of that."""
        async with self._units(self._team) as uow:
            if not await uow.dead_letters.gone(lead_id, ts, error):
                return
            lead = await uow.leads.card(lead_id)
            asked = await _responsible(uow, lead) if lead else []
            offers = [Intent(MessageKind.CARD_GONE, user, {"lead": lead_id}) for user in asked]
            await uow.messages.add(offers, now)
            if not offers:
                await uow.dead_letters.list_deleted(lead_id, now)
            await uow.commit()

    async def is_deleted(self, lead_id: str) -> bool:
        """Whether the lead's card was deleted in Slack."""
        async with self._units.reading(self._team) as uow:
            return await uow.dead_letters.deleted(lead_id)

    async def repost(self, lead_id: str) -> str:
        """Posts a deleted card again: the channel. NotPossible when it was not deleted."""
        async with self._units(self._team) as uow:
            settings = await uow.settings.held()
            if not settings.sales_channel:
                raise NotPossible(NO_CHANNEL)
            channel = (await channels_in(uow, [lead_id], settings))[lead_id]
            if not await uow.dead_letters.repost(lead_id, channel):
                raise NotPossible("This card is there already: nothing was posted.")
            await uow.commit()
        return channel


async def _full(uow: UnitOfWork, delivery_id: str | None) -> str | None:
    """The whole id of which the beginning was typed."""
    if delivery_id is None:
        return None
    dead = (await uow.dead_letters.deliveries()).dead
    found = [letter.id for letter in dead if letter.id.startswith(delivery_id)]
    if not found:
        raise NotFound(f"Nothing that was given up is “{delivery_id}”. See: leadloop deliveries")
    if len(found) > 1:
        raise NotFound(f"{len(found)} ids begin with “{delivery_id}”. Write more of it.")
    return found[0]


async def _responsible(uow: UnitOfWork, lead: LeadCard) -> list[str]:
    """The owner, whom it waits for, or who acted last; of a lead that nobody has had, those who
    lead sales: it must not be lost because its card is."""
    meant = lead.assigned_to if lead.standing.state is State.NEW else None
    acted = [event.user for event in await uow.feedback.of(lead.id)]
    theirs = [user for user in (lead.standing.owner, meant, *reversed(acted)) if user]
    if found := [user for user in theirs if is_user(user)]:
        return found[:1]
    return await sales_leads_in(uow) or await known_admins(uow)


async def known_admins(uow: UnitOfWork) -> list[str]:
    """Who is told: the admins that were met so far, else who changed the settings last."""
    if admins := await uow.members.admins(ADMINS_TOLD):
        return admins
    changes = await uow.settings.history(SETTINGS_READ)
    return [change.who for change in changes if is_user(change.who)][:1]


async def _is_batch(uow: UnitOfWork, now: datetime) -> bool:
    """Whether something was given up since the admins were told last, an hour or more ago."""
    newest, told = await uow.dead_letters.newest(), await uow.dead_letters.told_at()
    if newest is None:
        return False
    return told is None or (newest > told and now - told >= TELL_EVERY)


async def _claimed(uow: UnitOfWork, now: datetime) -> bool:
    """True for the one that tells of this batch."""
    if not await _is_batch(uow, now):
        return False
    told = await uow.dead_letters.told_at()
    return await uow.receipts.claim(f"trouble after {told}", now)
