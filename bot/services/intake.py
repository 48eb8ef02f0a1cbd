"""Leads and campaigns from marketing's systems: a sequence in, an answer per item."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
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
        """One transaction for all; when a statement fails, each lead is tried by itself. Also a
        single one: if another replica stored it meanwhile, it is known now."""
        with suppress(Conflict):
            return await self._accept(source, leads, now)
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
            stored = await _stored(uow, source, leads, now)
            batch = _Batch(source, await uow.settings.get(), now, stored)
            results = [batch.take(lead) for lead in leads]
            await batch.store(uow)
            added = await batch.merge(uow)
            await uow.commit()
        return [
            replace(result, status=Intake.UPDATED) if result.external_id in added else result
            for result in results
        ]


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is there already. A batch adds what it decides to `merged` and `people`, so that leads
    that come together are treated like leads that come one after the other."""

    campaigns: dict[str, tuple[str, Campaign]]
    leads: dict[str, StoredLead]
    merged: dict[str, str]
    people: dict[tuple[str, str | None], str]


class _Batch:
    """The decisions for one transaction's leads."""

    def __init__(self, source: Source, settings: Settings, now: datetime, stored: _Stored) -> None:
        self._source = source
        self._settings = settings
        self._now = now
        self._stored = stored
        self._new: dict[str, NewLead] = {}
        self._changed: dict[str, NewLead] = {}
        self._merges: list[tuple[str, Lead]] = []

    def take(self, lead: Lead) -> IntakeResult:
        fresh = self._decide(lead)
        if (twin := self._new.get(lead.external_id)) is not None:
            return self._twin(fresh, twin)
        if (stored := self._stored.leads.get(lead.external_id)) is not None:
            return self._again(fresh, stored)
        if (same := self._same(fresh)) is not None:
            self._stored.merged[lead.external_id] = same
            self._merges.append((same, lead))
            return _answer(fresh, same, Intake.DUPLICATE)
        self._add(fresh)
        status = Intake.NOT_QUALIFIED if fresh.failed else Intake.ACCEPTED
        return _answer(fresh, fresh.id, status)

    def _add(self, new: NewLead) -> None:
        self._new[new.lead.external_id] = new
        if (key := _person(new)) and not (new.failed or new.imported):
            self._stored.people[key] = new.id

    def _same(self, fresh: NewLead) -> str | None:
        """The lead that this one is another form's of: known as that, or an open one of the same
        person and campaign. What does not qualify must not draw a card again."""
        merged = self._stored.merged.get(fresh.lead.external_id)
        if merged or fresh.failed or fresh.imported:
            return merged
        key = _person(fresh)
        return self._stored.people.get(key) if key else None

    def _twin(self, fresh: NewLead, twin: NewLead) -> IntakeResult:
        settled = replace(fresh, id=twin.id, failed=fresh.failed if twin.failed else ())
        self._add(settled)
        changed = twin.fingerprint != fresh.fingerprint
        return _answer(settled, twin.id, Intake.UPDATED if changed else Intake.DUPLICATE)

    def _again(self, fresh: NewLead, stored: StoredLead) -> IntakeResult:
        imported = self._source.imported
        before = self._changed.get(stored.external_id)
        latest = before or stored
        # A file never overwrites what a system keeps up to date.
        if latest.fingerprint == fresh.fingerprint or (imported and not stored.imported):
            return _answer(fresh, stored.id, Intake.DUPLICATE)
        qualified = stored.qualified or (before is not None and not before.failed)
        settled = replace(
            fresh,
            id=stored.id,
            revision=stored.revision + 1,
            # Somebody may work on it: a score that fell must not take it out of the figures.
            failed=() if qualified else fresh.failed,
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
        return self._stored.campaigns.get(_campaign_name(lead) or "", (None, None))

    async def store(self, uow: UnitOfWork) -> None:
        new, changed = list(self._new.values()), list(self._changed.values())
        await uow.leads.add(new)
        await uow.leads.update(changed)
        await self._show(uow, [*new, *changed])

    async def merge(self, uow: UnitOfWork) -> set[str]:
        """After `store`, as new leads may be merged into. External ids that said something new."""
        added = set()
        for lead_id, lead in () if self._source.imported else self._merges:
            await uow.leads.add_alias(self._source.name, lead.external_id, lead_id)
            if await uow.leads.add_touchpoints(lead_id, lead.touchpoints):
                added.add(lead.external_id)
        return added

    async def _show(self, uow: UnitOfWork, leads: Sequence[NewLead]) -> None:
        shown = [(item.id, item.revision) for item in leads if not (item.failed or item.imported)]
        if shown and self._settings.sales_channel:
            await uow.cards.want(shown, self._settings.sales_channel)


def _campaign_name(lead: Lead) -> str | None:
    """The campaign's external id: named, inline, or matched by UTM."""
    if lead.inline_campaign is not None:
        return lead.inline_campaign.external_id
    return lead.campaign or lead.utm.get("campaign")


async def _stored(uow: UnitOfWork, source: Source, leads: Sequence[Lead], now: datetime) -> _Stored:
    ids = [lead.external_id for lead in leads]
    return _Stored(
        campaigns=await _campaigns(uow, leads, now),
        leads=await uow.leads.known(source.name, ids, lock=True),
        merged=await uow.leads.merged(source.name, ids),
        people=await uow.leads.open_by_email(_emails(leads)),
    )


async def _campaigns(
    uow: UnitOfWork, leads: Sequence[Lead], now: datetime
) -> dict[str, tuple[str, Campaign]]:
    wanted = sorted({name for lead in leads if (name := _campaign_name(lead))})
    found = await uow.campaigns.by_external_id(wanted)
    described = {key: campaign for key, (_, campaign) in found.items()}
    for lead in leads:
        if (given := lead.inline_campaign) is not None:
            known = described.get(given.external_id)
            described[given.external_id] = known.filled(given) if known else given
        elif lead.campaign:
            # A campaign that marketing has not described yet still groups its leads.
            described.setdefault(lead.campaign, Campaign(lead.campaign, lead.campaign))
    missing = [campaign for key, campaign in described.items() if key not in found]
    filled = [described[key] for key, (_, campaign) in found.items() if described[key] != campaign]
    if not (missing or filled):
        return found
    await uow.campaigns.put(missing, now, update=False)
    await uow.campaigns.put(filled, now)
    for campaign in filled:
        await uow.campaigns.touch(found[campaign.external_id][0])
    return await uow.campaigns.by_external_id(wanted)


def _emails(leads: Sequence[Lead]) -> list[str]:
    return sorted({lead.person.email.lower() for lead in leads if lead.person.email})


def _person(new: NewLead) -> tuple[str, str | None] | None:
    """By what two forms of one person in one campaign are known."""
    email = new.lead.person.email
    return (email.lower(), new.campaign_id) if email else None


def _answer(new: NewLead, lead_id: str, status: Intake) -> IntakeResult:
    return IntakeResult(new.lead.external_id, status, lead_id, new.failed)


def _failed(lead: Lead, error: Conflict) -> IntakeResult:
    return IntakeResult(lead.external_id, Intake.FAILED, error=error.sentence)
