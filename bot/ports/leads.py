"""Leads, those that wait, and what reminds of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.adding import OpenLead
from bot.domain.cards import Brief, LeadCard, LeadLine
from bot.domain.customers import CustomerKind
from bot.domain.erasing import Traces
from bot.domain.history import Told
from bot.domain.home import HomeCounts, UnmatchedOwner
from bot.domain.leads import Lead, Touchpoint
from bot.domain.lifecycle import Standing
from bot.domain.reminders import Step
from bot.domain.rollup import Burst
from bot.ports.outward import Intent


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead as intake decided to store it."""

    id: str
    source: str
    lead: Lead
    campaign_id: str | None
    failed: tuple[str, ...]
    arrived_at: datetime
    contact_by: datetime
    fingerprint: str
    revision: int = 1
    imported: bool = False
    held: bool = False
    customer_kind: CustomerKind | None = None
    definition_version: int | None = None


@dataclass(frozen=True, slots=True)
class StoredLead:
    """What intake compares with, and what an action changes."""

    id: str
    external_id: str
    revision: int
    fingerprint: str
    label: str
    campaign_id: str | None
    assigned_to: str | None
    qualified: bool
    standing: Standing
    arrived_at: datetime
    contact_by: datetime
    imported: bool = False
    email: str | None = None
    phone: str | None = None
    owner_email: str | None = None
    clock_from: datetime | None = None
    remind_at: datetime | None = None
    definition_version: int | None = None

    @property
    def holder(self) -> str | None:
        return self.standing.holder(self.assigned_to)

    @property
    def since(self) -> datetime:
        """When whoever has it got it, or since when it is meant for somebody."""
        return self.standing.taken_at or self.clock_from or self.arrived_at


@dataclass(frozen=True, slots=True)
class LeadClock:
    """When a lead has to be contacted, since when that is counted (None: its arrival), and when to
    look whether somebody is told (None: never)."""

    contact_by: datetime
    clock_from: datetime | None
    remind_at: datetime | None


class LeadRepository(Protocol):
    async def known(
        self, source: str, external_ids: Sequence[str], *, lock: bool = False
    ) -> dict[str, StoredLead]:
        """By external id; with `lock` nobody else changes them until the unit of work ends."""

    async def add(self, leads: Sequence[NewLead]) -> None: ...

    async def update(self, changed: Sequence[NewLead]) -> None: ...

    async def merged(self, source: str, external_ids: Sequence[str]) -> dict[str, str]:
        """The leads that leads of these external ids were merged into."""

    async def add_alias(self, source: str, external_id: str, lead_id: str) -> None:
        """Remembers that a lead of this external id was merged into `lead_id`."""

    async def open_by_email(self, emails: Sequence[str]) -> dict[tuple[str, str | None], str]:
        """Qualified open leads by (e-mail, campaign), the latest of each. Imported are history."""

    async def open_since(self, since: datetime) -> list[OpenLead]:
        """Qualified open leads that came since then, the latest first."""

    async def add_touchpoints(self, lead_id: str, points: Sequence[Touchpoint]) -> bool:
        """Adds what is not known yet; False when nothing was new."""

    async def cardless(self) -> list[str]:
        """Qualified open leads that have no card yet."""

    async def locked(self, lead_id: str) -> StoredLead | None:
        """The lead, locked until the unit of work ends."""

    async def save_standing(self, lead_id: str, standing: Standing) -> None:
        """Writes the standing and raises the revisions of the lead and of its card."""

    async def save_standings(self, standings: Mapping[str, Standing]) -> None:
        """`save_standing` for many leads, by their ids."""

    async def assign(self, lead_id: str, user: str | None) -> None:
        """Whom the lead is meant for; None: the pool."""

    async def left_behind(self, limit: int, offset: int = 0) -> list[LeadLine]:
        """Open leads that somebody took who was deactivated in Slack since, as far as known."""

    async def count_left_behind(self, owner: str | None = None) -> int: ...

    async def leavers(self) -> list[str]:
        """Whose they are."""

    async def owners_seen_before(
        self, at: datetime, limit: int, *, but_for: Sequence[str] = ()
    ) -> list[str]:
        """Who has open leads and was not asked of Slack since then, the longest ago first."""

    async def exist(self) -> bool:
        """Whether any lead ever came."""

    async def card(self, lead_id: str) -> LeadCard | None: ...

    async def brief(self, lead_id: str) -> Brief | None: ...

    async def counts(self, user: str) -> HomeCounts:
        """How long the lists of a person are."""

    async def unclaimed(
        self, limit: int, offset: int = 0, *, but_for: str | None = None
    ) -> list[LeadLine]:
        """Leads that nobody has, without those meant for `but_for`."""

    async def waiting_for(self, user: str, limit: int, offset: int = 0) -> list[LeadLine]:
        """Leads that are meant for this person, who has not taken them yet."""

    async def owned_by(self, user: str, limit: int) -> list[LeadLine]:
        """A person's open leads, those first whose clock runs. Imported ones are history."""

    async def to_do(self, user: str, limit: int, offset: int = 0) -> list[LeadLine]:
        """`owned_by` without those that are owed an answer."""

    async def owed_by(self, user: str, limit: int, offset: int = 0) -> list[LeadLine]:
        """Leads this person talked to and has not said anything about."""

    async def unmatched_owners(self, limit: int, offset: int = 0) -> list[UnmatchedOwner]:
        """Owners' addresses that no member has, with how many open leads each has."""

    async def count_unmatched_owners(self) -> int: ...

    async def search(self, text: str, limit: int) -> list[LeadLine]: ...

    async def burst(self, head: str, limit: int, offset: int = 0) -> Burst | None:
        """A page of the burst that this lead's card shows; None when it shows none."""

    async def returning(self, today: date) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class HeldLead:
    """A lead that waits for an agreed step; by what it is known to be another form's of the same
    person, and what a card of several leads is found by."""

    id: str
    company_key: str | None
    owner_email: str | None
    email: str | None
    campaign_id: str | None


class HeldRepository(Protocol):
    """Leads that lack nothing but their campaign's agreed step."""

    async def count(self, campaign_id: str, since: datetime) -> int: ...

    async def unasked(self, since: datetime) -> list[str]:
        """The campaigns that such leads, come since then, wait for, and about whose step no sales
        lead has been asked."""

    async def ready(self, since: datetime, limit: int, *, any_campaign: bool) -> list[HeldLead]:
        """Those whose campaign's step has been agreed (or of `any_campaign`), the oldest first."""

    async def release(
        self, lead_ids: Sequence[str], contact_by: datetime, version: int
    ) -> list[str]:
        """Makes them qualified under this version of the definition: those that were not yet."""

    async def remove(self, lead_id: str) -> tuple[str, str] | None:
        """Takes away one about which nothing was said: its source and external id."""


class ErasureRepository(Protocol):
    async def find(self, who: str) -> list[str]:
        """All leads of the person with this address, or of the lead with this id (either one),
        locked until the unit of work ends."""

    async def said(self, lead_ids: Sequence[str]) -> set[str]:
        """The events, and the sit-ins, with which something was quoted."""

    async def told(self, lead_ids: Sequence[str]) -> list[tuple[str, str]]:
        """Receiver and id of the messages, other than cards, that name these leads' persons in
        Slack, or soon may."""

    async def erase(self, lead_ids: Sequence[str]) -> Traces:
        """Takes names, contact data and free text away, and has the cards drawn again."""


class ReminderRepository(Protocol):
    async def owners_due(self, now: datetime, limit: int) -> list[str]:
        """Whose leads are to be looked at, the longest due first."""

    async def due(self, owner: str, until: datetime, limit: int) -> list[StoredLead]:
        """Those leads, locked until the unit of work ends."""

    async def running(self, owner: str | None, limit: int) -> list[StoredLead]:
        """Leads whose contact is awaited (`owner`: which they took), the newest, locked."""

    async def set_clocks(self, clocks: Mapping[str, LeadClock]) -> None: ...

    async def redraw(self, lead_ids: Sequence[str]) -> None:
        """Has the cards drawn again on which these leads are shown."""

    async def look_again(self, owner: str | None, now: datetime) -> None:
        """Has every open lead looked at that was taken (by `owner`)."""

    async def done(self, lead_ids: Sequence[str]) -> dict[str, dict[Step, datetime]]:
        """The steps that were taken since these leads were taken, by lead."""

    async def claim(self, lead: StoredLead, step: Step, user: str | None, now: datetime) -> bool:
        """True for the first that takes this step; `user` is told (None: there was nobody)."""

    async def was_told(self, lead: StoredLead, user: str) -> bool:
        """Whether this person was called because the lead's owner did not contact it."""

    async def told(self, lead_id: str) -> list[Told]:
        """Who was told of this lead, oldest first."""

    async def messages(self, lead_id: str) -> list[tuple[str, Intent]]:
        """The latest reminders and questions that stand in Slack and name this lead, with their
        ids."""
