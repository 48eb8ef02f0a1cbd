"""What becomes of leads that come together: new ones, changes, and other forms of known ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.adding import OpenLead
from bot.domain.campaigns import Campaign
from bot.domain.customers import customer_kind
from bot.domain.definition import Definition
from bot.domain.erasing import ERASED
from bot.domain.ids import new_id
from bot.domain.leads import Intake, IntakeResult, Lead, Source
from bot.domain.qualification import failed_criteria, is_held
from bot.domain.rollup import TOGETHER, Arrival, Party, rolled_up
from bot.domain.settings import Settings
from bot.domain.worktime import ContactTime
from bot.ports import Intent, MessageKind, NewLead, StoredLead, UnitOfWork
from bot.services.routing import show_in

CONTACT = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is there already. A batch adds what it decides to `merged` and `people`, so that leads
    that come together are treated like leads that come one after the other."""

    campaigns: dict[str, tuple[str, Campaign]]
    leads: dict[str, StoredLead]
    merged: dict[str, str]
    people: dict[tuple[str, str | None], str]
    recent: list[OpenLead]
    definition: Definition


class Batch:
    """The decisions for one transaction's leads."""

    def __init__(self, source: Source, settings: Settings, now: datetime, stored: Stored) -> None:
        self._source = source
        self._settings = settings
        allowed = timedelta(hours=settings.contact_hours)
        self._contact = ContactTime(allowed, settings.hours)
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
        return (self._stored.people.get(key) if key else None) or self._alike(fresh)

    def _alike(self, fresh: NewLead) -> str | None:
        lead, campaigns = fresh.lead, (None, fresh.campaign_id)
        here = [one for one in self._stored.recent if one.campaign_id in campaigns]
        return next((one.id for one in here if one.is_of(lead.person, lead.company)), None)

    def _twin(self, fresh: NewLead, twin: NewLead) -> IntakeResult:
        settled = replace(fresh, id=twin.id)
        if not twin.failed:
            settled = replace(settled, failed=(), definition_version=twin.definition_version)
        self._add(settled)
        changed = twin.fingerprint != fresh.fingerprint
        return _answer(settled, twin.id, Intake.UPDATED if changed else Intake.DUPLICATE)

    def _again(self, fresh: NewLead, stored: StoredLead) -> IntakeResult:
        imported = self._source.imported
        before = self._changed.get(stored.external_id)
        latest = before or stored
        # A file never overwrites what a system keeps up to date, and nothing what was erased.
        is_kept = stored.fingerprint == ERASED or (imported and not stored.imported)
        if latest.fingerprint == fresh.fingerprint or is_kept:
            return _answer(fresh, stored.id, Intake.DUPLICATE)
        qualified = stored.qualified or (before is not None and not before.failed)
        settled = replace(
            fresh,
            id=stored.id,
            revision=stored.revision + 1,
            # Somebody may work on it: a score that fell must not take it out of the figures.
            failed=() if qualified else fresh.failed,
            definition_version=(before or stored).definition_version
            if qualified
            else fresh.definition_version,
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
        is_judged, definition = not self._source.imported, self._stored.definition
        failed = failed_criteria(lead, campaign, definition) if is_judged else ()
        return NewLead(
            id=new_id(),
            source=self._source.name,
            lead=lead,
            campaign_id=campaign_id,
            failed=failed,
            arrived_at=arrived,
            contact_by=self._contact.due(arrived),
            fingerprint=hashlib.blake2b(repr(lead).encode(), digest_size=16).hexdigest(),
            imported=self._source.imported,
            held=is_held(lead, campaign, failed, definition),
            customer_kind=customer_kind(lead.company, campaign),
            definition_version=definition.version if is_judged and not failed else None,
        )

    def _campaign_of(self, lead: Lead) -> tuple[str | None, Campaign | None]:
        return self._stored.campaigns.get(campaign_name(lead) or "", (None, None))

    async def store(self, uow: UnitOfWork) -> None:
        new, changed = list(self._new.values()), list(self._changed.values())
        await uow.leads.add(new)
        await uow.leads.update(changed)
        await uow.routes.place_anew([item.id for item in changed if self._has_new_owner(item)])
        await self._show(uow, new, changed)
        await uow.messages.add(self._to_tell(changed), self._now)

    def _has_new_owner(self, changed: NewLead) -> bool:
        """Whether the lead may be given to another owner: nobody has acted on it."""
        stored = self._stored.leads[changed.lead.external_id]
        owner, before = changed.lead.owner_email, stored.owner_email or ""
        is_free = stored.standing.last_event is None and not stored.imported
        return bool(owner) and is_free and str(owner).lower() != before.lower()

    def _to_tell(self, changed: Sequence[NewLead]) -> list[Intent]:
        """The brief with the contact data is a message: its reader is told what is outdated."""
        told = []
        for item in changed:
            stored, person = self._stored.leads[item.lead.external_id], item.lead.person
            owner = stored.standing.owner
            what = [name for name in CONTACT if getattr(stored, name) != getattr(person, name)]
            if owner and what and stored.standing.is_open and not stored.imported:
                subject = {"lead": item.id, "what": what}
                told.append(Intent(MessageKind.CONTACT_CHANGED, owner, subject))
        return told

    async def merge(self, uow: UnitOfWork) -> set[str]:
        """After `store`, as new leads may be merged into. External ids that said something new."""
        added = set()
        for lead_id, lead in () if self._source.imported else self._merges:
            await uow.leads.add_alias(self._source.name, lead.external_id, lead_id)
            if await uow.leads.add_touchpoints(lead_id, lead.touchpoints):
                added.add(lead.external_id)
        return added

    async def _show(
        self, uow: UnitOfWork, new: Sequence[NewLead], changed: Sequence[NewLead]
    ) -> None:
        shown = [item for item in (*new, *changed) if not (item.failed or item.imported)]
        if not (shown and self._settings.sales_channel):
            return
        arrivals = [arrival for item in new if item in shown and (arrival := _arrival(item))]
        companies = sorted({arrival.party.company for arrival in arrivals})
        known = await uow.cards.heads(companies, self._now - TOGETHER) if companies else []
        ids = [item.id for item in shown]
        await show_in(uow, ids, self._settings, self._now, rolled_up(arrivals, known))


def campaign_name(lead: Lead) -> str | None:
    """The campaign's external id: named, inline, or matched by UTM."""
    if lead.inline_campaign is not None:
        return lead.inline_campaign.external_id
    return lead.campaign or lead.utm.get("campaign")


def _person(new: NewLead) -> tuple[str, str | None] | None:
    """By what two forms of one person in one campaign are known."""
    email = new.lead.person.email
    return (email.lower(), new.campaign_id) if email else None


def _arrival(new: NewLead) -> Arrival | None:
    company = new.lead.company.key
    return (
        Arrival(new.id, Party(company, (new.lead.owner_email or "").lower())) if company else None
    )


def _answer(new: NewLead, lead_id: str, status: Intake) -> IntakeResult:
    return IntakeResult(new.lead.external_id, status, lead_id, new.failed)
