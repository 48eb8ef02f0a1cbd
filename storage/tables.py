"""The tables. Every key and index starts with the workspace (`team_id`).

SQLModel declares them; rows never leave `storage`: repositories run Core statements on
`Model.__table__` and build the frozen values of `bot.domain`.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Date, Index, Text, Time, text
from sqlmodel import Field, SQLModel

from storage.types import UtcDateTime


def _at(*, nullable: bool = True) -> Any:
    return Field(default=None, sa_column_kwargs={"nullable": nullable}, sa_type=UtcDateTime)


def _json() -> Any:
    return Field(default=None, sa_type=JSON)


def _text() -> Any:
    return Field(default=None, sa_type=Text)


def _where_set(name: str, column: str, *columns: str) -> Index:
    """An index of the rows in which `column` is set: it costs the others nothing."""
    is_set = text(f"{column} IS NOT NULL")
    return Index(name, "team_id", *columns, sqlite_where=is_set, postgresql_where=is_set)


BACK_AGAIN = "action IN ('reopen', 'reroute')"


class Workspace(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    name: str = ""
    settings: dict[str, str] = _json()


class SettingChange(SQLModel, table=True):
    __tablename__ = "setting_change"
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime = _at(nullable=False)
    who: str
    key: str
    old: str
    new: str


class Source(SQLModel, table=True):
    """A system that may send leads; only the hash of its token is kept."""

    team_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = _at(nullable=False)


class Member(SQLModel, table=True):
    """What Slack last said about a person."""

    __table_args__ = (Index("member_email", "team_id", "email"),)
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    name: str
    email: str | None = None
    is_admin: bool = False
    is_active: bool = True
    zone: str | None = None
    fetched_at: datetime = _at(nullable=False)


class UserGroup(SQLModel, table=True):
    """Who Slack last said is in a user group that a role or a route names."""

    __tablename__ = "user_group"
    team_id: str = Field(primary_key=True)
    group: str = Field(primary_key=True)
    users: list[str] = _json()
    fetched_at: datetime = _at(nullable=False)


class RouteSet(SQLModel, table=True):
    """A version of the rules that say where leads go; the latest holds."""

    __tablename__ = "route_set"
    team_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    document: list[dict[str, Any]] = _json()
    saved_by: str
    saved_at: datetime = _at(nullable=False)


class RouteDraft(SQLModel, table=True):
    """Rules that somebody edits in Slack; `tested` once they saw what these would have done."""

    __tablename__ = "route_draft"
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    base: int
    document: list[dict[str, Any]] = _json()
    tested: bool = False


class RouteTurn(SQLModel, table=True):
    """Who got the last lead of a route whose people take turns."""

    __tablename__ = "route_turn"
    team_id: str = Field(primary_key=True)
    route: str = Field(primary_key=True)
    user: str | None = None


class Absence(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    until: date = Field(sa_type=Date)
    backup: str | None = None
    since: date | None = Field(default=None, sa_type=Date)


class PersonHours(SQLModel, table=True):
    """When a person works who said so; the others work the workspace's hours."""

    __tablename__ = "person_hours"
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    opens: time = Field(sa_type=Time)
    closes: time = Field(sa_type=Time)
    days: list[str] = _json()
    zone: str | None = None


class Campaign(SQLModel, table=True):
    __table_args__ = (Index("campaign_external", "team_id", "external_id", unique=True),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    external_id: str
    name: str
    channel: str | None = None
    promise: str | None = _text()
    audience: str | None = None
    offer: str | None = None
    product: str | None = None
    opening_line: str | None = _text()
    objections: list[dict[str, str]] = _json()
    landed_chips: list[str] = _json()
    value_points: list[str] | None = _json()
    risk_points: list[str] | None = _json()
    dont_say: list[str] = _json()
    proof_links: list[str] = _json()
    committed_step: str | None = None
    owner: str | None = None
    starts_on: date | None = Field(default=None, sa_type=Date)
    ends_on: date | None = Field(default=None, sa_type=Date)
    cost: int | None = None
    # the committed step that sales agreed to, and the one of which its leads were asked
    agreed_step: str | None = None
    agreed_by: str | None = None
    agreed_at: datetime | None = _at()
    asked_step: str | None = None
    updated_at: datetime = _at(nullable=False)


class CampaignChange(SQLModel, table=True):
    """One field of a campaign's brief that somebody changed."""

    __tablename__ = "campaign_change"
    __table_args__ = (Index("campaign_change_at", "team_id", "campaign_id", "at"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    campaign_id: str
    at: datetime = _at(nullable=False)
    who: str
    field: str
    old: str = _text()
    new: str = _text()


class PitchOpinion(SQLModel, table=True):
    """What a rep answered to “Would you say this?”, with the pitch as it read then."""

    __tablename__ = "pitch_opinion"
    __table_args__ = (
        Index("pitch_opinion_once", "team_id", "campaign_id", "pitch", "user", unique=True),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    campaign_id: str
    pitch: str
    promise: str | None = _text()
    opening_line: str | None = _text()
    user: str
    asked_by: str
    asked_at: datetime = _at(nullable=False)
    answer: str | None = None
    text: str | None = _text()
    answered_at: datetime | None = _at()


class Lead(SQLModel, table=True):
    """One lead with where it stands. Persons are in `lead_person`, which can be erased."""

    __table_args__ = (
        Index("lead_external", "team_id", "source", "external_id", unique=True),
        # covers all that the digest counts: it reads its weeks and no row
        Index(
            "lead_figures",
            "team_id",
            "arrived_at",
            "campaign_id",
            "qualified",
            "state",
            "taken_at",
            "contacted_at",
            "met_at",
            "closed_at",
            "verdict",
            "main_reason",
            "decline_code",
            "owner",
            "amount",
            "contact_by",
            "fit_score",
            "intent_score",
            "opened_with",
            "promise_true",
        ),
        Index("lead_campaign", "team_id", "campaign_id", "arrived_at"),
        # the pool by its clock, and the lists of App Home, each read and counted from its index
        Index(
            "lead_pool",
            "team_id",
            "state",
            "imported",
            "qualified",
            "contact_by",
            "id",
            "assigned_to",
        ),
        _where_set(
            "lead_assigned",
            "assigned_to",
            "assigned_to",
            "state",
            "imported",
            "qualified",
            "contact_by",
            "id",
        ),
        _where_set(
            "lead_owned",
            "owner",
            "owner",
            "imported",
            "state",
            "verdict",
            "contact_by",
            "arrived_at",
            "taken_at",
            "id",
        ),
        _where_set(
            "lead_owner_email",
            "owner_email",
            "state",
            "imported",
            "qualified",
            "owner_email",
            "assigned_to",
            "id",
        ),
        Index("lead_company", "team_id", "company_key", "arrived_at"),
        _where_set("lead_remind", "remind_at", "remind_at", "owner", "id"),
        _where_set("lead_held", "held_for", "campaign_id", "arrived_at"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    source: str
    external_id: str
    fingerprint: str
    revision: int = 1
    qualified: bool = True
    failed: list[str] = _json()
    # the version of the definition that let it through; None: none did, or it was imported
    definition_version: int | None = None
    held_for: str | None = None
    imported: bool = False
    campaign_id: str | None = None
    arrived_at: datetime = _at(nullable=False)
    occurred_at: datetime | None = _at()
    contact_by: datetime = _at(nullable=False)
    # the clock's start where it is not the arrival; when a tick looks whether somebody is told
    clock_from: datetime | None = _at()
    remind_at: datetime | None = _at()
    company_name: str | None = None
    company_domain: str | None = None
    company_key: str | None = None
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    is_customer: bool | None = None
    products: list[str] | None = _json()
    customer_kind: str | None = None
    fit_score: int | None = None
    fit_reasons: list[str] = _json()
    intent_score: int | None = None
    intent_reasons: list[str] = _json()
    committed_step: str | None = None
    utm: dict[str, str] = _json()
    crm_url: str | None = None
    owner_email: str | None = None
    assigned_to: str | None = None
    # the rule that placed it last; None: no rule did
    route: str | None = None
    # where it stands: the fold of its events, written in the same transaction
    state: str = "new"
    owner: str | None = None
    taken_at: datetime | None = _at()
    contacted_at: datetime | None = _at()
    met_at: datetime | None = _at()
    verdict: str | None = None
    verdict_by: str | None = None
    verdict_at: datetime | None = _at()
    main_reason: str | None = None
    reasons: list[str] = _json()
    opened_with: str | None = None
    promise_true: str | None = None
    declined_by: str | None = None
    decline_code: str | None = None
    decline_codes: list[str] = _json()
    competitor: str | None = None
    competitor_why: str | None = None
    returns_on: date | None = Field(default=None, sa_type=Date)
    amount: int | None = None
    discount: str | None = None
    closed_at: datetime | None = _at()
    seconded_by: list[str] = _json()
    last_event: str | None = None
    last_at: datetime | None = _at()


class Reminder(SQLModel, table=True):
    """A step that was taken once for a lead of this owner, taken `since` then; `user` was told."""

    __table_args__ = (Index("reminder_told", "team_id", "lead_id", "user"),)
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    since: datetime = Field(sa_column=Column(UtcDateTime, primary_key=True, nullable=False))
    user: str | None = None
    at: datetime = _at(nullable=False)


class LeadAlias(SQLModel, table=True):
    """The id of another form's lead that was merged into this one: it may be sent again."""

    __tablename__ = "lead_alias"
    team_id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    lead_id: str


class LeadPerson(SQLModel, table=True):
    __tablename__ = "lead_person"
    __table_args__ = (Index("lead_person_email", "team_id", "email"),)
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    is_decision_maker: bool | None = None


class Touchpoint(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    at: datetime = _at(nullable=False)
    channel: str | None = None
    name: str | None = None
    url: str | None = None


class FeedbackEvent(SQLModel, table=True):
    """Append-only: who said what about a lead, why (codes), when, through which door."""

    __tablename__ = "feedback_event"
    __table_args__ = (
        Index("feedback_event_lead", "team_id", "lead_id", "at"),
        # the few leads that came back, without a look at the others' events
        Index(
            "feedback_event_back",
            "team_id",
            "at",
            "lead_id",
            sqlite_where=text(BACK_AGAIN),
            postgresql_where=text(BACK_AGAIN),
        ),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    lead_id: str
    sequence: int
    at: datetime = _at(nullable=False)
    user: str | None = None
    action: str
    door: str
    codes: list[str] = _json()
    retracts: str | None = None
    detail: dict[str, Any] = _json()


class FeedbackText(SQLModel, table=True):
    """Free text of an event, apart from it so that it can be erased."""

    __tablename__ = "feedback_text"
    __table_args__ = (Index("feedback_text_lead", "team_id", "lead_id"),)
    team_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    lead_id: str
    user: str | None = None
    text: str = _text()
    named: bool = True
    at: datetime = _at(nullable=False)


class Pool(SQLModel, table=True):
    """Words told without a name. The key is there while the pool is open; times are ISO weeks."""

    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    key: bytes | None = None
    opened_in: str | None = None
    shown_in: str | None = None


class PooledText(SQLModel, table=True):
    """A text of a pool. While the pool is open, `id` and `author` are marks under its key; then
    `id` is random and nobody is the author."""

    __tablename__ = "pooled_text"
    # A rowid would tell in which order the texts came.
    __table_args__ = ({"sqlite_with_rowid": False},)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    pool_id: str
    author: str | None = None
    text: str = _text()


class SitIn(SQLModel, table=True):
    """Who asked to sit in on a call (with a lead) or on a campaign's review, and the answer."""

    __tablename__ = "sit_in"
    __table_args__ = (Index("sit_in_held", "team_id", "state", "held_on"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    lead_id: str | None = None
    campaign_id: str | None = None
    asked_by: str
    host: str
    state: str
    asked_at: datetime = _at(nullable=False)
    answered_at: datetime | None = _at()
    held_on: date | None = Field(default=None, sa_type=Date)
    word: str | None = None
    learnt_asked_at: datetime | None = _at()


class SitInLine(SQLModel, table=True):
    """What one of the two learnt, apart so that it can be erased."""

    __tablename__ = "sit_in_line"
    __table_args__ = (Index("sit_in_line_at", "team_id", "at"),)
    team_id: str = Field(primary_key=True)
    sit_in_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    text: str = _text()
    at: datetime = _at(nullable=False)


class Wish(SQLModel, table=True):
    """What a lead asked for, apart from the event it was said with so that it can be erased."""

    __table_args__ = (
        Index("wish_at", "team_id", "at"),
        Index("wish_lead", "team_id", "lead_id"),
    )
    team_id: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    lead_id: str
    key: str
    label: str
    at: datetime = _at(nullable=False)


class Reaction(SQLModel, table=True):
    """The latest known of (lead, person, emoji); `event_ts` orders what arrives in any order."""

    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    emoji: str = Field(primary_key=True)
    event_ts: str
    present: bool
    event_id: str | None = None


class Receipt(SQLModel, table=True):
    """Inward keys already taken: event ids and trigger ids."""

    team_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = _at(nullable=False)


class Card(SQLModel, table=True):
    """A lead's card: `revision` is wanted, `shown_revision` is what Slack shows.

    A lead that is shown on a colleague's card names that one in `roll_up`; its own row then has no
    message and never waits.
    """

    __table_args__ = (
        # Only cards that wait stand in it: a poll does not grow with the cards ever posted.
        Index(
            "card_stale",
            "team_id",
            "channel",
            sqlite_where=text("shown_revision < revision"),
            postgresql_where=text("shown_revision < revision"),
        ),
        Index("card_message", "team_id", "shown_channel", "ts"),
        Index("card_roll_up", "team_id", "roll_up"),
        _where_set("card_burst", "burst", "channel"),
    )
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    channel: str
    roll_up: str | None = None
    revision: int
    shown_revision: int = 0
    shown_channel: str | None = None
    ts: str | None = None
    # shown with others that came in a burst, each in one line, until somebody takes it
    burst: bool | None = None
    status: str = "ready"
    attempts: int = 0
    looks: int = 0
    attempted_at: datetime | None = _at()
    not_before: datetime | None = _at()
    posted_at: datetime | None = _at()
    error: str | None = None
    dead_at: datetime | None = _at()


class Message(SQLModel, table=True):
    """A one-off message to be sent, rendered from `subject` when it is sent."""

    __table_args__ = (Index("message_lane", "team_id", "lane", "status", "sequence"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    sequence: int
    lane: str
    kind: str
    to: str
    only: str | None = None
    parent: str | None = None
    subject: dict[str, Any] = _json()
    status: str = "waiting"
    attempts: int = 0
    looks: int = 0
    attempted_at: datetime | None = _at()
    not_before: datetime | None = _at()
    channel: str | None = None
    ts: str | None = None
    error: str | None = None
    dead_at: datetime | None = _at()
    created_at: datetime = _at(nullable=False)


class Lane(SQLModel, table=True):
    """One channel's turn to be written to. Leases and rests are in real time; `paused_at` and
    `told_at` (when the admins were told why) are the people's."""

    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    leased_by: str | None = None
    lease_until: datetime | None = _at()
    not_before: datetime | None = _at()
    paused: str | None = None
    paused_at: datetime | None = _at()
    told_at: datetime | None = _at()


class Halt(SQLModel, table=True):
    """What a workspace's workers must not call: one method until a moment, or everything (`*`)
    until Slack lets the app in again; `until` is then when to ask. `scopes` are those it had."""

    team_id: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    until: datetime = _at(nullable=False)
    error: str = ""
    scopes: str = ""
    since: datetime | None = _at()


class Schedule(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    job: str = Field(primary_key=True)
    next_due_at: datetime = _at(nullable=False)


class Run(SQLModel, table=True):
    """A run of a job for a period, at most one; a digest's facts stay with it."""

    team_id: str = Field(primary_key=True)
    job: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    at: datetime = _at(nullable=False)
    facts: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    # by kind the ids of the messages that show it, which late data has edited
    messages: dict[str, str] | None = Field(default=None, sa_column=Column(JSON, nullable=True))


class FindingAnswer(SQLModel, table=True):
    """What marketing answered to a digest's finding instead of a promise; hits of `of` stood
    there."""

    __tablename__ = "finding_answer"
    __table_args__ = (Index("finding_answer_at", "team_id", "at"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    campaign_id: str
    measure: str
    hits: int
    of: int
    by: str
    at: datetime = _at(nullable=False)
    period: str
    why: str = _text()
    cites: list[str] = _json()


class Change(SQLModel, table=True):
    """What marketing promised to change after a digest's finding."""

    __table_args__ = (Index("change_campaign", "team_id", "campaign_id"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    campaign_id: str
    finding: str
    what: str = _text()
    due_on: date | None = Field(default=None, sa_type=Date)
    by: str
    made_at: datetime = _at(nullable=False)
    period: str
    cites: list[str] = _json()
    measure: str = "landed"
    state: str = "open"
    done_at: datetime | None = _at()
    # the executive who was told that it is long overdue
    escalated_to: str | None = None
    escalated_at: datetime | None = _at()


class Definition(SQLModel, table=True):
    """A version of what a qualified lead is; the newest in force holds, and the settings hold its
    criteria. Whoever proposes it signs for a side; without signatures an admin set it."""

    team_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    criteria: dict[str, Any] = _json()
    proposed_by: str
    proposed_at: datetime = _at(nullable=False)
    simulation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    sales_by: str | None = None
    sales_at: datetime | None = _at()
    marketing_by: str | None = None
    marketing_at: datetime | None = _at()
    in_force_at: datetime | None = _at()
    declined_by: str | None = None
    declined_at: datetime | None = _at()
    word: str | None = _text()


class Dispute(SQLModel, table=True):
    """Marketing's objection to a rejection, one at most for a lead, and what each side rules."""

    __table_args__ = (
        Index("dispute_at", "team_id", "at"),
        Index("dispute_open", "team_id", "closed_at", "at"),
    )
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    disputed_by: str
    at: datetime = _at(nullable=False)
    sentence: str = _text()
    rejected_by: str | None = None
    code: str
    sales_ruling: str | None = None
    sales_by: str | None = None
    marketing_ruling: str | None = None
    marketing_by: str | None = None
    closed_at: datetime | None = _at()
