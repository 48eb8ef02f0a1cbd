"""What the use cases need from outside: storage, a clock, and people and channels in Slack."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.absence import Absence
from bot.domain.campaigns import Campaign
from bot.domain.cards import Brief, LandedHere, LeadCard, LeadLine, Quote
from bot.domain.changes import Change, ChangeState, Measure
from bot.domain.digest import CampaignFigures, Counts, DigestFacts, WeekFacts
from bot.domain.history import Quoted
from bot.domain.leads import Lead, Touchpoint
from bot.domain.lifecycle import Event, Standing
from bot.domain.schedule import Span
from bot.domain.settings import SettingChange, Settings
from bot.domain.stats import Agreement, Share


class Clock(Protocol):
    """The time that people see; it may jump in the demo and in tests. Aware, UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the workspace, as Slack knows them. `is_active`: no bot, not deactivated."""

    id: str
    name: str
    email: str | None = None
    is_admin: bool = False
    zone: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as Slack knows it; `is_shared` with another company (Slack Connect)."""

    id: str
    name: str
    is_member: bool
    is_shared: bool = False
    is_archived: bool = False


class Directory(Protocol):
    """People and channels of one workspace. Answers None for whom Slack does not know."""

    async def member(self, user: str) -> Member | None: ...

    async def by_email(self, email: str) -> Member | None: ...

    async def channel(self, channel: str) -> Channel | None: ...

    async def is_in(self, channel: str, user: str) -> bool:
        """Whether a person is in a channel. Who left may count for some minutes more."""


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

    async def add_touchpoints(self, lead_id: str, points: Sequence[Touchpoint]) -> bool:
        """Adds what is not known yet; False when nothing was new."""

    async def cardless(self) -> list[tuple[str, int]]:
        """Qualified open leads (with their revisions) that have no card yet."""

    async def locked(self, lead_id: str) -> StoredLead | None:
        """The lead, locked until the unit of work ends."""

    async def save_standing(self, lead_id: str, standing: Standing) -> None:
        """Writes the standing and raises the revisions of the lead and of its card."""

    async def save_standings(self, standings: Mapping[str, Standing]) -> None:
        """`save_standing` for many leads, by their ids."""

    async def assign(self, lead_id: str, user: str | None) -> None:
        """Whom the lead is meant for; None: the pool."""

    async def restart_clock(self, lead_id: str, contact_by: datetime) -> None:
        """When a lead that came back has to be contacted."""

    async def exist(self) -> bool:
        """Whether any lead ever came."""

    async def card(self, lead_id: str) -> LeadCard | None: ...

    async def brief(self, lead_id: str) -> Brief | None: ...

    async def unclaimed(self, limit: int) -> list[LeadLine]: ...

    async def waiting_for(self, user: str, limit: int) -> list[LeadLine]:
        """Leads that are meant for this person, who has not taken them yet."""

    async def owned_by(self, user: str, limit: int) -> list[LeadLine]:
        """A person's open leads, those first whose clock runs. Imported ones are history."""

    async def owed_by(self, user: str, limit: int) -> list[LeadLine]:
        """Leads this person talked to and has not said anything about."""

    async def search(self, text: str, limit: int) -> list[LeadLine]: ...

    async def returning(self, today: date) -> list[str]: ...


class CampaignRepository(Protocol):
    async def put(
        self, campaigns: Sequence[Campaign], now: datetime, *, update: bool = True
    ) -> dict[str, str]:
        """Adds or (with `update`) replaces by external id; the ids by external id."""

    async def by_external_id(
        self, external_ids: Sequence[str]
    ) -> dict[str, tuple[str, Campaign]]: ...

    async def find(self, text: str) -> tuple[str, Campaign] | None:
        """By external id or name, exact first, then by a part of the name."""

    async def get(self, campaign_id: str) -> Campaign | None: ...

    async def all(self) -> list[tuple[str, Campaign]]: ...

    async def touch(self, campaign_id: str) -> None:
        """Raises the revision of the campaign's open cards, so that they are drawn again."""

    async def landed_here(
        self, campaign_id: str, *, since: datetime, excluding: str = ""
    ) -> LandedHere:
        """What landed for leads that came since then; the quote is not of lead `excluding`."""


class FeedbackRepository(Protocol):
    async def add(self, lead_id: str, event: Event) -> None: ...

    async def add_text(self, lead_id: str, event: Event, text: str, named: bool) -> None: ...

    async def of(self, lead_id: str) -> list[Event]: ...

    async def texts(self, lead_id: str) -> dict[str, Quoted]:
        """The quotes of a lead, by event."""

    async def of_many(self, lead_ids: Sequence[str]) -> dict[str, list[Event]]: ...

    async def add_many(self, events: Sequence[tuple[str, Event]]) -> None:
        """(lead, event), oldest first for each lead."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """The latest that is known of one person's emoji on one lead's card."""

    lead_id: str
    user: str
    emoji: str
    event_ts: str
    present: bool
    event_id: str | None = None


class ReactionRepository(Protocol):
    async def get(self, lead_id: str, user: str, emoji: str) -> Reaction | None: ...

    async def put(self, reaction: Reaction) -> None: ...


class CardRepository(Protocol):
    async def want(self, leads: Sequence[tuple[str, int]], channel: str) -> None:
        """Asks for cards of (lead, revision) in a channel."""

    async def repost(self, lead_id: str, channel: str) -> None:
        """Asks for a new card of a lead whose old one has long scrolled away."""

    async def lead_at(self, channel: str, ts: str) -> str | None: ...


class MessageKind(StrEnum):
    """One-off messages; each is rendered when it is sent."""

    BRIEF = "brief"
    WHISPER = "whisper"
    DIGEST = "digest"
    DIGEST_THREAD = "digest_thread"
    HEADLINE = "headline"
    CHANGE_TOLD = "change_told"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Intent:
    """A message to be sent: `to` is a channel or user, `only` the one who sees it (ephemeral)."""

    kind: MessageKind
    to: str
    subject: Mapping[str, Any]
    only: str | None = None
    parent: str | None = None


class MessageRepository(Protocol):
    async def add(self, intents: Sequence[Intent], now: datetime) -> list[str]: ...


class ReceiptRepository(Protocol):
    async def claim(self, key: str, now: datetime) -> bool:
        """True for the first that brings `key`, False for every later one."""


class SettingsRepository(Protocol):
    async def get(self) -> Settings: ...

    async def save(self, settings: Settings, changes: Sequence[SettingChange]) -> None: ...

    async def name(self) -> str: ...

    async def rename(self, name: str) -> None: ...

    async def history(self, limit: int) -> list[SettingChange]: ...


class SourceRepository(Protocol):
    async def add(self, name: str, token_hash: str, now: datetime) -> None: ...

    async def names(self) -> list[str]: ...


class MemberRepository(Protocol):
    async def get(self, user: str, not_before: datetime) -> Member | None: ...

    async def by_email(self, email: str, not_before: datetime) -> Member | None: ...

    async def put(self, members: Sequence[Member], now: datetime) -> None: ...

    async def names(self, users: Sequence[str]) -> dict[str, str]: ...


class AbsenceRepository(Protocol):
    async def get(self, user: str) -> Absence | None: ...

    async def put(self, absence: Absence) -> None: ...

    async def remove(self, user: str) -> bool:
        """False when this person was not away."""


class FigureRepository(Protocol):
    """Counts over the qualified leads that came in a span."""

    async def week(self, span: Span, as_of: datetime) -> WeekFacts:
        """With what had happened to the leads before `as_of`."""

    async def campaigns(self, span: Span) -> list[CampaignFigures]: ...

    async def lost_to(self, span: Span) -> Counts: ...

    async def agreement(self, span: Span, bar: int) -> Agreement:
        """Marketing says yes to a lead when its fit and intent together reach `bar`."""

    async def quotes(
        self, campaign_id: str, span: Span, *, reason: str = "", limit: int = 1
    ) -> list[tuple[str, Quote]]:
        """(event, quote) of pitches that landed; those whose main reason is `reason` first."""


class DigestRepository(Protocol):
    async def claim(self, period: str, now: datetime) -> bool:
        """True when this week's digest was not started before."""

    async def store(self, facts: DigestFacts) -> None: ...

    async def stored(self, period: str) -> DigestFacts | None: ...

    async def latest(self, before: str = "9999") -> DigestFacts | None:
        """The facts of the latest period that was sent, of those earlier than `before`."""

    async def filled(self, facts: DigestFacts) -> DigestFacts:
        """With the people's names and the quotes as they stand now."""


class ScheduleRepository(Protocol):
    async def set(self, job: str, due_at: datetime) -> None: ...

    async def due(self, job: str) -> datetime | None: ...

    async def advance(self, job: str, expected: datetime, due_at: datetime) -> bool:
        """Moves the due date on if it still is `expected` (compare-and-set)."""


class ChangeRepository(Protocol):
    async def add(self, change: Change) -> None: ...

    async def get(self, change_id: str) -> Change | None: ...

    async def all(self, since: datetime | None = None) -> list[Change]:
        """The open ones and those that ended after `since`, newest first."""

    async def set_state(self, change_id: str, state: ChangeState, now: datetime) -> bool:
        """Ends an open change; False when it is not open any more."""

    async def share(self, campaign_id: str, measure: Measure, span: Span) -> Share:
        """A campaign's rate over the leads that came in `span`."""

    async def citing(self, campaign_id: str, span: Span) -> tuple[str, ...]:
        """The people who said something about a campaign's leads that came in `span`."""


class UnitOfWork(Protocol):
    """One transaction of one workspace. Leaving without `commit` rolls back."""

    @property
    def team(self) -> str: ...

    @property
    def leads(self) -> LeadRepository: ...

    @property
    def campaigns(self) -> CampaignRepository: ...

    @property
    def feedback(self) -> FeedbackRepository: ...

    @property
    def reactions(self) -> ReactionRepository: ...

    @property
    def cards(self) -> CardRepository: ...

    @property
    def messages(self) -> MessageRepository: ...

    @property
    def receipts(self) -> ReceiptRepository: ...

    @property
    def settings(self) -> SettingsRepository: ...

    @property
    def sources(self) -> SourceRepository: ...

    @property
    def members(self) -> MemberRepository: ...

    @property
    def absences(self) -> AbsenceRepository: ...

    @property
    def figures(self) -> FigureRepository: ...

    @property
    def digests(self) -> DigestRepository: ...

    @property
    def schedule(self) -> ScheduleRepository: ...

    @property
    def changes(self) -> ChangeRepository: ...

    async def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    """Opens units of work for a workspace; `reading` never waits for a writer."""

    def __call__(self, team: str) -> AbstractAsyncContextManager[UnitOfWork]: ...

    def reading(self, team: str) -> AbstractAsyncContextManager[UnitOfWork]: ...


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel's turn: who holds it writes to that channel, one thing at a time."""

    team: str
    channel: str


@dataclass(frozen=True, slots=True)
class CardWork:
    """A card to bring to `revision`. `ts` None: it has not been posted, as far as is known."""

    lead_id: str
    channel: str
    revision: int
    ts: str | None
    attempts: int
    uncertain: bool
    attempted_at: datetime | None
    looks: int = 0

    @property
    def id(self) -> str:
        return f"card-{self.lead_id}"


@dataclass(frozen=True, slots=True)
class MessageWork:
    """A one-off message to send; `parent_ts` is the thread it belongs to.

    It is orphaned when the message that it should stand under was never posted.
    """

    id: str
    intent: Intent
    channel: str
    parent_ts: str | None
    attempts: int
    uncertain: bool
    attempted_at: datetime | None
    looks: int = 0
    orphaned: bool = False


Work = CardWork | MessageWork


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message now stands; `at` is the people's time, `revision` what a card shows."""

    channel: str
    ts: str | None
    at: datetime
    revision: int = 0


class DeliveryQueue(Protocol):
    """What delivery takes from storage. Times here are real time, never the people's clock."""

    async def lanes(self, now: datetime, limit: int) -> list[Lane]:
        """Lanes with something to send now that nobody holds."""

    async def lease(self, lane: Lane, worker: str, now: datetime, until: datetime) -> bool:
        """True for the one worker that gets the lane (compare-and-set)."""

    async def next(self, lane: Lane, now: datetime) -> Work | None:
        """The next thing of the lane; what an expired lease left in `sending` is uncertain."""

    async def sending(self, lane: Lane, work: Work, worker: str, now: datetime) -> bool:
        """Records the attempt before the call; False when the lease was lost."""

    async def sent(self, lane: Lane, work: Work, place: Place) -> None: ...

    async def later(self, lane: Lane, work: Work, error: str, at: datetime) -> None: ...

    async def uncertain(self, lane: Lane, work: Work, error: str, at: datetime) -> None:
        """The outcome is unknown: look for the message, not before `at`, before sending again."""

    async def finish(self, lane: Lane, work: Work, status: str, error: str) -> None:
        """Ends work for good: `dead`, `obsolete` or, for a card, `deleted`."""

    async def pause(self, lane: Lane, reason: str) -> None:
        """Notes why the lane rests; the next success clears it."""

    async def release(self, lane: Lane, worker: str, not_before: datetime | None) -> None: ...
