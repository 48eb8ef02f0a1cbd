"""The tables. Every key and index starts with the workspace (`team_id`).

SQLModel declares them; rows never leave `storage`: repositories run Core statements on
`Model.__table__` and build the frozen values of `bot.domain`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, Index, Text, text
from sqlmodel import Field, SQLModel

from storage.types import UtcDateTime


def _at(*, nullable: bool = True) -> Any:
    return Field(default=None, sa_column_kwargs={"nullable": nullable}, sa_type=UtcDateTime)


def _json() -> Any:
    return Field(default=None, sa_type=JSON)


def _text() -> Any:
    return Field(default=None, sa_type=Text)


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


class Absence(SQLModel, table=True):
    team_id: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    until: date = Field(sa_type=Date)
    backup: str | None = None


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
    opening_line: str | None = _text()
    objections: list[dict[str, str]] = _json()
    landed_chips: list[str] = _json()
    dont_say: list[str] = _json()
    proof_links: list[str] = _json()
    committed_step: str | None = None
    owner: str | None = None
    starts_on: date | None = Field(default=None, sa_type=Date)
    ends_on: date | None = Field(default=None, sa_type=Date)
    cost: int | None = None
    updated_at: datetime = _at(nullable=False)


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
        ),
        Index("lead_campaign", "team_id", "campaign_id", "arrived_at"),
        Index("lead_state", "team_id", "state", "arrived_at"),
        Index("lead_owner", "team_id", "owner", "state"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    source: str
    external_id: str
    fingerprint: str
    revision: int = 1
    qualified: bool = True
    failed: list[str] = _json()
    imported: bool = False
    campaign_id: str | None = None
    arrived_at: datetime = _at(nullable=False)
    occurred_at: datetime | None = _at()
    contact_by: datetime = _at(nullable=False)
    company_name: str | None = None
    company_domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    is_customer: bool | None = None
    fit_score: int | None = None
    fit_reasons: list[str] = _json()
    intent_score: int | None = None
    intent_reasons: list[str] = _json()
    committed_step: str | None = None
    utm: dict[str, str] = _json()
    crm_url: str | None = None
    owner_email: str | None = None
    assigned_to: str | None = None
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
    returns_on: date | None = Field(default=None, sa_type=Date)
    amount: int | None = None
    discount: str | None = None
    closed_at: datetime | None = _at()
    seconded_by: list[str] = _json()
    last_event: str | None = None
    last_at: datetime | None = _at()


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
    __table_args__ = (Index("feedback_event_lead", "team_id", "lead_id", "at"),)
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
    """A lead's card: `revision` is wanted, `shown_revision` is what Slack shows."""

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
    )
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    channel: str
    revision: int
    shown_revision: int = 0
    shown_channel: str | None = None
    ts: str | None = None
    status: str = "ready"
    attempts: int = 0
    looks: int = 0
    attempted_at: datetime | None = _at()
    not_before: datetime | None = _at()
    posted_at: datetime | None = _at()
    error: str | None = None


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
    created_at: datetime = _at(nullable=False)


class Lane(SQLModel, table=True):
    """One channel's turn to be written to; times are real time, not the people's clock."""

    team_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    leased_by: str | None = None
    lease_until: datetime | None = _at()
    not_before: datetime | None = _at()
    paused: str | None = None


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
