"""Leads and campaigns from marketing's systems: a sequence in, an answer per item."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.campaigns import Campaign
from bot.domain.ids import new_id
from bot.domain.leads import Intake, IntakeResult, Lead
from bot.domain.qualification import failed_criteria
from bot.domain.settings import Settings
from bot.errors import Conflict
from bot.ports import NewLead, StoredLead, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Source:
    """Where leads come from: a system's name within a workspace. Imports are history."""

    team: str
    name: str
    imported: bool = False


class IntakeService:
    """Stores leads and asks for their cards. Nothing here talks to Slack."""

    def __init__(self, units: UnitOfWorkFactory) -> None:
        self._units = units

    async def accept(
        self, source: Source, leads: Sequence[Lead], now: datetime
    ) -> list[IntakeResult]:
        """One transaction for all; when a statement fails, each lead is tried by itself."""
        try:
            return await self._accept(source, leads, now)
        except Conflict as error:
            if len(leads) == 1:
                return [_failed(leads[0], error)]
        results = []
        for lead in leads:
            try:
                results += await self._accept(source, [lead], now)
            except Conflict as error:
                results.append(_failed(lead, error))
        return results

    async def put_campaign(self, team: str, campaign: Campaign, now: datetime) -> str:
        """Adds or replaces a campaign; its open cards are drawn again. The campaign's id."""
        async with self._units(team) as uow:
            ids = await uow.campaigns.put([campaign], now)
            campaign_id = ids[campaign.external_id]
            await uow.campaigns.touch(campaign_id)
            await uow.commit()
        return campaign_id

    async def _accept(
        self, source: Source, leads: Sequence[Lead], now: datetime
    ) -> list[IntakeResult]:
        async with self._units(source.team) as uow:
            batch = _Batch(source, await uow.settings.get(), now)
            batch.campaigns = await _campaigns(uow, leads, now)
            known = await uow.leads.known(source.name, [lead.external_id for lead in leads])
            people = await uow.leads.open_by_email(_emails(leads))
            results = [await batch.take(uow, lead, known, people) for lead in leads]
            await batch.store(uow)
            await uow.commit()
        return results


class _Batch:
    """The decisions for one transaction's leads."""

    def __init__(self, source: Source, settings: Settings, now: datetime) -> None:
        self.campaigns: dict[str, tuple[str, Campaign]] = {}
        self._source = source
        self._settings = settings
        self._now = now
        self._new: dict[str, NewLead] = {}
        self._changed: dict[str, NewLead] = {}

    async def take(
        self,
        uow: UnitOfWork,
        lead: Lead,
        known: dict[str, StoredLead],
        people: dict[str, StoredLead],
    ) -> IntakeResult:
        fresh = self._decide(lead)
        if (twin := self._new.get(lead.external_id)) is not None:
            changed = twin.fingerprint != fresh.fingerprint
            self._new[lead.external_id] = replace(fresh, id=twin.id)
            return _answer(fresh, twin.id, Intake.UPDATED if changed else Intake.DUPLICATE)
        if (stored := known.get(lead.external_id)) is not None:
            return self._again(fresh, stored)
        same = people.get((lead.person.email or "").lower())
        if same is not None and same.campaign_id == fresh.campaign_id and not self._source.imported:
            added = await uow.leads.add_touchpoints(same.id, lead.touchpoints)
            return _answer(fresh, same.id, Intake.UPDATED if added else Intake.DUPLICATE)
        self._new[lead.external_id] = fresh
        status = Intake.NOT_QUALIFIED if fresh.failed else Intake.ACCEPTED
        return _answer(fresh, fresh.id, status)

    def _again(self, fresh: NewLead, stored: StoredLead) -> IntakeResult:
        imported = self._source.imported
        latest = self._changed.get(stored.external_id, stored)
        # A file never overwrites what a system keeps up to date.
        if latest.fingerprint == fresh.fingerprint or (imported and not stored.imported):
            return _answer(fresh, stored.id, Intake.DUPLICATE)
        settled = replace(
            fresh,
            id=stored.id,
            revision=stored.revision + 1,
            # The file says when an imported lead came, also when it is corrected and read again.
            arrived_at=fresh.arrived_at if imported else stored.arrived_at,
            contact_by=fresh.contact_by if imported else stored.contact_by,
            imported=stored.imported,
        )
        self._changed[stored.external_id] = settled
        status = Intake.NOT_QUALIFIED if settled.failed else Intake.UPDATED
        return _answer(settled, stored.id, status)

    def _decide(self, lead: Lead) -> NewLead:
        campaign_id, campaign = self._campaign_of(lead)
        arrived = (lead.occurred_at or self._now) if self._source.imported else self._now
        hours = timedelta(hours=self._settings.contact_hours)
        failed = () if self._source.imported else failed_criteria(lead, campaign, self._settings)
        return NewLead(
            id=new_id(),
            source=self._source.name,
            lead=lead,
            campaign_id=campaign_id,
            failed=failed,
            arrived_at=arrived,
            contact_by=self._settings.hours.add(arrived, hours),
            fingerprint=hashlib.blake2b(repr(lead).encode(), digest_size=16).hexdigest(),
            imported=self._source.imported,
        )

    def _campaign_of(self, lead: Lead) -> tuple[str | None, Campaign | None]:
        found = self.campaigns.get(_campaign_name(lead) or "")
        return found or (None, None)

    async def store(self, uow: UnitOfWork) -> None:
        new, changed = list(self._new.values()), list(self._changed.values())
        await uow.leads.add(new)
        await uow.leads.update(changed)
        await self._show(uow, [*new, *changed])

    async def _show(self, uow: UnitOfWork, leads: Sequence[NewLead]) -> None:
        shown = [(item.id, item.revision) for item in leads if not (item.failed or item.imported)]
        if shown and self._settings.sales_channel:
            await uow.cards.want(shown, self._settings.sales_channel)


def _campaign_name(lead: Lead) -> str | None:
    """The campaign's external id: named, inline, or matched by UTM."""
    if lead.inline_campaign is not None:
        return lead.inline_campaign.external_id
    return lead.campaign or lead.utm.get("campaign")


async def _campaigns(
    uow: UnitOfWork, leads: Sequence[Lead], now: datetime
) -> dict[str, tuple[str, Campaign]]:
    inline = [lead.inline_campaign for lead in leads if lead.inline_campaign is not None]
    if inline:
        await uow.campaigns.put(inline, now)
    wanted = {name for lead in leads if (name := _campaign_name(lead))}
    found = await uow.campaigns.by_external_id(sorted(wanted))
    # A campaign that marketing has not described yet still groups its leads.
    missing = {lead.campaign for lead in leads if lead.campaign} - set(found)
    if missing:
        await uow.campaigns.put([Campaign(name, name) for name in sorted(missing)], now)
        found = await uow.campaigns.by_external_id(sorted(wanted))
    return found


def _emails(leads: Sequence[Lead]) -> list[str]:
    return sorted({lead.person.email.lower() for lead in leads if lead.person.email})


def _answer(new: NewLead, lead_id: str, status: Intake) -> IntakeResult:
    return IntakeResult(new.lead.external_id, status, lead_id, new.failed)


def _failed(lead: Lead, error: Conflict) -> IntakeResult:
    return IntakeResult(lead.external_id, Intake.FAILED, error=error.sentence)
