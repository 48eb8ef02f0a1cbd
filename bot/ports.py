"""What the use cases need from outside: storage, a clock, and people and channels in Slack."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.absence import Absence
from bot.domain.agreement import Graded, Promises
from bot.domain.calibration import CameBack
from bot.domain.campaigns import Campaign, CampaignChange
from bot.domain.cards import Brief, LandedHere, LeadCard, LeadLine, Quote
from bot.domain.changes import Answer, Change, ChangeState, Measure
from bot.domain.customers import CustomerKind
from bot.domain.definition import Criteria, Definition, Side, Signature, Simulation
from bot.domain.deliveries import Backlog, Deliveries, Halted, PausedChannel
from bot.domain.digest import ByRep, CampaignFigures, DigestFacts, Known, WeekFacts
from bot.domain.disputes import Dispute, DisputeCounts, Ruled
from bot.domain.drift import Weekly
from bot.domain.export import LeadRow
from bot.domain.history import Quoted
from bot.domain.home import LeadCounts, UnmatchedOwner
from bot.domain.leads import Lead, Touchpoint
from bot.domain.lifecycle import Event, Standing
from bot.domain.losses import Loss
from bot.domain.maturity import Wait
from bot.domain.opinions import Opinion, PitchAnswer
from bot.domain.person_hours import PersonHours
from bot.domain.pools import OpenPool
from bot.domain.reminders import Step
from bot.domain.rollup import Burst, Head, Load
from bot.domain.routing import LeadFacts, Placed, RouteDraft, RouteSet
from bot.domain.schedule import Span, Week
from bot.domain.segments import PitchCount, ReasonCount, Segment
from bot.domain.settings import SettingChange, Settings
from bot.domain.sit_ins import SatIn, SitIn, SitInAnswer, SitInKind
from bot.domain.stats import Agreement, Share
from bot.domain.wishes import Asked, Wish


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

    async def group(self, group: str) -> tuple[str, ...] | None:
        """The people in a user group. Who left may count for some minutes more."""


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
    clock_from: datetime | None = None
    remind_at: datetime | None = None
    definition_version: int | None = None


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

    async def exist(self) -> bool:
        """Whether any lead ever came."""

    async def card(self, lead_id: str) -> LeadCard | None: ...

    async def brief(self, lead_id: str) -> Brief | None: ...

    async def counts(self, user: str) -> LeadCounts:
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
        """Owners' addresses that no member has, with how many leads wait in the pool for each."""

    async def count_unmatched_owners(self) -> int: ...

    async def search(self, text: str, limit: int) -> list[LeadLine]: ...

    async def burst(self, head: str, limit: int, offset: int = 0) -> Burst | None:
        """A page of the burst that this lead's card shows; None when it shows none."""

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

    async def touch(self, campaign_id: str) -> int:
        """Raises the revision of the campaign's open cards, so that they are drawn again: how many
        cards."""

    async def agree(self, campaign_id: str, step: str, by: str, now: datetime) -> bool:
        """False when that is not the committed step (any more)."""

    async def ask(self, campaign_id: str, step: str) -> bool:
        """True for the first that asks the sales leads about this step; empty: there is none."""

    async def add_changes(self, campaign_id: str, changes: Sequence[CampaignChange]) -> None: ...

    async def history(self, campaign_id: str, limit: int) -> list[CampaignChange]:
        """What was changed, newest first."""

    async def landed_here(
        self, campaign_id: str, *, since: datetime, excluding: str = ""
    ) -> LandedHere:
        """What landed for leads that came since then; the quote is not of lead `excluding`."""


class OpinionRepository(Protocol):
    """What reps answered to “Would you say this?”."""

    async def add(self, asked: Sequence[Opinion]) -> list[Opinion]:
        """Those who had not been asked about this pitch before."""

    async def get(self, opinion_id: str) -> Opinion | None: ...

    async def of(self, campaign_id: str) -> list[Opinion]:
        """Those of a campaign, in the order asked."""

    async def answer(
        self, opinion_id: str, answer: PitchAnswer, text: str, now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class HeldLead:
    """A lead that waits for an agreed step; what a card of several leads is found by."""

    id: str
    company_key: str | None
    owner_email: str | None


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
    async def want(
        self,
        lead_ids: Sequence[str],
        channel: str,
        heads: Mapping[str, str] | None = None,
        burst: Collection[str] = (),
    ) -> None:
        """Asks for cards in a channel; a lead in `heads` is shown on that other lead's card, one
        of a `burst` in a line of its own."""

    async def without(self, lead_ids: Sequence[str]) -> list[str]:
        """Those of them for which no card was asked yet, in their order."""

    async def load(self, channel: str, since: datetime) -> Load:
        """What was posted to the channel since then, or waits to be."""

    async def set_apart(self, lead_ids: Sequence[str]) -> None:
        """Gives those of them that a burst's card shows a card of their own."""

    async def heads(self, companies: Sequence[str], since: datetime) -> list[Head]:
        """The cards of these companies' leads that came since then, on which nobody acted yet."""

    async def rolled_up(self, lead_id: str) -> list[str]:
        """The other leads that this lead's card shows."""

    async def head_of(self, lead_id: str) -> str:
        """The lead on whose card this one is shown: itself, unless it was rolled up."""

    async def revision(self, lead_id: str) -> int:
        """Which drawing of a card is wanted. Read before what is drawn: a change in between then
        has it drawn again."""

    async def repost(self, lead_id: str, channel: str) -> None:
        """Asks for a new card of a lead whose old one has long scrolled away."""

    async def leads_at(self, channel: str, ts: str) -> list[str]:
        """The leads on the card that stands at this place; none where there is no card."""


class MessageKind(StrEnum):
    """One-off messages; each is rendered when it is sent."""

    BRIEF = "brief"
    WHISPER = "whisper"
    DIGEST = "digest"
    DIGEST_THREAD = "digest_thread"
    HEADLINE = "headline"
    DIGEST_EDIT = "digest_edit"
    DIGEST_MONTH = "digest_month"
    CHANGE_TOLD = "change_told"
    CHANGE_OVERDUE = "change_overdue"
    DISAGREED = "disagreed"
    RETURNED = "returned"
    REMINDER = "reminder"
    QUESTION = "question"
    CARD_GONE = "card_gone"
    CHANNEL_PAUSED = "channel_paused"
    GIVEN_UP = "given_up"
    SIT_IN_ASKED = "sit_in_asked"
    SIT_IN_ANSWERED = "sit_in_answered"
    SIT_IN_LEARNT = "sit_in_learnt"
    CONTACT_CHANGED = "contact_changed"
    AGREE_ASKED = "agree_asked"
    STEP_PROPOSED = "step_proposed"
    WOULD_YOU = "would_you"
    PASSED_ON = "passed_on"
    WOULD_YOU_TOLD = "would_you_told"
    EXPORT = "export"
    DEFINITION_PROPOSED = "definition_proposed"
    DEFINITION_SETTLED = "definition_settled"
    DISPUTED = "disputed"
    DISPUTE_LIST = "dispute_list"


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

    async def zones(self, users: Sequence[str]) -> dict[str, str]:
        """The time zones that Slack last told of them."""

    async def admins(self, limit: int) -> list[str]:
        """Active admins that were met so far."""

    async def group(self, group: str, not_before: datetime) -> tuple[str, ...] | None:
        """Who is in a user group, unless what is known of it is older than `not_before`."""

    async def groups(self, groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Who was in these user groups when Slack was last asked."""

    async def put_group(self, group: str, users: Sequence[str], now: datetime) -> None: ...

    async def inactive(self, users: Sequence[str]) -> set[str]:
        """Those of them who were deactivated in Slack, as far as known."""


class RouteRepository(Protocol):
    async def current(self) -> RouteSet | None: ...

    async def save(self, given: RouteSet) -> bool:
        """False when this version exists: somebody else saved meanwhile."""

    async def draft(self, user: str) -> RouteDraft | None: ...

    async def put_draft(self, user: str, draft: RouteDraft) -> None: ...

    async def drop_draft(self, user: str) -> None: ...

    async def turns(self, names: Sequence[str]) -> dict[str, str | None]:
        """Who had the last turn of each route, locked until the unit of work ends."""

    async def set_turns(self, given: Mapping[str, str | None]) -> None: ...

    async def loads(self, users: Sequence[str]) -> dict[str, int]:
        """How many open leads each has or is meant to have; who has none is left out."""

    async def facts(self, lead_ids: Sequence[str]) -> list[LeadFacts]:
        """In the order asked."""

    async def since(self, at: datetime, limit: int) -> list[LeadFacts]:
        """Of the newest qualified leads that came since then, the oldest first."""

    async def place(self, lead_id: str, placed: Placed) -> None:
        """Notes whom a rule gave the lead, and which rule."""

    async def channel(self, lead_id: str) -> str | None:
        """Where the lead's card is, or is to be posted."""


class PersonHoursRepository(Protocol):
    async def of(self, users: Sequence[str]) -> dict[str, PersonHours]:
        """Of those who said when they work."""

    async def put(self, user: str, own: PersonHours) -> None: ...

    async def remove(self, user: str) -> None: ...


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


class AbsenceRepository(Protocol):
    async def get(self, user: str) -> Absence | None: ...

    async def of(self, users: Sequence[str]) -> dict[str, Absence]:
        """Their latest absences, also those that are over."""

    async def put(self, absence: Absence) -> None: ...


class FigureRepository(Protocol):
    """Counts over the qualified leads that came in a span."""

    async def week(self, span: Span, as_of: datetime) -> WeekFacts:
        """With what had happened to the leads before `as_of`."""

    async def campaigns(self, span: Span) -> list[CampaignFigures]: ...

    async def reasons(self, span: Span) -> list[ReasonCount]: ...

    async def losses(self, span: Span) -> list[Loss]:
        """Leads that named a competitor, by its spelling and why."""

    async def agreement(self, span: Span, bar: int) -> Agreement:
        """Marketing says yes to a lead when its fit and intent together reach `bar`."""

    async def quotes(
        self, campaign_id: str, span: Span, *, reason: str = "", limit: int = 1
    ) -> list[tuple[str, Quote]]:
        """(event, quote) of pitches that landed; those whose main reason is `reason` first."""


class FactRepository(Protocol):
    """More of what is counted over the qualified leads that came in a span."""

    async def segments(self, span: Span) -> list[Segment]: ...

    async def pitch(self, span: Span) -> list[PitchCount]: ...

    async def discounts(self, span: Span) -> list[tuple[str, int]]: ...

    async def graded(self, span: Span) -> list[Graded]: ...

    async def promises(self, span: Span, as_of: datetime) -> Promises: ...

    async def rejected(self, span: Span) -> dict[str, int]:
        """The leads that are rejected now, by their first reason."""

    async def came_back(self, span: Span) -> list[CameBack]: ...

    async def rows(self, span: Span, limit: int) -> list[LeadRow]:
        """The leads themselves, not only qualified ones; the latest first."""


class TrendRepository(Protocol):
    """Counts over the qualified leads that came in a span, for judging figures."""

    async def weekly(self, weeks: Sequence[tuple[str, Span]]) -> list[Weekly]:
        """Each campaign's landed of told in each of the successive weeks."""

    async def by_rep(self, span: Span) -> ByRep:
        """Leads taken of those decided, and pitches landed of those told; known reps only."""

    async def waits(self, span: Span, now: datetime) -> list[Wait]:
        """From the arrival of the taken leads to their end, or to `now`."""

    async def won(self, span: Span) -> dict[str, Share]:
        """Won of taken, by campaign."""


class DigestRepository(Protocol):
    async def claim(self, period: str, now: datetime) -> bool:
        """True when this week's digest was not started before."""

    async def store(self, facts: DigestFacts) -> None: ...

    async def stored(self, period: str) -> DigestFacts | None: ...

    async def latest(self, before: str = "9999") -> DigestFacts | None:
        """The facts of the latest period that was sent, of those earlier than `before`."""

    async def filled(self, facts: DigestFacts) -> DigestFacts:
        """With the people's names and the quotes as they stand now."""

    async def posted(self, period: str, messages: Mapping[MessageKind, str]) -> None:
        """Remembers which messages show the period's digest."""

    async def recent(self, since: datetime) -> list[tuple[DigestFacts, Mapping[MessageKind, str]]]:
        """The weekly digests that were sent later than `since`, with the messages that show
        them."""

    async def known(self, span: Span, as_of: datetime) -> Known:
        """What of the leads that came in `span` is known, and happened, up to `as_of`."""


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

    async def promised(self) -> list[Change]:
        """The open ones, by when they are due; those without a date last."""

    async def set_state(self, change_id: str, state: ChangeState, now: datetime) -> bool:
        """Ends an open change; False when it is not open any more."""

    async def overdue(self, by: date) -> list[Change]:
        """The open ones that were due by this day and of which no executive was told."""

    async def escalate(self, change_id: str, to: str, now: datetime) -> bool:
        """Records who is told; False when somebody was told already."""

    async def share(self, campaign_id: str, measure: Measure, span: Span) -> Share:
        """A campaign's rate over the leads that came in `span`."""

    async def citing(self, campaign_id: str, span: Span) -> tuple[str, ...]:
        """The people who said something about a campaign's leads that came in `span`."""


class AnswerRepository(Protocol):
    async def add(self, answer: Answer) -> None: ...

    async def get(self, answer_id: str) -> Answer | None: ...

    async def since(self, moment: datetime) -> list[Answer]:
        """Those given later than `moment`, newest first."""


class WishRepository(Protocol):
    """What leads asked for. What is taken back, or explains what is, does not count."""

    async def add(self, wishes: Sequence[tuple[str, Event, Wish]]) -> None:
        """(lead, the event it was said with, wish)."""

    async def of(self, lead_id: str) -> dict[str, str]:
        """A lead's wishes, by event."""

    async def asked(self, span: Span) -> list[Asked]:
        """What qualified leads asked for in that time."""

    async def named(self, since: datetime, limit: int) -> list[str]:
        """The wishes that most leads named since then, most named first."""


class DefinitionRepository(Protocol):
    async def current(self) -> Definition | None:
        """The one in force; None: nobody ever made one."""

    async def latest(self) -> Definition | None:
        """The newest version, whatever became of it."""

    async def get(self, version: int) -> Definition | None: ...

    async def in_force(self, limit: int) -> list[Definition]:
        """Those that are or were in force, newest first."""

    async def add(self, new: Definition) -> bool:
        """False when this version exists: somebody else made one meanwhile."""

    async def sign(self, version: int, side: Side, signature: Signature) -> bool:
        """The second signature: in force from now on. False when it is not open any more."""

    async def decline(self, version: int, by: str, word: str, now: datetime) -> bool:
        """False when it is not open any more."""

    async def simulate(self, criteria: Criteria, span: Span, weeks: int) -> Simulation:
        """What these criteria would have done to the leads that came in `span`."""


class DisputeRepository(Protocol):
    async def add(self, new: Dispute) -> bool:
        """False when this lead's rejection was disputed before."""

    async def get(self, lead_id: str, *, lock: bool = False) -> Dispute | None:
        """With `lock` nobody else changes it until the unit of work ends."""

    async def rule(self, lead_id: str, side: Side, said: Ruled) -> None: ...

    async def close(self, lead_id: str, now: datetime) -> None: ...

    async def listed(self, before: datetime, limit: int, since: datetime) -> list[Dispute]:
        """Raised before then and open, or closed since `since`; the oldest first."""

    async def claim_list(self, period: str, now: datetime) -> bool:
        """True for the first that sends this month's list."""

    async def candidates(self, span: Span, limit: int) -> list[LeadLine]:
        """Rejected leads, come in `span`, that can be disputed and were not; newest first."""

    async def counts(self, span: Span) -> DisputeCounts:
        """Of those raised in `span`."""


class PoolRepository(Protocol):
    """Words told without a name. At most one pool is open; a sealed one has no key any more."""

    async def open(self, key: bytes, week: Week) -> OpenPool:
        """The open pool, locked until the unit of work ends; a new one with this key if none is."""

    async def current(self, *, lock: bool = False) -> OpenPool | None:
        """The open pool; with `lock` nobody else changes it until the unit of work ends."""

    async def add(self, event_mark: str, author_mark: str, text: str) -> None: ...

    async def take_back(self, event_marks: Sequence[str]) -> None: ...

    async def unsay(self, author_mark: str) -> int:
        """Deletes a person's texts from the open pool: how many."""

    async def seal(self) -> None:
        """Destroys the open pool's key and all marks; its texts wait for a digest, shuffled."""

    async def give_up(self) -> None:
        """Deletes the open pool with its key and its texts."""

    async def show(self, period: str) -> None:
        """Has this week's digest show what was sealed and not shown yet."""

    async def shown_in(self, period: str) -> tuple[str, ...]:
        """The texts that this week's digest shows."""


class SitInRepository(Protocol):
    async def add(self, new: SitIn) -> None: ...

    async def get(self, sit_in_id: str) -> SitIn | None:
        """Without names and label."""

    async def asked(self, kind: SitInKind, about: str, user: str, today: date) -> SitIn | None:
        """What this person asked for already and nobody answered, or that is still to come."""

    async def answer(self, sit_in_id: str, answer: SitInAnswer, now: datetime) -> bool:
        """False when it was answered before."""

    async def held(self, before: date) -> list[str]:
        """Those held before that day whose people were not asked yet what they learnt."""

    async def ask_learnt(self, sit_in_id: str, now: datetime) -> bool:
        """True for the one that asks."""

    async def learn(self, sit_in_id: str, user: str, text: str, now: datetime) -> None: ...

    async def sat_in(self, first: date, last: date, span: Span) -> SatIn:
        """What was held on these days, and the lines that were written in that time."""

    async def quoted(self, sit_in_id: str) -> Quote | None:
        """The latest line that was learnt there."""


class DeadLetterRepository(Protocol):
    """What was given up, and what waits because Slack refuses a channel or the whole workspace."""

    async def deliveries(self) -> Deliveries: ...

    async def backlog(self) -> Backlog: ...

    async def paused(self, channel: str) -> PausedChannel | None: ...

    async def retry(self, delivery_id: str | None) -> int:
        """Has it (None: everything) tried again: how many."""

    async def hasten(self) -> None:
        """Has what rests because Slack refused a channel or the workspace tried at once."""

    async def drop(self, delivery_id: str | None) -> int:
        """Takes it (None: everything) off the list for good: how many."""

    async def untold(self) -> bool:
        """Whether there are paused channels of which the admins have not been told."""

    async def tell_paused(self, now: datetime) -> list[str]:
        """Those channels; of which they have been told from now on."""

    async def newest(self) -> datetime | None:
        """When something was given up last that admins are told of."""

    async def told_at(self) -> datetime | None:
        """When the admins were last told of what was given up."""

    async def deleted(self, lead_id: str) -> bool:
        """Whether somebody deleted the card in Slack on which the lead is shown."""

    async def repost(self, lead_id: str, channel: str) -> bool:
        """Asks for that card again, with all that it showed; False when it is not deleted."""


class UnitOfWork(Protocol):
    """One transaction of one workspace. Leaving without `commit` rolls back."""

    @property
    def team(self) -> str: ...

    @property
    def leads(self) -> LeadRepository: ...

    @property
    def campaigns(self) -> CampaignRepository: ...

    @property
    def opinions(self) -> OpinionRepository: ...

    @property
    def held(self) -> HeldRepository: ...

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
    def routes(self) -> RouteRepository: ...

    @property
    def absences(self) -> AbsenceRepository: ...

    @property
    def hours(self) -> PersonHoursRepository: ...

    @property
    def reminders(self) -> ReminderRepository: ...

    @property
    def figures(self) -> FigureRepository: ...
    @property
    def trends(self) -> TrendRepository: ...

    @property
    def facts(self) -> FactRepository: ...

    @property
    def digests(self) -> DigestRepository: ...

    @property
    def schedule(self) -> ScheduleRepository: ...

    @property
    def changes(self) -> ChangeRepository: ...

    @property
    def answers(self) -> AnswerRepository: ...

    @property
    def dead_letters(self) -> DeadLetterRepository: ...

    @property
    def wishes(self) -> WishRepository: ...

    @property
    def pools(self) -> PoolRepository: ...

    @property
    def sit_ins(self) -> SitInRepository: ...

    @property
    def definitions(self) -> DefinitionRepository: ...

    @property
    def disputes(self) -> DisputeRepository: ...

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


class DeliveryMeter(Protocol):
    """Counts what delivery does, by the kind of message or of fault."""

    def delivered(self, kind: str) -> None: ...

    def failed(self, fault: str) -> None: ...

    def gave_up(self, kind: str) -> None: ...


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

    async def later(
        self, lane: Lane, work: Work, error: str, at: datetime, *, counts: bool = True
    ) -> None:
        """Not before `at`. What is uncertain stays so; `counts` as one more attempt."""

    async def uncertain(self, lane: Lane, work: Work, error: str, at: datetime) -> None:
        """The outcome is unknown: look for the message, not before `at`, before sending again."""

    async def finish(self, lane: Lane, work: Work, status: str, error: str, at: datetime) -> None:
        """Ends work for good: `dead`, `obsolete` or `deleted`. `at` is the people's time."""

    async def pause(self, lane: Lane, reason: str, at: datetime) -> None:
        """Notes why the lane rests, from the people's time `at`; the next success clears it."""

    async def halt(self, method: str, until: datetime) -> None:
        """Nobody calls this method for this workspace before then."""

    async def halt_all(self, halted: Halted, until: datetime) -> bool:
        """Nothing is sent to the workspace until `resume`; True for whoever says so first."""

    async def halted(self) -> Halted | None: ...

    async def may_probe(self, now: datetime, until: datetime) -> bool:
        """True for the one worker that asks Slack now; the next asks at `until`."""

    async def resume(self) -> None:
        """The workspace can be written to again."""

    async def release(self, lane: Lane, worker: str, not_before: datetime | None) -> None: ...
