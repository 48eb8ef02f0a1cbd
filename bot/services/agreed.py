"""The agreed next step: sales agrees to what marketing wants to count as a step, and the leads that
waited for nothing else go out."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.briefs import MAX_SHORT, changes_between
from bot.domain.campaigns import AgreedStep, Campaign, CampaignChange, ProposedStep
from bot.domain.roles import Deed
from bot.domain.rollup import TOGETHER, Arrival, Party, rolled_up
from bot.domain.settings import Settings
from bot.errors import InvalidInput, NotFound, NotPossible, Unreachable
from bot.ports import Directory, HeldLead, Intent, MessageKind, UnitOfWork, UnitOfWorkFactory
from bot.services.definition import definition_in
from bot.services.owners import owner_of
from bot.services.roles import Roles, sales_leads_in
from bot.services.routing import show_in

WAITS = timedelta(days=30)
"""A lead that waited longer stays where it is: nobody remembers what they asked for."""
BATCH = 50
"""Leads that go out in one transaction; the ticks send the next."""
GONE = "This campaign no longer exists. Nothing was changed."


class Agreements:
    def __init__(
        self, units: UnitOfWorkFactory, team: str, roles: Roles, people: Directory
    ) -> None:
        self._units = units
        self._team = team
        self._roles = roles
        self._people = people

    async def current(self, campaign_id: str, user: str, now: datetime) -> AgreedStep:
        """For the form in which a sales lead proposes another step."""
        await self._roles.check(user, Deed.AGREE_STEP)
        async with self._units.reading(self._team) as uow:
            return await agreement_in(uow, campaign_id, now)

    async def agree(self, campaign_id: str, step: str, user: str, now: datetime) -> AgreedStep:
        """The campaign's leads go out, and marketing hears of it. NotPossible when the step reads
        differently by now."""
        await self._roles.check(user, Deed.AGREE_STEP)
        owner = await self._owner(campaign_id)
        async with self._units(self._team) as uow:
            settings = await uow.settings.held()
            before = await campaign_of(uow, campaign_id)
            if before.is_agreed and before.committed_step == step:
                raise NotPossible(f"The next step of {before.name} is agreed already.")
            if not await uow.campaigns.agree(campaign_id, step, user, now):
                raise NotPossible(
                    f"Marketing changed the next step of {before.name} since. Read the newer "
                    "message before you agree."
                )
            agreed = CampaignChange(now, user, "agreed_step", before.agreed_step or "", step)
            await uow.campaigns.add_changes(campaign_id, [agreed])
            result = await _released(uow, settings, campaign_id, now)
            to = owner or settings.marketing_channel
            if to and to != user:
                told = {"campaign": campaign_id, "step": step, "by": user, "waited": result.waiting}
                await uow.messages.add([Intent(MessageKind.STEP_AGREED, to, told)], now)
            await _answer(uow, before, result, user, now)
            await uow.commit()
        return result

    async def _owner(self, campaign_id: str) -> str | None:
        async with self._units.reading(self._team) as uow:
            campaign = await campaign_of(uow, campaign_id)
        with suppress(Unreachable):  # the channel for marketing hears of it then
            owner = await owner_of(campaign, self._people)
            return owner.id if owner else None
        return None

    async def propose(
        self, campaign_id: str, step: str, user: str, now: datetime, receipt: str
    ) -> Campaign:
        """Marketing reads it in its channel and can make it the campaign's step."""
        await self._roles.check(user, Deed.AGREE_STEP)
        step = " ".join(step.replace("\x00", "").split())
        if not 0 < len(step) <= MAX_SHORT:
            problem = f"Write the step, in at most {MAX_SHORT} characters."
            raise InvalidInput(problem, {"step": problem})
        async with self._units(self._team) as uow:
            campaign = await campaign_of(uow, campaign_id)
            channel = (await uow.settings.get()).marketing_channel
            if not channel:
                raise NotPossible("There is no channel for marketing yet: `/leads settings`.")
            if await uow.receipts.claim(receipt, now):
                was = campaign.committed_step
                subject = {"campaign": campaign_id, "step": step, "by": user, "was": was}
                await uow.messages.add([Intent(MessageKind.STEP_PROPOSED, channel, subject)], now)
                await uow.commit()
        return campaign

    async def accept(self, proposed: ProposedStep, user: str, now: datetime) -> AgreedStep:
        """Marketing makes a sales lead's proposal the step: both have agreed to it then.
        NotPossible when there is another since that it was not proposed for."""
        campaign_id, step, proposed_by = proposed.campaign_id, proposed.step, proposed.by
        await self._roles.check(user, Deed.EDIT_CAMPAIGN)
        async with self._units(self._team) as uow:
            settings = await uow.settings.held()
            before = await campaign_of(uow, campaign_id)
            if before.is_agreed and before.committed_step == step:
                raise NotPossible(f"That is the agreed next step of {before.name} already.")
            if not proposed.is_against(before.committed_step):
                raise NotPossible(
                    f"The next step of {before.name} is another since: “{before.committed_step}”. "
                    "Nothing was changed."
                )
            after = replace(before, committed_step=step)
            await uow.campaigns.put([after], now)
            await uow.campaigns.agree(campaign_id, step, proposed_by, now)
            agreed = CampaignChange(now, proposed_by, "agreed_step", before.agreed_step or "", step)
            changes = (*changes_between(before, after, user, now), agreed)
            await uow.campaigns.add_changes(campaign_id, changes)
            await uow.campaigns.touch(campaign_id)
            result = await _released(uow, settings, campaign_id, now)
            await _answer(uow, before, result, proposed_by, now)
            await uow.commit()
        return result


async def _answer(
    uow: UnitOfWork, before: Campaign, after: AgreedStep, by: str, now: datetime
) -> None:
    """What the sales leads were asked about the step until now says who agreed to which."""
    about = {"campaign": after.campaign_id, "step": before.committed_step or ""}
    leads = await sales_leads_in(uow)
    asked = await uow.messages.standing([MessageKind.AGREE_ASKED], about, leads)
    step = after.campaign.committed_step
    subject = {"campaign": after.campaign_id, "step": step, "by": by, "waited": after.waiting}
    edits = [Intent(MessageKind.AGREE_EDIT, one.to, subject, parent=sent) for sent, one in asked]
    await uow.messages.add(edits, now)


async def run_due(units: UnitOfWorkFactory, team: str, now: datetime) -> None:
    """Sends out the next leads whose step has been agreed, and asks about steps for which leads
    wait. However many replicas tick, each campaign is asked about once."""
    async with units.reading(team) as uow:
        ready = await _ready(uow, now, 1)
        unasked = await uow.held.unasked(now - WAITS)
    if ready:
        async with units(team) as uow:
            await release(uow, await uow.settings.held(), now)
            await uow.commit()
    for campaign_id in unasked:
        async with units(team) as uow:
            if await ask(uow, campaign_id, await campaign_of(uow, campaign_id), now):
                await uow.commit()


async def ask(uow: UnitOfWork, campaign_id: str, campaign: Campaign, now: datetime) -> bool:
    """One private message to each sales lead about a step, once: whether they are asked now."""
    settings = await uow.settings.get()
    if campaign.is_agreed or not settings.require_agreed_step:
        return False
    people, step = await sales_leads_in(uow), campaign.committed_step or ""
    if not people or not await uow.campaigns.ask(campaign_id, step):
        return False
    subject = {"campaign": campaign_id, "step": step}
    await uow.messages.add([Intent(MessageKind.AGREE_ASKED, one, subject) for one in people], now)
    return True


async def release(uow: UnitOfWork, settings: Settings, now: datetime) -> int:
    """A batch of leads becomes qualified; from now on their contact clock runs. How many. As when
    leads arrive, those of one person become one, and those of one company share a card.

    The settings were held before anything else was locked: whoever changes them locks cards next.
    """
    ready = await _merged(uow, await _ready(uow, now, BATCH))
    contact_by = settings.hours.add(now, timedelta(hours=settings.contact_hours))
    version = (await definition_in(uow)).version
    ids = [lead.id for lead in ready]
    released = await uow.held.release(ids, contact_by, version) if ready else []
    if released and settings.sales_channel:
        arrivals = _arrivals([lead for lead in ready if lead.id in released])
        companies = sorted({arrival.party.company for arrival in arrivals})
        known = await uow.cards.heads(companies, now - TOGETHER) if companies else []
        await show_in(uow, released, settings, now, rolled_up(arrivals, known))
    return len(released)


async def _merged(uow: UnitOfWork, ready: Sequence[HeldLead]) -> list[HeldLead]:
    """Without those that are another form's of the same person in the same campaign."""
    emails = sorted({lead.email.lower() for lead in ready if lead.email})
    known = await uow.leads.open_by_email(emails)
    left = []
    for lead in ready:
        key = (lead.email.lower(), lead.campaign_id) if lead.email else None
        first = known.setdefault(key, lead.id) if key else lead.id
        if first == lead.id or not await _merge(uow, lead.id, first):
            left.append(lead)
    return left


async def _merge(uow: UnitOfWork, lead_id: str, into: str) -> bool:
    """False for a lead about which something was said: that is kept."""
    card = await uow.leads.card(lead_id)
    removed = await uow.held.remove(lead_id)
    if card is None or removed is None:
        return False
    await uow.leads.add_alias(*removed, into)
    await uow.leads.add_touchpoints(into, card.touchpoints)
    return True


async def agreement_in(uow: UnitOfWork, campaign_id: str, now: datetime) -> AgreedStep:
    campaign = await campaign_of(uow, campaign_id)
    return AgreedStep(campaign_id, campaign, await uow.held.count(campaign_id, now - WAITS))


async def campaign_of(uow: UnitOfWork, campaign_id: str) -> Campaign:
    campaign = await uow.campaigns.get(campaign_id)
    if campaign is None:
        raise NotFound(GONE)
    return campaign


async def _ready(uow: UnitOfWork, now: datetime, limit: int) -> list[HeldLead]:
    """When nothing has to be agreed any more, every campaign's leads are."""
    required = (await uow.settings.get()).require_agreed_step
    return await uow.held.ready(now - WAITS, limit, any_campaign=not required)


async def _released(
    uow: UnitOfWork, settings: Settings, campaign_id: str, now: datetime
) -> AgreedStep:
    """As it stands after the first batch has gone out."""
    waited = await uow.held.count(campaign_id, now - WAITS)
    await release(uow, settings, now)
    return AgreedStep(campaign_id, await campaign_of(uow, campaign_id), waited)


def _arrivals(leads: Sequence[HeldLead]) -> list[Arrival]:
    return [
        Arrival(lead.id, Party(lead.company_key, (lead.owner_email or "").lower()))
        for lead in leads
        if lead.company_key
    ]
