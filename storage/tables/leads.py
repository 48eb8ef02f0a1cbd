"""Leads, with what may be erased kept apart."""

from datetime import date, datetime

from sqlalchemy import Column, Date, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import json_column, moment, where_set
from storage.types import UtcDateTime


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
        where_set(
            "lead_assigned",
            "assigned_to",
            "assigned_to",
            "state",
            "imported",
            "qualified",
            "contact_by",
            "id",
        ),
        where_set(
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
        where_set(
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
        where_set("lead_remind", "remind_at", "remind_at", "owner", "id"),
        where_set("lead_held", "held_for", "campaign_id", "arrived_at"),
    )
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    source: str
    external_id: str
    fingerprint: str
    revision: int = 1
    qualified: bool = True
    failed: list[str] = json_column()
    # the version of the definition that let it through; None: none did, or it was imported
    definition_version: int | None = None
    held_for: str | None = None
    imported: bool = False
    campaign_id: str | None = None
    arrived_at: datetime = moment(nullable=False)
    occurred_at: datetime | None = moment()
    contact_by: datetime = moment(nullable=False)
    # the clock's start where it is not the arrival; when a tick looks whether somebody is told
    clock_from: datetime | None = moment()
    remind_at: datetime | None = moment()
    company_name: str | None = None
    company_domain: str | None = None
    company_key: str | None = None
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    is_customer: bool | None = None
    products: list[str] | None = json_column()
    customer_kind: str | None = None
    fit_score: int | None = None
    fit_reasons: list[str] = json_column()
    intent_score: int | None = None
    intent_reasons: list[str] = json_column()
    committed_step: str | None = None
    utm: dict[str, str] = json_column()
    crm_url: str | None = None
    owner_email: str | None = None
    assigned_to: str | None = None
    # the rule that placed it last; None: no rule did
    route: str | None = None
    # where it stands: the fold of its events, written in the same transaction
    state: str = "new"
    owner: str | None = None
    taken_at: datetime | None = moment()
    owned_at: datetime | None = moment()
    contacted_at: datetime | None = moment()
    met_at: datetime | None = moment()
    verdict: str | None = None
    verdict_by: str | None = None
    verdict_at: datetime | None = moment()
    main_reason: str | None = None
    reasons: list[str] = json_column()
    opened_with: str | None = None
    promise_true: str | None = None
    declined_by: str | None = None
    decline_code: str | None = None
    decline_codes: list[str] = json_column()
    competitor: str | None = None
    competitor_why: str | None = None
    returns_on: date | None = Field(default=None, sa_type=Date)
    amount: int | None = None
    discount: str | None = None
    closed_at: datetime | None = moment()
    seconded_by: list[str] = json_column()
    last_event: str | None = None
    last_at: datetime | None = moment()


class Reminder(SQLModel, table=True):
    """A step that was taken once for a lead of this owner, taken `since` then; `user` was told."""

    __table_args__ = (Index("reminder_told", "team_id", "lead_id", "user"),)
    team_id: str = Field(primary_key=True)
    lead_id: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    since: datetime = Field(sa_column=Column(UtcDateTime, primary_key=True, nullable=False))
    user: str | None = None
    at: datetime = moment(nullable=False)


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
    at: datetime = moment(nullable=False)
    channel: str | None = None
    name: str | None = None
    url: str | None = None
