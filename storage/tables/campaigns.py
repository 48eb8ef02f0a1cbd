"""Campaigns, what reps say of their pitch, and what marketing changed."""

from datetime import date, datetime

from sqlalchemy import Date, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import json_column, moment, text_column


class Campaign(SQLModel, table=True):
    __table_args__ = (Index("campaign_external", "team_id", "external_id", unique=True),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    external_id: str
    name: str
    channel: str | None = None
    promise: str | None = text_column()
    audience: str | None = None
    offer: str | None = None
    product: str | None = None
    opening_line: str | None = text_column()
    objections: list[dict[str, str]] = json_column()
    landed_chips: list[str] = json_column()
    value_points: list[str] | None = json_column()
    risk_points: list[str] | None = json_column()
    dont_say: list[str] = json_column()
    proof_links: list[str] = json_column()
    committed_step: str | None = None
    owner: str | None = None
    starts_on: date | None = Field(default=None, sa_type=Date)
    ends_on: date | None = Field(default=None, sa_type=Date)
    cost: int | None = None
    # the committed step that sales agreed to, and the one of which its leads were asked
    agreed_step: str | None = None
    agreed_by: str | None = None
    agreed_at: datetime | None = moment()
    asked_step: str | None = None
    updated_at: datetime = moment(nullable=False)


class CampaignChange(SQLModel, table=True):
    """One field of a campaign's brief that somebody changed."""

    __tablename__ = "campaign_change"
    __table_args__ = (Index("campaign_change_at", "team_id", "campaign_id", "at"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    campaign_id: str
    at: datetime = moment(nullable=False)
    who: str
    field: str
    old: str = text_column()
    new: str = text_column()


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
    promise: str | None = text_column()
    opening_line: str | None = text_column()
    user: str
    asked_by: str
    asked_at: datetime = moment(nullable=False)
    answer: str | None = None
    text: str | None = text_column()
    answered_at: datetime | None = moment()


class Change(SQLModel, table=True):
    """What marketing promised to change after a digest's finding."""

    __table_args__ = (Index("change_campaign", "team_id", "campaign_id"),)
    team_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    campaign_id: str
    finding: str
    what: str = text_column()
    due_on: date | None = Field(default=None, sa_type=Date)
    by: str
    made_at: datetime = moment(nullable=False)
    period: str
    cites: list[str] = json_column()
    measure: str = "landed"
    state: str = "open"
    done_at: datetime | None = moment()
    # the executive who was told that it is long overdue
    escalated_to: str | None = None
    escalated_at: datetime | None = moment()
